//! What the provider publishes of itself (OIDC Discovery section 3), and whether it can be worked with.

use serde::Deserialize;
use thiserror::Error;
use url::Url;

use crate::{Outage, is_fit};

/// Why a provider's metadata cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unusable {
    #[error("its metadata names another issuer than the settings: compare them letter for letter")]
    AnotherIssuer,
    #[error("its metadata has an address that is not https")]
    NotEncrypted,
    #[error("its token endpoint takes none of our ways to authenticate")]
    NoCommonAuthentication,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Metadata {
    issuer: String,
    pub(crate) authorization_endpoint: Url,
    pub(crate) token_endpoint: Url,
    pub(crate) jwks_uri: Url,
    pub(crate) userinfo_endpoint: Option<Url>,
    /// OIDC Discovery section 3: `client_secret_basic` where it is absent.
    pub(crate) token_endpoint_auth_methods_supported: Option<Vec<String>>,
    pub(crate) token_endpoint_auth_signing_alg_values_supported: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
}

/// Where an issuer's metadata is (OIDC Discovery section 4.1).
pub(crate) fn address(issuer: &str) -> Result<Url, Outage> {
    let text = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let url = Url::parse(&text).ok().filter(is_fit);
    url.ok_or(Unusable::NotEncrypted.into())
}

pub(crate) fn read(text: &[u8], issuer: &str) -> Result<Metadata, Outage> {
    let metadata: Metadata =
        serde_json::from_slice(text).map_err(|_| Outage::NotUnderstood("its metadata"))?;
    // OIDC Discovery section 4.3: else anybody could speak for anybody.
    if metadata.issuer != issuer {
        return Err(Unusable::AnotherIssuer.into());
    }
    let endpoints = [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
    if endpoints.into_iter().chain(&metadata.userinfo_endpoint).all(is_fit) {
        Ok(metadata)
    } else {
        Err(Unusable::NotEncrypted.into())
    }
}
