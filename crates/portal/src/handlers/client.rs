//! A product's client at the sandpit: showing it, registering it, changing it.

mod typed;

use app::{
    Error, clients,
    portal::sandpit::{self, Refusal, View},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use identity::{ProofingLevel, consent, registration::Judgement};
use onboarding::policy::{self, Action};
use web_kit::FormData;

use super::product_id;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        ClientForm, ConsentPreview, Environments, Mode, Offers, ProductLink, Registered, Ruled, Section,
        Typed,
    },
    state::{Portal, Shared},
};

/// What the page says after something was done; the query names it, so that nobody can put words there.
fn notice(query: &FormData) -> Option<&'static str> {
    match query.text("done") {
        "registered" => Some("Client registered. It works at once"),
        "saved" => Some("Changes saved. They work at once"),
        "key-added" => Some("Key added. It works at once"),
        "key-removed" => Some("Key removed"),
        _ => None,
    }
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(product): Path<String>,
    uri: Uri,
) -> Answer {
    let view = sandpit::view(&portal.ctx, viewer.actor, product_id(&product)?).await?;
    let judgement = view.client.as_ref().map(|client| sandpit::judge(&portal.ctx, &view, client));
    let rulings = judgement.map(|judgement| judgement.rulings).unwrap_or_default();
    let registered = view.client.as_ref().map(|client| Registered {
        client,
        rulings: &rulings,
        last_seen_at: view.last_seen_at,
        now: portal.ctx.now(),
    });
    let frame = portal.frame(&viewer, Section::Products);
    let notice = notice(&FormData::from_query(&uri));
    let product = ProductLink::from(&view.product);
    let offers = Offers::to(&view.roles);
    let page = Environments::new(frame, product, &view.environment, registered.as_ref(), offers, notice);
    Ok(portal.respond(&page))
}

pub async fn show_register(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(product): Path<String>,
) -> Answer {
    let view = sandpit::view(&portal.ctx, viewer.actor, product_id(&product)?).await?;
    policy::allow(Action::ManageClients, &view.roles)?;
    if view.client.is_some() {
        return Ok(to_product(&view, "").into_response());
    }
    let typed = Typed { name: view.product.name.clone(), ..Typed::default() };
    Ok(form(&portal, &viewer, &view, Mode::Register, &typed, None))
}

fn to_product(view: &View, query: &str) -> Redirect {
    Redirect::to(&format!("/products/{}{query}", view.product.id))
}

fn form(
    portal: &Portal,
    viewer: &SignedIn,
    view: &View,
    mode: Mode,
    typed: &Typed,
    judgement: Option<&Judgement>,
) -> Response {
    let frame = portal.frame(viewer, Section::Products);
    let ruled = judgement.map(Ruled::from);
    let product = ProductLink::from(&view.product);
    portal.respond(&ClientForm::new(frame, product, mode, typed, ruled.as_ref(), None))
}

pub async fn register(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(product): Path<String>,
    sent: FormData,
) -> Answer {
    let id = product_id(&product)?;
    let view = sandpit::view(&portal.ctx, viewer.actor, id).await?;
    match sandpit::register(&portal.ctx, viewer.actor, id, &typed::draft(&sent)).await {
        Ok(_) => Ok(to_product(&view, "?done=registered").into_response()),
        Err(Error::Refused(Refusal::RegisteredAlready)) => Ok(to_product(&view, "").into_response()),
        Err(error) => {
            let judgement = judgement(error)?;
            let typed = typed::again(&sent, &judgement);
            Ok(form(&portal, &viewer, &view, Mode::Register, &typed, Some(&judgement)))
        }
    }
}

/// Why the rules refused, or a failure that no form can mend.
fn judgement(error: Error<Refusal>) -> Result<Judgement, Failure> {
    match error {
        Error::Refused(Refusal::Client(clients::Refusal::BrokenRules(judgement))) => Ok(*judgement),
        Error::Refused(Refusal::Denied(denied)) => Err(denied.into()),
        Error::Refused(_) => Err(Failure::NotFound),
        Error::Internal(fault) => Err(Failure::Internal(fault)),
    }
}

pub async fn show_edit(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(product): Path<String>,
    uri: Uri,
) -> Answer {
    let view = sandpit::view(&portal.ctx, viewer.actor, product_id(&product)?).await?;
    policy::allow(Action::ManageClients, &view.roles)?;
    let client = view.client.as_ref().ok_or(Failure::NotFound)?;
    let mut typed = typed::of_client(client);
    let query = FormData::from_query(&uri);
    let added = typed::add_redirect_uri(&mut typed, query.text("redirect_uri"));
    let frame = portal.frame(&viewer, Section::Products);
    let product = ProductLink::from(&view.product);
    Ok(portal.respond(&ClientForm::new(frame, product, Mode::Change, &typed, None, added.as_deref())))
}

pub async fn edit(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(product): Path<String>,
    sent: FormData,
) -> Answer {
    let id = product_id(&product)?;
    let view = sandpit::view(&portal.ctx, viewer.actor, id).await?;
    match sandpit::change(&portal.ctx, viewer.actor, id, typed::change(&sent)).await {
        Ok(_) => Ok(to_product(&view, "?done=saved").into_response()),
        Err(error) => {
            let judgement = judgement(error)?;
            let typed = typed::again(&sent, &judgement);
            Ok(form(&portal, &viewer, &view, Mode::Change, &typed, Some(&judgement)))
        }
    }
}

pub async fn preview_consent(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(product): Path<String>,
    uri: Uri,
) -> Answer {
    let view = sandpit::view(&portal.ctx, viewer.actor, product_id(&product)?).await?;
    let client = view.client.as_ref().ok_or(Failure::NotFound)?;
    let query = FormData::from_query(&uri);
    let level = ProofingLevel::named(query.text("level")).unwrap_or(ProofingLevel::P9);
    let shared =
        consent::shared_with_service(client.scopes, level, view.environment.policy.given_name_available);
    let frame = portal.frame(&viewer, Section::Products);
    let product = ProductLink::from(&view.product);
    Ok(portal.respond(&ConsentPreview::new(frame, product, &client.name, level, &shared)))
}
