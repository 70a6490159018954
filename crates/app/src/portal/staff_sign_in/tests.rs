//! Who comes in through the organisation's provider, on both databases: staff, and to everybody else the same answer.

use onboarding::role::StaffRole;
use relying_party::{Authentication, Settings};
use serde_json::{Value, json};
use store::Store;
use testkit::{StubProvider, on_both_databases};

use super::*;
use crate::{
    Actor,
    portal::{
        second_factor::{self, Pending},
        sign_in::Session,
        staff,
        tests::{Portal, address, refused},
    },
};

const ADA: &str = "ada@service.example";

struct House {
    portal: Portal,
    stub: Arc<StubProvider>,
}

fn provider(issuer: &str) -> StaffProvider {
    StaffProvider {
        provider: Provider::new(Settings {
            issuer: issuer.to_owned(),
            client_id: "slipway".into(),
            authentication: Authentication::Secret(Secret::new("secret")),
            redirect_uri: "http://localhost:4000/sign-in/organisation/callback".into(),
            acr_values: vec![],
        }),
        label: "Sign in with NHSmail".into(),
        email_domains: vec!["service.example".into()],
        trusts_addresses: false,
        strong_acr: vec![],
        strong_amr: vec![],
    }
}

impl House {
    async fn on(store: Store) -> Self {
        Self::with(store, |provider| provider).await
    }

    async fn with(store: Store, change: impl FnOnce(StaffProvider) -> StaffProvider) -> Self {
        let portal = Portal::on(store);
        let stub = StubProvider::start(Arc::clone(&portal.clock)).await;
        let ctx = portal.ctx.clone().with_staff_provider(change(provider(&stub.issuer)));
        Self { portal: Portal { ctx, ..portal }, stub }
    }

    fn ctx(&self) -> &Context {
        &self.portal.ctx
    }

    async fn auditor(&self, email: &str) {
        staff::give(self.ctx(), Actor::Operator, address(email), StaffRole::Auditor).await.unwrap();
    }

    fn says(&self, claims: Value) {
        self.stub.script(|script| script.claims = claims);
    }

    /// A ticket, and the answer that comes back with it.
    async fn journey(&self) -> (String, Answer) {
        self.portal.clock.advance(SignedDuration::from_millis(1));
        let departure = depart(self.ctx(), "/integrations".into()).await.unwrap();
        let (state, code) = self.stub.sign_in(&departure.url);
        let answer = Answer { state, outcome: Ok(Secret::new(code)), issuer: None };
        (departure.ticket.expose().to_owned(), answer)
    }

    async fn sign_in(&self) -> Result<SignedIn, Error<StaffSignInRefusal>> {
        let (ticket, answer) = self.journey().await;
        arrive(self.ctx(), &ticket, answer, None).await
    }

    async fn session(&self, cookie: &Secret) -> Session {
        sign_in::find_session(self.ctx(), cookie.expose()).await.unwrap().expect("it runs")
    }

    async fn latest_mail(&self) -> (String, String) {
        let mail = outbox::list(self.ctx(), 1).await.unwrap().remove(0);
        (mail.recipient, mail.subject)
    }
}

