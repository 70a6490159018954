//! What the partner decides for itself, such as whether to go on.

use std::collections::BTreeMap;

use app::integrations::{Opened, People};
use askama::Template;
use nhsuk::{
    Button, Fieldset, Header, Heading, Html, InsetText, Label, Legend, Radio, Radios, Select, SelectItem,
    Size, Textarea,
};
use onboarding::policy::Action as May;
use toolkit::{
    definition::{Decision, Outcome},
    facts::HoldKind,
    standing::{moment, sentence},
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{Intended, Place, below, hold::Change};
use crate::pages::{frame::Frame, parts::heading_about};

/// What was chosen and typed.
#[derive(Clone, Debug, Default)]
pub struct DecisionTyped {
    pub outcome: String,
    /// The fixed reason by outcome.
    pub fixed: BTreeMap<String, String>,
    pub words: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "decision.html")]
pub struct DecisionPage {
    frame: Frame,
    errors: FieldErrors,
    place: Place,
    title: String,
    heading: Heading,
    state: Option<InsetText>,
    form: Option<Ask>,
}

#[derive(Clone, Debug)]
struct Ask {
    action: String,
    outcome: Radios,
    reasons: Vec<Select>,
    words: Textarea,
    button: Button,
}

impl DecisionPage {
    pub const OUTCOME: &str = "outcome";
    pub const WORDS: &str = "words";

    /// `why_not` says why it cannot be decided now.
    pub fn new(
        frame: Frame,
        opened: &Opened,
        people: &People,
        (decision, why_not): (&Decision, Option<String>),
        typed: &DecisionTyped,
        errors: FieldErrors,
    ) -> Self {
        let place = Place::of(opened);
        let decided = decided(opened, people, decision);
        let can = decided.is_none() && why_not.is_none() && opened.may(May::DecideToProceed);
        let can = can && opened.facts.hold.is_none();
        let waits = why_not.map(|why| format!("This cannot be decided yet. {why}"));
        Self {
            heading: heading_about(&place.product, &decision.title),
            state: decided.or(waits).map(InsetText::new),
            form: (can || !errors.is_empty()).then(|| ask(&place, decision, typed, &errors)),
            title: decision.title.clone(),
            place,
            errors,
            frame,
        }
    }

    /// The name of the box with an outcome's fixed reasons.
    pub fn fixed(outcome: &str) -> String {
        format!("reason-{outcome}")
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        super::sample::decisions()
    }
}

// What was decided for good; an outcome that asks for another try is no end.
fn decided(opened: &Opened, people: &People, decision: &Decision) -> Option<String> {
    let last = opened.facts.decisions.get(&decision.id)?.last()?;
    let outcome = decision.outcomes.iter().find(|outcome| outcome.id == last.outcome);
    let title = outcome.map_or(last.outcome.as_str(), |outcome| &outcome.title);
    let by = people.name(&last.mark.by);
    let reason = sentence(&last.reason);
    let words = format!("{title}: decided by {by} on {}. {reason}", moment(last.mark.at));
    (last.passes || last.ends).then(|| words.trim_end().to_owned())
}

fn ask(place: &Place, decision: &Decision, typed: &DecisionTyped, errors: &FieldErrors) -> Ask {
    let outcomes = &decision.outcomes;
    Ask {
        action: format!("{}/decisions/{}", place.integration, decision.id),
        outcome: Radios {
            fieldset: Some(Fieldset::from(Legend {
                size: Some(Size::M),
                ..Legend::from("What do you decide?")
            })),
            name: DecisionPage::OUTCOME.into(),
            value: typed.outcome.clone(),
            items: outcomes.iter().map(|outcome| Radio::new(&outcome.id, outcome.title.as_str())).collect(),
            error_message: errors.beside(DecisionPage::OUTCOME),
            ..Radios::default()
        },
        reasons: outcomes.iter().filter_map(|outcome| reasons(outcome, typed, errors)).collect(),
        words: Textarea {
            label: Label { size: Some(Size::S), ..Label::from("In your own words") },
            hint: "You can leave this empty if you go on".into(),
            name: DecisionPage::WORDS.into(),
            value: typed.words.as_str().into(),
            rows: 4,
            error_message: errors.beside(DecisionPage::WORDS),
            ..Textarea::default()
        },
        button: Button::submit("Continue"),
    }
}

// One under the other: what a radio shows and hides by script, assistive technology is not told well.
fn reasons(outcome: &Outcome, typed: &DecisionTyped, errors: &FieldErrors) -> Option<Select> {
    let name = DecisionPage::fixed(&outcome.id);
    let mut items = vec![SelectItem::new("", "Select a reason")];
    items.extend(outcome.reasons.iter().map(|reason| SelectItem::new(reason, reason.as_str())));
    (!outcome.reasons.is_empty()).then(|| Select {
        label: Label { size: Some(Size::S), ..Label::from(format!("Reason for: {}", outcome.title)) },
        hint: "Only if this is what you decide".into(),
        value: typed.fixed.get(&outcome.id).cloned().unwrap_or_default(),
        error_message: errors.beside(&name),
        name,
        items,
        ..Select::default()
    })
}

/// What is asked once more before an outcome that holds or ends the integration. None for the others.
pub fn intended(
    place: &Place,
    decision: &Decision,
    outcome: &Outcome,
    reason: &str,
    typed: &DecisionTyped,
) -> Option<Intended> {
    let change = match outcome.holds {
        Some(HoldKind::Paused) => Change::Pause,
        Some(HoldKind::Withdrawn) => Change::Withdraw,
        None if outcome.ends => Change::Withdraw,
        None => return None,
    };
    let fixed = typed.fixed.get(&outcome.id).cloned().unwrap_or_default();
    Some(Intended {
        action: format!("{}/decisions/{}", place.integration, decision.id),
        fields: vec![
            (DecisionPage::OUTCOME.to_owned(), outcome.id.clone()),
            (DecisionPage::fixed(&outcome.id), fixed),
            (DecisionPage::WORDS.to_owned(), typed.words.clone()),
        ],
        ..change.intended(place, reason)?
    })
}

impl Page for DecisionPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        below(Some(&self.place))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
