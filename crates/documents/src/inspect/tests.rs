//! One file of each kind, each refusal, and bytes that nobody would call a file.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::unstable::write::FileOptionsExt as _;
use zip::write::SimpleFileOptions;

use super::{Content, Inspected, UploadProblem, inspect, pdf, recognise, signature, size_text};
use crate::{Format, Sheet, xlsx};

const MEGABYTE: u64 = 1024 * 1024;
const PDF: &[u8] =
    b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01";
const MP4: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08free";
const WEBM: &[u8] = b"\x1a\x45\xdf\xa3\x93\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm\x42\x87\x81\x04";
const MAIN: &str = "application/vnd.openxmlformats-officedocument.";

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn types(main: &str) -> String {
    format!(r#"<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>"#)
}

fn office(main: &str) -> Vec<u8> {
    package(&[("[Content_Types].xml", types(main).as_bytes()), ("main.xml", b"<x/>")])
}

fn word() -> Vec<u8> {
    office(&format!("{MAIN}wordprocessingml.document.main+xml"))
}

fn excel() -> Vec<u8> {
    xlsx(&[Sheet { name: "Plan".into(), ..Sheet::default() }], "2026-11-02T09:30:00Z".parse().unwrap())
        .unwrap()
}

fn powerpoint() -> Vec<u8> {
    office(&format!("{MAIN}presentationml.presentation.main+xml"))
}

fn encrypted_container() -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.extend([0; 504]);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

fn look(name: &str, bytes: &[u8]) -> Result<Inspected, UploadProblem> {
    inspect(name, bytes, &Format::ALL, MEGABYTE)
}

fn not_accepted() -> UploadProblem {
    UploadProblem::NotAccepted { accepts: Format::ALL.to_vec() }
}

#[test]
fn each_kind_is_known_by_its_content() {
    let files: [(&str, Vec<u8>, Format); 11] = [
        ("a.pdf", PDF.into(), Format::Pdf),
        ("a.docx", word(), Format::Word),
        ("a.xlsx", excel(), Format::Excel),
        ("a.pptx", powerpoint(), Format::PowerPoint),
        ("a.png", PNG.into(), Format::Png),
        ("a.JPG", JPEG.into(), Format::Jpeg),
        ("a.jpeg", JPEG.into(), Format::Jpeg),
        ("a.csv", "name,£\r\nZoë,1".into(), Format::Csv),
        ("a.txt", b"caf\xe9 in Windows-1252".into(), Format::Text),
        ("a.mp4", MP4.into(), Format::Mp4),
        ("a.webm", WEBM.into(), Format::WebM),
    ];
    for (name, bytes, format) in files {
        let found = look(name, &bytes).unwrap();
        assert_eq!(found.format, format, "{name}");
        assert_eq!(found.media_type, format.media_type());
        assert_eq!(found.size, u64::try_from(bytes.len()).unwrap());
    }
}

#[test]
fn what_is_kept_is_the_hash_of_the_bytes_and_a_safe_name() {
    let found = look("  My  <plan>.PDF", PDF).unwrap();
    assert_eq!(found.safe_name, "My -plan-.pdf");
    let found = look("abc.txt", b"abc").unwrap();
    // FIPS 180-4, the example of one block.
    assert_eq!(found.sha256[..4], [0xba, 0x78, 0x16, 0xbf]);
}

#[test]
fn a_name_that_says_otherwise_is_refused_with_the_ending_it_needs() {
    let problem = look("a.docx", PDF).unwrap_err();
    assert_eq!(problem.to_string(), "The selected file is a PDF, so its name must end in .pdf");
    let problem = look("report.pdf.exe", JPEG).unwrap_err();
    assert_eq!(problem.to_string(), "The selected file is a JPG, so its name must end in .jpg or .jpeg");
    let problem = look("noending", &excel()).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "The selected file is an Excel spreadsheet, so its name must end in .xlsx"
    );
    let problem = inspect("a.txt", b"a,b", &[Format::Csv], MEGABYTE).unwrap_err();
    assert_eq!(problem.to_string(), "The selected file is a CSV, so its name must end in .csv");
}

#[test]
fn what_the_slot_does_not_take_is_refused_with_what_it_takes() {
    let accepts = [Format::Pdf, Format::Word, Format::Png];
    for (name, bytes) in
        [("a.jpg", JPEG.to_vec()), ("a.pdf", JPEG.to_vec()), ("a.xlsx", excel()), ("a.csv", b"a".into())]
    {
        let problem = inspect(name, &bytes, &accepts, MEGABYTE).unwrap_err();
        assert_eq!(problem.to_string(), "The selected file must be a PDF, Word document or PNG");
    }
    let problem = inspect("a.png", PNG, &[Format::Excel], MEGABYTE).unwrap_err();
    assert_eq!(problem.to_string(), "The selected file must be an Excel spreadsheet");
}

