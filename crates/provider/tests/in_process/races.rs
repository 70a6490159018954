//! Two at once: whatever the order, nothing is given out twice.

use http::Method;
use kernel::SignedDuration;
use testkit::{TestDatabase, on_both_databases};
use tokio::task::{JoinSet, LocalSet};

use crate::support::{Answer, Parameters, Sandpit, Service, Tokens, people};

/// The same form from many callers at once; `form` makes each its own.
async fn all_at_once(
    sandpit: &Sandpit,
    path: &'static str,
    count: usize,
    form: impl Fn() -> Parameters,
) -> Vec<Answer> {
    let mut racing = JoinSet::new();
    for _ in 0..count {
        let (sandpit, form) = (sandpit.clone(), form());
        racing.spawn(async move { sandpit.post(path, &form).await });
    }
    racing.join_all().await
}

async fn code(service: &Service) -> String {
    service.sandpit.visitor().code_for(service, &service.request(), people::P9).await
}

on_both_databases! {
    async fn of_twenty_redemptions_of_one_code_at_most_one_succeeds(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let code = code(&service).await;
        let answers = all_at_once(&sandpit, "/token", 20, || service.signed(&service.code_form(&code))).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert_eq!((won.len(), lost.len()), (1, 19));
        for answer in lost {
            answer.assert_refused(400, "invalid_grant", "used before");
        }
        assert_eq!(sandpit.count("SELECT count(*) FROM token_issue").await, 1);
        // RFC 6749 section 4.1.2: the others took the winner's tokens back.
        let tokens = Tokens::of(won[0]);
        service.userinfo(&tokens.access).await.assert_refused(401, "invalid_token", "revoked");
        service.refresh(&tokens.refresh).await.assert_refused(400, "invalid_grant", "revoked");
    }

    async fn of_twenty_uses_of_one_assertion_one_succeeds(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let form = service.signed(&service.code_form("never-issued"));
        let answers = all_at_once(&sandpit, "/token", 20, || form.clone()).await;
        let errors: Vec<String> = answers.iter().map(|answer| answer.refusal().1).collect();
        assert_eq!(errors.iter().filter(|error| *error == "invalid_grant").count(), 1, "{errors:?}");
        assert_eq!(errors.iter().filter(|error| *error == "invalid_client").count(), 19, "{errors:?}");
    }

    async fn refreshes_at_once_give_one_successor(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let answers =
            all_at_once(&sandpit, "/token", 8, || service.signed(&Service::refresh_form(&tokens.refresh)))
                .await;
        let mut successors: Vec<String> = answers.iter().map(|answer| Tokens::of(answer).refresh).collect();
        successors.dedup();
        assert_eq!(successors.len(), 1, "{successors:?}");
        assert_eq!(sandpit.count("SELECT count(*) FROM token_issue").await, 2);
        Tokens::of(&service.refresh(&successors[0]).await);
    }

    async fn answers_at_once_to_one_consent_page_give_one_code(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let page = visitor.sign_in(&page, people::P9).await;
        let mut racing = JoinSet::new();
        for _ in 0..8 {
            let (mut visitor, page) = (visitor.clone(), page.clone());
            racing.spawn(async move { visitor.agree(&page).await });
        }
        let pages = racing.join_all().await;
        let codes: Vec<String> =
            pages.iter().map(|page| page.parameter("code")).filter(|code| !code.is_empty()).collect();
        assert_eq!(codes.len(), 1, "{codes:?}");
        assert!(pages.iter().filter(|page| page.parameter("code").is_empty()).all(|page| page.status == 410));
        assert_eq!(sandpit.count("SELECT count(*) FROM sign_in_grant").await, 1);
        assert_eq!(sandpit.count("SELECT count(*) FROM consent").await, 1);
        Tokens::of(&service.redeem(&codes[0]).await);
    }

    async fn agreeing_and_refusing_at_once_give_one_answer(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let page = visitor.sign_in(&page, people::P9).await;
        let refusal = visitor.open("/consent-refused").await;
        let (mut one, mut two) = (visitor.clone(), visitor.clone());
        let agreed = tokio::spawn(async move { one.agree(&page).await });
        let refused =
            tokio::spawn(async move { two.press(&refusal, "Go back to Example Appointments", &[]).await });
        let (agreed, refused) = (agreed.await.unwrap(), refused.await.unwrap());
        let left =
            [&agreed, &refused].iter().filter(|page| page.url.starts_with(service.redirect_uri())).count();
        assert_eq!(left, 1, "{} and {}", agreed.url, refused.url);
    }

    async fn one_link_confirmed_at_once_is_used_once(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        visitor.begin_registration(&service, "new.person@people.example").await;
        let link = sandpit.latest_link("new.person@people.example").await;
        let token = link.split_once("token=").unwrap().1.to_owned();
        let form = Parameters::of([("token", token.as_str())]);
        let answers = all_at_once(&sandpit, "/confirm-email", 8, || form.clone()).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.status == 410).count(), 7);
        visitor.open("/check-email").await.assert_at("/terms");
    }

    async fn wrong_passwords_at_once_are_all_counted(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let mut racing = JoinSet::new();
        for _ in 0..12 {
            let (mut visitor, page) = (visitor.clone(), page.clone());
            racing.spawn(async move { visitor.give_password(&page, people::P9, "wrong").await.main() });
        }
        let said = racing.join_all().await;
        assert_eq!(said.iter().filter(|main| main.contains("not correct")).count(), 4);
        assert_eq!(said.iter().filter(|main| main.contains("too many times")).count(), 8);
    }

    async fn wrong_codes_at_once_do_not_outrun_the_lock(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let page = visitor.give_password(&page, people::P9, people::PASSWORD).await;
        let mut racing = JoinSet::new();
        for _ in 0..12 {
            let (mut visitor, page) = (visitor.clone(), page.clone());
            racing.spawn(async move { visitor.give_code(&page, "000000").await.url });
        }
        let led_to = racing.join_all().await;
        assert_eq!(led_to.iter().filter(|url| *url == "/enter-mobile-code").count(), 4, "{led_to:?}");
        visitor.give_code(&page, people::CODE).await.assert_at("/otp-attempts-exceeded");
    }

    async fn one_address_registered_twice_at_once_is_one_account(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut ready = Vec::new();
        for mobile in ["07700 900555", "07700 900556"] {
            let mut visitor = sandpit.visitor();
            visitor.begin_registration(&service, "new.person@people.example").await;
            visitor.confirm_email("new.person@people.example").await;
            ready.push((visitor.accept_terms().await, visitor, mobile));
            sandpit.advance(SignedDuration::from_secs(1));
        }
        let mut racing = JoinSet::new();
        for (page, mut visitor, mobile) in ready {
            racing.spawn(async move { visitor.prove_mobile(&page, mobile).await.url });
        }
        let mut led_to = racing.join_all().await;
        led_to.sort_unstable();
        assert_eq!(led_to, ["/login", "/trust-device"]);
    }
}

// On one thread and on SQLite, whose reads answer at once, so that the right password is sure to be in the queue before the
// wrong ones are counted.
#[tokio::test]
async fn a_right_password_among_many_guesses_at_once_does_not_outrun_the_lock() {
    let database = TestDatabase::sqlite();
    let sandpit = <Sandpit as testkit::FromTestDatabase>::from_test_database(&database);
    let service = sandpit.service().await;
    let mut visitor = sandpit.visitor();
    visitor.open(&service.authorize_url(&service.request())).await;
    let local = LocalSet::new();
    let guesses = (0..10).map(|_| "wrong").chain([people::PASSWORD]).map(|password| {
        let mut visitor = visitor.clone();
        let form = Parameters::of([("email", people::P9), ("password", password)]);
        local.spawn_local(async move { visitor.request(&Method::POST, "/login", Some(form)).await })
    });
    let guesses: Vec<_> = guesses.collect();
    local.await;
    let last = guesses.into_iter().last().unwrap().await.unwrap();
    assert_eq!(last.status, 200, "the right password was let through: {}", last.location());
    assert!(last.text().contains("too many times"));
}
