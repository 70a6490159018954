//! Tokens for programs, of an organisation and of the service.

use std::collections::BTreeSet;

use app::{
    Error, TokenId,
    portal::{
        NotFound,
        tokens::{self, For, Listed, Listing, Token, TokenRefusal, Wanted},
    },
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Uri;
use onboarding::scope::Scope;
use web_kit::{FieldErrors, FormData};

use super::{organisation_id, product_id};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{RevokeToken, Section, ShownToken, TokenMade, TokenPlace, TokenTyped, Tokens},
    state::{Portal, Shared},
    words::{date, sentence},
};

pub async fn list(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(organisation): Path<String>,
    uri: Uri,
) -> Answer {
    show(&portal, &viewer, For::Organisation(organisation_id(&organisation)?), &uri).await
}

pub async fn list_of_service(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    show(&portal, &viewer, For::Service, &uri).await
}

pub async fn create(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(organisation): Path<String>,
    form: FormData,
) -> Answer {
    make(&portal, &viewer, For::Organisation(organisation_id(&organisation)?), &form).await
}

pub async fn create_for_service(State(portal): State<Shared>, viewer: SignedIn, form: FormData) -> Answer {
    make(&portal, &viewer, For::Service, &form).await
}

pub async fn show_revoke(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((organisation, token)): Path<(String, String)>,
) -> Answer {
    ask(&portal, &viewer, For::Organisation(organisation_id(&organisation)?), token_id(&token)?).await
}

pub async fn show_revoke_of_service(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(token): Path<String>,
) -> Answer {
    ask(&portal, &viewer, For::Service, token_id(&token)?).await
}

pub async fn revoke(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((organisation, token)): Path<(String, String)>,
) -> Answer {
    end(&portal, &viewer, For::Organisation(organisation_id(&organisation)?), token_id(&token)?).await
}

pub async fn revoke_of_service(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(token): Path<String>,
) -> Answer {
    end(&portal, &viewer, For::Service, token_id(&token)?).await
}

fn token_id(text: &str) -> Result<TokenId, NotFound> {
    text.parse().map_err(|_| NotFound)
}

fn path(what: For) -> String {
    match what {
        For::Organisation(id) => format!("/organisations/{id}/tokens"),
        For::Service => "/staff/tokens".to_owned(),
    }
}

fn section(what: For) -> Section {
    match what {
        For::Organisation(_) => Section::Products,
        For::Service => Section::None,
    }
}

fn place(what: For, listing: &Listing) -> TokenPlace {
    let path = path(what);
    TokenPlace {
        name: listing.organisation.as_ref().map_or_else(|| "The service".to_owned(), |one| one.name.clone()),
        above: path.trim_end_matches("/tokens").to_owned(),
        path,
        products: listing
            .products
            .iter()
            .map(|product| (product.id.to_string(), product.name.clone()))
            .collect(),
    }
}

fn shown(portal: &Portal, token: &Token, maker: String, product: Option<&String>) -> ShownToken {
    let has_ended = token.expires_at <= portal.ctx.now();
    let ends = date(token.expires_at);
    ShownToken {
        id: token.id.to_string(),
        name: token.name.clone(),
        scopes: token.scopes.iter().map(|scope| scope.title()).collect(),
        product: product.cloned().unwrap_or_default(),
        maker,
        ends: if has_ended { format!("Ended {ends}") } else { ends },
        used: token.used_at.map_or_else(|| "Never".to_owned(), date),
    }
}

async fn show(portal: &Portal, viewer: &SignedIn, what: For, uri: &Uri) -> Answer {
    let listing = tokens::list(&portal.ctx, viewer.actor, what).await?;
    let notice = (FormData::from_query(uri).text("done") == "revoked").then_some("Token revoked");
    Ok(page(portal, viewer, what, &listing, notice, &TokenTyped::default(), FieldErrors::new()))
}

