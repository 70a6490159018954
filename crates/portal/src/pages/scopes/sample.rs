//! Sample pages of scopes: nothing ticked, a look at what some mean, and an error.

use toolkit::definition::Form;

use super::{ScopesPage, Ticked, scopes_field};
use crate::pages::{
    forms::{ANSWER, opened_sample},
    frame::{Frame, Section},
};

fn page(scopes: &[&str], is_shown_only: bool, error: &str) -> Option<ScopesPage> {
    let opened = opened_sample(Vec::new())?;
    let form: Form = opened.definition.forms.iter().find(|form| scopes_field(form).is_some())?.clone();
    let ticked = Ticked { scopes: scopes.iter().map(ToString::to_string).collect(), seen: 0, is_shown_only };
    let errors = [(ANSWER, error)].into_iter().filter(|(_, words)| !words.is_empty()).collect();
    let frame = Frame::sample(Section::Integrations);
    ScopesPage::new(frame, &opened, &form, &ticked, !is_shown_only && !scopes.is_empty(), errors)
}

pub(super) fn pages() -> Vec<ScopesPage> {
    let pages = [
        page(&[], false, ""),
        page(&["openid", "profile", "basic_demographics", "email"], true, ""),
        page(&["openid", "profile"], false, ""),
        page(&[], false, "Select at least one of the answers"),
    ];
    pages.into_iter().flatten().collect()
}
