//! A few words of the settings, and where they lead on.

use askama::Template;
use http::StatusCode;
use nhsuk::{Heading, Html, InsetText};
use web_kit::Page;

use super::form::outbox;
use crate::pages::{
    frame::{Message, heading},
    words::minutes,
};

#[derive(Clone, Debug, Template)]
#[template(path = "settings/notice.html")]
pub struct Notice {
    title: String,
    heading: Heading,
    words: Vec<String>,
    outbox: Option<InsetText>,
    link: Option<(&'static str, &'static str)>,
    status: StatusCode,
}

impl Notice {
    fn new(title: &str, words: &[&str]) -> Self {
        Self {
            title: title.into(),
            heading: heading(title),
            words: words.iter().map(ToString::to_string).collect(),
            outbox: None,
            link: None,
            status: StatusCode::OK,
        }
    }

    fn with_link(self, words: &'static str, to: &'static str) -> Self {
        Self { link: Some((words, to)), ..self }
    }

    fn with_settings_link(self) -> Self {
        self.with_link("Go to your NHS login settings", super::PATH)
    }
}

/// Too many wrong passwords: the same lock as at sign-in.
pub fn too_many_passwords(left: u32) -> Notice {
    let wait = format!("To keep your NHS login safe, you cannot use your password for {}.", minutes(left));
    let title = "You have entered the wrong password too many times";
    Notice::new(title, &[&wait, "After that, you can try again."]).with_settings_link()
}

/// Too many wrong codes, or too many codes to one number.
pub fn too_many_codes(left: u32) -> Notice {
    let wait = format!("To keep your NHS login safe, you cannot use a security code for {}.", minutes(left));
    let again = "After that, enter the new number again. Your number has not changed.";
    Notice::new("There were too many security codes", &[&wait, again]).with_settings_link()
}

/// The same whether or not somebody else has the address.
pub fn check_new_email(email: &str, outbox_url: Option<&str>) -> Notice {
    let sent = format!("We have sent an email to {email}.");
    let open = "Open it and select the link to confirm that the address is yours. Until then, you sign in with your old one.";
    let lost = "If it does not arrive in a few minutes, check your junk or spam folder, then enter the address again.";
    let notice = Notice::new("Check your email", &[&sent, open, lost]).with_settings_link();
    Notice { outbox: outbox(Message::Email, outbox_url), ..notice }
}

pub fn email_changed() -> Notice {
    let words = "Sign in with your new email address from now on. We have told your old email address about the change.";
    Notice::new("You have changed your email address", &[words]).with_settings_link()
}

/// A link that is too old, was used, or was replaced by a newer one.
pub fn link_expired() -> Notice {
    let why = "The link in the email is too old, or it was used before. If you asked for it more than 1 time, only the link in the \
               newest email works.";
    let notice = Notice::new(
        "This link does not work any more",
        &[why, "Nothing has changed. You can ask for a new link."],
    );
    Notice { status: StatusCode::GONE, ..notice }
}

/// What was to be removed is not there, or not this person's.
pub fn nothing_here() -> Notice {
    let notice = Notice::new(
        "There is nothing to change here",
        &["It may have been changed already, in another tab or on another device. Nothing has changed now."],
    );
    Notice { status: StatusCode::NOT_FOUND, ..notice.with_settings_link() }
}

pub fn record_unavailable() -> Notice {
    let words = ["We cannot reach NHS records at the moment. Nothing has changed.", "Try again later."];
    Notice::new("There is a problem with NHS records", &words).with_settings_link()
}

/// The same whether or not the address has an account. `way_on` leads back to where the person was signing in.
pub fn check_forgotten(email: &str, outbox_url: Option<&str>) -> Notice {
    let sent = format!("We have sent an email to {email}.");
    let open = "Open it and select the link to choose a new password. The link works for 1 hour.";
    let lost =
        "If it does not arrive in a few minutes, check your junk or spam folder, then ask for it again.";
    let notice = Notice::new("Check your email", &[&sent, open, lost])
        .with_link("Ask for it again", "/forgotten-password");
    Notice { outbox: outbox(Message::Email, outbox_url), ..notice }
}

/// `is_on_the_way` where this browser was signing in to something.
pub fn password_reset(is_on_the_way: bool) -> Notice {
    const TITLE: &str = "You have changed your password";
    let out = "You are signed out on every device.";
    if is_on_the_way {
        Notice::new(TITLE, &[out, "Sign in with your new password to continue."])
            .with_link("Continue to sign in", "/login")
    } else {
        Notice::new(
            TITLE,
            &[out, "Go back to the service that you were using, and sign in with your new password."],
        )
    }
}

impl Page for Notice {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn status(&self) -> StatusCode {
        self.status
    }
}
