//! What every answer of a skin looks like from outside: pages, refusals, failures, files.

mod assets;
mod document;
mod failures;
mod harness;
mod refusals;
