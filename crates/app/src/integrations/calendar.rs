//! A call as an entry for a calendar. Whoever took it in before has it moved or struck out by the next file.

use documents::{Event, Organiser, When, calendar_file};
use kernel::{SignedDuration, Timestamp};
use toolkit::{Definition, definition::Call, facts::CallRecord};
use uuid::Uuid;

/// The file for a call that is booked for `at`, or, where it is called off, that was.
pub fn call_file(
    definition: &Definition,
    integration: Uuid,
    call: &Call,
    record: &CallRecord,
    (at, made_at): (Timestamp, Timestamp),
    address: &str,
) -> String {
    let edition = &definition.edition;
    let agenda = call.agenda.iter().map(|topic| format!("- {}", topic.title));
    let description = std::iter::once(address.to_owned()).chain(agenda).collect::<Vec<_>>().join("\n");
    let organiser =
        edition.contact.parse().ok().map(|email| Organiser { name: edition.operator.clone(), email });
    let event = Event {
        // A call that is held again is another entry.
        uid: format!("{integration}.{}.{}@slipway", call.id, record.held.len()),
        stamp: made_at,
        when: When::Between { from: at, to: at + SignedDuration::from_mins(i64::from(call.minutes)) },
        summary: format!("{}: {}", edition.service, call.title),
        description,
        location: String::new(),
        organiser,
        sequence: record.sequence,
        cancelled: record.booked.is_none(),
    };
    calendar_file(&call.title, &[event])
}
