//! Workbooks and CSV files as they come from the programs that people use, and bytes that are neither.

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;
use crate::{Cell, Sheet, csv, xlsx};

fn row(number: u32, cells: &[&str]) -> TableRow {
    TableRow { number, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
}

#[test]
fn cells_of_every_kind_come_as_the_text_that_a_person_would_type() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("P9 Users").unwrap();
    let date = ExcelDateTime::from_ymd(1968, 2, 12).unwrap();
    sheet.write(3, 1, " greta@example.com ").unwrap();
    sheet.write(3, 2, 9_990_000_018_u64).unwrap();
    sheet.write(3, 3, true).unwrap();
    sheet.write_with_format(3, 4, &date, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    sheet.write(3, 5, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write(5, 1, "the row between is empty").unwrap();
    workbook.add_worksheet().set_name("Empty").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();

    let tables = read_xlsx(&bytes, 100).unwrap();
    assert_eq!(tables.len(), 2);
    let whole = ["", "greta@example.com", "9990000018", "TRUE", "1968-02-12", "2"];
    let after = ["", "the row between is empty", "", "", "", ""];
    assert_eq!(tables[0].rows, [row(4, &whole), row(6, &after)]);
    assert_eq!((tables[0].name.as_str(), &tables[1].rows), ("P9 Users", &vec![]));
}

#[test]
fn csv_is_read_with_a_byte_order_mark_or_without_and_rows_keep_their_lines() {
    let bytes = b"\xef\xbb\xbfSheet,Email Address\r\n\r\nP5 Users,\"a\nb\"\r\nP9 Users,'+447700900123\r\n";
    let read = read_csv(bytes, 100).unwrap();
    assert_eq!(
        read.rows,
        [
            row(1, &["Sheet", "Email Address"]),
            row(3, &["P5 Users", "a\nb"]),
            row(5, &["P9 Users", "+447700900123"]),
        ]
    );
}

#[test]
fn what_is_no_table_is_refused_with_what_to_do() {
    assert_eq!(read_xlsx(b"PK\x03\x04 not really", 100), Err(TableProblem::NotAWorkbook));
    assert_eq!(read_csv(b"a,b\n\xff\xfe,c\n", 100), Err(TableProblem::NotCsv { row: 2 }));
    assert_eq!(read_csv(b"a\nb\nc\n", 2), Err(TableProblem::TooManyRows { most: 2 }));
    assert!(read_csv(b"a\n\n\n\nb\n", 2).is_ok(), "empty rows do not count");
}

proptest! {
    #[test]
    fn what_is_written_reads_back(texts in proptest::collection::vec("[ -~é]{0,20}", 1..20)) {
        let texts: Vec<String> = texts.iter().map(|text| text.trim().to_owned()).collect();
        let rows = texts.iter().map(|text| vec![Cell::from("x"), Cell::Text(text.clone())]).collect();
        let sheet = Sheet { name: "Any".to_owned(), header: vec!["a".to_owned(), "b".to_owned()], rows };
        let from_xlsx = read_xlsx(&xlsx(std::slice::from_ref(&sheet), kernel::Timestamp::UNIX_EPOCH).unwrap(), 100).unwrap();
        let read: Vec<&str> = from_xlsx[0].rows[1..].iter().map(|row| row.cells[1].as_str()).collect();
        prop_assert_eq!(read, texts.iter().map(String::as_str).collect::<Vec<_>>());
        let from_csv = read_csv(&csv(&sheet), 100).unwrap();
        prop_assert_eq!(from_csv.rows.len(), texts.len() + 1);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read_xlsx(&bytes, 10);
        let _ = read_csv(&bytes, 10);
    }
}
