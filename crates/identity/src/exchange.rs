//! What passed between a client and the provider, kept for the client's developers: without anything that opens a door.

use std::borrow::Cow;

use kernel::{Reference, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{ClientId, EnvironmentId, GrantId, Parameters, rules::Rule};

/// Which endpoint was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    Authorize,
    Token,
    Userinfo,
    /// The settings pages, where a service vouched for the person.
    Settings,
    /// The look-up of users.
    Users,
    ProvisionAccount,
}

impl Endpoint {
    pub const ALL: [Self; 6] =
        [Self::Authorize, Self::Token, Self::Userinfo, Self::Settings, Self::Users, Self::ProvisionAccount];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Token => "token",
            Self::Userinfo => "userinfo",
            Self::Settings => "settings",
            Self::Users => "users",
            Self::ProvisionAccount => "provision-account",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.name() == name)
    }
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Succeeded,
    /// A person is on the provider's pages; the row is completed when they come back.
    Waiting,
    Refused,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Succeeded, Self::Waiting, Self::Refused];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// Whether a rule was broken or only bent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Warning,
    Failure,
}

/// One rule that did not hold, in words for a developer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: Cow<'static, str>,
    pub severity: Severity,
    /// What differs, such as "redirect_uri differs from the registered one by a trailing slash".
    pub explanation: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
}

impl Finding {
    pub fn failure(rule: &'static Rule, explanation: impl Into<String>) -> Self {
        Self::new(rule, Severity::Failure, explanation)
    }

    pub fn warning(rule: &'static Rule, explanation: impl Into<String>) -> Self {
        Self::new(rule, Severity::Warning, explanation)
    }

    fn new(rule: &'static Rule, severity: Severity, explanation: impl Into<String>) -> Self {
        Self {
            rule: Cow::Borrowed(rule.id),
            severity,
            // It may quote what came, and goes into a redirect.
            explanation: shorten(&explanation.into()),
            expected: None,
            received: None,
        }
    }

    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(shorten(&expected.into()));
        self
    }

    #[must_use]
    pub fn received(mut self, received: impl Into<String>) -> Self {
        self.received = Some(shorten(&received.into()));
        self
    }
}

/// One exchange, whole.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What a refusal page shows, and what finds this exchange again.
    pub reference: Reference,
    pub environment: EnvironmentId,
    /// Absent where the request named no client that is registered: then only operators see it.
    pub client_id: Option<ClientId>,
    /// Ties the requests of one sign-in together.
    pub grant_id: Option<GrantId>,
    pub endpoint: Endpoint,
    pub at: Timestamp,
    pub outcome: Outcome,
    /// The protocol's error code, such as `invalid_client`.
    pub error: Option<String>,
    pub details: Details,
}

/// The parts that the inspector shows when an exchange is opened.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    pub method: String,
    pub status: u16,
    /// Parameters as they came, secrets replaced by their fingerprints.
    pub parameters: Vec<(String, String)>,
    /// Warnings, and the first rule that failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The client assertion's or other JWT's parts and checks; never its signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assertion: Option<jose::AssertionReport>,
    /// What was answered: claim names, lives and fingerprints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answer: Vec<(String, String)>,
    /// The program that called, as it named itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user_agent: String,
}

// Names whose values say nothing that opens a door; all others are told by length alone.
const SHOWN: [&str; 27] = [
    "acr_values",
    "allow_registration",
    "client_assertion_type",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "display",
    "error",
    "error_description",
    "expires_in",
    "grant_type",
    "login_options",
    "max_age",
    "nonce",
    "prompt",
    "redirect_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "token_type",
    "ui_locales",
    "vtr",
    "vot",
    "registration",
    "request_uri",
    "action",
];

// Secrets by their nature: the fingerprint lets a developer see that the same value came back.
const FINGERPRINTED: [&str; 5] = ["code", "refresh_token", "access_token", "code_verifier", "id_token_hint"];

/// The parameters as the inspector may keep them; `fingerprint` is a short one-way digest.
pub fn redacted(parameters: &Parameters, fingerprint: impl Fn(&str) -> String) -> Vec<(String, String)> {
    parameters
        .pairs()
        .iter()
        .take(50)
        .map(|(name, value)| (shorten(name), redact(name, value, &fingerprint)))
        .collect()
}

fn redact(name: &str, value: &str, fingerprint: impl Fn(&str) -> String) -> String {
    if SHOWN.contains(&name) {
        shorten(value)
    } else if FINGERPRINTED.contains(&name) {
        fingerprint(value)
    } else {
        format!("({} characters, not kept)", value.chars().count())
    }
}

/// Long values are cut where a reader still recognises them; `state` may have 500 characters.
pub fn shorten(text: &str) -> String {
    const LONGEST: usize = 600;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_strangers_are_not_kept() {
        let parameters = Parameters::from_pairs([
            ("code", "secret-code"),
            ("client_assertion", "a.b.c"),
            ("client_secret", "hunter2"),
            ("state", "s"),
        ]);
        let kept = redacted(&parameters, |_| "sha256:1234".to_owned());
        let text = format!("{kept:?}");
        assert!(
            !text.contains("secret-code") && !text.contains("a.b.c") && !text.contains("hunter2"),
            "{text}"
        );
        assert_eq!(kept[0].1, "sha256:1234");
        assert_eq!(kept[3].1, "s");
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let cut = shorten(&"é".repeat(700));
        assert!(cut.starts_with('é') && cut.ends_with("(700 characters)"));
        assert_eq!(shorten("short"), "short");
    }
}
