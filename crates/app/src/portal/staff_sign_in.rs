//! Staff signing in through their organisation's OpenID Provider.
//!
//! The provider says who somebody is, and never what they may: only who has a role of staff already comes in. The first time they are
//! known by an address that the provider has verified, from then on by its issuer and subject. To everybody else the answer is the
//! same, whether Slipway knows them or not.

use std::sync::Arc;

use kernel::{EmailAddress, Secret, SignedDuration, Timestamp};
use relying_party::{Begun, Identity, Moment, Problem, Provider};
use store::{
    StoreError, Tx,
    queries::portal::{
        roles as role_queries,
        staff_sign_ins::{self as queries, StaffSignIn},
        users::{self, User},
    },
};
use thiserror::Error;

use super::sign_in::{self, SignedIn};
use crate::{
    Context, Error, Internal,
    messages::{self, Draft},
    outbox, secrets,
};

pub use relying_party::Answer;

/// How long somebody may take at the provider.
pub const JOURNEY_LIFE: SignedDuration = SignedDuration::from_mins(15);

/// The provider of the organisation that staff belong to, and what we take its word for.
#[derive(Debug)]
pub struct StaffProvider {
    pub provider: Provider,
    /// What stands on the button.
    pub label: String,
    /// Whose addresses it may speak for, in lower case.
    pub email_domains: Vec<String>,
    /// Whether its addresses count although it says nothing of having verified them.
    pub trusts_addresses: bool,
    /// The values of `acr` and `amr` that mean a second factor. Where both are empty, ours is asked for.
    pub strong_acr: Vec<String>,
    pub strong_amr: Vec<String>,
}

impl StaffProvider {
    fn speaks_for(&self, email: &EmailAddress) -> bool {
        let domain = email.as_str().rsplit_once('@').map_or("", |(_, domain)| domain).to_ascii_lowercase();
        self.email_domains.contains(&domain)
    }

    fn verified_email(&self, identity: &Identity) -> Option<EmailAddress> {
        // What is said to be unverified is never believed.
        let is_verified = identity.email_verified.unwrap_or(self.trusts_addresses);
        identity.email.as_deref().filter(|_| is_verified)?.parse().ok()
    }

