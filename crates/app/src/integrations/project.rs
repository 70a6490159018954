//! From a standing to the rows that lists are made of.

use kernel::Timestamp;
use onboarding::Recorded;
use store::{
    StoreError, Tx,
    queries::{
        bound::{self, Bound, Origin},
        integrations::{self as queries, Summary, Waiting},
        looks::{self, Kind, Look},
    },
};
use toolkit::{
    Definition, Facts, Standing,
    definition::{Check, Evidence, Test},
    facts::{Decided, HoldKind, Waiver},
    standing::{Finding, TaskStatus, With, next_change},
};
use uuid::Uuid;

/// All rows of an integration: what is stored beside a log that was made elsewhere, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    pub summary: Summary,
    pub waiting: Vec<Waiting>,
    pub bound: Vec<Bound>,
    pub looks: Vec<Look>,
}

impl Rows {
    /// From one look at the facts.
    pub fn of(definition: &Definition, facts: &Facts, now: Timestamp) -> Self {
        let standing = Standing::of(definition, facts, now);
        let waiting = waiting(&standing, facts);
        Self {
            summary: summary(&standing, facts, now),
            bound: bound_to(definition, facts),
            looks: looks(definition, facts, &waiting),
            waiting,
        }
    }

    /// Puts them in the place of those that there are, besides the summary, which moves on with the log.
    pub fn replace(&self, tx: &mut Tx<'_>, integration: Uuid) -> Result<(), StoreError> {
        queries::replace_waiting(tx, integration, &self.waiting)?;
        self.replace_without_turns(tx, integration)
    }

    /// The same for those rows that nobody is told of when they change.
    pub(super) fn replace_without_turns(&self, tx: &mut Tx<'_>, integration: Uuid) -> Result<(), StoreError> {
        bound::replace(tx, integration, &self.bound)?;
        looks::replace(tx, integration, &self.looks)
    }
}

/// What those may look at whom it does not wait for: files of their discipline that need no acceptance, and replies to what they
/// asked.
fn looks(definition: &Definition, facts: &Facts, waiting: &[Waiting]) -> Vec<Look> {
    if facts.hold.is_some() {
        return Vec::new();
    }
    let is_awaited = |slot: &Evidence, role: &str| {
        let accepts = |check: &Check| check.test == Test::EvidenceAccepted(slot.id.clone());
        waiting.iter().any(|row| {
            row.role == role
                && definition.checks.iter().any(|check| check.id.as_str() == row.check_id && accepts(check))
        })
    };
    let files = definition.evidence.iter().filter_map(|slot| {
        let reader = slot.reviewer.as_ref().filter(|role| !is_awaited(slot, role))?;
        let versions = facts.evidence.get(&slot.id)?;
        let newest =
            versions.last().filter(|newest| newest.accepted.is_none() && newest.refused.is_none())?;
        Some(Look {
            kind: Kind::File,
            subject: slot.id.to_string(),
            reader: reader.clone(),
            since: newest.added.at,
            title: slot.title.clone(),
            words: newest.name.clone(),
            is_again: versions.len() > 1,
        })
    });
    let replies =
        facts.questions.iter().filter(|question| question.closed.is_none()).filter_map(|question| {
            let (reply, mark) = question.reply.as_ref()?;
            Some(Look {
                kind: Kind::Reply,
                subject: question.number.to_string(),
                reader: question.asked.by.clone(),
                since: mark.at,
                title: question.text.clone(),
                words: reply.clone(),
                is_again: false,
            })
        });
    files.chain(replies).collect()
}

/// What decisions hold the partner to: conditions of the last ones that nobody has closed, and waivers, which run out by themselves.
fn bound_to(definition: &Definition, facts: &Facts) -> Vec<Bound> {
    if facts.hold.as_ref().is_some_and(|hold| hold.kind == HoldKind::Withdrawn) {
        return Vec::new();
    }
    let last = facts.decisions.iter().filter_map(|(id, all)| Some((id.as_str(), all.last()?)));
    let conditions = last.flat_map(|(id, decided)| {
        let found = definition.decisions.iter().find(|one| one.id.as_str() == id);
        conditions(id, found.map_or(id, |decision| &decision.title), decided)
    });
    let waivers = facts.waivers.iter().map(|(id, waiver)| waived(definition, id.as_str(), waiver));
    conditions.chain(waivers).collect()
}

fn conditions(id: &str, title: &str, decided: &Decided) -> Vec<Bound> {
    let open = (1..).zip(&decided.conditions).filter(|(_, held_to)| held_to.closed.is_none());
    open.map(|(number, held_to)| Bound {
        origin: Origin::Condition,
        subject: id.to_owned(),
        number,
        title: title.to_owned(),
        words: held_to.condition.text.clone(),
        owner: held_to.condition.owner.clone(),
        due: held_to.due(),
    })
    .collect()
}

