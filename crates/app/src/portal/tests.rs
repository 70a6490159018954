//! The portal's use cases on both databases.

use std::{collections::BTreeSet, sync::Arc};

use identity::{
    Client, ClientId, Environment, EnvironmentId, Exchange, GrantId,
    exchange::{Details, Endpoint, Outcome},
    registration::Draft,
};
use kernel::{Clock, EmailAddress, FixedClock, Reference, SeededRandom, SignedDuration};
use onboarding::role::{PartnerRole, StaffRole};
use store::Store;
use testkit::on_both_databases;

use super::*;
use crate::{
    Context, Parts,
    portal::{
        environments::{Place, Refusal},
        organisations::{InviteRefusal, MemberRefusal},
        sign_in::{CodeRefusal, TooManyCodes},
        staff::StaffRefusal,
        test_people::Whom,
        traffic::Question,
    },
};

pub(super) struct Portal {
    pub ctx: Context,
    pub clock: Arc<FixedClock>,
}

impl Portal {
    pub fn on(store: Store) -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-21T22:00:00Z"));
        let ctx = Context::new(Parts {
            store,
            clock: clock.clone(),
            random: Arc::new(SeededRandom::new(3)),
            master_key: [3; 32],
            environments: vec![
                Environment::sandpit("http://localhost:4001"),
                Environment::integration("http://localhost:4002"),
            ],
            portal_url: "http://localhost:4000".into(),
            sender: notify::Sender::outbox(),
            toolkit: crate::editions::shipped().unwrap(),
        });
        Self { ctx, clock }
    }

    /// Asks for a code; answers the ticket and the code. Messages are in the order of time, so some passes.
    pub async fn ask(&self, email: &str) -> (String, String) {
        self.clock.advance(SignedDuration::from_millis(1));
        let ticket = sign_in::ask(&self.ctx, address(email), "/products".into()).await.unwrap();
        let mail = crate::outbox::list(&self.ctx, 1).await.unwrap().remove(0);
        (ticket.expose().to_owned(), mail.subject[..6].to_owned())
    }

    pub async fn user(&self, email: &str) -> Actor {
        let (ticket, code) = self.ask(email).await;
        let signed_in = sign_in::enter_code(&self.ctx, &ticket, &code, None).await.unwrap();
        Actor::User(signed_in.user.id.into())
    }

    pub async fn organisation(&self, actor: Actor, name: &str) -> OrganisationId {
        let organisation =
            organisations::create(&self.ctx, actor, name.parse().unwrap(), None).await.unwrap();
        organisation.id.into()
    }

    pub async fn product(&self, actor: Actor, name: &str) -> ProductId {
        let organisation = self.organisation(actor, name).await;
        products::create(&self.ctx, actor, organisation, name.parse().unwrap()).await.unwrap()
    }

    /// Which organisation a product belongs to.
    pub async fn organisation_of(&self, product: ProductId) -> OrganisationId {
        let found = products::find(&self.ctx, Actor::Operator, product).await.unwrap();
        found.organisation_id.into()
    }

    async fn client(&self, actor: Actor, product: ProductId) -> Client {
        environments::register(&self.ctx, actor, &at_sandpit(product), &draft()).await.unwrap()
    }

    async fn record(&self, client: &ClientId, reference: &str, text: &str, grant_id: Option<GrantId>) {
        let exchange = Exchange {
            reference: reference.parse().unwrap(),
            environment: EnvironmentId::new("sandpit"),
            client_id: Some(client.clone()),
            grant_id,
            endpoint: Endpoint::Token,
            at: self.ctx.now(),
            outcome: Outcome::Refused,
            error: Some("invalid_grant".into()),
            details: Details { user_agent: text.into(), ..Details::default() },
        };
        crate::exchanges::record(&self.ctx, exchange).await.unwrap();
    }
}

