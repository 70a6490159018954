//! The step-up with the Personal Demographics Service behind it, or what stands in for it: the same pages and the same ends.

use std::{
    pin::Pin,
    sync::{Arc, LazyLock},
    time::Duration,
};

use app::adapters::Adapters;
use identity::{Environment, EnvironmentId, demographics::Population, registration::Draft};
use jose::SigningKey;
use kernel::{Clock, FixedClock, SeededRandom, SignedDuration};
use pds::{Pds, Timing, Wait};
use testkit::{Failing, PDS_CLIENT, PDS_KEY_ID, PdsScript, StubPds};
use testkit::{FromTestDatabase, TestDatabase, on_both_databases};

use crate::{
    step_up::{Typed, begin, by_name, by_number, press, record, tokens},
    support::{ISSUER, Sandpit, people},
};

static KEY: LazyLock<Arc<SigningKey>> = LazyLock::new(|| Arc::new(SigningKey::generate()));
const P5: &str = r#"["P5.Cp.Cd"]"#;

/// An environment that asks the stub, with a clock of its own for pauses that take no time.
#[derive(Clone)]
struct Asking {
    provider: Sandpit,
    stub: Arc<StubPds>,
    clock: Arc<FixedClock>,
}

struct Jump(Arc<FixedClock>);

impl Wait for Jump {
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(SignedDuration::try_from(time).unwrap());
        Box::pin(std::future::ready(()))
    }
}

/// The same for real people.
#[derive(Clone)]
struct Live(Asking);

impl FromTestDatabase<'_> for Asking {
    fn from_test_database(database: &TestDatabase) -> Self {
        Self::of(database, Environment::integration(ISSUER))
    }
}

impl FromTestDatabase<'_> for Live {
    fn from_test_database(database: &TestDatabase) -> Self {
        Self(Asking::of(database, Environment::live(ISSUER)))
    }
}

impl Asking {
    fn of(database: &TestDatabase, environment: Environment) -> Self {
        let clock = Arc::new(FixedClock::at("2026-03-02T09:30:00Z"));
        let population = Population::generate(&EnvironmentId::new("integration"), 50);
        let stub = StubPds::start(population, KEY.public_key().clone(), Arc::clone(&clock) as Arc<dyn Clock>);
        let stub = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(stub));
        let settings = pds::Settings {
            base_url: stub.base_url().parse().unwrap(),
            token_url: stub.token_url().parse().unwrap(),
            client_id: PDS_CLIENT.into(),
            key: Arc::clone(&KEY),
            key_id: PDS_KEY_ID.into(),
            organisation: None,
            limits: pds::Limits::default(),
        };
        let wait = Arc::new(Jump(Arc::clone(&clock)));
        let timing = Timing { clock: clock.clone(), random: Arc::new(SeededRandom::new(5)), wait };
        let provider = Sandpit::with(database, |setup| {
            setup.environment = environment;
            setup.adapters = Adapters::fhir(Pds::new(settings, timing));
        });
        Self { provider, stub, clock }
    }
}

