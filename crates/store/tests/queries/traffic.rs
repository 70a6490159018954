//! Exchanges and messages, and how long they stay.

use identity::{Exchange, GrantId, exchange::Outcome};
use kernel::SeededRandom;
use store::{
    Store,
    queries::{accounts, assertions, exchanges, grants, housekeeping, messages, sessions, throttles},
};
use testkit::on_both_databases;
use uuid::Uuid;

use crate::samples::{
    HASH, account, client_id, exchange, grant, in_one_transaction, issue, later, now, same, sandpit, session,
};

on_both_databases! {
    async fn exchanges_are_found_by_reference_by_client_and_by_sign_in(store: Store) {
        in_one_transaction(&store, |tx| {
            for seed in 1..=3 {
                exchanges::insert(tx, &exchange(seed))?;
            }
            let grant_id = GrantId::opaque(&SeededRandom::new(90));
            let (grant_id, error) = (Some(grant_id), Some("access_denied".to_owned()));
            let completed = Exchange { grant_id, outcome: Outcome::Refused, error, ..exchange(2) };
            exchanges::complete(tx, &completed)?;
            let found = exchanges::find(tx, &sandpit(), &completed.reference)?.unwrap();
            // In their order, and with the stranger's NUL made harmless.
            let parameters = [("z".to_owned(), "1\u{fffd}".to_owned()), ("a".to_owned(), "2".to_owned())];
            assert_eq!(found.exchange.details.parameters, parameters);
            assert_eq!((found.exchange.outcome, &found.exchange.error), (completed.outcome, &completed.error));
            let sequences = |found: Vec<exchanges::Recorded>| -> Vec<i64> { found.iter().map(|e| e.sequence).collect() };
            let all = sequences(exchanges::list_after(tx, &sandpit(), &client_id(), 0, 10)?);
            assert!(all.len() == 3 && all.is_sorted() && all[1] == found.sequence, "{all:?}");
            assert_eq!(sequences(exchanges::list_after(tx, &sandpit(), &client_id(), all[0], 1)?), [all[1]]);
            assert_eq!(sequences(exchanges::list_before(tx, &sandpit(), &client_id(), all[2], 5)?), [all[1], all[0]]);
            let of_grant = exchanges::list_of_grant(tx, &sandpit(), &client_id(), completed.grant_id.unwrap())?;
            assert_eq!(sequences(of_grant), [all[1]]);
            Ok(())
        }).await;
    }

    async fn messages_are_claimed_by_one_worker_at_a_time(store: Store) {
        in_one_transaction(&store, |tx| {
            let message = messages::StoredMessage {
                id: Uuid::from_u128(1),
                sender: "sandpit".to_owned(),
                channel: "email".to_owned(),
                recipient: "ada@example.com".to_owned(),
                subject: "Confirm".to_owned(),
                text: "Open the link".to_owned(),
                html: None,
                attachment: Some(messages::StoredAttachment {
                    name: "call.ics".to_owned(),
                    media_type: "text/calendar".to_owned(),
                    content: "BEGIN:VCALENDAR".to_owned(),
                }),
                created_at: now(),
                attempts: 0,
                next_attempt_at: Some(now()),
                sent_at: None,
                failure: None,
            };
            messages::insert(tx, &message)?;
            same(&messages::find(tx, message.id)?, &Some(&message));
            same(&messages::list(tx, 5)?, &[&message]);
            let claimed = messages::claim(tx, later(1), later(5))?.unwrap();
            assert_eq!((claimed.id, claimed.attempts), (message.id, 1));
            assert!(messages::claim(tx, later(1), later(5))?.is_none());
            // Whoever claimed it has not been heard of: it is another's.
            assert!(messages::claim(tx, later(4), later(9))?.is_none());
            assert_eq!(messages::claim(tx, later(5), later(9))?.unwrap().attempts, 2);
            messages::mark_failed(tx, message.id, "refused", Some(later(6)))?;
            assert_eq!(messages::claim(tx, later(6), later(9))?.unwrap().failure.as_deref(), Some("refused"));
            messages::mark_sent(tx, message.id, later(7))?;
            let sent = messages::find(tx, message.id)?.unwrap();
            assert_eq!((sent.sent_at, sent.failure, sent.next_attempt_at), (Some(later(7)), None, None));
            Ok(())
        }).await;
    }

    async fn sweeping_removes_what_has_run_out_and_nothing_else(store: Store) {
        in_one_transaction(&store, |tx| {
            let account = account(1);
            accounts::insert(tx, &sandpit(), &account, "argon")?;
            sessions::insert(tx, &sandpit(), HASH, &session(&account))?;
            let grant = grant(&account);
            grants::insert(tx, &sandpit(), &grant, HASH)?;
            grants::insert_issue(tx, &issue(&grant, 91), HASH)?;
            exchanges::insert(tx, &exchange(1))?;
            throttles::count(tx, &sandpit(), HASH, now(), later(10))?;
            let (environment, client_id) = (sandpit(), client_id());
            assertions::note(tx, assertions::Use {
                environment: &environment, client_id: &client_id, jti_hash: HASH, now: now(), expires_at: later(60),
            })?;
            let early = housekeeping::Horizon { now: now(), traffic: now(), grants: now() };
            assert_eq!(housekeeping::sweep(tx, early)?, 0);
            let late = housekeeping::Horizon { now: later(61), traffic: later(1), grants: later(11) };
            // A session, a count, a use, an exchange and a grant; its issue goes with it.
            assert_eq!(housekeeping::sweep(tx, late)?, 5);
            assert_eq!(housekeeping::sweep(tx, late)?, 0);
            assert!(grants::find_by_refresh_token(tx, &sandpit(), HASH)?.is_none());
            assert!(accounts::find(tx, &sandpit(), account.id)?.is_some());
            Ok(())
        }).await;
    }
}
