//! Journeys step by step, and that no step out of turn gets anywhere.

use kernel::{Clock, FixedClock, SeededRandom};
use proptest::prelude::*;

use super::*;
use crate::{Environment, Parameters, ScopeSet, authorize};

fn now() -> Timestamp {
    FixedClock::at("2026-01-01T00:00:00Z").now()
}

fn person() -> AccountId {
    AccountId::opaque(&SeededRandom::new(1))
}

fn request(vtr: &str) -> AuthorizationRequest {
    let mut client = authorize::tests::client();
    client.vectors = ["P0.Cp", "P0.Cp.Cd", "P5.Cp.Cd", "P9.Cp.Cd", "P0.Cm", "P5.Cm", "P9.Cm"]
        .iter()
        .map(|v| v.parse().unwrap())
        .collect();
    let parameters = Parameters::from_pairs([
        ("client_id", "example service-1"),
        ("redirect_uri", "https://example.org/callback"),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("vtr", vtr),
    ]);
    authorize::judge(&parameters, Some(&client), &Environment::sandpit("http://localhost").policy)
        .outcome
        .unwrap()
}

fn facts(request: &AuthorizationRequest, level: ProofingLevel) -> Facts<'_> {
    Facts { request, level, consent: None, may_add_passkey: false }
}

fn take(steps: impl IntoIterator<Item = Step>) -> Journey {
    steps.into_iter().fold(Journey::new(), |journey, step| journey.step(step, now()).expect("in turn"))
}

fn password(second_factor: SecondFactor) -> Step {
    Step::PasswordAccepted { account_id: person(), second_factor }
}

