//! A person with a browser that runs no script: it keeps cookies, follows redirects within the issuer, fills in forms by
//! their documented ids.

use std::collections::BTreeMap;

use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use kernel::MobileNumber;
use scraper::{ElementRef, Html, Selector};

use super::{Answer, Parameters, Sandpit, Service, people};

#[derive(Clone)]
pub struct Visitor {
    sandpit: Sandpit,
    pub cookies: BTreeMap<String, String>,
    /// Added to each request.
    pub headers: HeaderMap,
}

/// Where a person is: on a page of the issuer, or sent away from it.
#[derive(Clone, Debug)]
pub struct Page {
    /// A path of the issuer, or a whole address elsewhere.
    pub url: String,
    pub status: StatusCode,
    pub html: String,
    pub headers: HeaderMap,
    /// Every answer on the way, the last included.
    pub hops: Vec<Answer>,
}

/// What a form sends.
struct Sent {
    content_type: String,
    body: Vec<u8>,
}

impl From<Parameters> for Sent {
    fn from(form: Parameters) -> Self {
        Self { content_type: "application/x-www-form-urlencoded".into(), body: form.encoded().into_bytes() }
    }
}

impl Visitor {
    pub fn sandpit(&self) -> &Sandpit {
        &self.sandpit
    }

    pub fn new(sandpit: &Sandpit) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, "text/html,application/xhtml+xml".parse().expect("ASCII"));
        Self { sandpit: sandpit.clone(), cookies: BTreeMap::new(), headers }
    }

    /// The same person with the same cookies, whose next request reaches another process.
    pub fn at(&self, sandpit: &Sandpit) -> Self {
        Self { sandpit: sandpit.clone(), ..self.clone() }
    }

    /// Opens an address and goes where it leads.
    pub async fn open(&mut self, url: &str) -> Page {
        self.travel(Method::GET, url, None).await
    }

    /// Presses the button with these words; `filled` are fields by selector, with what is typed. A checkbox or radio is chosen.
    pub async fn press(&mut self, page: &Page, button: &str, filled: &[(&str, &str)]) -> Page {
        let (action, form) = page.filled_form(button, filled);
        self.travel(Method::POST, &action, Some(form.into())).await
    }

    pub async fn post(&mut self, url: &str, form: &Parameters) -> Page {
        self.travel(Method::POST, url, Some(form.clone().into())).await
    }

    /// Sends files, each with its control's name, its own name and its content, as a browser does.
    pub async fn upload(&mut self, url: &str, files: &[(&str, &str, &[u8])]) -> Page {
        const BOUNDARY: &str = "----a-boundary";
        let mut body = Vec::new();
        for (control, name, content) in files {
            let disposition = format!("form-data; name=\"{control}\"; filename=\"{name}\"");
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n").into_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let sent = Sent { content_type: format!("multipart/form-data; boundary={BOUNDARY}"), body };
        self.travel(Method::POST, url, Some(sent)).await
    }

    async fn travel(&mut self, method: Method, url: &str, sent: Option<Sent>) -> Page {
        let (mut method, mut url, mut sent, mut hops) = (method, url.to_owned(), sent, Vec::new());
        while let Some(path) = self.within(&url) {
            assert!(hops.len() < 10, "redirected in circles: {url}");
            let answer = self.send(&method, &path, sent.take()).await;
            hops.push(answer.clone());
            if !answer.status.is_redirection() {
                let html = answer.text();
                return Page { url: path, status: answer.status, html, headers: answer.headers, hops };
            }
            (method, url) = (Method::GET, answer.location().to_owned());
        }
        Page { url, status: StatusCode::FOUND, html: String::new(), headers: HeaderMap::new(), hops }
    }

    fn within(&self, url: &str) -> Option<String> {
        let issuer = self.sandpit.environment.issuer.as_str();
        let path = url.strip_prefix(issuer).unwrap_or(url);
        path.starts_with('/').then(|| path.to_owned())
    }

    /// One request, with this browser's cookies; redirects are not followed.
    pub async fn request(&mut self, method: &Method, path: &str, form: Option<Parameters>) -> Answer {
        self.send(method, path, form.map(Sent::from)).await
    }

    async fn send(&mut self, method: &Method, path: &str, sent: Option<Sent>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(sent) = &sent {
            request = request.header(header::CONTENT_TYPE, &sent.content_type);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let body = sent.map_or_else(Body::empty, |sent| Body::from(sent.body));
        let answer = self.sandpit.send(request.body(body).expect("a request")).await;
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.cookies() {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name and a value");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Types address and password.
    pub async fn give_password(&mut self, page: &Page, email: &str, password: &str) -> Page {
        self.press(page, "Continue", &[("#user-email", email), ("#password-input", password)]).await
    }

    pub async fn give_code(&mut self, page: &Page, code: &str) -> Page {
        self.press(page, "Continue", &[("#otp-input", code)]).await
    }

    /// Signs a test person in, as far as the page after the code.
    pub async fn sign_in(&mut self, page: &Page, email: &str) -> Page {
        let page = self.give_password(page, email, people::PASSWORD).await;
        if page.url == "/enter-mobile-code" { self.give_code(&page, people::CODE).await } else { page }
    }

    pub async fn agree(&mut self, page: &Page) -> Page {
        self.press(page, "I agree to share this information", &[]).await
    }

    /// Begins an account: as far as the page that says that a mail is on its way.
    pub async fn begin_registration(&mut self, service: &Service, email: &str) -> Page {
        self.open(&service.authorize_url(&service.request())).await;
        let page = self.open("/register").await;
        self.press(&page, "Continue", &[("#user-email", email), ("#password-input", people::NEW_PASSWORD)])
            .await
    }

    /// Opens the link of the latest mail and presses its button.
    pub async fn confirm_email(&mut self, email: &str) -> Page {
        let link = self.sandpit.latest_link(email).await;
        let page = self.open(&link).await;
        self.press(&page, "Confirm my email address", &[]).await
    }

    pub async fn accept_terms(&mut self) -> Page {
        let page = self.open("/terms").await;
        self.press(&page, "Continue", &[("input[name=agree]", "")]).await
    }

    /// Gives a mobile number and the code that is sent to it.
    pub async fn prove_mobile(&mut self, page: &Page, mobile: &str) -> Page {
        let page = self.press(page, "Continue", &[("#mobile-number", mobile)]).await;
        let number: MobileNumber = mobile.parse().expect("a mobile number");
        let code = self.sandpit.latest_code(number.as_e164()).await;
        self.give_code(&page, &code).await
    }

    /// Opens an account, as far as the question whether to remember the device.
    pub async fn register(&mut self, service: &Service, email: &str, mobile: &str) -> Page {
        self.begin_registration(service, email).await.assert_at("/check-email");
        self.confirm_email(email).await.assert_at("/terms");
        let page = self.accept_terms().await;
        page.assert_at("/enter-mobile");
        self.prove_mobile(&page, mobile).await
    }

    /// Does whatever the pages ask until the service is reached, or a page that is none of these.
    pub async fn finish(&mut self, page: Page, email: &str) -> Page {
        let page = if page.url == "/login" { self.sign_in(&page, email).await } else { page };
        if page.url == "/nhs-login-consent" { self.agree(&page).await } else { page }
    }
}

impl Page {
    /// One parameter of the address, empty where it is not there.
    pub fn parameter(&self, name: &str) -> String {
        let (_, query) = self.url.split_once('?').unwrap_or_default();
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    #[track_caller]
    pub fn assert_at(&self, path: &str) {
        assert_eq!(self.url, path, "{} {}", self.status, self.main());
    }

    fn document(&self) -> Html {
        Html::parse_document(&self.html)
    }

    /// The words of the page's main part.
    pub fn main(&self) -> String {
        let document = self.document();
        let main = selector("main");
        let words = document.select(&main).flat_map(|main| main.text());
        words.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    pub fn has(&self, css: &str) -> bool {
        self.document().select(&selector(css)).next().is_some()
    }

    /// The words of the first element that fits.
    pub fn words_of(&self, css: &str) -> String {
        let document = self.document();
        document.select(&selector(css)).next().map(words).unwrap_or_default()
    }

    /// An attribute of the first element that fits.
    #[track_caller]
    pub fn attribute(&self, css: &str, name: &str) -> String {
        let document = self.document();
        let element = document.select(&selector(css)).next();
        let value = element.and_then(|element| element.attr(name));
        value.unwrap_or_else(|| panic!("no {css} with {name} on {}: {}", self.url, self.main())).to_owned()
    }

    /// Where the link that starts with these words leads.
    #[track_caller]
    pub fn link(&self, starts_with: &str) -> String {
        let document = self.document();
        let link = document.select(&selector("a[href]")).find(|link| words(*link).starts_with(starts_with));
        let link = link.unwrap_or_else(|| panic!("no link {starts_with:?} on {}: {}", self.url, self.main()));
        link.attr("href").expect("it was selected by it").to_owned()
    }

    pub fn buttons(&self) -> Vec<String> {
        self.document().select(&selector("main button")).map(words).collect()
    }

    #[track_caller]
    fn filled_form(&self, button: &str, filled: &[(&str, &str)]) -> (String, Parameters) {
        let document = self.document();
        let button = document
            .select(&selector("form button"))
            .find(|element| words(*element) == button)
            .unwrap_or_else(|| panic!("no button {button:?} on {}: {}", self.url, self.main()));
        let form = button
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|element| element.value().name() == "form")
            .expect("it was selected in a form");
        let action = form.attr("action").filter(|action| !action.is_empty()).unwrap_or(&self.url).to_owned();
        let fields = filled.iter().fold(as_it_stands(form), |fields, (css, value)| {
            let field = form.select(&selector(css)).next();
            let field = field.unwrap_or_else(|| panic!("no {css} in the form of {}", self.url));
            let name = field.attr("name").expect("a field has a name");
            let chosen = matches!(field.attr("type"), Some("checkbox" | "radio"));
            fields.with(name, if chosen { field.attr("value").unwrap_or("on") } else { value })
        });
        (action, fields)
    }
}

fn as_it_stands(form: ElementRef<'_>) -> Parameters {
    let named = selector("input[name]");
    let inputs = form.select(&named).filter(|input| {
        let choice = matches!(input.attr("type"), Some("checkbox" | "radio"));
        !choice || input.attr("checked").is_some()
    });
    inputs.fold(Parameters::default(), |fields, input| {
        fields.and(input.attr("name").unwrap_or_default(), input.attr("value").unwrap_or_default())
    })
}

fn words(element: ElementRef<'_>) -> String {
    element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}
