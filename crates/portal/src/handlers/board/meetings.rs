//! Meetings: the list of them, calling one, and running it.

use app::board::{self, BoardRefusal, MeetingId, NewMeeting, Pack, Wanted};
use axum::extract::{Path, State};
use http::Uri;
use jiff::civil::{Date, Time};
use kernel::Timestamp;
use toolkit::standing::london;
use web_kit::{FieldErrors, FormData};

use super::{decision_id, in_words, integration_id, meeting_id, refused, to, typed_date};
use crate::{
    access::SignedIn,
    failure::{Answer, Failure},
    handlers::download::download,
    pages::{
        Section,
        board::{
            BoundPage, MeetingPage, MeetingTyped, MeetingsPage, MinutePage, NewMeetingPage, PackPage,
            StepPage, meeting_path,
        },
    },
    state::{Portal, Shared},
    words::sentence,
};

pub async fn list(State(portal): State<Shared>, viewer: SignedIn) -> Answer {
    let meetings = board::list_meetings(&portal.ctx, viewer.actor).await?;
    Ok(portal.respond(&MeetingsPage::new(portal.frame(&viewer, Section::Board), &meetings)))
}

/// Longer than any name of somebody who has to meet a condition.
const LONGEST_OWNER: usize = 200;

pub async fn bound(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    let query = FormData::from_query(&uri);
    let wanted = Wanted {
        overdue: query.text("show") == "overdue",
        owner: query.text("owner").chars().take(LONGEST_OWNER).collect(),
        page: query.text("page").parse::<u32>().unwrap_or(1).saturating_sub(1),
    };
    let bound = board::bound(&portal.ctx, viewer.actor, wanted.clone()).await?;
    Ok(portal.respond(&BoundPage::new(portal.frame(&viewer, Section::Board), &bound, &wanted)))
}

pub async fn show_new(State(portal): State<Shared>, viewer: SignedIn, uri: Uri) -> Answer {
    let date: Option<Date> = FormData::from_query(&uri).text("date").parse().ok();
    let typed = MeetingTyped::usual(date.map(|date| (date, board::usual_freeze(&portal.ctx, date))));
    Ok(new_page(&portal, &viewer, &typed, FieldErrors::new()))
}

fn new_page(
    portal: &Portal,
    viewer: &SignedIn,
    typed: &MeetingTyped,
    errors: FieldErrors,
) -> axum::response::Response {
    portal.respond(&NewMeetingPage::new(portal.frame(viewer, Section::Board), typed, errors))
}

pub async fn create(State(portal): State<Shared>, viewer: SignedIn, form: FormData) -> Answer {
    let typed = MeetingTyped {
        date: typed_date(&form, "date"),
        freeze: typed_date(&form, "freeze"),
        time: form.text(NewMeetingPage::TIME).to_owned(),
        quorum: form.text(NewMeetingPage::QUORUM).to_owned(),
    };
    let new = match parsed(&typed) {
        Ok(new) => new,
        Err(errors) => return Ok(new_page(&portal, &viewer, &typed, errors)),
    };
    match board::create(&portal.ctx, viewer.actor, new).await {
        Ok(id) => Ok(to(&format!("{}?done=called", meeting_path(id.uuid())))),
        Err(error) => {
            let refusal = refused(error)?;
            let field = match &refusal {
                BoardRefusal::FreezeTime => NewMeetingPage::FREEZE,
                BoardRefusal::Quorum(_) => NewMeetingPage::QUORUM,
                _ => NewMeetingPage::DATE,
            };
            let errors = FieldErrors::from_iter([(field, sentence(refusal))]);
            Ok(new_page(&portal, &viewer, &typed, errors))
        }
    }
}

fn parsed(typed: &MeetingTyped) -> Result<NewMeeting, FieldErrors> {
    let mut errors = FieldErrors::new();
    let on_date = typed.date.parse();
    if on_date.is_none() {
        errors.add(NewMeetingPage::DATE, "Enter the day of the meeting, such as 2 12 2026");
    }
    let freeze = typed.freeze.parse();
    if freeze.is_none() {
        errors.add(NewMeetingPage::FREEZE, "Enter the day on which the papers freeze, such as 25 11 2026");
    }
    let time = Time::strptime("%H:%M", &typed.time).ok();
    if time.is_none() {
        errors.add(NewMeetingPage::TIME, "Enter a time from 00:00 to 23:59, such as 17:00");
    }
    let quorum = typed.quorum.parse().ok();
    if quorum.is_none() {
        errors.add(NewMeetingPage::QUORUM, "Enter the quorum as a number, such as 3");
    }
    let moment = freeze.zip(time).and_then(|(day, time)| in_london(day, time));
    match (on_date, moment, quorum) {
        (Some(on_date), Some(papers_freeze_at), Some(quorum)) => {
            Ok(NewMeeting { on_date, papers_freeze_at, quorum })
        }
        _ => Err(errors),
    }
}

