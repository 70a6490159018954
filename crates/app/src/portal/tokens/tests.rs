//! Tokens on a real database: who they are, and when they stop working.

use onboarding::role::{PartnerRole, StaffRole};
use testkit::on_both_databases;

use super::*;
use crate::{
    integrations,
    portal::{organisations, staff, tests::Portal},
};

fn wanted(scopes: &[Scope]) -> Wanted {
    Wanted {
        name: "Build server".parse().unwrap(),
        scopes: scopes.iter().copied().collect(),
        product: None,
        days: 30,
    }
}

async fn integration(portal: &Portal, product: ProductId) -> integrations::IntegrationId {
    integrations::start(&portal.ctx, Actor::Operator, product, std::collections::BTreeMap::new())
        .await
        .unwrap()
}

async fn recognised(portal: &Portal, secret: &Secret) -> Option<Program> {
    authenticate(&portal.ctx, secret.expose()).await.unwrap()
}

on_both_databases! {
    async fn a_token_sees_its_own_organisation_and_no_other(store: store::Store) {
        let portal = Portal::on(store);
        let (owner, rival) = (portal.user("owner@harbour.example").await, portal.user("rival@quay.example").await);
        let (product, other) = (portal.product(owner, "Harbour").await, portal.product(rival, "Quay").await);
        let (ours, theirs) = (integration(&portal, product).await, integration(&portal, other).await);
        let organisation = portal.organisation_of(product).await;
        let what = For::Organisation(organisation);
        let (secret, token) = create(&portal.ctx, owner, what, wanted(&[Scope::Integrations])).await.unwrap();
        assert!(secret.expose().starts_with(PREFIX) && secret.expose().len() == 47);
        let program = recognised(&portal, &secret).await.expect("it works");
        assert!(integrations::open(&portal.ctx, program.actor(), ours).await.is_ok());
        assert!(integrations::open(&portal.ctx, program.actor(), theirs).await.is_err());
        let note = onboarding::Command::Withdraw { reason: "by a program".into() };
        assert!(integrations::act(&portal.ctx, program.actor(), ours, note).await.is_err());
        assert!(organisations::people(&portal.ctx, program.actor(), organisation).await.is_err());
        assert!(create(&portal.ctx, rival, what, wanted(&[Scope::Events])).await.is_err());
        assert!(revoke(&portal.ctx, rival, what, token.id.into()).await.is_err());
        let listed = list(&portal.ctx, owner, what).await.unwrap().tokens;
        assert!(listed[0].token.used_at.is_some() && listed[0].maker.as_str() == "owner@harbour.example");
        revoke(&portal.ctx, owner, what, token.id.into()).await.unwrap();
        assert_eq!(recognised(&portal, &secret).await, None);
        assert!(integrations::open(&portal.ctx, program.actor(), ours).await.is_err(), "also in the middle of it");
    }

    async fn a_token_ends_with_its_time_and_with_what_its_maker_may(store: store::Store) {
        let portal = Portal::on(store);
        let (owner, dev) = (portal.user("owner@harbour.example").await, portal.user("dev@harbour.example").await);
        let organisation = portal.organisation(owner, "Harbour").await;
        let what = For::Organisation(organisation);
        let Actor::User(dev_id) = dev else { panic!("a user") };
        let invited = "dev@harbour.example".parse().unwrap();
        organisations::invite(&portal.ctx, owner, organisation, invited, [PartnerRole::Developer].into()).await.unwrap();
        portal.user("dev@harbour.example").await;
        let (secret, token) = create(&portal.ctx, dev, what, wanted(&[Scope::Events])).await.unwrap();
        assert!(recognised(&portal, &secret).await.is_some());
        organisations::change_roles(&portal.ctx, owner, organisation, dev_id, [PartnerRole::Viewer].into()).await.unwrap();
        assert_eq!(recognised(&portal, &secret).await, None);
        organisations::change_roles(&portal.ctx, owner, organisation, dev_id, [PartnerRole::Owner].into()).await.unwrap();
        assert!(recognised(&portal, &secret).await.is_some());
        portal.clock.advance(token.expires_at.duration_since(portal.ctx.now()));
        assert_eq!(recognised(&portal, &secret).await, None);
        for presented in ["", "slp_", secret.expose().trim_start_matches(PREFIX), "slp_AAAA"] {
            assert_eq!(authenticate(&portal.ctx, presented).await.unwrap(), None, "{presented}");
        }
    }

    async fn a_token_of_a_product_sees_no_other_product(store: store::Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let first = portal.product(owner, "Harbour").await;
        let organisation = portal.organisation_of(first).await;
        let second =
            crate::portal::products::create(&portal.ctx, owner, organisation, "Pier".parse().unwrap()).await.unwrap();
        let (ours, others) = (integration(&portal, first).await, integration(&portal, second).await);
        let what = For::Organisation(organisation);
        let for_one = Wanted { product: Some(first), ..wanted(&[Scope::Integrations]) };
        let (secret, _) = create(&portal.ctx, owner, what, for_one).await.unwrap();
        let program = recognised(&portal, &secret).await.unwrap();
        assert!(integrations::open(&portal.ctx, program.actor(), ours).await.is_ok());
        assert!(integrations::open(&portal.ctx, program.actor(), others).await.is_err());
        let rival = portal.user("rival@quay.example").await;
        let foreign = portal.product(rival, "Quay").await;
        let refused = create(&portal.ctx, owner, what, Wanted { product: Some(foreign), ..wanted(&[Scope::Events]) });
        assert!(matches!(refused.await, Err(Error::Refused(TokenRefusal::Product))));
        for (bad, why) in [
            (wanted(&[]), TokenRefusal::NoScope),
            (Wanted { days: 0, ..wanted(&[Scope::Events]) }, TokenRefusal::Life),
            (Wanted { days: 366, ..wanted(&[Scope::Events]) }, TokenRefusal::Life),
        ] {
            let refused = create(&portal.ctx, owner, what, bad).await;
            assert!(matches!(refused, Err(Error::Refused(found)) if found == why));
        }
    }

    async fn a_token_of_the_service_reads_every_organisation_until_its_maker_leaves(store: store::Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let product = portal.product(owner, "Harbour").await;
        let integration = integration(&portal, product).await;
        assert!(create(&portal.ctx, owner, For::Service, wanted(&[Scope::Events])).await.is_err());
        let keeper = portal.user("keeper@service.example").await;
        for email in ["keeper@service.example", "another@service.example"] {
            let role = StaffRole::ProcessOwner;
            staff::give(&portal.ctx, Actor::Operator, email.parse().unwrap(), role).await.unwrap();
        }
        let (secret, _) = create(&portal.ctx, keeper, For::Service, wanted(&[Scope::Events])).await.unwrap();
        let program = recognised(&portal, &secret).await.unwrap();
        assert!(integrations::open(&portal.ctx, program.actor(), integration).await.is_ok());
        assert!(staff::list(&portal.ctx, program.actor()).await.is_err(), "no scope is for this");
        let leaving = "keeper@service.example".parse().unwrap();
        staff::take(&portal.ctx, Actor::Operator, leaving, StaffRole::ProcessOwner).await.unwrap();
        assert_eq!(recognised(&portal, &secret).await, None);
    }
}
