//! The contact details in somebody's NHS record: seen and changed by P9 people, where there are records.

use app::adapters::{Adapters, Demographics};
use testkit::{FromTestDatabase, TestDatabase, on_both_databases};

use super::{at_home, confirmed, mails, sent};
use crate::support::{Page, Parameters, Sandpit, Visitor, people};

#[derive(Clone)]
struct Integration(Sandpit);

impl FromTestDatabase<'_> for Integration {
    fn from_test_database(database: &TestDatabase) -> Self {
        Self(Sandpit::integration(database))
    }
}

const EMAIL: &str = "Put this email address into my NHS record";
const MOBILE: &str = "Put this mobile phone number into my NHS record";

async fn change_mobile(visitor: &mut Visitor) -> Page {
    let page = visitor.open("/settings/mobile").await;
    let page = visitor.press(&page, "Continue", &[("#mobile-number", "07700 900 777")]).await;
    visitor.press(&page, "Change my number", &[("#otp-input", people::CODE)]).await
}

const UNMATCHED: &str =
    "SELECT count(*) FROM account WHERE email = 'rowan.p9@people.example' AND NOT mobile_pds_matched";

on_both_databases! {
    async fn what_the_account_has_proved_goes_into_the_record(integration: Integration) {
        let sandpit = integration.0;
        let mut visitor = at_home(&sandpit, people::P9).await;
        assert!(visitor.open("/settings").await.has("a[href='/settings/record']"));
        let page = visitor.open("/settings/record").await;
        assert!(page.main().contains("Email address Not given Mobile phone number 07700 900101"), "{}", page.main());
        assert_eq!(page.buttons(), [EMAIL], "the number is the same already");
        visitor.press(&page, EMAIL, &[]).await.assert_at("/settings?changed=record");
        let page = visitor.open("/settings/record").await;
        assert!(page.main().contains(people::P9) && page.buttons().is_empty(), "{}", page.main());
        change_mobile(&mut visitor).await.assert_at("/settings?changed=mobile");
        assert_eq!(sandpit.count(UNMATCHED).await, 1, "the record has another number");
        let page = visitor.open("/settings/record").await;
        assert_eq!(page.buttons(), [MOBILE]);
        visitor.press(&page, MOBILE, &[]).await.assert_at("/settings?changed=record");
        assert_eq!(sandpit.count(UNMATCHED).await, 0);
        let page = visitor.open("/settings/record").await;
        assert!(page.main().contains("07700 900777") && page.main().contains(people::P9), "{}", page.main());
        let subjects = mails(&sandpit, people::P9).await;
        let told = subjects.iter().filter(|subject| subject.contains("NHS record")).count();
        assert_eq!(told, 2, "{subjects:?}");
    }

    async fn a_number_that_the_record_has_is_matched_at_once(integration: Integration) {
        let sandpit = integration.0;
        let mut visitor = at_home(&sandpit, people::P9).await;
        change_mobile(&mut visitor).await.assert_at("/settings?changed=mobile");
        assert_eq!(sandpit.count(UNMATCHED).await, 1);
        let page = visitor.open("/settings/mobile").await;
        let page = visitor.press(&page, "Continue", &[("#mobile-number", "07700 900 101")]).await;
        visitor.press(&page, "Change my number", &[("#otp-input", people::CODE)]).await.assert_at("/settings?changed=mobile");
        assert_eq!(sandpit.count(UNMATCHED).await, 0);
    }

    async fn people_below_p9_have_no_record_to_change(integration: Integration) {
        let sandpit = integration.0;
        let mut visitor = at_home(&sandpit, people::P5).await;
        assert!(!visitor.open("/settings").await.has("a[href='/settings/record']"));
        assert_eq!(visitor.open("/settings/record").await.status, 404);
        for path in ["/settings/record/email", "/settings/record/mobile"] {
            assert_eq!(visitor.post(path, &Parameters::default()).await.status, 404);
        }
        assert_eq!(sandpit.count("SELECT count(*) FROM synthetic_contact").await, 0);
    }

    async fn whom_a_service_sent_shows_their_password_first(integration: Integration) {
        let sandpit = integration.0;
        let service = sandpit.service().await;
        let (mut visitor, _) = sent(&sandpit, &service, people::P9).await;
        visitor
            .post("/settings/record/email", &Parameters::default())
            .await
            .assert_at("/settings/confirm?to=record");
        assert_eq!(sandpit.count("SELECT count(*) FROM synthetic_contact").await, 0);
        confirmed(&mut visitor, "/settings/record").await;
    }

    async fn an_outage_is_said_and_changes_nothing(database: &TestDatabase) {
        let sandpit = Sandpit::with(database, |setup| {
            setup.environment = identity::Environment::integration(crate::support::ISSUER);
            setup.adapters = Adapters { demographics: Demographics::Absent, ..Adapters::default() };
        });
        let mut visitor = at_home(&sandpit, people::P9).await;
        assert!(!visitor.open("/settings").await.has("a[href='/settings/record']"));
        assert!(visitor.open("/settings/record").await.main().contains("Try again later"));
        let page = visitor.post("/settings/record/email", &Parameters::default()).await;
        assert!(page.main().contains("Nothing has changed"), "{}", page.main());
        assert!(mails(&sandpit, people::P9).await.is_empty());
        // A number can be changed all the same: nothing is taken as matched.
        change_mobile(&mut visitor).await.assert_at("/settings?changed=mobile");
        assert_eq!(sandpit.count(UNMATCHED).await, 1);
    }
}
