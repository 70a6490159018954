//! A believable programme for a fresh installation: organisations, people, and integrations with histories of months.
//!
//! Every history is made of commands that go the way of all commands, at moments that lie in the past. So it also tries that each
//! edition can be worked with by people who have the roles that it asks for. All names are invented, all addresses end in `.example`.

mod diary;
mod people;
mod story;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use jiff::{ToSpan, civil::Date};
use kernel::{EmailAddress, FixedClock, SeededRandom, SignedDuration, Timestamp};
use store::{StoreError, queries::portal::users};
use thiserror::Error;
use toolkit::{Definition, standing::london};

use crate::{
    Actor, Context, Error, Internal,
    integrations::{self, replay},
    portal::products,
};
use diary::Diary;
use people::{Cast, House};
use story::{Plot, Story};
use words::Pen;

/// How many integrations there are: five products for each organisation.
pub const INTEGRATIONS: usize = 60;
/// Editions of which nothing has begun this many days ago are left out.
const SETTLED_DAYS: i64 = 30;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DemoRefusal {
    /// What is there might be somebody's.
    #[error(
        "this installation is in use: it has {users} people. Demonstration data goes into a fresh one: name an empty folder with --data"
    )]
    InUse { users: i64 },
    /// Its addresses are invented.
    #[error(
        "this installation sends mail to the world: demonstration data is for one that keeps it (leave mail.smtp_url out)"
    )]
    SendsMail,
    #[error("no edition of the toolkit has been in force for {SETTLED_DAYS} days")]
    NoEdition,
    /// A definition asks for what nobody may do.
    #[error("a history came to a stop: {0}")]
    Stopped(String),
}

