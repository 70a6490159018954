//! Conditions of a decision: the partner sees what would close them, the Board closes them or gives them more time.

use http::StatusCode;

use super::Board;

impl Board {
    /// Approved with two conditions; answers the address of their page.
    async fn approved(&mut self) -> String {
        let meeting = self.ready().await;
        let verdict = [
            ("outcome", "approved"),
            ("condition-1-text", "Show the contract"),
            ("condition-1-owner", "Harbour"),
            ("condition-1-due[day]", "31"),
            ("condition-1-due[month]", "3"),
            ("condition-1-due[year]", "2030"),
            ("condition-2-text", "Name a safety officer"),
            ("condition-2-owner", "Harbour & sons"),
            ("condition-2-due[day]", "1"),
            ("condition-2-due[month]", "4"),
            ("condition-2-due[year]", "2030"),
        ];
        let decide = format!("{}/decide", self.item(&meeting));
        let decided = self.member.post(&decide, &verdict).await;
        assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.text);
        format!("{}/conditions", self.integration)
    }
}

#[tokio::test]
async fn the_partner_sees_conditions_and_what_closes_them_and_closes_none() {
    let mut board = Board::new().await;
    let conditions = board.approved().await;
    let home = board.owner.get(&board.integration).await;
    let says = "Show the contract. Harbour does this by 31 March 2030.";
    assert!(
        home.words("main").contains(says) && home.has(&format!("a[href='{conditions}']")),
        "{}",
        home.text
    );
    let page = board.owner.get(&conditions).await;
    assert!(page.words("h2").starts_with("Show the contract. Name a safety officer."), "{}", page.text);
    let says = "A member of the Board or its secretary closes it once they have seen that it is met. Add what shows it";
    assert!(page.words(".nhsuk-inset-text").contains(says) && !page.has("main form"));
    let one = format!("{conditions}/{}/1", board.decision);
    assert!(!board.owner.get(&one).await.has("main form"));
    let close = [("do", "close"), ("seen", "We have shown it")];
    let refused = board.owner.post(&one, &close).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.words(".nhsuk-error-summary").contains("Only the board member or board secretary"),
        "{}",
        refused.text
    );
    let (mut competitor, _) = board.house.team("rival@quay.example", "Quay").await;
    for path in [&conditions, &one] {
        assert_eq!(competitor.get(path).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(competitor.post(&one, &close).await.status, StatusCode::NOT_FOUND);
    assert!(board.owner.get(&conditions).await.words("main").contains("Open"));
}

#[tokio::test]
async fn the_board_gives_a_condition_more_time_and_closes_it_with_what_was_seen() {
    let mut board = Board::new().await;
    let conditions = board.approved().await;
    let bound = board.secretary.get("/board/conditions").await;
    let one = bound.attribute("table a[href*='/conditions/']", "href");
    assert_eq!(one, format!("{conditions}/{}/1", board.decision));
    let early = [
        ("do", "extend"),
        ("due[day]", "30"),
        ("due[month]", "3"),
        ("due[year]", "2030"),
        ("reason", "They move house"),
    ];
    let refused = board.secretary.post(&one, &early).await;
    assert!(refused.words("#due-error").contains("a later date"), "{}", refused.text);
    assert_eq!(refused.words("#reason"), "They move house");
    let none = board.secretary.post(&one, &[("do", "extend"), ("due[day]", "x")]).await;
    assert!(none.words("#due-error").contains("Enter a real date"), "{}", none.text);
    let later = [early[0], early[1], ("due[month]", "6"), early[3], early[4]];
    board.secretary.post(&one, &later).await.redirects_to(&format!("{conditions}?done=extend"));
    assert!(board.owner.get(&conditions).await.words("main").contains("30 June 2030 by"));

    let nothing = board.member.post(&one, &[("do", "close"), ("seen", " ")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.words("#seen-error").contains("Enter what you saw"), "{}", nothing.text);
    let odd =
        board.member.post(&one, &[("do", "close"), ("seen", "It is there"), ("file", "no-file x")]).await;
    assert!(odd.words("#file-error").contains("not among the evidence"), "{}", odd.text);
    let close = [("do", "close"), ("seen", "The contract, signed by both")];
    board.member.post(&one, &close).await.redirects_to(&format!("{conditions}?done=close"));
    let again = board.secretary.post(&one, &close).await;
    assert!(again.words(".nhsuk-error-summary").contains("was closed on"), "{}", again.text);
    let page = board.owner.get(&conditions).await;
    assert!(
        page.words("main").contains("The contract, signed by both. Seen by The NHS login team"),
        "{}",
        page.text
    );
    assert!(!board.owner.get(&board.integration).await.words("main").contains("Show the contract"));
    let bound = board.member.get("/board/conditions").await;
    assert!(!bound.text.contains("Show the contract"));
    let owner = bound.attribute("table a[href*='owner=']", "href");
    assert!(
        board.member.get(&owner).await.words("main").contains("Shown is what Harbour & sons has to see to")
    );
    let cockpit = board.house.staff("auditor").await.get(&format!("{}/cockpit", board.integration)).await;
    assert!(cockpit.words("main").contains("Name a safety officer"), "{}", cockpit.text);
}
