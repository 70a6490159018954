//! What is known about one integration. Facts are a fold over its events; nothing here is a status.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CallId, CheckId, DecisionId, EditionId, FieldId, FormId, MilestoneId, ObservationId, SlotId, StageId,
    TaskId, Value,
};

/// When, and by whom: the text form of a user's id, or `slipway` for what the platform did itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub at: Timestamp,
    pub by: String,
    /// The position of the event in the integration's log: the version of what it says.
    pub position: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub edition: EditionId,
    pub started: Mark,
    pub answers: BTreeMap<FieldId, Answer>,
    pub submissions: BTreeMap<FormId, Submission>,
    pub questions: Vec<Question>,
    /// Oldest first; the last one counts.
    pub evidence: BTreeMap<SlotId, Vec<EvidenceVersion>>,
    pub calls: BTreeMap<CallId, CallRecord>,
    /// Oldest first; the last one counts.
    pub decisions: BTreeMap<DecisionId, Vec<Decided>>,
    pub reports: BTreeMap<DecisionId, Report>,
    /// The meeting of the Board at which it will be decided.
    pub listed: BTreeMap<DecisionId, Listed>,
    pub acknowledged: BTreeMap<TaskId, Mark>,
    pub observations: BTreeMap<ObservationId, Observed>,
    /// The last look-up in each register.
    pub registers: BTreeMap<String, LookedUp>,
    /// Who is named for each need of the plan.
    pub named: BTreeMap<String, Named>,
    pub plan: BTreeMap<MilestoneId, Planned>,
    pub waivers: BTreeMap<CheckId, Waiver>,
    /// Waivers that were asked for and not yet given or refused.
    pub waivers_asked: BTreeMap<CheckId, WaiverAsked>,
    /// Whose integration it is on the service's side: the id of a user.
    pub project_manager: Option<String>,
    pub hold: Option<Hold>,
    /// Checks and tasks that a newer edition added and that do not apply yet.
    pub deferred: BTreeMap<String, Deferral>,
    /// What a newer edition has no place for, still visible: `task apply.rollout-plan` and what was known.
    pub retired: Vec<Retired>,
    /// When something last happened.
    pub touched: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub value: Value,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    pub submitted: Mark,
    pub accepted: Option<Mark>,
    /// The answers as they were submitted, so that a reviewer sees what changed since.
    pub answers: BTreeMap<FieldId, Value>,
}

/// A question about one answer or one piece of evidence, or one that whoever decides has about a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Counts from 1 within the integration.
    pub number: u32,
    pub about: About,
    /// About a decision: the role that is asked. All others are for the partner.
    pub to: Option<String>,
    pub text: String,
    pub asked: Mark,
    /// What the answer said when it was asked.
    pub before: Option<Value>,
    pub reply: Option<(String, Mark)>,
    pub closed: Option<Mark>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    Field(FieldId),
    Evidence(SlotId),
    Decision(DecisionId),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceVersion {
    /// The stored document's id.
    pub document: String,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
    /// The day the file says it was made; where it counts until a stated day, that day.
    pub dated: Option<Date>,
    pub added: Mark,
    pub accepted: Option<Mark>,
    pub refused: Option<(String, Mark)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRecord {
    pub offered: Vec<Timestamp>,
    pub offered_mark: Option<Mark>,
    pub booked: Option<(Timestamp, Mark)>,
    /// Every time that it was held, oldest first.
    pub held: Vec<Held>,
    /// How often it was moved or called off: the calendar file's sequence number.
    pub sequence: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub outcome: String,
    pub passes: bool,
    pub ends: bool,
    /// The one of the outcome's fixed reasons that was chosen.
    pub reason: Option<String>,
    pub notes: String,
    pub actions: Vec<String>,
    pub attended: Vec<String>,
    pub started_at: Timestamp,
    pub recorded: Mark,
    pub confirmed: Option<Mark>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub outcome: String,
    pub passes: bool,
    pub ends: bool,
    pub reason: String,
    /// Of a deferral: the one thing that is missing.
    pub missing: Option<String>,
    /// In the order of the decision: their numbers count from 1.
    pub conditions: Vec<HeldTo>,
    /// The Board's meeting.
    pub meeting: Option<String>,
    /// What was decided upon: the definition's digest and the hash of the paper.
    pub definition: String,
    pub paper_sha256: Option<String>,
    pub mark: Mark,
}

/// What a decision asks for besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    pub text: String,
    pub owner: String,
    pub due: Date,
}

