//! The rows of what decisions hold partners to, on both databases: found by date, narrowed, page by page; and what was written
//! before there were such rows is to be computed.

use jiff::civil::{Date, date};
use onboarding::chain::Stored;
use store::{
    Store, StoreError, Tx, params,
    queries::{
        bound::{self, Bound, Origin, Search},
        integrations,
        portal::{organisations, products},
    },
};
use testkit::{TestDatabase, on_both_databases};
use uuid::Uuid;

use crate::samples::now;

const TODAY: Date = date(2026, 12, 1);

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// An integration whose log has these events.
pub fn logged(tx: &mut Tx<'_>, number: u128, bodies: &[&str]) -> Result<(), StoreError> {
    let (organisation, product) = (id(number + 200), id(number + 100));
    let name = format!("Harbour {number}");
    let new = organisations::Organisation {
        id: organisation,
        name: name.clone(),
        ods_code: None,
        created_at: now(),
    };
    organisations::insert(tx, &new)?;
    products::insert(tx, product, organisation, &name, now())?;
    let summary = integrations::Summary {
        edition: "2025-09".into(),
        stage: None,
        next_gate: None,
        unmet: 0,
        turn: "nobody".into(),
        turn_since: None,
        next_step: String::new(),
        hold: None,
        project_manager: None,
        touched_at: now(),
        recheck_at: None,
    };
    let row = integrations::Integration {
        id: id(number),
        product_id: product,
        organisation_id: organisation,
        reference: format!("7Q4M-000{number}"),
        started_at: now(),
        position: 1,
        head: vec![7; 32],
        summary,
    };
    integrations::insert(tx, &row)?;
    let events = (1..).zip(bodies).map(|(position, body)| Stored {
        position,
        at: now(),
        by: "operator".into(),
        body: (*body).into(),
        hash: [9; 32],
    });
    integrations::append(tx, row.id, &events.collect::<Vec<_>>())
}

fn one(origin: Origin, number: u32, owner: &str, due: Date) -> Bound {
    Bound {
        origin,
        subject: "board".into(),
        number,
        title: "Application".into(),
        words: "Show the contract".into(),
        owner: owner.into(),
        due,
    }
}

fn everything() -> Search {
    Search { today: TODAY, overdue: false, owner: None }
}

on_both_databases! {
    async fn rows_are_found_by_date_narrowed_and_replaced(store: Store) {
        store.write(|tx| {
            logged(tx, 1, &[])?;
            logged(tx, 2, &[])?;
            bound::replace(tx, id(1), &[
                one(Origin::Condition, 1, "Harbour", date(2026, 12, 24)),
                one(Origin::Condition, 2, "50%", date(2026, 11, 30)),
                one(Origin::Waiver, 0, "Harbour", date(2026, 11, 30)),
            ])?;
            bound::replace(tx, id(2), &[one(Origin::Waiver, 0, "Harbour", TODAY)])?;
            let found = |tx: &mut Tx<'_>, search: &Search| -> Result<Vec<(Uuid, u32)>, StoreError> {
                let all = bound::list(tx, search, 0, 9)?;
                assert_eq!(bound::count(tx, search)?, i64::try_from(all.len()).unwrap());
                Ok(all.iter().map(|one| (one.integration_id, one.bound.number)).collect())
            };
            // A waiver that has run out is over; a condition whose day is over is overdue.
            assert_eq!(found(tx, &everything())?, [(id(1), 2), (id(2), 0), (id(1), 1)]);
            assert_eq!(found(tx, &Search { overdue: true, ..everything() })?, [(id(1), 2)]);
            let owner = |name: &str| Search { owner: Some(name.into()), ..everything() };
            assert_eq!(found(tx, &owner("Harbour"))?, [(id(2), 0), (id(1), 1)]);
            assert_eq!(found(tx, &owner("50%"))?, [(id(1), 2)]);
            assert!(found(tx, &owner("%"))?.is_empty());
            let second = bound::list(tx, &everything(), 1, 1)?;
            assert_eq!((second.len(), second[0].product.as_str(), second[0].reference.as_str()), (1, "Harbour 2", "7Q4M-0002"));
            assert_eq!(second[0].bound, one(Origin::Waiver, 0, "Harbour", TODAY));
            bound::replace(tx, id(1), &[])?;
            assert_eq!(found(tx, &everything())?, [(id(2), 0)]);
            Ok::<_, StoreError>(())
        }).await.unwrap();
    }

    async fn what_an_older_version_wrote_is_to_be_computed(database: &TestDatabase) {
        let older = database.store().write(|tx| {
            logged(tx, 1, &[r#"{"event":"decided","conditions":[]}"#])?;
            logged(tx, 2, &[r#"{"event":"decided","conditions":[{"text":"x"}]}"#])?;
            logged(tx, 3, &[r#"{"event":"noted","text":"\"conditions\":[{"}"#, r#"{"event":"waiver-granted"}"#])?;
            logged(tx, 4, &[r#"{"event":"noted","text":"\"conditions\":[{"}"#])?;
            tx.execute("DROP TABLE integration_bound", params![])?;
            tx.execute("DROP TABLE integration_to_fold", params![])?;
            tx.execute("DELETE FROM schema_migration WHERE version = 11", params![])?;
            Ok::<_, StoreError>(())
        });
        older.await.unwrap();
        let store = Store::open(database.location()).unwrap();
        store.write(|tx| {
            assert_eq!(bound::list_to_fold(tx, Uuid::nil(), 9)?, [id(2), id(3)]);
            assert_eq!(bound::list_to_fold(tx, id(2), 9)?, [id(3)]);
            bound::end_fold(tx, id(2))?;
            assert_eq!(bound::list_to_fold(tx, Uuid::nil(), 9)?, [id(3)]);
            Ok::<_, StoreError>(())
        }).await.unwrap();
    }
}
