//! Meetings: which there are, calling one, who is there, and its end.

use jiff::civil::Date;
use kernel::Timestamp;
use onboarding::{policy::Action, role::Roles};
use store::{Tx, queries::board as queries};
use toolkit::standing::{count, day, london};
use uuid::Uuid;

use super::{
    BoardRefusal, Closed, Denied, Meeting, MeetingId, MeetingKind, agenda, allow, allow_to, lock_open, words,
};
use crate::{Actor, Context, Error, integrations::in_transaction};

/// More members than any Board has.
const MOST_QUORUM: u32 = 30;
const MOST_MINUTE: usize = 20_000;
/// How many past meetings and proposed dates are shown.
const MOST_PAST: u32 = 50;
const MOST_PROPOSED: usize = 6;

/// A meeting as the list of them shows it.
#[derive(Clone, Debug)]
pub struct Outlined {
    pub meeting: Meeting,
    pub items: i64,
}

#[derive(Clone, Debug)]
pub struct Meetings {
    /// The next one first.
    pub open: Vec<Outlined>,
    /// The last one first.
    pub closed: Vec<Outlined>,
    /// Dates that the newest edition's calendar has and that there is no meeting on yet.
    pub proposed: Vec<Date>,
    /// What the one who looks may do.
    pub roles: Roles,
}

pub async fn list_meetings(ctx: &Context, actor: Actor) -> Result<Meetings, Error<Denied>> {
    let today = ctx.now().to_zoned(london()).date();
    let newest = ctx.toolkit.newest_open(today);
    ctx.store
        .read(move |tx| {
            let roles = allow(tx, actor, Action::ViewBoard)?;
            let (open, closed) = (queries::list_open(tx)?, queries::list_closed(tx, MOST_PAST)?);
            let taken: Vec<Date> = open.iter().chain(&closed).map(|meeting| meeting.on_date).collect();
            let proposed = newest.iter().flat_map(|edition| edition.calendar.board_dates(today));
            let proposed = proposed.filter(|date| !taken.contains(date)).take(MOST_PROPOSED).collect();
            Ok(Meetings { open: outlined(tx, open)?, closed: outlined(tx, closed)?, proposed, roles })
        })
        .await
}

fn outlined(tx: &mut Tx<'_>, meetings: Vec<Meeting>) -> Result<Vec<Outlined>, store::StoreError> {
    let one = |meeting: Meeting| Ok(Outlined { items: queries::count_items(tx, meeting.id)?, meeting });
    meetings.into_iter().map(one).collect()
}

/// When the papers of a meeting are frozen unless somebody says otherwise: a week of working days before.
pub fn usual_freeze(ctx: &Context, date: Date) -> Date {
    let today = ctx.now().to_zoned(london()).date();
    let newest = ctx.toolkit.newest_open(today);
    newest.map_or(date, |edition| edition.calendar.add_working_days(date, -5))
}

#[derive(Clone, Copy, Debug)]
pub struct NewMeeting {
    pub on_date: Date,
    pub papers_freeze_at: Timestamp,
    pub quorum: u32,
}

/// Calls a meeting.
pub async fn create(ctx: &Context, actor: Actor, new: NewMeeting) -> Result<MeetingId, Error<BoardRefusal>> {
    let (id, now): (kernel::Id<MeetingKind>, _) = (ctx.new_id(), ctx.now());
    ctx.store
        .write(move |tx| {
            allow_to(tx, actor, Action::ManageMeetings)?;
            fits(&new, now)?;
            let meeting = Meeting {
                id: id.uuid(),
                on_date: new.on_date,
                papers_freeze_at: new.papers_freeze_at,
                quorum: new.quorum,
                frozen: None,
                closed: None,
            };
            if queries::insert(tx, &meeting)? {
                Ok(id)
            } else {
                Err(BoardRefusal::DateTaken(day(new.on_date)).into())
            }
        })
        .await
}

fn fits(new: &NewMeeting, now: Timestamp) -> Result<(), BoardRefusal> {
    if new.on_date <= now.to_zoned(london()).date() {
        return Err(BoardRefusal::DateOver);
    }
    let freeze_day = new.papers_freeze_at.to_zoned(london()).date();
    if new.papers_freeze_at <= now || freeze_day >= new.on_date {
        return Err(BoardRefusal::FreezeTime);
    }
    if !(1..=MOST_QUORUM).contains(&new.quorum) {
        return Err(BoardRefusal::Quorum(MOST_QUORUM));
    }
    Ok(())
}

/// Says which members are there; all others are not.
pub async fn record_attendance(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    present: Vec<Uuid>,
) -> Result<(), Error<BoardRefusal>> {
    ctx.store
        .write(move |tx| {
            allow_to(tx, actor, Action::ManageMeetings)?;
            lock_open(tx, id)?;
            for member in queries::list_members(tx, id.uuid())? {
                queries::set_present(tx, id.uuid(), member.user_id, present.contains(&member.user_id))?;
            }
            Ok(())
        })
        .await
}

/// Confirms the minute, which ends the meeting. Nothing may be left that is neither decided nor taken off.
pub async fn close(
    ctx: &Context,
    actor: Actor,
    id: MeetingId,
    minute: String,
) -> Result<(), Error<BoardRefusal>> {
    in_transaction(ctx, move |ctx, tx, now| {
        allow_to(tx, actor, Action::ManageMeetings)?;
        let meeting = lock_open(tx, id)?;
        if meeting.frozen.is_none() {
            return Err(BoardRefusal::NotFrozen.into());
        }
        let minute = words("a minute", &minute, MOST_MINUTE)?;
        let entries = agenda::entries(tx, ctx, &meeting)?;
        let left = entries.iter().filter(|entry| entry.decided.is_none()).count();
        if left > 0 {
            return Err(BoardRefusal::Undecided(count(left, "item is open", "items are open")).into());
        }
        if queries::close(tx, id.uuid(), &Closed { at: now, minute })? {
            Ok(())
        } else {
            Err(BoardRefusal::Closed.into())
        }
    })
    .await
}
