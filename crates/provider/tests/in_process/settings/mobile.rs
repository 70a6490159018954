//! A new mobile phone: a code to it proves it, and the old one is told.

use kernel::SignedDuration;
use testkit::on_both_databases;

use super::{at_home, confirmed, mails, sent};
use crate::support::{Page, Parameters, Sandpit, Visitor, people};

const NEW: &str = "07700 900 777";
const NEW_E164: &str = "+447700900777";
// Edith's.
const OLD_E164: &str = "+447700900110";

async fn ask(visitor: &mut Visitor, mobile: &str) -> Page {
    let page = visitor.open("/settings/mobile").await;
    page.assert_at("/settings/mobile");
    visitor.press(&page, "Continue", &[("#mobile-number", mobile)]).await
}

async fn enter(visitor: &mut Visitor, page: &Page, code: &str) -> Page {
    visitor.press(page, "Change my number", &[("#otp-input", code)]).await
}

/// Somebody who made an account here: their codes are not those of a test person.
async fn newcomer(sandpit: &Sandpit) -> Visitor {
    let service = sandpit.service().await;
    let mut visitor = sandpit.visitor();
    visitor.register(&service, "new.person@people.example", "07700 900 555").await.assert_at("/trust-device");
    visitor.open("/settings").await.assert_at("/settings");
    visitor
}

on_both_databases! {
    async fn the_code_gives_the_account_its_new_number_and_the_old_one_is_told(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        let page = ask(&mut visitor, NEW).await;
        page.assert_at("/settings/mobile/code");
        assert!(page.main().contains("ending 0777"), "{}", page.main());
        assert_eq!(sandpit.latest_code(NEW_E164).await, people::CODE, "a test person's never changes");
        let page = enter(&mut visitor, &page, people::CODE).await;
        page.assert_at("/settings?changed=mobile");
        assert!(page.main().contains("07700 900777"), "{}", page.main());
        let told = sandpit.messages_to(OLD_E164).await;
        assert!(told.iter().any(|text| text.text.contains("another mobile phone number")), "{told:?}");
        assert_eq!(mails(&sandpit, people::P0).await, ["The mobile phone number of your NHS login was changed"]);
        // Codes go there from now on.
        let before = sandpit.messages_to(NEW_E164).await.len();
        at_home(&sandpit, people::P0).await;
        assert_eq!(sandpit.messages_to(NEW_E164).await.len(), before + 1);
        // The code was used up.
        visitor.open("/settings/mobile/code").await.assert_at("/settings/mobile");
        let form = Parameters::of([("otp", people::CODE)]);
        visitor.post("/settings/mobile/code", &form).await.assert_at("/settings/mobile");
    }

    async fn the_code_is_the_one_that_went_to_the_number_last(sandpit: Sandpit) {
        let mut visitor = newcomer(&sandpit).await;
        let page = ask(&mut visitor, NEW).await;
        let first = sandpit.latest_code(NEW_E164).await;
        sandpit.advance(SignedDuration::from_secs(1));
        let again = visitor.press(&page, "Send the code again", &[]).await;
        assert!(again.main().contains("sent a new security code"), "{}", again.main());
        let second = sandpit.latest_code(NEW_E164).await;
        assert_ne!(first, second);
        let refused = enter(&mut visitor, &page, &first).await;
        assert!(refused.words_of(".nhsuk-error-summary").contains("not correct"), "{}", refused.main());
        // Another number, in another tab: the code of the first opens nothing any more.
        sandpit.advance(SignedDuration::from_secs(1));
        ask(&mut visitor, "07700 900 778").await.assert_at("/settings/mobile/code");
        enter(&mut visitor, &page, &second).await.assert_at("/settings/mobile/code");
        let third = sandpit.latest_code("+447700900778").await;
        enter(&mut visitor, &page, &third).await.assert_at("/settings?changed=mobile");
        assert!(visitor.open("/settings").await.main().contains("07700 900778"));
    }

    async fn a_code_lives_ten_minutes(sandpit: Sandpit) {
        let mut visitor = newcomer(&sandpit).await;
        let page = ask(&mut visitor, NEW).await;
        let code = sandpit.latest_code(NEW_E164).await;
        sandpit.advance(SignedDuration::from_mins(10));
        let refused = enter(&mut visitor, &page, &code).await;
        assert!(refused.words_of(".nhsuk-error-summary").contains("has run out"), "{}", refused.main());
        assert!(visitor.open("/settings").await.main().contains("07700 900555"));
    }

    async fn a_code_belongs_to_the_session_that_asked(sandpit: Sandpit) {
        let mut visitor = newcomer(&sandpit).await;
        ask(&mut visitor, NEW).await;
        let code = sandpit.latest_code(NEW_E164).await;
        let mut other = at_home(&sandpit, people::P0).await;
        let form = Parameters::of([("otp", code.as_str())]);
        other.post("/settings/mobile/code", &form).await.assert_at("/settings/mobile");
        assert!(other.open("/settings").await.main().contains("07700 900110"));
    }

    async fn wrong_codes_and_many_messages_are_held_back(sandpit: Sandpit) {
        let mut visitor = newcomer(&sandpit).await;
        let page = ask(&mut visitor, NEW).await;
        for _ in 0..4 {
            enter(&mut visitor, &page, "000000").await.assert_at("/settings/mobile/code");
        }
        assert!(enter(&mut visitor, &page, "000000").await.main().contains("15 minutes"));
        let right = sandpit.latest_code(NEW_E164).await;
        assert!(enter(&mut visitor, &page, &right).await.main().contains("15 minutes"));
        for _ in 0..8 {
            ask(&mut visitor, "07700 900 779").await;
        }
        assert_eq!(sandpit.messages_to("+447700900779").await.len(), 5);
        assert!(visitor.open("/settings").await.main().contains("07700 900555"));
    }

    async fn what_is_wrong_is_said_and_changes_nothing(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        for (typed, words) in [
            ("", "Enter your mobile phone number"),
            ("020 7946 0000", "UK mobile phone number"),
            ("07700 900 110", "not your mobile phone number already"),
        ] {
            let page = ask(&mut visitor, typed).await;
            page.assert_at("/settings/mobile");
            assert!(page.words_of(".nhsuk-error-summary").contains(words), "{}", page.main());
        }
        let page = ask(&mut visitor, NEW).await;
        let page = enter(&mut visitor, &page, "").await;
        assert!(page.words_of(".nhsuk-error-summary").contains("6-digit"), "{}", page.main());
        visitor.post("/settings/mobile/again", &Parameters::default()).await.assert_at("/settings/mobile/again");
    }

    async fn whom_a_service_sent_shows_their_password_first(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut visitor, _) = sent(&sandpit, &service, people::P0).await;
        let form = Parameters::of([("mobile", NEW)]);
        visitor.post("/settings/mobile", &form).await.assert_at("/settings/confirm?to=mobile");
        assert!(sandpit.messages_to(NEW_E164).await.is_empty());
        confirmed(&mut visitor, "/settings/mobile").await;
    }
}
