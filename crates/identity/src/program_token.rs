//! The access token of a program: it speaks of no person, and opens one endpoint (interface specifications of the Users endpoint and
//! of account provisioning, "Access Token Payload").

use jose::JoseHeader;
use kernel::Timestamp;
use serde::Serialize;

use crate::{
    Client, Environment, Permission,
    claims::repeat_in_header,
    grant::{ACCESS_TOKEN_LIFE, IssueId},
};

/// What a program's token is made from.
#[derive(Clone, Copy)]
pub struct Program<'a> {
    pub environment: &'a Environment,
    pub client: &'a Client,
    pub opens: Permission,
    /// Of a token for looking up users alone.
    pub scope: Option<&'a str>,
    pub issue: IssueId,
    pub now: Timestamp,
}

#[derive(Serialize)]
pub struct ProgramTokenClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    client_id: &'a str,
    exp: i64,
    iat: i64,
    jti: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    version: u8,
    token_use: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_for_request: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requesting_system: Option<&'a str>,
}

impl<'a> Program<'a> {
    pub fn access_token(self) -> ProgramTokenClaims<'a> {
        let client_id = self.client.id.as_str();
        let looks_up = self.opens == Permission::LookUpUsers;
        ProgramTokenClaims {
            iss: &self.environment.issuer,
            sub: client_id,
            aud: client_id,
            client_id,
            exp: (self.now + ACCESS_TOKEN_LIFE).as_second(),
            iat: self.now.as_second(),
            jti: self.issue.to_string(),
            scope: self.scope,
            version: 0,
            token_use: "access",
            reason_for_request: looks_up.then_some("directcare"),
            requesting_system: looks_up.then_some(client_id),
        }
    }
}

impl ProgramTokenClaims<'_> {
    pub fn header(&self, header: JoseHeader, client: &Client) -> JoseHeader {
        repeat_in_header(header, client, self.iss, self.sub, self.aud, (self.exp, self.iat), &self.jti)
    }
}
