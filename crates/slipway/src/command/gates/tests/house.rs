//! A Slipway in this process with one integration, a person for every role, and a reader of everything that says how it stands.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, LazyLock},
};

use app::{
    Actor, Context, Parts, UserId,
    integrations::{self, IntegrationId},
    portal::{
        OrganisationId, organisations, products,
        second_factor::{self, Pending},
        sign_in, staff,
        tokens::{self, For, Wanted},
    },
};
use axum::Router;
use identity::Environment;
use kernel::{Clock, EmailAddress, FixedClock, Secret, SeededRandom, SignedDuration, Timestamp};
use onboarding::{chain, decide::PLATFORM, role::PartnerRole, scope::Scope};
use store::queries::{
    board, integrations as queries, notices,
    portal::{organisations as organisation_queries, roles, users},
};
use testkit::TestDatabase;
use tokio::runtime::Builder;
use toolkit::{Definition, Toolkit};
use uuid::Uuid;

use super::{
    history::{Plan, rehearse},
    reader::Mail,
};
use crate::command::Workplace;

/// Those that Slipway comes with, and one about another service.
pub const EDITIONS: [&str; 4] =
    ["toolkit/2022-10", "toolkit/2024-01", "toolkit/2025-09", "crates/toolkit/tests/editions/dock-pass"];
static LOADED: LazyLock<[Arc<Toolkit>; 4]> = LazyLock::new(|| EDITIONS.map(load));

fn load(folder: &str) -> Arc<Toolkit> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let files = crate::editions::read(&path).expect("the files of an edition");
    Arc::new(toolkit::load_all(&files).unwrap_or_else(|problems| panic!("{problems:#?}")))
}

const START: &str = "2027-03-01T09:00:00Z";
const PAGES: portal::Settings = portal::Settings {
    outbox: false,
    is_https: false,
    sign_ins_per_minute: None,
    token_requests_per_minute: None,
    trusted_proxy_hops: 0,
};

/// What an app shows at a moment.
type Authenticator = Box<dyn Fn(Timestamp) -> String>;

pub struct House {
    pub workplace: Workplace,
    clock: Arc<FixedClock>,
    pub router: Router,
    pub definition: Arc<Definition>,
    organisation: OrganisationId,
    pub integration: IntegrationId,
    pub meeting: Uuid,
    pub people: BTreeMap<String, UserId>,
    /// Cookies of the owner and of a project manager, and a program's token.
    pub owner: String,
    pub manager: String,
    pub token: String,
    /// Of the project manager.
    authenticator: Option<Authenticator>,
    pub last_step: Timestamp,
    // Its files go last.
    _database: TestDatabase,
}

/// The address of whoever has a role.
pub fn email(role: &str) -> String {
    format!("{}@harbour.example", role.replace(':', "-"))
}

impl House {
    pub fn new(edition: usize) -> Self {
        let database = TestDatabase::sqlite();
        let clock = Arc::new(FixedClock::at(START));
        let ctx = Context::new(Parts {
            store: database.store().clone(),
            clock: clock.clone(),
            random: Arc::new(SeededRandom::new(11)),
            master_key: [11; 32],
            environments: vec![Environment::sandpit("http://localhost:4001")],
            portal_url: "http://localhost:4000".into(),
            sender: notify::Sender::outbox(),
            toolkit: LOADED[edition].clone(),
        });
        let definition = LOADED[edition].editions().next().expect("one edition").clone();
        let router = portal::router(ctx.clone(), PAGES);
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let workplace = Workplace { ctx, runtime, issuers: Vec::new() };
        let mut house = Self {
            clock,
            router,
            definition,
            organisation: Uuid::nil().into(),
            integration: Uuid::nil().into(),
            meeting: Uuid::from_u128(1),
            people: BTreeMap::new(),
            owner: String::new(),
            manager: String::new(),
            token: String::new(),
            authenticator: None,
            last_step: START.parse().expect("a moment"),
            workplace,
            _database: database,
        };
        house.settle();
        house
    }

