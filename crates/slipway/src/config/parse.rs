//! One parser for each kind of value that a setting can have. Each answers with the value, or with what is wrong and the fix.

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf};

use kernel::{EmailAddress, OdsCode};
use notify::{ApiKey, SenderAddress, SmtpUrl};
use store::{Location, LocationProblem};
use url::{Host, Url};

use super::{
    environment::{Demographics, Preset},
    problem::Fault,
    settings::{LogFormat, LogLevel, Origin, OutboxPage},
};

pub fn switch(text: &str) -> Result<bool, Fault> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Fault::new(format!("{text:?} is neither true nor false"), "write true or false")),
    }
}

pub fn path(text: &str) -> Result<PathBuf, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new("the path is empty", "write the path of a file or folder"));
    }
    Ok(PathBuf::from(text))
}

pub fn count(text: &str) -> Result<u32, Fault> {
    number(text, 0)
}

/// A number from one up: nought would switch off what a limit is for without saying so.
pub fn limit(text: &str) -> Result<NonZeroU32, Fault> {
    number(text, 1).map(|number| NonZeroU32::new(number).expect("it is one at least"))
}

fn number(text: &str, least: u32) -> Result<u32, Fault> {
    let fix = format!("write a whole number from {least} to 1000000");
    let number = text.parse().map_err(|_| Fault::new(format!("{text:?} is not a whole number"), &fix))?;
    if (least..=1_000_000).contains(&number) {
        Ok(number)
    } else {
        Err(Fault::new(format!("{number} is out of range"), fix))
    }
}

pub fn listen(text: &str) -> Result<SocketAddr, Fault> {
    text.parse().map_err(|_| {
        Fault::new(
            format!("{text:?} is not an address and a port"),
            "write an IP address and a port, like 127.0.0.1:4000 (port 0 picks a free one)",
        )
    })
}

/// The address under which browsers reach a listener. OIDC Discovery section 3: an issuer has no query and no fragment;
/// NHS login's has no path and no trailing slash either, and relying parties compare it letter for letter.
pub fn origin(text: &str) -> Result<Origin, Fault> {
    let example = "write a scheme and a host, like https://slipway.example or http://localhost:4000";
    let url = Url::parse(text).map_err(|_| Fault::new(format!("{text:?} is not a web address"), example))?;
    let loopback = is_loopback(&url);
    if text.ends_with('/') {
        let bare = text.trim_end_matches('/');
        return Err(Fault::new("it ends with a slash", format!("write {bare}")));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Fault::new("it holds a user name or a password", example));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(Fault::new("it has more than a scheme, a host and a port", example));
    }
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => return Err(Fault::new("it is not encrypted", "use https for any host but localhost")),
        other => return Err(Fault::new(format!("{other:?} is not a scheme for web pages"), example)),
    }
    // The parser lowers the host and drops a default port; so do browsers in the Origin they send.
    Ok(Origin::new(url.as_str().trim_end_matches('/').to_owned(), loopback))
}

/// An [`origin`] to send requests to.
pub fn base_url(text: &str) -> Result<Url, Fault> {
    let origin = origin(text)?;
    Ok(Url::parse(origin.as_str()).expect("an origin is a web address"))
}

/// An address of somebody else's to send requests to, kept letter for letter: it may have a path.
pub fn address(text: &str) -> Result<Url, Fault> {
    let url = Url::parse(text)
        .map_err(|_| Fault::new(format!("{text:?} is not a web address"), "write it whole, with https://"))?;
    if url.query().is_some() || !relying_party::is_fit(&url) {
        let wrong = "it is not https, or holds a user name, a password, a query or a fragment";
        return Err(Fault::new(
            wrong,
            "use https for any host but localhost, and write nothing but the address",
        ));
    }
    Ok(url)
}

pub fn preset(text: &str) -> Result<Preset, Fault> {
    let mut all = [Preset::Sandpit, Preset::Integration, Preset::Live].into_iter();
    all.find(|preset| preset.name() == text).ok_or_else(|| {
        Fault::new(format!("{text:?} is not a kind of environment"), "write sandpit, integration or live")
    })
}

