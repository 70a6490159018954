//! What staff permit a client to do as a program: the list with the form for another, and taking one away.

use app::clients::permissions::Line;
use askama::Template;
use identity::Permission;
use nhsuk::{
    BackLink, Button, ButtonVariant, Fieldset, Header, Heading, Html, Label, Legend, NotificationBanner,
    Radio, Radios, Size, SummaryList, Table, TableCell, Textarea,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, PlaceLink, Section, below_place},
    parts::{self, breaking, caption, heading_about, row, subheading},
};
use crate::words::sentence;

/// What stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PermissionTyped {
    pub permission: String,
    /// One a line.
    pub ods_codes: String,
    pub reason: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "permissions.html")]
pub struct PermissionsPage {
    frame: Frame,
    errors: FieldErrors,
    place: PlaceLink,
    notice: Option<NotificationBanner>,
    heading: Heading,
    list: Option<Table>,
    give: Option<Give>,
}

/// The form, for whoever may give.
#[derive(Clone, Debug)]
struct Give {
    heading: Heading,
    permission: Radios,
    ods_codes: Textarea,
    reason: Textarea,
    button: Button,
}

const TITLE: &str = "What the client may do as a program";

impl PermissionsPage {
    pub const PERMISSION: &str = "permission";
    pub const ODS_CODES: &str = "ods-codes";
    pub const REASON: &str = "reason";

