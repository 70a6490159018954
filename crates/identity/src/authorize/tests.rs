//! Requests that must go on, and each refusal by its error code.

use kernel::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{Environment, ScopeSet};

pub(crate) fn client() -> Client {
    Client {
        id: ClientId::new("example service-1"),
        name: "Example".into(),
        redirect_uris: vec!["https://example.org/callback".into(), "http://localhost:9999/callback".into()],
        scopes: ScopeSet::parse("openid profile email basic_demographics").0,
        vectors: ["P9.Cp.Cd", "P5.Cp.Cd", "P9.Cm"].iter().map(|v| v.parse().unwrap()).collect(),
        sso_partners: vec![],
        keys: vec![],
        repeats_claims_in_header: true,
        permissions: crate::Permissions::default(),
        is_suspended: false,
        created_at: Timestamp::UNIX_EPOCH,
    }
}

const GOOD: [(&str, &str); 6] = [
    ("client_id", "example service-1"),
    ("redirect_uri", "https://example.org/callback"),
    ("response_type", "code"),
    ("scope", "openid profile"),
    ("state", "s"),
    ("nonce", "n"),
];

fn judge_with(changes: &[(&str, &str)]) -> Judged {
    let kept = GOOD.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let parameters = Parameters::from_pairs(kept.chain(changes).copied());
    judge(&parameters, Some(&client()), &Environment::sandpit("http://localhost").policy)
}

fn accepted(changes: &[(&str, &str)]) -> (AuthorizationRequest, Vec<Finding>) {
    let judged = judge_with(changes);
    (judged.outcome.expect("accepted"), judged.findings)
}

fn redirected_error(changes: &[(&str, &str)]) -> &'static str {
    match judge_with(changes).outcome {
        Err(Refusal::Redirect { error, .. }) => error,
        other => panic!("not redirected: {other:?}"),
    }
}

fn page_error(changes: &[(&str, &str)]) -> &'static str {
    match judge_with(changes).outcome {
        Err(Refusal::Page { error, .. }) => error,
        other => panic!("no page: {other:?}"),
    }
}

