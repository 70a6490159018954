//! The portfolio: every integration in one row, narrowed by an address that can be passed on.

use app::integrations::portfolio::{Filter, Goes, Portfolio, Row};
use askama::Template;
use documents::{Cell, Sheet};
use kernel::Timestamp;
use nhsuk::{
    Button, ButtonVariant, Content, Html, Input, Pagination, PaginationLink, Select, SelectItem, Table,
    TableCell,
};
use toolkit::standing::{With, count, london};

use super::{Desk, frame_of_staff, small_label, table_or};
use crate::{
    pages::{
        Section,
        frame::Frame,
        parts::{breaking, broken_lines, caption, whole},
    },
    words::span,
};

/// What the viewer asked for, and what there is to ask for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub filter: Filter,
    /// Where the page begins, as its address says it.
    pub after: String,
    pub stages: Vec<(String, String)>,
    pub editions: Vec<String>,
}

/// What progress is called in addresses and on the page.
pub const PROGRESS: [(&str, &str, Goes); 5] = [
    ("", "Running", Goes::Running),
    ("paused", "Paused", Goes::Paused),
    ("withdrawn", "Withdrawn", Goes::Withdrawn),
    ("done", "All stages over", Goes::Done),
    ("all", "All", Goes::All),
];

const TURNS: [(&str, &str); 4] =
    [("partner", "Partner"), ("service", "Service"), ("both", "Both"), ("nobody", "Nobody")];

impl Asked {
    // As a query string, from `after` on.
    fn query(&self, after: &str) -> String {
        let filter = &self.filter;
        let progress =
            PROGRESS.iter().find(|(_, _, one)| *one == filter.progress).map_or("", |(name, ..)| name);
        let whose = if filter.mine { "mine" } else { "" };
        let all = [
            ("whose", whose),
            ("stage", &filter.stage),
            ("turn", &filter.turn),
            ("edition", &filter.edition),
            ("hold", progress),
            ("q", &filter.text),
            ("after", after),
        ];
        let given = all.into_iter().filter(|(_, value)| !value.is_empty());
        form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish()
    }

    fn href(&self, path: &str, after: &str) -> String {
        let query = self.query(after);
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[derive(Template)]
#[template(path = "portfolio-filters.html")]
struct Filters {
    whose: Select,
    stage: Select,
    turn: Select,
    edition: Select,
    progress: Select,
    text: Input,
    filter: Button,
    here: String,
    file: String,
    is_narrowed: bool,
}

fn select<'o>(
    name: &str,
    label: &str,
    options: impl IntoIterator<Item = (&'o str, &'o str)>,
    chosen: &str,
) -> Select {
    Select {
        label: small_label(label),
        name: name.into(),
        items: options.into_iter().map(|(value, text)| SelectItem::new(value, text)).collect(),
        value: chosen.into(),
        ..Select::default()
    }
}

fn filters(asked: &Asked) -> Html {
    let all = [("", "All")];
    let filter = &asked.filter;
    let named = asked.stages.iter().map(|(id, title)| (id.as_str(), title.as_str()));
    let editions = asked.editions.iter().map(|id| (id.as_str(), id.as_str()));
    let goes = PROGRESS.iter().find(|(_, _, one)| *one == filter.progress).map_or("", |(name, ..)| name);
    Html::from_template(&Filters {
        whose: select(
            "whose",
            "Whose",
            [("", "All"), ("mine", "Mine")],
            if filter.mine { "mine" } else { "" },
        ),
        stage: select("stage", "Stage", all.into_iter().chain(named), &filter.stage),
        turn: select("turn", "Turn", all.into_iter().chain(TURNS), &filter.turn),
        edition: select("edition", "Edition", all.into_iter().chain(editions), &filter.edition),
        progress: select("hold", "Shown", PROGRESS.map(|(name, words, _)| (name, words)), goes),
        text: Input {
            label: small_label("Reference or name"),
            name: "q".into(),
            value: filter.text.clone(),
            spellcheck: Some(false),
            autocomplete: "off".into(),
            width: Some(20),
            ..Input::default()
        },
        filter: Button { variant: ButtonVariant::Secondary, small: true, ..Button::submit("Filter") },
        here: asked.href("/portfolio", &asked.after),
        file: asked.href("/portfolio.csv", ""),
        is_narrowed: !asked.query("").is_empty(),
    })
}

/// Whose turn it is, and for how long.
pub(super) fn turn(row: &Row, now: Timestamp) -> String {
    let summary = &row.listed.integration.summary;
    match summary.hold.as_deref() {
        Some("paused") => return "Paused".to_owned(),
        Some(_) => return "Withdrawn".to_owned(),
        None => {}
    }
    let whose = whose(row.turn);
    match summary.turn_since {
        Some(since) => format!("{whose}, {}", span(now.duration_since(since))),
        None => whose.to_owned(),
    }
}

fn whose(turn: With) -> &'static str {
    match turn {
        With::Partner => "Partner",
        With::Service => "Service",
        With::Both => "Both",
        With::Nobody => "Nobody",
    }
}

/// The address of an integration's page for those who look after it.
pub(super) fn cockpit_of(row: &Row) -> String {
    format!("/integrations/{}/cockpit", row.listed.integration.id)
}