    /// `typed` is none for whoever only reads.
    pub fn new(
        frame: Frame,
        place: PlaceLink,
        lines: &[Line],
        notice: Option<&str>,
        typed: Option<&PermissionTyped>,
        errors: FieldErrors,
    ) -> Self {
        Self {
            notice: notice.map(NotificationBanner::success),
            heading: heading_about(&place.product.name, TITLE),
            list: (!lines.is_empty()).then(|| list(&place, lines, typed.is_some())),
            give: typed.map(|typed| give(typed, &errors)),
            frame,
            place,
            errors,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let page = |lines: &[Line], notice, typed: Option<&PermissionTyped>, errors| {
            let frame = Frame::sample(Section::Products);
            Self::new(frame, PlaceLink::sample_of_integration(), lines, notice, typed, errors)
        };
        let blank = PermissionTyped::default();
        let wrong = PermissionTyped { ods_codes: "A1".into(), ..PermissionTyped::default() };
        let errors = FieldErrors::from_iter([
            (Self::PERMISSION, "Select what the client may do"),
            (Self::ODS_CODES, "A1: enter an ODS code of 3 to 12 letters and numbers, like A12345"),
            (Self::REASON, "Say why"),
        ]);
        vec![
            page(&[], None, Some(&blank), FieldErrors::new()),
            page(&sample_lines(), Some("Permitted"), Some(&blank), FieldErrors::new()),
            page(&sample_lines(), None, Some(&wrong), errors),
            page(&sample_lines(), None, None, FieldErrors::new()),
        ]
    }
}

fn sample_lines() -> Vec<Line> {
    let given = |permission, codes: &[&str]| app::clients::permissions::Given {
        permission,
        ods_codes: codes.iter().map(|code| code.parse().expect("a literal code")).collect(),
        reason: "Surgeries invite their patients; agreed on 3 November".into(),
        given_by: None,
        given_at: "2026-11-21T22:58:28Z".parse().expect("a literal instant"),
    };
    vec![
        Line { given: given(Permission::LookUpUsers, &[]), by: None },
        Line {
            given: given(Permission::ProvisionAccounts, &["A00001", "A00002"]),
            by: Some("live@service.example".into()),
        },
    ]
}

fn list(place: &PlaceLink, lines: &[Line], can_take: bool) -> Table {
    let rows = lines.iter().map(|line| {
        let given = &line.given;
        let codes = given.ods_codes.iter().map(kernel::OdsCode::as_str);
        let mut cells = vec![
            TableCell::new(sentence(given.permission.words())),
            breaking(if given.ods_codes.is_empty() {
                Html::trusted("Not for any in particular")
            } else {
                parts::broken_lines(codes)
            }),
            breaking(given.reason.as_str()),
            breaking(line.by.as_deref().unwrap_or("The command line")),
            parts::whole(TableCell::new(parts::short_moment(given.given_at))),
        ];
        if can_take {
            let take = parts::with_parameter(
                &place.page("permissions/take"),
                PermissionsPage::PERMISSION,
                given.permission.name(),
            );
            cells.push(TableCell {
                visually_hidden_text: format!("the permission to {}", given.permission.words()),
                ..TableCell::link("Take away", take)
            });
        }
        cells
    });
    let head = ["It may", "For organisations", "Why", "Who permitted it", "Time (UTC)", "Action"];
    Table {
        caption: caption("Permitted now"),
        head: head.into_iter().take(if can_take { 6 } else { 5 }).map(Into::into).collect(),
        rows: rows.collect(),
        responsive: true,
        id: "permissions".into(),
        ..Table::default()
    }
}

fn give(typed: &PermissionTyped, errors: &FieldErrors) -> Give {
    let small = |words: &str| Label { size: Some(Size::S), ..Label::from(words) };
    let choice = |permission: Permission, hint: &str| Radio {
        hint: hint.into(),
        ..Radio::new(permission.name(), sentence(permission.words()))
    };
    Give {
        heading: subheading("Permit something"),
        permission: Radios {
            fieldset: Some(Fieldset::from(Legend {
                size: Some(Size::S),
                ..Legend::from("What may the client do?")
            })),
            name: PermissionsPage::PERMISSION.into(),
            value: typed.permission.as_str().into(),
            items: vec![
                choice(
                    Permission::LookUpUsers,
                    "By NHS number or email address, of everybody who has an account",
                ),
                choice(
                    Permission::ProvisionAccounts,
                    "For the patients of the organisations below. Codes that were permitted before are replaced",
                ),
            ],
            error_message: errors.beside(PermissionsPage::PERMISSION),
            ..Radios::default()
        },
        ods_codes: Textarea {
            label: small("Organisations (only for provisioning accounts)"),
            hint: "Their ODS codes, one on each line, like A12345".into(),
            name: "ods_codes".into(),
            id: PermissionsPage::ODS_CODES.into(),
            value: typed.ods_codes.as_str().into(),
            rows: 3,
            spellcheck: Some(false),
            autocomplete: "off".into(),
            error_message: errors.beside(PermissionsPage::ODS_CODES),
            ..Textarea::default()
        },
        reason: Textarea {
            label: small("Why?"),
            hint: "Staff alone read this. At most 500 characters".into(),
            name: PermissionsPage::REASON.into(),
            value: typed.reason.as_str().into(),
            rows: 4,
            error_message: errors.beside(PermissionsPage::REASON),
            ..Textarea::default()
        },
        button: Button::submit("Permit it"),
    }
}

impl Page for PermissionsPage {
    fn title(&self) -> String {
        TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        below_place(&self.place, &[])
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// Asks whether a permission is really to be taken away.
#[derive(Clone, Debug, Template)]
#[template(path = "permission-take.html")]
pub struct TakePermission {
    frame: Frame,
    place: PlaceLink,
    heading: Heading,
    summary: SummaryList,
    permission: Permission,
    button: Button,
}

impl TakePermission {
    const TITLE: &str = "Take a permission away";

    pub fn new(frame: Frame, place: PlaceLink, client_id: &str, permission: Permission) -> Self {
        Self {
            heading: heading_about(&place.product.name, Self::TITLE),
            summary: SummaryList::new(vec![
                row("Client ID", parts::code(client_id)),
                row("It may", sentence(permission.words())),
            ]),
            button: Button { variant: ButtonVariant::Warning, ..Button::submit("Take it away") },
            permission,
            frame,
            place,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = Frame::sample(Section::Products);
        let place = PlaceLink::sample_of_integration();
        vec![Self::new(frame, place, "harbour-appointments-ab12cd", Permission::LookUpUsers)]
    }
}

impl Page for TakePermission {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(self.place.page("permissions")))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
