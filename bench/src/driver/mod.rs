//! The client's side: one connection, one journey, many journeys at once, and a browser for the first sign-in.

mod browser;
mod connection;
mod journey;
mod load;
mod service;

pub use browser::{Credentials, sign_in};
pub use connection::{Answer, Connection};
pub use load::{Measurement, run};
pub use service::{Registration, Service};
