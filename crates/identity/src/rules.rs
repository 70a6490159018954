//! A catalogue of the rules that an exchange is judged by: what each is called, where it is written, and how to put things right.
//!
//! A rule's id is stable: it is stored with exchanges, shown in the inspector and quoted to support.

/// One rule of the interfaces.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: &'static str,
    pub title: &'static str,
    /// Where the rule is written.
    pub clause: &'static str,
    /// What a developer changes so that it holds.
    pub fix: &'static str,
}

macro_rules! rules {
    ($($name:ident = $id:literal, $title:literal, $clause:literal, $fix:literal;)*) => {
        $(pub const $name: Rule = Rule { id: $id, title: $title, clause: $clause, fix: $fix };)*

        /// Every rule there is.
        pub const RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    PARAMETERS_READABLE = "parameters-readable", "Parameters are percent-encoded UTF-8",
        "RFC 6749 appendix B",
        "Encode each name and value as application/x-www-form-urlencoded UTF-8; every HTTP library has a function for it.";
    PARAMETERS_ONCE = "parameters-once", "No parameter comes twice",
        "RFC 6749 section 3.1",
        "Send each parameter once. Look for code that appends to a URL which already has the parameter.";
    CLIENT_KNOWN = "client-known", "client_id names a registered client",
        "RFC 6749 section 2.2; OpenID Connect Core section 3.1.2.1",
        "Copy the client_id from the Environments page of your product, and check that your service calls the environment that it was made for.";
    REDIRECT_URI_REGISTERED = "redirect-uri-registered", "redirect_uri is one of the registered ones, to the letter",
        "OpenID Connect Core section 3.1.2.1; Federation specification, redirect_uri",
        "Register this exact address on the Environments page, or send one that is registered. Case, port, path and trailing slash all count.";
    RESPONSE_TYPE_CODE = "response-type-code", "response_type is code",
        "Federation specification, response_type",
        "Send response_type=code. NHS login has no implicit or hybrid flow.";
    REQUEST_OBJECTS_ABSENT = "request-objects-absent", "No request object or inline registration",
        "OpenID Connect Core sections 6 and 7.2.1",
        "Send plain parameters: request, request_uri and registration are not supported.";
    SCOPE_ALLOWED = "scope-allowed", "scope has openid and only what the client is registered for",
        "Federation specification, scope",
        "Ask only for scopes that are registered for this client, always with openid; add one on the Environments page if you need it.";
    SCOPE_ONE_PROFILE = "scope-one-profile", "profile and basic_demographics are not asked for together",
        "Federation specification, scope",
        "Ask for profile if you need the NHS number, else for basic_demographics.";
    VTR_READABLE = "vtr-readable", "vtr is a JSON array of vectors of trust",
        "Federation specification, vtr; RFC 8485 section 4",
        "Send a URL-encoded JSON array of strings in double quotes, like [\"P9.Cp.Cd\"].";
    VTR_REGISTERED = "vtr-registered", "Each vector is registered for the client",
        "Federation specification, vtr",
        "Ask for vectors that are registered for this client; add one on the Environments page if you need it.";
    VTR_REACHABLE = "vtr-reachable", "At least one vector can be met here",
        "Federation specification, vtr",
        "Add a vector that people can meet here, such as P9.Cp.Cd: shared keys (Ck) are not implemented, a passkey (Cm) stands alone, and an environment may have none.";
    STATE_PRESENT = "state-present", "state is sent",
        "Federation specification, state; RFC 6749 section 10.12",
        "Send an unguessable state and compare it when the person comes back. Without it others can finish their sign-in in your user's browser.";
    NONCE_PRESENT = "nonce-present", "nonce is sent",
        "Federation specification, nonce; OpenID Connect Core section 3.1.2.1",
        "Send a fresh nonce and compare it with the claim in the ID token. Without it a stolen ID token can be replayed.";
    RESPONSE_MODE_QUERY = "response-mode-query", "response_mode is query",
        "Federation specification, response_mode",
        "Leave response_mode out or send query: the answer comes in the query string whatever is asked.";
    DISPLAY_KNOWN = "display-known", "display is page or touch",
        "Federation specification, display",
        "Leave display out, or send page or touch.";
    PROMPT_KNOWN = "prompt-known", "prompt is none or login, alone",
        "Federation specification, prompt; OpenID Connect Core section 3.1.2.1",
        "Leave prompt out for single sign-on, send none for no pages at all, or login to make the person sign in again.";
    PKCE_S256 = "pkce-s256", "A code challenge uses S256",
        "RFC 7636 sections 4.2 and 4.3",
        "Send code_challenge_method=S256 and a challenge of 43 characters: the base64url SHA-256 of the verifier.";
    FIDO_AVAILABLE = "fido-available", "fido_auth_response can be used",
        "Federation specification, fido_auth_response",
        "FIDO UAF is not available in this environment yet; the person signs in on the pages.";
    UNSUPPORTED_IGNORED = "unsupported-ignored", "No parameter that NHS login ignores",
        "Federation specification, authentication request",
        "Leave it out: NHS login takes no notice of it, so your service must not count on it.";
    ASSERTED_LOGIN_VALID = "asserted-login-valid", "asserted_login_identity is valid",
        "Federation specification, asserted login identity",
        "Sign a fresh JWT with the first service's client key: iss its client_id, code the jti of its ID token, a new jti, exp at most 60 seconds after iat.";
    SETTINGS_BY_TWO_FACTORS = "settings-by-two-factors", "The sign-in was strong enough for the settings",
        "Federation specification, asserted login identity",
        "Nothing is wrong in your request: the settings open for a sign-in by two factors, such as P0.Cp.Cd, and the person is asked for one.";
    SESSION_FOR_NO_PROMPT = "session-for-no-prompt", "prompt=none finds everything it needs",
        "OpenID Connect Core section 3.1.2.6",
        "This answer is part of prompt=none: send the person through again without it.";
    CONSENT_GIVEN = "consent-given", "The person agrees to share their information",
        "Federation specification, consent",
        "Nothing is wrong in your request. Show a page that says what the person cannot do without sharing, and a way on.";
    PERSON_FINISHES = "person-finishes", "The person finishes the journey",
        "Federation specification, errors",
        "Nothing is wrong in your request: the person could not go on. Show a page with a way on.";
    GRANT_TYPE_KNOWN = "grant-type-known", "grant_type is one that this endpoint takes",
        "RFC 6749 section 5.2",
        "Send grant_type=authorization_code after a sign-in, or refresh_token later.";
    TOKEN_PARAMETERS_PRESENT = "token-parameters-present", "The token request has what its grant needs",
        "RFC 6749 sections 4.1.3 and 6",
        "Send the parameter named here in the form body.";
    FORM_CONTENT_TYPE = "form-content-type", "The body is a form",
        "RFC 6749 section 4.1.3",
        "Send Content-Type: application/x-www-form-urlencoded and put the parameters in the body, never in the URL.";
    CLIENT_ASSERTION_PRESENT = "client-assertion-present", "The client authenticates with private_key_jwt",
        "RFC 7523 section 2.2; Federation specification, client authentication",
        "Send client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer and client_assertion, a JWT signed RS512 with your private key. No secret and no Authorization header.";
    CLIENT_ASSERTION_VALID = "client-assertion-valid", "The client assertion is valid",
        "RFC 7523 section 3; Federation specification, client authentication",
        "Correct the claim that is named; the table of checks shows each with what was expected and what came.";
    CLIENT_ASSERTION_FRESH = "client-assertion-fresh", "The client assertion's jti is used once",
        "RFC 7523 section 3, item 7",
        "Make a new assertion with a new random jti for every request, retries too.";
    CLIENT_MATCHES_ASSERTION = "client-matches-assertion", "client_id is the assertion's subject",
        "RFC 7521 section 4.2",
        "Leave client_id out of the token request, or send the one that the assertion's sub names.";
    CODE_KNOWN = "code-known", "The code was issued here, to this client",
        "RFC 6749 section 5.2",
        "Send the code exactly as it came to your redirect URI, decoded once, to the environment that issued it, as the client that asked for it.";
    CODE_FRESH = "code-fresh", "The code is used within 10 minutes",
        "RFC 6749 section 4.1.2; Federation specification, authorization code",
        "Exchange the code as soon as the person comes back.";
    CODE_ONCE = "code-once", "The code is used once",
        "RFC 6749 section 4.1.2",
        "Exchange each code once. Look for a retry, a page that reloads its callback, or two servers that both handle it. The tokens of the first use are revoked.";
    CODE_REDIRECT_URI = "code-redirect-uri", "redirect_uri is the one of the authentication request",
        "RFC 6749 section 4.1.3",
        "Send the same redirect_uri, to the letter, as in the authentication request.";
    CODE_VERIFIER = "code-verifier", "code_verifier fits the code challenge",
        "RFC 7636 section 4.6",
        "Send the verifier whose SHA-256 was the challenge. Keep it in the session that began the sign-in.";
    REFRESH_TOKEN_KNOWN = "refresh-token-known", "The refresh token was issued here, to this client",
        "RFC 6749 sections 5.2 and 6",
        "Send the latest refresh token that this client was given.";
    REFRESH_TOKEN_LATEST = "refresh-token-latest", "The refresh token is the latest one",
        "Federation specification, refresh token; RFC 9700 section 4.14.2",
        "Store the refresh token of every answer over the old one. An old one that is used after its short grace revokes the whole family: the person signs in again.";
    REFRESH_TOKEN_FRESH = "refresh-token-fresh", "The refresh token is used within 30 days",
        "Federation specification, refresh token",
        "Send the person to sign in again.";
    REFRESH_SCOPE_NARROWER = "refresh-scope-narrower", "A refresh asks for no new scope",
        "RFC 6749 section 6",
        "Leave scope out, or name scopes that the person agreed to at sign-in.";
    BEARER_PRESENT = "bearer-present", "The access token comes in the Authorization header",
        "RFC 6750 section 2.1",
        "Send Authorization: Bearer followed by the access token.";
    ACCESS_TOKEN_VALID = "access-token-valid", "The access token is one that this issuer signed",
        "RFC 6750 section 3.1",
        "Send the access_token of the token response unchanged, not the ID token or the refresh token, to the environment that issued it.";
    ACCESS_TOKEN_FRESH = "access-token-fresh", "The access token is used within 5 minutes",
        "Federation specification, access token",
        "Use the access token at once, or get a new one with the refresh token.";
    ACCESS_TOKEN_STANDS = "access-token-stands", "The sign-in behind the access token still stands",
        "RFC 6749 section 4.1.2; RFC 6750 section 3.1",
        "The grant was revoked, most often because a code or an old refresh token was used twice. Send the person to sign in again.";
    SCOPE_SUFFICIENT = "scope-sufficient", "The access token carries the scope that this needs",
        "RFC 6750 section 3.1",
        "Ask for the scope at sign-in.";
    METADATA_VALID = "metadata-valid", "client_user_metadata is text of at most 1024 characters",
        "Federation specification, client_user_metadata",
        "Send a JSON object with the one member client_user_metadata, a string of at most 1024 characters; an empty string clears it and auto makes a new one.";
    RATE_LIMIT = "rate-limit", "Traffic stays within the limit",
        "NHS login, test environments: no load testing",
        "Wait for the seconds in Retry-After. The sandpit is not for load testing; run load tests against your own stub.";
    BODY_SIZE = "body-size", "The request is of a reasonable size",
        "RFC 9110 section 15.5.14",
        "Send only the parameters that the interface names.";
}

/// The rule with this id, for showing a stored finding.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_every_text_is_a_sentence() {
        for (index, rule) in RULES.iter().enumerate() {
            assert!(RULES[..index].iter().all(|earlier| earlier.id != rule.id), "{} twice", rule.id);
            assert!(rule.fix.ends_with('.'), "{}", rule.id);
            assert_eq!(by_id(rule.id), Some(*rule));
        }
    }
}
