//! The name that came with an upload: refused where it could mislead a person or a program, otherwise cleaned.

use crate::UploadProblem;

/// Characters, as a person counts them.
pub(crate) const LONGEST: usize = 255;
/// Bytes of a cleaned name; file systems stop at 255, and copies want room for "(2)".
const LONGEST_CLEANED: usize = 200;
/// Names that Windows gives to devices, whatever follows the first dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// A name in its two parts, both clean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CleanName {
    stem: String,
    /// In lower case, without its dot; empty where the name has none.
    pub extension: String,
}

impl CleanName {
    pub fn parse(name: &str) -> Result<Self, UploadProblem> {
        refuse_hostile(name)?;
        let kept: String = name.chars().filter(|c| !is_invisible(*c)).map(without_meaning).collect();
        let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        let kept = kept.trim_end_matches(['.', ' ']);
        let (stem, extension) = kept.rsplit_once('.').unwrap_or((kept, ""));
        let stem = stem.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
        let extension = extension.trim().to_lowercase();
        let stem = if stem.is_empty() { "file" } else { stem };
        let stem = if is_device(stem) { format!("file-{stem}") } else { stem.to_owned() };
        Ok(Self { stem, extension })
    }

    /// Fit for any file system and for a Content-Disposition header, the extension kept.
    pub fn whole(&self) -> String {
        let room = LONGEST_CLEANED.saturating_sub(self.extension.len() + 1);
        let stem = self.stem[..self.stem.floor_char_boundary(room)].trim_end_matches(['.', ' ']);
        format!("{stem}.{}", self.extension)
    }
}

fn refuse_hostile(name: &str) -> Result<(), UploadProblem> {
    if name.trim().is_empty() {
        return Err(UploadProblem::NameMissing);
    }
    if name.chars().count() > LONGEST {
        return Err(UploadProblem::NameTooLong);
    }
    if name.contains(['/', '\\']) || matches!(name.trim(), "." | "..") {
        return Err(UploadProblem::NameIsAPath);
    }
    if name.chars().any(|c| c.is_control() || changes_direction(c)) {
        return Err(UploadProblem::NameHasHiddenCharacters);
    }
    Ok(())
}

/// Marks that let a name read `exe.pdf` and end in `fdp.exe`, and separators of lines.
const fn changes_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What prints nothing, so that two names look alike.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A dash for what shells, file systems and headers read as more than a letter.
const fn without_meaning(c: char) -> char {
    match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | ';' | '`' | '$' | '%' => '-',
        other => other,
    }
}

fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim().to_lowercase();
    let numbered = NUMBERED_DEVICES.iter().filter_map(|device| first.strip_prefix(device));
    let mut numbered = numbered.map(str::chars);
    DEVICES.contains(&first.as_str())
        || numbered.any(|mut rest| {
            // Windows takes ¹ ² ³ for digits here.
            matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cleaned(name: &str) -> Result<String, UploadProblem> {
        CleanName::parse(name).map(|name| name.whole())
    }

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in ["Data flow v1.2 (final).pdf", "Ffurflen ŷ.docx", "R&D's plan, 2026.xlsx", "報告.png"]
        {
            assert_eq!(cleaned(name).as_deref(), Ok(name));
        }
        assert_eq!(cleaned("SCAN.PDF").as_deref(), Ok("SCAN.pdf"));
    }

    #[test]
    fn hostile_names_are_refused() {
        for name in ["../../etc/passwd", "..\\x.pdf", "C:\\x.pdf", "a/b.pdf", "..", " . "] {
            assert_eq!(cleaned(name), Err(UploadProblem::NameIsAPath), "{name}");
        }
        let reversed = "report\u{202e}fdp.exe";
        for name in
            [reversed, "a\u{2066}b.pdf", "a\0.pdf", "a\nb.pdf", "a\u{85}.pdf", "\t.pdf", "a\u{2028}.pdf"]
        {
            assert_eq!(cleaned(name), Err(UploadProblem::NameHasHiddenCharacters), "{name:?}");
        }
        for name in ["", "   "] {
            assert_eq!(cleaned(name), Err(UploadProblem::NameMissing));
        }
        assert_eq!(cleaned(&"é".repeat(256)), Err(UploadProblem::NameTooLong));
    }

    #[test]
    fn the_rest_is_cleaned() {
        let cases = [
            ("...hidden.pdf", "hidden.pdf"),
            (".pdf", "file.pdf"),
            ("CON.pdf", "file-CON.pdf"),
            ("com1.tar.pdf", "file-com1.tar.pdf"),
            ("lpt².pdf", "file-lpt².pdf"),
            ("company.pdf", "company.pdf"),
            ("report.pdf. .", "report.pdf"),
            ("a  b\u{a0}c.pdf", "a b c.pdf"),
            ("what?<now>:\"x\".pdf", "what--now---x-.pdf"),
            ("zero\u{200b}width\u{feff}.p\u{ad}df", "zerowidth.pdf"),
            ("$(reboot)`x`;%2e.pdf", "-(reboot)-x---2e.pdf"),
        ];
        for (name, expected) in cases {
            assert_eq!(cleaned(name).as_deref(), Ok(expected), "{name}");
        }
        let long = cleaned(&format!("{}.pdf", "é".repeat(250))).unwrap();
        assert!(long.len() <= 200 && long.ends_with("é.pdf"));
    }

    proptest! {
        #[test]
        fn a_cleaned_name_is_harmless_and_cleaning_it_again_changes_nothing(stem in "\\PC{0,250}|[.a-zA-Z0-9 :\u{200b}]{0,12}") {
            if let Ok(name) = cleaned(&format!("{stem}.pdf")) {
                prop_assert!(name.len() <= 200 && name.rsplit_once('.').unwrap().1 == "pdf" && !name.starts_with('.'));
                prop_assert!(!name.contains(['/', '\\', '"', ';', '<', '>']) && !name.chars().any(char::is_control));
                prop_assert_eq!(cleaned(&name), Ok(name.clone()));
            }
        }
    }
}
