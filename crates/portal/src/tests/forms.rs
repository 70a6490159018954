//! Forms of an integration, as one and as two people fill them in.

use app::Actor;
use http::StatusCode;
use onboarding::Command;
use toolkit::{FieldId, Value, facts::About};

use super::harness::{Answer, Browser, House};

/// A team with an integration: the browser of its owner, and the address of the application.
pub(super) async fn applicant(house: &House) -> (Browser, String) {
    let (owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    (owner, format!("{integration}/forms/application"))
}

/// What the platform's operator does to the integration of a form.
pub(super) async fn act(house: &House, form: &str, command: Command) {
    let id = form.split('/').nth(2).unwrap().parse().unwrap();
    app::integrations::act(&house.ctx, Actor::Operator, id, command).await.unwrap();
}

pub(super) async fn answer(house: &House, form: &str, field: &str, value: Value) {
    let field = FieldId::new(field);
    act(house, form, Command::Answer { field, value: Some(value), seen: 0 }).await;
}

/// Sends an answer with the version that the page shows.
async fn save(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let seen = browser.get(path).await.attribute("input[name=seen]", "value");
    let mut fields = fields.to_vec();
    fields.push(("seen", &seen));
    browser.post(path, &fields).await
}

#[tokio::test]
async fn questions_are_asked_one_by_one_and_only_those_that_apply() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    owner.get(&format!("{form}/start")).await.redirects_to(&format!("{form}/overview"));
    let page = owner.get(&format!("{form}/overview")).await;
    assert_eq!(page.words("h1"), "What does your service do?");
    assert!(page.words(".nhsuk-character-count__message").contains("2000"));
    let saved = save(&mut owner, &format!("{form}/overview"), &[("answer", "Appointments")]).await;
    saved.redirects_to(&format!("{form}/reason"));
    // Nothing was said about other APIs, so how they are used is not asked.
    let saved = save(&mut owner, &format!("{form}/reason"), &[("answer", "To know who it is")]).await;
    saved.redirects_to(&format!("{form}/timescale"));
    assert_eq!(owner.get(&format!("{form}/apis-use")).await.status, StatusCode::NOT_FOUND);
    answer(&house, &form, "eligibility.apis", Value::Many(vec!["pds-fhir".into()])).await;
    assert_eq!(owner.get(&format!("{form}/apis-use")).await.status, StatusCode::OK);
    owner.get(&format!("{form}/start")).await.redirects_to(&format!("{form}/apis-use"));
    let page = owner.get(&format!("{form}/overview")).await;
    assert_eq!(page.words("textarea"), "Appointments");
}

#[tokio::test]
async fn what_is_no_answer_is_refused_beside_the_question_and_kept() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    let path = format!("{form}/timescale");
    let fields = [("answer[day]", "31"), ("answer[month]", "2"), ("answer[year]", "2027")];
    let page = save(&mut owner, &path, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words("title").starts_with("Error: "));
    assert!(page.words(".nhsuk-error-summary").contains("Date to go live must be a real date"));
    assert_eq!(page.attribute("#answer-day", "value"), "31");
    let page = save(&mut owner, &path, &[]).await;
    assert!(page.words(".nhsuk-error-message").contains("enter an answer"), "{}", page.text);
    // Whoever comes back later may leave it open.
    let home = form.split("/forms").next().unwrap().to_owned();
    save(&mut owner, &path, &[("then", "later")]).await.redirects_to(&home);
    let fields = [("answer[day]", "30"), ("answer[month]", "4"), ("answer[year]", "2027"), ("then", "later")];
    save(&mut owner, &path, &fields).await.redirects_to(&home);
    assert_eq!(owner.get(&path).await.attribute("#answer-month", "value"), "4");
    let page = save(&mut owner, &format!("{form}/hosting"), &[("answer", "moon")]).await;
    assert!(page.words(".nhsuk-error-message").contains("not one of the answers"));
}

