//! Choosing scopes: each with what it tells, judged at the level that was chosen before anything is saved.

mod sample;

use app::{forms, integrations::Opened};
use askama::Template;
use nhsuk::{
    Action, Button, ButtonVariant, Checkbox, Checkboxes, Fieldset, Header, Heading, Html, InsetText, Label,
    Legend, NotificationBanner, Size, SummaryList, SummaryRow, Tag, TagColour,
};
use onboarding::policy::Action as May;
use toolkit::{
    FieldId,
    definition::{Field, FieldKind, Form, Scope},
    levels,
    scopes::{ScopeVerdict, Verdict, judge},
    standing::lower_first,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    forms::{ANSWER, Place, value},
    frame::Frame,
    partner::below,
    parts::{code, heading_about},
};

/// The question of a form that asks for scopes.
pub fn scopes_field(form: &Form) -> Option<&Field> {
    form.fields.iter().find(|field| field.kind == FieldKind::Scopes)
}

/// What the page shows as ticked, and the version of the answer that it began with.
#[derive(Clone, Debug)]
pub struct Ticked {
    pub scopes: Vec<String>,
    pub seen: u64,
    /// Whether this is only to see what it means.
    pub is_shown_only: bool,
}

#[derive(Clone, Debug)]
struct Boxes {
    action: String,
    seen: u64,
    choice: Checkboxes,
    save: Button,
    show: Button,
}

/// How one scope fares.
#[derive(Clone, Debug)]
struct Judged {
    scope: Html,
    tag: Tag,
    because: String,
    later: Vec<String>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "scopes.html")]
pub struct ScopesPage {
    frame: Frame,
    errors: FieldErrors,
    place: Place,
    title: String,
    heading: Heading,
    notice: Option<NotificationBanner>,
    intro: String,
    levels: String,
    standing: Option<InsetText>,
    boxes: Option<Boxes>,
    is_shown_only: bool,
    judged: Vec<Judged>,
    reasons: SummaryList,
    check: String,
}

impl ScopesPage {
    /// None where the form asks for no scopes.
    pub fn new(
        frame: Frame,
        opened: &Opened,
        form: &Form,
        ticked: &Ticked,
        is_saved: bool,
        errors: FieldErrors,
    ) -> Option<Self> {
        let field = scopes_field(form)?;
        let place = Place::of(opened);
        let chosen = levels::chosen(&opened.definition, &opened.facts);
        let scopes: Vec<&str> = ticked.scopes.iter().map(String::as_str).collect();
        let verdicts =
            if scopes.is_empty() { Vec::new() } else { judge(&opened.definition, &scopes, &chosen) };
        let view = View { opened, form, place: &place };
        Some(Self {
            heading: heading_about(&place.product, &form.title),
            title: form.title.clone(),
            notice: is_saved.then(|| NotificationBanner::success("Your scopes were saved.")),
            intro: form.intro.clone(),
            levels: at(&chosen),
            standing: view.standing(),
            boxes: view.boxes(field, ticked, &errors),
            is_shown_only: ticked.is_shown_only,
            judged: verdicts.iter().map(judged).collect(),
            reasons: view.reasons(field),
            check: place.form(form),
            place: place.clone(),
            frame,
            errors,
        })
    }

    pub(super) fn samples() -> Vec<Self> {
        sample::pages()
    }
}

fn at(levels: &[&str]) -> String {
    if levels.is_empty() {
        "No vectors of trust are chosen yet, so nothing is said about levels here.".to_owned()
    } else {
        format!("Your vectors of trust ask for {}.", levels.join(" and "))
    }
}

fn judged(verdict: &ScopeVerdict) -> Judged {
    let tag = match verdict.verdict {
        Verdict::Fine => Tag::new("Fine", TagColour::Green),
        Verdict::Note => Tag::new("To know", TagColour::Yellow),
        Verdict::Refused => Tag::new("Not possible", TagColour::Red),
    };
    Judged {
        scope: code(&verdict.scope),
        tag,
        because: verdict.because.clone(),
        later: verdict.later.clone(),
    }
}

struct View<'a> {
    opened: &'a Opened,
    form: &'a Form,
    place: &'a Place,
}

impl View<'_> {
    fn can_edit(&self) -> bool {
        self.opened.may(May::EditAnswers)
            && self.opened.facts.hold.is_none()
            && forms::why_locked(self.opened, self.form).is_none()
    }

    fn standing(&self) -> Option<InsetText> {
        if let Some(why) = forms::why_locked(self.opened, self.form) {
            return Some(InsetText::new(format!("You cannot start this yet. {why}")));
        }
        let said = forms::standing(self.opened, self.form);
        (!said.is_empty()).then(|| InsetText::new(said.join(" ")))
    }

    fn boxes(&self, field: &Field, ticked: &Ticked, errors: &FieldErrors) -> Option<Boxes> {
        let legend = Legend { size: Some(Size::M), ..Legend::from(field.question.as_str()) };
        (self.can_edit() || !errors.is_empty()).then(|| Boxes {
            action: self.place.scopes(self.form),
            seen: ticked.seen,
            choice: Checkboxes {
                fieldset: Some(Fieldset::from(legend)),
                hint: field.hint.as_str().into(),
                name: ANSWER.into(),
                values: ticked.scopes.clone(),
                items: self.opened.definition.scopes.iter().map(checkbox).collect(),
                error_message: errors.beside(ANSWER),
                ..Checkboxes::default()
            },
            save: Button::submit("Save scopes"),
            show: Button {
                variant: ButtonVariant::Secondary,
                name: "then".into(),
                value: "show".into(),
                ..Button::submit("Show what this means")
            },
        })
    }

    fn reasons(&self, scopes: &Field) -> SummaryList {
        let facts = &self.opened.facts;
        let others = forms::applicable(self.form, facts).into_iter().filter(|field| field.id != scopes.id);
        let rows = others.filter_map(|field| {
            let id = FieldId::of(&self.form.id, &field.id).ok()?;
            let answer = facts.answer(&id).filter(|answer| !answer.is_empty());
            let shown = value(&self.opened.definition, field, answer);
            let row =
                SummaryRow { value_classes: "app-break".into(), ..SummaryRow::new(&field.label, shown) };
            if !self.can_edit() {
                return Some(row);
            }
            let words = if answer.is_some() { "Change" } else { "Answer" };
            let href = format!("{}?after=scopes", self.place.field_by_id(&id));
            Some(row.with_action(Action::new(words, href, lower_first(&field.label))))
        });
        SummaryList::new(rows.collect())
    }
}

fn checkbox(scope: &Scope) -> Checkbox {
    let name =
        Html::from([code(&scope.id), Html::trusted(format!(": {}", nhsuk::Content::from(&scope.title)))]);
    let label = Label { text: name.into(), ..Label::default() };
    let hint = format!("Claims: {}", scope.claims.join(", "));
    Checkbox { hint: hint.as_str().into(), ..Checkbox::new(&scope.id, label) }
}

impl Page for ScopesPage {
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
