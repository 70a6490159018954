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
    CLIENT_IN_USE = "client-in-use", "The client may be used in this environment",
        "RFC 6749 sections 4.1.2.1 and 5.2, unauthorized_client",
        "Staff of the service took back what allowed your product a client here; the product's page says why. Ask them to allow it again: nothing of the registration is lost.";
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
        "Send grant_type=authorization_code after a sign-in, or refresh_token later; programs that look up users or provision accounts have grants of their own.";
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
    CLIENT_KEY_STAYS = "client-key-stays", "The client's key does not end soon",
        "RFC 7517 section 4; Federation specification, client key rotation",
        "Sign with the newest key of the client: the product's page says until when each is valid.";
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
    CLIENT_PERMITTED = "client-permitted", "The client is permitted to use this grant",
        "RFC 6749 section 5.2; interface specifications, unauthorized_client",
        "Ask the staff of the service for the permission, and say what your service needs it for: they grant it to a client, with the reason. Nothing on your side changes then.";
    LOOK_UP_SCOPE = "look-up-scope", "The token names Users.retrieve, and profile with any other scope",
        "Users Endpoint V2 specification, sections 3.2.1 and 5.1",
        "Ask the token endpoint for scope with the whole name, issuer and all, like https://issuer/Users.retrieve; add profile if you want any other scope.";
    LOOK_UP_APPROVED = "look-up-approved", "The client is approved for the scopes of its token",
        "Users Endpoint V2 specification, table 10",
        "The client's permission to look up users was taken back, or its scopes changed. Ask the staff of the service, then get a new token.";
    FILTER_PRESENT = "filter-present", "The look-up has a filter",
        "Users Endpoint V2 specification, section 3.3.1",
        "Send the query parameter filter, URL-encoded, like filter=email%20eq%20%22a%40b.example%22.";
    FILTER_SYNTAX = "filter-syntax", "The filter is expressions, joined by and or or",
        "Users Endpoint V2 specification, section 3.3.1.3; RFC 7644 section 3.4.2.2",
        "Write attribute eq \"value\" with plain double quotes (not the curly ones of a text editor), joined by and or or, without parentheses.";
    FILTER_FIVE = "filter-five", "The filter has at most 5 expressions",
        "Users Endpoint V2 specification, section 3.3.1.3",
        "Ask for at most 5 expressions at a time.";
    FILTER_KEYED = "filter-keyed", "The filter is by nhsnumber or email",
        "Users Endpoint V2 specification, section 3.3.1.1",
        "Look users up by nhsnumber or email: there is no other attribute to look them up by.";
    FILTER_ATTRIBUTE = "filter-attribute", "Every attribute of the filter is nhsnumber or email",
        "Users Endpoint V2 specification, section 3.3.1.1",
        "Take the expression with the other attribute out.";
    FILTER_OPERATOR = "filter-operator", "The operators of the filter are eq, and, or",
        "Users Endpoint V2 specification, section 3.3.1.2",
        "Compare by eq alone, and join expressions by and or or.";
    FILTER_NHS_NUMBER = "filter-nhs-number", "An NHS number in the filter is one",
        "Users Endpoint V2 specification, section 3.3.1.1; NHS Data Dictionary, NHS NUMBER",
        "Send 10 digits without spaces, the last of which is the check digit.";
    FILTER_EMAIL = "filter-email", "An email address in the filter is one",
        "Users Endpoint V2 specification, section 3.3.1.1",
        "Send one address like a@b.example.";
    TOKEN_OF_PROGRAM = "token-of-program", "The access token is of the grant that this endpoint needs",
        "Provision Account specification, section 3.3; Users Endpoint V2 specification, section 3.3",
        "Get a token with grant_type=client_credentials for account provisioning, and with the jwt-bearer grant for looking up users: a person's access token opens neither, and theirs open no userinfo.";
    PROVISION_DATA = "provision-data", "The request says who the patient is, whole and readable",
        "Provision Account specification, table 7",
        "Send a JSON object with nhs_number, email_address, date_of_birth (YYYY-MM-DD), ods_code and phone_number (with +44), each as text and once.";
    PROVISION_ODS_CODE = "provision-ods-code", "The client may provision for this organisation",
        "Provision Account specification, table 11",
        "Send the ODS code of the organisation that provisions, and ask the staff of the service to add it to the client's permission if it is new.";
    PROVISION_ODS_LIMIT = "provision-ods-limit", "The organisation stays within its requests an hour",
        "Provision Account specification, table 11",
        "Wait until the next hour begins, and look for a loop that sends the same request again.";
    PROVISION_AVAILABLE = "provision-available", "The demographics service can be asked",
        "Provision Account specification, table 11",
        "Nothing is wrong in your request: try again in a few minutes. The sandpit has no demographics service; use the integration environment.";
    PROVISION_RECORD = "provision-record", "There is a record with the NHS number",
        "Provision Account specification, table 11",
        "Check the NHS number. In test environments use that of an invented person whom the environment's records have.";
    PROVISION_BIRTHDATE = "provision-birthdate", "The record has the date of birth",
        "Provision Account specification, table 11",
        "Check the date of birth with the patient and with their record.";
    PROVISION_ALIVE = "provision-alive", "The record is of somebody alive",
        "Provision Account specification, table 11",
        "Check the NHS number; if it is right, the record has to be corrected first.";
    PROVISION_AGE = "provision-age", "The patient is 13 or over",
        "Provision Account specification, table 11",
        "Nobody under 13 can have an account.";
    PROVISION_BELOW_P9 = "provision-below-p9", "The patient has no account at P9 yet",
        "Provision Account specification, table 11",
        "The patient can sign in with the account that they have.";
    PROVISION_NUMBER_FREE = "provision-number-free", "The NHS number is in no account with another email address",
        "Provision Account specification, table 11",
        "Ask the patient which email address they use for NHS login, and send that one.";
    PROVISION_EMAIL_FREE = "provision-email-free", "The email address is in no account of somebody else",
        "Provision Account specification, table 11",
        "Ask the patient for an email address of their own.";
    PROVISION_MOBILE = "provision-mobile", "The account with the email address has the mobile phone number",
        "Provision Account specification, table 11",
        "Send the mobile phone number that the patient uses for NHS login, or let them change it there first.";
    PROVISION_NONE_PENDING = "provision-none-pending", "No other request for the patient waits to be claimed",
        "Provision Account specification, table 11",
        "The patient has an email with a link that works for 7 days: they can look for it, also among unwanted mail.";
    PROVISION_NOT_CLOSED = "provision-not-closed", "No request for the patient was closed in the last 7 days",
        "Provision Account specification, table 11",
        "Whoever opened the link gave wrong details too often, and the request was closed. Check the email address and the phone number, and ask again 7 days after that request.";
    PROVISION_EMAIL_WAITING = "provision-email-waiting", "No request for another patient waits at the email address",
        "Provision Account specification, table 11",
        "Two people cannot share an email address for NHS login: ask this patient for their own.";
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
