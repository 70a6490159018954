//! The pages that the service's side works at: dense, made of tables and small forms one under the other.

mod calls;
mod cockpit;
mod conditions;
mod day;
mod identity;
mod portfolio;
mod report;
mod review;
mod sample;
mod waivers;

pub use calls::{ACTIONS, ATTENDED, CALL_REASON, NOTES, OTHERS, OUTCOME, date_id, offer, record, time_id};
pub use cockpit::{NOTE, PROJECT_MANAGER, Shown, cockpit};
pub use conditions::{
    ConditionTyped, Conditional, DUE, FILE, SEEN, WHY, condition, conditions, conditions_of,
};
pub use day::{lane, my_day};
pub use identity::{VERDICT, identity_check, identity_checks};
pub use portfolio::{Asked, PROGRESS, portfolio, sheet};
pub use report::{RECOMMENDATION, REPORT, ReportTyped, paper_blocks, report};
pub use review::{ACCEPT, FIELD, QUESTION, REASON, Typed as ReviewTyped, review, review_evidence};
pub use waivers::{ASK, WaiverTyped, granting, sample_of_granting, waiver_field, waivers};

use askama::Template;
use nhsuk::{
    BackLink, Button, CharacterCount, Content, Header, Heading, Html, Label, NotificationBanner, Size, Table,
    Textarea,
};
use onboarding::decide::MOST_TEXT;
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::Frame,
    parts::{heading, heading_about, subheading},
};

/// A page of blocks under one heading.
#[derive(Clone, Debug, Template)]
#[template(path = "desk.html")]
pub struct Desk {
    frame: Frame,
    errors: FieldErrors,
    title: String,
    heading: Heading,
    banner: Option<NotificationBanner>,
    back: Option<String>,
    is_wide: bool,
    blocks: Vec<Html>,
}

impl Desk {
    pub fn new(frame: Frame, title: &str) -> Self {
        Self {
            frame,
            errors: FieldErrors::new(),
            title: title.to_owned(),
            heading: heading(title),
            banner: None,
            back: None,
            is_wide: false,
            blocks: Vec::new(),
        }
    }

    /// What it is about stands above its heading.
    fn about(self, caption: &str) -> Self {
        Self { heading: heading_about(caption, &self.title), ..self }
    }

    fn back_to(self, href: &str) -> Self {
        Self { back: Some(href.to_owned()), ..self }
    }

    fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }

    fn with_errors(self, errors: FieldErrors) -> Self {
        Self { errors, ..self }
    }

    /// What was done just now.
    fn with_banner(self, words: Option<&str>) -> Self {
        Self { banner: words.map(NotificationBanner::success), ..self }
    }

    fn with(mut self, block: impl Into<Html>) -> Self {
        self.blocks.push(block.into());
        self
    }

    fn with_all(mut self, blocks: impl IntoIterator<Item = Html>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    /// Blocks under a heading of their own; nothing where there are none.
    fn section(self, title: &str, blocks: impl IntoIterator<Item = Html>) -> Self {
        let blocks: Vec<Html> = blocks.into_iter().collect();
        if blocks.is_empty() { self } else { self.with(Html::from(subheading(title))).with_all(blocks) }
    }
}

impl Page for Desk {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        self.back.as_ref().map_or_else(WayBack::default, |href| WayBack::Back(BackLink::to(href)))
    }

    fn is_wide(&self) -> bool {
        self.is_wide
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

#[derive(Template)]
#[template(ext = "html", source = "<p>{{ words }}</p>")]
struct Paragraph {
    words: Content,
}

fn paragraph(words: impl Into<Content>) -> Html {
    Html::from_template(&Paragraph { words: words.into() })
}

/// A form that changes something: what it sends unseen, its controls, and its one button.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<form method="post" action="{{ action }}" novalidate>
{%- for (name, value) in hidden %}<input type="hidden" name="{{ name }}" value="{{ value }}">{% endfor -%}
{%- for control in controls %}{{ control }}{% endfor %}{{ button }}</form>"#
)]
struct PostForm<'a> {
    action: &'a str,
    hidden: Vec<(&'a str, &'a str)>,
    controls: Vec<Html>,
    button: Button,
}

impl PostForm<'_> {
    fn html(&self) -> Html {
        Html::from_template(self)
    }
}

fn small_label(words: &str) -> Label {
    Label { size: Some(Size::S), ..Label::from(words) }
}

/// A text of several lines.
fn text_area(name: &str, label: &str, hint: &str, typed: &str, errors: &FieldErrors) -> Html {
    CharacterCount {
        textarea: Textarea {
            label: small_label(label),
            hint: hint.into(),
            name: name.into(),
            value: typed.into(),
            error_message: errors.beside(name),
            ..Textarea::default()
        },
        max_length: u32::try_from(MOST_TEXT).ok(),
        ..CharacterCount::default()
    }
    .into()
}

/// A table, or words where it would be empty.
fn table_or(table: Table, empty: &str) -> Html {
    if table.rows.is_empty() { paragraph(empty) } else { table.into() }
}

/// Every page of the service's side, in its states, named for a gallery.
pub(super) fn samples() -> Vec<(&'static str, Vec<Desk>)> {
    vec![
        ("portfolio", portfolio::samples()),
        ("my-day", day::samples_of_day()),
        ("lane", day::samples_of_lane()),
        ("cockpit", cockpit::samples()),
        ("review", review::samples()),
        ("review-evidence", review::samples_of_evidence()),
        ("call-host", calls::samples()),
        ("report", report::samples()),
        ("waivers", waivers::samples()),
        ("conditions", conditions::samples()),
        ("condition", conditions::samples_of_one()),
        ("identity-checks", identity::samples()),
        ("identity-check", identity::samples_of_one()),
    ]
}

/// The frame of sample pages of somebody on the service's side.
fn frame_of_staff(section: super::Section) -> Frame {
    Frame { roles: onboarding::role::Roles::operator(), ..Frame::sample(section) }
}