#[test]
fn password_code_consent_finish() {
    let request = request(r#"["P9.Cp.Cd"]"#);
    let journey = take([password(SecondFactor::CodeSent)]);
    assert_eq!(journey.next(facts(&request, ProofingLevel::P9)), Next::EnterCode);
    let journey = journey.step(Step::CodeAccepted, now()).unwrap();
    let vot = "P9.Cp.Cd".parse().unwrap();
    assert_eq!(journey.next(facts(&request, ProofingLevel::P9)), Next::AskConsent { vot });
    let consent = Some(Consent { scopes: ScopeSet::parse("openid email phone").0, level: ProofingLevel::P9 });
    assert_eq!(journey.next(Facts { consent, ..facts(&request, ProofingLevel::P9) }), Next::Finish { vot });
}

#[test]
fn a_remembered_device_stands_for_the_code() {
    let request = request(r#"["P0.Cp.Cd"]"#);
    let journey = take([password(SecondFactor::DeviceRemembered)]);
    assert!(matches!(journey.next(facts(&request, ProofingLevel::P0)), Next::AskConsent { .. }));
}

#[test]
fn a_person_below_the_level_proves_who_they_are_and_one_above_does_not() {
    let request = request(r#"["P9.Cp.Cd","P5.Cp.Cd"]"#);
    let journey = take([password(SecondFactor::CodeSent), Step::CodeAccepted]);
    let next = |level| journey.next(facts(&request, level));
    assert_eq!(
        next(ProofingLevel::P0),
        Next::ProveIdentity { from: ProofingLevel::P0, to: ProofingLevel::P5 }
    );
    assert_eq!(next(ProofingLevel::P5), Next::AskConsent { vot: "P5.Cp.Cd".parse().unwrap() });
    assert_eq!(next(ProofingLevel::P9), Next::AskConsent { vot: "P9.Cp.Cd".parse().unwrap() });
}

#[test]
fn a_weak_session_means_signing_in_again_not_an_error() {
    let request = request(r#"["P0.Cp.Cd"]"#);
    let journey = take([password(SecondFactor::NotNeeded)]);
    assert_eq!(journey.next(facts(&request, ProofingLevel::P9)), Next::SignInAgain);
}

#[test]
fn the_code_is_asked_for_when_the_vector_wants_a_device() {
    for (vtr, needed) in [
        (r#"["P0.Cp"]"#, false),
        (r#"["P0.Cp.Cd","P0.Cp"]"#, true),
        (r#"["P9.Cm","P9.Cp.Cd"]"#, true),
        (r#"["P9.Cm","P0.Cp"]"#, false),
        (r#"["P9.Cm"]"#, true),
    ] {
        assert_eq!(needs_second_factor(&request(vtr), ProofingLevel::P9), needed, "{vtr}");
    }
}

fn by_passkey() -> Journey {
    take([Step::PasskeyAccepted { account_id: person() }])
}

#[test]
fn a_passkey_meets_what_it_is_asked_for_and_never_stands_for_password_and_code() {
    assert_eq!(by_passkey().who().map(|who| String::from(who.credentials)), Some("Cm".into()));
    let next = |vtr: &str, level| {
        let request = request(vtr);
        by_passkey().next(Facts { may_add_passkey: true, ..facts(&request, level) })
    };
    let ask = |vot: &str| Next::AskConsent { vot: vot.parse().unwrap() };
    assert_eq!(next(r#"["P9.Cp.Cd","P9.Cm"]"#, ProofingLevel::P9), ask("P9.Cm"));
    assert_eq!(next(r#"["P9.Cm","P5.Cm","P0.Cm"]"#, ProofingLevel::P5), ask("P5.Cm"));
    assert_eq!(next(r#"["P9.Cp.Cd"]"#, ProofingLevel::P9), Next::SignInAgain);
    assert_eq!(next(r#"["P0.Cp"]"#, ProofingLevel::P9), Next::SignInAgain);
    // A step up in identity keeps the sign-in by passkey.
    let step_up = Next::ProveIdentity { from: ProofingLevel::P0, to: ProofingLevel::P5 };
    assert_eq!(next(r#"["P9.Cp.Cd","P5.Cm"]"#, ProofingLevel::P0), step_up);
}

#[test]
fn whoever_has_no_passkey_where_only_one_will_do_adds_it_after_both_factors() {
    let request = request(r#"["P0.Cm"]"#);
    let next = |journey: &Journey, may_add_passkey| {
        journey.next(Facts { may_add_passkey, ..facts(&request, ProofingLevel::P0) })
    };
    let both = take([password(SecondFactor::CodeSent), Step::CodeAccepted]);
    assert_eq!(next(&both, true), Next::AddPasskey);
    assert_eq!(next(&both, false), Next::SignInAgain, "they have one: it is to be used");
    assert_eq!(next(&take([password(SecondFactor::NotNeeded)]), true), Next::SignInAgain);
}

#[test]
fn a_passkey_is_offered_to_somebody_who_is_signed_in_and_whatever_they_answer_they_go_on() {
    let request = request(r#"["P0.Cp.Cd"]"#);
    let offered = take([password(SecondFactor::CodeSent), Step::CodeAccepted, Step::PasskeyOffered]);
    assert_eq!(offered.next(facts(&request, ProofingLevel::P0)), Next::OfferPasskey);
    assert_eq!(offered.who().map(|who| String::from(who.credentials)), Some("Cp.Cd".into()));
    let answered = offered.step(Step::PasskeyAnswered, now()).unwrap();
    assert!(matches!(answered.next(facts(&request, ProofingLevel::P0)), Next::AskConsent { .. }));
    for journey in [Journey::new(), take([password(SecondFactor::CodeSent)])] {
        assert_eq!(journey.clone().step(Step::PasskeyOffered, now()), Err(OutOfTurn));
        assert_eq!(journey.step(Step::PasskeyAnswered, now()), Err(OutOfTurn));
    }
    let halfway = take([password(SecondFactor::CodeSent)]);
    assert_eq!(halfway.step(Step::PasskeyAccepted { account_id: person() }, now()), Err(OutOfTurn));
}

#[test]
fn registration_goes_by_email_terms_and_mobile() {
    let email: EmailAddress = "ada@example.com".parse().unwrap();
    let journey = take([
        Step::RegistrationBegun { email: email.clone(), password_hash: "h".into() },
        Step::EmailConfirmed,
        Step::TermsAccepted,
        Step::MobileGiven { mobile: "07700900123".parse().unwrap() },
        Step::MobileGiven { mobile: "07700900124".parse().unwrap() },
        Step::AccountOpened { account_id: person() },
        Step::DeviceAnswered,
    ]);
    assert_eq!(journey.who().map(|who| String::from(who.credentials)), Some("Cp.Cd".into()));
}

#[test]
fn answers_are_kept_with_the_journey_until_they_led_somewhere() {
    let request = request(r#"["P9.Cp.Cd"]"#);
    let journey = take([password(SecondFactor::CodeSent), Step::CodeAccepted]);
    let next = |journey: &Journey, level| journey.next(facts(&request, level));
    let proving = journey.step(Step::Answered(Answer::NumberKnown(false)), now()).unwrap();
    let up = |from| Next::ProveIdentity { from, to: ProofingLevel::P9 };
    assert_eq!(next(&proving, ProofingLevel::P0), up(ProofingLevel::P0));
    let matched = proving.step(Step::ProvingEnded, now()).unwrap();
    assert!(matches!(matched.stage(), Stage::SignedIn(_)), "what was said is gone");
    assert_eq!(next(&matched, ProofingLevel::P5), up(ProofingLevel::P5));
    let by_mobile = matched.step(Step::MobileMatched, now()).unwrap();
    assert_eq!(next(&by_mobile, ProofingLevel::P5), Next::EnterCode);
    let proved = by_mobile.step(Step::CodeAccepted, now()).unwrap();
    assert!(matches!(next(&proved, ProofingLevel::P9), Next::AskConsent { .. }));
}

#[test]
fn prompt_none_names_what_is_missing() {
    let vot = "P0.Cp".parse().unwrap();
    assert_eq!(error_without_pages(Next::SignIn), "sso_login_required");
    assert_eq!(error_without_pages(Next::AskConsent { vot }), "consent_required");
    let step_up = Next::ProveIdentity { from: ProofingLevel::P0, to: ProofingLevel::P9 };
    assert_eq!(error_without_pages(step_up), "interaction_required");
    assert_eq!(error_without_pages(Next::SignInAgain), "login_required");
}

fn any_step() -> impl Strategy<Value = Step> {
    let email: EmailAddress = "ada@example.com".parse().unwrap();
    prop_oneof![
        Just(Step::PasswordAccepted { account_id: person(), second_factor: SecondFactor::CodeSent }),
        Just(Step::CodeAccepted),
        Just(Step::RegistrationBegun { email, password_hash: "h".into() }),
        Just(Step::EmailConfirmed),
        Just(Step::TermsAccepted),
        Just(Step::MobileGiven { mobile: "07700900123".parse().unwrap() }),
        Just(Step::AccountOpened { account_id: person() }),
        Just(Step::DeviceAnswered),
        Just(Step::PasskeyAccepted { account_id: person() }),
        Just(Step::PasskeyOffered),
        Just(Step::PasskeyAnswered),
        Just(Step::Answered(Answer::NumberKnown(true))),
        Just(Step::MobileMatched),
        Just(Step::ProvingEnded),
        Just(Step::StartedOver),
    ]
}

proptest! {
    /// Whatever order steps come in, nobody is signed in without a password or a passkey, and with a code only after it was sent.
    #[test]
    fn nobody_is_signed_in_by_steps_out_of_turn(steps in proptest::collection::vec(any_step(), 0..14)) {
        let mut journey = Journey::new();
        let mut taken = Vec::new();
        for step in steps {
            if let Ok(next) = journey.clone().step(step.clone(), now()) {
                journey = next;
                if step == Step::StartedOver { taken.clear(); } else { taken.push(step); }
            }
        }
        if journey.who().is_some() {
            let has = |wanted: &Step| taken.contains(wanted);
            let by_password = taken.iter().any(|s| matches!(s, Step::PasswordAccepted { .. })) && has(&Step::CodeAccepted);
            let by_registration = has(&Step::EmailConfirmed) && has(&Step::TermsAccepted)
                && taken.iter().any(|s| matches!(s, Step::AccountOpened { .. }));
            let by_passkey = taken.iter().any(|s| matches!(s, Step::PasskeyAccepted { .. }));
            prop_assert!(by_password || by_registration || by_passkey);
            let said = journey.who().unwrap().credentials;
            prop_assert_eq!(said.contains(Credential::AsymmetricKey), by_passkey);
        }
    }
}
