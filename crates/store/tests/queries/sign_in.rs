//! What a sign-in leaves: journeys, grants, and counts of what was wrong.

use identity::{
    EnvironmentId, Grant, Vtr,
    authorize::{AuthorizationRequest, Prompt},
    sign_in::Journey,
};
use kernel::{Reference, SeededRandom};
use store::{
    Store,
    queries::{accounts, grants, journeys, throttles},
};
use testkit::on_both_databases;

use crate::samples::{
    HASH, OTHER_HASH, account, client_id, grant, in_one_transaction, issue, later, now, same, sandpit, scopes,
};

on_both_databases! {
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
}
