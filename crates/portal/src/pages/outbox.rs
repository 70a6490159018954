//! Mail and text messages that are kept here instead of being sent.

use askama::Template;
use kernel::Timestamp;
use nhsuk::{BackLink, Header, Heading, Html, SummaryList, Table, TableCell, WarningCallout};
use web_kit::{Page, Site, WayBack};

use super::{
    frame::{Frame, Section},
    parts::{self, caption, heading, row},
};

/// A message as the pages show it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub id: String,
    /// `email` or `text`.
    pub channel: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub sender: String,
    pub created_at: Timestamp,
    pub has_html: bool,
    /// The name of the file that travels with it.
    pub attachment: Option<String>,
}

impl Shown {
    fn title(&self) -> String {
        if self.subject.is_empty() { format!("Text message to {}", self.to) } else { self.subject.clone() }
    }

    fn sample(channel: &str, subject: &str, text: &str) -> Self {
        Self {
            id: "01939b1e-7000-7000-8000-000000000003".into(),
            channel: channel.into(),
            to: if channel == "email" { "dev@harbour.example".into() } else { "+447700900101".into() },
            subject: subject.into(),
            text: text.into(),
            sender: "sandpit".into(),
            created_at: super::exchange::sample::client().created_at,
            has_html: channel == "email",
            attachment: (channel == "email").then(|| "call.ics".to_owned()),
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "outbox.html")]
pub struct Outbox {
    frame: Frame,
    heading: Heading,
    warning: WarningCallout,
    messages: Option<Table>,
}

impl Outbox {
    const TITLE: &str = "Outbox";

    pub fn new(frame: Frame, messages: &[Shown]) -> Self {
        Self {
            heading: heading(Self::TITLE),
            warning: WarningCallout {
                heading: Heading { level: 2, ..Heading::from("Anybody who reaches this page can read it") },
                content: "Sign-in codes land here instead of being sent. This is for development on your own machine only."
                    .into(),
                ..WarningCallout::default()
            },
            messages: (!messages.is_empty()).then(|| table(messages)),
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame { outbox: true, section: Section::Outbox, ..Frame::default() };
        let mail =
            Shown::sample("email", "123456 is your Slipway sign-in code", "Your sign-in code is 123456");
        let text = Shown::sample("text", "", "123456 is your NHS login security code.");
        vec![Self::new(frame(), &[mail, text]), Self::new(frame(), &[])]
    }
}

fn table(messages: &[Shown]) -> Table {
    let rows = messages.iter().map(|message| {
        let first_words: String = message.text.chars().take(80).collect();
        let title = if message.subject.is_empty() { &first_words } else { &message.subject };
        vec![
            TableCell {
                classes: "app-break".into(),
                ..TableCell::link(title.as_str(), format!("/outbox/{}", message.id))
            },
            parts::whole(TableCell::new(message.to.as_str())),
            TableCell::new(crate::words::sentence(&message.channel)),
            parts::whole(TableCell::new(parts::short_moment(message.created_at))),
        ]
    });
    Table {
        caption: caption("Messages, newest first"),
        head: ["Message", "To", "Kind", "Time (UTC)"].map(Into::into).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    }
}

impl Page for Outbox {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// One message, its links made links.
#[derive(Clone, Debug, Template)]
#[template(path = "outbox-message.html")]
pub struct OutboxMessage {
    frame: Frame,
    title: String,
    heading: Heading,
    facts: SummaryList,
    paragraphs: Vec<Paragraph>,
    /// What can be kept of it besides: words and address.
    files: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
enum Paragraph {
    Words(String),
    Link(String),
}

impl OutboxMessage {
    pub fn new(frame: Frame, message: &Shown) -> Self {
        let title = message.title();
        Self {
            heading: heading(&title),
            title,
            facts: SummaryList::new(vec![
                row("To", message.to.as_str()),
                row("From", message.sender.as_str()),
                row("Time", parts::moment(message.created_at)),
            ]),
            paragraphs: message.text.split("\n\n").map(paragraph).collect(),
            files: files(message),
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame { outbox: true, section: Section::Outbox, ..Frame::default() };
        let text = "Use this link:\n\nhttp://localhost:4001/confirm-email?token=a&b\n\n<b>Once</b>.";
        let mail = Shown::sample("email", "Confirm your email address", text);
        vec![
            Self::new(frame(), &mail),
            Self::new(frame(), &Shown::sample("text", "", "123456 is your code.")),
        ]
    }
}

fn files(message: &Shown) -> Vec<(String, String)> {
    let address = |part: &str| format!("/outbox/{}/{part}", message.id);
    let html = message.has_html.then(|| ("Download it as HTML".to_owned(), address("html")));
    let file = message.attachment.as_ref().map(|name| (format!("Download {name}"), address("attachment")));
    html.into_iter().chain(file).collect()
}

fn paragraph(text: &str) -> Paragraph {
    let is_link =
        (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(char::is_whitespace);
    if is_link { Paragraph::Link(text.to_owned()) } else { Paragraph::Words(text.to_owned()) }
}

impl Page for OutboxMessage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/outbox"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
