//! What tests share: a database of their own on either server, a clock that stands still, dice that repeat, an OpenID Provider and
//! a demographics service that say what a test wants them to say, and a device with a passkey.

mod database;
mod passkey_device;
mod postgres_server;
mod stub_pds;
mod stub_provider;

pub use database::{FromTestDatabase, TestDatabase};
pub use kernel::{FixedClock, SeededRandom};
pub use passkey_device::{PRESENT, PasskeyDevice, VERIFIED};
pub use stub_pds::{CLIENT as PDS_CLIENT, Failing, Heard, KEY_ID as PDS_KEY_ID, PdsScript, StubPds};
pub use stub_provider::{Script, StubProvider};
#[doc(hidden)]
pub use tokio;

/// Writes each test twice, once per database: `async fn name(store: Store) { … }` becomes `name::sqlite` and
/// `name::postgres`. The argument is a [`store::Store`] or a `&TestDatabase`.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($argument:ident: $kind:ty $(,)?) $body:block)+) => {
        $(#[cfg(test)]
        mod $name {
            use super::*;

            async fn test_on($argument: $kind) $body

            $(#[$attribute])*
            #[$crate::tokio::test(flavor = "multi_thread", worker_threads = 2, crate = "testkit::tokio")]
            async fn sqlite() {
                let database = $crate::TestDatabase::sqlite();
                test_on($crate::FromTestDatabase::from_test_database(&database)).await;
            }

            $(#[$attribute])*
            #[$crate::tokio::test(flavor = "multi_thread", worker_threads = 2, crate = "testkit::tokio")]
            async fn postgres() {
                let database = $crate::TestDatabase::postgres();
                test_on($crate::FromTestDatabase::from_test_database(&database)).await;
            }
        })+
    };
}
