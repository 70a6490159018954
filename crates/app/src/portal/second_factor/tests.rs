//! The second factor on both databases: who has to show it, what works once, and what stops guessing.

use std::collections::BTreeSet;

use onboarding::role::{PartnerRole, StaffRole};
use store::Store;
use testkit::on_both_databases;

use super::*;
use crate::portal::{
    organisations, sign_in, staff,
    tests::{Portal, address, refused},
};

impl Portal {
    /// Signs in by a code in the mail, as far as that goes.
    pub(in crate::portal) async fn first_factor(&self, email: &str) -> Secret {
        let (ticket, code) = self.ask(email).await;
        sign_in::enter_code(&self.ctx, &ticket, &code, None).await.unwrap().session
    }

    pub(in crate::portal) async fn holder(&self, cookie: &Secret) -> (Holder, Option<Pending>) {
        let session = sign_in::find_session(&self.ctx, cookie.expose()).await.unwrap().expect("it runs");
        let (user_id, email, shown_at) = (session.user_id, session.user.email, session.second_factor_at);
        (Holder { user_id, email, cookie: cookie.clone(), shown_at }, session.pending)
    }

    /// A new session of somebody.
    pub(in crate::portal) async fn session(&self, email: &str) -> Holder {
        let cookie = self.first_factor(email).await;
        self.holder(&cookie).await.0
    }

    pub(in crate::portal) async fn auditor(&self, email: &str) {
        staff::give(&self.ctx, Actor::Operator, address(email), StaffRole::Auditor).await.unwrap();
    }

    /// Adds an app in a new session; answers the session as it then is, what the app holds, and the recovery codes.
    pub(in crate::portal) async fn with_app(&self, email: &str) -> (Holder, SharedSecret, Vec<String>) {
        let holder = self.session(email).await;
        let secret = begin_app(&self.ctx, &holder).await.unwrap();
        let code = secret.code_at(self.ctx.now());
        let codes = finish_app(&self.ctx, &holder, " My  phone ", &code).await.unwrap();
        (self.holder(&holder.cookie).await.0, secret, codes.expect("the first app brings codes"))
    }

    pub(in crate::portal) async fn pending(&self, holder: &Holder) -> Option<Pending> {
        self.holder(&holder.cookie).await.1
    }

    /// The code of an app after a step that was not used.
    pub(in crate::portal) fn next_code(&self, secret: &SharedSecret) -> String {
        self.clock.advance(SignedDuration::from_secs(30));
        secret.code_at(self.ctx.now())
    }

    pub(in crate::portal) async fn latest_mail_to(&self, email: &str) -> String {
        let mails = outbox::list(&self.ctx, 5).await.unwrap();
        mails.into_iter().find(|mail| mail.recipient == email).expect("a mail was sent").subject
    }
}

const EMAIL: &str = "dev@service.example";

