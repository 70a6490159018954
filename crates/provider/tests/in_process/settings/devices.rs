//! Remembered devices: listed to their person alone, and forgotten after a question.

use kernel::SignedDuration;
use testkit::on_both_databases;

use super::mails;
use crate::support::{Page, Parameters, Sandpit, Visitor, people};

/// Somebody who signed in and had the browser remembered.
async fn remembered(sandpit: &Sandpit, email: &str) -> Visitor {
    let mut visitor = sandpit.visitor();
    let page = visitor.open("/settings").await;
    let page = visitor.give_password(&page, email, people::PASSWORD).await;
    visitor
        .press(&page, "Continue", &[("#otp-input", people::CODE), ("#rmd", "true")])
        .await
        .assert_at("/settings");
    visitor
}

async fn forget_first(visitor: &mut Visitor, page: &Page) -> Page {
    let question = visitor.open(&page.link("Forget")).await;
    assert!(question.main().contains("Forget this device?"), "{}", question.main());
    visitor.press(&question, "Forget this device", &[]).await
}

on_both_databases! {
    async fn a_device_is_listed_with_its_dates_and_forgotten(sandpit: Sandpit) {
        let mut visitor = remembered(&sandpit, people::P0).await;
        let page = visitor.open("/settings/devices").await;
        assert!(page.main().contains("This device"), "{}", page.main());
        assert!(page.main().contains("Remembered 2 March 2026 at 9:30am Last used Not since"), "{}", page.main());
        sandpit.advance(SignedDuration::from_mins(61));
        let page = visitor.open("/settings").await;
        visitor.give_password(&page, people::P0, people::PASSWORD).await.assert_at("/settings");
        let page = visitor.open("/settings/devices").await;
        assert!(page.main().contains("Last used 2 March 2026 at 10:31am"), "{}", page.main());
        let page = forget_first(&mut visitor, &page).await;
        page.assert_at("/settings/devices?done=yes");
        assert!(page.main().contains("no remembered devices"), "{}", page.main());
        assert_eq!(mails(&sandpit, people::P0).await, ["Devices were removed from your NHS login"]);
        sandpit.advance(SignedDuration::from_mins(61));
        let page = visitor.open("/settings").await;
        visitor.give_password(&page, people::P0, people::PASSWORD).await.assert_at("/enter-mobile-code");
    }

    async fn all_are_forgotten_at_once(sandpit: Sandpit) {
        remembered(&sandpit, people::P0).await;
        let mut visitor = remembered(&sandpit, people::P0).await;
        let mut other = remembered(&sandpit, people::P9).await;
        let page = visitor.open("/settings/devices").await;
        let page = visitor.open(&page.link("Forget all devices")).await;
        visitor.press(&page, "Forget all devices", &[]).await.assert_at("/settings/devices?done=yes");
        assert_eq!(visitor.press(&page, "Forget all devices", &[]).await.status, 404, "there are none left");
        assert_eq!(sandpit.count("SELECT count(*) FROM remembered_device").await, 1, "somebody else's stays");
        assert!(other.open("/settings/devices").await.main().contains("This device"));
    }

    async fn nobody_forgets_somebody_elses(sandpit: Sandpit) {
        let mut owner = remembered(&sandpit, people::P9).await;
        let theirs = owner.open("/settings/devices").await.link("Forget");
        let id = theirs.split_once("device=").unwrap().1.to_owned();
        let mut visitor = remembered(&sandpit, people::P0).await;
        assert_eq!(visitor.open(&theirs).await.status, 404);
        for id in [id.as_str(), "", "!", "AAAA"] {
            let page = visitor.post("/settings/devices/forget", &Parameters::of([("device", id)])).await;
            assert_eq!(page.status, 404, "{id}: {}", page.main());
        }
        assert_eq!(sandpit.count("SELECT count(*) FROM remembered_device").await, 2);
        assert!(mails(&sandpit, people::P9).await.is_empty() && mails(&sandpit, people::P0).await.is_empty());
    }
}
