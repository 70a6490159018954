//! A browser without JavaScript, as far as one sign-in needs it: follows redirects, keeps cookies, fills in forms.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::{Connection, Service, connection::Answer};

/// What a person answers on the pages.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// What they type, by the ids that the pages document.
    pub typed: Vec<(&'static str, String)>,
    /// The values of choices that they make where they find them; elsewhere it is the first.
    pub chosen: Vec<&'static str>,
}

impl Credentials {
    pub fn typed(typed: Vec<(&'static str, String)>) -> Self {
        Self { typed, chosen: Vec::new() }
    }
}

/// Messages to a person, where a walk needs what is in them.
pub trait Mailbox {
    /// Where the link in the newest mail leads.
    async fn link(&mut self) -> Result<String>;
    /// The code in the newest text message.
    async fn code(&mut self) -> Result<String>;
}

/// Nobody writes to somebody whose code is always the same.
pub struct NoMailbox;

impl Mailbox for NoMailbox {
    async fn link(&mut self) -> Result<String> {
        bail!("a page asks for a link in a mail")
    }

    async fn code(&mut self) -> Result<String> {
        bail!("a page asks for a code in a message")
    }
}

const MOST_PAGES: usize = 30;

/// Walks from authorize to the service's redirect URI and answers the cookies of a browser that is then signed in.
pub async fn sign_in(service: &Service, credentials: &Credentials) -> Result<String> {
    let mut browser = Browser::open(service).await?;
    let path = service.authorize_path("state-of-the-sign-in", "nonce-of-the-sign-in");
    browser.walk(service, &path, credentials, &mut NoMailbox).await?;
    Ok(browser.cookie_header())
}

pub struct Browser {
    connection: Connection,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub async fn open(service: &Service) -> Result<Self> {
        let connection = Connection::open(service.registration.port).await?;
        Ok(Self { connection, cookies: BTreeMap::new() })
    }

    /// Walks from authorize to the service's redirect URI, and answers the code that came with it.
    pub async fn walk(
        &mut self,
        service: &Service,
        authorize: &str,
        credentials: &Credentials,
        mailbox: &mut impl Mailbox,
    ) -> Result<String> {
        let mut at = Url::parse(&service.token_endpoint)?.join(authorize)?;
        let mut answer = self.visit(&at, None).await?;
        for _ in 0..MOST_PAGES {
            if let Some(location) = answer.header("location") {
                if let Some(query) = location.strip_prefix(&service.registration.redirect_uri) {
                    let query = query.trim_start_matches('?');
                    let mut pairs = form_urlencoded::parse(query.as_bytes());
                    let code = pairs.find(|(name, _)| name == "code");
                    let (_, code) = code.with_context(|| format!("the walk ended with {location}"))?;
                    return Ok(code.into_owned());
                }
                at = at.join(location)?;
                answer = self.visit(&at, None).await?;
                continue;
            }
            ensure!(answer.status == 200, "{at} answered {}", answer.summary());
            if at.path() == "/check-email" {
                at = at.join(&mailbox.link().await?)?;
                answer = self.visit(&at, None).await?;
                continue;
            }
            let page = answer.text();
            let mut credentials = credentials.clone();
            let asks_for_code = page.contains("id=\"otp-input\"");
            if asks_for_code && !credentials.typed.iter().any(|(id, _)| *id == "otp-input") {
                credentials.typed.push(("otp-input", mailbox.code().await?));
            }
            let submission = fill_in(&page, &credentials).with_context(|| format!("the page at {at}"))?;
            at = submission.destination(&at)?;
            answer = self.visit(&at, submission.body()).await?;
        }
        bail!("still at {at} after {MOST_PAGES} pages: {}", answer.summary())
    }

    /// Goes to an address and on as it leads, to the first page.
    pub async fn follow(&mut self, service: &Service, path: &str) -> Result<()> {
        let mut at = Url::parse(&service.token_endpoint)?.join(path)?;
        for _ in 0..MOST_PAGES {
            let answer = self.visit(&at, None).await?;
            match answer.header("location") {
                Some(location) => at = at.join(location)?,
                None => return Ok(()),
            }
        }
        bail!("{path} leads on and on")
    }

    /// A connection of its own, for what the service asks meanwhile.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

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
            .typed
            .iter()
            .any(|(id, _)| selector(&format!("#{id}")).is_ok_and(|id| form.select(&id).next().is_some()))
    };
    let form = forms.iter().find(knows).or(forms.last()).context("has no form")?;
    let mut fields: Vec<(String, String)> = Vec::new();
    for input in form.select(&selector("input, select, textarea")?) {
        if let Some((name, value)) = value_of(input, credentials) {
            let is_radio = input.attr("type") == Some("radio");
            match fields.iter_mut().find(|(other, _)| is_radio && *other == name) {
                Some((_, first)) if credentials.chosen.contains(&value.as_str()) => *first = value,
                Some(_) => {}
                None => fields.push((name, value)),
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
        credentials.typed.iter().find(|(id, _)| input.attr("id") == Some(id)).map(|(_, value)| value.clone());
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
        let credentials = Credentials::typed(vec![("user-email", "a@example.com".to_owned())]);
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
