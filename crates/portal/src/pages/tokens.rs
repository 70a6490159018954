//! Tokens for programs: the list with the form for a new one, the new one, and ending one.

use askama::Template;
use nhsuk::{
    BackLink, Button, ButtonVariant, Checkbox, Checkboxes, Code, Fieldset, Header, Heading, Html, Input,
    Label, Legend, NotificationBanner, Radio, Radios, Select, SelectItem, Size, SummaryList, SummaryRow,
    Table, TableCell, WarningCallout,
};
use onboarding::scope::Scope;
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, Section},
    parts::{breaking, broken_lines, caption, heading_about, row, subheading},
};

/// Where the tokens are managed, and above which page that is.
#[derive(Clone, Debug)]
pub struct TokenPlace {
    /// The organisation's name, or the service.
    pub name: String,
    /// Such as `/organisations/…/tokens`.
    pub path: String,
    pub above: String,
    /// Ids and names of what a token can be for instead of everything.
    pub products: Vec<(String, String)>,
}

impl TokenPlace {
    fn sample() -> Self {
        let id = "01939b1e-7000-7000-8000-000000000002";
        Self {
            name: "Harbour Health".into(),
            path: format!("/organisations/{id}/tokens"),
            above: format!("/organisations/{id}"),
            products: vec![("01939b1e-7000-7000-8000-000000000004".into(), "Harbour app".into())],
        }
    }
}

/// A token in the list, in words.
#[derive(Clone, Debug)]
pub struct ShownToken {
    pub id: String,
    pub name: String,
    pub scopes: Vec<&'static str>,
    /// Empty where it is for everything.
    pub product: String,
    pub maker: String,
    pub ends: String,
    pub used: String,
}

impl ShownToken {
    fn sample() -> Self {
        Self {
            id: "01939b1e-7000-7000-8000-000000000007".into(),
            name: "Build server".into(),
            scopes: vec![Scope::Integrations.title(), Scope::Events.title()],
            product: "Harbour app".into(),
            maker: "dev@harbour.example".into(),
            ends: "19 February 2027".into(),
            used: "22 November 2026".into(),
        }
    }
}

/// What was typed into the form.
#[derive(Clone, Debug, Default)]
pub struct TokenTyped {
    pub name: String,
    pub scopes: Vec<String>,
    pub product: String,
    pub days: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "tokens.html")]
pub struct Tokens {
    frame: Frame,
    errors: FieldErrors,
    notice: Option<NotificationBanner>,
    place: TokenPlace,
    heading: Heading,
    list: Option<Table>,
    add: Heading,
    name: Input,
    scopes: Checkboxes,
    product: Option<Select>,
    days: Radios,
    button: Button,
}

impl Tokens {
    pub const NAME: &str = "name";
    pub const SCOPES: &str = "scope";
    pub const PRODUCT: &str = "product";
    pub const DAYS: &str = "days";
    const TITLE: &str = "Tokens for programs";

