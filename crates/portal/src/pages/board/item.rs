//! One item of a meeting on one page: what is asked, its paper, interests, questions, and the decision.

use app::{
    board::{Inquiry, ItemView},
    integrations::{People, paper},
};
use askama::Template;
use nhsuk::{
    Button, CharacterCount, Content, Header, Heading, Html, Label, NotificationBanner, Select, SelectItem,
    Size, SummaryList, SummaryRow, Textarea, WarningCallout,
};
use onboarding::{
    decide::MOST_TEXT,
    policy::{self, Action},
};
use toolkit::{
    definition::Side,
    facts::{Decided, HeldTo, Question},
    standing::{day, london, moment},
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    TypedVerdict, VerdictForm, below_board, item_path, meeting_path, meeting_title, paper::PaperView,
};
use crate::{
    pages::{
        frame::{Frame, Section},
        parts::{broken_lines, code, heading_about, link, row},
    },
    words::sentence,
};

/// What was typed into any form of the page.
#[derive(Clone, Debug, Default)]
pub struct ItemTyped {
    pub inquiry: Inquiry,
    pub interest: String,
    pub note: String,
    pub verdict: TypedVerdict,
}

#[derive(Clone, Debug, Template)]
#[template(path = "board-item.html")]
pub struct ItemPage {
    frame: Frame,
    errors: FieldErrors,
    title: String,
    meeting: (String, String),
    path: String,
    integration: String,
    notice: Option<NotificationBanner>,
    heading: Heading,
    decided: Option<SummaryList>,
    facts: SummaryList,
    paper_heading: &'static str,
    paper: PaperView,
    questions: Vec<SummaryList>,
    ask: Option<(Select, CharacterCount, Button)>,
    notes: Option<SummaryList>,
    note: Option<(CharacterCount, Button)>,
    interest: Option<(CharacterCount, Button)>,
    /// The form, or why the viewer cannot decide.
    decide: Option<Html>,
    cannot: Option<WarningCallout>,
    can_take_off: bool,
}

impl ItemPage {
    pub const INTEREST: &str = "interest";
    pub const NOTE: &str = "note";
    pub const QUESTION: &str = "question";
    pub const WHOM: &str = "whom";

