//! Gate pages, as a partner and as a stranger to it see them.

use http::StatusCode;

use super::harness::House;

#[tokio::test]
async fn a_gate_says_what_is_left_and_leads_to_where_it_is_done() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    let all = owner.get(&format!("{home}/gates")).await;
    let gate = all.attribute("tbody a", "href");
    let page = owner.get(&gate).await;
    assert_eq!(page.status, StatusCode::OK);
    let left = page.words(".app-check");
    assert!(left.contains("Not met yet") && left.contains("Waiting on the delivery manager"), "{left}");
    let task = page.attribute(".app-check a", "href");
    assert_eq!(owner.get(&task).await.status, StatusCode::OK, "{task}");
    assert_eq!(owner.get(&format!("{home}/gates/nothing")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_waiver_of_a_check_is_asked_for_from_its_gate() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let home = house.integration(&product).await;
    let gates = owner.get(&format!("{home}/gates")).await;
    let gate = gates.attribute("tbody a", "href");
    let ask = owner.get(&gate).await.attribute(".app-check a[href*='/waivers?check=']", "href");
    let form = owner.get(&ask).await;
    let check = form.attribute("#ask-check option[selected]", "value");
    assert!(ask.ends_with(&format!("?check={check}")), "{ask} leads to {check}");
    assert!(form.words("h2").starts_with("Ask for a waiver"), "{}", form.text);
    let asked = [
        ("do", "ask"),
        ("ask-check", check.as_str()),
        ("ask-reason", "The test starts in May"),
        ("ask-control", "Only invited people use it"),
    ];
    owner.post(&format!("{home}/waivers"), &asked).await.redirects_to(&format!("{home}/waivers?done=ask"));
    let page = owner.get(&gate).await;
    assert!(page.words(".app-check").contains("A waiver was asked for on"), "{}", page.text);
    assert!(!page.has(&format!("a[href='{ask}']")));
    // Whoever may not ask is not led there.
    let mut auditor = house.staff("auditor").await;
    assert!(!auditor.get(&gate).await.has("a[href*='/waivers?check=']"));
}
