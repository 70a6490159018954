//! What the program says once both listeners accept: words for people, or one line for the program that started it.

use std::{io, net::SocketAddr};

use identity::Environment;
use serde_json::{Value, json};

use crate::{config::settings::Origin, output::Output};

/// Everything that somebody who has just started Slipway needs next.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own, and none follows from another"
)]
pub struct Ready {
    pub portal: Origin,
    /// Where the portal itself listens, which a proxy has to know.
    pub listens: SocketAddr,
    pub environments: Vec<Running>,
    /// Whether the portal shows what was kept.
    pub outbox_is_shown: bool,
    pub mail_is_kept: bool,
    pub text_messages_are_kept: bool,
    /// By what their environment is called.
    pub people: Vec<(String, Vec<TestPerson>)>,
    /// Nobody has ever signed in to the portal.
    pub is_fresh: bool,
}

/// An environment and where it is.
#[derive(Debug)]
pub struct Running {
    pub id: String,
    pub name: String,
    pub issuer: Origin,
    pub listens: SocketAddr,
    /// Whom it is for, in a few words.
    pub purpose: &'static str,
}

impl Running {
    pub fn of(environment: &Environment, issuer: Origin, listens: SocketAddr) -> Self {
        let policy = &environment.policy;
        let purpose = match (policy.synthetic_people_only, policy.identity_proofing_completes) {
            (true, false) => "the issuer for your service",
            (true, true) => "the issuer where people can prove who they are",
            (false, _) => "the issuer for real people",
        };
        Self { id: environment.id.to_string(), name: environment.name.clone(), issuer, listens, purpose }
    }
}

/// A synthetic person and what they sign in with.
#[derive(Debug)]
pub struct TestPerson {
    pub email: String,
    pub password: String,
    pub code: String,
    pub level: String,
}

impl TestPerson {
    /// Those who were there at the first start; whoever registered since has a password of their own.
    pub fn of(person: app::people::TestPerson) -> Option<Self> {
        Some(Self {
            password: person.password?.to_owned(),
            code: person.otp?,
            email: person.email,
            level: person.proofing_level.to_owned(),
        })
    }
}

impl Ready {
    pub fn announce(&self, out: &mut Output<'_>) -> io::Result<()> {
        if out.is_json() {
            return out.json_line(&json!({
                "portal": self.portal.as_str(),
                "environments": self.environments(),
                "listening": self.listening(),
            }));
        }
        self.addresses(out)?;
        self.test_people(out)?;
        if self.is_fresh {
            out.line("\nThe portal is empty. To look around, stop, run `slipway demo` and start again: it makes sixty integrations with people of every role.")?;
        }
        out.line("\nStop with Ctrl+C.")?;
        out.flush()
    }

    fn environments(&self) -> Value {
        let of = |environment: &Running| (environment.id.clone(), environment.issuer.as_str().into());
        Value::Object(self.environments.iter().map(of).collect())
    }

    fn listening(&self) -> Value {
        let of = |environment: &Running| (environment.id.clone(), environment.listens.to_string().into());
        let portal = ("portal".to_owned(), self.listens.to_string().into());
        Value::Object([portal].into_iter().chain(self.environments.iter().map(of)).collect())
    }

    fn addresses(&self, out: &mut Output<'_>) -> io::Result<()> {
        out.line("Slipway is ready.\n")?;
        let portal = &self.portal;
        out.line(&format!(
            "Portal         {portal}   sign in with your email address and the code that we send to it"
        ))?;
        for Running { name, issuer, purpose, .. } in &self.environments {
            out.line(&format!("{name:<15}{issuer}   {purpose}"))?;
        }
        out.line(&format!("Mail           {}", self.destination(self.mail_is_kept)))?;
        out.line(&format!("Text messages  {}", self.destination(self.text_messages_are_kept)))
    }

    fn destination(&self, kept: bool) -> String {
        match (kept, self.outbox_is_shown) {
            (false, _) => "sent".to_owned(),
            (true, true) => format!("{}/outbox   kept there, not sent", self.portal),
            (true, false) => "kept in the database, not sent, and not shown (outbox.page is off)".to_owned(),
        }
    }

    fn test_people(&self, out: &mut Output<'_>) -> io::Result<()> {
        let row = |person: &TestPerson| {
            [person.email.clone(), person.password.clone(), person.code.clone(), person.level.clone()]
        };
        let rows_of = |people: &[TestPerson]| people.iter().map(row).collect::<Vec<[String; 4]>>();
        let mut shown: Vec<(Vec<&str>, Vec<[String; 4]>)> = Vec::new();
        // Most environments are seeded with the same people: one table then has them all.
        for (environment, people) in self.people.iter().filter(|(_, people)| !people.is_empty()) {
            let rows = rows_of(people);
            match shown.iter_mut().find(|(_, known)| *known == rows) {
                Some((environments, _)) => environments.push(environment),
                None => shown.push((vec![environment], rows)),
            }
        }
        for (environments, rows) in shown {
            out.line(&format!("\nTest people ({}):\n", environments.join(", ")))?;
            out.table(["EMAIL", "PASSWORD", "CODE", "LEVEL"], &rows)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    fn ready() -> Ready {
        let person = TestPerson {
            email: "ada@example.com".to_owned(),
            password: "a password".to_owned(),
            code: "190696".to_owned(),
            level: "P9".to_owned(),
        };
        Ready {
            portal: Origin::localhost(4000),
            listens: at(4000),
            environments: vec![
                Running::of(&Environment::sandpit(""), Origin::localhost(4001), at(4001)),
                Running::of(&Environment::integration(""), Origin::localhost(4002), at(4002)),
            ],
            outbox_is_shown: true,
            mail_is_kept: true,
            text_messages_are_kept: true,
            people: vec![("sandpit".to_owned(), vec![person])],
            is_fresh: true,
        }
    }

    fn said(ready: &Ready, json: bool) -> String {
        let mut out = Vec::new();
        ready.announce(&mut Output::new(&mut out, json)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn people_are_told_where_to_go_and_who_to_be() {
        insta::assert_snapshot!(said(&ready(), false));
    }

    #[test]
    fn what_is_sent_and_what_is_kept_out_of_sight_is_said() {
        let text_only = Ready {
            mail_is_kept: false,
            outbox_is_shown: false,
            people: Vec::new(),
            is_fresh: false,
            ..ready()
        };
        insta::assert_snapshot!(said(&text_only, false));
    }

    #[test]
    fn a_program_gets_one_line() {
        let line = "{\"environments\":{\"integration\":\"http://localhost:4002\",\"sandpit\":\"http://localhost:4001\"},\"listening\":{\"integration\":\"127.0.0.1:4002\",\"portal\":\"127.0.0.1:4000\",\"sandpit\":\"127.0.0.1:4001\"},\"portal\":\"http://localhost:4000\"}\n";
        assert_eq!(said(&ready(), true), line);
    }
}
