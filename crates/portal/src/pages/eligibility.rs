//! The public eligibility check: how it begins, and how it ends. Its questions look like those of every form.

use app::{eligibility::Check, forms};
use askama::Template;
use nhsuk::{Action, BackLink, Button, ButtonVariant, Header, Heading, Html, SummaryList, SummaryRow};
use toolkit::{
    definition::{Eligible, Link},
    eligible::{Answer, Reason},
    standing::lower_first,
};
use web_kit::{Page, Site, WayBack};

use super::{forms::value, frame::Frame, parts::heading};

#[derive(Clone, Debug, Template)]
#[template(path = "eligibility.html")]
pub struct EligibilityStart {
    frame: Frame,
    title: String,
    heading: Heading,
    intro: String,
    go_on: Button,
    again: Option<Button>,
}

impl EligibilityStart {
    /// `go_on` is where the next question is.
    pub fn new(frame: Frame, check: &Check, go_on: &str) -> Self {
        let has_begun = !check.answers.is_empty();
        Self {
            heading: heading(&check.form.title),
            intro: check.form.intro.clone(),
            go_on: Button::link(if has_begun { "Continue" } else { "Start" }, go_on),
            again: has_begun.then(start_again),
            title: check.form.title.clone(),
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let page = |check: &Check| Self::new(Frame::default(), check, "/eligibility/questions/people");
        sample::checks().iter().take(2).map(page).collect()
    }
}

fn start_again() -> Button {
    Button { variant: ButtonVariant::Secondary, ..Button::submit("Start again") }
}

impl Page for EligibilityStart {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// What follows from the answers, and what would change it.
#[derive(Clone, Debug, Template)]
#[template(path = "eligibility-result.html")]
pub struct EligibilityResult {
    frame: Frame,
    title: String,
    heading: Heading,
    body: Vec<String>,
    links: Vec<Link>,
    /// What decided the answer.
    reasons: Vec<Reason>,
    /// What only needs to be known.
    notes: Vec<Reason>,
    answers: SummaryList,
    carry: Option<Button>,
    contact: String,
    again: Button,
}

impl EligibilityResult {
    pub fn new(frame: Frame, check: &Check, answer: &Answer) -> Self {
        let eligibility = check.definition.eligibility.as_ref();
        let outcome = eligibility.map(|eligibility| match answer.outcome {
            Eligible::Meets => eligibility.meets.clone(),
            Eligible::Discuss => eligibility.discuss.clone(),
            Eligible::NotEligible => eligibility.not_eligible.clone(),
        });
        let (title, body, links) =
            outcome.map(|outcome| (outcome.title, outcome.body, outcome.links)).unwrap_or_default();
        let (notes, reasons) =
            answer.reasons.iter().cloned().partition(|reason| reason.outcome == Eligible::Meets);
        let can_apply = answer.outcome < Eligible::NotEligible;
        Self {
            heading: heading(&title),
            body,
            links,
            reasons,
            notes,
            answers: SummaryList::new(answers(check)),
            carry: can_apply
                .then(|| Button::link("Carry these answers into an application", "/integrations/new")),
            contact: check.definition.edition.contact.clone(),
            again: start_again(),
            title,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let page = |check: &Check| Some(Self::new(Frame::default(), check, &check.judge()?));
        sample::checks().iter().skip(1).filter_map(page).collect()
    }
}

fn answers(check: &Check) -> Vec<SummaryRow> {
    let row = |field: &&toolkit::definition::Field| {
        let answer = forms::answer(&check.form, field, &check.answers);
        let change =
            Action::new("Change", format!("/eligibility/questions/{}", field.id), lower_first(&field.label));
        SummaryRow::new(&field.label, value(&check.definition, field, answer)).with_action(change)
    };
    forms::applicable(&check.form, &check.answers).iter().map(row).collect()
}

impl Page for EligibilityResult {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/eligibility"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

mod sample {
    use toolkit::{FieldId, Value};

    use super::Check;

    fn check(given: &[(&str, &str)]) -> Option<Check> {
        let opened = super::super::forms::sample::opened(Vec::new())?;
        let form = opened.definition.form(&opened.definition.eligibility.as_ref()?.form)?.clone();
        let answer = |(name, text): &(&str, &str)| {
            let value = if *name == "apis" { Value::Many(vec![(*text).into()]) } else { Value::text(text) };
            Some((FieldId::of(&form.id, name).ok()?, value))
        };
        let answers = given.iter().filter_map(answer).collect();
        Some(Check { definition: opened.definition, form, answers })
    }

    /// One not begun, then one for each outcome.
    pub fn checks() -> Vec<Check> {
        let meets = [
            ("people", "england"),
            ("users", "patients-and-staff"),
            ("benefit", "yes"),
            ("free", "yes"),
            ("live", "no"),
            ("contract", "yes"),
            ("commissioner", "icb"),
            ("one-off", "no"),
            ("apis", "none"),
            ("gp-credentials", "no"),
        ];
        let with = |name: &str, text: &'static str| {
            let mut given = meets;
            for one in given.iter_mut().filter(|one| one.0 == name) {
                one.1 = text;
            }
            check(&given)
        };
        let discuss = with("people", "england-and-elsewhere");
        let not_eligible = with("people", "elsewhere");
        [check(&[]), check(&meets), discuss, not_eligible].into_iter().flatten().collect()
    }
}
