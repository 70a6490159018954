//! `grant_type=authorization_code`: one exchange of one code.

use identity::{
    Account, Finding, Grant,
    grant::{Issue, REFRESH_TOKEN_LIFE, Redemption},
    rules,
    token::Refusal,
};
use kernel::Secret;
use store::{StoreError, Tx, queries::grants};

use super::{Issued, Redeemed, Redeeming, Yield};
use crate::{keys, secrets};

impl Redeeming {
    pub(super) fn exchange_code(
        &mut self,
        tx: &mut Tx<'_>,
        code: &str,
        redirect_uri: Option<&str>,
        code_verifier: Option<&str>,
    ) -> Result<Redeemed, StoreError> {
        let found = match secrets::grant_of_code(code) {
            Some(id) => grants::find_by_code(tx, &self.environment.id, id, &secrets::hash(code))?,
            None => None,
        };
        let Some((grant, account)) = found else {
            let finding = Finding::failure(&rules::CODE_KNOWN, "this code was never issued here");
            return Ok(Err(Refusal::invalid_grant(finding)));
        };
        let redemption =
            Redemption { client_id: &self.client.id, redirect_uri, code_verifier, now: self.now };
        if let Err(refused) = grant.redeem(redemption) {
            return self.refuse_code(tx, &grant, refused.refusal, refused.revokes).map(Err);
        }
        if !grants::redeem(tx, grant.id, self.now)? {
            // Another request with the same code was quicker, by less than it takes to read a row.
            let used = Grant { redeemed_at: Some(self.now), ..grant };
            let refused = used.redeem(redemption).err();
            let refusal = refused.map_or_else(
                || Refusal::invalid_grant(Finding::failure(&rules::CODE_ONCE, "the code was used before")),
                |r| r.refusal,
            );
            return self.refuse_code(tx, &used, refusal, true).map(Err);
        }
        self.issue(tx, grant, account)
    }

    fn refuse_code(
        &mut self,
        tx: &mut Tx<'_>,
        grant: &Grant,
        refusal: Refusal,
        revokes: bool,
    ) -> Result<Refusal, StoreError> {
        // Another client's sign-in is not this client's to see.
        if grant.client_id == self.client.id {
            self.exchange.grant_id = Some(grant.id);
        }
        if revokes {
            grants::revoke(tx, grant.id, self.now)?;
        }
        Ok(refusal)
    }

    fn issue(&mut self, tx: &mut Tx<'_>, grant: Grant, account: Account) -> Result<Redeemed, StoreError> {
        let issue = Issue {
            id: self.ctx.new_id(),
            grant_id: grant.id,
            refresh_expires_at: self.now + REFRESH_TOKEN_LIFE,
            rotated_at: None,
        };
        let refresh_token = self.first_refresh_token();
        grants::insert_issue(tx, &issue, &secrets::hash(refresh_token.expose()))?;
        let kid = keys::current_kid(tx, &self.environment.id)?;
        let scope = grant.scope;
        Ok(Ok(Yield::Person(Box::new(Issued {
            grant,
            account,
            issue: issue.id,
            refresh_token,
            scope,
            with_id_token: true,
            kid,
        }))))
    }

    // Spec section 14: a refresh token is a UUID.
    fn first_refresh_token(&self) -> Secret {
        let mut bytes = [0; 16];
        self.ctx.random.fill(&mut bytes);
        Secret::new(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
    }
}
