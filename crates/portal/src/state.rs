//! What every handler has at hand.

use std::sync::Arc;

use app::Context;
use axum::response::Response;
use web_kit::{CallerLimit, Page, Site};

use crate::{
    Settings,
    access::SignedIn,
    pages::{Frame, Section},
};

pub struct Portal {
    pub ctx: Context,
    pub settings: Settings,
    pub site: Arc<Site>,
    pub limit: Option<CallerLimit>,
    /// The same for those who answer the public eligibility check.
    pub checks: Option<CallerLimit>,
}

pub type Shared = Arc<Portal>;

/// How many exchanges a page of the inspector lists.
pub const EXCHANGES_A_PAGE: u32 = 25;

impl Portal {
    pub fn respond(&self, page: &impl Page) -> Response {
        self.site.respond(page)
    }

    /// What stands around a page for somebody who has signed in.
    pub fn frame(&self, viewer: &SignedIn, section: Section) -> Frame {
        self.open_frame(Some(viewer), section)
    }

    /// What stands around a page for anybody.
    pub fn open_frame(&self, viewer: Option<&SignedIn>, section: Section) -> Frame {
        Frame {
            viewer: viewer.map(|viewer| viewer.email.to_string()),
            leaving: None,
            roles: viewer.map(|viewer| viewer.roles.clone()).unwrap_or_default(),
            outbox: self.settings.outbox,
            section,
        }
    }
}
