//! The letter after a decision: before it is issued, and as the partner reads it.

use app::board::{Issued, Letter};
use askama::Template;
use http::StatusCode;
use nhsuk::{Button, Header, Heading, Html, NotificationBanner, WarningCallout};
use onboarding::policy::Action;
use toolkit::standing::{day, london};
use web_kit::{Page, Site, WayBack};

use super::{back_to, item_path};
use crate::pages::{
    frame::{Frame, Section},
    parts::{heading, heading_about},
};

/// What would be issued.
#[derive(Clone, Debug, Template)]
#[template(path = "board-letter.html")]
pub struct LetterPreview {
    frame: Frame,
    back: String,
    notice: Option<NotificationBanner>,
    refusal: Option<WarningCallout>,
    heading: Heading,
    state: &'static str,
    subject: String,
    body: Vec<String>,
    issue: Option<Button>,
}

impl LetterPreview {
    const TITLE: &str = "Letter to the partner";

    pub fn new(frame: Frame, letter: &Letter, notice: Option<&str>, refusal: Option<&str>) -> Self {
        let (item, written) = (&letter.item, letter.written.as_ref());
        let can_issue = written.is_some() && !letter.is_issued && item.opened.may(Action::IssueLetter);
        let about = format!("{}: {}", item.decision.title, item.opened.product.name);
        Self {
            notice: notice.map(NotificationBanner::success),
            refusal: refusal.map(|why| {
                WarningCallout::new(Heading { level: 2, ..Heading::from("It was not issued") }, why)
            }),
            heading: heading_about(&about, Self::TITLE),
            state: match (written, letter.is_issued) {
                (_, true) => "It was issued. The partner can read it.",
                (Some(_), false) => "It was not issued yet. The partner sees the outcome, but no letter.",
                (None, false) => {
                    "There is no letter: nothing was decided at this meeting, or the edition of the toolkit has no letter for this outcome."
                }
            },
            subject: written.map(|written| written.subject.clone()).unwrap_or_default(),
            body: written.map(|written| written.body.clone()).unwrap_or_default(),
            issue: can_issue.then(|| Button::submit("Issue the letter")),
            back: item_path(item.meeting.id, item.opened.id.uuid(), &item.decision.id),
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Board);
        let page = |(number, letter): (usize, Letter)| match number {
            0 => Self::new(frame(), &letter, None, None),
            1 => Self::new(frame(), &letter, Some("Letter issued"), None),
            _ => Self::new(frame(), &letter, None, Some("The letter was issued already")),
        };
        super::sample::letters().into_iter().enumerate().map(page).collect()
    }
}

impl Page for LetterPreview {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK }
    }

    fn way_back(&self) -> WayBack {
        back_to(&self.back)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// What was issued, for whoever may see the integration.
#[derive(Clone, Debug, Template)]
#[template(path = "letter.html")]
pub struct LetterPage {
    frame: Frame,
    back: String,
    heading: Heading,
    subject: String,
    issued: String,
    body: Vec<String>,
}

impl LetterPage {
    pub fn new(frame: Frame, letter: &Issued) -> Self {
        Self {
            heading: heading(&letter.subject),
            subject: letter.subject.clone(),
            issued: format!("Issued on {}", day(letter.at.to_zoned(london()).date())),
            body: letter.body.clone(),
            back: format!("/integrations/{}", letter.opened.id),
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Integrations);
        super::sample::issued().iter().map(|letter| Self::new(frame(), letter)).collect()
    }
}

impl Page for LetterPage {
    fn title(&self) -> String {
        self.subject.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        back_to(&self.back)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
