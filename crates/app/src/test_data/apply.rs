//! Applies rows to accounts, all in one transaction: what can be is, and every row is answered.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use identity::{
    Account, Environment, EnvironmentId,
    account::GpCredentials,
    demographics::Record,
    people,
    test_data::{Answer, Change, Column, Fault, Gp, Outcome, Row, Sheet, Standing, Uplift},
};
use kernel::{EmailAddress, NhsNumber, Timestamp};
use onboarding::policy::Action;
use store::{
    StoreError, Tx,
    queries::{
        accounts, grants, sessions,
        test_data::{self as queries, Changed, Listed, Upload},
    },
};
use uuid::Uuid;

use super::{Asked, Mode, Place, Refusal, UploadId, Uploaded, authorise, is_number_taken, person_behind};
use crate::{Actor, Context, Error, adapters::GpSystems};

pub(super) struct Applying {
    actor: Actor,
    environment: Arc<Environment>,
    place: Place,
    rows: Vec<Asked>,
    records: BTreeMap<NhsNumber, Record>,
    gp_systems: GpSystems,
    /// The addresses of the people whom everybody shares.
    shared: BTreeSet<EmailAddress>,
    file_name: String,
    id: UploadId,
    now: Timestamp,
}

/// Why a transaction did not end with its changes.
enum Stopped {
    /// It was only to see what would happen.
    DryRun(Vec<Answer>),
    Error(Error<Refusal>),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl Applying {
    pub fn new(
        ctx: &Context,
        actor: Actor,
        environment: Arc<Environment>,
        place: Place,
        rows: Vec<Asked>,
        records: BTreeMap<NhsNumber, Record>,
        file_name: String,
    ) -> Self {
        let now = ctx.now();
        let seeded = people::seeded(&environment.id, now).into_iter();
        let gp_systems = ctx.adapters(&environment.id).gp_systems;
        let shared = seeded.map(|person| person.account.email).collect();
        Self {
            actor,
            environment,
            place,
            rows,
            records,
            gp_systems,
            shared,
            file_name,
            id: ctx.new_id(),
            now,
        }
    }

    pub async fn run(self, ctx: &Context, mode: Mode) -> Result<Uploaded, Error<Refusal>> {
        let id = self.id;
        let applied = ctx.store.write(move |tx| match self.apply(tx) {
            // Undoes it all: nothing can tell better what would happen than what did.
            Ok(answers) if mode == Mode::DryRun => Err(Stopped::DryRun(answers)),
            other => other.map_err(Stopped::Error),
        });
        match applied.await {
            Ok(answers) => Ok(Uploaded { id: Some(id), answers }),
            Err(Stopped::DryRun(answers)) => Ok(Uploaded { id: None, answers }),
            Err(Stopped::Error(Error::Internal(fault))) if is_number_taken(&fault) => {
                Err(Refusal::Meanwhile.into())
            }
            Err(Stopped::Error(error)) => Err(error),
        }
    }

    fn apply(mut self, tx: &mut Tx<'_>) -> Result<Vec<Answer>, Error<Refusal>> {
        // Again, where it counts: somebody may have lost a role while the file was read.
        let product = authorise(tx, self.actor, &self.place, Action::UploadTestData)
            .map_err(|error| error.map(Refusal::Denied))?;
        let organisation = product.as_ref().map(|product| product.organisation_id);
        let uploaded_by = person_behind(tx, self.actor)?;
        let (mut answers, mut changes, mut done) = (Vec::new(), Vec::new(), BTreeMap::new());
        for Asked { raw, row } in std::mem::take(&mut self.rows) {
            let outcome = match row {
                Ok(row) => match self.change(tx, organisation, &row, &mut done, (raw.sheet, raw.number))? {
                    Ok((account, before, after, notes)) => {
                        let (from, to) = (before.level, after.level);
                        changes.push(Changed { answer: answers.len(), account, before, after });
                        Outcome::Applied { from, to, notes }
                    }
                    Err(fault) => Outcome::Refused { faults: vec![fault] },
                },
                Err(faults) => Outcome::Refused { faults },
            };
            answers.push(Answer::of(&raw, outcome));
        }
        let applied = u32::try_from(changes.len()).unwrap_or(u32::MAX);
        let refused = u32::try_from(answers.len()).unwrap_or(u32::MAX).saturating_sub(applied);
        let upload = Upload {
            listed: Listed {
                id: self.id.uuid(),
                product_id: product.map(|product| product.id),
                file_name: self.file_name,
                uploaded_by,
                uploaded_at: self.now,
                applied,
                refused,
                undone_by: None,
                undone_at: None,
            },
            answers,
            changes,
            undo_answers: None,
        };
        queries::insert(tx, &self.environment.id, &upload)?;
        Ok(upload.answers)
    }

    fn change(
        &self,
        tx: &mut Tx<'_>,
        organisation: Option<Uuid>,
        row: &Row,
        done: &mut BTreeMap<EmailAddress, (Sheet, u32)>,
        at: (Sheet, u32),
    ) -> Result<Result<Made, Fault>, StoreError> {
        let account = match self.own_account(tx, organisation, &row.email)? {
            Ok(account) => account,
            Err(fault) => return Ok(Err(fault)),
        };
        if let Some((sheet, number)) = done.get(&row.email) {
            let words = format!("row {number} of {} has changed this account already", sheet.title());
            return Ok(Err(Fault::at(Column::EmailAddress, words)));
        }
        let before = Standing::of(&account);
        let judged = self
            .judge(&row.change)
            .and_then(|notes| Ok((before.changed(&row.change, self.credentials_of(&row.change))?, notes)));
        let (after, notes) = match judged {
            Ok(judged) => judged,
            Err(fault) => return Ok(Err(fault)),
        };
        if !queries::change(tx, &self.environment.id, account.id, &before, &after)? {
            return Ok(Err(taken(tx, &self.environment.id, &after)?));
        }
        sign_out(tx, &self.environment.id, &account, self.now)?;
        done.insert(row.email.clone(), at);
        Ok(Ok((account.id, before, after, notes)))
    }

    /// An account that whoever uploads may change. Somebody else's looks like one that is not there.
    fn own_account(
        &self,
        tx: &mut Tx<'_>,
        organisation: Option<Uuid>,
        email: &EmailAddress,
    ) -> Result<Result<Account, Fault>, StoreError> {
        let at = |words: &str| Fault::at(Column::EmailAddress, words);
        if organisation.is_some() && self.shared.contains(email) {
            return Ok(Err(at(
                "everybody shares this test person: open an account of your own and change that",
            )));
        }
        let found = queries::find_owned(tx, &self.environment.id, email)?;
        let own = found.filter(|(_, owner)| organisation.is_none() || *owner == organisation);
        let words = "no account with this address was opened by way of one of your services: open it there, confirm its email \
                     address and phone, and upload again";
        Ok(own.map(|(account, _)| account).ok_or_else(|| at(words)))
    }

    /// Holds details against the record that would overwrite them. Answers what their maker may not expect.
    fn judge(&self, change: &Change) -> Result<Vec<String>, Fault> {
        let Change::Uplift(uplift) = change else { return Ok(Vec::new()) };
        let mut notes = Vec::new();
        match self.records.get(&uplift.nhs_number) {
            None if uplift.is_traced => {
                let words = "no record here has this NHS number, so no sign-in could read it: write TRUE, or use the number of a record";
                return Err(Fault::at(Column::DisablePdsTrace, words));
            }
            Some(record) if uplift.is_traced => notes.extend(overwritten(uplift, record)),
            _ => {}
        }
        if uplift.gp == Gp::Defaults && self.credentials_of(change).is_none() {
            notes.push("the record has no details for GP online services, so they are made up".to_owned());
        }
        Ok(notes)
    }

    fn credentials_of(&self, change: &Change) -> Option<GpCredentials> {
        let Change::Uplift(uplift) = change else { return None };
        self.gp_systems.credentials_of(uplift.nhs_number)
    }
}

/// An account with what it was, what it is, and what is to be said about it.
type Made = (identity::AccountId, Standing, Standing, Vec<String>);

fn overwritten(uplift: &Uplift, record: &Record) -> Option<String> {
    let differing: Vec<&str> = [
        (uplift.given_name != record.given_name, "first name"),
        (uplift.family_name != record.family_name, "last name"),
        (uplift.birthdate != record.birthdate, "date of birth"),
        (Some(&uplift.gp_ods_code) != record.gp_ods_code.as_ref(), "GP surgery with its online services"),
    ]
    .into_iter()
    .filter_map(|(differs, name)| differs.then_some(name))
    .collect();
    let names = differing.join(", ");
    (!differing.is_empty()).then(|| format!("the next sign-in replaces the {names} by what the record says"))
}

/// Why an account was not changed.
pub(super) fn taken(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    after: &Standing,
) -> Result<Fault, StoreError> {
    let other = match after.nhs_number {
        Some(number) => accounts::find_by_nhs_number(tx, environment, number)?,
        None => None,
    };
    Ok(match other {
        Some(_) => Fault::at(Column::NhsNumber, "another account has this NHS number: use a different one"),
        None => Fault::whole("the account was changed at the same moment: upload the row again"),
    })
}

/// What the account's person did before was said of somebody else, as it were.
pub(super) fn sign_out(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    account: &Account,
    now: Timestamp,
) -> Result<(), StoreError> {
    grants::revoke_of_account(tx, environment, account.id, now)?;
    sessions::end_others(tx, environment, account.id, &[], now)?;
    Ok(())
}
