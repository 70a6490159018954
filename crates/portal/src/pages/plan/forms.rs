//! One date, and one person, each on a page of its own.

use app::integrations::Opened;
use askama::Template;
use http::StatusCode;
use nhsuk::{BackLink, Button, Header, Heading, Html, Input, Label, Size, Textarea};
use toolkit::{
    answer::Typed as TypedAnswer,
    definition::{Milestone, RoleNeed},
    standing::lower_first,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::boxes;
use crate::pages::{forms::Place, frame::Frame, parts::heading_about};

/// A form below the plan.
#[derive(Clone, Debug, Template)]
#[template(path = "plan-form.html")]
struct Form {
    frame: Frame,
    errors: FieldErrors,
    title: String,
    heading: Heading,
    words: String,
    plan: String,
    action: String,
    controls: Vec<Html>,
    button: Button,
}

macro_rules! page {
    ($page:ident) => {
        impl Page for $page {
            fn title(&self) -> String {
                self.0.title.clone()
            }

            fn main(&self) -> Html {
                Html::from_template(&self.0)
            }

            fn status(&self) -> StatusCode {
                if self.0.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
            }

            fn has_errors(&self) -> bool {
                !self.0.errors.is_empty()
            }

            fn way_back(&self) -> WayBack {
                WayBack::Back(BackLink::to(&self.0.plan))
            }

            fn header(&self, site: &Site) -> Header {
                self.0.frame.header(site)
            }
        }
    };
}

/// The date of a milestone.
#[derive(Clone, Debug)]
pub struct MilestonePage(Form);
page!(MilestonePage);

impl MilestonePage {
    pub const REASON: &str = "reason";

    pub fn new(
        frame: Frame,
        opened: &Opened,
        milestone: &Milestone,
        (typed, reason): (&TypedAnswer, &str),
        errors: FieldErrors,
    ) -> Self {
        let place = Place::of(opened);
        let title = format!("Date: {}", lower_first(&milestone.title));
        let is_moved = opened.facts.plan.contains_key(&milestone.id);
        let question = if is_moved { "Why does it move?" } else { "Why this day? (optional)" };
        let reason = Textarea {
            label: Label { size: Some(Size::S), ..Label::from(question) },
            name: Self::REASON.into(),
            value: reason.into(),
            error_message: errors.beside(Self::REASON),
            ..Textarea::default()
        };
        let words = if milestone.goes_live {
            "Services do not go live on bank holidays in England, or on days that are closed."
        } else {
            ""
        };
        Self(Form {
            heading: heading_about(&place.product, &title),
            title,
            words: words.to_owned(),
            action: format!("{}/dates/{}", place.plan(), milestone.id),
            plan: place.plan(),
            controls: vec![boxes("When?", "For example, 27 3 2027", typed, &errors).into(), reason.into()],
            button: Button::submit("Set date"),
            frame,
            errors,
        })
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::milestones()
    }
}

/// What was typed about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub name: String,
    pub email: String,
}

/// Who is named for something.
#[derive(Clone, Debug)]
pub struct NeedPage(Form);
page!(NeedPage);

impl NeedPage {
    pub const NAME: &str = "name";
    pub const EMAIL: &str = "email";

    pub fn new(frame: Frame, opened: &Opened, need: &RoleNeed, typed: &Typed, errors: FieldErrors) -> Self {
        let place = Place::of(opened);
        let title = format!("Name a person: {}", lower_first(&need.title));
        let line = |name: &str, words: &str, value: &str| Input {
            label: Label { size: Some(Size::S), ..Label::from(words) },
            name: name.into(),
            value: value.into(),
            autocomplete: "off".into(),
            spellcheck: Some(false),
            error_message: errors.beside(name),
            ..Input::default()
        };
        let email = Input { input_type: "email".into(), ..line(Self::EMAIL, "Email address", &typed.email) };
        Self(Form {
            heading: heading_about(&place.product, &title),
            title,
            words: need.why.clone(),
            action: format!("{}/people/{}", place.plan(), need.id),
            plan: place.plan(),
            controls: vec![line(Self::NAME, "Full name", &typed.name).into(), email.into()],
            button: Button::submit("Name this person"),
            frame,
            errors,
        })
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::needs()
    }
}
