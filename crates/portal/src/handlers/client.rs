//! A product's client at an environment: showing it, registering it, changing it.

mod typed;

use app::{
    Error, clients,
    portal::{
        NotFound,
        environment_access::{self, Line},
        environments::{self, Refusal, View},
    },
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use identity::{ProofingLevel, consent, registration::Judgement};
use onboarding::policy::{self, Action};
use web_kit::FormData;

use super::{place, product_id};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        ClientForm, ConsentPreview, Elsewhere, Environments, Mode, PlaceLink, Registered, Ruled, Section,
        ShownPlace, Typed,
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
        "allowed" => Some(
            "Allowed. The product’s developers can register a client, and one that was suspended works again",
        ),
        "taken-back" => Some("Taken back. A client that is there is suspended"),
        _ => None,
    }
}

/// A product's page: the sandpit in full, and where the other environments are.
pub async fn show_product(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(product): Path<String>,
    uri: Uri,
) -> Answer {
    let views = environments::list(&portal.ctx, viewer.actor, product_id(&product)?).await?;
    let (own, others): (Vec<View>, Vec<View>) =
        views.into_iter().partition(|view| place_of(view).is_on_product_page());
    let view = own.first().ok_or(NotFound)?;
    let elsewhere = others.iter().map(|view| {
        let client_id = view.client.as_ref().map(|client| client.id.as_str());
        Elsewhere::new(place_of(view), view.admission(), client_id)
    });
    Ok(page(&portal, &viewer, view, &[], &elsewhere.collect::<Vec<_>>(), &uri))
}

/// A product at another environment.
pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let place = place(&path)?;
    let view = environments::view(&portal.ctx, viewer.actor, &place).await?;
    let link = place_of(&view);
    if link.is_on_product_page() {
        return Ok(Redirect::to(&link.href()).into_response());
    }
    let log = if view.roles.is_staff() {
        environment_access::log(&portal.ctx, viewer.actor, &place).await?
    } else {
        Vec::new()
    };
    Ok(page(&portal, &viewer, &view, &log, &[], &uri))
}

fn place_of(view: &View) -> PlaceLink {
    PlaceLink::of(&view.product, &view.environment)
}

fn page(
    portal: &Portal,
    viewer: &SignedIn,
    view: &View,
    log: &[Line],
    elsewhere: &[Elsewhere],
    uri: &Uri,
) -> Response {
    let judgement = view.client.as_ref().map(|client| environments::judge(&portal.ctx, view, client));
    let rulings = judgement.map(|judgement| judgement.rulings).unwrap_or_default();
    let registered = view.client.as_ref().map(|client| Registered {
        client,
        rulings: &rulings,
        last_seen_at: view.last_seen_at,
        now: portal.ctx.now(),
    });
    let shown = ShownPlace {
        environment: &view.environment,
        admission: view.admission(),
        registered,
        log,
        roles: &view.roles,
    };
    let frame = portal.frame(viewer, Section::Products);
    let notice = notice(&FormData::from_query(uri));
    portal.respond(&Environments::new(frame, place_of(view), &shown, elsewhere, notice))
}

pub async fn show_register(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
) -> Answer {
    let view = environments::view(&portal.ctx, viewer.actor, &place(&path)?).await?;
    policy::allow(Action::ManageClients, &view.roles)?;
    if view.client.is_some() || !view.admission().is_open() {
        return Ok(to_place(&view, "").into_response());
    }
    let typed = Typed { name: view.product.name.clone(), ..Typed::default() };
    Ok(form(&portal, &viewer, &view, Mode::Register, &typed, None))
}

fn to_place(view: &View, query: &str) -> Redirect {
    Redirect::to(&format!("{}{query}", place_of(view).href()))
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
    portal.respond(&ClientForm::new(frame, place_of(view), mode, typed, ruled.as_ref(), None))
}

pub async fn register(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let place = place(&path)?;
    let view = environments::view(&portal.ctx, viewer.actor, &place).await?;
    match environments::register(&portal.ctx, viewer.actor, &place, &typed::draft(&sent)).await {
        Ok(_) => Ok(to_place(&view, "?done=registered").into_response()),
        // The page says how it stands.
        Err(Error::Refused(Refusal::RegisteredAlready | Refusal::NotAllowedHere)) => {
            Ok(to_place(&view, "").into_response())
        }
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
    Path(path): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let view = environments::view(&portal.ctx, viewer.actor, &place(&path)?).await?;
    policy::allow(Action::ManageClients, &view.roles)?;
    let client = view.client.as_ref().ok_or(Failure::NotFound)?;
    let mut typed = typed::of_client(client);
    let query = FormData::from_query(&uri);
    let added = typed::add_redirect_uri(&mut typed, query.text("redirect_uri"));
    let frame = portal.frame(&viewer, Section::Products);
    Ok(portal.respond(&ClientForm::new(frame, place_of(&view), Mode::Change, &typed, None, added.as_deref())))
}

pub async fn edit(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(path): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let place = place(&path)?;
    let view = environments::view(&portal.ctx, viewer.actor, &place).await?;
    match environments::change(&portal.ctx, viewer.actor, &place, typed::change(&sent)).await {
        Ok(_) => Ok(to_place(&view, "?done=saved").into_response()),
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
    Path(path): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let view = environments::view(&portal.ctx, viewer.actor, &place(&path)?).await?;
    let client = view.client.as_ref().ok_or(Failure::NotFound)?;
    let query = FormData::from_query(&uri);
    let level = ProofingLevel::named(query.text("level")).unwrap_or(ProofingLevel::P9);
    let shared =
        consent::shared_with_service(client.scopes, level, view.environment.policy.given_name_available);
    let frame = portal.frame(&viewer, Section::Products);
    Ok(portal.respond(&ConsentPreview::new(frame, place_of(&view), &client.name, level, &shared)))
}
