//! The token request (RFC 6749 sections 4.1.3 and 6): what it must carry, before anything is looked up.

use crate::{Finding, Parameters, ScopeSet, rules, rules::Rule};

/// The grant of a program that looks up users: the assertion is the grant, and says who asks.
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The one way in which clients authenticate.
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An error answer of the token endpoint: HTTP 400 with this code (RFC 6749 section 5.2).
#[derive(Clone, Debug)]
pub struct Refusal {
    pub error: &'static str,
    pub finding: Finding,
}

impl Refusal {
    pub fn new(error: &'static str, finding: Finding) -> Self {
        Self { error, finding }
    }

    pub fn invalid_grant(finding: Finding) -> Self {
        Self::new("invalid_grant", finding)
    }

    pub fn invalid_client(finding: Finding) -> Self {
        Self::new("invalid_client", finding)
    }

    fn invalid_request(rule: &'static Rule, explanation: impl Into<String>) -> Self {
        Self::new("invalid_request", Finding::failure(rule, explanation))
    }

    /// What `error_description` says: the finding, with what was expected and what came.
    pub fn description(&self) -> String {
        let part = |name: &str, value: &Option<String>| {
            value.as_ref().map(|v| format!("; {name} {v}")).unwrap_or_default()
        };
        let Finding { explanation, expected, received, .. } = &self.finding;
        crate::authorize::description(&format!(
            "{explanation}{}{}",
            part("expected", expected),
            part("received", received)
        ))
    }
}

/// A token request by its grant. Parameters that the grant does not use are ignored (spec section 15.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenRequest {
    AuthorizationCode {
        code: String,
        redirect_uri: Option<String>,
        code_verifier: Option<String>,
    },
    RefreshToken {
        refresh_token: String,
        scope: Option<ScopeSet>,
    },
    /// A program that provisions accounts.
    ClientCredentials,
    /// A program that looks up users; the scope is not read yet.
    LookUp {
        scope: String,
    },
}

/// The JWT that says which client asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presented<'a> {
    pub assertion: &'a str,
    /// It came as the grant itself; otherwise it authenticates the client beside one.
    pub is_grant: bool,
}

impl Presented<'_> {
    /// What an assertion that does not hold is called: RFC 7523 sections 3.1 and 3.2.
    pub fn refused(self, finding: Finding) -> Refusal {
        if self.is_grant { Refusal::invalid_grant(finding) } else { Refusal::invalid_client(finding) }
    }
}

/// Reads what the grant needs. The client has been authenticated before.
pub fn parse(parameters: &Parameters) -> Result<TokenRequest, Refusal> {
    let owned = |name| parameters.get(name).map(str::to_owned);
    let needed = |name| {
        owned(name).ok_or_else(|| {
            Refusal::invalid_request(&rules::TOKEN_PARAMETERS_PRESENT, format!("{name} is missing"))
        })
    };
    match parameters.get("grant_type") {
        Some("authorization_code") => Ok(TokenRequest::AuthorizationCode {
            code: needed("code")?,
            redirect_uri: owned("redirect_uri"),
            code_verifier: owned("code_verifier"),
        }),
        Some("refresh_token") => Ok(TokenRequest::RefreshToken {
            refresh_token: needed("refresh_token")?,
            scope: parameters
                .get("scope")
                .map(|text| ScopeSet::parse(text).0)
                .filter(|scope| !scope.is_empty()),
        }),
        Some("client_credentials") => Ok(TokenRequest::ClientCredentials),
        Some(JWT_BEARER) => Ok(TokenRequest::LookUp { scope: needed("scope")? }),
        Some(other) => {
            let finding = Finding::failure(
                &rules::GRANT_TYPE_KNOWN,
                "grant_type is not one that this environment takes",
            )
            .expected("authorization_code or refresh_token; of programs client_credentials or jwt-bearer")
            .received(other);
            Err(Refusal::new("unsupported_grant_type", finding))
        }
        None => Err(Refusal::invalid_request(&rules::GRANT_TYPE_KNOWN, "grant_type is missing")),
    }
}

/// The assertion of a form that can be read at all: every parameter UTF-8 and there once.
pub fn presented(parameters: &Parameters) -> Result<Presented<'_>, Refusal> {
    if let Some(name) = parameters.malformed() {
        let explanation = format!("{name} is not percent-encoded UTF-8");
        return Err(Refusal::invalid_request(&rules::PARAMETERS_READABLE, explanation));
    }
    if let Some(name) = parameters.repeated() {
        return Err(Refusal::invalid_request(
            &rules::PARAMETERS_ONCE,
            format!("{name} comes more than once"),
        ));
    }
    if parameters.get("grant_type") == Some(JWT_BEARER) {
        return match parameters.get("assertion") {
            Some(assertion) => Ok(Presented { assertion, is_grant: true }),
            None => Err(Refusal::invalid_request(&rules::TOKEN_PARAMETERS_PRESENT, "assertion is missing")),
        };
    }
    client_assertion(parameters).map(|assertion| Presented { assertion, is_grant: false })
}

