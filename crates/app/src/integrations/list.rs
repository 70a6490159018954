//! Lists of integrations for programs, page by page.

use onboarding::policy::{self, Action};
use store::queries::integrations::{self as queries, Listed};

use super::IntegrationId;
use crate::{
    Context, Internal,
    portal::tokens::{self, Program},
};

/// The next integrations that a program's token is for, oldest first, from after one of them on.
pub async fn list_of_program(
    ctx: &Context,
    program: &Program,
    after: Option<IntegrationId>,
    most: u32,
) -> Result<Vec<Listed>, Internal> {
    let (id, after) = (program.id, after.map_or(uuid::Uuid::nil(), |id| id.uuid()));
    let listed = ctx
        .store
        .read(move |tx| {
            let token = tokens::working(tx, id)?;
            let token = token.filter(|token| policy::may(Action::ViewIntegration, &token.roles));
            let Some(token) = token.map(|token| token.row) else { return Ok(Vec::new()) };
            match (token.product_id, token.organisation_id) {
                (Some(product), _) => queries::list_page_of_product(tx, product, after, most),
                (None, Some(organisation)) => {
                    queries::list_page_of_organisation(tx, organisation, after, most)
                }
                (None, None) => queries::list_page(tx, after, most),
            }
        })
        .await?;
    Ok(listed)
}
