//! The settings: what a person looks after themselves. One page of everything, and for each thing a form, a list or a few words.

use web_kit::{FieldErrors, Page};

mod form;
mod forms;
mod notice;
mod overview;

pub use form::Form;
pub use forms::{change_password, confirm, wrong_password};
pub use notice::{Notice, too_many_passwords};
pub use overview::{Changed, Overview, Own};

/// Where "Back" leads from every page but the first.
pub const PATH: &str = "/settings";

/// Named by their paths.
pub(super) fn samples() -> Vec<(String, Box<dyn Page>)> {
    let none = FieldErrors::new;
    [
        super::named("settings", Overview::samples()),
        super::named("settings-confirm", vec![confirm("email", none()), confirm("email", wrong_password())]),
        super::named("settings-too-many-passwords", vec![too_many_passwords(15)]),
        super::named("settings-password", vec![change_password(none()), change_password(wrong_password())]),
    ]
    .into_iter()
    .flatten()
    .collect()
}
