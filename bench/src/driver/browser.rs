//! A browser without JavaScript, as far as one sign-in needs it: follows redirects, keeps cookies, fills in forms.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::{Connection, Service, connection::Answer};

/// What a person types on the pages, by the ids that the pages document.
#[derive(Clone, Debug, Default)]
pub struct Credentials(pub Vec<(&'static str, String)>);

const MOST_PAGES: usize = 30;

/// Walks from authorize to the service's redirect URI and answers the cookies of a browser that is then signed in.
pub async fn sign_in(service: &Service, credentials: &Credentials) -> Result<String> {
    let origin = Url::parse(&service.token_endpoint)?;
    let mut browser =
        Browser { connection: Connection::open(service.registration.port).await?, cookies: BTreeMap::new() };
    let mut at = origin.join(&service.authorize_path("state-of-the-sign-in", "nonce-of-the-sign-in"))?;
    let mut answer = browser.visit(&at, None).await?;
    for _ in 0..MOST_PAGES {
        if let Some(location) = answer.header("location") {
            if location.starts_with(&service.registration.redirect_uri) {
                ensure!(location.contains("code="), "the sign-in ended with {location}");
                return Ok(browser.cookie_header());
            }
            at = at.join(location)?;
            answer = browser.visit(&at, None).await?;
        } else {
            ensure!(answer.status == 200, "{at} answered {}", answer.summary());
            let submission =
                fill_in(&answer.text(), credentials).with_context(|| format!("the page at {at}"))?;
            at = submission.destination(&at)?;
            answer = browser.visit(&at, submission.body()).await?;
        }
    }
    bail!("still at {at} after {MOST_PAGES} pages: {}", answer.summary())
}

struct Browser {
    connection: Connection,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    async fn visit(&mut self, url: &Url, form: Option<String>) -> Result<Answer> {
        let (cookie, origin) = (self.cookie_header(), url.origin().ascii_serialization());
        let headers = [("cookie", cookie.as_str()), ("origin", &origin), ("sec-fetch-site", "same-origin")];
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let answer = match form {
            Some(form) => self.connection.post_form(path, &headers, form).await?,
            None => self.connection.get(path, &headers[..1]).await?,
        };
        for cookie in answer.headers.get_all("set-cookie") {
            self.keep(cookie.to_str()?);
        }
        Ok(answer)
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let Some((name, value)) = pair.split_once('=') else { return };
        let attributes = attributes.to_ascii_lowercase();
        if value.is_empty()
            || attributes.contains("max-age=0")
            || attributes.contains("expires=thu, 01 jan 1970")
        {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }
}

/// A form as it is about to be sent.
struct Submission {
    action: String,
    by_post: bool,
    fields: Vec<(String, String)>,
}

impl Submission {
    fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }

    fn destination(&self, page: &Url) -> Result<Url> {
        let mut url = if self.action.is_empty() { page.clone() } else { page.join(&self.action)? };
        if !self.by_post {
            url.set_query(Some(&self.encoded()));
        }
        Ok(url)
    }

    fn body(&self) -> Option<String> {
        self.by_post.then(|| self.encoded())
    }
}

fn fill_in(html: &str, credentials: &Credentials) -> Result<Submission> {
    let page = Html::parse_document(html);
    let forms: Vec<ElementRef<'_>> = page.select(&selector("main form, form")?).collect();
    // The form that asks for something we know, else the last on the page: a header may hold one too.
    let knows = |form: &&ElementRef<'_>| {
        credentials
            .0
            .iter()
            .any(|(id, _)| selector(&format!("#{id}")).is_ok_and(|id| form.select(&id).next().is_some()))
    };
    let form = forms.iter().find(knows).or(forms.last()).context("has no form")?;
    let mut fields = Vec::new();
    for input in form.select(&selector("input, select, textarea")?) {
        if let Some((name, value)) = value_of(input, credentials) {
            let is_radio = input.attr("type") == Some("radio");
            if !(is_radio && fields.iter().any(|(other, _)| *other == name)) {
                fields.push((name, value));
            }
        }
    }
    fields.extend(pressed_button(*form)?);
    Ok(Submission {
        action: form.attr("action").unwrap_or_default().to_owned(),
        by_post: form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post")),
        fields,
    })
}

fn value_of(input: ElementRef<'_>, credentials: &Credentials) -> Option<(String, String)> {
    let name = input.attr("name")?.to_owned();
    let typed =
        credentials.0.iter().find(|(id, _)| input.attr("id") == Some(id)).map(|(_, value)| value.clone());
    match input.attr("type").unwrap_or("text") {
        "submit" | "button" | "image" | "file" => None,
        // Whatever can be ticked is: terms are agreed to, the device is remembered, the first choice is taken.
        "checkbox" | "radio" => Some((name, input.attr("value").unwrap_or("on").to_owned())),
        _ => Some((name, typed.unwrap_or_else(|| input.attr("value").unwrap_or_default().to_owned()))),
    }
}

/// The button that agrees or goes on; it may carry a value of its own.
fn pressed_button(form: ElementRef<'_>) -> Result<Option<(String, String)>> {
    let buttons: Vec<ElementRef<'_>> = form.select(&selector("button, input[type=submit]")?).collect();
    let says =
        |wanted: &str| buttons.iter().find(|button| button.text().collect::<String>().contains(wanted));
    let button = says("I agree").or_else(|| says("Continue")).or(buttons.first());
    Ok(button.and_then(|button| {
        Some((button.attr("name")?.to_owned(), button.attr("value").unwrap_or_default().to_owned()))
    }))
}

fn selector(text: &str) -> Result<Selector> {
    Selector::parse(text).map_err(|error| anyhow::anyhow!("{text} is no selector: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_filled_in_by_the_documented_ids() {
        let html = r#"<form action="/search"><input name="q"></form><main><form method="post" action="/login">
            <input type="hidden" name="csrf" value="1"><input id="user-email" name="email">
            <input type="radio" name="remember" value="yes"><input type="radio" name="remember" value="no">
            <button name="step" value="back">Back</button><button name="step" value="on">Continue</button></form></main>"#;
        let credentials = Credentials(vec![("user-email", "a@example.com".to_owned())]);
        let submission = fill_in(html, &credentials).unwrap();
        assert_eq!(submission.body().unwrap(), "csrf=1&email=a%40example.com&remember=yes&step=on");
        let page = Url::parse("http://localhost:1/x?y").unwrap();
        assert_eq!(submission.destination(&page).unwrap().as_str(), "http://localhost:1/login");
    }

    #[test]
    fn a_page_without_a_form_is_an_error() {
        assert!(fill_in("<p>Stop</p>", &Credentials::default()).is_err());
    }
}
