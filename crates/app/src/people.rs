//! Test people: who they are, and putting them back as they were.

use identity::{
    Account, Environment, EnvironmentId, ProofingLevel,
    demographics::SyntheticPerson,
    people::{self, PASSWORD},
};
use kernel::{Secret, Timestamp};
use serde::Serialize;
use store::{
    StoreError,
    queries::{accounts, grants, synthetic_contacts},
};

use crate::{Context, Internal, passwords};

/// A test person, with everything that signing in as them takes.
#[derive(Clone, Debug, Serialize)]
pub struct TestPerson {
    pub email: String,
    pub password: Option<&'static str>,
    pub otp: Option<String>,
    pub proofing_level: &'static str,
    pub sub: String,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub birthdate: Option<String>,
    pub nhs_number: Option<String>,
    pub phone_number: Option<String>,
    pub gp_ods_code: Option<String>,
    /// What makes this person worth testing with.
    pub why: &'static str,
}

impl TestPerson {
    fn of(account: Account, seeded: &[people::TestPerson]) -> Self {
        let seed = seeded.iter().find(|person| person.account.id == account.id);
        Self {
            email: account.email.to_string(),
            password: seed.map(|_| PASSWORD),
            otp: account.static_otp,
            proofing_level: account.level.name(),
            sub: account.id.to_string(),
            given_name: account.given_name,
            family_name: account.family_name,
            birthdate: account.birthdate.map(|date| date.to_string()),
            nhs_number: account.nhs_number.map(|number| number.to_string()),
            phone_number: account.mobile.map(|mobile| mobile.to_string()),
            gp_ods_code: account.gp_ods_code.map(|code| code.to_string()),
            why: seed.map_or("added later", |person| person.why),
        }
    }
}

fn described(accounts: Vec<Account>, environment: &EnvironmentId) -> Vec<TestPerson> {
    let seeded = people::seeded(environment, Timestamp::UNIX_EPOCH);
    accounts.into_iter().map(|account| TestPerson::of(account, &seeded)).collect()
}

/// Whether there are test people. Where somebody real may be met, nobody's account is shown or put back as if it were a test's.
pub(crate) fn has_test_people(ctx: &Context, environment: &EnvironmentId) -> bool {
    ctx.environment(environment).is_some_and(|environment| environment.policy.synthetic_people_only)
}

/// The test people of an environment, most proved first.
pub async fn list(ctx: &Context, environment: &EnvironmentId) -> Result<Vec<TestPerson>, Internal> {
    if !has_test_people(ctx, environment) {
        return Ok(Vec::new());
    }
    let wanted = environment.clone();
    let accounts = ctx.store.read(move |tx| accounts::list_for_tests(tx, &wanted)).await?;
    Ok(described(accounts, environment))
}

/// The same for a command that runs by itself.
pub fn list_blocking(ctx: &Context, environment: &EnvironmentId) -> Result<Vec<TestPerson>, Internal> {
    if !has_test_people(ctx, environment) {
        return Ok(Vec::new());
    }
    let wanted = environment.clone();
    let accounts = ctx.store.read_blocking(move |tx| accounts::list_for_tests(tx, &wanted))?;
    Ok(described(accounts, environment))
}

/// The invented people whom an environment's records have, for whoever wants to be matched; by what the environment is called.
pub fn records(ctx: &Context) -> Vec<(String, Vec<SyntheticPerson>)> {
    let of = |environment: &std::sync::Arc<Environment>| {
        (environment.name.clone(), ctx.adapters(&environment.id).demographics.examples())
    };
    ctx.environments().iter().map(of).filter(|(_, people)| !people.is_empty()).collect()
}

/// Puts every seeded person back as they were: details, password, consents, sessions; and all invented records. Answers how many
/// people there are.
pub fn reset(ctx: &Context, environment: &EnvironmentId) -> Result<usize, Internal> {
    if !has_test_people(ctx, environment) {
        return Ok(0);
    }
    let mut seeded = people::seeded(environment, ctx.now());
    let gp_systems = ctx.adapters(environment).gp_systems;
    // Who was compared with is connected to their surgery, where there are surgeries.
    for account in seeded.iter_mut().map(|person| &mut person.account) {
        let linked = account.nhs_number.filter(|_| account.level == ProofingLevel::P9);
        account.gp_credentials = linked.and_then(|number| gp_systems.credentials_of(number));
    }
    let count = seeded.len();
    // One hash serves all: they share a password that everybody knows.
    let password_hash = passwords::hash(&Secret::new(PASSWORD))?;
    let (environment, now) = (environment.clone(), ctx.now());
    ctx.store.write_blocking(move |tx| {
        for person in &seeded {
            let account = &person.account;
            grants::revoke_of_account(tx, &environment, account.id, now)?;
            accounts::delete(tx, &environment, account.id)?;
            // People can give their account another address: this one is the test person's.
            if let Some((other, _)) = accounts::find_by_email(tx, &environment, &account.email)? {
                grants::revoke_of_account(tx, &environment, other.id, now)?;
                accounts::delete(tx, &environment, other.id)?;
            }
            accounts::insert(tx, &environment, account, &password_hash)?;
        }
        synthetic_contacts::clear(tx, &environment)?;
        Ok::<_, StoreError>(())
    })?;
    Ok(count)
}
