//! Signing keys that hand over when their time has come.

use app::keys::{self, KeyState, KeySummary};
use kernel::SignedDuration;
use testkit::{FromTestDatabase, TestDatabase, on_both_databases};

use crate::support::Sandpit;

/// Keys sign for ninety days here.
#[derive(Clone)]
struct Turning(Sandpit);

impl FromTestDatabase<'_> for Turning {
    fn from_test_database(database: &TestDatabase) -> Self {
        let mut sandpit = Sandpit::with(database, |_| {});
        sandpit.ctx = sandpit.ctx.with_key_rotation(90);
        Self(sandpit)
    }
}

async fn listed(sandpit: &Sandpit) -> Vec<KeySummary> {
    let (ctx, id) = (sandpit.ctx.clone(), sandpit.environment.id.clone());
    tokio::task::spawn_blocking(move || keys::list(&ctx, &id)).await.unwrap().unwrap()
}

fn of(keys: &[KeySummary], state: KeyState) -> &KeySummary {
    keys.iter().find(|key| key.state == state).unwrap()
}

on_both_databases! {
    async fn the_next_key_signs_on_the_day_that_was_announced(turning: Turning) {
        let Turning(sandpit) = turning;
        let service = sandpit.service().await;
        let before = listed(&sandpit).await;
        let (signing, next) = (of(&before, KeyState::Signing), of(&before, KeyState::Next));
        let day = signing.activated_at.unwrap() + SignedDuration::from_hours(90 * 24);
        assert_eq!((signing.takes_turn_at, next.takes_turn_at), (Some(day), Some(day)));
        sandpit.advance(SignedDuration::from_hours(90 * 24 - 1));
        assert_eq!(keys::rotate_due(&sandpit.ctx).await.unwrap(), 0);
        sandpit.advance(SignedDuration::from_hours(1));
        // Several processes look at once: one of them hands over.
        let lookers = [(); 3].map(|()| {
            let ctx = sandpit.ctx.clone();
            tokio::spawn(async move { keys::rotate_due(&ctx).await.unwrap() })
        });
        let mut handed_over = 0;
        for looker in lookers {
            handed_over += looker.await.unwrap();
        }
        assert_eq!(handed_over, 1);
        assert_eq!(keys::rotate_due(&sandpit.ctx).await.unwrap(), 0);
        let after = listed(&sandpit).await;
        assert_eq!(after.len(), 3);
        assert_eq!(of(&after, KeyState::Signing).kid, next.kid);
        assert_eq!(of(&after, KeyState::Retired).kid, signing.kid);
        assert!(of(&after, KeyState::Retired).takes_turn_at.is_none());
        let tokens = service.tokens_of(crate::support::people::P9, &service.request()).await;
        assert_eq!(service.verify(&tokens.id).await.header["kid"], next.kid);
    }
}

#[tokio::test]
async fn where_nothing_is_said_keys_wait_for_a_command() {
    let database = TestDatabase::sqlite();
    let sandpit = Sandpit::with(&database, |_| {});
    sandpit.advance(SignedDuration::from_hours(24 * 10_000));
    assert_eq!(keys::rotate_due(&sandpit.ctx).await.unwrap(), 0);
    assert!(listed(&sandpit).await.iter().all(|key| key.takes_turn_at.is_none()));
}