/// A condition with what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldTo {
    pub condition: Condition,
    /// Oldest first; the last date counts.
    pub extended: Vec<Extended>,
    pub closed: Option<Seen>,
}

impl HeldTo {
    pub fn due(&self) -> Date {
        self.extended.last().map_or(self.condition.due, |last| last.due)
    }

    pub fn is_overdue(&self, today: Date) -> bool {
        self.closed.is_none() && self.due() < today
    }
}

impl From<Condition> for HeldTo {
    fn from(condition: Condition) -> Self {
        Self { condition, extended: Vec::new(), closed: None }
    }
}

/// A new date for a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    pub due: Date,
    pub reason: String,
    pub mark: Mark,
}

/// What somebody saw that a condition is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub what: String,
    pub file: Option<SeenFile>,
    pub mark: Mark,
}

/// The version of a piece of evidence that somebody looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenFile {
    pub slot: SlotId,
    pub document: String,
    pub name: String,
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub recommendation: String,
    pub text: String,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub meeting: String,
    pub date: Date,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// When it happened, which may be before it was noted.
    pub seen_at: Timestamp,
    /// References of the exchanges that show it.
    pub references: Vec<String>,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedUp {
    pub says: String,
    pub detail: String,
    pub source: String,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    pub email: String,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    pub date: Date,
    pub reason: String,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    pub reason: String,
    /// What keeps patients safe instead.
    pub control: String,
    pub until: Date,
    pub asked_by: String,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverAsked {
    pub reason: String,
    pub control: String,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub kind: HoldKind,
    pub reason: String,
    pub mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HoldKind {
    Paused,
    Withdrawn,
}

/// Something that an edition added and that bites later, or never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deferral {
    /// New integrations only.
    Never,
    /// Once the integration has left this stage.
    AfterStage(StageId),
    From(Date),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    /// `task`, `check`, `slot`, `field`, `call`, `decision`.
    pub kind: String,
    pub id: String,
    pub edition: EditionId,
    pub reason: String,
    /// What was known, in a sentence.
    pub was: String,
}

impl Facts {
    /// Facts of an integration that has just begun.
    pub fn new(edition: EditionId, started: Mark) -> Self {
        Self {
            edition,
            touched: started.clone(),
            started,
            answers: BTreeMap::new(),
            submissions: BTreeMap::new(),
            questions: Vec::new(),
            evidence: BTreeMap::new(),
            calls: BTreeMap::new(),
            decisions: BTreeMap::new(),
            reports: BTreeMap::new(),
            listed: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            observations: BTreeMap::new(),
            registers: BTreeMap::new(),
            named: BTreeMap::new(),
            plan: BTreeMap::new(),
            waivers: BTreeMap::new(),
            waivers_asked: BTreeMap::new(),
            project_manager: None,
            hold: None,
            deferred: BTreeMap::new(),
            retired: Vec::new(),
        }
    }

    pub fn answer(&self, field: &FieldId) -> Option<&Value> {
        self.answers.get(field).map(|answer| &answer.value)
    }

    /// Questions about a decision that wait for an answer, oldest first.
    pub fn unanswered_about<'f>(&'f self, decision: &'f DecisionId) -> impl Iterator<Item = &'f Question> {
        self.questions.iter().filter(move |question| {
            question.closed.is_none()
                && question.reply.is_none()
                && matches!(&question.about, About::Decision(id) if id == decision)
        })
    }

    /// Questions about a form's answers that wait for somebody.
    pub fn open_questions<'f>(&'f self, form: &'f FormId) -> impl Iterator<Item = &'f Question> {
        self.questions.iter().filter(move |question| {
            question.closed.is_none()
                && matches!(&question.about, About::Field(field) if field.form() == form.as_str())
        })
    }
}
