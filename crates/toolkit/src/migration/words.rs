//! Facts in sentences, for those that a newer edition has no place for.

use jiff::Timestamp;

use crate::{
    facts::{
        Answer, CallRecord, Decided, EvidenceVersion, Held, Listed, Mark, Named, Planned, Question, Report,
        Submission, Waiver, WaiverAsked,
    },
    standing::{day, london, moment, sentence},
};

/// What is known about something, in words: a text for each single thing.
pub(super) trait Words {
    fn words(&self) -> Vec<String>;
}

/// A single thing in a sentence or two.
pub(super) trait Sentence {
    fn sentence(&self) -> String;
}

impl<T: Sentence> Words for T {
    fn words(&self) -> Vec<String> {
        vec![self.sentence()]
    }
}

/// Several of a kind.
impl<T: Sentence> Words for Vec<T> {
    fn words(&self) -> Vec<String> {
        self.iter().map(Sentence::sentence).collect()
    }
}

fn on(at: Timestamp) -> String {
    day(at.to_zoned(london()).date())
}

impl Sentence for Answer {
    fn sentence(&self) -> String {
        let says = self.value.items().join(", ");
        format!("The answer of {} was: {}", on(self.mark.at), sentence(&says))
    }
}

impl Sentence for Submission {
    fn sentence(&self) -> String {
        let accepted = self.accepted.as_ref().map(|mark| format!(" and accepted on {}", on(mark.at)));
        format!("It was submitted on {}{}.", on(self.submitted.at), accepted.unwrap_or_default())
    }
}

impl Sentence for Question {
    fn sentence(&self) -> String {
        let reply = self.reply.as_ref().map(|(text, _)| format!(" The reply was: {}", sentence(text)));
        let asked = on(self.asked.at);
        format!("The question of {asked} was: {}{}", sentence(&self.text), reply.unwrap_or_default())
    }
}

impl Sentence for EvidenceVersion {
    fn sentence(&self) -> String {
        let verdict = match (&self.accepted, &self.refused) {
            (_, Some((reason, mark))) => format!(", and refused on {}: {}", on(mark.at), sentence(reason)),
            (Some(mark), None) => format!(", and accepted on {}.", on(mark.at)),
            (None, None) => ".".to_owned(),
        };
        format!(
            "The file {} (SHA-256 {}) was added on {}{verdict}",
            self.name,
            self.sha256,
            on(self.added.at)
        )
    }
}

impl Sentence for Held {
    fn sentence(&self) -> String {
        let notes =
            if self.notes.is_empty() { String::new() } else { format!(" Notes: {}", sentence(&self.notes)) };
        let actions = if self.actions.is_empty() {
            String::new()
        } else {
            format!(" Actions: {}", sentence(&self.actions.join("; ")))
        };
        let attended = if self.attended.is_empty() {
            String::new()
        } else {
            format!(" There were: {}.", self.attended.join(", "))
        };
        let outcome = self.outcome.replace('-', " ");
        let reason = self.reason.as_deref().map(|reason| format!(" Reason: {}", sentence(reason)));
        let reason = reason.unwrap_or_default();
        format!(
            "It was held on {} and ended with: {outcome}.{reason}{notes}{actions}{attended}",
            moment(self.started_at)
        )
    }
}

impl Words for CallRecord {
    fn words(&self) -> Vec<String> {
        let held = self.held.iter().map(Sentence::sentence);
        let booked = self.booked.iter().map(|(at, _)| booking(*at));
        let offered = self.offered.iter().map(|at| format!("{} was offered.", moment(*at)));
        held.chain(booked).chain(offered).collect()
    }
}

pub(super) fn booking(at: Timestamp) -> String {
    format!("It was booked for {}.", moment(at))
}

impl Sentence for Decided {
    fn sentence(&self) -> String {
        let outcome = self.outcome.replace('-', " ");
        let missing =
            self.missing.as_ref().map(|text| format!(" Missing: {}", sentence(text))).unwrap_or_default();
        let conditions: Vec<String> = self
            .conditions
            .iter()
            .map(|one| {
                let closed = if one.closed.is_some() { " It was met." } else { "" };
                format!(" Condition, until {}: {}{closed}", day(one.due()), sentence(&one.condition.text))
            })
            .collect();
        let conditions = conditions.concat();
        format!("Decided on {}: {outcome}. {}{missing}{conditions}", on(self.mark.at), sentence(&self.reason))
    }
}

impl Sentence for Report {
    fn sentence(&self) -> String {
        let written = on(self.mark.at);
        format!(
            "The report of {written} recommended: {} {}",
            sentence(&self.recommendation),
            sentence(&self.text)
        )
    }
}

impl Sentence for Listed {
    fn sentence(&self) -> String {
        format!("It was listed for the meeting of {}.", day(self.date))
    }
}

impl Sentence for Mark {
    fn sentence(&self) -> String {
        format!("It was marked as done on {}.", on(self.at))
    }
}

impl Sentence for Waiver {
    fn sentence(&self) -> String {
        let (reason, control) = (sentence(&self.reason), sentence(&self.control));
        format!("It was waived until {}: {reason} Instead: {control}", day(self.until))
    }
}

impl Sentence for WaiverAsked {
    fn sentence(&self) -> String {
        let (reason, control) = (sentence(&self.reason), sentence(&self.control));
        format!("A waiver was asked for on {}: {reason} Instead: {control}", on(self.mark.at))
    }
}

impl Sentence for Named {
    fn sentence(&self) -> String {
        format!("{} ({}) was named on {}.", self.name, self.email, on(self.mark.at))
    }
}

impl Sentence for Planned {
    fn sentence(&self) -> String {
        let reason =
            if self.reason.is_empty() { String::new() } else { format!(" {}", sentence(&self.reason)) };
        format!("It was planned for {}.{reason}", day(self.date))
    }
}
