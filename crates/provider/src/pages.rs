//! The pages that people see on their way through the provider, as plain view: values in, markup out.
//!
//! They refuse to know requests, sessions and storage. Paths, ids and names of fields are those that partners' own
//! browser tests drive (spec section 15.11).

pub mod claiming;
mod code;
mod consent;
mod email;
pub mod fields;
mod frame;
mod home;
mod login;
mod mobile;
mod passkeys;
pub mod proving;
mod register;
pub mod settings;
mod stops;
mod terms;
mod trust_device;
mod words;

use web_kit::Page;

pub use code::{CodeAttemptsExceeded, EnterCode, RememberDevice};
pub use consent::{Consent, ConsentRefused};
pub use email::{CheckEmail, ConfirmEmail, EmailConfirmed, LinkExpired};
pub use frame::JourneyFrame;
pub use home::Home;
pub use login::{AccountLocked, ByPasskey, Login};
pub use mobile::EnterMobile;
pub use passkeys::{AddPasskey, Offer, PasskeyLoginFailed, PasskeySignIn, Why};
pub use register::Register;
pub use stops::{AuthorizeRefused, JourneyExpired, TooManyRequests};
pub use terms::Terms;
pub use trust_device::TrustDevice;
pub use words::{mobile as national_mobile, moment, national, sentence};

/// Every page in every state, named for a gallery: `login`, `login-2` and so on.
pub fn all_samples() -> Vec<(String, Box<dyn Page>)> {
    [
        named("home", Home::samples()),
        named("login", Login::samples()),
        named("account-locked", AccountLocked::samples()),
        named("login-passkey", PasskeySignIn::samples()),
        named("passkey-user-login-failed", PasskeyLoginFailed::samples()),
        named("add-passkey", AddPasskey::samples()),
        named("register", Register::samples()),
        named("check-email", CheckEmail::samples()),
        named("confirm-email", ConfirmEmail::samples()),
        named("email-confirmed", EmailConfirmed::samples()),
        named("link-expired", LinkExpired::samples()),
        named("terms", Terms::samples()),
        named("enter-mobile", EnterMobile::samples()),
        named("enter-mobile-code", EnterCode::samples()),
        named("otp-attempts-exceeded", CodeAttemptsExceeded::samples()),
        named("trust-device", TrustDevice::samples()),
        named("nhs-login-consent", Consent::samples()),
        named("consent-refused", ConsentRefused::samples()),
        proving_samples(),
        named("prove-identity-ending", proving::EndingPage::samples()),
        settings::samples(),
        named("prove-identity-photo-id-sent", proving::PhotoIdSent::samples()),
        named("claim-account", claiming::ClaimLink::samples()),
        named("claim-account-code", claiming::code_samples()),
        named("claim-account-details", claiming::ClaimDetails::samples()),
        named("claim-account-terms", claiming::terms_samples()),
        named("claim-account-password", claiming::ClaimPassword::samples()),
        named("claim-account-done", claiming::ClaimDone::samples()),
        named("claim-account-stopped", claiming::ClaimStopped::samples()),
        named("journey-expired", JourneyExpired::samples()),
        named("authorize-refused", AuthorizeRefused::samples()),
        named("too-many-requests", TooManyRequests::samples()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Named by their paths.
fn proving_samples() -> Vec<(String, Box<dyn Page>)> {
    let of = |screen: proving::Screen| {
        let pages = proving::ProvingPage::samples().into_iter().filter(|page| page.screen() == screen);
        named(&screen.path()[1..].replace('/', "-"), pages.collect())
    };
    proving::Screen::all().flat_map(of).collect()
}

fn named<P: Page + 'static>(name: &str, pages: Vec<P>) -> Vec<(String, Box<dyn Page>)> {
    let name = |number: usize| if number == 1 { name.to_owned() } else { format!("{name}-{number}") };
    (1..).zip(pages).map(|(number, page)| (name(number), Box::new(page) as Box<dyn Page>)).collect()
}

#[cfg(test)]
mod tests;
