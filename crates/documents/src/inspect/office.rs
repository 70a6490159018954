//! Office documents: a ZIP package (ECMA-376 part 2) whose content types name the kind of document, or the older container, of which
//! only an encrypted document is of interest. Only declared sizes and names are looked at; one small part is unpacked, bounded.

use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use super::Content;
use crate::Format;

pub const FORMATS: [Format; 3] = [Format::Word, Format::Excel, Format::PowerPoint];

const CONTENT_TYPES: &str = "[Content_Types].xml";
/// Bytes of the one part that is unpacked. A thousand slides come to about 200 kB.
const LONGEST_CONTENT_TYPES: u64 = 2 * 1024 * 1024;
const MOST_ENTRIES: usize = 10_000;
/// Unpacked bytes that nobody has to justify, and how many times the packed size beyond that.
const UNPACKED_WITHOUT_QUESTION: u64 = 100 * 1024 * 1024;
const HIGHEST_RATIO: u64 = 100;
const LARGEST_UNPACKED: u64 = 1024 * 1024 * 1024;

/// What the main part of each kind is (ECMA-376 part 1, §11.3.10, §12.3.23, §13.3.6).
const MAIN_PARTS: [(Format, &str); 3] = [
    (Format::Word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    (Format::Excel, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    (
        Format::PowerPoint,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
];
/// In lower case: a project in Basic, a document type that may hold one, and Excel's older macro sheets.
const MACROS: [&str; 3] = ["vbaproject", "macroenabled", "macrosheet"];

/// A package of files; `None` when it is no Office document at all.
pub fn package(bytes: &[u8]) -> Option<Content> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    // Counted before they are parsed: each costs a hundred times its bytes in memory.
    if memmem::find_iter(bytes, b"PK\x01\x02").take(MOST_ENTRIES + 1).count() > MOST_ENTRIES {
        return Some(Content::Expanding);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let content_types = archive.index_for_name(CONTENT_TYPES)?;
    let entries = Entries::read(&mut archive)?;
    if entries.encrypted {
        return Some(Content::Locked);
    }
    if entries.expand_too_far(bytes.len()) {
        return Some(Content::Expanding);
    }
    let types = read_types(&mut archive, content_types)?;
    if entries.macros || MACROS.iter().any(|sign| types.contains(sign)) {
        return Some(Content::WithMacros);
    }
    let mut kinds = MAIN_PARTS.iter().filter(|(_, main)| types.contains(&main.to_lowercase()));
    match (kinds.next(), kinds.next()) {
        (Some((format, _)), None) if !archive.has_duplicate_names() => Some(Content::Known(*format)),
        _ => None,
    }
}

/// What the package's directory declares.
struct Entries {
    encrypted: bool,
    macros: bool,
    unpacked: u64,
}

impl Entries {
    fn read(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Option<Self> {
        let mut entries = Self { encrypted: false, macros: false, unpacked: 0 };
        for index in 0..archive.len() {
            let entry = archive.by_index_data(index).ok()?;
            let name = String::from_utf8_lossy(entry.name_raw()).to_lowercase();
            entries.encrypted |= entry.encrypted();
            entries.macros |= MACROS.iter().any(|sign| name.contains(sign));
            entries.unpacked = entries.unpacked.saturating_add(entry.size());
        }
        Some(entries)
    }

    fn expand_too_far(&self, packed: usize) -> bool {
        let packed = u64::try_from(packed).unwrap_or(u64::MAX);
        let justified = packed.saturating_mul(HIGHEST_RATIO).max(UNPACKED_WITHOUT_QUESTION);
        self.unpacked > justified.min(LARGEST_UNPACKED)
    }
}

/// In lower case; nothing where it is not plain UTF-8 or writes letters as character references, as no office program does.
fn read_types(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Option<String> {
    let part = archive.by_index(index).ok()?;
    let mut text = String::new();
    part.take(LONGEST_CONTENT_TYPES).read_to_string(&mut text).ok()?;
    (!text.contains('&')).then(|| text.to_lowercase())
}

/// [MS-OFFCRYPTO] §2.3.4: an encrypted document is a stream of that name in an older container (\[MS-CFB\]), its name in UTF-16.
pub fn is_encrypted_container(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") && memmem::find(bytes, &name).is_some()
}
