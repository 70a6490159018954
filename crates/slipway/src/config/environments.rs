//! The settings that every environment has, one row each. The catalogue puts each environment's section before them.

use std::{iter, num::NonZeroU32, time::Duration};

use super::{
    catalogue::{set, words},
    environment::{EnvironmentSettings, Preset},
    parse,
    setting::{Kind, Row, Setting},
};

/// One environment's section: the rows that mean something there.
pub fn section(environment: &EnvironmentSettings) -> impl Iterator<Item = Setting> + use<> {
    let (section, kinds) = (environment.section.clone(), usual_kind(environment));
    let rows = ENVIRONMENT.iter().filter(move |row| is_row_of(row, kinds));
    rows.zip(iter::repeat(section)).map(|(row, section)| Setting::Environment { section, row })
}

// Two are there without being named, and are what they are called.
fn usual_kind(environment: &EnvironmentSettings) -> Option<Preset> {
    let is_named = environment.section.starts_with(NAMED);
    environment.preset.filter(|_| !is_named)
}

/// The portal's registration leads to the sandpit, so it always runs; and nobody proves who they are there.
fn is_row_of(row: &Row<EnvironmentSettings>, usual: Option<Preset>) -> bool {
    match usual {
        None => true,
        Some(Preset::Sandpit) => {
            let elsewhere = ["kind", "enabled", "demographics", "people", "seed"];
            !elsewhere.contains(&row.key) && !row.key.starts_with("pds.")
        }
        Some(_) => row.key != "kind",
    }
}

/// Where environments are that somebody adds.
pub const NAMED: &str = "environments.";

fn shown(set: Option<NonZeroU32>) -> Option<String> {
    set.map(|limit| limit.to_string())
}

fn seconds(text: &str) -> Result<Duration, super::Fault> {
    Ok(Duration::from_secs(parse::limit(text)?.get().into()))
}

