//! The pages of the Board: meetings, agendas, papers, items, minutes and letters, and what decisions hold partners to.

mod bound;
mod item;
mod letter;
mod meeting;
mod meetings;
mod minute;
mod new;
mod pack;
mod paper;
mod sample;
mod step;
mod verdict;

pub use bound::BoundPage;
pub use item::{ItemPage, ItemTyped};
pub use letter::{LetterPage, LetterPreview};
pub use meeting::MeetingPage;
pub use meetings::MeetingsPage;
pub use minute::MinutePage;
pub use new::{MeetingTyped, NewMeetingPage};
pub use pack::PackPage;
pub use step::StepPage;
pub use verdict::{CONDITIONS, TypedCondition, TypedVerdict, VerdictForm};

use jiff::civil::Date;
use nhsuk::{BackLink, Breadcrumb, BreadcrumbItem, DateInput, Fieldset, Hint, Legend, Size};
use toolkit::{DecisionId, standing::day};
use uuid::Uuid;
use web_kit::{FieldErrors, WayBack};

/// The address of a meeting.
pub fn meeting_path(meeting: Uuid) -> String {
    format!("/board/meetings/{meeting}")
}

/// The address of an item on its agenda.
pub fn item_path(meeting: Uuid, integration: Uuid, decision: &DecisionId) -> String {
    format!("{}/items/{integration}/{decision}", meeting_path(meeting))
}

/// `Meeting on 2 December 2026`.
pub fn meeting_title(date: Date) -> String {
    format!("Meeting on {}", day(date))
}

fn below_board(further: &[(String, String)]) -> WayBack {
    let mut items = vec![BreadcrumbItem::new("Board", "/board")];
    items.extend(further.iter().map(|(text, path)| BreadcrumbItem::new(text, path)));
    WayBack::Breadcrumb(Breadcrumb::new(items))
}

fn back_to(path: &str) -> WayBack {
    WayBack::Back(BackLink::to(path))
}

/// A date as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedDate {
    pub day: String,
    pub month: String,
    pub year: String,
}

impl TypedDate {
    pub fn of(date: Date) -> Self {
        Self { day: date.day().to_string(), month: date.month().to_string(), year: date.year().to_string() }
    }

    pub fn is_empty(&self) -> bool {
        self.day.is_empty() && self.month.is_empty() && self.year.is_empty()
    }

    pub fn parse(&self) -> Option<Date> {
        Date::new(self.year.parse().ok()?, self.month.parse().ok()?, self.day.parse().ok()?).ok()
    }

    /// The three boxes. Errors are those of `name-day`.
    fn input(&self, name: &str, legend: &str, hint: impl Into<Hint>, errors: &FieldErrors) -> DateInput {
        let legend = Legend { size: Some(Size::S), ..Legend::from(legend) };
        DateInput {
            fieldset: Some(Fieldset::from(legend)),
            hint: hint.into(),
            name_prefix: name.into(),
            error_message: errors.beside(&format!("{name}-day")),
            ..DateInput::of(name, &self.day, &self.month, &self.year)
        }
    }
}
