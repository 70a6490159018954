//! What has happened to an integration. Events are stored for ever: a variant is added, never changed.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use toolkit::{
    CallId, CheckId, DecisionId, EditionId, FieldId, FormId, MilestoneId, ObservationId, SlotId, TaskId,
    Value,
    facts::{About, Condition, SeenFile},
};

/// Written as `{"event": "answered", …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    Started {
        edition: EditionId,
        carried: BTreeMap<FieldId, Value>,
    },
    /// No value: the answer was taken away.
    Answered {
        field: FieldId,
        value: Option<Value>,
    },
    Submitted {
        form: FormId,
    },
    Accepted {
        form: FormId,
    },
    /// An accepted form was opened again.
    Reopened {
        form: FormId,
        reason: String,
    },
    Asked {
        question: u32,
        about: About,
        /// The role that is asked, where that is not plain from what the question is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        text: String,
    },
    Replied {
        question: u32,
        text: String,
    },
    Closed {
        question: u32,
    },
    EvidenceAdded {
        slot: SlotId,
        document: String,
        name: String,
        media_type: String,
        bytes: u64,
        sha256: String,
        dated: Option<Date>,
    },
    EvidenceAccepted {
        slot: SlotId,
        document: String,
    },
    EvidenceRefused {
        slot: SlotId,
        document: String,
        reason: String,
    },
    TimesOffered {
        call: CallId,
        times: Vec<Timestamp>,
    },
    TimeChosen {
        call: CallId,
        time: Timestamp,
    },
    CalledOff {
        call: CallId,
        reason: String,
    },
    CallHeld {
        call: CallId,
        outcome: String,
        passes: bool,
        ends: bool,
        notes: String,
        actions: Vec<String>,
        attended: Vec<String>,
        started_at: Timestamp,
    },
    CallConfirmed {
        call: CallId,
    },
    Acknowledged {
        task: TaskId,
    },
    Observed {
        what: ObservationId,
        seen_at: Timestamp,
        references: Vec<String>,
    },
    LookedUp {
        register: String,
        says: String,
        detail: String,
        source: String,
    },
    Named {
        need: String,
        name: String,
        email: String,
    },
    Planned {
        milestone: MilestoneId,
        date: Date,
        reason: String,
    },
    Reported {
        decision: DecisionId,
        recommendation: String,
        text: String,
    },
    Listed {
        decision: DecisionId,
        meeting: String,
        date: Date,
    },
    Unlisted {
        decision: DecisionId,
        reason: String,
    },
    Decided {
        decision: DecisionId,
        outcome: String,
        passes: bool,
        ends: bool,
        reason: String,
        missing: Option<String>,
        conditions: Vec<Condition>,
        meeting: Option<String>,
        definition: String,
        paper_sha256: Option<String>,
    },
    /// Somebody saw that a condition of a decision is met. Conditions count from 1.
    ConditionClosed {
        decision: DecisionId,
        condition: u32,
        seen: String,
        file: Option<SeenFile>,
    },
    /// A condition of a decision got a later date.
    ConditionExtended {
        decision: DecisionId,
        condition: u32,
        due: Date,
        reason: String,
    },
    LetterIssued {
        decision: DecisionId,
        letter: String,
        subject: String,
        body: Vec<String>,
    },
    WaiverAsked {
        check: CheckId,
        reason: String,
        control: String,
    },
    WaiverGranted {
        check: CheckId,
        reason: String,
        control: String,
        until: Date,
        asked_by: String,
    },
    WaiverRefused {
        check: CheckId,
        reason: String,
    },
    WaiverEnded {
        check: CheckId,
        reason: String,
    },
    Assigned {
        project_manager: String,
    },
    PauseProposed {
        reason: String,
    },
    Paused {
        reason: String,
    },
    Resumed {
        reason: String,
    },
    Withdrawn {
        reason: String,
    },
    Noted {
        text: String,
    },
    EditionChanged {
        mapping: Box<toolkit::migration::Mapping>,
        reason: String,
    },
}

impl Event {
    /// The name that it is stored and filtered by.
    pub fn name(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value.get("event").and_then(|name| name.as_str()).unwrap_or_default().to_owned()
    }
}

/// An event with who, when and where in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Counts from 1.
    pub position: u64,
    pub at: Timestamp,
    /// The text form of a user's id; `slipway` for what the platform does itself; `operator` for commands on its machine.
    pub by: String,
    pub event: Event,
}
