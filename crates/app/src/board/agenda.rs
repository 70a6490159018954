//! The agenda of a meeting: what is on it, what could be, and putting things on and taking them off.

use onboarding::{Command, policy::Action, role::Roles};
use store::{
    Tx,
    queries::board::{self as queries, Item},
};
use toolkit::{
    DecisionId,
    definition::Test,
    facts::Decided,
    standing::{day, london},
};
use uuid::Uuid;

use super::{BoardRefusal, Denied, Interest, Meeting, MeetingId, Member, allow, allow_to, lock_open};
use crate::{
    Actor, Context, Error, Internal,
    context::UserId,
    integrations::{IntegrationId, Opened, act_within, in_transaction, open_within},
    portal::NotFound,
};

/// How much of what waits for the Board is shown.
const MOST_READY: u32 = 200;

/// A meeting with everything that its page shows.
#[derive(Clone, Debug)]
pub struct Agenda {
    pub meeting: Meeting,
    pub entries: Vec<Entry>,
    /// What could be put on it, longest waiting first.
    pub ready: Vec<Ready>,
    pub members: Vec<Member>,
    pub interests: Vec<Interest>,
    /// What the one who looks may do, and who it is.
    pub roles: Roles,
    pub viewer: Option<UserId>,
}

/// A decision on the agenda.
#[derive(Clone, Debug)]
pub struct Entry {
    pub integration: IntegrationId,
    pub decision: DecisionId,
    pub title: String,
    pub product: String,
    pub organisation: String,
    pub reference: String,
    /// What the report asks the Board to do, as a title.
    pub recommendation: Option<String>,
    /// How it ended at this meeting, and what that is called.
    pub decided: Option<(Decided, String)>,
}

/// A decision that waits for the Board and is on no agenda.
#[derive(Clone, Debug)]
pub struct Ready {
    pub integration: IntegrationId,
    pub decision: DecisionId,
    pub title: String,
    pub product: String,
    pub organisation: String,
    pub reference: String,
    pub since: kernel::Timestamp,
}

pub async fn open(ctx: &Context, actor: Actor, id: MeetingId) -> Result<Agenda, Error<Denied>> {
    let context = ctx.clone();
    ctx.store
        .read(move |tx| {
            let roles = allow(tx, actor, Action::ViewBoard)?;
            let meeting = queries::find(tx, id.uuid())?.ok_or(Denied::NotFound(NotFound))?;
            let is_open = meeting.frozen.is_none() && meeting.closed.is_none();
            Ok(Agenda {
                entries: entries(tx, &context, &meeting)?,
                ready: if is_open { ready(tx, &context)? } else { Vec::new() },
                members: queries::list_members(tx, meeting.id)?,
                interests: queries::list_interests(tx, meeting.id)?,
                meeting,
                roles,
                viewer: viewer(actor),
            })
        })
        .await
}

pub(super) fn viewer(actor: Actor) -> Option<UserId> {
    match actor {
        Actor::User(id) => Some(id),
        Actor::Operator | Actor::Token(_) => None,
    }
}

/// An integration on an agenda, whoever looks at the Board.
pub(super) fn opened<R>(tx: &mut Tx<'_>, ctx: &Context, integration: Uuid) -> Result<Opened, Error<R>> {
    match open_within(tx, ctx, Actor::Operator, integration.into()) {
        Ok(opened) => Ok(opened),
        Err(Error::Internal(fault)) => Err(fault.into()),
        // An item refers to its integration, which is never deleted.
        Err(Error::Refused(_)) => Err(Internal::Log(format!("integration {integration} is missing")).into()),
    }
}

pub(super) fn entries<R>(tx: &mut Tx<'_>, ctx: &Context, meeting: &Meeting) -> Result<Vec<Entry>, Error<R>> {
    let mut entries = Vec::new();
    for item in queries::list_items(tx, meeting.id)? {
        let opened = opened(tx, ctx, item.integration_id)?;
        entries.extend(entry(&opened, &item));
    }
    Ok(entries)
}

