//! The whole provider in this process, on both databases: each test is named after the rule that it holds the provider to.

#![cfg(test)]

mod authorize;
mod consent;
mod proving;
mod section_14;
mod section_15;
mod single_sign_on;
mod support;
