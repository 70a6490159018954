//! What stands around every page: the site, the way through it, and who is signed in.

use identity::Environment;
use nhsuk::{
    Account, AccountItem, Breadcrumb, BreadcrumbItem, Footer, FooterLink, Header, Logo, NavigationItem,
    ServiceName,
};
use onboarding::{
    policy::{self, Action},
    role::{PartnerRole, Roles},
};
use web_kit::{PhaseBanner, Site, WayBack};

use crate::{Settings, words::sentence};

/// Which entry of the navigation a page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    #[default]
    None,
    MyDay,
    Portfolio,
    Lane,
    Integrations,
    Products,
    FindExchange,
    TestPeople,
    Board,
    Staff,
    IdentityChecks,
    Outbox,
}

/// Who sees an entry of the navigation.
#[derive(Clone, Copy, Debug)]
enum Sees {
    /// Whoever has signed in.
    Members,
    /// Whoever belongs to a partner's organisation.
    Partners,
    /// Whoever may do this somewhere.
    May(Action),
    /// Everybody, where messages are kept instead of sent.
    Outbox,
}

/// The navigation: what it says, where it leads, which pages belong to it, and who sees it.
#[rustfmt::skip]
const ENTRIES: &[(&str, &str, Section, Sees)] = &[
    ("My day", "/my-day", Section::MyDay, Sees::May(Action::ViewMyDay)),
    ("My lane", "/lane", Section::Lane, Sees::May(Action::ViewLane)),
    ("Portfolio", "/portfolio", Section::Portfolio, Sees::May(Action::ViewPortfolio)),
    ("Integrations", "/integrations", Section::Integrations, Sees::Partners),
    ("Products", "/products", Section::Products, Sees::Members),
    ("Find a request", "/exchanges", Section::FindExchange, Sees::Members),
    ("Test people", "/test-people", Section::TestPeople, Sees::Members),
    ("Board", "/board", Section::Board, Sees::May(Action::ViewBoard)),
    ("Identity checks", "/identity-checks", Section::IdentityChecks, Sees::May(Action::CheckIdentity)),
    ("Staff", "/staff", Section::Staff, Sees::May(Action::ViewStaff)),
    ("Outbox", "/outbox", Section::Outbox, Sees::Outbox),
];

/// Who looks at a page, and what they can go to.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The address of whoever is signed in.
    pub viewer: Option<String>,
    /// The address of whoever has begun to sign in: they can sign out and nothing else.
    pub leaving: Option<String>,
    /// What they are anywhere, to choose what the navigation offers.
    pub roles: Roles,
    pub outbox: bool,
    pub section: Section,
}

/// What all pages share.
pub fn site(settings: &Settings) -> Site {
    Site {
        name: "Slipway".into(),
        header: header(),
        phase_banner: Some(PhaseBanner::new(
            "Test environments",
            "Use invented people only, never details of a real person.",
        )),
        footer: Footer {
            links: vec![
                FooterLink::new("About Slipway", "/"),
                FooterLink::new("Find a request", "/exchanges"),
            ],
            copyright: Some("Slipway is open source under the MIT licence".into()),
            ..Footer::default()
        },
        is_https: settings.is_https,
        home: "/".into(),
    }
}

fn header() -> Header {
    Header {
        logo: Logo::default(),
        service: ServiceName { text: "Slipway".into(), href: "/".into() },
        ..Header::default()
    }
}

impl Frame {
    pub fn header(&self, site: &Site) -> Header {
        let mut header = site.header.clone();
        header.navigation.items = self.navigation();
        header.account = Some(self.account());
        header
    }

    fn navigation(&self) -> Vec<NavigationItem> {
        ENTRIES
            .iter()
            .filter(|(_, _, _, sees)| self.shows(*sees))
            .map(|(text, href, section, _)| NavigationItem {
                active: *section == self.section,
                ..NavigationItem::new(*text, *href)
            })
            .collect()
    }

    fn shows(&self, sees: Sees) -> bool {
        match sees {
            Sees::Members => self.viewer.is_some(),
            Sees::Partners => !self.roles.partner.is_empty(),
            Sees::May(action) => policy::may(action, &self.roles),
            Sees::Outbox => self.outbox,
        }
    }

