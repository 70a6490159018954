//! Conditions of the Board, from its decision to the list of what is in force, and the list of an installation that had none.

use store::{StoreError, params, queries::bound as queries};

use super::*;

impl Table {
    async fn approved(store: Store) -> Self {
        let table = Self::ready(store).await;
        let due = "2026-12-31".parse().unwrap();
        let condition = |text: &str| Condition { text: text.into(), owner: "harbour".into(), due };
        let conditions = vec![condition("Show the contract"), condition("Name a safety officer")];
        table.decide(table.members[0], Verdict { conditions, ..approval() }).await.unwrap();
        table
    }

    async fn bound(&self, wanted: Wanted) -> AllBound {
        bound(&self.house.ctx, self.members[0], wanted).await.unwrap()
    }

    async fn settle(&self, actor: Actor, command: Command) -> Result<(), String> {
        let done = integrations::act(&self.house.ctx, actor, self.integration, command).await;
        done.map(drop).map_err(|error| error.to_string())
    }

    fn close(&self, condition: u32) -> Command {
        let decision = self.decision.clone();
        Command::CloseCondition { decision, condition, seen: "It is signed".into(), file: None }
    }
}

on_both_databases! {
    async fn what_is_closed_leaves_the_list_and_what_got_more_time_moves_in_it(store: Store) {
        let table = Table::approved(store).await;
        let all = table.bound(Wanted::default()).await;
        assert_eq!((all.rows.len(), all.found, all.overdue), (2, 2, 0));
        let numbers: Vec<u32> = all.rows.iter().map(|one| one.bound.number).collect();
        assert_eq!((numbers, all.rows[0].reference.len(), all.rows[0].product.as_str()), (vec![1, 2], 9, "harbour"));
        table.house.clock.advance(SignedDuration::from_hours(24 * 60));
        let late = Wanted { overdue: true, ..Wanted::default() };
        assert_eq!((table.bound(late.clone()).await.found, table.bound(Wanted::default()).await.overdue), (2, 2));
        let extend = Command::ExtendCondition {
            decision: table.decision.clone(), condition: 1, due: "2027-06-30".parse().unwrap(), reason: "They move".into(),
        };
        table.settle(table.members[1], extend).await.unwrap();
        table.settle(table.secretary, table.close(2)).await.unwrap();
        assert_eq!(table.bound(late).await.rows, []);
        let all = table.bound(Wanted { owner: "harbour".into(), ..Wanted::default() }).await;
        assert_eq!((all.found, all.rows[0].bound.due), (1, "2027-06-30".parse().unwrap()));
        assert!(table.bound(Wanted { owner: "quay".into(), ..Wanted::default() }).await.rows.is_empty());
        assert!(table.bound(Wanted { page: 1, ..Wanted::default() }).await.rows.is_empty());
        let withdraw = Command::Withdraw { reason: "It is not built".into() };
        table.settle(table.partner, withdraw).await.unwrap();
        assert_eq!(table.bound(Wanted::default()).await.found, 0);
    }

    async fn neither_the_partner_nor_those_who_work_on_it_close_a_condition(store: Store) {
        let table = Table::approved(store).await;
        let (competitor, _) = table.house.partner("quay").await;
        let manager = table.house.staff("mo", "project-manager").await;
        let reviewer = table.house.staff("rita", "reviewer:data-security").await;
        for actor in [table.partner, manager, reviewer] {
            let refusal = table.settle(actor, table.close(1)).await.unwrap_err();
            assert_eq!(refusal, "only the board member or board secretary can do this");
        }
        assert!(!table.settle(competitor, table.close(1)).await.unwrap_err().contains("board"));
        assert_eq!(table.bound(Wanted::default()).await.found, 2);
    }

    async fn the_list_of_an_older_installation_is_computed_when_it_starts(store: Store) {
        let table = Table::approved(store).await;
        let (ctx, id) = (&table.house.ctx, table.integration.uuid());
        let older = ctx.store.write(move |tx| {
            queries::replace(tx, id, &[])?;
            tx.execute("INSERT INTO integration_to_fold (integration_id) VALUES ($1)", params![id])?;
            Ok::<_, StoreError>(())
        });
        older.await.unwrap();
        assert_eq!(integrations::fold_again(ctx).await.unwrap(), 1);
        assert_eq!(table.bound(Wanted::default()).await.found, 2);
        assert_eq!(integrations::fold_again(ctx).await.unwrap(), 0);
    }
}
