//! Grants: one sign-in of one person to one client, from its authorization code to its last refresh token (spec section 5).

use kernel::{Id, Kind, SignedDuration, Timestamp};

use crate::{
    AccountId, ClientId, Credentials, Finding, Scope, ScopeSet, VectorOfTrust, rules, token::Refusal,
};

/// Labels the id of a [`Grant`]; printed, it is the `jti` of the grant's one ID token.
pub enum GrantKind {}
impl Kind for GrantKind {
    const NAME: &'static str = "a grant";
}
pub type GrantId = Id<GrantKind>;

/// Labels one issue of tokens under a grant; printed, it is the access token's `jti`.
pub enum IssueKind {}
impl Kind for IssueKind {
    const NAME: &'static str = "an issue of tokens";
}
pub type IssueId = Id<IssueKind>;

pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);
pub const ID_TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(60);
pub const ACCESS_TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(5);
pub const REFRESH_TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long an old refresh token still gets the answer that its first use got (spec section 15.10).
pub const REFRESH_GRACE: SignedDuration = SignedDuration::from_secs(30);

/// What a sign-in gave a client.
#[derive(Clone, Debug)]
pub struct Grant {
    pub id: GrantId,
    pub client_id: ClientId,
    pub account_id: AccountId,
    pub scope: ScopeSet,
    pub vot: VectorOfTrust,
    pub credentials: Credentials,
    pub auth_time: Timestamp,
    pub redirect_uri: String,
    pub nonce: Option<String>,
    pub code_challenge: Option<String>,
    pub code_expires_at: Timestamp,
    pub redeemed_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// Why a code is not exchanged, and whether what it gave before must be taken back.
#[derive(Debug)]
pub struct CodeRefusal {
    pub refusal: Refusal,
    pub revokes: bool,
}

/// What a token request says of its code.
#[derive(Clone, Copy, Debug)]
pub struct Redemption<'a> {
    pub client_id: &'a ClientId,
    pub redirect_uri: Option<&'a str>,
    pub code_verifier: Option<&'a str>,
    pub now: Timestamp,
}

impl Grant {
    /// Judges the exchange of this grant's code; the first rule that fails decides.
    pub fn redeem(&self, redemption: Redemption<'_>) -> Result<(), CodeRefusal> {
        let keep = |refusal| CodeRefusal { refusal, revokes: false };
        self.same_client(redemption).map_err(keep)?;
        // Replay before expiry: a code that was stolen and is tried late must still take its tokens back.
        self.first_use().map_err(|refusal| CodeRefusal { refusal, revokes: true })?;
        self.in_time(redemption).map_err(keep)?;
        self.same_redirect_uri(redemption).map_err(keep)?;
        self.verifier_fits(redemption).map_err(keep)
    }

    fn same_client(&self, redemption: Redemption<'_>) -> Result<(), Refusal> {
        if self.client_id == *redemption.client_id {
            return Ok(());
        }
        // The other client's name is not this client's to know.
        Err(Refusal::invalid_grant(Finding::failure(
            &rules::CODE_KNOWN,
            "the code was not issued to this client",
        )))
    }

    fn first_use(&self) -> Result<(), Refusal> {
        match self.redeemed_at {
            None if self.revoked_at.is_none() => Ok(()),
            None => Err(Refusal::invalid_grant(Finding::failure(
                &rules::CODE_KNOWN,
                "the sign-in behind this code was revoked",
            ))),
            Some(at) => {
                let explanation = "the code was used before: the tokens of its first use are now revoked";
                let finding =
                    Finding::failure(&rules::CODE_ONCE, explanation).received(format!("first used at {at}"));
                Err(Refusal::invalid_grant(finding))
            }
        }
    }

    fn in_time(&self, redemption: Redemption<'_>) -> Result<(), Refusal> {
        if redemption.now < self.code_expires_at {
            return Ok(());
        }
        let finding = Finding::failure(&rules::CODE_FRESH, "the code is older than 10 minutes")
            .expected(format!("use before {}", self.code_expires_at))
            .received(format!("used at {}", redemption.now));
        Err(Refusal::invalid_grant(finding))
    }

