//! Sample pages of a partner: an integration on the shipped edition, at several moments.

use app::integrations::{Integration, Own, Summary};
use toolkit::standing::With;

use crate::pages::forms::sample::opened;

/// An integration as the list shows it.
pub(super) fn own() -> Option<Own> {
    let opened = opened(Vec::new())?;
    let summary = Summary {
        edition: opened.definition.edition.id.to_string(),
        stage: None,
        next_gate: None,
        unmet: 4,
        turn: "partner".into(),
        turn_since: Some(opened.now),
        next_step: opened.next_step(),
        hold: None,
        project_manager: None,
        touched_at: opened.now,
        recheck_at: None,
    };
    Some(Own {
        integration: Integration {
            id: opened.id.uuid(),
            product_id: opened.product.id,
            organisation_id: opened.organisation.id,
            reference: opened.reference.clone(),
            started_at: opened.now,
            position: 1,
            head: Vec::new(),
            summary,
        },
        stage: opened.standing().stage.map(|stage| stage.title.clone()),
        service: opened.definition.edition.service.clone(),
        product: opened.product,
        turn: With::Partner,
    })
}
