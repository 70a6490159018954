//! One integration on one page, for the service's side.

use http::StatusCode;

use super::harness::House;

#[tokio::test]
async fn the_page_says_how_it_stands_in_the_words_of_the_gate() {
    let house = House::new();
    let (_, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let mut manager = house.staff("project-manager").await;
    let page = manager.get(&format!("{integration}/cockpit")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let id = integration.trim_start_matches("/integrations/").parse().unwrap();
    let opened = app::integrations::open(&house.ctx, app::Actor::Operator, id).await.unwrap();
    let standing = opened.standing();
    let why = standing.why(&standing.next_gate().unwrap().gate.id).unwrap();
    let words = page.words("main");
    assert!(words.contains(&why.headline()), "{words}");
    for reason in why.unmet() {
        assert!(words.contains(&reason.because), "{} in {words}", reason.because);
    }
    assert!(words.contains("Started the integration on edition 2025-09"), "{words}");
}

#[tokio::test]
async fn a_note_is_added_by_those_who_may_and_an_empty_one_is_refused() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let (note, cockpit) = (format!("{integration}/note"), format!("{integration}/cockpit"));
    let mut manager = house.staff("project-manager").await;
    let refused = manager.post(&note, &[("note", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words(".nhsuk-error-message").contains("Enter a note"), "{}", refused.text);
    manager.post(&note, &[("note", "They called")]).await.redirects_to(&format!("{cockpit}?done=noted"));
    assert!(manager.get(&cockpit).await.words("main").contains("Noted: They called."));
    // An auditor reads everything and changes nothing.
    let mut auditor = house.staff("auditor").await;
    let page = auditor.get(&cockpit).await;
    assert!(page.words("main").contains("They called") && !page.has("main form"), "{}", page.text);
    for outsider in [&mut auditor, &mut owner] {
        assert_eq!(outsider.post(&note, &[("note", "x")]).await.status, StatusCode::NOT_FOUND);
    }
}
