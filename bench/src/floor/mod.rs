//! The floor: a provider with nothing but routing, the checks that a provider must make, two RS512 signatures and one durable write
//! for each of the three answers. It has one client and one person, and whatever Slipway does more than this is Slipway's to explain.

mod checks;
mod rows;
mod setup;
mod tokens;

use std::{net::Ipv4Addr, path::Path, sync::Arc};

use anyhow::Result;
use axum::{
    Json, Router,
    extract::{RawForm, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
    serve::ListenerExt,
};
use jose::{JwkSet, JwsVerifier, PublicKey, SigningKey};
use kernel::SeededRandom;
use serde_json::{Value, json};
use store::Store;
use tokio::net::TcpListener;

use crate::wall_clock;
use checks::Refusal;
pub use setup::Setup;

struct Floor {
    setup: Setup,
    issuer: String,
    token_endpoint: String,
    client_keys: Vec<PublicKey>,
    key: SigningKey,
    verifier: JwsVerifier,
    store: Store,
    // What it costs to be unpredictable is not what the floor is about.
    random: SeededRandom,
}

/// Serves until it is stopped.
pub async fn serve(setup: &Path) -> Result<()> {
    let setup = Setup::read(setup)?;
    let port = setup.port;
    let floor = Arc::new(Floor::open(setup).await?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    // Without this, answers on kept-alive connections wait for the client's acknowledgement.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, routes(floor)).await?;
    Ok(())
}

impl Floor {
    async fn open(setup: Setup) -> Result<Self> {
        let store = Store::open(&setup.database.parse()?)?;
        rows::create_tables(&store).await?;
        let issuer = format!("http://localhost:{}", setup.port);
        let key = SigningKey::from_pkcs8_pem(&setup.signing_key)?;
        Ok(Self {
            token_endpoint: format!("{issuer}/token"),
            issuer,
            client_keys: PublicKey::parse(&setup.client_key)?,
            verifier: JwsVerifier::new([key.public_key().clone()]),
            key,
            store,
            random: SeededRandom::new(wall_clock::seconds().unsigned_abs()),
            setup,
        })
    }
}

fn routes(floor: Arc<Floor>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/jwks", get(jwks))
        .route("/authorize", get(authorize))
        .route("/token", post(token))
        .route("/userinfo", get(userinfo))
        .with_state(floor)
}

async fn discovery(State(floor): State<Arc<Floor>>) -> Json<Value> {
    let issuer = &floor.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": floor.token_endpoint,
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
    }))
}

async fn jwks(State(floor): State<Arc<Floor>>) -> Json<JwkSet> {
    Json(JwkSet::from_iter([floor.key.public_jwk()]))
}

async fn authorize(
    State(floor): State<Arc<Floor>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let request = checks::authorization(&floor, &query.unwrap_or_default(), &headers)?;
    let code = tokens::opaque(&floor.random);
    rows::insert_code(&floor.store, &code, request.nonce, wall_clock::seconds()).await?;
    let location = form_urlencoded::Serializer::new(format!("{}?", floor.setup.redirect_uri))
        .append_pair("code", &code)
        .append_pair("state", &request.state)
        .finish();
    Ok((StatusCode::FOUND, [(header::LOCATION, location)]).into_response())
}

async fn token(State(floor): State<Arc<Floor>>, RawForm(form): RawForm) -> Result<Response, Refusal> {
    let request = checks::token(&floor, &form)?;
    let now = wall_clock::seconds();
    let nonce = rows::redeem_code(&floor.store, request, now).await?.ok_or(Refusal("invalid_grant"))?;
    let body = Json(tokens::issue(&floor, &nonce, now));
    Ok(([(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")], body).into_response())
}

async fn userinfo(State(floor): State<Arc<Floor>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let sub = checks::access(&floor, &headers)?;
    rows::insert_visit(&floor.store, &tokens::opaque(&floor.random), wall_clock::seconds()).await?;
    Ok(Json(json!({
        "sub": sub, "iss": floor.issuer, "aud": floor.setup.client_id,
        "email": "ada@example.com", "email_verified": true,
        "nhs_number": "9990000018", "family_name": "KING", "birthdate": "1980-12-10", "identity_proofing_level": "P9",
    })))
}
