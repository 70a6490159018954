//! Letters after decisions: looked at before, issued once, and read by the partner.

use onboarding::{
    Command, Event,
    letter::{self, About, Written},
    policy::Action,
};
use store::queries::board as queries;
use toolkit::DecisionId;

use super::{BoardRefusal, Denied, ItemView, MeetingId, allow, allow_to, item};
use crate::{
    Actor, Context, Error,
    integrations::{self, IntegrationId, Opened, act_within, in_transaction},
    portal::NotFound,
};

/// A letter as its page shows it.
#[derive(Clone, Debug)]
pub struct Letter {
    pub item: ItemView,
    /// What would be issued now, or was; none where nothing was decided or the edition has no letter.
    pub written: Option<Written>,
    pub is_issued: bool,
}

/// The letter after a decision at a meeting.
pub async fn letter(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    integration: IntegrationId,
    decision: DecisionId,
) -> Result<Letter, Error<Denied>> {
    let context = ctx.clone();
    ctx.store
        .read(move |tx| {
            allow(tx, actor, Action::ViewBoard)?;
            let meeting = queries::find(tx, id.uuid())?.ok_or(Denied::NotFound(NotFound))?;
            let item = item::view(tx, &context, actor, meeting, integration, &decision)
                .map_err(|error| error.map(Denied::from))?;
            let written = item.decided().and_then(|_| written(&item.opened, &decision));
            Ok(Letter { is_issued: is_issued(&item.opened, &decision), written, item })
        })
        .await
}

fn written(opened: &Opened, decision: &DecisionId) -> Option<Written> {
    let about = About {
        product: &opened.product.name,
        organisation: &opened.organisation.name,
        reference: &opened.reference,
    };
    letter::write(&opened.definition, &opened.facts, decision, about)
}

// A letter belongs to the decision before it: after another decision there is another letter.
fn is_issued(opened: &Opened, decision: &DecisionId) -> bool {
    let last = opened.log.iter().rev().find_map(|recorded| match &recorded.event {
        Event::LetterIssued { decision: id, .. } if id == decision => Some(true),
        Event::Decided { decision: id, .. } if id == decision => Some(false),
        _ => None,
    });
    last == Some(true)
}

/// Issues it: the partner can read it at once.
pub async fn issue(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    integration: IntegrationId,
    decision: DecisionId,
) -> Result<(), Error<BoardRefusal>> {
    in_transaction(ctx, move |ctx, tx, now| {
        allow_to(tx, actor, Action::IssueLetter)?;
        let meeting = queries::lock(tx, id.uuid())?.ok_or(BoardRefusal::from(NotFound))?;
        let item = item::view(tx, ctx, actor, meeting, integration, &decision)
            .map_err(|error| error.map(BoardRefusal::from))?;
        if is_issued(&item.opened, &decision) {
            return Err(BoardRefusal::LetterIssued.into());
        }
        let written = item.decided().and_then(|_| written(&item.opened, &decision));
        let Written { letter, subject, body } = written.ok_or(BoardRefusal::NoLetter)?;
        let command = Command::IssueLetter { decision: decision.clone(), letter, subject, body };
        act_within(ctx, tx, actor, integration, command, now)
            .map_err(|error| error.map(BoardRefusal::from))?;
        Ok(())
    })
    .await
}

/// A letter as it was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    pub opened: Opened,
    pub at: kernel::Timestamp,
    pub subject: String,
    pub body: Vec<String>,
}

/// The last letter about a decision, for whoever may see the integration.
pub async fn issued(
    ctx: &Context,
    actor: Actor,
    integration: IntegrationId,
    decision: DecisionId,
) -> Result<Issued, Error<NotFound>> {
    let opened = integrations::open(ctx, actor, integration).await?;
    let found = opened.log.iter().rev().find_map(|recorded| match &recorded.event {
        Event::LetterIssued { decision: id, subject, body, .. } if *id == decision => {
            Some((recorded.at, subject.clone(), body.clone()))
        }
        _ => None,
    });
    let (at, subject, body) = found.ok_or(NotFound)?;
    Ok(Issued { opened, at, subject, body })
}
