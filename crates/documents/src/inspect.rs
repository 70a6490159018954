//! What an uploaded file really is, by its content: never by its name or by what the browser says about it.
//!
//! It knows no virus scanner and runs nothing of what it looks at. A file that passes is still somebody else's: serve it only as a
//! download, with its media type and `nosniff`.

mod office;
mod pdf;
mod signature;
#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::Format;
use crate::format::{names, one_of};
use crate::name::{self, CleanName};

/// A file that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    pub format: Format,
    /// What to serve it as; see [`Format::media_type`].
    pub media_type: &'static str,
    /// Bytes.
    pub size: u64,
    pub sha256: [u8; 32],
    /// The name as it may be shown, stored and offered for download: at most 200 bytes, no path, no control characters.
    pub safe_name: String,
}

/// Why a file is refused, in the words of the page. The order of the variants is the order of the checks.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UploadProblem {
    #[error("Select a file")]
    NothingSelected,
    #[error("The selected file must have a name")]
    NameMissing,
    #[error("The name of the selected file must be {} characters or fewer", name::LONGEST)]
    NameTooLong,
    #[error("The name of the selected file must not contain slashes")]
    NameIsAPath,
    #[error("The name of the selected file must not contain hidden characters")]
    NameHasHiddenCharacters,
    #[error("The selected file is empty")]
    Empty,
    #[error("The selected file must be smaller than {}", size_text(*.max_bytes))]
    TooLarge { max_bytes: u64 },
    #[error("The selected file must be {}", kinds_text(.accepts))]
    NotAccepted { accepts: Vec<Format> },
    #[error("The selected file is password protected")]
    PasswordProtected,
    #[error("The selected file must not contain macros")]
    HasMacros,
    #[error("The contents of the selected file are too large when they are unpacked")]
    ExpandsTooFar,
    #[error("The selected file is {}, so its name must end in {}", kinds_text(.found), endings_text(.found))]
    ExtensionDisagrees { found: Vec<Format> },
}

/// What the bytes turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Known(Format),
    /// Text: a CSV or not is a matter of what its name says.
    Text,
    LockedPdf,
    /// An Office document, or what is meant to be one.
    Locked,
    WithMacros,
    Expanding,
    Unknown,
}

/// Looks at a file as it came: its name, its bytes, what the slot takes and how large it may be.
pub fn inspect(
    name: &str,
    bytes: &[u8],
    accepts: &[Format],
    max_bytes: u64,
) -> Result<Inspected, UploadProblem> {
    // A form whose file field was left alone sends both empty.
    if name.is_empty() && bytes.is_empty() {
        return Err(UploadProblem::NothingSelected);
    }
    let name = CleanName::parse(name)?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size == 0 {
        return Err(UploadProblem::Empty);
    }
    if size > max_bytes {
        return Err(UploadProblem::TooLarge { max_bytes });
    }
    let candidates = judge(recognise(bytes), accepts)?;
    let named = |format: &Format| format.extensions().contains(&name.extension.as_str());
    let Some(format) = candidates.iter().copied().find(named) else {
        return Err(UploadProblem::ExtensionDisagrees { found: candidates });
    };
    let sha256 = Sha256::digest(bytes).into();
    Ok(Inspected { format, media_type: format.media_type(), size, sha256, safe_name: name.whole() })
}

fn recognise(bytes: &[u8]) -> Content {
    match signature::simple(bytes) {
        Some(Format::Pdf) if pdf::is_encrypted(bytes) => Content::LockedPdf,
        Some(format) => Content::Known(format),
        None if office::is_encrypted_container(bytes) => Content::Locked,
        None => office::package(bytes).unwrap_or_else(|| text_or_unknown(bytes)),
    }
}

fn text_or_unknown(bytes: &[u8]) -> Content {
    if signature::is_text(bytes) { Content::Text } else { Content::Unknown }
}

/// The accepted formats that the content may be. Somebody whose slot takes only pictures is told so, not about macros.
fn judge(content: Content, accepts: &[Format]) -> Result<Vec<Format>, UploadProblem> {
    let of = |possible: &[Format]| -> Vec<Format> {
        accepts.iter().copied().filter(|format| possible.contains(format)).collect()
    };
    let (possible, problem) = match content {
        Content::Known(format) => (of(&[format]), None),
        Content::Text => (of(&[Format::Csv, Format::Text]), None),
        Content::LockedPdf => (of(&[Format::Pdf]), Some(UploadProblem::PasswordProtected)),
        Content::Locked => (of(&office::FORMATS), Some(UploadProblem::PasswordProtected)),
        Content::WithMacros => (of(&office::FORMATS), Some(UploadProblem::HasMacros)),
        Content::Expanding => (of(&office::FORMATS), Some(UploadProblem::ExpandsTooFar)),
        Content::Unknown => (Vec::new(), None),
    };
    match problem {
        _ if possible.is_empty() => Err(UploadProblem::NotAccepted { accepts: accepts.to_vec() }),
        Some(problem) => Err(problem),
        None => Ok(possible),
    }
}

/// "a PDF, Word document or PNG"
fn kinds_text(formats: &[Format]) -> String {
    let article = formats.first().map_or("", |format| format.article());
    format!("{article} {}", names(formats))
}

/// ".jpg or .jpeg"
fn endings_text(formats: &[Format]) -> String {
    let endings = formats.iter().flat_map(|format| format.extensions());
    one_of(&endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>())
}

/// "10MB", "500KB"; in the larger of the units that come out even, powers of two first.
pub fn size_text(bytes: u64) -> String {
    const UNITS: [(u64, &str); 6] = [
        (1024 * 1024 * 1024, "GB"),
        (1_000_000_000, "GB"),
        (1024 * 1024, "MB"),
        (1_000_000, "MB"),
        (1024, "KB"),
        (1_000, "KB"),
    ];
    let even = UNITS.iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    even.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{}{name}", bytes / unit))
}
