//! The second factor at the door: who is led to it, what it opens, and what stays shut before.

use app::portal::{
    second_factor::{FRESH, totp::SharedSecret},
    staff,
};
use http::StatusCode;
use kernel::{Clock, SignedDuration};

use super::harness::{Answer, Browser, House};

const AUDITOR: &str = "auditor@service.example";

/// The secret on the page for setting up, as somebody types it into their app.
fn secret_on(page: &Answer) -> SharedSecret {
    let words = page.words(".nhsuk-summary-list code").replace(' ', "");
    let bits = words.bytes().flat_map(|letter| {
        let at = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|one| *one == letter).expect("base32");
        (0..5).rev().map(move |bit| at >> bit & 1)
    });
    let bits: Vec<usize> = bits.collect();
    let byte = |bits: &[usize]| u8::try_from(bits.iter().fold(0, |byte, bit| byte << 1 | bit)).unwrap();
    SharedSecret::from_bytes(&bits.chunks_exact(8).map(byte).collect::<Vec<_>>()).expect("160 bits")
}

async fn auditor(house: &House) -> Browser {
    staff::give(&house.ctx, app::Actor::Operator, AUDITOR.parse().unwrap(), "auditor".parse().unwrap())
        .await
        .unwrap();
    house.developer(AUDITOR).await
}

/// Sets up an app; answers it and the page with the recovery codes.
async fn set_up(house: &House, browser: &mut Browser) -> (SharedSecret, Answer) {
    let secret = secret_on(&browser.get("/second-factor/app").await);
    let code = secret.code_at(house.clock.now());
    let form = [("name", "Work phone"), ("code", &code), ("next", "/staff")];
    (secret, browser.post("/second-factor/app", &form).await)
}

