//! Who allows a client, who registers it then, and what comes of taking it back: on both databases.

use identity::EnvironmentId;
use kernel::SignedDuration;
use onboarding::role::PartnerRole;
use store::Store;
use testkit::on_both_databases;

use super::*;
use crate::{
    clients as registrations,
    portal::{
        ProductId,
        environments::{Admission, Refusal as RegisterRefusal},
        organisations, staff,
        tests::{Portal, address, draft, refused},
        traffic::{self, Question},
    },
};

const WHY: &str = "The request form was accepted";

fn at(environment: &str, product: ProductId) -> Place {
    Place { product, environment: EnvironmentId::new(environment) }
}

async fn member(portal: &Portal, owner: Actor, product: ProductId, role: PartnerRole) -> Actor {
    let organisation = portal.organisation_of(product).await;
    let email = format!("{role}@harbour.example");
    organisations::invite(&portal.ctx, owner, organisation, address(&email), [role].into()).await.unwrap();
    portal.user(&email).await
}

async fn colleague(portal: &Portal, role: &str) -> Actor {
    let email = format!("{}@service.example", role.replace(':', "-"));
    staff::give(&portal.ctx, Actor::Operator, address(&email), role.parse().unwrap()).await.unwrap();
    portal.user(&email).await
}

async fn is_suspended(portal: &Portal, place: &Place) -> bool {
    let view = environments::view(&portal.ctx, Actor::Operator, place).await.unwrap();
    let client = view.client.unwrap();
    let found = registrations::find(&portal.ctx, &place.environment, &client.id).await.unwrap().unwrap();
    assert_eq!(found.client.is_suspended, client.is_suspended);
    client.is_suspended
}

