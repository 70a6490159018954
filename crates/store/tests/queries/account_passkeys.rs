//! Passkeys of accounts: whose they are, that a use counts once, and what goes with an account.

use identity::{AccountId, EnvironmentId};
use serde_json::json;
use store::{
    Store,
    queries::{
        account_passkeys::{self as queries, AccountPasskey},
        accounts, housekeeping,
    },
};
use testkit::on_both_databases;
use uuid::Uuid;

use crate::samples::{HASH, OTHER_HASH, account, in_one_transaction, later, now, sandpit};

fn passkey(account_id: AccountId, number: u8) -> AccountPasskey {
    AccountPasskey {
        id: Uuid::from_u128(number.into()),
        account_id,
        name: "Phone".to_owned(),
        credential_id: vec![number, 0, 255],
        credential: json!({"cred": {"counter": 1}}),
        uses: 0,
        created_at: now(),
        used_at: None,
    }
}

on_both_databases! {
    async fn passkeys_are_kept_whole_for_their_account_and_environment_alone(store: Store) {
        in_one_transaction(&store, |tx| {
            let (one, other, live) = (account(1), account(2), EnvironmentId::new("live"));
            for environment in [&sandpit(), &live] {
                accounts::insert(tx, environment, &one, "argon")?;
            }
            accounts::insert(tx, &sandpit(), &other, "argon")?;
            assert!(!queries::has_any(tx, &sandpit(), one.id)?);
            for number in [12, 11] {
                assert!(queries::insert(tx, &sandpit(), &passkey(one.id, number))?);
            }
            let taken = AccountPasskey { id: Uuid::from_u128(99), ..passkey(other.id, 11) };
            assert!(!queries::insert(tx, &sandpit(), &taken)?, "it is somebody else's");
            assert!(queries::insert(tx, &live, &passkey(one.id, 11))?, "another environment knows nothing of it");
            assert_eq!(queries::list(tx, &sandpit(), one.id)?, [passkey(one.id, 11), passkey(one.id, 12)]);
            assert!(queries::has_any(tx, &sandpit(), one.id)? && !queries::has_any(tx, &sandpit(), other.id)?);
            let found = queries::find_by_credential(tx, &sandpit(), &[11, 0, 255])?;
            assert_eq!(found, Some(passkey(one.id, 11)));
            assert_eq!(queries::find_by_credential(tx, &live, &[12, 0, 255])?, None);
            let id = passkey(one.id, 11).id;
            assert!(!queries::rename(tx, &sandpit(), other.id, id, "Mine")?);
            assert!(queries::rename(tx, &sandpit(), one.id, id, "Tablet")?);
            assert!(!queries::delete(tx, &sandpit(), other.id, id)?);
            assert_eq!(queries::list(tx, &sandpit(), one.id)?[0].name, "Tablet");
            assert!(queries::delete(tx, &sandpit(), one.id, id)? && !queries::delete(tx, &sandpit(), one.id, id)?);
            accounts::delete(tx, &sandpit(), one.id)?;
            assert_eq!(queries::find_by_credential(tx, &sandpit(), &[12, 0, 255])?, None, "it goes with its account");
            assert!(queries::has_any(tx, &live, one.id)?);
            Ok(())
        }).await;
    }

    async fn of_two_uses_at_once_one_counts(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            let known = passkey(account.id, 1);
            queries::insert(tx, &sandpit(), &known)?;
            let credential = json!({"cred": {"counter": 2}});
            assert!(queries::use_passkey(tx, &sandpit(), &known, &credential, later(1))?);
            assert!(!queries::use_passkey(tx, &sandpit(), &known, &credential, later(2))?);
            let used = AccountPasskey { credential, uses: 1, used_at: Some(later(1)), ..known };
            assert_eq!(queries::list(tx, &sandpit(), account.id)?, std::slice::from_ref(&used));
            assert!(!queries::use_passkey(tx, &EnvironmentId::new("live"), &used, &json!({}), later(2))?);
            Ok(())
        }).await;
    }

    async fn a_challenge_is_taken_once_in_time_by_whoever_began_it(store: Store) {
        in_one_transaction(&store, |tx| {
            let begin = |tx: &mut store::Tx<'_>, state: u8| {
                queries::begin(tx, &sandpit(), HASH, "sign-in", &[state, 0], later(5))
            };
            begin(tx, 1)?;
            begin(tx, 2)?;
            queries::begin(tx, &sandpit(), HASH, "add", &[3], later(5))?;
            let take = |tx: &mut store::Tx<'_>, holder, minutes| queries::take(tx, &sandpit(), holder, "sign-in", later(minutes));
            assert_eq!(take(tx, OTHER_HASH, 1)?, None);
            assert_eq!(queries::take(tx, &EnvironmentId::new("live"), HASH, "sign-in", now())?, None);
            assert_eq!(take(tx, HASH, 5)?, None, "it has run out");
            assert_eq!(take(tx, HASH, 4)?, Some(vec![2, 0]), "the latest");
            assert_eq!(take(tx, HASH, 4)?, None, "it was taken");
            let horizon = housekeeping::Horizon { now: later(6), traffic: now(), grants: now() };
            assert_eq!(housekeeping::sweep(tx, horizon)?, 1, "what was begun and not finished");
            Ok(())
        }).await;
    }

    async fn not_now_is_remembered_until_its_end_and_goes_with_the_account(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            queries::decline(tx, &sandpit(), account.id, later(1))?;
            queries::decline(tx, &sandpit(), account.id, later(10))?;
            assert!(queries::has_declined(tx, &sandpit(), account.id, later(9))?);
            assert!(!queries::has_declined(tx, &sandpit(), account.id, later(10))?);
            accounts::delete(tx, &sandpit(), account.id)?;
            assert!(!queries::has_declined(tx, &sandpit(), account.id, now())?);
            Ok(())
        }).await;
    }
}
