//! What somebody has set up to show when they sign in, and changing it.

use askama::Template;
use http::StatusCode;
use nhsuk::{
    Button, ButtonVariant, Header, Heading, Html, InsetText, NotificationBanner, Table, TableCell,
    WarningCallout,
};
use web_kit::{Page, Site};

use super::{
    frame::{Frame, Section},
    parts::{caption, heading, subheading},
    passkeys,
};

/// An authenticator app or a passkey in the list.
#[derive(Clone, Debug)]
pub struct ShownFactor {
    pub id: String,
    pub name: String,
    /// A date in words.
    pub added: String,
}

/// What somebody has set up.
#[derive(Clone, Debug, Default)]
pub struct ShownFactors {
    pub apps: Vec<ShownFactor>,
    pub passkeys: Vec<ShownFactor>,
    pub offers_passkeys: bool,
    pub recovery_codes_left: i64,
    /// A role asks for one of them.
    pub is_needed: bool,
}

/// Shows it, and offers to change it.
#[derive(Clone, Debug, Template)]
#[template(path = "second-factor-manage.html")]
pub struct ManageSecondFactors {
    frame: Frame,
    notice: Option<NotificationBanner>,
    refusal: Option<WarningCallout>,
    heading: Heading,
    need: InsetText,
    passkeys: Option<Table>,
    add_passkey: Option<Button>,
    apps: Option<Table>,
    add: Button,
    codes: Option<Heading>,
    left: i64,
    renew: Button,
}

impl ManageSecondFactors {
    const TITLE: &str = "How you sign in";

    pub fn new(frame: Frame, has: &ShownFactors, notice: Option<&str>, refusal: Option<&str>) -> Self {
        let need = if has.is_needed {
            "One of your roles needs a second factor: after the code in your email you use a passkey, or enter a code of an authenticator app."
        } else {
            "You sign in with a code in your email. If you add a passkey or an authenticator app, you show it as well. A passkey also signs you in by itself."
        };
        let has_any = !has.apps.is_empty() || !has.passkeys.is_empty();
        Self {
            notice: notice.map(NotificationBanner::success),
            refusal: refusal.map(|why| passkeys::refusal("Nothing was changed", why)),
            heading: heading(Self::TITLE),
            need: InsetText::new(need),
            passkeys: table("Passkeys", &has.passkeys),
            add_passkey: has.offers_passkeys.then(|| Button::link("Add a passkey", "/second-factor/passkey")),
            apps: table("Authenticator apps", &has.apps),
            add: Button {
                variant: if has.offers_passkeys {
                    ButtonVariant::Secondary
                } else {
                    ButtonVariant::default()
                },
                ..Button::link("Add an authenticator app", "/second-factor/app")
            },
            codes: has_any.then(|| subheading("Recovery codes")),
            left: has.recovery_codes_left,
            renew: Button { variant: ButtonVariant::Secondary, ..Button::submit("Make new recovery codes") },
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::None);
        let factor = |id: &str, name: &str| ShownFactor {
            id: id.into(),
            name: name.into(),
            added: "21 November 2026".into(),
        };
        let nothing = ShownFactors { offers_passkeys: true, ..ShownFactors::default() };
        let app = ShownFactors {
            apps: vec![factor("1", "Work phone")],
            recovery_codes_left: 10,
            is_needed: true,
            ..nothing.clone()
        };
        let both = ShownFactors { passkeys: vec![factor("2", "Work laptop")], ..app.clone() };
        let refusal = "Add another one before you remove this one";
        vec![
            Self::new(frame(), &nothing, None, None),
            Self::new(frame(), &app, Some("Authenticator app added"), None),
            Self::new(frame(), &app, None, Some(refusal)),
            Self::new(frame(), &both, Some("Passkey added"), None),
        ]
    }
}

fn table(title: &str, factors: &[ShownFactor]) -> Option<Table> {
    let row = |factor: &ShownFactor| {
        vec![
            TableCell::new(factor.name.as_str()),
            TableCell::new(factor.added.as_str()),
            TableCell::new(remove(factor)),
        ]
    };
    (!factors.is_empty()).then(|| Table {
        caption: caption(title),
        head: vec!["Name".into(), "Added".into(), "Action".into()],
        rows: factors.iter().map(row).collect(),
        scroll: true,
        ..Table::default()
    })
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<form method="post" action="/second-factor/remove" novalidate><input type="hidden" name="id" value="{{ id }}">{{ button }}</form>"#
)]
struct Remove<'a> {
    id: &'a str,
    button: Button,
}

fn remove(factor: &ShownFactor) -> Html {
    let button = Button {
        variant: ButtonVariant::Secondary,
        small: true,
        aria_label: format!("Remove {}", factor.name),
        ..Button::submit("Remove")
    };
    Html::from_template(&Remove { id: &factor.id, button })
}

impl Page for ManageSecondFactors {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        if self.refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK }
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