fn client_assertion(parameters: &Parameters) -> Result<&str, Refusal> {
    let absent = |explanation: &str, received: Option<&str>| {
        let finding =
            Finding::failure(&rules::CLIENT_ASSERTION_PRESENT, explanation).expected(ASSERTION_TYPE);
        Refusal::invalid_client(match received {
            Some(received) => finding.received(received),
            None => finding,
        })
    };
    match (parameters.get("client_assertion_type"), parameters.get("client_assertion")) {
        (Some(ASSERTION_TYPE), Some(assertion)) => Ok(assertion),
        (Some(ASSERTION_TYPE), None) => Err(absent("client_assertion is missing", None)),
        (Some(other), _) => Err(absent("client_assertion_type is not the one for a JWT", Some(other))),
        (None, Some(_)) => Err(absent("client_assertion_type is missing", None)),
        (None, None) if parameters.get("client_secret").is_some() => {
            Err(absent("a client_secret came, and clients authenticate with a signed JWT only", None))
        }
        (None, None) => Err(absent("client_assertion_type and client_assertion are missing", None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_15_1_stray_parameters_are_ignored() {
        let with_strays = Parameters::from_pairs([
            ("grant_type", "authorization_code"),
            ("code", "c"),
            ("redirect_uri", "https://example.org/"),
            ("scope", "openid"),
            ("state", "s"),
        ]);
        assert!(matches!(parse(&with_strays), Ok(TokenRequest::AuthorizationCode { .. })));
        let refresh = Parameters::from_pairs([
            ("grant_type", "refresh_token"),
            ("refresh_token", "r"),
            ("redirect_uri", "https://example.org/"),
        ]);
        assert_eq!(
            parse(&refresh).unwrap(),
            TokenRequest::RefreshToken { refresh_token: "r".into(), scope: None }
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing =
            |pairs: &[(&str, &str)]| parse(&Parameters::from_pairs(pairs.iter().copied())).unwrap_err();
        assert_eq!(missing(&[]).description(), "grant_type is missing");
        assert_eq!(missing(&[("grant_type", "authorization_code")]).description(), "code is missing");
        assert_eq!(missing(&[("grant_type", "password")]).error, "unsupported_grant_type");
        assert!(missing(&[("grant_type", "pass\"word")]).description().ends_with("received pass'word"));
    }

    #[test]
    fn the_assertion_of_a_look_up_is_its_grant() {
        let pairs =
            [("grant_type", JWT_BEARER), ("assertion", "a.b.c"), ("client_assertion", "x"), ("scope", "s")];
        let form = Parameters::from_pairs(pairs);
        let presented = presented(&form).unwrap();
        assert_eq!(presented, Presented { assertion: "a.b.c", is_grant: true });
        let finding = || Finding::failure(&rules::CLIENT_ASSERTION_VALID, "x");
        assert_eq!(presented.refused(finding()).error, "invalid_grant");
        assert_eq!(Presented { is_grant: false, ..presented }.refused(finding()).error, "invalid_client");
        assert_eq!(parse(&form).unwrap(), TokenRequest::LookUp { scope: "s".into() });
        let bare = Parameters::from_pairs([("grant_type", JWT_BEARER)]);
        assert_eq!(parse(&bare).unwrap_err().description(), "scope is missing");
        assert_eq!(super::presented(&bare).unwrap_err().description(), "assertion is missing");
        let credentials = Parameters::from_pairs([("grant_type", "client_credentials"), ("scope", "openid")]);
        assert_eq!(parse(&credentials).unwrap(), TokenRequest::ClientCredentials);
    }

    #[test]
    fn anything_but_private_key_jwt_is_invalid_client() {
        let refused = |pairs: &[(&str, &str)]| {
            presented(&Parameters::from_pairs(pairs.iter().copied())).expect_err("refused").error
        };
        assert_eq!(refused(&[("client_secret", "s")]), "invalid_client");
        assert_eq!(refused(&[("client_assertion", "a.b.c")]), "invalid_client");
        assert_eq!(
            refused(&[("client_assertion_type", "x"), ("client_assertion", "a.b.c")]),
            "invalid_client"
        );
        assert_eq!(refused(&[("client_assertion", "a"), ("client_assertion", "b")]), "invalid_request");
    }
}
