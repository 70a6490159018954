//! The check of a client assertion (`private_key_jwt`, RFC 7523 section 3): every rule is run and reported, so that a developer sees
//! all of them at once. It does not know which assertions came before: replay is the caller's to notice.

mod audience;
mod identifier;
mod parties;
mod report;
mod signature;
mod times;
mod words;

use kernel::{SignedDuration, Timestamp};

use crate::{CompactJws, JwsProblem, PublicKey};

pub use report::{AssertionReport, Check, ClaimCheck, Outcome};

/// What an assertion is held against.
#[derive(Clone, Debug)]
pub struct AssertionPolicy<'a> {
    pub token_endpoint: &'a str,
    pub issuer: &'a str,
    /// Whether `aud` may be the issuer alone, as some current libraries send it.
    pub accept_issuer_audience: bool,
    pub now: Timestamp,
    pub longest_life: SignedDuration,
    /// How far the client's clock may be ahead of ours in `iat` and `nbf`, or its life too long.
    pub clock_skew: SignedDuration,
    /// How long after `exp` an assertion still passes: the time that it spends on the way.
    pub expiry_leeway: SignedDuration,
}

impl<'a> AssertionPolicy<'a> {
    /// A life of 60 minutes, 60 seconds of clock skew, 5 seconds on the way, and the token endpoint alone as audience.
    pub const fn new(token_endpoint: &'a str, issuer: &'a str, now: Timestamp) -> Self {
        Self {
            token_endpoint,
            issuer,
            accept_issuer_audience: false,
            now,
            longest_life: SignedDuration::from_mins(60),
            clock_skew: SignedDuration::from_secs(60),
            expiry_leeway: SignedDuration::from_secs(5),
        }
    }
}

/// What every rule sees.
struct Evidence<'a> {
    jws: &'a CompactJws,
    client_id: &'a str,
    keys: &'a [PublicKey],
    signer: Option<&'a PublicKey>,
    policy: &'a AssertionPolicy<'a>,
}

/// The rules in the order in which they count: the first that fails is the answer to the client.
const CHECKS: &[fn(&Evidence<'_>) -> ClaimCheck] = &[
    signature::algorithm,
    signature::key_id,
    signature::signature,
    parties::issuer,
    parties::subject,
    audience::audience,
    times::expiry,
    times::issued_at,
    times::not_before,
    identifier::identifier,
];

/// Holds an assertion against the policy and the keys of the client that it is said to come from.
pub fn check_assertion(
    assertion: &str,
    client_id: &str,
    keys: &[PublicKey],
    policy: &AssertionPolicy<'_>,
) -> Result<AssertionReport, JwsProblem> {
    let jws = CompactJws::parse(assertion)?;
    let signer = signature::signer(&jws, keys);
    let evidence = Evidence { jws: &jws, client_id, keys, signer, policy };
    let checks = CHECKS.iter().map(|check| check(&evidence)).collect();
    let expires_at = times::expires_at(&jws.claims);
    let jti = jws.claim_text("jti").filter(|jti| !jti.is_empty()).map(str::to_owned);
    Ok(AssertionReport { header: jws.header, claims: jws.claims, checks, jti, expires_at })
}

/// The client that an assertion says it comes from: only good for finding that client's keys.
pub fn peek_subject(assertion: &str) -> Option<String> {
    let jws = CompactJws::parse(assertion).ok()?;
    jws.claim_text("sub").or_else(|| jws.claim_text("iss")).map(str::to_owned)
}
