//! Which meetings there are, and which could be called.

use app::board::{Meetings, Outlined};
use askama::Template;
use nhsuk::{Header, Heading, Html, Table, TableCell};
use onboarding::policy::{self, Action};
use toolkit::standing::{day, london, moment};
use web_kit::{Page, Site};

use super::meeting_path;
use crate::{
    pages::{
        frame::{Frame, Section},
        parts::{caption, heading},
    },
    words::counted,
};

#[derive(Clone, Debug, Template)]
#[template(path = "board-meetings.html")]
pub struct MeetingsPage {
    frame: Frame,
    heading: Heading,
    open: Option<Table>,
    can_call: bool,
    /// Days in words, and where a meeting on them is called.
    proposed: Vec<(String, String)>,
    closed: Option<Table>,
}

impl MeetingsPage {
    const TITLE: &str = "Partner Integration Board";

    pub fn new(frame: Frame, meetings: &Meetings) -> Self {
        let proposed = meetings.proposed.iter().map(|date| (day(*date), format!("/board/new?date={date}")));
        Self {
            heading: heading(Self::TITLE),
            open: table("Next meetings", &meetings.open),
            can_call: policy::may(Action::ManageMeetings, &meetings.roles),
            proposed: proposed.collect(),
            closed: table("Past meetings", &meetings.closed),
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Board);
        super::sample::meetings().iter().map(|meetings| Self::new(frame(), meetings)).collect()
    }
}

fn table(words: &str, meetings: &[Outlined]) -> Option<Table> {
    let row = |one: &Outlined| {
        vec![
            TableCell::link(day(one.meeting.on_date), meeting_path(one.meeting.id)),
            state(one).into(),
            counted(one.items, "item").into(),
        ]
    };
    (!meetings.is_empty()).then(|| Table {
        caption: caption(words),
        head: vec!["Date".into(), "Papers".into(), "Agenda".into()],
        rows: meetings.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn state(one: &Outlined) -> String {
    match (&one.meeting.closed, &one.meeting.frozen) {
        (Some(closed), _) => format!("Minute confirmed on {}", day(closed.at.to_zoned(london()).date())),
        (None, Some(frozen)) => format!("Frozen on {}", moment(frozen.at)),
        (None, None) => format!("Freeze on {}", moment(one.meeting.papers_freeze_at)),
    }
}

impl Page for MeetingsPage {
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
