//! Reads whole databases as text, to show what is not in them.

use store::{Store, StoreError};

const SQLITE_TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
const POSTGRES_TABLES: &str = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'";

/// Every cell of every table; bytes are written as hexadecimal digits.
pub async fn every_text_in(store: &Store, is_sqlite: bool) -> String {
    let names = if is_sqlite { SQLITE_TABLES } else { POSTGRES_TABLES };
    let mut everything = String::new();
    for table in list(store, names.to_owned()).await {
        let statement = if is_sqlite {
            let columns = list(store, format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let cells: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            format!("SELECT {} FROM \"{table}\"", cells.join(" || ' ' || "))
        } else {
            format!("SELECT whole::text FROM \"{table}\" AS whole")
        };
        everything.extend([table, "\n".to_owned(), list(store, statement).await.join("\n"), "\n".to_owned()]);
    }
    everything
}

// A statement is written once in the program; a test that reads every table writes them as it goes.
async fn list(store: &Store, statement: String) -> Vec<String> {
    let statement: &'static str = statement.leak();
    let found: Result<Vec<String>, StoreError> =
        store.read(move |tx| tx.list(statement, &[], |row| row.get(0))).await;
    found.unwrap_or_else(|error| panic!("{statement}: {error}"))
}