pub fn demographics(text: &str) -> Result<Demographics, Fault> {
    let mut all = [Demographics::None, Demographics::Synthetic, Demographics::Fhir].into_iter();
    all.find(|demographics| demographics.name() == text)
        .ok_or_else(|| Fault::new(format!("{text:?} is not a choice"), "write none, synthetic or fhir"))
}

pub fn ods_code(text: &str) -> Result<OdsCode, Fault> {
    text.parse()
        .map_err(|_| Fault::new("it is not an ODS code", "write 3 to 12 letters and digits, like A12345"))
}

/// The issuer of somebody else's provider, kept letter for letter (OIDC Core section 2): it may have a path.
pub fn issuer(text: &str) -> Result<String, Fault> {
    let example = "write the issuer of the provider's metadata, like https://id.example.org";
    let url = Url::parse(text).map_err(|_| Fault::new(format!("{text:?} is not a web address"), example))?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Fault::new("it has a query or a fragment", example));
    }
    if !relying_party::is_fit(&url) {
        let wrong = "it is not https, or holds a user name or a password";
        return Err(Fault::new(wrong, "use https for any host but localhost, without a user"));
    }
    Ok(text.to_owned())
}

/// Names with spaces between them.
pub fn names(text: &str) -> Result<Vec<String>, Fault> {
    let names: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    if names.is_empty() {
        return Err(Fault::new("it is empty", "write one name or more, or leave the setting out"));
    }
    Ok(names)
}

/// A program and its arguments, as a JSON array.
pub fn command(text: &str) -> Result<Vec<String>, Fault> {
    let words: Vec<String> = serde_json::from_str(text).unwrap_or_default();
    if words.first().is_none_or(|program| program.trim().is_empty()) {
        let fix = r#"write the program and each argument in quotes, like ["kms-decrypt", "slipway"]"#;
        return Err(Fault::new("it is not a list of a program and its arguments", fix));
    }
    Ok(words)
}

/// Domains of e-mail addresses, in lower case.
pub fn domains(text: &str) -> Result<Vec<String>, Fault> {
    let domains: Vec<String> = names(text)?.iter().map(|name| name.to_ascii_lowercase()).collect();
    match domains.iter().find(|domain| format!("somebody@{domain}").parse::<EmailAddress>().is_err()) {
        Some(wrong) => {
            let fix = "write what follows the @, with spaces between several, like example.org example.net";
            Err(Fault::new(format!("{wrong:?} is not the domain of an email address"), fix))
        }
        None => Ok(domains),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// `sqlite:PATH` or `postgres://…`. The text may hold a password, so no message repeats it.
pub fn database(text: &str) -> Result<Location, Fault> {
    let fix = "write postgres://USER:PASSWORD@HOST/DATABASE or sqlite:PATH";
    text.parse().map_err(|problem: LocationProblem| Fault::new(problem.to_string(), fix))
}

pub fn smtp_url(text: &str) -> Result<SmtpUrl, Fault> {
    let fix = "write smtps://USER:PASSWORD@HOST, with anything but letters and digits percent-encoded in the password";
    SmtpUrl::parse(text).map_err(|problem| Fault::new(problem.to_string(), fix))
}

pub fn sender(text: &str) -> Result<SenderAddress, Fault> {
    let fix = "write an address, like \"Slipway <slipway@mail.example>\"";
    SenderAddress::parse(text).map_err(|problem| Fault::new(problem.to_string(), fix))
}

pub fn api_key(text: &str) -> Result<ApiKey, Fault> {
    let fix = "copy the whole key from the service that takes your text messages";
    ApiKey::parse(text).map_err(|problem| Fault::new(problem.to_string(), fix))
}

pub fn log_format(text: &str) -> Result<LogFormat, Fault> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(Fault::new(format!("{text:?} is not a format"), "write text or json")),
    }
}

