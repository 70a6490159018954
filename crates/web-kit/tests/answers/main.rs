//! What every answer of a skin looks like from outside: pages, refusals, failures, files.

#[cfg(test)]
mod assets;
#[cfg(test)]
mod document;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod log;
#[cfg(test)]
mod refusals;