    pub fn ctx(&self) -> &Context {
        &self.workplace.ctx
    }

    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.workplace.runtime.block_on(future)
    }

    fn settle(&mut self) {
        for role in PartnerRole::ALL {
            let user = self.user(role.id());
            self.people.insert(role.id().to_owned(), user);
        }
        for role in staff::known_roles(self.ctx()) {
            let (address, name) = (email(&role.to_string()).parse().expect("an address"), role.to_string());
            self.wait(staff::give(self.ctx(), Actor::Operator, address, role)).expect("a role");
            let user = self.user(&name);
            self.people.insert(name, user);
        }
        let owner = Actor::User(self.people["owner"]);
        let name = "Harbour Health".parse().expect("a name");
        let made = self.wait(organisations::create(self.ctx(), owner, name, None)).expect("it is made");
        self.organisation = made.id.into();
        self.join(made.id);
        let name = "Harbour & Quay".parse().expect("a name");
        let product =
            self.wait(products::create(self.ctx(), owner, made.id.into(), name)).expect("it is made");
        let started = integrations::start(self.ctx(), owner, product, BTreeMap::new());
        self.integration = self.wait(started).expect("it starts");
        self.put_on_an_agenda();
    }

    fn user(&self, role: &str) -> UserId {
        let (address, now) = (email(role).parse().expect("an address"), self.clock.now());
        let id = Uuid::from_u128(u128::try_from(self.people.len()).expect("few people") + 100);
        let found = self.ctx().store.write_blocking(move |tx| users::find_or_insert(tx, id, &address, now));
        found.expect("a user").id.into()
    }

    // Each role of the partner is somebody else's.
    fn join(&self, organisation: Uuid) {
        let others: Vec<(UserId, PartnerRole)> = PartnerRole::ALL
            .into_iter()
            .filter(|role| *role != PartnerRole::Owner)
            .map(|role| (self.people[role.id()], role))
            .collect();
        let now = self.clock.now();
        let joined = self.ctx().store.write_blocking(move |tx| {
            others.iter().try_for_each(|(user, role)| {
                organisation_queries::add_member(tx, organisation, user.uuid(), now)?;
                roles::add(tx, organisation, user.uuid(), *role).map(drop)
            })
        });
        joined.expect("they join");
    }

    // Papers are read at a meeting: every decision of the edition is on the agenda of this one.
    fn put_on_an_agenda(&self) {
        let (id, integration, now) = (self.meeting, self.integration.uuid(), self.clock.now());
        let decisions: Vec<String> = self.definition.decisions.iter().map(|one| one.id.to_string()).collect();
        let meeting = board::Meeting {
            id,
            on_date: "2028-03-01".parse().expect("a day"),
            papers_freeze_at: "2028-02-01T09:00:00Z".parse().expect("a moment"),
            quorum: 1,
            frozen: None,
            closed: None,
        };
        let listed = self.ctx().store.write_blocking(move |tx| {
            board::insert(tx, &meeting)?;
            decisions.into_iter().try_for_each(|decision| {
                let item =
                    board::Item { meeting_id: id, integration_id: integration, decision, added_at: now };
                board::add_item(tx, &item).map(drop)
            })
        });
        listed.expect("an agenda");
    }

    /// Sessions end and tokens run out while time passes, so everybody comes again.
    fn arrive(&mut self) {
        self.last_step = self.clock.now();
        self.owner = self.sign_in("owner");
        self.manager = self.sign_in("project-manager");
        let wanted = Wanted {
            name: "A program".parse().expect("a name"),
            scopes: [Scope::Integrations].into(),
            product: None,
            days: 365,
        };
        let (owner, what) = (Actor::User(self.people["owner"]), For::Organisation(self.organisation));
        let made = self.wait(tokens::create(self.ctx(), owner, what, wanted));
        made.expect("a token").0.expose().clone_into(&mut self.token);
    }

    /// Opens a session with everything that its person has to show, and answers with its cookie.
    fn sign_in(&mut self, role: &str) -> String {
        let address: EmailAddress = email(role).parse().expect("an address");
        let ctx = self.ctx().clone();
        let ticket = self.wait(sign_in::ask(&ctx, address.clone(), "/".into())).expect("a code is sent");
        let mails = self.mails();
        let code = mails.iter().filter(|mail| mail.to == email(role)).find_map(Mail::code).expect("a code");
        let opened = self.wait(sign_in::enter_code(&ctx, ticket.expose(), code, None)).expect("a right code");
        let cookie = opened.session.expose().to_owned();
        let session = self.wait(sign_in::find_session(&ctx, &cookie)).expect("a store").expect("a session");
        let (holder, now) = (
            second_factor::Holder {
                user_id: session.user_id,
                email: address,
                cookie: Secret::new(&cookie),
                shown_at: session.second_factor_at,
            },
            self.clock.now(),
        );
        match (session.pending, &self.authenticator) {
            (None, _) => {}
            (Some(Pending::Show), Some(app)) => {
                let code = app(now);
                self.wait(second_factor::show_app_code(&ctx, &holder, &code))
                    .expect("the app's code is right");
            }
            (Some(_), _) => {
                let app = self.wait(second_factor::begin_app(&ctx, &holder)).expect("an app");
                let code = app.code_at(now);
                self.wait(second_factor::finish_app(&ctx, &holder, "", &code))
                    .expect("the app's code is right");
                self.authenticator = Some(Box::new(move |at| app.code_at(at)));
            }
        }
        format!("portal-session={cookie}")
    }

    /// Lets a history happen. Its last step is done as people do it, so that mails are sent of it.
    pub fn live_through(&mut self, plan: &Plan) {
        let opened = self
            .wait(integrations::open(self.ctx(), Actor::Operator, self.integration))
            .expect("it is there");
        let start = opened.now + SignedDuration::from_mins(1);
        let mut steps = rehearse(plan, &self.definition, (opened.facts, start), &|role| {
            self.people.get(role).map_or_else(|| panic!("nobody is {role}"), ToString::to_string)
        });
        let last = steps.pop().expect("there is something to do at the start");
        let id = self.integration.uuid();
        let definition = self.definition.clone();
        let seeded = self.ctx().store.write_blocking(move |tx| {
            let mut log = queries::log(tx, id)?;
            let from = log.len();
            for step in &steps {
                log.extend(chain::link(&id.to_string(), log.last(), step.at, &step.by, &step.events));
            }
            let recorded = chain::open(&id.to_string(), &log).expect("a whole chain");
            let facts = onboarding::fold(&recorded).expect("a start");
            let rows = integrations::Rows::of(&definition, &facts, last.at);
            let (to, head) = (log.len(), log.last().expect("a start").hash);
            let count = |length: usize| i64::try_from(length).expect("a short log");
            assert!(queries::advance(tx, id, count(from), count(to), &head, &rows.summary)?);
            queries::append(tx, id, &log[from..])?;
            rows.replace(tx, id)?;
            // Nobody was reminded of anything yet.
            notices::plan_reminder(tx, id, Some(log[0].at))?;
            Ok::<_, store::StoreError>(last)
        });
        let last = seeded.expect("the log is stored");
        self.clock.set(last.at);
        self.arrive();
        let (ctx, id) = (self.ctx(), self.integration);
        let done = if last.role == PLATFORM {
            self.wait(integrations::act_as_platform(ctx, id, last.command))
        } else {
            self.wait(integrations::act(ctx, Actor::User(self.people[&last.role]), id, last.command))
        };
        done.unwrap_or_else(|error| panic!("{}: {error}", last.role));
    }

    /// Lets days pass, and the worker do what falls due then.
    pub fn let_pass(&mut self, days: i64) {
        if days > 0 {
            self.clock.advance(SignedDuration::from_hours(24 * days));
            self.arrive();
        }
        self.wait(app::worker::nudge(self.ctx())).expect("the worker works");
    }
}
