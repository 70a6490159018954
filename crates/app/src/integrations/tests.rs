//! Integrations on a real database.
