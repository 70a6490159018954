//! The meetings of the Board that the histories speak of.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{ToSpan, civil::Date};
use kernel::{Id, Timestamp};
use store::{
    StoreError,
    queries::board::{self as queries, Closed, Item, Meeting},
};
use toolkit::{DecisionId, standing::london};
use uuid::Uuid;

use super::morning;
use crate::{Context, Internal, board::MeetingKind, integrations::IntegrationId};

const QUORUM: u32 = 3;

/// A meeting and its agenda.
#[derive(Clone, Debug)]
struct Page {
    id: Uuid,
    items: Vec<(Uuid, String, Timestamp)>,
}

/// Shared by all histories: at one meeting the Board decides about several integrations.
#[derive(Clone, Debug, Default)]
pub struct Diary(Arc<Mutex<BTreeMap<Date, Page>>>);

impl Diary {
    /// The id of the meeting on a day.
    pub fn meeting(&self, ctx: &Context, date: Date) -> String {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Page { id: Id::<MeetingKind>::opaque(&*ctx.random).uuid(), items: Vec::new() };
        pages.entry(date).or_insert_with(new).id.to_string()
    }

    pub fn list(&self, date: Date, integration: IntegrationId, decision: &DecisionId, at: Timestamp) {
        if let Some(page) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&date) {
            page.items.push((integration.uuid(), decision.to_string(), at));
        }
    }

    /// Keeps the meetings that had something to decide. Those that are over are closed.
    pub async fn keep(&self, ctx: &Context, now: Timestamp) -> Result<(), Internal> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let kept: Result<(), StoreError> = ctx
            .store
            .write(move |tx| {
                for (date, page) in pages.iter().filter(|(_, page)| !page.items.is_empty()) {
                    queries::insert(tx, &meeting(*date, page.id, now))?;
                    for (integration_id, decision, added_at) in page.items.clone() {
                        let (meeting_id, added_at) = (page.id, added_at);
                        queries::add_item(tx, &Item { meeting_id, integration_id, decision, added_at })?;
                    }
                }
                Ok(())
            })
            .await;
        Ok(kept?)
    }
}

fn meeting(date: Date, id: Uuid, now: Timestamp) -> Meeting {
    let is_over = date < now.to_zoned(london()).date();
    let minute =
        "The Board looked at each item on the agenda and decided as recorded. Nobody had an interest.";
    let closed = Closed { at: morning(date), minute: minute.to_owned() };
    Meeting {
        id,
        on_date: date,
        papers_freeze_at: morning(date.saturating_sub(3.days())),
        quorum: QUORUM,
        frozen: None,
        closed: is_over.then_some(closed),
    }
}
