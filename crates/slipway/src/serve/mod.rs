//! `slipway serve`: a listener for each part, one process, a ready line, and an end that finishes what it began.

mod door;
mod listeners;
mod ready;
mod shutdown;

pub use listeners::Listeners;
pub use ready::{Ready, Running, TestPerson};
pub use shutdown::{Stop, serve};
