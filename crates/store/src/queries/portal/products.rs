//! Products: what an organisation builds on NHS login.

use kernel::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A product with the name of its organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub organisation_name: String,
    pub name: String,
    pub created_at: Timestamp,
}

macro_rules! columns {
    () => {
        "product.id, product.organisation_id, organisation.name, product.name, product.created_at"
    };
}

fn read(row: &Row<'_>) -> Result<Product, StoreError> {
    Ok(Product {
        id: row.get(0)?,
        organisation_id: row.get(1)?,
        organisation_name: row.get(2)?,
        name: row.get(3)?,
        created_at: row.get(4)?,
    })
}

/// Adds a product. It answers `false` where the organisation has one of this name.
pub fn insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    organisation_id: Uuid,
    name: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let inserted = tx.execute(
        "INSERT INTO product (id, organisation_id, name, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation_id, name) DO NOTHING",
        params![id, organisation_id, name, now],
    )?;
    Ok(inserted == 1)
}

/// A product, whoever asks.
pub fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Product>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            columns!(),
            " FROM product JOIN organisation ON organisation.id = product.organisation_id WHERE product.id = $1"
        ),
        params![id],
        read,
    )
}

/// Keeps others from deciding about a product until the transaction ends. It answers `false` where there is no such product.
pub fn lock(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, StoreError> {
    // A write that changes nothing: both databases let the next writer of the row wait for it.
    Ok(tx.execute("UPDATE product SET name = name WHERE id = $1", params![id])? == 1)
}

/// A product, for somebody who belongs to its organisation.
pub fn find_of_user(tx: &mut Tx<'_>, id: Uuid, user_id: Uuid) -> Result<Option<Product>, StoreError> {
    tx.find(
        concat!(
            "SELECT ",
            columns!(),
            " FROM product JOIN organisation ON organisation.id = product.organisation_id
             JOIN membership ON membership.organisation_id = organisation.id
             WHERE product.id = $1 AND membership.user_id = $2"
        ),
        params![id, user_id],
        read,
    )
}

/// The products of every organisation that a user belongs to.
pub fn list_of_user(tx: &mut Tx<'_>, user_id: Uuid) -> Result<Vec<Product>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM product JOIN organisation ON organisation.id = product.organisation_id
             JOIN membership ON membership.organisation_id = organisation.id
             WHERE membership.user_id = $1 ORDER BY organisation.name, product.name, product.id"
        ),
        params![user_id],
        read,
    )
}

/// The products of one organisation.
pub fn list_of_organisation(tx: &mut Tx<'_>, organisation_id: Uuid) -> Result<Vec<Product>, StoreError> {
    tx.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM product JOIN organisation ON organisation.id = product.organisation_id
             WHERE product.organisation_id = $1 ORDER BY product.name, product.id"
        ),
        params![organisation_id],
        read,
    )
}
