//! The part of the table that the service's side works at.

use axum::routing::{get, post};
use onboarding::policy::Action::{Assign, Note, ViewLane, ViewMyDay, ViewPortfolio};

use super::{Route, route};
use crate::{
    access::Policy::May,
    handlers::desk::{case, lists},
};

#[rustfmt::skip]
pub(super) fn table() -> Vec<Route> {
    vec![
        route("/portfolio", May(ViewPortfolio), get(lists::portfolio)),
        route("/portfolio.csv", May(ViewPortfolio), get(lists::portfolio_file)),
        route("/my-day", May(ViewMyDay), get(lists::my_day)),
        route("/lane", May(ViewLane), get(lists::lane)),
        route("/integrations/{integration}/cockpit", May(ViewPortfolio), get(case::cockpit)),
        route("/integrations/{integration}/note", May(Note), post(case::note)),
        route("/integrations/{integration}/assign", May(Assign), post(case::assign)),
    ]
}
