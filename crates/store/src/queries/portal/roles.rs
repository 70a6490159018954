//! Who holds which role: in an organisation, as an invitation promises, and as staff.

use std::collections::BTreeSet;

use kernel::{EmailAddress, Timestamp};
use onboarding::role::{PartnerRole, StaffRole};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

fn partner_role(row: &Row<'_>, index: usize) -> Result<PartnerRole, StoreError> {
    let text: String = row.get(index)?;
    text.parse().map_err(|problem| StoreError::inconsistent("membership_role", problem))
}

fn staff_role(row: &Row<'_>, index: usize) -> Result<StaffRole, StoreError> {
    let text: String = row.get(index)?;
    text.parse().map_err(|problem| StoreError::inconsistent("staff_role", problem))
}

/// One user's roles in one organisation.
pub fn in_organisation(
    tx: &mut Tx<'_>,
    organisation_id: Uuid,
    user_id: Uuid,
) -> Result<BTreeSet<PartnerRole>, StoreError> {
    let roles = tx.list(
        "SELECT role FROM membership_role WHERE organisation_id = $1 AND user_id = $2",
        params![organisation_id, user_id],
        |row| partner_role(row, 0),
    )?;
    Ok(roles.into_iter().collect())
}

/// One user's roles in all their organisations together.
pub fn in_any_organisation(tx: &mut Tx<'_>, user_id: Uuid) -> Result<BTreeSet<PartnerRole>, StoreError> {
    let roles =
        tx.list("SELECT DISTINCT role FROM membership_role WHERE user_id = $1", params![user_id], |row| {
            partner_role(row, 0)
        })?;
    Ok(roles.into_iter().collect())
}

/// Somebody who belongs to an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user_id: Uuid,
    pub email: EmailAddress,
    pub roles: BTreeSet<PartnerRole>,
}

/// Those who belong to an organisation, oldest member first.
pub fn list_members(tx: &mut Tx<'_>, organisation_id: Uuid) -> Result<Vec<Member>, StoreError> {
    let rows = tx.list(
        "SELECT membership.user_id, portal_user.email, membership_role.role
         FROM membership JOIN portal_user ON portal_user.id = membership.user_id
         LEFT JOIN membership_role ON membership_role.organisation_id = membership.organisation_id
             AND membership_role.user_id = membership.user_id
         WHERE membership.organisation_id = $1 ORDER BY membership.joined_at, portal_user.email",
        params![organisation_id],
        |row| Ok((row.get(0)?, row.get(1)?, optional_role(row, 2)?)),
    )?;
    let mut members: Vec<Member> = Vec::new();
    for (user_id, email, role) in rows {
        if members.last().is_none_or(|last| last.user_id != user_id) {
            members.push(Member { user_id, email, roles: BTreeSet::new() });
        }
        if let Some(member) = members.last_mut() {
            member.roles.extend(role);
        }
    }
    Ok(members)
}

fn optional_role(row: &Row<'_>, index: usize) -> Result<Option<PartnerRole>, StoreError> {
    row.get::<Option<String>>(index)?.is_some().then(|| partner_role(row, index)).transpose()
}

/// Somebody who was asked to join an organisation and has not signed in since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    pub email: EmailAddress,
    pub roles: BTreeSet<PartnerRole>,
}

/// Those who were asked to join, oldest invitation first.
pub fn list_invitations(tx: &mut Tx<'_>, organisation_id: Uuid) -> Result<Vec<Invited>, StoreError> {
    let rows: Vec<(EmailAddress, Option<PartnerRole>)> = tx.list(
        "SELECT invitation.email, invitation_role.role FROM invitation
         LEFT JOIN invitation_role ON invitation_role.organisation_id = invitation.organisation_id
             AND invitation_role.email = invitation.email
         WHERE invitation.organisation_id = $1 ORDER BY invitation.invited_at, invitation.email",
        params![organisation_id],
        |row| Ok((row.get(0)?, optional_role(row, 1)?)),
    )?;
    let mut invited: Vec<Invited> = Vec::new();
    for (email, role) in rows {
        if invited.last().is_none_or(|last| last.email != email) {
            invited.push(Invited { email, roles: BTreeSet::new() });
        }
        if let Some(one) = invited.last_mut() {
            one.roles.extend(role);
        }
    }
    Ok(invited)
}

