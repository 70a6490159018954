//! A small skin with a route for everything that can go wrong, called in this process.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::Response;
use axum::routing::{get, post};
use http::Request;
use http_body_util::BodyExt as _;
use kernel::SeededRandom;
use nhsuk::{BackLink, Footer, Header, Heading, Html, ServiceName};
use tower::ServiceExt as _;
use web_kit::{
    FormData, Limits, Page, PhaseBanner, Site, WayBack, assets_router, csrf_layer, harden, internal_error,
};

/// A page with a form that was sent back.
#[derive(Template)]
#[template(ext = "html", source = "{{ heading }}<p>{{ words }}</p>")]
pub struct Example {
    pub heading: Heading,
    pub words: String,
    pub has_errors: bool,
}

impl Example {
    pub fn new(words: &str, has_errors: bool) -> Self {
        Self { heading: "Your details".into(), words: words.to_owned(), has_errors }
    }
}

impl Page for Example {
    fn title(&self) -> String {
        "Your details".into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn has_errors(&self) -> bool {
        self.has_errors
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/"))
    }
}

pub fn site(is_https: bool) -> Arc<Site> {
    Site {
        name: "Example service".into(),
        header: Header {
            service: ServiceName { text: "Example service".into(), href: "/".into() },
            ..Header::default()
        },
        phase_banner: Some(PhaseBanner::new("Sandpit", "Test people only.")),
        footer: Footer::default(),
        is_https,
        home: String::new(),
    }
    .into_shared()
}

pub fn skin(is_https: bool) -> Router {
    crate::log::keep();
    let site = site(is_https);
    let page = site.clone();
    let pages = Router::new()
        .route("/", get(async move || page.respond(&Example::new("<b>Ben</b>", false))))
        .route("/form", post(async |form: FormData| form.text("name").to_owned()))
        .route("/authorize", post(async || "exempt"))
        .layer(csrf_layer(site.clone(), &["/authorize"]));
    let router = pages
        .merge(assets_router())
        .route("/panic", get(panics))
        .route("/failure", get(async || internal_error("the table `people` is missing")))
        .route("/never", get(async || std::future::pending::<()>().await));
    let limits = Limits { body_bytes: 1024, timeout: Duration::from_millis(20) };
    harden(router, site, Arc::new(SeededRandom::new(1)), limits)
}

async fn panics() -> &'static str {
    panic!("secret detail")
}

/// An answer that has arrived whole.
pub struct Answer {
    pub status: u16,
    response: http::response::Parts,
    pub body: Bytes,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }
}

pub async fn send(router: Router, request: Request<Body>) -> Answer {
    let response: Response = router.oneshot(request).await.unwrap();
    let (response, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: response.status.as_u16(), response, body }
}

/// What a browser asks for when a link is followed.
pub async fn browse(path: &str) -> Answer {
    let request = Request::get(path).header("accept", "text/html,*/*").body(Body::empty()).unwrap();
    send(skin(false), request).await
}

/// What a program asks for.
pub async fn call(path: &str) -> Answer {
    send(skin(false), Request::get(path).body(Body::empty()).unwrap()).await
}

/// A posted form with more headers.
pub async fn post_form(path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(path)
        .header("host", "service.example")
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(skin(false), request.body(Body::from(body.to_owned())).unwrap()).await
}