#[test]
fn web_pages_pictures_in_markup_and_programs_are_never_accepted() {
    let files: [&[u8]; 17] = [
        b"<!DOCTYPE html><p>%PDF-1.7",
        b"\xef\xbb\xbf  \r\n<html>",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        b"<?xml version=\"1.0\"?><svg/>",
        b"<!-- %PDF-1.4 --><script>",
        b"</p><script>",
        b"#!/bin/sh\nrm -rf /",
        b"\x7fELF\x02\x01\x01",
        b"MZ\x90\0\x03",
        b"GIF89a;",
        b"%PDF-x.7 trailer",
        b"plain\0text",
        b"\x1b[2Jterminal",
        b"{\\rtf1 text}",
        b"\0\0\0\x14ftypqt  \0\0\0\0qt  ",
        b"\0\0\0\x18ftypheic\0\0\0\0heicmif1",
        b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska",
    ];
    for bytes in files {
        for name in ["a.pdf", "a.txt", "a.csv", "a.mp4", "a.webm", "a.html"] {
            assert_eq!(look(name, bytes), Err(not_accepted()), "{name} {}", bytes.escape_ascii());
        }
    }
}

#[test]
fn sizes_are_held_and_named_as_people_say_them() {
    assert_eq!(look("a.pdf", b"").unwrap_err().to_string(), "The selected file is empty");
    assert_eq!(inspect("", b"", &[Format::Pdf], 1).unwrap_err().to_string(), "Select a file");
    let problem = inspect("a.txt", &[b'a'; 11], &[Format::Text], 10).unwrap_err();
    assert_eq!(problem, UploadProblem::TooLarge { max_bytes: 10 });
    assert!(inspect("a.txt", &[b'a'; 10], &[Format::Text], 10).is_ok());
    let problem = UploadProblem::TooLarge { max_bytes: 10 * MEGABYTE };
    assert_eq!(problem.to_string(), "The selected file must be smaller than 10MB");
    let sizes = [
        (20_000_000, "20MB"),
        (512 * 1024, "512KB"),
        (1024 * MEGABYTE, "1GB"),
        (500_000, "500KB"),
        (77, "77 bytes"),
    ];
    for (bytes, text) in sizes {
        assert_eq!(size_text(bytes), text);
    }
}

#[test]
fn hostile_names_are_refused_before_anything_is_read() {
    let cases = [
        ("../a.pdf", "The name of the selected file must not contain slashes"),
        ("a\u{202e}fdp.exe", "The name of the selected file must not contain hidden characters"),
        (" ", "The selected file must have a name"),
    ];
    for (name, text) in cases {
        assert_eq!(look(name, PDF).unwrap_err().to_string(), text);
    }
    let problem = look(&format!("{}.pdf", "a".repeat(300)), PDF).unwrap_err();
    assert_eq!(problem.to_string(), "The name of the selected file must be 255 characters or fewer");
}

#[test]
fn encrypted_pdfs_are_refused() {
    let with = |trailer: &str| [PDF, trailer.as_bytes()].concat();
    for trailer in [
        "trailer <</Root 1 0 R/Encrypt 5 0 R>>",
        "9 0 obj <</Type/XRef/Encrypt\r\n12 0\tR/W[1 2 1]>> stream\nxx\nendstream",
        "trailer<</Encrypt<</Filter/Standard/V 4>>>>",
        "stream\nnever ends trailer <</Encrypt 5 0 R>>",
        "stream\nx\nendstream\ntrailer <</Encrypt 5 0 R>>",
    ] {
        let problem = look("a.pdf", &with(trailer)).unwrap_err();
        assert_eq!(problem.to_string(), "The selected file is password protected", "{trailer}");
    }
    for trailer in [
        "<</EncryptMetadata true>>",
        "<</Encrypted 5 0 R>>",
        "<</Encrypt5 0 R>>",
        "stream\nBT (/Encrypt 5 0 R) ET\nendstream",
        "/Encrypt is a word",
        "/Encrypt 12",
        "/Encrypt",
    ] {
        assert_eq!(look("a.pdf", &with(trailer)).map(|found| found.format), Ok(Format::Pdf), "{trailer}");
    }
}

#[test]
fn encrypted_office_documents_are_refused() {
    assert_eq!(look("a.docx", &encrypted_container()), Err(UploadProblem::PasswordProtected));
    // An older document that is not encrypted is simply not accepted.
    assert_eq!(look("a.docx", &encrypted_container()[..512]), Err(not_accepted()));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "word/document.xml"] {
        let locked = SimpleFileOptions::default().with_deprecated_encryption(b"secret").unwrap();
        writer.start_file(name, locked).unwrap();
        writer.write_all(b"<x/>").unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(look("a.docx", &bytes), Err(UploadProblem::PasswordProtected));
    // Who may upload pictures only hears about pictures.
    let problem = inspect("a.docx", &bytes, &[Format::Png], MEGABYTE);
    assert_eq!(problem, Err(UploadProblem::NotAccepted { accepts: vec![Format::Png] }));
}

