//! Tokens for programs: making one, taking it back, and who a token is.
//!
//! A token is for one organisation, or one of its products, or for the service, which sees every organisation. It works as long
//! as its maker may still make such tokens, and then may no more than its scopes leave of what they may.

use std::collections::BTreeSet;

use kernel::{Secret, SignedDuration, Timestamp};
use onboarding::{
    policy::{self, Action},
    role::Roles,
    scope::{self, Scope},
};
use store::{
    StoreError, Tx,
    queries::portal::{organisations, products, roles as role_queries, tokens as queries},
};
use thiserror::Error;

use super::{Denied, Name, NotFound, Organisation, OrganisationId, Product, ProductId, roles, user};
use crate::{
    Actor, Context, Error, Internal,
    context::{TokenId, TokenKind},
    secrets,
};

pub use store::queries::portal::tokens::{Listed, Token};

/// What every token begins with, so that people and scanners of source code know one when they see it.
pub const PREFIX: &str = "slp_";
/// How long a token can live.
pub const MOST_DAYS: u16 = 365;
/// How many an organisation can have at once.
pub const MOST_TOKENS: usize = 50;

// That a token was used is written once an hour and not at every request.
const USED_AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    Organisation(OrganisationId),
    /// Reading for the service, in every organisation.
    Service,
}

impl For {
    /// What its maker has to be allowed, when it is made and whenever it is used.
    pub fn action(self) -> Action {
        match self {
            Self::Organisation(_) => Action::ManageTokens,
            Self::Service => Action::ManageStaff,
        }
    }

    fn of(token: &Token) -> Self {
        token.organisation_id.map_or(Self::Service, |id| Self::Organisation(id.into()))
    }
}

fn authorise(tx: &mut Tx<'_>, actor: Actor, what: For) -> Result<(), Error<Denied>> {
    match what {
        For::Organisation(id) => {
            roles::authorise(tx, actor, id, Action::ViewOrganisation, what.action())??;
        }
        For::Service => {
            let roles = roles::of_staff(tx, actor)?;
            if !policy::may(what.action(), &roles) {
                return Err(Denied::NotFound(NotFound).into());
            }
        }
    }
    Ok(())
}

/// The tokens for something, and what new ones can be for.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Absent for the service.
    pub organisation: Option<Organisation>,
    pub products: Vec<Product>,
    pub tokens: Vec<Listed>,
}

pub async fn list(ctx: &Context, actor: Actor, what: For) -> Result<Listing, Error<Denied>> {
    ctx.store
        .read(move |tx| {
            authorise(tx, actor, what)?;
            let For::Organisation(id) = what else {
                let tokens = queries::list_of_service(tx)?;
                return Ok(Listing { organisation: None, products: Vec::new(), tokens });
            };
            let organisation = organisations::find(tx, id.uuid())?.ok_or(Denied::NotFound(NotFound))?;
            Ok(Listing {
                organisation: Some(organisation),
                products: products::list_of_organisation(tx, id.uuid())?,
                tokens: queries::list_of_organisation(tx, id.uuid())?,
            })
        })
        .await
}

/// A token that somebody wants.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub name: Name,
    pub scopes: BTreeSet<Scope>,
    /// Where it is not for the whole organisation.
    pub product: Option<ProductId>,
    pub days: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TokenRefusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("select what the token can read")]
    NoScope,
    #[error("select how long the token works, {MOST_DAYS} days at most")]
    Life,
    #[error("select a product of your organisation")]
    Product,
    #[error("there are {MOST_TOKENS} tokens already: revoke one that is not needed any more")]
    TooMany,
}

