//! What became of a file of test data, row by row.

use app::test_data::Listed;
use askama::Template;
use identity::test_data::{Answer, Fault, Outcome, UndoAnswer};
use nhsuk::{
    BackLink, Button, ButtonVariant, Content, Header, Heading, Html, NotificationBanner, Table, TableCell,
    Tag, TagColour, WarningCallout,
};
use web_kit::{Page, Site, WayBack};

use super::{href, sample};
use crate::{
    pages::{
        frame::{Frame, PlaceLink, Section},
        parts::{breaking, broken_lines, caption, heading_about},
    },
    words::{self, counted, sentence},
};

/// What a page of answers is about.
#[derive(Clone, Debug)]
pub enum Answered<'a> {
    /// A dry run: nothing was kept of it.
    Checked,
    Uploaded {
        listed: &'a Listed,
        undone: Option<&'a [UndoAnswer]>,
        may_undo: bool,
    },
}

/// What became of a file, row by row.
#[derive(Clone, Debug, Template)]
#[template(path = "test-data-answers.html")]
pub struct TestDataAnswers {
    frame: Frame,
    place: PlaceLink,
    title: String,
    heading: Heading,
    notice: Option<NotificationBanner>,
    warning: Option<WarningCallout>,
    /// Counts, when and which file.
    summary: String,
    answers: Table,
    undo: Option<(String, Button)>,
    undone: Option<Table>,
}

impl TestDataAnswers {
    /// `done` is what was just done.
    pub fn new(
        frame: Frame,
        place: PlaceLink,
        answers: &[Answer],
        about: &Answered<'_>,
        done: Option<&str>,
    ) -> Self {
        let applied = answers.iter().filter(|answer| answer.is_applied()).count();
        let refused = answers.len() - applied;
        let rows = |count: usize| counted(i64::try_from(count).unwrap_or(i64::MAX), "row");
        let (title, summary, warning) = match about {
            Answered::Checked => (
                "Check of a file of test data",
                format!("{} would be applied and {refused} would not. Nothing was changed.", rows(applied)),
                None,
            ),
            Answered::Uploaded { listed, .. } => {
                let at = words::moment(listed.uploaded_at);
                let summary = format!(
                    "{}, uploaded {at}: {} applied and {refused} not.",
                    listed.file_name,
                    rows(applied)
                );
                let undone = listed.undone_at.map(|at| {
                    let heading = Heading { level: 2, ..Heading::from("This upload was undone") };
                    let words =
                        format!("On {}. What was put back is at the end of this page.", words::moment(at));
                    WarningCallout::new(heading, words)
                });
                ("Upload of test data", summary, undone)
            }
        };
        let undo = match about {
            Answered::Uploaded { listed, may_undo: true, .. }
                if listed.undone_at.is_none() && applied > 0 =>
            {
                let action = format!("{}/{}/undo", href(&place), listed.id);
                Some((
                    action,
                    Button { variant: ButtonVariant::Warning, ..Button::submit("Undo this upload") },
                ))
            }
            _ => None,
        };
        let undone = match about {
            Answered::Uploaded { undone: Some(undone), .. } => Some(undone_table(undone)),
            _ => None,
        };
        Self {
            heading: heading_about(&place.product.name, title),
            title: title.to_owned(),
            notice: done.map(NotificationBanner::success),
            warning,
            summary,
            answers: answers_table(answers, matches!(about, Answered::Checked)),
            undo,
            undone,
            place,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let (answers, listed) = (sample::answers(), sample::uploads().remove(0));
        let undone = Listed { undone_at: Some(listed.uploaded_at), ..listed.clone() };
        let undo_answers = sample::undo_answers();
        let page = |about: &Answered<'_>, done| {
            Self::new(frame(), PlaceLink::sample_of_integration(), &answers, about, done)
        };
        vec![
            page(&Answered::Checked, None),
            page(
                &Answered::Uploaded { listed: &listed, undone: None, may_undo: true },
                Some("File uploaded"),
            ),
            page(&Answered::Uploaded { listed: &undone, undone: Some(&undo_answers), may_undo: true }, None),
        ]
    }
}

fn answers_table(answers: &[Answer], is_check: bool) -> Table {
    Table {
        caption: caption("Row by row"),
        head: ["Row", "Email address", "Result", "Why"].map(Into::into).into(),
        rows: answers.iter().map(|answer| row(answer, is_check)).collect(),
        responsive: true,
        compact: true,
        ..Table::default()
    }
}

fn row(answer: &Answer, is_check: bool) -> Vec<TableCell> {
    let (tag, why): (Tag, Vec<Content>) = match &answer.outcome {
        Outcome::Applied { from, to, notes } => {
            let words = if is_check { "Would be applied" } else { "Applied" };
            let change = if from == to {
                format!("Stays at {}, with these details", to.name())
            } else {
                format!("From {} to {}", from.name(), to.name())
            };
            let lines = std::iter::once(change).chain(notes.iter().map(sentence));
            (Tag::new(words, TagColour::Green), lines.map(Into::into).collect())
        }
        Outcome::Refused { faults } => {
            (Tag::new("Not applied", TagColour::Red), faults.iter().map(|fault| said(fault).into()).collect())
        }
    };
    vec![
        TableCell::new(format!("{}, row {}", answer.sheet.title(), answer.row)),
        breaking(answer.email.as_deref().unwrap_or("(none)")),
        TableCell::new(Html::from_template(&tag)),
        TableCell::new(broken_lines(why)),
    ]
}

/// "NHS Number: write a number that begins with 999"
fn said(fault: &Fault) -> String {
    match fault.column {
        Some(column) => format!("{}: {}", column.title(), fault.words),
        None => sentence(&fault.words),
    }
}

fn undone_table(answers: &[UndoAnswer]) -> Table {
    let rows = answers.iter().map(|answer| {
        let what = answer
            .kept
            .as_ref()
            .map_or_else(|| "Put back as it was".to_owned(), |why| format!("Not put back: {why}"));
        vec![
            TableCell::new(format!("{}, row {}", answer.sheet.title(), answer.row)),
            breaking(answer.email.as_deref().unwrap_or("(none)")),
            TableCell::new(what),
        ]
    });
    Table {
        caption: caption("What was put back"),
        head: ["Row", "Email address", "Result"].map(Into::into).into(),
        rows: rows.collect(),
        responsive: true,
        compact: true,
        ..Table::default()
    }
}

impl Page for TestDataAnswers {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(href(&self.place)))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