/// The product with its organisation.
pub(super) fn product_of(row: &Row) -> Html {
    broken_lines([row.listed.product.as_str(), row.listed.organisation.as_str()])
}

fn cells(row: &Row, now: Timestamp) -> Vec<TableCell> {
    let summary = &row.listed.integration.summary;
    let gate = row.next_gate.as_ref().map_or_else(
        || "None".to_owned(),
        |gate| {
            format!(
                "{gate}, {}",
                count(usize::try_from(summary.unmet).unwrap_or_default(), "check open", "checks open")
            )
        },
    );
    let manager =
        row.listed.project_manager.as_ref().map_or_else(|| "Nobody yet".to_owned(), ToString::to_string);
    vec![
        whole(TableCell::link(row.listed.integration.reference.as_str(), cockpit_of(row))),
        breaking(product_of(row)),
        TableCell::new(row.stage.as_deref().unwrap_or("All stages over")),
        TableCell::new(turn(row, now)),
        TableCell::new(gate),
        whole(TableCell::new(summary.edition.as_str())),
        breaking(manager),
    ]
}

pub fn portfolio(frame: Frame, asked: &Asked, found: &Portfolio, next: Option<&str>, now: Timestamp) -> Desk {
    let table = Table {
        caption: caption("Integrations, longest wait first"),
        head: ["Reference", "Product", "Stage", "Turn", "Next gate", "Edition", "Project manager"]
            .map(Into::into)
            .into(),
        rows: found.rows.iter().map(|row| cells(row, now)).collect(),
        first_cell_is_header: true,
        responsive: true,
        compact: true,
        ..Table::default()
    };
    let pages = pages(asked, next);
    Desk::new(frame, "Portfolio")
        .wide()
        .with(filters(asked))
        .with(table_or(table, "No integration is like this."))
        .with_all(pages.map(Html::from))
}

fn pages(asked: &Asked, next: Option<&str>) -> Option<Pagination> {
    let named =
        |href: String, text: &str| PaginationLink { href, text: text.into(), ..PaginationLink::default() };
    let is_needed = next.is_some() || !asked.after.is_empty();
    is_needed.then(|| Pagination {
        previous: if asked.after.is_empty() {
            PaginationLink::default()
        } else {
            named(asked.href("/portfolio", ""), "First integrations")
        },
        next: next.map(|next| named(asked.href("/portfolio", next), "More integrations")).unwrap_or_default(),
        ..Pagination::default()
    })
}

/// The same rows to take away.
pub fn sheet(rows: &[Row]) -> Sheet {
    let header = [
        "Reference",
        "Product",
        "Organisation",
        "Stage",
        "Turn",
        "Turn since",
        "Next gate",
        "Checks open",
        "Next step",
        "Edition",
        "Hold",
        "Project manager",
        "Last change",
    ];
    let day = |at: Timestamp| Cell::from(at.to_zoned(london()).date());
    let line = |row: &Row| {
        let (listed, summary) = (&row.listed, &row.listed.integration.summary);
        vec![
            listed.integration.reference.as_str().into(),
            listed.product.as_str().into(),
            listed.organisation.as_str().into(),
            row.stage.clone().into(),
            whose(row.turn).into(),
            summary.turn_since.map(day).unwrap_or_default(),
            row.next_gate.clone().into(),
            u32::try_from(summary.unmet).unwrap_or(u32::MAX).into(),
            summary.next_step.as_str().into(),
            summary.edition.as_str().into(),
            summary.hold.clone().into(),
            listed.project_manager.as_ref().map(ToString::to_string).into(),
            day(summary.touched_at),
        ]
    };
    Sheet {
        name: "Portfolio".into(),
        header: header.map(ToOwned::to_owned).into(),
        rows: rows.iter().map(line).collect(),
    }
}

/// A row of sample pages.
pub(super) fn sample_row() -> Option<Row> {
    let own = crate::pages::partner::sample::own()?;
    let mut integration = own.integration;
    integration.summary.stage = Some("apply".into());
    Some(Row {
        turn: With::Partner,
        stage: Some("Apply".into()),
        next_gate: Some("Application".into()),
        listed: app::integrations::portfolio::Listed {
            product: own.product.name,
            organisation: own.product.organisation_name,
            project_manager: "pm@service.example".parse().ok(),
            integration,
        },
    })
}

pub(super) fn samples() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::Portfolio);
    let rows: Vec<Row> = sample_row().into_iter().collect();
    let now = rows.first().map_or(Timestamp::UNIX_EPOCH, |row| row.listed.integration.summary.touched_at);
    let asked = Asked {
        filter: Filter { mine: true, turn: "partner".into(), text: "harbour".into(), ..Filter::default() },
        after: "x".into(),
        stages: vec![("apply".into(), "Apply".into())],
        editions: vec!["2025-09".into()],
    };
    let found = Portfolio { rows, next: None };
    let none = Portfolio { rows: Vec::new(), next: None };
    vec![
        portfolio(frame(), &Asked { after: String::new(), ..Asked::default() }, &found, Some("y"), now),
        portfolio(frame(), &asked, &none, None, now),
    ]
}

/// A reference that leads somewhere, with the product and its organisation under it.
pub(super) fn what_cell(words: &str, href: &str) -> TableCell {
    breaking(Content::from(crate::pages::parts::link(words, href)))
}
