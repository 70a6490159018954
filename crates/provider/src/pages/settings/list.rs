//! What there are several of: devices, services, places where somebody is signed in.

use askama::Template;
use nhsuk::{Action, BackLink, Card, Content, Heading, Html, NotificationBanner, SummaryList, SummaryRow};
use web_kit::{Page, WayBack};

use crate::pages::frame::heading;

#[derive(Clone, Debug, Template)]
#[template(path = "settings/list.html")]
pub struct List {
    title: &'static str,
    banner: Option<NotificationBanner>,
    heading: Heading,
    words: Vec<&'static str>,
    items: Vec<SummaryList>,
    all: Option<(&'static str, &'static str)>,
}

impl List {
    pub(super) fn new(
        title: &'static str,
        some: &'static str,
        none: &'static str,
        items: Vec<SummaryList>,
    ) -> Self {
        Self {
            title,
            banner: None,
            heading: heading(title),
            words: vec![if items.is_empty() { none } else { some }],
            items,
            all: None,
        }
    }

    /// What was just done.
    #[must_use]
    pub fn with_banner(self, words: Option<&str>) -> Self {
        Self { banner: words.map(NotificationBanner::success), ..self }
    }

    pub(super) fn with_all(self, words: &'static str, to: &'static str) -> Self {
        Self { all: Some((words, to)), ..self }
    }
}

pub(super) fn card(
    title: &str,
    rows: Vec<SummaryRow>,
    actions: impl IntoIterator<Item = Action>,
) -> SummaryList {
    let card = Card {
        heading: Heading { text: title.into(), level: 2, ..Heading::default() },
        actions: actions.into_iter().collect(),
        ..Card::default()
    };
    SummaryList { card: Some(card), ..SummaryList::new(rows) }
}

/// A remembered device, in words.
#[derive(Clone, Debug)]
pub struct DeviceWords {
    pub id: String,
    pub remembered: String,
    pub used: Option<String>,
    pub is_this: bool,
}

pub fn devices(devices: &[DeviceWords]) -> List {
    let item = |(number, device): (usize, &DeviceWords)| {
        let title = if device.is_this { "This device".to_owned() } else { format!("Device {number}") };
        let used = device.used.as_deref().unwrap_or("Not since it was remembered");
        let rows = vec![
            SummaryRow::new("Remembered", device.remembered.as_str()),
            SummaryRow::new("Last used", used),
        ];
        let forget = format!("/settings/devices/forget?device={}", device.id);
        card(&title, rows, Some(Action::new("Forget", forget, "")))
    };
    let list = List::new(
        "Remembered devices",
        "On these devices you sign in with your password and without a security code. Forget those that you do not know or do not \
         use any more.",
        "There are no remembered devices. You need a security code each time you sign in.",
        (1..).zip(devices).map(item).collect(),
    );
    if devices.is_empty() {
        list
    } else {
        list.with_all("Forget all devices", "/settings/devices/forget-all")
    }
}

/// A service that something is shared with, in words.
#[derive(Clone, Debug)]
pub struct ServiceWords {
    pub client_id: String,
    pub name: String,
    /// Such as "your email address".
    pub shared: Vec<String>,
    pub agreed: String,
}

pub fn services(services: &[ServiceWords]) -> List {
    let item = |service: &ServiceWords| {
        let shared: Content = if service.shared.is_empty() {
            "That you have signed in, and nothing else".into()
        } else {
            Html::from_template(&Lines { lines: &service.shared }).into()
        };
        let rows = vec![
            SummaryRow::new("It sees", shared),
            SummaryRow::new("You agreed on", service.agreed.as_str()),
        ];
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("service", &service.client_id)
            .finish();
        let stop = format!("/settings/services/withdraw?{query}");
        card(&service.name, rows, Some(Action::new("Stop sharing", stop, "")))
    };
    List::new(
        "Services that you share with",
        "You agreed to share information from your NHS login with these services.",
        "You do not share information from your NHS login with any service.",
        services.iter().map(item).collect(),
    )
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<ul class="nhsuk-list">{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>"#
)]
struct Lines<'a> {
    lines: &'a [String],
}

/// A place where somebody is signed in, in words.
#[derive(Clone, Debug)]
pub struct SessionWords {
    pub signed_in: String,
    /// A service sent the person to their settings.
    pub is_asserted: bool,
    pub is_this: bool,
}

pub fn sessions(sessions: &[SessionWords]) -> List {
    let item = |(number, session): (usize, &SessionWords)| {
        let title = if session.is_this { "Here".to_owned() } else { format!("Browser {number}") };
        let how = if session.is_asserted {
            "A service opened these settings for you"
        } else {
            "In the browser, for all services that you use there"
        };
        let rows =
            vec![SummaryRow::new("Signed in on", session.signed_in.as_str()), SummaryRow::new("How", how)];
        card(&title, rows, None)
    };
    let list = List::new(
        "Where you are signed in",
        "Each of these ends by itself, 1 hour after you signed in. A service may keep you signed in for longer.",
        "You are signed in nowhere.",
        (1..).zip(sessions).map(item).collect(),
    );
    if sessions.len() > 1 {
        list.with_all("Sign out everywhere else", "/settings/sessions/end")
    } else {
        list
    }
}

impl Page for List {
    fn title(&self) -> String {
        self.title.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(super::PATH))
    }
}

/// What was just taken away.
pub const STOPPED_SHARING: &str = "You have stopped sharing with this service";
pub const FORGOT_DEVICE: &str = "You have to enter a security code when you next sign in on that device";
pub const SIGNED_OUT: &str = "You are signed out everywhere else";