#[tokio::test]
async fn two_people_at_once_see_both_answers_and_choose() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    let path = format!("{form}/overview");
    owner.get(&path).await;
    answer(&house, &form, "application.overview", Value::text("Theirs")).await;
    let both = owner.post(&path, &[("answer", "Mine"), ("seen", "0")]).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    let words = both.words("main");
    assert!(words.contains("Theirs") && words.contains("Mine") && words.contains("The operator"), "{words}");
    let seen = both.attribute("input[name=seen]", "value");
    let choice = [("answer", "Mine"), ("seen", seen.as_str()), ("choosing", "yes")];
    let undecided = owner.post(&path, &choice).await;
    assert_eq!(undecided.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(undecided.words(".nhsuk-error-message").contains("Select which answer to keep"));
    let kept: Vec<_> = choice.into_iter().chain([("keep", "theirs")]).collect();
    owner.post(&path, &kept).await.redirects_to(&format!("{form}/reason"));
    assert_eq!(owner.get(&path).await.words("textarea"), "Theirs");
    let replaced: Vec<_> = choice.into_iter().chain([("keep", "mine")]).collect();
    owner.post(&path, &replaced).await.redirects_to(&format!("{form}/reason"));
    assert_eq!(owner.get(&path).await.words("textarea"), "Mine");
}

#[tokio::test]
async fn rows_are_added_changed_and_removed_each_on_a_page() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    answer(&house, &form, "eligibility.contract", Value::text("yes")).await;
    let list = format!("{form}/commissioners");
    assert!(owner.get(&list).await.words("main").contains("You have not added anything yet"));
    let new = format!("{list}/rows/new");
    let page = save(&mut owner, &new, &[("ods", "!"), ("until[day]", "1")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.has("#name-error") && page.has("#ods-error") && page.has("#status-error"));
    assert!(page.words(".nhsuk-error-summary").contains("must include a month and year"));
    let fields = [("name", "Quay ICB"), ("ods", "qqx01"), ("status", "contract")];
    save(&mut owner, &new, &fields).await.redirects_to(&list);
    let page = owner.get(&list).await;
    let words = page.words("main");
    assert!(
        words.contains("Quay ICB") && words.contains("QQX01") && words.contains("A signed contract"),
        "{words}"
    );
    let row = format!("{list}/rows/1");
    let seen = owner.get(&row).await.attribute("input[name=seen]", "value");
    save(&mut owner, &new, &[("name", "Pier Trust"), ("status", "sponsorship")]).await.redirects_to(&list);
    // The list changed while the page of the first row was open.
    let change = [("name", "Quay Board"), ("status", "contract"), ("seen", seen.as_str())];
    let page = owner.post(&row, &change).await;
    assert!(page.words(".nhsuk-error-message").contains("This row now says: Quay ICB"), "{}", page.text);
    let seen = page.attribute("input[name=seen]", "value");
    let change = [("name", "Quay Board"), ("status", "contract"), ("seen", seen.as_str())];
    owner.post(&row, &change).await.redirects_to(&list);
    let remove = format!("{list}/rows/2/remove");
    assert!(owner.get(&remove).await.words("main").contains("Pier Trust"));
    save(&mut owner, &remove, &[]).await.redirects_to(&list);
    let words = owner.get(&list).await.words("main");
    assert!(words.contains("Quay Board") && !words.contains("Pier Trust"));
    assert_eq!(owner.get(&format!("{list}/rows/7")).await.status, StatusCode::NOT_FOUND);
}

/// Everything that the application asks after, answered by the operator.
pub(super) async fn answer_all(house: &House, form: &str) {
    let text = |text: &str| Value::text(text);
    let many = |item: &str| Value::Many(vec![item.to_owned()]);
    let answers = [
        ("eligibility.contract", text("no")),
        ("application.overview", text("Appointments")),
        ("application.reason", text("To know who it is")),
        ("application.timescale", text("2027-04-30")),
        ("application.hosting", many("uk")),
        ("application.processing", many("uk")),
        ("application.deployment", many("england")),
        ("application.population", text("Many")),
        ("application.commissioning-plans", text("Talks")),
        ("application.level", text("P9")),
        ("application.information", many("nothing")),
        ("application.ai", text("no")),
        ("application.contact-name", text("Pat")),
        ("application.contact-email", text("pat@harbour.example")),
    ];
    for (field, value) in answers {
        answer(house, form, field, value).await;
    }
}

