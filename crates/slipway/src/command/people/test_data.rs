//! `slipway people template|upload|undo`: accounts changed by a file, row by row, and back.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Read as _, Write as _},
    path::Path,
};

use app::{
    Actor, Error,
    test_data::{self, Form, MOST_BYTES, Mode, Place, Refusal, UploadId},
};
use identity::{
    EnvironmentId,
    test_data::{Answer, Fault, Outcome, UndoAnswer},
};
use serde_json::json;

use super::super::Workplace;
use crate::{
    arguments::{OfProduct, TemplateOfPeople, UndoPeople, UploadPeople},
    failure::Failure,
    output::Output,
};

fn place(of: &OfProduct) -> Result<Place, Failure> {
    let product = of.product.as_deref().map(str::parse).transpose();
    let product = product.map_err(|_| {
        Failure::Usage("--product is the id of a product: the last part of its page's address".to_owned())
    })?;
    Ok(Place { environment: EnvironmentId::new(&of.environment), product })
}

fn unusable(file: &Path, problem: &dyn std::fmt::Display) -> Failure {
    Failure::Usage(format!("{} cannot be used: {problem}", file.display()))
}

fn refused(error: Error<Refusal>) -> Failure {
    match error {
        Error::Internal(fault) => fault.into(),
        Error::Refused(Refusal::Denied(_)) => {
            let words = "there is no such product, upload or environment for test data: test data is for environments with \
                         invented records, such as integration";
            Failure::refused("not_found", words)
        }
        Error::Refused(Refusal::File(problem)) => Failure::refused("file_refused", problem.to_string()),
        Error::Refused(refusal) => Failure::refused("refused", refusal.to_string()),
    }
}

pub fn template(command: &TemplateOfPeople, out: &mut Output<'_>) -> Result<(), Failure> {
    let file = &command.file;
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let Some(form) = Form::named(ending) else {
        return Err(Failure::Usage("name a file that ends in .xlsx, .csv or .json".to_owned()));
    };
    let content = test_data::template(form).map_err(|problem| unusable(file, &problem))?;
    let mut opened = match OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let words =
                format!("{} exists already: name another file, or move that one away", file.display());
            return Err(Failure::refused("file_exists", words));
        }
        Err(error) => return Err(unusable(file, &error)),
    };
    opened.write_all(&content).map_err(|error| unusable(file, &error))?;
    if out.is_json() {
        return Ok(out.json(&json!({ "file": file, "bytes": content.len() }))?);
    }
    Ok(out.line(&format!("{} is there to fill in. `slipway people upload` reads it.", file.display()))?)
}

pub fn upload(command: &UploadPeople, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let (path, mode) = (&command.file, if command.dry_run { Mode::DryRun } else { Mode::Apply });
    let mut content = Vec::new();
    // One byte more says that it is too much; nobody's disk image is read for that.
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut content));
    read.map_err(|error| unusable(path, &error))?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let file = test_data::File { name, content };
    let place = place(&command.place)?;
    let uploading = test_data::upload(&workplace.ctx, Actor::Operator, place, file, mode);
    let uploaded = workplace.runtime.block_on(uploading).map_err(refused)?;
    let applied = uploaded.answers.iter().filter(|answer| answer.is_applied()).count();
    let refused = uploaded.answers.len() - applied;
    if out.is_json() {
        let upload = uploaded.id.map(|id| id.to_string());
        let whole =
            json!({ "upload": upload, "applied": applied, "refused": refused, "rows": uploaded.answers });
        return Ok(out.json(&whole)?);
    }
    let rows: Vec<[String; 4]> = uploaded.answers.iter().map(row).collect();
    out.table(["ROW", "EMAIL", "RESULT", "WHY"], &rows)?;
    let would = if command.dry_run { "would be applied" } else { "applied" };
    out.line(&format!("{applied} {would}, {refused} not."))?;
    match uploaded.id {
        Some(id) => out.line(&format!("`slipway people undo {id}` puts them back."))?,
        None => out.line("Nothing was changed.")?,
    }
    Ok(())
}

fn row(answer: &Answer) -> [String; 4] {
    let at = format!("{} {}", answer.sheet.title(), answer.row);
    let email = answer.email.clone().unwrap_or_default();
    match &answer.outcome {
        Outcome::Applied { from, to, notes } => {
            [at, email, format!("{} -> {}", from.name(), to.name()), notes.join("; ")]
        }
        Outcome::Refused { faults } => {
            let faults: Vec<String> = faults.iter().map(said).collect();
            [at, email, "not applied".to_owned(), faults.join("; ")]
        }
    }
}

fn said(fault: &Fault) -> String {
    fault.column.map_or_else(|| fault.words.clone(), |column| format!("{}: {}", column.title(), fault.words))
}

pub fn undo(command: &UndoPeople, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let id: UploadId = command.upload.parse().map_err(|_| {
        Failure::Usage("name the upload by its id, as `slipway people upload` printed it".to_owned())
    })?;
    let undoing = test_data::undo(&workplace.ctx, Actor::Operator, place(&command.place)?, id);
    let answers = workplace.runtime.block_on(undoing).map_err(refused)?;
    if out.is_json() {
        return Ok(out.json(&json!({ "rows": answers }))?);
    }
    let rows: Vec<[String; 3]> = answers.into_iter().map(put_back).collect();
    Ok(out.table(["ROW", "EMAIL", "RESULT"], &rows)?)
}

fn put_back(answer: UndoAnswer) -> [String; 3] {
    let result = answer.kept.map_or_else(|| "put back".to_owned(), |why| format!("not put back: {why}"));
    [format!("{} {}", answer.sheet.title(), answer.row), answer.email.unwrap_or_default(), result]
}
