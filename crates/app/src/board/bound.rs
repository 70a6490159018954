//! What decisions of the Board hold partners to: conditions, and waivers that run.

use jiff::civil::Date;
use onboarding::policy::Action;
use store::queries::board as queries;
use toolkit::{facts::HoldKind, standing::london};

use super::{Denied, agenda, allow};
use crate::{
    Actor, Context, Error,
    integrations::{IntegrationId, Opened},
};

/// A condition or a waiver in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    pub integration: IntegrationId,
    pub reference: String,
    pub product: String,
    pub organisation: String,
    pub origin: Origin,
    pub text: String,
    pub owner: String,
    pub due: Date,
    pub is_over: bool,
}

/// Where it comes from, with the title of the decision or the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Condition(String),
    Waiver(String),
}

/// All of them, by owner and then by date.
pub async fn bound(ctx: &Context, actor: Actor) -> Result<Vec<Bound>, Error<Denied>> {
    let context = ctx.clone();
    let today = ctx.now().to_zoned(london()).date();
    ctx.store
        .read(move |tx| {
            allow(tx, actor, Action::ViewBoard)?;
            let mut found = Vec::new();
            for id in queries::list_bound(tx)? {
                let opened = agenda::opened::<Denied>(tx, &context, id)?;
                found.extend(of(&opened, today));
            }
            found.sort_by(|a, b| (&a.owner, a.due, &a.reference).cmp(&(&b.owner, b.due, &b.reference)));
            Ok(found)
        })
        .await
}

fn of(opened: &Opened, today: Date) -> Vec<Bound> {
    let facts = &opened.facts;
    if facts.hold.as_ref().is_some_and(|hold| hold.kind == HoldKind::Withdrawn) {
        return Vec::new();
    }
    let one = |origin, text: &str, owner: &str, due: Date| Bound {
        integration: opened.id,
        reference: opened.reference.clone(),
        product: opened.product.name.clone(),
        organisation: opened.organisation.name.clone(),
        origin,
        text: text.to_owned(),
        owner: owner.to_owned(),
        due,
        is_over: due < today,
    };
    // What an earlier decision asked for went with it.
    let last = facts.decisions.iter().filter_map(|(id, all)| Some((id, all.last()?)));
    let conditions = last.flat_map(|(id, decided)| {
        let title = opened.definition.decision(id).map_or_else(|| id.to_string(), |one| one.title.clone());
        let origin = Origin::Condition(title);
        decided
            .conditions
            .iter()
            .map(move |condition| one(origin.clone(), &condition.text, &condition.owner, condition.due))
    });
    let running = facts.waivers.iter().filter(|(_, waiver)| waiver.until >= today);
    let waivers = running.map(|(id, waiver)| {
        let check = opened.definition.check(id);
        let title = check.map_or_else(|| id.to_string(), |check| check.title.clone());
        let owner = check.map_or("", |check| opened.definition.role_title(&check.owner));
        one(Origin::Waiver(title), &waiver.control, owner, waiver.until)
    });
    conditions.chain(waivers).collect()
}
