//! How we show the token endpoint that it is us (OIDC Core section 9).

use jose::{JoseHeader, SigningAlgorithm};
use kernel::SignedDuration;
use reqwest::RequestBuilder;
use serde_json::json;
use url::Url;

use crate::{Authentication, Moment, Outage, Settings, Unusable, discovery::Metadata, drawn, http::Http};

const ASSERTION_LIFE: SignedDuration = SignedDuration::from_secs(60);
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The token request of this client.
pub(crate) fn token_request(
    http: &Http,
    settings: &Settings,
    metadata: &Metadata,
    form: &[(&str, &str)],
    moment: Moment<'_>,
) -> Result<RequestBuilder, Outage> {
    let endpoint = &metadata.token_endpoint;
    match &settings.authentication {
        Authentication::Secret(secret) if takes(metadata, "client_secret_basic") => {
            let (name, password) = (encoded(&settings.client_id), encoded(secret.expose()));
            Ok(http.post(endpoint, form)?.basic_auth(name, Some(password)))
        }
        Authentication::Secret(secret) if takes(metadata, "client_secret_post") => {
            let own = [("client_id", settings.client_id.as_str()), ("client_secret", secret.expose())];
            http.post(endpoint, &[form, &own].concat())
        }
        Authentication::PrivateKey { key, kid } if takes(metadata, "private_key_jwt") => {
            let algorithm = algorithm(metadata)?;
            let assertion = assertion(settings, endpoint, key, kid.as_deref(), algorithm, moment);
            let own = [
                ("client_id", settings.client_id.as_str()),
                ("client_assertion_type", ASSERTION_TYPE),
                ("client_assertion", &assertion),
            ];
            http.post(endpoint, &[form, &own].concat())
        }
        Authentication::Secret(_) | Authentication::PrivateKey { .. } => {
            Err(Unusable::NoCommonAuthentication.into())
        }
    }
}

fn takes(metadata: &Metadata, method: &str) -> bool {
    match &metadata.token_endpoint_auth_methods_supported {
        Some(methods) => methods.iter().any(|known| known == method),
        None => method == "client_secret_basic",
    }
}

// RFC 6749 section 2.3.1: both are form-encoded before they become a user name and a password.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

// OIDC Discovery section 3: a provider should take RS256, and says what else.
fn algorithm(metadata: &Metadata) -> Result<SigningAlgorithm, Outage> {
    let Some(known) = &metadata.token_endpoint_auth_signing_alg_values_supported else {
        return Ok(SigningAlgorithm::Rs256);
    };
    let mut ours = SigningAlgorithm::ALL.into_iter();
    let chosen = ours.find(|ours| known.iter().any(|name| name == ours.name()));
    chosen.ok_or(Unusable::NoCommonAuthentication.into())
}

fn assertion(
    settings: &Settings,
    endpoint: &Url,
    key: &jose::SigningKey,
    kid: Option<&str>,
    algorithm: SigningAlgorithm,
    moment: Moment<'_>,
) -> String {
    let header = JoseHeader::rs512().with("alg", algorithm.name()).with("typ", "JWT");
    let header = match kid {
        Some(kid) => header.with("kid", kid),
        None => header,
    };
    let claims = json!({
        "iss": settings.client_id,
        "sub": settings.client_id,
        "aud": endpoint.as_str(),
        "jti": drawn(moment.random),
        "iat": moment.now.as_second(),
        "exp": (moment.now + ASSERTION_LIFE).as_second(),
    });
    key.sign_with(algorithm, &header, &claims)
}
