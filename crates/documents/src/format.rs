//! The kinds of file that may be uploaded, and what each is called, typed and named.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One kind of file. Its code (`pdf`, `docx`, …) stands in definition files and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    #[serde(rename = "pdf")]
    Pdf,
    #[serde(rename = "docx")]
    Word,
    #[serde(rename = "xlsx")]
    Excel,
    #[serde(rename = "pptx")]
    PowerPoint,
    #[serde(rename = "png")]
    Png,
    #[serde(rename = "jpeg")]
    Jpeg,
    #[serde(rename = "csv")]
    Csv,
    #[serde(rename = "txt")]
    Text,
    #[serde(rename = "mp4")]
    Mp4,
    #[serde(rename = "webm")]
    WebM,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "\"{0}\" is not a kind of file that can be uploaded; use pdf, docx, xlsx, pptx, png, jpeg, csv, txt, mp4 or webm"
)]
pub struct UnknownFormat(String);

impl Format {
    pub const ALL: [Self; 10] = [
        Self::Pdf,
        Self::Word,
        Self::Excel,
        Self::PowerPoint,
        Self::Png,
        Self::Jpeg,
        Self::Csv,
        Self::Text,
        Self::Mp4,
        Self::WebM,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Word => "docx",
            Self::Excel => "xlsx",
            Self::PowerPoint => "pptx",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Csv => "csv",
            Self::Text => "txt",
            Self::Mp4 => "mp4",
            Self::WebM => "webm",
        }
    }

    /// As registered with IANA; what the file is served as.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::PowerPoint => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Csv => "text/csv",
            Self::Text => "text/plain",
            Self::Mp4 => "video/mp4",
            Self::WebM => "video/webm",
        }
    }

    /// How names of such files end, without the dot, the usual ending first.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Word => &["docx"],
            Self::Excel => &["xlsx"],
            Self::PowerPoint => &["pptx"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Csv => &["csv"],
            Self::Text => &["txt"],
            Self::Mp4 => &["mp4", "m4v"],
            Self::WebM => &["webm"],
        }
    }

    /// What people call it: "PDF", "Word document".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Word => "Word document",
            Self::Excel => "Excel spreadsheet",
            Self::PowerPoint => "PowerPoint presentation",
            Self::Png => "PNG",
            Self::Jpeg => "JPG",
            Self::Csv => "CSV",
            Self::Text => "text file",
            Self::Mp4 => "MP4 video",
            Self::WebM => "WebM video",
        }
    }

    /// "a" or "an", as the name is spoken.
    pub const fn article(self) -> &'static str {
        match self {
            Self::Excel | Self::Mp4 => "an",
            _ => "a",
        }
    }
}

/// The names in a row, for a hint: "PDF, Word document or PNG".
pub fn names(formats: &[Format]) -> String {
    one_of(&formats.iter().map(|format| format.name()).collect::<Vec<_>>())
}

/// What a file field's `accept` takes: ".pdf,.jpg,.jpeg".
pub fn accept_attribute(formats: &[Format]) -> String {
    let endings = formats.iter().flat_map(|format| format.extensions());
    endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(",")
}

/// "a", "a or b", "a, b or c".
pub(crate) fn one_of(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|format| format.code() == code);
        known.ok_or_else(|| UnknownFormat(code.to_owned()))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back() {
        for format in Format::ALL {
            assert_eq!(format.code().parse(), Ok(format));
            assert!(UnknownFormat(String::new()).to_string().contains(format.code()));
        }
        assert!("html".parse::<Format>().is_err());
        assert!("PDF".parse::<Format>().is_err());
    }

    #[test]
    fn names_and_endings_are_listed_for_people_and_for_browsers() {
        assert_eq!(names(&[Format::Pdf]), "PDF");
        assert_eq!(names(&[Format::Pdf, Format::Word, Format::Png]), "PDF, Word document or PNG");
        assert_eq!(names(&[]), "");
        assert_eq!(accept_attribute(&[Format::Pdf, Format::Jpeg]), ".pdf,.jpg,.jpeg");
    }
}
