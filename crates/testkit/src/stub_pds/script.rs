//! What the stub does, as a test tells it, and what it heard.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::NhsNumber;
use serde_json::Value;

/// How it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// With a status, and the seconds that it says to stay away.
    With(u16, Option<u64>),
    /// Takes the request and never answers.
    Hanging,
    BrokenJson,
    /// A page of somebody's proxy.
    NotFhir,
    TooManyMatches,
    /// The token endpoint refuses, as after a key was withdrawn.
    NoTokens,
}

/// What the stub does, and what it heard.
#[derive(Default)]
pub struct PdsScript {
    pub failing: Option<Failing>,
    /// How many requests still fail; without a number, all do.
    pub failures_left: Option<u32>,
    /// Members in place of those of somebody's record; `null` takes one away.
    pub changes: HashMap<NhsNumber, Value>,
    /// Numbers that were replaced, and by which.
    pub superseded: HashMap<NhsNumber, NhsNumber>,
    pub invalidated: BTreeSet<NhsNumber>,
    /// Seconds that a token lasts.
    pub token_life: Option<u64>,
    pub requests: Vec<Heard>,
    pub tokens_sold: usize,
    pub(super) tokens: BTreeSet<String>,
    pub(super) assertions: BTreeSet<String>,
}

impl PdsScript {
    /// No token that was sold is taken any more.
    pub fn withdraw_tokens(&mut self) {
        self.tokens.clear();
    }

    pub fn fail(&mut self, failing: Failing) {
        (self.failing, self.failures_left) = (Some(failing), None);
    }

    pub fn fail_times(&mut self, failing: Failing, times: u32) {
        (self.failing, self.failures_left) = (Some(failing), Some(times));
    }

    pub fn recover(&mut self) {
        self.failing = None;
    }

    pub(super) fn failure(&mut self) -> Option<Failing> {
        match &mut self.failures_left {
            Some(0) => None,
            Some(left) => {
                *left -= 1;
                self.failing
            }
            None => self.failing,
        }
    }
}

/// A request for a record or records.
#[derive(Clone, Debug)]
pub struct Heard {
    /// What follows `/Patient`, with its query.
    pub asked: String,
    pub headers: BTreeMap<String, String>,
}