#[test]
fn a_whole_request_is_accepted_without_a_word() {
    let (request, findings) = accepted(&[]);
    assert_eq!(findings, []);
    assert_eq!(request.vtr.to_string(), r#"["P9.Cp.Cd","P9.Cm"]"#);
    assert!(request.allow_registration);
}

#[test]
fn an_unregistered_redirect_uri_never_redirects() {
    assert_eq!(page_error(&[("redirect_uri", "https://example.org/callback/")]), "invalid_redirect_uri");
    assert_eq!(page_error(&[("redirect_uri", "")]), "invalid_redirect_uri");
    assert_eq!(
        page_error(&[
            ("redirect_uri", "https://example.org/callback"),
            ("redirect_uri", "https://evil.test/")
        ]),
        "invalid_request"
    );
}

#[test]
fn an_unknown_client_never_redirects() {
    let parameters = Parameters::from_pairs(GOOD);
    let judged = judge(&parameters, None, &Environment::sandpit("http://localhost").policy);
    assert!(matches!(judged.outcome, Err(Refusal::Page { error: "invalid_client", state: Some(_) })));
}

#[test]
fn a_suspended_clients_service_hears_of_it_at_its_own_address() {
    let suspended = Client { is_suspended: true, ..client() };
    let policy = Environment::sandpit("http://localhost").policy;
    let judged = judge(&Parameters::from_pairs(GOOD), Some(&suspended), &policy);
    let Err(Refusal::Redirect { error, redirect_uri, state, .. }) = judged.outcome else { panic!("let on") };
    assert_eq!((error, redirect_uri.as_str()), ("unauthorized_client", "https://example.org/callback"));
    assert_eq!(state.as_deref(), Some("s"));
    assert_eq!(judged.findings.last().unwrap().rule, rules::CLIENT_IN_USE.id);
}

#[test]
fn each_refusal_has_its_code() {
    for (changes, error) in [
        (&[("response_type", "token")][..], "unsupported_response_type"),
        (&[("response_type", "")], "unsupported_response_type"),
        (&[("scope", "profile")], "invalid_scope"),
        (&[("scope", "openid phone")], "invalid_scope"),
        (&[("scope", "openid profile basic_demographics")], "invalid_scope"),
        (&[("request", "x")], "request_not_supported"),
        (&[("request_uri", "x")], "request_uri_not_supported"),
        (&[("registration", "x")], "registration_not_supported"),
        (&[("vtr", "P9")], "invalid_request"),
        (&[("vtr", r#"["P0.Cp"]"#)], "invalid_request"),
        (&[("state", "a"), ("state", "b")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("code_challenge", "x"), ("code_challenge_method", "S256")], "invalid_request"),
        (&[("code_challenge", &"a".repeat(43))], "invalid_request"),
    ] {
        assert_eq!(redirected_error(changes), error, "{changes:?}");
    }
}

#[test]
fn a_vector_with_cm_is_in_reach_where_there_are_passkeys() {
    let parameters = Parameters::from_pairs(GOOD.into_iter().chain([("vtr", r#"["P9.Cm"]"#)]));
    for (issuer, reachable) in [("http://localhost", true), ("http://127.0.0.1", false)] {
        let judged = judge(&parameters, Some(&client()), &Environment::sandpit(issuer).policy);
        let rule = judged.findings.last().map(|finding| finding.rule.as_ref());
        assert_eq!(judged.outcome.is_ok(), reachable, "{issuer}");
        assert_eq!(rule == Some(rules::VTR_REACHABLE.id), !reachable, "{issuer}");
    }
}

#[test]
fn row_15_4_state_and_nonce_are_a_warning_or_a_refusal_by_policy() {
    let (request, findings) = accepted(&[("state", ""), ("nonce", "")]);
    assert_eq!((request.state, findings.len()), (None, 2));
    let mut policy = Environment::sandpit("http://localhost").policy;
    policy.require_state_and_nonce = true;
    let parameters = Parameters::from_pairs(GOOD.into_iter().filter(|(name, _)| *name != "nonce"));
    let judged = judge(&parameters, Some(&client()), &policy);
    assert!(matches!(judged.outcome, Err(Refusal::Redirect { error: "invalid_request", .. })));
}

#[test]
fn row_15_5_pkce_is_kept_when_it_came() {
    let challenge = "a".repeat(43);
    let (request, _) = accepted(&[("code_challenge", &challenge), ("code_challenge_method", "S256")]);
    assert_eq!(request.code_challenge, Some(challenge));
    assert_eq!(accepted(&[]).0.code_challenge, None);
}

#[test]
fn row_15_6_a_python_list_parses_with_a_warning() {
    let (request, findings) = accepted(&[("vtr", "['P9.Cp.Cd', 'P5.Cp.Cd']")]);
    assert_eq!(request.vtr.vectors().len(), 2);
    assert_eq!(findings[0].rule, rules::VTR_READABLE.id);
}

#[test]
fn row_15_7_form_post_is_answered_by_query_and_a_capital_f_is_not_false() {
    let (request, findings) = accepted(&[("response_mode", "form_post"), ("allow_registration", "False")]);
    assert!(request.allow_registration);
    assert_eq!(findings[0].rule, rules::RESPONSE_MODE_QUERY.id);
    assert!(!accepted(&[("allow_registration", "false")]).0.allow_registration);
}

#[test]
fn row_15_8_state_of_500_characters_comes_back_whole() {
    let state = "s".repeat(500);
    assert_eq!(accepted(&[("state", &state)]).0.state, Some(state));
}

#[test]
fn unknown_scopes_and_unsupported_parameters_are_ignored_with_a_word() {
    let (request, findings) = accepted(&[("scope", "openid frogs"), ("max_age", "0"), ("whatever", "x")]);
    assert_eq!(request.scope.to_string(), "openid");
    assert_eq!(findings.len(), 2);
}

#[test]
fn descriptions_hold_only_what_rfc_6749_allows() {
    assert_eq!(description("say \"P9\" – née \\"), "say 'P9' ? n?e /");
}

proptest! {
    #[test]
    fn no_parameters_make_it_panic_or_redirect_elsewhere(pairs in proptest::collection::vec(("[a-z_]{1,14}", ".{0,30}"), 0..12)) {
        let parameters = Parameters::new(pairs, vec![]);
        let judged = judge(&parameters, Some(&client()), &Environment::sandpit("http://localhost").policy);
        if let Err(Refusal::Redirect { redirect_uri, .. }) = judged.outcome {
            prop_assert!(client().redirect_uris.contains(&redirect_uri));
        }
    }
}
