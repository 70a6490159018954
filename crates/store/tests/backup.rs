//! A backup is one moment of a database, taken while others write, and becomes a database of either kind.

#![cfg(test)]

use std::{
    io::BufReader,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use identity::{
    Account, AccountId, EnvironmentId, Exchange, ProofingLevel, Session,
    exchange::{Details, Endpoint, Outcome},
};
use kernel::{Reference, SeededRandom, SignedDuration, Timestamp};
use store::{
    Location, Store, StoreError,
    backup::{self, BackupError, Counts},
    queries::{
        accounts, exchanges,
        portal::{passkeys, users},
        sessions,
    },
};
use testkit::{TestDatabase, on_both_databases};
use uuid::Uuid;

fn sandpit() -> EnvironmentId {
    EnvironmentId::new("sandpit")
}

fn now() -> Timestamp {
    "2026-11-27T08:00:00.25Z".parse().unwrap()
}

fn account(seed: u64) -> Account {
    Account {
        id: AccountId::opaque(&SeededRandom::new(seed)),
        email: format!("person{seed}@example.com").parse().unwrap(),
        mobile: Some("07700900123".parse().unwrap()),
        mobile_pds_matched: seed.is_multiple_of(2),
        landline: None,
        level: ProofingLevel::P0,
        nhs_number: None,
        family_name: Some("O’Hara \"é\"".to_owned()),
        given_name: None,
        birthdate: Some("1980-02-29".parse().unwrap()),
        gp_ods_code: None,
        gp_credentials: None,
        static_otp: None,
        is_traced: true,
        opened_with: None,
        created_at: now(),
    }
}

fn session(account: &Account) -> Session {
    Session {
        account_id: account.id,
        auth_time: now(),
        credentials: [identity::Credential::Password].into_iter().collect(),
        expires_at: now() + SignedDuration::from_mins(60),
    }
}

fn exchange(seed: u64) -> Exchange {
    Exchange {
        reference: Reference::generate(&SeededRandom::new(seed)),
        environment: sandpit(),
        client_id: None,
        grant_id: None,
        endpoint: Endpoint::Token,
        at: now(),
        outcome: Outcome::Succeeded,
        error: None,
        details: Details::default(),
    }
}

fn passkey() -> passkeys::Passkey {
    passkeys::Passkey {
        id: Uuid::from_u128(5),
        name: "Phone".into(),
        credential_id: vec![0, 255, 7],
        credential: serde_json::json!({ "counter": 3, "nested": [null, "x"] }),
        created_at: now(),
        used_at: None,
    }
}

/// An account and its session in one transaction: never one without the other.
async fn add_person(store: &Store, seed: u64) -> Result<(), StoreError> {
    store
        .write(move |tx| {
            let account = account(seed);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&seed.to_be_bytes());
            sessions::insert(tx, &sandpit(), &hash, &session(&account))
        })
        .await
}

async fn add_exchange(store: &Store, seed: u64) {
    let added: Result<(), StoreError> = store.write(move |tx| exchanges::insert(tx, &exchange(seed))).await;
    added.unwrap();
}

/// On a thread without a runtime, as the command line is.
async fn back_up(location: &Location) -> (Vec<u8>, Counts) {
    let location = location.clone();
    let work = move || {
        let mut file = Vec::new();
        let counts = backup::back_up(&location, &mut file, now(), |_| ()).unwrap();
        (file, counts)
    };
    on_a_thread(work).await
}

async fn restore(location: &Location, file: Vec<u8>) -> Result<Counts, BackupError> {
    let location = location.clone();
    on_a_thread(move || backup::restore(&location, BufReader::new(file.as_slice()), |_| ())).await
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, answer) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || assert!(sender.send(work()).is_ok()));
    let answer = answer.await.expect("the work answers");
    thread.join().unwrap();
    answer
}

async fn open(location: &Location) -> Store {
    let location = location.clone();
    on_a_thread(move || Store::open(&location).unwrap()).await
}

on_both_databases! {
    async fn what_was_kept_is_there_again_on_either_database(database: &TestDatabase) {
        let store = database.store();
        add_person(store, 1).await.unwrap();
        add_exchange(store, 1).await;
        let kept: Result<bool, StoreError> = store.write(|tx| {
            let user = users::find_or_insert(tx, Uuid::from_u128(1), &"dev@example.com".parse().unwrap(), now())?;
            passkeys::insert(tx, user.id, &passkey())
        }).await;
        assert!(kept.unwrap());
        let (file, counts) = back_up(database.location()).await;
        assert_eq!((counts["account"], counts["session"], counts["passkey"], counts["consent"]), (1, 1, 1, 0));
        for target in [database.another_empty(), database.empty_elsewhere()] {
            assert_eq!(restore(target.location(), file.clone()).await.unwrap(), counts);
            let restored = open(target.location()).await;
            let found: Result<_, StoreError> = restored.read(|tx| {
                let found = accounts::find_by_email(tx, &sandpit(), &account(1).email)?;
                Ok((found, passkeys::list(tx, Uuid::from_u128(1))?))
            }).await;
            let (person, devices) = found.unwrap();
            assert_eq!(format!("{person:?}"), format!("{:?}", Some((account(1), "argon"))));
            assert_eq!(devices, [passkey()]);
            // Numbers that are counted by themselves go on, and everything can be backed up again.
            add_exchange(&restored, 2).await;
            let (_, again) = back_up(target.location()).await;
            assert_eq!(again["exchange"], 2);
            drop(restored);
        }
    }

    async fn a_backup_under_load_is_one_moment(database: &TestDatabase) {
        let store = database.store();
        let is_over = Arc::new(AtomicBool::new(false));
        let (told, mut first) = tokio::sync::mpsc::channel(64);
        let writers: Vec<_> = (0..4_u64).map(|writer| {
            let (store, is_over, told) = (store.clone(), Arc::clone(&is_over), told.clone());
            tokio::spawn(async move {
                let mut written = 0;
                while !is_over.load(Ordering::Relaxed) && written < 2_000 {
                    add_person(&store, writer * 10_000 + written + 1).await.unwrap();
                    written += 1;
                    // Nobody listens after the first few.
                    let _ = told.try_send(());
                }
                written
            })
        }).collect();
        for _ in 0..20 {
            first.recv().await.unwrap();
        }
        let (file, counts) = back_up(database.location()).await;
        is_over.store(true, Ordering::Relaxed);
        let mut written = 0;
        for writer in writers {
            written += writer.await.unwrap();
        }
        assert_eq!(counts["account"], counts["session"], "no half of a transaction");
        assert!((20..=written).contains(&counts["account"]), "{counts:?} of {written}");
        let target = database.another_empty();
        assert_eq!(restore(target.location(), file).await.unwrap(), counts);
        drop(open(target.location()).await);
    }

    async fn a_database_that_holds_something_and_a_torn_file_change_nothing(database: &TestDatabase) {
        add_person(database.store(), 1).await.unwrap();
        let (file, counts) = back_up(database.location()).await;
        let refused = restore(database.location(), file.clone()).await.unwrap_err();
        assert!(matches!(refused, BackupError::NotEmpty(_)), "{refused}");
        let target = database.another_empty();
        for torn in [&file[..file.len() - 9], &file[..file.len() / 2], b"PK".as_slice(), b""] {
            let refused = restore(target.location(), torn.to_vec()).await.unwrap_err();
            assert!(matches!(refused, BackupError::Damaged(_)), "{refused}");
        }
        assert_eq!(restore(target.location(), file).await.unwrap(), counts);
    }
}
