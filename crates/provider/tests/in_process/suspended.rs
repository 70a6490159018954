//! What allowed a client was taken back: nothing of it is answered, by any endpoint, until it is allowed again.

use app::{
    Actor,
    portal::{
        environment_access::{allow, take_back},
        environments::Place,
    },
};
use identity::{Permission, rules};
use kernel::SignedDuration;
use store::queries::portal::{
    organisations::{self, Organisation},
    products,
};
use testkit::{FromTestDatabase, TestDatabase, on_both_databases};
use uuid::Uuid;

use crate::support::{Parameters, Sandpit, Service, people};

/// An integration environment with a service whose product was allowed a client.
struct Allowed {
    sandpit: Sandpit,
    place: Place,
}

impl FromTestDatabase<'_> for Allowed {
    fn from_test_database(database: &TestDatabase) -> Self {
        let sandpit = Sandpit::integration(database);
        let place = Place { product: Uuid::from_u128(7).into(), environment: sandpit.environment.id.clone() };
        Self { sandpit, place }
    }
}

impl Allowed {
    async fn service(&self) -> Service {
        let (product, now) = (self.place.product.uuid(), self.sandpit.now());
        let harbour =
            Organisation { id: Uuid::from_u128(6), name: "Harbour".into(), ods_code: None, created_at: now };
        let making = self.sandpit.ctx.store.write(move |tx| {
            organisations::insert(tx, &harbour)?;
            products::insert(tx, product, harbour.id, "Bookings", now)
        });
        making.await.unwrap();
        self.allow().await;
        let (ctx, environment) = (&self.sandpit.ctx, &self.sandpit.environment);
        let client = app::clients::register(ctx, environment, &Sandpit::draft(), Some(product)).await;
        Service::new(&self.sandpit, client.unwrap())
    }

    async fn allow(&self) {
        // A change is told from what was before it by its time.
        self.sandpit.advance(SignedDuration::from_secs(1));
        allow(&self.sandpit.ctx, Actor::Operator, &self.place, "a test needs it").await.unwrap();
    }

    async fn take_back(&self) {
        self.sandpit.advance(SignedDuration::from_secs(1));
        take_back(&self.sandpit.ctx, Actor::Operator, &self.place, "a test is over").await.unwrap();
    }
}

on_both_databases! {
    async fn a_suspended_client_is_refused_everywhere_and_works_again_as_it_was(allowed: Allowed) {
        let (sandpit, service) = (&allowed.sandpit, allowed.service().await);
        service.permit(Permission::LookUpUsers, &[]).await;
        service.permit(Permission::ProvisionAccounts, &["A00001"]).await;
        let tokens = service.tokens_of(people::P9, &service.request()).await;
        let (looks_up, provisions) = (service.look_up_token("profile").await, service.provisioning_token().await);
        let waiting = sandpit.visitor().code_for(&service, &service.request(), people::P9).await;
        allowed.take_back().await;

        let refused = service.authorize(&service.request()).await;
        assert!(refused.location().starts_with(service.redirect_uri()), "{}", refused.location());
        assert_eq!(refused.parameter("error"), "unauthorized_client");
        assert_eq!(sandpit.latest_findings(&service).await, [rules::CLIENT_IN_USE.id]);
        for form in [service.code_form(&waiting), Service::refresh_form(&tokens.refresh), Parameters::of([("grant_type", "client_credentials")])] {
            service.token(&form).await.assert_refused(400, "unauthorized_client", "this client is suspended");
        }
        let form = service.look_up_form(&service.assertion(), &service.look_up_scope("profile"));
        sandpit.post("/token", &form).await.assert_refused(400, "unauthorized_client", "this client is suspended");
        assert_eq!(service.look_up(&looks_up, r#"email eq "a@b.example""#).await.status, 403);
        assert_eq!(service.provision(&provisions, "{}").await.status, 403);

        allowed.allow().await;
        assert_eq!(service.refresh(&tokens.refresh).await.status, 200);
        assert_eq!(service.redeem(&waiting).await.status, 200);
    }
}
