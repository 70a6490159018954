//! What the tokens and userinfo say (spec sections 5, 6 and 14). A claim without a value is left out.

use jose::JoseHeader;
use kernel::{Date, NhsNumber, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Account, Client, Environment, Grant, Scope, ScopeSet,
    account::ProofingLevel,
    grant::{ACCESS_TOKEN_LIFE, ID_TOKEN_LIFE, IssueId},
};

/// Everything that a token response is made from.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub environment: &'a Environment,
    pub client: &'a Client,
    pub account: &'a Account,
    pub grant: &'a Grant,
    pub now: Timestamp,
}

#[derive(Serialize)]
pub struct IdTokenClaims<'a> {
    iss: &'a str,
    sub: String,
    aud: &'a str,
    exp: i64,
    iat: i64,
    jti: String,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    vot: String,
    vtm: String,
    id_status: &'static str,
    token_use: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nhs_number: Option<NhsNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birthdate: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    surname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity_proofing_level: Option<ProofingLevel>,
}

#[derive(Serialize)]
pub struct AccessTokenClaims<'a> {
    iss: &'a str,
    sub: String,
    aud: &'a str,
    client_id: &'a str,
    exp: i64,
    iat: i64,
    jti: String,
    scope: String,
    auth_time: i64,
    vot: String,
    vtm: String,
    version: u8,
    token_use: &'static str,
    reason_for_request: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nhs_number: Option<NhsNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requesting_patient: Option<NhsNumber>,
}

impl<'a> Subject<'a> {
    /// The claims of the grant's one ID token.
    pub fn id_token(self) -> IdTokenClaims<'a> {
        let details = ProfileDetails::of(self.account, self.grant.scope);
        IdTokenClaims {
            iss: &self.environment.issuer,
            sub: self.account.id.to_string(),
            aud: self.client.id.as_str(),
            exp: (self.now + ID_TOKEN_LIFE).as_second(),
            iat: self.now.as_second(),
            jti: self.grant.id.to_string(),
            auth_time: self.grant.auth_time.as_second(),
            nonce: self.grant.nonce.as_deref(),
            vot: self.grant.vot.to_string(),
            vtm: self.environment.trustmark(),
            id_status: "verified",
            token_use: "id",
            nhs_number: details.nhs_number,
            birthdate: details.birthdate,
            family_name: details.family_name,
            surname: details.family_name,
            identity_proofing_level: details.level,
        }
    }

    /// The claims of an access token with this scope.
    pub fn access_token(self, issue: IssueId, scope: ScopeSet) -> AccessTokenClaims<'a> {
        let nhs_number = ProfileDetails::of(self.account, scope).nhs_number;
        AccessTokenClaims {
            iss: &self.environment.issuer,
            sub: self.account.id.to_string(),
            aud: self.client.id.as_str(),
            client_id: self.client.id.as_str(),
            exp: (self.now + ACCESS_TOKEN_LIFE).as_second(),
            iat: self.now.as_second(),
            jti: issue.to_string(),
            scope: scope.to_string(),
            auth_time: self.grant.auth_time.as_second(),
            vot: self.grant.vot.to_string(),
            vtm: self.environment.trustmark(),
            version: 0,
            token_use: "access",
            reason_for_request: "patientaccess",
            nhs_number,
            requesting_patient: nhs_number,
        }
    }
}

impl IdTokenClaims<'_> {
    pub fn header(&self, header: JoseHeader, client: &Client) -> JoseHeader {
        let header =
            repeat_in_header(header, client, self.iss, &self.sub, self.aud, (self.exp, self.iat), &self.jti);
        match self.nonce {
            Some(nonce) if client.repeats_claims_in_header => header.with("nonce", nonce),
            _ => header,
        }
    }
}

impl AccessTokenClaims<'_> {
    pub fn header(&self, header: JoseHeader, client: &Client) -> JoseHeader {
        repeat_in_header(header, client, self.iss, &self.sub, self.aud, (self.exp, self.iat), &self.jti)
    }
}

// Spec section 14: the real service repeats these claims in the header, and strict libraries dislike it; partners must find
// that out in the sandpit.
pub(crate) fn repeat_in_header(
    header: JoseHeader,
    client: &Client,
    iss: &str,
    sub: &str,
    aud: &str,
    (exp, iat): (i64, i64),
    jti: &str,
) -> JoseHeader {
    if !client.repeats_claims_in_header {
        return header;
    }
    header
        .with("aud", aud)
        .with("exp", exp)
        .with("iat", iat)
        .with("iss", iss)
        .with("jti", jti)
        .with("sub", sub)
}

