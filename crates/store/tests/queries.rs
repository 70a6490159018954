//! Every statement of the queries, run on both databases: what is written is found, and what is to happen once happens once.

#![cfg(test)]

use identity::{
    Account, AccountId, Client, ClientId, Credential, Credentials, EnvironmentId, Exchange, Grant, GrantId,
    ProofingLevel, ScopeSet, Session, Vtr,
    account::GpCredentials,
    authorize::{AuthorizationRequest, Prompt},
    consent::Consent,
    exchange::{Details, Endpoint, Outcome},
    grant::{Issue, IssueId},
    sign_in::Journey,
};
use jose::SigningKey;
use kernel::{NhsNumber, Reference, SeededRandom, SignedDuration, Timestamp};
use onboarding::chain::Stored;
use store::{
    Store, StoreError, Tx,
    queries::{
        accounts, assertions, board, clients, consents, eligibility, exchanges, grants, housekeeping,
        integrations, journeys, messages,
        portal::{organisations, products, roles, users},
        portfolio, sessions, signing_keys, throttles,
    },
};
use testkit::on_both_databases;
use uuid::Uuid;

const HASH: &[u8] = &[7; 32];
const OTHER_HASH: &[u8] = &[8; 32];

fn sandpit() -> EnvironmentId {
    EnvironmentId::new("sandpit")
}

fn now() -> Timestamp {
    "2026-11-21T22:00:00.5Z".parse().unwrap()
}

fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn scopes() -> ScopeSet {
    ScopeSet::parse("openid profile email").0
}

fn client_id() -> ClientId {
    ClientId::new("example")
}

fn account(seed: u64) -> Account {
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
        created_at: now(),
    }
}

fn bare_account(seed: u64) -> Account {
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
        ..account
    }
}

fn session(account: &Account) -> Session {
    let credentials: Credentials = [Credential::ALL[0]].into_iter().collect();
    Session { account_id: account.id, auth_time: now(), credentials, expires_at: later(60) }
}

