//! The OpenID Connect part: everything that a partner must check is left to the library, with its checks on. What the
//! library does not know, `private_key_jwt`, is added as the two parameters of RFC 7523.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow};
use jose::{JoseHeader, SigningKey};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, AdditionalClaims, AuthorizationCode, ClientId, CsrfToken, EmptyExtraTokenFields,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    StandardErrorResponse, StandardTokenResponse, SubjectIdentifier, TokenResponse, UserInfoClaims,
};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::transport::Http;

/// What the tests tell the service once it is registered.
#[derive(Deserialize)]
pub struct Settings {
    issuer: String,
    client_id: String,
    private_key: String,
    /// Where visitors find it: behind a proxy, another address than its own.
    redirect_uri: String,
    /// Whom its assertions are for; the token endpoint where nothing is said.
    audience: Option<Value>,
}

/// NHS login's own claims, whatever they are: the tests look at them by name.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct NhsClaims {
    #[serde(flatten)]
    claims: Map<String, Value>,
}

impl AdditionalClaims for NhsClaims {}

type Fields = IdTokenFields<
    NhsClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type ErrorResponse = StandardErrorResponse<CoreErrorResponseType>;
type Library = openidconnect::Client<
    NhsClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    ErrorResponse,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
type TokenError<E> = RequestTokenError<E, ErrorResponse>;

pub struct Client {
    library: Library,
    http: Http,
    key: SigningKey,
    id: String,
    audience: Value,
}

/// A signing-in that has begun.
pub struct Pending {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// A person who is signed in, and what there is to show of it.
pub struct SignedIn {
    subject: SubjectIdentifier,
    refresh_token: Option<RefreshToken>,
    pub description: Value,
}

/// The provider said no, in OAuth's words.
#[derive(Debug)]
pub struct Refusal {
    pub error: String,
    pub description: Option<String>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.error, self.description.as_deref().unwrap_or_default())
    }
}

impl std::error::Error for Refusal {}

impl Client {
    /// Reads the provider's metadata and keys.
    pub async fn connect(settings: Settings) -> Result<Self> {
        let http = Http::new()?;
        let issuer = IssuerUrl::new(settings.issuer)?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &http).await?;
        let token_endpoint =
            metadata.token_endpoint().context("discovery names no token endpoint")?.to_string();
        let audience = settings.audience.unwrap_or(Value::String(token_endpoint));
        let client_id = ClientId::new(settings.client_id.clone());
        let library = Library::from_provider_metadata(metadata, client_id, None);
        let library = library.set_redirect_uri(RedirectUrl::new(settings.redirect_uri)?);
        let key = SigningKey::from_pkcs8_pem(&settings.private_key)?;
        Ok(Self { library, http, key, id: settings.client_id, audience })
    }

    /// The address to send the browser to.
    pub fn begin(&self, mut parameters: BTreeMap<String, String>) -> (Url, Pending) {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut request = self.library.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
        request = request.set_pkce_challenge(challenge);
        // The library adds `openid` itself, and would say it twice.
        let scopes = parameters.remove("scope").unwrap_or_else(|| "openid profile email".to_owned());
        let scopes = scopes.split(' ').filter(|scope| *scope != "openid");
        request = request.add_scopes(scopes.map(|scope| Scope::new(scope.to_owned())));
        for (name, value) in parameters {
            request = request.add_extra_param(name, value);
        }
        let (address, state, nonce) = request.url();
        (address, Pending { state, nonce, verifier })
    }

    /// Takes the answer at the redirect URI and asks for the tokens and the person's claims.
    pub async fn finish(&self, pending: Pending, answer: &BTreeMap<String, String>) -> Result<SignedIn> {
        let parameter = |name: &str| answer.get(name).cloned();
        if parameter("state").as_ref() != Some(pending.state.secret()) {
            return Err(anyhow!("the state of the answer is not that of the request"));
        }
        if let Some(error) = parameter("error") {
            return Err(Refusal { error, description: parameter("error_description") }.into());
        }
        let code = AuthorizationCode::new(parameter("code").context("the answer has no code")?);
        let request = self.library.exchange_code(code)?.set_pkce_verifier(pending.verifier);
        let request = self
            .assertion()
            .into_iter()
            .fold(request, |request, (name, value)| request.add_extra_param(name, value));
        let tokens = request.request_async(&self.http).await.map_err(refusal)?;
        let token = tokens.id_token().context("the answer has no ID token")?;
        let verifier = self
            .library
            .id_token_verifier()
            .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512]);
        let claims = token.claims(&verifier, &pending.nonce)?;
        let mut description = json!({ "claims": claims });
        description["idTokenHeader"] = part(&token.to_string(), 0);
        self.with_userinfo(&tokens, claims.subject().clone(), description).await
    }

    /// Asks for fresh tokens, and for the claims with them.
    pub async fn refresh(&self, signed_in: &SignedIn) -> Result<SignedIn> {
        let token = signed_in.refresh_token.as_ref().context("there is no refresh token")?;
        let request = self.library.exchange_refresh_token(token)?;
        let request = self
            .assertion()
            .into_iter()
            .fold(request, |request, (name, value)| request.add_extra_param(name, value));
        let tokens = request.request_async(&self.http).await.map_err(refusal)?;
        self.with_userinfo(&tokens, signed_in.subject.clone(), json!({})).await
    }

    async fn with_userinfo(
        &self,
        tokens: &Tokens,
        subject: SubjectIdentifier,
        mut shown: Value,
    ) -> Result<SignedIn> {
        let access_token: AccessToken = tokens.access_token().clone();
        shown["accessTokenClaims"] = part(access_token.secret(), 1);
        let request = self.library.user_info(access_token, Some(subject.clone()))?;
        let userinfo: UserInfoClaims<NhsClaims, CoreGenderClaim> = request.request_async(&self.http).await?;
        shown["userinfo"] = serde_json::to_value(userinfo)?;
        shown["response"] = serde_json::to_value(tokens)?;
        Ok(SignedIn { subject, refresh_token: tokens.refresh_token().cloned(), description: shown })
    }

    /// RFC 7523 section 2.2: who we are, signed with our key, good for a minute and once.
    fn assertion(&self) -> [(&'static str, String); 2] {
        let now = now();
        let claims = json!({
            "iss": self.id, "sub": self.id, "aud": self.audience,
            "iat": now, "exp": now + 60, "jti": Nonce::new_random().secret(),
        });
        [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned()),
            ("client_assertion", self.key.sign(&JoseHeader::rs512(), &claims)),
        ]
    }
}

#[expect(clippy::disallowed_methods, reason = "a partner's service has the machine's clock and nothing else")]
fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn refusal<E: std::error::Error + Send + Sync + 'static>(error: TokenError<E>) -> anyhow::Error {
    match error {
        RequestTokenError::ServerResponse(response) => {
            let description = response.error_description().cloned();
            Refusal { error: response.error().to_string(), description }.into()
        }
        other => other.into(),
    }
}

/// One part of a signed token, unchecked: only to be shown. Null for a token that is not of that kind.
fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).and_then(jose::from_base64url);
    part.and_then(|part| serde_json::from_slice(&part).ok()).unwrap_or_default()
}
