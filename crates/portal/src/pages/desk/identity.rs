//! Checking who somebody is: what waits, and one person's photos with the decision under them.

use app::identity_checks::{Case, DOCUMENT, FACE, Waiting};
use askama::Template;
use identity::photo_identity::{Likeness, Outcome, Verdict};
use kernel::{Date, Timestamp};
use nhsuk::{
    Button, Fieldset, Html, Legend, NotificationBanner, Radio, Radios, Size, SummaryList, SummaryRow, Table,
    TableCell,
};
use web_kit::FieldErrors;

use super::{Desk, PostForm, frame_of_staff, paragraph, table_or};
use crate::{
    pages::{
        Section,
        frame::Frame,
        parts::{breaking, caption, link, moment},
    },
    words::ago,
};

/// The control of the decision.
pub const VERDICT: &str = "verdict";

fn place(environment: &str, check: impl std::fmt::Display) -> String {
    format!("/identity-checks/{environment}/{check}")
}

fn name(given: Option<&str>, family: Option<&str>) -> String {
    let parts: Vec<&str> = given.into_iter().chain(family).collect();
    if parts.is_empty() { "No name".to_owned() } else { parts.join(" ") }
}

fn born(date: Option<Date>) -> String {
    date.map_or_else(|| "Not known".to_owned(), |date| date.strftime("%-d %B %Y").to_string())
}

const fn shows(likeness: &Likeness) -> &'static str {
    match likeness {
        Likeness::FaceScan => "Photo",
        Likeness::Video { .. } => "Video",
    }
}

/// What waits, what has waited longest first.
///
/// `done` is what came of the last decision, as the address says it.
pub fn identity_checks(frame: Frame, waiting: &[Waiting], done: &str, now: Timestamp) -> Desk {
    let row = |one: &Waiting| {
        let whose = name(one.given_name.as_deref(), one.family_name.as_deref());
        vec![
            breaking(link(&whose, &place(&one.environment, one.check.id))),
            breaking(one.email.to_string()),
            TableCell::new(one.check.document.title()),
            TableCell::new(shows(&one.check.likeness)),
            TableCell::new(one.environment.as_str()),
            TableCell::new(ago(now, one.check.sent_at)),
        ]
    };
    let head = ["Person", "Email address", "Photo ID", "Face", "Environment", "Sent"];
    let table = Table {
        caption: caption("Waiting for a decision"),
        head: head.iter().map(|words| (*words).into()).collect(),
        rows: waiting.iter().map(row).collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    };
    Desk { banner: banner(done), ..Desk::new(frame, "Identity checks") }
        .with(table_or(table, "Nobody waits for a decision."))
}

fn banner(done: &str) -> Option<NotificationBanner> {
    Some(match done {
        "approved" => NotificationBanner::success("Approved. We have emailed the person"),
        "refused" => NotificationBanner::success("Refused. We have emailed the person"),
        "again" => NotificationBanner::success("We have asked the person to send it again"),
        "too-late" => NotificationBanner {
            content: "Your decision was not taken: somebody else has decided this, or the person proved who they are another way"
                .into(),
            ..NotificationBanner::default()
        },
        _ => return None,
    })
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<figure class="nhsuk-image"><img class="nhsuk-image__img" src="{{ src }}" alt="{{ words }}"><figcaption class="nhsuk-image__caption">{{ words }}</figcaption></figure>"#
)]
struct Photo<'a> {
    src: &'a str,
    words: &'a str,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<figure class="nhsuk-image"><video class="nhsuk-image__img" controls preload="metadata" src="{{ src }}" aria-label="{{ words }}"></video><figcaption class="nhsuk-image__caption">{{ words }}</figcaption></figure>"#
)]
struct Film<'a> {
    src: &'a str,
    words: &'a str,
}

/// One check: who the person says they are, what they sent, and the decision.
pub fn identity_check(frame: Frame, case: &Case, errors: &FieldErrors) -> Desk {
    let (check, account) = (&case.check, &case.account);
    let whose = name(account.given_name.as_deref(), account.family_name.as_deref());
    let rows = vec![
        SummaryRow::new("Name in the NHS record", whose.as_str()),
        SummaryRow::new("Date of birth in the NHS record", born(account.birthdate)),
        SummaryRow::new("Photo ID", check.document.title()),
        SummaryRow::new("Sent", moment(check.sent_at)),
        SummaryRow::new("Environment", case.environment.name.as_str()),
    ];
    let desk = Desk::new(frame, "Identity check")
        .about(&whose)
        .back_to("/identity-checks")
        .with_errors(errors.clone())
        .with(SummaryList::new(rows));
    let here = place(case.environment.id.as_str(), check.id);
    match check.decided {
        Some(decided) => desk
            .with(paragraph(format!("{}. {}", outcome(decided.verdict), decided.verdict.told())))
            .with(paragraph("What was sent has been deleted.")),
        None => desk.with_all(photos(case, &here)).with(decision(case, &here, errors)),
    }
}

