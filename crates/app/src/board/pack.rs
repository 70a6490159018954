//! The pack: the papers of all items, frozen to the letter, with a hash for each and one for all.

use kernel::Timestamp;
use onboarding::policy::Action;
use serde::{Deserialize, Serialize};
use store::{Tx, queries::board as queries};
use toolkit::{
    DecisionId,
    standing::{day, london},
};
use uuid::Uuid;

use super::{BoardRefusal, Denied, Frozen, Meeting, MeetingId, agenda, allow, allow_to, lock_open};
use crate::{
    Actor, Context, Error, Internal,
    integrations::{
        People, in_transaction,
        paper::{self, Paper},
    },
    portal::NotFound,
};

/// What is kept, and downloaded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    pub meeting: Uuid,
    pub date: jiff::civil::Date,
    pub frozen_at: Timestamp,
    pub papers: Vec<Sealed>,
}

/// One paper in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sealed {
    pub integration: Uuid,
    pub reference: String,
    pub decision: DecisionId,
    /// Over the letters of `paper`, as they stand here; in hexadecimal.
    pub sha256: String,
    pub paper: Paper,
}

impl Pack {
    pub fn read(frozen: &Frozen) -> Result<Self, Internal> {
        serde_json::from_str(&frozen.pack)
            .map_err(|error| Internal::Log(format!("a frozen pack cannot be read: {error}")))
    }

    pub fn paper(&self, integration: Uuid, decision: &DecisionId) -> Option<&Sealed> {
        self.papers.iter().find(|one| one.integration == integration && one.decision == *decision)
    }
}

/// Freezes the papers now, before their time.
pub async fn freeze(ctx: &Context, actor: Actor, id: MeetingId) -> Result<(), Error<BoardRefusal>> {
    in_transaction(ctx, move |ctx, tx, now| {
        allow_to(tx, actor, Action::ManageMeetings)?;
        let meeting = lock_open(tx, id)?;
        if let Some(frozen) = &meeting.frozen {
            return Err(BoardRefusal::Frozen(day(frozen.at.to_zoned(london()).date())).into());
        }
        freeze_within(tx, ctx, &meeting, now)
    })
    .await
}

/// Freezes what is due. One meeting that cannot be frozen does not stop the others; it is tried again.
pub async fn freeze_due(ctx: &Context) -> Result<usize, Internal> {
    let now = ctx.now();
    let due = ctx.store.read(move |tx| queries::list_to_freeze(tx, now)).await?;
    let mut frozen = 0;
    for id in due {
        let done = in_transaction(ctx, move |ctx, tx, now| {
            let meeting = lock_open(tx, id.into())?;
            if meeting.frozen.is_some() {
                return Ok(());
            }
            freeze_within(tx, ctx, &meeting, now)
        });
        match done.await {
            Ok(()) => frozen += 1,
            Err(error) => {
                tracing::error!(meeting = %id, %error, "the papers of a meeting could not be frozen");
            }
        }
    }
    Ok(frozen)
}

fn freeze_within(
    tx: &mut Tx<'_>,
    ctx: &Context,
    meeting: &Meeting,
    now: Timestamp,
) -> Result<(), Error<BoardRefusal>> {
    let mut papers = Vec::new();
    for item in queries::list_items(tx, meeting.id)? {
        let opened = agenda::opened::<BoardRefusal>(tx, ctx, item.integration_id)?;
        let Some(decision) = item.decision.parse().ok().and_then(|id| opened.definition.decision(&id)) else {
            continue;
        };
        let people = People::of_service(tx, &opened)?;
        let paper = paper::build(&opened, decision, &people);
        papers.push(Sealed {
            integration: item.integration_id,
            reference: opened.reference.clone(),
            decision: decision.id.clone(),
            sha256: paper.sha256(),
            paper,
        });
    }
    let pack = Pack { meeting: meeting.id, date: meeting.on_date, frozen_at: now, papers };
    let pack = serde_json::to_string(&pack)
        .map_err(|error| Internal::Log(format!("a pack cannot be written as JSON: {error}")))?;
    let frozen = Frozen { at: now, sha256: jose::sha256(&pack).to_vec(), pack };
    if queries::freeze(tx, meeting.id, &frozen)? {
        Ok(())
    } else {
        Err(BoardRefusal::Frozen(day(now.to_zoned(london()).date())).into())
    }
}

/// The meeting with its pack as it was frozen. There is none before.
pub async fn pack(ctx: &Context, actor: Actor, id: MeetingId) -> Result<(Meeting, Frozen), Error<Denied>> {
    ctx.store
        .read(move |tx| {
            allow(tx, actor, Action::ViewBoard)?;
            let meeting = queries::find(tx, id.uuid())?.ok_or(Denied::NotFound(NotFound))?;
            let frozen = meeting.frozen.clone().ok_or(Denied::NotFound(NotFound))?;
            Ok((meeting, frozen))
        })
        .await
}
