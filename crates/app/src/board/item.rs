//! One item of a meeting: what is asked, who may decide it, and the decision.

use jiff::civil::Date;
use onboarding::{Command, Event, Recorded, command::NewDecision, decide::MOST_TEXT, policy::Action};
use store::{Tx, queries::board as queries};
use toolkit::{
    DecisionId,
    definition::Decision,
    facts::{About, Condition, Decided, Question},
    standing::{london, sentence},
};
use uuid::Uuid;

use super::{
    BoardRefusal, Denied, Interest, Meeting, MeetingId, Member, Pack, Sealed, agenda, allow, allow_to,
    lock_open, words,
};
use crate::{
    Actor, Context, Error,
    context::UserId,
    integrations::{IntegrationId, Opened, act_within, in_transaction, open_within},
    portal::{self, NotFound},
};

/// An item with everything that its page shows.
#[derive(Clone, Debug)]
pub struct ItemView {
    pub meeting: Meeting,
    pub opened: Opened,
    pub decision: Decision,
    /// Its paper, once it is frozen.
    pub sealed: Option<Sealed>,
    pub members: Vec<Member>,
    /// In this integration.
    pub interests: Vec<Interest>,
    pub viewer: Option<UserId>,
}

impl ItemView {
    /// How it ended at this meeting.
    pub fn decided(&self) -> Option<&Decided> {
        agenda::decided_at(&self.opened, &self.decision.id, self.meeting.id)
    }

    pub fn outcome_title<'v>(&'v self, outcome: &'v str) -> &'v str {
        let found = self.decision.outcomes.iter().find(|known| known.id == outcome);
        found.map_or(outcome, |outcome| &outcome.title)
    }

    /// Those present who have no interest in it.
    pub fn able(&self) -> usize {
        let is_able = |member: &&Member| member.is_present && !self.has_interest(member.user_id);
        self.members.iter().filter(is_able).count()
    }

    pub fn has_quorum(&self) -> bool {
        self.able() >= usize::try_from(self.meeting.quorum).unwrap_or(usize::MAX)
    }

    pub fn has_interest(&self, user: Uuid) -> bool {
        self.interests.iter().any(|interest| interest.user_id == user)
    }

    /// Why somebody cannot decide it now, whatever they decide. The integration itself may have more to say.
    pub fn why_not(&self, user: Uuid) -> Option<BoardRefusal> {
        if self.meeting.closed.is_some() {
            return Some(BoardRefusal::Closed);
        }
        if self.meeting.frozen.is_none() {
            return Some(BoardRefusal::NotFrozen);
        }
        if let Some(decided) = self.decided() {
            return Some(BoardRefusal::DecidedHere(self.outcome_title(&decided.outcome).to_owned()));
        }
        if self.has_interest(user) {
            return Some(BoardRefusal::Interest);
        }
        if !self.members.iter().any(|member| member.user_id == user && member.is_present) {
            return Some(BoardRefusal::NotPresent);
        }
        let no_quorum = BoardRefusal::NoQuorum { able: self.able(), quorum: self.meeting.quorum };
        (!self.has_quorum()).then_some(no_quorum)
    }

    /// What was asked about it, oldest first.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        let about = About::Decision(self.decision.id.clone());
        self.opened.facts.questions.iter().filter(move |question| question.about == about)
    }

    /// What staff noted since it was put on the agenda, oldest first.
    pub fn notes(&self) -> Vec<(&Recorded, &str)> {
        let is_listing = |recorded: &&Recorded| matches!(&recorded.event, Event::Listed { decision, .. } if *decision == self.decision.id);
        let since = self.opened.log.iter().rev().find(is_listing).map_or(0, |listed| listed.position);
        let later = self.opened.log.iter().filter(|recorded| recorded.position > since);
        later
            .filter_map(|recorded| match &recorded.event {
                Event::Noted { text } => Some((recorded, text.as_str())),
                _ => None,
            })
            .collect()
    }
}

