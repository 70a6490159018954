//! Choosing which emails one gets.

use http::StatusCode;

use super::harness::House;

#[tokio::test]
async fn what_is_chosen_is_kept_and_a_wrong_date_changes_nothing() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let id = integration.trim_start_matches("/integrations/");
    let page = owner.get("/notifications").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.words("main").contains("Harbour ("), "{}", page.text);
    assert!(page.has("input[value=each][checked]") && !page.has("input[name=muted][checked]"));
    let wrong = [
        ("rhythm", "daily"),
        ("muted", id),
        ("away[day]", "31"),
        ("away[month]", "2"),
        ("away[year]", "2027"),
    ];
    let again = owner.post("/notifications", &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.has("input[value=daily][checked]") && again.has("input[name=muted][checked]"),
        "{}",
        again.text
    );
    assert!(again.has("a[href='#away-day']") && again.has("#away-day[value='31']"), "{}", again.text);
    assert!(owner.get("/notifications").await.has("input[value=each][checked]"));
    let past = [("rhythm", "daily"), ("away[day]", "1"), ("away[month]", "2"), ("away[year]", "2026")];
    assert!(owner.post("/notifications", &past).await.words("main").contains("today or later"));
    let right = [
        ("rhythm", "daily"),
        ("muted", id),
        ("away[day]", "1"),
        ("away[month]", "12"),
        ("away[year]", "2026"),
    ];
    owner.post("/notifications", &right).await.redirects_to("/notifications?done=saved");
    let kept = owner.get("/notifications?done=saved").await;
    assert!(kept.has("input[value=daily][checked]") && kept.has("input[name=muted][checked]"));
    assert!(kept.has("#away-month[value='12']") && kept.words("main").contains("saved"));
}

#[tokio::test]
async fn a_competitor_cannot_choose_about_what_is_not_theirs() {
    let house = House::new();
    let (_, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let id = integration.trim_start_matches("/integrations/").to_owned();
    let (mut rival, _) = house.team("rival@quay.example", "Quay").await;
    let page = rival.get(&format!("/notifications?integration={id}")).await;
    assert!(!page.text.contains("Harbour"));
    rival.post("/notifications", &[("muted", &id)]).await.redirects_to("/notifications?done=saved");
    assert!(!rival.get("/notifications").await.has("input[name=muted]"));
}

#[tokio::test]
async fn a_kept_mail_can_be_had_as_html_and_only_as_a_download() {
    let house = House::new();
    house.developer("dev@harbour.example").await;
    let mail = app::outbox::list(&house.ctx, 1).await.unwrap().remove(0);
    let mut anybody = house.visitor();
    let page = anybody.get(&format!("/outbox/{}", mail.id)).await;
    let address = page.attribute("a[href$='/html']", "href");
    let html = anybody.get(&address).await;
    assert!(
        html.text.starts_with("<!DOCTYPE html>")
            && html.header("content-disposition").starts_with("attachment")
    );
    let none = anybody.get(&format!("/outbox/{}/attachment", mail.id)).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
