//! Organisations: describing one, and who belongs to it.

use askama::Template;
use http::StatusCode;
use nhsuk::{
    BackLink, Button, ButtonVariant, Header, Heading, Html, Input, Label, NotificationBanner, Size, Table,
    TableCell,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, Section},
    parts::{self, caption, heading, subheading},
};

/// Asks what the organisation is called.
#[derive(Clone, Debug, Template)]
#[template(path = "organisation-new.html")]
pub struct NewOrganisation {
    frame: Frame,
    errors: FieldErrors,
    heading: Heading,
    name: Input,
    ods_code: Input,
    button: Button,
}

impl NewOrganisation {
    pub const NAME: &str = "name";
    pub const ODS_CODE: &str = "ods-code";
    const TITLE: &str = "Tell us about your organisation";

    pub fn new(frame: Frame, name: &str, ods_code: &str, errors: FieldErrors) -> Self {
        Self {
            heading: heading(Self::TITLE),
            name: Input {
                label: "Name of your organisation".into(),
                name: Self::NAME.into(),
                autocomplete: "organization".into(),
                value: name.into(),
                error_message: errors.beside(Self::NAME),
                ..Input::default()
            },
            ods_code: Input {
                label: "ODS code (optional)".into(),
                hint: "The code of your organisation in the NHS Organisation Data Service, like A12345. Leave it out if you do not have one".into(),
                name: "ods_code".into(),
                id: Self::ODS_CODE.into(),
                width: Some(10),
                spellcheck: Some(false),
                value: ods_code.into(),
                error_message: errors.beside(Self::ODS_CODE),
                ..Input::default()
            },
            button: Button::submit("Continue"),
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let wrong = FieldErrors::from_iter([
            (Self::NAME, "Enter a name"),
            (Self::ODS_CODE, "Enter an ODS code of letters and numbers"),
        ]);
        vec![Self::new(frame(), "", "", FieldErrors::new()), Self::new(frame(), "", "?", wrong)]
    }
}

impl Page for NewOrganisation {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/products"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// Who belongs to an organisation, and asking a colleague to.
#[derive(Clone, Debug, Template)]
#[template(path = "organisation.html")]
pub struct OrganisationPage {
    frame: Frame,
    errors: FieldErrors,
    notice: Option<NotificationBanner>,
    name: String,
    heading: Heading,
    ods_code: String,
    people: Table,
    invite: Heading,
    action: String,
    email: Input,
    button: Button,
}

/// What the page of an organisation shows.
#[derive(Clone, Debug, Default)]
pub struct Members {
    pub id: String,
    pub name: String,
    pub ods_code: String,
    pub members: Vec<String>,
    pub invited: Vec<String>,
}

impl OrganisationPage {
    pub const EMAIL: &str = "email";

    /// `invited` is the address that was just asked to join.
    pub fn new(
        frame: Frame,
        shown: Members,
        invited: Option<&str>,
        typed: &str,
        errors: FieldErrors,
    ) -> Self {
        Self {
            notice: invited.map(|address| {
                NotificationBanner::success(format!("We have sent an invitation to {address}"))
            }),
            heading: heading(&shown.name),
            people: people(&shown),
            invite: subheading("Invite a colleague"),
            action: format!("/organisations/{}/invitations", shown.id),
            email: Input {
                label: Label { size: Some(Size::S), ..Label::from("Their email address") },
                hint: "They see everything of this organisation once they sign in with this address".into(),
                name: Self::EMAIL.into(),
                input_type: "email".into(),
                autocomplete: "off".into(),
                spellcheck: Some(false),
                value: typed.into(),
                error_message: errors.beside(Self::EMAIL),
                ..Input::default()
            },
            button: Button { variant: ButtonVariant::Secondary, ..Button::submit("Send invitation") },
            name: shown.name,
            ods_code: shown.ods_code,
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let shown = || Members {
            id: "01939b1e-7000-7000-8000-000000000002".into(),
            name: "Harbour Health".into(),
            ods_code: "A12345".into(),
            members: vec!["dev@harbour.example".into()],
            invited: vec!["new@harbour.example".into()],
        };
        let wrong = FieldErrors::from_iter([(Self::EMAIL, "Enter their email address")]);
        vec![
            Self::new(frame(), shown(), Some("new@harbour.example"), "", FieldErrors::new()),
            Self::new(frame(), Members { ods_code: String::new(), ..shown() }, None, "x", wrong),
        ]
    }
}

fn people(shown: &Members) -> Table {
    let row = |address: &String, standing: &str, action: Html| {
        vec![parts::breaking(address.as_str()), TableCell::new(standing), TableCell::new(action)]
    };
    let members = shown.members.iter().map(|address| row(address, "Member", Html::default()));
    let invited = shown.invited.iter().map(|address| row(address, "Invited", withdraw(&shown.id, address)));
    Table {
        caption: caption("People"),
        head: vec!["Email address".into(), "Standing".into(), "Action".into()],
        rows: members.chain(invited).collect(),
        ..Table::default()
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<form method="post" action="/organisations/{{ id }}/invitations/withdraw" novalidate>
<input type="hidden" name="email" value="{{ address }}">{{ button }}</form>"#
)]
struct Withdraw<'a> {
    id: &'a str,
    address: &'a str,
    button: Button,
}

fn withdraw(id: &str, address: &str) -> Html {
    let button = Button {
        variant: ButtonVariant::Secondary,
        small: true,
        aria_label: format!("Withdraw the invitation of {address}"),
        ..Button::submit("Withdraw")
    };
    Html::from_template(&Withdraw { id, address, button })
}

impl Page for OrganisationPage {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/products"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
