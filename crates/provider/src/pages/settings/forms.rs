//! The words and fields of each form.

use nhsuk::PasswordInput;
use web_kit::FieldErrors;

use super::Form;
use crate::pages::fields::{NEW_PASSWORD, PASSWORD};

/// The password once more, before what opens the account is changed. `to` is where it leads.
pub fn confirm(to: &str, errors: FieldErrors) -> Form {
    Form::new("Enter your password to continue", "/settings/confirm", "Continue")
        .with_words(&[
            "To keep your NHS login safe, we check that it is you before this can be changed. We do not ask again for 10 minutes.",
        ])
        .with_hidden("to", to)
        .with_control(current_password("Password", &errors))
        .with_errors(errors)
}

pub fn change_password(errors: FieldErrors) -> Form {
    Form::new("Change your password", "/settings/password", "Change password")
        .with_words(&["You will be signed out on every other device."])
        .with_control(current_password("Current password", &errors))
        .with_control(new_password(&errors))
        .with_errors(errors)
}

/// The password was not the one of the account.
pub fn wrong_password() -> FieldErrors {
    [(PASSWORD, "The password you entered is not correct")].into_iter().collect()
}

fn current_password(label: &str, errors: &FieldErrors) -> PasswordInput {
    PasswordInput {
        label: label.into(),
        id: PASSWORD.into(),
        name: "password".into(),
        autocomplete: "current-password".into(),
        error_message: errors.beside(PASSWORD),
        ..PasswordInput::default()
    }
}

pub(in crate::pages) fn new_password(errors: &FieldErrors) -> PasswordInput {
    PasswordInput {
        label: "New password".into(),
        hint: "Use 8 characters or more. Do not use a common password, like “password1”, or one that contains your \
               email address"
            .into(),
        id: NEW_PASSWORD.into(),
        name: "new-password".into(),
        autocomplete: "new-password".into(),
        error_message: errors.beside(NEW_PASSWORD),
        ..PasswordInput::default()
    }
}
