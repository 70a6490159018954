//! The host's half of a call: offering times and recording what came of it.

use http::StatusCode;
use kernel::{Clock, SignedDuration};
use onboarding::Command;
use toolkit::{CallId, TaskId};

use super::{
    forms::{act, answer_all, applicant},
    harness::{Browser, House},
};

/// An integration whose first call can be booked: its project manager, the form's address and the call's.
pub(super) async fn before_the_call(house: &House) -> (Browser, Browser, String, String) {
    let (mut owner, form) = applicant(house).await;
    answer_all(house, &form).await;
    owner.post(&form, &[]).await;
    for task in ["apply.working-together", "apply.identity-standard"] {
        act(house, &form, Command::Acknowledge { task: TaskId::new(task) }).await;
    }
    let mut manager = house.staff("project-manager").await;
    let review = form.replace("/forms/", "/review/");
    manager.post(&review, &[("do", "accept")]).await.redirects_to(&format!("{review}?done=accept"));
    let call = format!("{}/calls/application-review", form.split("/forms").next().unwrap());
    (owner, manager, form, call)
}

/// The same after the call was held and recorded.
pub(super) async fn after_the_call(house: &House) -> (Browser, Browser, String) {
    let (owner, mut manager, form, call) = before_the_call(house).await;
    hold(house, &form).await;
    let record = format!("{call}/record");
    let typed = [
        ("outcome", "ready-for-board"),
        ("notes", "They showed it."),
        ("attended", "Project manager"),
        ("others", "Ada"),
    ];
    let cockpit = format!("{}/cockpit", form.split("/forms").next().unwrap());
    manager.post(&record, &typed).await.redirects_to(&format!("{cockpit}?done=recorded"));
    (owner, manager, form)
}

/// A call that was booked for a few minutes ago.
async fn hold(house: &House, form: &str) {
    let call = || CallId::new("application-review");
    let time = house.clock.now() + SignedDuration::from_mins(5);
    act(house, form, Command::OfferTimes { call: call(), times: vec![time] }).await;
    act(house, form, Command::ChooseTime { call: call(), time }).await;
    house.clock.advance(SignedDuration::from_mins(6));
}

#[tokio::test]
async fn times_are_offered_on_working_days_and_what_is_wrong_is_told_for_each() {
    let house = House::new();
    let (mut owner, mut manager, _, call) = before_the_call(&house).await;
    let offer = format!("{call}/offer");
    let typed = [
        ("date-1[day]", "31"),
        ("date-1[month]", "2"),
        ("date-1[year]", "2027"),
        ("time-1", "10:00"),
        // A Saturday, Christmas Day, a time that is none, and a day that is over.
        ("date-2[day]", "28"),
        ("date-2[month]", "11"),
        ("date-2[year]", "2026"),
        ("time-2", "10:00"),
        ("date-3[day]", "25"),
        ("date-3[month]", "12"),
        ("date-3[year]", "2026"),
        ("time-3", "10:00"),
        ("date-4[day]", "30"),
        ("date-4[month]", "11"),
        ("date-4[year]", "2026"),
        ("time-4", "noonish"),
        ("date-5[day]", "20"),
        ("date-5[month]", "11"),
        ("date-5[year]", "2026"),
        ("time-5", "2pm"),
    ];
    let refused = manager.post(&offer, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = refused.words(".nhsuk-error-summary");
    for said in [
        "Time 1: enter a real date",
        "Time 2: 28 November 2026 is not a working day",
        "Time 3: 25 December 2026 is not a working day",
        "Time 4: enter a time",
        "Time 5: choose a time in the future",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert_eq!(refused.attribute("#time-4", "value"), "noonish");
    let none = manager.post(&offer, &[]).await;
    assert!(none.words(".nhsuk-error-message").contains("Offer at least one time"), "{}", none.text);
    let good =
        [("date-1[day]", "30"), ("date-1[month]", "11"), ("date-1[year]", "2026"), ("time-1", "2.30 pm")];
    let done = manager.post(&offer, &good).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(manager.get(&offer).await.words(".nhsuk-inset-text").contains("30 November 2026 at 2:30pm"));
    for answer in [owner.get(&offer).await, owner.post(&offer, &good).await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_record_keeps_what_was_typed_until_it_can_be_written() {
    let house = House::new();
    let (_, mut manager, form, call) = before_the_call(&house).await;
    let record = format!("{call}/record");
    let page = manager.get(&record).await;
    assert!(page.words("main").contains("Appointments"), "the agenda shows what was answered");
    let typed = [("notes", "They showed it."), ("actions", "Send the diagram"), ("outcome", "another-call")];
    let refused = manager.post(&record, &typed).await;
    assert!(
        refused.words(".nhsuk-error-message").contains("Select a reason that belongs to"),
        "{}",
        refused.text
    );
    assert!(refused.words("textarea").contains("They showed it. Send the diagram"));
    let refused = manager.post(&record, &typed[..2]).await;
    assert!(refused.words(".nhsuk-error-message").contains("Select how the call ended"));
    let typed = [("outcome", "ready-for-board"), ("notes", "They showed it.")];
    let early = manager.post(&record, &typed).await;
    assert!(early.words(".nhsuk-error-message").contains("The call is not booked"), "{}", early.text);
    hold(&house, &form).await;
    let without = manager.post(&record, &typed[..1]).await;
    assert!(
        without.words(".nhsuk-error-message").contains("Enter notes of what was said"),
        "{}",
        without.text
    );
    manager.post(&record, &typed).await;
    let cockpit = format!("{}/cockpit", form.split("/forms").next().unwrap());
    let words = manager.get(&cockpit).await.words("main");
    assert!(words.contains("Recorded the Application Review Call: ready for the Board"), "{words}");
}
