//! `prompt`: whether the person may be shown pages, must be, or only if need be.

use serde::{Deserialize, Serialize};

use super::{Draft, Failure};
use crate::{Finding, rules};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prompt {
    /// Single sign-on when the session is good enough, pages otherwise.
    WhenNeeded,
    /// No page at all: what cannot be done without one is an error.
    None,
    /// The person always signs in.
    Login,
}

pub(super) fn known(draft: &mut Draft<'_>) -> Result<(), Failure> {
    let Some(text) = draft.parameters.get("prompt") else { return Ok(()) };
    let mut values: Vec<&str> = text.split_ascii_whitespace().collect();
    values.dedup();
    if values.contains(&"none") && values.len() > 1 {
        let finding = Finding::failure(&rules::PROMPT_KNOWN, "prompt has none together with another value")
            .expected("none alone")
            .received(text);
        return Err(Failure::new("invalid_request", finding));
    }
    if values.iter().any(|value| !["none", "login"].contains(value)) {
        let explanation = "prompt has a value that NHS login does not know, and ignored";
        draft.warn(
            Finding::warning(&rules::PROMPT_KNOWN, explanation).expected("none or login").received(text),
        );
    }
    draft.request.prompt = match values.as_slice() {
        values if values.contains(&"none") => Prompt::None,
        values if values.contains(&"login") => Prompt::Login,
        _ => Prompt::WhenNeeded,
    };
    Ok(())
}
