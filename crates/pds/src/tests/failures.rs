//! What the service does wrong, and what we do then.

use super::*;

fn refused(status: u16) -> impl Fn(&Problem) -> bool {
    move |problem| matches!(problem, Problem::Refused { status: found, .. } if *found == status)
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test]
async fn a_token_that_is_not_taken_any_more_is_replaced_once() {
    let house = House::new().await;
    let number = greta().nhs_number;
    house.pds.find(number).await.unwrap();
    house.stub.script(testkit::PdsScript::withdraw_tokens);
    assert!(house.pds.find(number).await.unwrap().is_some());
    assert_eq!((house.requests(), house.tokens_sold()), (3, 2));
    house.fails(Failing::With(401, None));
    house.stub.script(|script| script.failures_left = Some(2));
    assert!(refused(401)(&house.problem().await));
    assert_eq!(house.requests(), 5, "it is not asked a third time");
}

#[tokio::test]
async fn what_passes_is_asked_again_as_the_same_request() {
    for status in [408, 429, 500, 502, 503, 504] {
        let house = House::new().await;
        house.stub.script(|script| script.fail_times(Failing::With(status, None), 2));
        assert!(house.pds.find(greta().nhs_number).await.unwrap().is_some(), "{status}");
        let ids = house.stub.script(|script| {
            script.requests.iter().map(|one| one.headers["x-request-id"].clone()).collect::<Vec<_>>()
        });
        assert!(ids.len() == 3 && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        let waited = house.waited();
        assert!(waited.len() == 2 && waited[0] <= Duration::from_millis(200), "{waited:?}");
    }
}

#[tokio::test]
async fn attempts_end() {
    let house = House::new().await;
    house.fails(Failing::With(503, None));
    assert!(refused(503)(&house.problem().await));
    assert_eq!(house.requests(), 3);
}

#[tokio::test]
async fn what_does_not_pass_is_not_asked_again() {
    for (status, words) in [(400, "it answered 400"), (403, "it answered 403"), (422, "it answered 422")] {
        let house = House::new().await;
        house.fails(Failing::With(status, None));
        assert_eq!(house.problem().await.to_string(), format!("{words} SERVICE_UNAVAILABLE"));
        assert_eq!(house.requests(), 1);
    }
    for failing in [Failing::BrokenJson, Failing::NotFhir] {
        let house = House::new().await;
        house.fails(failing);
        let problem = house.problem().await;
        assert!(!problem.passes() && house.requests() == 1, "{problem}");
    }
}

#[tokio::test]
async fn a_page_of_somebody_elses_is_not_the_word_that_there_is_nobody() {
    let house = House::new().await;
    house.fails(Failing::NotFhir);
    assert!(refused(404)(&house.problem().await));
    let search = house.pds.search(&by_name(&greta())).await.unwrap_err();
    assert!(refused(404)(&search), "{search}");
    house.fails(Failing::TooManyMatches);
    assert_eq!(house.problem().await, Problem::NotUnderstood("a record that is no Patient"));
}

#[tokio::test]
async fn we_come_back_when_we_are_told_to_and_so_does_everybody_else() {
    let house = House::new().await;
    house.stub.script(|script| script.fail_times(Failing::With(429, Some(7)), 1));
    assert!(house.pds.find(greta().nhs_number).await.unwrap().is_some());
    assert_eq!(house.waited(), [secs(7)]);
    // Longer than somebody looks at a page: they are told at once, and the next is not sent before either.
    house.stub.script(|script| script.fail_times(Failing::With(503, Some(20)), 1));
    let before = house.requests();
    assert!(refused(503)(&house.problem().await));
    assert_eq!((house.problem().await, house.requests()), (Problem::Busy, before + 1));
    house.clock.advance(SignedDuration::from_secs(10));
    assert!(house.pds.find(greta().nhs_number).await.unwrap().is_some());
    assert_eq!(house.waited(), [secs(10)], "the rest of the twenty");
}

#[tokio::test]
async fn nobody_keeps_us_away_for_a_day() {
    let house = House::new().await;
    house.stub.script(|script| script.fail_times(Failing::With(429, Some(86_400)), 1));
    house.problem().await;
    house.clock.advance(SignedDuration::from_secs(61));
    assert!(house.pds.find(greta().nhs_number).await.unwrap().is_some());
}

#[tokio::test]
async fn it_is_never_asked_faster_than_agreed() {
    let house = House::with(|settings| settings.limits.requests_a_second = NonZeroU32::new(5).unwrap()).await;
    let begun = house.clock.now();
    for _ in 0..25 {
        house.pds.find(greta().nhs_number).await.unwrap();
    }
    let taken = house.clock.now().duration_since(begun);
    assert!(taken >= SignedDuration::from_secs(4) && taken < SignedDuration::from_secs(5), "{taken:?}");
}

#[tokio::test]
async fn who_would_wait_too_long_for_a_turn_is_told() {
    let house = House::with(|settings| {
        settings.limits.requests_a_second = NonZeroU32::MIN;
        settings.limits.patience = Duration::from_millis(500);
    })
    .await;
    house.pds.find(greta().nhs_number).await.unwrap();
    assert_eq!(house.problem().await, Problem::Busy);
}

#[tokio::test]
async fn failures_in_a_row_leave_it_alone_and_one_question_finds_out() {
    let house = House::with(|settings| settings.limits.attempts = NonZeroU32::MIN).await;
    house.fails(Failing::With(500, None));
    for _ in 0..5 {
        assert!(refused(500)(&house.problem().await));
    }
    assert_eq!((house.problem().await, house.requests()), (Problem::LeftAlone, 5));
    house.stub.script(testkit::PdsScript::recover);
    assert_eq!(house.problem().await, Problem::LeftAlone, "not before its time");
    house.clock.advance(SignedDuration::from_secs(30));
    assert!(house.pds.find(greta().nhs_number).await.unwrap().is_some());
}

#[tokio::test]
async fn refusals_of_ours_do_not_count_as_its_failures() {
    let house = House::new().await;
    for status in [400, 403, 429] {
        house.fails(Failing::With(status, None));
        for _ in 0..6 {
            let problem = house.problem().await;
            assert!(refused(status)(&problem), "{problem}");
        }
    }
}

#[tokio::test]
async fn a_service_that_hangs_is_not_waited_for() {
    let house = House::with(|settings| settings.limits.timeout = Duration::from_millis(40)).await;
    house.fails(Failing::Hanging);
    house.stub.script(|script| script.failures_left = Some(10));
    assert_eq!(house.problem().await, Problem::TimedOut);
    assert_eq!(house.requests(), 3);
}

#[tokio::test]
async fn a_question_ends_with_the_patience_for_it() {
    let house = House::with(|settings| settings.limits.patience = Duration::from_millis(60)).await;
    house.fails(Failing::Hanging);
    assert_eq!(house.problem().await, Problem::TimedOut);
}

#[tokio::test]
async fn a_service_that_nobody_can_wait_for_is_left_alone_too() {
    let house = House::with(|settings| {
        settings.limits.patience = Duration::from_millis(30);
        settings.limits.attempts = NonZeroU32::MIN;
        settings.limits.failures_to_open = NonZeroU32::new(2).unwrap();
    })
    .await;
    house.fails(Failing::Hanging);
    for expected in [Problem::TimedOut, Problem::TimedOut, Problem::LeftAlone] {
        assert_eq!(house.problem().await, expected);
    }
}

#[tokio::test]
async fn nobody_there_is_a_problem_and_not_an_answer() {
    let house = House::with(|settings| {
        // Port 9 is for throwing away, and nobody listens to it.
        settings.token_url = "http://127.0.0.1:9/token".parse().unwrap();
    })
    .await;
    assert_eq!(house.problem().await, Problem::Unreachable);
}

#[tokio::test]
async fn without_access_nobody_is_asked() {
    let house = House::new().await;
    house.fails(Failing::NoTokens);
    assert_eq!(house.problem().await.to_string(), "its token endpoint answered 401 invalid_request");
    assert_eq!(house.requests(), 0);
    let stranger = House::with(|settings| settings.key = Arc::new(SigningKey::generate())).await;
    assert!(matches!(stranger.problem().await, Problem::NoAccess { status: 401, .. }));
}

#[tokio::test]
async fn who_waits_behind_a_purchase_that_fails_shares_its_answer() {
    let house = House::with(|settings| {
        settings.limits.timeout = Duration::from_millis(80);
        settings.limits.attempts = NonZeroU32::MIN;
        settings.limits.failures_to_open = NonZeroU32::new(100).unwrap();
    })
    .await;
    house.fails(Failing::Hanging);
    let begun = std::time::Instant::now();
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let pds = house.pds.clone();
            tokio::spawn(async move { pds.find(greta().nhs_number).await })
        })
        .collect();
    for answered in asked {
        assert_eq!(answered.await.unwrap(), Err(Problem::TimedOut));
    }
    assert!(begun.elapsed() < Duration::from_millis(800), "one after the other: {:?}", begun.elapsed());
}

#[tokio::test]
async fn no_secret_and_nobodys_details_are_printed() {
    let house = House::new().await;
    let shown = format!("{:?}", house.pds);
    assert!(shown.contains("requests_a_second") && !shown.contains(testkit::PDS_CLIENT), "{shown}");
    house.fails(Failing::With(400, None));
    let said = format!("{0} {0:?}", house.problem().await);
    assert!(!said.contains("the stub was told to"), "{said}");
}
