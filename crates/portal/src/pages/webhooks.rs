//! Webhooks of an integration: the addresses, adding one, and what was sent.

use app::webhooks::{Listing, WebhookDelivery};
use askama::Template;
use nhsuk::{
    BackLink, Button, Code, Header, Heading, Html, Input, Label, NotificationBanner, Size, Table, TableCell,
    Tag, TagColour, WarningCallout,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, Section},
    parts::{RowForm, breaking, caption, heading_about, short_moment, subheading, whole},
};

/// What stands above the list once something was done.
#[derive(Clone, Debug, Default)]
pub enum WebhookDone {
    #[default]
    Nothing,
    /// In words.
    Said(&'static str),
    /// The secret of a webhook that was just added.
    Added(String),
}

#[derive(Clone, Debug, Template)]
#[template(path = "webhooks.html")]
pub struct WebhooksPage {
    frame: Frame,
    path: String,
    above: String,
    errors: FieldErrors,
    notice: Option<NotificationBanner>,
    heading: Heading,
    secret: Option<(WarningCallout, Code)>,
    list: Option<Table>,
    deliveries: Option<Table>,
    forms: Vec<RowForm>,
    add: Heading,
    url: Input,
    button: Button,
}

impl WebhooksPage {
    pub const URL: &str = "url";
    const TITLE: &str = "Webhooks";

