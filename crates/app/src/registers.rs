//! Registers that checks ask about an organisation, by its ODS code: what each says, and telling integrations of it.
//!
//! The registers are copies that ship with the program: nothing is reached on the network. A register that cannot tell says
//! `unknown`, and that never takes the place of what it said before about the same code.

use std::collections::BTreeSet;

use kernel::{OdsCode, SignedDuration};
use onboarding::Command;
use store::queries::{
    integrations as integration_queries,
    portal::{
        organisations,
        registers::{self as queries, Answered},
    },
};
use toolkit::{Definition, definition::Test};
use uuid::Uuid;

use crate::{
    Actor, Context, Error, Internal,
    integrations::{self, IntegrationId},
};

/// What a register says of a code that it does not know, or when it cannot be asked.
pub const UNKNOWN: &str = "unknown";

// Every night; the hour does not matter.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(24);
const AT_ONCE: u32 = 50;

/// What a register says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// One word, which checks compare: `active`, `closed`, `unknown`.
    pub says: String,
    /// More of it, in a sentence.
    pub detail: String,
    pub source: String,
}

/// Something that can be asked about an organisation.
pub trait Register: Sync {
    /// The name that checks use.
    fn id(&self) -> &'static str;
    fn look_up(&self, code: &OdsCode) -> Found;
}

/// A copy of a register: lines of `code,word,name`, with `#` before remarks.
struct Copy {
    id: &'static str,
    title: &'static str,
    lines: &'static str,
}

const COPIES: &[Copy] = &[
    Copy {
        id: "ods",
        title: "copy of the Organisation Data Service",
        lines: include_str!("../registers/ods.csv"),
    },
    Copy {
        id: "dspt",
        title: "copy of the Data Security and Protection Toolkit",
        lines: include_str!("../registers/dspt.csv"),
    },
];

/// Every register that there is.
pub fn all() -> impl Iterator<Item = &'static dyn Register> {
    COPIES.iter().map(|copy| copy as &dyn Register)
}

impl Register for Copy {
    fn id(&self) -> &'static str {
        self.id
    }

    fn look_up(&self, code: &OdsCode) -> Found {
        let lines = self.lines.lines().filter(|line| !line.starts_with('#'));
        let mut entries = lines.filter_map(|line| {
            let mut columns = line.splitn(3, ',').map(str::trim);
            Some((columns.next()?, columns.next()?, columns.next()?))
        });
        let (says, detail) = match entries.find(|(known, ..)| *known == code.as_str()) {
            Some((_, word, name)) => (word.to_owned(), format!("{code} is {name}.")),
            None => (UNKNOWN.to_owned(), format!("{code} is not in this copy of the register.")),
        };
        Found { says, detail, source: self.title.to_owned() }
    }
}

/// What the registers said of an organisation when they were last asked.
pub(crate) fn known(tx: &mut store::Tx<'_>, organisation: Uuid) -> Result<Vec<Answered>, store::StoreError> {
    queries::list_of_organisation(tx, organisation)
}

/// Asks every register about an organisation that has a code, keeps what they say, and tells its integrations what is new.
pub async fn look_up(ctx: &Context, organisation: Uuid) -> Result<(), Internal> {
    let now = ctx.now();
    let found = ctx.store.read(move |tx| organisations::find(tx, organisation)).await?;
    let Some(code) = found.and_then(|found| found.ods_code) else { return Ok(()) };
    let answers = ctx
        .store
        .write(move |tx| {
            let before = known(tx, organisation)?;
            let mut answers = Vec::new();
            for register in all() {
                let answer = answered(register, organisation, &code, &before, now);
                queries::save(tx, &answer)?;
                answers.push(answer);
            }
            Ok::<_, store::StoreError>(answers)
        })
        .await?;
    tell(ctx, organisation, &answers).await
}

