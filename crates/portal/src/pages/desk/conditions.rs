//! The conditions of decisions on one integration: how each stands for both sides, and closing one or giving it more time for those
//! who may.

use app::integrations::{Opened, People};
use nhsuk::{
    DateInput, Fieldset, Html, InsetText, Legend, Select, SelectItem, Size, SummaryList, Tag, TagColour,
};
use onboarding::policy::Action as May;
use toolkit::{
    DecisionId,
    answer::Typed as Date,
    facts::{Extended, HeldTo, Seen},
    standing::{day, london, moment, sentence},
};
use web_kit::FieldErrors;

use super::{Desk, PostForm, frame_of_staff, paragraph, review::secondary, small_label, text_area};
use crate::pages::{
    Section,
    frame::Frame,
    parts::{broken_lines, link, row, subheading},
};

/// What was typed into one of the forms, and what came of it.
#[derive(Clone, Debug)]
pub struct ConditionTyped {
    pub seen: String,
    pub file: String,
    pub due: Date,
    pub reason: String,
    pub errors: FieldErrors,
}

impl Default for ConditionTyped {
    fn default() -> Self {
        let none = String::new;
        let due = Date::Date { day: none(), month: none(), year: none() };
        Self { seen: none(), file: none(), due, reason: none(), errors: FieldErrors::new() }
    }
}

pub const SEEN: &str = "seen";
pub const FILE: &str = "file";
pub const DUE: &str = "due";
pub const WHY: &str = "reason";

/// A condition of the last decision of its kind.
#[derive(Clone, Copy, Debug)]
pub struct Conditional<'o> {
    pub decision: &'o DecisionId,
    /// From 1.
    pub number: u32,
    pub held_to: &'o HeldTo,
}

/// All conditions that an integration is held to, or was.
pub fn conditions_of(opened: &Opened) -> Vec<Conditional<'_>> {
    let last = opened.facts.decisions.iter().filter_map(|(id, all)| Some((id, all.last()?)));
    last.flat_map(|(decision, decided)| {
        let numbered = (1..).zip(&decided.conditions);
        numbered.map(move |(number, held_to)| Conditional { decision, number, held_to })
    })
    .collect()
}

struct View<'a> {
    opened: &'a Opened,
    people: &'a People,
}

/// All of them, open ones first.
pub fn conditions(frame: Frame, opened: &Opened, people: &People, banner: Option<&str>) -> Desk {
    let view = View { opened, people };
    let mut all = conditions_of(opened);
    all.sort_by_key(|one| (one.held_to.closed.is_some(), one.held_to.due()));
    let nothing = all.is_empty().then(|| paragraph("No decision about this integration has conditions."));
    let blocks = all.iter().flat_map(|one| view.condition(one, true));
    Desk::new(frame, "Conditions")
        .about(&format!("{}, {}", opened.product.name, opened.organisation.name))
        .back_to(&view.back())
        .with_banner(banner)
        .with_all(nothing)
        .with_all(blocks.collect::<Vec<_>>())
}

/// One of them, with what may be done about it.
pub fn condition(
    frame: Frame,
    opened: &Opened,
    people: &People,
    one: &Conditional<'_>,
    typed: &ConditionTyped,
) -> Desk {
    let view = View { opened, people };
    let action = view.address(one);
    let is_open = one.held_to.closed.is_none() && opened.may(May::SettleConditions);
    Desk::new(frame, &format!("Condition {} of “{}”", one.number, view.title(one.decision)))
        .about(&format!("{}, {}", opened.product.name, opened.organisation.name))
        .back_to(&view.below("conditions"))
        .with_all(view.condition(one, false))
        .section("Close it", is_open.then(|| view.close(&action, typed)))
        .section("Give it more time", is_open.then(|| extend(&action, typed)))
        .with_errors(typed.errors.clone())
}

