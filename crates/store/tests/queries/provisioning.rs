//! Requests to provision accounts and their claims, and what clients are permitted.

use identity::{
    Client, ClientId, EnvironmentId, Permission,
    provisioning::{Asked, Stage},
};
use store::{
    Store,
    queries::{
        accounts, clients,
        permissions::{self, Given},
        provisioning::{self, Claim, Request},
    },
};
use testkit::on_both_databases;

use crate::samples::{
    HASH, OTHER_HASH, account, bare_account, client_id, in_one_transaction, later, now, same, sandpit, scopes,
};

fn request(seed: u64) -> Request {
    let person = account(seed);
    Request {
        asked: Asked {
            nhs_number: person.nhs_number.unwrap(),
            email: person.email,
            birthdate: person.birthdate.unwrap(),
            ods_code: "A00001".parse().unwrap(),
            mobile: person.mobile.unwrap(),
        },
        client_id: client_id(),
        link_hash: vec![u8::try_from(seed).unwrap(); 32],
        requested_at: now(),
        expires_at: later(60),
        closed_at: None,
    }
}

fn claim() -> Claim {
    Claim { stage: Stage::Code, otp: Some((vec![1, 2], later(10))), expires_at: later(30) }
}

on_both_databases! {
    async fn a_patient_and_an_address_have_one_request(store: Store) {
        in_one_transaction(&store, |tx| {
            let first = request(1);
            assert!(provisioning::insert(tx, &sandpit(), &first)?);
            let again = Request { link_hash: HASH.to_vec(), ..first.clone() };
            let same_address = Request { asked: Asked { email: first.asked.email.clone(), ..request(2).asked }, ..request(2) };
            assert!(!provisioning::insert(tx, &sandpit(), &again)?);
            assert!(!provisioning::insert(tx, &sandpit(), &same_address)?);
            assert!(provisioning::insert(tx, &EnvironmentId::new("elsewhere"), &again)?);
            let (number, email) = (first.asked.nhs_number, &first.asked.email);
            same(&provisioning::find_by_nhs_number(tx, &sandpit(), number)?, &Some(&first));
            same(&provisioning::find_by_email(tx, &sandpit(), email)?, &Some(&first));
            same(&provisioning::find_by_link(tx, &sandpit(), &first.link_hash, later(59))?, &Some(&first));
            assert!(provisioning::find_by_link(tx, &sandpit(), &first.link_hash, later(60))?.is_none());
            provisioning::delete_expired(tx, &sandpit(), &first.asked, later(59))?;
            assert!(!provisioning::insert(tx, &sandpit(), &again)?);
            provisioning::delete_expired(tx, &sandpit(), &same_address.asked, later(60))?;
            assert!(provisioning::insert(tx, &sandpit(), &again)?, "the old one has run out");
            Ok(())
        }).await;
    }

    async fn a_request_is_redeemed_once_and_takes_its_claims_with_it(store: Store) {
        in_one_transaction(&store, |tx| {
            let request = request(1);
            let link = request.link_hash.as_slice();
            provisioning::insert(tx, &sandpit(), &request)?;
            for hash in [HASH, OTHER_HASH] {
                provisioning::insert_claim(tx, &sandpit(), hash, link, &claim())?;
            }
            same(&provisioning::find_claim(tx, &sandpit(), HASH, later(29))?, &Some((&request, claim())));
            assert!(provisioning::find_claim(tx, &sandpit(), HASH, later(30))?.is_none());
            let next = Claim { stage: Stage::Details, otp: None, ..claim() };
            assert!(provisioning::update_claim(tx, &sandpit(), HASH, Stage::Code, &next)?);
            assert!(!provisioning::update_claim(tx, &sandpit(), HASH, Stage::Code, &next)?, "it has moved on");
            same(&provisioning::find_claim(tx, &sandpit(), HASH, now())?, &Some((&request, next)));
            assert!(!provisioning::redeem(tx, &sandpit(), link, later(60))?);
            assert!(provisioning::redeem(tx, &sandpit(), link, now())?);
            assert!(!provisioning::redeem(tx, &sandpit(), link, now())?);
            assert!(provisioning::find_claim(tx, &sandpit(), OTHER_HASH, now())?.is_none());
            Ok(())
        }).await;
    }

    async fn a_closed_request_stays_and_is_redeemed_by_nobody(store: Store) {
        in_one_transaction(&store, |tx| {
            let request = request(1);
            provisioning::insert(tx, &sandpit(), &request)?;
            provisioning::close(tx, &sandpit(), &request.link_hash, later(1))?;
            provisioning::close(tx, &sandpit(), &request.link_hash, later(2))?;
            assert!(!provisioning::redeem(tx, &sandpit(), &request.link_hash, later(3))?);
            let kept = provisioning::find_by_nhs_number(tx, &sandpit(), request.asked.nhs_number)?.unwrap();
            assert_eq!(kept.closed_at, Some(later(1)));
            Ok(())
        }).await;
    }

    async fn an_account_is_found_by_its_number_in_its_own_environment(store: Store) {
        in_one_transaction(&store, |tx| {
            for account in [account(1), bare_account(2)] {
                accounts::insert(tx, &sandpit(), &account, "argon")?;
            }
            let number = account(1).nhs_number.unwrap();
            same(&accounts::find_by_nhs_number(tx, &sandpit(), number)?, &Some(account(1)));
            assert!(accounts::find_by_nhs_number(tx, &EnvironmentId::new("live"), number)?.is_none());
            assert!(accounts::find_by_nhs_number(tx, &sandpit(), account(3).nhs_number.unwrap())?.is_none());
            Ok(())
        }).await;
    }

    async fn a_permission_is_kept_with_its_reason_until_it_is_taken(store: Store) {
        in_one_transaction(&store, |tx| {
            let client = Client {
                id: client_id(),
                name: "Example".to_owned(),
                redirect_uris: Vec::new(),
                scopes: scopes(),
                vectors: Vec::new(),
                sso_partners: Vec::new(),
                keys: Vec::new(),
                repeats_claims_in_header: true,
                permissions: identity::Permissions::default(),
                is_suspended: false,
                created_at: now(),
            };
            clients::save(tx, &sandpit(), &client, None, now())?;
            let given = |permission, codes: &[&str], reason: &str| Given {
                permission,
                ods_codes: codes.iter().map(|code| code.parse().unwrap()).collect(),
                reason: reason.to_owned(),
                given_by: None,
                given_at: now(),
            };
            let looks = given(Permission::LookUpUsers, &[], "they match records");
            let provisions = given(Permission::ProvisionAccounts, &["A00002", "A00001"], "two surgeries");
            let fewer = given(Permission::ProvisionAccounts, &["A00001"], "one left");
            for one in [&looks, &provisions, &fewer] {
                permissions::give(tx, &sandpit(), &client.id, one)?;
            }
            assert_eq!(permissions::list(tx, &sandpit(), &client.id)?, [looks, fewer.clone()]);
            let found = clients::find(tx, &sandpit(), &client.id)?.unwrap().client.permissions;
            assert!(found.looks_up_users && found.provisions_for == fewer.ods_codes);
            assert_eq!(clients::list(tx, &sandpit())?[0].client.permissions, found);
            assert!(permissions::take(tx, &sandpit(), &client.id, Permission::LookUpUsers)?);
            assert!(!permissions::take(tx, &sandpit(), &client.id, Permission::LookUpUsers)?);
            assert!(permissions::list(tx, &sandpit(), &ClientId::new("other"))?.is_empty());
            Ok(())
        }).await;
    }
}
