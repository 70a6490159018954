//! Passkeys on both databases, with a device made of a key and a counter that can also lie. (A device that we did not write is in the
//! browser's journeys.)

use kernel::SignedDuration;
use store::Store;
use testkit::{PRESENT, PasskeyDevice, VERIFIED, on_both_databases};

use super::*;
use crate::portal::{
    second_factor::{self, Pending, overview},
    tests::{Portal, refused},
};

const EMAIL: &str = "dev@harbour.example";
const STAFF: &str = "ada@service.example";

/// An authenticator with one passkey, at the portal.
fn new_device(number: u8) -> PasskeyDevice {
    PasskeyDevice::new(number, "http://localhost:4000")
}

impl Portal {
    /// Adds a passkey in a new session; answers the session as it then is, and the device.
    async fn with_passkey(&self, email: &str, number: u8) -> (Holder, PasskeyDevice) {
        let holder = self.session(email).await;
        let mut device = new_device(number);
        // Messages are in the order of time.
        self.clock.advance(SignedDuration::from_millis(1));
        let answer = device.make(&begin_passkey(&self.ctx, &holder).await.unwrap());
        let codes = add_passkey(&self.ctx, &holder, " Work  laptop ", &answer).await.unwrap();
        assert_eq!(codes.map(|codes| codes.len()), Some(second_factor::RECOVERY_CODES));
        (self.holder(&holder.cookie).await.0, device)
    }

    async fn asked(&self, holder: &Holder) -> String {
        ask_for_passkey(&self.ctx, holder).await.unwrap().expect("they have a passkey")
    }

    async fn kept(&self, holder: &Holder) -> Passkey {
        overview(&self.ctx, holder).await.unwrap().passkeys.remove(0)
    }

    async fn discovered(&self) -> (String, String) {
        let asked = ask_to_sign_in(&self.ctx, "/integrations".into()).await.unwrap();
        (asked.ticket.expose().to_owned(), asked.options)
    }
}

