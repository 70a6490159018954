//! What those see who look after many integrations: the portfolio, a project manager's day, and a reviewer's lane.

mod lane;

use std::collections::BTreeMap;

use kernel::{EmailAddress, SignedDuration, Timestamp};
use onboarding::{
    Command,
    policy::{self, Action},
    role::{Roles, StaffRole},
};
use store::{
    StoreError, Tx,
    queries::{
        portal::{roles as staff, users},
        portfolio::{self as queries, Progress, Search},
    },
};
use thiserror::Error;
use toolkit::{Definition, Facts, definition::Test, facts::About, standing::With};
use uuid::Uuid;

use super::{ActRefusal, IntegrationId, act::act, open::Loaded, project::with_of};
use crate::{Actor, Context, Error, Internal, portal::NotFound};

pub use lane::{Lane, Seen, lane};
pub use store::queries::{
    integrations::Waiting,
    looks::{Kind as LookKind, Look},
    portfolio::{Listed, Progress as Goes},
};

/// How many rows a page of the portfolio has.
pub const ROWS_A_PAGE: u32 = 50;
/// How many rows a file of the portfolio has at most.
const ROWS_A_FILE: u32 = 20_000;
/// How many of their own integrations a project manager's day looks into.
const OWN: u32 = 200;
/// How many things a list of what waits shows.
const WAITING: u32 = 100;

/// What the portfolio is narrowed to, as its address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those that the actor looks after.
    pub mine: bool,
    pub stage: String,
    pub turn: String,
    pub edition: String,
    pub progress: Progress,
    pub text: String,
}

/// A row of the portfolio.
#[derive(Clone, Debug)]
pub struct Row {
    pub listed: Listed,
    pub turn: With,
    /// Titles of the stage and of the next gate.
    pub stage: Option<String>,
    pub next_gate: Option<String>,
}

/// A place in the portfolio's order.
pub type Place = (Timestamp, Uuid);

/// One page of it, and where the next one begins.
#[derive(Clone, Debug)]
pub struct Portfolio {
    pub rows: Vec<Row>,
    pub next: Option<Place>,
}

/// Stages and editions that there are, to narrow a list to: ids with titles.
pub fn known_stages(ctx: &Context) -> Vec<(String, String)> {
    let mut known: Vec<(String, String)> = Vec::new();
    for stage in ctx.toolkit.editions().flat_map(|edition| &edition.stages) {
        if known.iter().all(|(id, _)| id != stage.id.as_str()) {
            known.push((stage.id.to_string(), stage.title.clone()));
        }
    }
    known
}

pub fn known_editions(ctx: &Context) -> Vec<String> {
    ctx.toolkit.editions().map(|edition| edition.edition.id.to_string()).collect()
}

/// A page of the portfolio, for those who may see it.
pub async fn list(
    ctx: &Context,
    actor: Actor,
    filter: &Filter,
    after: Option<Place>,
) -> Result<Portfolio, Error<NotFound>> {
    let mut rows = rows(ctx, actor, filter, after, ROWS_A_PAGE + 1).await?;
    let is_more = rows.len() > ROWS_A_PAGE as usize;
    rows.truncate(ROWS_A_PAGE as usize);
    let last =
        rows.last().map(|row| (row.listed.integration.summary.waits_since(), row.listed.integration.id));
    Ok(Portfolio { next: last.filter(|_| is_more), rows })
}

/// All of it, for a file.
pub async fn list_all(ctx: &Context, actor: Actor, filter: &Filter) -> Result<Vec<Row>, Error<NotFound>> {
    rows(ctx, actor, filter, None, ROWS_A_FILE).await
}

async fn rows(
    ctx: &Context,
    actor: Actor,
    filter: &Filter,
    after: Option<Place>,
    most: u32,
) -> Result<Vec<Row>, Error<NotFound>> {
    let wanted = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let search = Search {
        project_manager: if filter.mine { Some(crate::portal::user(actor)?.uuid()) } else { None },
        edition: wanted(&filter.edition),
        stage: wanted(&filter.stage),
        turn: wanted(&filter.turn),
        progress: filter.progress,
        text: filter.text.clone(),
    };
    let context = ctx.clone();
    ctx.store
        .read(move |tx| {
            allow(tx, actor, Action::ViewPortfolio)?;
            let found = queries::search(tx, &search, after, most)?;
            Ok(found.into_iter().map(|listed| row(&context, listed)).collect())
        })
        .await
}

fn allow(tx: &mut Tx<'_>, actor: Actor, action: Action) -> Result<Roles, Error<NotFound>> {
    let roles = crate::portal::roles::of_staff(tx, actor)?;
    if policy::may(action, &roles) { Ok(roles) } else { Err(NotFound.into()) }
}

