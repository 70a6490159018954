//! Confirming the minute, which ends a meeting.

use app::board::Agenda;
use askama::Template;
use nhsuk::{Button, Header, Heading, Html, Label, Size, Textarea};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{back_to, meeting_path, meeting_title};
use crate::pages::{
    frame::{Frame, Section},
    parts::heading_about,
};

#[derive(Clone, Debug, Template)]
#[template(path = "board-minute.html")]
pub struct MinutePage {
    frame: Frame,
    errors: FieldErrors,
    back: String,
    heading: Heading,
    minute: Textarea,
    button: Button,
}

impl MinutePage {
    const TITLE: &str = "Confirm the minute";
    pub const MINUTE: &str = "minute";

    pub fn new(frame: Frame, agenda: &Agenda, typed: &str, errors: FieldErrors) -> Self {
        Self {
            heading: heading_about(&meeting_title(agenda.meeting.on_date), Self::TITLE),
            back: meeting_path(agenda.meeting.id),
            minute: Textarea {
                label: Label { size: Some(Size::S), ..Label::from("Minute") },
                hint: "Proposed from what was decided. Change it where it should say more".into(),
                name: Self::MINUTE.into(),
                value: typed.into(),
                rows: 20,
                error_message: errors.beside(Self::MINUTE),
                ..Textarea::default()
            },
            button: Button::submit("Confirm and end the meeting"),
            errors,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Board);
        let wrong = || FieldErrors::from_iter([(Self::MINUTE, "Enter a minute")]);
        let both = |agenda: Agenda| {
            let minute = app::board::proposed_minute(&agenda);
            [
                Self::new(frame(), &agenda, &minute, FieldErrors::new()),
                Self::new(frame(), &agenda, "", wrong()),
            ]
        };
        super::sample::agendas().into_iter().take(1).flat_map(both).collect()
    }
}

impl Page for MinutePage {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        back_to(&self.back)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
