//! A portal in this process, and people who use it through a browser that keeps cookies.

use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    sync::{Arc, LazyLock},
};

use app::{Context, Parts, portal::staff_sign_in::StaffProvider};
use axum::{Router, body::Body};
use form_urlencoded::Serializer;
use http::{Request, StatusCode, header::SET_COOKIE};
use http_body_util::BodyExt as _;
use identity::{
    ClientId, Environment, EnvironmentId, Exchange,
    exchange::{Details, Endpoint, Outcome},
};
use kernel::{Clock, FixedClock, Reference, SeededRandom, SignedDuration};
use scraper::{Html, Selector};
use testkit::{StubProvider, TestDatabase};
use tower::ServiceExt as _;

use crate::Settings;

pub struct House {
    pub ctx: Context,
    pub clock: Arc<FixedClock>,
    router: Router,
    // Its files go last.
    _database: TestDatabase,
}

pub fn settings() -> Settings {
    Settings {
        outbox: true,
        is_https: false,
        sign_ins_per_minute: None,
        token_requests_per_minute: None,
        trusted_proxy_hops: 0,
    }
}

impl House {
    pub fn new() -> Self {
        Self::with(settings())
    }

    pub fn with_limit(per_minute: u32) -> Self {
        Self::with(Settings { sign_ins_per_minute: NonZeroU32::new(per_minute), ..settings() })
    }

    pub fn with(settings: Settings) -> Self {
        Self::built_with(Arc::new(FixedClock::at("2026-11-21T22:00:00Z")), settings, |ctx| ctx)
    }

    /// A portal whose environment has records of invented people.
    pub fn with_records() -> Self {
        Self::built_with(Arc::new(FixedClock::at("2026-11-21T22:00:00Z")), settings(), |ctx| {
            let id = ctx.environments()[0].id.clone();
            let population = identity::demographics::Population::generate(&id, 3);
            ctx.with_adapters(id, app::adapters::Adapters::synthetic(population))
        })
    }

