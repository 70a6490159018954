//! Accounts, their sessions and devices, and what they agreed to.

use identity::{Account, ClientId, EnvironmentId, ProofingLevel, consent::Consent, demographics::Contact};
use store::{
    Store,
    queries::{
        account_links::{self, AccountLink},
        accounts, consents, devices, grants,
        new_mobiles::{self, NewMobile},
        sessions, synthetic_contacts,
    },
};
use testkit::on_both_databases;

use crate::samples::{
    HASH, OTHER_HASH, account, bare_account, client_id, grant, in_one_transaction, later, now, same, sandpit,
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

    async fn an_address_is_changed_where_nobody_has_it(store: Store) {
        in_one_transaction(&store, |tx| {
            let (one, two) = (account(1), bare_account(2));
            for account in [&one, &two] {
                accounts::insert(tx, &sandpit(), account, "argon")?;
            }
            assert!(!accounts::change_email(tx, &sandpit(), one.id, &two.email)?);
            let new = "new@example.com".parse().unwrap();
            assert!(accounts::change_email(tx, &sandpit(), one.id, &new)?);
            assert_eq!(accounts::find(tx, &sandpit(), one.id)?.unwrap().email, new);
            assert_eq!(accounts::find(tx, &sandpit(), two.id)?.unwrap().email, two.email);
            assert!(!accounts::change_email(tx, &EnvironmentId::new("live"), one.id, &one.email)?);
            Ok(())
        }).await;
    }

    async fn numbers_are_changed_and_matched(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            let (old, new) = (account.mobile.clone().unwrap(), "07700900777".parse().unwrap());
            accounts::change_mobile(tx, &sandpit(), account.id, &new, false)?;
            accounts::match_mobile(tx, &sandpit(), account.id, &old)?;
            let found = accounts::find(tx, &sandpit(), account.id)?.unwrap();
            assert_eq!((found.mobile.as_ref(), found.mobile_pds_matched), (Some(&new), false), "another one is matched");
            accounts::match_mobile(tx, &sandpit(), account.id, &new)?;
            accounts::change_landline(tx, &sandpit(), account.id, Some("+442079460000"))?;
            let found = accounts::find(tx, &sandpit(), account.id)?.unwrap();
            assert_eq!((found.mobile_pds_matched, found.landline.as_deref()), (true, Some("+442079460000")));
            accounts::change_landline(tx, &sandpit(), account.id, None)?;
            assert_eq!(accounts::find(tx, &sandpit(), account.id)?.unwrap().landline, None);
            Ok(())
        }).await;
    }

    async fn a_new_number_waits_with_its_session(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            sessions::insert(tx, &sandpit(), HASH, &session(&account))?;
            let first = NewMobile {
                mobile: "07700900777".parse().unwrap(),
                otp_digest: vec![1; 32],
                otp_expires_at: later(10),
            };
            let second = NewMobile { mobile: "07700900778".parse().unwrap(), ..first.clone() };
            for new in [&first, &second] {
                new_mobiles::save(tx, &sandpit(), HASH, new)?;
                assert_eq!(new_mobiles::find(tx, &sandpit(), HASH)?.as_ref(), Some(new));
            }
            assert_eq!(new_mobiles::find(tx, &sandpit(), OTHER_HASH)?, None);
            assert!(new_mobiles::delete(tx, &sandpit(), HASH)?);
            assert!(!new_mobiles::delete(tx, &sandpit(), HASH)?);
            new_mobiles::save(tx, &sandpit(), HASH, &first)?;
            sessions::delete(tx, &sandpit(), HASH)?;
            assert_eq!(new_mobiles::find(tx, &sandpit(), HASH)?, None);
            Ok(())
        }).await;
    }

    async fn consents_are_listed_by_name_and_taken_back_with_their_grants(store: Store) {
        in_one_transaction(&store, |tx| {
            let (one, two) = (account(1), bare_account(2));
            let consent = Consent { scopes: scopes(), level: ProofingLevel::P0 };
            for account in [&one, &two] {
                accounts::insert(tx, &sandpit(), account, "argon")?;
                consents::save(tx, &sandpit(), account.id, &client_id(), consent, now())?;
            }
            let grant = grant(&one);
            grants::insert(tx, &sandpit(), &grant, HASH)?;
            let agreed = consents::list_of_account(tx, &sandpit(), one.id)?;
            let expected = consents::Agreed {
                client_id: client_id(),
                // Nobody is registered under it any more.
                name: client_id().to_string(),
                consent,
                agreed_at: now(),
            };
            assert_eq!(agreed, [expected]);
            let other = ClientId::new("other");
            assert!(!consents::delete(tx, &sandpit(), one.id, &other)?);
            assert_eq!(grants::revoke_of_client(tx, &sandpit(), one.id, &other, now())?, 0);
            assert_eq!(grants::revoke_of_client(tx, &sandpit(), two.id, &client_id(), now())?, 0);
            assert!(consents::delete(tx, &sandpit(), one.id, &client_id())?);
            assert_eq!(grants::revoke_of_client(tx, &sandpit(), one.id, &client_id(), later(1))?, 1);
            assert_eq!(grants::find(tx, &sandpit(), grant.id)?.unwrap().revoked_at, Some(later(1)));
            assert!(consents::list_of_account(tx, &sandpit(), one.id)?.is_empty());
            assert_eq!(consents::list_of_account(tx, &sandpit(), two.id)?.len(), 1);
            Ok(())
        }).await;
    }

    async fn changes_of_invented_records_are_kept_by_environment(store: Store) {
        in_one_transaction(&store, |tx| {
            let nhs_number = account(1).nhs_number.unwrap();
            let mobile = Contact { mobile: account(1).mobile, email: None };
            let both = Contact { email: Some(account(1).email), ..mobile.clone() };
            for contact in [&mobile, &both] {
                synthetic_contacts::save(tx, &sandpit(), nhs_number, contact)?;
                assert_eq!(synthetic_contacts::find(tx, &sandpit(), nhs_number)?.as_ref(), Some(contact));
            }
            let other = EnvironmentId::new("integration");
            assert_eq!(synthetic_contacts::find(tx, &other, nhs_number)?, None);
            synthetic_contacts::clear(tx, &other)?;
            assert_eq!(synthetic_contacts::find(tx, &sandpit(), nhs_number)?, Some(both));
            synthetic_contacts::clear(tx, &sandpit())?;
            assert_eq!(synthetic_contacts::find(tx, &sandpit(), nhs_number)?, None);
            Ok(())
        }).await;
    }
}
