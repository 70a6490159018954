//! What webhooks are told of a change, queued in the transaction of the change.

use onboarding::{Event, Recorded, history};
use serde_json::{Value, json};
use store::{
    StoreError, Tx,
    queries::{
        integrations::Integration,
        portal::products,
        webhooks::{self as queries, WebhookDelivery},
    },
};
use toolkit::{Facts, Standing};

use crate::{
    Context,
    integrations::{is_of_service, next_step},
};

/// Labels the id of an event, and of what carries it to one webhook.
enum EventKind {}
impl kernel::Kind for EventKind {
    const NAME: &'static str = "an event for webhooks";
}

/// One event: its name, what it says in a sentence, and its data.
struct Told {
    name: &'static str,
    text: String,
    data: Value,
}

/// Queues what has changed for every webhook of the integration.
pub(crate) fn announce(
    ctx: &Context,
    tx: &mut Tx<'_>,
    integration: &Integration,
    (before, after): (&Standing<'_>, &Standing<'_>),
    facts: &Facts,
    recorded: &[Recorded],
) -> Result<(), StoreError> {
    let mut told: Vec<Told> = recorded.iter().filter_map(|one| happened(after, one)).collect();
    told.extend(gates(before, after));
    told.extend(turn(before, after, facts));
    if told.is_empty() {
        return Ok(());
    }
    let webhooks = queries::list(tx, integration.id)?;
    if webhooks.is_empty() {
        return Ok(());
    }
    let Some(product) = products::find(tx, integration.product_id)? else { return Ok(()) };
    let now = ctx.now();
    for Told { name, text, data } in told {
        let event: kernel::Id<EventKind> = ctx.new_id();
        let body = json!({
            "id": event.to_string(),
            "event": name,
            "created_at": now.to_string(),
            // What Teams and Slack show.
            "text": format!("{}: {text}", product.name),
            "integration": {
                "id": integration.id.to_string(),
                "reference": integration.reference,
                "product": product.name,
                "url": format!("{}/integrations/{}", ctx.portal_url, integration.id),
            },
            "data": data,
        });
        for webhook in &webhooks {
            let id: kernel::Id<EventKind> = ctx.new_id();
            let delivery = WebhookDelivery {
                id: id.uuid(),
                webhook_id: webhook.id,
                event: name.to_owned(),
                body: body.to_string(),
                created_at: now,
                attempts: 0,
                next_attempt_at: Some(now),
                delivered_at: None,
                failure: None,
            };
            queries::enqueue(tx, &delivery)?;
        }
    }
    Ok(())
}

fn happened(standing: &Standing<'_>, recorded: &Recorded) -> Option<Told> {
    let (name, data) = match &recorded.event {
        // Webhooks are the partner's.
        Event::Asked { to, .. } if is_of_service(standing.definition, to.as_deref()) => return None,
        Event::Asked { question, about, text, .. } => {
            ("question.opened", json!({ "question": question, "about": about, "text": text }))
        }
        Event::TimeChosen { call, time } => {
            ("call.booked", json!({ "call": call, "time": time.to_string() }))
        }
        Event::Decided { decision, outcome, passes, reason, missing, .. } => (
            "decision.made",
            json!({ "decision": decision, "outcome": outcome, "passes": passes, "reason": reason, "missing": missing }),
        ),
        _ => return None,
    };
    Some(Told { name, text: history::tell(standing.definition, recorded), data })
}

fn gates(before: &Standing<'_>, after: &Standing<'_>) -> Vec<Told> {
    let was_met = |gate| before.gate(gate).is_some_and(|gate| gate.applies && gate.is_met());
    let changed = after.gates.iter().filter(|gate| (gate.applies && gate.is_met()) != was_met(&gate.gate.id));
    let whys = changed.filter_map(|gate| after.why(&gate.gate.id));
    whys.map(|why| Told { name: "gate.changed", text: why.headline(), data: json!(why) }).collect()
}

fn turn(before: &Standing<'_>, after: &Standing<'_>, facts: &Facts) -> Option<Told> {
    if before.turn.with() == after.turn.with() {
        return None;
    }
    let since = after.turn.since().map(|since| since.to_string());
    let data = json!({ "with": after.turn.with(), "since": since });
    Some(Told { name: "turn.changed", text: next_step(after, facts), data })
}
