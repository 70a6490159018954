//! An onboarding process as data.
