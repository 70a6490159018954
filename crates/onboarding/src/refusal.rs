//! Why a command was refused, in the words that pages, programs and the command line show.

use thiserror::Error;
use toolkit::Value;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The definition of this integration has no such thing: a wrong link or an old page.
    #[error("there is no {what} `{id}` in edition {edition} of the toolkit: go back and open the page again")]
    Unknown { what: &'static str, id: String, edition: String },
    #[error("only the {role} can do this")]
    NotYours { role: String },
    #[error("{0}")]
    SamePerson(&'static str),
    #[error("this integration is paused: resume it first")]
    Paused,
    #[error("this integration was withdrawn: start a new one to go on")]
    Withdrawn,
    #[error("this integration is not paused")]
    NotPaused,
    /// Other things come first.
    #[error("this cannot start yet. {why}")]
    NotYet { gate: String, why: String },
    #[error("{0} was submitted and is being looked at: an answer can change once its reviewer asks about it")]
    InReview(String),
    #[error("{0} was accepted: ask your project manager to open it again if an answer has to change")]
    AcceptedAlready(String),
    #[error("{0} was submitted already")]
    SubmittedAlready(String),
    #[error("{0} was not submitted yet")]
    NotSubmitted(String),
    #[error("{title} cannot be submitted yet. {left}")]
    Incomplete { title: String, left: String },
    #[error("{0} wait for an answer or have to be closed first")]
    QuestionsOpen(String),
    /// Somebody else saved another answer in between.
    #[error("{by} changed this answer while you had the page open")]
    Conflict { by: String, theirs: Option<Value>, position: u64 },
    #[error("this question does not apply to what was answered before")]
    DoesNotApply,
    #[error("there is no open question {0}")]
    NoSuchQuestion(u32),
    #[error("this is not the newest file: look at the page again")]
    NotNewest,
    #[error("this file was looked at already")]
    Reviewed,
    #[error("offer at least one time, each in the future, at most {most}")]
    Times { most: usize },
    #[error("this time is not offered any more: choose another one")]
    NotOffered,
    #[error("the call is not booked")]
    NotBooked,
    #[error("the call is booked already: call it off first to choose another time")]
    BookedAlready,
    #[error("the call has not begun yet")]
    NotBegun,
    #[error("there is nothing to confirm")]
    NothingToConfirm,
    #[error("`{outcome}` is not one of the outcomes: {known}")]
    NoSuchOutcome { outcome: String, known: String },
    #[error("this was decided already")]
    DecidedAlready,
    #[error("this was not decided yet")]
    NotDecided,
    #[error("name the one thing that is missing, so that the partner knows what to bring")]
    NameWhatIsMissing,
    #[error("it is not on the agenda of a meeting of the Board")]
    NotListed,
    #[error("select a reason that belongs to “{0}”")]
    ReasonFromList(String),
    #[error("choose whom you ask from the list")]
    ChooseWhom,
    #[error("there is no such condition in the last decision")]
    NoSuchCondition,
    #[error("this condition was closed on {0} already")]
    ConditionClosed(String),
    #[error("a condition can only get a later date: choose a day after today and after {0}")]
    ConditionDate(String),
    #[error("this file is not among the evidence, or was sent back: choose another, or none")]
    NoSuchFile,
    #[error("enter {0}")]
    Needed(&'static str),
    #[error("{what} must be {most} characters or fewer")]
    TooLong { what: &'static str, most: usize },
    #[error("this check cannot be waived: {0}")]
    CannotWaive(String),
    #[error("no waiver of this check was asked for")]
    NoWaiverAsked,
    #[error("a waiver must end after today and within a year")]
    WaiverEnd,
    #[error("{date} is not possible: {why}")]
    DateNotAllowed { date: String, why: String },
    #[error("this integration is on edition {0} already")]
    EditionAlready(String),
    #[error("the migration starts from edition {from}, but the integration is on {on}")]
    WrongEdition { from: String, on: String },
    /// Nothing would change.
    #[error("nothing has changed")]
    NothingNew,
}
