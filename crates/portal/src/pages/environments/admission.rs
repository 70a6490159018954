//! Whether a product may have a client at an environment, in words: what has to happen, who does it, and what staff decided.

use app::portal::{environment_access::Line, environments::Admission};
use nhsuk::{ActionLink, Content, Heading, Html, Table, TableCell, Tag, TagColour, WarningCallout};
use onboarding::{
    policy::{self, Action, who_may},
    role::Roles,
};

use super::super::{
    frame::PlaceLink,
    parts::{self, breaking, caption, link},
};
use crate::words;

/// What stands where there is no client yet.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub paragraphs: Vec<String>,
    pub steps: Vec<Content>,
}

/// Who registers a client, as a sentence asks for them.
fn registrars() -> String {
    format!("An {} of its organisation can register one.", who_may(Action::ManageClients))
}

impl Waiting {
    pub fn new(place: &PlaceLink, admission: Admission<'_>, roles: &Roles) -> Self {
        let manages = policy::may(Action::ManageClients, roles);
        let own_key = "Make a key pair for this environment alone.";
        let needs = "You need a redirect URI and a public key; you can change everything later.";
        let none = format!("This product has no client in the {} yet.", place.in_words);
        let (paragraphs, steps) = match admission {
            Admission::SelfService if manages => {
                (vec![format!("Register this product’s client and use it at once. {needs}")], vec![])
            }
            Admission::SelfService => (vec![format!("{none} {}", registrars())], vec![]),
            Admission::Allowed(change) => {
                let allowed = format!(
                    "The service’s staff allowed this product a client in the {} on {}.",
                    place.in_words,
                    words::date(change.changed_at)
                );
                let next = if manages {
                    format!("Register it and use it at once. {needs} {own_key}")
                } else {
                    format!("{none} {}", registrars())
                };
                (vec![allowed, next], vec![])
            }
            Admission::NotYet => (
                vec![format!(
                    "This product cannot have a client in the {} yet: the service’s staff have to allow it first.",
                    place.in_words
                )],
                steps(),
            ),
            Admission::TakenBack(_) => (vec![none], vec![]),
            Admission::ByOperator => (
                vec![format!(
                    "Nobody registers a client for the {} here. Whoever runs Slipway does, once your product may go live.",
                    place.in_words
                )],
                vec![],
            ),
        };
        Self { paragraphs, steps }
    }
}

fn steps() -> Vec<Content> {
    let integration = [
        Html::trusted("You do what your "),
        link("integration", "/integrations"),
        Html::trusted(" says comes before this environment, and ask for access there."),
    ];
    let who = format!(
        "The {} team allows it. You have nothing to do here: this page says when.",
        who_may(Action::AllowClients)
    );
    let then = format!(
        "An {} of your organisation registers the client here. It works at once.",
        who_may(Action::ManageClients)
    );
    vec![Html::from(integration).into(), who.into(), then.into()]
}

/// That what allowed the client was taken back, with what follows.
pub(super) fn taken_back(
    place: &PlaceLink,
    admission: Admission<'_>,
    has_client: bool,
) -> Option<WarningCallout> {
    let Admission::TakenBack(change) = admission else { return None };
    let follows = if has_client {
        "The client is suspended: each of its requests is refused with unauthorized_client. Its registration and its keys are kept, and work again once staff allow it again."
    } else {
        "Nobody can register one until staff allow it again."
    };
    let words = format!(
        "On {} staff took back that this product may have a client in the {}. They gave this reason: {}",
        words::date(change.changed_at),
        place.in_words,
        change.reason
    );
    let heading = Heading { level: 2, ..Heading::from("This product may not use the environment now") };
    Some(WarningCallout::new(heading, parts::paragraphs([words.as_str(), follows])))
}

/// What staff can do here.
pub(super) fn staff_links(
    place: &PlaceLink,
    admission: Admission<'_>,
    has_client: bool,
    roles: &Roles,
) -> Vec<ActionLink> {
    let to = |text: String, page: &str| ActionLink {
        text: text.into(),
        href: place.page(page),
        ..ActionLink::default()
    };
    let decides = policy::may(Action::AllowClients, roles).then_some(admission);
    let access = match decides {
        Some(Admission::NotYet | Admission::TakenBack(_)) => {
            Some(to(format!("Allow a client in the {}", place.in_words), "allow"))
        }
        Some(Admission::Allowed(_)) => {
            Some(to(format!("Take the client in the {} back", place.in_words), "take-back"))
        }
        Some(Admission::SelfService | Admission::ByOperator) | None => None,
    };
    let reads_permissions = has_client && roles.is_staff() && policy::may(Action::ViewTraffic, roles);
    let permissions =
        reads_permissions.then(|| to("What the client may do as a program".into(), "permissions"));
    permissions.into_iter().chain(access).collect()
}

/// What staff decided, newest first, with who of them did.
pub(super) fn log(lines: &[Line]) -> Option<Table> {
    let rows = lines.iter().map(|line| {
        let tag = if line.change.is_allowed {
            Tag::new("Allowed", TagColour::Green)
        } else {
            Tag::new("Taken back", TagColour::Red)
        };
        vec![
            parts::whole(TableCell::new(parts::short_moment(line.change.changed_at))),
            parts::whole(TableCell::new(tag)),
            breaking(line.by.as_deref().unwrap_or("The command line")),
            breaking(line.change.reason.as_str()),
        ]
    });
    (!lines.is_empty()).then(|| Table {
        caption: caption("What staff decided"),
        head: ["Time (UTC)", "Decision", "Who", "Why"].map(Into::into).into(),
        rows: rows.collect(),
        responsive: true,
        id: "access".into(),
        ..Table::default()
    })
}

/// How a product stands at an environment, in a few words for a list.
pub(super) fn in_short(admission: Admission<'_>, client_id: Option<&str>) -> String {
    match (admission, client_id) {
        (Admission::TakenBack(_), Some(id)) => format!("{id}, suspended"),
        (_, Some(id)) => id.to_owned(),
        (Admission::SelfService | Admission::Allowed(_), None) => "A client can be registered".into(),
        (Admission::NotYet, None) => "The service’s staff have to allow a client first".into(),
        (Admission::TakenBack(_), None) => "Staff took back that there may be a client".into(),
        (Admission::ByOperator, None) => "Whoever runs Slipway registers a client".into(),
    }
}
