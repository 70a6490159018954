//! Every statement of the queries, run on both databases: what is written is found, and what is to happen once happens once.

#![cfg(test)]

mod account_passkeys;
mod board;
mod bound;
mod clients;
mod identity_checks;
mod integrations;
mod looks;
mod notices;
mod people;
mod provisioning;
mod registers;
mod samples;
mod sign_in;
mod test_data;
mod traffic;
