//! What settings must be together, where each is right by itself.

mod environments;

use super::{
    problem::Fault,
    settings::{OutboxPage, Settings},
};

/// A rule names the setting to change, and says what is wrong with the whole.
type Rule = fn(&Settings) -> Option<(&'static str, Fault)>;

const RULES: &[Rule] = &[
    the_master_key_is_in_one_place,
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

/// Every rule that `settings` break, by the key of the setting to change.
pub fn broken(settings: &Settings) -> Vec<(String, Fault)> {
    let whole = RULES.iter().filter_map(|rule| rule(settings));
    let whole = whole.map(|(key, fault)| (key.to_owned(), fault));
    whole.chain(environments::broken(settings)).collect()
}

fn the_master_key_is_in_one_place(settings: &Settings) -> Option<(&'static str, Fault)> {
    let places = [
        ("master_key", settings.master_key.is_some()),
        ("master_key_command", settings.master_key_command.is_some()),
        ("master_key_file", settings.master_key_file.is_some()),
    ];
    let set: Vec<&'static str> = places.iter().filter(|(_, is_set)| *is_set).map(|(key, _)| *key).collect();
    let [first, second, ..] = set[..] else { return None };
    let wrong = format!("{first} is set as well, and the key comes from one place");
    Some((
        second,
        Fault::new(wrong, "leave all but one of master_key, master_key_command and master_key_file out"),
    ))
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
