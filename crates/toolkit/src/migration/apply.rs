//! Carrying facts into another edition. No fact is lost: what has no place there is kept in words.

use std::{collections::BTreeMap, str::FromStr};

use jiff::Timestamp;

use super::{
    kind::Kind,
    mapping::{Mapping, later},
    words::{Words, booking},
};
use crate::{
    CallId, DecisionId, FieldId, SlotId, Value,
    facts::{
        About, Answer, CallRecord, Decided, Deferral, EvidenceVersion, Facts, Listed, Mark, Named, Planned,
        Question, Report, Retired, Submission, Waiver, WaiverAsked,
    },
    standing::london,
};

impl Mapping {
    /// Makes facts of the old edition facts of the new one.
    pub fn apply(&self, facts: &mut Facts, at: Timestamp) {
        self.apply_submitted_answers(facts);
        let mut carry = Carry { mapping: self, retired: Vec::new() };
        carry.newest(Kind::Fields, &mut facts.answers);
        carry.newest(Kind::Forms, &mut facts.submissions);
        carry.newest(Kind::Tasks, &mut facts.acknowledged);
        carry.newest(Kind::Checks, &mut facts.waivers);
        carry.newest(Kind::Checks, &mut facts.waivers_asked);
        carry.newest(Kind::Decisions, &mut facts.reports);
        carry.newest(Kind::Decisions, &mut facts.listed);
        carry.newest(Kind::Needs, &mut facts.named);
        carry.newest(Kind::Milestones, &mut facts.plan);
        carry.questions(&mut facts.questions);
        carry.evidence(&mut facts.evidence);
        carry.calls(&mut facts.calls);
        carry.decisions(&mut facts.decisions);
        facts.retired.append(&mut carry.retired);
        self.apply_deferrals(facts, at);
        facts.edition = self.to.clone();
    }

    // The copies of answers that were made on submitting. Where some are merged, the one stays whose answer is the newest.
    fn apply_submitted_answers(&self, facts: &mut Facts) {
        let position = |field: &FieldId| facts.answers.get(field).map_or(0, |answer| answer.mark.position);
        for submission in facts.submissions.values_mut() {
            let mut newest: BTreeMap<FieldId, (u64, Value)> = BTreeMap::new();
            for (old, value) in std::mem::take(&mut submission.answers) {
                let candidate = (position(&old), value);
                for new in parsed::<FieldId>(&self.targets(Kind::Fields, old.as_str()), &old) {
                    let there = newest.entry(new).or_insert_with(|| candidate.clone());
                    if there.0 < candidate.0 {
                        there.clone_from(&candidate);
                    }
                }
            }
            submission.answers = newest.into_iter().map(|(field, (_, value))| (field, value)).collect();
        }
    }

    fn apply_deferrals(&self, facts: &mut Facts, at: Timestamp) {
        let today = at.to_zoned(london()).date();
        let mut deferred = self.move_deferrals(&facts.deferred);
        for (key, deferral) in &self.deferred {
            later(&mut deferred, key.clone(), deferral.clone());
        }
        deferred.retain(|_, deferral| !matches!(deferral, Deferral::From(date) if *date <= today));
        facts.deferred = deferred;
    }
}

/// Ids that the mapping gives. They were ids when the mapping was made; should one not be, the fact stays where it was.
fn parsed<K: FromStr + Clone>(ids: &[String], old: &K) -> Vec<K> {
    ids.iter().map(|id| id.parse().unwrap_or_else(|_| old.clone())).collect()
}

struct Carry<'m> {
    mapping: &'m Mapping,
    retired: Vec<Retired>,
}