// An edition that this program does not have leaves ids in place of titles: the list must not fail for one row.
fn row(ctx: &Context, listed: Listed) -> Row {
    let summary = &listed.integration.summary;
    let definition = ctx.definition(&summary.edition).ok();
    let titled = |id: &Option<String>, title: &dyn Fn(&Definition, &str) -> Option<String>| {
        let id = id.as_deref()?;
        Some(definition.as_deref().and_then(|known| title(known, id)).unwrap_or_else(|| id.to_owned()))
    };
    let stage = titled(&summary.stage, &|known, id| {
        known.stages.iter().find(|stage| stage.id.as_str() == id).map(|stage| stage.title.clone())
    });
    let next_gate = titled(&summary.next_gate, &|known, id| {
        known.gates.iter().find(|gate| gate.id.as_str() == id).map(|gate| gate.title.clone())
    });
    Row { turn: with_of(&summary.turn), stage, next_gate, listed }
}

/// Something that waits for the viewer.
#[derive(Clone, Debug)]
pub struct Item {
    pub row: Row,
    pub waiting: Waiting,
    /// Where it is looked at, below the integration's address; none where the integration's own page is the place.
    pub place: Option<String>,
    /// It was looked at before and came back.
    pub is_again: bool,
}

/// A call that is booked.
#[derive(Clone, Debug)]
pub struct CallAhead {
    pub row: Row,
    pub call: toolkit::CallId,
    pub title: String,
    pub at: Timestamp,
}

/// A question with a reply that nobody has closed.
#[derive(Clone, Debug)]
pub struct Reply {
    pub row: Row,
    pub number: String,
    pub asked: String,
    pub reply: String,
    pub at: Timestamp,
}

/// A project manager's day.
#[derive(Clone, Debug, Default)]
pub struct MyDay {
    pub waiting: Vec<Item>,
    /// Today, within the next seven days, and those that are over and not recorded.
    pub calls: Vec<CallAhead>,
    pub replies: Vec<Reply>,
    pub unassigned: Vec<Row>,
}

/// What a project manager has before them: their own integrations, and those that nobody looks after.
pub async fn my_day(ctx: &Context, actor: Actor) -> Result<MyDay, Error<NotFound>> {
    let (context, user, now) = (ctx.clone(), crate::portal::user(actor)?.uuid(), ctx.now());
    ctx.store
        .read(move |tx| {
            allow(tx, actor, Action::ViewMyDay)?;
            let own = Search { project_manager: Some(user), ..Search::default() };
            let own = queries::search(tx, &own, None, OWN)?;
            let known = load(tx, &context, &own)?;
            let role = StaffRole::ProjectManager.to_string();
            let waiting = queries::list_waiting_for(tx, &role, Some(user), WAITING)?;
            let unassigned = queries::list_unassigned(tx, ROWS_A_PAGE)?;
            let mut day = MyDay {
                waiting: items(&context, waiting, &known),
                unassigned: unassigned.into_iter().map(|listed| row(&context, listed)).collect(),
                ..MyDay::default()
            };
            for listed in own {
                let Some((definition, facts)) = known.get(&listed.integration.id) else { continue };
                let row = row(&context, listed);
                day.calls.extend(calls_of(&row, definition, facts, now));
                day.replies.extend(replies_of(&row, facts));
            }
            day.calls.sort_by_key(|call| call.at);
            Ok(day)
        })
        .await
}

type Known = BTreeMap<Uuid, (std::sync::Arc<Definition>, Facts)>;

// A broken log is found and told by the sweep that verifies; here it must not stop the others.
fn load(tx: &mut Tx<'_>, ctx: &Context, listed: &[Listed]) -> Result<Known, StoreError> {
    let mut known = Known::new();
    for one in listed {
        match Loaded::read::<NotFound>(tx, ctx, one.integration.clone()) {
            Ok(loaded) => {
                known.insert(one.integration.id, (loaded.definition, loaded.facts));
            }
            Err(Error::Internal(Internal::Store(error))) => return Err(error),
            Err(error) => {
                tracing::error!(integration = %one.integration.id, %error, "an integration could not be read");
            }
        }
    }
    Ok(known)
}

fn calls_of(row: &Row, definition: &Definition, facts: &Facts, now: Timestamp) -> Vec<CallAhead> {
    let until = now + SignedDuration::from_hours(7 * 24);
    let booked = definition.calls.iter().filter_map(|call| {
        let at = facts.calls.get(&call.id)?.booked.as_ref()?.0;
        (at < until).then(|| CallAhead {
            row: row.clone(),
            call: call.id.clone(),
            title: call.title.clone(),
            at,
        })
    });
    booked.collect()
}