pub static ENVIRONMENT: &[Row<EnvironmentSettings>] = &[
    Row {
        key: "kind",
        kind: Kind::Text,
        doc: "What its rules start from: sandpit (anybody registers, nobody proves who they are), integration (people prove who they are, and all are invented) or live (real people: no test people, no code that is always the same, no redirect URI on a developer's machine).",
        default: Some("none: needed, but for `sandpit` and `integration`, whose kinds are their names"),
        example: "live",
        secret: false,
        read: |e, text| set!(e.preset = Some(parse::preset(text)?)),
        show: |e| e.preset.map(|preset| preset.name().to_owned()),
    },
    Row {
        key: "enabled",
        kind: Kind::Switch,
        doc: "Whether the environment runs.",
        default: None,
        example: "",
        secret: false,
        read: |e, text| set!(e.enabled = parse::switch(text)?),
        show: |e| Some(e.enabled.to_string()),
    },
    Row {
        key: "name",
        kind: Kind::Text,
        doc: "What pages call it.",
        default: Some("its own name, with a capital"),
        example: "Live",
        secret: false,
        read: |e, text| set!(e.name = Some(words(text)?)),
        show: |e| Some(e.name()),
    },
    Row {
        key: "listen",
        kind: Kind::Text,
        doc: "The address and port of its provider. Port 0 picks a free one.",
        default: None,
        example: "",
        secret: false,
        read: |e, text| set!(e.listen = parse::listen(text)?),
        show: |e| Some(e.listen.to_string()),
    },
    Row {
        key: "issuer",
        kind: Kind::Text,
        doc: "Its issuer, which clients compare letter for letter: https unless the host is localhost, no path, no trailing slash.",
        default: Some("`http://localhost:PORT`, with the port of `listen`; needed where the kind is live"),
        example: "https://auth.example",
        secret: false,
        read: |e, text| set!(e.issuer = Some(parse::origin(text)?)),
        show: |e| Some(super::catalogue::address(e.issuer.as_ref(), e.listen.port())),
    },
    Row {
        key: "require_state_and_nonce",
        kind: Kind::Switch,
        doc: "Whether an authorize request without state or nonce is refused. Otherwise the inspector warns.",
        default: None,
        example: "",
        secret: false,
        read: |e, text| set!(e.require_state_and_nonce = parse::switch(text)?),
        show: |e| Some(e.require_state_and_nonce.to_string()),
    },
    Row {
        key: "accept_issuer_audience",
        kind: Kind::Switch,
        doc: "Whether a client assertion may name the issuer as its audience instead of the token endpoint.",
        default: Some("`true` where the kind is sandpit, else `false`"),
        example: "false",
        secret: false,
        read: |e, text| set!(e.accept_issuer_audience = Some(parse::switch(text)?)),
        show: |e| Some(e.accepts_issuer_audience().to_string()),
    },
    Row {
        key: "demographics",
        kind: Kind::Text,
        doc: "Where records of people come from: none, synthetic (invented people), or fhir (the Personal Demographics Service, set up below `pds`). With none, whoever should prove who they are is asked to try later.",
        default: Some("`synthetic` where the kind is integration, else `none`"),
        example: "fhir",
        secret: false,
        read: |e, text| set!(e.demographics = Some(parse::demographics(text)?)),
        show: |e| Some(e.demographics().name().to_owned()),
    },
    Row {
        key: "people",
        kind: Kind::Number,
        doc: "How many invented people synthetic demographics know, besides the test people.",
        default: None,
        example: "",
        secret: false,
        read: |e, text| set!(e.people = parse::count(text)?),
        show: |e| Some(e.people.to_string()),
    },
    Row {
        key: "seed",
        kind: Kind::Text,
        doc: "What the invented people are made from: the same seed makes the same people.",
        default: Some("its own name"),
        example: "integration",
        secret: false,
        read: |e, text| set!(e.seed = Some(words(text)?)),
        show: |e| Some(e.seed().to_owned()),
    },
    Row {
        key: "limits.client_requests",
        kind: Kind::Number,
        doc: "Here, in place of `limits.client_requests`.",
        default: Some("`limits.client_requests`"),
        example: "300",
        secret: false,
        read: |e, text| set!(e.limits.client_requests = Some(parse::limit(text)?)),
        show: |e| shown(e.limits.client_requests),
    },
    Row {
        key: "limits.address_requests",
        kind: Kind::Number,
        doc: "Here, in place of `limits.address_requests`.",
        default: Some("`limits.address_requests`"),
        example: "600",
        secret: false,
        read: |e, text| set!(e.limits.address_requests = Some(parse::limit(text)?)),
        show: |e| shown(e.limits.address_requests),
    },
    Row {
        key: "limits.address_sign_ins",
        kind: Kind::Number,
        doc: "Here, in place of `limits.address_sign_ins`.",
        default: Some("`limits.address_sign_ins`"),
        example: "30",
        secret: false,
        read: |e, text| set!(e.limits.address_sign_ins = Some(parse::limit(text)?)),
        show: |e| shown(e.limits.address_sign_ins),
    },
    Row {
        key: "pds.base_url",
        kind: Kind::Text,
        doc: "The address of the Personal Demographics Service's FHIR API, up to and with R4.",
        default: Some("none: needed where `demographics` is fhir"),
        example: "https://api.service.nhs.uk/personal-demographics/FHIR/R4",
        secret: false,
        read: |e, text| set!(e.pds.base_url = Some(parse::address(text)?)),
        show: |e| e.pds.base_url.as_ref().map(ToString::to_string),
    },
    Row {
        key: "pds.token_url",
        kind: Kind::Text,
        doc: "The address at which it gives access tokens, which is also the audience of our assertions.",
        default: Some("none: needed where `demographics` is fhir"),
        example: "https://api.service.nhs.uk/oauth2/token",
        secret: false,
        read: |e, text| set!(e.pds.token_url = Some(parse::address(text)?)),
        show: |e| e.pds.token_url.as_ref().map(ToString::to_string),
    },
    Row {
        key: "pds.client_id",
        kind: Kind::Text,
        doc: "The API key of the application that the service registered.",
        default: Some("none: needed where `demographics` is fhir"),
        example: "API_KEY",
        secret: false,
        read: |e, text| set!(e.pds.client_id = Some(words(text)?)),
        show: |e| e.pds.client_id.clone(),
    },
    Row {
        key: "pds.private_key_file",
        kind: Kind::Text,
        doc: "A file, readable by its owner only, with the RSA private key (PEM) that signs our assertions.",
        default: Some("none: needed where `demographics` is fhir"),
        example: "data/pds.pem",
        secret: false,
        read: |e, text| set!(e.pds.private_key_file = Some(parse::path(text)?)),
        show: |e| e.pds.private_key_file.as_ref().map(|file| file.display().to_string()),
    },
    Row {
        key: "pds.key_id",
        kind: Kind::Text,
        doc: "The name (kid) under which the service knows the public half of that key.",
        default: Some("none: needed where `demographics` is fhir"),
        example: "slipway-1",
        secret: false,
        read: |e, text| set!(e.pds.key_id = Some(words(text)?)),
        show: |e| e.pds.key_id.clone(),
    },
    Row {
        key: "pds.ods_code",
        kind: Kind::Text,
        doc: "The ODS code of the organisation on whose behalf the service is asked, where the application asks for several.",
        default: Some("none: no organisation is named"),
        example: "A12345",
        secret: false,
        read: |e, text| set!(e.pds.ods_code = Some(parse::ods_code(text)?)),
        show: |e| e.pds.ods_code.as_ref().map(ToString::to_string),
    },
    Row {
        key: "pds.requests_a_second",
        kind: Kind::Number,
        doc: "How often this process asks the service at most: its allowance for the application, divided by the processes that share it.",
        default: None,
        example: "",
        secret: false,
        read: |e, text| set!(e.pds.limits.requests_a_second = parse::limit(text)?),
        show: |e| Some(e.pds.limits.requests_a_second.to_string()),
    },
    Row {
        key: "pds.timeout_seconds",
        kind: Kind::Number,
        doc: "How long one attempt may take.",
        default: None,
        example: "",
        secret: false,
        read: |e, text| set!(e.pds.limits.timeout = seconds(text)?),
        show: |e| Some(e.pds.limits.timeout.as_secs().to_string()),
    },
    Row {
        key: "pds.patience_seconds",
        kind: Kind::Number,
        doc: "How long one question may take with all its attempts: 25 at most, because whoever waits for the page is answered after 30 whatever happens.",
        default: None,
        example: "",
        secret: false,
        read: |e, text| set!(e.pds.limits.patience = seconds(text)?),
        show: |e| Some(e.pds.limits.patience.as_secs().to_string()),
    },
    Row {
        key: "pds.attempts",
        kind: Kind::Number,
        doc: "How often one question is asked at most, where what went wrong may pass.",
        default: None,
        example: "",
        secret: false,
        read: |e, text| set!(e.pds.limits.attempts = parse::limit(text)?),
        show: |e| Some(e.pds.limits.attempts.to_string()),
    },
    Row {
        key: "pds.failures_to_open",
        kind: Kind::Number,
        doc: "After so many failures in a row the service is left alone for a while.",
        default: None,
        example: "",
        secret: false,
        read: |e, text| set!(e.pds.limits.failures_to_open = parse::limit(text)?),
        show: |e| Some(e.pds.limits.failures_to_open.to_string()),
    },
    Row {
        key: "pds.open_seconds",
        kind: Kind::Number,
        doc: "How long it is left alone, before one question finds out whether it answers again.",
        default: None,
        example: "",
        secret: false,
        read: |e, text| set!(e.pds.limits.open_for = seconds(text)?),
        show: |e| Some(e.pds.limits.open_for.as_secs().to_string()),
    },
];
