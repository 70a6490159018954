//! What people look after themselves: how they sign in, how they are reached, whom they share with, and where they are signed in.
//!
//! Each change is one transaction, with the message that tells the person of it.

mod confirm;
pub mod devices;
pub mod email;
mod enter;
pub mod forgotten;
pub mod landline;
pub mod mobile;
pub mod passkeys;
pub mod password;
pub mod record;
pub mod services;
pub mod sessions;

use identity::{Account, Environment, EnvironmentId, settings::OwnSession};
use kernel::{Secret, Timestamp};
use store::{StoreError, Tx, queries};

use crate::{Context, Internal, journey::Browser, secrets};

pub use confirm::{Checked, confirm};
pub use enter::{Arrival, begin_sign_in, by_assertion};

/// Somebody in their settings.
#[derive(Clone, Debug)]
pub struct Visit {
    hash: [u8; 32],
    pub own: OwnSession,
    pub account: Account,
}

/// Somebody who showed lately that it is them: only they change what opens the account, or is kept elsewhere in their name.
#[derive(Clone, Copy, Debug)]
pub struct Confirmed<'a>(&'a Visit);

impl Visit {
    /// Nothing where they are to show again who they are.
    pub fn confirmed(&self, now: Timestamp) -> Option<Confirmed<'_>> {
        self.own.is_confirmed(now).then_some(Confirmed(self))
    }
}

/// Whose settings a browser opens: those that a service's word opened come first, since their person was just sent here.
pub async fn load(
    ctx: &Context,
    environment: &Environment,
    browser: &Browser,
) -> Result<Option<Visit>, Internal> {
    let (asserted, session) = (browser.settings.as_ref().map(hash_of), browser.session.as_ref().map(hash_of));
    if asserted.is_none() && session.is_none() {
        return Ok(None);
    }
    let (environment, now) = (environment.id.clone(), ctx.now());
    let visit = ctx.store.read(move |tx| {
        for (hash, is_asserted) in [(asserted, true), (session, false)] {
            let Some(hash) = hash else { continue };
            if let Some(visit) = find(tx, &environment, hash, is_asserted, now)? {
                return Ok(Some(visit));
            }
        }
        Ok::<_, StoreError>(None)
    });
    Ok(visit.await?)
}

fn hash_of(token: &Secret) -> [u8; 32] {
    secrets::hash(token.expose())
}

fn find(
    tx: &mut Tx<'_>,
    environment: &EnvironmentId,
    hash: [u8; 32],
    is_asserted: bool,
    now: Timestamp,
) -> Result<Option<Visit>, StoreError> {
    let found = queries::sessions::find_own(tx, environment, &hash, is_asserted, now)?;
    let strong = found.filter(|(own, _)| own.is_strong_enough());
    Ok(strong.map(|(own, account)| Visit { hash, own, account }))
}
