//! `asserted_login_identity` (spec section 7): one service vouches to the provider for the person that it sends to another.

use jose::{CompactJws, PublicKey};
use kernel::{SignedDuration, Timestamp};

use crate::{Client, ClientId, Finding, GrantId, rules};

/// The most seconds between `iat` and `exp`.
pub const LONGEST_LIFE: SignedDuration = SignedDuration::from_secs(60);

/// An assertion that its sender signed; whether the grant that it names stands is for the caller to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssertedLogin {
    pub issuer: ClientId,
    /// The grant whose ID token had the `jti` that `code` names.
    pub grant_id: GrantId,
    pub jti: String,
    pub expires_at: Timestamp,
}

/// The client that an assertion says it is from, before anything is believed.
pub fn claimed_issuer(assertion: &str) -> Option<ClientId> {
    CompactJws::parse(assertion).ok()?.claim_text("iss").map(ClientId::new)
}

/// Judges an assertion that `asking` sent, against the registration and keys of the client that it says it is from. Nobody asks
/// where it leads to the person's own settings: any client may send people there.
pub fn judge(
    assertion: &str,
    asking: Option<&Client>,
    issuer: Option<&Client>,
    now: Timestamp,
) -> Result<AssertedLogin, Finding> {
    let invalid = |explanation: String| Finding::failure(&rules::ASSERTED_LOGIN_VALID, explanation);
    let issuer = issuer.ok_or_else(|| invalid("iss names no client that is registered here".to_owned()))?;
    if issuer.is_suspended {
        return Err(invalid("the client in iss is suspended in this environment".to_owned()));
    }
    let are_partners =
        |asking: &Client| asking.trusts_sign_ins_of(&issuer.id) && issuer.trusts_sign_ins_of(&asking.id);
    if !asking.is_none_or(are_partners) {
        let explanation = "the two clients are not registered as single sign-on partners of each other";
        return Err(invalid(explanation.to_owned()).received(issuer.id.as_str()));
    }
    let jws = CompactJws::parse(assertion)
        .map_err(|problem| invalid(format!("the token cannot be read: {problem}")))?;
    if !is_signed_by(&jws, issuer.valid_keys(now)) {
        return Err(invalid("the signature fits no registered key of the client in iss (RS512)".to_owned()));
    }
    let text = |name: &str| {
        jws.claim_text(name)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| invalid(format!("{name} is missing")))
    };
    let time = |name: &str| {
        let seconds = jws.claims.get(name).and_then(serde_json::Value::as_i64);
        seconds
            .and_then(|s| Timestamp::from_second(s).ok())
            .ok_or_else(|| invalid(format!("{name} is missing or no number")))
    };
    let (issued_at, expires_at) = (time("iat")?, time("exp")?);
    within_its_life(issued_at, expires_at, now).map_err(&invalid)?;
    let grant_id = text("code")?
        .parse()
        .map_err(|_| invalid("code is not the jti of an ID token of that client".to_owned()))?;
    Ok(AssertedLogin { issuer: issuer.id.clone(), grant_id, jti: text("jti")?.to_owned(), expires_at })
}

// A client's `kid` is its own affair, so each of its keys is tried.
fn is_signed_by<'a>(jws: &CompactJws, mut keys: impl Iterator<Item = &'a PublicKey>) -> bool {
    jws.header_text("alg") == Some("RS512")
        && keys.any(|key| key.verify_rs512(jws.signing_input.as_bytes(), &jws.signature))
}

fn within_its_life(issued_at: Timestamp, expires_at: Timestamp, now: Timestamp) -> Result<(), String> {
    let leeway = SignedDuration::from_secs(5);
    if expires_at.duration_since(issued_at) > LONGEST_LIFE {
        return Err("exp is more than 60 seconds after iat".to_owned());
    }
    if now > expires_at + leeway {
        return Err(format!("exp has passed, {} seconds ago", now.duration_since(expires_at).as_secs()));
    }
    if issued_at > now + leeway {
        return Err("iat is in the future".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jose::SigningKey;
    use kernel::{Clock, FixedClock, SeededRandom};
    use serde_json::json;

    use super::*;
    use crate::{authorize, client::ClientKey};

    struct Pair {
        key: SigningKey,
        first: Client,
        second: Client,
        now: Timestamp,
    }

    fn partners() -> Pair {
        let key = SigningKey::generate();
        let now = FixedClock::at("2026-01-01T00:00:00Z").now();
        let client = |id: &str, partner: &str, keys| Client {
            id: ClientId::new(id),
            sso_partners: vec![ClientId::new(partner)],
            keys,
            ..authorize::tests::client()
        };
        let keys = vec![ClientKey { key: key.public_key().clone(), added_at: now, expires_at: None }];
        Pair { first: client("one", "two", keys), second: client("two", "one", vec![]), key, now }
    }

    fn signed(pair: &Pair, life: i64) -> String {
        let iat = pair.now.as_second();
        let code = GrantId::opaque(&SeededRandom::new(4));
        let claims = json!({ "iss": "one", "code": code, "jti": "j", "iat": iat, "exp": iat + life });
        pair.key.sign(&jose::JoseHeader::rs512(), &claims)
    }

    #[test]
    fn the_word_of_a_suspended_client_opens_nothing() {
        let mut pair = partners();
        pair.first.is_suspended = true;
        let finding = judge(&signed(&pair, 60), None, Some(&pair.first), pair.now).unwrap_err();
        assert!(finding.explanation.contains("suspended"), "{}", finding.explanation);
    }

    #[test]
    fn a_partners_fresh_assertion_is_believed() {
        let pair = partners();
        let assertion = signed(&pair, 60);
        assert_eq!(claimed_issuer(&assertion), Some(ClientId::new("one")));
        assert_eq!(judge(&assertion, Some(&pair.second), Some(&pair.first), pair.now).unwrap().jti, "j");
    }

    #[test]
    fn any_client_may_send_people_to_their_settings() {
        let pair = partners();
        let stranger = Client { sso_partners: vec![], ..pair.first.clone() };
        assert!(judge(&signed(&pair, 60), None, Some(&stranger), pair.now).is_ok());
        assert!(judge(&signed(&pair, 60), None, None, pair.now).is_err());
        assert!(judge(&signed(&pair, 61), None, Some(&stranger), pair.now).is_err());
    }

    #[test]
    fn strangers_long_lives_and_old_ones_are_not() {
        let pair = partners();
        let refused = |assertion: &str, first: Option<&Client>, now| {
            judge(assertion, Some(&pair.second), first, now).expect_err("refused").explanation
        };
        assert!(refused(&signed(&pair, 61), Some(&pair.first), pair.now).contains("more than 60 seconds"));
        let late = pair.now + SignedDuration::from_secs(90);
        assert!(refused(&signed(&pair, 60), Some(&pair.first), late).contains("30 seconds ago"));
        assert!(refused(&signed(&pair, 60), None, pair.now).contains("no client"));
        let stranger = Client { sso_partners: vec![], ..pair.first.clone() };
        assert!(
            refused(&signed(&pair, 60), Some(&stranger), pair.now)
                .contains("not registered as single sign-on partners")
        );
        let forged = Pair { key: SigningKey::generate(), ..partners() };
        assert!(
            refused(&signed(&forged, 60), Some(&pair.first), pair.now).contains("fits no registered key")
        );
        assert!(refused("a.b", Some(&pair.first), pair.now).contains("cannot be read"));
    }
}
