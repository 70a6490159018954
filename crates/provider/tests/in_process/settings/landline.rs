//! The landline number: added, changed and removed.

use testkit::on_both_databases;

use super::{mails, sent, signed_in};
use crate::support::{Sandpit, people};

on_both_databases! {
    async fn a_landline_is_added_changed_and_removed(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        signed_in(&service, &mut visitor, people::P5).await;
        let page = visitor.open("/settings").await;
        assert!(page.main().contains("Landline number Not given Add"), "{}", page.main());
        for (typed, kept) in [("020 7946 0000", "+442079460000"), ("+44 117 496 0000", "+441174960000")] {
            let page = visitor.open("/settings/landline").await;
            let page = visitor.press(&page, "Save", &[("#landline-number", typed)]).await;
            page.assert_at("/settings?changed=landline");
            let request = service.request().with("scope", "openid landline");
            let tokens = service.tokens_of(people::P5, &request).await;
            let claims = service.userinfo(&tokens.access).await.json();
            assert_eq!(claims["landline_number"], kept);
        }
        let page = visitor.open("/settings/landline/remove").await;
        assert!(page.main().contains("Remove your landline number?"), "{}", page.main());
        assert!(visitor.open("/settings").await.main().contains("01174 960000"), "asking removes nothing");
        visitor.press(&page, "Remove landline number", &[]).await.assert_at("/settings?changed=no-landline");
        assert!(visitor.open("/settings").await.main().contains("Landline number Not given"));
        let again = visitor.press(&page, "Remove landline number", &[]).await;
        assert_eq!(again.status, 404, "another tab was first: {}", again.main());
        assert_eq!(mails(&sandpit, people::P5).await.len(), 3);
    }

    async fn what_is_no_landline_is_refused(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut visitor, _) = sent(&sandpit, &service, people::P0).await;
        for (typed, words) in [("", "Enter your landline number"), ("07700 900 123", "UK landline number")] {
            let page = visitor.open("/settings/landline").await;
            let page = visitor.press(&page, "Save", &[("#landline-number", typed)]).await;
            page.assert_at("/settings/landline");
            assert!(page.words_of(".nhsuk-error-summary").contains(words), "{}", page.main());
        }
        assert_eq!(visitor.open("/settings/landline/remove").await.status, 404);
    }
}