fn photos(case: &Case, here: &str) -> Vec<Html> {
    let (document, face) = (format!("{here}/{DOCUMENT}"), format!("{here}/{FACE}"));
    let title = format!("Photo of the {}", case.check.document.words());
    let first = Html::from_template(&Photo { src: &document, words: &title });
    match &case.check.likeness {
        Likeness::FaceScan => {
            vec![first, Html::from_template(&Photo { src: &face, words: "Photo of the face" })]
        }
        Likeness::Video { numbers } => {
            let spaced: Vec<String> = numbers.chars().map(String::from).collect();
            let words = format!("Video of the face. The person was asked to say {}", spaced.join(" "));
            vec![first, Html::from_template(&Film { src: &face, words: &words })]
        }
    }
}

const fn outcome(verdict: Verdict) -> &'static str {
    match verdict.outcome() {
        Outcome::Approved => "Approved",
        Outcome::Refused => "Refused",
        Outcome::AskedAgain => "Asked to send it again",
    }
}

fn decision(case: &Case, here: &str, errors: &FieldErrors) -> Html {
    let fitting = Verdict::ALL.into_iter().filter(|verdict| verdict.fits(&case.check.likeness));
    let item = |verdict: Verdict| Radio {
        hint: verdict.told().into(),
        ..Radio::new(verdict.name(), nhsuk::Label::from(words(verdict)))
    };
    let radios = Radios {
        fieldset: Some(Fieldset::from(Legend { size: Some(Size::M), ..Legend::from("What do you decide?") })),
        hint: "The person reads the sentence under what you choose. It cannot be taken back".into(),
        name: VERDICT.into(),
        error_message: errors.beside(VERDICT),
        items: fitting.map(item).collect(),
        ..Radios::default()
    };
    PostForm {
        action: here,
        hidden: Vec::new(),
        controls: vec![radios.into()],
        button: Button::submit("Decide"),
    }
    .html()
}

/// A decision as the checker chooses it.
const fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approved => "Approve",
        Verdict::OtherFace => "Refuse: another face",
        Verdict::OtherDetails => "Refuse: other details",
        Verdict::NotAccepted => "Refuse: photo ID not accepted",
        Verdict::NotGenuine => "Refuse: photo ID not genuine",
        Verdict::Unreadable => "Ask again: photo ID not readable",
        Verdict::FaceUnclear => "Ask again: face not clear",
        Verdict::NumbersNotSaid => "Ask again: numbers not said",
    }
}

pub(super) fn samples() -> Vec<Desk> {
    let now: Timestamp = Timestamp::UNIX_EPOCH + kernel::SignedDuration::from_hours(24);
    let frame = || frame_of_staff(Section::IdentityChecks);
    vec![
        identity_checks(frame(), &sample::waiting(), "approved", now),
        identity_checks(frame(), &sample::waiting(), "too-late", now),
        identity_checks(frame(), &[], "", now),
    ]
}

pub(super) fn samples_of_one() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::IdentityChecks);
    let wrong = FieldErrors::from_iter([(VERDICT, "Select what you decide")]);
    let [scan, video, decided] = sample::cases();
    vec![
        identity_check(frame(), &scan, &FieldErrors::new()),
        identity_check(frame(), &video, &wrong),
        identity_check(frame(), &decided, &FieldErrors::new()),
    ]
}

mod sample {
    //! People who sent photos.

    use std::sync::Arc;

    use app::identity_checks::{Case, Decided, IdentityCheck, Waiting};
    use identity::{
        Environment, ProofingLevel,
        people::seeded,
        photo_identity::{Likeness, PhotoDocument, Verdict},
    };
    use kernel::Timestamp;

    fn case(likeness: Likeness, verdict: Option<Verdict>) -> Option<Case> {
        let environment = Environment::integration("http://localhost:4002");
        let people = seeded(&environment.id, Timestamp::UNIX_EPOCH);
        let account = people.into_iter().map(|person| person.account);
        let account = account.into_iter().find(|account| account.level == ProofingLevel::P5)?;
        let check = IdentityCheck {
            id: "01939b1e-7000-7000-8000-000000000001".parse().ok()?,
            account_id: account.id,
            document: PhotoDocument::DrivingLicence,
            likeness,
            sent_at: Timestamp::UNIX_EPOCH,
            decided: verdict.map(|verdict| Decided { verdict, by: None, at: Timestamp::UNIX_EPOCH }),
        };
        Some(Case { environment: Arc::new(environment), check, account })
    }

    pub(super) fn cases() -> [Case; 3] {
        let video = Likeness::Video { numbers: "4821".into() };
        [(Likeness::FaceScan, None), (video, None), (Likeness::FaceScan, Some(Verdict::Unreadable))]
            .map(|(likeness, verdict)| case(likeness, verdict).expect("every environment has somebody at P5"))
    }

    pub(super) fn waiting() -> Vec<Waiting> {
        let waiting = |case: Case| Waiting {
            environment: case.environment.id.to_string(),
            check: case.check,
            email: case.account.email,
            family_name: case.account.family_name,
            given_name: case.account.given_name,
            birthdate: case.account.birthdate,
        };
        cases().into_iter().filter(|case| case.check.decided.is_none()).map(waiting).collect()
    }
}
