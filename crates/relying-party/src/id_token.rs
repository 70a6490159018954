//! Whether an ID token is for us, now, and for this sign-in (OIDC Core section 3.1.3.7). Its signature has been checked before.

use jose::{CompactJws, SignatureProblem, constant_time_eq};
use kernel::{SignedDuration, Timestamp};
use serde_json::Value;
use thiserror::Error;

use crate::Identity;

/// How far the provider's clock may be from ours.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(60);
/// How long ago a token may have been made: it came straight from the provider.
const LONGEST_AGE: SignedDuration = SignedDuration::from_mins(10);
/// OIDC Core section 2: a subject has at most 255 ASCII characters.
const LONGEST_SUBJECT: usize = 255;

/// Why what the provider said is not believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Distrust {
    #[error(transparent)]
    Signature(#[from] SignatureProblem),
    #[error("it comes from another issuer (iss)")]
    Issuer,
    #[error("it is for another client (aud)")]
    Audience,
    #[error("it was given to another client (azp)")]
    AuthorizedParty,
    #[error("it has run out (exp)")]
    Expired,
    #[error("it was made in the future or too long ago (iat)")]
    IssuedAt,
    #[error("it does not hold yet (nbf)")]
    NotYet,
    #[error("it is for another sign-in (nonce)")]
    Nonce,
    #[error("it names nobody (sub)")]
    Subject,
    #[error("the user information is about somebody else (sub)")]
    SomebodyElse,
}

/// What a token is held against.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) now: Timestamp,
}

type Check = fn(&CompactJws, &Expected<'_>) -> Result<(), Distrust>;

/// The first that fails is the reason.
const CHECKS: &[Check] = &[issuer, audience, authorized_party, expiry, issued_at, not_before, nonce];

/// Whom a token speaks of.
pub(crate) fn judge(token: &CompactJws, expected: &Expected<'_>) -> Result<Identity, Distrust> {
    for check in CHECKS {
        check(token, expected)?;
    }
    let subject = token.claim_text("sub").filter(|subject| is_subject(subject)).ok_or(Distrust::Subject)?;
    Ok(Identity {
        issuer: expected.issuer.to_owned(),
        subject: subject.to_owned(),
        email: token.claim_text("email").map(str::to_owned),
        email_verified: token.claims.get("email_verified").and_then(truth),
        acr: token.claim_text("acr").map(str::to_owned),
        amr: texts(token.claims.get("amr")),
    })
}

fn is_subject(text: &str) -> bool {
    (1..=LONGEST_SUBJECT).contains(&text.len()) && text.is_ascii()
}

/// `true`, or the word, which some providers send in its place.
pub(crate) fn truth(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn held(holds: bool, otherwise: Distrust) -> Result<(), Distrust> {
    if holds { Ok(()) } else { Err(otherwise) }
}

fn issuer(token: &CompactJws, expected: &Expected<'_>) -> Result<(), Distrust> {
    held(token.claim_text("iss") == Some(expected.issuer), Distrust::Issuer)
}

fn audience(token: &CompactJws, expected: &Expected<'_>) -> Result<(), Distrust> {
    let is_ours = match token.claims.get("aud") {
        Some(Value::String(audience)) => audience == expected.client_id,
        several => texts(several).iter().any(|audience| audience == expected.client_id),
    };
    held(is_ours, Distrust::Audience)
}

// With several audiences the token must say which of them it was given to.
fn authorized_party(token: &CompactJws, expected: &Expected<'_>) -> Result<(), Distrust> {
    let has_several = token.claims.get("aud").and_then(Value::as_array).is_some_and(|list| list.len() > 1);
    let is_ours = match token.claims.get("azp") {
        Some(party) => party.as_str() == Some(expected.client_id),
        None => !has_several,
    };
    held(is_ours, Distrust::AuthorizedParty)
}

fn moment(token: &CompactJws, claim: &str) -> Option<Timestamp> {
    let value = token.claims.get(claim)?;
    // RFC 7519 section 2: a date may have a fraction; what is below a second does not matter here.
    let seconds = value.as_i64().or_else(|| value.as_f64().filter(|at| at.abs() < 1e12).map(whole))?;
    Timestamp::from_second(seconds).ok()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the caller has made sure that it is no astronomical number"
)]
fn whole(seconds: f64) -> i64 {
    seconds.trunc() as i64
}

fn expiry(token: &CompactJws, expected: &Expected<'_>) -> Result<(), Distrust> {
    let holds = moment(token, "exp").is_some_and(|at| expected.now.duration_since(at) < CLOCK_SKEW);
    held(holds, Distrust::Expired)
}

fn issued_at(token: &CompactJws, expected: &Expected<'_>) -> Result<(), Distrust> {
    let age = moment(token, "iat").map(|at| expected.now.duration_since(at));
    held(age.is_some_and(|age| -CLOCK_SKEW <= age && age <= LONGEST_AGE), Distrust::IssuedAt)
}

fn not_before(token: &CompactJws, expected: &Expected<'_>) -> Result<(), Distrust> {
    let Some(value) = token.claims.get("nbf") else { return Ok(()) };
    let holds = moment(token, "nbf").is_some_and(|at| at.duration_since(expected.now) <= CLOCK_SKEW);
    held(holds && !value.is_null(), Distrust::NotYet)
}

fn nonce(token: &CompactJws, expected: &Expected<'_>) -> Result<(), Distrust> {
    let nonce = token.claim_text("nonce").unwrap_or_default();
    held(constant_time_eq(nonce.as_bytes(), expected.nonce.as_bytes()), Distrust::Nonce)
}
