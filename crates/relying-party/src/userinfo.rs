//! The person's address where the ID token does not have it (OIDC Core sections 5.3 and 5.4).

use serde_json::{Map, Value};

use crate::{Distrust, Identity, Outage, Problem, id_token::truth};

/// Adds what the user information says, if it is about the same person.
pub(crate) fn complete(identity: Identity, body: &[u8]) -> Result<Identity, Problem> {
    let claims: Map<String, Value> =
        serde_json::from_slice(body).map_err(|_| Outage::NotUnderstood("its user information"))?;
    // OIDC Core section 5.3.2: tokens can be swapped on the way.
    if claims.get("sub").and_then(Value::as_str) != Some(identity.subject.as_str()) {
        return Err(Distrust::SomebodyElse.into());
    }
    Ok(Identity {
        email: claims.get("email").and_then(Value::as_str).map(str::to_owned),
        email_verified: claims.get("email_verified").and_then(truth),
        ..identity
    })
}
