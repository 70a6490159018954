//! A product at each environment: its client, its keys, and what to put into the service's settings.

mod admission;
mod sample;

use app::{
    portal::{environment_access::Line, environments::Admission},
    test_data::takes_test_data,
};
use askama::Template;
use identity::{Client, Environment, Permission, registration::Ruling};
use kernel::Timestamp;
use nhsuk::{
    Action, ActionLink, Breadcrumb, BreadcrumbItem, Button, Code, Content, Header, Heading, Html, InsetText,
    NotificationBanner, SummaryList, SummaryRow, Table, TableCell, WarningCallout,
};
use onboarding::{policy, role::Roles};
use web_kit::{Page, Site, WayBack};

use super::{
    client_form::notes,
    frame::{Frame, PlaceLink, below_product},
    parts::{self, caption, heading_about, lines, link, row, subheading},
};
use crate::words;

/// A registered client with what is known of it.
#[derive(Clone, Debug)]
pub struct Registered<'a> {
    pub client: &'a Client,
    pub rulings: &'a [Ruling],
    pub last_seen_at: Option<Timestamp>,
    pub now: Timestamp,
}

/// A product at an environment, for somebody.
#[derive(Clone, Debug)]
pub struct Shown<'a> {
    pub environment: &'a Environment,
    pub admission: Admission<'a>,
    pub registered: Option<Registered<'a>>,
    /// What staff decided; for staff alone.
    pub log: &'a [Line],
    pub roles: &'a Roles,
}

/// Another environment, in short.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    place: PlaceLink,
    stands: String,
}

impl Elsewhere {
    pub fn new(place: PlaceLink, admission: Admission<'_>, client_id: Option<&str>) -> Self {
        Self { place, stands: admission::in_short(admission, client_id) }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "environments.html")]
pub struct Environments {
    frame: Frame,
    place: PlaceLink,
    notice: Option<NotificationBanner>,
    heading: Heading,
    /// The environment's, where the page is the product's.
    subheading: Option<Heading>,
    taken_back: Option<WarningCallout>,
    waiting: Option<admission::Waiting>,
    register: Option<Button>,
    registered: Option<Box<Sections>>,
    staff: Vec<ActionLink>,
    log: Option<Table>,
    addresses: SummaryList,
    elsewhere: Option<SummaryList>,
}

/// What is shown of a client.
#[derive(Clone, Debug)]
struct Sections {
    client: SummaryList,
    notes: Option<InsetText>,
    keys: Table,
    rotate: Option<ActionLink>,
    links: Vec<ActionLink>,
    settings: Heading,
    lines: Code,
}

impl Environments {
    /// `elsewhere` are the other environments, on the page that is the product's own. `notice` says what was just done, such as
    /// "Client registered".
    pub fn new(
        frame: Frame,
        place: PlaceLink,
        shown: &Shown<'_>,
        elsewhere: &[Elsewhere],
        notice: Option<&str>,
    ) -> Self {
        let registered = shown.registered.as_ref();
        let may_register = registered.is_none()
            && shown.admission.is_open()
            && policy::may(policy::Action::ManageClients, shown.roles);
        let product = &place.product;
        let is_products = place.is_on_product_page();
        Self {
            notice: notice.map(NotificationBanner::success),
            heading: if is_products {
                heading_about(&product.organisation, &product.name)
            } else {
                heading_about(&product.name, &place.environment)
            },
            subheading: is_products.then(|| subheading(&place.environment)),
            taken_back: admission::taken_back(&place, shown.admission, registered.is_some()),
            waiting: registered
                .is_none()
                .then(|| admission::Waiting::new(&place, shown.admission, shown.roles)),
            register: may_register.then(|| Button::link("Register a client", place.page("register"))),
            registered: registered.map(|registered| Box::new(Sections::new(&place, shown, registered))),
            staff: admission::staff_links(&place, shown.admission, registered.is_some(), shown.roles),
            log: admission::log(shown.log),
            addresses: addresses(shown.environment),
            elsewhere: (!elsewhere.is_empty()).then(|| others(elsewhere)),
            frame,
            place,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        sample::pages()
    }
}

fn others(elsewhere: &[Elsewhere]) -> SummaryList {
    let rows = elsewhere.iter().map(|one| {
        row(
            &one.place.environment,
            parts::broken_lines([
                Content::from(one.stands.as_str()),
                link(&format!("Open the {}", one.place.in_words), &one.place.href()).into(),
            ]),
        )
    });
    SummaryList::new(rows.collect())
}

impl Sections {
    fn new(place: &PlaceLink, shown: &Shown<'_>, registered: &Registered<'_>) -> Self {
        let mut notes = notes(registered.rulings);
        notes.extend(ending_keys(registered.client, registered.now));
        let to = |text: &str, page: &str| ActionLink {
            text: text.into(),
            href: place.page(page),
            ..ActionLink::default()
        };
        let may = |action| policy::may(action, shown.roles);
        let shows_people = may(policy::Action::ViewTraffic) && takes_test_data(shown.environment);
        Self {
            client: client(place, registered, shown.roles),
            notes: (!notes.is_empty()).then(|| InsetText::new(lines(notes))),
            keys: keys(registered.client, registered.now),
            rotate: may(policy::Action::ManageClients).then(|| to("Rotate keys", "keys")),
            links: may(policy::Action::ViewTraffic)
                .then(|| to("Request inspector", "exchanges"))
                .into_iter()
                .chain([to("Preview the consent page", "consent-preview")])
                .chain(shows_people.then(|| to("Test people of your own", "test-data")))
                .collect(),
            settings: subheading("Settings for your service"),
            lines: Code::copyable(settings(shown.environment, registered.client)),
        }
    }
}

fn client(place: &PlaceLink, registered: &Registered<'_>, roles: &Roles) -> SummaryList {
    let client = registered.client;
    let manages = policy::may(policy::Action::ManageClients, roles);
    let edit = |row: SummaryRow, field: &str, what: &str| {
        if !manages {
            return row;
        }
        row.with_action(Action::change(format!("{}#{field}", place.page("edit")), what))
    };
    let seen = match registered.last_seen_at {
        Some(at) if !policy::may(policy::Action::ViewTraffic, roles) => parts::moment(at).into(),
        Some(at) => Content::from(Html::from([
            parts::moment(at),
            Html::trusted(", "),
            link(&words::ago(registered.now, at), &place.page("exchanges")),
        ])),
        None => "No request yet".into(),
    };
    let id = SummaryRow {
        value: Html::from_template(&ClientId { id: client.id.as_str() }).into(),
        ..row("Client ID", "")
    };
    let vectors = client.vectors.iter().map(ToString::to_string);
    let mut rows = vec![
        id,
        edit(row("Name that people see", client.name.as_str()), "name", "name"),
        edit(row("Redirect URIs", lines(client.redirect_uris.iter())), "redirect-uris", "redirect URIs"),
        edit(row("Scopes", lines(client.scopes.iter().map(identity::Scope::name))), "scope", "scopes"),
        edit(row("Vectors of trust", lines(vectors)), "vector", "vectors of trust"),
    ];
    if !client.sso_partners.is_empty() {
        let partners = client.sso_partners.iter().map(ToString::to_string);
        rows.push(edit(
            row("Single sign-on partners", lines(partners)),
            "sso-partners",
            "single sign-on partners",
        ));
    }
    let permitted: Vec<String> = client.permissions.list().map(|one| permission(client, one)).collect();
    if !permitted.is_empty() {
        rows.push(row("Permitted as a program", lines(permitted)));
    }
    rows.push(SummaryRow::new("Last request", seen));
    SummaryList::new(rows)
}

/// What a client may do as a program: why staff permitted it is between them.
fn permission(client: &Client, permission: Permission) -> String {
    let words = words::sentence(permission.words());
    if permission != Permission::ProvisionAccounts {
        return words;
    }
    let codes: Vec<&str> = client.permissions.provisions_for.iter().map(kernel::OdsCode::as_str).collect();
    format!("{words} for {}", codes.join(", "))
}

#[derive(Template)]
#[template(ext = "html", source = r#"<code class="app-code" id="client-id">{{ id }}</code>"#)]
struct ClientId<'a> {
    id: &'a str,
}

