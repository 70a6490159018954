//! The level chooser: what people do, what else decides, and the vectors that follow, each step with its reason.

mod sample;

use app::{forms, integrations::Opened};
use askama::Template;
use nhsuk::{
    Action, Button, Checkbox, Checkboxes, Fieldset, Header, Heading, Html, InsetText, Legend, Size,
    SummaryList, SummaryRow, Table, TableCell, WarningCallout,
};
use onboarding::policy::Action as May;
use toolkit::{
    FieldId, Value,
    definition::{Form, Level, Levels},
    levels::{Proposal, Step, propose},
    standing::lower_first,
};
use web_kit::{Page, Site, WayBack};

use super::{
    forms::{ANSWER, Place, value},
    frame::Frame,
    partner::below,
    parts::{broken_lines, caption, code, heading_about, whole},
};

/// The boxes, and the version of the answer that they show.
#[derive(Clone, Debug)]
struct Uses {
    action: String,
    seen: u64,
    groups: Vec<Checkboxes>,
    button: Button,
}

/// The vectors that follow from the answers.
#[derive(Clone, Debug)]
struct Proposed {
    requests: Vec<Html>,
    explanation: String,
    take: Option<Take>,
}

/// One step from the proposal to the answer.
#[derive(Clone, Debug)]
struct Take {
    action: String,
    seen: u64,
    vectors: Vec<String>,
    button: Button,
    other: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "levels.html")]
pub struct LevelsPage {
    frame: Frame,
    place: Place,
    title: String,
    heading: Heading,
    intro: String,
    standing: Option<InsetText>,
    uses: Option<Uses>,
    rest: SummaryList,
    refusals: Vec<WarningCallout>,
    steps: Option<Table>,
    notes: Vec<String>,
    proposed: Option<Proposed>,
    check: String,
}

impl LevelsPage {
    /// None where the edition has no levels, or they are about another form.
    pub fn new(frame: Frame, opened: &Opened, form: &Form) -> Option<Self> {
        let levels = opened.definition.levels.as_ref().filter(|levels| levels.form == form.id)?;
        let proposal = propose(&opened.definition, &opened.facts)?;
        let place = Place::of(opened);
        let view = View { opened, form, levels, place: &place, proposal: &proposal };
        Some(Self {
            heading: heading_about(&place.product, &form.title),
            title: form.title.clone(),
            intro: form.intro.clone(),
            standing: view.standing(),
            uses: view.uses(),
            rest: view.rest(),
            refusals: proposal.refusals.iter().map(refusal).collect(),
            steps: steps(&proposal),
            notes: proposal.notes.iter().map(|note| note.because.clone()).collect(),
            proposed: view.proposed(),
            check: place.form(form),
            place: place.clone(),
            frame,
        })
    }

    pub(super) fn samples() -> Vec<Self> {
        sample::pages()
    }
}

