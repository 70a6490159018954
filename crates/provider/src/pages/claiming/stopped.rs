//! Where a claim does not lead on: what happened, in words that help and that tell nobody about somebody else.

use askama::Template;
use http::StatusCode;
use identity::provisioning::Stop;
use nhsuk::{Heading, Html};
use web_kit::Page;

use crate::pages::{frame::heading, words};

#[derive(Clone, Debug, Template)]
#[template(path = "claiming/stopped.html")]
pub struct ClaimStopped {
    title: &'static str,
    heading: Heading,
    paragraphs: Vec<String>,
    status: StatusCode,
}

const STOPS: [Stop; 7] = [
    Stop::Gone,
    Stop::Closed,
    Stop::TryLater,
    Stop::Deceased,
    Stop::TooYoung,
    Stop::AlreadyUsed,
    Stop::OtherAccount,
];

const fn words_of(stop: Stop) -> (&'static str, &'static [&'static str]) {
    match stop {
        Stop::Gone => (
            "This link does not work any more",
            &[
                "The link in the email was used before, or it is more than 7 days old. If you finished setting up your NHS login, you can sign in with it.",
                "If you went away in the middle, open the link in the email again. If it has run out, ask the staff who invited you for a new one.",
            ],
        ),
        Stop::Closed => (
            "This invitation was closed",
            &[
                "Details that do not match were entered too many times, so nobody can use the link in the email any more.",
                "Contact the staff who invited you. They can check your details with you.",
            ],
        ),
        Stop::TryLater => (
            "We cannot check your details at the moment",
            &[
                "The service that we compare details with does not answer. This is not because of anything you entered.",
                "Try again in a few minutes: go back, or open the link in the email again. Your invitation stays as it is.",
            ],
        ),
        Stop::Deceased => (
            "There is a problem with your NHS record",
            &[
                "We found your NHS record, but it is closed. Contact your GP surgery and ask it to check your record.",
            ],
        ),
        Stop::TooYoung => {
            ("You cannot use NHS login yet", &["You must be 13 or over to have an NHS login of your own."])
        }
        Stop::AlreadyUsed => (
            "You already have an NHS login",
            &[
                "Somebody has proved who they are with these details since the email was sent.",
                "If that was you, sign in with the email address that you used then. If it was not, contact the NHS login help team.",
            ],
        ),
        Stop::OtherAccount => (
            "Your NHS login has changed",
            &[
                "The NHS login with your email address is no longer the one that the email was about: its mobile phone number, or the person, is another.",
                "Contact the staff who invited you, and ask them to send a new email.",
            ],
        ),
    }
}

impl ClaimStopped {
    pub fn new(stop: Stop) -> Self {
        let (title, paragraphs) = words_of(stop);
        let status = if stop == Stop::Gone { StatusCode::GONE } else { StatusCode::OK };
        Self::of(title, paragraphs.iter().map(|paragraph| (*paragraph).to_owned()).collect(), status)
    }

    /// Too many codes, or too many passwords.
    pub fn waiting(minutes: u32) -> Self {
        let wait = words::minutes(minutes);
        let paragraphs = vec![
            format!("To keep your details safe, you cannot go on for {wait}."),
            "After that, open the link in the email again.".to_owned(),
        ];
        Self::of("You have tried too many times", paragraphs, StatusCode::OK)
    }

    fn of(title: &'static str, paragraphs: Vec<String>, status: StatusCode) -> Self {
        Self { title, heading: heading(title), paragraphs, status }
    }

    pub fn samples() -> Vec<Self> {
        STOPS.into_iter().map(Self::new).chain([Self::waiting(15)]).collect()
    }
}

impl Page for ClaimStopped {
    fn title(&self) -> String {
        self.title.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        self.status
    }
}
