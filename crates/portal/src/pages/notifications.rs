//! Which emails somebody gets, and when.

use std::collections::BTreeSet;

use app::nudges::preferences::Choice;
use askama::Template;
use nhsuk::{
    Button, Checkbox, Checkboxes, DateInput, Fieldset, Header, Heading, Html, Legend, NotificationBanner,
    Radio, Radios, Size,
};
use web_kit::{FieldErrors, Page, Site};

use super::{
    frame::{Frame, Section},
    parts::heading,
};

/// What is chosen, as it was saved or typed.
#[derive(Clone, Debug, Default)]
pub struct NotificationsTyped {
    pub daily: bool,
    /// Day, month and year of the last day away.
    pub away: [String; 3],
    pub muted: BTreeSet<String>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "notifications.html")]
pub struct Notifications {
    frame: Frame,
    errors: FieldErrors,
    notice: Option<NotificationBanner>,
    heading: Heading,
    rhythm: Radios,
    away: DateInput,
    muted: Option<Checkboxes>,
    button: Button,
}

impl Notifications {
    pub const RHYTHM: &str = "rhythm";
    pub const DAILY: &str = "daily";
    pub const AWAY: &str = "away";
    pub const MUTED: &str = "muted";
    const TITLE: &str = "Emails that you get";

    pub fn new(
        frame: Frame,
        choices: &[Choice],
        typed: &NotificationsTyped,
        is_saved: bool,
        errors: FieldErrors,
    ) -> Self {
        Self {
            notice: is_saved.then(|| NotificationBanner::success("Your choices are saved")),
            heading: heading(Self::TITLE),
            rhythm: rhythm(typed.daily),
            away: away(&typed.away, &errors),
            muted: (!choices.is_empty()).then(|| muted(choices, &typed.muted)),
            button: Button::submit("Save"),
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::None);
        let choice = Choice {
            id: "01939b1e-7000-7000-8000-000000000005".parse().unwrap_or_default(),
            product: "Harbour app".into(),
            reference: "7Q4M-2XKD".into(),
            is_muted: true,
        };
        let away = ["31".to_owned(), "2".to_owned(), "2027".to_owned()];
        let muted = [choice.id.to_string()].into();
        let typed = NotificationsTyped { daily: true, away, muted };
        let wrong = FieldErrors::from_iter([("away-day", "The day must be a real date, such as 27 3 2027")]);
        vec![
            Self::new(
                frame(),
                std::slice::from_ref(&choice),
                &NotificationsTyped::default(),
                true,
                FieldErrors::new(),
            ),
            Self::new(frame(), &[choice], &typed, false, wrong),
            Self::new(frame(), &[], &NotificationsTyped::default(), false, FieldErrors::new()),
        ]
    }
}

fn legend(words: &str) -> Fieldset {
    Legend { size: Some(Size::M), ..Legend::from(words) }.into()
}

fn rhythm(daily: bool) -> Radios {
    let each = Radio {
        hint: "When it becomes your turn, and when something happens that you wait for".into(),
        ..Radio::new("each", "Each thing at once")
    };
    let day = Radio {
        hint: "On working days at 8am, and only if there is something to tell".into(),
        ..Radio::new(Notifications::DAILY, "One email a day")
    };
    Radios {
        fieldset: Some(legend("How often do you want emails?")),
        name: Notifications::RHYTHM.into(),
        value: if daily { Notifications::DAILY } else { "each" }.into(),
        items: vec![each, day],
        ..Radios::default()
    }
}

fn away(typed: &[String; 3], errors: &FieldErrors) -> DateInput {
    let [day, month, year] = typed;
    DateInput {
        fieldset: Some(legend("What is the last day that you are away? (optional)")),
        hint:
            "You get no emails until then, and what you missed afterwards. Leave it empty if you are not away"
                .into(),
        name_prefix: Notifications::AWAY.into(),
        error_message: errors.beside("away-day"),
        ..DateInput::of(Notifications::AWAY, day, month, year)
    }
}

fn muted(choices: &[Choice], muted: &BTreeSet<String>) -> Checkboxes {
    let items = choices.iter().map(|choice| {
        let label = format!("{} ({})", choice.product, choice.reference);
        Checkbox::new(choice.id.to_string(), label.as_str())
    });
    Checkboxes {
        fieldset: Some(legend("Which integrations do you want no emails about? (optional)")),
        name: Notifications::MUTED.into(),
        values: muted.iter().cloned().collect(),
        items: items.collect(),
        ..Checkboxes::default()
    }
}

impl Page for Notifications {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
