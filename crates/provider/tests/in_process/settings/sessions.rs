//! Where the person is signed in: listed, and ended everywhere but here.

use kernel::SignedDuration;
use testkit::on_both_databases;

use super::{at_home, mails, sent};
use crate::support::{Sandpit, people};

on_both_databases! {
    async fn every_session_is_listed_and_all_but_this_one_end(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut elsewhere = at_home(&sandpit, people::P0).await;
        let (mut by_word, _) = sent(&sandpit, &service, people::P0).await;
        sandpit.advance(SignedDuration::from_mins(1));
        let mut visitor = at_home(&sandpit, people::P0).await;
        let mut other = at_home(&sandpit, people::P9).await;
        let page = visitor.open("/settings/sessions").await;
        assert!(page.main().contains("Here Signed in on 2 March 2026 at 9:31am"), "{}", page.main());
        assert!(page.main().contains("A service opened these settings for you"), "{}", page.main());
        let question = visitor.open(&page.link("Sign out everywhere else")).await;
        elsewhere.open("/settings").await.assert_at("/settings");
        let page = visitor.press(&question, "Sign out everywhere else", &[]).await;
        page.assert_at("/settings/sessions?done=yes");
        assert!(!page.has("main a[href='/settings/sessions/end']"), "there is nothing else to end");
        elsewhere.open("/settings").await.assert_at("/login");
        by_word.open("/settings").await.assert_at("/login");
        other.open("/settings").await.assert_at("/settings");
        assert_eq!(mails(&sandpit, people::P0).await, ["You were signed out of NHS login"]);
    }
}
