//! A client of the Personal Demographics Service's FHIR API (R4), as NHS England publishes it: a record by its NHS number, and a search
//! that names one person or nobody.
//!
//! It answers in the words of `identity::demographics`, or why nobody can tell. Access is application-restricted: a signed JWT buys
//! an access token (RFC 7523), and nothing can be written by it. A service that is slow, busy or down is asked again a few times,
//! never faster than agreed, and then left alone for a while. It decides about nobody, and logs nobody's details.

mod access;
mod answer;
mod breaker;
mod client;
mod http;
mod pace;
mod patient;
mod problem;
mod settings;
mod timing;

pub use answer::{read_answer, search_answer};
pub use client::Pds;
pub use problem::Problem;
pub use settings::{Limits, Settings};
pub use timing::{Sleep, Timing, Wait};

#[cfg(test)]
mod tests;