on_both_databases! {
    async fn a_passkey_is_added_by_its_first_answer_and_shown_in_every_later_session(store: Store) {
        let portal = Portal::on(store);
        portal.auditor(STAFF).await;
        let (holder, mut device) = portal.with_passkey(STAFF, 1).await;
        assert_eq!(portal.pending(&holder).await, None);
        assert_eq!(portal.latest_mail_to(STAFF).await, "A passkey was added to your account");
        assert_eq!(portal.kept(&holder).await.name, "Work laptop");
        let later = portal.session(STAFF).await;
        assert_eq!(portal.pending(&later).await, Some(Pending::Show));
        let answer = device.show(&portal.asked(&later).await);
        show_passkey(&portal.ctx, &later, &answer).await.unwrap();
        assert_eq!(portal.pending(&later).await, None);
        let kept = portal.kept(&later).await;
        assert_eq!(kept.used_at, Some(portal.ctx.now()));
        assert_eq!(kept.credential["cred"]["counter"], 2, "{}", kept.credential);
    }

    async fn an_answer_counts_once_in_time_and_in_its_own_session(store: Store) {
        let portal = Portal::on(store);
        let (_, mut device) = portal.with_passkey(EMAIL, 1).await;
        let (one, other) = (portal.session(EMAIL).await, portal.session(EMAIL).await);
        let answer = device.show(&portal.asked(&one).await);
        assert_eq!(refused(show_passkey(&portal.ctx, &other, &answer).await), FactorRefusal::Over);
        portal.asked(&other).await;
        assert_eq!(refused(show_passkey(&portal.ctx, &other, &answer).await), FactorRefusal::Passkey);
        show_passkey(&portal.ctx, &one, &answer).await.unwrap();
        assert_eq!(refused(show_passkey(&portal.ctx, &one, &answer).await), FactorRefusal::Over);
        let late = device.show(&portal.asked(&one).await);
        portal.clock.advance(CHALLENGE_LIFE);
        assert_eq!(refused(show_passkey(&portal.ctx, &one, &late).await), FactorRefusal::Over);
        // An answer that fails has used up its challenge as well.
        let good = device.show(&portal.asked(&one).await);
        assert_eq!(refused(show_passkey(&portal.ctx, &one, "{}").await), FactorRefusal::Passkey);
        assert_eq!(refused(show_passkey(&portal.ctx, &one, &good).await), FactorRefusal::Over);
    }

    async fn only_a_verified_person_with_the_right_key_on_our_own_site_is_believed(store: Store) {
        let portal = Portal::on(store);
        let (_, mut device) = portal.with_passkey(EMAIL, 1).await;
        let holder = portal.session(EMAIL).await;
        let lies: [fn(&mut PasskeyDevice); 5] = [
            |device| device.flags = PRESENT,
            |device| device.flags = VERIFIED,
            |device| device.origin = "http://evil.example",
            |device| device.origin = "http://localhost:4001",
            |device| device.id = [9; 16],
        ];
        for (number, lie) in lies.into_iter().enumerate() {
            let mut liar = PasskeyDevice { user: device.user.clone(), counter: device.counter, ..new_device(1) };
            std::mem::swap(&mut liar.pair, &mut device.pair);
            lie(&mut liar);
            let answer = liar.show(&portal.asked(&holder).await);
            assert_eq!(refused(show_passkey(&portal.ctx, &holder, &answer).await), FactorRefusal::Passkey, "{number}");
            std::mem::swap(&mut liar.pair, &mut device.pair);
        }
        // Another key under the same id.
        let answer = PasskeyDevice { counter: 7, ..new_device(1) }.show(&portal.asked(&holder).await);
        assert_eq!(refused(show_passkey(&portal.ctx, &holder, &answer).await), FactorRefusal::Passkey);
        // A copy that lags behind: the counter has to go up.
        let answer = device.show(&portal.asked(&holder).await);
        show_passkey(&portal.ctx, &holder, &answer).await.unwrap();
        device.counter -= 1;
        let answer = device.show(&portal.asked(&holder).await);
        assert_eq!(refused(show_passkey(&portal.ctx, &holder, &answer).await), FactorRefusal::Passkey);
    }

    async fn a_passkey_is_made_by_a_verified_person_on_our_own_site_and_is_nobody_elses(store: Store) {
        let portal = Portal::on(store);
        let holder = portal.session(EMAIL).await;
        let lies: [fn(&mut PasskeyDevice); 2] = [|device| device.flags = PRESENT, |device| device.origin = "http://evil.example"];
        for lie in lies {
            let mut device = new_device(1);
            lie(&mut device);
            let answer = device.make(&begin_passkey(&portal.ctx, &holder).await.unwrap());
            assert_eq!(refused(add_passkey(&portal.ctx, &holder, "", &answer).await), FactorRefusal::Passkey);
        }
        let answer = new_device(1).make(&begin_passkey(&portal.ctx, &holder).await.unwrap());
        add_passkey(&portal.ctx, &holder, "", &answer).await.unwrap();
        let other = portal.session("rival@quay.example").await;
        let taken = new_device(1).make(&begin_passkey(&portal.ctx, &other).await.unwrap());
        assert_eq!(refused(add_passkey(&portal.ctx, &other, "", &taken).await), FactorRefusal::Passkey);
        assert!(overview(&portal.ctx, &other).await.unwrap().passkeys.is_empty());
        assert_eq!(portal.pending(&other).await, None, "nothing was shown and nothing is needed");
    }

    async fn the_last_one_stays_while_a_role_needs_it_and_a_change_shows_one_first(store: Store) {
        let portal = Portal::on(store);
        portal.auditor(STAFF).await;
        let (holder, mut device) = portal.with_passkey(STAFF, 1).await;
        let first = portal.kept(&holder).await.id.into();
        assert_eq!(refused(second_factor::remove(&portal.ctx, &holder, first).await), FactorRefusal::LastOne);
        let answer = new_device(2).make(&begin_passkey(&portal.ctx, &holder).await.unwrap());
        assert_eq!(add_passkey(&portal.ctx, &holder, "", &answer).await.unwrap(), None, "they have their codes");
        let removed = second_factor::remove(&portal.ctx, &holder, first).await.unwrap();
        assert_eq!(removed, second_factor::Removed::Passkey);
        assert_eq!(portal.latest_mail_to(STAFF).await, "A passkey was removed from your account");
        let later = portal.session(STAFF).await;
        let answer = device.show(&portal.asked(&later).await);
        assert_eq!(refused(show_passkey(&portal.ctx, &later, &answer).await), FactorRefusal::Passkey);
        let second = portal.kept(&holder).await.id.into();
        assert_eq!(refused(begin_passkey(&portal.ctx, &later).await), FactorRefusal::NotFresh);
        assert_eq!(refused(second_factor::remove(&portal.ctx, &later, second).await), FactorRefusal::NotFresh);
        let rival = portal.session("rival@quay.example").await;
        let theirs = second_factor::remove(&portal.ctx, &rival, second).await;
        assert_eq!(refused(theirs), FactorRefusal::NotFound(NotFound));
    }

    async fn whoever_guesses_codes_waits_for_every_way(store: Store) {
        let portal = Portal::on(store);
        let (_, mut device) = portal.with_passkey(EMAIL, 1).await;
        let holder = portal.session(EMAIL).await;
        for _ in 0..second_factor::MOST_TRIES {
            let _ = second_factor::show_recovery_code(&portal.ctx, &holder, "aaaaa-aaaaa").await;
        }
        let answer = device.show(&portal.asked(&holder).await);
        let refusal = refused(show_passkey(&portal.ctx, &holder, &answer).await);
        assert!(matches!(refusal, FactorRefusal::Locked { .. }), "{refusal:?}");
    }

    async fn a_passkey_signs_in_by_itself_once_in_time_and_in_its_own_browser(store: Store) {
        let portal = Portal::on(store);
        portal.auditor(STAFF).await;
        let (before, mut device) = portal.with_passkey(STAFF, 1).await;
        let (ticket, options) = portal.discovered().await;
        let (other, _) = portal.discovered().await;
        let answer = device.show(&options);
        for (ticket, why) in [("nonsense", PasskeySignInRefusal::Over), (&other, PasskeySignInRefusal::Refused)] {
            assert_eq!(refused(sign_in_by_passkey(&portal.ctx, ticket, &answer, None).await), why);
        }
        let replaced = Some(before.cookie.expose());
        let signed_in = sign_in_by_passkey(&portal.ctx, &ticket, &answer, replaced).await.unwrap();
        assert_eq!((signed_in.user.email.as_str(), signed_in.destination.as_str()), (STAFF, "/integrations"));
        let session = sign_in::find_session(&portal.ctx, signed_in.session.expose()).await.unwrap().unwrap();
        assert_eq!((session.pending, session.second_factor_at), (None, Some(portal.ctx.now())));
        assert!(sign_in::find_session(&portal.ctx, before.cookie.expose()).await.unwrap().is_none());
        let again = sign_in_by_passkey(&portal.ctx, &ticket, &answer, None).await;
        assert_eq!(refused(again), PasskeySignInRefusal::Over);
        let (ticket, options) = portal.discovered().await;
        portal.clock.advance(CHALLENGE_LIFE);
        let late = sign_in_by_passkey(&portal.ctx, &ticket, &device.show(&options), None).await;
        assert_eq!(refused(late), PasskeySignInRefusal::Over);
    }

    async fn a_passkey_that_nobody_has_signs_nobody_in(store: Store) {
        let portal = Portal::on(store);
        let (_, device) = portal.with_passkey(EMAIL, 1).await;
        let strangers = [
            // Of nobody; of another key under a known id; of a known person without verification.
            PasskeyDevice { user: vec![7; 16], ..new_device(3) },
            PasskeyDevice { user: device.user.clone(), counter: 9, ..new_device(1) },
            PasskeyDevice { user: Vec::new(), ..new_device(1) },
            PasskeyDevice { flags: PRESENT, ..device },
        ];
        for mut stranger in strangers {
            let (ticket, options) = portal.discovered().await;
            let refusal = sign_in_by_passkey(&portal.ctx, &ticket, &stranger.show(&options), None).await;
            assert_eq!(refused(refusal), PasskeySignInRefusal::Refused);
        }
    }
}
