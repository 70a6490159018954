//! The statements about second factors and other ways in on both databases: what works once works once, and what is somebody's stays theirs.

#![cfg(test)]

use kernel::{SignedDuration, Timestamp};
use store::{
    Store, StoreError, Tx,
    queries::{
        housekeeping,
        portal::{
            second_factors::{self as queries, AuthenticatorApp},
            staff_sign_ins::{self, StaffSignIn},
            users,
        },
    },
};
use testkit::on_both_databases;
use uuid::Uuid;

const DEVELOPER: Uuid = Uuid::from_u128(1);
const RIVAL: Uuid = Uuid::from_u128(2);
const SESSION: &[u8] = &[7; 32];

fn now() -> Timestamp {
    "2026-11-21T22:00:00.5Z".parse().unwrap()
}

fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn app(number: u128) -> AuthenticatorApp {
    AuthenticatorApp {
        id: Uuid::from_u128(number),
        name: "Work phone".to_owned(),
        sealed_secret: vec![0, 255, 7],
        last_step: 60_000_000,
        created_at: now(),
        used_at: None,
    }
}

fn people(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for (id, email) in [(DEVELOPER, "dev@harbour.example"), (RIVAL, "rival@quay.example")] {
        users::find_or_insert(tx, id, &email.parse().unwrap(), now())?;
    }
    users::insert_session(tx, SESSION, DEVELOPER, now(), later(60))
}

async fn in_one_transaction(
    store: &Store,
    work: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError> + Send + 'static,
) {
    store.write(work).await.unwrap();
}

