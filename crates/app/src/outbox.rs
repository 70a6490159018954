//! Mail and text messages on their way out: queued with the change that causes them, sent by the worker, shown on a page
//! where sending is not set up.

use kernel::{SignedDuration, Timestamp};
use notify::{Delivery, Message};
use store::{
    StoreError, Tx,
    queries::messages::{self as queries, StoredAttachment},
};
use uuid::Uuid;

use crate::{
    Context, Internal,
    messages::{Attachment, Draft, Recipient},
};

pub use store::queries::messages::StoredMessage;

/// Labels the id of a message.
enum MessageKind {}
impl kernel::Kind for MessageKind {
    const NAME: &'static str = "a message";
}

/// How often sending is tried before a message is given up: the last try is about two hours after the first.
const MOST_ATTEMPTS: i64 = 8;

impl Context {
    /// A message ready to be queued within a transaction.
    pub(crate) fn message(&self, sender: &str, draft: Draft) -> StoredMessage {
        let id: kernel::Id<MessageKind> = self.new_id();
        let now = self.clock.now();
        let (channel, recipient, kept) = match draft.to {
            Recipient::Email(to) => ("email", to.to_string(), self.sender.keeps_mail()),
            Recipient::Mobile(to) => ("text", to.to_string(), self.sender.keeps_text_messages()),
        };
        StoredMessage {
            id: id.uuid(),
            sender: sender.to_owned(),
            channel: channel.to_owned(),
            recipient,
            subject: draft.subject,
            text: draft.text,
            html: draft.html,
            attachment: draft.attachment.map(|Attachment { name, media_type, content }| StoredAttachment {
                name,
                media_type,
                content,
            }),
            created_at: now,
            attempts: 0,
            next_attempt_at: (!kept).then_some(now),
            sent_at: None,
            failure: None,
        }
    }
}

/// Queues a message in the transaction of the change that causes it.
pub(crate) fn queue(tx: &mut Tx<'_>, message: &StoredMessage) -> Result<(), StoreError> {
    queries::insert(tx, message)
}

/// The latest messages, newest first: only where they are kept instead of sent.
pub async fn list(ctx: &Context, most: u32) -> Result<Vec<StoredMessage>, Internal> {
    Ok(ctx.store.read(move |tx| queries::list(tx, most)).await?)
}

pub async fn find(ctx: &Context, id: Uuid) -> Result<Option<StoredMessage>, Internal> {
    Ok(ctx.store.read(move |tx| queries::find(tx, id)).await?)
}

/// Sends what is due, one message after the other; answers how many were tried.
pub async fn deliver(ctx: &Context) -> Result<usize, Internal> {
    let mut tried = 0;
    while let Some(message) = claim(ctx).await? {
        tried += 1;
        let outcome = attempt(ctx, &message).await;
        note(ctx, &message, outcome).await?;
    }
    Ok(tried)
}

async fn claim(ctx: &Context) -> Result<Option<StoredMessage>, Internal> {
    let now = ctx.now();
    // Longer than a send may take, so that nobody sends it a second time meanwhile.
    let lease_ends_at = now + SignedDuration::from_mins(2);
    Ok(ctx.store.write(move |tx| queries::claim(tx, now, lease_ends_at)).await?)
}

struct Failed {
    reason: String,
    retry: bool,
}

async fn attempt(ctx: &Context, stored: &StoredMessage) -> Result<Delivery, Failed> {
    let unusable = |_: String| Failed { reason: "the recipient cannot be read".to_owned(), retry: false };
    let reference = stored.id.to_string();
    let message = if stored.channel == "email" {
        let to = stored
            .recipient
            .parse()
            .map_err(|problem: kernel::EmailProblem| unusable(problem.to_string()))?;
        let mut email = Message::email(reference, to, stored.subject.clone(), stored.text.clone());
        email.body_html.clone_from(&stored.html);
        email.attachment = stored.attachment.as_ref().map(|file| notify::Attachment {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            content: file.content.clone(),
        });
        email
    } else {
        let to = stored
            .recipient
            .parse()
            .map_err(|problem: kernel::MobileProblem| unusable(problem.to_string()))?;
        Message::text(reference, to, stored.text.clone())
    };
    ctx.sender.send(&message).await.map_err(|error| Failed { retry: error.retry, reason: error.to_string() })
}

async fn note(
    ctx: &Context,
    message: &StoredMessage,
    outcome: Result<Delivery, Failed>,
) -> Result<(), Internal> {
    let (id, now, attempts) = (message.id, ctx.now(), message.attempts);
    match outcome {
        Ok(_) => ctx.store.write(move |tx| queries::mark_sent(tx, id, now)).await?,
        Err(failed) => {
            let next = next_attempt(attempts, failed.retry, now);
            tracing::warn!(outgoing = %id, attempts, given_up = next.is_none(), reason = failed.reason, "message not sent");
            ctx.store.write(move |tx| queries::mark_failed(tx, id, &failed.reason, next)).await?;
        }
    }
    Ok(())
}

/// One minute, two, four … up to an hour.
pub(crate) fn next_attempt(attempts: i64, retry: bool, now: Timestamp) -> Option<Timestamp> {
    if !retry || attempts >= MOST_ATTEMPTS {
        return None;
    }
    let minutes = 1_i64 << attempts.clamp(1, 6).saturating_sub(1);
    Some(now + SignedDuration::from_mins(minutes))
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, FixedClock};

    use super::*;

    #[test]
    fn attempts_are_further_and_further_apart_and_end() {
        let now = FixedClock::at("2026-01-01T00:00:00Z").now();
        let minutes = |attempts| next_attempt(attempts, true, now).map(|at| at.duration_since(now).as_mins());
        assert_eq!([1, 2, 3, 7, 8].map(minutes), [Some(1), Some(2), Some(4), Some(32), None]);
        assert_eq!(next_attempt(1, false, now), None);
    }
}
