//! The rows of what somebody may look at: theirs alone, what came last first, and to be computed where an older version wrote it.

use store::{
    Store, StoreError, params,
    queries::{
        bound,
        looks::{self, Kind, Look},
    },
};
use testkit::{TestDatabase, on_both_databases};
use uuid::Uuid;

use crate::{
    bound::logged,
    samples::{in_one_transaction, later},
};

fn look(kind: Kind, subject: &str, reader: &str, minutes: i64) -> Look {
    Look {
        kind,
        subject: subject.into(),
        reader: reader.into(),
        since: later(minutes),
        title: "Diagram".into(),
        words: "diagram.pdf".into(),
        is_again: minutes > 1,
    }
}

on_both_databases! {
    async fn a_reader_finds_what_is_theirs_newest_first(store: Store) {
        in_one_transaction(&store, |tx| {
            let [one, two] = [1, 2].map(Uuid::from_u128);
            logged(tx, 1, &[])?;
            logged(tx, 2, &[])?;
            looks::replace(tx, one, &[
                look(Kind::File, "diagram", "reviewer:data-security", 1),
                look(Kind::File, "flow", "reviewer:clinical-safety", 5),
                look(Kind::Reply, "1", "ada", 2),
            ])?;
            looks::replace(tx, two, &[look(Kind::File, "diagram", "reviewer:data-security", 3)])?;
            let files = looks::list(tx, Kind::File, "reviewer:data-security", 9)?;
            let found: Vec<(Uuid, bool)> =
                files.iter().map(|(listed, look)| (listed.integration.id, look.is_again)).collect();
            assert_eq!(found, [(two, true), (one, false)]);
            assert_eq!(looks::list(tx, Kind::File, "reviewer:data-security", 1)?.len(), 1);
            let replies = looks::list(tx, Kind::Reply, "ada", 9)?;
            assert_eq!(replies[0].1, look(Kind::Reply, "1", "ada", 2));
            assert!(looks::list(tx, Kind::File, "ada", 9)?.is_empty());
            looks::replace(tx, one, &[])?;
            assert!(looks::list(tx, Kind::Reply, "ada", 9)?.is_empty());
            Ok(())
        }).await;
    }

    async fn files_and_replies_of_an_older_version_are_to_be_computed(database: &TestDatabase) {
        let older = database.store().write(|tx| {
            logged(tx, 1, &[r#"{"event":"evidence-added","slot":"diagram"}"#])?;
            logged(tx, 2, &[r#"{"event":"replied","question":1,"text":"x"}"#])?;
            logged(tx, 3, &[r#"{"event":"noted","text":"\"event\":\"replied\""}"#])?;
            tx.execute("INSERT INTO integration_to_fold (integration_id) VALUES ($1)", params![Uuid::from_u128(1)])?;
            tx.execute("DROP TABLE integration_look", params![])?;
            tx.execute("DELETE FROM schema_migration WHERE version = 13", params![])?;
            Ok::<_, StoreError>(())
        });
        older.await.unwrap();
        let store = Store::open(database.location()).unwrap();
        let found = store.read(|tx| bound::list_to_fold(tx, Uuid::nil(), 9)).await;
        assert_eq!(found.unwrap(), [1, 2].map(Uuid::from_u128));
    }
}
