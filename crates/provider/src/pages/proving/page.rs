//! A screen as a page.

use askama::Template;
use identity::{
    ProofingLevel,
    photo_identity::{Likeness, PhotoDocument, Verdict},
    proving::{Answer, Answers, Name},
};
use kernel::Date;
use nhsuk::{BackLink, Button, ButtonVariant, ErrorSummary, Heading, Html};
use web_kit::{Csp, FieldErrors, FormData, Page, WayBack};

use super::Screen;
use super::controls::Typed;
use crate::pages::frame::{JourneyFrame, heading};

/// The journey, what is missing to it, and who has it already.
#[derive(Clone, Debug)]
pub struct ProvingFrame {
    pub journey: JourneyFrame,
    /// What the person has.
    pub from: ProofingLevel,
    /// What the service asks for.
    pub to: ProofingLevel,
    /// Email addresses of test people who have it.
    pub test_people: Vec<String>,
    /// Whether the way can be walked to its end here, and what was said so far.
    pub completes: bool,
    pub answers: Answers,
    /// Nobody real is here.
    pub is_test: bool,
    /// The name of a photo decides what comes of it.
    pub names_decide: bool,
}

/// One screen of the way.
#[derive(Clone, Debug)]
pub struct ProvingPage {
    screen: Screen,
    csp: Csp,
    has_errors: bool,
    main: Html,
}

impl Screen {
    pub fn render(self, frame: &ProvingFrame, values: &FormData, errors: &FieldErrors) -> ProvingPage {
        let main = match self {
            Self::Unavailable => Html::from_template(&Unavailable::new(frame)),
            _ => Html::from_template(&Question::new(self, frame, &Typed { values, errors })),
        };
        ProvingPage { screen: self, csp: frame.journey.csp(), has_errors: !errors.is_empty(), main }
    }
}

/// A screen with a way on: words, fields, or both.
#[derive(Template)]
#[template(path = "proving/question.html")]
struct Question<'a> {
    screen: Screen,
    frame: &'a ProvingFrame,
    summary: Option<ErrorSummary>,
    heading: Option<Heading>,
    fields: Html,
    button: Button,
}

impl<'a> Question<'a> {
    /// The numbers that somebody says in a video, one by one.
    fn numbers(&self) -> Option<String> {
        match self.frame.answers.likeness()? {
            Likeness::Video { numbers } => {
                Some(numbers.chars().map(String::from).collect::<Vec<_>>().join(" "))
            }
            Likeness::FaceScan => None,
        }
    }

    /// The verdicts that the name of a file can give here.
    fn verdicts(&self) -> Vec<Verdict> {
        let likeness = self.frame.answers.likeness();
        let fits = |verdict: &Verdict| likeness.is_none_or(|likeness| verdict.fits(likeness));
        Verdict::ALL.into_iter().filter(fits).collect()
    }

    fn new(screen: Screen, frame: &'a ProvingFrame, typed: &Typed) -> Self {
        let controls = typed.controls(screen, frame);
        Self {
            screen,
            frame,
            summary: typed.errors.summary(),
            heading: (!controls.hold_heading).then(|| heading(screen.title())),
            fields: controls.fields,
            button: Button::submit("Continue"),
        }
    }
}

/// The end of every way, where nobody can be compared with anything.
#[derive(Template)]
#[template(path = "proving/unavailable.html")]
struct Unavailable<'a> {
    frame: &'a ProvingFrame,
    heading: Heading,
    leave: Button,
    start_over: Button,
}

impl<'a> Unavailable<'a> {
    fn new(frame: &'a ProvingFrame) -> Self {
        Self {
            frame,
            heading: heading(Screen::Unavailable.title()),
            leave: Button::submit(format!("Go back to {}", frame.journey.service_name)),
            start_over: Button {
                variant: ButtonVariant::Secondary,
                ..Button::submit("Sign in as someone else")
            },
        }
    }
}

