//! A partner's service on the `openidconnect` crate, a library that we did not write: the browser tests drive it as they
//! drive the one on openid-client, and both must come to the same claims. One visitor at a time.
//!
//! It says where it listens on its first line of output, `{"url": …}`; it reads its settings, once it is registered, as
//! one line of JSON; it answers `{"connected": true}`, and then people can sign in.

mod client;
mod pages;
mod transport;

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::client::{Client, Pending, Refusal, SignedIn};

struct Service {
    client: Client,
    visitor: Mutex<Visitor>,
}

#[derive(Default)]
struct Visitor {
    pending: Option<Pending>,
    signed_in: Option<SignedIn>,
}

type Parameters = Query<BTreeMap<String, String>>;

#[tokio::main]
async fn main() -> Result<()> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://localhost:{}", listener.local_addr()?.port());
    tell(&json!({ "url": url }))?;
    let mut settings = String::new();
    std::io::stdin().lock().read_line(&mut settings)?;
    let settings = serde_json::from_str(&settings).context("the settings are one line of JSON")?;
    let client = Client::connect(settings).await?;
    tell(&json!({ "connected": true }))?;
    Ok(axum::serve(listener, routes(client)).await?)
}

fn tell(line: &Value) -> Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    Ok(output.flush()?)
}

fn routes(client: Client) -> Router {
    Router::new()
        .route("/", get(|| async { Html(pages::start()) }))
        .route("/login", get(login))
        .route("/callback", get(callback))
        .route("/refresh", get(refresh))
        .with_state(Arc::new(Service { client, visitor: Mutex::default() }))
}

/// Every parameter of the address goes on to the provider: `/login?vtr=…`.
async fn login(State(service): State<Arc<Service>>, Query(parameters): Parameters) -> Redirect {
    let (address, pending) = service.client.begin(parameters);
    service.visitor.lock().await.pending = Some(pending);
    Redirect::to(address.as_str())
}

async fn callback(State(service): State<Arc<Service>>, Query(parameters): Parameters) -> Response {
    let mut visitor = service.visitor.lock().await;
    let pending = visitor.pending.take();
    let outcome = match pending.context("nobody began to sign in") {
        Ok(pending) => service.client.finish(pending, &parameters).await,
        Err(error) => Err(error),
    };
    visitor.shown(outcome)
}

async fn refresh(State(service): State<Arc<Service>>) -> Response {
    let mut visitor = service.visitor.lock().await;
    let outcome = match visitor.signed_in.as_ref().context("nobody is signed in") {
        Ok(signed_in) => service.client.refresh(signed_in).await,
        Err(error) => Err(error),
    };
    visitor.shown(outcome)
}

impl Visitor {
    fn shown(&mut self, outcome: Result<SignedIn>) -> Response {
        match outcome {
            Ok(signed_in) => {
                let page = pages::outcome(&signed_in.description);
                self.signed_in = Some(signed_in);
                Html(page).into_response()
            }
            Err(error) => (StatusCode::BAD_GATEWAY, Html(pages::outcome(&described(&error)))).into_response(),
        }
    }
}

/// A refusal by the provider has its OAuth error code; anything else is a check of the library that failed.
fn described(error: &anyhow::Error) -> Value {
    match error.downcast_ref::<Refusal>() {
        Some(Refusal { error, description }) => json!({ "error": error, "error_description": description }),
        None => json!({ "error": "check_failed", "error_description": format!("{error:#}") }),
    }
}
