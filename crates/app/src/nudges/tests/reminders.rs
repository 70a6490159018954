//! Reminders by age, the proposed pause, and the mail of the day.

use jiff::ToSpan;
use testkit::on_both_databases;
use toolkit::FormId;

use super::*;
use crate::nudges::{
    preferences::{self, Wanted},
    remind, send_daily,
};

impl House {
    /// The application lies with the project managers since the morning of Monday 2 March 2026.
    async fn submitted(store: Store) -> Self {
        let house = Self::on(store).await;
        house.walk(|facts| facts.submissions.contains_key(&FormId::new("application"))).await;
        house
    }

    fn wait_for(&self, moment: &str) {
        self.wait_until(moment.parse().unwrap());
    }

    async fn prefer(&self, actor: Actor, wanted: Wanted) {
        preferences::save(&self.ctx, actor, wanted).await.unwrap();
    }
}

fn daily() -> Wanted {
    Wanted { daily: true, ..Wanted::default() }
}

on_both_databases! {
    async fn whoever_has_the_turn_is_reminded_once_at_each_age(store: Store) {
        let house = House::submitted(store).await;
        let before = house.ctx.now();
        house.wait_for("2026-03-05T07:59:00Z");
        assert_eq!(remind(&house.ctx).await.unwrap(), 0);
        house.wait_for("2026-03-05T08:00:00Z");
        assert_eq!(remind(&house.ctx).await.unwrap(), 1);
        assert_eq!(remind(&house.ctx).await.unwrap(), 0);
        let reminder = house.mail(PROJECT_MANAGER, before).await;
        assert!(reminder.subject.starts_with("Reminder for Harbour: "), "{}", reminder.subject);
        assert!(reminder.text.contains("for 3 working days") && reminder.text.contains("Since 2 March 2026."), "{}", reminder.text);
        for nobody in [MANAGER, OWNER, RIVAL, "reviewer@service.example"] {
            assert!(house.mails(nobody, before).await.is_empty(), "{nobody}");
        }
        // Two ages passed unseen: the older one alone is worth a mail.
        house.wait_for("2026-03-17T08:00:00Z");
        let before = house.ctx.now() - SignedDuration::from_secs(1);
        remind(&house.ctx).await.unwrap();
        assert!(house.mail(PROJECT_MANAGER, before).await.text.contains("for 10 working days"));
    }

    async fn two_workers_send_one_reminder(store: Store) {
        let house = House::submitted(store).await;
        let before = house.ctx.now();
        house.wait_for("2026-03-05T08:00:00Z");
        let (one, other) = tokio::join!(remind(&house.ctx), remind(&house.ctx));
        assert!(one.is_ok() && other.is_ok());
        assert_eq!(house.mails(PROJECT_MANAGER, before).await.len(), 1);
    }

    async fn a_silent_partner_is_reminded_and_then_a_pause_is_proposed_once(store: Store) {
        let house = House::on(store).await;
        house.wait_for("2026-03-09T08:00:00Z");
        let before = house.ctx.now() - SignedDuration::from_secs(1);
        remind(&house.ctx).await.unwrap();
        assert!(house.mail(MANAGER, before).await.text.contains("for 5 working days"));
        assert!(house.mails(PROJECT_MANAGER, before).await.is_empty(), "it is not their turn");
        let proposals = async |house: &House| {
            let log = integrations::open(&house.ctx, Actor::Operator, house.id).await.unwrap().log;
            log.iter().filter(|one| matches!(one.event, onboarding::Event::PauseProposed { .. })).count()
        };
        house.wait_for("2026-04-29T07:00:00Z");
        remind(&house.ctx).await.unwrap();
        assert_eq!(proposals(&house).await, 1);
        let heard = house.mails(PROJECT_MANAGER, before).await;
        assert!(heard.iter().any(|mail| mail.text.contains("Slipway proposed a pause: It has been the partner's turn for 40 working days.")), "{heard:?}");
        house.wait_for("2026-06-29T07:00:00Z");
        remind(&house.ctx).await.unwrap();
        assert_eq!(proposals(&house).await, 1);
    }

    async fn a_muted_integration_is_silent_for_the_one_who_muted_it(store: Store) {
        let house = House::on(store).await;
        house.prefer(house.manager, Wanted { muted: [house.id.uuid()].into(), ..Wanted::default() }).await;
        let found = preferences::find(&house.ctx, house.manager, None).await.unwrap();
        assert!(found.integrations.len() == 1 && found.integrations[0].is_muted);
        house.wait_for("2026-03-09T08:00:00Z");
        remind(&house.ctx).await.unwrap();
        assert!(house.mails(MANAGER, Timestamp::MIN).await.is_empty());
        let Actor::User(rival) = user(&house.ctx, RIVAL).await else { panic!("a user") };
        let rival = Actor::User(rival);
        house.prefer(rival, Wanted { muted: [house.id.uuid()].into(), ..Wanted::default() }).await;
        let theirs = preferences::find(&house.ctx, rival, Some(house.id)).await.unwrap();
        assert!(theirs.integrations.is_empty(), "a competitor finds nothing, not even to mute");
    }

    async fn a_day_in_one_mail_on_working_days_only(store: Store) {
        let house = House::on(store).await;
        house.prefer(house.project_manager, daily()).await;
        house.wait_for("2026-03-06T17:00:00Z");
        house.walk(|facts| facts.submissions.contains_key(&FormId::new("application"))).await;
        assert!(house.mails(PROJECT_MANAGER, Timestamp::MIN).await.iter().all(|mail| !mail.subject.contains("Harbour")));
        for quiet in ["2026-03-07T09:00:00Z", "2026-03-08T09:00:00Z", "2026-03-09T07:59:00Z"] {
            house.wait_for(quiet);
            assert_eq!(send_daily(&house.ctx).await.unwrap(), 0, "{quiet}");
        }
        house.wait_for("2026-03-09T08:00:00Z");
        let before = house.ctx.now() - SignedDuration::from_secs(1);
        let (one, other) = tokio::join!(send_daily(&house.ctx), send_daily(&house.ctx));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        let mail = house.mail(PROJECT_MANAGER, before).await;
        assert!(mail.subject.starts_with("Slipway on 9 March 2026: 1 change"), "{}", mail.subject);
        assert!(mail.text.contains("Your turn at Harbour") && mail.text.contains("you asked for one email a day"), "{}", mail.text);
        house.wait_for("2026-03-10T08:00:00Z");
        assert_eq!(send_daily(&house.ctx).await.unwrap(), 0, "nothing new");
    }

    async fn whoever_is_away_hears_of_it_when_they_are_back(store: Store) {
        let house = House::on(store).await;
        let until = house.ctx.now().to_zoned(london()).date() + 7.days();
        house.prefer(house.project_manager, Wanted { away_until: Some(until), ..Wanted::default() }).await;
        house.walk(|facts| facts.submissions.contains_key(&FormId::new("application"))).await;
        house.wait_for("2026-03-09T09:00:00Z");
        assert_eq!(send_daily(&house.ctx).await.unwrap(), 0);
        let before = house.ctx.now();
        house.wait_for("2026-03-10T09:00:00Z");
        assert_eq!(send_daily(&house.ctx).await.unwrap(), 1);
        assert!(house.mail(PROJECT_MANAGER, before).await.text.contains("Your turn at Harbour"));
        let late = Wanted { away_until: Some("2026-03-09".parse().unwrap()), ..Wanted::default() };
        assert!(preferences::save(&house.ctx, house.project_manager, late).await.is_err());
    }
}
