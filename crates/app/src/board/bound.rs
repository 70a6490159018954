//! What decisions hold partners to: conditions that nobody has closed, and waivers that run. Their rows are computed whenever a
//! log grows, so the list opens none.

use onboarding::policy::Action;
use store::queries::bound as queries;
use toolkit::standing::london;

use super::{Denied, allow};
use crate::{Actor, Context, Error};

pub use store::queries::bound::{Bound, Listed, Origin};

/// How many rows a page of the list has.
pub const BOUND_A_PAGE: u32 = 50;

/// What the list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only conditions whose day is over.
    pub overdue: bool,
    /// Only what this one has to see to; everybody's where it is empty.
    pub owner: String,
    /// Counts from 0.
    pub page: u32,
}

/// One page of the list.
#[derive(Clone, Debug)]
pub struct AllBound {
    pub today: jiff::civil::Date,
    pub rows: Vec<Listed>,
    /// How many there are of the kind that is wanted, on all pages.
    pub found: i64,
    /// How many conditions are overdue, whatever is wanted.
    pub overdue: i64,
}

/// Those that are wanted, the earliest date first.
pub async fn bound(ctx: &Context, actor: Actor, wanted: Wanted) -> Result<AllBound, Error<Denied>> {
    let today = ctx.now().to_zoned(london()).date();
    ctx.store
        .read(move |tx| {
            allow(tx, actor, Action::ViewBoard)?;
            let Wanted { overdue, owner, page } = wanted;
            let owner = (!owner.is_empty()).then_some(owner);
            let search = queries::Search { today, overdue, owner };
            let late = queries::Search { today, overdue: true, owner: None };
            Ok(AllBound {
                today,
                rows: queries::list(tx, &search, page.saturating_mul(BOUND_A_PAGE), BOUND_A_PAGE)?,
                found: queries::count(tx, &search)?,
                overdue: queries::count(tx, &late)?,
            })
        })
        .await
}
