//! Which environment this is, under every header. The design system has no component for it, so this one is
//! made of its parts.

use askama::Template;
use nhsuk::{Content, Tag};

/// A tag and a sentence.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"
<aside class="app-phase-banner" aria-label="About this environment"><div class="nhsuk-width-container"><p class="app-phase-banner__content nhsuk-body-s">
{{- tag }} <span>{{ text }}</span></p></div></aside>"#
)]
pub struct PhaseBanner {
    pub tag: Tag,
    pub text: Content,
}

impl PhaseBanner {
    pub fn new(tag: impl Into<Tag>, text: impl Into<Content>) -> Self {
        let mut tag = tag.into();
        tag.classes.push_str("app-phase-banner__tag");
        Self { tag, text: text.into() }
    }
}

impl askama::filters::HtmlSafe for PhaseBanner {}
