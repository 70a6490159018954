//! Choosing the level and the scopes: what follows from the answers, before and after they are saved.

use app::{integrations, portal::NotFound};
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::Uri;
use onboarding::Command;
use toolkit::{FieldId, definition::Field};
use web_kit::{FieldErrors, FormData};

use super::forms::{Page, Refused, in_words, to, typed};
use crate::{
    access::SignedIn,
    failure::Answer,
    pages::{
        Section,
        forms::ANSWER,
        levels::LevelsPage,
        scopes::{ScopesPage, Ticked, scopes_field},
    },
    state::{Portal, Shared},
};

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form)): Path<(String, String)>,
) -> Answer {
    let page = Page::open(&portal, &viewer, &integration, &form).await?;
    let frame = portal.frame(&viewer, Section::Integrations);
    let page = LevelsPage::new(frame, &page.opened, &page.form).ok_or(NotFound)?;
    Ok(portal.respond(&page))
}

/// A form that asks for scopes.
struct Meant {
    page: Page,
    id: FieldId,
    field: Field,
}

impl Meant {
    async fn open(
        portal: &Portal,
        viewer: &SignedIn,
        integration: &str,
        form: &str,
    ) -> Result<Self, crate::failure::Failure> {
        let page = Page::open(portal, viewer, integration, form).await?;
        let field = scopes_field(&page.form).cloned().ok_or(NotFound)?;
        let id = FieldId::of(&page.form.id, &field.id).map_err(|_| NotFound)?;
        Ok(Self { page, id, field })
    }

    fn saved(&self) -> Ticked {
        let saved = self.page.opened.facts.answer(&self.id);
        // Without these, nothing works: they are ticked before anybody has chosen.
        let mandatory = || {
            let all = self.page.opened.definition.scopes.iter().filter(|scope| scope.mandatory);
            all.map(|scope| scope.id.clone()).collect()
        };
        let scopes = saved.map(|saved| saved.items().into_iter().map(ToOwned::to_owned).collect());
        Ticked {
            scopes: scopes.unwrap_or_else(mandatory),
            seen: self.page.version(&self.id),
            is_shown_only: false,
        }
    }

    fn show(
        &self,
        portal: &Portal,
        viewer: &SignedIn,
        ticked: &Ticked,
        is_saved: bool,
        errors: FieldErrors,
    ) -> Result<Response, NotFound> {
        let frame = portal.frame(viewer, Section::Integrations);
        let page = ScopesPage::new(frame, &self.page.opened, &self.page.form, ticked, is_saved, errors);
        Ok(portal.respond(&page.ok_or(NotFound)?))
    }
}

pub async fn show_scopes(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, &integration, &form).await?;
    let is_saved = FormData::from_query(&uri).text("done") == "saved";
    Ok(meant.show(&portal, &viewer, &meant.saved(), is_saved, FieldErrors::new())?)
}

pub async fn save_scopes(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, &integration, &form).await?;
    let mut ticked = Ticked {
        scopes: sent.all(ANSWER).map(ToOwned::to_owned).collect(),
        seen: sent.text("seen").parse().unwrap_or_default(),
        is_shown_only: sent.text("then") == "show",
    };
    let wrong = |words: String| FieldErrors::from_iter([(ANSWER, words)]);
    let definition = &meant.page.opened.definition;
    let read = typed::read(&meant.field, ANSWER, &sent);
    let value = match typed::parse(definition, &meant.field, &read, false) {
        Ok(value) => value,
        Err(words) => return Ok(meant.show(&portal, &viewer, &ticked, false, wrong(words))?),
    };
    if ticked.is_shown_only {
        return Ok(meant.show(&portal, &viewer, &ticked, false, FieldErrors::new())?);
    }
    let command = Command::Answer { field: meant.id.clone(), value, seen: ticked.seen };
    let Err(error) = integrations::act(&portal.ctx, viewer.actor, meant.page.id, command).await else {
        return Ok(to(&format!("{}?done=saved", meant.page.place.scopes(&meant.page.form))));
    };
    let words = match in_words(error)? {
        Refused::Words(words) => words,
        // Both answers are on the page: theirs in words, and what was ticked here.
        Refused::Conflict { theirs, position, .. } => {
            ticked.seen = position;
            let theirs = theirs.map(|theirs| theirs.items().join(", ")).unwrap_or_default();
            let theirs = if theirs.is_empty() { "no scopes".to_owned() } else { theirs };
            format!("Somebody else saved {theirs} while you had the page open. To replace that, save again")
        }
    };
    Ok(meant.show(&portal, &viewer, &ticked, false, wrong(words))?)
}
