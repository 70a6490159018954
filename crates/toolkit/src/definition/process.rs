//! Stages, tasks, evidence, checks and gates.

use serde::{Deserialize, Serialize};

use super::{Condition, yes};
use crate::{CallId, CheckId, DecisionId, FieldId, FormId, GateId, ObservationId, SlotId, StageId, TaskId};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    pub id: StageId,
    pub title: String,
    /// What happens in it, in a sentence.
    pub summary: String,
    /// The stage is over once this gate is met.
    pub exit: GateId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub title: String,
    pub url: String,
    /// Of a document: which it is, such as `1.0, 30 July 2024`.
    #[serde(default)]
    pub version: String,
    /// Whether it is published in full, or only its name is known.
    #[serde(default)]
    pub note: String,
}

/// Something for somebody to do. Its status comes from its checks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    pub id: TaskId,
    pub stage: StageId,
    pub title: String,
    #[serde(default)]
    pub summary: String,
    #[serde(default)]
    pub help: Vec<String>,
    #[serde(default)]
    pub links: Vec<Link>,
    /// Who does it: a role id.
    pub role: String,
    pub does: Does,
    /// Done once all of these are met.
    pub checks: Vec<CheckId>,
    /// It can start once these gates are met.
    #[serde(default)]
    pub needs: Vec<GateId>,
    #[serde(default)]
    pub when: Option<Condition>,
    #[serde(default)]
    pub requirement: Option<String>,
}

/// What doing a task means, and so which page it opens. Written `does.form = "application"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Does {
    /// Answer and submit a form.
    Form(FormId),
    /// Upload files.
    Evidence(Vec<SlotId>),
    /// Take part in a call.
    Call(CallId),
    /// Decide, or wait for those who do.
    Decision(DecisionId),
    /// Read what the links lead to, and say so.
    Read,
    /// Choose the level from use cases: the form that holds its answers.
    Levels(FormId),
    /// Choose scopes: the form that holds them.
    Scopes(FormId),
    /// Be seen by the platform doing it.
    Observe(ObservationId),
    /// Name people for roles and set dates: the plan.
    Plan,
    /// Write a report from the record, for a decision.
    Report(DecisionId),
    /// Something outside of the platform that staff confirm: an acknowledgement by this role.
    Confirm(String),
}

/// A place for files of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub id: SlotId,
    pub title: String,
    #[serde(default)]
    pub hint: String,
    /// File formats: `pdf`, `docx`, `png`, `jpeg`, `xlsx`, `pptx`, `mp4`, `webm`, `csv`.
    pub accepts: Vec<String>,
    #[serde(default = "ten")]
    pub most_megabytes: u32,
    #[serde(default)]
    pub validity: Option<Validity>,
    /// Who looks at it; none where having it is enough.
    #[serde(default)]
    pub reviewer: Option<String>,
    /// Files of one product serve all its integrations.
    #[serde(default)]
    pub shared: bool,
}

fn ten() -> u32 {
    10
}

/// How long evidence counts, from the day that it says it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// So many months: a penetration test, 12.
    Months(u32),
    /// Until the next such day of a year, as month and day: the DSPT, `"06-30"`.
    Until(String),
    /// Until the day that the person who adds it states: a contract's end.
    Stated,
}

/// One thing that must be so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub id: CheckId,
    /// What must be so, as a heading: `Application submitted`.
    pub title: String,
    pub test: Test,
    /// Whose turn it is while nothing was done: a role id.
    pub owner: String,
    /// A sentence for when it is met: `You submitted the application.`
    pub met: String,
    /// A sentence for when it is not.
    pub unmet: String,
    /// What to do, in a sentence that starts with a verb.
    pub fix: String,
    /// The clause or page that asks for it.
    pub requirement: String,
    #[serde(default)]
    pub when: Option<Condition>,
    /// Nobody may waive it where this is `false`.
    #[serde(default = "yes")]
    pub can_waive: bool,
}

/// A kind of check with its parameters. Written `test.form-submitted = "application"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// Every question that applies has an answer.
    FormComplete(FormId),
    /// It was submitted, whatever became of it.
    FormSubmitted(FormId),
    /// It was submitted and, if it has a reviewer, accepted, with no question open.
    FormAccepted(FormId),
    /// One answer is there.
    Answered(FieldId),
    /// An answer is one of these.
    AnswerIs {
        field: FieldId,
        any_of: Vec<String>,
    },
    /// An answer that is a date is at least so many days ahead.
    DateAhead {
        field: FieldId,
        days: u32,
    },
    /// An answer that is a date is one on which nothing forbids to go live.
    DateAllowed(FieldId),
    /// A file is there and, where it has a validity, it is in date.
    Evidence(SlotId),
    /// The same, and its reviewer accepted it.
    EvidenceAccepted(SlotId),
    CallBooked(CallId),
    /// The call was held and ended with an outcome that passes.
    CallHeld(CallId),
    /// Decided, with an outcome that passes.
    Decided(DecisionId),
    /// A task was marked as read or confirmed.
    Acknowledged(TaskId),
    /// The platform saw it.
    Observed {
        what: ObservationId,
        #[serde(default)]
        within_days: Option<u32>,
        /// What of its own records the platform looks for. Without it, somebody else tells the platform.
        #[serde(default)]
        sees: Option<Sees>,
    },
    /// A person is named for each of these roles.
    Named(Vec<String>),
    /// Every milestone of the plan has a date.
    Planned,
    /// The level that was chosen covers what the use cases and rules ask for.
    LevelCovers(FormId),
    /// No scope that was ticked is refused at the level that was chosen.
    ScopesAllowed(FormId),
    /// A look-up in a register says one of these: `{ register = "ods", any_of = ["active"] }`.
    Register {
        register: String,
        any_of: Vec<String>,
    },
    /// The report for a decision was written.
    Reported(DecisionId),
}

/// What the platform can see by itself. Written `sees.sign-in = "sandpit"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sees {
    /// A whole sign-in by the product's own client in this environment, up to the person's details.
    SignIn(String),
}

/// A set of checks that opens something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    pub id: GateId,
    pub title: String,
    /// What is open once it is met, in a sentence.
    pub opens: String,
    pub checks: Vec<CheckId>,
    #[serde(default)]
    pub when: Option<Condition>,
}