impl From<TokenRefusal> for Error<TokenRefusal> {
    fn from(refusal: TokenRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Makes a token. Its secret is in the answer and nowhere else.
pub async fn create(
    ctx: &Context,
    actor: Actor,
    what: For,
    wanted: Wanted,
) -> Result<(Secret, Token), Error<TokenRefusal>> {
    let maker = user(actor).map_err(|not_found| TokenRefusal::Denied(not_found.into()))?;
    let secret = Secret::new(format!("{PREFIX}{}", secrets::token(&*ctx.random).expose()));
    let (hash, now) = (secrets::hash(secret.expose()), ctx.now());
    let id: kernel::Id<TokenKind> = ctx.new_id();
    let token = Token {
        id: id.uuid(),
        name: wanted.name.to_string(),
        scopes: wanted.scopes,
        organisation_id: if let For::Organisation(id) = what { Some(id.uuid()) } else { None },
        product_id: wanted.product.map(|id| id.uuid()),
        created_by: maker.uuid(),
        created_at: now,
        expires_at: now + SignedDuration::from_hours(24 * i64::from(wanted.days)),
        used_at: None,
        revoked_at: None,
    };
    let saved = token.clone();
    ctx.store
        .write(move |tx| {
            authorise(tx, actor, what).map_err(|error| error.map(TokenRefusal::from))?;
            fits(tx, &saved, wanted.days)?;
            Ok::<_, Error<TokenRefusal>>(queries::insert(tx, &saved, &hash)?)
        })
        .await?;
    Ok((secret, token))
}

fn fits(tx: &mut Tx<'_>, token: &Token, days: u16) -> Result<(), Error<TokenRefusal>> {
    if token.scopes.is_empty() {
        return Err(TokenRefusal::NoScope.into());
    }
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(TokenRefusal::Life.into());
    }
    if let Some(id) = token.product_id {
        let product = products::find(tx, id)?;
        if product.is_none_or(|product| Some(product.organisation_id) != token.organisation_id) {
            return Err(TokenRefusal::Product.into());
        }
    }
    let others = match token.organisation_id {
        Some(id) => queries::list_of_organisation(tx, id)?,
        None => queries::list_of_service(tx)?,
    };
    let working = others.iter().filter(|one| one.token.expires_at > token.created_at).count();
    if working < MOST_TOKENS { Ok(()) } else { Err(TokenRefusal::TooMany.into()) }
}

/// One of the tokens for something.
pub async fn find(ctx: &Context, actor: Actor, what: For, id: TokenId) -> Result<Token, Error<Denied>> {
    ctx.store.read(move |tx| find_for(tx, actor, what, id)).await
}

fn find_for(tx: &mut Tx<'_>, actor: Actor, what: For, id: TokenId) -> Result<Token, Error<Denied>> {
    authorise(tx, actor, what)?;
    let token = queries::find(tx, id.uuid())?.filter(|token| token.revoked_at.is_none());
    let token = token.filter(|token| For::of(token) == what);
    Ok(token.ok_or(Denied::NotFound(NotFound))?)
}

/// Ends a token now.
pub async fn revoke(ctx: &Context, actor: Actor, what: For, id: TokenId) -> Result<(), Error<Denied>> {
    let now = ctx.now();
    ctx.store
        .write(move |tx| {
            find_for(tx, actor, what, id)?;
            queries::revoke(tx, id.uuid(), now)?;
            Ok::<_, Error<Denied>>(())
        })
        .await
}

/// A token that works, with what it may: nothing else is asked about a program.
pub(crate) struct Working {
    pub row: Token,
    pub roles: Roles,
}

/// A token that was not taken back, and whose maker may still make such tokens. When it ends is for [`authenticate`] to say,
/// which every request of a program comes through.
pub(crate) fn working(tx: &mut Tx<'_>, id: TokenId) -> Result<Option<Working>, StoreError> {
    let token = queries::find(tx, id.uuid())?;
    token.map_or(Ok(None), |token| allowed(tx, token))
}

fn allowed(tx: &mut Tx<'_>, token: Token) -> Result<Option<Working>, StoreError> {
    let maker = token.created_by;
    let whole = match token.organisation_id {
        Some(organisation) => Roles::of_partner(role_queries::in_organisation(tx, organisation, maker)?),
        None => Roles::of_staff(role_queries::of_staff(tx, maker)?),
    };
    let may = token.revoked_at.is_none() && policy::may(For::of(&token).action(), &whole);
    let only = Some(scope::actions(&token.scopes));
    Ok(may.then_some(Working { roles: Roles { only, ..whole }, row: token }))
}

/// A program whose token was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    pub id: TokenId,
    pub scopes: BTreeSet<Scope>,
}

impl Program {
    pub fn actor(&self) -> Actor {
        Actor::Token(self.id)
    }
}

/// Whose token this is; none where it is unknown, has ended, was taken back, or its maker may not have it any more. Which of
/// these, nobody is told.
pub async fn authenticate(ctx: &Context, presented: &str) -> Result<Option<Program>, Internal> {
    if !presented.starts_with(PREFIX) {
        return Ok(None);
    }
    let (hash, now) = (secrets::hash(presented), ctx.now());
    let found = ctx
        .store
        .read(move |tx| {
            let token = queries::find_by_hash(tx, &hash)?.filter(|token| token.expires_at > now);
            token.map_or(Ok(None), |token| allowed(tx, token))
        })
        .await?;
    let Some(Working { row, .. }) = found else { return Ok(None) };
    note_use(ctx, &row, now).await?;
    Ok(Some(Program { id: row.id.into(), scopes: row.scopes }))
}

async fn note_use(ctx: &Context, token: &Token, now: Timestamp) -> Result<(), Internal> {
    if token.used_at.is_none_or(|used| used + USED_AGAIN_AFTER <= now) {
        let id = token.id;
        ctx.store.write(move |tx| queries::set_used(tx, id, now)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
