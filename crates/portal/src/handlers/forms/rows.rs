//! Rows of a question that is answered with records: the list, adding, changing and removing one.

use std::collections::BTreeMap;

use app::{integrations, portal::NotFound};
use axum::{
    extract::{Path, State},
    response::Response,
};
use onboarding::Command;
use toolkit::{
    FieldId, Value,
    answer::{self, Typed},
    definition::{Field, FieldKind},
};
use web_kit::{FieldErrors, FormData};

use super::{Page, Refused, in_words, question::notes, to, typed};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        Section,
        forms::{List, Records, RemoveRow, RowPage, Shown, column_field, error_id, filled},
    },
    state::{Portal, Shared},
};

type Row = BTreeMap<String, String>;

fn id_of(page: &Page, field: &Field) -> Result<FieldId, NotFound> {
    FieldId::of(&page.form.id, &field.id).map_err(|_| NotFound)
}

fn list_of<'a>(page: &'a Page, field: &'a Field) -> List<'a> {
    List { definition: &page.opened.definition, form: &page.form, field, place: &page.place }
}

pub(super) fn list(
    portal: &Portal,
    viewer: &SignedIn,
    page: &Page,
    field: &Field,
    errors: FieldErrors,
) -> Answer {
    let id = id_of(page, field)?;
    let answer = page.opened.facts.answer(&id);
    let go_on = page.after(&id, answer.cloned());
    let frame = portal.frame(viewer, Section::Integrations);
    let notes = notes(page, &id);
    let (list, proposed) = (list_of(page, field), page.proposed(&id, field));
    let shown = Shown { answer, proposed: proposed.as_ref(), back: &page.before(field), go_on: &go_on };
    Ok(portal.respond(&Records::new(frame, list, &shown, notes, errors)))
}

/// Takes over the rows that are proposed. The list then shows what they are.
pub(super) async fn take_proposed(portal: &Portal, viewer: &SignedIn, page: &Page, field: &Field) -> Answer {
    let id = id_of(page, field)?;
    let list_again =
        |words: String| list(portal, viewer, page, field, FieldErrors::from_iter([(Records::TAKE, words)]));
    let Some(value) = page.proposed(&id, field) else {
        return list_again("There is nothing to add any more. Add the rows one by one".to_owned());
    };
    let command = Command::Answer { field: id, value: Some(value), seen: 0 };
    match integrations::act(&portal.ctx, viewer.actor, page.id, command).await {
        Ok(_) => Ok(to(&page.place.field(&page.form, &field.id))),
        Err(error) => list_again(in_words(error)?.words()),
    }
}

/// The list that a path names, its rows, and which of them is meant; none for a new one.
struct Meant {
    page: Page,
    id: FieldId,
    field: Field,
    rows: Vec<Row>,
    index: Option<usize>,
}

impl Meant {
    async fn open(
        portal: &Portal,
        viewer: &SignedIn,
        [integration, form, field, row]: [&str; 4],
    ) -> Result<Self, Failure> {
        let page = Page::open(portal, viewer, integration, form).await?;
        let (id, field) = page.field(field)?;
        if field.kind != FieldKind::Records {
            return Err(Failure::NotFound);
        }
        let rows = match page.opened.facts.answer(&id) {
            Some(Value::Records(rows)) => rows.clone(),
            _ => Vec::new(),
        };
        let number = || row.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let index = if row == "new" { None } else { Some(number().ok_or(NotFound)?) };
        Ok(Self { page, id, field, rows, index })
    }

    fn name(&self) -> String {
        self.index.map_or_else(|| "new".to_owned(), |index| (index + 1).to_string())
    }

    fn show(
        &self,
        portal: &Portal,
        viewer: &SignedIn,
        typed: &BTreeMap<String, Typed>,
        seen: u64,
        errors: FieldErrors,
    ) -> Response {
        let frame = portal.frame(viewer, Section::Integrations);
        let notes = notes(&self.page, &self.id);
        let list = list_of(&self.page, &self.field);
        portal.respond(&RowPage::new(frame, list, &self.name(), typed, seen, notes, errors))
    }

    // Beside the first column, which stands for the row.
    fn beside_row(&self, words: impl Into<String>) -> FieldErrors {
        let first = self.field.columns.first();
        let id = first.map(|column| error_id(&column_field(column), &column.id)).unwrap_or_default();
        FieldErrors::from_iter([(id, words.into())])
    }

    /// The whole answer with this row in its place.
    fn with(&self, row: Row) -> Result<Option<Value>, String> {
        let mut rows = self.rows.clone();
        match self.index {
            Some(index) if index < rows.len() => rows[index] = row,
            _ => rows.push(row),
        }
        answer::parse(&self.page.opened.definition, &self.field, &Typed::Rows(rows))
            .map_err(|problem| problem.0)
    }
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form, field, row)): Path<(String, String, String, String)>,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, [&integration, &form, &field, &row]).await?;
    let known = meant.index.map(|index| meant.rows.get(index).ok_or(NotFound)).transpose()?;
    let columns = meant.field.columns.iter().map(|column| {
        let text = known.and_then(|row| row.get(&column.id)).map(|text| Value::text(text));
        (column.id.clone(), filled(&column_field(column), text.as_ref()))
    });
    let seen = meant.page.version(&meant.id);
    Ok(meant.show(&portal, &viewer, &columns.collect(), seen, FieldErrors::new()))
}

