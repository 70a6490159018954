//! Every page in every state, without a provider behind it: for designers to look at, and for the browser tests to judge.
//! The pages are made once: some show a whole process that somebody has gone through.
//!
//! `cargo run -p gallery` prints where it listens; the first page lists the others.

use std::collections::HashMap;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::routing::get;
use http::{Response, StatusCode};
use kernel::SeededRandom;
use nhsuk::{Header, Heading, Html, ServiceName};
use web_kit::{ErrorPage, Limits, Page, PhaseBanner, Site, assets_router, harden};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let site = site();
    let router = Router::new()
        .route("/", get(list))
        .route("/pages/{name}", get(page))
        .with_state(Arc::new(Gallery::of(&site)))
        .merge(assets_router());
    let router = harden(router, site, Arc::new(SeededRandom::new(1)), Limits::default());
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    writeln!(std::io::stdout(), "http://localhost:{}/", listener.local_addr()?.port())?;
    axum::serve(listener, router).await
}

/// A site like the provider's: the samples are whole pages.
fn site() -> Arc<Site> {
    let service = ServiceName { text: "NHS login".into(), href: "/".into() };
    Site {
        name: "NHS login".into(),
        header: Header { service, ..Header::default() },
        phase_banner: Some(PhaseBanner::new("Gallery", "Pages to look at. Nothing here works.")),
        ..Site::default()
    }
    .into_shared()
}

fn samples() -> Vec<(String, Box<dyn Page>)> {
    let named = |skin: &str, pages: Vec<(String, Box<dyn Page>)>| -> Vec<(String, Box<dyn Page>)> {
        pages.into_iter().map(|(name, page)| (format!("{skin}-{name}"), page)).collect()
    };
    let mut samples = named("provider", provider::pages::all_samples());
    samples.extend(named("portal", portal::pages::all_samples()));
    for status in [StatusCode::NOT_FOUND, StatusCode::INTERNAL_SERVER_ERROR] {
        samples.push((format!("error-{}", status.as_u16()), Box::new(ErrorPage::for_status(status))));
    }
    samples
}

/// Every answer that there is, ready to be sent.
struct Gallery {
    list: Response<String>,
    pages: HashMap<String, Response<String>>,
    missing: Response<String>,
}

impl Gallery {
    fn of(site: &Site) -> Self {
        let made = |page: &dyn Page| {
            let (parts, _) = site.respond(page).into_parts();
            Response::from_parts(parts, site.document(page))
        };
        let samples = samples();
        let list = made(&List { names: samples.iter().map(|(name, _)| name.clone()).collect() });
        let missing = made(&ErrorPage::for_status(StatusCode::NOT_FOUND));
        Self { list, missing, pages: samples.into_iter().map(|(name, page)| (name, made(&*page))).collect() }
    }
}

async fn list(State(gallery): State<Arc<Gallery>>) -> Response<Body> {
    gallery.list.clone().map(Body::from)
}

async fn page(State(gallery): State<Arc<Gallery>>, Path(wanted): Path<String>) -> Response<Body> {
    gallery.pages.get(&wanted).unwrap_or(&gallery.missing).clone().map(Body::from)
}

/// The way to every sample.
struct List {
    names: Vec<String>,
}

impl Page for List {
    fn title(&self) -> String {
        "Every page in every state".into()
    }

    fn main(&self) -> Html {
        let heading = Heading::from(self.title());
        let items = self.names.iter().map(|name| {
            // Names are ours: letters, figures and hyphens.
            format!(r#"<li><a class="nhsuk-link" href="/pages/{name}">{name}</a></li>"#)
        });
        let list = format!(r#"<ul class="nhsuk-list">{}</ul>"#, items.collect::<String>());
        [heading.into(), Html::trusted(list)].into()
    }
}
