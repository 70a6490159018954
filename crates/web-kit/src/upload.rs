//! A form with files in it, read no further than somebody could mean it.

use std::collections::BTreeMap;

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::Field},
    response::{IntoResponse, Response},
};
use form_urlencoded::Serializer;

use crate::form::FormData;

/// How much of a text beside a file is read, and of how many.
const MOST_TEXT: u64 = 1_000;
const MOST_FIELDS: usize = 20;

/// A file as it came.
#[derive(Clone, Debug, Default)]
pub struct UploadedFile {
    pub name: String,
    /// Of a file that is too large as much as shows that.
    pub content: Vec<u8>,
}

/// The files, and what was typed beside them.
#[derive(Clone, Debug, Default)]
pub struct UploadForm {
    files: BTreeMap<&'static str, UploadedFile>,
    pub form: FormData,
}

impl UploadForm {
    /// Reads a form whose files are called so, with the most bytes that each may have. The answer is for whoever sent something else.
    pub async fn read(request: Request, files: &[(&'static str, u64)]) -> Result<Self, Response> {
        let mut parts = Multipart::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
        let (mut sent, mut typed) = (Self::default(), Vec::new());
        for _ in 0..MOST_FIELDS {
            let Some(field) = parts.next_field().await.map_err(IntoResponse::into_response)? else { break };
            let name = field.name().unwrap_or_default().to_owned();
            if let Some((control, most_bytes)) = files.iter().find(|(control, _)| *control == name) {
                let name = field.file_name().unwrap_or_default().to_owned();
                let content = bytes(field, *most_bytes).await?;
                sent.files.insert(control, UploadedFile { name, content });
            } else {
                let text = bytes(field, MOST_TEXT).await?;
                typed.push((name, String::from_utf8_lossy(&text).into_owned()));
            }
        }
        let typed = Serializer::new(String::new()).extend_pairs(typed).finish();
        sent.form = FormData::parse(typed.as_bytes());
        Ok(sent)
    }

    /// The file of a control: empty, as browsers send it, where none was chosen.
    pub fn take(&mut self, control: &str) -> UploadedFile {
        self.files.remove(control).unwrap_or_default()
    }
}

// One byte more than the most says that it is too much. What comes then is read and forgotten for a while, because browsers show
// an answer only after they have sent everything.
async fn bytes(mut field: Field<'_>, most: u64) -> Result<Vec<u8>, Response> {
    let (mut kept, mut seen) = (Vec::new(), 0_u64);
    while let Some(chunk) = field.chunk().await.map_err(IntoResponse::into_response)? {
        seen = seen.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if u64::try_from(kept.len()).unwrap_or(u64::MAX) <= most {
            kept.extend_from_slice(&chunk);
        }
        if seen > most.saturating_mul(4) {
            break;
        }
    }
    Ok(kept)
}
