//! Organisations, who belongs to them, and what they may do there.

use std::collections::BTreeSet;

use kernel::{EmailAddress, OdsCode, SignedDuration, Timestamp};
use onboarding::{
    policy::Action,
    role::{PartnerRole, Roles},
};
use store::{
    Tx,
    queries::{
        portal::{organisations as queries, roles as role_queries},
        throttles,
    },
};
use thiserror::Error;

use super::{
    Denied, Name, NotFound, Organisation, OrganisationId, OrganisationKind, roles, sign_in::portal, user,
};
use crate::{
    Actor, Context, Error,
    context::UserId,
    messages::{self, Draft},
    outbox, registers, secrets,
};

pub use store::queries::portal::{
    registers::Answered,
    roles::{Invited, Member},
};

/// How many invitations one user can send a day: mail that goes to strangers under our name.
pub const MOST_INVITATIONS: i64 = 20;

/// Makes an organisation with the actor as its first owner.
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
            queries::add_member(tx, saved.id, creator.uuid(), saved.created_at)?;
            role_queries::add(tx, saved.id, creator.uuid(), PartnerRole::Owner).map(drop)
        })
        .await?;
    Ok(organisation)
}

/// The organisations that the actor belongs to.
pub async fn list(ctx: &Context, actor: Actor) -> Result<Vec<Organisation>, Error<NotFound>> {
    let member = user(actor)?;
    Ok(ctx.store.read(move |tx| queries::list_of_user(tx, member.uuid())).await?)
}

/// An organisation with those who belong to it and those who were asked to.
#[derive(Clone, Debug)]
pub struct People {
    pub organisation: Organisation,
    pub members: Vec<Member>,
    pub invited: Vec<Invited>,
    /// What registers said of it when they were last asked.
    pub registers: Vec<Answered>,
    /// What the one who looks at it is here.
    pub roles: Roles,
}

pub async fn people(ctx: &Context, actor: Actor, id: OrganisationId) -> Result<People, Error<NotFound>> {
    let looked = ctx.store.read(move |tx| people_for(tx, actor, id, Action::ViewOrganisation)).await;
    looked.map_err(roles::hidden)
}

fn people_for(
    tx: &mut Tx<'_>,
    actor: Actor,
    id: OrganisationId,
    action: Action,
) -> Result<People, Error<Denied>> {
    let roles = roles::authorise(tx, actor, id, Action::ViewOrganisation, action)??;
    let organisation = queries::find(tx, id.uuid())?.ok_or(Denied::NotFound(NotFound))?;
    let members = role_queries::list_members(tx, id.uuid())?;
    let invited = role_queries::list_invitations(tx, id.uuid())?;
    Ok(People { organisation, members, invited, registers: registers::known(tx, id.uuid())?, roles })
}

/// Gives an organisation its code, and asks the registers about it at once.
pub async fn set_ods_code(
    ctx: &Context,
    actor: Actor,
    id: OrganisationId,
    code: OdsCode,
) -> Result<(), Error<Denied>> {
    ctx.store
        .write(move |tx| {
            roles::authorise(tx, actor, id, Action::ViewOrganisation, Action::ManageMembers)??;
            Ok::<_, Error<Denied>>(queries::set_ods_code(tx, id.uuid(), &code)?)
        })
        .await?;
    Ok(registers::look_up(ctx, id.uuid()).await?)
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InviteRefusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("{0} belongs to the organisation already")]
    MemberAlready(EmailAddress),
    #[error("{0} was asked to join already")]
    InvitedAlready(EmailAddress),
    #[error("select at least one role")]
    NoRole,
    #[error("you have sent {MOST_INVITATIONS} invitations today: send the next one tomorrow")]
    TooMany,
}

