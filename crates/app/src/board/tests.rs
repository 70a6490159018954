//! A whole meeting of the Board, and everything that is refused at one.

mod conditions;
mod questions;

use std::{collections::BTreeMap, sync::Arc};

use identity::Environment;
use kernel::{Clock as _, FixedClock, SeededRandom, SignedDuration, Timestamp};
use onboarding::{
    Command, Event,
    decide::PLATFORM,
    rehearsal::{Next, Plain, Player},
    role::{PartnerRole, StaffRole},
};
use store::{
    Store,
    queries::portal::{roles as role_queries, users},
};
use testkit::on_both_databases;
use toolkit::{DecisionId, facts::Condition};

use super::*;
use crate::{
    Context, Parts,
    context::UserId,
    integrations::{self, IntegrationId, Opened},
    portal::{organisations, products},
};

/// A service with a Board, and one partner.
struct House {
    ctx: Context,
    clock: Arc<FixedClock>,
}

impl House {
    fn on(store: Store) -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-02T09:00:00Z"));
        let ctx = Context::new(Parts {
            store,
            clock: clock.clone(),
            random: Arc::new(SeededRandom::new(5)),
            master_key: [5; 32],
            environments: vec![Environment::sandpit("http://localhost:4001")],
            portal_url: "http://localhost:4000".into(),
            sender: notify::Sender::outbox(),
            toolkit: crate::editions::shipped().unwrap(),
        });
        Self { ctx, clock }
    }

    async fn user(&self, name: &str) -> UserId {
        let (id, email) = (self.ctx.new_id::<crate::context::UserKind>(), format!("{name}@service.example"));
        let (email, now) = (email.parse().unwrap(), self.clock.now());
        let found = self.ctx.store.write(move |tx| users::find_or_insert(tx, id.uuid(), &email, now)).await;
        found.unwrap().id.into()
    }

    async fn staff(&self, name: &str, role: &str) -> Actor {
        let (user, now) = (self.user(name).await, self.clock.now());
        let role: StaffRole = role.parse().unwrap();
        let given =
            self.ctx.store.write(move |tx| role_queries::give_staff(tx, user.uuid(), &role, None, now));
        given.await.unwrap();
        Actor::User(user)
    }

    /// Somebody with every role of a partner, and their integration.
    async fn partner(&self, name: &str) -> (Actor, IntegrationId) {
        let (user, actor) = (self.user(name).await, Actor::User(self.user(name).await));
        let organisation =
            organisations::create(&self.ctx, actor, name.parse().unwrap(), None).await.unwrap();
        for role in PartnerRole::ALL {
            let added =
                self.ctx.store.write(move |tx| role_queries::add(tx, organisation.id, user.uuid(), role));
            added.await.unwrap();
        }
        let product =
            products::create(&self.ctx, actor, organisation.id.into(), name.parse().unwrap()).await.unwrap();
        (actor, integrations::start(&self.ctx, actor, product, BTreeMap::new()).await.unwrap())
    }

    async fn opened(&self, id: IntegrationId) -> Opened {
        integrations::open(&self.ctx, Actor::Operator, id).await.unwrap()
    }

    /// Does what everybody is asked to, until the Board's agenda is next.
    async fn walk_to_the_board(&self, partner: Actor, id: IntegrationId) -> DecisionId {
        let words = onboarding::rehearsal::Meeting { id: "none".into(), date: "2026-12-02".parse().unwrap() };
        for _ in 0..200 {
            let opened = self.opened(id).await;
            let player = Player { definition: &opened.definition, words: &Plain, meeting: &words };
            match player.next(&opened.facts, self.clock.now()) {
                Next::Act { command: Command::List { decision, .. }, .. } => return decision,
                Next::Act { role, command } if role == PLATFORM => {
                    integrations::act_as_platform(&self.ctx, id, command).await.unwrap();
                }
                Next::Act { role, command } => {
                    let actor = if role.parse::<PartnerRole>().is_ok() {
                        partner
                    } else {
                        self.staff(&role.replace(':', "-"), &role).await
                    };
                    let told = format!("{role}: {command:?}");
                    let done = integrations::act(&self.ctx, actor, id, command).await;
                    done.unwrap_or_else(|error| panic!("{told}: {error}"));
                }
                Next::Wait(until) => self.wait_until(until),
                end => panic!("{end:?}"),
            }
        }
        panic!("it never comes to the Board");
    }

    fn wait_until(&self, until: Timestamp) {
        self.clock.advance(until.duration_since(self.clock.now()).max(SignedDuration::ZERO));
    }
}

