//! Moving an integration from one edition to another.

mod mapping;

pub use mapping::Mapping;
