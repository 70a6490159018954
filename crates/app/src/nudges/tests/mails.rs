//! Mails about turns and events.

use testkit::on_both_databases;
use toolkit::{CallId, DecisionId, FormId, facts::About};

use super::*;

fn application() -> FormId {
    FormId::new("application")
}

fn review() -> CallId {
    CallId::new("application-review")
}

on_both_databases! {
    async fn whose_turn_it_becomes_hears_of_it_and_whoever_did_it_does_not(store: Store) {
        let house = House::on(store).await;
        house.walk(|facts| facts.answers.len() > 3).await;
        let before = house.ctx.now();
        house.walk(|facts| facts.submissions.contains_key(&application())).await;
        for manager in [PROJECT_MANAGER, OTHER_PROJECT_MANAGER] {
            let mail = house.mail(manager, before).await;
            assert!(mail.subject.starts_with("Your turn at Harbour: "), "{}", mail.subject);
            assert!(mail.text.contains("is with the project manager") && mail.text.contains("Since 2 March 2026."), "{}", mail.text);
            assert!(mail.text.contains(&format!("http://localhost:4000/integrations/{}", house.id)), "{}", mail.text);
            assert!(mail.text.contains("because your role for it is Project manager") && mail.text.contains("/notifications"));
            assert!(mail.html.unwrap().contains("<h2"));
        }
        assert!(house.mails(MANAGER, before).await.is_empty());
        assert!(house.mails("reviewer@service.example", before).await.is_empty());
    }

    async fn a_question_reaches_the_partner_and_its_reply_whoever_asked(store: Store) {
        let house = House::on(store).await;
        let Actor::User(id) = house.project_manager else { panic!("a user") };
        house.walk(|facts| facts.submissions.contains_key(&application())).await;
        let before = house.ctx.now();
        house.act(house.project_manager, Command::Assign { project_manager: id.to_string() }).await;
        assert!(house.mail(MANAGER, before).await.text.contains("pm@service.example assigned a project manager"));
        let before = house.ctx.now();
        let about = About::Field("application.overview".parse().unwrap());
        house.act(house.project_manager, Command::Ask { about, to: None, text: "Which <patients> use it?".into() }).await;
        let asked = house.mail(MANAGER, before).await;
        assert!(asked.subject.starts_with("Harbour: question about “"), "{}", asked.subject);
        assert!(asked.text.contains("then reply to the question.") && asked.text.contains("/questions/1"), "{}", asked.text);
        assert!(asked.text.contains("because your role for it is Delivery manager"), "{}", asked.text);
        assert!(asked.text.contains("Which <patients> use it?") && asked.text.contains(PROJECT_MANAGER), "{}", asked.text);
        assert!(asked.text.contains("It is your turn") && asked.text.contains("1 question waits"), "{}", asked.text);
        assert!(asked.html.unwrap().contains("Which &lt;patients&gt; use it?"));
        assert_eq!(house.mails(OWNER, before).await.len(), 1);
        let before = house.ctx.now();
        house.act(house.manager, Command::Reply { question: 1, text: "Adults".into() }).await;
        assert!(house.mail(PROJECT_MANAGER, before).await.text.contains("manager@harbour.example answered question 1: Adults."));
        assert!(house.mails(MANAGER, before).await.is_empty());
        assert!(house.mails(OTHER_PROJECT_MANAGER, before).await.is_empty(), "it is not theirs");
    }

    async fn a_call_travels_as_a_calendar_file_and_is_struck_out_when_called_off(store: Store) {
        let house = House::on(store).await;
        house.walk(|facts| facts.calls.get(&review()).is_some_and(|call| !call.offered.is_empty())).await;
        let times = house.facts().await.calls[&review()].offered.clone();
        let offered = house.mails(MANAGER, house.ctx.now() - SignedDuration::from_secs(1)).await.remove(0);
        let listed = times.iter().all(|time| offered.text.contains(&toolkit::standing::moment(*time)));
        assert!(listed, "{}", offered.text);
        let before = house.ctx.now();
        house.act(house.manager, Command::ChooseTime { call: review(), time: times[0] }).await;
        let booked = house.mail(PROJECT_MANAGER, before).await;
        let file = booked.attachment.expect("a calendar file").content;
        assert!(file.contains("STATUS:CONFIRMED") && file.contains("SEQUENCE:0"), "{file}");
        let before = house.ctx.now();
        house.act(house.project_manager, Command::CallOff { call: review(), reason: "Illness".into() }).await;
        let off = house.mail(MANAGER, before).await;
        assert!(off.subject.contains("off") && off.text.contains("Illness"), "{}", off.subject);
        let file = off.attachment.expect("a calendar file").content;
        assert!(file.contains("STATUS:CANCELLED") && file.contains("SEQUENCE:1"), "{file}");
    }

    async fn when_a_call_is_over_its_host_hears_that_it_has_to_be_recorded(store: Store) {
        let house = House::on(store).await;
        house.walk(|facts| facts.calls.get(&review()).is_some_and(|call| call.booked.is_some())).await;
        let at = house.facts().await.calls[&review()].booked.clone().unwrap().0;
        house.wait_until(at + SignedDuration::from_hours(1));
        let before = house.ctx.now() - SignedDuration::from_secs(1);
        assert_eq!(integrations::recheck(&house.ctx, 10).await.unwrap(), 1);
        assert!(house.mail(PROJECT_MANAGER, before).await.subject.starts_with("Your turn at Harbour"));
        integrations::recheck(&house.ctx, 10).await.unwrap();
        assert_eq!(house.mails(PROJECT_MANAGER, before).await.len(), 1);
    }

    async fn nothing_ever_reaches_a_competitor(store: Store) {
        let house = House::on(store).await;
        house.walk(|facts| facts.decisions.contains_key(&DecisionId::new("board-application"))).await;
        assert!(!house.mails(MANAGER, Timestamp::MIN).await.is_empty());
        assert!(house.mails(RIVAL, Timestamp::MIN).await.is_empty());
        let decided = house.mails(MANAGER, house.ctx.now() - SignedDuration::from_secs(1)).await.remove(0);
        assert_eq!(decided.subject, "Harbour: “Application”: approved");
        let board = |mail: &StoredMessage| mail.subject == "Harbour: the Partner Integration Board meets on 1 April 2026";
        let mails = house.mails(MANAGER, Timestamp::MIN).await;
        let listed = mails.iter().find(|mail| board(mail)).expect("a mail about the Board's date");
        let says = "The Partner Integration Board meets on 1 April 2026 and decides on “Application”.";
        assert!(listed.text.contains(says) && listed.text.contains("You do not have to do anything for it."), "{}", listed.text);
        let before = house.ctx.now();
        let letter = Command::IssueLetter {
            decision: DecisionId::new("board-application"), letter: "application-approved".into(),
            subject: "Your application was approved".into(), body: vec!["Dear Harbour,".into()],
        };
        house.act(Actor::Operator, letter).await;
        let mail = house.mail(MANAGER, before).await;
        assert_eq!(mail.subject, "Harbour: your letter about “Application”");
        assert!(mail.text.contains(&format!("/integrations/{}/letters/board-application", house.id)), "{}", mail.text);
        assert!(mail.text.contains("The operator of Slipway issued the letter") && mail.text.contains("Dear Harbour,"));
    }
}