    /// A portal whose integration environment has records of invented people.
    pub fn with_integration() -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-21T22:00:00Z"));
        Self::built_with(clock, settings(), |ctx| {
            let id = EnvironmentId::new("integration");
            let population = identity::demographics::Population::generate(&id, 3);
            ctx.with_adapters(id, app::adapters::Adapters::synthetic(population))
        })
    }

    /// A portal whose staff can sign in through this provider.
    pub async fn with_provider() -> (Self, Arc<StubProvider>) {
        let clock = Arc::new(FixedClock::at("2026-11-21T22:00:00Z"));
        let stub = StubProvider::start(Arc::clone(&clock)).await;
        let provider = StaffProvider {
            provider: relying_party::Provider::new(relying_party::Settings {
                issuer: stub.issuer.clone(),
                client_id: "slipway".into(),
                authentication: relying_party::Authentication::Secret(kernel::Secret::new("secret")),
                redirect_uri: "http://localhost:4000/sign-in/organisation/callback".into(),
                acr_values: vec![],
            }),
            label: "Sign in with NHSmail".into(),
            email_domains: vec!["service.example".into()],
            trusts_addresses: false,
            strong_acr: vec![],
            strong_amr: vec!["mfa".into()],
        };
        (Self::built_with(clock, settings(), |ctx| ctx.with_staff_provider(provider)), stub)
    }

    fn built_with(
        clock: Arc<FixedClock>,
        settings: Settings,
        change: impl FnOnce(Context) -> Context,
    ) -> Self {
        let database = TestDatabase::sqlite();
        let ctx = change(Context::new(Parts {
            store: database.store().clone(),
            clock: clock.clone(),
            random: Arc::new(SeededRandom::new(7)),
            master_key: [7; 32],
            environments: vec![
                Environment::sandpit("http://localhost:4001"),
                Environment::integration("http://localhost:4002"),
            ],
            portal_url: "http://localhost:4000".into(),
            sender: notify::Sender::outbox(),
            toolkit: app::editions::shipped().unwrap(),
        }));
        let router = crate::router(ctx.clone(), settings);
        Self { ctx, clock, router, _database: database }
    }

    /// Somebody new. A moment passes, so that what they cause comes after all before.
    pub fn visitor(&self) -> Browser {
        self.clock.advance(SignedDuration::from_millis(1));
        Browser { router: self.router.clone(), cookies: BTreeMap::new() }
    }

    /// Somebody who has signed in.
    pub async fn developer(&self, email: &str) -> Browser {
        let mut browser = self.visitor();
        browser.sign_in(self, email).await;
        browser
    }

    /// Somebody who works for the service and has signed in.
    pub async fn staff(&self, role: &str) -> Browser {
        self.staff_named(&role.replace(':', "-"), role).await
    }

    /// The same for one of several with the role.
    pub async fn staff_named(&self, name: &str, role: &str) -> Browser {
        let email = format!("{name}@service.example");
        let (address, role) = (email.parse().unwrap(), role.parse().unwrap());
        app::portal::staff::give(&self.ctx, app::Actor::Operator, address, role).await.unwrap();
        let browser = self.developer(&email).await;
        self.show_second_factor(&browser).await;
        browser
    }

    /// Sets up an authenticator app in a session that has none yet.
    pub async fn show_second_factor(&self, browser: &Browser) {
        use app::portal::{second_factor, sign_in};
        let cookie = browser.cookie(crate::access::SESSION).expect("a session");
        let session = sign_in::find_session(&self.ctx, cookie).await.unwrap().expect("it runs");
        let holder = second_factor::Holder {
            user_id: session.user_id,
            email: session.user.email,
            cookie: kernel::Secret::new(cookie),
            shown_at: session.second_factor_at,
        };
        let secret = second_factor::begin_app(&self.ctx, &holder).await.unwrap();
        let code = secret.code_at(self.clock.now());
        second_factor::finish_app(&self.ctx, &holder, "", &code).await.unwrap();
    }

    /// The code in the latest mail to somebody.
    pub async fn code(&self, email: &str) -> String {
        let mails = app::outbox::list(&self.ctx, 50).await.unwrap();
        let mail = mails.iter().find(|mail| mail.recipient == email && mail.subject.contains("sign-in code"));
        mail.expect("a mail was sent").subject[..6].to_owned()
    }

    /// A developer with an organisation and a product of the same name; answers the product's address too.
    pub async fn team(&self, email: &str, name: &str) -> (Browser, String) {
        let mut browser = self.developer(email).await;
        let product = browser.product(name).await;
        (browser, product)
    }

    /// The same with a client; answers its id too.
    pub async fn registered(&self, email: &str, name: &str) -> (Browser, String, ClientId) {
        let (mut browser, product) = self.team(email, name).await;
        let answer =
            browser.post(&format!("{product}/sandpit/register"), &registration(name, public_key())).await;
        answer.redirects_to(&format!("{product}?done=registered"));
        let id = browser.get(&product).await.words("#client-id");
        (browser, product, ClientId::new(id))
    }

    /// An integration of a product, which is given and answered by its address. Nothing was answered before.
    pub async fn integration(&self, product: &str) -> String {
        let product = product.trim_start_matches("/products/").parse().unwrap();
        let started =
            app::integrations::start(&self.ctx, app::Actor::Operator, product, BTreeMap::new()).await;
        format!("/integrations/{}", started.unwrap())
    }

    /// An exchange of this client's, as the provider records it.
    pub async fn record(&self, client_id: &ClientId, reference: &str, outcome: Outcome, details: Details) {
        let exchange = Exchange {
            reference: reference.parse::<Reference>().unwrap(),
            environment: EnvironmentId::new("sandpit"),
            client_id: Some(client_id.clone()),
            grant_id: None,
            endpoint: Endpoint::Authorize,
            at: self.clock.now(),
            outcome,
            error: (outcome == Outcome::Refused).then(|| "invalid_request".to_owned()),
            details,
        };
        app::exchanges::record(&self.ctx, exchange).await.unwrap();
    }
}

