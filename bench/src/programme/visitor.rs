//! A project manager who signs in as people do: a code from the mail, and one of an authenticator app.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use app::portal::second_factor::totp::SharedSecret;
use jiff::Timestamp;
use scraper::{Html, Selector};

use crate::{
    driver::{Answer, Connection},
    wall_clock,
};

pub const EMAIL: &str = "project.manager@service.example";

/// Answers the cookie of their session.
pub async fn sign_in_as_project_manager(serve: &Command, port: u16) -> Result<String> {
    let mut staff = Command::new(serve.get_program());
    staff.args(["staff", "add", EMAIL, "--role", "project-manager"]);
    for (name, value) in serve.get_envs() {
        staff.env(name, value.unwrap_or_default());
    }
    let added = staff.output()?;
    ensure!(added.status.success(), "slipway staff add: {}", String::from_utf8_lossy(&added.stderr));
    let mut visitor = Visitor { connection: Connection::open(port).await?, cookies: Vec::new() };
    visitor.post("/sign-in", &[("email", EMAIL)]).await?;
    let code = visitor.mailed_code().await?;
    visitor.post("/sign-in/code", &[("code", &code)]).await?;
    let page = visitor.get("/second-factor/app").await?;
    let secret = shown_secret(&page.text())?;
    let code = secret.code_at(Timestamp::from_second(wall_clock::seconds())?);
    visitor.post("/second-factor/app", &[("name", "Bench"), ("code", &code)]).await?;
    Ok(visitor.cookie())
}

struct Visitor {
    connection: Connection,
    cookies: Vec<(String, String)>,
}

impl Visitor {
    async fn get(&mut self, path: &str) -> Result<Answer> {
        let cookie = self.cookie();
        let answer = self.connection.get(path, &[("cookie", &cookie)]).await?;
        ensure!(answer.status == 200, super::unexpected(path, &answer));
        Ok(answer)
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<()> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let cookie = self.cookie();
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
        let answer = self.connection.post_form(path, &headers, form).await?;
        ensure!(matches!(answer.status, 200 | 303), super::unexpected(path, &answer));
        for cookie in answer.headers.get_all("set-cookie") {
            let (pair, _) = cookie.to_str()?.split_once(';').unwrap_or_default();
            let (name, value) = pair.split_once('=').context("a cookie has a name")?;
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        Ok(())
    }

    async fn mailed_code(&mut self) -> Result<String> {
        let messages = self.get(&format!("/outbox.json?to={EMAIL}")).await?;
        let messages: serde_json::Value = serde_json::from_slice(&messages.body)?;
        let subject = messages[0]["subject"].as_str().context("a mail was sent")?;
        Ok(subject.chars().filter(char::is_ascii_digit).take(6).collect())
    }

    fn cookie(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }
}

// The page shows the secret in groups, for typing it, among other things in code.
fn shown_secret(page: &str) -> Result<SharedSecret> {
    let selector = Selector::parse("code").map_err(|error| anyhow::anyhow!("{error}"))?;
    let page = Html::parse_document(page);
    let mut shown = page.select(&selector);
    let secret = shown.find_map(|code| {
        let text: String = code.text().flat_map(str::split_whitespace).collect();
        SharedSecret::from_bytes(&base32(&text)?)
    });
    secret.context("the page shows no secret of an authenticator app")
}

fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::new());
    for symbol in text.bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'2'..=b'7' => symbol - b'2' + 26,
            _ => return None,
        };
        held = (held << 5 | u32::from(value)) & 0xFFFF;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xFF).try_into().ok()?);
        }
    }
    Some(bytes)
}
