//! Photo identity: choosing, sending, waiting for a person, a rule that decides for programs, and what stands afterwards.

use app::{
    Actor, Error, UserId,
    identity_checks::{self, Case, DecideRefusal},
    journey::proving::photo_id::MOST_PHOTO,
    portal::NotFound,
};
use identity::photo_identity::{Likeness, Verdict};
use testkit::on_both_databases;

use crate::{
    step_up::{Integration, begin, press, tokens},
    support::{Page, Sandpit, Visitor, people},
};

/// The beginning of a picture and of a film: what is judged is how a file begins.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01 a picture of nobody";
const MP4: &[u8] = b"\0\0\0\x18ftypisom\0\0\0\0isommp42 a film of nobody";

const UPLOAD: &str = "/prove-identity/photo-id/upload";
const VTR: &str = r#"["P9.Cp.Cd"]"#;

/// From the first screen to the one that asks for both files.
async fn choose(visitor: &mut Visitor, start: &Page, face: &str) -> Page {
    let method = press(visitor, start, &[]).await;
    let page = press(visitor, &method, &[("input[value=photo-id]", "")]).await;
    page.assert_at("/prove-identity/photo-id");
    let page = press(visitor, &page, &[]).await;
    let page = press(visitor, &page, &[("input[value=passport]", "")]).await;
    page.assert_at("/prove-identity/photo-id/face");
    let page = press(visitor, &page, &[(&format!("input[value={face}]"), "")]).await;
    page.assert_at(UPLOAD);
    page
}

async fn send(visitor: &mut Visitor, document: (&str, &[u8]), face: (&str, &[u8])) -> Page {
    visitor.upload(UPLOAD, &[("document", document.0, document.1), ("face", face.0, face.1)]).await
}

/// Sends two photos that wait for a person.
async fn send_to_a_person(visitor: &mut Visitor) -> Page {
    send(visitor, ("id.png", PNG), ("face.png", PNG)).await
}

async fn waiting(sandpit: &Sandpit) -> Case {
    let waiting = identity_checks::list(&sandpit.ctx, Actor::Operator).await.unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    let (environment, id) = (waiting[0].environment.as_str(), waiting[0].check.id.to_string());
    identity_checks::open(&sandpit.ctx, Actor::Operator, environment, &id).await.unwrap()
}

async fn decide(sandpit: &Sandpit, case: &Case, verdict: Verdict) -> Result<(), DecideRefusal> {
    match identity_checks::decide(&sandpit.ctx, Actor::Operator, case, verdict).await {
        Ok(()) => Ok(()),
        Err(Error::Refused(refusal)) => Err(refusal),
        Err(Error::Internal(fault)) => panic!("{fault}"),
    }
}

