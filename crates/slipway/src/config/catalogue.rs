//! The catalogue of settings: one row each, and the only list of them. It feeds reading, `config check`, `config example`
//! and docs/configuration.md; the environment's names follow from the keys.

use kernel::Secret;

use super::{
    environment::EnvironmentSettings,
    environments, parse,
    problem::Fault,
    setting::{Kind, Row, Setting},
    settings::{LogFormat, LogLevel, Origin, OutboxPage, Settings},
};
use crate::master_key;

/// Every setting that there is with these environments, in the order in which people read them.
pub fn of<'a>(of_environments: impl IntoIterator<Item = &'a EnvironmentSettings>) -> Vec<Setting> {
    let first_after = SETTINGS.iter().position(|row| row.key == "limits.enabled").unwrap_or(SETTINGS.len());
    let (before, after) = SETTINGS.split_at(first_after);
    let sections = of_environments.into_iter().flat_map(environments::section);
    before.iter().map(Setting::Whole).chain(sections).chain(after.iter().map(Setting::Whole)).collect()
}

const MASK: &str = "(set, not shown)";

/// Text that is needed as it stands, but not empty.
pub(super) fn words(text: &str) -> Result<String, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new("it is empty", "write a value, or leave the setting out"));
    }
    Ok(text.trim().to_owned())
}

pub(super) fn address(set: Option<&Origin>, port: u16) -> String {
    match (set, port) {
        (Some(origin), _) => origin.to_string(),
        (None, 0) => "http://localhost:(the port that is bound)".to_owned(),
        (None, port) => Origin::localhost(port).to_string(),
    }
}

fn listed(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(" "))
}

/// Assigns what was read, so that a row is one line.
macro_rules! set {
    ($settings:ident . $($field:ident).+ = $value:expr) => {{
        $settings.$($field).+ = $value;
        Ok(())
    }};
}

pub(super) use set;