    fn same_redirect_uri(&self, redemption: Redemption<'_>) -> Result<(), Refusal> {
        let expected = self.redirect_uri.as_str();
        let finding = match redemption.redirect_uri {
            Some(uri) if uri == expected => return Ok(()),
            Some(uri) => {
                let by = jose::url_difference(expected, uri).unwrap_or_else(|| "altogether".to_owned());
                let explanation = format!("redirect_uri differs from the authentication request's {by}");
                Finding::failure(&rules::CODE_REDIRECT_URI, explanation).received(uri)
            }
            None => Finding::failure(&rules::CODE_REDIRECT_URI, "redirect_uri is missing"),
        };
        Err(Refusal::invalid_grant(finding.expected(expected)))
    }

    fn verifier_fits(&self, redemption: Redemption<'_>) -> Result<(), Refusal> {
        let explanation = match (&self.code_challenge, redemption.code_verifier) {
            (None, None) => return Ok(()),
            // RFC 9700 section 4.8.2: a verifier without a challenge is how a stripped challenge shows.
            (None, Some(_)) => "code_verifier came, but the authentication request had no code_challenge",
            (Some(_), None) => "code_verifier is missing: the authentication request had a code_challenge",
            (Some(challenge), Some(verifier)) => {
                if jose::constant_time_eq(jose::s256(verifier).as_bytes(), challenge.as_bytes()) {
                    return Ok(());
                }
                "code_verifier does not hash to the code_challenge of the authentication request"
            }
        };
        Err(Refusal::invalid_grant(Finding::failure(&rules::CODE_VERIFIER, explanation)))
    }
}

/// One issue of an access token and, beside it, the refresh token that asks for the next.
#[derive(Clone, Debug)]
pub struct Issue {
    pub id: IssueId,
    pub grant_id: GrantId,
    pub refresh_expires_at: Timestamp,
    /// When this refresh token was exchanged for the next one.
    pub rotated_at: Option<Timestamp>,
}

/// What becomes of a refresh.
#[derive(Debug)]
pub enum Refresh {
    /// The first use: rotate.
    Rotate,
    /// Used again within the grace: the same successor once more.
    Repeat,
    Refused {
        refusal: Refusal,
        revokes: bool,
    },
}

impl Issue {
    /// Judges the use of this issue's refresh token by the client that authenticated.
    pub fn refresh(&self, grant: &Grant, client_id: &ClientId, now: Timestamp) -> Refresh {
        let refused =
            |finding, revokes| Refresh::Refused { refusal: Refusal::invalid_grant(finding), revokes };
        if grant.client_id != *client_id {
            let finding = Finding::failure(
                &rules::REFRESH_TOKEN_KNOWN,
                "the refresh token was not issued to this client",
            );
            return refused(finding, false);
        }
        if let Some(at) = grant.revoked_at {
            let explanation = "the sign-in behind this refresh token was revoked";
            return refused(
                Finding::failure(&rules::REFRESH_TOKEN_KNOWN, explanation)
                    .received(format!("revoked at {at}")),
                false,
            );
        }
        match self.rotated_at {
            None if now < self.refresh_expires_at => Refresh::Rotate,
            None => refused(
                Finding::failure(&rules::REFRESH_TOKEN_FRESH, "the refresh token is older than 30 days"),
                false,
            ),
            Some(at) if now.duration_since(at) <= REFRESH_GRACE => Refresh::Repeat,
            Some(at) => {
                let explanation = "an old refresh token was used again: the whole family is now revoked";
                let finding = Finding::failure(&rules::REFRESH_TOKEN_LATEST, explanation)
                    .expected("the refresh token of the latest answer")
                    .received(format!("one that was exchanged at {at}"));
                refused(finding, true)
            }
        }
    }
}

