//! What registers said of organisations.

use store::{
    Store, Tx,
    queries::{
        integrations,
        portal::{
            organisations,
            registers::{self, Answered},
        },
    },
};
use testkit::on_both_databases;
use uuid::Uuid;

use crate::samples::{an_integration, in_one_transaction, later, portfolio_of_two};

const HARBOUR: Uuid = Uuid::from_u128(100);
const QUAY: Uuid = Uuid::from_u128(200);

fn answer(organisation_id: Uuid, register: &str) -> Answered {
    Answered {
        organisation_id,
        register: register.into(),
        code: "A1B2C".parse().unwrap(),
        says: "active".into(),
        detail: "Harbour Health, \"Leeds\"".into(),
        source: "a file".into(),
        looked_up_at: later(10),
    }
}

on_both_databases! {
    async fn the_last_answer_of_each_register_is_kept(store: Store) {
        in_one_transaction(&store, |tx| {
            portfolio_of_two(tx)?;
            let (ods, dspt) = (answer(HARBOUR, "ods"), answer(HARBOUR, "dspt"));
            registers::save(tx, &ods)?;
            registers::save(tx, &dspt)?;
            assert_eq!(registers::list_of_organisation(tx, HARBOUR)?, [dspt.clone(), ods]);
            assert!(registers::list_of_organisation(tx, QUAY)?.is_empty());
            let newer = Answered {
                code: "X9Y8Z".parse().unwrap(),
                says: "closed".into(),
                detail: String::new(),
                source: "another file".into(),
                looked_up_at: later(20),
                ..answer(HARBOUR, "ods")
            };
            registers::save(tx, &newer)?;
            assert_eq!(registers::list_of_organisation(tx, HARBOUR)?, [dspt, newer]);
            Ok(())
        }).await;
    }

    async fn an_organisation_is_asked_about_again_in_time_and_when_it_begins(store: Store) {
        in_one_transaction(&store, |tx| {
            portfolio_of_two(tx)?;
            let due = |tx: &mut Tx<'_>, before| registers::list_due(tx, before, 9).unwrap();
            assert!(due(tx, later(0)).is_empty(), "there is nothing to ask with");
            for organisation in [QUAY, HARBOUR] {
                organisations::set_ods_code(tx, organisation, &"A1B2C".parse().unwrap())?;
            }
            assert_eq!(due(tx, later(0)), [HARBOUR, QUAY]);
            assert_eq!(registers::list_due(tx, later(0), 1)?, [HARBOUR]);
            registers::save(tx, &answer(HARBOUR, "ods"))?;
            assert_eq!(due(tx, later(9)), [QUAY]);
            assert_eq!(due(tx, later(10)), [HARBOUR, QUAY], "the answer is too old");
            // What began at the same moment was told nothing yet.
            let (id, product) = (Uuid::from_u128(7), Uuid::from_u128(101));
            let begun = an_integration(id, product, HARBOUR);
            integrations::insert(tx, &integrations::Integration { started_at: later(10), ..begun })?;
            assert_eq!(due(tx, later(9)), [HARBOUR, QUAY]);
            registers::save(tx, &Answered { looked_up_at: later(11), ..answer(HARBOUR, "ods") })?;
            assert_eq!(due(tx, later(9)), [QUAY]);
            Ok(())
        }).await;
    }
}