/// A meeting with one item on its agenda, and three members.
struct Table {
    house: House,
    secretary: Actor,
    members: Vec<Actor>,
    partner: Actor,
    integration: IntegrationId,
    decision: DecisionId,
    meeting: MeetingId,
}

impl Table {
    async fn laid(store: Store) -> Self {
        let house = House::on(store);
        let secretary = house.staff("secretary", "board-secretary").await;
        let mut members = Vec::new();
        for name in ["ada", "bea", "cem"] {
            members.push(house.staff(name, "board-member").await);
        }
        let (partner, integration) = house.partner("harbour").await;
        let decision = house.walk_to_the_board(partner, integration).await;
        let meeting = create(&house.ctx, secretary, house.next_meeting()).await.unwrap();
        Self { house, secretary, members, partner, integration, decision, meeting }
    }

    async fn list(&self) -> Result<(), Error<BoardRefusal>> {
        list(&self.house.ctx, self.secretary, self.meeting, self.integration, self.decision.clone()).await
    }

    async fn freeze(&self) -> Result<(), Error<BoardRefusal>> {
        freeze(&self.house.ctx, self.secretary, self.meeting).await
    }

    async fn present(&self, present: &[usize]) {
        let id = |index: &usize| match self.members[*index] {
            Actor::User(user) => user.uuid(),
            other => panic!("{other:?} is no member"),
        };
        let present = present.iter().map(id).collect();
        record_attendance(&self.house.ctx, self.secretary, self.meeting, present).await.unwrap();
    }

    async fn interest(&self, member: usize) {
        let (ctx, decision) = (&self.house.ctx, self.decision.clone());
        let what = "I advised them".to_owned();
        declare_interest(ctx, self.members[member], self.meeting, self.integration, decision, what)
            .await
            .unwrap();
    }

    async fn decide(&self, actor: Actor, verdict: Verdict) -> Result<(), Error<BoardRefusal>> {
        let (ctx, decision) = (&self.house.ctx, self.decision.clone());
        decide(ctx, actor, self.meeting, self.integration, decision, verdict).await
    }

    async fn item(&self) -> ItemView {
        let (ctx, decision) = (&self.house.ctx, self.decision.clone());
        item(ctx, self.secretary, self.meeting, self.integration, decision).await.unwrap()
    }

    /// Listed, frozen, and with all members there.
    async fn ready(store: Store) -> Self {
        let table = Self::laid(store).await;
        table.list().await.unwrap();
        table.freeze().await.unwrap();
        table.present(&[0, 1, 2]).await;
        table
    }
}

impl House {
    // In two weeks, papers one week before, and two are enough.
    fn next_meeting(&self) -> NewMeeting {
        let now = self.clock.now();
        let day = (now + SignedDuration::from_hours(14 * 24)).to_zoned(toolkit::standing::london()).date();
        NewMeeting { on_date: day, papers_freeze_at: now + SignedDuration::from_hours(7 * 24), quorum: 2 }
    }
}

fn approval() -> Verdict {
    Verdict { outcome: "approved".into(), ..Verdict::default() }
}

fn refused<T: std::fmt::Debug>(done: Result<T, Error<BoardRefusal>>) -> BoardRefusal {
    match done.unwrap_err() {
        Error::Refused(refusal) => refusal,
        Error::Internal(fault) => panic!("{fault}"),
    }
}

fn is_hidden(refusal: &BoardRefusal) -> bool {
    matches!(refusal, BoardRefusal::Denied(Denied::NotFound(_)))
}