struct View<'a> {
    opened: &'a Opened,
    form: &'a Form,
    levels: &'a Levels,
    place: &'a Place,
    proposal: &'a Proposal,
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

    fn seen(&self, field: &FieldId) -> u64 {
        self.opened.facts.answers.get(field).map_or(0, |answer| answer.mark.position)
    }

    fn uses(&self) -> Option<Uses> {
        let field = &self.levels.use_cases_field;
        let ticked = self.opened.facts.answer(field);
        let group = |level: &Level| self.group(level, ticked);
        self.can_edit().then(|| Uses {
            action: self.place.field_by_id(field),
            seen: self.seen(field),
            groups: self.levels.levels.iter().map(group).collect(),
            button: Button::submit("Save what people do"),
        })
    }

    fn group(&self, level: &Level, ticked: Option<&Value>) -> Checkboxes {
        let cases = self.levels.use_cases.iter().filter(|case| case.level == level.id);
        let items = cases.map(|case| Checkbox {
            hint: case.example.as_str().into(),
            ..Checkbox::new(&case.id, case.title.as_str())
        });
        let legend = Legend { size: Some(Size::S), ..Legend::from(level.title.as_str()) };
        Checkboxes {
            fieldset: Some(Fieldset::from(legend)),
            hint: level.proves.as_str().into(),
            name: ANSWER.into(),
            id_prefix: format!("{ANSWER}-{}", level.id.to_lowercase()),
            values: ticked
                .map(|ticked| ticked.items().into_iter().map(Into::into).collect())
                .unwrap_or_default(),
            items: items.collect(),
            ..Checkboxes::default()
        }
    }

    // The other questions that apply, with a way back to here.
    fn rest(&self) -> SummaryList {
        let facts = &self.opened.facts;
        let boxes = |id: &FieldId| *id == self.levels.use_cases_field && self.can_edit();
        let rows = forms::applicable(self.form, facts).into_iter().filter_map(|field| {
            let id = FieldId::of(&self.form.id, &field.id).ok()?;
            if boxes(&id) {
                return None;
            }
            let answer = facts.answer(&id).filter(|answer| !answer.is_empty());
            let shown = value(&self.opened.definition, field, answer);
            let row =
                SummaryRow { value_classes: "app-break".into(), ..SummaryRow::new(&field.label, shown) };
            if !self.can_edit() {
                return Some(row);
            }
            let words = if answer.is_some() { "Change" } else { "Answer" };
            let href = format!("{}?after=levels", self.place.field_by_id(&id));
            Some(row.with_action(Action::new(words, href, lower_first(&field.label))))
        });
        SummaryList::new(rows.collect())
    }

    fn proposed(&self) -> Option<Proposed> {
        if self.proposal.requests.is_empty() {
            return None;
        }
        let several = self.proposal.requests.len() > 1;
        let request = |(number, vectors): (usize, &Vec<String>)| {
            let words = format!(
                "[{}]",
                vectors.iter().map(|one| format!("\"{one}\"")).collect::<Vec<_>>().join(", ")
            );
            let name = if several { format!("Request {number}: ") } else { String::new() };
            Html::from([Html::trusted(name), code(&words)])
        };
        Some(Proposed {
            requests: (1..).zip(&self.proposal.requests).map(request).collect(),
            explanation: self.proposal.explanation.clone(),
            take: self.take(),
        })
    }

    fn take(&self) -> Option<Take> {
        let field = &self.levels.vectors_field;
        let mut vectors: Vec<String> = self.proposal.requests.iter().flatten().cloned().collect();
        vectors.sort();
        vectors.dedup();
        let mut chosen: Vec<String> = self
            .opened
            .facts
            .answer(field)
            .map(|answer| answer.items().into_iter().map(Into::into).collect())
            .unwrap_or_default();
        chosen.sort();
        (self.can_edit() && chosen != vectors).then(|| Take {
            action: self.place.field_by_id(field),
            seen: self.seen(field),
            vectors,
            button: Button::submit("Choose the proposed vectors"),
            other: format!("{}?after=levels", self.place.field_by_id(field)),
        })
    }
}

fn refusal(step: &Step) -> WarningCallout {
    WarningCallout::new(Heading { level: 3, ..Heading::from("This cannot be done") }, step.because.as_str())
}

fn steps(proposal: &Proposal) -> Option<Table> {
    let row = |step: &Step| {
        let from = if step.requirement.is_empty() { "What people do" } else { &step.requirement };
        vec![
            TableCell::new(step.because.as_str()),
            whole(TableCell::new(step.level.clone().unwrap_or_default())),
            TableCell::new(from),
        ]
    };
    (!proposal.steps.is_empty()).then(|| Table {
        caption: caption("How the level comes about"),
        head: vec!["Reason".into(), "Level".into(), "Where it stands".into()],
        rows: proposal.steps.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

impl LevelsPage {
    fn note_lines(&self) -> Option<Html> {
        (!self.notes.is_empty()).then(|| broken_lines(self.notes.iter().map(String::as_str)))
    }
}

impl Page for LevelsPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        below(Some(&self.place))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
