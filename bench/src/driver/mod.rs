//! The client's side: one connection, one journey, many journeys at once, and a browser for the first sign-in.

mod browser;
mod connection;
mod journey;
mod load;
mod service;

pub use browser::{Browser, Credentials, Mailbox, sign_in};
pub use connection::{Answer, Connection};
pub use journey::{Ticket, arrive, vot_of};
pub use load::{Measurement, run, summarise};
pub use service::{Registration, Service};
