//! Whom the request is from and where its answer may go. Until both are sure, nothing is redirected.

use super::{Draft, Failure, difference};
use crate::{Client, Finding, Parameters, rules};

pub(super) fn find<'a>(
    parameters: &'a Parameters,
    client: Option<&'a Client>,
) -> Result<(&'a Client, &'a str), Failure> {
    for name in ["client_id", "redirect_uri"] {
        if parameters.is_malformed(name) {
            let finding =
                Finding::failure(&rules::PARAMETERS_READABLE, format!("{name} is not percent-encoded UTF-8"));
            return Err(Failure::new("invalid_request", finding));
        }
        if parameters.is_repeated(name) {
            let finding = Finding::failure(&rules::PARAMETERS_ONCE, format!("{name} comes more than once"));
            return Err(Failure::new("invalid_request", finding));
        }
    }
    let client = known_client(parameters, client)?;
    let redirect_uri = registered_redirect_uri(parameters, client)?;
    Ok((client, redirect_uri))
}

/// The address is the product's all the same, so its service hears of it.
pub(super) fn may_be_used(draft: &mut Draft<'_>) -> Result<(), Failure> {
    match draft.client.suspended() {
        None => Ok(()),
        Some(finding) => Err(Failure::new("unauthorized_client", finding)),
    }
}

/// `state` in a refusal that goes to no redirect URI: there it helps a program to find its request again.
pub(super) fn echoed_state(parameters: &Parameters) -> Option<String> {
    let state = parameters.get("state").filter(|state| state.len() <= super::extras::LONGEST_VALUE);
    state.filter(|_| !parameters.is_repeated("state")).map(str::to_owned)
}

fn known_client<'a>(parameters: &Parameters, client: Option<&'a Client>) -> Result<&'a Client, Failure> {
    match (parameters.get("client_id"), client) {
        (Some(_), Some(client)) => Ok(client),
        (Some(id), None) => {
            let finding =
                Finding::failure(&rules::CLIENT_KNOWN, "no client with this client_id is registered here")
                    .expected("a client_id of this environment")
                    .received(id);
            Err(Failure::new("invalid_client", finding))
        }
        (None, _) => Err(Failure::new(
            "invalid_request",
            Finding::failure(&rules::CLIENT_KNOWN, "client_id is missing"),
        )),
    }
}

fn registered_redirect_uri<'a>(parameters: &'a Parameters, client: &Client) -> Result<&'a str, Failure> {
    let registered = &client.redirect_uris;
    match parameters.get("redirect_uri") {
        Some(uri) if registered.iter().any(|known| known == uri) => Ok(uri),
        Some(uri) => {
            let finding =
                Finding::failure(&rules::REDIRECT_URI_REGISTERED, difference::explain(registered, uri))
                    .expected(registered.join(" or "))
                    .received(uri);
            Err(Failure::new("invalid_redirect_uri", finding))
        }
        None => {
            let finding = Finding::failure(&rules::REDIRECT_URI_REGISTERED, "redirect_uri is missing")
                .expected(registered.join(" or "));
            Err(Failure::new("invalid_redirect_uri", finding))
        }
    }
}
