//! The whole programme on a real database.

use std::sync::Arc;

use store::Store;
use testkit::on_both_databases;
use toolkit::standing::With;

use super::*;
use crate::{
    Parts,
    integrations::{Migrated, Move, Opened, migrate, open_by_reference, try_migration, verify},
};

fn context(store: Store) -> Context {
    Context::new(Parts {
        store,
        clock: Arc::new(FixedClock::at("2026-11-26T10:00:00Z")),
        random: Arc::new(SeededRandom::new(11)),
        master_key: [11; 32],
        environments: Vec::new(),
        portal_url: "http://localhost:4000".into(),
        sender: notify::Sender::outbox(),
        toolkit: crate::editions::shipped().unwrap(),
    })
}

async fn all(ctx: &Context) -> Vec<Opened> {
    let rows =
        ctx.store.read(|tx| store::queries::integrations::list_after(tx, uuid::Uuid::nil(), 100)).await;
    let rows: Result<_, StoreError> = rows;
    let mut all = Vec::new();
    for row in rows.unwrap() {
        all.push(open_by_reference(ctx, Actor::Operator, &row.reference).await.unwrap());
    }
    all
}

on_both_databases! {
    async fn a_fresh_installation_becomes_a_programme_that_can_be_moved(store: Store) {
        let ctx = context(store);
        let demo = fill(&ctx, Actor::Operator, |_| ()).await.unwrap();
        assert_eq!((demo.organisations, demo.integrations), (12, INTEGRATIONS));
        let sound = verify(&ctx, |_| ()).await.unwrap();
        assert_eq!((sound.integrations, sound.broken.len()), (60, 0));
        let all = all(&ctx).await;
        it_is_believable(&all, ctx.now());
        its_meetings_left_what_meetings_leave(&ctx, &all).await;
        nobody_is_reminded_of_what_is_long_past(&ctx).await;

        let again = fill(&ctx, Actor::Operator, |_| ()).await.unwrap_err();
        assert!(again.to_string().contains("is in use"), "{again}");

        for (from, expected) in [("2022-10", 9), ("2024-01", 15)] {
            let wanted = Move { from: from.parse().unwrap(), to: "2025-09".parse().unwrap(), integration: None };
            let tried = try_migration(&ctx, Actor::Operator, &wanted, |_| ()).await.unwrap();
            assert_eq!((tried.findings.of, tried.left_out.len()), (expected, 0));
            assert!(!tried.findings.gain_tasks.is_empty(), "{}", tried.findings);
            let moved = migrate(&ctx, Actor::Operator, &wanted, "A new edition.", |_| ()).await.unwrap();
            assert_eq!((moved.moved.len(), moved.left_out.len()), (expected, 0));
            let again = migrate(&ctx, Actor::Operator, &wanted, "A new edition.", |_| ()).await.unwrap();
            assert_eq!(again, Migrated::default(), "who has moved does not move again");
        }
        assert!(verify(&ctx, |_| ()).await.unwrap().broken.is_empty());
    }
}

fn it_is_believable(all: &[Opened], now: Timestamp) {
    let with = |side: With| all.iter().filter(|one| one.standing().turn.with() == side).count();
    assert!(
        with(With::Partner) >= 10 && with(With::Service) >= 5,
        "{} {}",
        with(With::Partner),
        with(With::Service)
    );
    let holds: Vec<_> = all.iter().filter_map(|one| one.facts.hold.as_ref()).collect();
    assert!(holds.len() >= 6, "{}", holds.len());
    assert!(all.iter().any(|one| one.facts.questions.iter().any(|question| question.closed.is_none())));
    assert!(all.iter().any(|one| !one.facts.waivers.is_empty()));
    assert!(all.iter().any(|one| !one.facts.waivers_asked.is_empty()));
    let deferred = |one: &&Opened| {
        one.facts.decisions.values().filter_map(|all| all.last()).any(|last| !last.passes && !last.ends)
    };
    assert!(all.iter().filter(deferred).count() > 0);
    let refused = |one: &&Opened| {
        one.facts.evidence.values().filter_map(|all| all.last()).any(|last| last.refused.is_some())
    };
    assert!(all.iter().filter(refused).count() > 0);
    assert!(all.iter().filter(|one| one.standing().stage.is_none()).count() > 0, "some are live");
    for one in all {
        assert!(one.facts.touched.at < now, "nothing happens tomorrow");
        assert!(one.log.is_sorted_by_key(|recorded| recorded.at));
    }
}

async fn its_meetings_left_what_meetings_leave(ctx: &Context, all: &[Opened]) {
    use crate::board::{Pack, Wanted, bound, list_meetings};
    let meetings = list_meetings(ctx, Actor::Operator).await.unwrap();
    assert!(meetings.closed.len() >= 5, "{}", meetings.closed.len());
    let today = ctx.now().to_zoned(london()).date();
    assert!(meetings.open.iter().all(|one| one.meeting.on_date >= today), "{:?}", meetings.open);
    let (mut papers, mut items) = (0, 0);
    for one in &meetings.closed {
        let frozen = one.meeting.frozen.as_ref().expect("a pack");
        assert_eq!(frozen.sha256, jose::sha256(&frozen.pack));
        let pack = Pack::read(frozen).unwrap();
        assert!(pack.frozen_at < one.meeting.closed.as_ref().unwrap().at);
        papers += pack.papers.len();
        items += one.items;
        for sealed in &pack.papers {
            let opened = all.iter().find(|one| one.id.uuid() == sealed.integration).unwrap();
            let meeting = Some(one.meeting.id.to_string());
            let decided = &opened.facts.decisions[&sealed.decision];
            let decided = decided.iter().find(|decided| decided.meeting == meeting).unwrap();
            assert_eq!(decided.paper_sha256.as_ref(), Some(&sealed.sha256), "it was decided upon this paper");
            assert_eq!(sealed.sha256, sealed.paper.sha256());
        }
    }
    assert_eq!(i64::try_from(papers).unwrap(), items);
    let conditions = bound(ctx, Actor::Operator, Wanted::default()).await.unwrap();
    assert!(conditions.found >= 3 && conditions.overdue >= 1, "{} {}", conditions.found, conditions.overdue);
    let letter = |one: &&Opened| {
        one.log.iter().any(|recorded| matches!(recorded.event, onboarding::Event::LetterIssued { .. }))
    };
    assert!(all.iter().filter(letter).count() >= 20);
}

async fn nobody_is_reminded_of_what_is_long_past(ctx: &Context) {
    let before = crate::outbox::list(ctx, 5_000).await.unwrap().len();
    assert_eq!(crate::nudges::remind(ctx).await.unwrap(), 0);
    assert_eq!(crate::outbox::list(ctx, 5_000).await.unwrap().len(), before);
}
