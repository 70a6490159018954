//! One task of an integration, and saying that it was read or done.

use app::{
    integrations::{self, Opened},
    portal::NotFound,
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use onboarding::Command;
use toolkit::TaskId;

use super::{open, people};
use crate::{
    access::SignedIn,
    failure::Answer,
    handlers::forms::in_words,
    pages::{Section, partner::TaskPage},
    state::{Portal, Shared},
};

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, task)): Path<(String, String)>,
) -> Answer {
    let opened = open(&portal, &viewer, &integration).await?;
    let task = find(&opened, &task)?;
    page(&portal, &viewer, &opened, &task, None).await
}

// Whether it applies now decides whether there is a page.
fn find(opened: &Opened, task: &str) -> Result<TaskId, NotFound> {
    let standing = opened.standing();
    let found = standing.tasks.iter().find(|one| one.task.id.as_str() == task).ok_or(NotFound)?;
    Ok(found.task.id.clone())
}

async fn page(
    portal: &Portal,
    viewer: &SignedIn,
    opened: &Opened,
    task: &TaskId,
    refusal: Option<&str>,
) -> Answer {
    let people = people(portal, opened).await?;
    let standing = opened.standing();
    let task = standing.task(task).ok_or(NotFound)?;
    let frame = portal.frame(viewer, Section::Integrations);
    Ok(portal.respond(&TaskPage::new(frame, opened, &people, task, refusal)))
}

pub async fn acknowledge(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, task)): Path<(String, String)>,
) -> Answer {
    let opened = open(&portal, &viewer, &integration).await?;
    let task = find(&opened, &task)?;
    let command = Command::Acknowledge { task: task.clone() };
    match integrations::act(&portal.ctx, viewer.actor, opened.id, command).await {
        Ok(_) => Ok(Redirect::to(&format!("/integrations/{}?confirmed={task}", opened.id)).into_response()),
        Err(error) => {
            let words = in_words(error)?.words();
            page(&portal, &viewer, &opened, &task, Some(&words)).await
        }
    }
}
