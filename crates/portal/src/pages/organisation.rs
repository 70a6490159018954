//! Organisations: describing one, and who belongs to it.

use std::collections::BTreeSet;

use askama::Template;
use nhsuk::{
    BackLink, Button, ButtonVariant, Checkbox, Checkboxes, Fieldset, Header, Heading, Html, Input, Label,
    Legend, NotificationBanner, Size, Table, TableCell,
};
use onboarding::role::PartnerRole;
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, Section},
    parts::{self, RowForm, broken_lines, caption, heading, link, subheading},
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

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
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
    registers: Vec<String>,
    code: Option<CodeForm>,
    people: Table,
    withdrawals: Vec<RowForm>,
    tokens: Option<String>,
    invite: Option<Invite>,
}

/// The form for the code that registers are asked about, for those who manage the organisation.
#[derive(Clone, Debug)]
struct CodeForm {
    heading: Heading,
    action: String,
    input: Input,
    button: Button,
}

/// The form that asks a colleague to join, for those who manage people.
#[derive(Clone, Debug)]
struct Invite {
    heading: Heading,
    action: String,
    email: Input,
    roles: Checkboxes,
    button: Button,
}

/// What the page of an organisation shows.
#[derive(Clone, Debug, Default)]
pub struct Members {
    pub id: String,
    pub name: String,
    pub ods_code: String,
    /// What stands in the form for it.
    pub code_typed: String,
    /// What registers say, in sentences.
    pub registers: Vec<String>,
    pub members: Vec<Person>,
    pub invited: Vec<Person>,
    /// Whether the one who looks may change any of it.
    pub manages: bool,
    /// Whether they may make tokens for programs.
    pub makes_tokens: bool,
}

/// Somebody who belongs to an organisation or was asked to.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Empty where they were only asked.
    pub id: String,
    pub email: String,
    pub roles: BTreeSet<PartnerRole>,
}

/// What was typed into the invitation.
#[derive(Clone, Debug, Default)]
pub struct Invitation {
    pub email: String,
    pub roles: Vec<String>,
}

impl Invitation {
    /// Before anything was typed: most of those who join build something.
    pub fn fresh() -> Self {
        Self { email: String::new(), roles: vec![PartnerRole::Developer.id().to_owned()] }
    }
}

impl OrganisationPage {
    pub const EMAIL: &str = "email";
    pub const ROLES: &str = "role";
    pub const ODS_CODE: &str = "ods-code";

    /// `notice` says what was just done.
    pub fn new(
        frame: Frame,
        shown: Members,
        notice: Option<String>,
        typed: &Invitation,
        errors: FieldErrors,
    ) -> Self {
        let withdrawals = withdrawals(&shown);
        Self {
            notice: notice.map(NotificationBanner::success),
            heading: heading(&shown.name),
            people: people(&shown, &withdrawals),
            withdrawals: if shown.manages { withdrawals } else { Vec::new() },
            tokens: shown.makes_tokens.then(|| format!("/organisations/{}/tokens", shown.id)),
            code: shown.manages.then(|| code(&shown, &errors)),
            registers: shown.registers,
            invite: shown.manages.then(|| invite(&shown.id, typed, &errors)),
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
            code_typed: "A12345".into(),
            registers: vec![
                "Copy of a register: active. A12345 is Harbour Health. Asked on 21 November 2026.".into(),
            ],
            members: vec![Person::sample()],
            invited: vec![Person {
                id: String::new(),
                email: "new@harbour.example".into(),
                roles: [PartnerRole::Signatory].into(),
            }],
            manages: true,
            makes_tokens: true,
        };
        let wrong = FieldErrors::from_iter([
            (Self::ODS_CODE, "Enter an ODS code of 3 to 12 letters and numbers, like A12345"),
            (Self::EMAIL, "Enter their email address"),
            (Self::ROLES, "Select at least one role"),
        ]);
        let notice = Some("We have sent an invitation to new@harbour.example".to_owned());
        vec![
            Self::new(frame(), shown(), notice, &Invitation::fresh(), FieldErrors::new()),
            Self::new(
                frame(),
                Members { ods_code: String::new(), ..shown() },
                None,
                &Invitation::default(),
                wrong,
            ),
            Self::new(
                frame(),
                Members { manages: false, makes_tokens: false, ..shown() },
                None,
                &Invitation::fresh(),
                FieldErrors::new(),
            ),
        ]
    }
}

