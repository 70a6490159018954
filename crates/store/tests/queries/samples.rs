//! Records as tests write them.

use identity::{
    Account, AccountId, ClientId, Credential, Credentials, EnvironmentId, Exchange, Grant, GrantId,
    ProofingLevel, ScopeSet, Session,
    account::GpCredentials,
    exchange::{Details, Endpoint, Outcome},
    grant::{Issue, IssueId},
};
use kernel::{NhsNumber, Reference, SeededRandom, SignedDuration, Timestamp};
use store::{
    Store, StoreError, Tx,
    queries::{
        integrations,
        portal::{organisations, products, users},
    },
};
use uuid::Uuid;

pub const HASH: &[u8] = &[7; 32];
pub const OTHER_HASH: &[u8] = &[8; 32];

pub fn sandpit() -> EnvironmentId {
    EnvironmentId::new("sandpit")
}

pub fn now() -> Timestamp {
    "2026-11-21T22:00:00.5Z".parse().unwrap()
}

pub fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

pub fn scopes() -> ScopeSet {
    ScopeSet::parse("openid profile email").0
}

pub fn client_id() -> ClientId {
    ClientId::new("example")
}

pub fn account(seed: u64) -> Account {
    Account {
        id: AccountId::opaque(&SeededRandom::new(seed)),
        email: format!("person{seed}@example.com").parse().unwrap(),
        mobile: Some("07700900123".parse().unwrap()),
        mobile_pds_matched: true,
        landline: Some("02079460000".to_owned()),
        level: ProofingLevel::P9,
        nhs_number: (0..)
            .map(|n| 999_000_000 + 20 * u32::try_from(seed).unwrap() + n)
            .find_map(NhsNumber::with_check_digit),
        family_name: Some("King".to_owned()),
        given_name: Some("Ada".to_owned()),
        birthdate: Some("1980-02-29".parse().unwrap()),
        gp_ods_code: Some("A12345".parse().unwrap()),
        gp_credentials: Some(GpCredentials { gp_user_id: "u".to_owned(), gp_linkage_key: "k".to_owned() }),
        static_otp: Some("190696".to_owned()),
        is_traced: true,
        opened_with: None,
        created_at: now(),
    }
}

pub fn bare_account(seed: u64) -> Account {
    let account = account(seed);
    Account {
        mobile: None,
        landline: None,
        level: ProofingLevel::P0,
        nhs_number: None,
        family_name: None,
        given_name: None,
        birthdate: None,
        gp_ods_code: None,
        gp_credentials: None,
        static_otp: None,
        is_traced: true,
        opened_with: None,
        ..account
    }
}

pub fn session(account: &Account) -> Session {
    let credentials: Credentials = [Credential::ALL[0]].into_iter().collect();
    Session { account_id: account.id, auth_time: now(), credentials, expires_at: later(60) }
}

pub fn grant(account: &Account) -> Grant {
    Grant {
        id: GrantId::opaque(&SeededRandom::new(90)),
        client_id: client_id(),
        account_id: account.id,
        scope: scopes(),
        vot: "P9.Cp.Cd".parse().unwrap(),
        credentials: session(account).credentials,
        auth_time: now(),
        redirect_uri: "https://example.org/callback".to_owned(),
        nonce: Some("n".to_owned()),
        code_challenge: None,
        code_expires_at: later(10),
        redeemed_at: None,
        revoked_at: None,
    }
}

pub fn issue(grant: &Grant, seed: u64) -> Issue {
    let id = IssueId::opaque(&SeededRandom::new(seed));
    Issue { id, grant_id: grant.id, refresh_expires_at: later(1000), rotated_at: None }
}

pub fn an_integration(id: Uuid, product_id: Uuid, organisation_id: Uuid) -> integrations::Integration {
    integrations::Integration {
        id,
        product_id,
        organisation_id,
        reference: "7Q4M-2XKD".into(),
        started_at: now(),
        position: 1,
        head: HASH.to_vec(),
        summary: integrations::Summary {
            edition: "2025-09".into(),
            stage: None,
            next_gate: None,
            unmet: 1,
            turn: "service".into(),
            turn_since: Some(now()),
            next_step: "The Board decides.".into(),
            hold: None,
            project_manager: None,
            touched_at: now(),
            recheck_at: None,
        },
    }
}

pub fn exchange(seed: u64) -> Exchange {
    Exchange {
        reference: Reference::generate(&SeededRandom::new(seed)),
        environment: sandpit(),
        client_id: Some(client_id()),
        grant_id: None,
        endpoint: Endpoint::Authorize,
        at: now(),
        outcome: Outcome::Waiting,
        error: None,
        details: Details {
            method: "GET".to_owned(),
            status: 302,
            parameters: vec![("z".to_owned(), "1\0".to_owned()), ("a".to_owned(), "2".to_owned())],
            ..Details::default()
        },
    }
}

/// The types of identity compare no whole records; how they print is all of them.
pub fn same(left: &impl std::fmt::Debug, right: &impl std::fmt::Debug) {
    assert_eq!(format!("{left:#?}"), format!("{right:#?}"));
}

pub async fn in_one_transaction(
    store: &Store,
    work: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError> + Send + 'static,
) {
    store.write(work).await.unwrap();
}

/// An integration of Harbour, or of Quay where the number is even; it has waited for so many minutes less than others. The
/// fourth waits for nobody.
pub fn integration(number: u128, project_manager: Option<Uuid>) -> integrations::Integration {
    let minutes = i64::try_from(number).unwrap();
    let owner = if number.is_multiple_of(2) { 200 } else { 100 };
    integrations::Integration {
        id: Uuid::from_u128(number),
        product_id: Uuid::from_u128(owner + 1),
        organisation_id: Uuid::from_u128(owner),
        reference: format!("7Q4M-000{number}"),
        started_at: now(),
        position: 1,
        head: vec![1],
        summary: integrations::Summary {
            edition: "2025-09".into(),
            stage: (number != 4).then(|| "apply".into()),
            next_gate: None,
            unmet: 2,
            turn: if number == 1 { "partner".into() } else { "service".into() },
            turn_since: (number != 4).then(|| later(minutes)),
            next_step: "Next.".into(),
            hold: (number == 3).then(|| "paused".into()),
            project_manager,
            touched_at: later(if number == 4 { minutes } else { 9 - minutes }),
            recheck_at: None,
        },
    }
}

/// Five integrations of two organisations; the first two are the answered user's.
pub fn portfolio_of_two(tx: &mut Tx<'_>) -> Result<Uuid, StoreError> {
    let manager = Uuid::from_u128(900);
    users::find_or_insert(tx, manager, &"pm@service.example".parse().unwrap(), now())?;
    for (id, name) in [(100, "Harbour"), (200, "Quay 100%")] {
        let organisation = organisations::Organisation {
            id: Uuid::from_u128(id),
            name: name.into(),
            ods_code: None,
            created_at: now(),
        };
        organisations::insert(tx, &organisation)?;
        products::insert(tx, Uuid::from_u128(id + 1), Uuid::from_u128(id), "Appointments", now())?;
    }
    for number in 1..=5 {
        integrations::insert(tx, &integration(number, (number < 3).then_some(manager)))?;
    }
    Ok(manager)
}
