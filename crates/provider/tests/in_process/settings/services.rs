//! What was agreed to share with whom, and taking it back: tokens stop, and the next sign-in asks again.

use testkit::on_both_databases;

use super::{at_home, link, mails, sent, signed_in};
use crate::support::{Page, Parameters, Sandpit, Tokens, Visitor, people};

async fn stop_sharing(visitor: &mut Visitor, page: &Page, name: &str) -> Page {
    let question = visitor.open(&page.link("Stop sharing")).await;
    assert!(question.main().contains(&format!("Stop sharing with {name}?")), "{}", question.main());
    visitor.press(&question, "Stop sharing", &[]).await
}

on_both_databases! {
    async fn withdrawing_takes_the_tokens_and_asks_again(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let tokens = signed_in(&service, &mut visitor, people::P9).await;
        let theirs = service.tokens_of(people::P5, &service.request()).await;
        let page = visitor.open("/settings/services").await;
        assert!(page.main().contains("Example Appointments"), "{}", page.main());
        assert!(page.main().contains("your email address") && page.main().contains("2 March 2026 at 9:30am"));
        let page = stop_sharing(&mut visitor, &page, "Example Appointments").await;
        page.assert_at("/settings/services?done=yes");
        assert!(page.main().contains("You do not share information"), "{}", page.main());
        service.userinfo(&tokens.access).await.assert_refused(401, "invalid_token", "revoked");
        service.refresh(&tokens.refresh).await.assert_refused(400, "invalid_grant", "revoked");
        let told = sandpit.messages_to(people::P9).await;
        assert!(told.last().unwrap().text.contains("Example Appointments"), "{told:?}");
        // Nor does the service bring the person back to their settings by that sign-in.
        sandpit.visitor().open(&link(&service, &tokens.id).await).await.assert_at("/login");
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        page.assert_at("/nhs-login-consent");
        let page = visitor.agree(&page).await;
        Tokens::of(&service.redeem(&page.parameter("code")).await);
        // What somebody else agreed to stands.
        assert_eq!(service.userinfo(&theirs.access).await.status, 200);
    }

    async fn one_service_of_two_is_left(sandpit: Sandpit) {
        let (one, two) = (sandpit.service().await, sandpit.other_service().await);
        let mut visitor = sandpit.visitor();
        signed_in(&one, &mut visitor, people::P9).await;
        let kept = signed_in(&two, &mut visitor, people::P9).await;
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("service", one.id()).finish();
        let question = visitor.open(&format!("/settings/services/withdraw?{query}")).await;
        let page = visitor.press(&question, "Stop sharing", &[]).await;
        assert!(page.main().contains("Another Service") && !page.main().contains("Example Appointments"));
        assert_eq!(two.userinfo(&kept.access).await.status, 200);
        let again = visitor.press(&question, "Stop sharing", &[]).await;
        assert_eq!(again.status, 404, "another tab was first: {}", again.main());
        assert_eq!(mails(&sandpit, people::P9).await, ["You stopped sharing your NHS login information"]);
    }

    async fn nobody_withdraws_what_somebody_else_agreed_to(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let theirs = service.tokens_of(people::P9, &service.request()).await;
        let mut visitor = at_home(&sandpit, people::P0).await;
        assert!(visitor.open("/settings/services").await.main().contains("You do not share"));
        for id in [service.id(), "", "no-such-service"] {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("service", id).finish();
            assert_eq!(visitor.open(&format!("/settings/services/withdraw?{query}")).await.status, 404);
            let form = Parameters::of([("service", id)]);
            assert_eq!(visitor.post("/settings/services/withdraw", &form).await.status, 404);
        }
        assert_eq!(service.userinfo(&theirs.access).await.status, 200);
    }

    async fn whom_the_service_itself_sent_can_stop_sharing_with_it(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut visitor, _) = sent(&sandpit, &service, people::P9).await;
        let page = visitor.open("/settings/services").await;
        stop_sharing(&mut visitor, &page, "Example Appointments").await.assert_at("/settings/services?done=yes");
        // It said goodbye, and the settings stay open as long as the sign-in would have.
        visitor.open("/settings").await.assert_at("/settings");
    }
}