impl View<'_> {
    fn below(&self, place: &str) -> String {
        format!("/integrations/{}/{place}", self.opened.id)
    }

    fn back(&self) -> String {
        let is_staff = self.opened.roles.is_staff() || self.opened.roles.is_operator;
        let home = format!("/integrations/{}", self.opened.id);
        if is_staff { format!("{home}/cockpit") } else { home }
    }

    fn address(&self, one: &Conditional<'_>) -> String {
        self.below(&format!("conditions/{}/{}", one.decision, one.number))
    }

    fn title(&self, id: &DecisionId) -> String {
        self.opened.definition.decision(id).map_or_else(|| id.to_string(), |one| one.title.clone())
    }

    fn condition(&self, one: &Conditional<'_>, is_in_list: bool) -> Vec<Html> {
        let held_to = one.held_to;
        let heading = subheading(&sentence(&held_to.condition.text));
        let mut rows = vec![
            row("Decision", self.title(one.decision)),
            row("Who does it", held_to.condition.owner.as_str()),
            row("By", self.due(held_to)),
        ];
        if !held_to.extended.is_empty() {
            let first = format!("{} as it was decided", day(held_to.condition.due));
            let later = held_to.extended.iter().map(|extended| self.extended(extended));
            rows.push(row("Dates", broken_lines([first].into_iter().chain(later))));
        }
        rows.extend(held_to.closed.as_ref().map(|seen| row("What was seen", self.seen(seen))));
        let way = held_to.closed.is_none().then(|| self.way(one, is_in_list));
        [Html::from(heading), SummaryList::new(rows).into()].into_iter().chain(way).collect()
    }

    fn due(&self, held_to: &HeldTo) -> Html {
        let today = self.opened.now.to_zoned(london()).date();
        let tag = match &held_to.closed {
            Some(_) => Tag::new("Closed", TagColour::Green),
            None if held_to.is_overdue(today) => Tag::new("Overdue", TagColour::Red),
            None => Tag::new("Open", TagColour::Blue),
        };
        broken_lines([nhsuk::Content::from(day(held_to.due())), tag.into()])
    }

    fn extended(&self, extended: &Extended) -> String {
        let (by, at) = (self.people.name(&extended.mark.by), moment(extended.mark.at));
        format!("{} by {by} on {at}: {}", day(extended.due), sentence(&extended.reason))
    }

    fn seen(&self, seen: &Seen) -> Html {
        let file = seen
            .file
            .as_ref()
            .map(|file| link(&file.name, &self.below(&format!("documents/{}", file.document))).into());
        let by = format!("Seen by {} on {}", self.people.name(&seen.mark.by), moment(seen.mark.at));
        let what = [nhsuk::Content::from(sentence(&seen.what))];
        broken_lines(what.into_iter().chain(file).chain([by.into()]))
    }

    // What would close it, in the words of whoever reads.
    fn way(&self, one: &Conditional<'_>, is_in_list: bool) -> Html {
        if self.opened.may(May::SettleConditions) {
            return if is_in_list {
                let words = format!("Close condition {} or give it more time", one.number);
                paragraph(link(&words, &self.address(one)))
            } else {
                Html::default()
            };
        }
        let manager = self.people.project_manager();
        let whom = manager.map_or_else(
            || "your project manager".to_owned(),
            |email| format!("your project manager, {email},"),
        );
        let words = "A member of the Board or its secretary closes it once they have seen that it is met.";
        let is_staff = self.opened.roles.is_staff();
        let how = if is_staff {
            String::new()
        } else {
            format!(
                " Add what shows it to the evidence of the task that it belongs to, or send it to {whom} and say which condition it is for."
            )
        };
        InsetText::new(format!("{words}{how}")).into()
    }

    fn close(&self, action: &str, typed: &ConditionTyped) -> Html {
        let hint = "What shows that it is met. The partner reads it, with your side’s name and the day";
        let controls =
            vec![text_area(SEEN, "What did you see?", hint, &typed.seen, &typed.errors), self.which(typed)];
        let button = secondary("Close the condition");
        PostForm { action, hidden: vec![("do", "close")], controls, button }.html()
    }

    // Every version that was not sent back, the newest of each first.
    fn which(&self, typed: &ConditionTyped) -> Html {
        let slots = self.opened.facts.evidence.iter();
        let versions = slots.flat_map(|(id, versions)| {
            let title = self.opened.definition.slot(id).map_or(id.as_str(), |slot| &slot.title);
            let kept = (1..).zip(versions).filter(|(_, version)| version.refused.is_none());
            let kept: Vec<(usize, _)> = kept.collect();
            kept.into_iter().rev().map(move |(number, version)| {
                let words = format!("{title}, version {number}: {}", version.name);
                SelectItem::new(format!("{id} {}", version.document), words)
            })
        });
        Select {
            label: small_label("Which file shows it?"),
            hint: "You can leave it at no file where something else shows it".into(),
            name: FILE.into(),
            items: [SelectItem::new("", "No file")].into_iter().chain(versions).collect(),
            value: typed.file.as_str().into(),
            error_message: typed.errors.beside(FILE),
            ..Select::default()
        }
        .into()
    }
}

fn extend(action: &str, typed: &ConditionTyped) -> Html {
    let (day, month, year) = match &typed.due {
        Date::Date { day, month, year } => (day.as_str(), month.as_str(), year.as_str()),
        _ => ("", "", ""),
    };
    let legend = Legend { size: Some(Size::S), ..Legend::from("By when instead?") };
    let date = DateInput {
        fieldset: Some(Fieldset::from(legend)),
        hint: "A day after the one that it has now".into(),
        name_prefix: DUE.into(),
        error_message: typed.errors.beside(&format!("{DUE}-day")),
        ..DateInput::of(DUE, day, month, year)
    };
    let why =
        text_area(WHY, "Why does it get more time?", "The partner reads it", &typed.reason, &typed.errors);
    let (controls, button) = (vec![date.into(), why], secondary("Give it more time"));
    PostForm { action, hidden: vec![("do", "extend")], controls, button }.html()
}

pub(super) fn samples() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::Board);
    let Some(opened) = super::sample::conditional() else { return Vec::new() };
    let people = People::default();
    let partner = Opened { roles: super::sample::partner(), ..opened.clone() };
    let mut pages = vec![
        conditions(frame(), &opened, &people, Some("Condition closed")),
        conditions(Frame::sample(Section::Integrations), &partner, &people, None),
    ];
    pages.extend(super::sample::fresh().map(|fresh| conditions(frame(), &fresh, &people, None)));
    pages
}

pub(super) fn samples_of_one() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::Board);
    let Some(opened) = super::sample::conditional() else { return Vec::new() };
    let errors = FieldErrors::from_iter([
        (SEEN.to_owned(), "Enter what you saw"),
        (format!("{DUE}-day"), "Enter a real date, such as 27 3 2027"),
    ]);
    let wrong = ConditionTyped { errors, ..ConditionTyped::default() };
    let typed = |is_first: bool| if is_first { wrong.clone() } else { ConditionTyped::default() };
    let page =
        |one: &Conditional<'_>| condition(frame(), &opened, &People::default(), one, &typed(one.number == 1));
    conditions_of(&opened).iter().map(page).collect()
}
