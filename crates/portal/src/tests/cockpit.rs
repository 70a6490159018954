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

#[tokio::test]
async fn everybody_is_led_to_what_they_may_do_and_to_nothing_else() {
    let house = House::new();
    let (mut owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let cockpit = format!("{integration}/cockpit");
    let asked = [
        ("do", "ask"),
        ("ask-check", "working-together.read"),
        ("ask-reason", "We wrote it"),
        ("ask-control", "None is needed"),
    ];
    owner.post(&format!("{integration}/waivers"), &asked).await;
    let links = |page: &super::harness::Answer| {
        let all = ["pause", "resume", "withdraw", "waivers"];
        let has = |place: &&str| {
            page.has(&format!("ul a[href='{integration}/{place}'], p a[href='{integration}/{place}']"))
        };
        all.into_iter().filter(has).collect::<Vec<_>>()
    };
    let mut manager = house.staff("project-manager").await;
    let page = manager.get(&cockpit).await;
    assert!(
        page.words("main").contains("Ask for a waiver of a check Pause this integration"),
        "{}",
        page.text
    );
    assert!(!links(&page).contains(&"withdraw"), "withdrawing is for the partner");
    manager.post(&format!("{integration}/pause"), &[("reason", "Wait"), ("confirmed", "yes")]).await;
    let page = manager.get(&cockpit).await;
    assert!(page.words("main").contains("Resume this integration") && !links(&page).contains(&"pause"));
    manager.post(&format!("{integration}/resume"), &[("reason", "Go on")]).await;
    let member = house.staff("board-member").await.get(&cockpit).await;
    assert!(member.words("main").contains("Decide on a waiver that was asked for"), "{}", member.text);
    assert!(!links(&member).contains(&"pause"));
    // Nobody who only reads is led to anything that changes.
    let auditor = house.staff("auditor").await.get(&cockpit).await;
    assert!(!auditor.words("main").contains("What you can do"), "{}", auditor.text);
}
