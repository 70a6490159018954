//! Which claims come at which level and scope, and in what shape.

use kernel::SeededRandom;

use super::*;
use crate::{AccountId, ClientId, Credentials, GrantId, authorize::tests::client, grant::CODE_LIFE};

fn account(level: ProofingLevel) -> Account {
    Account {
        id: AccountId::opaque(&SeededRandom::new(1)),
        email: "ada@example.com".parse().unwrap(),
        mobile: Some("07700900123".parse().unwrap()),
        mobile_pds_matched: false,
        landline: None,
        level,
        nhs_number: NhsNumber::with_check_digit(999_000_001),
        family_name: Some("KING".into()),
        given_name: Some("Ada".into()),
        birthdate: Some("1990-12-10".parse().unwrap()),
        gp_ods_code: Some("A12345".parse().unwrap()),
        gp_credentials: None,
        static_otp: None,
        is_traced: true,
        opened_with: None,
        created_at: Timestamp::UNIX_EPOCH,
    }
}

fn grant(scope: &str) -> Grant {
    Grant {
        id: GrantId::opaque(&SeededRandom::new(2)),
        client_id: ClientId::new("example service-1"),
        account_id: account(ProofingLevel::P0).id,
        scope: ScopeSet::parse(scope).0,
        vot: "P9.Cp.Cd".parse().unwrap(),
        credentials: Credentials::NONE,
        auth_time: Timestamp::UNIX_EPOCH,
        redirect_uri: String::new(),
        nonce: Some("n".into()),
        code_challenge: None,
        code_expires_at: Timestamp::UNIX_EPOCH + CODE_LIFE,
        redeemed_at: None,
        revoked_at: None,
    }
}

fn tokens(level: ProofingLevel, scope: &str) -> (Value, Value, JoseHeader) {
    let (environment, client, account, grant) =
        (Environment::sandpit("http://localhost:4001"), client(), account(level), grant(scope));
    let now = Timestamp::UNIX_EPOCH;
    let subject =
        Subject { environment: &environment, client: &client, account: &account, grant: &grant, now };
    let id_token = subject.id_token();
    let header = id_token.header(JoseHeader::rs512(), &client);
    let access = subject.access_token(IssueId::opaque(&SeededRandom::new(3)), grant.scope);
    (serde_json::to_value(id_token).unwrap(), serde_json::to_value(access).unwrap(), header)
}

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn section_14_the_id_token_says_what_the_real_one_says() {
    let (id_token, _, header) = tokens(ProofingLevel::P9, "openid profile email");
    assert_eq!(id_token["surname"], id_token["family_name"]);
    assert_eq!((&id_token["id_status"], &id_token["token_use"]), (&"verified".into(), &"id".into()));
    assert_eq!(id_token["vtm"], "http://localhost:4001/trustmark/localhost:4001");
    assert_eq!(id_token["exp"], 3600);
    assert!(id_token.get("email").is_none() && id_token.get("given_name").is_none());
    let header = serde_json::to_string(&header).unwrap();
    let order: Vec<_> =
        ["\"alg\"", "\"aud\"", "\"exp\"", "\"iat\"", "\"iss\"", "\"jti\"", "\"nonce\"", "\"sub\""]
            .iter()
            .map(|name| header.find(name).expect("in the header"))
            .collect();
    assert!(order.is_sorted(), "{header}");
}

#[test]
fn section_14_a_switch_keeps_the_header_plain() {
    let (environment, account, grant) =
        (Environment::sandpit("http://localhost"), account(ProofingLevel::P0), grant("openid"));
    let client = Client { repeats_claims_in_header: false, ..client() };
    let subject = Subject {
        environment: &environment,
        client: &client,
        account: &account,
        grant: &grant,
        now: Timestamp::UNIX_EPOCH,
    };
    let header = serde_json::to_value(subject.id_token().header(JoseHeader::rs512(), &client)).unwrap();
    assert_eq!(names(&header), ["alg"]);
}

#[test]
fn section_14_the_access_token_says_what_the_real_one_says() {
    let (_, access, _) = tokens(ProofingLevel::P9, "openid profile");
    assert_eq!(access["version"], 0);
    assert_eq!(access["reason_for_request"], "patientaccess");
    assert_eq!(access["requesting_patient"], access["nhs_number"]);
    assert_eq!((&access["token_use"], &access["exp"]), (&"access".into(), &300.into()));
    let (_, basic, _) = tokens(ProofingLevel::P9, "openid basic_demographics");
    assert!(basic.get("nhs_number").is_none() && basic.get("requesting_patient").is_none());
}

#[test]
fn below_p5_the_profile_is_silent() {
    let (id_token, access, _) = tokens(ProofingLevel::P0, "openid profile");
    for absent in ["nhs_number", "family_name", "surname", "birthdate", "identity_proofing_level"] {
        assert!(id_token.get(absent).is_none(), "{absent}");
    }
    assert!(access.get("nhs_number").is_none());
    let (basic, _, _) = tokens(ProofingLevel::P5, "openid basic_demographics");
    assert!(basic.get("nhs_number").is_none() && basic.get("birthdate").is_some());
}

fn userinfo_of(level: ProofingLevel, scope: &str, two_factors: bool) -> Value {
    let environment = Environment::sandpit("http://localhost:4001");
    let mut account = account(level);
    account.gp_credentials =
        Some(crate::account::GpCredentials { gp_user_id: "u".into(), gp_linkage_key: "k".into() });
    let scope = ScopeSet::parse(scope).0;
    let asked = Asked {
        environment: &environment,
        client_id: "c",
        account: &account,
        scope,
        two_factors,
        client_user_metadata: Some("m"),
    };
    let text = serde_json::to_string(&userinfo(asked)).unwrap();
    assert!(text.starts_with(r#"{"sub":""#) && !text.contains("null"), "{text}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn userinfo_opens_by_scope_and_level() {
    assert_eq!(names(&userinfo_of(ProofingLevel::P9, "openid", true)), ["aud", "iss", "sub"]);
    let p0 = userinfo_of(
        ProofingLevel::P0,
        "openid profile email phone landline gp_registration_details client_metadata",
        true,
    );
    assert_eq!(
        names(&p0),
        [
            "aud",
            "client_user_metadata",
            "email",
            "email_verified",
            "iss",
            "phone_number",
            "phone_number_pds_matched",
            "phone_number_verified",
            "sub"
        ]
    );
    let all = "openid profile profile_extended gp_registration_details gp_integration_credentials";
    let p9 = userinfo_of(ProofingLevel::P9, all, true);
    assert_eq!(p9["gp_registration_details"]["gp_ods_code"], "A12345");
    assert_eq!(p9["gp_integration_credentials"]["gp_user_id"], "u");
    assert!(p9.get("given_name").is_none(), "never in the sandpit");
    assert!(userinfo_of(ProofingLevel::P9, all, false).get("gp_integration_credentials").is_none());
    assert!(userinfo_of(ProofingLevel::P5, all, true).get("gp_integration_credentials").is_none());
}
