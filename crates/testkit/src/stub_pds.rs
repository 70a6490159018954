//! A stand-in for the Personal Demographics Service's FHIR API on a port of its own: the published shapes and errors, and the people of
//! a synthetic population. It looks closely at what it is asked, and fails as it is told to.

mod answers;
mod patient;
mod script;
mod search;
mod token;

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use identity::demographics::Population;
use jose::PublicKey;
use kernel::{Clock, NhsNumber};
use tokio::net::TcpListener;

use answers::{outcome, resource};
use patient::Shown;
pub use script::{Failing, Heard, PdsScript};

/// What our application is called there.
pub const CLIENT: &str = "pds-client";
pub const KEY_ID: &str = "slipway-1";
const BASE: &str = "/personal-demographics/FHIR/R4";
const TOKEN: &str = "/oauth2/token";

pub struct StubPds {
    pub origin: String,
    population: Population,
    clock: Arc<dyn Clock>,
    key: PublicKey,
    script: Mutex<PdsScript>,
}

impl StubPds {
    /// Starts on a port that is free. `key` is the public half of what our assertions are signed with.
    pub async fn start(population: Population, key: PublicKey, clock: Arc<dyn Clock>) -> Arc<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        Self::serve(listener, population, key, clock)
    }

    pub fn serve(
        listener: TcpListener,
        population: Population,
        key: PublicKey,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        let port = listener.local_addr().expect("it is bound").port();
        let stub = Arc::new(Self {
            origin: format!("http://localhost:{port}"),
            population,
            clock,
            key,
            script: Mutex::default(),
        });
        let router = Router::new()
            .route(TOKEN, post(token::sell))
            .route(&format!("{BASE}/Patient"), get(find))
            .route(&format!("{BASE}/Patient/{{id}}"), get(read).patch(update))
            .route("/failing", put(fail))
            .with_state(Arc::clone(&stub));
        tokio::spawn(async move { axum::serve(listener, router).await });
        stub
    }

    pub fn base_url(&self) -> String {
        format!("{}{BASE}", self.origin)
    }

    pub fn token_url(&self) -> String {
        format!("{}{TOKEN}", self.origin)
    }

    /// Changes what it does, or looks at what it heard.
    pub fn script<T>(&self, change: impl FnOnce(&mut PdsScript) -> T) -> T {
        change(&mut self.script.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What is wrong with a request before its question is looked at.
    async fn hears(&self, asked: String, headers: &HeaderMap) -> Result<(), Response> {
        let (failure, is_known) = self.script(|script| {
            let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
            let text = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
                (name.to_string(), value.to_str().unwrap_or_default().to_owned())
            };
            script.requests.push(Heard { asked, headers: headers.iter().map(text).collect() });
            let token = header("authorization").and_then(|value| value.strip_prefix("Bearer "));
            (script.failure(), token.is_some_and(|token| script.tokens.contains(token)))
        });
        if let Some(failing) = failure {
            return Err(failed(failing).await);
        }
        if !is_known {
            return Err(outcome(
                StatusCode::UNAUTHORIZED,
                "forbidden",
                "ACCESS_DENIED",
                "Invalid Access Token",
            ));
        }
        check_request_id(headers)
    }
}

async fn failed(failing: Failing) -> Response {
    match failing {
        Failing::With(status, retry_after) => {
            let status = StatusCode::from_u16(status).expect("a status");
            let code = if status == StatusCode::TOO_MANY_REQUESTS {
                "TOO_MANY_REQUESTS"
            } else {
                "SERVICE_UNAVAILABLE"
            };
            let mut response = outcome(status, "timeout", code, "the stub was told to");
            if let Some(seconds) = retry_after {
                response.headers_mut().insert("retry-after", seconds.into());
            }
            response
        }
        Failing::Hanging => std::future::pending().await,
        Failing::BrokenJson => resource_text("{\"resourceType\": \"Patient\", \"id\": "),
        Failing::NotFhir => (StatusCode::NOT_FOUND, "<html>no such page</html>").into_response(),
        Failing::TooManyMatches => outcome(StatusCode::OK, "multiple-matches", "TOO_MANY_MATCHES", ""),
        Failing::NoTokens => {
            outcome(StatusCode::UNAUTHORIZED, "forbidden", "ACCESS_DENIED", "Invalid Access Token")
        }
    }
}