fn waived(definition: &Definition, id: &str, waiver: &Waiver) -> Bound {
    let check = definition.checks.iter().find(|check| check.id.as_str() == id);
    Bound {
        origin: Origin::Waiver,
        subject: id.to_owned(),
        number: 0,
        title: check.map_or(id, |check| &check.title).to_owned(),
        words: waiver.control.clone(),
        owner: check.map_or("", |check| definition.role_title(&check.owner)).to_owned(),
        due: waiver.until,
    }
}

fn summary(standing: &Standing<'_>, facts: &Facts, now: Timestamp) -> Summary {
    let next = standing.next_gate();
    Summary {
        edition: facts.edition.to_string(),
        stage: standing.stage.map(|stage| stage.id.to_string()),
        next_gate: next.map(|gate| gate.gate.id.to_string()),
        unmet: next.map_or(0, |gate| i64::try_from(gate.unmet().count()).unwrap_or(i64::MAX)),
        turn: turn_word(standing.turn.with()).to_owned(),
        turn_since: standing.turn.since(),
        next_step: next_step(standing, facts),
        hold: facts.hold.as_ref().map(|hold| hold_word(hold.kind).to_owned()),
        project_manager: facts.project_manager.as_ref().and_then(|id| id.parse::<Uuid>().ok()),
        touched_at: facts.touched.at,
        recheck_at: next_change(standing.definition, facts, now),
    }
}

fn turn_word(with: With) -> &'static str {
    match with {
        With::Partner => "partner",
        With::Service => "service",
        With::Both => "both",
        With::Nobody => "nobody",
    }
}

/// The same, back from a row.
pub(super) fn with_of(word: &str) -> With {
    let all = [With::Partner, With::Service, With::Both];
    all.into_iter().find(|with| turn_word(*with) == word).unwrap_or(With::Nobody)
}

fn hold_word(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Paused => "paused",
        HoldKind::Withdrawn => "withdrawn",
    }
}

/// What comes next, in one sentence, whoever has to do it.
pub fn next_step(standing: &Standing<'_>, facts: &Facts) -> String {
    if let Some(hold) = &facts.hold {
        return match hold.kind {
            HoldKind::Paused => "The integration is paused.".to_owned(),
            HoldKind::Withdrawn => "The integration was withdrawn.".to_owned(),
        };
    }
    let turn = &standing.turn;
    if let Some(first) = turn.partner.first().or_else(|| turn.service.first()) {
        return first.because.clone();
    }
    if let Some(awaited) = &turn.awaited {
        return awaited.clone();
    }
    match standing.next_gate() {
        Some(gate) => format!("{} is next.", gate.gate.title),
        None => "Everything is done.".to_owned(),
    }
}

/// What can be acted on now, by role: for the next gate, and ahead of it.
pub fn waiting(standing: &Standing<'_>, facts: &Facts) -> Vec<Waiting> {
    if facts.hold.is_some() {
        return Vec::new();
    }
    let is_next = |id| standing.next_gate().is_some_and(|gate| gate.gate.checks.contains(id));
    let active = standing.tasks.iter().filter(|task| task.can_start() && task.status != TaskStatus::Done);
    let of_tasks = active.flat_map(|task| {
        let open = task.findings.iter().filter(|finding| !finding.state.passes());
        open.map(|finding| (finding, finding.since.unwrap_or(task.since), &task.task.title))
    });
    // What belongs to no task is waited for, too, once its gate is next.
    let turn = standing.turn.partner.iter().chain(&standing.turn.service);
    let of_next_gate = turn.filter_map(|finding| Some((finding, finding.since?, &finding.check.title)));
    let mut rows: Vec<Waiting> = Vec::new();
    for (finding, since, title) in of_tasks.chain(of_next_gate) {
        let Some(role) = finding.turn else { continue };
        if rows.iter().any(|row| row.role == role && row.check_id == finding.check.id.as_str()) {
            continue;
        }
        rows.push(Waiting {
            role: role.to_owned(),
            check_id: finding.check.id.to_string(),
            is_next: is_next(&finding.check.id),
            since,
            title: title.clone(),
            because: finding.because.clone(),
        });
        for (role, since) in others_asked(finding, facts) {
            let known = rows.last().cloned();
            rows.extend(known.map(|row| Waiting { role, since, ..row }));
        }
    }
    rows
}

// Where whoever decides has asked several, it is the turn of each of them.
fn others_asked(finding: &Finding<'_>, facts: &Facts) -> Vec<(String, Timestamp)> {
    let Test::Decided(decision) = &finding.check.test else { return Vec::new() };
    let mut others: Vec<(String, Timestamp)> = Vec::new();
    for question in facts.unanswered_about(decision) {
        let Some(to) = question.to.as_ref().filter(|to| Some(to.as_str()) != finding.turn) else { continue };
        if others.iter().all(|(role, _)| role != to) {
            others.push((to.clone(), question.asked.at));
        }
    }
    others
}

/// The last moment of a log.
pub(super) fn last_moment(log: &[Recorded]) -> Option<Timestamp> {
    log.last().map(|recorded| recorded.at)
}
