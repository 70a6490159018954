//! The grants of programs: `client_credentials` for account provisioning, the JWT bearer grant for looking up users. Staff have to
//! permit each; the token lives as long as a person's, and there is nothing to refresh it with.

use identity::{
    Client, Environment, Finding, Permission,
    grant::{ACCESS_TOKEN_LIFE, IssueId},
    program_token::Program,
    rules,
    token::Refusal,
    users::{LookUpScope, approved, retrieve_scope},
};
use store::{StoreError, Tx};

use super::{Redeemed, Redeeming, TokenResponse, Yield, signing_key};
use crate::{Context, Internal, keys};

/// A token of a program, committed and about to be signed.
pub(super) struct Granted {
    opens: Permission,
    scope: Option<String>,
    issue: IssueId,
    kid: String,
}

impl Redeeming {
    pub(super) fn provision(&mut self, tx: &mut Tx<'_>) -> Result<Redeemed, StoreError> {
        match self.permitted(Permission::ProvisionAccounts) {
            Ok(()) => self.grant(tx, Permission::ProvisionAccounts, None),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    pub(super) fn look_up(&mut self, tx: &mut Tx<'_>, scope: &str) -> Result<Redeemed, StoreError> {
        let granted = self.permitted(Permission::LookUpUsers).and_then(|()| self.look_up_scope(scope));
        match granted {
            Ok(scope) => self.grant(tx, Permission::LookUpUsers, Some(scope)),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    fn permitted(&self, permission: Permission) -> Result<(), Refusal> {
        if self.client.permissions.allow(permission) {
            return Ok(());
        }
        let explanation = format!(
            "this client is not permitted to {}: ask the staff of the service to permit it",
            permission.words()
        );
        let finding = Finding::failure(&rules::CLIENT_PERMITTED, explanation);
        Err(Refusal::new("unauthorized_client", finding))
    }

    /// What is asked for and approved. What is not approved is left out, and the token's scope says so.
    fn look_up_scope(&mut self, text: &str) -> Result<String, Refusal> {
        let issuer = &self.environment.issuer;
        let asked = LookUpScope::parse(text, issuer);
        if !asked.retrieve {
            let explanation = "scope does not name Users.retrieve, which every look-up needs";
            let finding = Finding::failure(&rules::LOOK_UP_SCOPE, explanation);
            return Err(Refusal::new(
                "invalid_scope",
                finding.expected(retrieve_scope(issuer)).received(text),
            ));
        }
        let approved = approved(self.client.scopes);
        let claims: identity::ScopeSet =
            asked.claims.iter().filter(|scope| approved.contains(*scope)).collect();
        let findings = &mut self.exchange.details.findings;
        if claims != asked.claims {
            let explanation = format!(
                "this client is not registered for the scope {}: it was left out",
                asked.claims.without(claims)
            );
            findings.push(Finding::warning(&rules::LOOK_UP_APPROVED, explanation));
        }
        if !asked.unknown.is_empty() {
            let explanation = format!("a look-up has no scope {}: it was ignored", asked.unknown.join(" "));
            findings.push(Finding::warning(&rules::LOOK_UP_SCOPE, explanation));
        }
        if !claims.is_empty() && !claims.contains(identity::Scope::Profile) {
            let explanation = "scope lacks profile, which every other scope of a look-up needs: the look-up will be refused";
            findings.push(Finding::warning(&rules::LOOK_UP_SCOPE, explanation));
        }
        Ok(LookUpScope::granted(issuer, claims))
    }

    fn grant(
        &self,
        tx: &mut Tx<'_>,
        opens: Permission,
        scope: Option<String>,
    ) -> Result<Redeemed, StoreError> {
        let kid = keys::current_kid(tx, &self.environment.id)?;
        // Of no row: nothing stands behind it that could be revoked but the permission, which is asked for at each use.
        let issue = IssueId::opaque(self.ctx.random.as_ref());
        Ok(Ok(Yield::Program(Granted { opens, scope, issue, kid })))
    }
}

impl Granted {
    /// What the inspector shows: never the token.
    pub(super) fn told(&self) -> Vec<(String, String)> {
        let life = format!("jti {}, {} seconds", self.issue, ACCESS_TOKEN_LIFE.as_secs());
        let mut told = vec![("access_token".to_owned(), life)];
        told.extend(self.scope.iter().map(|scope| ("scope".to_owned(), scope.clone())));
        told.push(("opens".to_owned(), self.opens.words().to_owned()));
        told.push(("signed by".to_owned(), self.kid.clone()));
        told
    }

    pub(super) async fn sign(
        self,
        ctx: &Context,
        environment: &Environment,
        client: &Client,
    ) -> Result<TokenResponse, Internal> {
        let key = signing_key(ctx, environment, &self.kid).await?;
        let program = Program {
            environment,
            client,
            opens: self.opens,
            scope: self.scope.as_deref(),
            issue: self.issue,
            now: ctx.now(),
        };
        let claims = program.access_token();
        Ok(TokenResponse {
            access_token: key.sign(&claims.header(key.header(), client), &claims),
            id_token: None,
            expires_in: ACCESS_TOKEN_LIFE.as_secs(),
            // As the specifications of these endpoints write it.
            token_type: "Bearer",
            refresh_token: None,
            scope: self.scope,
        })
    }
}
