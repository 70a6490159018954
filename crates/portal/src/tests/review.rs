//! Reviewers and project managers look at what a partner submitted and added.

use http::StatusCode;
use onboarding::{Command, command::NewEvidence};
use toolkit::{SlotId, Value};

use super::{
    forms::{act, answer, answer_all, applicant},
    harness::House,
};

#[tokio::test]
async fn a_form_is_asked_about_shows_what_changed_first_and_is_accepted() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    let review = form.replace("/forms/", "/review/");
    let mut manager = house.staff("project-manager").await;
    assert!(manager.get(&review).await.words(".nhsuk-inset-text").contains("was not submitted yet"));
    answer_all(&house, &form).await;
    owner.post(&form, &[]).await;
    let page = manager.get(&review).await;
    assert!(
        page.words("main").contains("by owner@harbour.example")
            && page.words("main").contains("30 April 2027")
    );
    let unclear = manager.post(&review, &[("do", "ask"), ("question", "Which ones?")]).await;
    assert_eq!(unclear.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unclear.words(".nhsuk-error-message").contains("Choose an answer"));
    assert!(unclear.words("textarea").contains("Which ones?"), "what was typed is kept");
    let asked = [("do", "ask"), ("field", "overview"), ("question", "Which ones?")];
    manager.post(&review, &asked).await.redirects_to(&format!("{review}?done=ask"));
    // Nothing is accepted while a question waits.
    let early = manager.post(&review, &[("do", "accept")]).await;
    assert!(early.words(".nhsuk-error-message").contains("wait for an answer"), "{}", early.text);
    let seen = owner.get(&format!("{form}/overview")).await.attribute("input[name=seen]", "value");
    owner.post(&format!("{form}/overview"), &[("answer", "Those of GPs"), ("seen", &seen)]).await;
    let question = format!("{}/questions/1", form.split("/forms").next().unwrap());
    owner.post(&question, &[("reply", "Those of GPs")]).await.redirects_to(&question);
    let page = manager.get(&review).await;
    let changed = page.words("main table");
    assert!(changed.starts_with("What changed since it was submitted"), "{changed}");
    assert!(changed.contains("Appointments Those of GPs") && changed.contains("Replied to"), "{changed}");
    manager.post(&review, &[("do", "accept")]).await.redirects_to(&format!("{review}?done=accept"));
    assert!(manager.get(&review).await.words(".nhsuk-inset-text").contains("Accepted on"));
    let reopened = manager.post(&review, &[("do", "reopen"), ("reason", " ")]).await;
    assert!(reopened.words(".nhsuk-error-message").contains("Enter a reason"), "{}", reopened.text);
}

#[tokio::test]
async fn only_its_reviewer_accepts_a_form_and_partners_see_no_review() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    answer_all(&house, &form).await;
    owner.post(&form, &[]).await;
    let review = form.replace("/forms/", "/review/");
    let mut reviewer = house.staff("reviewer:data-security").await;
    let refused = reviewer.post(&review, &[("do", "accept")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.words(".nhsuk-error-message").contains("Only the project manager"), "{}", refused.text);
    for answer in [owner.get(&review).await, owner.post(&review, &[("do", "accept")]).await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    // Whose turn it is, is in the lane of the one who has it, and in nobody else's.
    let page = house.staff("project-manager").await.get("/lane").await;
    assert!(page.words("main table").contains("Harbour"), "{}", page.text);
    assert!(reviewer.get("/lane").await.words("main").contains("Nothing waits for you"));
}

#[tokio::test]
async fn evidence_is_for_the_reviewer_of_its_discipline_alone() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    let slot = SlotId::new("architecture-diagram");
    let file = |document: &str, sha256: &str| {
        Command::AddEvidence(NewEvidence {
            slot: SlotId::new("architecture-diagram"),
            document: document.into(),
            name: "diagram <b>.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: 5,
            sha256: sha256.into(),
            dated: None,
        })
    };
    act(&house, &form, file("d1", "aa")).await;
    // No gate asks for its acceptance: whoever reviews the discipline can look at it all the same, and nobody else is shown it.
    let mut reader = house.staff("reviewer:technical-architecture").await;
    let lane = reader.get("/lane").await;
    assert!(lane.words("main").contains("For information"), "{}", lane.text);
    assert!(lane.words("main table").contains("diagram <b>.pdf") && lane.words("main table").contains("New"));
    let review = format!("{}/review/evidence/{slot}", form.split("/forms").next().unwrap());
    let accept = [("do", "accept"), ("document", "d1")];
    for role in ["project-manager", "reviewer:data-security", "auditor"] {
        let mut other = house.staff(role).await;
        assert!(!other.get("/lane").await.words("main").contains("diagram"), "{role}");
        let refused = other.post(&review, &accept).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
        assert!(refused.words(".nhsuk-error-summary").contains("Only the"), "{role}: {}", refused.text);
    }
    assert_eq!(owner.post(&review, &accept).await.status, StatusCode::NOT_FOUND);
    let mut reviewer = reader;
    assert!(lane.has(&format!("a[href='{review}']")), "{}", lane.text);
    let page = reviewer.get(&review).await;
    assert!(page.words("main table").contains("Version 1: diagram <b>.pdf") && !page.has("main table b"));
    let refused = reviewer.post(&review, &[("do", "refuse"), ("document", "d1"), ("reason", "")]).await;
    assert!(refused.words(".nhsuk-error-message").contains("Enter a reason"));
    let refusal = [("do", "refuse"), ("document", "d1"), ("reason", "Names are missing")];
    reviewer.post(&review, &refusal).await.redirects_to(&format!("{review}?done=refuse"));
    assert!(!reviewer.get("/lane").await.text.contains("diagram"), "it was looked at");
    act(&house, &form, file("d2", "bb")).await;
    let lane = reviewer.get("/lane").await;
    assert!(lane.words("main table").contains("Looked at before"), "{}", lane.text);
    let stale = reviewer.post(&review, &accept).await;
    assert!(stale.words(".nhsuk-error-message").contains("not the newest file"), "{}", stale.text);
    reviewer
        .post(&review, &[("do", "accept"), ("document", "d2")])
        .await
        .redirects_to(&format!("{review}?done=accept"));
    assert!(!reviewer.get("/lane").await.text.contains("diagram"));
    let words = reviewer.get(&review).await.words("main table");
    assert!(words.contains("Accepted on") && words.contains("Names are missing"), "{words}");
}

