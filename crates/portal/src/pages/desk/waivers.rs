//! Waivers of an integration: those in force and asked for, and asking, giving, refusing and ending one.

use app::integrations::{Opened, People};
use kernel::Date as Day;
use nhsuk::{
    Button, ButtonVariant, DateInput, Fieldset, Html, Legend, Select, SelectItem, Size, Table, TableCell,
};
use onboarding::policy::Action as May;
use toolkit::{
    CheckId,
    answer::Typed as Date,
    definition::Check,
    standing::{day, sentence},
};
use web_kit::FieldErrors;

use super::{Desk, PostForm, frame_of_staff, small_label, table_or, text_area};
use crate::pages::{
    Section,
    frame::Frame,
    partner::Intended,
    parts::{breaking, caption},
};

/// What was typed, into which of the forms, and what came of it.
#[derive(Clone, Debug)]
pub struct WaiverTyped {
    pub does: String,
    pub check: String,
    pub reason: String,
    pub control: String,
    pub until: Date,
    pub banner: Option<&'static str>,
    pub errors: FieldErrors,
}

impl Default for WaiverTyped {
    fn default() -> Self {
        let none = String::new;
        let until = Date::Date { day: none(), month: none(), year: none() };
        Self {
            does: none(),
            check: none(),
            reason: none(),
            control: none(),
            until,
            banner: None,
            errors: FieldErrors::new(),
        }
    }
}

/// The form that asks.
pub const ASK: &str = "ask";

/// What the page says that stands before a waiver is given.
pub fn granting(
    opened: &Opened,
    people: &People,
    check: &Check,
    typed: &WaiverTyped,
    until: Day,
) -> Intended {
    let (organisation, until) = (&opened.organisation.name, day(until));
    let mut consequences = vec![
        format!("“{}” stands in nobody’s way until {until}, though it is not met.", check.title),
        format!("On the day after {until} it counts again by itself. You can end the waiver before."),
        "It is shown as waived wherever its gate is shown, with the reason and what is done instead."
            .to_owned(),
        format!(
            "The people of {organisation} who run the integration, and its project manager, get an email that says so."
        ),
    ];
    let asked = opened.facts.waivers_asked.get(&check.id);
    consequences.extend(asked.map(|asked| {
        let who = people.name(&asked.mark.by);
        format!(
            "Your name stands under it, and that of {who}, who asked. Instead of the check: {}",
            sentence(&asked.control)
        )
    }));
    let mut fields = vec![("do".to_owned(), "grant".to_owned())];
    fields.push((waiver_field("grant", "check"), check.id.to_string()));
    if let Date::Date { day, month, year } = &typed.until {
        let parts = [("day", day), ("month", month), ("year", year)];
        let name = |part: &str| waiver_field("grant", &format!("until[{part}]"));
        fields.extend(parts.map(|(part, value)| (name(part), value.clone())));
    }
    Intended {
        question: format!("Waive “{}”?", check.title),
        consequences,
        reason: asked.map(|asked| asked.reason.clone()).unwrap_or_default(),
        action: format!("/integrations/{}/waivers", opened.id),
        fields,
        button: "Waive the check",
    }
}

/// The id of one of the form's fields. Names are the ids, as the page has several forms.
pub fn waiver_field(does: &str, field: &str) -> String {
    format!("{does}-{field}")
}

struct View<'a> {
    opened: &'a Opened,
    people: &'a People,
    typed: &'a WaiverTyped,
}

pub fn waivers(frame: Frame, opened: &Opened, people: &People, typed: &WaiverTyped) -> Desk {
    let view = View { opened, people, typed };
    let back = if opened.roles.is_staff() || opened.roles.is_operator { "/cockpit" } else { "" };
    let page = Desk::new(frame, "Waivers")
        .about(&format!("{}, {}", opened.product.name, opened.organisation.name))
        .back_to(&format!("/integrations/{}{back}", opened.id))
        .with_banner(typed.banner);
    // Whoever comes to ask finds the form first.
    let (first, last) = if typed.does == ASK { (view.ask(), Vec::new()) } else { (Vec::new(), view.ask()) };
    page.section("Ask for a waiver", first)
        .with(view.given())
        .with(view.asked())
        .section("Ask for a waiver", last)
        .section("Decide on what was asked for", view.decide())
        .section("End a waiver", view.end())
        .with_errors(typed.errors.clone())
}

