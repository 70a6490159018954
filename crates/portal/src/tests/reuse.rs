//! What a form takes from elsewhere: lines that are not asked, and answers that are filled in already.

use http::StatusCode;
use onboarding::Command;
use toolkit::Value;

use super::{
    forms::{act, answer, applicant},
    harness::{Answer, Browser, House},
};

/// The checklist of a team, with its owner's browser.
async fn checklist(house: &House) -> (Browser, String) {
    let (owner, form) = applicant(house).await;
    (owner, form.replace("application", "checklist"))
}

async fn name(house: &House, form: &str, need: &str, name: &str, email: &str) {
    let command = Command::Name { need: need.into(), name: name.into(), email: email.into() };
    act(house, form, command).await;
}

#[tokio::test]
async fn what_slipway_knows_stands_with_the_answers_and_leads_to_where_it_is_from() {
    let house = House::new();
    let (mut owner, form) = checklist(&house).await;
    let row = |page: &Answer, task: &str| {
        page.words(&format!(".nhsuk-summary-list__row:has(a[href$='/tasks/{task}'])"))
    };
    let page = owner.get(&form).await;
    assert!(row(&page, "discovery.scopes").contains("Not provided"), "{}", page.text);
    assert!(row(&page, "discovery.sandpit").contains("sandpit"), "{}", page.text);
    answer(&house, &form, "scopes.scopes", Value::Many(vec!["openid".into(), "profile".into()])).await;
    let page = owner.get(&form).await;
    assert!(row(&page, "discovery.scopes").contains("profile"), "{}", page.text);
    let task = page.attribute("main a[href$='/tasks/discovery.scopes']", "href");
    assert_eq!(owner.get(&task).await.status, StatusCode::OK);
    // The gate's page says the same of the sign-in.
    let why = owner.get(&task.replace("discovery.scopes", "discovery.sandpit")).await.words("main");
    let said = row(&page, "discovery.sandpit");
    let said = said.trim_start_matches("Sign-in through the sandpit").trim();
    let said = said.split("See where it is from").next().unwrap().trim();
    assert!(!said.is_empty() && why.contains(said), "{said:?} is not in {why}");
}

#[tokio::test]
async fn a_planned_day_is_filled_in_until_somebody_answers() {
    let house = House::new();
    let (mut owner, form) = checklist(&house).await;
    let question = format!("{form}/go-live");
    let page = owner.get(&question).await;
    assert!(!page.has(".nhsuk-inset-text") && !page.has("#answer-day[value]"));
    let command = Command::SetMilestone {
        milestone: toolkit::MilestoneId::new("go-live"),
        date: jiff::civil::date(2027, 6, 9),
        reason: "The commissioner wants June".into(),
    };
    act(&house, &form, command).await;
    let page = owner.get(&question).await;
    assert!(page.words(".nhsuk-inset-text").contains("from your plan"), "{}", page.text);
    assert_eq!(page.attribute("#answer-day", "value"), "9");
    // It is nobody's answer yet.
    assert!(owner.get(&form).await.words("main").contains("Expected date to go live Not provided"));
    answer(&house, &form, "checklist.go-live", Value::text("2027-06-10")).await;
    let page = owner.get(&question).await;
    assert!(!page.has(".nhsuk-inset-text"));
    assert_eq!(page.attribute("#answer-day", "value"), "10");
}

#[tokio::test]
async fn people_of_the_plan_are_taken_over_as_rows_with_one_button() {
    let house = House::new();
    let (mut owner, form) = checklist(&house).await;
    let list = format!("{form}/attendees");
    let page = owner.post(&list, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words(".nhsuk-error-summary").contains("nothing to add any more"), "{}", page.text);
    name(&house, &form, "technical-architect", "Ash Lee", "ash@harbour.example").await;
    name(&house, &form, "legal-lead", "Sam Ode", "sam@harbour.example").await;
    let page = owner.get(&list).await;
    assert!(page.words("main table").contains("Technical architecture"), "{}", page.text);
    assert_eq!(page.words("main form button"), "Add 2 rows");
    owner.post(&list, &[]).await.redirects_to(&list);
    let page = owner.get(&list).await;
    let words = page.words("main");
    assert!(words.contains("Ash Lee") && words.contains("Sam Ode"), "{words}");
    assert!(!page.has("main form"), "the button has gone: nothing is added twice");
}
