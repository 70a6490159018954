//! Pausing an integration, resuming it, and withdrawing it.

use app::integrations;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use onboarding::Command;
use web_kit::{FieldErrors, FormData};

use super::open;
use crate::{
    access::SignedIn,
    failure::Answer,
    handlers::forms::in_words,
    pages::{
        Section,
        forms::Place,
        partner::{Change, HoldPage, Interruption},
    },
    state::{Portal, Shared},
};

async fn show(portal: &Portal, viewer: &SignedIn, integration: &str, change: Change) -> Answer {
    let opened = open(portal, viewer, integration).await?;
    let frame = portal.frame(viewer, Section::Integrations);
    Ok(portal.respond(&HoldPage::new(frame, &opened, change, "", FieldErrors::new())))
}

async fn save(
    portal: &Portal,
    viewer: &SignedIn,
    integration: &str,
    change: Change,
    sent: &FormData,
) -> Answer {
    let opened = open(portal, viewer, integration).await?;
    let reason = sent.text(HoldPage::REASON).trim();
    let frame = || portal.frame(viewer, Section::Integrations);
    let again = |words: String| {
        let errors = FieldErrors::from_iter([(HoldPage::REASON, words)]);
        Ok(portal.respond(&HoldPage::new(frame(), &opened, change, reason, errors)))
    };
    if reason.is_empty() {
        return again("Enter a reason".to_owned());
    }
    let place = Place::of(&opened);
    let first = change.intended(&place, reason).filter(|_| sent.text("confirmed") != "yes");
    if let Some(intended) = first {
        return Ok(portal.respond(&Interruption::new(frame(), place, intended)));
    }
    let text = reason.to_owned();
    let command = match change {
        Change::Pause => Command::Pause { reason: text },
        Change::Resume => Command::Resume { reason: text },
        Change::Withdraw => Command::Withdraw { reason: text },
    };
    match integrations::act(&portal.ctx, viewer.actor, opened.id, command).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={}", place.integration, change.path())).into_response()),
        Err(error) => again(in_words(error)?.words()),
    }
}

macro_rules! pages {
    ($($show:ident, $save:ident: $change:ident;)*) => {$(
        pub async fn $show(
            State(portal): State<Shared>,
            viewer: SignedIn,
            Path(integration): Path<String>,
        ) -> Answer {
            show(&portal, &viewer, &integration, Change::$change).await
        }

        pub async fn $save(
            State(portal): State<Shared>,
            viewer: SignedIn,
            Path(integration): Path<String>,
            sent: FormData,
        ) -> Answer {
            save(&portal, &viewer, &integration, Change::$change, &sent).await
        }
    )*};
}

pages! {
    show_pause, pause: Pause;
    show_resume, resume: Resume;
    show_withdraw, withdraw: Withdraw;
}
