//! What happens to an integration, and who may do what.