fn replies_of(row: &Row, facts: &Facts) -> Vec<Reply> {
    let open = facts.questions.iter().filter(|question| question.closed.is_none());
    open.filter_map(|question| {
        let (reply, mark) = question.reply.as_ref()?;
        Some(Reply {
            row: row.clone(),
            number: question.number.to_string(),
            asked: question.text.clone(),
            reply: reply.clone(),
            at: mark.at,
        })
    })
    .collect()
}

fn items(ctx: &Context, waiting: Vec<(Listed, Waiting)>, known: &Known) -> Vec<Item> {
    let item = |(listed, waiting): (Listed, Waiting)| {
        let facts = known.get(&listed.integration.id);
        let place = facts.and_then(|(definition, facts)| place(definition, facts, &waiting));
        let is_again = facts.is_some_and(|(definition, facts)| again(definition, facts, &waiting.check_id));
        Item { row: row(ctx, listed), place, is_again, waiting }
    };
    waiting.into_iter().map(item).collect()
}

fn test<'d>(definition: &'d Definition, check: &str) -> Option<&'d Test> {
    definition.checks.iter().find(|one| one.id.as_str() == check).map(|check| &check.test)
}

// Where whoever reviews or hosts does what a check asks of them.
fn place(definition: &Definition, facts: &Facts, waiting: &Waiting) -> Option<String> {
    match test(definition, &waiting.check_id)? {
        Test::Decided(decision) => {
            let asked = facts.unanswered_about(decision).find(|one| one.to.as_ref() == Some(&waiting.role));
            asked.map(|question| format!("questions/{}", question.number))
        }
        Test::FormAccepted(form) => Some(format!("review/{form}")),
        Test::EvidenceAccepted(slot) => Some(format!("review/evidence/{slot}")),
        Test::CallBooked(call) | Test::CallHeld(call) => {
            let is_booked = facts.calls.get(call).is_some_and(|record| record.booked.is_some());
            Some(format!("calls/{call}/{}", if is_booked { "record" } else { "offer" }))
        }
        Test::Reported(decision) => Some(format!("reports/{decision}")),
        Test::FormComplete(form) | Test::FormSubmitted(form) => Some(format!("forms/{form}")),
        _ => None,
    }
}

fn again(definition: &Definition, facts: &Facts, check: &str) -> bool {
    match test(definition, check) {
        Some(Test::FormAccepted(form)) => facts
            .questions
            .iter()
            .any(|question| matches!(&question.about, About::Field(field) if field.form() == form.as_str())),
        Some(Test::EvidenceAccepted(slot)) => {
            facts.evidence.get(slot).is_some_and(|versions| versions.len() > 1)
        }
        _ => false,
    }
}

/// Why an integration was not given to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AssignRefusal {
    #[error(transparent)]
    Act(#[from] ActRefusal),
    #[error("{0} is not a project manager: choose one from the list")]
    NotAProjectManager(EmailAddress),
}

/// Those to whom an integration can be given.
pub async fn project_managers(ctx: &Context, actor: Actor) -> Result<Vec<EmailAddress>, Error<NotFound>> {
    ctx.store
        .read(move |tx| {
            allow(tx, actor, Action::ViewPortfolio)?;
            let given = staff::list_staff(tx)?.into_iter();
            Ok(given.filter(|one| one.role == StaffRole::ProjectManager).map(|one| one.email).collect())
        })
        .await
}

/// Gives an integration to a project manager.
pub async fn assign(
    ctx: &Context,
    actor: Actor,
    id: IntegrationId,
    to: EmailAddress,
) -> Result<(), Error<AssignRefusal>> {
    let wanted = to.clone();
    let found = ctx
        .store
        .read(move |tx| {
            allow(tx, actor, Action::ViewPortfolio)
                .map_err(|error| error.map(|refusal| AssignRefusal::Act(refusal.into())))?;
            let Some(user) = users::find_by_email(tx, &wanted)? else { return Ok(None) };
            let is_one = staff::of_staff(tx, user.id)?.contains(&StaffRole::ProjectManager);
            Ok::<_, Error<AssignRefusal>>(is_one.then_some(user.id))
        })
        .await?;
    let user = found.ok_or(Error::Refused(AssignRefusal::NotAProjectManager(to)))?;
    let command = Command::Assign { project_manager: user.to_string() };
    act(ctx, actor, id, command).await.map_err(|error| error.map(AssignRefusal::Act))?;
    Ok(())
}
