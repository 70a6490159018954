//! Looking at what a partner submitted: what changed first, then the answers, the questions, and what the reviewer may do.

use app::{
    forms,
    integrations::{Opened, People},
};
use nhsuk::{
    Button, ButtonVariant, Html, InsetText, Select, SelectItem, SummaryList, Table, TableCell, Tag, TagColour,
};
use onboarding::policy::Action as May;
use toolkit::{
    FieldId,
    definition::{Evidence, Field, Form},
    facts::{About, EvidenceVersion, Question, Submission},
    standing::{moment, sentence},
};
use web_kit::FieldErrors;

use super::{Desk, PostForm, frame_of_staff, paragraph, small_label, table_or, text_area};
use crate::pages::{
    Section,
    forms::{changes, value},
    frame::Frame,
    parts::{breaking, broken_lines, caption, link, row},
};

/// What was typed and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Typed<'a> {
    pub field: &'a str,
    pub question: &'a str,
    pub reason: &'a str,
    pub banner: Option<&'a str>,
    pub errors: FieldErrors,
}

pub const FIELD: &str = "field";
pub const QUESTION: &str = "question";
pub const REASON: &str = "reason";
pub const ACCEPT: &str = "accept";

/// A button alone, with what was wrong when it was pressed above it.
pub(super) fn pressed(action: &str, hidden: Vec<(&str, &str)>, words: &str, errors: &FieldErrors) -> Html {
    let problem = errors.beside(ACCEPT);
    let control = if problem.is_present() {
        Html::trusted(format!(
            r#"<div id="{ACCEPT}" class="nhsuk-form-group nhsuk-form-group--error">{problem}</div>"#
        ))
    } else {
        Html::default()
    };
    PostForm { action, hidden, controls: vec![control], button: Button::submit(words) }.html()
}

pub(super) fn secondary(words: &str) -> Button {
    Button { variant: ButtonVariant::Secondary, ..Button::submit(words) }
}

struct View<'a> {
    opened: &'a Opened,
    people: &'a People,
    typed: &'a Typed<'a>,
}

/// A form under review.
pub fn review(frame: Frame, opened: &Opened, people: &People, form: &Form, typed: &Typed<'_>) -> Desk {
    let view = View { opened, people, typed };
    let submission = opened.facts.submissions.get(&form.id);
    let changed = submission.map(|one| forms::changed(form, &one.answers, &opened.facts)).unwrap_or_default();
    let about = |question: &&Question| matches!(&question.about, About::Field(field) if field.form() == form.id.as_str());
    let asked: Vec<&Question> = opened.facts.questions.iter().filter(about).collect();
    Desk::new(frame, &format!("Review: {}", form.title))
        .about(&format!("{}, {}", opened.product.name, opened.organisation.name))
        .back_to(&view.below("cockpit"))
        .with_banner(typed.banner)
        .with(InsetText::new(view.state(form, submission)))
        .with_all(changes(&opened.definition, &changed).map(Html::from))
        .with(view.questions(&asked))
        .with_all(view.answers(form))
        .section("What you can do", view.form_actions(form, submission))
        .with_errors(typed.errors.clone())
}

