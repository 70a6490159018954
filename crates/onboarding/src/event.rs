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
        /// Written as `null` where there is none: what has no such key was written before there was one.
        #[serde(default)]
        reason: Option<String>,
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
    /// Reads an event as it was stored, whichever version of this program wrote it.
    pub fn read(body: &str) -> Result<Self, serde_json::Error> {
        let mut event = serde_json::from_str(body)?;
        if let Self::CallHeld { reason: reason @ None, notes, .. } = &mut event {
            let written: serde_json::Value = serde_json::from_str(body)?;
            if written.get("reason").is_none() {
                (*reason, *notes) = reason_in_notes(notes);
            }
        }
        Ok(event)
    }

    /// The name that it is stored and filtered by.
    pub fn name(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value.get("event").and_then(|name| name.as_str()).unwrap_or_default().to_owned()
    }
}

// Before it was a field of its own, the fixed reason of a call's outcome was the first line of its notes: `Reason: Nobody came.`
fn reason_in_notes(notes: &str) -> (Option<String>, String) {
    let found = notes.strip_prefix("Reason: ").and_then(|rest| rest.split_once(".\n"));
    match found.filter(|(reason, _)| !reason.contains('\n')) {
        Some((reason, rest)) => (Some(reason.to_owned()), rest.to_owned()),
        None => (None, notes.to_owned()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn held(rest: &str) -> (Option<String>, String) {
        let body = format!(
            r#"{{"event":"call-held","call":"review","outcome":"another","passes":false,"ends":false,{rest},"actions":[],"attended":[],"started_at":"2026-03-02T09:00:00Z"}}"#
        );
        let Event::CallHeld { reason, notes, .. } = Event::read(&body).unwrap() else { panic!("{body}") };
        (reason, notes)
    }

    #[test]
    fn a_reason_that_an_older_version_put_into_the_notes_is_read_as_a_reason() {
        let (reason, notes) = held(r#""notes":"Reason: Nobody came.\nWe waited.\nTwice.""#);
        assert_eq!((reason.as_deref(), notes.as_str()), (Some("Nobody came"), "We waited.\nTwice."));
        assert_eq!(held(r#""notes":"We waited.""#), (None, "We waited.".to_owned()));
        assert_eq!(held(r#""notes":"Reason: unknown""#), (None, "Reason: unknown".to_owned()));
    }

    #[test]
    fn what_is_written_now_is_read_to_the_letter() {
        let typed = "Reason: as they said.\nMore.";
        let event = Event::CallHeld {
            call: CallId::new("review"),
            outcome: "ready".into(),
            passes: true,
            ends: false,
            reason: None,
            notes: typed.into(),
            actions: vec![],
            attended: vec![],
            started_at: "2026-03-02T09:00:00Z".parse().unwrap(),
        };
        let body = serde_json::to_string(&event).unwrap();
        assert!(body.contains(r#""reason":null"#), "{body}");
        assert_eq!(Event::read(&body).unwrap(), event);
        assert_eq!(held(r#""reason":"Nobody came","notes":"x""#), (Some("Nobody came".into()), "x".into()));
    }

    #[test]
    fn a_question_of_an_older_version_is_for_the_partner_and_written_as_it_was() {
        let body = r#"{"event":"asked","question":1,"about":{"field":"application.overview"},"text":"Why?"}"#;
        let event = Event::read(body).unwrap();
        assert!(matches!(event, Event::Asked { to: None, .. }));
        assert_eq!(serde_json::to_string(&event).unwrap(), body);
    }
}