/// What `profile` and `basic_demographics` yield: nothing below P5.
struct ProfileDetails<'a> {
    nhs_number: Option<NhsNumber>,
    birthdate: Option<Date>,
    family_name: Option<&'a str>,
    level: Option<ProofingLevel>,
}

impl<'a> ProfileDetails<'a> {
    fn of(account: &'a Account, scope: ScopeSet) -> Self {
        let profile = account.level >= Scope::Profile.level() && scope.contains(Scope::Profile);
        let basic =
            account.level >= Scope::BasicDemographics.level() && scope.contains(Scope::BasicDemographics);
        if !profile && !basic {
            return Self { nhs_number: None, birthdate: None, family_name: None, level: None };
        }
        Self {
            nhs_number: account.nhs_number.filter(|_| profile),
            birthdate: account.birthdate,
            family_name: account.family_name.as_deref(),
            level: Some(account.level),
        }
    }
}

/// The userinfo answer; `sub`, `iss` and `aud` lead, as the real service's do.
#[derive(Debug, Serialize)]
pub struct UserinfoClaims<'a> {
    pub sub: String,
    iss: &'a str,
    aud: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nhs_number: Option<NhsNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birthdate: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity_proofing_level: Option<ProofingLevel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number_pds_matched: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    landline_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    landline_number_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gp_registration_details: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gp_integration_credentials: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_user_metadata: Option<&'a str>,
}

/// Who asks at userinfo, about whom, with what.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub environment: &'a Environment,
    pub client_id: &'a str,
    pub account: &'a Account,
    pub scope: ScopeSet,
    /// The vector of the sign-in: GP credentials need two factors (spec section 6).
    pub two_factors: bool,
    pub client_user_metadata: Option<&'a str>,
}

/// Builds the userinfo answer from what the token's scope opens at this person's level.
pub fn userinfo(asked: Asked<'_>) -> UserinfoClaims<'_> {
    let account = asked.account;
    let open = |scope: Scope| asked.scope.contains(scope) && account.level >= scope.level();
    let profile = ProfileDetails::of(account, asked.scope);
    let mobile = account.mobile.as_ref().filter(|_| open(Scope::Phone));
    let landline = account.landline.as_deref().filter(|_| open(Scope::Landline));
    let gives_name = open(Scope::ProfileExtended) && asked.environment.policy.given_name_available;
    UserinfoClaims {
        sub: account.id.to_string(),
        iss: &asked.environment.issuer,
        aud: asked.client_id,
        nhs_number: profile.nhs_number,
        birthdate: profile.birthdate,
        family_name: profile.family_name,
        given_name: account.given_name.as_deref().filter(|_| gives_name),
        identity_proofing_level: profile.level,
        email: open(Scope::Email).then(|| account.email.as_str()),
        email_verified: open(Scope::Email).then_some(true),
        phone_number: mobile.map(kernel::MobileNumber::as_e164),
        phone_number_verified: mobile.map(|_| true),
        phone_number_pds_matched: mobile.map(|_| account.mobile_pds_matched),
        landline_number: landline,
        // Nobody rings a landline up to prove it (Federation specification, landline).
        landline_number_verified: landline.map(|_| false),
        gp_registration_details: gp_registration(account).filter(|_| open(Scope::GpRegistrationDetails)),
        gp_integration_credentials: gp_credentials(account)
            .filter(|_| open(Scope::GpIntegrationCredentials) && asked.two_factors),
        client_user_metadata: asked.client_user_metadata.filter(|_| open(Scope::ClientMetadata)),
    }
}

fn gp_registration(account: &Account) -> Option<Value> {
    account.gp_ods_code.as_ref().map(|code| serde_json::json!({ "gp_ods_code": code }))
}

fn gp_credentials(account: &Account) -> Option<Value> {
    let credentials = account.gp_credentials.as_ref()?;
    let code = account.gp_ods_code.as_ref()?;
    Some(serde_json::json!({
        "gp_user_id": credentials.gp_user_id,
        "gp_linkage_key": credentials.gp_linkage_key,
        "gp_ods_code": code,
    }))
}

#[cfg(test)]
mod tests;
