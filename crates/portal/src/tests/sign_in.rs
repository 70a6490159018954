//! Signing in and out.

use http::StatusCode;
use kernel::SignedDuration;

use super::harness::House;

#[tokio::test]
async fn a_code_in_a_mail_signs_in_and_leads_to_the_page_that_was_wanted() {
    let house = House::new();
    let mut browser = house.visitor();
    let form = browser.get("/sign-in?next=%2Ftest-people").await;
    assert_eq!(form.attribute("input[name=next]", "value"), "/test-people");
    let asked =
        browser.post("/sign-in", &[("email", " Dev@Harbour.example "), ("next", "/test-people")]).await;
    asked.redirects_to("/sign-in/code");
    assert!(browser.get("/sign-in/code").await.words("main").contains("dev@harbour.example"));
    let code = house.code("dev@harbour.example").await;
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    browser.post("/sign-in/code", &[("code", &spaced)]).await.redirects_to("/test-people");
    assert!(browser.get("/test-people").await.words("header").contains("dev@harbour.example"));
    browser.post("/sign-out", &[]).await.redirects_to("/");
    browser.get("/products").await.redirects_to("/sign-in?next=%2Fproducts");
}

#[tokio::test]
async fn somebody_new_is_led_to_what_they_do_not_have_yet() {
    let house = House::new();
    let next = async |email: &str| {
        let mut browser = house.visitor();
        browser.post("/sign-in", &[("email", email)]).await;
        let code = house.code(email).await;
        browser.post("/sign-in/code", &[("code", &code)]).await.location
    };
    assert_eq!(next("dev@harbour.example").await.as_deref(), Some("/organisations/new"));
    house.team("team@harbour.example", "Harbour").await;
    assert_eq!(next("team@harbour.example").await.as_deref(), Some("/products"));
}

#[tokio::test]
async fn nobody_is_sent_to_another_website() {
    let house = House::new();
    let mut browser = house.visitor();
    assert!(!browser.get("/sign-in?next=https%3A%2F%2Fevil.example").await.has("input[name=next]"));
    browser.post("/sign-in", &[("email", "dev@harbour.example"), ("next", "//evil.example")]).await;
    let code = house.code("dev@harbour.example").await;
    browser.post("/sign-in/code", &[("code", &code)]).await.redirects_to("/organisations/new");
}

#[tokio::test]
async fn known_and_unknown_addresses_are_answered_alike() {
    let house = House::new();
    house.developer("known@harbour.example").await;
    for email in ["known@harbour.example", "unknown@harbour.example"] {
        let mut browser = house.visitor();
        browser.post("/sign-in", &[("email", email)]).await.redirects_to("/sign-in/code");
        assert!(browser.get("/sign-in/code").await.words("main").contains(email));
    }
}

#[tokio::test]
async fn a_wrong_address_is_told_and_kept() {
    let house = House::new();
    let answer = house.visitor().post("/sign-in", &[("email", "dev")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.attribute("#email", "value"), "dev");
    assert!(answer.words("title").starts_with("Error: "));
    assert!(answer.words(".nhsuk-error-summary").contains("Enter an email address in the correct format"));
}

#[tokio::test]
async fn a_code_has_five_tries_in_the_browser_that_asked() {
    let house = House::new();
    let mut browser = house.visitor();
    browser.post("/sign-in", &[("email", "dev@harbour.example")]).await;
    let code = house.code("dev@harbour.example").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let other = house.visitor().post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(other.status, StatusCode::GONE);
    for left in [4, 3, 2, 1] {
        let answer = browser.post("/sign-in/code", &[("code", wrong)]).await;
        let words = if left == 1 { "1 more try".to_owned() } else { format!("{left} more tries") };
        assert!(answer.words("#code-error").contains(&words), "{}", answer.words("main"));
    }
    assert_eq!(
        browser.post("/sign-in/code", &[("code", "12")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(browser.post("/sign-in/code", &[("code", wrong)]).await.status, StatusCode::GONE);
    let late = browser.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(
        (late.status, late.words("h1").as_str()),
        (StatusCode::GONE, "This code does not work any more")
    );
}

#[tokio::test]
async fn a_code_runs_out_after_ten_minutes_and_works_once() {
    let house = House::new();
    let mut browser = house.visitor();
    browser.post("/sign-in", &[("email", "dev@harbour.example")]).await;
    let code = house.code("dev@harbour.example").await;
    house.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(browser.post("/sign-in/code", &[("code", &code)]).await.status, StatusCode::GONE);
    let mut signed_in = house.developer("dev@harbour.example").await;
    let code = house.code("dev@harbour.example").await;
    assert_eq!(signed_in.post("/sign-in/code", &[("code", &code)]).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_session_ends_an_hour_after_its_last_request_and_after_twelve_hours() {
    let house = House::new();
    let mut browser = house.developer("dev@harbour.example").await;
    for _ in 0..14 {
        house.clock.advance(SignedDuration::from_mins(50));
        assert_eq!(browser.get("/products").await.status, StatusCode::OK);
    }
    house.clock.advance(SignedDuration::from_mins(20));
    assert_eq!(browser.get("/products").await.status, StatusCode::SEE_OTHER, "twelve hours have passed");
    let mut idle = house.developer("dev@harbour.example").await;
    house.clock.advance(SignedDuration::from_mins(60));
    assert_eq!(idle.get("/products").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_in_again_replaces_the_session() {
    let house = House::new();
    let mut browser = house.developer("dev@harbour.example").await;
    let first = browser.cookie("portal-session").unwrap().to_owned();
    browser.post("/sign-in", &[("email", "dev@harbour.example")]).await;
    let code = house.code("dev@harbour.example").await;
    browser.post("/sign-in/code", &[("code", &code)]).await;
    assert_ne!(browser.cookie("portal-session"), Some(first.as_str()));
    assert!(app::portal::sign_in::find_session(&house.ctx, &first).await.unwrap().is_none());
}

#[tokio::test]
async fn an_address_gets_five_codes_in_a_quarter_of_an_hour() {
    let house = House::new();
    for _ in 0..5 {
        house
            .visitor()
            .post("/sign-in", &[("email", "dev@harbour.example")])
            .await
            .redirects_to("/sign-in/code");
    }
    let answer = house.visitor().post("/sign-in", &[("email", "dev@harbour.example")]).await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "900"));
    assert!(answer.words("main").contains("15 minutes"));
    house
        .visitor()
        .post("/sign-in", &[("email", "other@harbour.example")])
        .await
        .redirects_to("/sign-in/code");
    house.clock.advance(SignedDuration::from_mins(15));
    house.visitor().post("/sign-in", &[("email", "dev@harbour.example")]).await.redirects_to("/sign-in/code");
}

#[tokio::test]
async fn a_network_that_asks_too_often_waits() {
    let house = House::with_limit(2);
    for name in ["a", "b"] {
        let email = format!("{name}@harbour.example");
        house.visitor().post("/sign-in", &[("email", &email)]).await.redirects_to("/sign-in/code");
    }
    let answer = house.visitor().post("/sign-in", &[("email", "c@harbour.example")]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!((1..=60).contains(&answer.header("retry-after").parse::<u32>().unwrap()));
    assert_eq!(house.visitor().get("/sign-in").await.status, StatusCode::OK);
}
