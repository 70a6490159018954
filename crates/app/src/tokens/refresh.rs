//! `grant_type=refresh_token`: rotate, repeat within the grace, or revoke the family (spec sections 5 and 15.10).

use identity::{
    Account, Finding, Grant, ScopeSet,
    grant::{self, Issue, REFRESH_TOKEN_LIFE, Refresh},
    rules,
    token::Refusal,
};
use store::{
    StoreError, Tx,
    queries::{accounts, grants},
};

use super::{Issued, Redeemed, Redeeming, Yield};
use crate::{keys, secrets};

impl Redeeming {
    pub(super) fn refresh(
        &mut self,
        tx: &mut Tx<'_>,
        refresh_token: &str,
        scope: Option<ScopeSet>,
    ) -> Result<Redeemed, StoreError> {
        let found = grants::find_by_refresh_token(tx, &self.environment.id, &secrets::hash(refresh_token))?;
        let Some((issue, grant)) = found else {
            let finding =
                Finding::failure(&rules::REFRESH_TOKEN_KNOWN, "this refresh token was never issued here");
            return Ok(Err(Refusal::invalid_grant(finding)));
        };
        if grant.client_id == self.client.id {
            self.exchange.grant_id = Some(grant.id);
        }
        let rotate = match issue.refresh(&grant, &self.client.id, self.now) {
            Refresh::Rotate => true,
            Refresh::Repeat => false,
            Refresh::Refused { refusal, revokes } => {
                if revokes {
                    grants::revoke(tx, grant.id, self.now)?;
                }
                return Ok(Err(refusal));
            }
        };
        let scope = match grant::narrowed(grant.scope, scope) {
            Ok(scope) => scope,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(account) = accounts::find(tx, &self.environment.id, grant.account_id)? else {
            let finding = Finding::failure(&rules::REFRESH_TOKEN_KNOWN, "the person has no account any more");
            return Ok(Err(Refusal::invalid_grant(finding)));
        };
        // Of two first uses at once, the later is a repeat of the earlier.
        let rotate = rotate && grants::rotate(tx, issue.id, self.now)?;
        self.follow(tx, refresh_token, rotate, Renewed { grant, account, scope })
    }

    fn follow(
        &mut self,
        tx: &mut Tx<'_>,
        refresh_token: &str,
        rotate: bool,
        renewed: Renewed,
    ) -> Result<Redeemed, StoreError> {
        let Renewed { grant, account, scope } = renewed;
        let successor = self.ctx.derived.successor(&self.environment.id, refresh_token);
        let successor_hash = secrets::hash(successor.expose());
        let issue = if rotate {
            let issue = Issue {
                id: self.ctx.new_id(),
                grant_id: grant.id,
                refresh_expires_at: self.now + REFRESH_TOKEN_LIFE,
                rotated_at: None,
            };
            grants::insert_issue(tx, &issue, &successor_hash)?;
            issue
        } else {
            let given = grants::find_by_refresh_token(tx, &self.environment.id, &successor_hash)?;
            // Whoever has used the successor has read it: nobody honest needs the old token then.
            let Some((issue, _)) = given.filter(|(issue, _)| issue.rotated_at.is_none()) else {
                grants::revoke(tx, grant.id, self.now)?;
                let explanation =
                    "an old refresh token came after its successor was used: the whole family is now revoked";
                let finding = Finding::failure(&rules::REFRESH_TOKEN_LATEST, explanation);
                return Ok(Err(Refusal::invalid_grant(finding)));
            };
            self.exchange.details.findings.push(repeated());
            issue
        };
        let kid = keys::current_kid(tx, &self.environment.id)?;
        let refresh_token = successor;
        Ok(Ok(Yield::Person(Box::new(Issued {
            grant,
            account,
            issue: issue.id,
            refresh_token,
            scope,
            with_id_token: false,
            kid,
        }))))
    }
}

/// What a refresh goes on with.
struct Renewed {
    grant: Grant,
    account: Account,
    scope: ScopeSet,
}

fn repeated() -> Finding {
    Finding::warning(
        &rules::REFRESH_TOKEN_LATEST,
        "this refresh token was exchanged seconds ago: the same answer came again, this once",
    )
}
