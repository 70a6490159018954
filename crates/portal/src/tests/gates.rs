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
