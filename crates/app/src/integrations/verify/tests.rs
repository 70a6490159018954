//! Tampering on a real database, and who finds it.

use std::{collections::BTreeMap, sync::Arc};

use kernel::{EmailAddress, FixedClock, SeededRandom};
use onboarding::Command;
use store::{Store, StoreError, params, queries::portal::users};
use testkit::on_both_databases;

use super::*;
use crate::{
    Actor, Parts, UserId,
    integrations::{self, IntegrationId},
    portal::{organisations, products},
};

struct World {
    ctx: Context,
    clock: Arc<FixedClock>,
}

impl World {
    fn on(store: Store) -> Self {
        let clock = Arc::new(FixedClock::at("2026-03-02T09:00:00Z"));
        let ctx = Context::new(Parts {
            store,
            clock: clock.clone(),
            random: Arc::new(SeededRandom::new(7)),
            master_key: [7; 32],
            environments: Vec::new(),
            portal_url: "http://localhost:4000".into(),
            sender: notify::Sender::outbox(),
            toolkit: crate::editions::shipped().unwrap(),
        });
        Self { ctx, clock }
    }

    /// An integration with a few events.
    async fn integration(&self, name: &str) -> IntegrationId {
        let email: EmailAddress = format!("{name}@harbour.example").parse().unwrap();
        let (ctx, new, now) = (&self.ctx, self.ctx.new_id::<crate::context::UserKind>(), self.ctx.now());
        let found = ctx.store.write(move |tx| users::find_or_insert(tx, new.uuid(), &email, now)).await;
        let found: Result<_, StoreError> = found;
        let owner = Actor::User(UserId::from(found.unwrap().id));
        let organisation = organisations::create(ctx, owner, name.parse().unwrap(), None).await.unwrap();
        let organisation = organisation.id.into();
        let product = products::create(ctx, owner, organisation, name.parse().unwrap()).await.unwrap();
        let id = integrations::start(ctx, owner, product, BTreeMap::new()).await.unwrap();
        for text in ["one", "two", "three"] {
            self.clock.advance(SignedDuration::from_mins(1));
            let command = Command::Note { text: text.to_owned() };
            integrations::act(ctx, Actor::Operator, id, command).await.unwrap();
        }
        id
    }

    async fn tamper(&self, sql: &'static str, id: IntegrationId) {
        let id = id.uuid();
        let changed: Result<u64, StoreError> =
            self.ctx.store.write(move |tx| tx.execute(sql, params![id])).await;
        assert!(changed.unwrap() > 0, "{sql}");
    }
}

/// Which integration, and at which position.
fn found(verified: &Verified) -> Vec<(String, u64)> {
    verified.broken.iter().map(|(_, broken)| (broken.integration.clone(), broken.position)).collect()
}

on_both_databases! {
    async fn what_was_tampered_with_is_named_by_everybody_who_looks(store: Store) {
        let world = World::on(store);
        let (whole, changed) = (world.integration("whole").await, world.integration("changed").await);
        let cut = world.integration("cut").await;
        let sound = verify(&world.ctx, |_| ()).await.unwrap();
        assert_eq!((sound.integrations, sound.events, sound.broken.len()), (3, 12, 0));

        let change = "UPDATE integration_event SET body = '{\"event\":\"noted\",\"text\":\"2\"}'
             WHERE integration_id = $1 AND position = 3";
        world.tamper(change, changed).await;
        world.tamper("DELETE FROM integration_event WHERE integration_id = $1 AND position = 4", cut).await;
        let expected = [(changed.to_string(), 3), (cut.to_string(), 3)];
        let all = verify(&world.ctx, |_| ()).await.unwrap();
        assert_eq!(found(&all), expected);
        assert_eq!(verify_at_start(&world.ctx).await.unwrap(), all);
        assert_eq!(Round::default().go_on(&world.ctx).await.unwrap(), all);
        assert!(integrations::open(&world.ctx, Actor::Operator, changed).await.is_err());
        assert!(integrations::open(&world.ctx, Actor::Operator, whole).await.is_ok());
    }

    async fn the_end_of_every_log_is_looked_at_in_one_statement(store: Store) {
        let world = World::on(store);
        let (cut, longer) = (world.integration("cut").await, world.integration("longer").await);
        let ends = async || world.ctx.store.read(|tx| queries::list_with_other_ends(tx, 9)).await;
        let ends = async || ends().await.unwrap().iter().map(|row: &Integration| row.id).collect::<Vec<_>>();
        assert!(ends().await.is_empty());
        world.tamper("DELETE FROM integration_event WHERE integration_id = $1 AND position = 4", cut).await;
        assert_eq!(ends().await, [cut.uuid()]);
        world.tamper("UPDATE integration SET position = 3 WHERE id = $1", longer).await;
        assert_eq!(ends().await, [cut.uuid(), longer.uuid()]);
    }

    async fn the_worker_goes_round_and_rests(store: Store) {
        let world = World::on(store);
        world.integration("only").await;
        let mut round = Round::default();
        let mut go_on = async || round.go_on(&world.ctx).await.unwrap().integrations;
        assert_eq!((go_on().await, go_on().await, go_on().await), (1, 0, 0));
        world.clock.advance(REST);
        assert_eq!(go_on().await, 1);
    }
}
