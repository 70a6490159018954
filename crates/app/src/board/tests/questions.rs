//! Questions of members before a meeting: whose turn they make it, who answers, and what the frozen pack keeps.

use toolkit::{facts::About, standing::With};

use super::*;

impl Table {
    async fn ask(&self, actor: Actor, to: &str, text: &str) -> Result<(), Error<BoardRefusal>> {
        let inquiry = Inquiry { to: to.into(), text: text.into() };
        ask(&self.house.ctx, actor, self.meeting, self.integration, self.decision.clone(), inquiry).await
    }

    async fn answer(&self, actor: Actor, question: u32, text: &str) -> Result<(), String> {
        let command = Command::ReplyToBoard { question, text: text.into() };
        let done = integrations::act(&self.house.ctx, actor, self.integration, command).await;
        done.map(drop).map_err(|error| error.to_string())
    }

    /// The roles that the decision waits for.
    async fn awaited(&self) -> Vec<String> {
        let opened = self.house.opened(self.integration).await;
        let rows = integrations::Rows::of(&opened.definition, &opened.facts, self.house.clock.now());
        let check = |id: &str| {
            let test = opened
                .definition
                .checks
                .iter()
                .find(|check| check.id.as_str() == id)
                .map(|check| &check.test);
            matches!(test, Some(toolkit::definition::Test::Decided(decision)) if *decision == self.decision)
        };
        let mut roles: Vec<String> =
            rows.waiting.iter().filter(|row| check(&row.check_id)).map(|row| row.role.clone()).collect();
        roles.sort();
        roles
    }
}

on_both_databases! {
    async fn whoever_is_asked_has_the_turn_until_they_have_answered(store: Store) {
        let table = Table::laid(store).await;
        let [ada, bea, _] = table.members[..] else { panic!("three members") };
        assert!(is_hidden(&refused(table.ask(ada, "project-manager", "Who pays?").await)), "it is on no agenda");
        table.list().await.unwrap();
        assert_eq!(table.awaited().await, ["board-member"]);
        assert!(refused(table.ask(ada, "auditor", "Who pays?").await).to_string().contains("whom you ask"));
        assert!(refused(table.ask(ada, "project-manager", " ").await).to_string().contains("enter a question"));
        table.ask(ada, "project-manager", "Who pays?").await.unwrap();
        table.ask(bea, "delivery-manager", "Since when?").await.unwrap();
        assert_eq!(table.awaited().await, ["delivery-manager", "project-manager"]);
        let standing = table.house.opened(table.integration).await;
        let because = &standing.standing().turn.service[0].because;
        assert!(because.contains("Partner Integration Board waits for an answer to 2 questions."), "{because}");
        assert!(!because.contains("Who pays"), "the partner reads this as well");

        let manager = table.house.staff("project-manager", "project-manager").await;
        let reviewer = table.house.staff("rita", "reviewer:data-security").await;
        assert!(table.answer(reviewer, 1, "We do").await.unwrap_err().contains("only the project manager"));
        assert!(table.answer(table.partner, 1, "We do").await.is_err());
        assert!(table.answer(manager, 2, "They did").await.is_err(), "the partner was asked");
        assert!(table.answer(ada, 1, "I do").await.is_err());
        let plain = Command::Reply { question: 2, text: "x".into() };
        assert!(integrations::act(&table.house.ctx, table.partner, table.integration, plain).await.is_err());
        table.answer(manager, 1, "The region does").await.unwrap();
        assert_eq!(table.awaited().await, ["delivery-manager"]);
        assert_eq!(table.house.opened(table.integration).await.standing().turn.with(), With::Partner);
        table.answer(table.partner, 2, "Since May").await.unwrap();
        assert_eq!(table.awaited().await, ["board-member"]);
    }

    async fn the_pack_keeps_what_was_asked_and_answered_before_it_was_frozen(store: Store) {
        let table = Table::laid(store).await;
        table.list().await.unwrap();
        let manager = table.house.staff("project-manager", "project-manager").await;
        table.ask(table.members[0], "project-manager", "Who pays?").await.unwrap();
        table.ask(table.members[0], "project-manager", "Until when?").await.unwrap();
        table.answer(manager, 1, "The region does").await.unwrap();
        table.freeze().await.unwrap();
        table.answer(manager, 2, "Until 2030").await.unwrap();
        let item = table.item().await;
        let answers: Vec<Option<&str>> =
            item.questions().map(|one| one.reply.as_ref().map(|(text, _)| text.as_str())).collect();
        assert_eq!(answers, [Some("The region does"), Some("Until 2030")]);
        let paper = item.sealed.unwrap().paper;
        let section = paper.sections.iter().find(|one| one.title == "Questions before the meeting").unwrap();
        assert!(section.lines[0].label.starts_with("ada@service.example asked the project manager on"));
        assert_eq!(section.lines[0].words[0], "Who pays?");
        assert!(section.lines[0].words[1].starts_with("project-manager@service.example answered on"));
        assert_eq!(section.lines[0].words[2], "The region does");
        assert_eq!(section.lines[1].words, ["Until when?", "Not answered yet."]);
    }

    async fn a_decision_ends_what_was_asked_and_the_partner_reads_only_its_own(store: Store) {
        let table = Table::ready(store).await;
        let [ada, bea, _] = table.members[..] else { panic!("three members") };
        table.ask(ada, "project-manager", "Is their price fair?").await.unwrap();
        table.ask(ada, "delivery-manager", "Who pays?").await.unwrap();
        let manager = table.house.staff("project-manager", "project-manager").await;
        table.answer(manager, 1, "It is high").await.unwrap();
        let own = integrations::open(&table.house.ctx, table.partner, table.integration).await.unwrap();
        let read: Vec<String> =
            own.events().map(|one| onboarding::history::tell(&own.definition, one)).collect();
        let read = read.join(" ");
        assert!(read.contains("Asked the delivery manager about “Application”: Who pays?"), "{read}");
        assert!(!read.contains("price") && !read.contains("high"), "{read}");
        assert_eq!(own.facts.questions.iter().map(|one| own.may_read(one)).collect::<Vec<_>>(), [false, true]);
        table.decide(bea, approval()).await.unwrap();
        let opened = table.house.opened(table.integration).await;
        assert!(opened.facts.questions.iter().all(|one| one.closed.is_some()));
        assert!(opened.facts.questions.iter().all(|one| one.about == About::Decision(table.decision.clone())));
        assert!(table.answer(table.partner, 2, "We do").await.unwrap_err().contains("no open question"));
        assert!(matches!(refused(table.ask(ada, "project-manager", "And?").await), BoardRefusal::DecidedHere(_)));
    }
}