on_both_databases! {
    async fn live_service_alone_decides_and_each_decision_is_in_the_log(store: Store) {
        let portal = Portal::on(store);
        let ctx = &portal.ctx;
        let owner = portal.user("owner@harbour.example").await;
        let product = portal.product(owner, "Harbour").await;
        let place = at("integration", product);
        let manager = member(&portal, owner, product, PartnerRole::DeliveryManager).await;
        let (project_manager, auditor) =
            (colleague(&portal, "project-manager").await, colleague(&portal, "auditor").await);
        for actor in [owner, manager, project_manager, auditor] {
            let refusal = refused(allow(ctx, actor, &place, WHY).await);
            assert!(matches!(refusal, Refusal::Denied(Denied::NotAllowed(_))), "{refusal:?}");
        }
        let (stranger, checker) =
            (portal.user("rival@quay.example").await, colleague(&portal, "identity-checker").await);
        for actor in [stranger, checker] {
            assert_eq!(refused(allow(ctx, actor, &place, WHY).await), Refusal::Denied(NotFound.into()));
            assert_eq!(refused(take_back(ctx, actor, &place, WHY).await), Refusal::Denied(NotFound.into()));
            assert_eq!(refused(log(ctx, actor, &place).await), Denied::NotFound(NotFound));
        }
        let live = colleague(&portal, "live-service").await;
        assert_eq!(refused(take_back(ctx, live, &place, WHY).await), Refusal::NotAllowed);
        allow(ctx, live, &place, &format!("  {WHY} ")).await.unwrap();
        assert_eq!(refused(allow(ctx, live, &place, WHY).await), Refusal::AllowedAlready);
        take_back(ctx, Actor::Operator, &place, "Real people were named").await.unwrap();
        let lines = log(ctx, auditor, &place).await.unwrap();
        let told = lines.iter().map(|line| (line.change.is_allowed, line.change.reason.as_str(), line.by.as_deref()));
        assert_eq!(told.collect::<Vec<_>>(), [
            (false, "Real people were named", None),
            (true, WHY, Some("live-service@service.example")),
        ]);
        assert_eq!(refused(log(ctx, owner, &place).await), Denied::NotFound(NotFound), "who of staff did it is theirs");
    }

    async fn a_reason_is_required_and_an_environment_that_needs_it(store: Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let product = portal.product(owner, "Harbour").await;
        let live = colleague(&portal, "live-service").await;
        let allow = async |environment: &str, reason: &str| {
            refused(allow(&portal.ctx, live, &at(environment, product), reason).await)
        };
        assert_eq!(allow("integration", " ").await, Refusal::Reason(ReasonProblem::Absent));
        assert_eq!(allow("integration", &"é".repeat(501)).await, Refusal::Reason(ReasonProblem::TooLong));
        assert_eq!(allow("sandpit", WHY).await, Refusal::OpenToEverybody);
        assert_eq!(allow("live", WHY).await, Refusal::Denied(NotFound.into()), "there is no such environment here");
        let view = environments::view(&portal.ctx, owner, &at("integration", product)).await.unwrap();
        assert_eq!(view.admission(), Admission::NotYet, "nothing of it was kept");
    }

    async fn developers_register_once_it_is_allowed_and_make_one_client(store: Store) {
        let portal = Portal::on(store);
        let ctx = &portal.ctx;
        let owner = portal.user("owner@harbour.example").await;
        let product = portal.product(owner, "Harbour").await;
        let developer = member(&portal, owner, product, PartnerRole::Developer).await;
        let manager = member(&portal, owner, product, PartnerRole::DeliveryManager).await;
        let (place, draft) = (at("integration", product), draft());
        let early = refused(environments::register(ctx, developer, &place, &draft).await);
        assert!(matches!(early, RegisterRefusal::NotAllowedHere), "{early:?}");
        allow(ctx, Actor::Operator, &place, WHY).await.unwrap();
        let denied = refused(environments::register(ctx, manager, &place, &draft).await);
        assert!(matches!(denied, RegisterRefusal::Denied(Denied::NotAllowed(_))), "{denied:?}");
        let (one, two) = tokio::join!(
            environments::register(ctx, owner, &place, &draft),
            environments::register(ctx, developer, &place, &draft)
        );
        let (good, bad): (Vec<_>, Vec<_>) = [one, two].into_iter().partition(Result::is_ok);
        assert_eq!((good.len(), bad.len()), (1, 1));
        for second in bad {
            assert!(matches!(refused(second), RegisterRefusal::RegisteredAlready));
        }
        // The sandpit's is another client, and its inspector another.
        environments::register(ctx, owner, &at("sandpit", product), &draft).await.unwrap();
        let views = environments::list(ctx, owner, product).await.unwrap();
        let ids: Vec<_> = views.iter().map(|view| view.client.as_ref().unwrap().id.clone()).collect();
        assert_ne!(ids[0], ids[1]);
        let listing = traffic::list(ctx, developer, &place, Question { most: 5, ..Question::default() }).await.unwrap();
        assert_eq!((listing.client.id, listing.environment.id.as_str()), (ids[1].clone(), "integration"));
    }

    async fn taking_it_back_suspends_and_allowing_again_brings_the_same_client_back(store: Store) {
        let portal = Portal::on(store);
        let ctx = &portal.ctx;
        let owner = portal.user("owner@harbour.example").await;
        let product = portal.product(owner, "Harbour").await;
        let place = at("integration", product);
        allow(ctx, Actor::Operator, &place, WHY).await.unwrap();
        let client = environments::register(ctx, owner, &place, &draft()).await.unwrap();
        assert!(!is_suspended(&portal, &place).await);
        let before = registrations::find(ctx, &place.environment, &client.id).await.unwrap().unwrap().updated_at;
        portal.clock.advance(SignedDuration::from_secs(1));
        take_back(ctx, Actor::Operator, &place, "Real people were named").await.unwrap();
        assert!(is_suspended(&portal, &place).await);
        let after = registrations::find(ctx, &place.environment, &client.id).await.unwrap().unwrap().updated_at;
        assert!(after > before, "other processes hear of it by the time of the last change");
        let view = environments::view(ctx, owner, &place).await.unwrap();
        assert!(matches!(view.admission(), Admission::TakenBack(change) if change.reason == "Real people were named"));
        allow(ctx, Actor::Operator, &place, "It was put right").await.unwrap();
        assert!(!is_suspended(&portal, &place).await);
        let again = environments::view(ctx, owner, &place).await.unwrap().client.unwrap();
        assert_eq!(again.id, client.id);
        let second = refused(environments::register(ctx, owner, &place, &draft()).await);
        assert!(matches!(second, RegisterRefusal::RegisteredAlready));
    }

    async fn whoever_takes_it_back_at_the_same_moment_leaves_no_client_that_works(store: Store) {
        let portal = Portal::on(store);
        let ctx = &portal.ctx;
        let owner = portal.user("owner@harbour.example").await;
        let product = portal.product(owner, "Harbour").await;
        let (place, draft) = (at("integration", product), draft());
        allow(ctx, Actor::Operator, &place, WHY).await.unwrap();
        let (registered, taken) = tokio::join!(
            environments::register(ctx, owner, &place, &draft),
            take_back(ctx, Actor::Operator, &place, "Too early")
        );
        taken.unwrap();
        if registered.is_ok() {
            assert!(is_suspended(&portal, &place).await);
        } else {
            assert!(matches!(refused(registered), RegisterRefusal::NotAllowedHere));
        }
    }
}