fn grant(account: &Account) -> Grant {
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

fn issue(grant: &Grant, seed: u64) -> Issue {
    let id = IssueId::opaque(&SeededRandom::new(seed));
    Issue { id, grant_id: grant.id, refresh_expires_at: later(1000), rotated_at: None }
}

fn an_integration(id: Uuid, product_id: Uuid, organisation_id: Uuid) -> integrations::Integration {
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

fn exchange(seed: u64) -> Exchange {
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
fn same(left: &impl std::fmt::Debug, right: &impl std::fmt::Debug) {
    assert_eq!(format!("{left:#?}"), format!("{right:#?}"));
}

async fn in_one_transaction(
    store: &Store,
    work: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError> + Send + 'static,
) {
    store.write(work).await.unwrap();
}

/// An integration of Harbour, or of Quay where the number is even; it has waited for so many minutes less than others. The
/// fourth waits for nobody.
fn integration(number: u128, project_manager: Option<Uuid>) -> integrations::Integration {
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
fn portfolio_of_two(tx: &mut Tx<'_>) -> Result<Uuid, StoreError> {
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

on_both_databases! {
    async fn a_portfolio_is_searched_and_paged_longest_wait_first(store: Store) {
        use portfolio::{Progress, Search};
        in_one_transaction(&store, |tx| {
            let manager = portfolio_of_two(tx)?;
            let mut found = |search: Search, after| -> Vec<u128> {
                let rows = portfolio::search(tx, &search, after, 2).unwrap();
                rows.iter().map(|row| row.integration.id.as_u128()).collect()
            };
            let all = || Search { progress: Progress::All, ..Search::default() };
            let place = |number: u128| Some((later(i64::try_from(number).unwrap()), Uuid::from_u128(number)));
            assert_eq!(found(all(), None), [1, 2]);
            assert_eq!(found(all(), place(2)), [3, 4]);
            assert_eq!(found(all(), place(4)), [5]);
            assert_eq!(found(Search::default(), place(2)), [5]);
            assert_eq!(found(Search { progress: Progress::Paused, ..Search::default() }, None), [3]);
            assert_eq!(found(Search { progress: Progress::Done, ..Search::default() }, None), [4]);
            assert!(found(Search { progress: Progress::Withdrawn, ..Search::default() }, None).is_empty());
            assert_eq!(found(Search { project_manager: Some(manager), ..all() }, place(1)), [2]);
            assert_eq!(found(Search { turn: Some("partner".into()), ..all() }, None), [1]);
            assert_eq!(found(Search { stage: Some("apply".into()), ..all() }, place(2)), [3, 5]);
            assert!(found(Search { edition: Some("2024-01".into()), ..all() }, None).is_empty());
            assert_eq!(found(Search { text: "0%".into(), ..all() }, None), [2, 4]);
            assert_eq!(found(Search { text: "harBOUR".into(), ..all() }, place(1)), [3, 5]);
            assert_eq!(found(Search { text: "7q4m-0005".into(), ..all() }, None), [5]);
            let rows = portfolio::search(tx, &all(), None, 1)?;
            assert_eq!((rows[0].product.as_str(), rows[0].organisation.as_str()), ("Appointments", "Harbour"));
            assert_eq!(rows[0].project_manager.as_ref().unwrap().to_string(), "pm@service.example");
            let unassigned = portfolio::list_unassigned(tx, 9)?;
            assert_eq!(unassigned.iter().map(|row| row.integration.id.as_u128()).collect::<Vec<_>>(), [5]);
            Ok(())
        }).await;
    }

    async fn what_waits_for_a_role_is_listed_longest_first(store: Store) {
        in_one_transaction(&store, |tx| {
            let manager = portfolio_of_two(tx)?;
            let waiting = |role: &str, minutes| integrations::Waiting {
                role: role.into(), check_id: "c".into(), is_next: true, since: later(minutes), title: "T".into(), because: "B.".into(),
            };
            integrations::replace_waiting(tx, Uuid::from_u128(1), &[waiting("board-member", 1), waiting("project-manager", 9)])?;
            integrations::replace_waiting(tx, Uuid::from_u128(5), &[waiting("project-manager", 2)])?;
            let mut listed = |manager| -> Vec<(u128, Timestamp)> {
                let rows = portfolio::list_waiting_for(tx, "project-manager", manager, 9).unwrap();
                rows.iter().map(|(row, waiting)| (row.integration.id.as_u128(), waiting.since)).collect()
            };
            assert_eq!(listed(None), [(5, later(2)), (1, later(9))]);
            assert_eq!(listed(Some(manager)), [(1, later(9))]);
            Ok(())
        }).await;
    }

    async fn accounts_are_kept_whole_and_opened_once(store: Store) {
        in_one_transaction(&store, |tx| {
            for account in [account(1), bare_account(2)] {
                assert!(accounts::insert(tx, &sandpit(), &account, "argon")?);
                assert!(!accounts::insert(tx, &sandpit(), &account, "argon")?);
                same(&accounts::find(tx, &sandpit(), account.id)?, &Some(&account));
                same(&accounts::find_by_email(tx, &sandpit(), &account.email)?, &Some((&account, "argon")));
            }
            let taken = Account { email: account(1).email, ..bare_account(3) };
            assert!(!accounts::insert(tx, &sandpit(), &taken, "argon")?);
            assert!(accounts::find(tx, &EnvironmentId::new("live"), account(1).id)?.is_none());
            same(&accounts::list_for_tests(tx, &sandpit())?, &[account(1)]);
            assert!(accounts::delete(tx, &sandpit(), account(1).id)?);
            assert!(!accounts::delete(tx, &sandpit(), account(1).id)?);
            Ok(())
        }).await;
    }

    async fn sessions_and_devices_last_until_their_end(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            sessions::insert(tx, &sandpit(), HASH, &session(&account))?;
            same(&sessions::find(tx, &sandpit(), HASH, later(59))?, &Some((session(&account), &account)));
            assert!(sessions::find(tx, &sandpit(), HASH, later(60))?.is_none());
            sessions::remember_device(tx, &sandpit(), HASH, account.id, now(), later(60))?;
            assert!(sessions::is_remembered(tx, &sandpit(), HASH, account.id, later(59))?);
            assert!(!sessions::is_remembered(tx, &sandpit(), HASH, account.id, later(60))?);
            assert!(!sessions::is_remembered(tx, &sandpit(), OTHER_HASH, account.id, now())?);
            sessions::delete(tx, &sandpit(), HASH)?;
            assert!(sessions::find(tx, &sandpit(), HASH, now())?.is_none());
            // What hangs on an account goes with it.
            sessions::insert(tx, &sandpit(), HASH, &session(&account))?;
            accounts::delete(tx, &sandpit(), account.id)?;
            assert!(sessions::find(tx, &sandpit(), HASH, now())?.is_none());
            assert!(!sessions::is_remembered(tx, &sandpit(), HASH, account.id, now())?);
            Ok(())
        }).await;
    }

    async fn consent_is_the_latest_that_was_given(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            let first = Consent { scopes: scopes(), level: ProofingLevel::P0 };
            let second = Consent { level: ProofingLevel::P9, ..first };
            for consent in [first, second] {
                consents::save(tx, &sandpit(), account.id, &client_id(), consent, now())?;
                assert_eq!(consents::find(tx, &sandpit(), account.id, &client_id())?, Some(consent));
            }
            assert_eq!(consents::find(tx, &sandpit(), account.id, &ClientId::new("other"))?, None);
            Ok(())
        }).await;
    }

    async fn clients_are_kept_with_their_keys(store: Store) {
        in_one_transaction(&store, |tx| {
            let (key, product) = (SigningKey::generate(), Uuid::from_u128(5));
            let client = Client {
                id: client_id(),
                name: "Example".to_owned(),
                redirect_uris: vec!["https://example.org/b".to_owned(), "https://example.org/a".to_owned()],
                scopes: scopes(),
                vectors: vec!["P9.Cp.Cd".parse().unwrap()],
                sso_partners: vec![ClientId::new("partner")],
                keys: Vec::new(),
                repeats_claims_in_header: true,
                created_at: now(),
            };
            clients::save(tx, &sandpit(), &client, Some(product), now())?;
            same(&clients::find(tx, &sandpit(), &client.id)?.unwrap().client, &client);
            clients::save_key(tx, &sandpit(), &client.id, key.public_key(), now())?;
            let renamed = Client { name: "Renamed".to_owned(), ..client.clone() };
            clients::save(tx, &sandpit(), &renamed, None, later(1))?;
            let found = clients::find(tx, &sandpit(), &client.id)?.unwrap();
            assert_eq!((found.client.name.as_str(), found.product_id, found.updated_at), ("Renamed", Some(product), later(1)));
            assert_eq!(clients::find_changed_at(tx, &sandpit(), &client.id)?, Some(later(1)));
            assert_eq!(found.client.keys[0].key.kid(), key.public_key().kid());
            let thumbprint = key.public_key().thumbprint();
            assert!(clients::expire_key(tx, &sandpit(), &client.id, &thumbprint, later(9))?);
            assert!(!clients::expire_key(tx, &sandpit(), &client.id, &thumbprint, later(10))?);
            let of_product = clients::list_of_product(tx, &sandpit(), product)?;
            assert_eq!(of_product[0].client.keys[0].expires_at, Some(later(9)));
            assert_eq!(clients::list(tx, &sandpit())?.len(), 1);
            Ok(())
        }).await;
    }

    async fn codes_and_refresh_tokens_are_used_once(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            let grant = grant(&account);
            grants::insert(tx, &sandpit(), &grant, HASH)?;
            same(&grants::find(tx, &sandpit(), grant.id)?, &Some(&grant));
            same(&grants::find_by_code(tx, &sandpit(), grant.id, HASH)?, &Some((&grant, &account)));
            assert!(grants::find_by_code(tx, &EnvironmentId::new("live"), grant.id, HASH)?.is_none());
            assert!(grants::find_by_code(tx, &sandpit(), grant.id, OTHER_HASH)?.is_none());
            assert!(grants::redeem(tx, grant.id, later(1))?);
            assert!(!grants::redeem(tx, grant.id, later(2))?);
            let redeemed = Grant { redeemed_at: Some(later(1)), ..grant.clone() };
            let issue = issue(&grant, 91);
            grants::insert_issue(tx, &issue, HASH)?;
            same(&grants::find_by_refresh_token(tx, &sandpit(), HASH)?, &Some((&issue, &redeemed)));
            same(&grants::find_by_issue(tx, &sandpit(), issue.id)?, &Some((&redeemed, &account)));
            assert!(grants::rotate(tx, issue.id, now())?);
            assert!(!grants::rotate(tx, issue.id, now())?);
            grants::revoke(tx, grant.id, later(3))?;
            grants::revoke(tx, grant.id, later(4))?;
            assert_eq!(grants::find(tx, &sandpit(), grant.id)?.unwrap().revoked_at, Some(later(3)));
            assert_eq!(grants::revoke_of_account(tx, &sandpit(), account.id, now())?, 0);
            Ok(())
        }).await;
    }

    async fn a_clients_note_about_a_person_is_kept(store: Store) {
        in_one_transaction(&store, |tx| {
            let id = account(1).id;
            assert_eq!(grants::find_metadata(tx, &sandpit(), &client_id(), id)?, None);
            assert_eq!(grants::first_metadata(tx, &sandpit(), &client_id(), id, "first")?, "first");
            assert_eq!(grants::first_metadata(tx, &sandpit(), &client_id(), id, "second")?, "first");
            grants::save_metadata(tx, &sandpit(), &client_id(), id, "third")?;
            assert_eq!(grants::find_metadata(tx, &sandpit(), &client_id(), id)?.as_deref(), Some("third"));
            Ok(())
        }).await;
    }

    async fn exchanges_are_found_by_reference_by_client_and_by_sign_in(store: Store) {
        in_one_transaction(&store, |tx| {
            for seed in 1..=3 {
                exchanges::insert(tx, &exchange(seed))?;
            }
            let grant_id = GrantId::opaque(&SeededRandom::new(90));
            let (grant_id, error) = (Some(grant_id), Some("access_denied".to_owned()));
            let completed = Exchange { grant_id, outcome: Outcome::Refused, error, ..exchange(2) };
            exchanges::complete(tx, &completed)?;
            let found = exchanges::find(tx, &sandpit(), &completed.reference)?.unwrap();
            // In their order, and with the stranger's NUL made harmless.
            let parameters = [("z".to_owned(), "1\u{fffd}".to_owned()), ("a".to_owned(), "2".to_owned())];
            assert_eq!(found.exchange.details.parameters, parameters);
            assert_eq!((found.exchange.outcome, &found.exchange.error), (completed.outcome, &completed.error));
            let sequences = |found: Vec<exchanges::Recorded>| -> Vec<i64> { found.iter().map(|e| e.sequence).collect() };
            let all = sequences(exchanges::list_after(tx, &sandpit(), &client_id(), 0, 10)?);
            assert!(all.len() == 3 && all.is_sorted() && all[1] == found.sequence, "{all:?}");
            assert_eq!(sequences(exchanges::list_after(tx, &sandpit(), &client_id(), all[0], 1)?), [all[1]]);
            assert_eq!(sequences(exchanges::list_before(tx, &sandpit(), &client_id(), all[2], 5)?), [all[1], all[0]]);
            let of_grant = exchanges::list_of_grant(tx, &sandpit(), &client_id(), completed.grant_id.unwrap())?;
            assert_eq!(sequences(of_grant), [all[1]]);
            Ok(())
        }).await;
    }

    async fn messages_are_claimed_by_one_worker_at_a_time(store: Store) {
        in_one_transaction(&store, |tx| {
            let message = messages::StoredMessage {
                id: Uuid::from_u128(1),
                sender: "sandpit".to_owned(),
                channel: "email".to_owned(),
                recipient: "ada@example.com".to_owned(),
                subject: "Confirm".to_owned(),
                text: "Open the link".to_owned(),
                html: None,
                attachment: Some(messages::StoredAttachment {
                    name: "call.ics".to_owned(),
                    media_type: "text/calendar".to_owned(),
                    content: "BEGIN:VCALENDAR".to_owned(),
                }),
                created_at: now(),
                attempts: 0,
                next_attempt_at: Some(now()),
                sent_at: None,
                failure: None,
            };
            messages::insert(tx, &message)?;
            same(&messages::find(tx, message.id)?, &Some(&message));
            same(&messages::list(tx, 5)?, &[&message]);
            let claimed = messages::claim(tx, later(1), later(5))?.unwrap();
            assert_eq!((claimed.id, claimed.attempts), (message.id, 1));
            assert!(messages::claim(tx, later(1), later(5))?.is_none());
            messages::mark_failed(tx, message.id, "refused", Some(later(2)))?;
            assert_eq!(messages::claim(tx, later(2), later(5))?.unwrap().failure.as_deref(), Some("refused"));
            messages::mark_sent(tx, message.id, later(3))?;
            let sent = messages::find(tx, message.id)?.unwrap();
            assert_eq!((sent.sent_at, sent.failure, sent.next_attempt_at), (Some(later(3)), None, None));
            Ok(())
        }).await;
    }

    async fn failures_are_counted_within_their_window(store: Store) {
        in_one_transaction(&store, |tx| {
            for failures in 1..=3 {
                let count = throttles::count(tx, &sandpit(), HASH, now(), later(10))?;
                assert_eq!(count, throttles::Count { failures, window_ends_at: later(10) });
            }
            assert_eq!(throttles::find(tx, &sandpit(), HASH, later(9))?.map(|count| count.failures), Some(3));
            assert_eq!(throttles::find(tx, &sandpit(), HASH, later(10))?, None);
            assert_eq!(throttles::count(tx, &sandpit(), HASH, later(10), later(20))?.failures, 1);
            throttles::clear(tx, &sandpit(), HASH)?;
            assert_eq!(throttles::find(tx, &sandpit(), HASH, now())?, None);
            Ok(())
        }).await;
    }

    async fn journeys_move_on_until_one_request_ends_them(store: Store) {
        in_one_transaction(&store, |tx| {
            let request = AuthorizationRequest {
                client_id: client_id(),
                redirect_uri: "https://example.org/callback".to_owned(),
                state: Some("s".to_owned()),
                nonce: None,
                scope: scopes(),
                vtr: Vtr::parse("[\"P9.Cp.Cd\"]").unwrap().vtr,
                prompt: Prompt::WhenNeeded,
                code_challenge: None,
                allow_registration: true,
                asserted_login_identity: None,
            };
            let mut journey = journeys::StoredJourney {
                request,
                state: Journey::new(),
                reference: Reference::generate(&SeededRandom::new(1)),
                otp: None,
                expires_at: later(30),
            };
            journeys::insert(tx, &sandpit(), HASH, &journey)?;
            same(&journeys::find(tx, &sandpit(), HASH, now())?, &Some(&journey));
            journey.otp = Some((HASH.to_owned(), later(5)));
            assert!(journeys::update(tx, &sandpit(), HASH, &journey)?);
            same(&journeys::find(tx, &sandpit(), HASH, now())?, &Some(&journey));
            assert!(journeys::find(tx, &sandpit(), HASH, later(30))?.is_none());
            let link = journeys::EmailLink { journey_hash: HASH.to_owned(), email: "ada@example.com".parse().unwrap() };
            journeys::insert_email_link(tx, &sandpit(), OTHER_HASH, &link, later(15))?;
            same(&journeys::find_email_link(tx, &sandpit(), OTHER_HASH, now())?, &Some(&link));
            assert!(journeys::find_email_link(tx, &sandpit(), OTHER_HASH, later(15))?.is_none());
            assert!(journeys::delete_email_link(tx, &sandpit(), OTHER_HASH)?);
            assert!(!journeys::delete_email_link(tx, &sandpit(), OTHER_HASH)?);
            assert!(journeys::delete(tx, &sandpit(), HASH)?);
            assert!(!journeys::delete(tx, &sandpit(), HASH)?);
            assert!(!journeys::update(tx, &sandpit(), HASH, &journey)?);
            Ok(())
        }).await;
    }

    async fn the_next_key_takes_over_and_the_old_one_is_published_until_its_time(store: Store) {
        in_one_transaction(&store, |tx| {
            let key = |kid: &str, created_at, activated_at| signing_keys::StoredKey {
                kid: kid.to_owned(),
                private_key: vec![1, 2, 3],
                public_key: SigningKey::generate().public_jwk(),
                created_at,
                activated_at,
                retired_at: None,
            };
            let (old, next) = (key("old", now(), Some(now())), key("next", later(1), None));
            signing_keys::insert(tx, &sandpit(), &old)?;
            assert_eq!(signing_keys::promote_next(tx, &EnvironmentId::new("elsewhere"), now())?, None);
            signing_keys::insert(tx, &sandpit(), &next)?;
            same(&signing_keys::list(tx, &sandpit(), now())?, &[&next, &old]);
            assert_eq!(signing_keys::find_current_kid(tx, &sandpit())?.as_deref(), Some("old"));
            assert_eq!(signing_keys::promote_next(tx, &sandpit(), later(1))?.as_deref(), Some("next"));
            assert_eq!(signing_keys::find_current_kid(tx, &sandpit())?.as_deref(), Some("next"));
            let kids = |found: Vec<signing_keys::StoredKey>| -> Vec<String> { found.into_iter().map(|k| k.kid).collect() };
            assert_eq!(kids(signing_keys::list(tx, &sandpit(), now())?), ["next", "old"]);
            assert_eq!(kids(signing_keys::list(tx, &sandpit(), later(1))?), ["next"]);
            Ok(())
        }).await;
    }

    async fn an_assertion_seen_again_is_told_with_its_first_time(store: Store) {
        in_one_transaction(&store, |tx| {
            let (environment, client_id) = (sandpit(), client_id());
            let used = |now, jti_hash| assertions::Use {
                environment: &environment, client_id: &client_id, jti_hash, now, expires_at: later(60),
            };
            assert_eq!(assertions::note(tx, used(now(), HASH))?, None);
            assert_eq!(assertions::note(tx, used(later(1), HASH))?, Some(now()));
            assert_eq!(assertions::note(tx, used(later(1), OTHER_HASH))?, None);
            Ok(())
        }).await;
    }

    async fn answers_of_the_eligibility_check_are_kept_until_they_run_out(store: Store) {
        in_one_transaction(&store, |tx| {
            let answers = serde_json::json!({ "a.b": "c" });
            let found = |tx: &mut Tx<'_>, hash: &[u8], now| {
                eligibility::find::<serde_json::Value>(tx, hash, now)
            };
            eligibility::save(tx, HASH, "2025-09", &serde_json::json!({}), later(10))?;
            eligibility::save(tx, HASH, "2026-09", &answers, later(20))?;
            assert_eq!(found(tx, HASH, later(19))?, Some(("2026-09".to_owned(), answers)));
            assert_eq!(found(tx, HASH, later(20))?, None);
            assert_eq!(found(tx, OTHER_HASH, now())?, None);
            eligibility::delete(tx, HASH)?;
            assert_eq!(found(tx, HASH, now())?, None);
            Ok(())
        }).await;
    }

    async fn sweeping_removes_what_has_run_out_and_nothing_else(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            sessions::insert(tx, &sandpit(), HASH, &session(&account))?;
            let grant = grant(&account);
            grants::insert(tx, &sandpit(), &grant, HASH)?;
            grants::insert_issue(tx, &issue(&grant, 91), HASH)?;
            exchanges::insert(tx, &exchange(1))?;
            throttles::count(tx, &sandpit(), HASH, now(), later(10))?;
            let (environment, client_id) = (sandpit(), client_id());
            assertions::note(tx, assertions::Use {
                environment: &environment, client_id: &client_id, jti_hash: HASH, now: now(), expires_at: later(60),
            })?;
            let early = housekeeping::Horizon { now: now(), traffic: now(), grants: now() };
            assert_eq!(housekeeping::sweep(tx, early)?, 0);
            let late = housekeeping::Horizon { now: later(61), traffic: later(1), grants: later(11) };
            // A session, a count, a use, an exchange and a grant; its issue goes with it.
            assert_eq!(housekeeping::sweep(tx, late)?, 5);
            assert_eq!(housekeeping::sweep(tx, late)?, 0);
            assert!(grants::find_by_refresh_token(tx, &sandpit(), HASH)?.is_none());
            assert!(accounts::find(tx, &sandpit(), account.id)?.is_some());
            Ok(())
        }).await;
    }

    async fn meetings_of_the_board_are_frozen_once_and_closed_once(store: Store) {
        in_one_transaction(&store, |tx| {
            let [organisation, product, integration, member] = std::array::from_fn(|n| {
                Uuid::from_u128(u128::try_from(n).unwrap() + 70)
            });
            let name = organisations::Organisation {
                id: organisation, name: "Harbour".into(), ods_code: None, created_at: now(),
            };
            organisations::insert(tx, &name)?;
            assert!(products::insert(tx, product, organisation, "Appointments", now())?);
            integrations::insert(tx, &an_integration(integration, product, organisation))?;
            let waiting = integrations::Waiting {
                role: "board-member".into(), check_id: "board.approved".into(), is_next: true, since: now(),
                title: "Decide".into(), because: "It waits.".into(),
            };
            integrations::replace_waiting(tx, integration, std::slice::from_ref(&waiting))?;
            users::find_or_insert(tx, member, &"ada@service.example".parse().unwrap(), now())?;
            roles::give_staff(tx, member, &onboarding::role::StaffRole::BoardMember, None, now())?;

            let meeting = board::Meeting {
                id: Uuid::from_u128(60), on_date: "2026-12-02".parse().unwrap(), papers_freeze_at: later(5),
                quorum: 3, frozen: None, closed: None,
            };
            assert!(board::insert(tx, &meeting)?);
            assert!(!board::insert(tx, &board::Meeting { id: Uuid::from_u128(61), ..meeting.clone() })?);
            assert_eq!(board::lock(tx, meeting.id)?.as_ref(), Some(&meeting));
            assert!(board::list_to_freeze(tx, later(4))?.is_empty());
            assert_eq!(board::list_to_freeze(tx, later(5))?, [meeting.id]);

            let item = board::Item {
                meeting_id: meeting.id, integration_id: integration, decision: "board".into(), added_at: now(),
            };
            assert!(board::add_item(tx, &item)? && !board::add_item(tx, &item)?);
            assert_eq!((board::list_items(tx, meeting.id)?, board::count_items(tx, meeting.id)?), (vec![item], 1));
            let found = board::list_waiting(tx, 9)?;
            assert_eq!((found.len(), found[0].integration_id, found[0].product.as_str()), (1, integration, "Appointments"));

            board::set_read(tx, meeting.id, member)?;
            board::set_present(tx, meeting.id, member, true)?;
            let members = board::list_members(tx, meeting.id)?;
            assert!(members.len() == 1 && members[0].is_present && members[0].has_read);
            board::set_present(tx, meeting.id, member, false)?;
            assert!(!board::list_members(tx, meeting.id)?[0].is_present);
            board::declare(tx, meeting.id, integration, member, "I know them")?;
            board::declare(tx, meeting.id, integration, member, "I advise them")?;
            let interests = board::list_interests(tx, meeting.id)?;
            assert_eq!((interests.len(), interests[0].what.as_str()), (1, "I advise them"));

            let frozen = board::Frozen { at: later(6), pack: "{ }".into(), sha256: HASH.to_vec() };
            assert!(board::freeze(tx, meeting.id, &frozen)?);
            assert!(!board::freeze(tx, meeting.id, &board::Frozen { pack: "{}".into(), ..frozen.clone() })?);
            assert!(board::list_to_freeze(tx, later(9))?.is_empty());
            let closed = board::Closed { at: later(7), minute: "All agreed.".into() };
            assert_eq!((board::list_open(tx)?.len(), board::list_closed(tx, 9)?.len()), (1, 0));
            assert!(board::close(tx, meeting.id, &closed)? && !board::close(tx, meeting.id, &closed)?);
            let whole = board::Meeting { frozen: Some(frozen), closed: Some(closed), ..meeting };
            assert_eq!((board::list_open(tx)?, board::list_closed(tx, 9)?), (vec![], vec![whole]));
            assert!(board::remove_item(tx, Uuid::from_u128(60), integration, "board")?);
            assert!(!board::remove_item(tx, Uuid::from_u128(60), integration, "board")?);

            let event = |position, body: &str| Stored {
                position, at: now(), by: "operator".into(), body: body.into(), hash: [9; 32],
            };
            integrations::append(tx, integration, &[event(2, r#"{"event":"decided","conditions":[]}"#)])?;
            assert!(board::list_bound(tx)?.is_empty());
            let bound = r#"{"event":"decided","conditions":[{"text":"x"}]}"#;
            integrations::append(tx, integration, &[event(3, bound), event(4, r#"{"event":"waiver-granted"}"#)])?;
            assert_eq!(board::list_bound(tx)?, [integration]);
            Ok(())
        }).await;
    }
}
