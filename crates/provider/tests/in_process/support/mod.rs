//! What the tests speak through: a provider in this process, services that call it, people with browsers.

mod answer;
mod assertion;
mod parameters;
mod programs;
mod rows;
mod sandpit;
mod service;
mod visitor;

pub use answer::Answer;
pub use assertion::Assertion;
pub use parameters::Parameters;
pub use programs::{JWT_BEARER, Patient};
pub use sandpit::{ISSUER, Sandpit};
pub use service::{Service, Tokens, other_key, service_key};
pub use visitor::{Page, Visitor};

/// Seeded people, by what is worth testing about them.
pub mod people {
    pub const PASSWORD: &str = identity::people::PASSWORD;
    pub const NEW_PASSWORD: &str = "a-long-enough-phrase";
    pub const CODE: &str = identity::people::STATIC_OTP;
    pub const P9: &str = "rowan.p9@people.example";
    pub const P9_WITHOUT_GP: &str = "wilf.p9@people.example";
    pub const P5: &str = "priya.p5@people.example";
    pub const P0: &str = "edith.p0@people.example";
}
