//! The report for a decision: the paper as the record makes it, and what its author adds.

use app::integrations::{
    Opened, People,
    paper::{self, Paper},
};
use nhsuk::{Button, Fieldset, Html, InsetText, Legend, Radio, Radios, Size, SummaryList};
use onboarding::policy::Action as May;
use toolkit::definition::Decision;
use web_kit::FieldErrors;

use super::{Desk, PostForm, cockpit::why_table, frame_of_staff, paragraph, text_area};
use crate::pages::{
    Section,
    frame::Frame,
    parts::{broken_lines, row, subheading},
};

pub const RECOMMENDATION: &str = "recommendation";
pub const REPORT: &str = "report";

/// What was typed and what came of it.
#[derive(Clone, Debug, Default)]
pub struct ReportTyped {
    pub recommendation: String,
    pub text: String,
    pub banner: Option<&'static str>,
    pub errors: FieldErrors,
}

impl ReportTyped {
    /// What was written before.
    pub fn known(opened: &Opened, decision: &Decision) -> Self {
        let report = opened.facts.reports.get(&decision.id);
        report
            .map(|report| Self {
                recommendation: report.recommendation.clone(),
                text: report.text.clone(),
                ..Self::default()
            })
            .unwrap_or_default()
    }
}

/// A paper, block by block: for its author, and for those who decide.
pub fn paper_blocks(paper: &Paper) -> Vec<Html> {
    let mut blocks = vec![paragraph(paper.asked.as_str())];
    if let Some(said) = &paper.recommendation {
        let rows = vec![
            row("Recommendation", said.title.as_str()),
            row("Report", broken_lines(said.text.lines())),
            row("Written", said.written.as_str()),
        ];
        blocks.push(SummaryList::new(rows).into());
    }
    if let Some(gate) = &paper.gate {
        blocks.push(paragraph(gate.headline()));
        blocks.push(why_table(gate));
    }
    let waived = paper.waivers.iter().map(|one| {
        row(
            &format!("Waived: {}", one.check),
            format!("{} Instead: {} Until {}.", one.reason, one.control, one.until),
        )
    });
    let waived: Vec<_> = waived.collect();
    blocks.extend((!waived.is_empty()).then(|| Html::from(SummaryList::new(waived))));
    for section in &paper.sections {
        blocks.push(subheading(&section.title).into());
        let lines = section.lines.iter().map(|line| {
            let words = if line.words.is_empty() {
                broken_lines(["Not provided"])
            } else {
                broken_lines(&line.words)
            };
            row(&line.label, words)
        });
        blocks.push(SummaryList::new(lines.collect()).into());
    }
    blocks
}

/// The page of a report. Whoever may not write it reads the paper.
pub fn report(
    frame: Frame,
    opened: &Opened,
    people: &People,
    decision: &Decision,
    typed: ReportTyped,
) -> Desk {
    let paper = paper::build(opened, decision, people);
    let form = opened.may(May::WriteReport).then(|| form(opened, decision, &typed));
    let said = "This is the paper as it would go to those who decide now. It is built from the record, so it is changed there.";
    Desk::new(frame, &format!("Report: {}", decision.title))
        .about(&format!("{}, {}", opened.product.name, opened.organisation.name))
        .back_to(&format!("/integrations/{}/cockpit", opened.id))
        .with_banner(typed.banner)
        .section("What you add", form)
        .section("The paper", [InsetText::new(said).into()].into_iter().chain(paper_blocks(&paper)))
        .with_errors(typed.errors)
}

fn form(opened: &Opened, decision: &Decision, typed: &ReportTyped) -> Html {
    let recommendation = Radios {
        fieldset: Some(Fieldset::from(Legend {
            size: Some(Size::S),
            ..Legend::from("What do you recommend?")
        })),
        name: RECOMMENDATION.into(),
        value: typed.recommendation.clone(),
        items: decision.outcomes.iter().map(|one| Radio::new(one.id.as_str(), one.title.as_str())).collect(),
        error_message: typed.errors.beside(RECOMMENDATION),
        ..Radios::default()
    };
    let hint = "What the answers and notes do not say: why you recommend this, and what is still open";
    let action = format!("/integrations/{}/reports/{}", opened.id, decision.id);
    let text = text_area(REPORT, "Report", hint, &typed.text, &typed.errors);
    let controls = vec![recommendation.into(), text];
    PostForm { action: &action, hidden: Vec::new(), controls, button: Button::submit("Save report") }.html()
}

pub(super) fn samples() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::Portfolio);
    let Some(busy) = super::sample::busy() else { return Vec::new() };
    let id = toolkit::DecisionId::new("board-application");
    let Some(decision) = busy.definition.decision(&id) else { return Vec::new() };
    let errors =
        FieldErrors::from_iter([(RECOMMENDATION, "Select what you recommend"), (REPORT, "Enter a report")]);
    vec![
        report(frame(), &busy, &People::default(), decision, ReportTyped::known(&busy, decision)),
        report(
            frame(),
            &busy,
            &People::default(),
            decision,
            ReportTyped { errors, ..ReportTyped::default() },
        ),
    ]
}
