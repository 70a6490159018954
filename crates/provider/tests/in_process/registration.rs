//! Opening an account as far as P0: the link in the mail, the terms, the code to the mobile phone.

use kernel::SignedDuration;
use testkit::on_both_databases;

use crate::support::{Parameters, Sandpit, Tokens, people};

const EMAIL: &str = "new.person@people.example";
const MOBILE: &str = "07700 900 555";

on_both_databases! {
    async fn a_new_person_reaches_the_service_at_p0(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.register(&service, EMAIL, MOBILE).await;
        let page = visitor.press(&page, "Continue", &[("input[name=remember][value=no]", "")]).await;
        page.assert_at("/nhs-login-consent");
        assert!(!visitor.cookies.contains_key("sandpit-device"));
        let page = visitor.agree(&page).await;
        let tokens = Tokens::of(&service.redeem(&page.parameter("code")).await);
        let claims = service.verify(&tokens.id).await.claims;
        assert_eq!(claims["vot"], "P0.Cp.Cd");
        assert!(!claims.contains_key("identity_proofing_level"), "profile has nothing to say below P5");
        assert_eq!(service.userinfo(&tokens.access).await.json()["email"], EMAIL);
        // The account is one that can be signed in to.
        sandpit.advance(SignedDuration::from_secs(1));
        let mut again = sandpit.visitor();
        let page = again.open(&service.authorize_url(&service.request())).await;
        let page = again.give_password(&page, EMAIL, people::NEW_PASSWORD).await;
        let code = sandpit.latest_code("+447700900555").await;
        assert!(!again.give_code(&page, &code).await.parameter("code").is_empty());
    }

    async fn the_link_may_be_opened_in_another_browser(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut first, mut phone) = (sandpit.visitor(), sandpit.visitor());
        first.begin_registration(&service, EMAIL).await.assert_at("/check-email");
        let page = phone.confirm_email(EMAIL).await;
        assert!(page.words_of("h1").contains("Your email address is confirmed"), "{}", page.main());
        assert!(phone.cookies.is_empty(), "nothing is given to the other browser");
        first.open("/check-email").await.assert_at("/terms");
    }

    async fn a_link_shows_a_button_and_works_once(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.begin_registration(&service, EMAIL).await;
        let link = sandpit.latest_link(EMAIL).await;
        for _ in 0..3 {
            assert_eq!(
                sandpit.visitor().open(&link).await.status,
                200,
                "a scanner looks and uses nothing up"
            );
        }
        visitor.confirm_email(EMAIL).await.assert_at("/terms");
        assert_eq!(visitor.open(&link).await.status, 410);
        let token = link.split_once("token=").unwrap().1;
        assert_eq!(visitor.post("/confirm-email", &Parameters::of([("token", token)])).await.status, 410);
        assert_eq!(visitor.open("/confirm-email?token=never-sent").await.status, 410);
        assert_eq!(visitor.open("/confirm-email").await.status, 410);
    }

    async fn a_link_lives_an_hour(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.begin_registration(&service, EMAIL).await;
        let link = sandpit.latest_link(EMAIL).await;
        sandpit.advance(SignedDuration::from_secs(3599));
        assert_eq!(visitor.open(&link).await.status, 200);
        sandpit.advance(SignedDuration::from_secs(1));
        assert_eq!(visitor.open(&link).await.status, 410);
    }

    async fn a_link_proves_only_the_address_that_the_journey_has_now(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.begin_registration(&service, EMAIL).await;
        let first = sandpit.latest_link(EMAIL).await;
        visitor.begin_registration(&service, EMAIL).await;
        let page = visitor.open("/register").await;
        let other =
            [("#user-email", "someone.else@people.example"), ("#password-input", people::NEW_PASSWORD)];
        visitor.press(&page, "Continue", &other).await.assert_at("/check-email");
        let page = visitor.open(&sandpit.latest_link(EMAIL).await).await;
        assert_eq!(visitor.press(&page, "Confirm my email address", &[]).await.status, 410);
        // The first journey was another one; its link leads it on, in whichever browser holds its cookie.
        let page = visitor.open(&first).await;
        assert!(
            visitor
                .press(&page, "Confirm my email address", &[])
                .await
                .words_of("h1")
                .contains("is confirmed")
        );
        visitor.open("/terms").await.assert_at("/check-email");
    }

    async fn the_mail_can_be_sent_again_but_not_without_end(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.begin_registration(&service, EMAIL).await;
        for _ in 0..9 {
            let again = visitor.press(&page, "Send the email again", &[]).await;
            assert!(again.main().contains("sent the email again"));
        }
        assert_eq!(sandpit.messages_to(EMAIL).await.len(), 5);
        visitor.confirm_email(EMAIL).await.assert_at("/terms");
    }

    async fn an_address_that_has_an_account_gets_the_same_pages_and_another_mail(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut known, mut unknown) = (sandpit.visitor(), sandpit.visitor());
        let one = known.begin_registration(&service, people::P9).await;
        let two = unknown.begin_registration(&service, EMAIL).await;
        assert_eq!(one.hops.len(), two.hops.len());
        for (one, two) in one.hops.iter().zip(&two.hops) {
            assert_eq!(
                (one.status, one.location(), one.cookies().len()),
                (two.status, two.location(), two.cookies().len())
            );
        }
        assert_eq!(one.main().replace(people::P9, "it"), two.main().replace(EMAIL, "it"));
        let (one, two) = (
            known.press(&one, "Send the email again", &[]).await,
            unknown.press(&two, "Send the email again", &[]).await,
        );
        assert_eq!(one.main().replace(people::P9, "it"), two.main().replace(EMAIL, "it"));
        let mail = &sandpit.messages_to(people::P9).await[0];
        assert!(
            mail.subject.contains("already have") && !mail.text.contains("confirm-email"),
            "{}",
            mail.text
        );
        known.open("/terms").await.assert_at("/check-email");
    }

    async fn an_address_taken_meanwhile_ends_at_the_sign_in_page(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut one, mut two) = (sandpit.visitor(), sandpit.visitor());
        for visitor in [&mut one, &mut two] {
            visitor.begin_registration(&service, EMAIL).await;
            visitor.confirm_email(EMAIL).await.assert_at("/terms");
            visitor.accept_terms().await.assert_at("/enter-mobile");
            sandpit.advance(SignedDuration::from_secs(1));
        }
        let page = one.open("/enter-mobile").await;
        one.prove_mobile(&page, MOBILE).await.assert_at("/trust-device");
        sandpit.advance(SignedDuration::from_secs(1));
        let page = two.open("/enter-mobile").await;
        two.prove_mobile(&page, "07700 900 556").await.assert_at("/login");
        assert_eq!(
            sandpit.count("SELECT count(*) FROM account WHERE email = 'new.person@people.example'").await,
            1
        );
    }

    async fn each_page_says_what_is_wrong_with_an_answer(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.open(&service.authorize_url(&service.request())).await;
        let page = visitor.open("/register").await;
        for (email, password, words) in [
            ("", "", "Enter your email address"),
            ("nobody", people::NEW_PASSWORD, "correct format"),
            (EMAIL, "short", "8 characters"),
            (EMAIL, "password123", "password"),
            (EMAIL, "new.person-1", "email"),
        ] {
            let page = visitor
                .press(&page, "Continue", &[("#user-email", email), ("#password-input", password)])
                .await;
            page.assert_at("/register");
            assert!(
                page.words_of(".nhsuk-error-summary").contains(words),
                "{}",
                page.words_of(".nhsuk-error-summary")
            );
            assert!(!page.html.contains("short") || password != "short", "a password came back");
        }
        assert_eq!(sandpit.messages_to(EMAIL).await.len(), 0);
        visitor.begin_registration(&service, EMAIL).await;
        visitor.confirm_email(EMAIL).await;
        let page = visitor.open("/terms").await;
        assert!(visitor.press(&page, "Continue", &[]).await.has(".nhsuk-error-summary"));
        let page = visitor.accept_terms().await;
        for mobile in ["", "020 7946 0000", "+1 202 555 0100"] {
            let page = visitor.press(&page, "Continue", &[("#mobile-number", mobile)]).await;
            page.assert_at("/enter-mobile");
            assert!(page.has(".nhsuk-error-summary"), "{mobile}");
        }
    }

    async fn a_number_typed_wrongly_can_be_put_right(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.begin_registration(&service, EMAIL).await;
        visitor.confirm_email(EMAIL).await;
        let page = visitor.accept_terms().await;
        let page = visitor.press(&page, "Continue", &[("#mobile-number", "07700 900 557")]).await;
        page.assert_at("/enter-mobile-code");
        let old = sandpit.latest_code("+447700900557").await;
        let page = visitor.open("/enter-mobile").await;
        let page = visitor.press(&page, "Continue", &[("#mobile-number", MOBILE)]).await;
        assert!(page.main().contains("0555"), "{}", page.main());
        visitor.give_code(&page, &old).await.assert_at("/enter-mobile-code");
        let new = sandpit.latest_code("+447700900555").await;
        visitor.give_code(&page, &new).await.assert_at("/trust-device");
    }

    async fn nobody_skips_a_step(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.begin_registration(&service, EMAIL).await;
        for path in [
            "/terms",
            "/enter-mobile",
            "/enter-mobile-code",
            "/trust-device",
            "/nhs-login-consent",
            "/prove-identity",
        ] {
            visitor.open(path).await.assert_at("/check-email");
            let form = Parameters::of([
                ("agree", "yes"),
                ("mobile", MOBILE),
                ("otp", "000000"),
                ("remember", "yes"),
                ("decision", "agree"),
            ]);
            visitor.post(path, &form).await.assert_at("/check-email");
        }
        assert_eq!(sandpit.count("SELECT count(*) FROM session").await, 0);
    }

    async fn a_service_that_hides_registration_has_none(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.open(&service.authorize_url(&service.request().with("allow_registration", "false"))).await;
        let form = Parameters::of([("email", EMAIL), ("password", people::NEW_PASSWORD)]);
        visitor.post("/register", &form).await.assert_at("/login");
        assert!(sandpit.messages_to(EMAIL).await.is_empty());
    }
}
