//! Those who work for the service, with their roles.

use askama::Template;
use nhsuk::{
    Button, Header, Heading, Html, Input, Label, NotificationBanner, Select, SelectItem, Size, Table,
    TableCell,
};
use onboarding::role::StaffRole;
use web_kit::{FieldErrors, Page, Site};

use super::{
    frame::{Frame, Section},
    parts::{RowForm, breaking, caption, heading, subheading},
};

/// A role that somebody has.
#[derive(Clone, Debug)]
pub struct StaffMember {
    pub email: String,
    pub role: StaffRole,
    /// A date in words.
    pub since: String,
    /// Absent where it was given on the command line.
    pub given_by: Option<String>,
}

/// What was typed into the form.
#[derive(Clone, Debug, Default)]
pub struct StaffTyped {
    pub email: String,
    pub role: String,
}

/// The list, and giving a role.
#[derive(Clone, Debug, Template)]
#[template(path = "staff.html")]
pub struct StaffPage {
    frame: Frame,
    errors: FieldErrors,
    notice: Option<NotificationBanner>,
    heading: Heading,
    list: Table,
    takings: Vec<RowForm>,
    give: Option<Give>,
}

#[derive(Clone, Debug)]
struct Give {
    heading: Heading,
    email: Input,
    role: Select,
    button: Button,
}

impl StaffPage {
    pub const EMAIL: &str = "email";
    pub const ROLE: &str = "role";
    const TITLE: &str = "People who work for the service";

    /// `offered` are the roles that the viewer may give: none for those who only look.
    pub fn new(
        frame: Frame,
        members: &[StaffMember],
        offered: &[StaffRole],
        notice: Option<&str>,
        typed: &StaffTyped,
        errors: FieldErrors,
    ) -> Self {
        let manages = !offered.is_empty();
        let takings = if manages { takings(members) } else { Vec::new() };
        Self {
            notice: notice.map(NotificationBanner::success),
            heading: heading(Self::TITLE),
            list: list(members, &takings),
            takings,
            give: manages.then(|| give(offered, typed, &errors)),
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Staff);
        let members = [
            StaffMember {
                email: "owner@service.example".into(),
                role: StaffRole::ProcessOwner,
                since: "21 November 2026".into(),
                given_by: None,
            },
            StaffMember {
                email: "auditor@service.example".into(),
                role: StaffRole::Auditor,
                since: "22 November 2026".into(),
                given_by: Some("owner@service.example".into()),
            },
        ];
        let offered = StaffRole::PLAIN;
        let wrong =
            FieldErrors::from_iter([(Self::EMAIL, "Enter an email address"), (Self::ROLE, "Select a role")]);
        let (none, blank) = (FieldErrors::new, StaffTyped::default());
        vec![
            Self::new(frame(), &members, &offered, Some("Role given"), &blank, none()),
            Self::new(frame(), &members, &offered, None, &blank, wrong),
            Self::new(frame(), &members, &[], None, &blank, none()),
        ]
    }
}

fn list(members: &[StaffMember], takings: &[RowForm]) -> Table {
    let row = |(number, member): (usize, &StaffMember)| {
        let by = member.given_by.clone().unwrap_or_else(|| "Command line".to_owned());
        let mut cells = vec![
            breaking(member.email.as_str()),
            TableCell::new(member.role.title()),
            TableCell::new(member.since.as_str()),
            breaking(by),
        ];
        cells.extend(takings.get(number).map(|form| TableCell::new(Html::from(take(form, member)))));
        cells
    };
    let mut head = vec!["Email address".into(), "Role".into(), "Since".into(), "Given by".into()];
    head.extend((!takings.is_empty()).then(|| "Action".into()));
    let rows = members.iter().enumerate().map(row).collect();
    Table { caption: caption("Roles"), responsive: true, head, rows, ..Table::default() }
}

fn takings(members: &[StaffMember]) -> Vec<RowForm> {
    let form = |(number, member): (usize, &StaffMember)| {
        let fields = vec![("email", member.email.clone()), ("role", member.role.to_string())];
        RowForm::new(format!("take-{number}"), "/staff/take".to_owned(), fields)
    };
    (1..).zip(members).map(form).collect()
}

fn take(form: &RowForm, member: &StaffMember) -> Button {
    form.button("Take away", format!("Take away from {}: {}", member.email, member.role.title()))
}

fn give(offered: &[StaffRole], typed: &StaffTyped, errors: &FieldErrors) -> Give {
    let mut items = vec![SelectItem::new("", "Select a role")];
    items.extend(offered.iter().map(|role| SelectItem::new(role.to_string(), role.title())));
    Give {
        heading: subheading("Give a role"),
        email: Input {
            label: Label { size: Some(Size::S), ..Label::from("Their email address") },
            hint: "They sign in with it. We send them an email about their role".into(),
            name: StaffPage::EMAIL.into(),
            input_type: "email".into(),
            autocomplete: "off".into(),
            spellcheck: Some(false),
            value: typed.email.as_str().into(),
            error_message: errors.beside(StaffPage::EMAIL),
            ..Input::default()
        },
        role: Select {
            label: Label { size: Some(Size::S), ..Label::from("Role") },
            name: StaffPage::ROLE.into(),
            value: typed.role.clone(),
            items,
            error_message: errors.beside(StaffPage::ROLE),
            ..Select::default()
        },
        button: Button::submit("Give role"),
    }
}

impl Page for StaffPage {
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