pub fn log_level(text: &str) -> Result<LogLevel, Fault> {
    match text {
        "error" => Ok(LogLevel::Error),
        "warn" => Ok(LogLevel::Warn),
        "info" => Ok(LogLevel::Info),
        "debug" => Ok(LogLevel::Debug),
        _ => Err(Fault::new(format!("{text:?} is not a level"), "write error, warn, info or debug")),
    }
}

pub fn outbox_page(text: &str) -> Result<OutboxPage, Fault> {
    match text {
        "auto" => Ok(OutboxPage::Automatic),
        "on" => Ok(OutboxPage::On),
        "off" => Ok(OutboxPage::Off),
        _ => Err(Fault::new(format!("{text:?} is not a choice"), "write auto, on or off")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        for (text, kept) in [
            ("http://localhost:4001", "http://localhost:4001"),
            ("http://127.0.0.1:4001", "http://127.0.0.1:4001"),
            ("http://[::1]:4001", "http://[::1]:4001"),
            ("https://Sandpit.Example:443", "https://sandpit.example"),
        ] {
            assert_eq!(origin(text).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn an_origin_that_relying_parties_would_compare_wrongly_is_refused() {
        for (text, wrong) in [
            ("http://localhost:4001/", "it ends with a slash"),
            ("http://sandpit.example", "it is not encrypted"),
            ("http://localhost.evil.example", "it is not encrypted"),
            ("https://sandpit.example/nhs", "it has more than a scheme, a host and a port"),
            ("https://sandpit.example?x=1", "it has more than a scheme, a host and a port"),
            ("https://me:secret@sandpit.example", "it holds a user name or a password"),
            ("sandpit.example", "\"sandpit.example\" is not a web address"),
            ("ftp://sandpit.example", "\"ftp\" is not a scheme for web pages"),
        ] {
            assert_eq!(origin(text).unwrap_err().wrong, wrong, "{text}");
        }
    }

    #[test]
    fn an_issuer_is_kept_letter_for_letter() {
        for text in ["https://id.example.org/tenant/v2.0", "https://Id.Example/", "http://localhost:9000"] {
            assert_eq!(issuer(text).as_deref(), Ok(text));
        }
        for text in [
            "id.example",
            "http://id.example",
            "https://a:b@id.example",
            "https://id.example?x=1",
            "https://id.example#x",
        ] {
            assert!(issuer(text).is_err(), "{text}");
        }
    }

    #[test]
    fn domains_are_what_follows_the_at_sign() {
        assert_eq!(domains(" Example.org  example.net ").unwrap(), ["example.org", "example.net"]);
        for text in ["", "  ", "@example.org", "example.org,example.net", "https://example.org", "localhost"]
        {
            assert!(domains(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_refusal_repeats_a_password() {
        for text in
            ["mysql://u:hunter2@h/d", "postgres://u:hunter2@h:port/d", "postgres://u:hunter2@h/d?x=hunter2"]
        {
            assert!(!format!("{:?}", database(text).unwrap_err()).contains("hunter2"), "{text}");
        }
        assert!(!format!("{:?}", smtp_url("smtp://u:hunter2@h").unwrap_err()).contains("hunter2"));
        assert!(!format!("{:?}", api_key("name-hunter2").unwrap_err()).contains("hunter2"));
    }

    #[test]
    fn a_command_is_a_list() {
        assert_eq!(command(r#"["kms decrypt", "--key", ""]"#).unwrap(), ["kms decrypt", "--key", ""]);
        for text in ["", "kms-decrypt", "[]", r#"[""]"#, r#"["a", 1]"#] {
            assert!(command(text).is_err(), "{text}");
        }
    }

    #[test]
    fn counts_have_a_least() {
        assert_eq!(limit("5").map(NonZeroU32::get), Ok(5));
        assert_eq!(count("0"), Ok(0));
        for text in ["0", "-1", "1.5", "many", "1000001"] {
            assert!(limit(text).is_err(), "{text}");
        }
    }
}