pub async fn save(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form, field, row)): Path<(String, String, String, String)>,
    sent: FormData,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, [&integration, &form, &field, &row]).await?;
    let seen = sent.text("seen").parse().unwrap_or_default();
    let (typed, judged) = cells(&meant, &sent);
    let row = match judged {
        Ok(row) => row,
        Err(errors) => return Ok(meant.show(&portal, &viewer, &typed, seen, errors)),
    };
    let version = meant.page.version(&meant.id);
    if seen != version {
        return Ok(meant.show(&portal, &viewer, &typed, version, meant.beside_row(overtaken(&meant))));
    }
    let value = match meant.with(row) {
        Ok(value) => value,
        Err(words) => return Ok(meant.show(&portal, &viewer, &typed, seen, meant.beside_row(words))),
    };
    let command = Command::Answer { field: meant.id.clone(), value, seen };
    let Err(error) = integrations::act(&portal.ctx, viewer.actor, meant.page.id, command).await else {
        let is_later = sent.text("then") == "later";
        let list = meant.page.place.field(&meant.page.form, &meant.field.id);
        return Ok(to(if is_later { &meant.page.place.integration } else { &list }));
    };
    Ok(match in_words(error)? {
        Refused::Words(words) => meant.show(&portal, &viewer, &typed, seen, meant.beside_row(words)),
        Refused::Conflict { position, .. } => {
            meant.show(&portal, &viewer, &typed, position, meant.beside_row(overtaken(&meant)))
        }
    })
}

// The list is not what the person saw. What they typed is still there, so both can be compared.
fn overtaken(meant: &Meant) -> String {
    let now = meant.index.and_then(|index| meant.rows.get(index));
    match (now, meant.index) {
        (Some(row), _) => {
            let cells: Vec<&str> = row.values().map(String::as_str).collect();
            format!(
                "Somebody else changed the list while you had the page open. This row now says: {}. To replace it with what is below, save again",
                cells.join(", ")
            )
        }
        (None, Some(_)) => {
            "Somebody else removed this row while you had the page open. To add it again, save again"
                .to_owned()
        }
        (None, None) => {
            "Somebody else changed the list while you had the page open. To add this row to it, save again"
                .to_owned()
        }
    }
}

// Each column is parsed by itself, so that each has its own error.
fn cells(meant: &Meant, sent: &FormData) -> (BTreeMap<String, Typed>, Result<Row, FieldErrors>) {
    let (mut typed, mut row, mut errors) = (BTreeMap::new(), Row::new(), FieldErrors::new());
    for column in &meant.field.columns {
        let field = column_field(column);
        let cell = typed::read(&field, &column.id, sent);
        match typed::parse(&meant.page.opened.definition, &field, &cell, false) {
            Ok(Some(Value::Text(text))) => {
                row.insert(column.id.clone(), text);
            }
            Ok(_) => {}
            Err(words) => errors.add(error_id(&field, &column.id), words),
        }
        typed.insert(column.id.clone(), cell);
    }
    if errors.is_empty() && row.is_empty() {
        errors = meant.beside_row("Enter at least one of the details");
    }
    (typed, if errors.is_empty() { Ok(row) } else { Err(errors) })
}

pub async fn show_remove(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form, field, row)): Path<(String, String, String, String)>,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, [&integration, &form, &field, &row]).await?;
    let index = meant.index.ok_or(NotFound)?;
    let row = meant.rows.get(index).ok_or(NotFound)?;
    let (frame, list) = (portal.frame(&viewer, Section::Integrations), list_of(&meant.page, &meant.field));
    Ok(portal.respond(&RemoveRow::new(frame, list, index + 1, row, meant.page.version(&meant.id))))
}

pub async fn remove(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form, field, row)): Path<(String, String, String, String)>,
    sent: FormData,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, [&integration, &form, &field, &row]).await?;
    let list = meant.page.place.field(&meant.page.form, &meant.field.id);
    let seen: u64 = sent.text("seen").parse().unwrap_or_default();
    let index = meant.index.ok_or(NotFound)?;
    // Another row may stand there now: the list shows what is left.
    if seen != meant.page.version(&meant.id) || index >= meant.rows.len() {
        return Ok(to(&list));
    }
    let mut rows = meant.rows.clone();
    rows.remove(index);
    let value = (!rows.is_empty()).then_some(Value::Records(rows));
    let command = Command::Answer { field: meant.id.clone(), value, seen };
    match integrations::act(&portal.ctx, viewer.actor, meant.page.id, command).await {
        Ok(_) => Ok(to(&list)),
        Err(error) => match in_words(error)? {
            Refused::Conflict { .. } => Ok(to(&list)),
            // The form's own page says how it stands.
            Refused::Words(_) => Ok(to(&meant.page.place.form(&meant.page.form))),
        },
    }
}