on_both_databases! {
    async fn a_person_approves_and_the_same_request_goes_on_at_p9(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, VTR, people::P5).await;
        choose(&mut visitor, &start, "face-scan").await;
        let page = send_to_a_person(&mut visitor).await;
        page.assert_at("/prove-identity/photo-id/sent");
        assert!(page.main().contains("We are checking your photo ID"), "{}", page.main());
        // Whoever chooses it again is shown that it waits, and cannot send twice.
        visitor.open("/prove-identity/photo-id").await.assert_at("/prove-identity/photo-id/sent");
        send_to_a_person(&mut visitor).await.assert_at("/prove-identity/photo-id/sent");
        let case = waiting(&sandpit).await;
        assert_eq!(case.account.email.as_str(), people::P5);
        let (environment, id) = (case.environment.id.as_str(), case.check.id.to_string());
        let file = identity_checks::file(&sandpit.ctx, Actor::Operator, environment, &id, "face").await.unwrap();
        assert_eq!((file.media_type.as_str(), file.content.as_slice()), ("image/png", PNG));
        assert!(!sandpit.every_row().await.contains("a picture of nobody"), "photos are sealed");
        decide(&sandpit, &case, Verdict::Approved).await.unwrap();
        let gone = identity_checks::file(&sandpit.ctx, Actor::Operator, environment, &id, "face").await;
        assert!(matches!(gone, Err(Error::Refused(NotFound))));
        assert_eq!(decide(&sandpit, &case, Verdict::OtherFace).await, Err(DecideRefusal::DecidedAlready));
        let mail = sandpit.messages_to(people::P5).await;
        assert!(mail.iter().any(|mail| mail.subject == "You have proved who you are"), "{mail:?}");
        let page = visitor.open("/prove-identity/photo-id/sent").await;
        let tokens = tokens(&service, &mut visitor, &page).await;
        let claims = service.verify(&tokens.id).await.claims;
        assert_eq!((claims["vot"].as_str(), claims["identity_proofing_level"].as_str()), (Some("P9.Cp.Cd"), Some("P9")));
    }

    async fn a_refusal_and_asking_again_are_told_with_their_reason(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, VTR, people::P5).await;
        for (verdict, title) in [
            (Verdict::FaceUnclear, "Send your photos again"),
            (Verdict::OtherDetails, "We could not confirm who you are"),
        ] {
            choose_from_document(&mut visitor).await;
            send_to_a_person(&mut visitor).await.assert_at("/prove-identity/photo-id/sent");
            let case = waiting(&sandpit).await;
            assert_eq!(decide(&sandpit, &case, Verdict::NumbersNotSaid).await, Err(DecideRefusal::DoesNotFit));
            decide(&sandpit, &case, verdict).await.unwrap();
            let page = visitor.open("/prove-identity/photo-id").await;
            page.assert_at("/prove-identity/photo-id/sent");
            assert!(page.main().contains(title) && page.main().contains(verdict.told()), "{}", page.main());
            let mail = sandpit.messages_to(people::P5).await;
            assert!(mail.iter().any(|mail| mail.text.contains(verdict.told())), "{mail:?}");
        }
        // Another way is open, and no level was given.
        visitor.open("/prove-identity/method").await.assert_at("/prove-identity/method");
        assert_eq!(sandpit.count("SELECT COUNT(*) FROM identity_check_file").await, 0);
        start.assert_at("/prove-identity");
    }

    async fn the_name_of_a_file_decides_at_once_for_tests(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, VTR, people::P5).await;
        let page = choose(&mut visitor, &start, "video").await;
        let numbers = page.words_of("main li strong");
        assert_eq!(numbers.split(' ').count(), 4, "{numbers}");
        let page = send(&mut visitor, ("numbers-not-said.png", PNG), ("face.mp4", MP4)).await;
        page.assert_at("/prove-identity/photo-id/sent");
        assert!(page.main().contains("could not hear you say the numbers"), "{}", page.main());
        let page = send(&mut visitor, ("approved.png", PNG), ("face.mp4", MP4)).await;
        page.assert_at("/nhs-login-consent");
        assert_eq!(sandpit.count("SELECT COUNT(*) FROM identity_check_file").await, 0);
        let approved = sandpit.count("SELECT COUNT(*) FROM identity_check WHERE verdict = 'approved'").await;
        assert_eq!(approved, 1);
    }

    async fn what_is_no_photo_is_refused_in_words_and_nothing_is_kept(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, VTR, people::P5).await;
        choose(&mut visitor, &start, "face-scan").await;
        let page = send(&mut visitor, ("", b""), ("face.mp4", MP4)).await;
        assert_eq!(page.words_of("#document-error"), "Error: Select a file");
        assert!(page.words_of("#face-error").contains("must be a JPG or PNG"), "{}", page.main());
        let large = vec![0; usize::try_from(MOST_PHOTO).unwrap() + 1];
        let page = send(&mut visitor, ("approved.png", &large), ("face.html", b"<script>")).await;
        assert!(page.words_of("#document-error").contains("smaller than 10MB"), "{}", page.main());
        assert!(page.has("#face-error"));
        assert_eq!(sandpit.count("SELECT COUNT(*) FROM identity_check").await, 0);
    }

    async fn the_questions_come_before_the_files(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        begin(&service, &mut visitor, VTR, people::P5).await;
        visitor.open(UPLOAD).await.assert_at("/prove-identity/photo-id/document");
        send_to_a_person(&mut visitor).await.assert_at("/prove-identity/photo-id/document");
        visitor.open("/prove-identity/photo-id/sent").await.assert_at("/prove-identity/photo-id");
        // Somebody whose details were never matched has nothing that a photo ID could be compared with.
        let mut visitor = sandpit.visitor();
        begin(&service, &mut visitor, VTR, people::P0).await;
        send_to_a_person(&mut visitor).await.assert_at("/prove-identity");
        assert_eq!(sandpit.count("SELECT COUNT(*) FROM identity_check").await, 0);
    }

    async fn what_was_sent_as_another_way_led_to_p9_does_not_wait_for_ever(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, VTR, people::P5).await;
        choose(&mut visitor, &start, "face-scan").await;
        send_to_a_person(&mut visitor).await;
        let case = waiting(&sandpit).await;
        let set = "UPDATE account SET level = 'P9' WHERE level = 'P5'";
        sandpit.ctx.store.write(move |tx| tx.execute(set, &[])).await.unwrap();
        assert_eq!(decide(&sandpit, &case, Verdict::OtherFace).await, Err(DecideRefusal::DecidedAlready));
        assert!(identity_checks::list(&sandpit.ctx, Actor::Operator).await.unwrap().is_empty());
        assert_eq!(sandpit.count("SELECT COUNT(*) FROM identity_check_file").await, 0);
    }

    async fn only_checkers_see_what_waits_and_two_of_them_decide_once(integration: Integration) {
        let Integration(sandpit) = integration;
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let start = begin(&service, &mut visitor, VTR, people::P5).await;
        choose(&mut visitor, &start, "video").await;
        send(&mut visitor, ("id.png", PNG), ("face.mp4", MP4)).await;
        let case = waiting(&sandpit).await;
        assert!(matches!(&case.check.likeness, Likeness::Video { numbers } if numbers.len() == 4));
        let nobody = Actor::User(UserId::opaque(sandpit.ctx.random.as_ref()));
        assert!(matches!(identity_checks::list(&sandpit.ctx, nobody).await, Err(Error::Refused(NotFound))));
        let refused = identity_checks::decide(&sandpit.ctx, nobody, &case, Verdict::OtherFace).await;
        assert!(matches!(refused, Err(Error::Refused(DecideRefusal::Denied(_)))));
        let decisions = [Verdict::Approved, Verdict::NotGenuine].map(|verdict| {
            let (sandpit, case) = (sandpit.clone(), case.clone());
            tokio::spawn(async move { decide(&sandpit, &case, verdict).await })
        });
        let mut won = Vec::new();
        for decision in decisions {
            won.push(decision.await.unwrap());
        }
        assert_eq!(won.iter().filter(|decision| decision.is_ok()).count(), 1, "{won:?}");
        assert!(won.contains(&Err(DecideRefusal::DecidedAlready)), "{won:?}");
    }
}

/// The same from the question for the document, past what stands of the last time.
async fn choose_from_document(visitor: &mut Visitor) {
    let page = visitor.open("/prove-identity/photo-id/document").await;
    let page = press(visitor, &page, &[("input[value=identity-card]", "")]).await;
    let page = press(visitor, &page, &[("input[value=face-scan]", "")]).await;
    page.assert_at(UPLOAD);
}

#[tokio::test]
async fn in_the_sandpit_nothing_that_is_sent_is_read_or_kept() {
    let database = testkit::TestDatabase::sqlite();
    let sandpit = Sandpit::with(&database, |_| {});
    let service = sandpit.service().await;
    let mut visitor = sandpit.visitor();
    let start = begin(&service, &mut visitor, VTR, people::P5).await;
    choose(&mut visitor, &start, "video").await;
    send(&mut visitor, ("approved.png", PNG), ("face.mp4", MP4))
        .await
        .assert_at("/prove-identity/unavailable");
    assert_eq!(sandpit.count("SELECT COUNT(*) FROM identity_check").await, 0);
}
