//! A project manager's day and a reviewer's lane: what waits for the viewer, most pressing first.

use app::integrations::portfolio::{CallAhead, Item, Lane, Look, LookKind, MyDay, Reply, Row, Seen};
use kernel::Timestamp;
use nhsuk::{Html, Table, TableCell, Tag, TagColour};
use toolkit::standing::moment;

use super::{
    Desk, frame_of_staff, paragraph,
    portfolio::{cockpit_of, product_of, turn, what_cell},
    table_or,
};
use crate::{
    pages::{
        Section,
        frame::Frame,
        parts::{RowForm, breaking, caption, link, whole},
    },
    words::{ago, shortened},
};

fn reference(row: &Row) -> &str {
    &row.listed.integration.reference
}

fn below(row: &Row, place: &str) -> String {
    format!("/integrations/{}/{place}", row.listed.integration.id)
}

fn table(title: &str, head: &[&str], rows: Vec<Vec<TableCell>>) -> Table {
    Table {
        caption: caption(title),
        head: head.iter().map(|words| (*words).into()).collect(),
        rows,
        first_cell_is_header: true,
        responsive: true,
        compact: true,
        ..Table::default()
    }
}

// Two things of one name are told apart by the reference behind them.
fn titled(item: &Item) -> Html {
    let href = item.place.as_ref().map_or_else(|| cockpit_of(&item.row), |place| below(&item.row, place));
    link(&format!("{}, {}", item.waiting.title, reference(&item.row)), &href)
}

fn waiting(items: &[Item], now: Timestamp) -> Html {
    let row = |item: &Item| {
        vec![
            breaking(titled(item)),
            breaking(product_of(&item.row)),
            TableCell::new(item.waiting.because.as_str()),
            TableCell::new(ago(now, item.waiting.since)),
            TableCell::new(again(item.is_again)),
        ]
    };
    let head = ["What", "Product", "Why", "Waiting since", "Seen"];
    let table = table("Waiting for you", &head, items.iter().map(row).collect());
    table_or(table, "Nothing waits for you.")
}

fn again(is_again: bool) -> Html {
    let tag = if is_again {
        Tag::new("Looked at before", TagColour::Yellow)
    } else {
        Tag::new("New", TagColour::Blue)
    };
    tag.into()
}

/// What nothing waits for. Nobody has to look at it, so there is nothing where there is none.
fn for_information(files: &[Seen], now: Timestamp) -> Option<Html> {
    let row = |seen: &Seen| {
        let (look, place) = (&seen.look, format!("review/evidence/{}", seen.look.subject));
        vec![
            what_cell(&format!("{}, {}", look.title, reference(&seen.row)), &below(&seen.row, &place)),
            breaking(product_of(&seen.row)),
            breaking(look.words.as_str()),
            TableCell::new(ago(now, look.since)),
            TableCell::new(again(look.is_again)),
        ]
    };
    let head = ["Evidence", "Product", "File", "Added", "Seen"];
    let rows = files.iter().map(row).collect();
    (!files.is_empty()).then(|| table("For information", &head, rows).into())
}

fn replies(replies: &[Reply]) -> Html {
    let row = |reply: &Reply| {
        let words = format!("Question {}, {}", reply.number, reference(&reply.row));
        vec![
            what_cell(&words, &below(&reply.row, &format!("questions/{}", reply.number))),
            breaking(product_of(&reply.row)),
            breaking(shortened(&reply.asked)),
            breaking(shortened(&reply.reply)),
            TableCell::new(moment(reply.at)),
        ]
    };
    let head = ["Question", "Product", "Asked", "Reply", "Received"];
    table_or(table("Replies received", &head, replies.iter().map(row).collect()), "There are no new replies.")
}

fn calls(calls: &[CallAhead], now: Timestamp) -> Html {
    let row = |call: &CallAhead| {
        let words = format!("{}, {}", call.title, reference(&call.row));
        let place = if call.at <= now { "/record" } else { "" };
        vec![
            what_cell(&words, &below(&call.row, &format!("calls/{}{place}", call.call))),
            breaking(product_of(&call.row)),
            TableCell::new(moment(call.at)),
            TableCell::new(if call.at <= now { "To be recorded" } else { "Booked" }),
        ]
    };
    let head = ["Call", "Product", "When", "State"];
    table_or(
        table("Calls in the next 7 days", &head, calls.iter().map(row).collect()),
        "No calls are booked.",
    )
}