    fn account(&self) -> Account {
        let items = match (&self.viewer, &self.leaving) {
            (Some(address), _) => vec![
                AccountItem {
                    text: address.as_str().into(),
                    href: "/second-factor/manage".into(),
                    with_icon: true,
                    ..AccountItem::default()
                },
                AccountItem {
                    text: "Emails".into(),
                    href: "/notifications".into(),
                    ..AccountItem::default()
                },
                AccountItem { text: "Sign out".into(), action: "/sign-out".into(), ..AccountItem::default() },
            ],
            (None, Some(address)) => vec![
                AccountItem { text: address.as_str().into(), with_icon: true, ..AccountItem::default() },
                AccountItem { text: "Sign out".into(), action: "/sign-out".into(), ..AccountItem::default() },
            ],
            (None, None) => vec![AccountItem {
                text: "Sign in".into(),
                href: "/sign-in".into(),
                ..AccountItem::default()
            }],
        };
        Account { items, ..Account::default() }
    }

    /// The frame of sample pages.
    pub(super) fn sample(section: Section) -> Self {
        let roles = Roles::of_partner([PartnerRole::Owner]);
        Self { viewer: Some("dev@harbour.example".into()), leaving: None, roles, outbox: true, section }
    }

    /// The frame of sample pages for somebody who has not shown everything yet.
    pub(super) fn leaving_sample() -> Self {
        Self { leaving: Some("dev@harbour.example".into()), ..Self::default() }
    }
}

/// The way from the list of products to what stands below one of them.
pub(super) fn below_product(product: &ProductLink) -> Vec<BreadcrumbItem> {
    vec![BreadcrumbItem::new("Products", "/products"), BreadcrumbItem::new(&product.name, product.href())]
}

/// The way from the list of products to a page about one of them at an environment.
pub(super) fn below_place(place: &PlaceLink, further: &[(&str, &str)]) -> WayBack {
    let mut items = below_product(&place.product);
    if !place.is_on_product_page() {
        items.push(BreadcrumbItem::new(&place.environment, place.href()));
    }
    items.extend(further.iter().map(|(text, path)| BreadcrumbItem::new(*text, place.page(path))));
    WayBack::Breadcrumb(Breadcrumb::new(items))
}

/// A product as its pages name it and link to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductLink {
    pub id: String,
    pub name: String,
    pub organisation: String,
}

impl ProductLink {
    pub fn href(&self) -> String {
        format!("/products/{}", self.id)
    }

    pub(super) fn sample() -> Self {
        Self {
            id: "01939b1e-7000-7000-8000-000000000001".into(),
            name: "Harbour Appointments".into(),
            organisation: "Harbour Health".into(),
        }
    }
}

impl From<&app::portal::Product> for ProductLink {
    fn from(product: &app::portal::Product) -> Self {
        Self {
            id: product.id.to_string(),
            name: product.name.clone(),
            organisation: product.organisation_name.clone(),
        }
    }
}

/// A product at an environment, as the pages about it link to each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceLink {
    pub product: ProductLink,
    /// The environment's short name, which addresses have.
    pub id: String,
    /// Its name as a heading.
    pub environment: String,
    /// Its name within a sentence.
    pub in_words: String,
    /// Whether a service may be on its developer's own machine.
    pub takes_localhost: bool,
}

impl PlaceLink {
    pub fn of(product: &app::portal::Product, environment: &Environment) -> Self {
        Self::at(product.into(), environment)
    }

    fn at(product: ProductLink, environment: &Environment) -> Self {
        let in_words = environment.in_words();
        Self {
            product,
            id: environment.id.to_string(),
            environment: sentence(&in_words),
            in_words,
            takes_localhost: environment.policy.loopback_redirect_uris,
        }
    }

    /// The first environment that developers meet stands on the product's own page.
    pub fn is_on_product_page(&self) -> bool {
        self.id == "sandpit"
    }

    pub fn href(&self) -> String {
        if self.is_on_product_page() {
            self.product.href()
        } else {
            format!("{}/{}", self.product.href(), self.id)
        }
    }

    /// The address of a further page.
    pub fn page(&self, page: &str) -> String {
        format!("{}/{}/{page}", self.product.href(), self.id)
    }

    pub(super) fn sample() -> Self {
        Self::at(ProductLink::sample(), &Environment::sandpit("http://localhost:4001"))
    }

    pub(super) fn sample_of_integration() -> Self {
        Self::at(ProductLink::sample(), &Environment::integration("http://localhost:4002"))
    }
}
