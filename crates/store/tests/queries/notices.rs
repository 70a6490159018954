//! Which mails people want, what waits for their mail of the day, and reminders.

use kernel::Date;
use store::{
    Store, StoreError, Tx,
    queries::{
        integrations,
        notices::{self, Preference, StoredNotice},
        portal::users,
    },
};
use testkit::on_both_databases;
use uuid::Uuid;

use crate::samples::{in_one_transaction, integration, later, now, portfolio_of_two};

const READER: Uuid = Uuid::from_u128(800);
const OTHER: Uuid = Uuid::from_u128(801);
const FIRST: Uuid = Uuid::from_u128(1);
const SECOND: Uuid = Uuid::from_u128(2);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn notice(number: u128, user_id: Uuid) -> StoredNotice {
    StoredNotice {
        id: Uuid::from_u128(number),
        user_id,
        integration_id: FIRST,
        subject: "Harbour: asked about “Overview”".into(),
        blocks: r#"[{"words":"One \\ \"two\""}]"#.into(),
        created_at: later(1),
    }
}

/// Five integrations and two people who read.
fn readers(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    portfolio_of_two(tx)?;
    users::find_or_insert(tx, READER, &"reader@harbour.example".parse().unwrap(), now())?;
    users::find_or_insert(tx, OTHER, &"other@harbour.example".parse().unwrap(), now())?;
    Ok(())
}

on_both_databases! {
    async fn preferences_are_those_set_last_and_each_persons_own(store: Store) {
        in_one_transaction(&store, |tx| {
            readers(tx)?;
            assert_eq!(notices::find_preference(tx, READER)?, Preference::default());
            for wanted in [
                Preference { daily: true, away_until: Some(day("2026-12-24")) },
                Preference { daily: false, away_until: None },
            ] {
                notices::set_preference(tx, READER, wanted)?;
                assert_eq!(notices::find_preference(tx, READER)?, wanted);
            }
            assert_eq!(notices::find_preference(tx, OTHER)?, Preference::default());
            Ok(())
        }).await;
    }

    async fn what_is_muted_is_replaced_as_a_whole(store: Store) {
        in_one_transaction(&store, |tx| {
            readers(tx)?;
            notices::set_muted(tx, READER, &[SECOND, FIRST])?;
            assert_eq!(notices::list_muted(tx, READER)?, [FIRST, SECOND]);
            assert!(notices::list_muted(tx, OTHER)?.is_empty());
            notices::set_muted(tx, READER, &[SECOND])?;
            assert!(notices::is_muted(tx, READER, SECOND)? && !notices::is_muted(tx, READER, FIRST)?);
            assert!(!notices::is_muted(tx, OTHER, SECOND)?);
            notices::set_muted(tx, READER, &[])?;
            assert!(notices::list_muted(tx, READER)?.is_empty());
            Ok(())
        }).await;
    }

    async fn what_waits_for_the_mail_of_the_day_is_taken_once_oldest_first(store: Store) {
        in_one_transaction(&store, |tx| {
            readers(tx)?;
            let kept = [notice(3, READER), notice(4, READER), notice(5, OTHER)];
            for notice in kept.iter().rev() {
                notices::keep(tx, notice)?;
            }
            assert_eq!(notices::take(tx, READER)?, kept[..2]);
            assert!(notices::take(tx, READER)?.is_empty());
            assert_eq!(notices::take(tx, OTHER)?, kept[2..]);
            Ok(())
        }).await;
    }

    async fn the_mail_of_the_day_goes_once_a_day_to_those_who_are_there(store: Store) {
        in_one_transaction(&store, |tx| {
            readers(tx)?;
            let (today, tomorrow) = (day("2026-11-23"), day("2026-11-24"));
            assert!(notices::list_readers(tx, today, 9)?.is_empty());
            for notice in [notice(3, READER), notice(4, READER), notice(5, OTHER)] {
                notices::keep(tx, &notice)?;
            }
            assert_eq!(notices::list_readers(tx, today, 9)?, [READER, OTHER], "each once");
            assert_eq!(notices::list_readers(tx, today, 1)?, [READER]);
            notices::set_preference(tx, OTHER, Preference { daily: true, away_until: Some(today) })?;
            assert_eq!(notices::list_readers(tx, today, 9)?, [READER]);
            assert!(notices::claim_day(tx, READER, today)? && !notices::claim_day(tx, READER, today)?);
            assert!(notices::list_readers(tx, today, 9)?.is_empty());
            assert_eq!(notices::list_readers(tx, tomorrow, 9)?, [READER, OTHER], "whoever is back again, too");
            assert!(notices::claim_day(tx, READER, tomorrow)? && !notices::claim_day(tx, READER, today)?);
            // To claim a day changes nothing that somebody wants, and what they want changes no day.
            assert!(notices::claim_day(tx, OTHER, tomorrow)?);
            assert_eq!(notices::find_preference(tx, OTHER)?, Preference { daily: true, away_until: Some(today) });
            notices::set_preference(tx, READER, Preference { daily: true, away_until: None })?;
            assert!(!notices::claim_day(tx, READER, tomorrow)?);
            Ok(())
        }).await;
    }

    async fn a_reminder_is_sent_by_whoever_moves_it_on_first(store: Store) {
        in_one_transaction(&store, |tx| {
            readers(tx)?;
            notices::plan_reminder(tx, SECOND, Some(later(5)))?;
            notices::plan_reminder(tx, FIRST, Some(later(9)))?;
            notices::plan_reminder(tx, FIRST, Some(later(6)))?;
            assert!(notices::list_reminders(tx, later(4), 9)?.is_empty());
            assert_eq!(notices::list_reminders(tx, later(5), 9)?, [(SECOND, later(5))]);
            assert_eq!(notices::list_reminders(tx, later(6), 9)?, [(SECOND, later(5)), (FIRST, later(6))]);
            assert_eq!(notices::list_reminders(tx, later(6), 1)?.len(), 1);
            assert!(notices::claim_reminder(tx, FIRST, later(6), later(20))?);
            assert!(!notices::claim_reminder(tx, FIRST, later(6), later(20))?);
            assert_eq!(notices::list_reminders(tx, later(19), 9)?, [(SECOND, later(5))]);
            assert!(!notices::end_reminder(tx, SECOND, later(6))?);
            assert!(notices::end_reminder(tx, SECOND, later(5))? && !notices::end_reminder(tx, SECOND, later(5))?);
            notices::plan_reminder(tx, FIRST, None)?;
            assert!(notices::list_reminders(tx, later(99), 9)?.is_empty());
            Ok(())
        }).await;
    }

    async fn a_project_managers_integrations_are_listed_last_moved_first(store: Store) {
        in_one_transaction(&store, |tx| {
            let manager = portfolio_of_two(tx)?;
            assert_eq!(notices::list_managed(tx, manager, 9)?, [FIRST, SECOND]);
            assert_eq!(notices::list_managed(tx, manager, 1)?, [FIRST]);
            assert!(notices::list_managed(tx, Uuid::from_u128(901), 9)?.is_empty());
            let mut touch = |from, at| -> Vec<Uuid> {
                let summary = integrations::Summary { touched_at: at, ..integration(2, Some(manager)).summary };
                assert!(integrations::advance(tx, SECOND, from, from + 1, &[1], &summary).unwrap());
                notices::list_managed(tx, manager, 9).unwrap()
            };
            assert_eq!(touch(1, later(8)), [FIRST, SECOND], "at one moment, in the order of ids");
            assert_eq!(touch(2, later(20)), [SECOND, FIRST]);
            Ok(())
        }).await;
    }
}