/// A key has an end because a newer one was added, which its service has to use by then.
fn ending_keys(client: &Client, now: Timestamp) -> impl Iterator<Item = Content> {
    let ending = client.keys.iter().filter(move |key| key.is_valid(now));
    ending.filter_map(|key| {
        let thumbprint: String = key.key.thumbprint().chars().take(8).collect();
        let end = words::moment(key.expires_at?);
        let words = format!(
            "The key that begins with {thumbprint} ends on {end}. Sign with the newest key before then."
        );
        Some(words.into())
    })
}

fn keys(client: &Client, now: Timestamp) -> Table {
    let rows = client.keys.iter().map(|key| {
        let expires = match key.expires_at {
            None => "No end".to_owned(),
            Some(at) if at <= now => format!("Ended {}", words::date(at)),
            Some(at) => format!("Ends {}", words::moment(at)),
        };
        vec![
            TableCell { classes: "app-break".into(), ..TableCell::new(parts::code(&key.key.thumbprint())) },
            TableCell::new(format!(
                "{}, {} old",
                words::date(key.added_at),
                words::span(now.duration_since(key.added_at))
            )),
            TableCell::new(expires),
        ]
    });
    Table {
        caption: caption("Keys"),
        head: vec!["Thumbprint".into(), "Added".into(), "Valid until".into()],
        rows: rows.collect(),
        responsive: true,
        id: "keys".into(),
        ..Table::default()
    }
}

fn addresses(environment: &Environment) -> SummaryList {
    let discovery = format!("{}/.well-known/openid-configuration", environment.issuer);
    SummaryList::new(vec![
        row("Issuer", environment.issuer.as_str()),
        row("Discovery document", link(&discovery, &discovery)),
        row("Authorization endpoint", format!("{}/authorize", environment.issuer)),
        row("Token endpoint", environment.token_endpoint()),
        row("Userinfo endpoint", format!("{}/userinfo", environment.issuer)),
    ])
}

fn settings(environment: &Environment, client: &Client) -> String {
    let redirect_uri = client.redirect_uris.first().map_or("", String::as_str);
    let vectors: Vec<String> = client.vectors.iter().map(|vector| format!("\"{vector}\"")).collect();
    format!(
        "ISSUER={issuer}\nCLIENT_ID={id}\nREDIRECT_URI={redirect_uri}\nSCOPE={scopes}\nVTR=[{vectors}]\n\
         TOKEN_ENDPOINT_AUTH_METHOD=private_key_jwt\nTOKEN_ENDPOINT_AUTH_SIGNING_ALG=RS512\n\
         CLIENT_ASSERTION_AUDIENCE={audience}\nID_TOKEN_SIGNED_RESPONSE_ALG=RS512",
        issuer = environment.issuer,
        id = client.id,
        scopes = client.scopes,
        vectors = vectors.join(","),
        audience = environment.token_endpoint(),
    )
}

impl Page for Environments {
    fn title(&self) -> String {
        let is_products = self.place.is_on_product_page();
        if is_products { self.place.product.name.clone() } else { self.place.environment.clone() }
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Breadcrumb(Breadcrumb::new(if self.place.is_on_product_page() {
            vec![BreadcrumbItem::new("Products", "/products")]
        } else {
            below_product(&self.place.product)
        }))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
