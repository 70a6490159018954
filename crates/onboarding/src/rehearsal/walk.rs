//! Walking a new integration through a whole edition, in memory.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use toolkit::{Definition, Facts, standing::Why};

use super::{Meeting, Next, Plain, Player, today};
use crate::{
    Command, Recorded, Refusal, Who, begin, decide,
    decide::start,
    evolve,
    policy::{self, NotAllowed},
    role::Roles,
};

/// More than any edition needs: a walk that goes in circles ends here.
const MOST: usize = 5_000;

/// A walk to the end.
#[derive(Clone, Debug)]
pub struct Walked {
    pub facts: Facts,
    pub ended_at: Timestamp,
    /// How many commands it took.
    pub commands: usize,
}

/// Why a walk did not come to the end.
#[derive(Clone, Debug)]
pub enum DeadEnd {
    NobodyCan(Box<Why>),
    /// What was asked for is refused.
    Refused(Box<Command>, Refusal),
    /// Whom the definition asks, the policy does not let.
    NotAllowed(String, Box<Command>, NotAllowed),
    Stopped,
    Endless,
    NoStart,
}

impl fmt::Display for DeadEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NobodyCan(why) => f.write_str(why.to_string().trim_end()),
            Self::Refused(command, refusal) => write!(f, "{command:?}: {refusal}"),
            Self::NotAllowed(role, command, refusal) => write!(f, "{role}: {command:?}: {refusal}"),
            Self::Stopped => f.write_str("it was decided against"),
            Self::Endless => write!(f, "after {MOST} steps it was not over"),
            Self::NoStart => f.write_str("it cannot be started"),
        }
    }
}

/// Walks from a new integration to the end of the last stage, waiting whenever there is something to wait for.
pub fn walk(definition: &Definition, from: Timestamp) -> Result<Walked, DeadEnd> {
    let mut now = from;
    let event = start(&definition.edition.id, BTreeMap::new());
    let started = Recorded { position: 1, at: now, by: "owner".to_owned(), event };
    let mut facts = begin(&started).ok_or(DeadEnd::NoStart)?;
    let meeting = Meeting { id: "rehearsal".to_owned(), date: today(now) };
    let player = Player { definition, words: &Plain, meeting: &meeting };
    for commands in 0..MOST {
        match player.next(&facts, now) {
            Next::Act { role, command } => {
                allow(definition, &role, &command)?;
                // Each role is played by somebody else.
                let who = Who { id: role.clone(), roles: [role].into() };
                act(definition, &mut facts, command, &who, now)?;
                now += kernel::SignedDuration::from_mins(1);
            }
            Next::Wait(until) => now = until,
            Next::Done => return Ok(Walked { facts, ended_at: now, commands }),
            Next::Stuck(why) => return Err(DeadEnd::NobodyCan(why)),
            Next::Stopped => return Err(DeadEnd::Stopped),
        }
    }
    Err(DeadEnd::Endless)
}

// The platform's own actions are no role's.
fn allow(definition: &Definition, role: &str, command: &Command) -> Result<(), DeadEnd> {
    let roles = match (role.parse(), role.parse()) {
        (Ok(partner), _) => Roles::of_partner([partner]),
        (_, Ok(staff)) => Roles::of_staff([staff]),
        _ => return Ok(()),
    };
    policy::allow(command.action(definition), &roles)
        .map_err(|refusal| DeadEnd::NotAllowed(role.to_owned(), Box::new(command.clone()), refusal))
}

fn act(
    definition: &Definition,
    facts: &mut Facts,
    command: Command,
    who: &Who,
    now: Timestamp,
) -> Result<(), DeadEnd> {
    let events = decide(definition, facts, command.clone(), who, now)
        .map_err(|refusal| DeadEnd::Refused(Box::new(command), refusal))?;
    for event in events {
        let position = facts.touched.position + 1;
        evolve(facts, &Recorded { position, at: now, by: who.id.clone(), event });
    }
    Ok(())
}
