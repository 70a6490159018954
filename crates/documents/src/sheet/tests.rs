//! Written tables, read back by other libraries.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::{Date, date};
use kernel::Timestamp;
use proptest::prelude::*;

use super::{Cell, Sheet, SheetProblem, csv, xlsx};

fn sheet() -> Sheet {
    Sheet {
        name: "Portfolio".into(),
        header: vec!["Product".into(), "Days".into(), "Go live".into()],
        rows: vec![
            vec!["Harbour, \"the\" app\nline two ŵ".into(), 12.into(), date(2026, 12, 1).into()],
            vec!["=HYPERLINK(\"http://evil.example\")".into(), Cell::Number(-2.5), None::<Date>.into()],
        ],
    }
}

fn made_at() -> Timestamp {
    "2026-11-02T09:30:00Z".parse().unwrap()
}

fn read_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

#[test]
fn a_csv_keeps_commas_quotes_and_lines_and_disarms_formulas() {
    let bytes = csv(&sheet());
    assert_eq!(
        read_csv(&bytes),
        [
            vec!["Product", "Days", "Go live"],
            vec!["Harbour, \"the\" app\nline two ŵ", "12", "2026-12-01"],
            vec!["'=HYPERLINK(\"http://evil.example\")", "-2.5", ""],
        ]
    );
    assert!(bytes.starts_with(b"\xef\xbb\xbfProduct,Days,Go live\r\n"));
}

#[test]
fn every_way_into_a_formula_is_closed() {
    for text in
        ["=1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n1", "  =1", "\u{a0}@x", "＝1", "\t", "\u{0}=1"]
    {
        let sheet = Sheet { header: vec![text.into()], rows: vec![vec![text.into()]], ..Sheet::default() };
        for row in read_csv(&csv(&sheet)) {
            assert_eq!(row[0], format!("'{text}"), "{text:?}");
        }
    }
    for text in ["a=1", "07700 900123", "", " plain", "'=1"] {
        let sheet = Sheet {
            header: vec!["h".into(), "i".into()],
            rows: vec![vec![text.into(), "x".into()]],
            ..Sheet::default()
        };
        assert_eq!(read_csv(&csv(&sheet))[1][0], text);
    }
}

#[test]
fn a_workbook_is_read_back_with_numbers_and_dates_as_such() {
    let mut book =
        open(xlsx(&[sheet(), Sheet { name: "Empty".into(), ..Sheet::default() }], made_at()).unwrap());
    assert_eq!(book.sheet_names(), ["Portfolio", "Empty"]);
    let range = book.worksheet_range("Portfolio").unwrap();
    assert_eq!(range.get_size(), (3, 3));
    assert_eq!(range.get((0, 0)), Some(&Data::String("Product".into())));
    assert_eq!(range.get((1, 0)), Some(&Data::String("Harbour, \"the\" app\nline two ŵ".into())));
    assert_eq!(range.get((1, 1)), Some(&Data::Float(12.0)));
    let Some(Data::DateTime(day)) = range.get((1, 2)) else { panic!("a date: {:?}", range.get((1, 2))) };
    assert_eq!(day.to_ymd_hms_milli(), (2026, 12, 1, 0, 0, 0, 0));
    assert_eq!(range.get((2, 0)), Some(&Data::String("=HYPERLINK(\"http://evil.example\")".into())));
    let formulas = book.worksheet_formula("Portfolio").unwrap();
    assert!(formulas.used_cells().next().is_none());
}

#[test]
fn the_header_is_bold_stays_in_view_and_filters() {
    let bytes = xlsx(&[sheet()], made_at()).unwrap();
    let part = |name: &str| {
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
    };
    let worksheet = part("xl/worksheets/sheet1.xml");
    assert!(
        worksheet.contains(r#"<pane ySplit="1" topLeftCell="A2""#) && worksheet.contains(r#"state="frozen""#)
    );
    assert!(worksheet.contains(r#"<autoFilter ref="A1:C3""#));
    assert!(worksheet.contains("<col min=\"1\" max=\"1\""));
    assert!(part("xl/styles.xml").contains("<b/>"));
    assert!(part("docProps/core.xml").contains("2026-11-02T09:30:00Z"));
    assert_eq!(bytes, xlsx(&[sheet()], made_at()).unwrap());
}

#[test]
fn names_of_tabs_are_made_to_fit_and_to_differ() {
    let names = ["Plan", "plan", "a/b: [c]?*\\", "", "'quoted'", &"é".repeat(40), &"é".repeat(50), "History"];
    let sheets: Vec<Sheet> = names.iter().map(|name| Sheet { name: (*name).into(), ..sheet() }).collect();
    let book = open(xlsx(&sheets, made_at()).unwrap());
    let (long, second) = ("é".repeat(31), format!("{} 2", "é".repeat(29)));
    let expected = ["Plan", "plan 2", "a b   c", "Sheet", "quoted", &long, &second, "Sheet 2"];
    assert_eq!(book.sheet_names(), expected);
}

#[test]
fn what_excel_cannot_hold_is_cut_or_refused() {
    let text = "x".repeat(40_000);
    let rows = vec![vec![text.as_str().into(), Cell::Number(f64::NAN), date(1850, 1, 2).into()]];
    let mut book = open(xlsx(&[Sheet { rows, ..sheet() }], made_at()).unwrap());
    let range = book.worksheet_range("Portfolio").unwrap();
    assert_eq!(range.get((1, 0)).unwrap().to_string().len(), 32_767);
    assert_eq!(range.get((1, 1)), Some(&Data::Empty));
    assert_eq!(range.get((1, 2)), Some(&Data::String("1850-01-02".into())));

    let wide = Sheet { header: vec![String::new(); 16_385], ..sheet() };
    assert!(matches!(xlsx(&[wide], made_at()), Err(SheetProblem::TooLarge { columns: 16_385, .. })));
    let long = Sheet { rows: vec![Vec::new(); 1_048_576], ..sheet() };
    assert!(matches!(xlsx(&[long], made_at()), Err(SheetProblem::TooLarge { rows: 1_048_576, .. })));
    assert!(matches!(xlsx(&[], made_at()), Err(SheetProblem::NoSheets)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_survives_both_ways(text in "\\PC{1,40}") {
        let table = Sheet { name: "T".into(), header: vec!["h".into(), "i".into()], rows: vec![vec![text.as_str().into(), "x".into()]] };
        let cell = read_csv(&csv(&table))[1][0].clone();
        let kept = cell.strip_prefix('\'').unwrap_or(&cell);
        prop_assert!(cell == text || kept == text);
        let mut book = open(xlsx(&[table], made_at()).unwrap());
        let range = book.worksheet_range("T").unwrap();
        prop_assert_eq!(range.get((1, 0)), Some(&Data::String(text)));
    }
}
