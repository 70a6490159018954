//! The people who go to P9: invented ones whom the integration environment's records have, with what they answer on the pages.

use anyhow::{Context, Result, ensure};
use identity::{
    EnvironmentId,
    demographics::{Population, Record},
};

use crate::driver::{Browser, Connection, Credentials, Mailbox, Service};

/// How many records there are, of which enough have a mobile phone.
pub const POPULATION: usize = 5_000;
const PASSWORD: &str = "Lighthouse-Keeper-42";

pub struct Person {
    email: String,
    record: Record,
}

/// As many as are wanted whose record a mobile phone is in, nobody twice.
pub fn choose(count: usize) -> Result<Vec<Person>> {
    let population = Population::generate(&EnvironmentId::new("integration"), POPULATION);
    let fits = |record: &Record| {
        let is_alive = !record.is_deceased && record.postcode.is_some();
        is_alive && record.mobile.is_some() && record.birthdate.year() < 2005
    };
    // Those who are worth testing with have accounts, or a way of their own.
    let many = population.people().iter().filter(|person| person.why.is_empty() && fits(&person.record));
    let people: Vec<Person> = many
        .take(count)
        .enumerate()
        .map(|(number, person)| Person {
            email: format!("person{number}@bench.example"),
            record: person.record.clone(),
        })
        .collect();
    ensure!(people.len() == count, "the records have only {} people who can go to P9", people.len());
    Ok(people)
}

impl Person {
    pub fn answers(&self) -> Credentials {
        let record = &self.record;
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Credentials {
            typed: vec![
                ("user-email", self.email.clone()),
                ("password-input", PASSWORD.to_owned()),
                ("mobile-number", text(record.mobile.as_ref().map(kernel::MobileNumber::as_e164))),
                ("nhs-number", record.nhs_number.to_string()),
                ("date-of-birth-day", record.birthdate.day().to_string()),
                ("date-of-birth-month", record.birthdate.month().to_string()),
                ("date-of-birth-year", record.birthdate.year().to_string()),
                ("postcode", record.postcode.as_ref().map(ToString::to_string).unwrap_or_default()),
            ],
            chosen: vec!["yes", "mobile-match"],
        }
    }

    /// Goes to the sign-in page and from there to where accounts are made.
    pub async fn to_registration(
        &self,
        authorize: &str,
        browser: &mut Browser,
        service: &Service,
    ) -> Result<String> {
        browser.follow(service, authorize).await?;
        Ok("/register".to_owned())
    }
}

/// What the portal's outbox has for one person.
pub struct Inbox {
    connection: Connection,
    email: String,
    mobile: String,
}

impl Inbox {
    pub async fn open(portal: u16, person: &Person) -> Result<Self> {
        let mobile = person.record.mobile.as_ref().map(|mobile| mobile.as_e164().to_owned());
        let connection = Connection::open(portal).await?;
        Ok(Self { connection, email: person.email.clone(), mobile: mobile.unwrap_or_default() })
    }

    async fn newest(&mut self, recipient: &str) -> Result<String> {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", recipient).finish();
        let answer = self.connection.get(&format!("/outbox.json?{query}"), &[]).await?;
        ensure!(answer.status == 200, "the outbox answered {}", answer.summary());
        let messages: serde_json::Value = serde_json::from_slice(&answer.body)?;
        Ok(messages[0]["text"].as_str().context("nothing was sent")?.to_owned())
    }
}

impl Mailbox for Inbox {
    async fn link(&mut self) -> Result<String> {
        let email = self.email.clone();
        let text = self.newest(&email).await?;
        let link = text.split_whitespace().find(|word| word.contains("/confirm-email"));
        Ok(link.context("the mail has no link")?.to_owned())
    }

    async fn code(&mut self) -> Result<String> {
        let mobile = self.mobile.clone();
        let text = self.newest(&mobile).await?;
        let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
        Ok(words.find(is_code).context("the message has no code")?.to_owned())
    }
}
