//! A member's question before the meeting: asked on the item, answered by whoever was asked, hidden from everybody else.

use http::StatusCode;

use super::Board;

#[tokio::test]
async fn a_question_goes_to_whom_it_was_asked_and_its_answer_stands_on_the_item() {
    let mut board = Board::new().await;
    let meeting = board.call().await;
    board.list(&meeting).await;
    let item = board.item(&meeting);
    let ask = format!("{item}/ask");
    let nobody = board.member.post(&ask, &[("question", "Who pays?")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.words("#whom-error").contains("Choose whom you ask from the list"), "{}", nobody.text);
    assert_eq!(nobody.words("#question"), "Who pays?");
    let nothing = board.member.post(&ask, &[("whom", "project-manager"), ("question", " ")]).await;
    assert!(nothing.words("#question-error").contains("Enter a question"), "{}", nothing.text);
    for (whom, question) in [("reviewer:clinical-safety", "Is it fair?"), ("delivery-manager", "Who pays?")] {
        let asked = board.member.post(&ask, &[("whom", whom), ("question", question)]).await;
        asked.redirects_to(&format!("{item}?done=asked"));
    }
    let page = board.secretary.get(&item).await;
    assert!(page.words("main").contains("Is it fair?") && !page.has("#whom"), "{}", page.text);
    assert_eq!(board.secretary.post(&ask, &[]).await.status, StatusCode::NOT_FOUND);

    let [first, second] = [1, 2].map(|number| format!("{}/questions/{number}", board.integration));
    assert_eq!(board.owner.get(&first).await.status, StatusCode::NOT_FOUND);
    let refused = board.owner.post(&first, &[("reply", "It is")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let home = board.owner.get(&board.integration).await;
    assert!(home.words("main").contains("Question of the Board Who pays?"), "{}", home.text);
    assert!(home.has(&format!("a[href='{second}']")) && !home.text.contains("Is it fair?"));
    let history = board.owner.get(&format!("{}/history", board.integration)).await;
    assert!(history.text.contains("Who pays?") && !history.text.contains("Is it fair?"), "{}", history.text);
    let mut reviewer = board.house.staff_named("rita", "reviewer:clinical-safety").await;
    let lane = reviewer.get("/lane").await;
    assert!(lane.has(&format!("a[href='{first}']")), "{}", lane.text);
    assert!(!reviewer.get(&second).await.has("#reply"), "the partner was asked");
    board.owner.post(&second, &[("reply", "The region does")]).await.redirects_to(&second);
    reviewer.post(&first, &[("reply", "It is\nas fair as others")]).await.redirects_to(&first);
    let (mut competitor, _) = board.house.team("rival@quay.example", "Quay").await;
    assert_eq!(competitor.get(&second).await.status, StatusCode::NOT_FOUND);

    let page = board.member.get(&item).await.words("main");
    assert!(page.contains("The region does") && page.contains("as fair as others"), "{page}");
    board
        .secretary
        .post(&format!("{meeting}/freeze"), &[])
        .await
        .redirects_to(&format!("{meeting}?done=frozen"));
    let pack = board.member.get(&format!("{meeting}/pack")).await.words("main");
    assert!(pack.contains("Questions before the meeting") && pack.contains("The region does"), "{pack}");
    board.member.post(&first, &[("close", "yes")]).await.redirects_to(&first);
    assert!(reviewer.get(&first).await.words("main").contains("The question is closed"));
}
