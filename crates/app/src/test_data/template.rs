//! An empty file of test data to fill in, in each form that is read again.

use documents::{Cell, Format, Sheet as Tab, SheetProblem};
use identity::test_data::{Column, Sheet};
use kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::Form;

const TITLES: [&str; 4] = ["Sheet", "Column", "Has to be filled in", "What to write"];

/// The template's bytes.
pub fn template(form: Form) -> Result<Vec<u8>, SheetProblem> {
    Ok(match form {
        Form::Workbook => {
            let tabs: Vec<Tab> = std::iter::once(guide()).chain(Sheet::ALL.into_iter().map(tab)).collect();
            documents::xlsx(&tabs, Timestamp::UNIX_EPOCH)?
        }
        Form::Csv => documents::csv(&table()),
        Form::Json => format!("{:#}\n", json()).into_bytes(),
    })
}

fn guide() -> Tab {
    let line = |sheet: Sheet, column: Column| {
        let must = if column.is_required() { "Yes" } else { "No" };
        [sheet.title(), column.title(), must, column.hint()].map(Cell::from).to_vec()
    };
    let rows = Sheet::ALL
        .into_iter()
        .flat_map(|sheet| sheet.columns().iter().map(move |column| line(sheet, *column)));
    Tab { name: "Guide".to_owned(), header: TITLES.map(str::to_owned).to_vec(), rows: rows.collect() }
}

fn tab(sheet: Sheet) -> Tab {
    let header = std::iter::once("Note").chain(sheet.columns().iter().map(|column| column.title()));
    let example = std::iter::once("Example:").chain(sheet.columns().iter().map(|column| column.example()));
    Tab {
        name: sheet.title().to_owned(),
        header: header.map(str::to_owned).collect(),
        rows: vec![example.map(Cell::from).collect()],
    }
}

fn table() -> Tab {
    let header = ["Note", "Sheet"].into_iter().chain(Column::ALL.iter().copied().map(Column::title));
    let example = |sheet: Sheet| {
        let cell =
            move |column: Column| if sheet.columns().contains(&column) { column.example() } else { "" };
        let cells = ["Example:", sheet.title()].into_iter().chain(Column::ALL.iter().copied().map(cell));
        cells.map(Cell::from).collect()
    };
    Tab {
        name: String::new(),
        header: header.map(str::to_owned).collect(),
        rows: Sheet::ALL.into_iter().map(example).collect(),
    }
}

fn json() -> Value {
    let row = |sheet: Sheet| -> Value {
        let cells = sheet.columns().iter().filter(|column| !column.example().is_empty());
        cells.map(|column| (column.key(), json!(column.example()))).collect::<Map<_, _>>().into()
    };
    Sheet::ALL
        .into_iter()
        .map(|sheet| (sheet.key().to_owned(), json!([row(sheet)])))
        .collect::<Map<_, _>>()
        .into()
}

impl Form {
    pub const ALL: [Self; 3] = [Self::Workbook, Self::Csv, Self::Json];

    /// How names of such files end.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Workbook => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    pub fn named(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.ending() == ending)
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Workbook => "Excel workbook",
            Self::Csv => "CSV",
            Self::Json => "JSON",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Workbook => Format::Excel.media_type(),
            Self::Csv => Format::Csv.media_type(),
            Self::Json => "application/json",
        }
    }
}
