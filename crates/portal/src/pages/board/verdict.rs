//! The form that records a decision.

use app::board::ItemView;
use askama::Template;
use nhsuk::{
    Button, CharacterCount, DateInput, Fieldset, Html, Input, Label, Legend, Radio, Radios, Select,
    SelectItem, Size, Textarea,
};
use onboarding::decide::MOST_TEXT;
use web_kit::FieldErrors;

use super::TypedDate;

/// How many conditions the form has room for.
pub const CONDITIONS: usize = 3;

/// What was typed.
#[derive(Clone, Debug, Default)]
pub struct TypedVerdict {
    pub outcome: String,
    pub reason: String,
    pub words: String,
    pub missing: String,
    pub conditions: Vec<TypedCondition>,
}

#[derive(Clone, Debug, Default)]
pub struct TypedCondition {
    pub text: String,
    pub owner: String,
    pub due: TypedDate,
}

impl TypedCondition {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.owner.is_empty() && self.due.is_empty()
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "board-verdict.html")]
pub struct VerdictForm {
    action: String,
    outcome: Radios,
    reason: Select,
    words: CharacterCount,
    missing: Input,
    conditions: Vec<(String, Input, Input, DateInput)>,
    button: Button,
}

impl askama::filters::HtmlSafe for VerdictForm {}

impl VerdictForm {
    pub const OUTCOME: &str = "outcome";
    pub const REASON: &str = "reason";
    pub const WORDS: &str = "words";
    pub const MISSING: &str = "missing";

    /// The names of the parts of a condition, which is counted from 1.
    pub fn condition(number: usize) -> [String; 3] {
        ["text", "owner", "due"].map(|part| format!("condition-{number}-{part}"))
    }

    pub(super) fn new(item: &ItemView, path: &str, typed: &TypedVerdict, errors: &FieldErrors) -> Self {
        let blank = TypedCondition::default();
        let conditions = (1..=CONDITIONS)
            .map(|number| condition(number, typed.conditions.get(number - 1).unwrap_or(&blank), errors));
        Self {
            action: format!("{path}/decide"),
            outcome: outcome(item, typed, errors),
            reason: reason(item, typed, errors),
            words: words(typed, errors),
            missing: Input {
                hint: "If it is deferred: one thing that the partner can bring".into(),
                ..line(Self::MISSING, "What is missing", &typed.missing, errors)
            },
            conditions: conditions.collect(),
            button: Button::submit("Record the decision"),
        }
    }
}

fn line(name: &str, words: &str, value: &str, errors: &FieldErrors) -> Input {
    Input {
        label: Label { size: Some(Size::S), ..Label::from(words) },
        name: name.into(),
        value: value.into(),
        error_message: errors.beside(name),
        ..Input::default()
    }
}

fn outcome(item: &ItemView, typed: &TypedVerdict, errors: &FieldErrors) -> Radios {
    let legend = Legend { size: Some(Size::S), ..Legend::from("Outcome") };
    let radio =
        |outcome: &toolkit::definition::Outcome| Radio::new(outcome.id.as_str(), outcome.title.as_str());
    Radios {
        fieldset: Some(Fieldset::from(legend)),
        name: VerdictForm::OUTCOME.into(),
        value: typed.outcome.clone(),
        items: item.decision.outcomes.iter().map(radio).collect(),
        error_message: errors.beside(VerdictForm::OUTCOME),
        ..Radios::default()
    }
}

// A reason belongs to one outcome; its name stands before it, so that no script has to hide the others.
fn reason(item: &ItemView, typed: &TypedVerdict, errors: &FieldErrors) -> Select {
    let mut items = vec![SelectItem::new("", "No reason from the list")];
    for outcome in &item.decision.outcomes {
        let named =
            |reason: &String| SelectItem::new(reason.as_str(), format!("{}: {reason}", outcome.title));
        items.extend(outcome.reasons.iter().map(named));
    }
    Select {
        label: Label { size: Some(Size::S), ..Label::from("Reason") },
        hint: "Needed unless it is approved".into(),
        name: VerdictForm::REASON.into(),
        value: typed.reason.clone(),
        items,
        error_message: errors.beside(VerdictForm::REASON),
        ..Select::default()
    }
}

fn words(typed: &TypedVerdict, errors: &FieldErrors) -> CharacterCount {
    CharacterCount {
        textarea: Textarea {
            label: Label { size: Some(Size::S), ..Label::from("In your words") },
            hint: "The partner reads it in the letter".into(),
            name: VerdictForm::WORDS.into(),
            value: typed.words.clone(),
            rows: 4,
            error_message: errors.beside(VerdictForm::WORDS),
            ..Textarea::default()
        },
        max_length: u32::try_from(MOST_TEXT).ok(),
        ..CharacterCount::default()
    }
}

fn condition(
    number: usize,
    typed: &TypedCondition,
    errors: &FieldErrors,
) -> (String, Input, Input, DateInput) {
    let [text, owner, due] = VerdictForm::condition(number);
    (
        format!("Condition {number} (optional)"),
        line(&text, &format!("Condition {number}: what has to be done"), &typed.text, errors),
        line(&owner, &format!("Condition {number}: who does it"), &typed.owner, errors),
        typed.due.input(&due, &format!("Condition {number}: by when"), "For example, 31 3 2027", errors),
    )
}

impl VerdictForm {
    pub(super) fn html(&self) -> Html {
        Html::from_template(self)
    }
}