on_both_databases! {
    async fn details_that_fit_one_record_of_the_service_are_p5(asking: Asking) {
        let service = asking.provider.service().await;
        let mut visitor = asking.provider.visitor();
        let start = begin(&service, &mut visitor, P5, people::P0).await;
        let page = by_name(&mut visitor, &start, &Typed::of("MATCHEM")).await;
        let tokens = tokens(&service, &mut visitor, &page).await;
        let claims = service.verify(&tokens.id).await.claims;
        assert_eq!((&claims["vot"], &claims["family_name"]), (&"P5.Cp.Cd".into(), &"MATCHEM".into()));
        assert_eq!(claims["nhs_number"], record("MATCHEM").record.nhs_number.as_str());
        let asked = asking.stub.script(|script| script.requests.len());
        assert_eq!(asked, 1, "one search, and nothing else of theirs");
    }

    async fn a_number_names_the_record_that_the_rest_is_held_against(asking: Asking) {
        let service = asking.provider.service().await;
        let mut visitor = asking.provider.visitor();
        let start = begin(&service, &mut visitor, P5, people::P0).await;
        let (greta, walter) = (record("MATCHEM").record.nhs_number.to_string(), Typed::of("DEPARTED"));
        by_number(&mut visitor, &start, &greta, &walter).await.assert_at("/prove-identity/no-match");
        let number = record("DEPARTED").record.nhs_number.to_string();
        by_number(&mut visitor, &start, &number, &walter).await.assert_at("/prove-identity/record-problem");
        by_number(&mut visitor, &start, &greta, &Typed::of("MATCHEM")).await.assert_at("/nhs-login-consent");
    }

    async fn an_outage_is_to_try_later_and_nothing_is_lost_or_lowered(asking: Asking) {
        let service = asking.provider.service().await;
        let mut visitor = asking.provider.visitor();
        let start = begin(&service, &mut visitor, P5, people::P0).await;
        asking.stub.script(|script| script.fail(Failing::With(503, None)));
        let page = by_name(&mut visitor, &start, &Typed::of("MATCHEM")).await;
        page.assert_at("/prove-identity/try-later");
        // Right answers in an outage are no failed attempts, however many: the account is not locked by them.
        for _ in 0..6 {
            let check = visitor.open("/prove-identity/check").await;
            press(&mut visitor, &check, &[]).await.assert_at("/prove-identity/try-later");
        }
        assert_eq!(asking.stub.script(|script| script.requests.len()), 5, "then it is left alone");
        visitor.open("/nhs-login-consent").await.assert_at("/prove-identity");
        asking.stub.script(PdsScript::recover);
        asking.clock.advance(SignedDuration::from_secs(30));
        let check = visitor.open("/prove-identity/check").await;
        press(&mut visitor, &check, &[]).await.assert_at("/nhs-login-consent");
    }

    async fn whoever_the_service_cannot_name_is_told_so(asking: Asking) {
        let service = asking.provider.service().await;
        let mut visitor = asking.provider.visitor();
        let start = begin(&service, &mut visitor, P5, people::P0).await;
        by_name(&mut visitor, &start, &Typed::of("TWINNING")).await.assert_at("/prove-identity/several");
        let restricted = serde_json::json!({"meta": {"security": [{"code": "R"}]}});
        let greta = record("MATCHEM").record;
        asking.stub.script(|script| script.changes.insert(greta.nhs_number, restricted));
        let (number, typed) = (greta.nhs_number.to_string(), Typed::of("MATCHEM"));
        by_number(&mut visitor, &start, &number, &typed).await.assert_at("/prove-identity/no-match");
    }

    async fn nothing_says_that_it_is_for_tests_where_people_are_real(live: Live) {
        let Live(asking) = live;
        let redirect_uris = vec!["https://appointments.example/callback".to_owned()];
        let service = asking.provider.register(Draft { redirect_uris, ..Sandpit::draft() }).await;
        let mut visitor = asking.provider.visitor();
        let home = visitor.open("/").await;
        let login = visitor.open(&service.authorize_url(&service.request())).await;
        visitor.begin_registration(&service, "somebody@mail.example").await;
        let terms = visitor.confirm_email("somebody@mail.example").await;
        terms.assert_at("/terms");
        assert!(terms.main().contains("You enter your own details"), "{}", terms.main());
        for page in [home, login, terms] {
            let text = page.html.to_lowercase();
            assert!(!text.contains("test environment") && !text.contains("test people"), "{}", page.main());
        }
    }

    async fn somebody_real_registers_and_is_proved_by_the_service(live: Live) {
        let Live(asking) = live;
        let redirect_uris = vec!["https://appointments.example/callback".to_owned()];
        let service = asking.provider.register(Draft { redirect_uris, ..Sandpit::draft() }).await;
        let mut visitor = asking.provider.visitor();
        let page = visitor.register(&service, "somebody@mail.example", "07700 900 201").await;
        let page = visitor.press(&page, "Continue", &[("input[name=remember][value=no]", "")]).await;
        visitor.agree(&page).await;
        let start = visitor.open(&service.authorize_url(&service.request().with("vtr", P5))).await;
        start.assert_at("/prove-identity");
        by_name(&mut visitor, &start, &Typed::of("MATCHEM")).await.assert_at("/nhs-login-consent");
        // They are no test person: nobody lists them, puts them back, or signs in with the code that test people have.
        let (ctx, id) = (&asking.provider.ctx, &asking.provider.environment.id);
        assert_eq!(app::people::list(ctx, id).await.unwrap().len(), 0);
        assert_eq!(tokio::task::block_in_place(|| app::people::reset(ctx, id)).unwrap(), 0);
        assert_eq!(asking.provider.count("SELECT COUNT(*) FROM account").await, 1);
        let set = "UPDATE account SET static_otp = '190696'";
        ctx.store.write(move |tx| tx.execute(set, &[])).await.unwrap();
        let mut again = asking.provider.visitor();
        let page = again.open(&service.authorize_url(&service.request())).await;
        let page = again.give_password(&page, "somebody@mail.example", people::NEW_PASSWORD).await;
        again.give_code(&page, "190696").await.assert_at("/enter-mobile-code");
    }
}
