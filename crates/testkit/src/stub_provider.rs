//! An OpenID Provider on a port of its own that says what a test wants it to say: the right things, unless told otherwise.

use std::{
    net::Ipv4Addr,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jose::{JoseHeader, SigningAlgorithm, SigningKey};
use kernel::{Clock, FixedClock};
use serde_json::{Map, Value, json};
use url::Url;

// Making a key takes longer than a whole test. The second is for a provider that rotates.
static KEYS: LazyLock<[SigningKey; 2]> = LazyLock::new(|| [(); 2].map(|()| SigningKey::generate()));

/// What the provider says. `null` in `claims` or `metadata` takes a member away.
pub struct Script {
    /// In place of what a right ID token holds.
    pub claims: Value,
    /// In place of what a right discovery document holds.
    pub metadata: Value,
    /// What userinfo answers, beside the right subject.
    pub userinfo: Value,
    /// Which of two keys signs, and which are published.
    pub signs_with: usize,
    pub publishes: Vec<usize>,
    /// In place of `RS256`.
    pub algorithm: &'static str,
    /// The status with which the token endpoint refuses, and its error.
    pub refuses_with: Option<(u16, &'static str)>,
    /// Answers nothing with anything but 503.
    pub is_down: bool,
    /// How often each path was asked for, in order.
    pub asked: Vec<String>,
    /// The last token request: its form and its `Authorization`.
    pub token_request: (Map<String, Value>, String),
}

/// A provider with one person, `person-1`, whose address is `ada@service.example`.
pub struct StubProvider {
    pub issuer: String,
    clock: Arc<FixedClock>,
    script: Mutex<Script>,
    // What the last authorization request asked for.
    request: Mutex<Map<String, Value>>,
}

pub const CLIENT: &str = "slipway";

impl StubProvider {
    pub async fn start(clock: Arc<FixedClock>) -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let script = Script {
            claims: json!({}),
            metadata: json!({}),
            userinfo: json!({}),
            signs_with: 0,
            publishes: vec![0],
            algorithm: "RS256",
            refuses_with: None,
            is_down: false,
            asked: Vec::new(),
            token_request: (Map::new(), String::new()),
        };
        let stub = Arc::new(Self {
            issuer: format!("http://localhost:{port}"),
            clock,
            script: Mutex::new(script),
            request: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/me", get(userinfo))
            .with_state(Arc::clone(&stub));
        tokio::spawn(async move { axum::serve(listener, router).await });
        stub
    }

    /// Changes what it says, or looks at what it heard.
    pub fn script<T>(&self, change: impl FnOnce(&mut Script) -> T) -> T {
        change(&mut self.script.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Signs its person in at the address that a browser was sent to; answers the `state`, and the code that comes with it.
    pub fn sign_in(&self, authorization_url: &str) -> (String, String) {
        let url = Url::parse(authorization_url).expect("an address");
        assert!(authorization_url.starts_with(&format!("{}/authorize?", self.issuer)), "{authorization_url}");
        let request: Map<String, Value> =
            url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect();
        let state = request["state"].as_str().expect("a state").to_owned();
        *self.request.lock().unwrap_or_else(PoisonError::into_inner) = request;
        (state, "the-code".to_owned())
    }

    /// A parameter of the last authorization request.
    pub fn requested(&self, name: &str) -> String {
        let request = self.request.lock().unwrap_or_else(PoisonError::into_inner);
        request.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    fn hears(&self, path: &str) -> Option<Response> {
        self.script(|script| {
            script.asked.push(path.to_owned());
            script.is_down.then(|| StatusCode::SERVICE_UNAVAILABLE.into_response())
        })
    }

    fn id_token(&self) -> String {
        let now = self.clock.now().as_second();
        let right = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "person-1", "nonce": self.requested("nonce"),
            "iat": now, "exp": now + 300, "email": "ada@service.example", "email_verified": true,
        });
        self.script(|script| {
            let claims = changed(right, &script.claims);
            let key = &KEYS[script.signs_with];
            let header = JoseHeader::rs512().with("alg", script.algorithm).with("kid", key.kid());
            key.sign_with(SigningAlgorithm::Rs256, &header, &claims)
        })
    }
}

fn changed(right: Value, changes: &Value) -> Value {
    let Value::Object(mut object) = right else { unreachable!("the stub writes objects") };
    for (name, value) in changes.as_object().expect("changes are an object") {
        if value.is_null() {
            object.remove(name);
        } else {
            object.insert(name.clone(), value.clone());
        }
    }
    Value::Object(object)
}

type Stub = State<Arc<StubProvider>>;

async fn discovery(State(stub): Stub) -> Response {
    if let Some(refusal) = stub.hears("discovery") {
        return refusal;
    }
    let issuer = &stub.issuer;
    let right = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "userinfo_endpoint": format!("{issuer}/me"),
    });
    Json(stub.script(|script| changed(right, &script.metadata))).into_response()
}

async fn jwks(State(stub): Stub) -> Response {
    if let Some(refusal) = stub.hears("jwks") {
        return refusal;
    }
    let key = |index: &usize| {
        let jwk = KEYS[*index].public_jwk();
        json!({"kty": "RSA", "use": "sig", "kid": jwk.kid, "n": jwk.n, "e": jwk.e})
    };
    Json(json!({ "keys": stub.script(|script| script.publishes.iter().map(key).collect::<Vec<_>>()) }))
        .into_response()
}

async fn token(State(stub): Stub, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refusal) = stub.hears("token") {
        return refusal;
    }
    let form: Map<String, Value> = url::form_urlencoded::parse(&body)
        .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
        .collect();
    let authorization = headers.get("authorization").and_then(|value| value.to_str().ok());
    let is_right = jose::s256(form["code_verifier"].as_str().unwrap_or_default())
        == stub.requested("code_challenge")
        && form["redirect_uri"] == stub.requested("redirect_uri")
        && form["code"] == "the-code";
    let refuses_with = stub.script(|script| {
        script.token_request = (form, authorization.unwrap_or_default().to_owned());
        script.refuses_with
    });
    let refuses_with = refuses_with.or_else(|| (!is_right).then_some((400, "invalid_grant")));
    if let Some((status, error)) = refuses_with {
        let status = StatusCode::from_u16(status).expect("a status");
        return (status, Json(json!({"error": error, "error_description": "the stub's own words"})))
            .into_response();
    }
    let tokens = json!({"id_token": stub.id_token(), "access_token": "access", "token_type": "Bearer"});
    Json(tokens).into_response()
}

async fn userinfo(State(stub): Stub) -> Response {
    if let Some(refusal) = stub.hears("userinfo") {
        return refusal;
    }
    let right = json!({"sub": "person-1", "email": "ada@service.example", "email_verified": true});
    Json(stub.script(|script| changed(right, &script.userinfo))).into_response()
}
