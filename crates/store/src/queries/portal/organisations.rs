//! Organisations, who belongs to them, and who was asked to.

use kernel::{EmailAddress, OdsCode, Timestamp};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A partner of NHS login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub id: Uuid,
    pub name: String,
    pub ods_code: Option<OdsCode>,
    pub created_at: Timestamp,
}

macro_rules! columns {
    () => {
        "organisation.id, organisation.name, organisation.ods_code, organisation.created_at"
    };
}

fn read(row: &Row<'_>) -> Result<Organisation, StoreError> {
    Ok(Organisation { id: row.get(0)?, name: row.get(1)?, ods_code: row.get(2)?, created_at: row.get(3)? })
}

pub fn insert(tx: &mut Tx<'_>, organisation: &Organisation) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO organisation (id, name, ods_code, created_at) VALUES ($1, $2, $3, $4)",
        params![organisation.id, organisation.name, organisation.ods_code, organisation.created_at],
    )?;
    Ok(())
}

pub fn set_ods_code(tx: &mut Tx<'_>, id: Uuid, code: &OdsCode) -> Result<(), StoreError> {
    tx.execute("UPDATE organisation SET ods_code = $2 WHERE id = $1", params![id, code])?;
    Ok(())
}

/// The organisations that a user belongs to, by name.
pub fn list_of_user(tx: &mut Tx<'_>, user_id: Uuid) -> Result<Vec<Organisation>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM organisation JOIN membership ON membership.organisation_id = organisation.id
             WHERE membership.user_id = $1 ORDER BY organisation.name, organisation.id"
        ),
        params![user_id],
        read,
    )
}

pub fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Organisation>, StoreError> {
    tx.find(concat!("SELECT ", columns!(), " FROM organisation WHERE id = $1"), params![id], read)
}

/// An organisation, for somebody who belongs to it.
pub fn find_of_user(tx: &mut Tx<'_>, id: Uuid, user_id: Uuid) -> Result<Option<Organisation>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            columns!(),
            " FROM organisation JOIN membership ON membership.organisation_id = organisation.id
             WHERE organisation.id = $1 AND membership.user_id = $2"
        ),
        params![id, user_id],
        read,
    )
}

pub fn add_member(tx: &mut Tx<'_>, id: Uuid, user_id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO membership (organisation_id, user_id, joined_at) VALUES ($1, $2, $3)
         ON CONFLICT (organisation_id, user_id) DO NOTHING",
        params![id, user_id, now],
    )?;
    Ok(())
}

/// Takes somebody out of an organisation, with their roles in it. It answers `false` where they did not belong to it.
pub fn remove_member(tx: &mut Tx<'_>, id: Uuid, user_id: Uuid) -> Result<bool, StoreError> {
    let removed = tx.execute(
        "DELETE FROM membership WHERE organisation_id = $1 AND user_id = $2",
        params![id, user_id],
    )?;
    Ok(removed == 1)
}

/// Keeps others from changing who belongs to an organisation until the transaction ends: a write to its row is a lock on both
/// databases.
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    tx.execute("UPDATE organisation SET name = name WHERE id = $1", params![id])?;
    Ok(())
}

/// Asks the owner of an address to join. It answers `false` where they were asked already.
pub fn invite(
    tx: &mut Tx<'_>,
    id: Uuid,
    email: &EmailAddress,
    invited_by: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let invited = tx.execute(
        "INSERT INTO invitation (organisation_id, email, invited_by, invited_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation_id, email) DO NOTHING",
        params![id, email, invited_by, now],
    )?;
    Ok(invited == 1)
}

/// Takes an invitation back.
pub fn withdraw(tx: &mut Tx<'_>, id: Uuid, email: &EmailAddress) -> Result<bool, StoreError> {
    let withdrawn =
        tx.execute("DELETE FROM invitation WHERE organisation_id = $1 AND email = $2", params![id, email])?;
    Ok(withdrawn == 1)
}

/// Makes somebody a member of every organisation that asked them, with the roles that they were promised.
pub fn accept_invitations(
    tx: &mut Tx<'_>,
    email: &EmailAddress,
    user_id: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO membership (organisation_id, user_id, joined_at)
         SELECT organisation_id, portal_user.id, $3 FROM invitation JOIN portal_user ON portal_user.id = $2
         WHERE invitation.email = $1
         ON CONFLICT (organisation_id, user_id) DO NOTHING",
        params![email, user_id, now],
    )?;
    tx.execute(
        "INSERT INTO membership_role (organisation_id, user_id, role)
         SELECT organisation_id, portal_user.id, invitation_role.role FROM invitation_role
         JOIN portal_user ON portal_user.id = $2 WHERE invitation_role.email = $1
         ON CONFLICT (organisation_id, user_id, role) DO NOTHING",
        params![email, user_id],
    )?;
    tx.execute("DELETE FROM invitation WHERE email = $1", params![email])?;
    Ok(())
}
