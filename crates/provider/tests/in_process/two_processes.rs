//! Two processes on one database, and requests that reach both at once: one of them wins, whichever it is, and the other one gives the
//! documented refusal. On SQLite the two are handles of their own on one file.

use kernel::SignedDuration;
use testkit::{FromTestDatabase, TestDatabase, on_both_databases};
use tokio::task::JoinSet;

use crate::{
    step_up::{self, Typed},
    support::{Answer, Page, Parameters, Patient, Sandpit, Service, Tokens, people},
};

/// The same provider twice.
struct Two {
    here: Sandpit,
    there: Sandpit,
}

impl FromTestDatabase<'_> for Two {
    fn from_test_database(database: &TestDatabase) -> Self {
        Self::of(Sandpit::from_test_database(database), database)
    }
}

impl Two {
    fn of(here: Sandpit, database: &TestDatabase) -> Self {
        let there = here.beside(database);
        Self { here, there }
    }

    fn integration(database: &TestDatabase) -> Self {
        Self::of(Sandpit::integration(database), database)
    }

    /// The same form from many callers, every other one of whom reaches the other process.
    async fn token(&self, form: impl Fn() -> Parameters) -> Vec<Answer> {
        let mut racing = JoinSet::new();
        for index in 0..12 {
            let (process, form) = (self.of_turn(index).clone(), form());
            racing.spawn(async move { process.post("/token", &form).await });
        }
        racing.join_all().await
    }

    fn of_turn(&self, index: usize) -> &Sandpit {
        if index.is_multiple_of(2) { &self.here } else { &self.there }
    }
}

fn count(answers: &[String], wanted: &str) -> usize {
    answers.iter().filter(|answer| *answer == wanted).count()
}

