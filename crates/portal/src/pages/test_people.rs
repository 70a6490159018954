//! Test people: who they are, how to sign in as them, and putting them back as they were.

use app::people::TestPerson;
use askama::Template;
use identity::{
    EnvironmentId,
    demographics::{Population, SyntheticPerson},
};
use nhsuk::{
    BackLink, Button, ButtonVariant, Content, Header, Heading, Html, NotificationBanner, SummaryList, Table,
    TableCell,
};
use web_kit::{Page, Site, WayBack};

use super::{
    frame::{Frame, Section},
    parts::{self, caption, heading, row},
};
use crate::words;

#[derive(Clone, Debug, Template)]
#[template(path = "test-people.html")]
pub struct TestPeople {
    frame: Frame,
    notice: Option<NotificationBanner>,
    heading: Heading,
    shared: Option<SummaryList>,
    people: Table,
    reset: Button,
    records: Vec<Table>,
}

impl TestPeople {
    const TITLE: &str = "Test people";

    /// `notice` says what was just done.
    pub fn new(
        frame: Frame,
        people: &[TestPerson],
        records: &[(String, Vec<SyntheticPerson>)],
        notice: Option<&str>,
    ) -> Self {
        Self {
            notice: notice.map(NotificationBanner::success),
            heading: heading(Self::TITLE),
            shared: shared(people),
            people: table(people),
            reset: Button {
                variant: ButtonVariant::Secondary,
                ..Button::link("Reset all test people", "/test-people/reset")
            },
            records: records.iter().map(|(environment, people)| record_table(environment, people)).collect(),
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::TestPeople);
        vec![
            Self::new(frame(), &[sample()], &sample_records(), None),
            Self::new(frame(), &[], &[], Some("We have reset 12 test people")),
        ]
    }
}

fn sample() -> TestPerson {
    TestPerson {
        email: "rowan.p9@people.example".into(),
        password: Some("Harbour-Lights-9"),
        otp: Some("190696".into()),
        proofing_level: "P9",
        sub: "3f0b5a7e-0000-4000-8000-000000000001".into(),
        given_name: Some("Rowan".into()),
        family_name: Some("ASHBY".into()),
        birthdate: Some("1984-03-12".into()),
        nhs_number: Some("9990000018".into()),
        phone_number: Some("+447700900101".into()),
        gp_ods_code: Some("A00001".into()),
        why: "fully proved, registered with a GP surgery",
    }
}

// They all have the same password and code: said once, it is found at once.
fn shared(people: &[TestPerson]) -> Option<SummaryList> {
    let known = people.iter().find(|person| person.password.is_some())?;
    let code = known.otp.as_deref().unwrap_or_default();
    Some(SummaryList::new(vec![
        row("Password of each test person", parts::code(known.password.unwrap_or_default())),
        row("Security code of each test person", parts::code(code)),
    ]))
}

fn table(people: &[TestPerson]) -> Table {
    Table {
        caption: caption("Who they are"),
        head: ["Email address", "Level", "Who", "Details", "Action"].map(Into::into).into(),
        rows: people.iter().map(person).collect(),
        first_cell_is_header: true,
        responsive: true,
        compact: true,
        ..Table::default()
    }
}

fn person(person: &TestPerson) -> Vec<TableCell> {
    let names = [person.given_name.as_deref(), person.family_name.as_deref()];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let who = if name.is_empty() { words::sentence(person.why) } else { format!("{name}: {}", person.why) };
    let details = [
        ("NHS number", person.nhs_number.as_deref()),
        ("Born", person.birthdate.as_deref()),
        ("Mobile", person.phone_number.as_deref()),
        ("GP surgery", person.gp_ods_code.as_deref()),
    ];
    let details =
        details.into_iter().filter_map(|(name, value)| Some(Content::from(format!("{name} {}", value?))));
    let sub = Html::from([Html::trusted("sub "), parts::code(&person.sub)]);
    vec![
        parts::whole(TableCell::new(person.email.as_str())),
        TableCell::new(person.proofing_level),
        TableCell::new(who),
        TableCell::new(parts::broken_lines(details.chain([sub.into()]))),
        TableCell {
            visually_hidden_text: person.email.clone(),
            ..TableCell::link("Reset", format!("/test-people/reset?person={}", person.sub))
        },
    ]
}

fn sample_records() -> Vec<(String, Vec<SyntheticPerson>)> {
    let population = Population::generate(&EnvironmentId::new("integration"), 0);
    vec![("Integration".to_owned(), population.people().iter().rev().take(7).cloned().collect())]
}

fn record_table(environment: &str, people: &[SyntheticPerson]) -> Table {
    Table {
        caption: caption(&format!("{environment}: records that people can be matched with")),
        head: ["Name", "Born", "NHS number and postcode", "From the GP surgery", "What it shows"]
            .map(Into::into)
            .into(),
        rows: people.iter().map(record).collect(),
        first_cell_is_header: true,
        responsive: true,
        compact: true,
        ..Table::default()
    }
}

fn record(person: &SyntheticPerson) -> Vec<TableCell> {
    let record = &person.record;
    let postcode = record.postcode.as_ref().map(ToString::to_string);
    let mobile = record.mobile.as_ref().map(|mobile| format!("Mobile {mobile}"));
    let code = record.gp_ods_code.as_ref().map(|code| format!("ODS code {code}"));
    let gp = person.gp_credentials.as_ref();
    let account = gp.map(|gp| format!("Account ID {}", gp.gp_user_id));
    let key = gp.map(|gp| format!("Linkage key {}", gp.gp_linkage_key));
    let surgery: Vec<String> = [code, account, key, mobile].into_iter().flatten().collect();
    vec![
        TableCell::new(format!("{} {}", record.given_name, record.family_name)),
        parts::whole(TableCell::new(record.birthdate.to_string())),
        TableCell::new(parts::broken_lines(
            [Some(record.nhs_number.to_string()), postcode].into_iter().flatten(),
        )),
        if surgery.is_empty() {
            TableCell::new("Nothing")
        } else {
            TableCell::new(parts::broken_lines(surgery))
        },
        TableCell::new(words::sentence(person.why)),
    ]
}

impl Page for TestPeople {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// Says what a reset does, before it is done.
#[derive(Clone, Debug, Template)]
#[template(path = "test-people-reset.html")]
pub struct ResetPeople {
    frame: Frame,
    title: String,
    heading: Heading,
    /// The `sub` of one person; nothing for all.
    person: Option<String>,
    button: Button,
}

impl ResetPeople {
    /// `one` is the `sub` and the address of one person; nothing for all.
    pub fn new(frame: Frame, one: Option<(&str, &str)>) -> Self {
        let title =
            one.map_or_else(|| "Reset all test people".to_owned(), |(_, email)| format!("Reset {email}"));
        Self {
            heading: Heading { classes: "app-break".into(), ..heading(&title) },
            title,
            person: one.map(|(sub, _)| sub.to_owned()),
            button: Button { variant: ButtonVariant::Warning, ..Button::submit("Reset") },
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::TestPeople);
        vec![Self::new(frame(), None), Self::new(frame(), Some(("3f0b5a7e", "rowan.p9@people.example")))]
    }
}

impl Page for ResetPeople {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/test-people"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
