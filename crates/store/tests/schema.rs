//! The two trees of migrations make one schema: the same tables, columns, keys, indexes and references.

#![cfg(test)]

use store::{Store, StoreError, params};
use testkit::TestDatabase;

/// One question about a schema, asked of each database in its own words and answered in the same.
struct Question {
    about: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const QUESTIONS: &[Question] = &[
    Question {
        about: "columns",
        sqlite: "SELECT t.name || '.' || c.name || ' ' || lower(c.type)
                || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN '' ELSE ' or null' END
                || CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' with a default' END
            FROM sqlite_schema t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite#_%' ESCAPE '#'",
        // SQLite has one type for all that PostgreSQL tells apart; a type that neither side agreed on shows as itself.
        postgres: "SELECT t.relname || '.' || c.attname || ' ' || CASE format_type(c.atttypid, c.atttypmod)
                    WHEN 'bigint' THEN 'integer' WHEN 'integer' THEN 'integer' WHEN 'boolean' THEN 'integer'
                    WHEN 'bytea' THEN 'blob' WHEN 'uuid' THEN 'text' WHEN 'timestamp with time zone' THEN 'text'
                    WHEN 'date' THEN 'text' WHEN 'jsonb' THEN 'text'
                    ELSE format_type(c.atttypid, c.atttypmod) END
                || CASE WHEN c.attnotnull THEN '' ELSE ' or null' END
                || CASE WHEN c.atthasdef THEN ' with a default' ELSE '' END
            FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid
            WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace
              AND c.attnum > 0 AND NOT c.attisdropped",
    },
    Question {
        about: "primary keys",
        sqlite: "SELECT t.name || ' (' || group_concat(c.name, ',' ORDER BY c.pk) || ')'
            FROM sqlite_schema t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite#_%' ESCAPE '#' AND c.pk > 0 GROUP BY t.name",
        postgres: "SELECT t.relname || ' (' || string_agg(c.attname, ',' ORDER BY k.place) || ')'
            FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
            JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = k.number
            WHERE i.indisprimary AND t.relnamespace = current_schema()::regnamespace GROUP BY t.relname",
    },
    Question {
        about: "indexes",
        sqlite: "SELECT t.name || CASE i.\"unique\" WHEN 1 THEN ' unique' ELSE '' END
                || CASE i.partial WHEN 1 THEN ' partial' ELSE '' END
                || ' (' || group_concat(coalesce(c.name, 'expression'), ',' ORDER BY c.seqno) || ')'
            FROM sqlite_schema t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
            WHERE t.type = 'table' AND i.origin <> 'pk' GROUP BY t.name, i.name",
        postgres: "SELECT t.relname || CASE WHEN i.indisunique THEN ' unique' ELSE '' END
                || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END
                || ' (' || string_agg(coalesce(c.attname, 'expression'), ',' ORDER BY k.place) || ')'
            FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
            LEFT JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = k.number AND k.number > 0
            WHERE NOT i.indisprimary AND t.relnamespace = current_schema()::regnamespace
            GROUP BY t.relname, i.indexrelid, i.indisunique, i.indpred IS NULL",
    },
    Question {
        about: "references",
        sqlite: "SELECT t.name || ' (' || group_concat(f.\"from\", ',' ORDER BY f.seq) || ') to ' || f.\"table\"
                || ' on delete ' || lower(f.on_delete)
            FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f
            WHERE t.type = 'table' GROUP BY t.name, f.id",
        postgres: "SELECT t.relname || ' (' || string_agg(c.attname, ',' ORDER BY k.place) || ') to ' || o.relname
                || ' on delete ' || CASE f.confdeltype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict'
                    WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'set default' END
            FROM pg_constraint f JOIN pg_class t ON t.oid = f.conrelid JOIN pg_class o ON o.oid = f.confrelid
            CROSS JOIN LATERAL unnest(f.conkey) WITH ORDINALITY AS k (number, place)
            JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = k.number
            WHERE f.contype = 'f' AND t.relnamespace = current_schema()::regnamespace
            GROUP BY t.relname, o.relname, f.oid, f.confdeltype",
    },
];

async fn answer(database: &TestDatabase, question: &Question) -> Vec<String> {
    let sql = database.choose(question.sqlite, question.postgres);
    let found: Result<Vec<String>, StoreError> =
        database.store().read(move |tx| tx.list(sql, params![], |row| row.get(0))).await;
    let mut lines = found.unwrap();
    // Collations differ, so the databases are not asked to sort.
    lines.sort();
    lines
}

async fn make(store: &Store, statements: &'static [&'static str]) {
    let made: Result<(), StoreError> =
        store.write(|tx| statements.iter().try_for_each(|sql| tx.execute(sql, params![]).map(drop))).await;
    made.unwrap();
}

#[tokio::test]
async fn both_trees_of_migrations_make_the_same_schema() {
    let (sqlite, postgres) = (TestDatabase::sqlite(), TestDatabase::postgres());
    for question in QUESTIONS {
        assert_eq!(
            answer(&sqlite, question).await,
            answer(&postgres, question).await,
            "{} differ",
            question.about
        );
    }
    assert!(answer(&sqlite, &QUESTIONS[0]).await.contains(&"schema_migration.name text".to_owned()));
}

#[tokio::test]
async fn the_comparison_sees_what_it_compares() {
    let (sqlite, postgres) = (TestDatabase::sqlite(), TestDatabase::postgres());
    make(
        sqlite.store(),
        &[
            "CREATE TABLE zoo (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT",
            "CREATE TABLE zoo_animal (id TEXT NOT NULL PRIMARY KEY, zoo TEXT NOT NULL REFERENCES zoo (id), at TEXT,
             UNIQUE (zoo, at)) STRICT",
        ],
    )
    .await;
    make(
        postgres.store(),
        &[
            "CREATE TABLE zoo (id uuid NOT NULL, name text, PRIMARY KEY (id))",
            "CREATE TABLE zoo_animal (id uuid NOT NULL, zoo uuid NOT NULL REFERENCES zoo (id) ON DELETE CASCADE,
             at timestamptz, PRIMARY KEY (zoo, id))",
        ],
    )
    .await;
    let mut only = Vec::new();
    for question in QUESTIONS {
        let (left, right) = (answer(&sqlite, question).await, answer(&postgres, question).await);
        only.extend(left.iter().filter(|line| !right.contains(line)).cloned());
    }
    assert_eq!(
        only,
        [
            "zoo.name text",
            "zoo_animal (id)",
            "zoo_animal unique (zoo,at)",
            "zoo_animal (zoo) to zoo on delete no action",
        ]
    );
}

#[tokio::test]
async fn every_sqlite_table_is_strict() {
    let database = TestDatabase::sqlite();
    let sql = "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND strict = 0
        AND name NOT LIKE 'sqlite#_%' ESCAPE '#'";
    let loose: Result<Vec<String>, StoreError> =
        database.store().read(move |tx| tx.list(sql, params![], |row| row.get(0))).await;
    assert_eq!(loose, Ok(vec![]));
}
