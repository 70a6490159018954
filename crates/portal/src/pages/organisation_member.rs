//! One person of an organisation: what they may do there, and taking them out.

use askama::Template;
use http::StatusCode;
use nhsuk::{BackLink, Button, ButtonVariant, Checkboxes, Header, Heading, Html, WarningCallout};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, Section},
    organisation::{OrganisationPage, Person, roles},
    parts::heading,
};

/// Which organisation a page about a person belongs to.
#[derive(Clone, Debug, Default)]
pub struct Whose {
    pub id: String,
    pub name: String,
}

impl Whose {
    fn href(&self) -> String {
        format!("/organisations/{}", self.id)
    }

    fn sample() -> Self {
        Self { id: "01939b1e-7000-7000-8000-000000000002".into(), name: "Harbour Health".into() }
    }
}

/// Changes the roles of somebody.
#[derive(Clone, Debug, Template)]
#[template(path = "organisation-member.html")]
pub struct MemberPage {
    frame: Frame,
    whose: Whose,
    errors: FieldErrors,
    heading: Heading,
    email: String,
    action: String,
    roles: Checkboxes,
    button: Button,
}

impl MemberPage {
    pub const ROLES: &str = OrganisationPage::ROLES;

    pub fn new(frame: Frame, whose: Whose, person: &Person, ticked: &[String], errors: FieldErrors) -> Self {
        Self {
            heading: heading(&person.email),
            action: format!("{}/members/{}", whose.href(), person.id),
            roles: roles("What do they do?", ticked, &errors),
            button: Button::submit("Save roles"),
            email: person.email.clone(),
            whose,
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let wrong = FieldErrors::from_iter([(
            Self::ROLES,
            "Every organisation needs an owner: make somebody else an owner first",
        )]);
        vec![
            Self::new(frame(), Whose::sample(), &Person::sample(), &["owner".into()], FieldErrors::new()),
            Self::new(frame(), Whose::sample(), &Person::sample(), &["viewer".into()], wrong),
        ]
    }
}

impl Page for MemberPage {
    fn title(&self) -> String {
        self.email.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(self.whose.href()))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// Asks whether somebody is really to leave, or says why they cannot.
#[derive(Clone, Debug, Template)]
#[template(path = "organisation-member-remove.html")]
pub struct RemoveMember {
    frame: Frame,
    whose: Whose,
    heading: Heading,
    email: String,
    refusal: Option<WarningCallout>,
    action: String,
    button: Button,
}

impl RemoveMember {
    const TITLE: &str = "Remove somebody from your organisation";

    pub fn new(frame: Frame, whose: Whose, person: &Person, refusal: Option<&str>) -> Self {
        Self {
            heading: heading(Self::TITLE),
            refusal: refusal.map(|why| {
                let heading = Heading { level: 2, ..Heading::from("We did not remove them") };
                WarningCallout::new(heading, why)
            }),
            action: format!("{}/members/{}/remove", whose.href(), person.id),
            button: Button { variant: ButtonVariant::Warning, ..Button::submit("Remove them") },
            email: person.email.clone(),
            whose,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let refusal = "Every organisation needs an owner: make somebody else an owner first";
        vec![
            Self::new(frame(), Whose::sample(), &Person::sample(), None),
            Self::new(frame(), Whose::sample(), &Person::sample(), Some(refusal)),
        ]
    }
}

impl Page for RemoveMember {
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
        WayBack::Back(BackLink::to(self.whose.href()))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