fn in_london(day: Date, time: Time) -> Option<Timestamp> {
    Some(day.to_datetime(time).to_zoned(london()).ok()?.timestamp())
}

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(meeting): Path<String>,
    uri: Uri,
) -> Answer {
    let notice = match FormData::from_query(&uri).text("done") {
        "called" => Some("Meeting called"),
        "listed" => Some("Put on the agenda"),
        "off" => Some("Taken off the agenda"),
        "frozen" => Some("Papers frozen"),
        "present" => Some("Saved who is present"),
        "read" => Some("Papers marked as read"),
        "closed" => Some("Minute confirmed. The meeting is over"),
        _ => None,
    };
    page(&portal, &viewer, meeting_id(&meeting)?, notice, None).await
}

async fn page(
    portal: &Portal,
    viewer: &SignedIn,
    id: MeetingId,
    notice: Option<&str>,
    refusal: Option<&str>,
) -> Answer {
    let agenda = board::open(&portal.ctx, viewer.actor, id).await?;
    Ok(portal.respond(&MeetingPage::new(portal.frame(viewer, Section::Board), &agenda, notice, refusal)))
}

/// Leads back to a meeting with a word about what was done, or shows it with why nothing was.
async fn done(
    portal: &Portal,
    viewer: &SignedIn,
    id: MeetingId,
    word: &str,
    result: Result<(), app::Error<BoardRefusal>>,
) -> Answer {
    match result {
        Ok(()) => Ok(to(&format!("{}?done={word}", meeting_path(id.uuid())))),
        Err(error) => {
            let why = format!("{}.", in_words(error)?);
            page(portal, viewer, id, None, Some(&why)).await
        }
    }
}

pub async fn list_item(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(meeting): Path<String>,
    form: FormData,
) -> Answer {
    let id = meeting_id(&meeting)?;
    let (integration, decision) =
        (integration_id(form.text("integration"))?, decision_id(form.text("decision"))?);
    let result = board::list(&portal.ctx, viewer.actor, id, integration, decision).await;
    done(&portal, &viewer, id, "listed", result).await
}

pub async fn record_attendance(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(meeting): Path<String>,
    form: FormData,
) -> Answer {
    let id = meeting_id(&meeting)?;
    let present = form.all(MeetingPage::PRESENT).filter_map(|member| member.parse().ok()).collect();
    let result = board::record_attendance(&portal.ctx, viewer.actor, id, present).await;
    done(&portal, &viewer, id, "present", result).await
}

pub async fn mark_read(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(meeting): Path<String>,
) -> Answer {
    let id = meeting_id(&meeting)?;
    let result = board::mark_read(&portal.ctx, viewer.actor, id).await;
    done(&portal, &viewer, id, "read", result).await
}

pub async fn show_freeze(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(meeting): Path<String>,
) -> Answer {
    let agenda = board::open(&portal.ctx, viewer.actor, meeting_id(&meeting)?).await?;
    Ok(portal.respond(&StepPage::freeze(portal.frame(&viewer, Section::Board), &agenda)))
}

pub async fn freeze(State(portal): State<Shared>, viewer: SignedIn, Path(meeting): Path<String>) -> Answer {
    let id = meeting_id(&meeting)?;
    let result = board::freeze(&portal.ctx, viewer.actor, id).await;
    done(&portal, &viewer, id, "frozen", result).await
}

pub async fn show_pack(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(meeting): Path<String>,
) -> Answer {
    let (meeting, frozen) = board::pack(&portal.ctx, viewer.actor, meeting_id(&meeting)?).await?;
    let pack = Pack::read(&frozen)?;
    Ok(portal.respond(&PackPage::new(portal.frame(&viewer, Section::Board), &meeting, &frozen, &pack)))
}

/// The letters that the hash is over.
pub async fn download_pack(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(meeting): Path<String>,
) -> Answer {
    let (meeting, frozen) = board::pack(&portal.ctx, viewer.actor, meeting_id(&meeting)?).await?;
    Ok(download(&format!("board-{}.json", meeting.on_date), "application/json", frozen.pack))
}

pub async fn show_minute(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(meeting): Path<String>,
) -> Answer {
    let agenda = board::open(&portal.ctx, viewer.actor, meeting_id(&meeting)?).await?;
    let proposed = board::proposed_minute(&agenda);
    let frame = portal.frame(&viewer, Section::Board);
    Ok(portal.respond(&MinutePage::new(frame, &agenda, &proposed, FieldErrors::new())))
}

pub async fn confirm_minute(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path(meeting): Path<String>,
    form: FormData,
) -> Answer {
    let id = meeting_id(&meeting)?;
    let typed = form.text(MinutePage::MINUTE);
    match board::close(&portal.ctx, viewer.actor, id, typed.to_owned()).await {
        Ok(()) => Ok(to(&format!("{}?done=closed", meeting_path(id.uuid())))),
        Err(error) => {
            let errors = FieldErrors::from_iter([(MinutePage::MINUTE, in_words(error)?)]);
            let agenda = board::open(&portal.ctx, viewer.actor, id).await.map_err(Failure::from)?;
            let frame = portal.frame(&viewer, Section::Board);
            Ok(portal.respond(&MinutePage::new(frame, &agenda, typed, errors)))
        }
    }
}
