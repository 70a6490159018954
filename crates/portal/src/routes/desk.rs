//! The part of the table that the service's side works at.

use axum::routing::{get, post};
use onboarding::policy::Action::{
    Assign, CheckIdentity, Note, OfferTimes, RecordCall, ViewIntegration, ViewLane, ViewMyDay, ViewPortfolio,
};

use super::{Route, route};
use crate::{
    access::Policy::May,
    handlers::desk::{calls, case, conditions, identity, lists, reports, review},
};

#[rustfmt::skip]
pub(super) fn table() -> Vec<Route> {
    vec![
        route("/portfolio", May(ViewPortfolio), get(lists::portfolio)),
        route("/portfolio.csv", May(ViewPortfolio), get(lists::portfolio_file)),
        route("/my-day", May(ViewMyDay), get(lists::my_day)),
        route("/lane", May(ViewLane), get(lists::lane)),
        route("/identity-checks", May(CheckIdentity), get(identity::list)),
        route("/identity-checks/{environment}/{check}", May(CheckIdentity), get(identity::show).post(identity::decide)),
        route("/identity-checks/{environment}/{check}/{part}", May(CheckIdentity), get(identity::file)),
        route("/integrations/{integration}/cockpit", May(ViewPortfolio), get(case::cockpit)),
        route("/integrations/{integration}/note", May(Note), post(case::note)),
        route("/integrations/{integration}/assign", May(Assign), post(case::assign)),
        route("/integrations/{integration}/review/{form}", May(ViewPortfolio), get(review::show).post(review::act)),
        route("/integrations/{integration}/review/evidence/{slot}", May(ViewPortfolio), get(review::show_evidence).post(review::act_on_evidence)),
        route("/integrations/{integration}/calls/{call}/offer", May(OfferTimes), get(calls::show_offer).post(calls::offer)),
        route("/integrations/{integration}/calls/{call}/record", May(RecordCall), get(calls::show_record).post(calls::record)),
        route("/integrations/{integration}/reports/{decision}", May(ViewPortfolio), get(reports::show).post(reports::save)),
        route("/integrations/{integration}/conditions", May(ViewIntegration), get(conditions::list)),
        route("/integrations/{integration}/conditions/{decision}/{number}", May(ViewIntegration), get(conditions::show).post(conditions::settle)),
        route("/integrations/{integration}/waivers", May(ViewIntegration), get(reports::show_waivers).post(reports::change_waiver)),
    ]
}
