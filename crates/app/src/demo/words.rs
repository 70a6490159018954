//! What the people of the demonstration write, and the files that they add.

use std::sync::{Mutex, PoisonError};

use kernel::{Random, SeededRandom, Timestamp};
use onboarding::rehearsal::{File, Words};
use store::queries::documents::Document;
use toolkit::{FieldId, definition::Evidence, standing::lower_first};
use uuid::Uuid;

use super::people;
use crate::{integrations::IntegrationId, portal::OrganisationId, secrets};

/// A product's people at the keyboard.
pub struct Pen {
    pub product: String,
    pub organisation: String,
    pub domain: &'static str,
    pub organisation_id: OrganisationId,
    pub integration: IntegrationId,
    pub number: usize,
    random: SeededRandom,
    /// The file that was written last, for the command that speaks of it.
    written: Mutex<Option<Document>>,
}

impl Pen {
    pub fn new(
        product: &str,
        organisation: &str,
        domain: &'static str,
        organisation_id: OrganisationId,
        integration: IntegrationId,
        number: usize,
    ) -> Self {
        Self {
            product: product.to_owned(),
            organisation: organisation.to_owned(),
            domain,
            organisation_id,
            integration,
            number,
            random: SeededRandom::new(u64::try_from(number).unwrap_or_default() + 1),
            written: Mutex::new(None),
        }
    }

    /// The file that the last command speaks of, with who added it and when.
    pub fn take(&self, by: Uuid, at: Timestamp) -> Option<Document> {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner).take();
        written.map(|document| Document { added_by: by, added_at: at, ..document })
    }

    /// A number below `most`.
    pub fn below(&self, most: usize) -> usize {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        let drawn = u64::from_le_bytes(bytes) % u64::try_from(most.max(1)).unwrap_or(1);
        usize::try_from(drawn).unwrap_or_default()
    }

    fn id(&self) -> Uuid {
        kernel::Id::<crate::integrations::IntegrationKind>::opaque(&self.random).uuid()
    }
}

impl Words for Pen {
    fn text(&self, field: &FieldId, label: &str) -> String {
        let (product, organisation) = (&self.product, &self.organisation);
        let about = lower_first(label.trim_end_matches('?'));
        let name = field.name();
        if name.contains("name") {
            return if name.contains("organisation") { organisation.clone() } else { product.clone() };
        }
        match self.below(4) {
            0 => format!(
                "{product} is used by patients of {organisation} at home and on the way. As to {about}: it is agreed and written down in our delivery plan."
            ),
            1 => format!(
                "Our team has settled {about} with the practices that use {product}. Nothing leaves the United Kingdom."
            ),
            2 => format!(
                "On {about}: {organisation} reviews this every quarter, and the last review found nothing open."
            ),
            _ => format!(
                "{product} follows the national guidance here. Details on {about} are in our product handbook."
            ),
        }
    }

    fn reply(&self, _: &str) -> String {
        let replies = [
            "Thank you for asking. We have changed the answer and added what was missing.",
            "You are right, that was not clear. The service is commissioned by the integrated care board, and the letter is attached to our evidence.",
            "We checked with our clinical safety officer: the answer stands, and the hazard log says why.",
        ];
        replies[self.below(replies.len())].to_owned()
    }

    fn notes(&self, title: &str) -> String {
        let title = lower_first(title);
        let (product, organisation) = (&self.product, &self.organisation);
        match self.below(3) {
            0 => format!(
                "{organisation} showed {product} from sign-in to sign-out. Everything on the agenda for {title} was talked about, and nothing is open."
            ),
            1 => format!(
                "{title}: the team answered well. They expect about 4,000 patients in the first year and go on by region."
            ),
            _ => format!(
                "Talked through {title} with {organisation}. Risks are known and have owners. We recommend to go on with {product}."
            ),
        }
    }

    fn reason(&self, _: &str) -> String {
        String::new()
    }

    fn person(&self, need: &str) -> (String, String) {
        let number = 110 + self.number * 3 + need.len();
        let (first, last) = people::name(number);
        (format!("{first} {last}"), people::address(number, self.domain))
    }

    fn file(&self, slot: &Evidence) -> File {
        let title = format!("{} of {}", slot.title, self.product);
        let content = pdf(&[&title, &self.organisation, "Version 1. Invented for a demonstration."]);
        let name = format!("{}.pdf", slot.id.as_str().replace('.', "-"));
        let id = self.id();
        let sha256 = secrets::hash(&content);
        let file = File {
            document: id.to_string(),
            name: name.clone(),
            media_type: PDF.to_owned(),
            bytes: u64::try_from(content.len()).unwrap_or_default(),
            sha256: hex(&sha256),
        };
        let document = Document {
            id,
            organisation_id: self.organisation_id.uuid(),
            integration_id: self.integration.uuid(),
            name,
            media_type: PDF.to_owned(),
            sha256,
            content: content.into_bytes(),
            added_by: Uuid::nil(),
            added_at: Timestamp::UNIX_EPOCH,
        };
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) = Some(document);
        file
    }

    fn reference(&self) -> String {
        kernel::Reference::generate(&self.random).to_string()
    }
}

const PDF: &str = "application/pdf";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// One page with a few lines, as a reader opens it.
fn pdf(lines: &[&str]) -> String {
    let ascii = |line: &str| -> String {
        line.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').filter(|c| !"()\\".contains(*c)).collect()
    };
    let shown: Vec<String> = lines.iter().map(|line| format!("({}) Tj T*", ascii(line))).collect();
    let text = format!("BT /F1 14 Tf 20 TL 72 720 Td {} ET", shown.join(" "));
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        places.push_str(&format_place(file.len()));
        file.push_str(&format_object(number, object));
    }
    let (count, start) = (objects.len() + 1, file.len());
    format!(
        "{file}xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    )
}

fn format_place(at: usize) -> String {
    format!("{at:010} 00000 n \n")
}

fn format_object(number: usize, object: &str) -> String {
    format!("{number} 0 obj\n{object}\nendobj\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_what_they_say() {
        let file = pdf(&["Penetration test (summary)", "Harbour"]);
        let start: usize = file.lines().rev().nth(1).unwrap().parse().unwrap();
        assert!(file[start..].starts_with("xref\n0 6\n"), "{file}");
        assert!(file.contains("(Penetration test summary) Tj"), "{file}");
        assert!(file.is_ascii());
    }
}