impl From<InviteRefusal> for Error<InviteRefusal> {
    fn from(refusal: InviteRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Asks a colleague to join: they belong to the organisation, with these roles, once they sign in with this address.
pub async fn invite(
    ctx: &Context,
    actor: Actor,
    id: OrganisationId,
    email: EmailAddress,
    promised: BTreeSet<PartnerRole>,
) -> Result<(), Error<InviteRefusal>> {
    let inviter = user(actor).map_err(|not_found| InviteRefusal::Denied(not_found.into()))?;
    let now = ctx.now();
    let people = ctx.store.read(move |tx| people_for(tx, actor, id, Action::ManageMembers)).await;
    let people = people.map_err(|error| error.map(InviteRefusal::from))?;
    if promised.is_empty() {
        return Err(InviteRefusal::NoRole.into());
    }
    if people.members.iter().any(|member| member.email == email) {
        return Err(InviteRefusal::MemberAlready(email).into());
    }
    let draft = invitation(&email, &people.organisation, &promised, &ctx.portal_url);
    let message = ctx.message("portal", draft);
    ctx.store
        .write(move |tx| {
            roles::authorise(tx, actor, id, Action::ViewOrganisation, Action::ManageMembers)?
                .map_err(InviteRefusal::from)?;
            count_invitation(tx, inviter, now)?;
            if !queries::invite(tx, id.uuid(), &email, inviter.uuid(), now)? {
                return Err(InviteRefusal::InvitedAlready(email).into());
            }
            for role in promised {
                role_queries::promise(tx, id.uuid(), &email, role)?;
            }
            Ok::<_, Error<InviteRefusal>>(outbox::queue(tx, &message)?)
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(())
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

fn invitation(
    to: &EmailAddress,
    organisation: &Organisation,
    promised: &BTreeSet<PartnerRole>,
    portal_url: &str,
) -> Draft {
    let titles: Vec<String> = promised.iter().map(|role| role.title().to_lowercase()).collect();
    let asked = format!(
        "A colleague asked you to join {} on Slipway, where services are connected to NHS login. You will be: {}.",
        organisation.name,
        titles.join(", ")
    );
    messages::to_person(
        to.clone(),
        &format!("Join {} on Slipway", organisation.name),
        &[
            &asked,
            "Sign in with this email address to join:",
            &format!("{portal_url}/sign-in"),
            "If you do not know what this is about, you can ignore this email.",
        ],
    )
}

/// Takes an invitation back.
pub async fn withdraw(
    ctx: &Context,
    actor: Actor,
    id: OrganisationId,
    email: EmailAddress,
) -> Result<(), Error<Denied>> {
    ctx.store
        .write(move |tx| {
            roles::authorise(tx, actor, id, Action::ViewOrganisation, Action::ManageMembers)??;
            queries::withdraw(tx, id.uuid(), &email)?;
            Ok::<_, Error<Denied>>(())
        })
        .await
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MemberRefusal {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("select at least one role")]
    NoRole,
    #[error("every organisation needs an owner: make somebody else an owner first")]
    LastOwner,
}

impl From<MemberRefusal> for Error<MemberRefusal> {
    fn from(refusal: MemberRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Gives a member these roles and no others.
pub async fn change_roles(
    ctx: &Context,
    actor: Actor,
    id: OrganisationId,
    member: UserId,
    wanted: BTreeSet<PartnerRole>,
) -> Result<(), Error<MemberRefusal>> {
    ctx.store
        .write(move |tx| {
            manage(tx, actor, id, member)?;
            if wanted.is_empty() {
                return Err(MemberRefusal::NoRole.into());
            }
            role_queries::clear(tx, id.uuid(), member.uuid())?;
            for role in wanted {
                role_queries::add(tx, id.uuid(), member.uuid(), role)?;
            }
            keeps_an_owner(tx, id)
        })
        .await
}

/// Takes somebody out of an organisation. What they did stays.
pub async fn remove_member(
    ctx: &Context,
    actor: Actor,
    id: OrganisationId,
    member: UserId,
) -> Result<(), Error<MemberRefusal>> {
    ctx.store
        .write(move |tx| {
            manage(tx, actor, id, member)?;
            queries::remove_member(tx, id.uuid(), member.uuid())?;
            keeps_an_owner(tx, id)
        })
        .await
}

// The lock comes first: two owners who take each other out at once must not both succeed.
fn manage(
    tx: &mut Tx<'_>,
    actor: Actor,
    id: OrganisationId,
    member: UserId,
) -> Result<(), Error<MemberRefusal>> {
    queries::lock(tx, id.uuid())?;
    let people =
        people_for(tx, actor, id, Action::ManageMembers).map_err(|error| error.map(MemberRefusal::from))?;
    if people.members.iter().any(|one| one.user_id == member.uuid()) {
        Ok(())
    } else {
        Err(MemberRefusal::Denied(NotFound.into()).into())
    }
}

// Refusing undoes what was done before.
fn keeps_an_owner(tx: &mut Tx<'_>, id: OrganisationId) -> Result<(), Error<MemberRefusal>> {
    let members = role_queries::list_members(tx, id.uuid())?;
    if members.iter().any(|member| member.roles.contains(&PartnerRole::Owner)) {
        Ok(())
    } else {
        Err(MemberRefusal::LastOwner.into())
    }
}
