//! One connection: its prepared statements, its transactions, and what each session is told first.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use postgres::{Client, Statement, types::ToSql};

use super::{
    problem::{Constraints, told},
    url::Server,
};
use crate::{Row, StoreError, Value, row::Cells};

// A session can only read unless a transaction says otherwise, so a read needs no BEGIN and no COMMIT. Waiting for a lock
// ends as it does on SQLite. A server that is set to acknowledge before it syncs is overruled.
const SESSION: &str = "SET default_transaction_read_only = on; SET TIME ZONE 'UTC'; SET lock_timeout = '5s';
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

// A connection that rested for so long may have been cut meanwhile, by a restart or by a router: it is tried before it is
// trusted. Under load nobody rests, and nobody pays for a trial.
const TRUSTED: Duration = Duration::from_secs(1);
const TRIAL: Duration = Duration::from_secs(2);

pub(crate) struct Connection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
    constraints: Arc<Constraints>,
    used: Instant,
    // The server said goodbye, or nothing: the socket itself may be seen to close only later.
    lost: bool,
}

impl Connection {
    pub(super) fn open(server: &Server, constraints: Arc<Constraints>) -> Result<Self, StoreError> {
        let mut client = server.connect().map_err(StoreError::unavailable)?;
        client.batch_execute(SESSION).map_err(|error| told(SESSION, &error, &constraints))?;
        Ok(Self { client, statements: HashMap::new(), constraints, used: Instant::now(), lost: false })
    }

    /// Whether the server is still there, as far as can be known without asking each time.
    pub(super) fn is_alive(&mut self) -> bool {
        let rested = self.used.elapsed() > TRUSTED;
        self.used = Instant::now();
        !self.is_lost() && (!rested || self.client.is_valid(TRIAL).is_ok())
    }

    pub(super) fn is_lost(&self) -> bool {
        self.lost || self.client.is_closed()
    }

    /// BEGIN, COMMIT and their like.
    pub(super) fn control(&mut self, sql: &'static str) -> Result<(), StoreError> {
        let outcome = self.client.batch_execute(sql);
        outcome.map_err(|error| self.note(sql, &error))
    }

    pub(crate) fn execute(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        self.with_statement(sql, |client, statement| client.execute(statement, &references(params)))
    }

    pub(crate) fn visit(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<(), StoreError> {
        let rows =
            self.with_statement(sql, |client, statement| client.query(statement, &references(params)))?;
        for row in &rows {
            if !each(&Row::new(Cells::Postgres(row), sql)) {
                break;
            }
        }
        Ok(())
    }

    fn with_statement<T>(
        &mut self,
        sql: &'static str,
        run: impl FnOnce(&mut Client, &Statement) -> Result<T, postgres::Error>,
    ) -> Result<T, StoreError> {
        let outcome = match self.statements.get(sql) {
            Some(statement) => run(&mut self.client, statement),
            None => self.client.prepare(sql).and_then(|statement| {
                let outcome = run(&mut self.client, &statement);
                self.statements.insert(sql, statement);
                outcome
            }),
        };
        outcome.map_err(|error| self.note(sql, &error))
    }

    fn note(&mut self, sql: &str, error: &postgres::Error) -> StoreError {
        let told = told(sql, error, &self.constraints);
        match told {
            StoreError::Unavailable { retryable: false, .. } => self.lost = true,
            // A migration by another process can leave a plan that no longer fits its table; it is made anew.
            StoreError::Database(_) => self.statements.clear(),
            _ => {}
        }
        told
    }
}

fn references<'v>(params: &'v [Value<'_>]) -> Vec<&'v (dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}