pub static SETTINGS: &[Row<Settings>] = &[
    Row {
        key: "data",
        kind: Kind::Text,
        doc: "The folder for the database and the keys. It is made at the first start, readable by its owner only.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.data = parse::path(text)?),
        show: |s| Some(s.data.display().to_string()),
    },
    Row {
        key: "master_key_file",
        kind: Kind::Text,
        doc: "The file with the key that seals secrets in the database; the first start makes it. Back it up apart from the database.",
        default: Some("`master.key` in the data folder"),
        example: "data/master.key",
        secret: false,
        read: |s, text| set!(s.master_key_file = Some(parse::path(text)?)),
        show: |s| {
            let is_elsewhere = s.master_key.is_some() || s.master_key_command.is_some();
            (!is_elsewhere).then(|| s.master_key_file().display().to_string())
        },
    },
    Row {
        key: "master_key",
        kind: Kind::Text,
        doc: "The key itself, 64 hexadecimal digits, in place of the file. It is read from the environment only.",
        default: Some("none"),
        example: "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        secret: true,
        read: |s, text| set!(s.master_key = Some(master_key::check(text)?)),
        show: |s| s.master_key.as_ref().map(|_| MASK.to_owned()),
    },
    Row {
        key: "master_key_command",
        kind: Kind::List,
        doc: "A program and its arguments that print the key, in place of the file: for a key management service. No shell is between; it is asked at every start and by every command.",
        default: Some("none"),
        example: r#"["kms-decrypt", "slipway"]"#,
        secret: false,
        read: |s, text| set!(s.master_key_command = Some(parse::command(text)?)),
        show: |s| s.master_key_command.as_ref().map(|words| format!("{words:?}")),
    },
    Row {
        key: "database.url",
        kind: Kind::Text,
        doc: "The database: sqlite:PATH, or postgres://USER:PASSWORD@HOST/DATABASE.",
        default: Some("`slipway.sqlite` in the data folder"),
        example: "sqlite:data/slipway.sqlite",
        secret: true,
        read: |s, text| set!(s.database = Some(parse::database(text)?)),
        show: |s| Some(s.database().to_string()),
    },
    Row {
        key: "toolkit.folder",
        kind: Kind::Text,
        doc: "A folder of editions of the onboarding process, in place of those that Slipway comes with: one folder each, and migrations. With a mistake in one, nothing starts.",
        default: Some("the editions that Slipway comes with"),
        example: "toolkit",
        secret: false,
        read: |s, text| set!(s.toolkit.folder = Some(parse::path(text)?)),
        show: |s| s.toolkit.folder.as_ref().map(|folder| folder.display().to_string()),
    },
    Row {
        key: "portal.listen",
        kind: Kind::Text,
        doc: "The address and port of the portal. Port 0 picks a free one.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.portal.listen = parse::listen(text)?),
        show: |s| Some(s.portal.listen.to_string()),
    },
    Row {
        key: "portal.url",
        kind: Kind::Text,
        doc: "Where browsers reach the portal. It needs https unless the host is localhost.",
        default: Some("`http://localhost:PORT`, with the port of `portal.listen`"),
        example: "http://localhost:4000",
        secret: false,
        read: |s, text| set!(s.portal.url = Some(parse::origin(text)?)),
        show: |s| Some(address(s.portal.url.as_ref(), s.portal.listen.port())),
    },
    Row {
        key: "limits.enabled",
        kind: Kind::Switch,
        doc: "Whether requests are counted and held back. Switch it off for benchmarks only.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.limits.enabled = parse::switch(text)?),
        show: |s| Some(s.limits.enabled.to_string()),
    },
    Row {
        key: "limits.client_requests",
        kind: Kind::Number,
        doc: "Requests a minute from one client to authorize, token and userinfo together.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.limits.client_requests = parse::limit(text)?),
        show: |s| Some(s.limits.client_requests.to_string()),
    },
    Row {
        key: "limits.client_look_ups",
        kind: Kind::Number,
        doc: "Look-ups of users a minute by one client.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.limits.client_look_ups = parse::limit(text)?),
        show: |s| Some(s.limits.client_look_ups.to_string()),
    },
    Row {
        key: "limits.client_provisionings",
        kind: Kind::Number,
        doc: "Requests a minute from one client to provision an account.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.limits.client_provisionings = parse::limit(text)?),
        show: |s| Some(s.limits.client_provisionings.to_string()),
    },
    Row {
        key: "limits.ods_code_provisionings",
        kind: Kind::Number,
        doc: "Requests an hour to provision an account for the patients of one organisation, from all clients together.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.limits.ods_code_provisionings = parse::limit(text)?),
        show: |s| Some(s.limits.ods_code_provisionings.to_string()),
    },
    Row {
        key: "limits.address_requests",
        kind: Kind::Number,
        doc: "Requests a minute from one network address.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.limits.address_requests = parse::limit(text)?),
        show: |s| Some(s.limits.address_requests.to_string()),
    },
    Row {
        key: "limits.address_sign_ins",
        kind: Kind::Number,
        doc: "Passwords and codes a minute from one network address.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.limits.address_sign_ins = parse::limit(text)?),
        show: |s| Some(s.limits.address_sign_ins.to_string()),
    },
    Row {
        key: "keys.rotation_days",
        kind: Kind::Number,
        doc: "After how many days the next signing key takes over by itself; it has been published since the rotation before. 0 leaves it to slipway keys rotate.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.keys.rotation_days = parse::count(text)?),
        show: |s| Some(s.keys.rotation_days.to_string()),
    },
    Row {
        key: "mail.smtp_url",
        kind: Kind::Text,
        doc: "The server that takes mail: smtps://USER:PASSWORD@HOST, or smtp://HOST:PORT?tls=required.",
        default: Some("none: mail is kept in the outbox"),
        example: "smtps://USER:PASSWORD@mail.example",
        secret: true,
        read: |s, text| set!(s.mail.smtp_url = Some(parse::smtp_url(text)?)),
        show: |s| s.mail.smtp_url.as_ref().map(ToString::to_string),
    },
    Row {
        key: "mail.from",
        kind: Kind::Text,
        doc: "Whom mail comes from: an address, with or without a name.",
        default: Some("none: needed with `mail.smtp_url`"),
        example: "Slipway <slipway@mail.example>",
        secret: false,
        read: |s, text| set!(s.mail.from = Some(parse::sender(text)?)),
        show: |s| s.mail.from.as_ref().map(ToString::to_string),
    },
    Row {
        key: "text_messages.url",
        kind: Kind::Text,
        doc: "The base address of a service that takes text messages as GOV.UK Notify does.",
        default: Some("none: text messages are kept in the outbox"),
        example: "https://api.notifications.service.gov.uk",
        secret: false,
        read: |s, text| set!(s.text_messages.url = Some(parse::base_url(text)?)),
        show: |s| s.text_messages.url.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned()),
    },
    Row {
        key: "text_messages.api_key",
        kind: Kind::Text,
        doc: "The API key of that service, in the form NAME-SERVICE_ID-SECRET.",
        default: Some("none: needed with `text_messages.url`"),
        example: "name-00000000-0000-0000-0000-000000000000-00000000-0000-0000-0000-000000000000",
        secret: true,
        read: |s, text| set!(s.text_messages.api_key = Some(parse::api_key(text)?)),
        show: |s| s.text_messages.api_key.as_ref().map(|_| MASK.to_owned()),
    },
    Row {
        key: "text_messages.template_id",
        kind: Kind::Text,
        doc: "The template whose only content is ((body)).",
        default: Some("none: needed with `text_messages.url`"),
        example: "TEMPLATE_ID",
        secret: false,
        read: |s, text| set!(s.text_messages.template_id = Some(words(text)?)),
        show: |s| s.text_messages.template_id.clone(),
    },
    Row {
        key: "staff_sign_in.issuer",
        kind: Kind::Text,
        doc: "The issuer of the OpenID Provider that staff sign in through, letter for letter as it writes itself. Register PORTAL_URL/sign-in/organisation/callback there as the redirect URI.",
        default: Some("none: staff sign in with a code by email"),
        example: "https://id.example.org",
        secret: false,
        read: |s, text| set!(s.staff_sign_in.issuer = Some(parse::issuer(text)?)),
        show: |s| s.staff_sign_in.issuer.clone(),
    },
    Row {
        key: "staff_sign_in.client_id",
        kind: Kind::Text,
        doc: "The client id that the provider gave Slipway.",
        default: Some("none: needed with `staff_sign_in.issuer`"),
        example: "slipway",
        secret: false,
        read: |s, text| set!(s.staff_sign_in.client_id = Some(words(text)?)),
        show: |s| s.staff_sign_in.client_id.clone(),
    },
    Row {
        key: "staff_sign_in.client_secret",
        kind: Kind::Text,
        doc: "The client secret, where the provider gave one; best in the environment variable.",
        default: Some("none: this or `staff_sign_in.private_key_file` is needed with `staff_sign_in.issuer`"),
        example: "PASSWORD",
        secret: true,
        read: |s, text| set!(s.staff_sign_in.client_secret = Some(Secret::new(words(text)?))),
        show: |s| s.staff_sign_in.client_secret.as_ref().map(|_| MASK.to_owned()),
    },
    Row {
        key: "staff_sign_in.private_key_file",
        kind: Kind::Text,
        doc: "A file, readable by its owner only, with an RSA private key (PEM) in place of the secret: Slipway then authenticates with private_key_jwt.",
        default: Some("none: this or `staff_sign_in.client_secret` is needed with `staff_sign_in.issuer`"),
        example: "data/staff-sign-in.pem",
        secret: false,
        read: |s, text| set!(s.staff_sign_in.private_key_file = Some(parse::path(text)?)),
        show: |s| s.staff_sign_in.private_key_file.as_ref().map(|file| file.display().to_string()),
    },
    Row {
        key: "staff_sign_in.key_id",
        kind: Kind::Text,
        doc: "The name (kid) under which the provider knows that key, if it wants one.",
        default: Some("none: no kid is sent"),
        example: "2026",
        secret: false,
        read: |s, text| set!(s.staff_sign_in.key_id = Some(words(text)?)),
        show: |s| s.staff_sign_in.key_id.clone(),
    },
    Row {
        key: "staff_sign_in.email_domains",
        kind: Kind::Text,
        doc: "The domains of the email addresses that the provider may speak for, with spaces between them.",
        default: Some("none: needed with `staff_sign_in.issuer`"),
        example: "example.org",
        secret: false,
        read: |s, text| set!(s.staff_sign_in.email_domains = parse::domains(text)?),
        show: |s| listed(&s.staff_sign_in.email_domains),
    },
    Row {
        key: "staff_sign_in.trust_email_addresses",
        kind: Kind::Switch,
        doc: "Whether an address counts that the provider sends without email_verified. Only for a provider that gives people their addresses itself; with email_verified false it never counts.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.staff_sign_in.trust_email_addresses = parse::switch(text)?),
        show: |s| Some(s.staff_sign_in.trust_email_addresses.to_string()),
    },
    Row {
        key: "staff_sign_in.label",
        kind: Kind::Text,
        doc: "The words on the button.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.staff_sign_in.label = words(text)?),
        show: |s| Some(s.staff_sign_in.label.clone()),
    },
    Row {
        key: "staff_sign_in.strong_acr",
        kind: Kind::Text,
        doc: "The values of acr, with spaces between them, that mean that the provider has seen a second factor. They are asked for, and with one of them Slipway's own is not.",
        default: Some("none: Slipway's own second factor is always asked for"),
        example: "urn:example:mfa",
        secret: false,
        read: |s, text| set!(s.staff_sign_in.strong_acr = parse::names(text)?),
        show: |s| listed(&s.staff_sign_in.strong_acr),
    },
    Row {
        key: "staff_sign_in.strong_amr",
        kind: Kind::Text,
        doc: "The same by the values of amr.",
        default: Some("none: Slipway's own second factor is always asked for"),
        example: "mfa",
        secret: false,
        read: |s, text| set!(s.staff_sign_in.strong_amr = parse::names(text)?),
        show: |s| listed(&s.staff_sign_in.strong_amr),
    },
    Row {
        key: "outbox.page",
        kind: Kind::Text,
        doc: "Whether the portal shows kept messages: on, off, or auto (while some are kept and the portal is on localhost). They hold codes that sign people in.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.outbox = parse::outbox_page(text)?),
        show: |s| {
            let word = match s.outbox {
                OutboxPage::Automatic => "auto",
                OutboxPage::On => "on",
                OutboxPage::Off => "off",
            };
            Some(word.to_owned())
        },
    },
    Row {
        key: "proxy.trusted_hops",
        kind: Kind::Number,
        doc: "How many proxies of yours stand in front and add to X-Forwarded-For. With 0 the header is ignored.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.proxy.trusted_hops = parse::count(text)?),
        show: |s| Some(s.proxy.trusted_hops.to_string()),
    },
    Row {
        key: "log.format",
        kind: Kind::Text,
        doc: "How log lines look: text for people, json for programs.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.log.format = parse::log_format(text)?),
        show: |s| {
            let word = match s.log.format {
                LogFormat::Text => "text",
                LogFormat::Json => "json",
            };
            Some(word.to_owned())
        },
    },
    Row {
        key: "log.level",
        kind: Kind::Text,
        doc: "The least serious lines to write: error, warn, info or debug.",
        default: None,
        example: "",
        secret: false,
        read: |s, text| set!(s.log.level = parse::log_level(text)?),
        show: |s| {
            let word = match s.log.level {
                LogLevel::Error => "error",
                LogLevel::Warn => "warn",
                LogLevel::Info => "info",
                LogLevel::Debug => "debug",
            };
            Some(word.to_owned())
        },
    },
    Row {
        key: "clock.ahead_file",
        kind: Kind::Text,
        doc: "For rehearsals on this machine only: a file with the number of seconds that Slipway's clock runs ahead, read at each use, so that a call or a Board meeting of next month can be held today.",
        default: Some("none: the machine's clock"),
        example: "data/ahead",
        secret: false,
        read: |s, text| set!(s.clock.ahead_file = Some(parse::path(text)?)),
        show: |s| s.clock.ahead_file.as_ref().map(|file| file.display().to_string()),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// With an environment that is named.
    fn settings() -> Settings {
        let mut settings = Settings::default();
        settings.environments.push(EnvironmentSettings::named("live"));
        settings
    }

    fn all() -> Vec<Setting> {
        of(&settings().environments)
    }

    #[test]
    fn variables_follow_from_keys() {
        let all = all();
        let variable = |key: &str| all.iter().find(|setting| setting.key() == key).unwrap().variable();
        assert_eq!(variable("database.url"), "SLIPWAY_DATABASE_URL");
        assert_eq!(variable("integration.enabled"), "SLIPWAY_INTEGRATION_ENABLED");
        assert_eq!(variable("environments.live.pds.base_url"), "SLIPWAY_ENVIRONMENTS_LIVE_PDS_BASE_URL");
    }

    #[test]
    fn each_key_and_each_variable_is_there_once() {
        let mut names: Vec<String> = all().iter().map(Setting::variable).collect();
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn every_default_that_is_a_value_can_be_written_back() {
        for setting in all().iter().filter(|setting| setting.default().is_none()) {
            let shown = setting.show(&settings()).unwrap();
            let mut settings = settings();
            assert_eq!(setting.read(&mut settings, &shown), Ok(()), "{}", setting.key());
            assert_eq!(setting.show(&settings), Some(shown), "{}", setting.key());
        }
    }

    #[test]
    fn every_example_can_be_read_and_no_secret_is_shown() {
        for setting in all().iter().filter(|setting| setting.default().is_some()) {
            let mut settings = settings();
            assert_eq!(setting.read(&mut settings, setting.example()), Ok(()), "{}", setting.key());
            let shown = setting.show(&settings).unwrap();
            assert!(
                !shown.contains("PASSWORD") && !shown.contains("0000-0000"),
                "{}: {shown}",
                setting.key()
            );
        }
    }

    #[test]
    fn the_sandpit_always_runs_and_names_no_kind() {
        let keys: Vec<String> = all().iter().map(|setting| setting.key().into_owned()).collect();
        assert!(
            keys.contains(&"sandpit.listen".to_owned()) && keys.contains(&"integration.people".to_owned())
        );
        for key in ["sandpit.enabled", "sandpit.kind", "integration.kind", "sandpit.pds.base_url"] {
            assert!(!keys.contains(&key.to_owned()), "{key}");
        }
    }
}
