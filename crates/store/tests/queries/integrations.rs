//! Integrations in lists, and what they wait for.

use identity::{
    Client, ClientId, EnvironmentId, Exchange,
    exchange::{Endpoint, Outcome},
};
use kernel::Timestamp;
use store::{
    Store, Tx,
    queries::{clients, eligibility, exchanges, integrations, portfolio},
};
use testkit::on_both_databases;
use uuid::Uuid;

use crate::samples::{
    HASH, OTHER_HASH, exchange, in_one_transaction, later, now, portfolio_of_two, sandpit, scopes,
};

fn client(id: &str) -> Client {
    Client {
        id: ClientId::new(id),
        name: id.to_owned(),
        redirect_uris: vec!["https://example.org/callback".to_owned()],
        scopes: scopes(),
        vectors: vec!["P9.Cp.Cd".parse().unwrap()],
        sso_partners: Vec::new(),
        keys: Vec::new(),
        repeats_claims_in_header: false,
        permissions: identity::Permissions::default(),
        is_suspended: false,
        created_at: now(),
    }
}

on_both_databases! {
    async fn a_portfolio_is_searched_and_paged_longest_wait_first(store: Store) {
        use portfolio::{Progress, Search};
        in_one_transaction(&store, |tx| {
            let manager = portfolio_of_two(tx)?;
            let mut found = |search: Search, after| -> Vec<u128> {
                let rows = portfolio::search(tx, &search, after, 2).unwrap();
                rows.iter().map(|row| row.integration.id.as_u128()).collect()
            };
            let all = || Search { progress: Progress::All, ..Search::default() };
            let place = |number: u128| Some((later(i64::try_from(number).unwrap()), Uuid::from_u128(number)));
            assert_eq!(found(all(), None), [1, 2]);
            assert_eq!(found(all(), place(2)), [3, 4]);
            assert_eq!(found(all(), place(4)), [5]);
            assert_eq!(found(Search::default(), place(2)), [5]);
            assert_eq!(found(Search { progress: Progress::Paused, ..Search::default() }, None), [3]);
            assert_eq!(found(Search { progress: Progress::Done, ..Search::default() }, None), [4]);
            assert!(found(Search { progress: Progress::Withdrawn, ..Search::default() }, None).is_empty());
            assert_eq!(found(Search { project_manager: Some(manager), ..all() }, place(1)), [2]);
            assert_eq!(found(Search { turn: Some("partner".into()), ..all() }, None), [1]);
            assert_eq!(found(Search { stage: Some("apply".into()), ..all() }, place(2)), [3, 5]);
            assert!(found(Search { edition: Some("2024-01".into()), ..all() }, None).is_empty());
            assert_eq!(found(Search { text: "0%".into(), ..all() }, None), [2, 4]);
            assert_eq!(found(Search { text: "harBOUR".into(), ..all() }, place(1)), [3, 5]);
            assert_eq!(found(Search { text: "7q4m-0005".into(), ..all() }, None), [5]);
            let rows = portfolio::search(tx, &all(), None, 1)?;
            assert_eq!((rows[0].product.as_str(), rows[0].organisation.as_str()), ("Appointments", "Harbour"));
            assert_eq!(rows[0].project_manager.as_ref().unwrap().to_string(), "pm@service.example");
            let unassigned = portfolio::list_unassigned(tx, 9)?;
            assert_eq!(unassigned.iter().map(|row| row.integration.id.as_u128()).collect::<Vec<_>>(), [5]);
            Ok(())
        }).await;
    }

    async fn what_waits_for_a_role_is_listed_longest_first(store: Store) {
        in_one_transaction(&store, |tx| {
            let manager = portfolio_of_two(tx)?;
            let waiting = |role: &str, minutes| integrations::Waiting {
                role: role.into(), check_id: "c".into(), is_next: true, since: later(minutes), title: "T".into(), because: "B.".into(),
            };
            integrations::replace_waiting(tx, Uuid::from_u128(1), &[waiting("board-member", 1), waiting("project-manager", 9)])?;
            integrations::replace_waiting(tx, Uuid::from_u128(5), &[waiting("project-manager", 2)])?;
            let mut listed = |manager| -> Vec<(u128, Timestamp)> {
                let rows = portfolio::list_waiting_for(tx, "project-manager", manager, 9).unwrap();
                rows.iter().map(|(row, waiting)| (row.integration.id.as_u128(), waiting.since)).collect()
            };
            assert_eq!(listed(None), [(5, later(2)), (1, later(9))]);
            assert_eq!(listed(Some(manager)), [(1, later(9))]);
            Ok(())
        }).await;
    }

    async fn answers_of_the_eligibility_check_are_kept_until_they_run_out(store: Store) {
        in_one_transaction(&store, |tx| {
            let answers = serde_json::json!({ "a.b": "c" });
            let found = |tx: &mut Tx<'_>, hash: &[u8], now| {
                eligibility::find::<serde_json::Value>(tx, hash, now)
            };
            eligibility::save(tx, HASH, "2025-09", &serde_json::json!({}), later(10))?;
            eligibility::save(tx, HASH, "2026-09", &answers, later(20))?;
            assert_eq!(found(tx, HASH, later(19))?, Some(("2026-09".to_owned(), answers)));
            assert_eq!(found(tx, HASH, later(20))?, None);
            assert_eq!(found(tx, OTHER_HASH, now())?, None);
            eligibility::delete(tx, HASH)?;
            assert_eq!(found(tx, HASH, now())?, None);
            Ok(())
        }).await;
    }

    async fn a_sign_in_is_awaited_by_those_whose_own_client_carried_one_through(store: Store) {
        in_one_transaction(&store, |tx| {
            portfolio_of_two(tx)?;
            // Harbour's, with a client of its own, and Quay's.
            for (number, role, check_id) in
                [(1, "developer", "sandpit"), (2, "developer", "sandpit"), (3, "developer", "other"), (5, "owner", "sandpit")]
            {
                let waiting = integrations::Waiting {
                    role: role.into(), check_id: check_id.into(), is_next: false, since: now(), title: "T".into(), because: "B.".into(),
                };
                integrations::replace_waiting(tx, Uuid::from_u128(number), &[waiting])?;
            }
            let awaiting = |tx: &mut Tx<'_>, role: &str, environment: &str, most| -> Vec<u128> {
                let found = integrations::list_awaiting_sign_in(tx, role, "sandpit", environment, most).unwrap();
                found.iter().map(Uuid::as_u128).collect()
            };
            clients::save(tx, &sandpit(), &client("harbour"), Some(Uuid::from_u128(101)), now())?;
            clients::save(tx, &sandpit(), &client("quay"), Some(Uuid::from_u128(201)), now())?;
            assert!(awaiting(tx, "developer", "sandpit", 9).is_empty(), "nobody signed in");
            // A request alone, a person's details that were refused, and those of another environment are no sign-in.
            let of = |seed, client: &str| Exchange { client_id: Some(ClientId::new(client)), ..exchange(seed) };
            let userinfo = |seed, client| Exchange { endpoint: Endpoint::Userinfo, outcome: Outcome::Succeeded, ..of(seed, client) };
            exchanges::insert(tx, &Exchange { outcome: Outcome::Succeeded, ..of(1, "harbour") })?;
            exchanges::insert(tx, &Exchange { outcome: Outcome::Refused, ..userinfo(2, "harbour") })?;
            exchanges::insert(tx, &Exchange { environment: EnvironmentId::new("live"), ..userinfo(3, "harbour") })?;
            assert!(awaiting(tx, "developer", "sandpit", 9).is_empty());
            exchanges::insert(tx, &userinfo(4, "harbour"))?;
            exchanges::insert(tx, &userinfo(5, "harbour"))?;
            assert_eq!(awaiting(tx, "developer", "sandpit", 9), [1], "once, and not for another product");
            assert_eq!(awaiting(tx, "owner", "sandpit", 9), [5]);
            assert!(awaiting(tx, "developer", "live", 9).is_empty());
            exchanges::insert(tx, &userinfo(6, "quay"))?;
            assert_eq!(awaiting(tx, "developer", "sandpit", 9), [1, 2]);
            assert_eq!(awaiting(tx, "developer", "sandpit", 1), [1]);
            Ok(())
        }).await;
    }
}
