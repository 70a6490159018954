//! What a partner's people see of their integrations, and do.

pub mod list;
pub mod start;
