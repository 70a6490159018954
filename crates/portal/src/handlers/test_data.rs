//! A product's own test people: changed by a file, and back.

use app::{
    Error, Internal,
    portal::{NotFound, ProductId},
    test_data::{self, File, Form, MOST_BYTES, Mode, Place, Refusal, UploadId, View},
};
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use identity::EnvironmentId;
use web_kit::{FieldErrors, FormData, UploadForm};

use super::{download::download, product_id};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{Answered, PlaceLink, Section, TestData, TestDataAnswers, test_data_href},
    state::{Portal, Shared},
    words::sentence,
};

/// What an address names.
struct Meant {
    product: ProductId,
    environment: EnvironmentId,
}

impl Meant {
    fn of(product: &str, environment: &str) -> Result<Self, NotFound> {
        Ok(Self { product: product_id(product)?, environment: EnvironmentId::new(environment) })
    }

    async fn view(&self, portal: &Portal, viewer: &SignedIn) -> Result<View, Failure> {
        Ok(test_data::view(&portal.ctx, viewer.actor, &self.environment, self.product).await?)
    }

    fn place(&self) -> Place {
        Place { environment: self.environment.clone(), product: Some(self.product) }
    }
}

fn place_of(view: &View) -> PlaceLink {
    PlaceLink::of(&view.product, &view.environment)
}

fn page(portal: &Portal, viewer: &SignedIn, view: &View, errors: FieldErrors) -> Response {
    let frame = portal.frame(viewer, Section::Products);
    let place = place_of(view);
    portal.respond(&TestData::new(frame, place, &view.people, &view.uploads, view.may_upload, errors))
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((product, environment)): Path<(String, String)>,
) -> Answer {
    let view = Meant::of(&product, &environment)?.view(&portal, &viewer).await?;
    Ok(page(&portal, &viewer, &view, FieldErrors::new()))
}

pub async fn upload(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((product, environment)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let meant = Meant::of(&product, &environment)?;
    let view = meant.view(&portal, &viewer).await?;
    let mut sent = match UploadForm::read(request, &[(TestData::FILE, MOST_BYTES)]).await {
        Ok(sent) => sent,
        Err(response) => return Ok(response),
    };
    let mode = match sent.form.text(TestData::MODE) {
        TestData::APPLY => Mode::Apply,
        TestData::CHECK => Mode::DryRun,
        _ => {
            let errors = FieldErrors::from_iter([(TestData::MODE, "Select what to do with the file")]);
            return Ok(page(&portal, &viewer, &view, errors));
        }
    };
    let file = sent.take(TestData::FILE);
    let file = File { name: file.name, content: file.content };
    match test_data::upload(&portal.ctx, viewer.actor, meant.place(), file, mode).await {
        Ok(uploaded) => Ok(uploaded.id.map_or_else(
            || {
                let frame = portal.frame(&viewer, Section::Products);
                let place = place_of(&view);
                portal.respond(&TestDataAnswers::new(
                    frame,
                    place,
                    &uploaded.answers,
                    &Answered::Checked,
                    None,
                ))
            },
            |id| {
                let path = format!("{}/{id}", test_data_href(&place_of(&view)));
                Redirect::to(&format!("{path}?done=uploaded")).into_response()
            },
        )),
        Err(Error::Refused(Refusal::Denied(denied))) => Err(denied.into()),
        Err(Error::Refused(refusal)) => {
            let errors = FieldErrors::from_iter([(TestData::FILE, sentence(refusal))]);
            Ok(page(&portal, &viewer, &view, errors))
        }
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}

fn upload_id(text: &str) -> Result<UploadId, NotFound> {
    text.parse().map_err(|_| NotFound)
}

pub async fn show_upload(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((product, environment, upload)): Path<(String, String, String)>,
    uri: Uri,
) -> Answer {
    let meant = Meant::of(&product, &environment)?;
    let view = meant.view(&portal, &viewer).await?;
    let upload = test_data::find(&portal.ctx, viewer.actor, meant.place(), upload_id(&upload)?).await?;
    let done = match FormData::from_query(&uri).text("done") {
        "uploaded" => Some("File uploaded"),
        "undone" => Some("Upload undone"),
        _ => None,
    };
    let frame = portal.frame(&viewer, Section::Products);
    let about = Answered::Uploaded {
        listed: &upload.listed,
        undone: upload.undo_answers.as_deref(),
        may_undo: view.may_upload,
    };
    Ok(portal.respond(&TestDataAnswers::new(frame, place_of(&view), &upload.answers, &about, done)))
}

pub async fn undo(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((product, environment, upload)): Path<(String, String, String)>,
) -> Answer {
    let meant = Meant::of(&product, &environment)?;
    let id = upload_id(&upload)?;
    match test_data::undo(&portal.ctx, viewer.actor, meant.place(), id).await {
        // Whoever pressed twice sees what the first press did.
        Ok(_) | Err(Error::Refused(Refusal::UndoneAlready)) => {
            let path =
                format!("/products/{}/{}/test-data/{id}?done=undone", meant.product, meant.environment);
            Ok(Redirect::to(&path).into_response())
        }
        Err(Error::Refused(Refusal::Denied(denied))) => Err(denied.into()),
        Err(Error::Refused(refusal)) => {
            let view = meant.view(&portal, &viewer).await?;
            let errors = FieldErrors::from_iter([(TestData::FILE, sentence(refusal))]);
            Ok(page(&portal, &viewer, &view, errors))
        }
        Err(Error::Internal(fault)) => Err(fault.into()),
    }
}

pub async fn template(Path(name): Path<String>) -> Answer {
    let form = name.strip_prefix("template.").and_then(Form::named).ok_or(NotFound)?;
    let content =
        test_data::template(form).map_err(|problem| Internal::Log(format!("a template: {problem}")))?;
    Ok(download(&format!("test-data.{}", form.ending()), form.media_type(), content))
}
