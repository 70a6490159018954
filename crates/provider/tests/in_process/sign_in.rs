//! Password, code and remembered device: wrong ones, too many wrong ones, and what a stranger can learn from them.

use kernel::SignedDuration;
use testkit::on_both_databases;

use crate::support::{Page, Parameters, Sandpit, Service, Visitor, people};

const MOBILE: &str = "+447700900101";

async fn at_login(service: &Service, visitor: &mut Visitor) -> Page {
    let page = visitor.open(&service.authorize_url(&service.request().with("prompt", "login"))).await;
    page.assert_at("/login");
    page
}

async fn at_code(service: &Service, visitor: &mut Visitor, email: &str) -> Page {
    let page = at_login(service, visitor).await;
    let page = visitor.give_password(&page, email, people::PASSWORD).await;
    page.assert_at("/enter-mobile-code");
    page
}

/// Everything in an answer that could tell one address from another.
fn told(page: &Page, email: &str) -> Vec<(u16, String, usize, String)> {
    let hops = page.hops.iter();
    hops.map(|hop| {
        let body = hop.text().replace(email, "the address");
        (hop.status.as_u16(), hop.location().to_owned(), hop.cookies().len(), body)
    })
    .collect()
}

on_both_databases! {
    async fn known_and_unknown_addresses_get_the_same_answers_to_the_lock_and_past_it(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut known, mut unknown) = (sandpit.visitor(), sandpit.visitor());
        let (one, two) = (at_login(&service, &mut known).await, at_login(&service, &mut unknown).await);
        for attempt in 1..=7 {
            let here = known.give_password(&one, people::P9, "a wrong password").await;
            let there = unknown.give_password(&two, "nobody.p9@people.example", "a wrong password").await;
            assert_eq!(
                told(&here, people::P9),
                told(&there, "nobody.p9@people.example"),
                "attempt {attempt}"
            );
            let locked = here.main().contains("tried to sign in too many times");
            assert_eq!(locked, attempt >= 5, "attempt {attempt}: {}", here.main());
        }
    }

    async fn wrong_passwords_lock_the_address_and_the_lock_lifts_after_fifteen_minutes(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = at_login(&service, &mut visitor).await;
        for _ in 0..4 {
            let wrong = visitor.give_password(&page, people::P9, "wrong").await;
            assert_eq!(
                wrong.words_of(".nhsuk-error-message"),
                "Error: The email address or password you entered is not correct"
            );
        }
        visitor.give_password(&page, "ROWAN.P9@people.example", "wrong").await;
        let locked = visitor.give_password(&page, people::P9, people::PASSWORD).await;
        assert!(locked.main().contains("15 minutes"), "{}", locked.main());
        let mut elsewhere = sandpit.visitor();
        let other = at_login(&service, &mut elsewhere).await;
        assert!(
            elsewhere
                .give_password(&other, people::P9, people::PASSWORD)
                .await
                .main()
                .contains("too many times")
        );
        sandpit.advance(SignedDuration::from_secs(15 * 60 - 1));
        assert!(visitor.give_password(&page, people::P9, people::PASSWORD).await.main().contains("1 minute"));
        sandpit.advance(SignedDuration::from_secs(1));
        visitor.give_password(&page, people::P9, people::PASSWORD).await.assert_at("/enter-mobile-code");
    }

    async fn a_right_password_clears_the_count(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        for _ in 0..3 {
            let page = at_login(&service, &mut visitor).await;
            for _ in 0..4 {
                visitor.give_password(&page, people::P9, "wrong").await.assert_at("/login");
            }
            visitor.give_password(&page, people::P9, people::PASSWORD).await.assert_at("/enter-mobile-code");
        }
    }

    async fn what_is_missing_is_said_before_anything_is_looked_up(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = at_login(&service, &mut visitor).await;
        for (email, password, words) in [
            ("", "", "Enter your email address Enter your password"),
            (people::P9, "", "Enter your password"),
            ("", "x", "Enter your email address"),
            ("not an address", "x", "correct format"),
        ] {
            let page = visitor.give_password(&page, email, password).await;
            page.assert_at("/login");
            let summary = page.words_of(".nhsuk-error-summary");
            assert!(summary.contains(words), "{summary}");
        }
        assert_eq!(sandpit.count("SELECT count(*) FROM throttle").await, 0);
    }

    async fn wrong_codes_block_the_person_in_every_journey_until_the_lock_lifts(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = at_code(&service, &mut visitor, people::P9).await;
        for _ in 0..5 {
            visitor.give_code(&page, "999999").await;
        }
        visitor.give_code(&page, people::CODE).await.assert_at("/otp-attempts-exceeded");
        let mut elsewhere = sandpit.visitor();
        let other = at_login(&service, &mut elsewhere).await;
        let other = elsewhere.give_password(&other, people::P9, people::PASSWORD).await;
        assert!(other.main().contains("wrong security code too many times"), "{}", other.main());
        sandpit.advance(SignedDuration::from_mins(15));
        visitor.open("/otp-attempts-exceeded").await.assert_at("/enter-mobile-code");
        let page = visitor.open("/enter-mobile-code").await;
        // The code that was sent is older than ten minutes by now.
        let expired = visitor.give_code(&page, people::CODE).await;
        assert!(expired.words_of(".nhsuk-error-message").contains("has run out"), "{}", expired.main());
        let page = visitor.press(&page, "Send the code again", &[]).await;
        assert!(page.main().contains("sent a new security code"));
        visitor.give_code(&page, people::CODE).await.assert_at("/nhs-login-consent");
    }

    async fn a_code_lives_ten_minutes_and_forgives_spaces(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = at_code(&service, &mut visitor, people::P9).await;
        sandpit.advance(SignedDuration::from_secs(599));
        visitor.give_code(&page, " 190 696 ").await.assert_at("/nhs-login-consent");
        let page = at_code(&service, &mut visitor, people::P9).await;
        sandpit.advance(SignedDuration::from_secs(600));
        assert!(
            visitor.give_code(&page, people::CODE).await.words_of(".nhsuk-error-message").contains("run out")
        );
        assert!(visitor.give_code(&page, "").await.words_of(".nhsuk-error-message").contains("6-digit"));
    }

    async fn codes_are_not_sent_without_end(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = at_code(&service, &mut visitor, people::P9).await;
        for _ in 0..5 {
            visitor.press(&page, "Send the code again", &[]).await;
        }
        let page = visitor.press(&page, "Send the code again", &[]).await;
        assert!(page.main().contains("minutes"), "{}", page.main());
        assert_eq!(sandpit.messages_to(MOBILE).await.len(), 6);
    }

    async fn a_remembered_device_skips_the_code_for_its_person_alone(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = at_code(&service, &mut visitor, people::P9).await;
        visitor
            .press(&page, "Continue", &[("#otp-input", people::CODE), ("#rmd", "true")])
            .await
            .assert_at("/nhs-login-consent");
        let page = at_login(&service, &mut visitor).await;
        visitor.give_password(&page, people::P9, people::PASSWORD).await.assert_at("/nhs-login-consent");
        at_code(&service, &mut visitor, people::P5).await;
        at_code(&service, &mut sandpit.visitor(), people::P9).await;
        sandpit.advance(SignedDuration::from_hours(24 * 180));
        at_code(&service, &mut visitor, people::P9).await;
    }

    async fn a_device_that_was_not_remembered_is_asked_again(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = at_code(&service, &mut visitor, people::P9).await;
        visitor.give_code(&page, people::CODE).await.assert_at("/nhs-login-consent");
        assert!(!visitor.cookies.contains_key("sandpit-device"));
        at_code(&service, &mut visitor, people::P9).await;
    }

    async fn the_code_page_shows_the_end_of_the_number_and_no_more(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = at_code(&service, &mut visitor, people::P9).await;
        assert!(page.main().contains("0101") && !page.html.contains("07700") && !page.html.contains("+4477"));
    }

    async fn a_journeys_cookie_belongs_to_one_journey(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let code = visitor.code_for(&service, &service.request(), people::P9).await;
        assert!(!code.is_empty() && !visitor.cookies.contains_key("sandpit-journey"));
        for path in [
            "/login",
            "/register",
            "/check-email",
            "/terms",
            "/enter-mobile",
            "/enter-mobile-code",
            "/otp-attempts-exceeded",
            "/trust-device",
            "/nhs-login-consent",
            "/consent-refused",
            "/prove-identity",
        ] {
            let page = visitor.open(path).await;
            assert_eq!(page.status, 410, "{path}");
            assert!(page.main().contains("start again"), "{}", page.main());
            let posted = visitor.post(path, &Parameters::default()).await.status;
            assert_eq!(posted, if path == "/otp-attempts-exceeded" { 405 } else { 410 }, "{path}");
        }
    }
}
