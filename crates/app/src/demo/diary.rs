//! The meetings of the Board that the histories speak of.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{ToSpan, civil::Date};
use kernel::{Id, Timestamp};
use store::{
    StoreError, Tx,
    queries::board::{self as queries, Closed, Frozen, Item, Meeting},
};
use toolkit::{DecisionId, definition::Decision, standing::london};
use uuid::Uuid;

use super::morning;
use crate::{
    Context, Internal,
    board::{MeetingKind, Pack, Sealed},
    integrations::{IntegrationId, Opened, People, paper},
};

const QUORUM: u32 = 3;

/// A meeting, its agenda, and the papers upon which was decided.
#[derive(Clone, Debug)]
struct Page {
    id: Uuid,
    items: Vec<(Uuid, String, Timestamp)>,
    papers: Vec<Sealed>,
}

/// Shared by all histories: at one meeting the Board decides about several integrations.
#[derive(Clone, Debug, Default)]
pub struct Diary(Arc<Mutex<BTreeMap<Date, Page>>>);

impl Diary {
    /// The id of the meeting on a day.
    pub fn meeting(&self, ctx: &Context, date: Date) -> String {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Page {
            id: Id::<MeetingKind>::opaque(&*ctx.random).uuid(),
            items: Vec::new(),
            papers: Vec::new(),
        };
        pages.entry(date).or_insert_with(new).id.to_string()
    }

    pub fn list(&self, date: Date, integration: IntegrationId, decision: &DecisionId, at: Timestamp) {
        if let Some(page) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&date) {
            page.items.push((integration.uuid(), decision.to_string(), at));
        }
    }

    /// Seals the paper for a decision on a day, as the record stood when the papers were frozen; answers its hash.
    pub fn seal(&self, date: Date, opened: Opened, decision: &Decision) -> String {
        let opened = Opened { now: freeze_time(date), ..opened };
        let paper = paper::build(&opened, decision, &People::default());
        let sha256 = paper.sha256();
        if let Some(page) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&date) {
            page.papers.push(Sealed {
                integration: opened.id.uuid(),
                reference: opened.reference,
                decision: decision.id.clone(),
                sha256: sha256.clone(),
                paper,
            });
        }
        sha256
    }

    /// Keeps the meetings that had something to decide. Those that are over are closed.
    pub async fn keep(&self, ctx: &Context, now: Timestamp) -> Result<(), Internal> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let kept: Result<(), StoreError> = ctx
            .store
            .write(move |tx| {
                for (date, page) in pages.iter().filter(|(_, page)| !page.items.is_empty()) {
                    keep_one(tx, *date, page, now)?;
                }
                Ok(())
            })
            .await;
        Ok(kept?)
    }
}

fn freeze_time(date: Date) -> Timestamp {
    morning(date.saturating_sub(3.days()))
}

fn keep_one(tx: &mut Tx<'_>, date: Date, page: &Page, now: Timestamp) -> Result<(), StoreError> {
    let meeting = Meeting {
        id: page.id,
        on_date: date,
        papers_freeze_at: freeze_time(date),
        quorum: QUORUM,
        frozen: None,
        closed: None,
    };
    queries::insert(tx, &meeting)?;
    for (integration_id, decision, added_at) in page.items.clone() {
        queries::add_item(tx, &Item { meeting_id: page.id, integration_id, decision, added_at })?;
    }
    let is_over = date < now.to_zoned(london()).date() && page.papers.len() == page.items.len();
    if is_over { end(tx, &meeting, page) } else { Ok(()) }
}

/// What a meeting leaves that is over: its pack, who was there, and its minute.
fn end(tx: &mut Tx<'_>, meeting: &Meeting, page: &Page) -> Result<(), StoreError> {
    let mut papers = Vec::new();
    for item in queries::list_items(tx, page.id)? {
        let is_its = |sealed: &&Sealed| {
            sealed.integration == item.integration_id && sealed.decision.as_str() == item.decision
        };
        papers.extend(page.papers.iter().find(is_its).cloned());
    }
    let frozen_at = meeting.papers_freeze_at;
    let pack = Pack { meeting: page.id, date: meeting.on_date, frozen_at, papers };
    let pack = serde_json::to_string(&pack).unwrap_or_default();
    queries::freeze(tx, page.id, &Frozen { at: frozen_at, sha256: jose::sha256(&pack).to_vec(), pack })?;
    for member in queries::list_members(tx, page.id)? {
        queries::set_read(tx, page.id, member.user_id)?;
        queries::set_present(tx, page.id, member.user_id, true)?;
    }
    let minute =
        "The Board looked at each item on the agenda and decided as recorded. Nobody had an interest.";
    queries::close(tx, page.id, &Closed { at: morning(meeting.on_date), minute: minute.to_owned() })?;
    Ok(())
}