#[tokio::test]
async fn answers_are_checked_and_submitted_once_nothing_is_left() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    let page = owner.get(&form).await;
    assert!(page.words("main").contains("left: Product overview") && !page.has("main form"));
    let refused = owner.post(&form, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words(".nhsuk-error-summary").contains("cannot be submitted yet"), "{}", refused.text);
    answer_all(&house, &form).await;
    owner.get(&format!("{form}/start")).await.redirects_to(&form);
    let page = owner.get(&form).await;
    assert!(page.words("main").contains("30 April 2027") && page.words("main form").contains("I confirm"));
    owner.post(&form, &[]).await.redirects_to(&format!("{form}?done=submitted"));
    let page = owner.get(&format!("{form}?done=submitted")).await;
    assert!(page.words(".nhsuk-notification-banner").contains("You have submitted"));
    assert!(page.words("main").contains("by owner@harbour.example") && !page.has("main form"));
    assert!(!page.words("main").contains("Change"), "an answer in review stays as it is");
    let again = owner.post(&form, &[]).await;
    assert!(again.words(".nhsuk-error-summary").contains("was submitted already"));
    let late = save(&mut owner, &format!("{form}/overview"), &[("answer", "Other")]).await;
    assert!(late.words(".nhsuk-error-message").contains("is being looked at"), "{}", late.text);
}

#[tokio::test]
async fn a_question_stands_next_to_its_answer_and_is_replied_to() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    answer_all(&house, &form).await;
    owner.post(&form, &[]).await;
    let about = About::Field(FieldId::new("application.overview"));
    act(&house, &form, Command::Ask { about, to: None, text: "Which appointments?".into() }).await;
    let page = owner.get(&form).await;
    assert!(
        page.words("main").contains("Which appointments? Question 1 (waits for a reply)"),
        "{}",
        page.text
    );
    let question = format!("{}/questions/1", form.split("/forms").next().unwrap());
    let page = owner.get(&question).await;
    let change = page.attribute("main a[href*='after=question-1']", "href");
    assert!(owner.get(&change).await.words(".nhsuk-inset-text").contains("Which appointments?"));
    let fields = [("answer", "Appointments of GPs"), ("after", "question-1")];
    save(&mut owner, &format!("{form}/overview"), &fields).await.redirects_to(&question);
    let page = owner.get(&question).await;
    let words = page.words("main");
    assert!(
        words.contains("Answer when it was asked Appointments Answer now Appointments of GPs"),
        "{words}"
    );
    let empty = owner.post(&question, &[("reply", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    owner.post(&question, &[("reply", "Those of GPs")]).await.redirects_to(&question);
    assert!(owner.get(&question).await.words("main").contains("Those of GPs"));
    // Closing is for those who ask.
    let refused = owner.post(&question, &[("close", "yes")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    act(&house, &form, Command::Close { question: 1 }).await;
    assert!(owner.get(&question).await.words("main").contains("The question is closed"));
    assert_eq!(owner.get(&question.replace("/1", "/9")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_that_waits_for_something_else_says_for_what() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    let form = form.replace("application", "scal-security");
    let page = owner.get(&form).await;
    assert!(page.words(".nhsuk-inset-text").contains("You cannot start this yet"), "{}", page.text);
    assert!(!page.has("main .nhsuk-button"));
}

#[tokio::test]
async fn a_viewer_reads_and_changes_nothing() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    let organisation = owner.get("/products").await.attribute("main a[href^='/organisations/']", "href");
    let invitation = [("email", "viewer@harbour.example"), ("role", "viewer")];
    let invited = owner.post(&format!("{organisation}/invitations"), &invitation).await;
    assert_eq!(invited.status, StatusCode::SEE_OTHER, "{}", invited.text);
    let mut viewer = house.developer("viewer@harbour.example").await;
    let page = viewer.get(&form).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.has("main .nhsuk-button"), "{}", page.text);
    let refused = viewer.post(&format!("{form}/overview"), &[("answer", "x"), ("seen", "0")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words(".nhsuk-error-message").contains("Only the owner"), "{}", refused.text);
}