    pub fn new(
        frame: Frame,
        place: TokenPlace,
        tokens: &[ShownToken],
        notice: Option<&str>,
        typed: &TokenTyped,
        errors: FieldErrors,
    ) -> Self {
        Self {
            notice: notice.map(NotificationBanner::success),
            heading: heading_about(&place.name, Self::TITLE),
            list: (!tokens.is_empty()).then(|| list(&place, tokens)),
            add: subheading("Make a token"),
            name: Input {
                label: Label { size: Some(Size::S), ..Label::from("Name") },
                hint: "What will use it, such as a build server".into(),
                name: Self::NAME.into(),
                autocomplete: "off".into(),
                value: typed.name.as_str().into(),
                error_message: errors.beside(Self::NAME),
                ..Input::default()
            },
            scopes: scopes(typed, &errors),
            product: (!place.products.is_empty()).then(|| product(&place, typed, &errors)),
            days: days(typed, &errors),
            button: Button::submit("Make token"),
            place,
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let (place, blank, none) = (TokenPlace::sample, TokenTyped::default(), FieldErrors::new);
        let wrong = FieldErrors::from_iter([
            (Self::NAME, "Enter a name"),
            (Self::SCOPES, "Select what the token can read"),
            (Self::PRODUCT, "Select a product of your organisation"),
            (Self::DAYS, "Select how long the token works, 365 days at most"),
        ]);
        let service = TokenPlace { products: Vec::new(), ..place() };
        vec![
            Self::new(frame(), place(), &[ShownToken::sample()], Some("Token revoked"), &blank, none()),
            Self::new(frame(), place(), &[ShownToken::sample()], None, &blank, wrong),
            Self::new(frame(), service, &[], None, &blank, none()),
        ]
    }
}

fn list(place: &TokenPlace, tokens: &[ShownToken]) -> Table {
    let everything = if place.products.is_empty() { "Everything" } else { "All products" };
    let row = |token: &ShownToken| {
        vec![
            breaking(token.name.as_str()),
            TableCell::new(broken_lines(token.scopes.iter().copied())),
            breaking(if token.product.is_empty() { everything } else { token.product.as_str() }),
            TableCell::new(token.ends.as_str()),
            TableCell::new(token.used.as_str()),
            breaking(token.maker.as_str()),
            TableCell {
                visually_hidden_text: token.name.clone(),
                ..TableCell::link("Revoke", format!("{}/{}/revoke", place.path, token.id))
            },
        ]
    };
    let head = ["Name", "Reads", "For", "Ends", "Last used", "Made by", "Action"];
    Table {
        caption: caption("Tokens"),
        head: head.map(Into::into).into(),
        rows: tokens.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    }
}

fn scopes(typed: &TokenTyped, errors: &FieldErrors) -> Checkboxes {
    let item =
        |scope: Scope| Checkbox { hint: scope.does().into(), ..Checkbox::new(scope.id(), scope.title()) };
    Checkboxes {
        fieldset: Some(Fieldset::from(Legend { size: Some(Size::S), ..Legend::from("What can it read?") })),
        hint: "Select all that apply. A token changes nothing".into(),
        name: Tokens::SCOPES.into(),
        values: typed.scopes.clone(),
        items: Scope::ALL.into_iter().map(item).collect(),
        error_message: errors.beside(Tokens::SCOPES),
        ..Checkboxes::default()
    }
}

fn product(place: &TokenPlace, typed: &TokenTyped, errors: &FieldErrors) -> Select {
    let mut items = vec![SelectItem::new("", "All products")];
    items.extend(place.products.iter().map(|(id, name)| SelectItem::new(id.as_str(), name.as_str())));
    Select {
        label: Label { size: Some(Size::S), ..Label::from("Product") },
        name: Tokens::PRODUCT.into(),
        value: typed.product.clone(),
        items,
        error_message: errors.beside(Tokens::PRODUCT),
        ..Select::default()
    }
}

fn days(typed: &TokenTyped, errors: &FieldErrors) -> Radios {
    Radios {
        fieldset: Some(Fieldset::from(Legend {
            size: Some(Size::S),
            ..Legend::from("How long does it work?")
        })),
        name: Tokens::DAYS.into(),
        value: typed.days.clone(),
        items: [("30", "30 days"), ("90", "90 days"), ("180", "180 days"), ("365", "1 year")]
            .map(|(days, words)| Radio::new(days, words))
            .into(),
        error_message: errors.beside(Tokens::DAYS),
        ..Radios::default()
    }
}

impl Page for Tokens {
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
        WayBack::Back(BackLink::to(self.place.above.clone()))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// The secret of a new token, once.
#[derive(Clone, Debug, Template)]
#[template(path = "token-made.html")]
pub struct TokenMade {
    frame: Frame,
    place: TokenPlace,
    heading: Heading,
    warning: WarningCallout,
    secret: Code,
    example: Code,
    button: Button,
}

impl TokenMade {
    const TITLE: &str = "Copy your token";

    /// `base` is where the portal is reached.
    pub fn new(frame: Frame, place: TokenPlace, name: &str, secret: &str, base: &str) -> Self {
        let once = Heading { level: 2, ..Heading::from("You see this token only now") };
        let words = "Keep it where you keep passwords, and never in source code. If it leaks, revoke it and make another.";
        let command = format!("curl -H \"Authorization: Bearer $TOKEN\" {base}/api/v1/integrations");
        Self {
            heading: heading_about(name, Self::TITLE),
            warning: WarningCallout::new(once, words),
            secret: Code { id: "token".into(), classes: "app-break".into(), ..Code::copyable(secret) },
            example: Code::copyable(command),
            button: Button::link("I have copied it", place.path.clone()),
            place,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let secret = "slp_7d3pT2Qm0uXc9vLr5nWbYhZkEjAs1oGiFtMyVq8RxKw";
        let frame = Frame::sample(Section::Products);
        vec![Self::new(frame, TokenPlace::sample(), "Build server", secret, "http://localhost:4000")]
    }
}

impl Page for TokenMade {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(self.place.path.clone()))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// Asks whether a token is really to end.
#[derive(Clone, Debug, Template)]
#[template(path = "token-revoke.html")]
pub struct RevokeToken {
    frame: Frame,
    place: TokenPlace,
    heading: Heading,
    token: SummaryList,
    action: String,
    button: Button,
}

impl RevokeToken {
    const TITLE: &str = "Revoke a token";

    pub fn new(frame: Frame, place: TokenPlace, token: &ShownToken) -> Self {
        let rows = vec![
            row("Name", token.name.as_str()),
            SummaryRow::new("Ends", token.ends.as_str()),
            SummaryRow::new("Last used", token.used.as_str()),
        ];
        Self {
            heading: heading_about(&place.name, Self::TITLE),
            token: SummaryList::new(rows),
            action: format!("{}/{}/revoke", place.path, token.id),
            button: Button { variant: ButtonVariant::Warning, ..Button::submit("Revoke token") },
            place,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        vec![Self::new(Frame::sample(Section::Products), TokenPlace::sample(), &ShownToken::sample())]
    }
}

impl Page for RevokeToken {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(self.place.path.clone()))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
