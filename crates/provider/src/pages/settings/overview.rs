//! Everything that can be looked after, on one page.

use askama::Template;
use nhsuk::{Action, Heading, Html, NotificationBanner, SummaryList, SummaryRow};
use web_kit::Page;

use crate::pages::frame::heading;

const TITLE: &str = "Your NHS login settings";

/// What was changed a moment ago: it is said once, above everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Password,
    Mobile,
    Landline,
    NoLandline,
    Record,
}

impl Changed {
    pub const ALL: [Self; 5] = [Self::Password, Self::Mobile, Self::Landline, Self::NoLandline, Self::Record];

    /// In the address of the page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
            Self::NoLandline => "no-landline",
            Self::Record => "record",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|changed| changed.name() == name)
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Password => "You have changed your password. You are signed out everywhere else",
            Self::Mobile => "You have changed your mobile phone number",
            Self::Landline => "You have changed your landline number",
            Self::NoLandline => "You have removed your landline number",
            Self::Record => "You have changed the contact details in your NHS record",
        }
    }
}

/// What there is to look after.
#[derive(Clone, Debug, Default)]
pub struct Own {
    pub email: String,
    pub mobile: Option<String>,
    pub landline: Option<String>,
    /// Whether there are passkeys in this environment.
    pub has_passkeys: bool,
    /// Whether the contact details of their NHS record can be changed from here.
    pub has_record: bool,
}

#[derive(Clone, Debug)]
struct Group {
    title: &'static str,
    rows: SummaryList,
}

#[derive(Clone, Debug, Template)]
#[template(path = "settings/overview.html")]
pub struct Overview {
    changed: Option<NotificationBanner>,
    heading: Heading,
    groups: Vec<Group>,
}

impl Overview {
    pub fn new(own: &Own, changed: Option<Changed>) -> Self {
        Self {
            changed: changed.map(|changed| NotificationBanner::success(changed.words())),
            heading: heading(TITLE),
            groups: vec![
                Group { title: "How you sign in", rows: SummaryList::new(signing_in(own)) },
                Group { title: "How services reach you", rows: SummaryList::new(reaching(own)) },
                Group { title: "Sharing and devices", rows: SummaryList::new(sharing()) },
            ],
        }
    }

    pub fn samples() -> Vec<Self> {
        let own = Own { email: "robin@people.example".into(), ..Own::default() };
        let whole = Own {
            mobile: Some("07700 900123".into()),
            landline: Some("02079 460000".into()),
            has_passkeys: true,
            has_record: true,
            ..own.clone()
        };
        let changed = Changed::ALL.into_iter().map(|changed| Self::new(&whole, Some(changed)));
        [Self::new(&whole, None), Self::new(&own, None)].into_iter().chain(changed).collect()
    }
}

/// Each way of signing in, with where it is changed.
fn signing_in(own: &Own) -> Vec<SummaryRow> {
    let passkeys = own.has_passkeys.then(|| {
        row("Passkeys", "Your face, your fingerprint or the PIN of your device").with_action(Action::new(
            "View",
            "/settings/passkeys",
            "passkeys",
        ))
    });
    let rows = [
        row("Email address", &own.email).with_action(Action::change("/settings/email", "email address")),
        row("Password", "Hidden").with_action(Action::change("/settings/password", "password")),
        row("Mobile phone number", own.mobile.as_deref().unwrap_or(NOT_GIVEN))
            .with_action(Action::change("/settings/mobile", "mobile phone number")),
    ];
    rows.into_iter().chain(passkeys).collect()
}

fn reaching(own: &Own) -> Vec<SummaryRow> {
    const LANDLINE: &str = "landline number";
    let landline = row("Landline number", own.landline.as_deref().unwrap_or(NOT_GIVEN));
    let landline = if own.landline.is_some() {
        landline.with_action(Action::change("/settings/landline", LANDLINE)).with_action(Action::new(
            "Remove",
            "/settings/landline/remove",
            LANDLINE,
        ))
    } else {
        landline.with_action(Action::new("Add", "/settings/landline", LANDLINE))
    };
    let record = own.has_record.then(|| {
        row("Your NHS record", "The email address and mobile phone number that the NHS has for you")
            .with_action(Action::new("View", "/settings/record", "contact details in your NHS record"))
    });
    [landline].into_iter().chain(record).collect()
}

fn sharing() -> Vec<SummaryRow> {
    let view = |key, words, href, what| row(key, words).with_action(Action::new("View", href, what));
    vec![
        view(
            "Services",
            "What you agreed to share, and with whom",
            "/settings/services",
            "services that you share with",
        ),
        view(
            "Remembered devices",
            "Where you sign in without a security code",
            "/settings/devices",
            "remembered devices",
        ),
        view("Signed in", "Where you are signed in now", "/settings/sessions", "where you are signed in"),
    ]
}

const NOT_GIVEN: &str = "Not given";

fn row(key: &str, value: &str) -> SummaryRow {
    SummaryRow { value_classes: "app-break".into(), ..SummaryRow::new(key, value) }
}

impl Page for Overview {
    fn title(&self) -> String {
        TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }
}
