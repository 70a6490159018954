//! The level and the scopes: what follows from answers, and saving them.

use http::StatusCode;
use toolkit::{FieldId, Value, definition::Levels};

use super::harness::{Browser, House};

/// A team whose integration may choose its level, with the edition's levels.
async fn team(house: &House) -> (Browser, String, Levels) {
    let (owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let opened = opened(house, &integration).await;
    let levels = opened.definition.levels.clone().unwrap();
    (owner, integration, levels)
}

async fn opened(house: &House, integration: &str) -> app::integrations::Opened {
    let id = integration.trim_start_matches("/integrations/").parse().unwrap();
    app::integrations::open(&house.ctx, app::Actor::Operator, id).await.unwrap()
}

/// The use cases of the lowest and of the highest level.
fn low_and_high(levels: &Levels) -> (String, String) {
    let of = |level: &str| levels.use_cases.iter().find(|case| case.level == level).unwrap().id.clone();
    (of(&levels.levels[1].id), of(&levels.levels.last().unwrap().id))
}

#[tokio::test]
async fn use_cases_lead_to_vectors_with_a_reason_for_each_step() {
    let house = House::new();
    let (mut owner, integration, levels) = team(&house).await;
    let page = format!("{integration}/levels/{}", levels.form);
    let shown = owner.get(&page).await;
    assert!(shown.words("main").contains("Nothing yet: say first what people will do."));
    let action = shown.attribute("main form", "action");
    let seen = shown.attribute("main form input[name=seen]", "value");
    let (low, high) = low_and_high(&levels);
    let fields = [("answer", low.as_str()), ("answer", &high), ("seen", &seen), ("after", "levels")];
    owner.post(&action, &fields).await.redirects_to(&page);
    let shown = owner.get(&page).await;
    for case in levels.use_cases.iter().filter(|case| case.id == low || case.id == high) {
        assert!(shown.words("main table").contains(&case.title));
        assert!(shown.words("main table").contains(&case.level));
    }
    // One step from the proposal to the answer.
    let facts = opened(&house, &integration).await.facts;
    let proposal = {
        let opened = opened(&house, &integration).await;
        toolkit::levels::propose(&opened.definition, &facts).unwrap()
    };
    assert!(proposal.requests.len() > 1, "{proposal:?}");
    let mut vectors: Vec<String> = proposal.requests.into_iter().flatten().collect();
    vectors.sort();
    vectors.dedup();
    let form = "main form:has(input[type=hidden][name=answer])";
    let action = shown.attribute(form, "action");
    let mut fields: Vec<(&str, &str)> = vectors.iter().map(|one| ("answer", one.as_str())).collect();
    fields.extend([("seen", "0"), ("after", "levels")]);
    owner.post(&action, &fields).await.redirects_to(&page);
    assert!(!owner.get(&page).await.has(form));
    let saved = opened(&house, &integration).await;
    let saved = saved.facts.answer(&levels.vectors_field).unwrap().clone();
    assert_eq!(saved.items().len(), vectors.len());
    // Somebody who saw an older version gets to choose between both.
    let both = owner.post(&action, &[("answer", &vectors[0]), ("seen", "0"), ("after", "levels")]).await;
    assert!(both.words("h1").contains("Somebody else changed this answer"), "{}", both.text);
}

#[tokio::test]
async fn scopes_are_judged_before_they_are_saved() {
    let house = House::new();
    let (mut owner, integration, _) = team(&house).await;
    let definition = opened(&house, &integration).await.definition;
    let form =
        definition.forms.iter().find(|form| crate::pages::scopes::scopes_field(form).is_some()).unwrap();
    let field = crate::pages::scopes::scopes_field(form).unwrap();
    let page = format!("{integration}/scopes/{}", form.id);
    let torn = definition.scopes.iter().find(|scope| !scope.excludes.is_empty()).unwrap();
    let other = torn.excludes[0].as_str();
    let ticked = [("answer", torn.id.as_str()), ("answer", other), ("seen", "0")];
    let mut look = ticked.to_vec();
    look.push(("then", "show"));
    let shown = owner.post(&page, &look).await;
    assert_eq!(shown.status, StatusCode::OK);
    let words = shown.words("main");
    assert!(words.contains("Nothing is saved yet.") && words.contains("Not possible"), "{words}");
    assert!(words.contains(&format!("It cannot be asked for together with {other}.")));
    let id = FieldId::of(&form.id, &field.id).unwrap();
    assert_eq!(opened(&house, &integration).await.facts.answer(&id), None);
    owner.post(&page, &ticked).await.redirects_to(&format!("{page}?done=saved"));
    let saved = opened(&house, &integration).await.facts.answer(&id).cloned();
    assert!(matches!(saved, Some(Value::Many(saved)) if saved.len() == 2));
    // Too late: both answers are on the page, and nothing is lost.
    let late = owner.post(&page, &[("answer", torn.id.as_str()), ("seen", "0")]).await;
    assert!(late.words(".nhsuk-error-message").contains("Somebody else saved"), "{}", late.text);
    assert_eq!(
        owner.post(&page, &[]).await.words(".nhsuk-error-message"),
        "Error: Select at least one of the answers"
    );
    assert_eq!(owner.get(&format!("{integration}/scopes/application")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(owner.get(&format!("{integration}/levels/application")).await.status, StatusCode::NOT_FOUND);
}
