//! A registered service: it builds requests, signs assertions, and checks tokens against the published keys.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicU32, Ordering},
};

use app::clients::Change;
use axum::body::Body;
use http::{Method, Request, header};
use identity::Client;
use jose::{CompactJws, JwkSet, JwsVerifier, PublicKey, SigningKey};
use kernel::SignedDuration;
use serde_json::{Map, Value};

use super::{Answer, Assertion, Parameters, Sandpit, Visitor};

static KEY: LazyLock<SigningKey> = LazyLock::new(SigningKey::generate);
static OTHER_KEY: LazyLock<SigningKey> = LazyLock::new(SigningKey::generate);

pub fn service_key() -> &'static SigningKey {
    &KEY
}

pub fn other_key() -> &'static SigningKey {
    &OTHER_KEY
}

#[derive(Clone)]
pub struct Service {
    pub sandpit: Sandpit,
    pub client: Client,
    pub key: &'static SigningKey,
    used: Arc<AtomicU32>,
}

/// A good answer of the token endpoint.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub id: String,
    pub refresh: String,
    pub body: Value,
}

/// A token whose signature a published key made.
#[derive(Clone, Debug)]
pub struct Verified {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    /// The header as it was written, order and all.
    pub header_text: String,
}

impl Service {
    pub fn new(sandpit: &Sandpit, client: Client) -> Self {
        Self { sandpit: sandpit.clone(), client, key: service_key(), used: Arc::default() }
    }

    pub fn id(&self) -> &str {
        self.client.id.as_str()
    }

    pub fn redirect_uri(&self) -> &str {
        &self.client.redirect_uris[0]
    }

    /// Changes the registration, as its owner does on the portal.
    pub async fn change(&mut self, edit: impl FnOnce(&mut Change)) {
        let client = &self.client;
        let mut change = Change {
            name: client.name.clone(),
            redirect_uris: client.redirect_uris.clone(),
            scope: client.scopes.to_string(),
            vectors: client.vectors.iter().map(ToString::to_string).collect(),
            sso_partners: client.sso_partners.iter().map(ToString::to_string).collect(),
            repeats_claims_in_header: client.repeats_claims_in_header,
        };
        edit(&mut change);
        // A change is told from what was before it by its time.
        self.sandpit.advance(SignedDuration::from_secs(1));
        let (ctx, environment) = (&self.sandpit.ctx, &self.sandpit.environment);
        let changed = app::clients::update(ctx, environment, &client.id, change).await;
        self.client = changed.expect("the change holds to every rule");
    }

    /// Registers two services as single sign-on partners of each other.
    pub async fn partner_with(&mut self, other: &mut Self) {
        let (own, their) = (self.id().to_owned(), other.id().to_owned());
        self.change(|change| change.sso_partners = vec![their]).await;
        other.change(|change| change.sso_partners = vec![own]).await;
    }

    /// What vouches to the provider for the person that this ID token is about.
    pub async fn asserted_login(&self, id_token: &str) -> Assertion {
        let code = self.verify(id_token).await.claims["jti"].clone();
        self.assertion().without("aud").without("sub").claim("code", code)
    }

    /// An authentication request as a careful service makes it.
    pub fn request(&self) -> Parameters {
        Parameters::of([
            ("response_type", "code"),
            ("client_id", self.id()),
            ("redirect_uri", self.redirect_uri()),
            ("scope", "openid profile email"),
            ("state", "state-7"),
            ("nonce", "nonce-7"),
            ("vtr", r#"["P0.Cp.Cd"]"#),
        ])
    }

    pub fn authorize_url(&self, request: &Parameters) -> String {
        format!("{}/authorize?{}", self.sandpit.environment.issuer, request.encoded())
    }

    /// Sends the request as a program would.
    pub async fn authorize(&self, request: &Parameters) -> Answer {
        self.sandpit.get(&self.authorize_url(request)).await
    }

    pub fn assertion(&self) -> Assertion {
        let endpoint = self.sandpit.environment.token_endpoint();
        let jti = format!("{}-{}", self.id(), self.used.fetch_add(1, Ordering::Relaxed));
        Assertion::new(self.id(), &endpoint, self.sandpit.now().as_second(), &jti)
    }

    /// The form with a fresh assertion on it.
    pub fn signed(&self, form: &Parameters) -> Parameters {
        self.signed_by(form, &self.assertion())
    }

    pub fn signed_by(&self, form: &Parameters, assertion: &Assertion) -> Parameters {
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        form.clone().with("client_assertion_type", kind).with("client_assertion", &assertion.sign(self.key))
    }

    pub fn code_form(&self, code: &str) -> Parameters {
        Parameters::of([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri()),
        ])
    }

    pub fn refresh_form(refresh_token: &str) -> Parameters {
        Parameters::of([("grant_type", "refresh_token"), ("refresh_token", refresh_token)])
    }

    pub async fn token(&self, form: &Parameters) -> Answer {
        self.sandpit.post("/token", &self.signed(form)).await
    }

    pub async fn redeem(&self, code: &str) -> Answer {
        self.token(&self.code_form(code)).await
    }

    pub async fn refresh(&self, refresh_token: &str) -> Answer {
        self.token(&Self::refresh_form(refresh_token)).await
    }

    /// Tokens about a person who signs in afresh and agrees.
    pub async fn tokens_of(&self, email: &str, request: &Parameters) -> Tokens {
        let code = self.sandpit.visitor().code_for(self, request, email).await;
        Tokens::of(&self.redeem(&code).await)
    }

    pub async fn userinfo(&self, access_token: &str) -> Answer {
        let request =
            Request::get("/userinfo").header(header::AUTHORIZATION, format!("Bearer {access_token}"));
        self.sandpit.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn patch_userinfo(&self, access_token: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder().method(Method::PATCH).uri("/userinfo");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {access_token}"));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.sandpit.send(request.body(body.into()).expect("a request")).await
    }

    pub async fn published_keys(&self) -> JwkSet {
        let keys = self.sandpit.get("/.well-known/jwks.json").await;
        serde_json::from_value(keys.json()).expect("the key set has its shape")
    }

    /// Checks a token's signature as a relying party does.
    pub async fn verify(&self, token: &str) -> Verified {
        let published = serde_json::to_string(&self.published_keys().await).expect("it is JSON");
        let keys = PublicKey::parse(&published).expect("published keys can be read");
        let CompactJws { header, claims, .. } =
            JwsVerifier::new(keys).verify(token).unwrap_or_else(|problem| panic!("{problem}: {token}"));
        let written = token.split('.').next().and_then(jose::from_base64url).expect("it was verified");
        Verified { header, claims, header_text: String::from_utf8(written).expect("JSON is UTF-8") }
    }
}

impl Tokens {
    #[track_caller]
    pub fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.text());
        let body = answer.json();
        let member = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Self {
            access: member("access_token"),
            id: member("id_token"),
            refresh: member("refresh_token"),
            body,
        }
    }
}

impl Visitor {
    /// Goes all the way from the service's request to its code.
    pub async fn code_for(&mut self, service: &Service, request: &Parameters, email: &str) -> String {
        let page = self.open(&service.authorize_url(request)).await;
        let page = self.finish(page, email).await;
        let code = page.parameter("code");
        assert!(!code.is_empty(), "no code came back: {}", page.url);
        code
    }
}
