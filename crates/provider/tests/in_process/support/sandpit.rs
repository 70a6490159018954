//! A whole provider in this process: a database of its own, a clock that tests move, messages that stay in the outbox.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
    thread,
};

use app::{Context, Parts, adapters::Adapters, keys};
use axum::{Router, body::Body};
use http::{Method, Request, header};
use identity::{
    ClientId, Environment, EnvironmentId, Exchange, demographics::Population, people, registration::Draft,
};
use kernel::{Clock, FixedClock, Secret, SeededRandom, SignedDuration, Timestamp};
use provider::{Settings, router};
use store::{
    Store, StoreError,
    queries::{
        accounts, clients,
        messages::StoredMessage,
        signing_keys::{self, StoredKey},
    },
};
use testkit::{FromTestDatabase, TestDatabase};
use tower::ServiceExt;

use super::{Answer, Parameters, Service, Visitor, other_key, rows, service_key};

pub const ISSUER: &str = "http://localhost:4001";
const MASTER_KEY: [u8; 32] = [7; 32];

/// How a test wants its provider, where that differs from the usual.
pub struct Setup {
    pub environment: Environment,
    pub settings: Settings,
    pub adapters: Adapters,
}

#[derive(Clone)]
pub struct Sandpit {
    pub ctx: Context,
    pub environment: Arc<Environment>,
    clock: Arc<FixedClock>,
    router: Router,
    is_sqlite: bool,
}

impl FromTestDatabase<'_> for Sandpit {
    fn from_test_database(database: &TestDatabase) -> Self {
        Self::with(database, |_| {})
    }
}

impl Sandpit {
    pub fn with(database: &TestDatabase, adjust: impl FnOnce(&mut Setup)) -> Self {
        let mut setup = Setup {
            environment: Environment::sandpit(ISSUER),
            settings: Settings::default(),
            adapters: Adapters::default(),
        };
        adjust(&mut setup);
        let clock = Arc::new(FixedClock::at("2026-03-02T09:30:00Z"));
        let ctx = context(database.store().clone(), clock.clone(), 20_260_302, setup.environment);
        let environment = ctx.environments()[0].clone();
        let ctx = ctx.with_adapters(environment.id.clone(), setup.adapters);
        // First start blocks, which the thread of an asynchronous test must not.
        on_a_thread(|| first_start(&ctx, &environment));
        let router = router(ctx.clone(), environment.clone(), setup.settings);
        let is_sqlite = database.choose("sqlite", "postgres") == "sqlite";
        Self { ctx, environment, clock, router, is_sqlite }
    }

    /// An environment in which people prove who they are, with invented records behind it.
    pub fn integration(database: &TestDatabase) -> Self {
        Self::with(database, |setup| {
            setup.environment = Environment::integration(ISSUER);
            let population = Population::generate(&setup.environment.id, 50);
            setup.adapters = Adapters::synthetic(population);
        })
    }

    /// The same provider as another process has it: a store, caches and dice of its own; the database, the master key and the time
    /// are the same.
    pub fn beside(&self, database: &TestDatabase) -> Self {
        let store = on_a_thread(|| Store::open(database.location()).expect("a second handle opens"));
        let ctx = context(store, self.clock.clone(), 20_260_303, (*self.environment).clone());
        let ctx = ctx.with_adapters(self.environment.id.clone(), self.ctx.adapters(&self.environment.id));
        let router = router(ctx.clone(), self.environment.clone(), Settings::default());
        Self { ctx, router, ..self.clone() }
    }

    /// The same environment while nobody answers who is asked elsewhere.
    pub fn without_records(&self) -> Self {
        let ctx = self.ctx.clone().with_adapters(self.environment.id.clone(), Adapters::default());
        let router = router(ctx.clone(), self.environment.clone(), Settings::default());
        Self { ctx, router, ..self.clone() }
    }

    pub fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What an ordinary service registers.
    pub fn draft() -> Draft {
        let vectors = ["P0.Cp", "P0.Cp.Cd", "P5.Cp.Cd", "P9.Cp.Cd", "P9.Cm"];
        Draft {
            name: "Example Appointments".into(),
            redirect_uris: vec![
                "http://localhost:9999/callback".into(),
                "https://appointments.example/callback/".into(),
            ],
            public_key: service_key().public_key().to_pem(),
            scope: "openid profile profile_extended email phone landline client_metadata \
                    gp_registration_details gp_integration_credentials"
                .into(),
            vectors: vectors.map(str::to_owned).to_vec(),
            sso_partners: vec![],
        }
    }

    pub async fn service(&self) -> Service {
        self.register(Self::draft()).await
    }

    pub async fn register(&self, draft: Draft) -> Service {
        let client = app::clients::register(&self.ctx, &self.environment, &draft, None).await;
        Service::new(self, client.expect("the draft holds to every rule"))
    }

    /// The usual service under an id that the platform would not give out today.
    pub async fn service_called(&self, id: &str) -> Service {
        let mut client = self.service().await.client;
        client.id = ClientId::new(id);
        let (kept, environment, now) = (client.clone(), self.environment.id.clone(), self.now());
        let saved = self.ctx.store.write(move |tx| {
            clients::save(tx, &environment, &kept, None, now)?;
            clients::save_key(tx, &environment, &kept.id, service_key().public_key(), now)?;
            Ok::<_, StoreError>(())
        });
        saved.await.expect("a client can be saved");
        Service::new(self, client)
    }

