//! The Board: its meetings, agendas, frozen papers, decisions, minutes and letters.
//!
//! A meeting has rows of its own; what happens to an integration at it goes into the integration's log, in the same
//! transaction. Only staff see any of it: to a partner there is no Board but the date and the outcome in their own log.

mod agenda;
mod bound;
mod item;
mod letters;
mod meetings;
mod minute;
mod pack;

use kernel::{Id, Kind};
use onboarding::{
    policy::{self, Action},
    role::Roles,
};
use store::Tx;
use thiserror::Error;

use crate::{
    Actor, Error,
    integrations::ActRefusal,
    portal::{Denied, NotFound, roles},
};

pub use agenda::{Agenda, Entry, Ready, list, open, take_off};
pub use bound::{AllBound, BOUND_A_PAGE, Bound, Listed as BoundListed, Origin, Wanted, bound};
pub use item::{Inquiry, ItemView, Verdict, ask, decide, declare_interest, item, mark_read, note};
pub use letters::{Issued, Letter, issue, issued, letter};
pub use meetings::{
    Meetings, NewMeeting, Outlined, close, create, list_meetings, record_attendance, usual_freeze,
};
pub use minute::proposed_minute;
pub use pack::{Pack, Sealed, freeze, freeze_due, pack};
pub use store::queries::board::{Closed, Frozen, Interest, Meeting, Member};

/// Labels the id of a meeting of the Board.
pub enum MeetingKind {}
impl Kind for MeetingKind {
    const NAME: &'static str = "a meeting of the Board";
}
pub type MeetingId = Id<MeetingKind>;

/// Why nothing was done at the Board.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BoardRefusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Act(#[from] ActRefusal),
    #[error("the meeting must be on a day after today")]
    DateOver,
    #[error("the Board meets on {0} already: choose another day")]
    DateTaken(String),
    #[error("papers must be frozen after now, and before the day of the meeting")]
    FreezeTime,
    #[error("the quorum must be a number from 1 to {0}")]
    Quorum(u32),
    #[error("the papers of this meeting were frozen on {0}: put it on the agenda of the next one")]
    Frozen(String),
    #[error("the papers are not frozen yet: nothing is decided upon papers that can still change")]
    NotFrozen,
    #[error("this meeting is over and its minute was confirmed")]
    Closed,
    #[error("it is on the agenda of the meeting on {0} already: take it off there first")]
    ListedAlready(String),
    #[error("you declared an interest in this: other members have to decide it")]
    Interest,
    #[error("you are not recorded as present at this meeting: ask the Board secretary")]
    NotPresent,
    #[error(
        "there is no quorum: {able} of the {quorum} members that it needs are present without an interest in it"
    )]
    NoQuorum { able: usize, quorum: u32 },
    #[error("this was decided at this meeting already: {0}")]
    DecidedHere(String),
    #[error("choose a reason from the list that belongs to this outcome")]
    Reason,
    #[error("every condition needs words, somebody who meets it, and a date from today on")]
    Condition,
    #[error("enter {0}")]
    Needed(&'static str),
    #[error("{what} must be {most} characters or fewer")]
    TooLong { what: &'static str, most: usize },
    #[error("{0} on the agenda: decide it, or take it off with a reason")]
    Undecided(String),
    #[error("this edition of the toolkit has no letter for this outcome")]
    NoLetter,
    #[error("the letter was issued already")]
    LetterIssued,
}

impl From<BoardRefusal> for Error<BoardRefusal> {
    fn from(refusal: BoardRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<NotFound> for BoardRefusal {
    fn from(not_found: NotFound) -> Self {
        Self::Denied(not_found.into())
    }
}

/// An actor's roles, if they may do this at the Board. Whoever may not even see it is not told that it is there.
fn allow(tx: &mut Tx<'_>, actor: Actor, action: Action) -> Result<Roles, Error<Denied>> {
    let roles = roles::of_staff(tx, actor)?;
    if !policy::may(Action::ViewBoard, &roles) {
        return Err(Denied::NotFound(NotFound).into());
    }
    policy::allow(action, &roles).map_err(Denied::from)?;
    Ok(roles)
}

/// The same, for what can be refused in more ways.
fn allow_to(tx: &mut Tx<'_>, actor: Actor, action: Action) -> Result<Roles, Error<BoardRefusal>> {
    allow(tx, actor, action).map_err(|error| error.map(BoardRefusal::from))
}

/// A meeting that goes on, kept from others until the transaction ends.
fn lock_open(tx: &mut Tx<'_>, id: MeetingId) -> Result<Meeting, Error<BoardRefusal>> {
    let meeting = store::queries::board::lock(tx, id.uuid())?.ok_or(BoardRefusal::from(NotFound))?;
    if meeting.closed.is_some() { Err(BoardRefusal::Closed.into()) } else { Ok(meeting) }
}

/// Words that have to be there and fit.
fn words(what: &'static str, text: &str, most: usize) -> Result<String, BoardRefusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BoardRefusal::Needed(what));
    }
    if text.chars().count() > most {
        return Err(BoardRefusal::TooLong { what, most });
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests;
