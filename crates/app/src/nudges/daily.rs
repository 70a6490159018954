//! The mail of the day: what somebody did not want to hear of at once, or could not while they were away.

use jiff::civil::Date;
use onboarding::policy::{self, Action};
use store::{
    StoreError, Tx,
    queries::{
        integrations,
        notices::{self as queries, StoredNotice},
    },
};
use toolkit::standing::{count, day, london};
use uuid::Uuid;

use super::notice::why;
use crate::{
    Actor, Context, Internal,
    messages::{Block, Draft},
    outbox,
    portal::roles,
};

/// The hour in London from which it is sent.
const HOUR: i8 = 8;
const AT_ONCE: u32 = 50;

/// Sends everybody their mail of today, on working days from eight o'clock on. It answers how many were sent to.
pub async fn send_daily(ctx: &Context) -> Result<usize, Internal> {
    let local = ctx.now().to_zoned(london());
    let today = local.date();
    let is_working_day =
        ctx.toolkit.newest_open(today).is_none_or(|definition| definition.calendar.is_working_day(today));
    if local.hour() < HOUR || !is_working_day {
        return Ok(0);
    }
    let mut sent = 0;
    loop {
        let readers = ctx.store.read(move |tx| queries::list_readers(tx, today, AT_ONCE)).await?;
        if readers.is_empty() {
            ctx.outgoing.notify_one();
            return Ok(sent);
        }
        for reader in readers {
            let context = ctx.clone();
            let was_sent = ctx.store.write(move |tx| send(&context, tx, reader, today)).await?;
            sent += usize::from(was_sent);
        }
    }
}

fn send(ctx: &Context, tx: &mut Tx<'_>, reader: Uuid, today: Date) -> Result<bool, StoreError> {
    if !queries::claim_day(tx, reader, today)? {
        return Ok(false);
    }
    let mut notices = Vec::new();
    for notice in queries::take(tx, reader)? {
        // Whoever has left the organisation since hears nothing more of it.
        if may_hear(tx, reader, &notice)? {
            notices.push(notice);
        }
    }
    let Some(to) = integrations::find_author(tx, reader)? else { return Ok(false) };
    if notices.is_empty() {
        return Ok(false);
    }
    let news = count(notices.len(), "change", "changes");
    let mut blocks = Vec::new();
    for notice in &notices {
        blocks.push(Block::Heading(notice.subject.clone()));
        let kept: Vec<Block> = serde_json::from_str(&notice.blocks).unwrap_or_default();
        blocks.extend(kept.into_iter().map(|block| match block {
            Block::Heading(words) => Block::Words(format!("{words}:")),
            other => other,
        }));
    }
    let reason = "you asked for one email a day, or were away when this happened";
    blocks.push(why(reason, &ctx.portal_url));
    let draft = Draft::mail(to, &format!("Slipway on {}: {news}", day(today)), &blocks);
    outbox::queue(tx, &ctx.message("portal", draft))?;
    Ok(true)
}

fn may_hear(tx: &mut Tx<'_>, reader: Uuid, notice: &StoredNotice) -> Result<bool, StoreError> {
    let Some(row) = integrations::find(tx, notice.integration_id)? else { return Ok(false) };
    let roles = roles::of(tx, Actor::User(reader.into()), row.organisation_id.into())?;
    Ok(policy::may(Action::ViewIntegration, &roles))
}