    pub fn new(
        frame: Frame,
        item: &ItemView,
        people: &People,
        notice: Option<&str>,
        typed: &ItemTyped,
        errors: FieldErrors,
    ) -> Self {
        let path = item_path(item.meeting.id, item.opened.id.uuid(), &item.decision.id);
        let title = format!("{}: {}", item.decision.title, item.opened.product.name);
        let may = |action| policy::may(action, &item.opened.roles);
        let (is_open, decided) = (item.meeting.closed.is_none(), item.decided());
        let current = || PaperView::new(&paper::build(&item.opened, &item.decision, people));
        let (decide, cannot) = deciding(item, &path, typed, &errors);
        Self {
            meeting: (meeting_title(item.meeting.on_date), meeting_path(item.meeting.id)),
            integration: format!("/integrations/{}/cockpit", item.opened.id),
            notice: notice.map(NotificationBanner::success),
            heading: heading_about(&meeting_title(item.meeting.on_date), &title),
            decided: decided.map(|decided| outcome(item, decided, people)),
            facts: SummaryList::new(facts(item)),
            paper_heading: if item.sealed.is_some() {
                "The paper as it was frozen"
            } else {
                "The paper as it would be now"
            },
            paper: item.sealed.as_ref().map_or_else(current, |sealed| PaperView::new(&sealed.paper)),
            questions: item.questions().map(|question| asked(item, people, question)).collect(),
            ask: (is_open && decided.is_none() && item.opened.roles.ids().contains(&item.decision.by))
                .then(|| ask(item, typed, &errors)),
            notes: notes(item, people),
            note: (is_open && may(Action::Note)).then(|| note(typed, &errors)),
            interest: (is_open && decided.is_none() && may(Action::DeclareInterest))
                .then(|| interest(typed, &errors)),
            decide,
            cannot,
            can_take_off: is_open && decided.is_none() && may(Action::ManageMeetings),
            title,
            path,
            frame,
            errors,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let wrong = || {
            FieldErrors::from_iter([
                (VerdictForm::REASON, "Choose a reason from the list that belongs to this outcome"),
                (VerdictForm::MISSING, "Name the one thing that is missing"),
            ])
        };
        let page = |(number, item): (usize, ItemView)| {
            let errors = if number == 1 { wrong() } else { FieldErrors::new() };
            let notice = (number == 2).then_some("Decision recorded");
            let (frame, people) = (Frame::sample(Section::Board), People::default());
            Self::new(frame, &item, &people, notice, &ItemTyped::default(), errors)
        };
        super::sample::items().into_iter().enumerate().map(page).collect()
    }
}

fn facts(item: &ItemView) -> Vec<SummaryRow> {
    let mut facts = vec![row(
        "Quorum",
        format!(
            "{} of the {} members that it needs are present without an interest",
            item.able(),
            item.meeting.quorum
        ),
    )];
    let interests = item.interests.iter().map(|one| format!("{}: {}", one.email, one.what));
    let interests: Vec<String> = interests.collect();
    let none = "Nobody declared one".to_owned();
    facts.push(row(
        "Interests",
        if interests.is_empty() { none.into() } else { Content::from(broken_lines(interests)) },
    ));
    facts.extend(item.sealed.as_ref().map(|sealed| row("SHA-256 of the paper", code(&sealed.sha256))));
    facts
}

fn outcome(item: &ItemView, decided: &Decided, people: &People) -> SummaryList {
    let mut rows = vec![
        row("Outcome", item.outcome_title(&decided.outcome)),
        row("Recorded", format!("{} by {}", moment(decided.mark.at), people.name(&decided.mark.by))),
    ];
    rows.extend((!decided.reason.is_empty()).then(|| row("Reason", decided.reason.as_str())));
    rows.extend(decided.missing.as_ref().map(|missing| row("What is missing", missing.as_str())));
    let held_to = (1..).zip(&decided.conditions).map(|(number, held_to)| condition(item, number, held_to));
    rows.extend(held_to);
    SummaryList::new(rows)
}

fn condition(item: &ItemView, number: usize, held_to: &HeldTo) -> SummaryRow {
    let condition = &held_to.condition;
    let words = format!("{} ({}, by {})", condition.text, condition.owner, day(held_to.due()));
    let today = item.opened.now.to_zoned(london()).date();
    let (state, is_open) = match &held_to.closed {
        Some(seen) => (format!("Closed on {}", moment(seen.mark.at)), false),
        None if held_to.is_overdue(today) => ("Overdue".to_owned(), true),
        None => ("Open".to_owned(), true),
    };
    let href = format!("/integrations/{}/conditions/{}/{number}", item.opened.id, item.decision.id);
    let state = if is_open {
        Content::from(link(&format!("{state}: see condition {number}"), &href))
    } else {
        state.into()
    };
    row("Condition", broken_lines([words.into(), state]))
}

fn asked(item: &ItemView, people: &People, question: &Question) -> SummaryList {
    let whom = question.to.as_deref().unwrap_or_default();
    let asked = format!("{}, {}", people.name(&question.asked.by), moment(question.asked.at));
    let mut rows = vec![
        row(&format!("Question {}", question.number), broken_lines(question.text.lines())),
        row("Asked by", asked),
        row("Asked", item.opened.definition.role_title(whom)),
    ];
    if let Some((text, mark)) = &question.reply {
        rows.push(row("Answer", broken_lines(text.lines())));
        rows.push(row("Answered by", format!("{}, {}", people.name(&mark.by), moment(mark.at))));
    } else {
        let closed = question.closed.as_ref().map(|mark| format!("None. Closed on {}", moment(mark.at)));
        rows.push(row("Answer", closed.unwrap_or_else(|| "Not answered yet".to_owned())));
    }
    if question.closed.is_none() {
        let roles = item.opened.roles.ids();
        let words = match &question.reply {
            _ if roles.contains(&item.decision.by) => "Look at it or close it",
            None if roles.contains(whom) => "Answer it",
            _ => "Look at it",
        };
        let href = format!("/integrations/{}/questions/{}", item.opened.id, question.number);
        rows.push(row("What you can do", link(&format!("{words}: question {}", question.number), &href)));
    }
    SummaryList::new(rows)
}

fn ask(item: &ItemView, typed: &ItemTyped, errors: &FieldErrors) -> (Select, CharacterCount, Button) {
    let can_be_asked = item.opened.definition.can_be_asked(&item.decision);
    let roles = can_be_asked.iter().map(|role| {
        let whose = if role.side == Side::Partner { "The partner" } else { role.title.as_str() };
        SelectItem::new(role.id.as_str(), whose)
    });
    let whom = Select {
        label: Label { size: Some(Size::S), ..Label::from("Whom do you ask?") },
        hint: "They get an email, and it is their turn until they have answered".into(),
        name: ItemPage::WHOM.into(),
        items: [SelectItem::new("", "Choose whom you ask")].into_iter().chain(roles).collect(),
        value: typed.inquiry.to.as_str().into(),
        error_message: errors.beside(ItemPage::WHOM),
        ..Select::default()
    };
    let hint = "It and its answer become part of the paper unless the paper is frozen already";
    let question = text(ItemPage::QUESTION, "Question", hint, &typed.inquiry.text, errors);
    (whom, question, Button::submit("Ask"))
}

fn notes(item: &ItemView, people: &People) -> Option<SummaryList> {
    let notes = item.notes();
    let rows = notes.iter().map(|(recorded, text)| {
        let who = format!("{}, {}", people.name(&recorded.by), moment(recorded.at));
        row(&who, broken_lines(text.lines()))
    });
    (!notes.is_empty()).then(|| SummaryList::new(rows.collect()))
}

fn text(name: &str, words: &str, hint: &str, value: &str, errors: &FieldErrors) -> CharacterCount {
    CharacterCount {
        textarea: Textarea {
            label: Label { size: Some(Size::S), ..Label::from(words) },
            hint: hint.into(),
            name: name.into(),
            value: value.into(),
            rows: 3,
            error_message: errors.beside(name),
            ..Textarea::default()
        },
        max_length: u32::try_from(MOST_TEXT).ok(),
        ..CharacterCount::default()
    }
}

fn note(typed: &ItemTyped, errors: &FieldErrors) -> (CharacterCount, Button) {
    let hint =
        "It goes into the record of the integration. Everybody on your side can read it, the partner cannot";
    let note = text(ItemPage::NOTE, "Note", hint, &typed.note, errors);
    (note, Button::submit("Add to the record"))
}

fn interest(typed: &ItemTyped, errors: &FieldErrors) -> (CharacterCount, Button) {
    let hint = "You then do not decide this item and do not count for its quorum";
    let interest = text(ItemPage::INTEREST, "What is your interest?", hint, &typed.interest, errors);
    (interest, Button::submit("Declare an interest"))
}

fn deciding(
    item: &ItemView,
    path: &str,
    typed: &ItemTyped,
    errors: &FieldErrors,
) -> (Option<Html>, Option<WarningCallout>) {
    let member = item.viewer.filter(|_| policy::may(Action::Decide, &item.opened.roles));
    let Some(member) = member.filter(|_| item.decided().is_none()) else { return (None, None) };
    match item.why_not(member.uuid()) {
        Some(refusal) => {
            let heading = Heading { level: 3, ..Heading::from("You cannot decide this now") };
            (None, Some(WarningCallout::new(heading, format!("{}.", sentence(refusal)))))
        }
        None => (Some(VerdictForm::new(item, path, &typed.verdict, errors).html()), None),
    }
}

impl Page for ItemPage {
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
        below_board(std::slice::from_ref(&self.meeting))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
