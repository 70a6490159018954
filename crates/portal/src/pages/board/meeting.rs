//! One meeting: its agenda, what could be on it, who is there, and what comes next for whoever looks.

use app::board::{Agenda, Entry, Interest, Member, Ready};
use askama::Template;
use nhsuk::{
    Button, Checkbox, Checkboxes, Content, Fieldset, Header, Heading, Html, Legend, NotificationBanner, Size,
    SummaryList, SummaryRow, Table, TableCell, WarningCallout,
};
use onboarding::policy::{self, Action};
use toolkit::standing::{day, london, moment};
use web_kit::{Page, Site, WayBack};

use super::{below_board, item_path, meeting_path, meeting_title, pack::hexadecimal};
use crate::pages::{
    frame::{Frame, Section},
    parts::{RowForm, breaking, broken_lines, caption, code, heading, row},
};

#[derive(Clone, Debug, Template)]
#[template(path = "board-meeting.html")]
pub struct MeetingPage {
    frame: Frame,
    title: String,
    path: String,
    notice: Option<NotificationBanner>,
    refusal: Option<WarningCallout>,
    heading: Heading,
    facts: SummaryList,
    agenda: Option<Table>,
    ready: Option<Table>,
    listings: Vec<RowForm>,
    members: Table,
    /// Whether the papers can be looked at, read by the viewer as a member, frozen by them, or the minute confirmed.
    has_pack: bool,
    read: Option<Button>,
    can_freeze: bool,
    can_close: bool,
    attendance: Option<(Checkboxes, Button)>,
    minute: Vec<Html>,
}

impl MeetingPage {
    pub const PRESENT: &str = "present";

    /// `refusal` is why something was not done.
    pub fn new(frame: Frame, agenda: &Agenda, notice: Option<&str>, refusal: Option<&str>) -> Self {
        let meeting = &agenda.meeting;
        let (title, path) = (meeting_title(meeting.on_date), meeting_path(meeting.id));
        let is_open = meeting.closed.is_none();
        let manages = is_open && policy::may(Action::ManageMeetings, &agenda.roles);
        let listings = if manages { listings(&path, &agenda.ready) } else { Vec::new() };
        let minute = meeting.closed.as_ref().map(|closed| closed.minute.as_str()).unwrap_or_default();
        Self {
            notice: notice.map(NotificationBanner::success),
            refusal: refusal.map(|why| {
                WarningCallout::new(Heading { level: 2, ..Heading::from("Nothing was changed") }, why)
            }),
            heading: heading(&title),
            facts: SummaryList::new(facts(agenda)),
            agenda: items(agenda),
            ready: ready(&agenda.ready, &listings),
            listings,
            members: members(agenda),
            has_pack: meeting.frozen.is_some(),
            read: reader(agenda).map(|_| Button::submit("Mark the papers as read")),
            can_freeze: manages && meeting.frozen.is_none(),
            can_close: manages && meeting.frozen.is_some(),
            attendance: (manages && !agenda.members.is_empty())
                .then(|| (attendance(&agenda.members), Button::submit("Save who is present"))),
            minute: minute
                .split("\n\n")
                .filter(|text| !text.is_empty())
                .map(|text| broken_lines(text.lines()))
                .collect(),
            title,
            path,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Board);
        let page = |(number, agenda)| match number {
            1 => Self::new(frame(), agenda, Some("Put on the agenda"), None),
            2 => Self::new(frame(), agenda, None, Some("The papers are not frozen yet")),
            _ => Self::new(frame(), agenda, None, None),
        };
        (0..).zip(&super::sample::agendas()).map(page).collect()
    }
}

fn facts(agenda: &Agenda) -> Vec<SummaryRow> {
    let meeting = &agenda.meeting;
    let mut facts = match &meeting.frozen {
        Some(frozen) => vec![
            row("Papers frozen", moment(frozen.at)),
            row("SHA-256 of the pack", code(&hexadecimal(&frozen.sha256))),
        ],
        None => vec![row("Papers freeze", moment(meeting.papers_freeze_at))],
    };
    let present = agenda.members.iter().filter(|member| member.is_present).count();
    facts.push(row("Quorum", format!("{} members, {present} present", meeting.quorum)));
    let closed = meeting.closed.as_ref().map(|closed| day(closed.at.to_zoned(london()).date()));
    facts.extend(closed.map(|day| row("Minute confirmed", day)));
    facts
}

