//! What the program says once both listeners accept: words for people, or one line for the program that started it.

use std::io;

use serde_json::json;

use crate::{config::settings::Origin, output::Output};

/// Everything that somebody who has just started Slipway needs next.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own, and none follows from another"
)]
pub struct Ready {
    pub portal: Origin,
    pub issuer: Origin,
    /// Whether the portal shows what was kept.
    pub outbox_is_shown: bool,
    pub mail_is_kept: bool,
    pub text_messages_are_kept: bool,
    pub people: Vec<TestPerson>,
    /// Nobody has ever signed in to the portal.
    pub is_fresh: bool,
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
                "environments": { "sandpit": self.issuer.as_str() },
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

    fn addresses(&self, out: &mut Output<'_>) -> io::Result<()> {
        out.line("Slipway is ready.\n")?;
        let portal = &self.portal;
        out.line(&format!(
            "Portal         {portal}   sign in with your email address and the code that we send to it"
        ))?;
        out.line(&format!("Sandpit        {}   the issuer for your service", self.issuer))?;
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
        if self.people.is_empty() {
            return Ok(());
        }
        out.line("\nTest people of the sandpit:\n")?;
        let row = |person: &TestPerson| {
            [person.email.clone(), person.password.clone(), person.code.clone(), person.level.clone()]
        };
        let rows: Vec<[String; 4]> = self.people.iter().map(row).collect();
        out.table(["EMAIL", "PASSWORD", "CODE", "LEVEL"], &rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> Ready {
        let person = TestPerson {
            email: "ada@example.com".to_owned(),
            password: "a password".to_owned(),
            code: "190696".to_owned(),
            level: "P9".to_owned(),
        };
        Ready {
            portal: Origin::localhost(4000),
            issuer: Origin::localhost(4001),
            outbox_is_shown: true,
            mail_is_kept: true,
            text_messages_are_kept: true,
            people: vec![person],
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
        let line = "{\"environments\":{\"sandpit\":\"http://localhost:4001\"},\"portal\":\"http://localhost:4000\"}\n";
        assert_eq!(said(&ready(), true), line);
    }
}
