//! Histories that did not go straight: questions, refused files, deferred decisions, waivers, weeks in which nothing happens.

use kernel::{SignedDuration, Timestamp};
use onboarding::{
    Command, Event, Recorded, Who,
    command::NewDecision,
    decide::{PLATFORM, decide},
    evolve,
    rehearsal::{Meeting, Next, Plain, Player},
};
use proptest::{collection::vec, prelude::*};
use toolkit::{Definition, Facts, Standing, definition::Side, facts::About, standing::london};

/// What a history is like.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which edition, of those that the house knows.
    pub edition: usize,
    /// Which of its steps is the last.
    end: prop::sample::Index,
    /// Of everything that can be turned down, one after the other: whether it is.
    turned_down: Vec<bool>,
    /// At which steps how many days pass before.
    lapses: Vec<(usize, i64)>,
    /// At which steps a check is waived.
    waivers: Vec<usize>,
    /// Whether it is paused in place of its last step.
    is_paused: bool,
    /// How many days pass after the last step.
    pub idle: i64,
}

pub fn plans() -> impl Strategy<Value = Plan> {
    let step = 0..TWISTS;
    (
        0..super::house::EDITIONS.len(),
        any::<prop::sample::Index>(),
        vec(prop::bool::weighted(0.3), 40),
        vec((step.clone(), 1_i64..60), 0..3),
        vec(step, 0..3),
        prop::bool::weighted(0.1),
        0_i64..90,
    )
        .prop_map(|(edition, end, turned_down, lapses, waivers, is_paused, idle)| Plan {
            edition,
            end,
            turned_down,
            lapses,
            waivers,
            is_paused,
            idle,
        })
}

/// More than the longest edition needs.
const MOST: usize = 400;
/// Where twists are: before the end of each edition.
const TWISTS: usize = 150;

/// Something that somebody did.
pub struct Step {
    pub at: Timestamp,
    pub role: String,
    pub by: String,
    pub command: Command,
    pub events: Vec<Event>,
}

/// Plays a plan in memory. `who` names whoever has a role.
pub fn rehearse(
    plan: &Plan,
    definition: &Definition,
    start: (Facts, Timestamp),
    who: &impl Fn(&str) -> String,
) -> Vec<Step> {
    let mut rehearsal = Rehearsal { definition, facts: start.0, at: start.1, who, steps: Vec::new() };
    rehearsal.play(plan);
    let mut steps = rehearsal.steps;
    steps.truncate(plan.end.index(steps.len()) + 1);
    if let Some(last) = steps.last_mut().filter(|_| plan.is_paused) {
        last.role = "delivery-manager".into();
        last.command = Command::Pause { reason: "Another release comes first".into() };
    }
    steps
}

struct Rehearsal<'r, W> {
    definition: &'r Definition,
    facts: Facts,
    at: Timestamp,
    who: &'r W,
    steps: Vec<Step>,
}

impl<W: Fn(&str) -> String> Rehearsal<'_, W> {
    fn play(&mut self, plan: &Plan) {
        let mut turned_down = plan.turned_down.iter().copied();
        for number in 0..MOST {
            let lapses = plan.lapses.iter().filter(|(at, _)| *at == number);
            self.at += SignedDuration::from_hours(24 * lapses.map(|(_, days)| days).sum::<i64>());
            if plan.waivers.contains(&number) {
                self.waive();
            }
            if !self.go_on(&mut turned_down) {
                break;
            }
        }
    }

    /// The next thing that somebody does; `false` where there is none.
    fn go_on(&mut self, turned_down: &mut impl Iterator<Item = bool>) -> bool {
        let date = self.at.to_zoned(london()).date();
        let meeting = Meeting { id: "rehearsal".into(), date };
        let player = Player { definition: self.definition, words: &Plain, meeting: &meeting };
        match player.next(&self.facts, self.at) {
            Next::Wait(until) => self.at = until,
            Next::Act { role, command } => {
                let instead = self.instead(&command).filter(|_| turned_down.next() == Some(true));
                // Where it cannot be turned down now, it is done.
                if !instead.is_some_and(|instead| self.act(&role, instead)) {
                    return self.act(&role, command);
                }
            }
            Next::Done | Next::Stuck(_) | Next::Stopped => return false,
        }
        true
    }

    // What somebody does who does not take it as it is.
    fn instead(&self, command: &Command) -> Option<Command> {
        match command {
            Command::Accept { form } => {
                let answered = self.facts.answers.keys().find(|field| field.form() == form.as_str())?;
                let text = "Which <patients> & whose?".to_owned();
                Some(Command::Ask { about: About::Field(answered.clone()), to: None, text })
            }
            Command::AcceptEvidence { slot, document } => Some(Command::RefuseEvidence {
                slot: slot.clone(),
                document: document.clone(),
                reason: "It is of another version".into(),
            }),
            Command::Decide(new) => {
                let decision = self.definition.decision(&new.decision)?;
                let outcome = decision.outcomes.iter().find(|one| !one.passes && !one.ends)?;
                if self.definition.side(&decision.by) == Side::Partner {
                    return None;
                }
                let reason = outcome.reasons.first().unwrap_or(&outcome.title).clone();
                let missing = Some("A letter".to_owned());
                let outcome = outcome.id.clone();
                Some(Command::Decide(NewDecision { outcome, reason, missing, ..new.clone() }))
            }
            _ => None,
        }
    }

    fn waive(&mut self) {
        let standing = Standing::of(self.definition, &self.facts, self.at);
        let unmet = standing.next_gate().and_then(|gate| gate.unmet().find(|one| one.check.can_waive));
        let Some(check) = unmet.map(|finding| finding.check.id.clone()) else { return };
        let (reason, control) = ("The test starts in spring".into(), "The last report".into());
        if self.act("project-manager", Command::AskWaiver { check: check.clone(), reason, control }) {
            let until = (self.at + SignedDuration::from_hours(40 * 24)).to_zoned(london()).date();
            self.act("board-member", Command::GrantWaiver { check, until });
        }
    }

    /// `false` where it was refused, which changes nothing.
    fn act(&mut self, role: &str, command: Command) -> bool {
        let who = if role == PLATFORM {
            Who::platform()
        } else {
            Who { id: (self.who)(role), roles: [role.to_owned()].into() }
        };
        let decided = decide(self.definition, &self.facts, command.clone(), &who, self.at);
        let Ok(events) = decided else { return false };
        for event in &events {
            let position = self.facts.touched.position + 1;
            let recorded = Recorded { position, at: self.at, by: who.id.clone(), event: event.clone() };
            evolve(&mut self.facts, &recorded);
        }
        self.steps.push(Step { at: self.at, role: role.to_owned(), by: who.id, command, events });
        self.at += SignedDuration::from_mins(1);
        true
    }
}