pub(super) fn address(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

fn reference(text: &str) -> Reference {
    text.parse().unwrap()
}

fn at_sandpit(product: ProductId) -> Place {
    Place { product, environment: EnvironmentId::new("sandpit") }
}

pub(super) fn draft() -> Draft {
    Draft {
        name: "Harbour".into(),
        redirect_uris: vec!["http://localhost:9999/callback".into()],
        public_key: jose::SigningKey::generate().public_key().to_pem(),
        scope: "openid".into(),
        vectors: vec!["P0.Cp.Cd".into()],
        sso_partners: vec![],
    }
}

pub(super) fn refused<T: std::fmt::Debug, R: std::fmt::Debug>(outcome: Result<T, Error<R>>) -> R {
    match outcome.unwrap_err() {
        Error::Refused(refusal) => refusal,
        Error::Internal(fault) => panic!("{fault}"),
    }
}

on_both_databases! {
    async fn a_code_signs_in_once_and_makes_a_user_once(store: Store) {
        let portal = Portal::on(store);
        let (ticket, code) = portal.ask("dev@harbour.example").await;
        let first = sign_in::enter_code(&portal.ctx, &ticket, &code, None).await.unwrap();
        assert_eq!(first.destination, "/products");
        let again = sign_in::enter_code(&portal.ctx, &ticket, &code, None).await;
        assert_eq!(refused(again), CodeRefusal::Over);
        let (ticket, code) = portal.ask("dev@harbour.example").await;
        let replaced = first.session.expose();
        let second = sign_in::enter_code(&portal.ctx, &ticket, &code, Some(replaced)).await.unwrap();
        assert_eq!(first.user, second.user);
        assert!(sign_in::find_session(&portal.ctx, replaced).await.unwrap().is_none());
        let found = sign_in::find_session(&portal.ctx, second.session.expose()).await.unwrap().unwrap();
        assert_eq!(found.user, first.user);
        sign_in::sign_out(&portal.ctx, second.session.expose()).await.unwrap();
        assert!(sign_in::find_session(&portal.ctx, second.session.expose()).await.unwrap().is_none());
    }

    async fn a_code_belongs_to_its_ticket_and_has_five_tries(store: Store) {
        let portal = Portal::on(store);
        let (ticket, code) = portal.ask("dev@harbour.example").await;
        let (other, _) = portal.ask("rival@quay.example").await;
        assert_eq!(
            refused(sign_in::enter_code(&portal.ctx, &other, &code, None).await),
            CodeRefusal::Wrong { tries_left: 4 }
        );
        for left in [4, 3, 2, 1] {
            let wrong = sign_in::enter_code(&portal.ctx, &ticket, "", None).await;
            assert_eq!(refused(wrong), CodeRefusal::Wrong { tries_left: left });
        }
        assert_eq!(refused(sign_in::enter_code(&portal.ctx, &ticket, "", None).await), CodeRefusal::Over);
        assert_eq!(refused(sign_in::enter_code(&portal.ctx, &ticket, &code, None).await), CodeRefusal::Over);
    }

    async fn right_codes_entered_at_once_open_one_session(store: Store) {
        let portal = Portal::on(store);
        let (ticket, code) = portal.ask("dev@harbour.example").await;
        let entries = (0..4).map(|_| {
            let (ctx, ticket, code) = (portal.ctx.clone(), ticket.clone(), code.clone());
            tokio::spawn(async move { sign_in::enter_code(&ctx, &ticket, &code, None).await.is_ok() })
        });
        let mut opened = 0;
        for entry in entries.collect::<Vec<_>>() {
            opened += usize::from(entry.await.unwrap());
        }
        assert_eq!(opened, 1);
    }

    async fn codes_are_limited_by_address_and_a_used_one_makes_room(store: Store) {
        let portal = Portal::on(store);
        for _ in 0..4 {
            portal.ask("dev@harbour.example").await;
        }
        portal.user("dev@harbour.example").await;
        for _ in 0..5 {
            portal.ask("dev@harbour.example").await;
        }
        let wait = refused(sign_in::ask(&portal.ctx, address("dev@harbour.example"), String::new()).await);
        assert_eq!(wait, TooManyCodes { wait: sign_in::CODES_WINDOW });
    }

    async fn others_and_nobodys_products_are_the_same_nothing(store: Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let rival = portal.user("rival@quay.example").await;
        let product = portal.product(owner, "Harbour").await;
        let own = portal.product(rival, "Quay").await;
        portal.client(rival, own).await;
        let client = portal.client(owner, product).await;
        portal.record(&client.id, "AAAA-0001", "", None).await;
        let ctx = &portal.ctx;
        let nothing = ProductId::from(uuid::Uuid::nil());
        for id in [product, nothing] {
            assert_eq!(refused(products::find(ctx, rival, id).await), NotFound);
            assert_eq!(refused(environments::view(ctx, rival, &at_sandpit(id)).await), NotFound);
            assert_eq!(refused(traffic::list(ctx, rival, &at_sandpit(id), Question { most: 5, ..Question::default() }).await), Denied::NotFound(NotFound));
            assert_eq!(refused(traffic::open(ctx, rival, &at_sandpit(id), reference("AAAA-0001")).await), Denied::NotFound(NotFound));
            let register = refused(environments::register(ctx, rival, &at_sandpit(id), &draft()).await);
            let rotate = refused(environments::rotate_key(ctx, rival, &at_sandpit(id), "", SignedDuration::ZERO).await);
            let remove = refused(environments::remove_key(ctx, rival, &at_sandpit(id), "").await);
            let change = refused(environments::change(ctx, rival, &at_sandpit(id), crate::clients::Change::of(&client)).await);
            for refusal in [register, rotate, remove, change] {
                assert!(matches!(refusal, Refusal::Denied(Denied::NotFound(NotFound))), "{refusal:?}");
            }
        }
        assert_eq!(refused(traffic::locate(ctx, rival, reference("AAAA-0001")).await), NotFound);
        assert_eq!(refused(traffic::open(ctx, rival, &at_sandpit(own), reference("AAAA-0001")).await), Denied::NotFound(NotFound));
        assert_eq!(traffic::locate(ctx, owner, reference("AAAA-0001")).await.unwrap(), at_sandpit(product));
        assert_eq!(traffic::locate(ctx, Actor::Operator, reference("AAAA-0001")).await.unwrap(), at_sandpit(product));
        assert_eq!(products::list(ctx, rival).await.unwrap().len(), 1);
    }

    async fn invitations_make_members_at_the_next_sign_in(store: Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let id = portal.organisation(owner, "Harbour").await;
        let viewer = || [PartnerRole::Viewer].into();
        let invite = async |email: &str| organisations::invite(&portal.ctx, owner, id, address(email), viewer()).await;
        invite("new@harbour.example").await.unwrap();
        let twice = refused(invite("new@harbour.example").await);
        assert_eq!(twice, InviteRefusal::InvitedAlready(address("new@harbour.example")));
        invite("gone@harbour.example").await.unwrap();
        organisations::withdraw(&portal.ctx, owner, id, address("gone@harbour.example")).await.unwrap();
        let colleague = portal.user("new@harbour.example").await;
        let stranger = portal.user("gone@harbour.example").await;
        assert_eq!(refused(organisations::people(&portal.ctx, stranger, id).await), NotFound);
        let people = organisations::people(&portal.ctx, colleague, id).await.unwrap();
        let members = people.members.iter().map(|member| (member.email.to_string(), member.roles.clone()));
        let expected = [("owner@harbour.example", PartnerRole::Owner), ("new@harbour.example", PartnerRole::Viewer)];
        assert_eq!(members.collect::<Vec<_>>(), expected.map(|(email, role)| (email.to_owned(), [role].into())));
        assert!(people.invited.is_empty());
        let member = refused(invite("new@harbour.example").await);
        assert_eq!(member, InviteRefusal::MemberAlready(address("new@harbour.example")));
        let nowhere = InviteRefusal::Denied(Denied::NotFound(NotFound));
        let outsider = organisations::invite(&portal.ctx, stranger, id, address("x@harbour.example"), viewer()).await;
        assert_eq!(refused(outsider), nowhere);
        let no_owner = organisations::invite(&portal.ctx, colleague, id, address("x@harbour.example"), viewer()).await;
        assert!(matches!(refused(no_owner), InviteRefusal::Denied(Denied::NotAllowed(_))));
        let nothing = organisations::invite(&portal.ctx, owner, id, address("x@harbour.example"), BTreeSet::new()).await;
        assert_eq!(refused(nothing), InviteRefusal::NoRole);
    }

    async fn invitations_are_limited_by_day(store: Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let id = portal.organisation(owner, "Harbour").await;
        let invite = async |n: i64| {
            let roles = [PartnerRole::Viewer].into();
            organisations::invite(&portal.ctx, owner, id, address(&format!("n{n}@harbour.example")), roles).await
        };
        for number in 0..organisations::MOST_INVITATIONS {
            invite(number).await.unwrap();
        }
        assert_eq!(refused(invite(99).await), InviteRefusal::TooMany);
        portal.clock.advance(SignedDuration::from_hours(24));
        invite(99).await.unwrap();
    }

    async fn an_organisation_keeps_an_owner_even_when_two_leave_at_once(store: Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let id = portal.organisation(owner, "Harbour").await;
        let roles = || BTreeSet::from([PartnerRole::Owner]);
        organisations::invite(&portal.ctx, owner, id, address("two@harbour.example"), roles()).await.unwrap();
        let second = portal.user("two@harbour.example").await;
        let user = |actor| if let Actor::User(id) = actor { id } else { unreachable!("a user") };
        let (one, other) = tokio::join!(
            organisations::remove_member(&portal.ctx, owner, id, user(second)),
            organisations::change_roles(&portal.ctx, second, id, user(owner), [PartnerRole::Viewer].into())
        );
        assert_eq!([one.is_ok(), other.is_ok()].into_iter().filter(|done| *done).count(), 1);
        let seen = if one.is_ok() { owner } else { second };
        let people = organisations::people(&portal.ctx, seen, id).await.unwrap();
        let is_owner = |member: &&organisations::Member| member.roles.contains(&PartnerRole::Owner);
        assert_eq!(people.members.iter().filter(is_owner).count(), 1);
        let last = organisations::remove_member(&portal.ctx, seen, id, user(seen)).await;
        assert_eq!(refused(last), MemberRefusal::LastOwner);
        let nobody = organisations::remove_member(&portal.ctx, seen, id, uuid::Uuid::nil().into()).await;
        assert_eq!(refused(nobody), MemberRefusal::Denied(Denied::NotFound(NotFound)));
    }

    async fn what_a_viewer_sees_they_cannot_change(store: Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let product = portal.product(owner, "Harbour").await;
        let id = products::find(&portal.ctx, owner, product).await.unwrap().organisation_id.into();
        let roles = [PartnerRole::Viewer].into();
        organisations::invite(&portal.ctx, owner, id, address("viewer@harbour.example"), roles).await.unwrap();
        let viewer = portal.user("viewer@harbour.example").await;
        assert!(environments::view(&portal.ctx, viewer, &at_sandpit(product)).await.is_ok());
        let register = refused(environments::register(&portal.ctx, viewer, &at_sandpit(product), &draft()).await);
        assert!(matches!(register, Refusal::Denied(Denied::NotAllowed(_))), "{register:?}");
        let made = products::create(&portal.ctx, viewer, id, "Other".parse().unwrap()).await;
        assert!(matches!(refused(made), products::Refusal::Denied(Denied::NotAllowed(_))));
    }

    async fn staff_are_named_on_the_command_line_first_and_then_by_a_process_owner(store: Store) {
        let portal = Portal::on(store);
        let ctx = &portal.ctx;
        let role = |text: &str| text.parse::<StaffRole>().unwrap();
        let give = async |actor, email: &str, text: &str| staff::give(ctx, actor, address(email), role(text)).await;
        give(Actor::Operator, "owner@service.example", "process-owner").await.unwrap();
        let owner = portal.user("owner@service.example").await;
        assert_eq!(refused(give(owner, "owner@service.example", "live-service").await), StaffRefusal::Yourself);
        give(owner, "manager@service.example", "project-manager").await.unwrap();
        let again = refused(give(owner, "manager@service.example", "project-manager").await);
        assert!(matches!(again, StaffRefusal::HasAlready { .. }), "{again:?}");
        let clash = refused(give(owner, "manager@service.example", "reviewer:data-security").await);
        assert!(matches!(clash, StaffRefusal::Clash(_)), "{clash:?}");
        let unknown = refused(give(owner, "manager@service.example", "reviewer:astrology").await);
        assert!(matches!(unknown, StaffRefusal::UnknownRole { .. }), "{unknown:?}");
        let mails = crate::outbox::list(ctx, 9).await.unwrap();
        let mail = mails.into_iter().find(|mail| mail.recipient == "manager@service.example").unwrap();
        let mail = crate::outbox::find(ctx, mail.id).await.unwrap().unwrap();
        assert!(mail.text.contains("because somebody who looks after Slipway gave you the role"), "{}", mail.text);
        let listed = staff::list(ctx, owner).await.unwrap();
        let given = listed.iter().find(|one| one.role == role("project-manager")).unwrap();
        assert_eq!(given.given_by, Some(address("owner@service.example")));
        assert_eq!(given.given_at, portal.clock.now());
    }

    async fn only_those_who_may_see_staff_know_that_there_are_any(store: Store) {
        let portal = Portal::on(store);
        let ctx = &portal.ctx;
        let nowhere = Denied::NotFound(NotFound);
        let stranger = portal.user("owner@harbour.example").await;
        portal.organisation(stranger, "Harbour").await;
        for email in ["auditor", "live-service"] {
            let address = address(&format!("{email}@service.example"));
            staff::give(ctx, Actor::Operator, address, email.parse().unwrap()).await.unwrap();
        }
        let auditor = portal.user("auditor@service.example").await;
        let live = portal.user("live-service@service.example").await;
        assert_eq!(staff::list(ctx, auditor).await.unwrap().len(), 2);
        for actor in [stranger, live] {
            assert_eq!(refused(staff::list(ctx, actor).await), nowhere);
            let given = staff::give(ctx, actor, address("a@b.example"), StaffRole::Auditor).await;
            assert_eq!(refused(given), StaffRefusal::Denied(nowhere));
        }
        let given = staff::give(ctx, auditor, address("a@b.example"), StaffRole::Auditor).await;
        assert!(matches!(refused(given), StaffRefusal::Denied(Denied::NotAllowed(_))));
    }

    async fn the_last_process_owner_stays_even_when_two_go_at_once(store: Store) {
        let portal = Portal::on(store);
        let ctx = &portal.ctx;
        let owner = || StaffRole::ProcessOwner;
        for email in ["one@service.example", "two@service.example"] {
            staff::give(ctx, Actor::Operator, address(email), owner()).await.unwrap();
        }
        let (one, two) = (portal.user("one@service.example").await, portal.user("two@service.example").await);
        let (first, second) = tokio::join!(
            staff::take(ctx, one, address("two@service.example"), owner()),
            staff::take(ctx, two, address("one@service.example"), owner())
        );
        assert_eq!([first.is_ok(), second.is_ok()].into_iter().filter(|done| *done).count(), 1);
        let left = staff::list(ctx, Actor::Operator).await.unwrap().remove(0).email;
        let last = staff::take(ctx, Actor::Operator, left.clone(), owner()).await;
        assert_eq!(refused(last), StaffRefusal::LastProcessOwner);
        let not_held = staff::take(ctx, Actor::Operator, left, StaffRole::Auditor).await;
        assert!(matches!(refused(not_held), StaffRefusal::HasNot { .. }));
    }

    async fn staff_read_what_the_policy_lets_them_and_change_nothing_of_a_partners(store: Store) {
        let portal = Portal::on(store);
        let ctx = &portal.ctx;
        let owner = portal.user("owner@harbour.example").await;
        let product = portal.product(owner, "Harbour").await;
        portal.client(owner, product).await;
        let question = || Question { most: 5, ..Question::default() };
        for (role, reads_traffic) in [("project-manager", false), ("board-member", false), ("live-service", true), ("auditor", true)] {
            let email = format!("{role}@service.example");
            staff::give(ctx, Actor::Operator, address(&email), role.parse().unwrap()).await.unwrap();
            let actor = portal.user(&email).await;
            assert_eq!(environments::view(ctx, actor, &at_sandpit(product)).await.unwrap().product.name, "Harbour");
            let traffic = traffic::list(ctx, actor, &at_sandpit(product), question()).await;
            assert_eq!(traffic.is_ok(), reads_traffic, "{role}");
            let removed = refused(environments::remove_key(ctx, actor, &at_sandpit(product), "").await);
            assert!(matches!(removed, Refusal::Denied(Denied::NotAllowed(_))), "{role}: {removed:?}");
        }
    }

    async fn a_product_has_one_client_and_its_name_once(store: Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let organisation = portal.organisation(owner, "Harbour").await;
        let create = async |name: &str| {
            products::create(&portal.ctx, owner, organisation, name.parse().unwrap()).await
        };
        let product = create("Bookings").await.unwrap();
        assert!(matches!(refused(create("Bookings").await), products::Refusal::NameTaken(_)));
        let (draft, place) = (draft(), at_sandpit(product));
        let (one, two) = tokio::join!(
            environments::register(&portal.ctx, owner, &place, &draft),
            environments::register(&portal.ctx, owner, &place, &draft)
        );
        let (good, bad): (Vec<_>, Vec<_>) = [one, two].into_iter().partition(Result::is_ok);
        assert_eq!((good.len(), bad.len()), (1, 1));
        for second in bad {
            assert!(matches!(refused(second), Refusal::RegisteredAlready));
        }
    }

    async fn traffic_is_searched_without_regard_to_case_and_paged_by_what_was_looked_through(store: Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let product = portal.product(owner, "Harbour").await;
        let client = portal.client(owner, product).await;
        let grant = Some(GrantId::from(uuid::Uuid::nil()));
        portal.record(&client.id, "AAAA-0001", "100% Élan_vital", grant).await;
        portal.record(&client.id, "AAAA-0002", "other", grant).await;
        portal.record(&client.id, "AAAA-0003", "other", None).await;
        portal.record(&ClientId::new("somebody-else"), "BBBB-0001", "100%", None).await;
        let ask = async |text: &str, most| {
            let filter = Filter { text: text.into(), ..Filter::default() };
            let question = Question { filter, before: None, most };
            let listing = traffic::list(&portal.ctx, owner, &at_sandpit(product), question).await.unwrap();
            let found = listing.exchanges.iter().map(|found| found.exchange.reference.to_string());
            (found.collect::<Vec<_>>(), listing.older.is_some())
        };
        assert_eq!(ask("", 9).await, (["AAAA-0003", "AAAA-0002", "AAAA-0001"].map(String::from).into(), false));
        assert_eq!(ask("", 2).await, (["AAAA-0003", "AAAA-0002"].map(String::from).into(), true));
        assert_eq!(ask("OTHER", 1).await, (["AAAA-0003"].map(String::from).into(), true));
        for (text, found) in [("100% ", 1), ("LAN_VITAL", 1), ("lan!vital", 0), ("lan.vital", 0), ("INVALID_GRANT", 3)] {
            assert_eq!(ask(text, 9).await.0.len(), found, "{text}");
        }
        let opened = traffic::open(&portal.ctx, owner, &at_sandpit(product), reference("AAAA-0002")).await.unwrap();
        assert_eq!(opened.sign_in.len(), 2);
        let view = environments::view(&portal.ctx, owner, &at_sandpit(product)).await.unwrap();
        assert_eq!(view.last_seen_at, Some(portal.clock.now()));
    }

    async fn one_test_person_or_all_are_put_back(store: Store) {
        let portal = Portal::on(store);
        let ctx = &portal.ctx;
        let user = portal.user("dev@harbour.example").await;
        assert_eq!(test_people::reset(ctx, user, Whom::Everybody).await.unwrap(), 12);
        let people = test_people::list(ctx, user).await.unwrap();
        assert_eq!(people.len(), 12);
        let id = people[0].sub.parse().unwrap();
        let environment = EnvironmentId::new("sandpit");
        ctx.store
            .write(move |tx| store::queries::accounts::delete(tx, &environment, id))
            .await
            .unwrap();
        assert_eq!(test_people::list(ctx, user).await.unwrap().len(), 11);
        assert_eq!(test_people::reset(ctx, user, Whom::One(id)).await.unwrap(), 1);
        assert_eq!(test_people::list(ctx, user).await.unwrap().len(), 12);
        let nobody = identity::AccountId::from(uuid::Uuid::nil());
        assert_eq!(refused(test_people::reset(ctx, user, Whom::One(nobody)).await), NotFound);
        assert_eq!(refused(test_people::reset(ctx, Actor::Operator, Whom::Everybody).await), NotFound);
    }
}
