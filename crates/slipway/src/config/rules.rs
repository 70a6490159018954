//! What settings must be together, where each is right by itself.

use super::{
    environment::{Demographics, EnvironmentSettings},
    problem::Fault,
    settings::{OutboxPage, Settings},
};

/// A rule names the setting to change, and says what is wrong with the whole.
type Rule = fn(&Settings) -> Option<(&'static str, Fault)>;

const RULES: &[Rule] = &[
    mail_has_a_sender,
    text_messages_have_a_key,
    text_messages_have_a_template,
    staff_sign_in_has_an_issuer,
    staff_sign_in_has_a_client,
    staff_sign_in_authenticates,
    staff_sign_in_has_domains,
    codes_reach_people,
    rehearsals_stay_here,
    codes_of_real_people_are_not_shown,
    real_people_get_their_messages,
];

/// A rule about one environment among all: it names the setting within the environment's section.
type EnvironmentRule = fn(&Settings, &EnvironmentSettings) -> Option<(&'static str, Fault)>;

const ENVIRONMENT_RULES: &[EnvironmentRule] = &[
    it_has_a_kind,
    listeners_differ,
    issuers_differ,
    real_people_have_an_issuer,
    real_people_are_not_invented,
    demographics_are_set_up,
    questions_end_before_the_page,
];

/// Every rule that `settings` break, by the key of the setting to change.
pub fn broken(settings: &Settings) -> Vec<(String, Fault)> {
    let whole = RULES.iter().filter_map(|rule| rule(settings));
    let whole = whole.map(|(key, fault)| (key.to_owned(), fault));
    let of = |environment: &EnvironmentSettings| -> Vec<(String, Fault)> {
        let broken = ENVIRONMENT_RULES.iter().filter_map(|rule| rule(settings, environment));
        broken.map(|(key, fault)| (environment.key(key), fault)).collect()
    };
    whole.chain(settings.running().flat_map(of)).collect()
}

fn mail_has_a_sender(settings: &Settings) -> Option<(&'static str, Fault)> {
    let missing = settings.mail.smtp_url.is_some() && settings.mail.from.is_none();
    missing.then(|| {
        let fix = "set it to the address that mail comes from, like \"Slipway <slipway@mail.example>\"";
        ("mail.from", Fault::new("it is not set, and mail.smtp_url is", fix))
    })
}

fn text_messages_have_a_key(settings: &Settings) -> Option<(&'static str, Fault)> {
    let missing = settings.text_messages.url.is_some() && settings.text_messages.api_key.is_none();
    missing.then(|| {
        let fix = "set it, best in the environment variable SLIPWAY_TEXT_MESSAGES_API_KEY";
        ("text_messages.api_key", Fault::new("it is not set, and text_messages.url is", fix))
    })
}

fn text_messages_have_a_template(settings: &Settings) -> Option<(&'static str, Fault)> {
    let missing = settings.text_messages.url.is_some() && settings.text_messages.template_id.is_none();
    missing.then(|| {
        let fix = "set it to the id of a template whose only content is ((body))";
        ("text_messages.template_id", Fault::new("it is not set, and text_messages.url is", fix))
    })
}

fn staff_sign_in_has_an_issuer(settings: &Settings) -> Option<(&'static str, Fault)> {
    let staff = &settings.staff_sign_in;
    let is_begun = staff.client_id.is_some()
        || staff.client_secret.is_some()
        || staff.private_key_file.is_some()
        || !staff.email_domains.is_empty();
    (is_begun && staff.issuer.is_none()).then(|| {
        let fix = "set it to the issuer of the provider that staff sign in through, or take the other settings away";
        ("staff_sign_in.issuer", Fault::new("it is not set, and other settings of staff_sign_in are", fix))
    })
}

fn staff_sign_in_has_a_client(settings: &Settings) -> Option<(&'static str, Fault)> {
    let staff = &settings.staff_sign_in;
    (staff.issuer.is_some() && staff.client_id.is_none()).then(|| {
        let fix = "set it to the client id that the provider gave Slipway";
        ("staff_sign_in.client_id", Fault::new("it is not set, and staff_sign_in.issuer is", fix))
    })
}

fn staff_sign_in_authenticates(settings: &Settings) -> Option<(&'static str, Fault)> {
    let staff = &settings.staff_sign_in;
    let is_missing = staff.client_secret.is_none() && staff.private_key_file.is_none();
    (staff.issuer.is_some() && is_missing).then(|| {
        let wrong = "neither it nor staff_sign_in.private_key_file is set, and staff_sign_in.issuer is";
        let fix = "set one of them: the secret that the provider gave, or the key that it knows";
        ("staff_sign_in.client_secret", Fault::new(wrong, fix))
    })
}

/// A provider that may speak for every address could sign anybody in.
fn staff_sign_in_has_domains(settings: &Settings) -> Option<(&'static str, Fault)> {
    let staff = &settings.staff_sign_in;
    (staff.issuer.is_some() && staff.email_domains.is_empty()).then(|| {
        let fix = "set it to the domains of the organisation's own email addresses, like example.org";
        ("staff_sign_in.email_domains", Fault::new("it is not set, and staff_sign_in.issuer is", fix))
    })
}

/// The portal signs people in with codes by mail: on a public address somebody has to be able to receive them.
fn codes_reach_people(settings: &Settings) -> Option<(&'static str, Fault)> {
    let lost = settings.portal_is_public() && settings.keeps_mail() && settings.outbox != OutboxPage::On;
    lost.then(|| {
        let wrong = "it is not set, so nobody could receive the code that signs them in to a portal on a public address";
        let fix = "set it, or set outbox.page to on where everyone who reaches the portal may read everyone's codes";
        ("mail.smtp_url", Fault::new(wrong, fix))
    })
}

/// Whoever moves the clock moves every deadline, code and token.
fn rehearsals_stay_here(settings: &Settings) -> Option<(&'static str, Fault)> {
    let mut issuers = settings.running().filter_map(|environment| environment.issuer.as_ref());
    let is_public = settings.portal_is_public() || issuers.any(|issuer| !issuer.is_loopback());
    (settings.clock.ahead_file.is_some() && is_public).then(|| {
        let wrong = "it is set, and people on other machines are meant to reach this one";
        ("clock.ahead_file", Fault::new(wrong, "leave it out: only a rehearsal on one machine can run ahead"))
    })
}

/// The outbox is everybody's, and holds what signs people in.
fn codes_of_real_people_are_not_shown(settings: &Settings) -> Option<(&'static str, Fault)> {
    (settings.has_real_people() && settings.outbox == OutboxPage::On).then(|| {
        let wrong = "it is on, and an environment has real people, whose codes everybody could read there";
        ("outbox.page", Fault::new(wrong, "leave it out"))
    })
}

fn real_people_get_their_messages(settings: &Settings) -> Option<(&'static str, Fault)> {
    let fix = "set it, or run the environment with real people elsewhere";
    let fault = |wrong| Fault::new(wrong, fix);
    match (settings.has_real_people(), settings.keeps_text_messages(), settings.keeps_mail()) {
        (true, true, _) => {
            let wrong = "it is not set, and an environment has real people, who need a code by text message to sign in";
            Some(("text_messages.url", fault(wrong)))
        }
        (true, false, true) => {
            let wrong =
                "it is not set, and an environment has real people, who need a link by mail to register";
            Some(("mail.smtp_url", fault(wrong)))
        }
        _ => None,
    }
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
    let is_fit = environment.issuer.as_ref().is_some_and(super::settings::Origin::is_https);
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

/// What is allowed and yet may surprise.
pub fn cautions(settings: &Settings) -> Vec<String> {
    let mut cautions = Vec::new();
    if let Some(file) = &settings.clock.ahead_file {
        cautions
            .push(format!("the clock runs ahead by the seconds in {}: this is a rehearsal", file.display()));
    }
    if settings.staff_sign_in.client_secret.is_some() && settings.staff_sign_in.private_key_file.is_some() {
        let words =
            "staff_sign_in.client_secret and staff_sign_in.private_key_file are both set: the key is used";
        cautions.push(words.to_owned());
    }
    if settings.keeps_text_messages() && !settings.shows_outbox() {
        let words = "text messages are kept and shown nowhere, so nobody can finish registering: set text_messages.url, or outbox.page to on";
        cautions.push(words.to_owned());
    }
    if settings.portal_is_public() && settings.shows_outbox() {
        let words = "the outbox page is on at a public address: everyone who reaches the portal can read everyone's codes";
        cautions.push(words.to_owned());
    }
    if !settings.limits.enabled && settings.portal_is_public() {
        cautions.push(
            "limits.enabled is false at a public address: nothing holds back who guesses codes".to_owned(),
        );
    }
    cautions
}
