//! A product at each environment: its client, its keys, and what to put into the service's settings.

use askama::Template;
use identity::{Client, Environment, registration::Ruling};
use kernel::Timestamp;
use nhsuk::{
    Action, ActionLink, Breadcrumb, BreadcrumbItem, Button, Code, Content, Header, Heading, Html, InsetText,
    NotificationBanner, SummaryList, SummaryRow, Table, TableCell,
};
use onboarding::{policy, role::Roles};
use web_kit::{Page, Site, WayBack};

use super::{
    client_form::notes,
    frame::{Frame, ProductLink, Section},
    parts::{self, caption, heading_about, lines, link, row, subheading},
};
use crate::words;

/// What the one who looks at a product may do with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    pub manages_clients: bool,
    pub views_traffic: bool,
}

impl Offers {
    pub fn to(roles: &Roles) -> Self {
        Self {
            manages_clients: policy::may(policy::Action::ManageClients, roles),
            views_traffic: policy::may(policy::Action::ViewTraffic, roles),
        }
    }
}

/// A registered client with what is known of it.
#[derive(Clone, Debug)]
pub struct Registered<'a> {
    pub client: &'a Client,
    pub rulings: &'a [Ruling],
    pub last_seen_at: Option<Timestamp>,
    pub now: Timestamp,
}

#[derive(Clone, Debug, Template)]
#[template(path = "environments.html")]
pub struct Environments {
    frame: Frame,
    product: ProductLink,
    notice: Option<NotificationBanner>,
    heading: Heading,
    sandpit: Heading,
    nothing: bool,
    register: Option<Button>,
    registered: Option<Box<Sections>>,
    addresses: SummaryList,
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
    /// `notice` says what was just done, such as "Client registered".
    pub fn new(
        frame: Frame,
        product: ProductLink,
        environment: &Environment,
        registered: Option<&Registered<'_>>,
        offers: Offers,
        notice: Option<&str>,
    ) -> Self {
        Self {
            notice: notice.map(NotificationBanner::success),
            heading: heading_about(&product.organisation, &product.name),
            sandpit: subheading("Sandpit"),
            nothing: registered.is_none(),
            register: (registered.is_none() && offers.manages_clients)
                .then(|| Button::link("Register a client", product.sandpit("register"))),
            registered: registered
                .map(|registered| Box::new(Sections::new(&product, environment, registered, offers))),
            addresses: addresses(environment),
            frame,
            product,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let sample = super::exchange::sample::client();
        let environment = Environment::sandpit("http://localhost:4001");
        let frame = || Frame::sample(Section::Products);
        let everything = Offers { manages_clients: true, views_traffic: true };
        let registered = Registered {
            client: &sample,
            rulings: &[],
            last_seen_at: None,
            now: sample.created_at + kernel::SignedDuration::from_hours(50),
        };
        vec![
            Self::new(frame(), ProductLink::sample(), &environment, None, everything, None),
            Self::new(
                frame(),
                ProductLink::sample(),
                &environment,
                Some(&registered),
                everything,
                Some("Client registered"),
            ),
            Self::new(frame(), ProductLink::sample(), &environment, None, Offers::default(), None),
            Self::new(
                frame(),
                ProductLink::sample(),
                &environment,
                Some(&registered),
                Offers::default(),
                None,
            ),
        ]
    }
}

impl Sections {
    fn new(
        product: &ProductLink,
        environment: &Environment,
        registered: &Registered<'_>,
        offers: Offers,
    ) -> Self {
        let notes = notes(registered.rulings);
        let to = |text: &str, page: &str| ActionLink {
            text: text.into(),
            href: product.sandpit(page),
            ..ActionLink::default()
        };
        Self {
            client: client(product, registered, offers),
            notes: (!notes.is_empty()).then(|| InsetText::new(lines(notes))),
            keys: keys(registered.client, registered.now),
            rotate: offers.manages_clients.then(|| to("Rotate keys", "keys")),
            links: offers
                .views_traffic
                .then(|| to("Request inspector", "exchanges"))
                .into_iter()
                .chain([to("Preview the consent page", "consent-preview")])
                .collect(),
            settings: subheading("Settings for your service"),
            lines: Code::copyable(settings(environment, registered.client)),
        }
    }
}

fn client(product: &ProductLink, registered: &Registered<'_>, offers: Offers) -> SummaryList {
    let client = registered.client;
    let edit = |row: SummaryRow, field: &str, what: &str| {
        if !offers.manages_clients {
            return row;
        }
        row.with_action(Action::change(format!("{}#{field}", product.sandpit("edit")), what))
    };
    let seen = match registered.last_seen_at {
        Some(at) if !offers.views_traffic => parts::moment(at).into(),
        Some(at) => Content::from(Html::from([
            parts::moment(at),
            Html::trusted(", "),
            link(&words::ago(registered.now, at), &product.sandpit("exchanges")),
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
    rows.push(SummaryRow::new("Last request", seen));
    SummaryList::new(rows)
}

#[derive(Template)]
#[template(ext = "html", source = r#"<code class="app-code" id="client-id">{{ id }}</code>"#)]
struct ClientId<'a> {
    id: &'a str,
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
        self.product.name.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Breadcrumb(Breadcrumb::new(vec![BreadcrumbItem::new("Products", "/products")]))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