pub async fn item(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    integration: IntegrationId,
    decision: DecisionId,
) -> Result<ItemView, Error<Denied>> {
    let context = ctx.clone();
    ctx.store
        .read(move |tx| {
            allow(tx, actor, Action::ViewBoard)?;
            let meeting = queries::find(tx, id.uuid())?.ok_or(Denied::NotFound(NotFound))?;
            view(tx, &context, actor, meeting, integration, &decision)
                .map_err(|error| error.map(Denied::from))
        })
        .await
}

pub(super) fn view(
    tx: &mut Tx<'_>,
    ctx: &Context,
    actor: Actor,
    meeting: Meeting,
    integration: IntegrationId,
    decision: &DecisionId,
) -> Result<ItemView, Error<NotFound>> {
    let items = queries::list_items(tx, meeting.id)?;
    let is_it = |item: &queries::Item| {
        item.integration_id == integration.uuid() && item.decision == decision.as_str()
    };
    if !items.iter().any(is_it) {
        return Err(NotFound.into());
    }
    let opened = open_within(tx, ctx, actor, integration)?;
    let decision = opened.definition.decision(decision).cloned().ok_or(NotFound)?;
    let pack = meeting.frozen.as_ref().map(Pack::read).transpose()?;
    let sealed = pack.and_then(|pack| pack.paper(integration.uuid(), &decision.id).cloned());
    let mut interests = queries::list_interests(tx, meeting.id)?;
    interests.retain(|interest| interest.integration_id == integration.uuid());
    Ok(ItemView {
        members: queries::list_members(tx, meeting.id)?,
        viewer: agenda::viewer(actor),
        meeting,
        opened,
        decision,
        sealed,
        interests,
    })
}

// A view for somebody who is about to change something at it.
fn view_to_change(
    tx: &mut Tx<'_>,
    ctx: &Context,
    actor: Actor,
    at: (MeetingId, IntegrationId, &DecisionId),
    action: Action,
) -> Result<ItemView, Error<BoardRefusal>> {
    allow_to(tx, actor, action)?;
    let meeting = lock_open(tx, at.0)?;
    view(tx, ctx, actor, meeting, at.1, at.2).map_err(|error| error.map(BoardRefusal::from))
}

/// Only members of the Board are at its meetings.
fn member(actor: Actor) -> Result<Uuid, BoardRefusal> {
    Ok(portal::user(actor)?.uuid())
}

/// Says that a member has an interest in an integration: they neither decide about it at this meeting nor count.
pub async fn declare_interest(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    integration: IntegrationId,
    decision: DecisionId,
    what: String,
) -> Result<(), Error<BoardRefusal>> {
    in_transaction(ctx, move |ctx, tx, _| {
        let item = view_to_change(tx, ctx, actor, (id, integration, &decision), Action::DeclareInterest)?;
        if let Some(decided) = item.decided() {
            let title = item.outcome_title(&decided.outcome).to_owned();
            return Err(BoardRefusal::DecidedHere(title).into());
        }
        let what = words("what your interest is", &what, MOST_TEXT)?;
        queries::declare(tx, id.uuid(), integration.uuid(), member(actor)?, &what)?;
        Ok(())
    })
    .await
}

/// Says that a member has read the papers of a meeting.
pub async fn mark_read(ctx: &Context, actor: Actor, id: MeetingId) -> Result<(), Error<BoardRefusal>> {
    ctx.store
        .write(move |tx| {
            // Whoever can declare an interest is a member; reading the papers is theirs alone, too.
            allow_to(tx, actor, Action::DeclareInterest)?;
            if lock_open(tx, id)?.frozen.is_none() {
                return Err(BoardRefusal::NotFrozen.into());
            }
            queries::set_read(tx, id.uuid(), member(actor)?)?;
            Ok(())
        })
        .await
}

/// What a member wants to know, and the role that is to tell.
#[derive(Clone, Debug, Default)]
pub struct Inquiry {
    pub to: String,
    pub text: String,
}

