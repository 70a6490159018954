//! Every page of the settings in every state, named by its path.

use web_kit::{FieldErrors, Page};

use super::{
    AddPasskey, DeviceWords, Form, Notice, Overview, PasskeyDone, PasskeyWords, Record, STOPPED_SHARING,
    ServiceWords, SessionWords, change_email, change_landline, change_mobile, change_password,
    check_forgotten, check_new_email, confirm, confirm_email, devices, email_changed, enter_code,
    forget_device, forget_devices, forgotten_password, link_expired, name_passkey, nothing_here, passkeys,
    password_reset, record_unavailable, remove_landline, remove_passkey, reset_password, services, sessions,
    sign_out_elsewhere, stop_sharing, too_many_codes, too_many_passwords, wrong_password,
};
use crate::pages::{fields, named};

const OUTBOX: Option<&str> = Some("http://localhost:4000/outbox");
const PASSKEY: &str = "0199e3f1-7c1c-7a51-b5a8-0a7c0d1d2f3a";
const EMAIL: &str = "robin@people.example";

fn wrong(field: &str, words: &str) -> FieldErrors {
    [(field, words)].into_iter().collect()
}

pub(in crate::pages) fn samples() -> Vec<(String, Box<dyn Page>)> {
    [
        named("settings", Overview::samples()),
        named("settings-record", Record::samples()),
        forms(),
        lists(),
        notices(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn forms() -> Vec<(String, Box<dyn Page>)> {
    let none = FieldErrors::new;
    let email =
        wrong(fields::USER_EMAIL, "Enter an email address in the correct format, like name@example.com");
    let mobile =
        wrong(fields::MOBILE, "Enter a UK mobile phone number, like 07700 900 123 or +44 7700 900 123");
    let landline =
        wrong(fields::LANDLINE, "Enter a UK landline number, like 020 7946 0000 or +44 20 7946 0000");
    let short = || wrong(fields::NEW_PASSWORD, "Your password must have 8 characters or more");
    let code =
        wrong(fields::OTP, "The security code is not correct. Check the text message or send the code again");
    let sent_again = enter_code("0123", OUTBOX, none()).with_banner("We have sent a new security code");
    let of = |name: &str, forms: Vec<Form>| named(name, forms);
    [
        of("settings-confirm", vec![confirm("email", none()), confirm("email", wrong_password())]),
        of("settings-password", vec![change_password(none()), change_password(short())]),
        of(
            "settings-email",
            vec![change_email(EMAIL, "", none()), change_email(EMAIL, "robin", email.clone())],
        ),
        of("settings-confirm-email", vec![confirm_email("sample-token")]),
        of("settings-mobile", vec![change_mobile("", none()), change_mobile("020 7946 0000", mobile)]),
        of(
            "settings-mobile-code",
            vec![enter_code("0123", None, none()), enter_code("0123", OUTBOX, code), sent_again],
        ),
        of("settings-landline", vec![change_landline("", none()), change_landline("07700", landline)]),
        of("settings-landline-remove", vec![remove_landline("02079 460000")]),
        of(
            "settings-passkeys-name",
            vec![
                name_passkey(PASSKEY, "My phone", none()),
                name_passkey(PASSKEY, "", wrong(fields::PASSKEY_NAME, "Enter a name for the passkey")),
            ],
        ),
        of("settings-passkeys-remove", vec![remove_passkey(PASSKEY, "My phone")]),
        of("settings-devices-forget", vec![forget_device("c2FtcGxl", "2 March 2026 at 9:30am")]),
        of("settings-devices-forget-all", vec![forget_devices()]),
        of(
            "settings-services-withdraw",
            vec![stop_sharing("example-3f9a2c", "Smith & Daughters’ <Appointments>")],
        ),
        of("settings-sessions-end", vec![sign_out_elsewhere()]),
        of(
            "forgotten-password",
            vec![forgotten_password("", Some("/login"), none()), forgotten_password("robin", None, email)],
        ),
        of(
            "reset-password",
            vec![reset_password("sample-token", none()), reset_password("sample-token", short())],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn lists() -> Vec<(String, Box<dyn Page>)> {
    let device = |used: Option<&str>, is_this| DeviceWords {
        id: "c2FtcGxl".into(),
        remembered: "2 March 2026 at 9:30am".into(),
        used: used.map(Into::into),
        is_this,
    };
    let passkey = |name: &str, used: Option<&str>| PasskeyWords {
        id: PASSKEY.into(),
        name: name.into(),
        added: "2 March 2026 at 9:30am".into(),
        used: used.map(Into::into),
    };
    let service = |name: &str, shared: &[&str]| ServiceWords {
        client_id: "example-3f9a2c".into(),
        name: name.into(),
        shared: shared.iter().map(ToString::to_string).collect(),
        agreed: "2 March 2026 at 9:30am".into(),
    };
    let session = |is_asserted, is_this| SessionWords {
        signed_in: "2 March 2026 at 9:30am".into(),
        is_asserted,
        is_this,
    };
    let known = [device(Some("3 March 2026 at 8:15pm"), true), device(None, false)];
    let shared = [
        service("Example Appointments", &["your email address", "your NHS number"]),
        service("Smith & Daughters’ <Prescriptions>", &[]),
    ];
    [
        named(
            "settings-passkeys",
            vec![
                passkeys(&[passkey("My phone", Some("3 March 2026 at 8:15pm")), passkey("<Tablet>", None)]),
                passkeys(&[]).with_banner(Some(PasskeyDone::Removed.words())),
            ],
        ),
        named("settings-passkeys-add", AddPasskey::samples()),
        named("settings-devices", vec![devices(&known), devices(&[])]),
        named("settings-services", vec![services(&shared), services(&[]).with_banner(Some(STOPPED_SHARING))]),
        named(
            "settings-sessions",
            vec![sessions(&[session(true, true), session(false, false)]), sessions(&[session(false, true)])],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn notices() -> Vec<(String, Box<dyn Page>)> {
    let one = |name: &str, notice: Notice| named(name, vec![notice]);
    [
        one("settings-too-many-passwords", too_many_passwords(15)),
        one("settings-too-many-codes", too_many_codes(1)),
        one("settings-check-email", check_new_email(EMAIL, OUTBOX)),
        one("settings-email-changed", email_changed()),
        one("settings-link-expired", link_expired()),
        one("settings-nothing-here", nothing_here()),
        one("settings-record-unavailable", record_unavailable()),
        one("forgotten-password-check-email", check_forgotten(EMAIL, OUTBOX)),
        named("reset-password-done", vec![password_reset(true), password_reset(false)]),
    ]
    .into_iter()
    .flatten()
    .collect()
}
