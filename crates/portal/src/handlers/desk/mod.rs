//! Where the service's side works: many integrations at once, and one of them closely.

pub mod calls;
pub mod case;
pub mod lists;
pub mod reports;
pub mod review;
