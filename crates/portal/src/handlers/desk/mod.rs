//! Where the service's side works: many integrations at once, and one of them closely.

pub mod calls;
pub mod case;
pub mod conditions;
pub mod identity;
pub mod lists;
pub mod reports;
pub mod review;

use toolkit::answer::Typed;

/// A day from its three boxes; none where there is no such day.
fn typed_date(typed: &Typed) -> Option<kernel::Date> {
    let Typed::Date { day, month, year } = typed else { return None };
    let year: i16 = year.trim().parse().ok()?;
    kernel::Date::new(year, month.trim().parse().ok()?, day.trim().parse().ok()?).ok()
}
