//! Databases on the throwaway PostgreSQL server: copied from a migrated template, dropped after their test.

use std::{
    process,
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use kernel::Secret;
use postgres::{Client, NoTls};
use store::{Location, Store};

const VARIABLE: &str = "SLIPWAY_TEST_POSTGRES";

// Test programs that start together make the template one after another.
const LOCK: &str = "SELECT pg_advisory_lock(947042)";

static SERVER: LazyLock<Option<String>> = LazyLock::new(address);
static TEMPLATE: LazyLock<String> = LazyLock::new(template);
static COUNT: AtomicU32 = AtomicU32::new(0);

#[expect(clippy::disallowed_methods, reason = "the test run names its server through the environment")]
fn address() -> Option<String> {
    std::env::var(VARIABLE).ok()
}

fn server() -> &'static str {
    SERVER.as_deref().unwrap_or_else(|| {
        panic!(
            "there is no PostgreSQL to test on ({VARIABLE} is not set): \
             run this through make test, or cargo xtask with-postgres -- cargo test"
        )
    })
}

/// Makes an empty, migrated database; says its name and where it is.
pub(crate) fn create() -> (String, Location) {
    server();
    create_from(&TEMPLATE)
}

/// Makes a database with nothing in it.
pub(crate) fn create_empty() -> (String, Location) {
    create_from("template0")
}

fn create_from(template: &str) -> (String, Location) {
    let name = format!("test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let statement = format!("CREATE DATABASE {name} TEMPLATE {template}");
    on_server(move |client| client.batch_execute(&statement).expect("the template can be copied"));
    let location = location(&name);
    (name, location)
}

/// Drops a database, and whoever is still connected to it.
pub(crate) fn remove(name: &str) {
    let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    on_server(move |client| client.batch_execute(&statement).expect("a test's database can be dropped"));
}

fn template() -> String {
    let name = format!("slipway_{}", Store::schema_fingerprint());
    let made = name.clone();
    on_server(move |client| {
        client.batch_execute(LOCK).expect("the lock is free in the end");
        let known = "SELECT datistemplate FROM pg_database WHERE datname = $1";
        let row = client.query_opt(known, &[&made]).expect("the catalogue can be read");
        if row.is_none() {
            client.batch_execute(&format!("CREATE DATABASE {made}")).expect("a database can be made");
        }
        if !row.is_some_and(|row| row.get(0)) {
            drop(Store::open(&location(&made)).expect("an empty database can be migrated"));
            let finished = format!("ALTER DATABASE {made} IS_TEMPLATE true");
            client.batch_execute(&finished).expect("the template can be marked as one");
        }
    });
    name
}

fn location(name: &str) -> Location {
    let (address, query) = server().split_once('?').unwrap_or((server(), ""));
    let (root, _) = address.rsplit_once('/').expect("an address ends in the name of a database");
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    Location::Postgres(Secret::new(format!("{root}/{name}{query}")))
}

// The client runs a runtime of its own inside each call, which it cannot on the thread of an asynchronous test.
fn on_server<T: Send + 'static>(work: impl FnOnce(&mut Client) -> T + Send + 'static) -> T {
    let connected = || {
        let mut client = Client::connect(server(), NoTls).expect("the test server can be reached");
        work(&mut client)
    };
    thread::scope(|scope| scope.spawn(connected).join())
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