/// Asks something about an item: whoever is asked hears of it and has the turn.
pub async fn ask(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    integration: IntegrationId,
    decision: DecisionId,
    inquiry: Inquiry,
) -> Result<(), Error<BoardRefusal>> {
    in_transaction(ctx, move |ctx, tx, now| {
        let item = view_to_change(tx, ctx, actor, (id, integration, &decision), Action::AskQuestion)?;
        if let Some(decided) = item.decided() {
            let title = item.outcome_title(&decided.outcome).to_owned();
            return Err(BoardRefusal::DecidedHere(title).into());
        }
        let Inquiry { to, text } = inquiry.clone();
        let command = Command::Ask { about: About::Decision(decision.clone()), to: Some(to), text };
        act_within(ctx, tx, actor, integration, command, now)
            .map_err(|error| error.map(BoardRefusal::from))?;
        Ok(())
    })
    .await
}

/// Writes a note into the integration's log, where its project manager sees it.
pub async fn note(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    integration: IntegrationId,
    decision: DecisionId,
    text: String,
) -> Result<(), Error<BoardRefusal>> {
    in_transaction(ctx, move |ctx, tx, now| {
        view_to_change(tx, ctx, actor, (id, integration, &decision), Action::Note)?;
        let command = Command::Note { text: text.clone() };
        act_within(ctx, tx, actor, integration, command, now)
            .map_err(|error| error.map(BoardRefusal::from))?;
        Ok(())
    })
    .await
}

/// What a member decides.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    pub outcome: String,
    /// One of the outcome's fixed reasons; empty where it has none.
    pub reason: String,
    /// More about it.
    pub words: String,
    /// Of a deferral: the one thing that is missing.
    pub missing: String,
    pub conditions: Vec<Condition>,
}

/// Records the Board's decision, upon the paper as it was frozen.
pub async fn decide(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    integration: IntegrationId,
    decision: DecisionId,
    verdict: Verdict,
) -> Result<(), Error<BoardRefusal>> {
    in_transaction(ctx, move |ctx, tx, now| {
        let item = view_to_change(tx, ctx, actor, (id, integration, &decision), Action::Decide)?;
        if let Some(refusal) = item.why_not(member(actor)?) {
            return Err(refusal.into());
        }
        let new = NewDecision {
            decision: decision.clone(),
            outcome: verdict.outcome.clone(),
            reason: reason(&item.decision, &verdict)?,
            missing: Some(verdict.missing.trim().to_owned()),
            conditions: conditions(&verdict.conditions, now.to_zoned(london()).date())?,
            meeting: Some(id.to_string()),
            paper_sha256: item.sealed.map(|sealed| sealed.sha256),
        };
        act_within(ctx, tx, actor, integration, Command::Decide(new), now)
            .map_err(|error| error.map(BoardRefusal::from))?;
        Ok(())
    })
    .await
}

fn reason(decision: &Decision, verdict: &Verdict) -> Result<String, BoardRefusal> {
    let (fixed, words) = (verdict.reason.trim(), verdict.words.trim());
    let outcome = decision.outcomes.iter().find(|outcome| outcome.id == verdict.outcome);
    let known = outcome.map(|outcome| outcome.reasons.as_slice()).unwrap_or_default();
    let fits = if known.is_empty() { fixed.is_empty() } else { known.iter().any(|one| one == fixed) };
    match outcome {
        Some(_) if !fits => Err(BoardRefusal::Reason),
        _ if fixed.is_empty() || words.is_empty() => Ok(format!("{fixed}{words}")),
        _ => Ok(format!("{} {words}", sentence(fixed))),
    }
}

fn conditions(conditions: &[Condition], today: Date) -> Result<Vec<Condition>, BoardRefusal> {
    let one = |condition: &Condition| {
        let (text, owner) = (condition.text.trim(), condition.owner.trim());
        if text.is_empty() || owner.is_empty() || condition.due < today {
            return Err(BoardRefusal::Condition);
        }
        if text.chars().count() > MOST_TEXT || owner.chars().count() > 200 {
            return Err(BoardRefusal::TooLong { what: "a condition", most: MOST_TEXT });
        }
        Ok(Condition { text: text.to_owned(), owner: owner.to_owned(), due: condition.due })
    };
    conditions.iter().map(one).collect()
}
