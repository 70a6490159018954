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
}

impl Changed {
    pub const ALL: [Self; 1] = [Self::Password];

    /// In the address of the page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|changed| changed.name() == name)
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Password => "You have changed your password. You are signed out everywhere else",
        }
    }
}

/// What there is to look after.
#[derive(Clone, Debug, Default)]
pub struct Own {
    pub email: String,
    pub mobile: Option<String>,
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
            groups: vec![Group { title: "How you sign in", rows: SummaryList::new(signing_in(own)) }],
        }
    }

    pub fn samples() -> Vec<Self> {
        let own = Own { email: "robin@people.example".into(), mobile: Some("07700 900123".into()) };
        vec![Self::new(&own, None), Self::new(&own, Some(Changed::Password))]
    }
}

/// Each way of signing in, with where it is changed.
fn signing_in(own: &Own) -> Vec<SummaryRow> {
    vec![
        row("Email address", &own.email),
        row("Password", "Hidden").with_action(Action::change("/settings/password", "password")),
        row("Mobile phone number", own.mobile.as_deref().unwrap_or(NOT_GIVEN)),
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
