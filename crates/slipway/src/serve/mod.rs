//! `slipway serve`: two listeners, one process, a ready line, and an end that finishes what it began.

mod door;
mod listeners;
mod ready;
mod shutdown;

pub use listeners::Listeners;
pub use ready::{Ready, TestPerson};
pub use shutdown::{Stop, serve};
