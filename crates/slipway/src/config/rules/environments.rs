//! What an environment must be by itself and beside the others; most of it keeps tests away from real people.

use crate::config::{
    environment::{Demographics, EnvironmentSettings},
    problem::Fault,
    settings::{Origin, Settings},
};

/// A rule about one environment among all: it names the setting within the environment's section.
type Rule = fn(&Settings, &EnvironmentSettings) -> Option<(&'static str, Fault)>;

const RULES: &[Rule] = &[
    it_has_a_kind,
    listeners_differ,
    issuers_differ,
    real_people_have_an_issuer,
    real_people_are_not_invented,
    demographics_are_set_up,
    questions_end_before_the_page,
];

/// Every rule that an environment which runs breaks.
pub(super) fn broken(settings: &Settings) -> Vec<(String, Fault)> {
    let of = |environment: &EnvironmentSettings| -> Vec<(String, Fault)> {
        let broken = RULES.iter().filter_map(|rule| rule(settings, environment));
        broken.map(|(key, fault)| (environment.key(key), fault)).collect()
    };
    settings.running().flat_map(of).collect()
}

fn it_has_a_kind(_: &Settings, environment: &EnvironmentSettings) -> Option<(&'static str, Fault)> {
    environment.preset.is_none().then(|| {
        let fix = "set it to what its rules start from: sandpit, integration or live";
        ("kind", Fault::new("it is not set", fix))
    })
}

/// Those that run and come before it.
fn before<'s>(
    settings: &'s Settings,
    environment: &EnvironmentSettings,
) -> impl Iterator<Item = &'s EnvironmentSettings> + use<'s> {
    let id = environment.id.clone();
    settings.running().take_while(move |other| other.id != id)
}

fn listeners_differ(settings: &Settings, environment: &EnvironmentSettings) -> Option<(&'static str, Fault)> {
    let address = environment.listen;
    let portal = (settings.portal.listen == address).then_some("portal");
    let mut others = before(settings, environment).filter(|other| other.listen == address);
    let whose = portal.or_else(|| others.next().map(|other| other.id.as_str()));
    whose.filter(|_| address.port() != 0).map(|whose| {
        let wrong = format!("{address} is the {whose}'s address too");
        ("listen", Fault::new(wrong, format!("give {} a port of its own", environment.id)))
    })
}

fn issuers_differ(settings: &Settings, environment: &EnvironmentSettings) -> Option<(&'static str, Fault)> {
    let issuer = environment.issuer.as_ref()?;
    let portal = (settings.portal.url.as_ref() == Some(issuer)).then_some("portal");
    let mut others = before(settings, environment).filter(|other| other.issuer.as_ref() == Some(issuer));
    let whose = portal.or_else(|| others.next().map(|other| other.id.as_str()));
    whose.map(|whose| {
        let fix = format!(
            "give {} a host or a port of its own: an issuer is one environment, with its own pages and cookies",
            environment.id
        );
        ("issuer", Fault::new(format!("it is the {whose}'s address too"), fix))
    })
}

fn real_people_have_an_issuer(
    _: &Settings,
    environment: &EnvironmentSettings,
) -> Option<(&'static str, Fault)> {
    let is_fit = environment.issuer.as_ref().is_some_and(Origin::is_https);
    (environment.is_live() && !is_fit).then(|| {
        let wrong = "it is not set to an https address, and the environment has real people";
        (
            "issuer",
            Fault::new(
                wrong,
                "set it to the address that people reach through your proxy, like https://auth.example",
            ),
        )
    })
}

fn real_people_are_not_invented(
    _: &Settings,
    environment: &EnvironmentSettings,
) -> Option<(&'static str, Fault)> {
    (environment.is_live() && environment.demographics() == Demographics::Synthetic).then(|| {
        let wrong =
            "it is synthetic, and the environment has real people: nobody is proved by invented records";
        ("demographics", Fault::new(wrong, "set it to fhir, or to none until there is access"))
    })
}

fn demographics_are_set_up(_: &Settings, environment: &EnvironmentSettings) -> Option<(&'static str, Fault)> {
    let pds = &environment.pds;
    let missing = [
        ("pds.base_url", pds.base_url.is_none()),
        ("pds.token_url", pds.token_url.is_none()),
        ("pds.client_id", pds.client_id.is_none()),
        ("pds.private_key_file", pds.private_key_file.is_none()),
        ("pds.key_id", pds.key_id.is_none()),
    ];
    let names: Vec<&str> = missing.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name).collect();
    let first = names.first().filter(|_| environment.demographics() == Demographics::Fhir)?;
    let others =
        if names.len() > 1 { format!(", and neither is {}", names[1..].join(", ")) } else { String::new() };
    let wrong = format!("it is not set{others}; demographics is fhir");
    Some((
        first,
        Fault::new(wrong, "set what the service gave for the application, or set demographics to none"),
    ))
}

/// A page that is not there after half a minute is given up.
fn questions_end_before_the_page(
    _: &Settings,
    environment: &EnvironmentSettings,
) -> Option<(&'static str, Fault)> {
    const LONGEST: u64 = 25;
    let patience = environment.pds.limits.patience.as_secs();
    (patience > LONGEST).then(|| {
        let wrong = format!("{patience} seconds are more than somebody waits for a page");
        ("pds.patience_seconds", Fault::new(wrong, format!("write {LONGEST} at most")))
    })
}