on_both_databases! {
    async fn a_code_is_redeemed_in_one_and_refused_in_both_from_then_on(two: Two) {
        let service = two.here.service().await;
        let code = two.here.visitor().code_for(&service, &service.request(), people::P9).await;
        let answers = two.token(|| service.signed(&service.code_form(&code))).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert_eq!((won.len(), lost.len()), (1, 11));
        for answer in lost {
            answer.assert_refused(400, "invalid_grant", "used before");
        }
        // What the winner got is taken back, and either process knows.
        let tokens = Tokens::of(won[0]);
        for process in [&two.here, &two.there] {
            let service = service.at(process);
            service.userinfo(&tokens.access).await.assert_refused(401, "invalid_token", "revoked");
            service.redeem(&code).await.assert_refused(400, "invalid_grant", "used before");
        }
    }

    async fn an_assertion_is_taken_once(two: Two) {
        let service = two.here.service().await;
        let form = service.signed(&service.code_form("never-issued"));
        let errors: Vec<String> = two.token(|| form.clone()).await.iter().map(|answer| answer.refusal().1).collect();
        assert_eq!((count(&errors, "invalid_grant"), count(&errors, "invalid_client")), (1, 11), "{errors:?}");
    }

    async fn a_refresh_has_one_successor(two: Two) {
        let service = two.here.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let answers = two.token(|| service.signed(&Service::refresh_form(&tokens.refresh))).await;
        let mut successors: Vec<String> = answers.iter().map(|answer| Tokens::of(answer).refresh).collect();
        successors.dedup();
        assert_eq!(successors.len(), 1, "{successors:?}");
        Tokens::of(&service.at(&two.there).refresh(&successors[0]).await);
    }

    async fn an_asserted_login_is_believed_once(two: Two) {
        let service = two.here.service().await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let asserted = service.asserted_login(&tokens.id).await.sign(service.key);
        let request = service.request().with("asserted_login_identity", &asserted);
        let mut racing = JoinSet::new();
        for index in 0..8 {
            let (service, request) = (service.at(two.of_turn(index)), request.clone());
            racing.spawn(async move { service.authorize(&request).await.location().to_owned() });
        }
        let led_to = racing.join_all().await;
        let believed = led_to.iter().filter(|address| address.starts_with(service.redirect_uri())).count();
        assert_eq!((believed, count(&led_to, "/login")), (1, 7), "{led_to:?}");
    }

    async fn a_patient_is_provisioned_once(database: &TestDatabase) {
        let two = Two::integration(database);
        let (service, token) = Service::provisioner(&two.here).await;
        let greta = Patient::called(&two.here, "MATCHEM");
        let mut racing = JoinSet::new();
        for index in 0..8 {
            let (service, token, body) = (service.at(two.of_turn(index)), token.clone(), greta.body().to_string());
            racing.spawn(async move { service.provision(&token, body).await.code() });
        }
        let codes = racing.join_all().await;
        assert_eq!((count(&codes, "create"), count(&codes, "11003")), (1, 7), "{codes:?}");
        assert_eq!(two.here.messages_to(&greta.email).await.len(), 1);
    }

    async fn a_provisioned_account_is_claimed_once(database: &TestDatabase) {
        let two = Two::integration(database);
        let (service, token) = Service::provisioner(&two.here).await;
        let greta = Patient::called(&two.here, "MATCHEM");
        assert_eq!(service.provision(&token, greta.body().to_string()).await.code(), "create");
        let link = two.here.latest_link(&greta.email).await;
        let mut ready = Vec::new();
        for process in [&two.here, &two.there] {
            // The newest code is told by its time.
            two.here.advance(SignedDuration::from_secs(1));
            let mut visitor = process.visitor();
            let page = visitor.claim_to_password(&link, &greta).await;
            ready.push((visitor, page));
        }
        let [(mut one, first), (mut other, second)] = <[_; 2]>::try_from(ready).unwrap_or_else(|_| unreachable!());
        let (first, second) = tokio::join!(
            one.give_claim_password(&first, people::NEW_PASSWORD),
            other.give_claim_password(&second, people::NEW_PASSWORD),
        );
        one_won([&first, &second], "/claim-account/done", |lost| {
            assert_eq!(lost.status, 410);
            assert!(lost.main().contains("This link does not work any more"), "{}", lost.main());
        });
        let accounts = two.here.count("SELECT count(*) FROM account WHERE email = 'matchem@patients.example'").await;
        assert_eq!(accounts, 1);
    }

    async fn an_nhs_number_has_one_account(database: &TestDatabase) {
        let two = Two::integration(database);
        let service = two.here.service().await;
        let mut one = two.here.visitor();
        let first = step_up::begin(&service, &mut one, r#"["P5.Cp.Cd"]"#, people::P0).await;
        let mut other = two.there.visitor();
        let there = service.at(&two.there);
        let second = step_up::begin(&there, &mut other, r#"["P5.Cp.Cd"]"#, "jonas.p0@people.example").await;
        let typed = Typed::of("MATCHEM");
        let (first, second) = tokio::join!(
            step_up::by_name(&mut one, &first, &typed),
            step_up::by_name(&mut other, &second, &typed),
        );
        one_won([&first, &second], "/nhs-login-consent", |lost| lost.assert_at("/prove-identity/already-used"));
        assert_eq!(two.here.count("SELECT count(*) FROM account WHERE family_name = 'MATCHEM'").await, 1);
    }

    // Every request of one person reaches the other process than the one before.
    async fn a_journey_goes_on_in_either(two: Two) {
        let service = two.here.service().await;
        let mut visitor = two.here.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let mut visitor = visitor.at(&two.there);
        let page = visitor.give_password(&page, people::P9, people::PASSWORD).await;
        let mut visitor = visitor.at(&two.here);
        let page = visitor.give_code(&page, people::CODE).await;
        let mut visitor = visitor.at(&two.there);
        let page = visitor.agree(&page).await;
        let tokens = Tokens::of(&service.redeem(&page.parameter("code")).await);
        assert_eq!(service.at(&two.there).userinfo(&tokens.access).await.status, 200);
    }
}

/// Of two that came at once, one is where it wanted to be, and the other one is told.
fn one_won(pages: [&Page; 2], goal: &str, told: impl FnOnce(&Page)) {
    let (won, lost): (Vec<&Page>, Vec<&Page>) = pages.into_iter().partition(|page| page.url == goal);
    assert_eq!((won.len(), lost.len()), (1, 1), "{} and {}", pages[0].url, pages[1].url);
    told(lost[0]);
}
