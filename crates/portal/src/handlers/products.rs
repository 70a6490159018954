//! The list of products, and adding one.

use app::{
    Actor, Context, Error,
    portal::{Name, NotFound, organisations, products},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect},
};
use web_kit::{FieldErrors, FormData};

use super::organisation_id;
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{NewProduct, OrganisationChoice, ProductLink, Products, Section},
    state::Shared,
    words::sentence,
};

/// Where somebody goes on who has just signed in: to whatever they do not have yet.
pub async fn first_page(ctx: &Context, actor: Actor) -> Result<String, Error<NotFound>> {
    if organisations::list(ctx, actor).await?.is_empty() {
        return Ok("/organisations/new".to_owned());
    }
    let has_products = !products::list(ctx, actor).await?.is_empty();
    Ok(if has_products { "/products" } else { "/products/new" }.to_owned())
}

async fn choices(ctx: &Context, actor: Actor) -> Result<Vec<OrganisationChoice>, Error<NotFound>> {
    let organisations = organisations::list(ctx, actor).await?;
    let choice =
        |one: app::portal::Organisation| OrganisationChoice { id: one.id.to_string(), name: one.name };
    Ok(organisations.into_iter().map(choice).collect())
}

pub async fn list(State(portal): State<Shared>, viewer: SignedIn) -> Answer {
    let organisations = choices(&portal.ctx, viewer.actor).await?;
    let products = products::list(&portal.ctx, viewer.actor).await?;
    let grouped = organisations.into_iter().map(|organisation| {
        let own = products.iter().filter(|product| product.organisation_id.to_string() == organisation.id);
        let own = own.map(ProductLink::from).collect();
        (organisation, own)
    });
    let frame = portal.frame(&viewer, Section::Products);
    Ok(portal.respond(&Products::new(frame, grouped.collect())))
}

pub async fn show_new(State(portal): State<Shared>, viewer: SignedIn) -> Answer {
    let organisations = choices(&portal.ctx, viewer.actor).await?;
    if organisations.is_empty() {
        return Ok(Redirect::to("/organisations/new").into_response());
    }
    let frame = portal.frame(&viewer, Section::Products);
    Ok(portal.respond(&NewProduct::new(frame, &organisations, "", "", FieldErrors::new())))
}

pub async fn create(State(portal): State<Shared>, viewer: SignedIn, form: FormData) -> Answer {
    let (chosen, typed) = (form.text("organisation"), form.text("name"));
    let mut errors = FieldErrors::new();
    let organisation = organisation_id(chosen).map_err(|NotFound| {
        errors.add(NewProduct::ORGANISATION, "Select an organisation");
    });
    let name = typed.parse::<Name>().map_err(|problem| errors.add(NewProduct::NAME, sentence(problem)));
    if let (Ok(organisation), Ok(name)) = (organisation, name) {
        match products::create(&portal.ctx, viewer.actor, organisation, name).await {
            Ok(id) => return Ok(Redirect::to(&format!("/products/{id}")).into_response()),
            Err(Error::Refused(products::Refusal::Denied(denied))) => return Err(denied.into()),
            Err(Error::Refused(taken @ products::Refusal::NameTaken(_))) => {
                errors.add(NewProduct::NAME, sentence(taken));
            }
            Err(Error::Internal(fault)) => return Err(Failure::Internal(fault)),
        }
    }
    let organisations = choices(&portal.ctx, viewer.actor).await?;
    let frame = portal.frame(&viewer, Section::Products);
    Ok(portal.respond(&NewProduct::new(frame, &organisations, chosen, typed, errors)))
}
