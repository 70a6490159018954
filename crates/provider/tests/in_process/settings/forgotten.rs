//! A forgotten password: a link by mail, once, for an hour; and nobody learns whose addresses are known.

use kernel::SignedDuration;
use testkit::on_both_databases;

use super::{at_home, at_home_with, link, mails, signed_in};
use crate::support::{Page, Parameters, Sandpit, Visitor, people};

const NOBODY: &str = "nobody@people.example";

async fn ask(visitor: &mut Visitor, email: &str) -> Page {
    let page = visitor.open("/forgotten-password").await;
    visitor.press(&page, "Continue", &[("#user-email", email)]).await
}

async fn choose(visitor: &mut Visitor, link: &str, password: &str) -> Page {
    let page = visitor.open(link).await;
    assert_eq!(page.status, 200, "{}", page.main());
    visitor.press(&page, "Change my password", &[("#new-password", password)]).await
}

on_both_databases! {
    async fn a_person_chooses_a_new_password_and_goes_on_with_their_journey(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        assert_eq!(page.link("I have forgotten my password"), "/forgotten-password");
        let page = ask(&mut visitor, people::P0).await;
        assert!(page.main().contains("Check your email"), "{}", page.main());
        let page = choose(&mut visitor, &sandpit.latest_link(people::P0).await, people::NEW_PASSWORD).await;
        assert!(page.main().contains("You have changed your password"), "{}", page.main());
        let page = visitor.open(&page.link("Continue to sign in")).await;
        page.assert_at("/login");
        let page = visitor.give_password(&page, people::P0, people::NEW_PASSWORD).await;
        page.assert_at("/enter-mobile-code");
        visitor.give_code(&page, people::CODE).await.assert_at("/nhs-login-consent");
        let subjects = mails(&sandpit, people::P0).await;
        assert_eq!(subjects, ["Choose a new NHS login password", "Your NHS login password was changed"]);
        let mut old = sandpit.visitor();
        let page = old.open("/settings").await;
        old.give_password(&page, people::P0, people::PASSWORD).await.assert_at("/login");
    }

    async fn the_link_works_once_and_anywhere(sandpit: Sandpit) {
        ask(&mut sandpit.visitor(), people::P0).await;
        let link = sandpit.latest_link(people::P0).await;
        let mut phone = sandpit.visitor();
        for _ in 0..3 {
            assert_eq!(phone.open(&link).await.status, 200, "a scanner looks and uses nothing up");
        }
        at_home(&sandpit, people::P0).await;
        let (first, second) = (phone.open(&link).await, sandpit.visitor().open(&link).await);
        let typed = [("#new-password", people::NEW_PASSWORD)];
        let page = phone.press(&first, "Change my password", &typed).await;
        assert!(page.main().contains("Go back to the service"), "{}", page.main());
        assert!(phone.cookies.is_empty(), "nobody is signed in by a link");
        let late = [("#new-password", "another-long-phrase")];
        assert_eq!(sandpit.visitor().press(&second, "Change my password", &late).await.status, 410);
        assert_eq!(phone.open(&link).await.status, 410);
        at_home_with(&sandpit, people::P0, people::NEW_PASSWORD).await;
    }

    async fn a_link_lives_an_hour_and_the_newest_alone(sandpit: Sandpit) {
        let mut visitor = sandpit.visitor();
        ask(&mut visitor, people::P0).await;
        let first = sandpit.latest_link(people::P0).await;
        sandpit.advance(SignedDuration::from_secs(1));
        ask(&mut visitor, people::P0).await;
        let second = sandpit.latest_link(people::P0).await;
        assert_eq!(visitor.open(&first).await.status, 410);
        sandpit.advance(SignedDuration::from_secs(3599));
        assert_eq!(visitor.open(&second).await.status, 200);
        sandpit.advance(SignedDuration::from_secs(1));
        assert_eq!(visitor.open(&second).await.status, 410);
        let token = second.split_once("token=").unwrap().1;
        let form = Parameters::of([("token", token), ("new-password", people::NEW_PASSWORD)]);
        assert_eq!(visitor.post("/reset-password", &form).await.status, 410);
        assert_eq!(visitor.open("/reset-password").await.status, 410);
        at_home(&sandpit, people::P0).await;
    }

    async fn an_address_without_an_account_gets_the_same_page_and_another_mail(sandpit: Sandpit) {
        let (mut one, mut two) = (sandpit.visitor(), sandpit.visitor());
        let (known, unknown) = (ask(&mut one, people::P9).await, ask(&mut two, NOBODY).await);
        assert_eq!(known.main().replace(people::P9, "it"), unknown.main().replace(NOBODY, "it"));
        assert_eq!((known.status, known.hops.len()), (unknown.status, unknown.hops.len()));
        let mail = &sandpit.messages_to(NOBODY).await[0];
        assert!(mail.subject.contains("no NHS login") && !mail.text.contains("reset-password"), "{}", mail.text);
    }

    async fn every_session_ends_and_a_lock_with_it(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let tokens = signed_in(&service, &mut visitor, people::P0).await;
        let mut stranger = sandpit.visitor();
        let mut page = stranger.open("/settings").await;
        for _ in 0..5 {
            page = stranger.give_password(&page, people::P0, "a-wrong-guess").await;
            if page.buttons().is_empty() {
                page = stranger.open("/login").await;
            }
        }
        let locked = stranger.give_password(&page, people::P0, people::PASSWORD).await;
        assert!(locked.main().contains("15 minutes"), "{}", locked.main());
        ask(&mut visitor, people::P0).await;
        choose(&mut sandpit.visitor(), &sandpit.latest_link(people::P0).await, people::NEW_PASSWORD).await;
        visitor.open("/settings").await.assert_at("/login");
        sandpit.visitor().open(&link(&service, &tokens.id).await).await.assert_at("/login");
        at_home_with(&sandpit, people::P0, people::NEW_PASSWORD).await;
    }

    async fn what_is_wrong_is_said_and_the_link_stays(sandpit: Sandpit) {
        let mut visitor = sandpit.visitor();
        for (typed, words) in [("", "Enter your email address"), ("nobody", "correct format")] {
            let page = ask(&mut visitor, typed).await;
            page.assert_at("/forgotten-password");
            assert!(page.words_of(".nhsuk-error-summary").contains(words), "{}", page.main());
        }
        ask(&mut visitor, people::P0).await;
        let link = sandpit.latest_link(people::P0).await;
        for (typed, words) in [("", "Enter a password"), ("short", "8 characters"), ("edith.p0-edith.p0", "email")] {
            let page = choose(&mut visitor, &link, typed).await;
            assert!(page.words_of(".nhsuk-error-summary").contains(words), "{}", page.main());
            assert!(!page.html.contains("edith.p0-edith.p0"), "a password came back");
        }
        choose(&mut visitor, &link, people::NEW_PASSWORD).await;
        at_home_with(&sandpit, people::P0, people::NEW_PASSWORD).await;
    }

    async fn a_link_of_one_kind_does_not_do_for_the_other(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        let page = visitor.open("/settings/email").await;
        visitor.press(&page, "Continue", &[("#user-email", "edith.new@people.example")]).await;
        let email = sandpit.latest_link("edith.new@people.example").await;
        ask(&mut visitor, people::P0).await;
        let password = sandpit.latest_link(people::P0).await;
        let (email, password) = (email.split_once("token=").unwrap().1, password.split_once("token=").unwrap().1);
        assert_eq!(visitor.open(&format!("/reset-password?token={email}")).await.status, 410);
        assert_eq!(visitor.open(&format!("/settings/confirm-email?token={password}")).await.status, 410);
        let form = Parameters::of([("token", password)]);
        assert_eq!(visitor.post("/settings/confirm-email", &form).await.status, 410);
        assert_eq!(visitor.open(&format!("/reset-password?token={password}")).await.status, 200);
    }

    async fn mails_are_not_sent_without_end(sandpit: Sandpit) {
        let mut visitor = sandpit.visitor();
        for email in [people::P0, NOBODY] {
            for _ in 0..8 {
                assert!(ask(&mut visitor, email).await.main().contains("Check your email"));
            }
            assert_eq!(mails(&sandpit, email).await.len(), 5);
        }
    }

    async fn no_password_is_kept_in_the_clear_and_no_link(sandpit: Sandpit) {
        ask(&mut sandpit.visitor(), people::P0).await;
        let link = sandpit.latest_link(people::P0).await;
        let token = link.split_once("token=").unwrap().1.to_owned();
        choose(&mut sandpit.visitor(), &link, people::NEW_PASSWORD).await;
        let rows = sandpit.every_row().await;
        assert!(!rows.contains(people::NEW_PASSWORD));
        // The mail itself is in the outbox here, since none is sent.
        assert_eq!(rows.matches(&token).count(), 3, "once in its text, twice in its HTML");
    }
}
