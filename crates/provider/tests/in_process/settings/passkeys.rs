//! Passkeys in the settings: added and removed by whoever showed lately that it is them, named by anybody who is in there, each change told.

use kernel::SignedDuration;
use testkit::{PasskeyDevice, on_both_databases};

use super::{at_home, confirmed, mails, sent};
use crate::support::{ISSUER, Page, Sandpit, Visitor, people};

fn options(page: &Page) -> String {
    page.attribute("form[data-passkey]", "data-options")
}

async fn add(visitor: &mut Visitor, page: &Page, number: u8, name: &str) -> (PasskeyDevice, Page) {
    let mut device = PasskeyDevice::new(number, ISSUER);
    let answer = device.make(&options(page));
    let filled = [("input[name=answer]", answer.as_str()), ("#passkey-name", name)];
    let page = visitor.press(page, "Add a passkey", &filled).await;
    (device, page)
}

on_both_databases! {
    async fn a_passkey_is_added_named_used_and_removed(sandpit: Sandpit) {
        let mut visitor = at_home(&sandpit, people::P0).await;
        let page = visitor.open("/settings").await;
        let page = visitor.open(&page.link("View passkeys")).await;
        assert!(page.main().contains("You have no passkeys"), "{}", page.main());
        let page = visitor.open(&page.link("Add a passkey")).await;
        let refused = visitor.press(&page, "Add a passkey", &[("input[name=answer]", "{}")]).await;
        assert_eq!(refused.status, 409);
        let (mut device, page) = add(&mut visitor, &refused, 1, " My  phone ").await;
        page.assert_at("/settings/passkeys?done=added");
        assert!(page.main().contains("My phone") && page.main().contains("Not yet"), "{}", page.main());

        let name = visitor.open(&page.link("Change name")).await;
        let empty = visitor.press(&name, "Save", &[("#passkey-name", " ")]).await;
        assert!(empty.words_of(".nhsuk-error-message").contains("Enter a name"), "{}", empty.main());
        let page = visitor.press(&name, "Save", &[("#passkey-name", "Old phone")]).await;
        page.assert_at("/settings/passkeys?done=named");
        assert!(page.main().contains("Old phone"));

        // The passkey opens the settings by itself, and whoever used it just now may change what opens the account.
        let mut elsewhere = sandpit.visitor();
        elsewhere.open("/settings").await.assert_at("/login");
        let asked = elsewhere.open("/login/passkey").await;
        let answer = device.show(&options(&asked));
        elsewhere.press(&asked, "Use your passkey", &[("input[name=answer]", &answer)]).await.assert_at("/settings");
        let page = elsewhere.open("/settings/passkeys").await;
        assert!(!page.main().contains("Not yet"), "{}", page.main());
        let question = elsewhere.open(&page.link("Remove")).await;
        assert!(question.main().contains("Old phone will not sign you in any more"), "{}", question.main());
        let page = elsewhere.press(&question, "Remove this passkey", &[]).await;
        page.assert_at("/settings/passkeys?done=removed");
        let again = elsewhere.press(&question, "Remove this passkey", &[]).await;
        assert!(again.url.starts_with("/settings/passkeys/remove"), "{}", again.url);
        assert_eq!(mails(&sandpit, people::P0).await, [
            "A passkey was added to your NHS login",
            "A passkey was removed from your NHS login",
        ]);
    }

    async fn whoever_was_sent_by_a_service_or_signed_in_long_ago_shows_the_password_first(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let (mut visitor, _) = sent(&sandpit, &service, people::P9).await;
        let page = confirmed(&mut visitor, "/settings/passkeys/add").await;
        let (_, page) = add(&mut visitor, &page, 1, "").await;
        let (name, remove) = (page.link("Change name"), page.link("Remove"));
        sandpit.advance(SignedDuration::from_mins(10));
        let forged = crate::support::Parameters::of([("answer", "{}")]);
        visitor.post("/settings/passkeys/add", &forged).await.assert_at("/settings/confirm?to=passkeys/add");
        visitor.open(&remove).await.assert_at("/settings/confirm?to=passkeys");
        let id = remove.rsplit('=').next().unwrap();
        let forged = crate::support::Parameters::of([("passkey", id)]);
        visitor.post("/settings/passkeys/remove", &forged).await.assert_at("/settings/confirm?to=passkeys");
        assert_eq!(sandpit.count("SELECT count(*) FROM account_passkey").await, 1);
        assert_eq!(visitor.open(&name).await.url, name, "a name opens nothing");
    }

    async fn somebody_elses_passkey_is_not_there(sandpit: Sandpit) {
        let mut owner = at_home(&sandpit, people::P9).await;
        let page = owner.open("/settings/passkeys/add").await;
        let (_, page) = add(&mut owner, &page, 1, "Mine").await;
        let mut other = at_home(&sandpit, people::P5).await;
        for what in ["Change name", "Remove"] {
            let page = other.open(&page.link(what)).await;
            assert!(!page.main().contains("Mine"), "{}", page.main());
        }
        let id = page.link("Remove").rsplit('=').next().unwrap().to_owned();
        let form = crate::support::Parameters::of([("passkey", id.as_str()), ("name", "Yours")]);
        other.post("/settings/passkeys/name", &form).await;
        other.post("/settings/passkeys/remove", &form).await;
        let page = owner.open("/settings/passkeys").await;
        assert!(page.main().contains("Mine") && !page.main().contains("Yours"), "{}", page.main());
        // The same device holds it already, and the challenge belongs to the session that began it.
        let page = other.open("/settings/passkeys/add").await;
        let (_, page) = add(&mut other, &page, 1, "").await;
        assert_eq!(page.status, 409, "{}", page.main());
    }
}
