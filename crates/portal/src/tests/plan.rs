//! The plan: people and dates, and taking it away.

use http::StatusCode;

use super::harness::{Browser, House};

async fn team(house: &House) -> (Browser, String) {
    let (owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    (owner, format!("{integration}/plan"))
}

const fn date<'a>(day: &'a str, month: &'a str, year: &'a str) -> [(&'static str, &'a str); 3] {
    [("date[day]", day), ("date[month]", month), ("date[year]", year)]
}

#[tokio::test]
async fn dates_are_proposed_from_one_day_and_moved_with_a_reason() {
    let house = House::new();
    let (mut owner, plan) = team(&house).await;
    let refused = owner.post(&format!("{plan}/propose"), &[]).await;
    assert_eq!(refused.words(".nhsuk-error-message"), "Error: Enter a date");
    let refused = owner.post(&format!("{plan}/propose"), &date("31", "2", "2027")).await;
    assert_eq!(refused.words(".nhsuk-error-message"), "Error: The date must be a real date");
    assert_eq!(refused.attribute("#date-day", "value"), "31");
    owner
        .post(&format!("{plan}/propose"), &date("1", "2", "2027"))
        .await
        .redirects_to(&format!("{plan}?done=proposed"));
    let page = owner.get(&plan).await;
    assert!(page.words("main").contains("1 February 2027"), "{}", page.text);
    assert!(!page.words("main").contains("No date yet"));
    let first = page.attribute("main a[href*='/plan/dates/']", "href");
    assert_eq!(owner.get(&first).await.attribute("#date-day", "value"), "1");
    let refused = owner.post(&first, &date("2", "2", "2027")).await;
    assert_eq!(refused.words(".nhsuk-error-message"), "Error: Enter a reason");
    let mut moved = date("2", "2", "2027").to_vec();
    moved.push(("reason", "The commissioner is away"));
    owner.post(&first, &moved).await.redirects_to(&format!("{plan}?done=dated"));
    let words = owner.get(&plan).await.words("main");
    assert!(words.contains("2 February 2027") && words.contains("The commissioner is away"), "{words}");
}

#[tokio::test]
async fn nobody_plans_to_go_live_on_a_bank_holiday() {
    let house = House::new();
    let (mut owner, plan) = team(&house).await;
    let definition = app::editions::shipped().unwrap().newest_open("2026-11-21".parse().unwrap()).unwrap();
    let live = definition.plan.milestones.iter().find(|one| one.goes_live && one.when.is_none()).unwrap();
    let page = owner.post(&format!("{plan}/dates/{}", live.id), &date("25", "12", "2026")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words(".nhsuk-error-message").contains("25 December 2026 is not possible"), "{}", page.text);
    assert!(page.words(".nhsuk-error-message").to_lowercase().contains("christmas"));
}

#[tokio::test]
async fn people_are_named_and_the_plan_is_taken_away() {
    let house = House::new();
    let (mut owner, plan) = team(&house).await;
    assert!(!owner.get(&plan).await.has("a[href$='.ics']"));
    let need = owner.get(&plan).await.attribute("main a[href*='/plan/people/']", "href");
    let refused = owner.post(&need, &[("name", "Pat Harbour"), ("email", "pat")]).await;
    assert!(refused.words(".nhsuk-error-message").contains("Enter an email address"), "{}", refused.text);
    assert_eq!(refused.attribute("#name", "value"), "Pat Harbour");
    let sent = owner.post(&need, &[("name", "Pat Harbour"), ("email", "pat@harbour.example")]).await;
    sent.redirects_to(&format!("{plan}?done=named"));
    assert!(owner.get(&plan).await.words("main").contains("Pat Harbour, pat@harbour.example"));
    owner.post(&format!("{plan}/propose"), &date("1", "2", "2027")).await;
    let calendar = owner.get(&format!("{plan}.ics")).await;
    assert!(calendar.text.contains("DTSTART;VALUE=DATE:20270201"), "{}", calendar.text);
    assert_eq!(
        calendar.header("content-disposition"),
        "attachment; filename=\"plan.ics\"; filename*=UTF-8''plan.ics"
    );
    let library = owner.get(&plan.replace("/plan", "/library")).await;
    assert_eq!((library.status, library.words("h1").contains("Documents library")), (StatusCode::OK, true));
}

#[tokio::test]
async fn who_only_reads_changes_nothing() {
    let house = House::new();
    let (_, plan) = team(&house).await;
    let mut manager = house.staff("project-manager").await;
    let page = manager.get(&plan).await;
    assert_eq!((page.status, page.has("main form")), (StatusCode::OK, false));
    assert_eq!(
        manager.post(&format!("{plan}/propose"), &date("1", "2", "2027")).await.status,
        StatusCode::FORBIDDEN
    );
}