impl From<DemoRefusal> for Error<DemoRefusal> {
    fn from(refusal: DemoRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Somebody who can sign in.
#[derive(Clone, Debug)]
pub struct DemoPerson {
    pub email: EmailAddress,
    /// Of which house: the service's, or an organisation by name.
    pub of: String,
    pub roles: Vec<String>,
    /// What goes into an authenticator app, where a role asks for one.
    pub secret: Option<String>,
}

/// What there is now.
#[derive(Clone, Debug)]
pub struct Demo {
    pub organisations: usize,
    pub integrations: usize,
    pub events: usize,
    pub people: Vec<DemoPerson>,
}

/// The same installation at another moment.
struct Past {
    ctx: Context,
    clock: Arc<FixedClock>,
}

impl Past {
    fn of(ctx: &Context) -> Self {
        let clock = Arc::new(FixedClock::at("2022-01-01T09:00:00Z"));
        let mut past = ctx.clone();
        past.clock = clock.clone();
        Self { ctx: past, clock }
    }

    fn at(&self, moment: Timestamp) -> &Context {
        self.clock.set(moment);
        &self.ctx
    }
}

/// Fills a fresh installation. `tell` hears how many integrations there are so far.
pub async fn fill(
    ctx: &Context,
    actor: Actor,
    mut tell: impl FnMut(usize),
) -> Result<Demo, Error<DemoRefusal>> {
    refuse_what_is_in_use(ctx, actor).await?;
    let (now, past) = (ctx.now(), Past::of(ctx));
    let editions = settled(ctx, now)?;
    let began = editions.first().map_or(now, |window| window.opens);
    let random = SeededRandom::new(2_022);
    let (service, mut people) = people::staff(&past, ctx, began).await?;
    let houses = people::organisations(&past, ctx, began, &mut people).await?;
    let (mut events, diary) = (0, Diary::default());
    for number in 0..INTEGRATIONS {
        let house = &houses[number % houses.len()];
        let plot = Plot::of(number, &editions, now, &random);
        events += live(&past, house, &service, plot, number, (now, diary.clone())).await?;
        tell(number + 1);
    }
    diary.keep(ctx, now).await?;
    Ok(Demo { organisations: houses.len(), integrations: INTEGRATIONS, events, people })
}

async fn refuse_what_is_in_use(ctx: &Context, actor: Actor) -> Result<(), Error<DemoRefusal>> {
    if actor != Actor::Operator || !ctx.sender.keeps_mail() {
        return Err(DemoRefusal::SendsMail.into());
    }
    let users: Result<i64, StoreError> = ctx.store.read(users::count).await;
    match users.map_err(Internal::from)? {
        0 => Ok(()),
        users => Err(DemoRefusal::InUse { users }.into()),
    }
}

/// Whether nobody has ever used this installation.
pub fn is_fresh_blocking(ctx: &Context) -> Result<bool, Internal> {
    Ok(ctx.store.read_blocking(users::count)? == 0)
}

/// An edition, and when integrations that started with it began.
struct Window {
    definition: Arc<Definition>,
    opens: Timestamp,
    closes: Timestamp,
}

// Oldest first. Of those before the newest, only the last part of their time: who began at their start has long been done.
fn settled(ctx: &Context, now: Timestamp) -> Result<Vec<Window>, DemoRefusal> {
    let last = now.to_zoned(london()).date().saturating_sub(SETTLED_DAYS.days());
    let mut all: Vec<_> =
        ctx.toolkit.editions().filter(|one| one.edition.in_force_from <= last).cloned().collect();
    all.sort_by_key(|one| one.edition.in_force_from);
    let programme = all.last().ok_or(DemoRefusal::NoEdition)?.edition.programme.clone();
    all.retain(|one| one.edition.programme == programme);
    let starts: Vec<Date> = all.iter().map(|one| one.edition.in_force_from).skip(1).collect();
    let ends = starts.into_iter().map(morning).chain([now]);
    let windows = all.iter().zip(ends).map(|(definition, closes)| {
        let from = morning(definition.edition.in_force_from);
        let is_newest = definition.edition.in_force_from == all[all.len() - 1].edition.in_force_from;
        let length = closes.duration_since(from);
        let opens = if is_newest { from } else { from + length / 2 };
        // Some days of the last week are no working days.
        Window {
            definition: Arc::clone(definition),
            opens,
            closes: closes - SignedDuration::from_hours(24 * 8),
        }
    });
    Ok(windows.collect())
}

fn morning(date: Date) -> Timestamp {
    date.at(10, 0, 0, 0).to_zoned(london()).map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp())
}

/// A product with its integration, from the first day to today.
async fn live(
    past: &Past,
    house: &House,
    service: &Cast,
    plot: Plot,
    number: usize,
    (now, diary): (Timestamp, Diary),
) -> Result<usize, Error<DemoRefusal>> {
    let ctx = past.at(plot.begins);
    let stopped = |error: String| DemoRefusal::Stopped(error);
    let name = house.product(number);
    let parsed = name.parse().map_err(|problem: crate::portal::NameProblem| stopped(problem.to_string()))?;
    let owner = house.owner;
    let product = products::create(ctx, owner, house.id, parsed).await.map_err(told)?;
    let id = integrations::start(ctx, owner, product, BTreeMap::new()).await.map_err(told)?;
    let pen = Pen::new(&name, house.name, house.domain, house.id, id, number);
    let opened = integrations::open(ctx, Actor::Operator, id).await.map_err(told)?;
    let mut story = Story::new(ctx, plot, (house, service), (pen, opened), diary, now);
    let done = replay(ctx, id, now, move |definition, facts| story.next(definition, facts)).await;
    done.map_err(|error| match error {
        Error::Refused(refusal) => stopped(format!("{name}: {refusal}")).into(),
        Error::Internal(fault) => Error::Internal(fault),
    })
}

fn told<R: std::fmt::Display>(error: Error<R>) -> Error<DemoRefusal> {
    error.map(|refusal| DemoRefusal::Stopped(refusal.to_string()))
}

#[cfg(test)]
mod tests;
