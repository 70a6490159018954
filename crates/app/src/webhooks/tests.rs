//! Webhooks against a listener of this process.

use std::{net::Ipv4Addr, sync::Arc};

use kernel::{FixedClock, SignedDuration};
use onboarding::{Command, role::PartnerRole};
use store::{
    Store,
    queries::portal::{organisations as organisation_queries, roles as role_queries},
};
use testkit::on_both_databases;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;
use crate::nudges::testing::{context, product, user};

/// Answers each request with the next of these statuses, and gives back what came.
async fn listen(statuses: &'static [u16]) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let mut heard = Vec::new();
        for status in statuses {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            // The object of the body ends with its text.
            while !request.ends_with(b"\"}") {
                let mut part = [0; 4096];
                let length = stream.read(&mut part).await.unwrap();
                assert!(length > 0, "the request ends early");
                request.extend_from_slice(&part[..length]);
            }
            let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            heard.push(String::from_utf8(request).unwrap());
        }
        heard
    });
    (address, task)
}

struct House {
    ctx: Context,
    clock: Arc<FixedClock>,
    owner: Actor,
    rival: Actor,
    id: IntegrationId,
}

async fn house(store: Store) -> House {
    let clock = Arc::new(FixedClock::at("2026-03-02T09:00:00Z"));
    let ctx = context(store, clock.clone()).with_private_webhooks();
    let owner = user(&ctx, "owner@harbour.example").await;
    let made = product(&ctx, owner, "Harbour").await;
    let rival = user(&ctx, "owner@quay.example").await;
    product(&ctx, rival, "Quay").await;
    let id =
        crate::integrations::start(&ctx, owner, made.1, std::collections::BTreeMap::new()).await.unwrap();
    House { ctx, clock, owner, rival, id }
}

on_both_databases! {
    async fn an_event_is_signed_sent_again_until_it_arrives_and_can_be_replayed(store: Store) {
        let house = house(store).await;
        let (address, task) = listen(&[500, 200, 204]).await;
        let secret = add(&house.ctx, house.owner, house.id, &address).await.unwrap();
        // A pause takes the turn from everybody.
        let pause = Command::Pause { reason: "Holiday".into() };
        crate::integrations::act(&house.ctx, house.owner, house.id, pause).await.unwrap();
        assert_eq!(deliver(&house.ctx).await.unwrap(), 1);
        assert_eq!(deliver(&house.ctx).await.unwrap(), 0, "not before a minute has passed");
        let failed = list(&house.ctx, house.owner, house.id).await.unwrap().deliveries.remove(0);
        assert!(failed.delivered_at.is_none() && failed.failure.unwrap().contains("500"));
        house.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(deliver(&house.ctx).await.unwrap(), 1);
        let arrived = list(&house.ctx, house.owner, house.id).await.unwrap().deliveries.remove(0);
        assert!(arrived.delivered_at.is_some() && arrived.attempts == 2 && arrived.next_attempt_at.is_none());
        replay(&house.ctx, house.owner, house.id, arrived.id).await.unwrap();
        assert_eq!(deliver(&house.ctx).await.unwrap(), 1);
        let heard = task.await.unwrap();
        let (head, body) = heard[0].split_once("\r\n\r\n").unwrap();
        assert!(body.contains("\"event\":\"turn.changed\"") && body.contains("\"text\":\"Harbour: The integration is paused.\""), "{body}");
        let signed = notify::signature(secret.expose(), "2026-03-02T09:00:00Z".parse().unwrap(), body);
        assert!(head.contains(&format!("slipway-signature: {signed}")), "{head}");
        assert!(heard.iter().all(|request| request.ends_with(body)), "the same event with the same id");
    }

    async fn a_competitor_finds_no_webhook_and_a_private_address_is_refused(store: Store) {
        let house = house(store).await;
        let secret = add(&house.ctx, house.owner, house.id, "https://hooks.example.org/a").await.unwrap();
        let listing = list(&house.ctx, house.owner, house.id).await.unwrap();
        assert!(!format!("{listing:?}").contains(secret.expose()));
        for refused in [
            list(&house.ctx, house.rival, house.id).await.map(drop),
            remove(&house.ctx, house.rival, house.id, listing.webhooks[0].id).await,
        ] {
            assert!(matches!(refused, Err(Error::Refused(Denied::NotFound(_)))));
        }
        let theirs = add(&house.ctx, house.rival, house.id, "https://hooks.example.org/b").await;
        assert!(matches!(theirs, Err(Error::Refused(WebhookRefusal::Denied(Denied::NotFound(_))))));
        let strict = context(house.ctx.store.clone(), house.clock.clone());
        let private = add(&strict, house.owner, house.id, "https://169.254.169.254/").await;
        assert!(matches!(private, Err(Error::Refused(WebhookRefusal::Address(AddressProblem::Private)))));
        remove(&house.ctx, house.owner, house.id, listing.webhooks[0].id).await.unwrap();
        assert!(list(&house.ctx, house.owner, house.id).await.unwrap().webhooks.is_empty());
    }

    async fn who_only_reads_manages_no_webhooks(store: Store) {
        let house = house(store).await;
        let organisation = crate::integrations::open(&house.ctx, house.owner, house.id).await.unwrap().organisation.id;
        let viewer = user(&house.ctx, "viewer@harbour.example").await;
        let (Actor::User(member), now) = (viewer, house.ctx.now()) else { panic!("a user") };
        house.ctx.store.write(move |tx| {
            organisation_queries::add_member(tx, organisation, member.uuid(), now)?;
            role_queries::add(tx, organisation, member.uuid(), PartnerRole::Viewer)
        }).await.unwrap();
        let refused = list(&house.ctx, viewer, house.id).await;
        assert!(matches!(refused, Err(Error::Refused(Denied::NotAllowed(_)))));
    }
}