fn items(agenda: &Agenda) -> Option<Table> {
    let row = |(number, entry): (usize, &Entry)| {
        let path = item_path(agenda.meeting.id, entry.integration.uuid(), &entry.decision);
        let asked = entry.recommendation.clone().unwrap_or_else(|| "No report".to_owned());
        let outcome = entry.decided.as_ref().map_or("Not decided yet", |(_, title)| title);
        vec![
            TableCell::link(format!("{number}. {}: {}", entry.title, entry.product), path),
            entry.organisation.as_str().into(),
            breaking(entry.reference.as_str()),
            asked.into(),
            outcome.into(),
        ]
    };
    let head = ["Item", "Organisation", "Reference", "Recommended", "Outcome"];
    (!agenda.entries.is_empty()).then(|| Table {
        caption: caption("Agenda"),
        head: head.map(Into::into).into(),
        rows: (1..).zip(&agenda.entries).map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn listings(path: &str, ready: &[Ready]) -> Vec<RowForm> {
    let form = |(number, one): (usize, &Ready)| {
        let fields =
            vec![("integration", one.integration.to_string()), ("decision", one.decision.to_string())];
        RowForm::new(format!("list-{number}"), format!("{path}/list"), fields)
    };
    (1..).zip(ready).map(form).collect()
}

fn ready(ready: &[Ready], listings: &[RowForm]) -> Option<Table> {
    let row = |(number, one): (usize, &Ready)| {
        let mut cells = vec![
            format!("{}: {}", one.title, one.product).into(),
            one.organisation.as_str().into(),
            breaking(one.reference.as_str()),
            day(one.since.to_zoned(london()).date()).into(),
        ];
        cells.extend(listings.get(number).map(|form| {
            let button = form
                .button("Put on the agenda", format!("Put on the agenda: {}, {}", one.title, one.product));
            TableCell::new(Html::from(button))
        }));
        cells
    };
    let mut head: Vec<nhsuk::TableHeader> =
        vec!["Item".into(), "Organisation".into(), "Reference".into(), "Ready since".into()];
    head.extend((!listings.is_empty()).then(|| "Action".into()));
    (!ready.is_empty()).then(|| Table {
        caption: caption("Ready for the Board"),
        head,
        rows: ready.iter().enumerate().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn members(agenda: &Agenda) -> Table {
    let yes = |is_so: bool| if is_so { "Yes" } else { "No" };
    let row = |member: &Member| {
        vec![
            breaking(member.email.as_str()),
            yes(member.has_read).into(),
            yes(member.is_present).into(),
            interests(agenda, member).into(),
        ]
    };
    Table {
        caption: caption("Members"),
        head: vec!["Member".into(), "Papers read".into(), "Present".into(), "Interests".into()],
        rows: agenda.members.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    }
}

fn interests(agenda: &Agenda, member: &Member) -> Content {
    let of = |interest: &&Interest| interest.user_id == member.user_id;
    let words = |interest: &Interest| {
        let entry = agenda.entries.iter().find(|one| one.integration.uuid() == interest.integration_id);
        let product = entry.map_or("Taken off", |entry| entry.product.as_str());
        format!("{product}: {}", interest.what)
    };
    let all: Vec<String> = agenda.interests.iter().filter(of).map(words).collect();
    if all.is_empty() { "None".into() } else { broken_lines(all).into() }
}

// A member who has not read the papers yet.
fn reader(agenda: &Agenda) -> Option<&Member> {
    let meeting = &agenda.meeting;
    let viewer = agenda.viewer?.uuid();
    let is_time = meeting.frozen.is_some() && meeting.closed.is_none();
    agenda.members.iter().find(|member| is_time && member.user_id == viewer && !member.has_read)
}

fn attendance(members: &[Member]) -> Checkboxes {
    let legend = Legend { size: Some(Size::M), ..Legend::from("Who is present?") };
    let one = |member: &Member| Checkbox::new(member.user_id.to_string(), member.email.as_str());
    let present = members.iter().filter(|member| member.is_present);
    Checkboxes {
        fieldset: Some(Fieldset::from(legend)),
        hint: "Whoever is not ticked is recorded as absent".into(),
        name: MeetingPage::PRESENT.into(),
        values: present.map(|member| member.user_id.to_string()).collect(),
        items: members.iter().map(one).collect(),
        ..Checkboxes::default()
    }
}

impl Page for MeetingPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        below_board(&[])
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
