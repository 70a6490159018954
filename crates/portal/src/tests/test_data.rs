//! A product's own test people on the page: checked, changed by a file, and put back.

use http::StatusCode;
use identity::{Account, AccountId, Client, ClientId, EnvironmentId, ProofingLevel, ScopeSet};
use store::queries::{accounts, clients};

use super::{
    evidence::upload,
    harness::{Browser, House},
};

const TITLES: &str = "Sheet,Email Address,First Name,Last Name,Date of Birth,Phone Number,Phone Number PDS Matched,NHS Number,\
     Disable OTP,Disable PDS Trace,GP ODS Code,Manually Confirmed\n";

fn p9(email: &str, number: &str) -> String {
    format!("P9 Users,{email},John,Doe,1970-01-01,07700900555,TRUE,{number},TRUE,TRUE,A00002,TRUE\n")
}

/// A team whose product has a client in the integration environment, by which somebody opened an account.
pub(super) async fn team_with_a_person(house: &House) -> (Browser, String) {
    let (owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let (id, now) = (product.trim_start_matches("/products/").parse().unwrap(), house.ctx.now());
    let client = Client {
        id: ClientId::new("harbour"),
        name: "Harbour".to_owned(),
        redirect_uris: vec!["http://localhost:9999/callback".to_owned()],
        scopes: ScopeSet::parse("openid").0,
        vectors: vec!["P9.Cp.Cd".parse().unwrap()],
        sso_partners: Vec::new(),
        keys: Vec::new(),
        repeats_claims_in_header: false,
        is_suspended: false,
        permissions: identity::Permissions::default(),
        created_at: now,
    };
    let environment = EnvironmentId::new("integration");
    let mut account = identity::people::seeded(&environment, now).remove(10).account;
    assert_eq!(account.level, ProofingLevel::P0);
    account.id = AccountId::opaque(house.ctx.random.as_ref());
    account.email = "ada@harbour.example".parse().unwrap();
    account.static_otp = None;
    account.opened_with = Some(client.id.clone());
    let written = house.ctx.store.write(move |tx| {
        clients::save(tx, &environment, &client, Some(id), now)?;
        accounts::insert(tx, &environment, &account, "hash")
    });
    assert!(written.await.unwrap());
    (owner, product)
}

async fn person(house: &House) -> Account {
    let (environment, email) = (EnvironmentId::new("integration"), "ada@harbour.example".parse().unwrap());
    let found = house.ctx.store.read(move |tx| accounts::find_by_email(tx, &environment, &email)).await;
    found.unwrap().unwrap().0
}

#[tokio::test]
async fn a_file_is_checked_then_applied_and_undone() {
    let house = House::with_integration();
    let (mut owner, product) = team_with_a_person(&house).await;
    let place = format!("{product}/integration/test-data");
    assert!(owner.get(&place).await.words("main").contains("ada@harbour.example"));
    let file = format!(
        "{TITLES}{}{}",
        p9("ada@harbour.example", "9998000017"),
        p9("ben@harbour.example", "9998000025")
    );

    let checked = upload(&mut owner, &place, "people.csv", file.as_bytes(), &[("mode", "check")]).await;
    let words = checked.words("main");
    assert_eq!(checked.status, StatusCode::OK);
    assert!(words.contains("1 row would be applied and 1 would not. Nothing was changed."), "{words}");
    assert_eq!(person(&house).await.level, ProofingLevel::P0);

    let sent = upload(&mut owner, &place, "people.csv", file.as_bytes(), &[("mode", "apply")]).await;
    let page = owner.get(sent.header("location")).await;
    let words = page.words("main");
    assert!(
        words.contains("From P0 to P9") && words.contains("Email Address: no account with this address"),
        "{words}"
    );
    assert_eq!(person(&house).await.level, ProofingLevel::P9);
    assert!(owner.get(&place).await.words("main").contains("1 row applied, 1 not"));

    let undo = page.attribute("main form[action$='/undo']", "action");
    let undone = owner.post(&undo, &[]).await;
    let words = owner.get(undone.header("location")).await.words("main");
    assert!(words.contains("This upload was undone") && words.contains("Put back as it was"), "{words}");
    assert_eq!(person(&house).await.level, ProofingLevel::P0);
    let again = owner.post(&undo, &[]).await;
    assert_eq!(again.header("location"), undone.header("location"));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_said_beside_it_and_what_has_no_order_changes_nobody() {
    let house = House::with_integration();
    let (mut owner, product) = team_with_a_person(&house).await;
    let place = format!("{product}/integration/test-data");
    for (name, content, words) in [
        ("", b"".as_slice(), "Select a file"),
        ("people.csv", b"Colour\nred\n", "beginning with \"Email Address\""),
        ("people.pdf", b"%PDF-1.7", "must be an Excel workbook (.xlsx), CSV or JSON"),
    ] {
        let refused = upload(&mut owner, &place, name, content, &[("mode", "apply")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = refused.words(".nhsuk-error-summary");
        assert!(said.contains(words), "{said}");
    }
    let large = vec![b'x'; usize::try_from(app::test_data::MOST_BYTES).unwrap() + 1];
    let refused = upload(&mut owner, &place, "people.csv", &large, &[("mode", "apply")]).await;
    assert!(refused.words(".nhsuk-error-summary").contains("smaller than 1MB"));
    let file = format!("{TITLES}{}", p9("ada@harbour.example", "9998000017"));
    let refused = upload(&mut owner, &place, "people.csv", file.as_bytes(), &[]).await;
    assert!(refused.words(".nhsuk-error-summary").contains("Select what to do with the file"));
    assert_eq!(person(&house).await.level, ProofingLevel::P0);
}

#[tokio::test]
async fn templates_come_in_every_form_and_rivals_see_nothing() {
    let house = House::with_integration();
    let (mut owner, product) = team_with_a_person(&house).await;
    let place = format!("{product}/integration/test-data");
    for form in ["xlsx", "csv", "json"] {
        let answer = owner.get(&format!("/test-data/template.{form}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{form}");
        assert!(answer.header("content-disposition").contains(&format!("test-data.{form}")));
    }
    assert_eq!(owner.get("/test-data/template.doc").await.status, StatusCode::NOT_FOUND);
    for elsewhere in ["sandpit", "nowhere"] {
        let path = format!("{product}/{elsewhere}/test-data");
        assert_eq!(owner.get(&path).await.status, StatusCode::NOT_FOUND, "{elsewhere}");
    }
    let mut rival = house.developer("dev@quay.example").await;
    assert_eq!(rival.get(&place).await.status, StatusCode::NOT_FOUND);
    let file = format!("{TITLES}{}", p9("ada@harbour.example", "9998000017"));
    let sent = upload(&mut rival, &place, "people.csv", file.as_bytes(), &[("mode", "apply")]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    assert_eq!(person(&house).await.level, ProofingLevel::P0);
}
