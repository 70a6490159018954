//! A paper as people read it: what is asked, what is recommended, how the gate stands, and the record.

use app::integrations::paper::{Line, Paper};
use askama::Template;
use nhsuk::{Content, Html, SummaryList, Table, Tag, TagColour};
use toolkit::standing::{CheckState, Reason, Why};

use crate::pages::parts::{broken_lines, caption, row};

#[derive(Clone, Debug, Template)]
#[template(path = "board-paper.html")]
pub(super) struct PaperView {
    asked: String,
    facts: SummaryList,
    recommendation: Option<Recommended>,
    headline: String,
    gate: Option<Table>,
    waivers: Vec<(String, SummaryList)>,
    sections: Vec<(String, SummaryList)>,
}

#[derive(Clone, Debug)]
struct Recommended {
    title: String,
    text: Html,
    written: String,
}

impl askama::filters::HtmlSafe for PaperView {}

impl PaperView {
    pub fn new(paper: &Paper) -> Self {
        let facts = [
            ("Product", &paper.product),
            ("Organisation", &paper.organisation),
            ("Reference", &paper.reference),
            ("Edition of the toolkit", &paper.edition),
        ];
        let waivers = paper.waivers.iter().map(|waived| {
            let rows = [("Reason", &waived.reason), ("Instead", &waived.control), ("Until", &waived.until)];
            let rows = rows.map(|(key, words)| row(key, words.as_str()));
            (format!("Waived: {}", waived.check), SummaryList::new(rows.into()))
        });
        let sections = paper.sections.iter().map(|section| {
            (section.title.clone(), SummaryList::new(section.lines.iter().map(line).collect()))
        });
        Self {
            asked: paper.asked.clone(),
            facts: SummaryList::new(facts.map(|(key, words)| row(key, words.as_str())).into()),
            recommendation: paper.recommendation.as_ref().map(|one| Recommended {
                title: one.title.clone(),
                text: broken_lines(one.text.lines()),
                written: one.written.clone(),
            }),
            headline: paper.gate.as_ref().map(Why::headline).unwrap_or_default(),
            gate: paper.gate.as_ref().map(gate),
            waivers: waivers.collect(),
            sections: sections.collect(),
        }
    }
}

fn line(line: &Line) -> nhsuk::SummaryRow {
    let words: Content = match line.words.as_slice() {
        [] => "Not provided".into(),
        words => broken_lines(words).into(),
    };
    row(&line.label, words)
}

// What stands in the way first, then what was waived.
fn gate(why: &Why) -> Table {
    let mut reasons: Vec<&Reason> = why.reasons.iter().collect();
    reasons.sort_by_key(|reason| match reason.state {
        CheckState::Failed | CheckState::Expired | CheckState::Unmet => 0,
        CheckState::Waiting => 1,
        CheckState::Waived => 2,
        CheckState::Met => 3,
        CheckState::NotApplicable => 4,
    });
    let row = |reason: &&Reason| {
        let state: Content = state(reason.state);
        vec![reason.title.as_str().into(), state.into(), reason.because.as_str().into()]
    };
    Table {
        caption: caption("Checks before the decision"),
        head: vec!["Check".into(), "State".into(), "Why".into()],
        rows: reasons.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    }
}

fn state(state: CheckState) -> Content {
    match state {
        CheckState::Met => "Met".into(),
        CheckState::NotApplicable => "Does not apply".into(),
        CheckState::Waived => Tag::new("Waived", TagColour::Yellow).into(),
        CheckState::Waiting => Tag::new("Waiting", TagColour::Blue).into(),
        CheckState::Unmet => Tag::new("Not met", TagColour::Red).into(),
        CheckState::Expired => Tag::new("Expired", TagColour::Red).into(),
        CheckState::Failed => Tag::new("Failed", TagColour::Red).into(),
    }
}
