//! Reports for decisions, and waivers: who writes, who reads, who gives.

use http::StatusCode;

use super::{calls_staff::after_the_call, forms::applicant, harness::House};

#[tokio::test]
async fn a_report_is_the_record_with_what_its_author_adds() {
    let house = House::new();
    let (mut owner, mut manager, form) = after_the_call(&house).await;
    let report = format!("{}/reports/board-application", form.split("/forms").next().unwrap());
    let page = manager.get(&report).await;
    let words = page.words("main");
    // Answers, and what was said at the call.
    assert!(
        words.contains("30 April 2027") && words.contains("They showed it.") && words.contains("Ada"),
        "{words}"
    );
    let refused = manager.post(&report, &[("report", "It fits.")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words(".nhsuk-error-message").contains("Select what you recommend"));
    assert!(refused.words("textarea").contains("It fits."));
    let typed = [("recommendation", "approved"), ("report", "It fits.")];
    manager.post(&report, &typed).await.redirects_to(&format!("{report}?done=saved"));
    let words = manager.get(&report).await.words("main");
    assert!(words.contains("Recommendation Approved Report It fits."), "{words}");
    // A reviewer reads it and does not write it; a partner sees neither.
    let mut reviewer = house.staff("reviewer:data-security").await;
    let page = reviewer.get(&report).await;
    assert!(page.words("main").contains("It fits.") && !page.has("main form"));
    assert_eq!(reviewer.post(&report, &typed).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for answer in [owner.get(&report).await, owner.post(&report, &typed).await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_waiver_is_asked_for_by_one_and_given_by_another() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    let waivers = format!("{}/waivers", form.split("/forms").next().unwrap());
    let page = owner.get(&waivers).await;
    assert!(
        page.words("main").contains("No check is waived") && !page.words("main").contains("Before you waive")
    );
    let check = "working-together.read";
    let asked = [
        ("do", "ask"),
        ("ask-check", check),
        ("ask-reason", "We wrote it"),
        ("ask-control", "None is needed"),
    ];
    let refused = owner.post(&waivers, &asked[..2]).await;
    assert!(refused.words(".nhsuk-error-message").contains("Enter a reason"), "{}", refused.text);
    let unclear = owner.post(&waivers, &[("do", "ask")]).await;
    assert!(unclear.words(".nhsuk-error-message").contains("Choose a check"));
    owner.post(&waivers, &asked).await.redirects_to(&format!("{waivers}?done=ask"));
    let give = [
        ("do", "grant"),
        ("grant-check", check),
        ("grant-until[day]", "31"),
        ("grant-until[month]", "1"),
        ("grant-until[year]", "2027"),
    ];
    // Only a member of the Board gives it.
    let mut manager = house.staff("project-manager").await;
    for person in [&mut owner, &mut manager] {
        let refused = person.post(&waivers, &give).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut member = house.staff("board-member").await;
    assert!(member.get(&waivers).await.words("main").contains("Until when?"));
    let late = [give[0], give[1], give[2], give[3], ("grant-until[year]", "2029")];
    let refused = member.post(&waivers, &late).await;
    assert!(refused.words(".nhsuk-error-message").contains("within a year"), "{}", refused.text);
    assert_eq!(refused.attribute("#grant-until-year", "value"), "2029");
    let first = member.post(&waivers, &give).await;
    assert!(first.words("h1").contains("Waive “"), "{}", first.text);
    for says in ["stands in nobody’s way until 31 January 2027", "get an email that says so", "who asked"] {
        assert!(first.words("main").contains(says), "{says}: {}", first.text);
    }
    assert!(
        owner.get(&waivers).await.words("main").contains("No check is waived"),
        "nothing has happened yet"
    );
    // The page sends again what it was sent, and that it is meant.
    let names =
        ["do", "grant-check", "grant-until[day]", "grant-until[month]", "grant-until[year]", "confirmed"];
    let sent: Vec<(&str, String)> = names
        .iter()
        .map(|name| (*name, first.attribute(&format!("main form input[name='{name}']"), "value")))
        .collect();
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
    member.post(&waivers, &sent).await.redirects_to(&format!("{waivers}?done=grant"));
    assert!(owner.get(&waivers).await.words("main table").contains("31 January 2027"));
    let end = [("do", "end"), ("end-check", check), ("end-reason", "They read it now")];
    member.post(&waivers, &end).await.redirects_to(&format!("{waivers}?done=end"));
    assert!(owner.get(&waivers).await.words("main").contains("No check is waived"));
    let (mut competitor, _) = house.team("rival@quay.example", "Quay").await;
    assert_eq!(competitor.get(&waivers).await.status, StatusCode::NOT_FOUND);
}
