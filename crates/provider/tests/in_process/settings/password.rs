//! A new password: the current one is asked for, other sessions end, and the person is told.

use kernel::SignedDuration;
use testkit::on_both_databases;

use super::{at_home, at_home_with, link, sent, signed_in};
use crate::support::{Page, Sandpit, Visitor, people};

async fn change(visitor: &mut Visitor, current: &str, new: &str) -> Page {
    let page = visitor.open("/settings/password").await;
    page.assert_at("/settings/password");
    visitor.press(&page, "Change password", &[("#password-input", current), ("#new-password", new)]).await
}

on_both_databases! {
    async fn a_new_password_takes_the_place_of_the_old_one(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        let page = change(&mut visitor, people::PASSWORD, people::NEW_PASSWORD).await;
        page.assert_at("/settings?changed=password");
        assert!(page.words_of(".nhsuk-notification-banner").contains("changed your password"));
        let told = sandpit.messages_to(people::P0).await;
        assert!(told.last().unwrap().subject.contains("password was changed"), "{told:?}");
        at_home_with(&sandpit, people::P0, people::NEW_PASSWORD).await;
        let mut old = sandpit.visitor();
        let page = old.open("/settings").await;
        old.give_password(&page, people::P0, people::PASSWORD).await.assert_at("/login");
    }

    async fn the_other_sessions_end_and_this_one_goes_on(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut elsewhere = sandpit.visitor();
        let theirs = signed_in(&service, &mut elsewhere, people::P0).await;
        let (mut sent_before, _) = sent(&sandpit, &service, people::P0).await;
        sandpit.advance(SignedDuration::from_secs(1));
        let mut visitor = sandpit.visitor();
        let own = signed_in(&service, &mut visitor, people::P0).await;
        visitor.open(&link(&service, &own.id).await).await.assert_at("/settings");
        let page = change(&mut visitor, people::PASSWORD, people::NEW_PASSWORD).await;
        page.assert_at("/settings?changed=password");
        elsewhere.open("/settings").await.assert_at("/login");
        sent_before.open("/settings").await.assert_at("/login");
        // Nor does a service bring them back that has them from before; whoever changed it goes on.
        sandpit.visitor().open(&link(&service, &theirs.id).await).await.assert_at("/login");
        sandpit.visitor().open(&link(&service, &own.id).await).await.assert_at("/settings");
        visitor.open("/settings").await.assert_at("/settings");
    }

    async fn somebody_elses_sessions_stay(sandpit: Sandpit) {
        let mut other = at_home(&sandpit, people::P9).await;
        let mut visitor = at_home(&sandpit, people::P0).await;
        change(&mut visitor, people::PASSWORD, people::NEW_PASSWORD).await.assert_at("/settings?changed=password");
        other.open("/settings").await.assert_at("/settings");
    }

    async fn what_is_wrong_is_said_and_changes_nothing(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        for (current, new, words) in [
            ("", people::NEW_PASSWORD, "Enter your current password"),
            (people::PASSWORD, "", "Enter a password"),
            (people::PASSWORD, "short", "8 characters"),
            (people::PASSWORD, "edith.p0-edith.p0", "email"),
            ("not-the-password", people::NEW_PASSWORD, "not correct"),
        ] {
            let page = change(&mut visitor, current, new).await;
            page.assert_at("/settings/password");
            assert!(page.words_of(".nhsuk-error-summary").contains(words), "{}", page.main());
        }
        assert!(sandpit.messages_to(people::P0).await.iter().all(|mail| mail.channel == "text"));
        at_home(&sandpit, people::P0).await;
    }

    async fn wrong_passwords_here_and_at_sign_in_lock_together(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        for _ in 0..4 {
            change(&mut visitor, "not-the-password", people::NEW_PASSWORD).await.assert_at("/settings/password");
        }
        let page = change(&mut visitor, "not-the-password", people::NEW_PASSWORD).await;
        assert!(page.main().contains("15 minutes"), "{}", page.main());
        let page = change(&mut visitor, people::PASSWORD, people::NEW_PASSWORD).await;
        assert!(page.main().contains("15 minutes"), "the right one is not looked at either: {}", page.main());
        let mut other = sandpit.visitor();
        let page = other.open("/settings").await;
        let page = other.give_password(&page, people::P0, people::PASSWORD).await;
        assert!(page.main().contains("cannot sign in for 15 minutes"), "{}", page.main());
        sandpit.advance(SignedDuration::from_mins(15));
        change(&mut visitor, people::PASSWORD, people::NEW_PASSWORD).await.assert_at("/settings?changed=password");
    }
}