#[test]
fn macros_are_refused_however_they_are_declared() {
    let main = types(&format!("{MAIN}wordprocessingml.document.main+xml"));
    let hidden = main.replace(
        "<Types>",
        r#"<Types><Default Extension="dat" ContentType="application/vnd.ms-office.vbaProject"/>"#,
    );
    let documents = [
        package(&[("[Content_Types].xml", main.as_bytes()), ("word/VBAProject.bin", b"\xd0\xcf")]),
        package(&[("[Content_Types].xml", hidden.as_bytes()), ("word/picture.dat", b"\xd0\xcf")]),
        office("application/vnd.ms-word.document.macroEnabled.main+xml"),
        office("application/vnd.ms-excel.macrosheet+xml"),
    ];
    for bytes in documents {
        let problem = look("a.docx", &bytes).unwrap_err();
        assert_eq!(problem.to_string(), "The selected file must not contain macros");
    }
}

#[test]
fn packages_that_are_no_plain_document_are_not_accepted() {
    let both = format!("{MAIN}wordprocessingml.document.main+xml {MAIN}spreadsheetml.sheet.main+xml");
    let escaped =
        types(&format!("{MAIN}wordprocessingml.document.main+xml")).replace("<Types>", "<Types a='&#118;'>");
    let packages = [
        package(&[("META-INF/MANIFEST.MF", b"x"), ("Main.class", b"\xca\xfe\xba\xbe")]),
        package(&[("mimetype", b"application/vnd.oasis.opendocument.text")]),
        office(&format!("{MAIN}wordprocessingml.template.main+xml")),
        office(&both),
        package(&[("[Content_Types].xml", escaped.as_bytes())]),
        package(&[("[Content_Types].xml", b"\xff\xfe<\0")]),
        word()[..word().len() - 30].to_vec(),
        [b"MZ".to_vec(), word()].concat(),
    ];
    for (number, bytes) in packages.iter().enumerate() {
        assert_eq!(look("a.docx", bytes), Err(not_accepted()), "package {number}");
    }
}

#[test]
fn packages_that_unpack_to_too_much_are_refused() {
    let mut bytes = office(&format!("{MAIN}wordprocessingml.document.main+xml"));
    // The unpacked size of the last entry, as the directory declares it (APPNOTE 4.3.12: 24 bytes into the header).
    let header = memchr::memmem::rfind(&bytes, b"PK\x01\x02").unwrap();
    bytes[header + 24..header + 28].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    let problem = look("a.docx", &bytes).unwrap_err();
    assert_eq!(problem.to_string(), "The contents of the selected file are too large when they are unpacked");

    let many = [b"PK\x03\x04".to_vec(), b"PK\x01\x02".repeat(10_001)].concat();
    assert_eq!(look("a.docx", &many), Err(UploadProblem::ExpandsTooFar));
}

#[test]
fn hostile_lengths_do_not_mislead() {
    for bytes in [
        &b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff\x42\x82\x01\xff\xff\xff\xff\xff\xff\xff"[..],
        b"\x1a\x45\xdf\xa3\0",
        b"\x1a\x45\xdf\xa3",
    ] {
        assert_eq!(signature::simple(bytes), None);
    }
    let streams = [PDF, &b"stream\n/Encrypt 5 0 R endstream ".repeat(20_000)].concat();
    assert!(!pdf::is_encrypted(&streams));
    let unended = [PDF, &b"stream\n".repeat(50_000)].concat();
    assert_eq!(recognise(&unended), Content::Known(Format::Pdf));
}

/// Valid files with bytes changed, cut and repeated reach deeper than noise does.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let seeds = vec![PDF.to_vec(), word(), excel(), WEBM.to_vec(), MP4.to_vec(), encrypted_container()];
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20);
    (prop::sample::select(seeds), changes, any::<prop::sample::Index>(), any::<bool>()).prop_map(
        |(mut bytes, changes, end, cut)| {
            for (at, value) in changes {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            if cut {
                bytes.truncate(end.index(bytes.len()) + 1);
            }
            bytes
        },
    )
}

proptest! {
    #[test]
    fn no_bytes_and_no_name_make_it_panic(name in ".{0,40}", bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = inspect(&name, &bytes, &Format::ALL, MEGABYTE);
    }

    #[test]
    fn no_damage_makes_it_panic_or_lie(bytes in damaged()) {
        for format in Format::ALL {
            let name = format!("a.{}", format.extensions()[0]);
            if let Ok(found) = look(&name, &bytes) {
                prop_assert_eq!(found.format, format);
            }
        }
    }

    #[test]
    fn any_beginning_may_be_followed_by_anything(start in 0usize..7, rest in prop::collection::vec(any::<u8>(), 0..200)) {
        const STARTS: [&[u8]; 7] = [b"%PDF-1.7 /Encrypt ", b"PK\x03\x04", b"PK\x05\x06", b"\x1a\x45\xdf\xa3", b"\0\0\0\x18ftyp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<"];
        let _ = recognise(&[STARTS[start], &rest].concat());
    }

    #[test]
    fn a_safe_name_is_accepted_again(name in "\\PC{0,60}") {
        if let Ok(found) = look(&format!("{name}.pdf"), PDF) {
            prop_assert_eq!(look(&found.safe_name, PDF).unwrap().safe_name, found.safe_name);
        }
    }
}