on_both_databases! {
    async fn a_meeting_from_its_agenda_to_its_minute_and_the_letter(store: Store) {
        let table = Table::laid(store).await;
        let (ctx, id, decision) = (&table.house.ctx, table.meeting, table.decision.clone());
        let agenda = open(ctx, table.secretary, id).await.unwrap();
        assert_eq!(agenda.ready.iter().map(|one| &one.decision).collect::<Vec<_>>(), [&decision]);
        table.list().await.unwrap();
        let agenda = open(ctx, table.members[0], id).await.unwrap();
        assert!(agenda.ready.is_empty());
        assert_eq!((agenda.entries.len(), agenda.entries[0].product.as_str()), (1, "harbour"));
        let listed = &table.house.opened(table.integration).await.facts.listed[&decision];
        assert_eq!((listed.meeting.as_str(), listed.date), (id.to_string().as_str(), agenda.meeting.on_date));

        assert_eq!(freeze_due(ctx).await.unwrap(), 0);
        table.house.clock.advance(SignedDuration::from_hours(8 * 24));
        assert_eq!(freeze_due(ctx).await.unwrap(), 1);
        assert_eq!(freeze_due(ctx).await.unwrap(), 0);
        mark_read(ctx, table.members[0], id).await.unwrap();
        note(ctx, table.members[0], id, table.integration, decision.clone(), "Who pays?".into()).await.unwrap();
        assert_eq!(table.item().await.notes()[0].1, "Who pays?");

        table.present(&[0, 1]).await;
        let due = "2027-03-01".parse().unwrap();
        let condition = Condition { text: "Show the contract".into(), owner: "harbour".into(), due };
        let verdict = Verdict { conditions: vec![condition], words: "All is clear".into(), ..approval() };
        table.decide(table.members[1], verdict).await.unwrap();
        let item = table.item().await;
        let decided = item.decided().unwrap();
        assert!(decided.passes && decided.reason == "All is clear");
        assert_eq!(decided.paper_sha256.as_ref(), item.sealed.as_ref().map(|sealed| &sealed.sha256));
        assert!(item.sealed.is_some());

        let agenda = open(ctx, table.secretary, id).await.unwrap();
        assert!(agenda.members.iter().any(|member| member.has_read && member.email.as_str().starts_with("ada")));
        let minute = proposed_minute(&agenda);
        for part in ["Present: ada@service.example, bea@service.example", "Decision: Approved", "Show the contract. harbour by 1 March 2027"] {
            assert!(minute.contains(part), "{part} in {minute}");
        }
        close(ctx, table.secretary, id, minute).await.unwrap();
        assert_eq!(refused(close(ctx, table.secretary, id, "Again".into()).await), BoardRefusal::Closed);
        assert_eq!(list_meetings(ctx, table.secretary).await.unwrap().closed[0].items, 1);

        let letter = letter(ctx, table.secretary, id, table.integration, decision.clone()).await.unwrap();
        assert!(!letter.is_issued && letter.written.is_some());
        assert!(issued(ctx, table.partner, table.integration, decision.clone()).await.is_err());
        issue(ctx, table.secretary, id, table.integration, decision.clone()).await.unwrap();
        let again = issue(ctx, table.secretary, id, table.integration, decision.clone()).await;
        assert_eq!(refused(again), BoardRefusal::LetterIssued);
        let read = issued(ctx, table.partner, table.integration, decision).await.unwrap();
        assert!(read.subject.contains("harbour") && read.body.iter().any(|line| line.contains("Show the contract")));
        let bound = bound(ctx, table.members[0], Wanted::default()).await.unwrap().rows;
        assert_eq!((bound.len(), bound[0].bound.owner.as_str(), bound[0].bound.due), (1, "harbour", due));
    }

    async fn the_pack_is_kept_to_the_letter_and_its_hashes_match(store: Store) {
        let table = Table::laid(store).await;
        let ctx = &table.house.ctx;
        table.list().await.unwrap();
        assert!(matches!(pack(ctx, table.secretary, table.meeting).await, Err(Error::Refused(_))));
        table.freeze().await.unwrap();
        let (_, frozen) = pack(ctx, table.members[0], table.meeting).await.unwrap();
        assert_eq!(frozen.sha256, jose::sha256(&frozen.pack));
        let read = Pack::read(&frozen).unwrap();
        let sealed = read.paper(table.integration.uuid(), &table.decision).unwrap();
        assert_eq!(sealed.sha256, sealed.paper.sha256());
        assert!(frozen.pack.contains(&sealed.paper.json()));
        // What changes afterwards changes no paper.
        let note = Command::Note { text: "Something new".into() };
        integrations::act(ctx, table.secretary, table.integration, note).await.unwrap();
        assert!(matches!(refused(table.freeze().await), BoardRefusal::Frozen(_)));
        assert_eq!(pack(ctx, table.members[0], table.meeting).await.unwrap().1, frozen);
    }

    async fn meetings_are_called_on_days_ahead_with_papers_before(store: Store) {
        let house = House::on(store);
        let secretary = house.staff("secretary", "board-secretary").await;
        let good = house.next_meeting();
        let call = async |new| refused(create(&house.ctx, secretary, new).await);
        let today = "2026-11-02".parse().unwrap();
        assert_eq!(call(NewMeeting { on_date: today, ..good }).await, BoardRefusal::DateOver);
        let late = NewMeeting { papers_freeze_at: good.papers_freeze_at + SignedDuration::from_hours(7 * 24), ..good };
        assert_eq!(call(late).await, BoardRefusal::FreezeTime);
        assert!(matches!(call(NewMeeting { quorum: 0, ..good }).await, BoardRefusal::Quorum(_)));
        create(&house.ctx, secretary, good).await.unwrap();
        assert!(matches!(call(good).await, BoardRefusal::DateTaken(_)));
        let meetings = list_meetings(&house.ctx, secretary).await.unwrap();
        assert_eq!((meetings.open.len(), meetings.proposed.len()), (1, 6));
        assert!(!meetings.proposed.contains(&good.on_date));
    }

    async fn nothing_is_decided_before_the_papers_without_a_quorum_or_by_somebody_with_an_interest(store: Store) {
        let table = Table::laid(store).await;
        table.list().await.unwrap();
        table.present(&[0]).await;
        let [ada, bea, cem] = table.members[..] else { panic!("three members") };
        assert_eq!(refused(table.decide(ada, approval()).await), BoardRefusal::NotFrozen);
        table.freeze().await.unwrap();
        assert_eq!(refused(table.decide(bea, approval()).await), BoardRefusal::NotPresent);
        assert_eq!(refused(table.decide(ada, approval()).await), BoardRefusal::NoQuorum { able: 1, quorum: 2 });
        table.present(&[0, 1]).await;
        table.interest(1).await;
        assert_eq!(refused(table.decide(bea, approval()).await), BoardRefusal::Interest);
        assert_eq!(refused(table.decide(ada, approval()).await), BoardRefusal::NoQuorum { able: 1, quorum: 2 });
        table.present(&[0, 1, 2]).await;
        let unknown = Verdict { outcome: "perhaps".into(), ..Verdict::default() };
        assert!(refused(table.decide(cem, unknown).await).to_string().contains("not one of the outcomes"));
        assert!(!table.house.opened(table.integration).await.facts.decisions.contains_key(&table.decision));
        table.decide(cem, approval()).await.unwrap();
    }

    async fn a_deferral_names_a_reason_from_the_list_and_what_is_missing(store: Store) {
        let table = Table::ready(store).await;
        let ada = table.members[0];
        let deferral = Verdict { outcome: "deferred".into(), words: "No contract".into(), ..Verdict::default() };
        assert_eq!(refused(table.decide(ada, deferral.clone()).await), BoardRefusal::Reason);
        let deferral = Verdict { reason: "Commissioning is not clear".into(), ..deferral };
        let approved = Verdict { reason: deferral.reason.clone(), ..approval() };
        assert_eq!(refused(table.decide(ada, approved).await), BoardRefusal::Reason);
        assert!(refused(table.decide(ada, deferral.clone()).await).to_string().contains("name the one thing"));
        let due = "2026-11-01".parse().unwrap();
        let past = Condition { text: "x".into(), owner: "y".into(), due };
        let wrong = Verdict { missing: "The contract".into(), conditions: vec![past], ..deferral.clone() };
        assert_eq!(refused(table.decide(ada, wrong).await), BoardRefusal::Condition);
        table.decide(ada, Verdict { missing: "The contract".into(), ..deferral }).await.unwrap();
        let item = table.item().await;
        let decided = item.decided().unwrap();
        assert_eq!(decided.reason, "Commissioning is not clear. No contract");
        assert_eq!(decided.missing.as_deref(), Some("The contract"));
        // Until it is put forward again, it waits for nobody at the Board.
        let next = create(&table.house.ctx, table.secretary, NewMeeting {
            on_date: item.meeting.on_date.tomorrow().unwrap(), ..table.house.next_meeting()
        }).await.unwrap();
        assert!(open(&table.house.ctx, table.secretary, next).await.unwrap().ready.is_empty());
    }

    async fn whoever_wrote_the_report_does_not_decide(store: Store) {
        let table = Table::ready(store).await;
        let author = table.house.staff("project-manager", "board-member").await;
        let Actor::User(user) = author else { panic!("a user") };
        record_attendance(&table.house.ctx, table.secretary, table.meeting, {
            let members = table.item().await.members;
            members.iter().map(|member| member.user_id).collect()
        }).await.unwrap();
        assert!(table.item().await.why_not(user.uuid()).is_none());
        let refusal = refused(table.decide(author, approval()).await).to_string();
        assert!(refusal.contains("you wrote the report"), "{refusal}");
    }

    async fn of_two_members_who_decide_at_once_one_wins(store: Store) {
        let table = Table::ready(store).await;
        let rejection = Verdict {
            outcome: "rejected".into(), reason: "Another reason".into(), words: "No".into(), ..Verdict::default()
        };
        let (one, other) = tokio::join!(
            table.decide(table.members[0], approval()),
            table.decide(table.members[1], rejection),
        );
        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|won| **won).count(), 1);
        let lost = if one.is_err() { refused(one) } else { refused(other) };
        assert!(matches!(lost, BoardRefusal::DecidedHere(_)), "{lost:?}");
        assert_eq!(table.house.opened(table.integration).await.facts.decisions[&table.decision].len(), 1);
    }

    async fn what_is_taken_off_is_free_for_the_next_meeting_and_an_open_item_keeps_a_meeting_open(store: Store) {
        let table = Table::ready(store).await;
        let (ctx, id) = (&table.house.ctx, table.meeting);
        let open_still = refused(close(ctx, table.secretary, id, "Minute".into()).await);
        assert_eq!(open_still, BoardRefusal::Undecided("1 item is open".into()));
        let off = async |reason: &str| {
            take_off(ctx, table.secretary, id, table.integration, table.decision.clone(), reason.into()).await
        };
        assert!(refused(off(" ").await).to_string().contains("enter a reason"));
        assert_eq!(open(ctx, table.secretary, id).await.unwrap().entries.len(), 1);
        off("The partner asked for it").await.unwrap();
        assert!(matches!(refused(table.list().await), BoardRefusal::Frozen(_)));
        close(ctx, table.secretary, id, "Nothing was decided.".into()).await.unwrap();
        let last = table.house.opened(table.integration).await.log.pop().unwrap();
        assert!(matches!(last.event, Event::Unlisted { .. }));
        let next = NewMeeting { quorum: 1, on_date: "2027-03-03".parse().unwrap(), ..table.house.next_meeting() };
        let next = create(ctx, table.secretary, next).await.unwrap();
        assert_eq!(open(ctx, table.secretary, next).await.unwrap().ready.len(), 1);
        let listed = list(ctx, table.secretary, next, table.integration, table.decision.clone()).await;
        listed.unwrap();
        let again = list(ctx, table.secretary, next, table.integration, table.decision.clone()).await;
        assert!(matches!(refused(again), BoardRefusal::ListedAlready(_)));
    }

    async fn only_those_whose_meeting_it_is_change_anything_and_partners_see_nothing(store: Store) {
        let table = Table::ready(store).await;
        let ctx = &table.house.ctx;
        let (competitor, _) = table.house.partner("quay").await;
        let reviewer = table.house.staff("rita", "reviewer:data-security").await;
        for outsider in [table.partner, competitor, reviewer] {
            assert!(list_meetings(ctx, outsider).await.is_err());
            assert!(open(ctx, outsider, table.meeting).await.is_err());
            assert!(pack(ctx, outsider, table.meeting).await.is_err());
            assert!(bound(ctx, outsider, Wanted::default()).await.is_err());
            assert!(is_hidden(&refused(table.decide(outsider, approval()).await)));
            assert!(is_hidden(&refused(freeze(ctx, outsider, table.meeting).await)));
        }
        let not_allowed = |refusal: BoardRefusal| {
            assert!(matches!(refusal, BoardRefusal::Denied(Denied::NotAllowed(_))), "{refusal:?}");
        };
        not_allowed(refused(table.decide(table.secretary, approval()).await));
        not_allowed(refused(freeze(ctx, table.members[0], table.meeting).await));
        not_allowed(refused(close(ctx, table.members[0], table.meeting, "x".into()).await));
        table.decide(table.members[0], approval()).await.unwrap();
        let letter = issue(ctx, table.members[0], table.meeting, table.integration, table.decision.clone());
        not_allowed(refused(letter.await));
        issue(ctx, table.secretary, table.meeting, table.integration, table.decision.clone()).await.unwrap();
        let letter = issued(ctx, competitor, table.integration, table.decision.clone()).await;
        assert!(matches!(letter, Err(Error::Refused(_))));
    }
}