    /// Another service, with a key of its own.
    pub async fn other_service(&self) -> Service {
        let draft = Draft {
            name: "Another Service".into(),
            redirect_uris: vec!["http://localhost:7777/done".into()],
            public_key: other_key().public_key().to_pem(),
            ..Self::draft()
        };
        let mut service = self.register(draft).await;
        service.key = other_key();
        service
    }

    pub fn visitor(&self) -> Visitor {
        Visitor::new(self)
    }

    /// Makes a new signing key, as the command line does.
    pub fn rotate_keys(&self) -> String {
        on_a_thread(|| keys::rotate(&self.ctx, &self.environment.id).expect("a key can be made").kid)
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        Answer::read(response).await
    }

    /// A program's GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// A program's form.
    pub async fn post(&self, path: &str, form: &Parameters) -> Answer {
        let request = Request::builder().method(Method::POST).uri(path);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.encoded())).expect("a request")).await
    }

    /// Messages to one recipient, newest last.
    pub async fn messages_to(&self, recipient: &str) -> Vec<StoredMessage> {
        let mut messages = app::outbox::list(&self.ctx, 500).await.expect("the outbox can be read");
        messages.retain(|message| message.recipient == recipient);
        messages.sort_by_key(|message| message.created_at);
        messages
    }

    /// The code of the latest text message to a number.
    pub async fn latest_code(&self, mobile: &str) -> String {
        let messages = self.messages_to(mobile).await;
        let latest = messages.last().unwrap_or_else(|| panic!("no text message went to {mobile}"));
        latest.text.split(' ').next().expect("a code leads").to_owned()
    }

    /// The path of the link in the latest mail to an address.
    pub async fn latest_link(&self, email: &str) -> String {
        let messages = self.messages_to(email).await;
        let text = &messages.last().unwrap_or_else(|| panic!("no mail went to {email}")).text;
        let link = text.lines().find_map(|line| line.strip_prefix(self.environment.issuer.as_str()));
        link.unwrap_or_else(|| panic!("no link in {text}")).to_owned()
    }

    /// A service's exchanges, oldest first.
    pub async fn exchanges(&self, service: &Service) -> Vec<Exchange> {
        let id = &service.client.id;
        let recorded = app::exchanges::list_after(&self.ctx, &self.environment.id, id, 0, 1000).await;
        recorded.expect("exchanges can be read").into_iter().map(|recorded| recorded.exchange).collect()
    }

    pub async fn latest_exchange(&self, service: &Service) -> Exchange {
        self.exchanges(service).await.pop().expect("something was recorded")
    }

    /// The rules that the latest exchange of a service found broken or bent, the failure last.
    pub async fn latest_findings(&self, service: &Service) -> Vec<String> {
        let findings = self.latest_exchange(service).await.details.findings;
        findings.into_iter().map(|finding| finding.rule.into_owned()).collect()
    }

    /// Everything in every row of every table, as text.
    pub async fn every_row(&self) -> String {
        rows::every_text_in(&self.ctx.store, self.is_sqlite).await
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        let counted = self.ctx.store.read(move |tx| tx.find(sql, &[], |row| row.get::<i64>(0))).await;
        let counted: Result<Option<i64>, StoreError> = counted;
        counted.expect("rows can be counted").unwrap_or_default()
    }
}

fn context(store: Store, clock: Arc<FixedClock>, seed: u64, environment: Environment) -> Context {
    Context::new(Parts {
        store,
        clock,
        random: Arc::new(SeededRandom::new(seed)),
        master_key: MASTER_KEY,
        environments: vec![environment],
        portal_url: "http://localhost:4000".into(),
        sender: notify::Sender::outbox(),
        toolkit: app::editions::shipped().unwrap(),
    })
}

// Making keys is slow: the first provider of an environment in this process makes them, the others find them in their databases.
// They are sealed for their environment.
static SIGNING_KEYS: Mutex<BTreeMap<EnvironmentId, Vec<StoredKey>>> = Mutex::new(BTreeMap::new());
static PASSWORD_HASH: LazyLock<String> =
    LazyLock::new(|| app::passwords::hash(&Secret::new(people::PASSWORD)).expect("a password can be hashed"));

fn first_start(ctx: &Context, environment: &Environment) {
    let (id, now) = (environment.id.clone(), ctx.now());
    let people = if environment.policy.synthetic_people_only { people::seeded(&id, now) } else { Vec::new() };
    let known = SIGNING_KEYS.lock().unwrap().get(&id).cloned().unwrap_or_default();
    let seeded = ctx.store.write_blocking(move |tx| {
        for key in &known {
            signing_keys::insert(tx, &id, key)?;
        }
        for person in people {
            accounts::insert(tx, &id, &person.account, &PASSWORD_HASH)?;
        }
        Ok::<_, StoreError>(())
    });
    seeded.expect("an empty database takes rows");
    app::setup::ensure(ctx).expect("first start succeeds");
    let id = environment.id.clone();
    let made = ctx.store.read_blocking(move |tx| signing_keys::list(tx, &id, now));
    let made = made.expect("keys can be read");
    SIGNING_KEYS.lock().unwrap().entry(environment.id.clone()).or_insert(made);
}

fn on_a_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
