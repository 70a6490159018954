//! The client assertion, decoded: its parts, and a check per claim.

use jose::{AssertionReport, ClaimCheck, Outcome};
use nhsuk::{Code, Html, Table, TableCell, Tag, TagColour};
use serde_json::{Map, Value};

use super::{
    super::parts::{self, caption},
    section,
};

pub(super) fn shown(report: &AssertionReport) -> Html {
    [
        checks(&report.checks).into(),
        section("Header", json(&report.header)),
        section("Claims", json(&report.claims)),
        super::words("The signature is checked and not kept."),
    ]
    .into()
}

fn json(object: &Map<String, Value>) -> Html {
    let text = serde_json::to_string_pretty(object).unwrap_or_default();
    Code { content: text.into(), ..Code::default() }.into()
}

fn checks(checks: &[ClaimCheck]) -> Table {
    Table {
        caption: caption("Checks"),
        head: ["Part", "Result", "Expected", "Received", "Explanation"].map(Into::into).into(),
        rows: checks.iter().map(check).collect(),
        first_cell_is_header: true,
        responsive: true,
        compact: true,
        ..Table::default()
    }
}

fn check(check: &ClaimCheck) -> Vec<TableCell> {
    let tag = match check.outcome {
        Outcome::Pass => Tag::new("Passed", TagColour::Green),
        Outcome::Warning => Tag::new("Warning", TagColour::Yellow),
        Outcome::Fail => Tag::new("Failed", TagColour::Red),
        Outcome::NotChecked => Tag::new("Not checked", TagColour::Grey),
    };
    vec![
        parts::whole(TableCell::new(parts::code(check.name.as_str()))),
        parts::whole(TableCell::new(tag)),
        parts::breaking(check.expected.as_str()),
        parts::breaking(check.received.as_str()),
        parts::breaking(check.explanation.as_str()),
    ]
}