on_both_databases! {
    async fn apps_are_kept_whole_and_their_steps_only_go_on(store: Store) {
        in_one_transaction(&store, |tx| {
            people(tx)?;
            assert!(!queries::has_any(tx, DEVELOPER)?);
            for number in [12, 11] {
                queries::insert_app(tx, DEVELOPER, &app(number))?;
            }
            assert_eq!(queries::list_apps(tx, DEVELOPER)?, [app(11), app(12)]);
            assert!(queries::has_any(tx, DEVELOPER)? && !queries::has_any(tx, RIVAL)?);
            assert!(!queries::use_step(tx, app(11).id, 60_000_000, later(1))?, "it was used already");
            assert!(queries::use_step(tx, app(11).id, 60_000_001, later(1))?);
            assert!(!queries::use_step(tx, app(11).id, 60_000_001, later(1))?);
            let used = AuthenticatorApp { last_step: 60_000_001, used_at: Some(later(1)), ..app(11) };
            assert_eq!(queries::list_apps(tx, DEVELOPER)?, [used, app(12)]);
            assert!(!queries::delete_app(tx, RIVAL, app(11).id)?);
            assert!(queries::delete_app(tx, DEVELOPER, app(11).id)?);
            assert_eq!(queries::list_apps(tx, DEVELOPER)?, [app(12)]);
            Ok(())
        }).await;
    }

    async fn recovery_codes_are_used_once_and_replaced_together(store: Store) {
        in_one_transaction(&store, |tx| {
            people(tx)?;
            let (one, two, three) = ([1; 32], [2; 32], [3; 32]);
            queries::replace_recovery_codes(tx, DEVELOPER, &[one, two])?;
            assert!(!queries::has_any(tx, DEVELOPER)?, "they stand in for something else");
            assert!(!queries::use_recovery_code(tx, RIVAL, &one, now())?);
            assert!(queries::use_recovery_code(tx, DEVELOPER, &one, now())?);
            assert!(!queries::use_recovery_code(tx, DEVELOPER, &one, now())?);
            assert_eq!(queries::count_recovery_codes(tx, DEVELOPER)?, 1);
            queries::replace_recovery_codes(tx, DEVELOPER, &[one, three])?;
            assert_eq!(queries::count_recovery_codes(tx, DEVELOPER)?, 2);
            assert!(!queries::use_recovery_code(tx, DEVELOPER, &two, now())?);
            queries::insert_app(tx, DEVELOPER, &app(11))?;
            queries::insert_app(tx, RIVAL, &app(12))?;
            queries::forget(tx, DEVELOPER)?;
            assert!(!queries::has_any(tx, DEVELOPER)? && queries::has_any(tx, RIVAL)?);
            assert_eq!(queries::count_recovery_codes(tx, DEVELOPER)?, 0);
            Ok(())
        }).await;
    }

    async fn a_session_remembers_what_it_showed_and_what_it_began(store: Store) {
        in_one_transaction(&store, |tx| {
            people(tx)?;
            queries::mark_session(tx, SESSION, later(1))?;
            let session = users::find_session(tx, SESSION, later(1), now() - SignedDuration::from_mins(1))?;
            assert_eq!(session.expect("it runs").second_factor_at, Some(later(1)));
            queries::begin(tx, SESSION, "one", &[1, 0], later(30))?;
            queries::begin(tx, SESSION, "other", &[2], later(30))?;
            queries::begin(tx, SESSION, "one", &[3], later(40))?;
            assert_eq!(queries::begun(tx, SESSION, "one", later(39))?, Some(vec![3]));
            assert_eq!(queries::begun(tx, SESSION, "one", later(40))?, None);
            assert!(queries::finish(tx, SESSION, "one")? && !queries::finish(tx, SESSION, "one")?);
            assert_eq!(queries::begun(tx, SESSION, "other", now())?, Some(vec![2]));
            let horizon = housekeeping::Horizon { now: later(31), traffic: now(), grants: now() };
            assert_eq!(housekeeping::sweep(tx, horizon)?, 1, "what was begun and not finished");
            queries::begin(tx, SESSION, "one", &[4], later(90))?;
            users::delete_sessions_of(tx, DEVELOPER)?;
            assert_eq!(queries::begun(tx, SESSION, "one", now())?, None, "it goes with its session");
            Ok(())
        }).await;
    }

    async fn whoever_was_sent_away_comes_back_once_and_is_one_person_there(store: Store) {
        in_one_transaction(&store, |tx| {
            people(tx)?;
            let away = StaffSignIn { sealed_state: vec![9, 0], destination: "/board".to_owned(), expires_at: later(15) };
            staff_sign_ins::insert(tx, &[1; 32], &away)?;
            staff_sign_ins::insert(tx, &[2; 32], &away)?;
            assert_eq!(staff_sign_ins::take(tx, &[1; 32], later(15))?, None, "it has run out");
            assert_eq!(staff_sign_ins::take(tx, &[1; 32], later(14))?, Some(away));
            assert_eq!(staff_sign_ins::take(tx, &[1; 32], later(14))?, None, "it was taken");
            let horizon = housekeeping::Horizon { now: later(16), traffic: now(), grants: now() };
            assert_eq!(housekeeping::sweep(tx, horizon)?, 1, "nobody came back");
            let (issuer, other) = ("https://id.example", "https://other.example");
            assert!(staff_sign_ins::link(tx, issuer, "1", DEVELOPER, now())?);
            assert!(!staff_sign_ins::link(tx, issuer, "1", RIVAL, now())?, "it is somebody else's");
            assert!(!staff_sign_ins::link(tx, issuer, "2", DEVELOPER, now())?, "they are somebody else there");
            assert!(staff_sign_ins::link(tx, other, "1", RIVAL, now())?);
            let whose = |tx: &mut Tx<'_>| Ok::<_, StoreError>(staff_sign_ins::find_user(tx, issuer, "1")?.map(|user| user.id));
            assert_eq!(whose(tx)?, Some(DEVELOPER));
            staff_sign_ins::forget(tx, DEVELOPER)?;
            assert_eq!(whose(tx)?, None);
            assert_eq!(staff_sign_ins::find_user(tx, other, "1")?.map(|user| user.id), Some(RIVAL));
            users::vouch_for_session(tx, SESSION, later(1))?;
            let session = users::find_session(tx, SESSION, later(1), now() - SignedDuration::from_mins(1))?;
            assert_eq!(session.expect("it runs").vouched_for_at, Some(later(1)));
            Ok(())
        }).await;
    }
}
