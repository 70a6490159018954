//! Organisations and who belongs to them.

use kernel::{EmailAddress, OdsCode, SignedDuration, Timestamp};
use store::{
    Tx,
    queries::{portal::organisations as queries, throttles},
};
use thiserror::Error;

use super::{Name, NotFound, Organisation, OrganisationId, OrganisationKind, sign_in::portal, user};
use crate::{
    Actor, Context, Error,
    context::UserId,
    messages::{Draft, Recipient},
    outbox, secrets,
};

/// How many invitations one user can send a day: mail that goes to strangers under our name.
pub const MOST_INVITATIONS: i64 = 20;

/// Makes an organisation with the actor as its first member.
pub async fn create(
    ctx: &Context,
    actor: Actor,
    name: Name,
    ods_code: Option<OdsCode>,
) -> Result<Organisation, Error<NotFound>> {
    let creator = user(actor)?;
    let id: kernel::Id<OrganisationKind> = ctx.new_id();
    let organisation =
        Organisation { id: id.uuid(), name: name.to_string(), ods_code, created_at: ctx.now() };
    let saved = organisation.clone();
    ctx.store
        .write(move |tx| {
            queries::insert(tx, &saved)?;
            queries::add_member(tx, saved.id, creator.uuid(), saved.created_at)
        })
        .await?;
    Ok(organisation)
}

/// The organisations that the actor belongs to.
pub async fn list(ctx: &Context, actor: Actor) -> Result<Vec<Organisation>, Error<NotFound>> {
    let member = user(actor)?;
    Ok(ctx.store.read(move |tx| queries::list_of_user(tx, member.uuid())).await?)
}

/// An organisation with the addresses of those who belong to it and of those who were asked to.
#[derive(Clone, Debug)]
pub struct People {
    pub organisation: Organisation,
    pub members: Vec<EmailAddress>,
    pub invited: Vec<EmailAddress>,
}

pub async fn people(ctx: &Context, actor: Actor, id: OrganisationId) -> Result<People, Error<NotFound>> {
    let member = user(actor)?;
    ctx.store
        .read(move |tx| {
            let organisation = queries::find_of_user(tx, id.uuid(), member.uuid())?.ok_or(NotFound)?;
            let members = queries::list_members(tx, id.uuid())?;
            Ok(People { organisation, members, invited: queries::list_invitations(tx, id.uuid())? })
        })
        .await
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InviteRefusal {
    #[error(transparent)]
    NotFound(#[from] NotFound),
    #[error("{0} belongs to the organisation already")]
    MemberAlready(EmailAddress),
    #[error("{0} was asked to join already")]
    InvitedAlready(EmailAddress),
    #[error("you have sent {MOST_INVITATIONS} invitations today: send the next one tomorrow")]
    TooMany,
}

impl From<InviteRefusal> for Error<InviteRefusal> {
    fn from(refusal: InviteRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Asks a colleague to join: they belong to the organisation once they sign in with this address.
pub async fn invite(
    ctx: &Context,
    actor: Actor,
    id: OrganisationId,
    email: EmailAddress,
) -> Result<(), Error<InviteRefusal>> {
    let inviter = user(actor).map_err(InviteRefusal::from)?;
    let now = ctx.now();
    let people = people(ctx, actor, id).await.map_err(not_found)?;
    if people.members.contains(&email) {
        return Err(InviteRefusal::MemberAlready(email).into());
    }
    let message = ctx.message("portal", invitation(&email, &people.organisation, &ctx.portal_url));
    ctx.store
        .write(move |tx| {
            count_invitation(tx, inviter, now)?;
            if !queries::invite(tx, id.uuid(), &email, inviter.uuid(), now)? {
                return Err(InviteRefusal::InvitedAlready(email).into());
            }
            Ok::<_, Error<InviteRefusal>>(outbox::queue(tx, &message)?)
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(())
}

fn not_found(error: Error<NotFound>) -> Error<InviteRefusal> {
    match error {
        Error::Refused(not_found) => InviteRefusal::from(not_found).into(),
        Error::Internal(fault) => Error::Internal(fault),
    }
}

fn count_invitation(tx: &mut Tx<'_>, inviter: UserId, now: Timestamp) -> Result<(), Error<InviteRefusal>> {
    let subject = secrets::hash(&format!("invitations of {inviter}"));
    let sent = throttles::find(tx, &portal(), &subject, now)?;
    if sent.is_some_and(|count| count.failures >= MOST_INVITATIONS) {
        return Err(InviteRefusal::TooMany.into());
    }
    throttles::count(tx, &portal(), &subject, now, now + SignedDuration::from_hours(24))?;
    Ok(())
}

fn invitation(to: &EmailAddress, organisation: &Organisation, portal_url: &str) -> Draft {
    let text = format!(
        "A colleague asked you to join {} on Slipway, where services are connected to NHS login.\n\n\
         Sign in with this email address to join:\n\n{portal_url}/sign-in\n\n\
         If you do not know what this is about, you can ignore this email.",
        organisation.name
    );
    Draft {
        to: Recipient::Email(to.clone()),
        subject: format!("Join {} on Slipway", organisation.name),
        text,
        html: None,
    }
}

/// Takes an invitation back.
pub async fn withdraw(
    ctx: &Context,
    actor: Actor,
    id: OrganisationId,
    email: EmailAddress,
) -> Result<(), Error<NotFound>> {
    let member = user(actor)?;
    ctx.store
        .write(move |tx| {
            queries::find_of_user(tx, id.uuid(), member.uuid())?.ok_or(NotFound)?;
            queries::withdraw(tx, id.uuid(), &email)?;
            Ok::<_, Error<NotFound>>(())
        })
        .await
}
