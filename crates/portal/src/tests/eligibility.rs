//! The public eligibility check: anybody answers it, and carries the answers into an application.

use http::StatusCode;

use super::harness::{Browser, House};

/// Answers question after question, wherever the way leads, until it ends.
async fn answer_all(browser: &mut Browser, answers: &[(&str, &str)]) -> String {
    let mut path = browser.get("/eligibility").await.attribute("main a.nhsuk-button", "href");
    for _ in 0..20 {
        let Some(name) = path.strip_prefix("/eligibility/questions/") else { return path };
        let (_, text) = answers.iter().find(|(asked, _)| *asked == name).unwrap_or_else(|| panic!("{name}?"));
        assert_eq!(browser.get(&path).await.status, StatusCode::OK, "{path}");
        let answer = browser.post(&path, &[("answer", text), ("seen", "0")]).await;
        path = answer.location.unwrap_or_else(|| panic!("{path}: {}", answer.text));
    }
    panic!("it does not end");
}

const MEETS: &[(&str, &str)] = &[
    ("people", "england"),
    ("users", "patients"),
    ("benefit", "yes"),
    ("free", "yes"),
    ("live", "no"),
    ("contract", "yes"),
    ("commissioner", "icb"),
    ("one-off", "no"),
    ("apis", "none"),
    ("gp-credentials", "no"),
];

fn with(name: &str, text: &'static str) -> Vec<(&'static str, &'static str)> {
    MEETS.iter().map(|(asked, answer)| (*asked, if *asked == name { text } else { *answer })).collect()
}

#[tokio::test]
async fn a_service_that_meets_the_criteria_carries_its_answers_into_an_application() {
    let house = House::new();
    let mut browser = house.visitor();
    assert!(browser.get("/").await.has("main a[href='/eligibility']"));
    browser.get("/eligibility/result").await.redirects_to("/eligibility/questions/people");
    assert_eq!(answer_all(&mut browser, MEETS).await, "/eligibility/result");
    let result = browser.get("/eligibility/result").await;
    assert_eq!(result.words("h1"), "Your service meets the criteria");
    assert!(!result.has(".app-reasons"));
    let carry = result.attribute("main a.nhsuk-button", "href");
    browser.get(&carry).await.redirects_to("/sign-in?next=%2Fintegrations%2Fnew");
    browser.sign_in(&house, "owner@harbour.example").await;
    let product = browser.product("Harbour").await;
    let form = browser.get("/integrations/new").await;
    assert!(form.has("input[name=carry][checked]"), "{}", form.text);
    let id = product.trim_start_matches("/products/").to_owned();
    let started = browser.post("/integrations/new", &[("product", &id), ("carry", "yes")]).await;
    let home = started.location.expect("the integration's home");
    assert!(
        browser
            .get(&home)
            .await
            .words("#stage-apply")
            .contains("Check that your service is eligible Completed")
    );
    let answers = browser.get(&format!("{home}/forms/eligibility")).await;
    assert!(answers.words("dl").contains("An integrated care board (ICB)"), "{}", answers.text);
    assert!(!browser.get("/eligibility").await.words("main").contains("Continue"), "they are not kept twice");
}

#[tokio::test]
async fn the_reasons_and_what_would_change_them_are_said() {
    let house = House::new();
    let mut browser = house.visitor();
    answer_all(&mut browser, &with("people", "england-and-elsewhere")).await;
    let result = browser.get("/eligibility/result").await;
    assert_eq!(result.words("h1"), "Talk to the onboarding team first");
    let reasons = result.words(".app-reasons");
    assert!(reasons.contains("your service also serves people elsewhere. Offer NHS login only"), "{reasons}");
    assert!(result.has("main a[href='/integrations/new']"));
    let path = "/eligibility/questions/people";
    browser.post(path, &[("answer", "elsewhere")]).await.redirects_to("/eligibility/result");
    let result = browser.get("/eligibility/result").await;
    assert_eq!(result.words("h1"), "Your service cannot use NHS login as you describe it");
    assert!(!result.has("main a[href='/integrations/new']"));
    browser.post("/eligibility/again", &[]).await.redirects_to("/eligibility");
    browser.get("/eligibility/result").await.redirects_to(path);
}

#[tokio::test]
async fn a_changed_answer_asks_what_then_applies_and_a_wrong_one_is_refused() {
    let house = House::new();
    let mut browser = house.visitor();
    answer_all(&mut browser, MEETS).await;
    let path = "/eligibility/questions/contract";
    browser.post(path, &[("answer", "no")]).await.redirects_to("/eligibility/questions/sponsor");
    assert_eq!(browser.get("/eligibility/questions/commissioner").await.status, StatusCode::NOT_FOUND);
    browser.get("/eligibility/result").await.redirects_to("/eligibility/questions/sponsor");
    for wrong in ["", "maybe"] {
        let page = browser.post(path, &[("answer", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.words(".nhsuk-error-message").contains("Select yes or no"), "{}", page.text);
    }
    let mut other = house.visitor();
    other.get("/eligibility/result").await.redirects_to("/eligibility/questions/people");
}

#[tokio::test]
async fn whoever_answers_too_fast_is_asked_to_wait_and_what_is_old_is_gone() {
    let house = House::with_limit(1);
    let mut browser = house.visitor();
    for _ in 0..6 {
        let path = "/eligibility/questions/people";
        assert_eq!(browser.post(path, &[("answer", "england")]).await.status, StatusCode::SEE_OTHER);
    }
    let answer = browser.post("/eligibility/questions/users", &[("answer", "patients")]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(browser.get("/eligibility").await.words("main").contains("Continue"));
    house.clock.advance(app::eligibility::LIFE);
    assert!(!browser.get("/eligibility").await.words("main").contains("Continue"));
}