on_both_databases! {
    async fn staff_are_known_by_their_address_once_and_by_their_identity_from_then_on(store: Store) {
        let house = House::on(store).await;
        house.auditor(ADA).await;
        let signed_in = house.sign_in().await.unwrap();
        assert_eq!((signed_in.user.email.as_str(), signed_in.destination.as_str()), (ADA, "/integrations"));
        let mail = house.latest_mail().await;
        assert_eq!(mail, (ADA.into(), "You can sign in to Slipway through your organisation".into()));
        // The organisation gives her another address: she is who she was.
        house.says(json!({"email": "ada.lovelace@service.example"}));
        let again = house.sign_in().await.unwrap();
        assert_eq!(again.user.id, signed_in.user.id);
        // It gives her old address to somebody else, who is not her.
        house.says(json!({"sub": "person-2"}));
        assert_eq!(refused(house.sign_in().await), StaffSignInRefusal::NotStaff);
        // Whoever runs the machine can let her start again.
        second_factor::reset(house.ctx(), Actor::Operator, address(ADA)).await.unwrap();
        assert_eq!(house.sign_in().await.unwrap().user.id, signed_in.user.id);
    }

    async fn whoever_is_not_staff_learns_nothing_and_nothing_is_made_of_them(store: Store) {
        let house = House::on(store).await;
        // Nobody has the address; then a partner has it; then somebody who was staff.
        assert_eq!(refused(house.sign_in().await), StaffSignInRefusal::NotStaff);
        house.portal.user(ADA).await;
        assert_eq!(refused(house.sign_in().await), StaffSignInRefusal::NotStaff);
        house.auditor(ADA).await;
        house.sign_in().await.unwrap();
        staff::take(house.ctx(), Actor::Operator, address(ADA), StaffRole::Auditor).await.unwrap();
        assert_eq!(refused(house.sign_in().await), StaffSignInRefusal::NotStaff);
        let users = house.ctx().store.read(users::count).await.unwrap();
        assert_eq!(users, 1, "no sign-in makes an account");
    }

    async fn an_address_counts_when_it_is_verified_and_of_a_domain_that_the_provider_speaks_for(store: Store) {
        let house = House::on(store).await;
        for email in [ADA, "ada@elsewhere.example"] {
            house.auditor(email).await;
        }
        for claims in [
            json!({"email_verified": false}),
            json!({"email_verified": null}),
            json!({"email": "ada@elsewhere.example"}),
            json!({"email": "not an address"}),
        ] {
            house.says(claims.clone());
            assert_eq!(refused(house.sign_in().await), StaffSignInRefusal::NotStaff, "{claims}");
        }
        house.says(json!({"email": "ADA@Service.Example"}));
        assert_eq!(house.sign_in().await.unwrap().user.email.as_str(), ADA);
    }

    async fn a_provider_that_gives_addresses_itself_can_be_trusted_with_them_unless_it_denies_it(store: Store) {
        let house = House::with(store, |provider| StaffProvider { trusts_addresses: true, ..provider }).await;
        house.auditor(ADA).await;
        house.says(json!({"email_verified": false}));
        assert_eq!(refused(house.sign_in().await), StaffSignInRefusal::NotStaff);
        house.says(json!({"email_verified": null}));
        house.sign_in().await.unwrap();
    }

    async fn our_second_factor_is_asked_for_unless_the_settings_take_the_providers_word(store: Store) {
        let strong = |provider| StaffProvider {
            strong_acr: vec!["gold".into()],
            strong_amr: vec!["mfa".into()],
            ..provider
        };
        let house = House::with(store, strong).await;
        house.auditor(ADA).await;
        for claims in [json!({}), json!({"acr": "silver"}), json!({"amr": ["pwd"]}), json!({"amr": "mfa"}), json!({"acr": ["gold"]})] {
            house.says(claims.clone());
            let session = house.session(&house.sign_in().await.unwrap().session).await;
            assert_eq!(session.pending, Some(Pending::SetUp), "{claims}");
        }
        for claims in [json!({"acr": "gold"}), json!({"amr": ["pwd", "mfa"]})] {
            house.says(claims.clone());
            let session = house.session(&house.sign_in().await.unwrap().session).await;
            assert_eq!(session.pending, None, "{claims}");
            assert_eq!(session.second_factor_at, None, "it changes nothing of ours: {claims}");
        }
        // A code in a mail is as before.
        let (ticket, code) = house.portal.ask(ADA).await;
        let by_code = sign_in::enter_code(house.ctx(), &ticket, &code, None).await.unwrap();
        assert_eq!(house.session(&by_code.session).await.pending, Some(Pending::SetUp));
    }

    async fn without_the_setting_no_word_of_the_provider_stands_in_for_our_second_factor(store: Store) {
        let house = House::on(store).await;
        house.auditor(ADA).await;
        house.says(json!({"acr": "gold", "amr": ["mfa", "hwk"]}));
        let session = house.session(&house.sign_in().await.unwrap().session).await;
        assert_eq!(session.pending, Some(Pending::SetUp));
    }

    async fn an_answer_counts_once_in_time_and_in_its_own_browser(store: Store) {
        let house = House::on(store).await;
        house.auditor(ADA).await;
        let (ticket, answer) = house.journey().await;
        let (other_ticket, _) = house.journey().await;
        for ticket in ["", "nonsense", &other_ticket] {
            let stolen = arrive(house.ctx(), ticket, answer.clone(), None).await;
            assert_eq!(refused(stolen), StaffSignInRefusal::Over, "{ticket}");
        }
        let (ticket_of_late, late) = house.journey().await;
        house.portal.clock.advance(JOURNEY_LIFE);
        let too_late = arrive(house.ctx(), &ticket_of_late, late, None).await;
        assert_eq!(refused(too_late), StaffSignInRefusal::Over);
        assert_eq!(refused(arrive(house.ctx(), &ticket, answer, None).await), StaffSignInRefusal::Over);
        let (ticket, answer) = house.journey().await;
        arrive(house.ctx(), &ticket, answer.clone(), None).await.unwrap();
        assert_eq!(refused(arrive(house.ctx(), &ticket, answer, None).await), StaffSignInRefusal::Over);
    }

    async fn a_session_takes_the_place_of_the_one_that_the_browser_had(store: Store) {
        let house = House::on(store).await;
        house.auditor(ADA).await;
        let before = house.sign_in().await.unwrap().session;
        let (ticket, answer) = house.journey().await;
        let now = arrive(house.ctx(), &ticket, answer, Some(before.expose())).await.unwrap().session;
        assert!(sign_in::find_session(house.ctx(), before.expose()).await.unwrap().is_none());
        assert!(sign_in::find_session(house.ctx(), now.expose()).await.unwrap().is_some());
    }

    async fn what_goes_wrong_at_the_provider_has_its_own_answer(store: Store) {
        let house = House::on(store).await;
        house.auditor(ADA).await;
        let (ticket, answer) = house.journey().await;
        let declined = Answer { outcome: Err("access_denied".into()), ..answer };
        assert_eq!(refused(arrive(house.ctx(), &ticket, declined, None).await), StaffSignInRefusal::Declined);
        house.says(json!({"aud": "another"}));
        assert_eq!(refused(house.sign_in().await), StaffSignInRefusal::NotTrusted);
        house.says(json!({}));
        let (ticket, answer) = house.journey().await;
        house.stub.script(|script| script.is_down = true);
        assert_eq!(refused(arrive(house.ctx(), &ticket, answer, None).await), StaffSignInRefusal::Outage);
        house.portal.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(refused(depart(house.ctx(), String::new()).await), StaffSignInRefusal::Outage);
    }
}

on_both_databases! {
    async fn without_a_provider_there_is_no_such_way(store: Store) {
        let portal = Portal::on(store);
        assert_eq!(label(&portal.ctx), None);
        assert_eq!(refused(depart(&portal.ctx, String::new()).await), StaffSignInRefusal::NotOffered);
    }
}
