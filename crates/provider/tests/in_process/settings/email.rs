//! A new email address: a link to it proves it, the old one is told, and nobody learns whose addresses are known.

use kernel::SignedDuration;
use testkit::on_both_databases;

use super::{at_home, at_home_with, confirmed, mails, sent};
use crate::support::{Page, Parameters, Sandpit, Visitor, people};

const NEW: &str = "edith.new@people.example";

async fn ask(visitor: &mut Visitor, email: &str) -> Page {
    let page = visitor.open("/settings/email").await;
    page.assert_at("/settings/email");
    visitor.press(&page, "Continue", &[("#user-email", email)]).await
}

async fn press_link(sandpit: &Sandpit, visitor: &mut Visitor, email: &str) -> Page {
    let page = visitor.open(&sandpit.latest_link(email).await).await;
    assert_eq!(page.status, 200);
    visitor.press(&page, "Confirm my new email address", &[]).await
}

on_both_databases! {
    async fn the_link_gives_the_account_its_new_address_and_both_are_told(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        let page = ask(&mut visitor, NEW).await;
        assert!(page.main().contains("Check your email") && page.main().contains(NEW), "{}", page.main());
        visitor.open("/settings").await;
        at_home(&sandpit, people::P0).await;
        let page = press_link(&sandpit, &mut visitor, NEW).await;
        assert!(page.main().contains("You have changed your email address"), "{}", page.main());
        assert!(visitor.open("/settings").await.main().contains(NEW));
        assert_eq!(mails(&sandpit, people::P0).await, ["The email address of your NHS login was changed"]);
        assert_eq!(
            mails(&sandpit, NEW).await,
            ["Confirm your new email address", "This is the email address of your NHS login now"]
        );
        at_home(&sandpit, NEW).await;
        let mut old = sandpit.visitor();
        let page = old.open("/settings").await;
        old.give_password(&page, people::P0, people::PASSWORD).await.assert_at("/login");
    }

    async fn the_link_may_be_opened_anywhere_and_works_once(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        ask(&mut visitor, NEW).await;
        let link = sandpit.latest_link(NEW).await;
        let mut phone = sandpit.visitor();
        for _ in 0..3 {
            assert_eq!(phone.open(&link).await.status, 200, "a scanner looks and uses nothing up");
        }
        let page = press_link(&sandpit, &mut phone, NEW).await;
        assert!(page.main().contains("You have changed") && phone.cookies.is_empty());
        assert_eq!(phone.open(&link).await.status, 410);
        let token = link.split_once("token=").unwrap().1;
        let again = phone.post("/settings/confirm-email", &Parameters::of([("token", token)])).await;
        assert_eq!(again.status, 410);
        for path in ["/settings/confirm-email", "/settings/confirm-email?token=never-sent"] {
            assert_eq!(phone.open(path).await.status, 410);
        }
    }

    async fn a_link_lives_an_hour_and_the_newest_alone(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        ask(&mut visitor, "first@people.example").await;
        let first = sandpit.latest_link("first@people.example").await;
        ask(&mut visitor, NEW).await;
        let second = sandpit.latest_link(NEW).await;
        assert_eq!(visitor.open(&first).await.status, 410);
        sandpit.advance(SignedDuration::from_secs(3599));
        assert_eq!(visitor.open(&second).await.status, 200);
        sandpit.advance(SignedDuration::from_secs(1));
        assert_eq!(visitor.open(&second).await.status, 410);
    }

    async fn an_address_that_somebody_has_gets_the_same_page_and_another_mail(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        let (taken, free) = (ask(&mut visitor, people::P9).await, ask(&mut visitor, NEW).await);
        assert_eq!(taken.main().replace(people::P9, "it"), free.main().replace(NEW, "it"));
        assert_eq!((taken.status, taken.hops.len()), (free.status, free.hops.len()));
        assert_eq!(mails(&sandpit, people::P9).await, ["You already have an NHS login"]);
    }

    async fn an_address_taken_meanwhile_is_not_given_to_two(sandpit: Sandpit) {
        let (mut one, mut two) = (at_home(&sandpit, people::P0).await, at_home(&sandpit, people::P5).await);
        ask(&mut one, NEW).await;
        let first = sandpit.latest_link(NEW).await;
        sandpit.advance(SignedDuration::from_secs(1));
        ask(&mut two, NEW).await;
        let second = sandpit.latest_link(NEW).await;
        assert_ne!(first, second);
        press_link(&sandpit, &mut two, NEW).await;
        let page = one.open(&first).await;
        let page = one.press(&page, "Confirm my new email address", &[]).await;
        assert_eq!(page.status, 410, "as if it had run out: {}", page.main());
        assert!(one.open("/settings").await.main().contains(people::P0));
    }

    async fn a_new_password_takes_links_of_before_back(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        ask(&mut visitor, NEW).await;
        let page = visitor.open("/settings/password").await;
        let typed = [("#password-input", people::PASSWORD), ("#new-password", people::NEW_PASSWORD)];
        visitor.press(&page, "Change password", &typed).await;
        assert_eq!(visitor.open(&sandpit.latest_link(NEW).await).await.status, 410);
        at_home_with(&sandpit, people::P0, people::NEW_PASSWORD).await;
    }

    async fn mails_are_not_sent_without_end(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        for _ in 0..8 {
            assert!(ask(&mut visitor, NEW).await.main().contains("Check your email"));
        }
        assert_eq!(mails(&sandpit, NEW).await.len(), 5);
    }

    async fn what_is_wrong_is_said_and_changes_nothing(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        for (typed, words) in [
            ("", "Enter your email address"),
            ("nobody", "correct format"),
            (people::P0, "not your email address already"),
        ] {
            let page = ask(&mut visitor, typed).await;
            page.assert_at("/settings/email");
            assert!(page.words_of(".nhsuk-error-summary").contains(words), "{}", page.main());
        }
        assert_eq!(sandpit.count("SELECT count(*) FROM account_link").await, 0);
    }

    async fn whom_a_service_sent_shows_their_password_first(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut visitor, _) = sent(&sandpit, &service, people::P0).await;
        let form = Parameters::of([("email", NEW)]);
        visitor.post("/settings/email", &form).await.assert_at("/settings/confirm?to=email");
        assert!(mails(&sandpit, NEW).await.is_empty());
        let page = visitor.open("/settings/email").await;
        let page = visitor.press(&page, "Continue", &[("#password-input", "not-the-password")]).await;
        assert!(page.words_of(".nhsuk-error-summary").contains("not correct"));
        confirmed(&mut visitor, "/settings/email").await;
        assert!(ask(&mut visitor, NEW).await.main().contains("Check your email"));
        sandpit.advance(SignedDuration::from_mins(10));
        visitor.open("/settings/email").await.assert_at("/settings/confirm?to=email");
    }

    async fn whoever_signed_in_long_ago_shows_it_too(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        sandpit.advance(SignedDuration::from_mins(9));
        visitor.open("/settings/email").await.assert_at("/settings/email");
        sandpit.advance(SignedDuration::from_mins(1));
        confirmed(&mut visitor, "/settings/email").await;
        // And only to a page that there is.
        visitor.open("/settings/confirm?to=https://elsewhere.example").await.assert_at("/settings");
        let form = Parameters::of([("to", "//elsewhere.example"), ("password", people::PASSWORD)]);
        visitor.post("/settings/confirm", &form).await.assert_at("/settings");
    }

    async fn wrong_passwords_lock_what_they_would_open(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut visitor, _) = sent(&sandpit, &service, people::P0).await;
        let mut page = visitor.open("/settings/email").await;
        for _ in 0..4 {
            page = visitor.press(&page, "Continue", &[("#password-input", "not-the-password")]).await;
        }
        let locked = visitor.press(&page, "Continue", &[("#password-input", "not-the-password")]).await;
        assert!(locked.main().contains("15 minutes"), "{}", locked.main());
        let locked = visitor.press(&page, "Continue", &[("#password-input", people::PASSWORD)]).await;
        assert!(locked.main().contains("15 minutes"), "{}", locked.main());
        visitor.open("/settings/email").await.assert_at("/settings/confirm?to=email");
    }
}
