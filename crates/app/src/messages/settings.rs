//! What people are told when something of their NHS login changes, and the links by which they change it.

use kernel::{EmailAddress, MobileNumber};

use super::{Draft, Recipient};
use crate::settings::record::Detail;

const IF_IT_WAS_YOU: &str = "If it was you, you do not need to do anything.";
const IF_NOT_IN: &str =
    "If it was not you, change your password: open your NHS login settings from a service that you use.";
const IF_NOT_OUT: &str = "If it was not you, choose a new password: select “I have forgotten my password” on the page where you sign in.";

/// The link that proves a new address.
pub fn confirm_new_email(to: EmailAddress, link: &str) -> Draft {
    Draft::email(
        to,
        "Confirm your new email address",
        &[
            "Use this link to confirm that this is the new email address of your NHS login:",
            link,
            "The link works once, for 1 hour. Until you use it, you sign in with your old email address.",
            "If you did not ask for this, you can ignore this email. Nobody can use your address without the link.",
        ],
    )
}

/// What the owner of an account reads when somebody wants their address for another.
pub fn address_in_use(to: EmailAddress) -> Draft {
    Draft::email(
        to,
        "You already have an NHS login",
        &[
            "Somebody, perhaps you, tried to use this email address for another NHS login. It has one already, and an address can \
             have one only.",
            "If it was not you, you do not need to do anything.",
        ],
    )
}

/// To the old address.
pub fn email_changed(to: EmailAddress) -> Draft {
    Draft::email(
        to,
        "The email address of your NHS login was changed",
        &[
            "Your NHS login has another email address now. You cannot sign in with this one any more.",
            IF_IT_WAS_YOU,
            "If it was not you, tell the people who run the service that you sign in to.",
        ],
    )
}

/// To the new address.
pub fn email_is_yours(to: EmailAddress) -> Draft {
    Draft::email(
        to,
        "This is the email address of your NHS login now",
        &[
            "You changed the email address of your NHS login to this one. Sign in with it from now on.",
            IF_NOT_IN,
        ],
    )
}

/// Tells somebody that their password is another one now.
pub fn password_changed(to: EmailAddress) -> Draft {
    Draft::email(
        to,
        "Your NHS login password was changed",
        &[
            "The password of your NHS login was changed. You are signed out on every other device.",
            IF_IT_WAS_YOU,
            IF_NOT_OUT,
        ],
    )
}

/// To the old number.
pub fn mobile_changed(to: MobileNumber) -> Draft {
    Draft {
        to: Recipient::Mobile(to),
        subject: String::new(),
        text: "Your NHS login has another mobile phone number now. Security codes go there. If it was not you, change your password."
            .to_owned(),
        html: None,
        attachment: None,
    }
}

/// By mail, for whoever has lost the old phone.
pub fn mobile_is_another(to: EmailAddress) -> Draft {
    Draft::email(
        to,
        "The mobile phone number of your NHS login was changed",
        &[
            "Your NHS login has another mobile phone number now. Security codes go there.",
            IF_IT_WAS_YOU,
            IF_NOT_IN,
        ],
    )
}

pub fn landline_changed(to: EmailAddress, is_there: bool) -> Draft {
    let what = if is_there {
        "Your NHS login has another landline number now."
    } else {
        "The landline number was removed from your NHS login."
    };
    Draft::email(to, "The landline number of your NHS login was changed", &[what, IF_IT_WAS_YOU, IF_NOT_IN])
}

pub fn device_forgotten(to: EmailAddress) -> Draft {
    Draft::email(
        to,
        "Devices were removed from your NHS login",
        &[
            "Devices that did not need a security code were removed from your NHS login. They ask for one from now on.",
            IF_IT_WAS_YOU,
            IF_NOT_IN,
        ],
    )
}

pub fn consent_withdrawn(to: EmailAddress, service: &str) -> Draft {
    let what = format!(
        "You stopped sharing your NHS login information with {service}. It asks you to agree again when you next sign in there."
    );
    let kept = format!("{service} may keep what it knows already. Ask the people who run it to delete it.");
    Draft::email(to, "You stopped sharing your NHS login information", &[&what, &kept, IF_NOT_IN])
}

pub fn signed_out_elsewhere(to: EmailAddress) -> Draft {
    Draft::email(
        to,
        "You were signed out of NHS login",
        &[
            "Your NHS login was signed out everywhere but in the browser where you asked for it.",
            IF_IT_WAS_YOU,
            IF_NOT_IN,
        ],
    )
}

pub fn record_changed(to: EmailAddress, detail: Detail) -> Draft {
    let what = match detail {
        Detail::Email => "The email address in your NHS record is the one of your NHS login now.",
        Detail::Mobile => "The mobile phone number in your NHS record is the one of your NHS login now.",
    };
    Draft::email(to, "The contact details in your NHS record were changed", &[what, IF_IT_WAS_YOU, IF_NOT_IN])
}

/// The link by which a new password is chosen.
pub fn choose_new_password(to: EmailAddress, link: &str) -> Draft {
    Draft::email(
        to,
        "Choose a new NHS login password",
        &[
            "Use this link to choose a new password for your NHS login:",
            link,
            "The link works once, for 1 hour.",
            "If you did not ask for a new password, you can ignore this email. Your password stays as it is.",
        ],
    )
}

/// What whoever has no account reads when a new password is asked for.
pub fn no_account(to: EmailAddress) -> Draft {
    Draft::email(
        to,
        "There is no NHS login with this email address",
        &[
            "Somebody, perhaps you, asked for a new NHS login password. There is no NHS login with this email address.",
            "If it was you, try another email address of yours, or go back to the service and create an NHS login.",
            "If it was not you, you do not need to do anything.",
        ],
    )
}
