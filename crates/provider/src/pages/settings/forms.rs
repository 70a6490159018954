//! The words and fields of each form.

use nhsuk::{Input, PasswordInput};
use web_kit::FieldErrors;

use super::{Form, PATH};
use crate::pages::{
    fields::{LANDLINE, MOBILE, NEW_PASSWORD, OTP, PASSWORD},
    login::email_input,
};

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

fn new_password(errors: &FieldErrors) -> PasswordInput {
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

pub fn change_email(now: &str, typed: &str, errors: FieldErrors) -> Form {
    let words = format!("Your email address is {now}. You sign in with it until you confirm the new one.");
    let email = Input {
        label: "New email address".into(),
        hint: "We will send an email to this address to check it is yours".into(),
        ..email_input(typed, "email", &errors)
    };
    Form::new("Change your email address", "/settings/email", "Continue")
        .with_words(&[&words])
        .with_control(email)
        .with_errors(errors)
}

/// Where the link in the mail leads. A button, because programs that look at mail open links by themselves.
pub fn confirm_email(token: &str) -> Form {
    Form::new("Confirm your new email address", "/settings/confirm-email", "Confirm my new email address")
        .with_words(&["You opened the link in the email that we sent you. Select the button to sign in with this email address from now on."])
        .with_hidden("token", token)
        .with_back(None)
}

pub fn change_mobile(typed: &str, errors: FieldErrors) -> Form {
    let mobile = Input {
        label: "New mobile phone number".into(),
        hint: "For example, 07700 900 123. It must be a UK number".into(),
        autocomplete: "tel".into(),
        ..telephone(MOBILE, "mobile", typed, &errors)
    };
    Form::new("Change your mobile phone number", "/settings/mobile", "Continue")
        .with_words(&[
            "We will send a security code to the new number. Your old number stays until you enter the code.",
        ])
        .with_control(mobile)
        .with_errors(errors)
}

fn telephone(id: &str, name: &str, typed: &str, errors: &FieldErrors) -> Input {
    Input {
        id: id.into(),
        name: name.into(),
        input_type: "tel".into(),
        inputmode: "tel".into(),
        width: Some(20),
        value: typed.into(),
        error_message: errors.beside(id),
        ..Input::default()
    }
}

/// `ending` is the last digits of the new number.
pub fn enter_code(ending: &str, outbox_url: Option<&str>, errors: FieldErrors) -> Form {
    let words = format!(
        "We have sent a text message with a 6-digit security code to the phone number ending {ending}."
    );
    let code = Input {
        label: "Security code".into(),
        hint: "It has 6 digits".into(),
        id: OTP.into(),
        name: "otp".into(),
        inputmode: "numeric".into(),
        autocomplete: "one-time-code".into(),
        width: Some(10),
        code: true,
        error_message: errors.beside(OTP),
        ..Input::default()
    };
    Form::new("Enter the security code", "/settings/mobile/code", "Change my number")
        .with_words(&[&words])
        .with_outbox(outbox_url)
        .with_control(code)
        .with_errors(errors)
        .with_other("Send the code again", "/settings/mobile/again")
        .with_back(Some("/settings/mobile"))
}

pub fn change_landline(typed: &str, errors: FieldErrors) -> Form {
    let landline = Input {
        label: "Landline number".into(),
        hint: "For example, 020 7946 0000. It must be a UK number".into(),
        autocomplete: "home tel".into(),
        ..telephone(LANDLINE, "landline", typed, &errors)
    };
    Form::new("Enter your landline number", "/settings/landline", "Save")
        .with_words(&["Services that you agreed to share your landline number with can see it. We do not call it to check it."])
        .with_control(landline)
        .with_errors(errors)
}

pub fn remove_landline(landline: &str) -> Form {
    let words = format!(
        "Services will not see {landline} any more. You can add a landline number again at any time."
    );
    Form::new("Remove your landline number?", "/settings/landline/remove", "Remove landline number")
        .with_words(&[&words])
        .removing_from(PATH)
}

pub fn forget_device(id: &str, remembered: &str) -> Form {
    let words = format!(
        "The device was remembered on {remembered}. You will need a security code when you next sign in on it."
    );
    Form::new("Forget this device?", "/settings/devices/forget", "Forget this device")
        .with_words(&[&words])
        .with_hidden("device", id)
        .removing_from("/settings/devices")
}

pub fn forget_devices() -> Form {
    Form::new("Forget all devices?", "/settings/devices/forget-all", "Forget all devices")
        .with_words(&["You will need a security code when you next sign in, on every device."])
        .removing_from("/settings/devices")
}

pub fn stop_sharing(client_id: &str, name: &str) -> Form {
    let words = format!(
        "{name} will not get your information from NHS login any more. When you next sign in there, you are asked to agree again."
    );
    let kept = format!("{name} may keep what it knows already.");
    Form::new(&format!("Stop sharing with {name}?"), "/settings/services/withdraw", "Stop sharing")
        .with_words(&[&words, &kept])
        .with_hidden("service", client_id)
        .removing_from("/settings/services")
}

pub fn sign_out_elsewhere() -> Form {
    Form::new("Sign out everywhere else?", "/settings/sessions/end", "Sign out everywhere else")
        .with_words(&["You stay signed in here. Everywhere else, you sign in again with your password and a security code."])
        .removing_from("/settings/sessions")
}

/// `back` leads to the page where somebody signs in, where they are on their way through it.
pub fn forgotten_password(typed: &str, back: Option<&'static str>, errors: FieldErrors) -> Form {
    Form::new("I have forgotten my password", "/forgotten-password", "Continue")
        .with_words(&["We will send you an email with a link. Use it to choose a new password."])
        .with_control(email_input(typed, "username", &errors))
        .with_errors(errors)
        .with_back(back)
}

/// Where the link of that mail leads.
pub fn reset_password(token: &str, errors: FieldErrors) -> Form {
    Form::new("Choose a new password", "/reset-password", "Change my password")
        .with_words(&["You will be signed out on every device."])
        .with_hidden("token", token)
        .with_control(new_password(&errors))
        .with_errors(errors)
        .with_back(None)
}
