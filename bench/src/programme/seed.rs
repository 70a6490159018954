//! Fills a database as if the programme had run for years: organisations, products, integrations and their logs, linked as they
//! would be, with the rows for lists as the program computes them.

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use onboarding::{Event, Recorded, chain};
use store::{
    Store, StoreError, Tx,
    queries::{
        integrations::{self, Integration},
        portal::{organisations, products, users},
    },
};
use toolkit::Definition;
use uuid::Uuid;

use super::{Size, history, progress, visitor::EMAIL};
use crate::{say, wall_clock};

/// What the pages are asked for.
pub struct Seeded {
    pub ids: Vec<Uuid>,
    /// A gate of each.
    pub gates: Vec<String>,
    pub events: usize,
}

/// How many integrations share a transaction.
const BATCH: usize = 100;
/// How many integrations the visitor looks after.
const OWN: usize = 60;
/// How many products an organisation has.
const PRODUCTS: usize = 4;
/// The shortest log, in events.
const SHORTEST: usize = 20;

pub async fn fill(size: &Size, database: &str) -> Result<Seeded> {
    let store = Store::open(&database.parse()?)?;
    let toolkit = app::editions::shipped()
        .map_err(|problems| anyhow::anyhow!("the shipped editions have mistakes: {problems:?}"))?;
    let now = Timestamp::from_second(wall_clock::seconds())?;
    let definition = toolkit.newest_open(now.to_zoned(jiff::tz::TimeZone::UTC).date());
    let definition = definition.context("an edition is open")?;
    let way = history::rehearse(&definition, now - SignedDuration::from_hours(24 * 200))?;
    say(format_args!("the way through {} has {} steps", definition.edition.id, way.steps.len()));
    let mut seeded = Seeded { ids: Vec::new(), gates: Vec::new(), events: 0 };
    let last_gate = definition.gates.last().map(|gate| gate.id.to_string()).unwrap_or_default();
    let mut batch = Vec::new();
    let manager = id(4, 0);
    let email = EMAIL.parse()?;
    store.write(move |tx| users::find_or_insert(tx, manager, &email, now)).await?;
    for number in 0..size.integrations {
        progress(number, size.integrations);
        let events = way.events(length(size, number));
        seeded.events += events.len();
        let mut new = Planned::new(&definition, number, &events, now)?;
        if number.is_multiple_of((size.integrations / OWN).max(1)) {
            new.row.summary.project_manager = Some(manager);
        }
        seeded.ids.push(new.row.id);
        seeded.gates.push(new.row.summary.next_gate.clone().unwrap_or_else(|| last_gate.clone()));
        batch.push(new);
        if batch.len() == BATCH || number + 1 == size.integrations {
            let full = std::mem::take(&mut batch);
            store.write(move |tx| full.iter().try_for_each(|new| new.put(tx))).await?;
        }
    }
    Ok(seeded)
}

// Every length between the shortest and its mirror image, so that the middle is what was asked for.
fn length(size: &Size, number: usize) -> usize {
    let middle = (size.events / size.integrations.max(1)).max(SHORTEST);
    let spread = 2 * (middle - SHORTEST) + 1;
    SHORTEST + number % spread
}

/// An integration as it goes into the database.
struct Planned {
    number: usize,
    organisation: Uuid,
    row: Integration,
    log: Vec<chain::Stored>,
    rows: app::integrations::Rows,
    at: Timestamp,
}

impl Planned {
    fn new(
        definition: &Definition,
        number: usize,
        events: &[(Timestamp, Event)],
        now: Timestamp,
    ) -> Result<Self> {
        let (id, product, organisation) = (id(1, number), id(2, number), id(3, number / PRODUCTS));
        let mut log: Vec<chain::Stored> = Vec::with_capacity(events.len());
        for (at, event) in events {
            let linked =
                chain::link(&id.to_string(), log.last(), *at, "operator", std::slice::from_ref(event));
            log.extend(linked);
        }
        let recorded: Vec<Recorded> = chain::open(&id.to_string(), &log)?;
        let facts = onboarding::fold(&recorded).context("a log begins with its start")?;
        let rows = app::integrations::Rows::of(definition, &facts, now);
        let last = log.last().context("a log has events")?;
        let row = Integration {
            id,
            product_id: product,
            organisation_id: organisation,
            reference: format!("{:04X}-{:04X}", number >> 16, number & 0xFFFF),
            started_at: facts.started.at,
            position: i64::try_from(last.position)?,
            head: last.hash.to_vec(),
            summary: rows.summary.clone(),
        };
        Ok(Self { number, organisation, row, log, rows, at: facts.started.at })
    }

    fn put(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        if self.number.is_multiple_of(PRODUCTS) {
            let name = format!("Harbour Health {}", self.number / PRODUCTS);
            let (id, created_at) = (self.organisation, self.at);
            organisations::insert(tx, &organisations::Organisation { id, name, ods_code: None, created_at })?;
        }
        let name = format!("Harbour Appointments {}", self.number);
        products::insert(tx, self.row.product_id, self.organisation, &name, self.at)?;
        integrations::insert(tx, &self.row)?;
        integrations::append(tx, self.row.id, &self.log)?;
        self.rows.replace(tx, self.row.id)
    }
}

/// Ids in order of their numbers, as real ones are in order of time.
fn id(kind: u64, number: usize) -> Uuid {
    let number = u64::try_from(number).unwrap_or_default();
    Uuid::from_u64_pair(0x0193_9B1E_0000_7000 | kind << 8, 0x8000_0000_0000_0000 | number)
}