    fn vouches_for(&self, identity: &Identity) -> bool {
        let by_acr = identity.acr.as_ref().is_some_and(|acr| self.strong_acr.contains(acr));
        by_acr || identity.amr.iter().any(|amr| self.strong_amr.contains(amr))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StaffSignInRefusal {
    #[error("no provider is set up for staff to sign in through")]
    NotOffered,
    #[error("your organisation's sign-in does not answer as it should")]
    Outage,
    /// Another browser began it, it was finished before, or it took too long: the way on is the same.
    #[error("this sign-in is over: begin again")]
    Over,
    #[error("your organisation did not sign you in")]
    Declined,
    #[error("what your organisation's sign-in answered cannot be trusted")]
    NotTrusted,
    /// Whoever is not staff, known or unknown.
    #[error("only people who work for the service can sign in this way")]
    NotStaff,
}

impl From<StaffSignInRefusal> for Error<StaffSignInRefusal> {
    fn from(refusal: StaffSignInRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What the log learns where the person only learns which way is left. None of it names anybody.
impl From<Problem> for StaffSignInRefusal {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Stray => Self::Over,
            Problem::Declined(error) => {
                tracing::info!(error, "the organisation's provider signed nobody in");
                Self::Declined
            }
            Problem::Outage(outage) => {
                tracing::warn!(reason = %outage, "the organisation's provider cannot be used");
                Self::Outage
            }
            Problem::Distrusted(why) => {
                tracing::warn!(reason = %why, "an answer of the organisation's provider was refused");
                Self::NotTrusted
            }
        }
    }
}

/// What stands on the button, where there is one.
pub fn label(ctx: &Context) -> Option<&str> {
    ctx.staff_provider.as_ref().map(|staff| staff.label.as_str())
}

fn offered(ctx: &Context) -> Result<Arc<StaffProvider>, StaffSignInRefusal> {
    ctx.staff_provider.clone().ok_or(StaffSignInRefusal::NotOffered)
}

/// Somebody who is sent to the provider.
#[derive(Debug)]
pub struct Departure {
    /// For a cookie: the answer counts only in the browser that holds it.
    pub ticket: Secret,
    /// The provider's page.
    pub url: String,
}

/// Sends a browser to the provider.
pub async fn depart(ctx: &Context, destination: String) -> Result<Departure, Error<StaffSignInRefusal>> {
    let staff = offered(ctx)?;
    let (ticket, begun, now) = (secrets::token(&*ctx.random), Begun::draw(&*ctx.random), ctx.now());
    let url = staff.provider.authorization_url(&begun, now).await;
    let url = url.map_err(|outage| StaffSignInRefusal::from(Problem::from(outage)))?;
    let hash = secrets::hash(ticket.expose());
    let state = serde_json::to_vec(&begun).expect("three texts can be written");
    let sealed_state = ctx.seal(&place(&hash), &state);
    let sign_in = StaffSignIn { sealed_state, destination, expires_at: now + JOURNEY_LIFE };
    ctx.store.write(move |tx| queries::insert(tx, &hash, &sign_in)).await?;
    Ok(Departure { ticket, url: url.into() })
}

// Binds what is sealed to its row: moved to another, it does not open.
fn place(hash: &[u8; 32]) -> Vec<u8> {
    [b"staff sign-in ".as_slice(), hash].concat()
}

/// Signs in whoever comes back from the provider. `replaced` is the session that the browser had before.
pub async fn arrive(
    ctx: &Context,
    ticket: &str,
    answer: Answer,
    replaced: Option<&str>,
) -> Result<SignedIn, Error<StaffSignInRefusal>> {
    let staff = offered(ctx)?;
    let (hash, now) = (secrets::hash(ticket), ctx.now());
    // Taken away before anything else, so that no answer is tried twice.
    let taken = ctx.store.write(move |tx| queries::take(tx, &hash, now)).await?;
    let taken = taken.ok_or(StaffSignInRefusal::Over)?;
    let begun = opened(ctx, &hash, &taken.sealed_state)?;
    let moment = Moment { now, random: &*ctx.random };
    let identity = staff.provider.identify(&begun, answer, moment).await.map_err(StaffSignInRefusal::from)?;
    let session = secrets::token(&*ctx.random);
    let entry = Entry {
        staff,
        identity,
        session: secrets::hash(session.expose()),
        replaced: replaced.map(secrets::hash),
        now,
    };
    let context = ctx.clone();
    let user = ctx.store.write(move |tx| entry.save(tx, &context)).await?;
    ctx.outgoing.notify_one();
    Ok(SignedIn { session, user, destination: taken.destination })
}

fn opened(ctx: &Context, hash: &[u8; 32], sealed: &[u8]) -> Result<Begun, Internal> {
    let broken =
        |problem: String| Internal::Log(format!("a begun sign-in of staff cannot be read: {problem}"));
    let bytes = ctx.master.open(&place(hash), sealed).map_err(|problem| broken(problem.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|problem| broken(problem.to_string()))
}

/// Somebody whom the provider has signed in.
struct Entry {
    staff: Arc<StaffProvider>,
    identity: Identity,
    session: [u8; 32],
    replaced: Option<[u8; 32]>,
    now: Timestamp,
}

impl Entry {
    fn save(&self, tx: &mut Tx<'_>, ctx: &Context) -> Result<User, Error<StaffSignInRefusal>> {
        let user = match self.admitted(tx, ctx)? {
            Ok(user) => user,
            Err(why) => {
                tracing::info!(target: crate::SECURITY, why, "a sign-in through the organisation was turned away");
                return Err(StaffSignInRefusal::NotStaff.into());
            }
        };
        sign_in::open_session(tx, &self.session, self.replaced.as_ref(), &user, self.now)?;
        let is_vouched_for = self.staff.vouches_for(&self.identity);
        if is_vouched_for {
            users::vouch_for_session(tx, &self.session, self.now)?;
        }
        tracing::info!(target: crate::SECURITY, user = %user.id, is_vouched_for, "signed in through the organisation");
        Ok(user)
    }

    /// Who it is, or why it is nobody. Only the log is told which.
    fn admitted(&self, tx: &mut Tx<'_>, ctx: &Context) -> Result<Result<User, &'static str>, StoreError> {
        let Identity { issuer, subject, .. } = &self.identity;
        let known = queries::find_user(tx, issuer, subject)?;
        let is_known = known.is_some();
        let found = match known {
            Some(user) => Some(user),
            None => match self.staff.verified_email(&self.identity) {
                Some(email) => users::find_by_email(tx, &email)?,
                None => return Ok(Err("the provider gave no verified address")),
            },
        };
        let Some(user) = found else { return Ok(Err("nobody has this address")) };
        if !self.staff.speaks_for(&user.email) {
            return Ok(Err("the provider does not speak for the domain of the address"));
        }
        if role_queries::of_staff(tx, user.id)?.is_empty() {
            return Ok(Err("the person has no role of staff"));
        }
        if is_known {
            queries::use_identity(tx, issuer, subject, self.now)?;
            return Ok(Ok(user));
        }
        self.linked(tx, ctx, user)
    }

    /// Remembers who they are there, and tells them.
    fn linked(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Context,
        user: User,
    ) -> Result<Result<User, &'static str>, StoreError> {
        let Identity { issuer, subject, .. } = &self.identity;
        if !queries::link(tx, issuer, subject, user.id, self.now)? {
            // Two first sign-ins at once are one person; an address that was given to another person is not.
            let is_theirs =
                queries::find_user(tx, issuer, subject)?.is_some_and(|linked| linked.id == user.id);
            return Ok(if is_theirs {
                Ok(user)
            } else {
                Err("the address belonged to another person there")
            });
        }
        outbox::queue(tx, &ctx.message("portal", linked(&user.email, &self.staff.label)))?;
        tracing::info!(target: crate::SECURITY, user = %user.id, "known at the organisation's provider from now on");
        Ok(Ok(user))
    }
}

fn linked(to: &EmailAddress, label: &str) -> Draft {
    messages::to_person(
        to.clone(),
        "You can sign in to Slipway through your organisation",
        &[
            &format!(
                "Somebody, probably you, signed in to Slipway with this button for the first time: {label}."
            ),
            "From now on your account there opens your account here. The code in an email still works as well.",
            "You get this email because it changes how you sign in to Slipway. If it was not you, tell the people who run it at once.",
        ],
    )
}

#[cfg(test)]
mod tests;