/// RFC 6749 section 6: a refresh may ask for less than was granted, never for more.
pub fn narrowed(granted: ScopeSet, asked: Option<ScopeSet>) -> Result<ScopeSet, Refusal> {
    let Some(asked) = asked else { return Ok(granted) };
    let beyond = asked.without(granted);
    if !beyond.is_empty() {
        let finding =
            Finding::failure(&rules::REFRESH_SCOPE_NARROWER, format!("{beyond} was not granted at sign-in"))
                .expected(granted.to_string())
                .received(asked.to_string());
        return Err(Refusal::new("invalid_scope", finding));
    }
    // Userinfo without openid would have nothing to say; it was granted, so it stays.
    let mut narrowed = asked;
    narrowed.insert(Scope::OpenId);
    Ok(narrowed)
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, FixedClock, SeededRandom};

    use super::*;

    fn grant() -> Grant {
        let random = SeededRandom::new(1);
        let now = FixedClock::at("2026-01-01T00:00:00Z").now();
        Grant {
            id: GrantId::opaque(&random),
            client_id: ClientId::new("c"),
            account_id: AccountId::opaque(&random),
            scope: ScopeSet::parse("openid email").0,
            vot: "P0.Cp".parse().unwrap(),
            credentials: Credentials::NONE,
            auth_time: now,
            redirect_uri: "https://example.org/cb".into(),
            nonce: None,
            code_challenge: Some(jose::s256("verifier")),
            code_expires_at: now + CODE_LIFE,
            redeemed_at: None,
            revoked_at: None,
        }
    }

    fn good(grant: &Grant) -> Redemption<'_> {
        Redemption {
            client_id: &grant.client_id,
            redirect_uri: Some("https://example.org/cb"),
            code_verifier: Some("verifier"),
            now: grant.auth_time,
        }
    }

    fn broken_rule(grant: &Grant, redemption: Redemption<'_>) -> (String, bool) {
        let refused = grant.redeem(redemption).expect_err("refused");
        assert_eq!(refused.refusal.error, "invalid_grant");
        (refused.refusal.finding.rule.into_owned(), refused.revokes)
    }

    #[test]
    fn a_code_is_exchanged_once_in_time_by_its_client() {
        let grant = grant();
        assert!(grant.redeem(good(&grant)).is_ok());
        let other = ClientId::new("d");
        assert_eq!(
            broken_rule(&grant, Redemption { client_id: &other, ..good(&grant) }).0,
            rules::CODE_KNOWN.id
        );
        let late = Redemption { now: grant.code_expires_at, ..good(&grant) };
        assert_eq!(broken_rule(&grant, late).0, rules::CODE_FRESH.id);
        let used = Grant { redeemed_at: Some(grant.auth_time), ..grant.clone() };
        assert_eq!(
            broken_rule(&used, Redemption { now: late.now, ..good(&used) }),
            (rules::CODE_ONCE.id.to_owned(), true)
        );
    }

    #[test]
    fn redirect_uri_and_verifier_are_bound_to_the_code() {
        let grant = grant();
        let slash = Redemption { redirect_uri: Some("https://example.org/cb/"), ..good(&grant) };
        assert_eq!(broken_rule(&grant, slash).0, rules::CODE_REDIRECT_URI.id);
        assert_eq!(
            broken_rule(&grant, Redemption { redirect_uri: None, ..good(&grant) }).0,
            rules::CODE_REDIRECT_URI.id
        );
        for verifier in [None, Some("wrong")] {
            assert_eq!(
                broken_rule(&grant, Redemption { code_verifier: verifier, ..good(&grant) }).0,
                rules::CODE_VERIFIER.id
            );
        }
        let plain = Grant { code_challenge: None, ..grant.clone() };
        assert_eq!(broken_rule(&plain, good(&plain)).0, rules::CODE_VERIFIER.id);
    }

    #[test]
    fn row_15_10_a_refresh_token_repeats_within_its_grace_and_revokes_after_it() {
        let grant = grant();
        let now = grant.auth_time;
        let issue = |rotated_at| Issue {
            id: IssueId::opaque(&SeededRandom::new(2)),
            grant_id: grant.id,
            refresh_expires_at: now + REFRESH_TOKEN_LIFE,
            rotated_at,
        };
        assert!(matches!(issue(None).refresh(&grant, &grant.client_id, now), Refresh::Rotate));
        let used = issue(Some(now));
        assert!(matches!(used.refresh(&grant, &grant.client_id, now + REFRESH_GRACE), Refresh::Repeat));
        let late = now + REFRESH_GRACE + SignedDuration::from_secs(1);
        assert!(matches!(
            used.refresh(&grant, &grant.client_id, late),
            Refresh::Refused { revokes: true, .. }
        ));
        let old = now + REFRESH_TOKEN_LIFE;
        assert!(matches!(
            issue(None).refresh(&grant, &grant.client_id, old),
            Refresh::Refused { revokes: false, .. }
        ));
        assert!(matches!(
            issue(None).refresh(&grant, &ClientId::new("d"), now),
            Refresh::Refused { revokes: false, .. }
        ));
    }

    #[test]
    fn a_refresh_may_ask_for_less() {
        let granted = ScopeSet::parse("openid email").0;
        assert_eq!(narrowed(granted, None).unwrap(), granted);
        assert_eq!(narrowed(granted, Some(ScopeSet::parse("openid").0)).unwrap().to_string(), "openid");
        assert_eq!(narrowed(granted, Some(ScopeSet::parse("phone").0)).unwrap_err().error, "invalid_scope");
    }
}