// The forms come after the table, whose cells cannot hold them.
fn unassigned(rows: &[Row], take: Option<&str>, now: Timestamp) -> Vec<Html> {
    let forms: Vec<RowForm> = (1..)
        .zip(rows)
        .filter_map(|(number, row): (usize, &Row)| {
            let fields = vec![("email", take?.to_owned()), ("from", "my-day".to_owned())];
            Some(RowForm::new(format!("take-{number}"), below(row, "assign"), fields))
        })
        .collect();
    let line = |(number, row): (usize, &Row)| {
        let words = reference(row);
        let button = forms.get(number).map(|form| form.button("Take", format!("Take {words}")));
        vec![
            whole(TableCell::link(words, cockpit_of(row))),
            breaking(product_of(row)),
            TableCell::new(row.stage.as_deref().unwrap_or_default()),
            TableCell::new(turn(row, now)),
            TableCell::new(button.map(Html::from).unwrap_or_default()),
        ]
    };
    let head = ["Reference", "Product", "Stage", "Turn", "Action"];
    let lines = rows.iter().enumerate().map(line).collect();
    let list = table_or(
        table("Without a project manager", &head, lines),
        "Every integration has a project manager.",
    );
    [list].into_iter().chain(forms.iter().map(|form| Html::trusted(form.to_string()))).collect()
}

/// `take` is the viewer's address where they may take an integration.
pub fn my_day(frame: Frame, day: &MyDay, take: Option<&str>, now: Timestamp) -> Desk {
    Desk::new(frame, "My day")
        .wide()
        .with(waiting(&day.waiting, now))
        .with(calls(&day.calls, now))
        .with(replies(&day.replies))
        .with_all(unassigned(&day.unassigned, take, now))
}

pub fn lane(frame: Frame, lane: &Lane, now: Timestamp) -> Desk {
    Desk::new(frame, "My lane")
        .wide()
        .with(paragraph(format!("What waits for: {}.", lane.roles.join("; "))))
        .with(waiting(&lane.items, now))
        .with_all(for_information(&lane.files, now))
        .with(replies(&lane.replies))
}

fn sample() -> Option<(MyDay, Timestamp)> {
    let row = super::portfolio::sample_row()?;
    let now = row.listed.integration.summary.touched_at;
    let waiting = app::integrations::portfolio::Waiting {
        role: "project-manager".into(),
        check_id: "application.accepted".into(),
        is_next: true,
        since: now,
        title: "Application".into(),
        because: "The application was not accepted for the call yet.".into(),
    };
    let reply = Reply {
        row: row.clone(),
        number: "1".into(),
        asked: "Who can see the appointments?".into(),
        reply: "Carers can, too.".into(),
        at: now,
    };
    let day = MyDay {
        waiting: vec![Item {
            row: row.clone(),
            waiting,
            place: Some("review/application".into()),
            is_again: true,
        }],
        calls: vec![CallAhead {
            row: row.clone(),
            call: toolkit::CallId::new("application-review"),
            title: "Application Review Call".into(),
            at: now,
        }],
        replies: vec![reply],
        unassigned: vec![row],
    };
    Some((day, now))
}

pub(super) fn samples_of_day() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::MyDay);
    let Some((day, now)) = sample() else { return Vec::new() };
    let take = Some("pm@service.example");
    vec![my_day(frame(), &day, take, now), my_day(frame(), &MyDay::default(), take, now)]
}

pub(super) fn samples_of_lane() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::Lane);
    let Some((day, now)) = sample() else { return Vec::new() };
    let roles = vec!["Reviewer, data security".to_owned()];
    let look = Look {
        kind: LookKind::File,
        subject: "architecture-diagram".into(),
        reader: "reviewer:technical-architecture".into(),
        since: now,
        title: "Architecture diagram".into(),
        words: "diagram.pdf".into(),
        is_again: true,
    };
    let files = day.unassigned.iter().map(|row| Seen { row: row.clone(), look: look.clone() }).collect();
    let full = Lane { roles: roles.clone(), items: day.waiting, files, replies: day.replies };
    vec![lane(frame(), &full, now), lane(frame(), &Lane { roles, ..Lane::default() }, now)]
}
