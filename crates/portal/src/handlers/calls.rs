//! Calls, as the partner's people see them: choosing a time, calling off, and confirming what was written down.

use app::{
    integrations::{self, IntegrationId, Opened, calls},
    portal::NotFound,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::Uri;
use onboarding::Command;
use toolkit::definition::Call;
use web_kit::{FieldErrors, FormData};

use super::{
    download::download,
    forms::{in_words, to},
};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    pages::{
        Section,
        calls::{CallOffPage, CallPage},
        forms::Place,
    },
    state::{Portal, Shared},
};

/// A call of an integration that the viewer may see.
struct Meant {
    id: IntegrationId,
    opened: Opened,
    call: Call,
}

impl Meant {
    async fn open(
        portal: &Portal,
        viewer: &SignedIn,
        integration: &str,
        call: &str,
    ) -> Result<Self, Failure> {
        let id: IntegrationId = integration.parse().map_err(|_| NotFound)?;
        let opened = integrations::open(&portal.ctx, viewer.actor, id).await?;
        let call = opened.definition.calls.iter().find(|one| one.id.as_str() == call).cloned();
        Ok(Self { id, opened, call: call.ok_or(NotFound)? })
    }

    fn href(&self) -> String {
        Place::of(&self.opened).call(&self.call.id)
    }

    async fn page(
        &self,
        portal: &Portal,
        viewer: &SignedIn,
        done: &str,
        chosen: &str,
        errors: FieldErrors,
    ) -> Answer {
        let people = integrations::people(&portal.ctx, &self.opened).await?;
        let frame = portal.frame(viewer, Section::Integrations);
        Ok(portal.respond(&CallPage::new(frame, &self.opened, &people, &self.call, (done, chosen), errors)))
    }

    fn calling_off(
        &self,
        portal: &Portal,
        viewer: &SignedIn,
        typed: &str,
        errors: FieldErrors,
    ) -> Result<Response, NotFound> {
        let frame = portal.frame(viewer, Section::Integrations);
        let page = CallOffPage::new(frame, &self.opened, &self.call, typed, errors).ok_or(NotFound)?;
        Ok(portal.respond(&page))
    }
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, call)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, &integration, &call).await?;
    let query = FormData::from_query(&uri);
    meant.page(&portal, &viewer, query.text("done"), "", FieldErrors::new()).await
}

/// Chooses a time.
pub async fn choose(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, call)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, &integration, &call).await?;
    let chosen = sent.text(CallPage::TIME);
    let wrong = |words: String| FieldErrors::from_iter([(CallPage::TIME, words)]);
    let Ok(time) = chosen.parse() else {
        return meant.page(&portal, &viewer, "", "", wrong("Select a time".to_owned())).await;
    };
    let command = Command::ChooseTime { call: meant.call.id.clone(), time };
    match integrations::act(&portal.ctx, viewer.actor, meant.id, command).await {
        Ok(_) => Ok(to(&format!("{}?done=booked", meant.href()))),
        Err(error) => {
            let errors = wrong(in_words(error)?.words());
            // What is offered may be something else by now.
            let meant = Meant::open(&portal, &viewer, &integration, &call).await?;
            meant.page(&portal, &viewer, "", chosen, errors).await
        }
    }
}

/// Confirms what was written down about the call.
pub async fn confirm(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, call)): Path<(String, String)>,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, &integration, &call).await?;
    let command = Command::ConfirmCall { call: meant.call.id.clone() };
    match integrations::act(&portal.ctx, viewer.actor, meant.id, command).await {
        Ok(_) => Ok(to(&format!("{}?done=confirmed", meant.href()))),
        Err(error) => {
            let errors = FieldErrors::from_iter([(CallPage::CONFIRM, in_words(error)?.words())]);
            meant.page(&portal, &viewer, "", "", errors).await
        }
    }
}

pub async fn show_off(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, call)): Path<(String, String)>,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, &integration, &call).await?;
    Ok(meant.calling_off(&portal, &viewer, "", FieldErrors::new())?)
}

pub async fn call_off(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, call)): Path<(String, String)>,
    sent: FormData,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, &integration, &call).await?;
    let reason = sent.text(CallOffPage::REASON).to_owned();
    let command = Command::CallOff { call: meant.call.id.clone(), reason: reason.clone() };
    match integrations::act(&portal.ctx, viewer.actor, meant.id, command).await {
        Ok(_) => Ok(to(&format!("{}?done=off", meant.href()))),
        Err(error) => {
            let errors = FieldErrors::from_iter([(CallOffPage::REASON, in_words(error)?.words())]);
            Ok(meant.calling_off(&portal, &viewer, &reason, errors)?)
        }
    }
}

/// The entry for a calendar.
pub async fn calendar(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, call)): Path<(String, String)>,
) -> Answer {
    let meant = Meant::open(&portal, &viewer, &integration, &call).await?;
    let address = format!("{}{}", portal.ctx.portal_url, meant.href());
    let file = calls::calendar_file(&meant.opened, &meant.call, &address).ok_or(NotFound)?;
    Ok(download(&format!("{}.ics", meant.call.id), "text/calendar; charset=utf-8", file))
}
