//! Facts in sentences, for those that a newer edition has no place for.

use jiff::Timestamp;

use crate::{
    facts::{
        Answer, CallRecord, Decided, EvidenceVersion, Held, Listed, Mark, Named, Planned, Question, Report,
        Submission, Waiver, WaiverAsked,
    },
    standing::{day, london, moment, sentence},
};

/// What is known about something, in a sentence.
pub(super) trait Words {
    fn words(&self) -> String;
}

fn on(at: Timestamp) -> String {
    day(at.to_zoned(london()).date())
}

impl Words for Answer {
    fn words(&self) -> String {
        let says = self.value.items().join(", ");
        format!("The answer of {} was: {}", on(self.mark.at), sentence(&says))
    }
}

impl Words for Submission {
    fn words(&self) -> String {
        let accepted = self.accepted.as_ref().map(|mark| format!(" and accepted on {}", on(mark.at)));
        format!("It was submitted on {}{}.", on(self.submitted.at), accepted.unwrap_or_default())
    }
}

impl Words for Question {
    fn words(&self) -> String {
        let reply = self.reply.as_ref().map(|(text, _)| format!(" The reply was: {}", sentence(text)));
        let asked = on(self.asked.at);
        format!("The question of {asked} was: {}{}", sentence(&self.text), reply.unwrap_or_default())
    }
}

impl Words for EvidenceVersion {
    fn words(&self) -> String {
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

impl Words for Vec<EvidenceVersion> {
    fn words(&self) -> String {
        self.iter().map(Words::words).collect::<Vec<_>>().join(" ")
    }
}

impl Words for Held {
    fn words(&self) -> String {
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
        format!(
            "It was held on {} and ended with: {outcome}.{notes}{actions}{attended}",
            moment(self.started_at)
        )
    }
}

impl Words for CallRecord {
    fn words(&self) -> String {
        let held = self.held.iter().map(Words::words);
        let booked = self.booked.iter().map(|(at, _)| booking(*at));
        let offered = self.offered.iter().map(|at| format!("{} was offered.", moment(*at)));
        let all: Vec<String> = held.chain(booked).chain(offered).collect();
        if all.is_empty() { "Times were offered and called off.".to_owned() } else { all.join(" ") }
    }
}

pub(super) fn booking(at: Timestamp) -> String {
    format!("It was booked for {}.", moment(at))
}

impl Words for Decided {
    fn words(&self) -> String {
        let outcome = self.outcome.replace('-', " ");
        let missing =
            self.missing.as_ref().map(|text| format!(" Missing: {}", sentence(text))).unwrap_or_default();
        let conditions: Vec<String> = self
            .conditions
            .iter()
            .map(|one| format!(" Condition, until {}: {}", day(one.due), sentence(&one.text)))
            .collect();
        let conditions = conditions.concat();
        format!("Decided on {}: {outcome}. {}{missing}{conditions}", on(self.mark.at), sentence(&self.reason))
    }
}

impl Words for Vec<Decided> {
    fn words(&self) -> String {
        self.iter().map(Words::words).collect::<Vec<_>>().join(" ")
    }
}

impl Words for Report {
    fn words(&self) -> String {
        let written = on(self.mark.at);
        format!(
            "The report of {written} recommended: {} {}",
            sentence(&self.recommendation),
            sentence(&self.text)
        )
    }
}

impl Words for Listed {
    fn words(&self) -> String {
        format!("It was listed for the meeting of {}.", day(self.date))
    }
}

impl Words for Mark {
    fn words(&self) -> String {
        format!("It was marked as done on {}.", on(self.at))
    }
}

impl Words for Waiver {
    fn words(&self) -> String {
        let (reason, control) = (sentence(&self.reason), sentence(&self.control));
        format!("It was waived until {}: {reason} Instead: {control}", day(self.until))
    }
}

impl Words for WaiverAsked {
    fn words(&self) -> String {
        let (reason, control) = (sentence(&self.reason), sentence(&self.control));
        format!("A waiver was asked for on {}: {reason} Instead: {control}", on(self.mark.at))
    }
}

impl Words for Named {
    fn words(&self) -> String {
        format!("{} ({}) was named on {}.", self.name, self.email, on(self.mark.at))
    }
}

impl Words for Planned {
    fn words(&self) -> String {
        let reason =
            if self.reason.is_empty() { String::new() } else { format!(" {}", sentence(&self.reason)) };
        format!("It was planned for {}.{reason}", day(self.date))
    }
}
