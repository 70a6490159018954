//! Calls, as the partner's people book them, call them off and confirm them.

use app::Actor;
use http::StatusCode;
use kernel::SignedDuration;
use onboarding::{
    Command,
    rehearsal::{Meeting, Next, Plain, Player},
};
use toolkit::CallId;

use super::harness::{Browser, House};

async fn act(house: &House, integration: &str, command: Command) {
    let id = integration.trim_start_matches("/integrations/").parse().unwrap();
    app::integrations::act(&house.ctx, Actor::Operator, id, command).await.unwrap();
}

/// Answers and hands in whatever has to be there before the first call, and answers the call's id.
async fn ready(house: &House, integration: &str, manager: Actor) -> CallId {
    let id: app::integrations::IntegrationId =
        integration.trim_start_matches("/integrations/").parse().unwrap();
    let meeting = Meeting { id: "M1".into(), date: "2027-06-01".parse().unwrap() };
    for _ in 0..400 {
        let opened = app::integrations::open(&house.ctx, Actor::Operator, id).await.unwrap();
        let call = opened.definition.calls[0].clone();
        if app::integrations::calls::readiness(&opened, &call).is_none_or(|why| why.met) {
            return call.id;
        }
        let player = Player { definition: &opened.definition, words: &Plain, meeting: &meeting };
        let Next::Act { command, .. } = player.next(&opened.facts, house.ctx.now()) else { break };
        // Whoever accepts something is somebody else than who sent it.
        let actor = if matches!(command, Command::Accept { .. }) { manager } else { Actor::Operator };
        app::integrations::act(&house.ctx, actor, id, command).await.unwrap();
    }
    panic!("the call never came near");
}

/// An owner and a project manager in their browsers, the integration, and its first call, which is near.
async fn team(house: &House) -> (Browser, Browser, String, CallId) {
    let manager = house.staff("project-manager").await;
    let cookie = manager.cookie(crate::access::SESSION).unwrap();
    let session = app::portal::sign_in::find_session(&house.ctx, cookie).await.unwrap().unwrap();
    let (owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    let call = ready(house, &integration, Actor::User(session.user_id)).await;
    (owner, manager, integration, call)
}

async fn offer(house: &House, integration: &str, call: &CallId) -> String {
    let time = house.ctx.now() + SignedDuration::from_hours(48);
    let times = vec![time, time + SignedDuration::from_hours(1)];
    act(house, integration, Command::OfferTimes { call: call.clone(), times }).await;
    time.to_string()
}

#[tokio::test]
async fn a_call_is_booked_taken_into_a_calendar_and_called_off() {
    let house = House::new();
    let (mut owner, _, integration, call) = team(&house).await;
    let page = format!("{integration}/calls/{call}");
    assert!(!owner.get(&page).await.has("input[type=radio]"));
    assert_eq!(owner.get(&format!("{page}/call.ics")).await.status, StatusCode::NOT_FOUND);
    let time = offer(&house, &integration, &call).await;
    let refused = owner.post(&format!("{page}/choose"), &[]).await;
    assert_eq!(refused.words(".nhsuk-error-message"), "Error: Select a time");
    let refused = owner.post(&format!("{page}/choose"), &[("time", "2026-12-24T10:00:00Z")]).await;
    assert!(refused.words(".nhsuk-error-message").contains("This time is not offered any more"));
    owner
        .post(&format!("{page}/choose"), &[("time", &time)])
        .await
        .redirects_to(&format!("{page}?done=booked"));
    let file = owner.get(&format!("{page}/call.ics")).await;
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    assert!(file.text.contains("SEQUENCE:0") && file.text.contains("STATUS:CONFIRMED"), "{}", file.text);
    let refused = owner.post(&format!("{page}/off"), &[("reason", "  ")]).await;
    assert_eq!(refused.words(".nhsuk-error-message"), "Error: Enter a reason");
    let off = owner.post(&format!("{page}/off"), &[("reason", "Half of us are ill")]).await;
    off.redirects_to(&format!("{page}?done=off"));
    assert_eq!(owner.get(&format!("{page}/off")).await.status, StatusCode::NOT_FOUND);
    let time = offer(&house, &integration, &call).await;
    owner
        .post(&format!("{page}/choose"), &[("time", &time)])
        .await
        .redirects_to(&format!("{page}?done=booked"));
    assert!(owner.get(&format!("{page}/call.ics")).await.text.contains("SEQUENCE:1"));
}

#[tokio::test]
async fn what_came_of_a_call_is_read_and_confirmed_once() {
    let house = House::new();
    let (mut owner, _, integration, call) = team(&house).await;
    let page = format!("{integration}/calls/{call}");
    let time = offer(&house, &integration, &call).await;
    owner.post(&format!("{page}/choose"), &[("time", &time)]).await;
    house.clock.advance(SignedDuration::from_hours(49));
    let opened = app::integrations::open(
        &house.ctx,
        Actor::Operator,
        integration.rsplit('/').next().unwrap().parse().unwrap(),
    );
    let definition = opened.await.unwrap().definition;
    let record = Command::RecordCall {
        call: call.clone(),
        outcome: definition.call(&call).unwrap().outcomes[0].id.clone(),
        reason: None,
        notes: "They showed the product.\nIt works.".into(),
        actions: vec!["Send the diagram".into()],
        attended: vec!["Pat".into()],
    };
    act(&house, &integration, record).await;
    // A session does not last for days.
    let mut owner = house.developer("owner@harbour.example").await;
    let words = owner.get(&page).await.words("main");
    assert!(words.contains("They showed the product.") && words.contains("Send the diagram"), "{words}");
    owner.post(&format!("{page}/confirm"), &[]).await.redirects_to(&format!("{page}?done=confirmed"));
    assert!(!owner.get(&page).await.has("form[action$='/confirm']"));
}

#[tokio::test]
async fn the_agenda_shows_what_was_answered_and_staff_find_their_pages() {
    let house = House::new();
    let (mut owner, mut manager, integration, call) = team(&house).await;
    let page = format!("{integration}/calls/{call}");
    assert!(owner.get(&page).await.has("main h3 + dl"));
    assert!(!owner.get(&page).await.has("a[href$='/offer']"));
    assert!(manager.get(&page).await.has("a[href$='/offer']"));
    assert_eq!(manager.post(&format!("{page}/confirm"), &[]).await.status, StatusCode::FORBIDDEN);
}
