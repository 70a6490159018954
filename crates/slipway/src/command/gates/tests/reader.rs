//! What people and programs read of the one integration.

use std::collections::BTreeSet;

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use kernel::Timestamp;
use serde_json::Value;
use toolkit::{
    GateId,
    definition::Side,
    standing::{Reason, Why},
};
use tower::ServiceExt as _;

use super::house::{House, email};
use crate::{
    arguments::{Gates, Json},
    command::gates,
    output::Output,
};

impl House {
    fn get(&self, path: &str, header: (&str, &str)) -> String {
        let request = http_request(path, header);
        self.wait(async {
            let response = self.router.clone().oneshot(request).await.expect("it answers");
            let status = response.status();
            let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
            let text = String::from_utf8(body.into()).expect("text");
            assert_eq!(status, 200, "{path}: {text}");
            text
        })
    }

    fn api(&self, path: &str) -> Value {
        let path = format!("/api/v1/integrations/{}{path}", self.integration);
        let text = self.get(&path, ("authorization", &format!("Bearer {}", self.token)));
        serde_json::from_str(&text).expect("JSON")
    }

    /// What the API answers: every gate, whether it applies or not.
    pub fn answers(&self) -> Vec<Why> {
        serde_json::from_value(self.api("/gates")["gates"].clone()).expect("answers")
    }

    /// What the API says each side has to do now.
    pub fn turn(&self) -> Vec<Reason> {
        let turn = self.api("")["turn"].clone();
        let side = |side: &str| serde_json::from_value::<Vec<Reason>>(turn[side].clone()).expect("reasons");
        [side("partner"), side("service")].concat()
    }

    pub fn on_command_line(&self) -> Vec<Why> {
        let answer: Value = serde_json::from_slice(&self.run(true)).expect("JSON");
        serde_json::from_value(answer["gates"].clone()).expect("answers")
    }

    pub fn text_of_command_line(&self) -> String {
        String::from_utf8(self.run(false)).expect("text")
    }

    fn run(&self, json: bool) -> Vec<u8> {
        let mut out = Vec::new();
        let asked = Gates { integration: self.integration.to_string(), gate: None, output: Json { json } };
        gates::run(&asked, &self.workplace, &mut Output::new(&mut out, json)).expect("it answers");
        out
    }

    pub fn gate_page(&self, why: &Why) -> String {
        self.get(&format!("/integrations/{}/gates/{}", self.integration, why.gate), ("cookie", &self.owner))
    }

    /// The decisions with a gate before them.
    pub fn decisions(&self) -> Vec<(String, GateId)> {
        let decisions = self.definition.decisions.iter();
        decisions.filter_map(|one| Some((one.id.to_string(), one.after.clone()?))).collect()
    }

    pub fn paper(&self, decision: &str) -> String {
        let path = format!("/board/meetings/{}/items/{}/{decision}", self.meeting, self.integration);
        self.get(&path, ("cookie", &self.manager))
    }

    pub fn report(&self, decision: &str) -> String {
        self.get(&format!("/integrations/{}/reports/{decision}", self.integration), ("cookie", &self.manager))
    }

    /// Whether it is this person's turn, by the address that is made of their role.
    pub fn is_turn_of(&self, to: &str, reason: &Reason) -> bool {
        let Some(role) = &reason.turn else { return false };
        let held: BTreeSet<&String> = self.people.keys().filter(|role| email(role) == to).collect();
        // What no role of the partner's is for, the owner hears of.
        let is_nobodys = self.definition.side(role) == Side::Partner && !self.people.contains_key(role);
        held.contains(role) || (is_nobodys && to == email("owner"))
    }

    /// What was sent by and after the last thing that happened.
    pub fn mails_since_the_last_step(&self) -> Vec<Mail> {
        let mut mails = self.mails();
        mails.retain(|mail| mail.at >= self.last_step);
        mails
    }

    // The newest first.
    pub fn mails(&self) -> Vec<Mail> {
        let mails = self.wait(app::outbox::list(self.ctx(), 2_000)).expect("an outbox");
        let read = mails.into_iter();
        read.map(|mail| Mail {
            at: mail.created_at,
            to: mail.recipient,
            subject: mail.subject,
            text: mail.text,
        })
        .collect()
    }
}

fn http_request(path: &str, (name, value): (&str, &str)) -> Request<Body> {
    let request = Request::get(path).header("host", "localhost:4000");
    request.header(name, value).body(Body::empty()).expect("a request")
}

pub struct Mail {
    at: Timestamp,
    pub to: String,
    subject: String,
    text: String,
}

impl Mail {
    /// The code in the subject of a mail that signs somebody in.
    pub fn code(&self) -> Option<&str> {
        let (code, words) = self.subject.split_once(' ')?;
        words.contains("sign-in code").then_some(code)
    }

    pub fn is_reminder(&self) -> bool {
        self.subject.starts_with("Reminder for ")
    }

    /// The lines below "It is your turn".
    pub fn turns(&self) -> Vec<String> {
        let Some((_, after)) = self.text.split_once("It is your turn\n\n") else { return Vec::new() };
        let list = after.split("\n\n").next().unwrap_or_default();
        list.lines().map(|line| line.trim_start_matches("- ").to_owned()).collect()
    }
}