#[tokio::test]
async fn what_reviewers_are_warned_of_stands_under_the_answer() {
    let house = House::new();
    let (_, form) = applicant(&house).await;
    let id = form.split('/').nth(2).unwrap().parse().unwrap();
    let opened = app::integrations::open(&house.ctx, app::Actor::Operator, id).await.unwrap();
    let flagged = opened.definition.forms.iter().find_map(|form| {
        let field = form.fields.iter().find(|field| !field.flags.is_empty() && field.when.is_none())?;
        let option = field.options.iter().map(|option| option.value.clone()).chain(["yes".into()]);
        Some((form.id.clone(), field.clone(), option.collect::<Vec<_>>()))
    });
    let Some((flagged, field, options)) = flagged else { return };
    let value = match field.kind {
        toolkit::definition::FieldKind::Choices => Value::Many(options[..options.len() - 1].to_vec()),
        _ => Value::text(&options[0]),
    };
    answer(&house, &form, &format!("{flagged}.{}", field.id), value).await;
    let opened = app::integrations::open(&house.ctx, app::Actor::Operator, id).await.unwrap();
    let expected = field.flags.iter().filter(|flag| flag.when.holds(&opened.facts));
    let page = house.staff("auditor").await.get(&format!("/integrations/{id}/review/{flagged}")).await;
    for flag in expected {
        assert!(page.words("main").contains(&format!("Look at this: {}", flag.text)), "{}", page.text);
    }
}

#[tokio::test]
async fn every_reply_to_a_reviewer_is_in_their_lane_whether_anything_waits_there_or_not() {
    let house = House::new();
    let (mut owner, form) = applicant(&house).await;
    let home = form.split("/forms").next().unwrap();
    let review = format!("{home}/review/evidence/architecture-diagram");
    let mut reviewer = house.staff("reviewer:technical-architecture").await;
    let mut other = house.staff("reviewer:data-security").await;
    let asked = [("do", "ask"), ("question", "Where is the database?")];
    reviewer.post(&review, &asked).await.redirects_to(&format!("{review}?done=ask"));
    assert!(reviewer.get("/lane").await.words("main").contains("There are no new replies"));
    let question = format!("{home}/questions/1");
    owner.post(&question, &[("reply", "In the UK")]).await.redirects_to(&question);
    let lane = reviewer.get("/lane").await;
    assert!(lane.words("main").contains("Where is the database? Reply In the UK"), "{}", lane.text);
    assert!(
        lane.words("main").contains("Nothing waits for you") && lane.has(&format!("a[href='{question}']"))
    );
    assert!(!other.get("/lane").await.text.contains("In the UK"), "somebody else asked");
    reviewer.post(&question, &[("close", "yes")]).await.redirects_to(&question);
    assert!(!reviewer.get("/lane").await.text.contains("In the UK"));
}