#[tokio::test]
async fn staff_set_one_up_at_their_first_sign_in_and_see_nothing_before() {
    let house = House::new();
    let mut browser = auditor(&house).await;
    browser.get("/staff").await.redirects_to("/second-factor?next=%2Fstaff");
    browser.get("/second-factor?next=%2Fstaff").await.redirects_to("/second-factor/app?next=%2Fstaff");
    let page = browser.get("/second-factor/app?next=%2Fstaff").await;
    assert!(page.words("main").contains("One of your roles needs"), "{}", page.text);
    assert!(page.has("svg[role=img]") && !page.has("nav a[href='/products']"));
    for code in ["12", "000000"] {
        let wrong = browser.post("/second-factor/app", &[("name", "Work phone"), ("code", code)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(secret_on(&wrong).bytes(), secret_on(&page).bytes(), "the app can stay as it is");
        assert_eq!(wrong.attribute("#name", "value"), "Work phone");
    }
    let (_, codes) = set_up(&house, &mut browser).await;
    assert_eq!(codes.words("h1"), "Keep these recovery codes");
    assert_eq!(codes.words("main li code").split(' ').count(), 10);
    assert_eq!(codes.attribute("main a.nhsuk-button", "href"), "/staff");
    assert_eq!(browser.get("/staff").await.status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_else_opens_to_a_session_without_its_second_factor() {
    let house = House::new();
    set_up(&house, &mut auditor(&house).await).await;
    let mut browser = house.developer(AUDITOR).await;
    for path in ["/staff", "/products", "/exchanges", "/test-people", "/second-factor/manage"] {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", path).finish();
        browser.get(path).await.redirects_to(&format!("/second-factor?{query}"));
    }
    for path in ["/staff/give", "/second-factor/remove", "/second-factor/recovery-codes"] {
        browser.post(path, &[]).await.redirects_to("/second-factor");
    }
    // Nor can the app be replaced by whoever reads the mail alone.
    browser.get("/second-factor/app").await.redirects_to("/second-factor?next=%2Fsecond-factor%2Fapp");
    let added = browser.post("/second-factor/app", &[("code", "123456")]).await;
    added.redirects_to("/second-factor?next=%2Fsecond-factor%2Fapp");
    assert!(!browser.get("/").await.has("nav a[href='/products']"), "nobody is signed in there");
}

#[tokio::test]
async fn a_later_session_shows_the_app_and_goes_on_to_what_was_wanted() {
    let house = House::new();
    let (secret, _) = set_up(&house, &mut auditor(&house).await).await;
    let mut browser = house.developer(AUDITOR).await;
    let page = browser.get("/second-factor?next=%2Fstaff").await;
    assert_eq!(page.attribute("input[name=next]", "value"), "/staff");
    let used = secret.code_at(house.clock.now());
    let again = browser.post("/second-factor", &[("code", &used), ("next", "/staff")]).await;
    assert!(again.words("#code-error").contains("You have 4 more tries"), "{}", again.text);
    assert!(browser.post("/second-factor", &[("code", "12")]).await.has("#code-error"));
    house.clock.advance(SignedDuration::from_secs(30));
    let code = secret.code_at(house.clock.now());
    browser
        .post("/second-factor", &[("code", &code), ("next", "//evil.example")])
        .await
        .redirects_to("/organisations/new");
    assert_eq!(browser.get("/staff").await.status, StatusCode::OK);
}

#[tokio::test]
async fn five_wrong_codes_are_told_to_wait() {
    let house = House::new();
    let (secret, _) = set_up(&house, &mut auditor(&house).await).await;
    let mut browser = house.developer(AUDITOR).await;
    house.clock.advance(SignedDuration::from_secs(30));
    let right = secret.code_at(house.clock.now());
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        browser.post("/second-factor", &[("code", wrong)]).await;
    }
    let locked = browser.post("/second-factor", &[("code", &right)]).await;
    assert!(locked.words("#code-error").contains("Wait 15 minutes"), "{}", locked.text);
    browser.get("/staff").await.redirects_to("/second-factor?next=%2Fstaff");
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_a_lost_phone_once() {
    let house = House::new();
    let (_, codes) = set_up(&house, &mut auditor(&house).await).await;
    let code = codes.words("main li:first-child code");
    let mut browser = house.developer(AUDITOR).await;
    let short = browser.post("/second-factor/recovery", &[("code", "abc")]).await;
    assert!(short.words("#code-error").contains("10 letters and numbers"), "{}", short.text);
    browser
        .post("/second-factor/recovery", &[("code", &code), ("next", "/staff")])
        .await
        .redirects_to("/staff");
    let mut again = house.developer(AUDITOR).await;
    assert!(again.post("/second-factor/recovery", &[("code", &code)]).await.has("#code-error"));
    // The lost phone is taken away once another is there.
    let (_, added) = set_up(&house, &mut browser).await;
    added.redirects_to("/second-factor/manage?done=added");
    let page = browser.get("/second-factor/manage?done=added").await;
    assert!(page.words("main").contains("You have 9 left"), "{}", page.text);
    let lost = page.attribute("table form input[name=id]", "value");
    browser
        .post("/second-factor/remove", &[("id", &lost)])
        .await
        .redirects_to("/second-factor/manage?done=removed");
    let only = browser.get("/second-factor/manage").await.attribute("table form input[name=id]", "value");
    let kept = browser.post("/second-factor/remove", &[("id", &only)]).await;
    assert_eq!(kept.status, StatusCode::CONFLICT);
    assert!(kept.words("main").contains("add another one before you remove this one"), "{}", kept.text);
}

#[tokio::test]
async fn changes_ask_for_a_code_again_after_a_while() {
    let house = House::new();
    let mut browser = auditor(&house).await;
    let (secret, _) = set_up(&house, &mut browser).await;
    let renewed = browser.post("/second-factor/recovery-codes", &[]).await;
    assert_eq!(renewed.words("main li code").split(' ').count(), 10, "{}", renewed.text);
    let id = browser.get("/second-factor/manage").await.attribute("table form input[name=id]", "value");
    house.clock.advance(FRESH);
    let manage = "/second-factor?next=%2Fsecond-factor%2Fmanage";
    browser.post("/second-factor/recovery-codes", &[]).await.redirects_to(manage);
    browser.post("/second-factor/remove", &[("id", &id)]).await.redirects_to(manage);
    let code = secret.code_at(house.clock.now());
    let next = [("code", code.as_str()), ("next", "/second-factor/manage")];
    browser.post("/second-factor", &next).await.redirects_to("/second-factor/manage");
    assert_eq!(browser.post("/second-factor/recovery-codes", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_signatory_needs_one_and_a_colleague_may_have_one() {
    let house = House::new();
    let (mut owner, _) = house.team("owner@harbour.example", "Harbour").await;
    let organisation = owner.get("/products").await.attribute("main a[href^='/organisations/']", "href");
    let invited = [("email", "sign@harbour.example"), ("role", "signatory")];
    owner.post(&format!("{organisation}/invitations"), &invited).await;
    let mut signatory = house.developer("sign@harbour.example").await;
    signatory.get("/products").await.redirects_to("/second-factor?next=%2Fproducts");
    set_up(&house, &mut signatory).await;
    assert_eq!(signatory.get("/products").await.status, StatusCode::OK);

    assert!(
        owner
            .get("/second-factor/manage")
            .await
            .words("main")
            .contains("If you add a passkey or an authenticator app")
    );
    set_up(&house, &mut owner).await;
    assert_eq!(owner.get("/products").await.status, StatusCode::OK);
    let mut later = house.developer("owner@harbour.example").await;
    later.get("/products").await.redirects_to("/second-factor?next=%2Fproducts");
}