fn answered(
    register: &dyn Register,
    organisation_id: Uuid,
    code: &OdsCode,
    before: &[Answered],
    looked_up_at: kernel::Timestamp,
) -> Answered {
    let found = register.look_up(code);
    let last = before.iter().find(|last| last.register == register.id() && last.code == *code);
    match last.filter(|last| found.says == UNKNOWN && last.says != UNKNOWN) {
        Some(last) => Answered { looked_up_at, ..last.clone() },
        None => Answered {
            organisation_id,
            register: register.id().to_owned(),
            code: code.clone(),
            says: found.says,
            detail: found.detail,
            source: found.source,
            looked_up_at,
        },
    }
}

async fn tell(ctx: &Context, organisation: Uuid, answers: &[Answered]) -> Result<(), Internal> {
    let ids = ctx.store.read(move |tx| integration_queries::list_running(tx, organisation)).await?;
    for id in ids.into_iter().map(IntegrationId::from) {
        let opened = match integrations::open(ctx, Actor::Operator, id).await {
            Ok(opened) => opened,
            Err(Error::Internal(fault)) => return Err(fault),
            Err(Error::Refused(_)) => continue,
        };
        let asked = asked_by(&opened.definition);
        let is_new = |answer: &&Answered| {
            let last = opened.facts.registers.get(&answer.register);
            last.is_none_or(|last| last.says != answer.says || last.detail != answer.detail)
        };
        for answer in answers.iter().filter(|answer| asked.contains(answer.register.as_str())).filter(is_new)
        {
            let command = Command::LookUp {
                register: answer.register.clone(),
                says: answer.says.clone(),
                detail: answer.detail.clone(),
                source: answer.source.clone(),
            };
            match integrations::act_as_platform(ctx, id, command).await {
                Err(Error::Internal(fault)) => return Err(fault),
                // It was withdrawn meanwhile: there is nobody to tell.
                Ok(_) | Err(Error::Refused(_)) => {}
            }
        }
    }
    Ok(())
}

fn asked_by(definition: &Definition) -> BTreeSet<&str> {
    let tests = definition.checks.iter().map(|check| &check.test);
    tests
        .filter_map(|test| match test {
            Test::Register { register, .. } => Some(register.as_str()),
            _ => None,
        })
        .collect()
}

/// Asks about every organisation that was not asked about for a day, or has begun something since. It answers how many.
pub async fn sweep(ctx: &Context) -> Result<usize, Internal> {
    let before = ctx.now() - AGAIN_AFTER;
    let due = ctx.store.read(move |tx| queries::list_due(tx, before, AT_ONCE)).await?;
    for organisation in &due {
        look_up(ctx, *organisation).await?;
    }
    Ok(due.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_copy_reads_and_what_it_does_not_know_is_unknown() {
        for register in all() {
            let nobody = register.look_up(&"ZZZZZZ".parse().unwrap());
            assert_eq!(nobody.says, UNKNOWN, "{}", register.id());
        }
        for copy in COPIES {
            for line in copy.lines.lines().filter(|line| !line.starts_with('#')) {
                let columns: Vec<&str> = line.splitn(3, ',').collect();
                let code: OdsCode = columns[0].parse().unwrap();
                assert_eq!(copy.look_up(&code).says, columns[1], "{line}");
                assert_ne!(columns[1], UNKNOWN, "{line}");
            }
        }
    }

    #[test]
    fn what_a_register_said_stays_while_it_cannot_be_asked() {
        let (code, now) = ("ZZZZZZ".parse().unwrap(), "2026-11-21T22:00:00Z".parse().unwrap());
        let register = all().next().unwrap();
        let unknown = answered(register, Uuid::nil(), &code, &[], now);
        assert_eq!(unknown.says, UNKNOWN);
        let before = Answered { says: "active".into(), ..unknown.clone() };
        assert_eq!(answered(register, Uuid::nil(), &code, std::slice::from_ref(&before), now).says, "active");
        let other = Answered { code: "ZZZZZ1".parse().unwrap(), ..before };
        assert_eq!(answered(register, Uuid::nil(), &code, &[other], now).says, UNKNOWN, "another code");
    }
}