impl Carry<'_> {
    fn retire(&mut self, kind: Kind, id: &str, reason: &str, words: Vec<String>) {
        for was in words {
            let (kind, edition) = (kind.word().to_owned(), self.mapping.from.clone());
            let retired = Retired { kind, id: id.to_owned(), edition, reason: reason.to_owned(), was };
            // What was split and lost twice is told once.
            if !self.retired.contains(&retired) {
                self.retired.push(retired);
            }
        }
    }

    /// Keeps what has no place in the new edition in words, and answers where the rest goes.
    fn targets(&mut self, kind: Kind, old: &str, was: &dyn Words) -> Vec<String> {
        for gone in self.mapping.gone(kind, old) {
            self.retired.extend(was.words().into_iter().map(|was| Retired {
                kind: kind.word().to_owned(),
                id: gone.id.clone(),
                edition: gone.edition.clone(),
                reason: gone.reason.clone(),
                was,
            }));
        }
        self.mapping.targets(kind, old)
    }

    /// One value for each id; where several meet, the newest stays.
    fn newest<K, V>(&mut self, kind: Kind, facts: &mut BTreeMap<K, V>)
    where
        K: FromStr + AsRef<str> + Ord + Clone,
        V: Words + Marked + Clone + PartialEq,
    {
        let mut met: BTreeMap<K, Vec<(K, V)>> = BTreeMap::new();
        for (old, value) in std::mem::take(facts) {
            for new in parsed(&self.targets(kind, old.as_ref(), &value), &old) {
                met.entry(new).or_default().push((old.clone(), value.clone()));
            }
        }
        for (new, mut values) in met {
            values.sort_by_key(|(_, value)| value.position());
            let Some((_, newest)) = values.pop() else { continue };
            for (old, older) in values.iter().filter(|(_, older)| *older != newest) {
                self.retire(kind, old.as_ref(), MERGED, older.words());
            }
            facts.insert(new, newest);
        }
    }

    fn questions(&mut self, questions: &mut Vec<Question>) {
        for mut question in std::mem::take(questions) {
            let (kind, old) = match &question.about {
                About::Field(field) => (Kind::Fields, field.to_string()),
                About::Evidence(slot) => (Kind::Slots, slot.to_string()),
                About::Decision(decision) => (Kind::Decisions, decision.to_string()),
            };
            let Some(new) = self.mapping.targets(kind, &old).into_iter().next() else {
                self.targets(kind, &old, &question);
                continue;
            };
            match &mut question.about {
                About::Field(field) => *field = new.parse().unwrap_or_else(|_| field.clone()),
                About::Evidence(slot) => *slot = new.parse().unwrap_or_else(|_| slot.clone()),
                About::Decision(decision) => *decision = new.parse().unwrap_or_else(|_| decision.clone()),
            }
            questions.push(question);
        }
    }

    // All versions stay, oldest first.
    fn evidence(&mut self, facts: &mut BTreeMap<SlotId, Vec<EvidenceVersion>>) {
        let mut all: BTreeMap<SlotId, Vec<EvidenceVersion>> = BTreeMap::new();
        for (old, versions) in std::mem::take(facts) {
            for new in parsed(&self.targets(Kind::Slots, old.as_ref(), &versions), &old) {
                join(all.entry(new).or_default(), &versions, |version| version.added.position);
            }
        }
        *facts = all;
    }

    fn decisions(&mut self, facts: &mut BTreeMap<DecisionId, Vec<Decided>>) {
        let mut all: BTreeMap<DecisionId, Vec<Decided>> = BTreeMap::new();
        for (old, decided) in std::mem::take(facts) {
            for new in self.targets(Kind::Decisions, old.as_ref(), &decided) {
                let again = self.mapping.again.iter().find(|one| one.old == old.as_str() && one.new == new);
                if let Some(again) = again {
                    self.retire(Kind::Decisions, old.as_ref(), &again.reason, decided.words());
                } else {
                    let new = new.parse().unwrap_or_else(|_| old.clone());
                    join(all.entry(new).or_default(), &decided, |one| one.mark.position);
                }
            }
        }
        *facts = all;
    }

    fn calls(&mut self, facts: &mut BTreeMap<CallId, CallRecord>) {
        let mut all: BTreeMap<CallId, CallRecord> = BTreeMap::new();
        for (old, record) in std::mem::take(facts) {
            for new in parsed(&self.targets(Kind::Calls, old.as_ref(), &record), &old) {
                let there = all.entry(new).or_default();
                if let Some(lost) = meet(there, &record) {
                    self.retire(Kind::Calls, old.as_ref(), MERGED, vec![booking(lost)]);
                }
            }
        }
        *facts = all;
    }
}

const MERGED: &str = "It was merged with another, which is newer.";

fn join<T: Clone + PartialEq>(all: &mut Vec<T>, more: &[T], position: impl Fn(&T) -> u64) {
    let new: Vec<T> = more.iter().filter(|one| !all.contains(one)).cloned().collect();
    all.extend(new);
    all.sort_by_key(position);
}

// Every time that a call was held stays; of two bookings the newer one does, and the other's time is answered.
fn meet(there: &mut CallRecord, more: &CallRecord) -> Option<Timestamp> {
    join(&mut there.held, &more.held, |held| held.recorded.position);
    let offered = |record: &CallRecord| record.offered_mark.as_ref().map(|mark| mark.position);
    if offered(there) < offered(more) {
        there.offered.clone_from(&more.offered);
        there.offered_mark.clone_from(&more.offered_mark);
    }
    there.sequence = there.sequence.max(more.sequence);
    let booked = |record: &CallRecord| record.booked.as_ref().map(|(_, mark)| mark.position);
    if there.booked == more.booked {
        return None;
    }
    let older = if booked(there) < booked(more) {
        std::mem::replace(&mut there.booked, more.booked.clone())
    } else {
        more.booked.clone()
    };
    older.map(|(at, _)| at)
}

/// When something was said, as a position in the log.
trait Marked {
    fn position(&self) -> u64;
}

macro_rules! marked {
    ($($name:ident: $mark:ident;)*) => {$(
        impl Marked for $name {
            fn position(&self) -> u64 {
                self.$mark.position
            }
        }
    )*};
}

marked! {
    Answer: mark;
    Submission: submitted;
    Waiver: mark;
    WaiverAsked: mark;
    Report: mark;
    Listed: mark;
    Named: mark;
    Planned: mark;
}

impl Marked for Mark {
    fn position(&self) -> u64 {
        self.position
    }
}