impl View<'_> {
    fn below(&self, place: &str) -> String {
        format!("/integrations/{}/{place}", self.opened.id)
    }

    fn state(&self, form: &Form, submission: Option<&Submission>) -> String {
        let Some(submission) = submission else { return format!("{} was not submitted yet.", form.title) };
        let (by, at) = (self.people.name(&submission.submitted.by), moment(submission.submitted.at));
        let submitted = format!("Submitted on {at} by {by}.");
        match &submission.accepted {
            Some(mark) => {
                format!("{submitted} Accepted on {} by {}.", moment(mark.at), self.people.name(&mark.by))
            }
            None => submitted,
        }
    }

    fn questions(&self, asked: &[&Question]) -> Html {
        let line = |question: &&Question| {
            let (words, colour) = match (&question.closed, &question.reply) {
                (Some(_), _) => ("Closed", TagColour::Grey),
                (None, Some(_)) => ("Replied to", TagColour::Green),
                (None, None) => ("Waits for a reply", TagColour::Blue),
            };
            let about = match &question.about {
                About::Field(field) => self.opened.definition.field(field).map(|field| field.label.clone()),
                About::Evidence(slot) => self.opened.definition.slot(slot).map(|slot| slot.title.clone()),
                About::Decision(id) => self.opened.definition.decision(id).map(|one| one.title.clone()),
            };
            vec![
                TableCell::new(link(
                    &format!("Question {}", question.number),
                    &self.below(&format!("questions/{}", question.number)),
                )),
                breaking(about.unwrap_or_default()),
                breaking(question.text.as_str()),
                breaking(question.reply.as_ref().map(|(text, _)| text.as_str()).unwrap_or_default()),
                TableCell::new(Html::from(Tag::new(words, colour))),
            ]
        };
        let table = Table {
            caption: caption("Questions"),
            head: ["Question", "About", "Asked", "Reply", "State"].map(Into::into).into(),
            rows: asked.iter().map(line).collect(),
            first_cell_is_header: true,
            responsive: true,
            ..Table::default()
        };
        table_or(table, "Nothing was asked yet.")
    }

    fn answers(&self, form: &Form) -> Vec<Html> {
        let fields = forms::applicable(form, &self.opened.facts);
        let loose = [(None, "Answers")];
        let sections =
            form.sections.iter().map(|section| (Some(section.id.as_str()), section.title.as_str()));
        let list = |(section, title): (Option<&str>, &str)| {
            let inside = fields.iter().filter(|field| field.section.as_deref() == section);
            let rows: Vec<_> = inside.filter_map(|field| self.answer(form, field)).collect();
            (!rows.is_empty()).then(|| {
                Html::from([crate::pages::parts::subheading(title).into(), SummaryList::new(rows).into()])
            })
        };
        sections.chain(loose).filter_map(list).collect()
    }

    // What reviewers are warned of stands under the answer.
    fn answer(&self, form: &Form, field: &Field) -> Option<nhsuk::SummaryRow> {
        let answer = self.opened.facts.answer(&FieldId::of(&form.id, &field.id).ok()?);
        let shown = Html::trusted(value(&self.opened.definition, field, answer).to_string());
        let flags = field.flags.iter().filter(|flag| flag.when.holds(&self.opened.facts));
        let flags: Vec<String> = flags.map(|flag| format!("Look at this: {}", flag.text)).collect();
        if flags.is_empty() {
            return Some(row(&field.label, shown));
        }
        Some(row(&field.label, Html::from([shown, Html::trusted("<br>"), broken_lines(flags)])))
    }

    fn form_actions(&self, form: &Form, submission: Option<&Submission>) -> Vec<Html> {
        let Some(submission) = submission else { return Vec::new() };
        let (opened, action) = (self.opened, self.below(&format!("review/{}", form.id)));
        let is_accepted = submission.accepted.is_some();
        let mut blocks = Vec::new();
        if opened.may(May::AskQuestion) && !is_accepted {
            blocks.push(self.ask(&action, self.which(form)));
        }
        if opened.may(May::AcceptForm) && !is_accepted {
            blocks.push(pressed(&action, vec![("do", "accept")], "Accept", &self.typed.errors));
        }
        if opened.may(May::AcceptForm) {
            let why = "The partner reads it. They can change every answer then, and submit again";
            let reason =
                text_area(REASON, "Why it is opened again", why, self.typed.reason, &self.typed.errors);
            let hidden = vec![("do", "reopen")];
            blocks.push(
                PostForm { action: &action, hidden, controls: vec![reason], button: secondary("Open again") }
                    .html(),
            );
        }
        blocks
    }

    fn which(&self, form: &Form) -> Html {
        let fields = forms::applicable(form, &self.opened.facts);
        let items = fields.iter().map(|field| SelectItem::new(field.id.as_str(), field.label.as_str()));
        Select {
            label: small_label("Which answer is the question about?"),
            name: FIELD.into(),
            items: [SelectItem::new("", "Choose an answer")].into_iter().chain(items).collect(),
            value: self.typed.field.into(),
            error_message: self.typed.errors.beside(FIELD),
            ..Select::default()
        }
        .into()
    }

    fn ask(&self, action: &str, which: Html) -> Html {
        let hint = "The partner gets an email. Only what you ask about can be changed";
        let question = text_area(QUESTION, "Question", hint, self.typed.question, &self.typed.errors);
        let hidden = vec![("do", "ask")];
        PostForm { action, hidden, controls: vec![which, question], button: secondary("Ask") }.html()
    }

    fn versions(&self, slot: &Evidence, versions: &[EvidenceVersion]) -> Html {
        let line = |(number, version): (usize, &EvidenceVersion)| {
            let state = match (&version.accepted, &version.refused) {
                (Some(mark), _) => {
                    format!("Accepted on {} by {}", moment(mark.at), self.people.name(&mark.by))
                }
                (None, Some((reason, mark))) => {
                    format!("Not accepted on {}: {}", moment(mark.at), sentence(reason))
                }
                (None, None) => "Not looked at yet".to_owned(),
            };
            vec![
                breaking(link(
                    &format!("Version {}: {}", number + 1, version.name),
                    &self.below(&format!("documents/{}", version.document)),
                )),
                TableCell::new(moment(version.added.at)),
                breaking(self.people.name(&version.added.by)),
                breaking(state),
                breaking(version.sha256.as_str()),
            ]
        };
        let table = Table {
            caption: caption(&slot.title),
            head: ["File", "Added", "By", "State", "SHA-256"].map(Into::into).into(),
            // The newest one counts, so it comes first.
            rows: versions.iter().enumerate().rev().map(line).collect(),
            first_cell_is_header: true,
            responsive: true,
            ..Table::default()
        };
        table_or(table, "No file was added yet.")
    }

    fn file_actions(&self, slot: &Evidence, newest: Option<&EvidenceVersion>) -> Vec<Html> {
        let action = self.below(&format!("review/evidence/{}", slot.id));
        let waits = newest.filter(|version| version.accepted.is_none() && version.refused.is_none());
        let mut blocks = Vec::new();
        if let Some(version) = waits.filter(|_| self.opened.may(May::AcceptEvidence)) {
            let hidden = |does| vec![("do", does), ("document", version.document.as_str())];
            blocks.push(pressed(&action, hidden("accept"), "Accept this file", &self.typed.errors));
            let why = "The partner reads it, and adds another file";
            let reason =
                text_area(REASON, "Why it is not accepted", why, self.typed.reason, &self.typed.errors);
            let button = secondary("Do not accept");
            blocks.push(
                PostForm { action: &action, hidden: hidden("refuse"), controls: vec![reason], button }.html(),
            );
        }
        if self.opened.may(May::AskQuestion) {
            blocks.push(self.ask(&action, Html::default()));
        }
        blocks
    }
}

