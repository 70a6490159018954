//! Who is told what, when: mails when it becomes somebody's turn, a daily digest, chasers.

use onboarding::Recorded;
use store::{StoreError, Tx, queries::integrations::Integration};
use toolkit::{Facts, Standing};

use crate::Context;

/// What has just changed at an integration, within the transaction that changes it.
pub(crate) struct Change<'c> {
    pub integration: &'c Integration,
    pub before: &'c Standing<'c>,
    pub after: &'c Standing<'c>,
    pub facts: &'c Facts,
    pub recorded: &'c [Recorded],
}

/// Queues what people have to hear of.
#[expect(clippy::unnecessary_wraps, reason = "the mails that this will queue can fail to be stored")]
pub(crate) fn tell(_ctx: &Context, _tx: &mut Tx<'_>, change: &Change<'_>) -> Result<(), StoreError> {
    tracing::debug!(
        integration = %change.integration.reference,
        events = change.recorded.len(),
        from = ?change.before.turn.with(),
        to = ?change.after.turn.with(),
        edition = %change.facts.edition,
        "an integration changed"
    );
    Ok(())
}