/// Gives a member a role. It answers `false` where they hold it.
pub fn add(
    tx: &mut Tx<'_>,
    organisation_id: Uuid,
    user_id: Uuid,
    role: PartnerRole,
) -> Result<bool, StoreError> {
    let added = tx.execute(
        "INSERT INTO membership_role (organisation_id, user_id, role) VALUES ($1, $2, $3)
         ON CONFLICT (organisation_id, user_id, role) DO NOTHING",
        params![organisation_id, user_id, role.id()],
    )?;
    Ok(added == 1)
}

/// Takes all roles of a member away.
pub fn clear(tx: &mut Tx<'_>, organisation_id: Uuid, user_id: Uuid) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM membership_role WHERE organisation_id = $1 AND user_id = $2",
        params![organisation_id, user_id],
    )?;
    Ok(())
}

/// A role that an invitation will turn into.
pub fn promise(
    tx: &mut Tx<'_>,
    organisation_id: Uuid,
    email: &EmailAddress,
    role: PartnerRole,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO invitation_role (organisation_id, email, role) VALUES ($1, $2, $3)
         ON CONFLICT (organisation_id, email, role) DO NOTHING",
        params![organisation_id, email, role.id()],
    )?;
    Ok(())
}

/// One user's roles as staff.
pub fn of_staff(tx: &mut Tx<'_>, user_id: Uuid) -> Result<BTreeSet<StaffRole>, StoreError> {
    let roles = tx
        .list("SELECT role FROM staff_role WHERE user_id = $1", params![user_id], |row| staff_role(row, 0))?;
    Ok(roles.into_iter().collect())
}

/// A role that a member of staff holds, and since when by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub user_id: Uuid,
    pub email: EmailAddress,
    pub role: StaffRole,
    /// Absent where it was given on the command line.
    pub given_by: Option<EmailAddress>,
    pub given_at: Timestamp,
}

/// Every role of every member of staff, by address.
pub fn list_staff(tx: &mut Tx<'_>) -> Result<Vec<Given>, StoreError> {
    tx.list(
        "SELECT staff_role.user_id, portal_user.email, staff_role.role, giver.email, staff_role.given_at
         FROM staff_role JOIN portal_user ON portal_user.id = staff_role.user_id
         LEFT JOIN portal_user AS giver ON giver.id = staff_role.given_by
         ORDER BY portal_user.email, staff_role.role",
        params![],
        |row| {
            Ok(Given {
                user_id: row.get(0)?,
                email: row.get(1)?,
                role: staff_role(row, 2)?,
                given_by: row.get(3)?,
                given_at: row.get(4)?,
            })
        },
    )
}

/// Gives a role of staff. It answers `false` where they hold it.
pub fn give_staff(
    tx: &mut Tx<'_>,
    user_id: Uuid,
    role: &StaffRole,
    given_by: Option<Uuid>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let given = tx.execute(
        "INSERT INTO staff_role (user_id, role, given_by, given_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, role) DO NOTHING",
        params![user_id, role.to_string(), given_by, now],
    )?;
    Ok(given == 1)
}

/// Takes a role of staff away. It answers `false` where they did not hold it.
pub fn take_staff(tx: &mut Tx<'_>, user_id: Uuid, role: &StaffRole) -> Result<bool, StoreError> {
    let taken = tx.execute(
        "DELETE FROM staff_role WHERE user_id = $1 AND role = $2",
        params![user_id, role.to_string()],
    )?;
    Ok(taken == 1)
}

/// Keeps others from taking a process owner away until the transaction ends: a write to their rows is a lock on both databases.
pub fn lock_process_owners(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let role = StaffRole::ProcessOwner.id();
    tx.execute("UPDATE staff_role SET role = role WHERE role = $1", params![role])?;
    Ok(())
}

/// How many hold a role of staff.
pub fn count_staff(tx: &mut Tx<'_>, role: &StaffRole) -> Result<i64, StoreError> {
    let counted =
        tx.find("SELECT count(*) FROM staff_role WHERE role = $1", params![role.id()], |row| row.get(0))?;
    Ok(counted.unwrap_or_default())
}