fn resource_text(text: &'static str) -> Response {
    ([("content-type", "application/fhir+json")], text).into_response()
}

/// `X-Request-ID` is mandatory, and a UUID.
fn check_request_id(headers: &HeaderMap) -> Result<(), Response> {
    let bad = |code, diagnostics: String| Err(outcome(StatusCode::BAD_REQUEST, "value", code, &diagnostics));
    let Some(id) = headers.get("x-request-id").and_then(|value| value.to_str().ok()) else {
        return bad(
            "MISSING_VALUE",
            "Invalid request with error - X-Request-ID header must be supplied".into(),
        );
    };
    let lengths: Vec<usize> = id.split('-').map(str::len).collect();
    let is_uuid =
        lengths == [8, 4, 4, 4, 12] && id.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    if is_uuid {
        Ok(())
    } else {
        bad("INVALID_VALUE", format!("Invalid value - '{id}' in header 'X-Request-ID'"))
    }
}

type Stub = State<Arc<StubPds>>;

async fn read(State(stub): Stub, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if let Err(refusal) = stub.hears(format!("/{id}"), &headers).await {
        return refusal;
    }
    let Ok(number) = id.parse::<NhsNumber>() else {
        return outcome(StatusCode::BAD_REQUEST, "value", "INVALID_RESOURCE_ID", "");
    };
    stub.script(|script| {
        if script.invalidated.contains(&number) {
            return outcome(StatusCode::NOT_FOUND, "processing", "INVALIDATED_RESOURCE", "");
        }
        let number = *script.superseded.get(&number).unwrap_or(&number);
        match stub.population.find(number) {
            Some(person) => resource(&patient::of(&person.record, &script.changes, Shown::Whole)),
            None => outcome(StatusCode::NOT_FOUND, "not-found", "RESOURCE_NOT_FOUND", ""),
        }
    })
}

async fn find(State(stub): Stub, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    if let Err(refusal) = stub.hears(format!("?{query}"), &headers).await {
        return refusal;
    }
    let wanted = match search::Wanted::parse(&query) {
        Ok(wanted) => wanted,
        Err(refusal) => return *refusal,
    };
    stub.script(|script| {
        let records = stub.population.people().iter().map(|person| &person.record);
        let records = records.filter(|record| !script.invalidated.contains(&record.nhs_number));
        let fitting =
            records.filter(|record| wanted.fits(&patient::of(record, &script.changes, Shown::Whole)));
        let patients = fitting.map(|record| patient::of(record, &script.changes, Shown::InASearch));
        search::answer(&stub.origin, patients.collect())
    })
}

/// Access that is restricted to an application cannot change a record.
async fn update() -> Response {
    let words = "Your app has insufficient permissions to use this method. Please contact support.";
    outcome(StatusCode::FORBIDDEN, "forbidden", "INVALID_METHOD", words)
}

/// Not PDS's: lets a test in another process say how the stub fails.
async fn fail(State(stub): Stub, body: Bytes) -> Response {
    let failing = match str::from_utf8(&body).unwrap_or_default().trim() {
        "" => None,
        "hang" => Some(Failing::Hanging),
        "broken" => Some(Failing::BrokenJson),
        "not-fhir" => Some(Failing::NotFhir),
        "too-many-matches" => Some(Failing::TooManyMatches),
        "no-tokens" => Some(Failing::NoTokens),
        status => match status.parse() {
            Ok(status @ 400..600) => Some(Failing::With(status, None)),
            _ => return (StatusCode::BAD_REQUEST, "write a status, hang, broken, not-fhir, too-many-matches or no-tokens, or nothing to work again\n").into_response(),
        },
    };
    stub.script(|script| (script.failing, script.failures_left) = (failing, None));
    StatusCode::NO_CONTENT.into_response()
}
