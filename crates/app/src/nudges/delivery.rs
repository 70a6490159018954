//! Whether somebody is told at once, with their mail of the day, or not at all.

use store::{
    StoreError, Tx,
    queries::notices::{self as queries, StoredNotice},
};
use toolkit::standing::london;
use uuid::Uuid;

use super::{circle::Person, notice::Notice};
use crate::{Context, outbox};

/// Labels the id of a notice.
enum NoticeKind {}
impl kernel::Kind for NoticeKind {
    const NAME: &'static str = "a notice";
}

/// Queues the mail, or keeps the notice for the next mail of the day.
pub(super) fn deliver(
    ctx: &Context,
    tx: &mut Tx<'_>,
    integration: Uuid,
    person: &Person,
    notice: Notice,
) -> Result<(), StoreError> {
    if queries::is_muted(tx, person.user, integration)? {
        return Ok(());
    }
    let now = ctx.now();
    let preference = queries::find_preference(tx, person.user)?;
    let is_away = preference.away_until.is_some_and(|until| now.to_zoned(london()).date() <= until);
    if !is_away && !preference.daily {
        let draft = notice.draft(person, &ctx.portal_url);
        return outbox::queue(tx, &ctx.message("portal", draft));
    }
    let id: kernel::Id<NoticeKind> = ctx.new_id();
    let blocks = serde_json::to_string(&notice.blocks).unwrap_or_default();
    queries::keep(
        tx,
        &StoredNotice {
            id: id.uuid(),
            user_id: person.user,
            integration_id: integration,
            subject: notice.subject,
            blocks,
            created_at: now,
        },
    )
}
