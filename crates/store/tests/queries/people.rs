//! Accounts, their sessions and devices, and what they agreed to.

use identity::{Account, ClientId, EnvironmentId, ProofingLevel, consent::Consent};
use store::{
    Store,
    queries::{accounts, consents, sessions},
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
}