    /// `above` is the address of the integration's page.
    pub fn new(
        frame: Frame,
        above: &str,
        listing: &Listing,
        done: &WebhookDone,
        typed: &str,
        errors: FieldErrors,
    ) -> Self {
        let path = format!("{above}/webhooks");
        let removals: Vec<RowForm> = (1..)
            .zip(&listing.webhooks)
            .map(|(number, one)| form("remove", number, format!("{path}/{}/remove", one.id)))
            .collect();
        let replays: Vec<RowForm> = (1..)
            .zip(&listing.deliveries)
            .map(|(number, one)| form("replay", number, format!("{path}/deliveries/{}/replay", one.id)))
            .collect();
        Self {
            notice: if let WebhookDone::Said(words) = done {
                Some(NotificationBanner::success(*words))
            } else {
                None
            },
            heading: heading_about(&listing.product, Self::TITLE),
            secret: if let WebhookDone::Added(secret) = done { Some(shown(secret)) } else { None },
            list: (!listing.webhooks.is_empty()).then(|| list(listing, &removals)),
            deliveries: (!listing.deliveries.is_empty()).then(|| deliveries(&listing.deliveries, &replays)),
            forms: removals.into_iter().chain(replays).collect(),
            add: subheading("Add a webhook"),
            url: url(typed, &errors),
            button: Button::submit("Add webhook"),
            above: above.to_owned(),
            path,
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Integrations);
        let above = "/integrations/01939b1e-7000-7000-8000-000000000005";
        let (full, empty) = (sample(), Listing { webhooks: Vec::new(), deliveries: Vec::new(), ..sample() });
        let wrong = FieldErrors::from_iter([(Self::URL, "The address must be on the public internet")]);
        let added = WebhookDone::Added("c2VjcmV0LW9mLXRoZS1zYW1wbGUtd2ViaG9vay1wYWdl".into());
        let said = WebhookDone::Said("Webhook removed");
        vec![
            Self::new(frame(), above, &full, &added, "", FieldErrors::new()),
            Self::new(frame(), above, &empty, &said, "", FieldErrors::new()),
            Self::new(frame(), above, &full, &WebhookDone::Nothing, "https://10.0.0.1/", wrong),
        ]
    }
}

fn sample() -> Listing {
    let id = "01939b1e-7000-7000-8000-000000000008".parse().unwrap_or_default();
    let created_at = super::exchange::sample::client().created_at;
    let waiting = WebhookDelivery {
        id,
        webhook_id: id,
        event: "turn.changed".into(),
        body: "{}".into(),
        created_at,
        attempts: 1,
        next_attempt_at: Some(created_at),
        delivered_at: None,
        failure: Some("the service refused with 500".into()),
    };
    let arrived = WebhookDelivery {
        next_attempt_at: None,
        delivered_at: Some(created_at),
        failure: None,
        ..waiting.clone()
    };
    let given_up = WebhookDelivery { next_attempt_at: None, ..waiting.clone() };
    Listing {
        product: "Harbour app".into(),
        webhooks: vec![app::webhooks::Listed {
            id,
            url: "https://hooks.harbour.example/services/T0001/B0001".into(),
            maker: "dev@harbour.example".parse().ok(),
        }],
        deliveries: vec![waiting, arrived, given_up],
    }
}

fn form(name: &str, number: usize, action: String) -> RowForm {
    RowForm::new(format!("{name}-{number}"), action, Vec::new())
}

fn shown(secret: &str) -> (WarningCallout, Code) {
    let warning = WarningCallout {
        heading: Heading { level: 2, ..Heading::from("Copy the secret now") },
        content: "It signs what we send to the address that you added. We do not show it again.".into(),
        ..WarningCallout::default()
    };
    (warning, Code { id: "secret".into(), classes: "app-break".into(), ..Code::copyable(secret) })
}

fn list(listing: &Listing, removals: &[RowForm]) -> Table {
    let row = |(webhook, form): (&app::webhooks::Listed, &RowForm)| {
        let button = form.button("Remove", format!("Remove {}", webhook.url));
        vec![
            breaking(webhook.url.as_str()),
            breaking(webhook.maker.as_ref().map(ToString::to_string).unwrap_or_default()),
            TableCell::new(Html::from(button)),
        ]
    };
    Table {
        caption: caption("Addresses"),
        head: ["Address", "Added by", "Action"].map(Into::into).into(),
        rows: listing.webhooks.iter().zip(removals).map(row).collect(),
        responsive: true,
        ..Table::default()
    }
}

fn deliveries(deliveries: &[WebhookDelivery], replays: &[RowForm]) -> Table {
    let row = |(delivery, form): (&WebhookDelivery, &RowForm)| {
        let button =
            form.button("Send again", format!("Send again {} of {}", delivery.event, delivery.created_at));
        vec![
            breaking(delivery.event.as_str()),
            whole(TableCell::new(short_moment(delivery.created_at))),
            TableCell::new(Html::from(state(delivery))),
            TableCell::new(delivery.attempts.to_string()),
            TableCell::new(delivery.failure.clone().unwrap_or_default()),
            TableCell::new(Html::from(button)),
        ]
    };
    Table {
        caption: caption("What was sent, newest first"),
        head: ["Event", "Time (UTC)", "State", "Tries", "Last problem", "Action"].map(Into::into).into(),
        rows: deliveries.iter().zip(replays).map(row).collect(),
        responsive: true,
        ..Table::default()
    }
}

fn state(delivery: &WebhookDelivery) -> Tag {
    match (delivery.delivered_at, delivery.next_attempt_at) {
        (Some(_), _) => Tag::new("Arrived", TagColour::Green),
        (None, Some(_)) => Tag::new("Waiting", TagColour::Blue),
        (None, None) => Tag::new("Given up", TagColour::Red),
    }
}

fn url(typed: &str, errors: &FieldErrors) -> Input {
    Input {
        label: Label { size: Some(Size::S), ..Label::from("Address") },
        hint: "It starts with https:// and is on the public internet, such as an incoming webhook of Teams or Slack".into(),
        name: WebhooksPage::URL.into(),
        input_type: "url".into(),
        autocomplete: "off".into(),
        spellcheck: Some(false),
        value: typed.to_owned(),
        error_message: errors.beside(WebhooksPage::URL),
        ..Input::default()
    }
}

impl Page for WebhooksPage {
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
        WayBack::Back(BackLink::to(self.above.as_str()))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
