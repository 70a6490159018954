//! Meetings of the Board.

use store::{
    Store,
    queries::{
        board, integrations,
        portal::{organisations, products, roles, users},
    },
};
use testkit::on_both_databases;
use uuid::Uuid;

use crate::samples::{HASH, an_integration, in_one_transaction, later, now};

on_both_databases! {
    async fn meetings_of_the_board_are_frozen_once_and_closed_once(store: Store) {
        in_one_transaction(&store, |tx| {
            let [organisation, product, integration, member] = std::array::from_fn(|n| {
                Uuid::from_u128(u128::try_from(n).unwrap() + 70)
            });
            let name = organisations::Organisation {
                id: organisation, name: "Harbour".into(), ods_code: None, created_at: now(),
            };
            organisations::insert(tx, &name)?;
            assert!(products::insert(tx, product, organisation, "Appointments", now())?);
            integrations::insert(tx, &an_integration(integration, product, organisation))?;
            let waiting = integrations::Waiting {
                role: "board-member".into(), check_id: "board.approved".into(), is_next: true, since: now(),
                title: "Decide".into(), because: "It waits.".into(),
            };
            integrations::replace_waiting(tx, integration, std::slice::from_ref(&waiting))?;
            users::find_or_insert(tx, member, &"ada@service.example".parse().unwrap(), now())?;
            roles::give_staff(tx, member, &onboarding::role::StaffRole::BoardMember, None, now())?;

            let meeting = board::Meeting {
                id: Uuid::from_u128(60), on_date: "2026-12-02".parse().unwrap(), papers_freeze_at: later(5),
                quorum: 3, frozen: None, closed: None,
            };
            assert!(board::insert(tx, &meeting)?);
            assert!(!board::insert(tx, &board::Meeting { id: Uuid::from_u128(61), ..meeting.clone() })?);
            assert_eq!(board::lock(tx, meeting.id)?.as_ref(), Some(&meeting));
            assert!(board::list_to_freeze(tx, later(4))?.is_empty());
            assert_eq!(board::list_to_freeze(tx, later(5))?, [meeting.id]);

            let item = board::Item {
                meeting_id: meeting.id, integration_id: integration, decision: "board".into(), added_at: now(),
            };
            assert!(board::add_item(tx, &item)? && !board::add_item(tx, &item)?);
            assert_eq!((board::list_items(tx, meeting.id)?, board::count_items(tx, meeting.id)?), (vec![item], 1));
            let found = board::list_waiting(tx, 9)?;
            assert_eq!((found.len(), found[0].integration_id, found[0].product.as_str()), (1, integration, "Appointments"));

            board::set_read(tx, meeting.id, member)?;
            board::set_present(tx, meeting.id, member, true)?;
            let members = board::list_members(tx, meeting.id)?;
            assert!(members.len() == 1 && members[0].is_present && members[0].has_read);
            board::set_present(tx, meeting.id, member, false)?;
            assert!(!board::list_members(tx, meeting.id)?[0].is_present);
            board::declare(tx, meeting.id, integration, member, "I know them")?;
            board::declare(tx, meeting.id, integration, member, "I advise them")?;
            let interests = board::list_interests(tx, meeting.id)?;
            assert_eq!((interests.len(), interests[0].what.as_str()), (1, "I advise them"));

            let frozen = board::Frozen { at: later(6), pack: "{ }".into(), sha256: HASH.to_vec() };
            assert!(board::freeze(tx, meeting.id, &frozen)?);
            assert!(!board::freeze(tx, meeting.id, &board::Frozen { pack: "{}".into(), ..frozen.clone() })?);
            assert!(board::list_to_freeze(tx, later(9))?.is_empty());
            let closed = board::Closed { at: later(7), minute: "All agreed.".into() };
            assert_eq!((board::list_open(tx)?.len(), board::list_closed(tx, 9)?.len()), (1, 0));
            assert!(board::close(tx, meeting.id, &closed)? && !board::close(tx, meeting.id, &closed)?);
            let whole = board::Meeting { frozen: Some(frozen), closed: Some(closed), ..meeting };
            assert_eq!((board::list_open(tx)?, board::list_closed(tx, 9)?), (vec![], vec![whole]));
            assert!(board::remove_item(tx, Uuid::from_u128(60), integration, "board")?);
            assert!(!board::remove_item(tx, Uuid::from_u128(60), integration, "board")?);
            Ok(())
        }).await;
    }
}