impl View<'_> {
    fn title(&self, id: &CheckId) -> String {
        self.opened.definition.check(id).map_or_else(|| id.to_string(), |check| check.title.clone())
    }

    fn given(&self) -> Html {
        let rows = self.opened.facts.waivers.iter().map(|(check, waiver)| {
            vec![
                TableCell::new(self.title(check)),
                TableCell::new(day(waiver.until)),
                breaking(waiver.reason.as_str()),
                breaking(waiver.control.as_str()),
                breaking(self.people.name(&waiver.mark.by)),
            ]
        });
        table_or(
            table("Waivers given", &["Check", "Until", "Reason", "Instead", "Given by"], rows.collect()),
            "No check is waived.",
        )
    }

    fn asked(&self) -> Html {
        let rows = self.opened.facts.waivers_asked.iter().map(|(check, waiver)| {
            vec![
                TableCell::new(self.title(check)),
                breaking(waiver.reason.as_str()),
                breaking(waiver.control.as_str()),
                breaking(self.people.name(&waiver.mark.by)),
            ]
        });
        table_or(
            table("Waivers asked for", &["Check", "Reason", "Instead", "Asked by"], rows.collect()),
            "No waiver was asked for.",
        )
    }

    /// What stands in the way of a gate and can be waived.
    fn waivable(&self) -> Vec<CheckId> {
        let standing = self.opened.standing();
        let mut found: Vec<CheckId> = Vec::new();
        for finding in standing.gates.iter().flat_map(|gate| &gate.findings) {
            let is_open = !finding.state.passes() && finding.check.can_waive;
            if is_open && !found.contains(&finding.check.id) {
                found.push(finding.check.id.clone());
            }
        }
        found
    }

    // Only the form that was sent keeps what was typed.
    fn mine<'t>(&self, does: &str, text: &'t str) -> &'t str {
        if self.typed.does == does { text } else { "" }
    }

    fn which<'c>(&self, does: &str, checks: impl IntoIterator<Item = &'c CheckId>) -> Html {
        let items = checks.into_iter().map(|check| SelectItem::new(check.to_string(), self.title(check)));
        let id = waiver_field(does, "check");
        Select {
            label: small_label("Check"),
            error_message: self.typed.errors.beside(&id),
            name: id,
            items: [SelectItem::new("", "Choose a check")].into_iter().chain(items).collect(),
            value: self.mine(does, &self.typed.check).to_owned(),
            ..Select::default()
        }
        .into()
    }

    fn text(&self, does: &str, field: &str, label: &str, hint: &str, typed: &str) -> Html {
        text_area(&waiver_field(does, field), label, hint, self.mine(does, typed), &self.typed.errors)
    }

    fn form(&self, does: &str, controls: Vec<Html>, words: &str) -> Html {
        let action = format!("/integrations/{}/waivers", self.opened.id);
        let button = Button { variant: ButtonVariant::Secondary, ..Button::submit(words) };
        PostForm { action: &action, hidden: vec![("do", does)], controls, button }.html()
    }

    fn ask(&self) -> Vec<Html> {
        let checks = self.waivable();
        if checks.is_empty() || !self.opened.may(May::AskWaiver) {
            return Vec::new();
        }
        let controls = vec![
            self.which("ask", &checks),
            self.text("ask", "reason", "Why it should be waived", "", &self.typed.reason),
            self.text("ask", "control", "What keeps patients safe instead", "", &self.typed.control),
        ];
        vec![self.form("ask", controls, "Ask for a waiver")]
    }

    fn decide(&self) -> Vec<Html> {
        let asked = &self.opened.facts.waivers_asked;
        if asked.is_empty() || !self.opened.may(May::GrantWaiver) {
            return Vec::new();
        }
        let grant = vec![self.which("grant", asked.keys()), self.until()];
        let refuse = vec![
            self.which("refuse", asked.keys()),
            self.text("refuse", "reason", "Why not", "The one who asked reads it", &self.typed.reason),
        ];
        vec![self.form("grant", grant, "Continue"), self.form("refuse", refuse, "Refuse the waiver")]
    }

    fn until(&self) -> Html {
        let name = waiver_field("grant", "until");
        let (day, month, year) = match &self.typed.until {
            Date::Date { day, month, year } => (day.as_str(), month.as_str(), year.as_str()),
            _ => ("", "", ""),
        };
        DateInput {
            fieldset: Some(Fieldset::from(Legend { size: Some(Size::S), ..Legend::from("Until when?") })),
            hint: "A day within a year".into(),
            name_prefix: name.clone(),
            error_message: self.typed.errors.beside(&format!("{name}-day")),
            ..DateInput::of(name, day, month, year)
        }
        .into()
    }

    fn end(&self) -> Vec<Html> {
        let given = &self.opened.facts.waivers;
        if given.is_empty() || !self.opened.may(May::GrantWaiver) {
            return Vec::new();
        }
        let controls = vec![
            self.which("end", given.keys()),
            self.text("end", "reason", "Why it ends", "The check counts again at once", &self.typed.reason),
        ];
        vec![self.form("end", controls, "End the waiver")]
    }
}

fn table(title: &str, head: &[&str], rows: Vec<Vec<TableCell>>) -> Table {
    Table {
        caption: caption(title),
        head: head.iter().map(|words| (*words).into()).collect(),
        rows,
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    }
}

/// What stands before a waiver of the busy integration.
pub fn sample_of_granting() -> Option<Intended> {
    let (busy, until) = (super::sample::busy()?, "2027-01-31".parse().ok()?);
    let check = busy.definition.check(busy.facts.waivers_asked.keys().next()?)?;
    Some(granting(&busy, &People::default(), check, &WaiverTyped::default(), until))
}

pub(super) fn samples() -> Vec<Desk> {
    let frame = || frame_of_staff(Section::Portfolio);
    let (Some(busy), Some(fresh)) = (super::sample::busy(), super::sample::fresh()) else {
        return Vec::new();
    };
    let errors = FieldErrors::from_iter([
        (waiver_field("grant", "check"), "Choose a check"),
        (waiver_field("grant", "until-day"), "A waiver must end after today and within a year"),
    ]);
    let wrong = WaiverTyped { does: "grant".into(), errors, ..WaiverTyped::default() };
    let people = People::default();
    vec![
        waivers(
            frame(),
            &busy,
            &people,
            &WaiverTyped { banner: Some("Waiver asked for"), ..WaiverTyped::default() },
        ),
        waivers(frame(), &busy, &people, &wrong),
        waivers(frame(), &fresh, &people, &WaiverTyped::default()),
    ]
}
