//! Test data by program: an organisation's own test people, changed by a file and back.

use app::{
    Error, Internal,
    portal::roles::Denied,
    test_data::{self, File, Form, Listed, Mode, Place, Uploaded},
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, Uri, header::CONTENT_TYPE};
use identity::{
    Account, EnvironmentId,
    test_data::{Answer as RowAnswer, Column, Outcome, UndoAnswer},
};
use kernel::{Date, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use web_kit::FormData;

use super::{
    access::Asking,
    handlers::{Answer, json},
    problem::{Refusal, refused},
};
use crate::{state::Shared, words::sentence};

/// The people whose accounts were opened by way of the organisation's services, and what was uploaded for the product.
#[derive(Serialize, JsonSchema)]
pub struct TestData {
    pub people: Vec<TestPerson>,
    /// Newest first.
    pub uploads: Vec<TestDataUpload>,
}

#[derive(Serialize, JsonSchema)]
pub struct TestPerson {
    pub email_address: String,
    /// P0, P5 or P9.
    pub level: String,
    /// Absent, like all that was never learnt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gp_ods_code: Option<String>,
    /// The code that always works, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Each sign-in reads the person's record again.
    pub is_traced: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct TestDataUpload {
    pub upload: String,
    pub file_name: String,
    pub uploaded_at: Timestamp,
    /// How many rows were applied, and how many were not.
    pub applied: u32,
    pub refused: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone_at: Option<Timestamp>,
}

/// What became of a file.
#[derive(Serialize, JsonSchema)]
pub struct TestDataAnswers {
    /// By which it can be undone; absent for a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<String>,
    pub rows: Vec<TestDataRow>,
}

#[derive(Serialize, JsonSchema)]
pub struct TestDataRow {
    /// p5_users, p9_users or reset_proofing_levels.
    pub sheet: String,
    /// The row of the sheet, the line of a CSV file, or the place in a JSON list, the first being 1.
    pub row: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_address: Option<String>,
    pub applied: bool,
    /// The level before and after, where it was applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What may not be expected of a row that was applied.
    pub notes: Vec<String>,
    /// Why a row was not applied.
    pub faults: Vec<TestDataFault>,
}

#[derive(Serialize, JsonSchema)]
pub struct TestDataFault {
    /// The column to look at; absent where it is the row as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    pub words: String,
}

/// What was put back.
#[derive(Serialize, JsonSchema)]
pub struct TestDataUndone {
    pub rows: Vec<UndoneRow>,
}

#[derive(Serialize, JsonSchema)]
pub struct UndoneRow {
    pub sheet: String,
    pub row: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_address: Option<String>,
    pub put_back: bool,
    /// Why the account stays as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

impl From<&Account> for TestPerson {
    fn from(account: &Account) -> Self {
        Self {
            email_address: account.email.to_string(),
            level: account.level.name().to_owned(),
            nhs_number: account.nhs_number.map(|number| number.to_string()),
            given_name: account.given_name.clone(),
            family_name: account.family_name.clone(),
            date_of_birth: account.birthdate,
            gp_ods_code: account.gp_ods_code.as_ref().map(ToString::to_string),
            code: account.static_otp.clone(),
            is_traced: account.is_traced,
        }
    }
}

impl From<&Listed> for TestDataUpload {
    fn from(listed: &Listed) -> Self {
        Self {
            upload: listed.id.to_string(),
            file_name: listed.file_name.clone(),
            uploaded_at: listed.uploaded_at,
            applied: listed.applied,
            refused: listed.refused,
            undone_at: listed.undone_at,
        }
    }
}

impl From<Uploaded> for TestDataAnswers {
    fn from(uploaded: Uploaded) -> Self {
        Self {
            upload: uploaded.id.map(|id| id.to_string()),
            rows: uploaded.answers.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<RowAnswer> for TestDataRow {
    fn from(answer: RowAnswer) -> Self {
        let applied = answer.is_applied();
        let row = Self {
            sheet: answer.sheet.key().to_owned(),
            row: answer.row,
            email_address: answer.email,
            applied,
            from: None,
            to: None,
            notes: Vec::new(),
            faults: Vec::new(),
        };
        match answer.outcome {
            Outcome::Applied { from, to, notes } => {
                let [from, to] = [from, to].map(|level| Some(level.name().to_owned()));
                Self { from, to, notes: notes.iter().map(sentence).collect(), ..row }
            }
            Outcome::Refused { faults } => {
                let fault = |fault: identity::test_data::Fault| TestDataFault {
                    column: fault.column.map(Column::key),
                    words: sentence(fault.words),
                };
                Self { faults: faults.into_iter().map(fault).collect(), ..row }
            }
        }
    }
}

impl From<UndoAnswer> for UndoneRow {
    fn from(answer: UndoAnswer) -> Self {
        Self {
            sheet: answer.sheet.key().to_owned(),
            row: answer.row,
            email_address: answer.email,
            put_back: answer.kept.is_none(),
            because: answer.kept.map(sentence),
        }
    }
}

fn place(product: &str, environment: String) -> Result<Place, Refusal> {
    let product = product.parse().map_err(|_| Refusal::NotFound)?;
    Ok(Place { environment: EnvironmentId::new(environment), product: Some(product) })
}

fn denied(denied: Denied) -> Refusal {
    match denied {
        Denied::NotFound(_) => Refusal::NotFound,
        Denied::NotAllowed(refusal) => Refusal::Forbidden(format!("{}.", sentence(refusal))),
    }
}

pub async fn show(
    State(portal): State<Shared>,
    Asking(program): Asking,
    Path((product, environment)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let id = product.parse().map_err(|_| Refusal::NotFound)?;
    let view = test_data::view(&portal.ctx, program.actor(), &EnvironmentId::new(environment), id).await;
    let view = view.map_err(|error| match error {
        Error::Refused(refusal) => denied(refusal),
        Error::Internal(fault) => fault.into(),
    })?;
    let answer = TestData {
        people: view.people.iter().map(Into::into).collect(),
        uploads: view.uploads.iter().map(Into::into).collect(),
    };
    Ok(json(&headers, &answer))
}

pub async fn upload(
    State(portal): State<Shared>,
    Asking(program): Asking,
    Path((product, environment)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    content: Bytes,
) -> Answer {
    let place = place(&product, environment)?;
    let mode = match FormData::from_query(&uri).text("dry_run") {
        "" | "false" => Mode::Apply,
        "true" => Mode::DryRun,
        _ => return Err(Refusal::Wrong("`dry_run` is true or false.".to_owned())),
    };
    let Some(form) = form(&headers) else { return Ok(unsupported()) };
    let file = File { name: format!("upload.{}", form.ending()), content: content.to_vec() };
    let uploaded = test_data::upload(&portal.ctx, program.actor(), place, file, mode).await;
    let answers = TestDataAnswers::from(uploaded.map_err(refusal)?);
    Ok(axum::Json(answers).into_response())
}

/// What the body is, as its sender says.
fn form(headers: &HeaderMap) -> Option<Form> {
    let said = headers.get(CONTENT_TYPE)?.to_str().ok()?.split(';').next()?.trim();
    Form::ALL.into_iter().find(|form| form.media_type().eq_ignore_ascii_case(said))
}

fn unsupported() -> Response {
    let types = Form::ALL.map(Form::media_type).join(", ");
    let detail = format!("Send the file as it is, with the header Content-Type saying what it is: {types}.");
    refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
}

pub async fn undo(
    State(portal): State<Shared>,
    Asking(program): Asking,
    Path((product, environment, upload)): Path<(String, String, String)>,
) -> Answer {
    let place = place(&product, environment)?;
    let id = upload.parse().map_err(|_| Refusal::NotFound)?;
    let undone = test_data::undo(&portal.ctx, program.actor(), place, id).await.map_err(refusal)?;
    let answers = TestDataUndone { rows: undone.into_iter().map(Into::into).collect() };
    Ok(axum::Json(answers).into_response())
}

fn refusal(error: Error<test_data::Refusal>) -> Refusal {
    use test_data::Refusal::{Denied, File, Meanwhile, RecordsUnavailable, UndoneAlready};
    let words = |refusal: &dyn std::fmt::Display| format!("{}.", sentence(refusal));
    match error {
        Error::Internal(fault) => Internal::into(fault),
        Error::Refused(Denied(refusal)) => denied(refusal),
        Error::Refused(refusal @ File(_)) => Refusal::Wrong(words(&refusal)),
        Error::Refused(refusal @ (Meanwhile | UndoneAlready)) => Refusal::Conflict(words(&refusal)),
        Error::Refused(refusal @ RecordsUnavailable(_)) => Refusal::Unavailable(words(&refusal)),
    }
}
