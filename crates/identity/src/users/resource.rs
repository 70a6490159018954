//! What is told of each account that a look-up finds (RFC 7643; interface specification, tables 14 and 15).

use kernel::{Date, NhsNumber, OdsCode};
use serde::Serialize;

use crate::{Account, ProofingLevel, Scope, ScopeSet};

const LIST_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const EXTENSION: &str = "uk:nhs:login:auth:1.0:User";

/// The whole answer.
#[derive(Clone, Debug, Serialize)]
pub struct ListResponse {
    schemas: [&'static str; 1],
    #[serde(rename = "totalResults")]
    pub total_results: usize,
    #[serde(rename = "Resources")]
    pub resources: Vec<Resource>,
}

/// One account, as far as the scopes open it. Members are in the order of the specification's example.
#[derive(Clone, Debug, Serialize)]
pub struct Resource {
    schemas: [&'static str; 2],
    pub id: String,
    active: bool,
    #[serde(rename = "uk:nhs:login:auth:1.0:User")]
    extension: Extension,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Name>,
    #[serde(rename = "userName", skip_serializing_if = "Option::is_none")]
    user_name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emails: Vec<Email>,
    #[serde(rename = "phoneNumbers", skip_serializing_if = "Vec::is_empty")]
    phone_numbers: Vec<PhoneNumber>,
}

#[derive(Clone, Debug, Serialize)]
struct Extension {
    #[serde(rename = "vectorsOfTrust")]
    vectors_of_trust: VectorsOfTrust,
    #[serde(rename = "nhsNumber", skip_serializing_if = "Option::is_none")]
    nhs_number: Option<NhsNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birthdate: Option<Date>,
    #[serde(rename = "gpOdsCode", skip_serializing_if = "Option::is_none")]
    gp_ods_code: Option<OdsCode>,
    #[serde(rename = "gpUserId", skip_serializing_if = "Option::is_none")]
    gp_user_id: Option<String>,
    #[serde(rename = "gpLinkageKey", skip_serializing_if = "Option::is_none")]
    gp_linkage_key: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct VectorsOfTrust {
    #[serde(rename = "IdentityProofing")]
    identity_proofing: ProofingLevel,
}

#[derive(Clone, Debug, Serialize)]
struct Name {
    #[serde(rename = "familyName", skip_serializing_if = "Option::is_none")]
    family_name: Option<String>,
    #[serde(rename = "givenName", skip_serializing_if = "Option::is_none")]
    given_name: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Email {
    value: String,
    #[serde(rename = "type")]
    kind: &'static str,
    // Text, as the specification's example of a real answer has it, where SCIM has a boolean.
    primary: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct PhoneNumber {
    #[serde(rename = "type")]
    kind: &'static str,
    value: String,
}

impl ListResponse {
    /// What `scope` opens of these accounts; `gives_given_name` is the environment's.
    pub fn new(accounts: &[Account], scope: ScopeSet, gives_given_name: bool) -> Self {
        let resources: Vec<Resource> =
            accounts.iter().map(|account| Resource::of(account, scope, gives_given_name)).collect();
        Self { schemas: [LIST_RESPONSE], total_results: resources.len(), resources }
    }
}

impl Resource {
    fn of(account: &Account, scope: ScopeSet, gives_given_name: bool) -> Self {
        let open = |wanted: Scope| scope.contains(wanted) && account.level >= wanted.level();
        let email = account.email.as_str();
        Self {
            schemas: [USER, EXTENSION],
            id: account.id.to_string(),
            active: true,
            extension: Extension::of(account, open),
            name: Name::of(account, open(Scope::Profile), open(Scope::ProfileExtended) && gives_given_name),
            user_name: open(Scope::Email).then(|| email.to_owned()),
            emails: open(Scope::Email)
                .then(|| Email { value: email.to_owned(), kind: "home", primary: "true" })
                .into_iter()
                .collect(),
            phone_numbers: phone_numbers(account, open),
        }
    }
}

impl Extension {
    fn of(account: &Account, open: impl Fn(Scope) -> bool) -> Self {
        let gp = account.gp_credentials.as_ref().filter(|_| open(Scope::GpIntegrationCredentials));
        Self {
            vectors_of_trust: VectorsOfTrust { identity_proofing: account.level },
            nhs_number: account.nhs_number.filter(|_| open(Scope::Profile)),
            birthdate: account.birthdate.filter(|_| open(Scope::Profile)),
            gp_ods_code: account.gp_ods_code.clone().filter(|_| open(Scope::GpRegistrationDetails)),
            gp_user_id: gp.map(|gp| gp.gp_user_id.clone()),
            gp_linkage_key: gp.map(|gp| gp.gp_linkage_key.clone()),
        }
    }
}

impl Name {
    fn of(account: &Account, family: bool, given: bool) -> Option<Self> {
        let family_name = account.family_name.clone().filter(|_| family);
        let given_name = account.given_name.clone().filter(|_| given);
        (family_name.is_some() || given_name.is_some()).then_some(Self { family_name, given_name })
    }
}

fn phone_numbers(account: &Account, open: impl Fn(Scope) -> bool) -> Vec<PhoneNumber> {
    let mobile = account.mobile.as_ref().filter(|_| open(Scope::Phone));
    let mobile = mobile.map(|number| PhoneNumber { kind: "mobile", value: number.as_e164().to_owned() });
    let landline = account.landline.clone().filter(|_| open(Scope::Landline));
    let landline = landline.map(|value| PhoneNumber { kind: "landline", value });
    mobile.into_iter().chain(landline).collect()
}

#[cfg(test)]
mod tests {
    use kernel::{SeededRandom, Timestamp};
    use serde_json::json;

    use super::*;
    use crate::{AccountId, account::GpCredentials};

    fn account(level: ProofingLevel) -> Account {
        Account {
            id: AccountId::opaque(&SeededRandom::new(1)),
            email: "ada@b.example".parse().unwrap(),
            mobile: "07700900123".parse().ok(),
            mobile_pds_matched: true,
            landline: Some("+441132000000".into()),
            level,
            nhs_number: NhsNumber::with_check_digit(999_000_001),
            family_name: Some("KING".into()),
            given_name: Some("Ada".into()),
            birthdate: "1980-02-29".parse().ok(),
            gp_ods_code: "A00001".parse().ok(),
            gp_credentials: Some(GpCredentials { gp_user_id: "u".into(), gp_linkage_key: "k".into() }),
            static_otp: None,
            is_traced: true,
            opened_with: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn told(level: ProofingLevel, scope: &str) -> serde_json::Value {
        let list = ListResponse::new(&[account(level)], ScopeSet::parse(scope).0, true);
        serde_json::to_value(list).unwrap()
    }

    #[test]
    fn without_a_scope_only_the_level_is_told() {
        let list = told(ProofingLevel::P9, "");
        let id = account(ProofingLevel::P9).id.to_string();
        assert_eq!(
            list,
            json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
                "totalResults": 1,
                "Resources": [{
                    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "uk:nhs:login:auth:1.0:User"],
                    "id": id,
                    "active": true,
                    "uk:nhs:login:auth:1.0:User": { "vectorsOfTrust": { "IdentityProofing": "P9" } },
                }],
            })
        );
        let nobody = serde_json::to_value(ListResponse::new(&[], ScopeSet::EMPTY, true)).unwrap();
        assert_eq!((&nobody["totalResults"], &nobody["Resources"]), (&json!(0), &json!([])));
    }

    #[test]
    fn each_scope_opens_its_own() {
        let all = "profile profile_extended phone email landline gp_registration_details gp_integration_credentials";
        let one = told(ProofingLevel::P9, all)["Resources"][0].clone();
        let number = account(ProofingLevel::P9).nhs_number.unwrap();
        assert_eq!(
            one["uk:nhs:login:auth:1.0:User"],
            json!({
                "vectorsOfTrust": { "IdentityProofing": "P9" },
                "nhsNumber": number, "birthdate": "1980-02-29",
                "gpOdsCode": "A00001", "gpUserId": "u", "gpLinkageKey": "k",
            })
        );
        assert_eq!(one["name"], json!({ "familyName": "KING", "givenName": "Ada" }));
        assert_eq!(one["userName"], "ada@b.example");
        assert_eq!(one["emails"], json!([{ "value": "ada@b.example", "type": "home", "primary": "true" }]));
        assert_eq!(
            one["phoneNumbers"],
            json!([
                { "type": "mobile", "value": "+447700900123" },
                { "type": "landline", "value": "+441132000000" },
            ])
        );
        let at_p5 = told(ProofingLevel::P5, all)["Resources"][0].clone();
        assert!(at_p5["uk:nhs:login:auth:1.0:User"].get("gpUserId").is_none());
        let at_p0 = told(ProofingLevel::P0, all)["Resources"][0].clone();
        assert!(at_p0.get("name").is_none() && at_p0.get("emails").is_some());
        let list = ListResponse::new(&[account(ProofingLevel::P9)], ScopeSet::parse(all).0, false);
        assert!(serde_json::to_value(list).unwrap()["Resources"][0]["name"].get("givenName").is_none());
    }
}
