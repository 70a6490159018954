//! The part of the table that is about the Board.

use axum::routing::{get, post};
use onboarding::policy::Action::{
    AskQuestion, Decide, DeclareInterest, IssueLetter, ManageMeetings, Note, ViewBoard, ViewIntegration,
};

use super::{Route, route};
use crate::{
    access::Policy::May,
    handlers::board::{items, letters, meetings},
};

#[rustfmt::skip]
pub(super) fn table() -> Vec<Route> {
    vec![
        route("/board", May(ViewBoard), get(meetings::list)),
        route("/board/new", May(ManageMeetings), get(meetings::show_new).post(meetings::create)),
        route("/board/conditions", May(ViewBoard), get(meetings::bound)),
        route("/board/meetings/{meeting}", May(ViewBoard), get(meetings::show)),
        route("/board/meetings/{meeting}/list", May(ManageMeetings), post(meetings::list_item)),
        route("/board/meetings/{meeting}/freeze", May(ManageMeetings), get(meetings::show_freeze).post(meetings::freeze)),
        route("/board/meetings/{meeting}/pack", May(ViewBoard), get(meetings::show_pack)),
        route("/board/meetings/{meeting}/pack.json", May(ViewBoard), get(meetings::download_pack)),
        route("/board/meetings/{meeting}/read", May(DeclareInterest), post(meetings::mark_read)),
        route("/board/meetings/{meeting}/attendance", May(ManageMeetings), post(meetings::record_attendance)),
        route("/board/meetings/{meeting}/minute", May(ManageMeetings), get(meetings::show_minute).post(meetings::confirm_minute)),
        route("/board/meetings/{meeting}/items/{integration}/{decision}", May(ViewBoard), get(items::show)),
        route("/board/meetings/{meeting}/items/{integration}/{decision}/ask", May(AskQuestion), post(items::ask)),
        route("/board/meetings/{meeting}/items/{integration}/{decision}/note", May(Note), post(items::note)),
        route("/board/meetings/{meeting}/items/{integration}/{decision}/interest", May(DeclareInterest), post(items::declare_interest)),
        route("/board/meetings/{meeting}/items/{integration}/{decision}/decide", May(Decide), post(items::decide)),
        route("/board/meetings/{meeting}/items/{integration}/{decision}/take-off", May(ManageMeetings), get(items::show_take_off).post(items::take_off)),
        route("/board/meetings/{meeting}/items/{integration}/{decision}/letter", May(ViewBoard), get(letters::preview)),
        route("/board/meetings/{meeting}/items/{integration}/{decision}/letter/issue", May(IssueLetter), post(letters::issue)),
        route("/integrations/{integration}/letters/{decision}", May(ViewIntegration), get(letters::show)),
    ]
}
