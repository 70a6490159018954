//! What decisions hold partners to: conditions that are open and waivers that run, the earliest date first.

use app::board::{AllBound, BOUND_A_PAGE, BoundListed, Origin, Wanted};
use askama::Template;
use jiff::civil::Date;
use nhsuk::{Content, Header, Heading, Html, Pagination, PaginationLink, Table, TableCell, Tag, TagColour};
use toolkit::standing::{count, day};
use web_kit::{Page, Site, WayBack};

use super::below_board;
use crate::pages::{
    frame::{Frame, Section},
    parts::{breaking, broken_lines, caption, heading, link},
};

#[derive(Clone, Debug, Template)]
#[template(path = "board-bound.html")]
pub struct BoundPage {
    frame: Frame,
    heading: Heading,
    /// How many are overdue, and the way to them.
    overdue: Option<(String, String)>,
    /// What the list is narrowed to, and the way back to all of it.
    narrowed: Option<(String, String)>,
    list: Option<Table>,
    pages: Option<Pagination>,
}

const PATH: &str = "/board/conditions";

impl BoundPage {
    const TITLE: &str = "Conditions and waivers in force";

    pub fn new(frame: Frame, bound: &AllBound, wanted: &Wanted) -> Self {
        let late = Wanted { overdue: true, ..Wanted::default() };
        Self {
            heading: heading(Self::TITLE),
            overdue: (bound.overdue > 0 && !wanted.overdue).then(|| (overdue(bound.overdue), address(&late))),
            narrowed: narrowed(wanted, bound.found),
            list: list(bound),
            pages: pages(bound, wanted),
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Board);
        let full = super::sample::bound();
        let none = AllBound { rows: Vec::new(), found: 0, overdue: 0, ..full.clone() };
        let late = Wanted { overdue: true, ..Wanted::default() };
        let owner = Wanted { owner: "Harbour Health".into(), page: 1, ..Wanted::default() };
        vec![
            Self::new(frame(), &full, &Wanted::default()),
            Self::new(frame(), &full, &late),
            Self::new(frame(), &full, &owner),
            Self::new(frame(), &none, &Wanted::default()),
        ]
    }
}

fn overdue(found: i64) -> String {
    let found = usize::try_from(found).unwrap_or_default();
    format!("{} overdue", count(found, "condition is", "conditions are"))
}

fn narrowed(wanted: &Wanted, found: i64) -> Option<(String, String)> {
    let words = match (wanted.overdue, wanted.owner.as_str()) {
        (false, "") => return None,
        (true, "") => format!("{}.", overdue(found)),
        (_, owner) => format!("Shown is what {owner} has to see to."),
    };
    Some((words, PATH.to_owned()))
}

/// The address of a list that is narrowed in this way.
fn address(wanted: &Wanted) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if wanted.overdue {
        query.append_pair("show", "overdue");
    }
    if !wanted.owner.is_empty() {
        query.append_pair("owner", &wanted.owner);
    }
    if wanted.page > 0 {
        query.append_pair("page", &(wanted.page + 1).to_string());
    }
    let query = query.finish();
    if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{query}") }
}

fn list(bound: &AllBound) -> Option<Table> {
    let head = ["Until", "Who", "What", "Integration", "Organisation"];
    (!bound.rows.is_empty()).then(|| Table {
        caption: caption("The earliest date first"),
        head: head.map(Into::into).into(),
        rows: bound.rows.iter().map(|one| cells(one, bound.today)).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn cells(listed: &BoundListed, today: Date) -> Vec<TableCell> {
    let (one, integration) = (&listed.bound, format!("/integrations/{}", listed.integration_id));
    let (kind, place) = match one.origin {
        Origin::Condition => ("Condition", format!("conditions/{}/{}", one.subject, one.number)),
        Origin::Waiver => ("Waiver", "waivers".to_owned()),
    };
    let due: Content = if one.origin == Origin::Condition && one.due < today {
        broken_lines([Content::from(day(one.due)), Tag::new("Overdue", TagColour::Red).into()]).into()
    } else {
        day(one.due).into()
    };
    let what = link(&format!("{kind}: {}", one.title), &format!("{integration}/{place}"));
    let owner = Wanted { owner: one.owner.clone(), ..Wanted::default() };
    let names = format!("{} ({})", listed.product, listed.reference);
    vec![
        due.into(),
        breaking(link(&one.owner, &address(&owner))),
        breaking(broken_lines([what.into(), Content::from(one.words.as_str())])),
        breaking(link(&names, &format!("{integration}/cockpit"))),
        listed.organisation.as_str().into(),
    ]
}

fn pages(bound: &AllBound, wanted: &Wanted) -> Option<Pagination> {
    let to = |page: u32| address(&Wanted { page, ..wanted.clone() });
    let named =
        |href: String, text: &str| PaginationLink { href, text: text.into(), ..PaginationLink::default() };
    let has_more = i64::from(wanted.page + 1) * i64::from(BOUND_A_PAGE) < bound.found;
    (wanted.page > 0 || has_more).then(|| Pagination {
        previous: wanted.page.checked_sub(1).map(|page| named(to(page), "Earlier dates")).unwrap_or_default(),
        next: if has_more { named(to(wanted.page + 1), "Later dates") } else { PaginationLink::default() },
        ..Pagination::default()
    })
}

impl Page for BoundPage {
    fn title(&self) -> String {
        Self::TITLE.into()
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