fn page(
    portal: &Portal,
    viewer: &SignedIn,
    what: For,
    listing: &Listing,
    notice: Option<&str>,
    typed: &TokenTyped,
    errors: FieldErrors,
) -> Response {
    let row = |one: &Listed| shown(portal, &one.token, one.maker.to_string(), one.product.as_ref());
    let rows: Vec<ShownToken> = listing.tokens.iter().map(row).collect();
    let frame = portal.frame(viewer, section(what));
    portal.respond(&Tokens::new(frame, place(what, listing), &rows, notice, typed, errors))
}

async fn make(portal: &Portal, viewer: &SignedIn, what: For, form: &FormData) -> Answer {
    let listing = tokens::list(&portal.ctx, viewer.actor, what).await?;
    let typed = TokenTyped {
        name: form.text(Tokens::NAME).to_owned(),
        scopes: form.all(Tokens::SCOPES).map(ToOwned::to_owned).collect(),
        product: form.text(Tokens::PRODUCT).to_owned(),
        days: form.text(Tokens::DAYS).to_owned(),
    };
    let errors = match wanted(&typed) {
        Err(errors) => errors,
        Ok(wanted) => match tokens::create(&portal.ctx, viewer.actor, what, wanted).await {
            Ok((secret, token)) => {
                let frame = portal.frame(viewer, section(what));
                let place = place(what, &listing);
                let base = &portal.ctx.portal_url;
                return Ok(portal.respond(&TokenMade::new(frame, place, &token.name, secret.expose(), base)));
            }
            Err(error) => refused(error)?,
        },
    };
    Ok(page(portal, viewer, what, &listing, None, &typed, errors))
}

fn wanted(typed: &TokenTyped) -> Result<Wanted, FieldErrors> {
    let mut errors = FieldErrors::new();
    let name = typed.name.parse().map_err(|problem: app::portal::NameProblem| {
        errors.add(Tokens::NAME, sentence(problem));
    });
    // What is no scope was not on the page.
    let scopes: BTreeSet<Scope> = typed.scopes.iter().filter_map(|text| text.parse().ok()).collect();
    if scopes.is_empty() {
        errors.add(Tokens::SCOPES, sentence(TokenRefusal::NoScope));
    }
    let product = if typed.product.is_empty() { Ok(None) } else { product_id(&typed.product).map(Some) };
    let product = product.map_err(|_| errors.add(Tokens::PRODUCT, sentence(TokenRefusal::Product)));
    let days = typed.days.parse().map_err(|_| errors.add(Tokens::DAYS, sentence(TokenRefusal::Life)));
    match (name, product, days) {
        (Ok(name), Ok(product), Ok(days)) if errors.is_empty() => Ok(Wanted { name, scopes, product, days }),
        _ => Err(errors),
    }
}

/// What the page says, unless there is no page to say it on.
fn refused(error: Error<TokenRefusal>) -> Result<FieldErrors, Failure> {
    let refusal = match error {
        Error::Refused(TokenRefusal::Denied(denied)) => return Err(denied.into()),
        Error::Refused(refusal) => refusal,
        Error::Internal(fault) => return Err(fault.into()),
    };
    let field = match refusal {
        TokenRefusal::NoScope => Tokens::SCOPES,
        TokenRefusal::Life => Tokens::DAYS,
        TokenRefusal::Product => Tokens::PRODUCT,
        TokenRefusal::TooMany | TokenRefusal::Denied(_) => Tokens::NAME,
    };
    Ok(FieldErrors::from_iter([(field, sentence(refusal))]))
}

async fn ask(portal: &Portal, viewer: &SignedIn, what: For, id: TokenId) -> Answer {
    let token = tokens::find(&portal.ctx, viewer.actor, what, id).await?;
    let listing = tokens::list(&portal.ctx, viewer.actor, what).await?;
    let frame = portal.frame(viewer, section(what));
    let token = shown(portal, &token, String::new(), None);
    Ok(portal.respond(&RevokeToken::new(frame, place(what, &listing), &token)))
}

async fn end(portal: &Portal, viewer: &SignedIn, what: For, id: TokenId) -> Answer {
    tokens::revoke(&portal.ctx, viewer.actor, what, id).await?;
    Ok(Redirect::to(&format!("{}?done=revoked", path(what))).into_response())
}
