//! What a developer finds at the address of the provider itself.

use askama::Template;
use nhsuk::{Heading, Html, SummaryList, SummaryRow};
use web_kit::Page;

use super::frame::heading;

#[derive(Clone, Debug, Template)]
#[template(path = "home.html")]
pub struct Home {
    title: String,
    heading: Heading,
    addresses: SummaryList,
    portal_url: String,
    outbox_url: Option<String>,
    is_test: bool,
}

impl Home {
    /// `environment_name` as pages call it, such as "Sandpit".
    pub fn new(environment_name: &str, issuer: &str, portal_url: &str, outbox_url: Option<&str>) -> Self {
        let title = format!("NHS login {}", environment_name.to_lowercase());
        Self {
            heading: heading(&title),
            title,
            addresses: addresses(issuer),
            portal_url: portal_url.into(),
            outbox_url: outbox_url.map(Into::into),
            is_test: true,
        }
    }

    /// The same where people are real: nothing on it is for trying out.
    #[must_use]
    pub fn for_real_people(self) -> Self {
        Self { is_test: false, ..self }
    }

    pub fn samples() -> Vec<Self> {
        let (issuer, portal) = ("http://localhost:4001", "http://localhost:4000");
        vec![
            Self::new("Sandpit", issuer, portal, Some("http://localhost:4000/outbox")),
            Self::new("Sandpit", issuer, portal, None),
            Self::new("Live", "http://localhost:4003", portal, None).for_real_people(),
        ]
    }
}

fn addresses(issuer: &str) -> SummaryList {
    let discovery =
        Html::from_template(&Link { href: &format!("{issuer}/.well-known/openid-configuration") });
    let keys = Html::from_template(&Link { href: &format!("{issuer}/.well-known/jwks.json") });
    SummaryList::new(vec![
        SummaryRow::new("Issuer", issuer),
        SummaryRow::new("Discovery document", discovery),
        SummaryRow::new("Signing keys", keys),
    ])
}

#[derive(Template)]
#[template(ext = "html", source = r#"<a class="nhsuk-link" href="{{ href }}">{{ href }}</a>"#)]
struct Link<'a> {
    href: &'a str,
}

impl Page for Home {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }
}
