//! What a page is: a struct that says its title and prints its main part. The site puts the rest around it.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use nhsuk::{BackLink, Breadcrumb, Footer, Header, Html, SkipLink};

use crate::FieldErrors;
use crate::csp::Csp;
use crate::phase_banner::PhaseBanner;

/// What stands above the main part.
#[derive(Clone, Debug, Default)]
pub enum WayBack {
    #[default]
    None,
    Back(BackLink),
    Breadcrumb(Breadcrumb),
}

impl WayBack {
    fn html(self) -> Html {
        match self {
            Self::None => Html::default(),
            Self::Back(link) => {
                Html::trusted(format!(r#"<nav class="app-way-back" aria-label="Back">{link}</nav>"#))
            }
            Self::Breadcrumb(breadcrumb) => breadcrumb.into(),
        }
    }
}

/// A page. Derive an askama template for its main part and return `Html::from_template(self)`.
pub trait Page {
    /// The same words as the level 1 heading, without the service's name.
    fn title(&self) -> String;

    /// Everything inside the `main` element.
    fn main(&self) -> Html;

    /// What is wrong with the form on it, where it has one that says so in its status, too.
    fn errors(&self) -> Option<&FieldErrors> {
        None
    }

    fn status(&self) -> StatusCode {
        let was_sent_back = self.errors().is_some_and(|errors| !errors.is_empty());
        if was_sent_back { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    /// Whether a form on the page was sent back; its title then says so first.
    fn has_errors(&self) -> bool {
        self.errors().is_some_and(|errors| !errors.is_empty())
    }

    fn way_back(&self) -> WayBack {
        WayBack::None
    }

    /// The site's header, unless this page marks its place in the navigation or shows who is signed in.
    fn header(&self, site: &Site) -> Header {
        site.header.clone()
    }

    /// Uses the whole width of the window, for pages that are mostly a table.
    fn is_wide(&self) -> bool {
        false
    }

    fn csp(&self) -> Csp {
        Csp::default()
    }

    /// Names of our own scripts (under `assets/`) that this page wants besides the design system's.
    fn scripts(&self) -> &'static [&'static str] {
        &[]
    }
}

/// What all pages of one skin share.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Follows every title.
    pub name: String,
    pub header: Header,
    pub phase_banner: Option<PhaseBanner>,
    pub footer: Footer,
    /// True when people reach the site over https.
    pub is_https: bool,
    /// Where error pages lead back to; `/` when empty.
    pub home: String,
}

impl Site {
    pub fn into_shared(self) -> Arc<Self> {
        Arc::new(self)
    }

    /// The whole page as an answer. Security headers that every answer has are added by [`crate::harden`].
    pub fn respond(&self, page: &(impl Page + ?Sized)) -> Response {
        let mut response = Response::new(self.document(page).into());
        *response.status_mut() = page.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(CONTENT_SECURITY_POLICY, page.csp().header_value());
        response
    }

    /// The whole page as text.
    pub fn document(&self, page: &(impl Page + ?Sized)) -> String {
        let error = if page.has_errors() { "Error: " } else { "" };
        let site = if self.name.is_empty() { String::new() } else { format!(" - {}", self.name) };
        let document = Document {
            title: format!("{error}{}{site}", page.title()),
            skip_link: SkipLink::default(),
            header: page.header(self),
            phase_banner: self.phase_banner.as_ref(),
            way_back: page.way_back().html(),
            main: page.main(),
            container: if page.is_wide() { "nhsuk-width-container-fluid" } else { "nhsuk-width-container" },
            footer: &self.footer,
            scripts: page.scripts(),
        };
        document.to_string()
    }
}

#[derive(Template)]
#[template(path = "document.html")]
struct Document<'a> {
    title: String,
    skip_link: SkipLink,
    header: Header,
    phase_banner: Option<&'a PhaseBanner>,
    way_back: Html,
    main: Html,
    container: &'static str,
    footer: &'a Footer,
    scripts: &'static [&'static str],
}