impl ProvingPage {
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// Every screen as it is first seen, then those that ask something with nothing and with nonsense sent to them.
    pub fn samples() -> Vec<Self> {
        let (to_p5, to_p9) = (sample_frame(ProofingLevel::P5), sample_frame(ProofingLevel::P9));
        let nobody = ProvingFrame { test_people: Vec::new(), ..to_p9.clone() };
        let empty = FormData::default();
        let fresh = |screen: Screen, frame| screen.render(frame, &empty, &FieldErrors::new());
        let mut samples: Vec<Self> = Screen::all().map(|screen| fresh(screen, &to_p9)).collect();
        samples.extend([fresh(Screen::Start, &to_p5), fresh(Screen::Unavailable, &nobody)]);
        let complete = ProvingFrame { completes: true, answers: sample_answers(), ..to_p9.clone() };
        let half_way = ProvingFrame { from: ProofingLevel::P5, ..complete.clone() };
        samples.extend([fresh(Screen::Start, &complete), fresh(Screen::Check, &complete)]);
        samples.extend([fresh(Screen::Start, &half_way), fresh(Screen::MobileMatch, &half_way)]);
        samples.extend(upload_samples(&half_way));
        for values in [&empty, &FormData::parse(NONSENSE)] {
            let refused = |screen: Screen| {
                let errors = screen.next(ProofingLevel::P9, values, Date::constant(2026, 8, 1)).err()?;
                Some(screen.render(&to_p9, values, &errors))
            };
            samples.extend(Screen::all().filter_map(refused));
        }
        samples
    }
}

fn upload_samples(frame: &ProvingFrame) -> Vec<ProvingPage> {
    let chosen = |likeness| {
        let chosen = [Answer::Document(PhotoDocument::DrivingLicence), Answer::Likeness(likeness)];
        let answers = chosen.into_iter().fold(frame.answers.clone(), Answers::with);
        ProvingFrame { answers, ..frame.clone() }
    };
    let video = chosen(Likeness::Video { numbers: "4821".into() });
    let wrong =
        FieldErrors::from_iter([("document", "Select a file"), ("face", "The selected file is empty")]);
    let empty = FormData::default();
    let page =
        |frame: &ProvingFrame, errors: &FieldErrors| Screen::PhotoIdUpload.render(frame, &empty, errors);
    vec![
        page(&chosen(Likeness::FaceScan), &FieldErrors::new()),
        page(&video, &FieldErrors::new()),
        page(&video, &wrong),
    ]
}

fn sample_answers() -> Answers {
    let name = Name { given: "Greta".into(), family: "Matchem".into() };
    let answers =
        [Answer::NumberKnown(false), Answer::Name(name), Answer::Birthdate(Date::constant(1980, 2, 10))];
    answers.into_iter().fold(Answers::default(), Answers::with)
}

const NONSENSE: &[u8] =
    b"nhs-number-known=perhaps&nhs-number=12345&first-name=%3Cb%3E&day=31&month=2&year=90\
    &postcode=nowhere&method=magic&linkage-key=%22&ods-code=%2F%2F&document=library-card&face=mirror";

pub(super) fn sample_frame(to: ProofingLevel) -> ProvingFrame {
    ProvingFrame {
        journey: JourneyFrame::sample(),
        from: ProofingLevel::P0,
        to,
        test_people: vec!["rowan.p9@people.example".into(), "imogen.p9@people.example".into()],
        completes: false,
        answers: Answers::default(),
        is_test: true,
        names_decide: true,
    }
}

impl Page for ProvingPage {
    fn title(&self) -> String {
        self.screen.title().into()
    }

    fn main(&self) -> Html {
        self.main.clone()
    }

    fn has_errors(&self) -> bool {
        self.has_errors
    }

    fn way_back(&self) -> WayBack {
        self.screen.back().map_or(WayBack::None, |screen| WayBack::Back(BackLink::to(screen.path())))
    }

    fn csp(&self) -> Csp {
        self.csp.clone()
    }
}
