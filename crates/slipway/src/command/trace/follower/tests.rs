//! Tests of the follower, on both databases: exchanges come in, each is told once and in order.

use std::sync::Arc;

use app::Parts;
use identity::{
    Exchange,
    exchange::{Details, Endpoint},
};
use notify::{MailTransport, Sender, TextTransport};
use store::{Store, queries};
use testkit::{FixedClock, SeededRandom};

use super::*;

fn context(store: Store) -> Context {
    Context::new(Parts {
        store,
        clock: Arc::new(FixedClock::at("2026-11-21T22:00:00Z")),
        random: Arc::new(SeededRandom::new(1)),
        master_key: [7; 32],
        environments: Vec::new(),
        portal_url: "http://localhost:4000".to_owned(),
        sender: Sender::new(MailTransport::Outbox, TextTransport::Outbox),
        toolkit: app::editions::shipped().unwrap(),
    })
}

fn sandpit() -> EnvironmentId {
    EnvironmentId::new("sandpit")
}

fn follower(ctx: &Context) -> Follower<'_> {
    Follower::new(ctx, sandpit(), ClientId::new("ours"))
}

fn exchange(client: &str, number: u32, outcome: Outcome) -> Exchange {
    Exchange {
        reference: format!("{number:08}").parse().unwrap(),
        environment: sandpit(),
        client_id: Some(ClientId::new(client)),
        grant_id: None,
        endpoint: Endpoint::Authorize,
        at: "2026-11-21T22:00:00Z".parse().unwrap(),
        outcome,
        error: None,
        details: Details::default(),
    }
}

async fn happens(ctx: &Context, exchange: Exchange) {
    ctx.store.write(move |tx| queries::exchanges::insert(tx, &exchange)).await.unwrap();
}

async fn ends(ctx: &Context, exchange: Exchange) {
    ctx.store.write(move |tx| queries::exchanges::complete(tx, &exchange)).await.unwrap();
}

fn told(news: &[Recorded]) -> Vec<String> {
    let words =
        |recorded: &Recorded| format!("{} {}", recorded.exchange.reference, recorded.exchange.outcome.name());
    news.iter().map(words).collect()
}

testkit::on_both_databases! {
    async fn the_latest_come_first_and_the_oldest_of_them_leads(store: Store) {
        let ctx = context(store);
        for number in 0..LATEST + 5 {
            happens(&ctx, exchange("ours", number, Outcome::Succeeded)).await;
        }
        let mut follower = follower(&ctx);
        let latest = follower.latest().await.unwrap();
        assert_eq!(latest.len(), LATEST as usize);
        assert_eq!(latest[0].exchange.reference.as_str(), "0000-0005");
        assert_eq!(latest.last().unwrap().exchange.reference.as_str(), "0000-0024");
        assert!(follower.news().await.unwrap().is_empty());
    }

    async fn each_exchange_of_this_client_is_told_once(store: Store) {
        let ctx = context(store);
        let mut follower = follower(&ctx);
        assert!(follower.latest().await.unwrap().is_empty());
        happens(&ctx, exchange("ours", 1, Outcome::Succeeded)).await;
        happens(&ctx, exchange("theirs", 2, Outcome::Succeeded)).await;
        assert_eq!(told(&follower.news().await.unwrap()), ["0000-0001 succeeded"]);
        happens(&ctx, exchange("ours", 3, Outcome::Refused)).await;
        assert_eq!(told(&follower.news().await.unwrap()), ["0000-0003 refused"]);
        assert!(follower.news().await.unwrap().is_empty());
    }

    async fn a_burst_is_told_whole(store: Store) {
        let ctx = context(store);
        let mut follower = follower(&ctx);
        follower.latest().await.unwrap();
        let burst = 2 * PAGE + 50;
        ctx.store
            .write(move |tx| {
                (0..burst).try_for_each(|number| {
                    queries::exchanges::insert(tx, &exchange("ours", number, Outcome::Succeeded))
                })
            })
            .await
            .unwrap();
        let news = follower.news().await.unwrap();
        assert_eq!(news.len(), burst as usize);
        assert!(news.is_sorted_by_key(|recorded| recorded.sequence));
    }

    async fn what_waited_for_a_person_is_told_again_when_it_ends(store: Store) {
        let ctx = context(store);
        happens(&ctx, exchange("ours", 1, Outcome::Waiting)).await;
        let mut follower = follower(&ctx);
        assert_eq!(told(&follower.latest().await.unwrap()), ["0000-0001 waiting"]);
        happens(&ctx, exchange("ours", 2, Outcome::Waiting)).await;
        assert_eq!(told(&follower.news().await.unwrap()), ["0000-0002 waiting"]);
        ends(&ctx, exchange("ours", 1, Outcome::Succeeded)).await;
        assert_eq!(told(&follower.news().await.unwrap()), ["0000-0001 succeeded"]);
        assert!(follower.news().await.unwrap().is_empty());
    }
}
