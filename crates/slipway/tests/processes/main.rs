//! The program as a process: a server that starts and stops, and commands beside it on the same database.

mod backup;
mod commands;
mod editions;
mod environments;
mod files;
mod house;
mod master_key;
mod programme;
mod serving;
mod trace;
