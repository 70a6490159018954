//! What decisions hold partners to, as rows that are computed from the logs.

use jiff::civil::Date;
use uuid::Uuid;

use super::portfolio::escaped;
use crate::{Row, StoreError, Tx, params};

/// A condition that is open, or a waiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    pub origin: Origin,
    /// The id of the decision or the check.
    pub subject: String,
    /// Of a condition: which of the decision's it is, from 1.
    pub number: u32,
    pub title: String,
    pub words: String,
    pub owner: String,
    pub due: Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Condition,
    Waiver,
}

impl Origin {
    const fn word(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Waiver => "waiver",
        }
    }
}

impl std::str::FromStr for Origin {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::Condition, Self::Waiver].into_iter().find(|origin| origin.word() == word).ok_or(())
    }
}

/// One of them in a list, with the names that people know its integration by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub integration_id: Uuid,
    pub reference: String,
    pub product: String,
    pub organisation: String,
    pub bound: Bound,
}

/// What to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Waivers count up to their last day.
    pub today: Date,
    /// Only conditions whose day is over.
    pub overdue: bool,
    /// Whoever has to see to it, to the letter; everybody where it is absent.
    pub owner: Option<String>,
}

/// Replaces what an integration is held to.
pub fn replace(tx: &mut Tx<'_>, integration_id: Uuid, bound: &[Bound]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM integration_bound WHERE integration_id = $1", params![integration_id])?;
    for one in bound {
        tx.execute(
            "INSERT INTO integration_bound (integration_id, origin, subject, number, title, words, owner, due)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                integration_id,
                one.origin.word(),
                one.subject,
                i64::from(one.number),
                one.title,
                one.words,
                one.owner,
                one.due,
            ],
        )?;
    }
    Ok(())
}

// Of waivers, those that run; the last day of a search for what is overdue is the day before.
macro_rules! found {
    () => {
        " FROM integration_bound WHERE (origin = 'condition' OR due >= $1) AND due <= $2 AND owner LIKE $3 ESCAPE '!'"
    };
}

fn narrowed(search: &Search) -> (Date, String) {
    let last = if search.overdue { search.today.yesterday().unwrap_or(Date::MIN) } else { Date::MAX };
    (last, search.owner.as_deref().map_or_else(|| "%".to_owned(), escaped))
}

/// What the search finds, the earliest date first, without the first `skip`.
pub fn list(tx: &mut Tx<'_>, search: &Search, skip: u32, most: u32) -> Result<Vec<Listed>, StoreError> {
    let (last, owner) = narrowed(search);
    // The names are looked up for those of the page alone.
    tx.list(
        concat!(
            "SELECT integration.id, integration.reference, product.name, organisation.name, bound.origin, bound.subject,
                 bound.number, bound.title, bound.words, bound.owner, bound.due
             FROM (SELECT integration_id, origin, subject, number, title, words, owner, due",
            found!(),
            " ORDER BY due, integration_id, origin, subject, number LIMIT $4 OFFSET $5) AS bound
             JOIN integration ON integration.id = bound.integration_id
             JOIN product ON product.id = integration.product_id
             JOIN organisation ON organisation.id = integration.organisation_id
             ORDER BY bound.due, bound.integration_id, bound.origin, bound.subject, bound.number"
        ),
        params![search.today, last, owner, i64::from(most), i64::from(skip)],
        read,
    )
}

/// How many the search finds.
pub fn count(tx: &mut Tx<'_>, search: &Search) -> Result<i64, StoreError> {
    let (last, owner) = narrowed(search);
    let sql = concat!("SELECT count(*)", found!());
    Ok(tx.find(sql, params![search.today, last, owner], |row| row.get(0))?.unwrap_or_default())
}

fn read(row: &Row<'_>) -> Result<Listed, StoreError> {
    Ok(Listed {
        integration_id: row.get(0)?,
        reference: row.get(1)?,
        product: row.get(2)?,
        organisation: row.get(3)?,
        bound: Bound {
            origin: row.parse(4)?,
            subject: row.get(5)?,
            number: row.get(6)?,
            title: row.get(7)?,
            words: row.get(8)?,
            owner: row.get(9)?,
            due: row.get(10)?,
        },
    })
}

/// Integrations whose rows a migration asks to be computed anew, from after `after` on.
pub fn list_to_fold(tx: &mut Tx<'_>, after: Uuid, most: u32) -> Result<Vec<Uuid>, StoreError> {
    tx.list(
        "SELECT integration_id FROM integration_to_fold WHERE integration_id > $1 ORDER BY integration_id LIMIT $2",
        params![after, i64::from(most)],
        |row| row.get(0),
    )
}

pub fn end_fold(tx: &mut Tx<'_>, integration_id: Uuid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM integration_to_fold WHERE integration_id = $1", params![integration_id])?;
    Ok(())
}
