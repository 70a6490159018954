//! One journey of a signed-in person: authorize, token, userinfo, each answer held against what it must be.

use anyhow::{Context, Result, ensure};
use form_urlencoded::Serializer;
use jose::CompactJws;
use serde_json::Value;

use super::{Connection, Service};

/// What a journey needs that can be made before the clock runs.
pub struct Ticket {
    pub assertion: String,
    pub state: String,
    pub nonce: String,
}

/// What came out of it.
pub struct Arrival {
    pub id_token: String,
    pub sub: String,
}

impl Ticket {
    pub fn prepare(service: &Service, series: u64, number: usize) -> Self {
        let name = format!("{series:016x}-{number:08}");
        Self {
            assertion: service.assertion(&name),
            state: format!("state-{name}"),
            nonce: format!("nonce-{name}"),
        }
    }
}

pub async fn travel(service: &Service, connection: &mut Connection, ticket: Ticket) -> Result<Arrival> {
    let code = authorize(service, connection, &ticket).await?;
    arrive(service, connection, &ticket, &code).await
}

/// The service's part, once it has a code.
pub async fn arrive(
    service: &Service,
    connection: &mut Connection,
    ticket: &Ticket,
    code: &str,
) -> Result<Arrival> {
    let tokens = redeem(service, connection, ticket, code).await?;
    let text =
        |name: &str| tokens[name].as_str().with_context(|| format!("the token response has no {name}"));
    let id_token = text("id_token")?.to_owned();
    let sub = subject_of(&id_token, &ticket.nonce)?;
    let person = userinfo(service, connection, text("access_token")?).await?;
    ensure!(person["sub"] == sub.as_str(), "userinfo is about {}, the ID token about {sub}", person["sub"]);
    Ok(Arrival { id_token, sub })
}

async fn authorize(service: &Service, connection: &mut Connection, ticket: &Ticket) -> Result<String> {
    let path = service.authorize_path(&ticket.state, &ticket.nonce);
    let answer = connection.get(&path, &[("cookie", &service.cookie)]).await?;
    ensure!(matches!(answer.status, 302 | 303), "authorize answered {}", answer.summary());
    let location = answer.header("location").unwrap_or_default();
    let query = location
        .strip_prefix(service.registration.redirect_uri.as_str())
        .and_then(|rest| rest.strip_prefix('?'));
    let query =
        query.with_context(|| format!("authorize led to {location}: is the person still signed in?"))?;
    let find = |wanted: &str| form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted);
    let (_, state) = find("state").context("authorize gave no state")?;
    ensure!(state == ticket.state, "authorize gave the state of someone else");
    let (_, code) = find("code").with_context(|| format!("authorize gave no code: {query}"))?;
    Ok(code.into_owned())
}

async fn redeem(
    service: &Service,
    connection: &mut Connection,
    ticket: &Ticket,
    code: &str,
) -> Result<Value> {
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code");
    form.append_pair("code", code);
    form.append_pair("redirect_uri", &service.registration.redirect_uri);
    form.append_pair("client_id", &service.registration.client_id);
    form.append_pair("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.append_pair("client_assertion", &ticket.assertion);
    let answer = connection.post_form(&service.paths.token, &[], form.finish()).await?;
    ensure!(answer.status == 200, "token answered {}", answer.summary());
    Ok(serde_json::from_slice(&answer.body)?)
}

async fn userinfo(service: &Service, connection: &mut Connection, access_token: &str) -> Result<Value> {
    let bearer = format!("Bearer {access_token}");
    let answer = connection.get(&service.paths.userinfo, &[("authorization", &bearer)]).await?;
    ensure!(answer.status == 200, "userinfo answered {}", answer.summary());
    Ok(serde_json::from_slice(&answer.body)?)
}

fn subject_of(id_token: &str, nonce: &str) -> Result<String> {
    let token = CompactJws::parse(id_token)?;
    ensure!(token.header_text("alg") == Some("RS512"), "the ID token is not signed with RS512");
    ensure!(token.claim_text("nonce") == Some(nonce), "the ID token has the nonce of someone else");
    Ok(token.claim_text("sub").context("the ID token has no sub")?.to_owned())
}

/// The vector of trust that a token says was met.
pub fn vot_of(id_token: &str) -> Option<String> {
    CompactJws::parse(id_token).ok()?.claim_text("vot").map(str::to_owned)
}

/// Whether the provider's published key signed this token: too dear for every journey, so done for some.
pub fn is_signed_by_provider(service: &Service, id_token: &str) -> bool {
    let Ok(token) = CompactJws::parse(id_token) else { return false };
    service.provider_keys.iter().any(|key| key.verify_rs512(token.signing_input.as_bytes(), &token.signature))
}