on_both_databases! {
    async fn whoever_works_for_the_service_or_signs_sets_one_up_and_nobody_else_has_to(store: Store) {
        let portal = Portal::on(store);
        let owner = portal.user("owner@harbour.example").await;
        let organisation = portal.organisation(owner, "Harbour").await;
        let developer = portal.session("owner@harbour.example").await;
        assert_eq!(portal.pending(&developer).await, None);
        let invite = organisations::invite(
            &portal.ctx, owner, organisation, address("sign@harbour.example"), BTreeSet::from([PartnerRole::Signatory]),
        );
        invite.await.unwrap();
        let signatory = portal.session("sign@harbour.example").await;
        assert_eq!(portal.pending(&signatory).await, Some(Pending::SetUp));
        // A role that is given later asks for it at once, also in a session that runs.
        portal.auditor("owner@harbour.example").await;
        assert_eq!(portal.pending(&developer).await, Some(Pending::SetUp));
    }

    async fn an_app_is_added_with_its_first_code_and_shown_in_every_later_session(store: Store) {
        let portal = Portal::on(store);
        portal.auditor(EMAIL).await;
        let open_elsewhere = portal.session(EMAIL).await;
        let (holder, secret, codes) = portal.with_app(EMAIL).await;
        assert_eq!(portal.pending(&holder).await, None);
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), RECOVERY_CODES);
        assert_eq!(portal.latest_mail_to(EMAIL).await, "An authenticator app was added to your account");
        let overview = overview(&portal.ctx, &holder).await.unwrap();
        assert_eq!((overview.apps[0].name.as_str(), overview.recovery_codes_left, overview.is_needed), ("My phone", 10, true));
        let later = portal.session(EMAIL).await;
        for session in [&open_elsewhere, &later] {
            assert_eq!(portal.pending(session).await, Some(Pending::Show));
        }
        let code = portal.next_code(&secret);
        show_app_code(&portal.ctx, &later, &format!("{} {}", &code[..3], &code[3..])).await.unwrap();
        assert_eq!(portal.pending(&later).await, None);
        assert_eq!(portal.pending(&open_elsewhere).await, Some(Pending::Show), "each session shows its own");
    }

    async fn a_code_works_once_also_when_it_comes_twice_at_once(store: Store) {
        let portal = Portal::on(store);
        let (first, secret, _) = portal.with_app(EMAIL).await;
        let used = secret.code_at(portal.ctx.now());
        let again = show_app_code(&portal.ctx, &first, &used).await;
        assert_eq!(refused(again), FactorRefusal::Wrong { tries_left: 4 }, "the code that added the app is used up");
        let other = portal.session(EMAIL).await;
        let code = portal.next_code(&secret);
        let (left, right) = tokio::join!(
            show_app_code(&portal.ctx, &first, &code),
            show_app_code(&portal.ctx, &other, &code)
        );
        assert_eq!(u8::from(left.is_ok()) + u8::from(right.is_ok()), 1);
        // The step before a used one is gone as well.
        let before = secret.code_at(portal.ctx.now() - SignedDuration::from_secs(30));
        assert!(matches!(refused(show_app_code(&portal.ctx, &other, &before).await), FactorRefusal::Wrong { .. }));
    }

    async fn five_wrong_codes_lock_every_way_for_a_quarter_of_an_hour(store: Store) {
        let portal = Portal::on(store);
        let (_, secret, codes) = portal.with_app(EMAIL).await;
        let holder = portal.session(EMAIL).await;
        for left in [4, 3, 2] {
            let wrong = refused(show_app_code(&portal.ctx, &holder, "no code").await);
            assert_eq!(wrong, FactorRefusal::Wrong { tries_left: left });
        }
        // Another session of the same person has no tries of its own, and neither have recovery codes.
        let other = portal.session(EMAIL).await;
        let wrong = refused(show_recovery_code(&portal.ctx, &other, "aaaaa-aaaaa").await);
        assert_eq!(wrong, FactorRefusal::Wrong { tries_left: 1 });
        assert!(matches!(refused(show_app_code(&portal.ctx, &other, "").await), FactorRefusal::Locked { .. }));
        let right = portal.next_code(&secret);
        for locked in [
            show_app_code(&portal.ctx, &holder, &right).await,
            show_recovery_code(&portal.ctx, &holder, &codes[0]).await,
        ] {
            assert!(matches!(refused(locked), FactorRefusal::Locked { .. }));
        }
        assert_eq!(portal.pending(&holder).await, Some(Pending::Show));
        portal.clock.advance(LOCK);
        show_app_code(&portal.ctx, &holder, &portal.next_code(&secret)).await.unwrap();
        // A right code takes the count back.
        let wrong = refused(show_app_code(&portal.ctx, &holder, "").await);
        assert_eq!(wrong, FactorRefusal::Wrong { tries_left: 4 });
    }

    async fn a_recovery_code_works_once_and_its_owner_is_told(store: Store) {
        let portal = Portal::on(store);
        let (first, _, codes) = portal.with_app(EMAIL).await;
        let (rival, _, _) = portal.with_app("rival@quay.example").await;
        let foreign = refused(show_recovery_code(&portal.ctx, &rival, &codes[0]).await);
        assert_eq!(foreign, FactorRefusal::Wrong { tries_left: 4 });
        let later = portal.session(EMAIL).await;
        let typed = codes[0].to_uppercase().replace('-', " ");
        show_recovery_code(&portal.ctx, &later, &typed).await.unwrap();
        assert_eq!(portal.pending(&later).await, None);
        assert_eq!(portal.latest_mail_to(EMAIL).await, "A recovery code was used");
        let last = portal.session(EMAIL).await;
        let again = refused(show_recovery_code(&portal.ctx, &last, &codes[0]).await);
        assert_eq!(again, FactorRefusal::Wrong { tries_left: 4 });
        assert_eq!(overview(&portal.ctx, &first).await.unwrap().recovery_codes_left, 9);
        let (later, _) = portal.holder(&later.cookie).await;
        let renewed = renew_recovery_codes(&portal.ctx, &later).await.unwrap();
        assert!(refused(show_recovery_code(&portal.ctx, &last, &codes[1]).await) == FactorRefusal::Wrong { tries_left: 3 });
        show_recovery_code(&portal.ctx, &last, &renewed[1]).await.unwrap();
    }

    async fn a_change_needs_a_second_factor_that_was_just_shown(store: Store) {
        let portal = Portal::on(store);
        let (holder, secret, _) = portal.with_app(EMAIL).await;
        let without = portal.session(EMAIL).await;
        let app: AppId = overview(&portal.ctx, &holder).await.unwrap().apps[0].id.into();
        assert_eq!(refused(begin_app(&portal.ctx, &without).await.map(|_| ())), FactorRefusal::NotFresh);
        portal.clock.advance(FRESH);
        for session in [&without, &holder] {
            assert_eq!(refused(begin_app(&portal.ctx, session).await.map(|_| ())), FactorRefusal::NotFresh);
            assert_eq!(refused(finish_app(&portal.ctx, session, "", "123456").await), FactorRefusal::NotFresh);
            assert_eq!(refused(remove(&portal.ctx, session, app).await), FactorRefusal::NotFresh);
            assert_eq!(refused(renew_recovery_codes(&portal.ctx, session).await), FactorRefusal::NotFresh);
        }
        show_app_code(&portal.ctx, &holder, &portal.next_code(&secret)).await.unwrap();
        let (holder, _) = portal.holder(&holder.cookie).await;
        let second = begin_app(&portal.ctx, &holder).await.unwrap();
        let added = finish_app(&portal.ctx, &holder, "", &second.code_at(portal.ctx.now())).await.unwrap();
        assert_eq!(added, None, "the recovery codes stay as they are");
        remove(&portal.ctx, &holder, app).await.unwrap();
        let gone = refused(show_app_code(&portal.ctx, &holder, &portal.next_code(&secret)).await);
        assert_eq!(gone, FactorRefusal::Wrong { tries_left: 4 });
    }

    async fn the_last_app_stays_while_a_role_needs_it_and_nobody_removes_anothers(store: Store) {
        let portal = Portal::on(store);
        portal.auditor(EMAIL).await;
        let (holder, _, _) = portal.with_app(EMAIL).await;
        let (rival, _, codes) = portal.with_app("rival@quay.example").await;
        let app: AppId = overview(&portal.ctx, &holder).await.unwrap().apps[0].id.into();
        assert_eq!(refused(remove(&portal.ctx, &rival, app).await), FactorRefusal::NotFound(NotFound));
        assert_eq!(refused(remove(&portal.ctx, &holder, app).await), FactorRefusal::LastOne);
        assert_eq!(overview(&portal.ctx, &holder).await.unwrap().apps.len(), 1, "a refusal changes nothing");
        // Without such a role everything goes, recovery codes as well.
        let theirs: AppId = overview(&portal.ctx, &rival).await.unwrap().apps[0].id.into();
        remove(&portal.ctx, &rival, theirs).await.unwrap();
        assert_eq!(portal.pending(&portal.session("rival@quay.example").await).await, None);
        assert!(show_recovery_code(&portal.ctx, &rival, &codes[0]).await.is_err());
    }

    async fn what_a_session_began_is_its_own_and_runs_out(store: Store) {
        let portal = Portal::on(store);
        let (one, other) = (portal.session(EMAIL).await, portal.session(EMAIL).await);
        let secret = begin_app(&portal.ctx, &one).await.unwrap();
        let again = begin_app(&portal.ctx, &one).await.unwrap();
        assert_eq!(secret.bytes(), again.bytes(), "the page can be loaded again");
        assert_ne!(secret.bytes(), begin_app(&portal.ctx, &other).await.unwrap().bytes());
        let code = secret.code_at(portal.ctx.now());
        let foreign = refused(finish_app(&portal.ctx, &other, "", &code).await);
        assert_eq!(foreign, FactorRefusal::Wrong { tries_left: 4 });
        portal.clock.advance(SETUP_LIFE);
        let code = secret.code_at(portal.ctx.now());
        assert_eq!(refused(finish_app(&portal.ctx, &one, "", &code).await), FactorRefusal::Over);
    }

    async fn nobody_has_more_than_five_apps(store: Store) {
        let portal = Portal::on(store);
        let (holder, _, _) = portal.with_app(EMAIL).await;
        for _ in 1..MOST_APPS {
            let secret = begin_app(&portal.ctx, &holder).await.unwrap();
            finish_app(&portal.ctx, &holder, "", &secret.code_at(portal.ctx.now())).await.unwrap();
        }
        assert_eq!(refused(begin_app(&portal.ctx, &holder).await.map(|_| ())), FactorRefusal::TooMany);
    }

    async fn a_secret_that_was_moved_to_another_app_does_not_open(store: Store) {
        let portal = Portal::on(store);
        let (victim, _, _) = portal.with_app(EMAIL).await;
        let (thief, secret, _) = portal.with_app("thief@quay.example").await;
        let stolen = overview(&portal.ctx, &thief).await.unwrap().apps.remove(0);
        let (user, thiefs) = (victim.user_id.uuid(), stolen.id);
        let moved = AuthenticatorApp { id: ctx_id(&portal.ctx), last_step: 0, ..stolen };
        portal.ctx.store.write(move |tx| {
            queries::delete_app(tx, user, thiefs)?;
            queries::insert_app(tx, user, &moved)
        }).await.unwrap();
        let session = portal.session(EMAIL).await;
        let shown = show_app_code(&portal.ctx, &session, &portal.next_code(&secret)).await;
        assert!(matches!(shown, Err(Error::Internal(Internal::SecondFactor(_)))), "{shown:?}");
        assert_eq!(portal.pending(&session).await, Some(Pending::Show));
    }

    async fn whoever_runs_the_machine_resets_what_somebody_lost(store: Store) {
        let portal = Portal::on(store);
        portal.auditor(EMAIL).await;
        let (holder, _, codes) = portal.with_app(EMAIL).await;
        let actor = Actor::User(holder.user_id);
        assert_eq!(refused(reset(&portal.ctx, actor, address(EMAIL)).await), NotFound);
        assert_eq!(refused(reset(&portal.ctx, Actor::Operator, address("x@service.example")).await), NotFound);
        reset(&portal.ctx, Actor::Operator, address(EMAIL)).await.unwrap();
        assert!(sign_in::find_session(&portal.ctx, holder.cookie.expose()).await.unwrap().is_none());
        let session = portal.session(EMAIL).await;
        assert_eq!(portal.pending(&session).await, Some(Pending::SetUp));
        assert!(show_recovery_code(&portal.ctx, &session, &codes[0]).await.is_err());
    }
}

fn ctx_id(ctx: &Context) -> uuid::Uuid {
    let id: AppId = ctx.new_id();
    id.uuid()
}
