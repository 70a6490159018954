//! Accounts, their sessions and devices, and what they agreed to.

use identity::{Account, ClientId, EnvironmentId, ProofingLevel, consent::Consent};
use store::{
    Store,
    queries::{
        account_links::{self, AccountLink},
        accounts, consents, devices, sessions,
    },
};
use testkit::on_both_databases;

use crate::samples::{
    HASH, OTHER_HASH, account, bare_account, client_id, in_one_transaction, later, now, same, sandpit,
    scopes, session,
};

on_both_databases! {
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
            devices::remember(tx, &sandpit(), HASH, account.id, now(), later(60))?;
            assert!(devices::is_remembered(tx, &sandpit(), HASH, account.id, later(59))?);
            assert!(!devices::is_remembered(tx, &sandpit(), HASH, account.id, later(60))?);
            assert!(!devices::is_remembered(tx, &sandpit(), OTHER_HASH, account.id, now())?);
            sessions::delete(tx, &sandpit(), HASH)?;
            assert!(sessions::find(tx, &sandpit(), HASH, now())?.is_none());
            // What hangs on an account goes with it.
            sessions::insert(tx, &sandpit(), HASH, &session(&account))?;
            accounts::delete(tx, &sandpit(), account.id)?;
            assert!(sessions::find(tx, &sandpit(), HASH, now())?.is_none());
            assert!(!devices::is_remembered(tx, &sandpit(), HASH, account.id, now())?);
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

    async fn a_session_by_a_services_word_is_found_as_such_alone(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            sessions::insert(tx, &sandpit(), HASH, &session(&account))?;
            sessions::insert_asserted(tx, &sandpit(), OTHER_HASH, &session(&account))?;
            assert!(sessions::find(tx, &sandpit(), OTHER_HASH, now())?.is_none());
            for (hash, is_asserted) in [(HASH, false), (OTHER_HASH, true)] {
                let (own, found) = sessions::find_own(tx, &sandpit(), hash, is_asserted, now())?.unwrap();
                assert_eq!((own.is_asserted, own.confirmed_at, found.id), (is_asserted, None, account.id));
                assert!(sessions::find_own(tx, &sandpit(), hash, !is_asserted, now())?.is_none());
                assert!(sessions::find_own(tx, &sandpit(), hash, is_asserted, later(60))?.is_none());
            }
            assert!(sessions::confirm(tx, &sandpit(), OTHER_HASH, later(1))?);
            assert!(!sessions::confirm(tx, &sandpit(), OTHER_HASH, later(60))?, "it has run out");
            let listed = sessions::list_of_account(tx, &sandpit(), account.id, now())?;
            let mut kinds: Vec<_> = listed.iter().map(|(hash, own)| (hash.as_slice(), own.confirmed_at)).collect();
            kinds.sort_unstable();
            assert_eq!(kinds, [(HASH, None), (OTHER_HASH, Some(later(1)))]);
            assert!(sessions::list_of_account(tx, &sandpit(), account.id, later(60))?.is_empty());
            Ok(())
        }).await;
    }

    async fn ending_the_others_leaves_one_and_its_sign_in(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            sessions::insert(tx, &sandpit(), HASH, &session(&account))?;
            let older = identity::Session { auth_time: later(-1), ..session(&account) };
            sessions::insert(tx, &sandpit(), OTHER_HASH, &older)?;
            assert!(sessions::stands(tx, &sandpit(), account.id, later(-1), now())?);
            assert_eq!(sessions::end_others(tx, &sandpit(), account.id, HASH, later(2))?, 1);
            assert!(sessions::find(tx, &sandpit(), OTHER_HASH, now())?.is_none());
            assert!(sessions::find(tx, &sandpit(), HASH, now())?.is_some());
            assert!(!sessions::stands(tx, &sandpit(), account.id, later(-1), later(2))?);
            assert!(sessions::stands(tx, &sandpit(), account.id, now(), later(2))?, "the one that was kept");
            assert!(!sessions::stands(tx, &sandpit(), account.id, now(), later(60))?, "while it lasts");
            assert!(sessions::stands(tx, &sandpit(), account.id, later(3), later(3))?, "a new one");
            Ok(())
        }).await;
    }

    async fn remembered_browsers_are_listed_and_forgotten_by_their_person(store: Store) {
        in_one_transaction(&store, |tx| {
            let (one, two) = (account(1), bare_account(2));
            for (account, hash) in [(&one, HASH), (&two, OTHER_HASH)] {
                accounts::insert(tx, &sandpit(), account, "argon")?;
                devices::remember(tx, &sandpit(), hash, account.id, now(), later(60))?;
            }
            devices::note_use(tx, &sandpit(), HASH, later(1))?;
            let device = devices::Device {
                hash: HASH.to_owned(),
                remembered_at: now(),
                used_at: Some(later(1)),
                expires_at: later(60),
            };
            assert_eq!(devices::list(tx, &sandpit(), one.id, now())?, [device]);
            assert!(devices::list(tx, &sandpit(), one.id, later(60))?.is_empty());
            assert!(!devices::forget(tx, &sandpit(), one.id, OTHER_HASH)?, "somebody else's");
            assert!(devices::forget(tx, &sandpit(), one.id, HASH)?);
            assert_eq!(devices::forget_all(tx, &sandpit(), one.id)?, 0);
            assert_eq!(devices::forget_all(tx, &sandpit(), two.id)?, 1);
            Ok(())
        }).await;
    }

    async fn a_link_of_an_account_works_once_and_the_newest_of_its_kind(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            let password = AccountLink { account_id: account.id, email: None };
            let email = AccountLink { email: Some("new@example.com".parse().unwrap()), ..password.clone() };
            account_links::replace(tx, &sandpit(), HASH, &password, later(60))?;
            account_links::replace(tx, &sandpit(), OTHER_HASH, &email, later(60))?;
            assert_eq!(account_links::find(tx, &sandpit(), HASH, now())?, Some(password.clone()));
            assert_eq!(account_links::find(tx, &sandpit(), OTHER_HASH, now())?, Some(email));
            assert_eq!(account_links::find(tx, &sandpit(), HASH, later(60))?, None);
            account_links::replace(tx, &sandpit(), &[9; 32], &password, later(60))?;
            assert_eq!(account_links::find(tx, &sandpit(), HASH, now())?, None);
            assert!(account_links::delete(tx, &sandpit(), &[9; 32])?);
            assert!(!account_links::delete(tx, &sandpit(), &[9; 32])?);
            account_links::delete_of_account(tx, &sandpit(), account.id)?;
            assert_eq!(account_links::find(tx, &sandpit(), OTHER_HASH, now())?, None);
            Ok(())
        }).await;
    }

    async fn a_password_is_changed_by_its_hash(store: Store) {
        in_one_transaction(&store, |tx| {
            let (one, two) = (account(1), bare_account(2));
            for account in [&one, &two] {
                accounts::insert(tx, &sandpit(), account, "argon")?;
            }
            accounts::change_password(tx, &sandpit(), one.id, "other")?;
            assert_eq!(accounts::find_password_hash(tx, &sandpit(), one.id)?.as_deref(), Some("other"));
            assert_eq!(accounts::find_password_hash(tx, &sandpit(), two.id)?.as_deref(), Some("argon"));
            assert_eq!(accounts::find_password_hash(tx, &EnvironmentId::new("live"), one.id)?, None);
            Ok(())
        }).await;
    }
}