// Making a key takes longer than a whole test.
static KEYS: LazyLock<[String; 2]> =
    LazyLock::new(|| [(); 2].map(|()| jose::SigningKey::generate().public_key().to_pem()));

/// The key that services register.
pub fn public_key() -> &'static str {
    &KEYS[0]
}

/// A key that nobody has registered yet.
pub fn another_public_key() -> &'static str {
    &KEYS[1]
}

pub fn registration<'a>(name: &'a str, key: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("name", name),
        ("redirect_uris", "http://localhost:9999/callback"),
        ("public_key", key),
        ("scope", "profile"),
        ("scope", "email"),
        ("vector", "P9.Cp.Cd"),
    ]
}

pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Signs in by the code of a mail.
    pub async fn sign_in(&mut self, house: &House, email: &str) {
        self.post("/sign-in", &[("email", email)]).await.redirects_to("/sign-in/code");
        let code = house.code(email).await;
        let answer = self.post("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }

    /// Makes an organisation and a product of the same name; answers the product's address.
    pub async fn product(&mut self, name: &str) -> String {
        self.post("/organisations/new", &[("name", name)]).await.redirects_to("/products/new");
        let form = self.get("/products/new").await;
        let organisation = form.attribute("input[name=organisation]", "value");
        let made = self.post("/products/new", &[("organisation", &organisation), ("name", name)]).await;
        made.location.expect("the product's page")
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// A form that another website sent.
    pub async fn post_from_elsewhere(&mut self, path: &str) -> Answer {
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site");
        self.send(request, Body::empty()).await
    }

    pub async fn send(&mut self, request: http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header("host", "localhost:4000")
            .header("accept", "text/html")
            .header("cookie", cookies.join("; "));
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        for value in response.headers().get_all(SET_COOKIE) {
            let cookie = axum_extra::extract::cookie::Cookie::parse(value.to_str().unwrap()).unwrap();
            let is_taken_away = value.to_str().unwrap().contains("Max-Age=0");
            if is_taken_away {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        Answer::of(response).await
    }

    /// What is sent as it stands, without cookies: not what a browser would send.
    pub async fn send_bare(&self, request: http::request::Builder, body: Body) -> Answer {
        let request = request.header("host", "localhost:4000").body(body).unwrap();
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub location: Option<String>,
    pub text: String,
    headers: http::HeaderMap,
}

impl Answer {
    async fn of(response: axum::response::Response) -> Self {
        let (parts, body) = response.into_parts();
        // Not everything that is handed out is text.
        let text = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        let location = parts.headers.get("location").map(|value| value.to_str().unwrap().to_owned());
        Self { status: parts.status, location, text, headers: parts.headers }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn header_names(&self) -> Vec<&str> {
        self.headers.keys().map(http::HeaderName::as_str).collect()
    }

    #[track_caller]
    pub fn redirects_to(&self, location: &str) {
        assert_eq!(
            (self.status, self.location.as_deref()),
            (StatusCode::SEE_OTHER, Some(location)),
            "{}",
            self.text
        );
    }

    pub fn has(&self, selector: &str) -> bool {
        Html::parse_document(&self.text).select(&Selector::parse(selector).unwrap()).next().is_some()
    }

    /// The words of everything that fits.
    pub fn words(&self, selector: &str) -> String {
        let document = Html::parse_document(&self.text);
        let selector = Selector::parse(selector).unwrap();
        let text: Vec<String> =
            document.select(&selector).flat_map(|found| found.text()).map(ToOwned::to_owned).collect();
        text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let document = Html::parse_document(&self.text);
        let found = document.select(&Selector::parse(selector).unwrap()).next();
        let value = found.and_then(|element| element.attr(name).map(ToOwned::to_owned));
        value.unwrap_or_else(|| panic!("no {selector} with {name} in {}", self.text))
    }
}