impl Person {
    pub(super) fn sample() -> Self {
        Self {
            id: "01939b1e-7000-7000-8000-000000000003".into(),
            email: "dev@harbour.example".into(),
            roles: [PartnerRole::Owner, PartnerRole::Developer].into(),
        }
    }
}

fn code(shown: &Members, errors: &FieldErrors) -> CodeForm {
    CodeForm {
        heading: subheading("ODS code"),
        action: format!("/organisations/{}/ods-code", shown.id),
        input: Input {
            label: Label { size: Some(Size::S), ..Label::from("Your organisation's ODS code") },
            hint: "The code of your organisation in the NHS Organisation Data Service, like A12345. Save it again to ask the registers again".into(),
            name: "ods_code".into(),
            id: OrganisationPage::ODS_CODE.into(),
            width: Some(10),
            autocomplete: "off".into(),
            spellcheck: Some(false),
            value: shown.code_typed.as_str().into(),
            error_message: errors.beside(OrganisationPage::ODS_CODE),
            ..Input::default()
        },
        button: Button { variant: ButtonVariant::Secondary, ..Button::submit("Save and ask the registers") },
    }
}

fn invite(id: &str, typed: &Invitation, errors: &FieldErrors) -> Invite {
    Invite {
        heading: subheading("Invite a colleague"),
        action: format!("/organisations/{id}/invitations"),
        email: Input {
            label: Label { size: Some(Size::S), ..Label::from("Their email address") },
            hint: "They join this organisation once they sign in with this address".into(),
            name: OrganisationPage::EMAIL.into(),
            input_type: "email".into(),
            autocomplete: "off".into(),
            spellcheck: Some(false),
            value: typed.email.as_str().into(),
            error_message: errors.beside(OrganisationPage::EMAIL),
            ..Input::default()
        },
        roles: roles("What will they do?", &typed.roles, errors),
        button: Button { variant: ButtonVariant::Secondary, ..Button::submit("Send invitation") },
    }
}

/// The roles of an organisation as a question.
pub(super) fn roles(question: &str, ticked: &[String], errors: &FieldErrors) -> Checkboxes {
    let item =
        |role: PartnerRole| Checkbox { hint: role.does().into(), ..Checkbox::new(role.id(), role.title()) };
    Checkboxes {
        fieldset: Some(Fieldset::from(Legend { size: Some(Size::S), ..Legend::from(question) })),
        hint: "Select all that apply".into(),
        name: OrganisationPage::ROLES.into(),
        values: ticked.to_vec(),
        items: PartnerRole::ALL.into_iter().map(item).collect(),
        error_message: errors.beside(OrganisationPage::ROLES),
        ..Checkboxes::default()
    }
}

fn people(shown: &Members, withdrawals: &[RowForm]) -> Table {
    let row = |person: &Person, standing: &str, action: Html| {
        let titles = broken_lines(person.roles.iter().map(|role| role.title()));
        let mut cells =
            vec![parts::breaking(person.email.as_str()), TableCell::new(standing), TableCell::new(titles)];
        cells.extend(shown.manages.then(|| TableCell::new(action)));
        cells
    };
    let change = |person: &Person| {
        let words = format!("Change {}", person.email);
        link(&words, &format!("/organisations/{}/members/{}", shown.id, person.id))
    };
    let withdraw = |form: &RowForm, address: &str| {
        Html::from(form.button("Withdraw", format!("Withdraw the invitation of {address}")))
    };
    let members = shown.members.iter().map(|person| row(person, "Member", change(person)));
    let invited = shown
        .invited
        .iter()
        .zip(withdrawals)
        .map(|(person, form)| row(person, "Invited", withdraw(form, &person.email)));
    let mut head = vec!["Email address".into(), "Standing".into(), "Roles".into()];
    head.extend(shown.manages.then(|| "Action".into()));
    let rows = members.chain(invited).collect();
    Table { caption: caption("People"), responsive: true, head, rows, ..Table::default() }
}

fn withdrawals(shown: &Members) -> Vec<RowForm> {
    let action = format!("/organisations/{}/invitations/withdraw", shown.id);
    let form = |(number, person): (usize, &Person)| {
        RowForm::new(format!("withdraw-{number}"), action.clone(), vec![("email", person.email.clone())])
    };
    (1..).zip(&shown.invited).map(form).collect()
}

impl Page for OrganisationPage {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/products"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
