//! Who is told what, on a real database: an organisation of two, a rival, and people of the service.

mod mails;
mod reminders;

use std::{collections::BTreeMap, sync::Arc};

use kernel::{EmailAddress, FixedClock, SeededRandom, SignedDuration, Timestamp};
use onboarding::{
    Command,
    rehearsal::{Meeting, Next, Plain, Player},
    role::PartnerRole,
};
use store::{
    Store,
    queries::{
        messages::StoredMessage,
        portal::{organisations as organisation_queries, roles as role_queries, users},
    },
};
use toolkit::{Definition, Facts, standing::london};
use uuid::Uuid;

use crate::{
    Actor, Context, Parts,
    integrations::{self, IntegrationId},
    portal::{organisations, products, staff},
};

const MANAGER: &str = "manager@harbour.example";
const OWNER: &str = "owner@harbour.example";
const RIVAL: &str = "owner@quay.example";
const PROJECT_MANAGER: &str = "pm@service.example";
const OTHER_PROJECT_MANAGER: &str = "other-pm@service.example";

struct House {
    ctx: Context,
    clock: Arc<FixedClock>,
    id: IntegrationId,
    manager: Actor,
    project_manager: Actor,
}

pub(crate) fn context(store: Store, clock: Arc<FixedClock>) -> Context {
    Context::new(Parts {
        store,
        clock,
        random: Arc::new(SeededRandom::new(5)),
        master_key: [5; 32],
        environments: Vec::new(),
        portal_url: "http://localhost:4000".into(),
        sender: notify::Sender::outbox(),
        toolkit: crate::editions::shipped().unwrap(),
    })
}

impl House {
    /// A Monday morning in March: an integration that nobody has done anything to.
    async fn on(store: Store) -> Self {
        let clock = Arc::new(FixedClock::at("2026-03-02T09:00:00Z"));
        let ctx = context(store, clock.clone());
        let owner = user(&ctx, OWNER).await;
        let product = product(&ctx, owner, "Harbour").await;
        let manager = user(&ctx, MANAGER).await;
        join(&ctx, product.0, manager).await;
        let rival = user(&ctx, RIVAL).await;
        self::product(&ctx, rival, "Quay").await;
        for (email, role) in [
            (PROJECT_MANAGER, "project-manager"),
            (OTHER_PROJECT_MANAGER, "project-manager"),
            ("reviewer@service.example", "reviewer:data-security"),
        ] {
            let (email, role) = (email.parse().unwrap(), role.parse().unwrap());
            staff::give(&ctx, Actor::Operator, email, role).await.unwrap();
        }
        let project_manager = user(&ctx, PROJECT_MANAGER).await;
        let id = integrations::start(&ctx, owner, product.1, BTreeMap::new()).await.unwrap();
        Self { ctx, clock, id, manager, project_manager }
    }

    async fn act(&self, actor: Actor, command: Command) {
        self.clock.advance(SignedDuration::from_secs(1));
        integrations::act(&self.ctx, actor, self.id, command).await.unwrap();
    }

    async fn facts(&self) -> Facts {
        integrations::open(&self.ctx, Actor::Operator, self.id).await.unwrap().facts
    }

    fn definition(&self) -> Arc<Definition> {
        let today = self.ctx.now().to_zoned(london()).date();
        self.ctx.toolkit.newest_open(today).unwrap()
    }

    /// Does what comes next, each thing by whoever it is for, until it is enough.
    async fn walk(&self, enough: impl Fn(&Facts) -> bool) {
        let definition = self.definition();
        let meeting = Meeting { id: "M1".into(), date: "2026-04-01".parse().unwrap() };
        let player = Player { definition: &definition, words: &Plain, meeting: &meeting };
        for _ in 0..300 {
            let facts = self.facts().await;
            if enough(&facts) {
                return;
            }
            match player.next(&facts, self.ctx.now()) {
                Next::Act { role, command } => match role.as_str() {
                    "slipway" => {
                        integrations::act_as_platform(&self.ctx, self.id, command).await.map(drop).unwrap();
                    }
                    "delivery-manager" => self.act(self.manager, command).await,
                    "project-manager" => self.act(self.project_manager, command).await,
                    _ => self.act(Actor::Operator, command).await,
                },
                Next::Wait(until) => self.wait_until(until),
                end => panic!("{end:?}"),
            }
        }
        panic!("the walk does not come there");
    }

    fn wait_until(&self, until: Timestamp) {
        self.clock.advance(until.duration_since(self.ctx.now()));
    }

    /// Everything that was sent to somebody since, oldest first.
    async fn mails(&self, to: &str, since: Timestamp) -> Vec<StoredMessage> {
        let mut mails = crate::outbox::list(&self.ctx, 2_000).await.unwrap();
        mails.reverse();
        mails.retain(|mail| mail.recipient == to && mail.created_at > since);
        mails
    }

    /// The one mail that somebody got since.
    async fn mail(&self, to: &str, since: Timestamp) -> StoredMessage {
        let mut mails = self.mails(to, since).await;
        assert_eq!(mails.len(), 1, "{:?}", mails.iter().map(|mail| &mail.subject).collect::<Vec<_>>());
        mails.remove(0)
    }
}

pub(crate) async fn user(ctx: &Context, email: &str) -> Actor {
    let (id, email): (Uuid, EmailAddress) = (ctx.new_id::<()>().uuid(), email.parse().unwrap());
    let now = ctx.now();
    let user = ctx.store.write(move |tx| users::find_or_insert(tx, id, &email, now)).await.unwrap();
    Actor::User(user.id.into())
}

pub(crate) async fn product(ctx: &Context, owner: Actor, name: &str) -> (Uuid, crate::portal::ProductId) {
    let organisation = organisations::create(ctx, owner, name.parse().unwrap(), None).await.unwrap();
    let id = organisation.id;
    (id, products::create(ctx, owner, id.into(), name.parse().unwrap()).await.unwrap())
}

async fn join(ctx: &Context, organisation: Uuid, member: Actor) {
    let Actor::User(member) = member else { panic!("a user") };
    let (member, now) = (member.uuid(), ctx.now());
    ctx.store
        .write(move |tx| {
            organisation_queries::add_member(tx, organisation, member, now)?;
            role_queries::add(tx, organisation, member, PartnerRole::DeliveryManager)
        })
        .await
        .unwrap();
}
