//! The floor's four tables: as much as must be durable, and no more.

use store::{Store, StoreError, params};

use super::checks::TokenRequest;

const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS floor_code (code TEXT PRIMARY KEY, nonce TEXT NOT NULL, expires BIGINT NOT NULL, redeemed BIGINT)",
    "CREATE TABLE IF NOT EXISTS floor_assertion (jti TEXT PRIMARY KEY, expires BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS floor_grant (code TEXT PRIMARY KEY, issued BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS floor_visit (id TEXT PRIMARY KEY, made BIGINT NOT NULL)",
];

const CODE_LIFE: i64 = 600;

pub async fn create_tables(store: &Store) -> Result<(), StoreError> {
    store
        .write(|tx| {
            for table in TABLES {
                tx.execute(table, params![])?;
            }
            Ok(())
        })
        .await
}

pub async fn insert_code(store: &Store, code: &str, nonce: String, now: i64) -> Result<(), StoreError> {
    let code = jose::sha256_hex(code);
    store
        .write(move |tx| {
            let insert = "INSERT INTO floor_code (code, nonce, expires) VALUES ($1, $2, $3)";
            tx.execute(insert, params![code, nonce, now + CODE_LIFE])?;
            Ok(())
        })
        .await
}

/// Spends the assertion and the code, records the grant, and answers the nonce that belongs to it. Nothing where the code is
/// unknown, old or spent.
pub async fn redeem_code(
    store: &Store,
    request: TokenRequest,
    now: i64,
) -> Result<Option<String>, StoreError> {
    let code = jose::sha256_hex(&request.code);
    store
        .write(move |tx| {
            let remember = "INSERT INTO floor_assertion (jti, expires) VALUES ($1, $2)";
            tx.execute(remember, params![request.jti, request.assertion_expires])?;
            let spend = "UPDATE floor_code SET redeemed = $1 WHERE code = $2 AND redeemed IS NULL AND expires > $1 \
                         RETURNING nonce";
            let nonce = tx.find(spend, params![now, code], |row| row.get::<String>(0))?;
            tx.execute("INSERT INTO floor_grant (code, issued) VALUES ($1, $2)", params![code, now])?;
            Ok(nonce)
        })
        .await
}

pub async fn insert_visit(store: &Store, id: &str, now: i64) -> Result<(), StoreError> {
    let id = id.to_owned();
    store
        .write(move |tx| {
            tx.execute("INSERT INTO floor_visit (id, made) VALUES ($1, $2)", params![id, now])?;
            Ok(())
        })
        .await
}