/// The files of one slot under review.
pub fn review_evidence(
    frame: Frame,
    opened: &Opened,
    people: &People,
    slot: &Evidence,
    typed: &Typed<'_>,
) -> Desk {
    let view = View { opened, people, typed };
    let versions = opened.facts.evidence.get(&slot.id).map(Vec::as_slice).unwrap_or_default();
    let is_about = |question: &&Question| matches!(&question.about, About::Evidence(id) if *id == slot.id);
    let asked: Vec<&Question> = opened.facts.questions.iter().filter(is_about).collect();
    let reviewer = slot.reviewer.as_ref().map_or_else(
        || "Nobody has to look at it: having it is enough.".to_owned(),
        |role| format!("To be looked at by: {}.", opened.definition.role_title(role)),
    );
    let findings = opened.standing();
    let checks = findings.gates.iter().flat_map(|gate| &gate.findings).filter(|finding| {
        use toolkit::definition::Test;
        matches!(&finding.check.test, Test::Evidence(id) | Test::EvidenceAccepted(id) if *id == slot.id)
    });
    let mut said: Vec<_> =
        checks.map(|finding| (finding.because.clone(), finding.check.requirement.clone())).collect();
    said.dedup();
    let said: Vec<_> = said.iter().map(|(because, requirement)| row(because, requirement.as_str())).collect();
    Desk::new(frame, &format!("Review: {}", slot.title))
        .about(&format!("{}, {}", opened.product.name, opened.organisation.name))
        .back_to(&view.below("cockpit"))
        .with_banner(typed.banner)
        .with_all((!slot.hint.is_empty()).then(|| paragraph(slot.hint.as_str())))
        .with(paragraph(reviewer))
        .with(view.versions(slot, versions))
        .with(view.questions(&asked))
        .section("What asks for it", (!said.is_empty()).then(|| SummaryList::new(said).into()))
        .section("What you can do", view.file_actions(slot, versions.last()))
        .with_errors(typed.errors.clone())
}

pub(super) fn samples() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::Portfolio);
    let Some(busy) = super::sample::busy() else { return Vec::new() };
    let Some(form) = busy.definition.form(&toolkit::FormId::new("application")) else { return Vec::new() };
    let wrong = FieldErrors::from_iter([
        (FIELD, "Choose an answer"),
        (QUESTION, "Enter a question"),
        (ACCEPT, "1 question waits"),
        (REASON, "Enter a reason"),
    ]);
    let people = People::default();
    let asked = Typed { banner: Some("Question asked"), ..Typed::default() };
    vec![
        review(frame(), &busy, &people, form, &asked),
        review(frame(), &busy, &people, form, &Typed { errors: wrong, ..Typed::default() }),
    ]
}

pub(super) fn samples_of_evidence() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::Lane);
    let Some(busy) = super::sample::busy() else { return Vec::new() };
    let Some(slot) = busy.definition.slot(&toolkit::SlotId::new("architecture-diagram")) else {
        return Vec::new();
    };
    let people = People::default();
    let wrong =
        FieldErrors::from_iter([(ACCEPT, "Only the reviewer can do this"), (REASON, "Enter a reason")]);
    vec![
        review_evidence(frame(), &busy, &people, slot, &Typed::default()),
        review_evidence(frame(), &busy, &people, slot, &Typed { errors: wrong, ..Typed::default() }),
    ]
}
