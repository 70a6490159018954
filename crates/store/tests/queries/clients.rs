//! Clients, what they note about people, their assertions, and the keys that tokens are signed with.

use identity::{Client, ClientId, EnvironmentId};
use jose::SigningKey;
use store::{
    Store,
    queries::{assertions, clients, grants, signing_keys},
};
use testkit::on_both_databases;
use uuid::Uuid;

use crate::samples::{
    HASH, OTHER_HASH, account, client_id, in_one_transaction, later, now, same, sandpit, scopes,
};

on_both_databases! {
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
                permissions: identity::Permissions::default(),
                is_suspended: false,
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
            same(&signing_keys::find_turn(tx, &sandpit())?, &Some(("old", now(), Some(later(1)))));
            assert!(signing_keys::retire(tx, &sandpit(), "old", later(1))?);
            assert!(!signing_keys::retire(tx, &sandpit(), "old", later(1))?);
            assert_eq!(signing_keys::promote_next(tx, &sandpit(), later(1))?.as_deref(), Some("next"));
            same(&signing_keys::find_turn(tx, &sandpit())?, &Some(("next", later(1), None::<kernel::Timestamp>)));
            assert_eq!(signing_keys::find_current_kid(tx, &sandpit())?.as_deref(), Some("next"));
            let kids = |found: Vec<signing_keys::StoredKey>| -> Vec<String> { found.into_iter().map(|k| k.kid).collect() };
            assert_eq!(kids(signing_keys::list(tx, &sandpit(), now())?), ["next", "old"]);
            assert_eq!(kids(signing_keys::list(tx, &sandpit(), later(1))?), ["next"]);
            Ok(())
        }).await;
    }
}
