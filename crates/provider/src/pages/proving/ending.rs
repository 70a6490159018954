//! Where proving who you are does not lead on: what happened, in words that help and that tell nobody about somebody else.

use askama::Template;
use nhsuk::{Button, ButtonVariant, Heading, Html};
use web_kit::{Csp, Page, WayBack};

use super::{Screen, page::ProvingFrame};
use crate::pages::frame::heading;

const ROOT: &str = "/prove-identity/";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    NoMatch,
    Several,
    Deceased,
    TooYoung,
    AlreadyUsed,
    NotKnownToSurgery,
    OtherMobile,
    PhotoIdAway,
    TooMany,
    TryLater,
}

/// What a person can do about it, besides going back to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    CheckDetails,
    OtherMethod,
    SurgeryAgain,
    /// From the start, which knows what the person still needs and what was said.
    TryAgain,
    None,
}

struct Description {
    ending: Ending,
    path: &'static str,
    title: &'static str,
    paragraphs: &'static [&'static str],
    way: Way,
}

const fn ending(
    ending: Ending,
    path: &'static str,
    title: &'static str,
    paragraphs: &'static [&'static str],
    way: Way,
) -> Description {
    Description { ending, path, title, paragraphs, way }
}

use Ending::{
    AlreadyUsed, Deceased, NoMatch, NotKnownToSurgery, OtherMobile, PhotoIdAway, Several, TooMany, TooYoung,
    TryLater,
};

/// In the order of the enum.
const ENDINGS: [Description; 10] = [
    ending(
        NoMatch,
        "no-match",
        "We could not find your NHS record",
        &[
            "No NHS record has the details that you entered. They must be the ones that your GP surgery has.",
            "If you moved or changed your name, your GP surgery may still have your old details. You can ask it to change them.",
        ],
        Way::CheckDetails,
    ),
    ending(
        Several,
        "several",
        "We found more than one record",
        &[
            "The details that you entered fit more than one NHS record, so we cannot tell which is yours.",
            "If you know your NHS number, use it: no two people have the same one. It is on letters from the NHS and on prescriptions.",
        ],
        Way::CheckDetails,
    ),
    ending(
        Deceased,
        "record-problem",
        "There is a problem with your NHS record",
        &[
            "We found your NHS record, but it is closed. Contact your GP surgery and ask it to check your record.",
            "Until it is put right, you cannot prove who you are online.",
        ],
        Way::None,
    ),
    ending(
        TooYoung,
        "too-young",
        "You cannot use NHS login yet",
        &[
            "You must be 13 or over to prove who you are with NHS login. A parent or guardian can contact your GP surgery for you.",
        ],
        Way::None,
    ),
    ending(
        AlreadyUsed,
        "already-used",
        "You already have an NHS login",
        &[
            "Somebody has proved who they are with these details and another email address.",
            "If that was you, sign in with that email address. If it was not, contact the NHS login help team.",
        ],
        Way::None,
    ),
    ending(
        NotKnownToSurgery,
        "not-known-to-surgery",
        "Your GP surgery’s details do not match",
        &[
            "The linkage key, the account ID and the ODS code do not fit together, or are not yours. Check them in the letter or email from your GP surgery.",
        ],
        Way::SurgeryAgain,
    ),
    ending(
        OtherMobile,
        "other-mobile",
        "We cannot use your mobile phone number",
        &[
            "The mobile phone number of your NHS login is not the one that your GP surgery has. You can ask your GP surgery to change it, or choose another way.",
        ],
        Way::OtherMethod,
    ),
    ending(
        PhotoIdAway,
        "photo-id/not-available",
        "Photo ID cannot be checked in this environment yet",
        &["Nothing was uploaded or kept. Choose another way to prove who you are."],
        Way::OtherMethod,
    ),
    ending(
        TooMany,
        "too-many-attempts",
        "You have tried too many times",
        &[
            "To keep people’s details safe, you cannot try again for 15 minutes. After that, go on from here: what you entered is kept for up to an hour.",
        ],
        Way::TryAgain,
    ),
    ending(
        TryLater,
        "try-later",
        "We cannot check your details at the moment",
        &[
            "The service that we compare details with does not answer. This is not because of anything you entered.",
            "Try again in a few minutes. What you entered is kept for up to an hour.",
        ],
        Way::TryAgain,
    ),
];

impl Ending {
    pub fn all() -> impl Iterator<Item = Self> {
        ENDINGS.iter().map(|description| description.ending)
    }

    pub fn path(self) -> String {
        format!("{ROOT}{}", self.description().path)
    }

    /// `rest` is what follows `/prove-identity`.
    pub fn from_path(rest: &str) -> Option<Self> {
        let rest = rest.trim_matches('/');
        ENDINGS.iter().find(|description| description.path == rest).map(|description| description.ending)
    }

    fn description(self) -> &'static Description {
        &ENDINGS[self as usize]
    }

    pub fn render(self, frame: &ProvingFrame) -> EndingPage {
        let link = |words: &str, to: &str| Some(Button::link(words, format!("{ROOT}{to}")));
        EndingPage {
            ending: self,
            heading: heading(self.description().title),
            on: match self.description().way {
                Way::CheckDetails => link("Check your answers", "check"),
                Way::OtherMethod => link("Choose another way", "method"),
                Way::SurgeryAgain => link("Enter the details again", "patient-online"),
                Way::TryAgain => Some(Button::link("Try again", Screen::Start.path())),
                Way::None => None,
            },
            is_test: frame.is_test,
            leave: Button {
                variant: ButtonVariant::Secondary,
                ..Button::submit(format!("Go back to {}", frame.journey.service_name))
            },
            csp: frame.journey.csp(),
        }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "proving/ending.html")]
pub struct EndingPage {
    ending: Ending,
    heading: Heading,
    on: Option<Button>,
    is_test: bool,
    leave: Button,
    csp: Csp,
}

impl EndingPage {
    fn paragraphs(&self) -> &'static [&'static str] {
        self.ending.description().paragraphs
    }

    pub fn samples() -> Vec<Self> {
        Ending::all()
            .map(|ending| ending.render(&super::page::sample_frame(identity::ProofingLevel::P9)))
            .collect()
    }
}

impl Page for EndingPage {
    fn title(&self) -> String {
        self.ending.description().title.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::None
    }

    fn csp(&self) -> Csp {
        self.csp.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum_and_paths_are_found() {
        for (index, ending) in Ending::all().enumerate() {
            assert_eq!(index, ending as usize);
            assert_eq!(Ending::from_path(ending.path().strip_prefix(ROOT).unwrap()), Some(ending));
        }
        assert_eq!(Ending::from_path("check"), None);
    }
}
