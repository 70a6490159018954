//! Calling a meeting: its day, when papers freeze, and the quorum.

use askama::Template;
use jiff::civil::Date;
use nhsuk::{Button, DateInput, Header, Heading, Html, Input, Label, Size};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{TypedDate, back_to};
use crate::pages::{
    frame::{Frame, Section},
    parts::heading,
};

/// What was typed, or what is proposed.
#[derive(Clone, Debug, Default)]
pub struct MeetingTyped {
    pub date: TypedDate,
    pub freeze: TypedDate,
    pub time: String,
    pub quorum: String,
}

impl MeetingTyped {
    /// The usual: papers freeze at the end of a working day a week ahead, and three members are enough.
    pub fn usual(date: Option<(Date, Date)>) -> Self {
        Self {
            date: date.map(|(date, _)| TypedDate::of(date)).unwrap_or_default(),
            freeze: date.map(|(_, freeze)| TypedDate::of(freeze)).unwrap_or_default(),
            time: "17:00".into(),
            quorum: "3".into(),
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "board-new.html")]
pub struct NewMeetingPage {
    frame: Frame,
    errors: FieldErrors,
    heading: Heading,
    date: DateInput,
    freeze: DateInput,
    time: Input,
    quorum: Input,
    button: Button,
}

impl NewMeetingPage {
    const TITLE: &str = "Call a meeting of the Board";
    pub const DATE: &str = "date-day";
    pub const FREEZE: &str = "freeze-day";
    pub const TIME: &str = "time";
    pub const QUORUM: &str = "quorum";

    pub fn new(frame: Frame, typed: &MeetingTyped, errors: FieldErrors) -> Self {
        let narrow = |name: &str, words: &str, hint: &str, value: &str| Input {
            label: Label { size: Some(Size::S), ..Label::from(words) },
            hint: hint.into(),
            name: name.into(),
            width: Some(5),
            value: value.into(),
            error_message: errors.beside(name),
            ..Input::default()
        };
        Self {
            heading: heading(Self::TITLE),
            date: typed.date.input("date", "Day of the meeting", "For example, 2 12 2026", &errors),
            freeze: typed.freeze.input(
                "freeze",
                "Day on which the papers freeze",
                "After that nothing is put on the agenda",
                &errors,
            ),
            time: narrow(Self::TIME, "Time at which the papers freeze", "For example, 17:00", &typed.time),
            quorum: Input {
                inputmode: "numeric".into(),
                ..narrow(
                    Self::QUORUM,
                    "Quorum",
                    "How many members without an interest have to be present",
                    &typed.quorum,
                )
            },
            button: Button::submit("Call the meeting"),
            errors,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Board);
        let wrong = FieldErrors::from_iter([
            (Self::DATE, "Enter a date, such as 2 12 2026"),
            (Self::FREEZE, "Papers must be frozen after now, and before the day of the meeting"),
            (Self::TIME, "Enter a time, such as 17:00"),
            (Self::QUORUM, "The quorum must be a number from 1 to 30"),
        ]);
        vec![
            Self::new(frame(), &MeetingTyped::usual(None), FieldErrors::new()),
            Self::new(frame(), &MeetingTyped::default(), wrong),
        ]
    }
}

impl Page for NewMeetingPage {
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
        back_to("/board")
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