fn entry(opened: &Opened, item: &Item) -> Option<Entry> {
    let id: DecisionId = item.decision.parse().ok()?;
    let decision = opened.definition.decision(&id);
    let title_of = |outcome: &str| {
        let found = decision.and_then(|one| one.outcomes.iter().find(|known| known.id == outcome));
        found.map_or_else(|| outcome.to_owned(), |outcome| outcome.title.clone())
    };
    let decided = decided_at(opened, &id, item.meeting_id).map(|one| (one.clone(), title_of(&one.outcome)));
    Some(Entry {
        integration: opened.id,
        title: decision.map_or_else(|| id.to_string(), |decision| decision.title.clone()),
        product: opened.product.name.clone(),
        organisation: opened.organisation.name.clone(),
        reference: opened.reference.clone(),
        recommendation: opened.facts.reports.get(&id).map(|report| title_of(&report.recommendation)),
        decided,
        decision: id,
    })
}

/// How a decision ended at a meeting.
pub(super) fn decided_at<'o>(opened: &'o Opened, id: &DecisionId, meeting: Uuid) -> Option<&'o Decided> {
    let meeting = meeting.to_string();
    let all = opened.facts.decisions.get(id)?;
    all.iter().rev().find(|decided| decided.meeting.as_deref() == Some(&meeting))
}

fn ready<R>(tx: &mut Tx<'_>, ctx: &Context) -> Result<Vec<Ready>, Error<R>> {
    let mut listed = Vec::new();
    for meeting in queries::list_open(tx)? {
        listed.extend(queries::list_items(tx, meeting.id)?);
    }
    let mut found = Vec::new();
    for one in queries::list_waiting(tx, MOST_READY)? {
        let definition = ctx.definition(&one.edition)?;
        let check = one.check_id.parse().ok().and_then(|id| definition.check(&id));
        let Some(Test::Decided(id)) = check.map(|check| &check.test) else { continue };
        let Some(decision) = definition.decision(id) else { continue };
        let is_listed =
            |item: &Item| item.integration_id == one.integration_id && item.decision == id.as_str();
        if listed.iter().any(is_listed) {
            continue;
        }
        found.push(Ready {
            integration: one.integration_id.into(),
            decision: id.clone(),
            title: decision.title.clone(),
            product: one.product,
            organisation: one.organisation,
            reference: one.reference,
            since: one.since,
        });
    }
    Ok(found)
}

/// Puts a decision on the agenda.
pub async fn list(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    integration: IntegrationId,
    decision: DecisionId,
) -> Result<(), Error<BoardRefusal>> {
    in_transaction(ctx, move |ctx, tx, now| {
        allow_to(tx, actor, Action::ManageMeetings)?;
        let meeting = lock_open(tx, id)?;
        if let Some(frozen) = &meeting.frozen {
            return Err(BoardRefusal::Frozen(day(frozen.at.to_zoned(london()).date())).into());
        }
        let opened =
            open_within(tx, ctx, actor, integration).map_err(|error| error.map(BoardRefusal::from))?;
        if let Some(listed) = opened.facts.listed.get(&decision) {
            return Err(BoardRefusal::ListedAlready(day(listed.date)).into());
        }
        let command =
            Command::List { decision: decision.clone(), meeting: id.to_string(), date: meeting.on_date };
        act_within(ctx, tx, actor, integration, command, now)
            .map_err(|error| error.map(BoardRefusal::from))?;
        let item = Item {
            meeting_id: meeting.id,
            integration_id: integration.uuid(),
            decision: decision.to_string(),
            added_at: now,
        };
        queries::add_item(tx, &item)?;
        Ok(())
    })
    .await
}

/// Takes a decision off the agenda, also after the papers were frozen: the pack keeps its paper.
pub async fn take_off(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    integration: IntegrationId,
    decision: DecisionId,
    reason: String,
) -> Result<(), Error<BoardRefusal>> {
    in_transaction(ctx, move |ctx, tx, now| {
        allow_to(tx, actor, Action::ManageMeetings)?;
        lock_open(tx, id)?;
        let command = Command::Unlist { decision: decision.clone(), reason: reason.clone() };
        if !queries::remove_item(tx, id.uuid(), integration.uuid(), decision.as_str())? {
            return Err(BoardRefusal::from(NotFound).into());
        }
        act_within(ctx, tx, actor, integration, command, now)
            .map_err(|error| error.map(BoardRefusal::from))?;
        Ok(())
    })
    .await
}
