//! The patient's way from the mail to an account at P9: each step, each way out, and what two at once come to.

use http::Method;
use identity::Permission;
use kernel::SignedDuration;
use testkit::{TestDatabase, on_both_databases};
use tokio::task::LocalSet;

use crate::support::{Page, Parameters, Patient, Sandpit, Service, Tokens, people};

struct Invited {
    sandpit: Sandpit,
    service: Service,
    greta: Patient,
    link: String,
}

impl Invited {
    async fn new(database: &TestDatabase) -> Self {
        let sandpit = Sandpit::integration(database);
        let (service, token) = Service::provisioner(&sandpit).await;
        let greta = Patient::called(&sandpit, "MATCHEM");
        assert_eq!(service.provision(&token, greta.body().to_string()).await.code(), "create");
        let link = sandpit.latest_link(&greta.email).await;
        Self { sandpit, service, greta, link }
    }

    async fn accounts(&self) -> i64 {
        self.sandpit.count("SELECT count(*) FROM account WHERE email = 'matchem@patients.example'").await
    }
}

const REQUESTS: &str = "SELECT count(*) FROM provision_request";

#[track_caller]
fn assert_gone(page: &Page) {
    assert_eq!(
        (page.status.as_u16(), page.main().contains("This link does not work any more")),
        (410, true),
        "{}",
        page.main()
    );
}

on_both_databases! {
    async fn a_patient_claims_a_new_account_and_signs_in_at_p9(database: &TestDatabase) {
        let Invited { sandpit, service, greta, link } = Invited::new(database).await;
        let mut visitor = sandpit.visitor();
        let page = visitor.claim_to_password(&link, &greta).await;
        let short = visitor.give_claim_password(&page, "short").await;
        assert!(short.has(".nhsuk-error-message"), "{}", short.main());
        // The newest message is told by its time.
        sandpit.advance(SignedDuration::from_secs(1));
        let done = visitor.give_claim_password(&page, people::NEW_PASSWORD).await;
        done.assert_at("/claim-account/done");
        assert!(visitor.cookies.is_empty(), "{:?}", visitor.cookies);
        let mails = sandpit.messages_to(&greta.email).await;
        assert_eq!(mails.last().unwrap().subject, "Your NHS login is ready");
        assert_gone(&visitor.open(&link).await);
        assert_eq!(sandpit.count(REQUESTS).await, 0);
        let request = service.request().with("vtr", r#"["P9.Cp.Cd"]"#).with("scope", "openid profile phone");
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&request)).await;
        let page = visitor.give_password(&page, &greta.email, people::NEW_PASSWORD).await;
        let page = visitor.give_code(&page, &sandpit.latest_code(&greta.mobile).await).await;
        let tokens = Tokens::of(&service.redeem(&visitor.agree(&page).await.parameter("code")).await);
        let claims = service.verify(&tokens.id).await.claims;
        assert_eq!((&claims["vot"], &claims["identity_proofing_level"]), (&"P9.Cp.Cd".into(), &"P9".into()));
        assert_eq!((&claims["family_name"], &claims["nhs_number"]), (&"MATCHEM".into(), &greta.record.nhs_number.as_str().into()));
        let told = service.userinfo(&tokens.access).await.json();
        assert_eq!((&told["phone_number"], &told["phone_number_pds_matched"]), (&greta.mobile.as_str().into(), &false.into()));
        service.permit(Permission::LookUpUsers, &[]).await;
        let token = service.look_up_token("profile").await;
        let found = service.look_up(&token, &format!(r#"nhsnumber eq "{}""#, greta.record.nhs_number)).await;
        assert_eq!(found.found(), [claims["sub"].as_str().unwrap()]);
        let token = service.provisioning_token().await;
        assert_eq!(service.provision(&token, greta.body().to_string()).await.code(), "11005");
    }

    async fn a_patient_uplifts_the_account_that_they_have(database: &TestDatabase) {
        let sandpit = Sandpit::integration(database);
        let (service, token) = Service::provisioner(&sandpit).await;
        let edith = Patient::called(&sandpit, "INGLEBY");
        let phone = edith.record.mobile.clone().expect("a test person has one").as_e164().to_owned();
        let edith = Patient { email: people::P0.into(), mobile: phone, ..edith };
        assert_eq!(service.provision(&token, edith.body().to_string()).await.code(), "uplift");
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&sandpit.latest_link(people::P0).await).await;
        let page = visitor.press(&page, "Send me a security code", &[]).await;
        let page = visitor.give_code(&page, people::CODE).await;
        let page = visitor.confirm_details(&page, &edith).await;
        page.assert_at("/claim-account/password");
        assert!(page.main().contains("Enter your password"), "{}", page.main());
        let wrong = visitor.give_claim_password(&page, "not-her-password").await;
        assert!(wrong.main().contains("not correct"), "{}", wrong.main());
        visitor.give_claim_password(&page, people::PASSWORD).await.assert_at("/claim-account/done");
        let tokens = service.tokens_of(people::P0, &service.request().with("vtr", r#"["P9.Cp.Cd"]"#)).await;
        let claims = service.verify(&tokens.id).await.claims;
        assert_eq!((&claims["vot"], &claims["family_name"]), (&"P9.Cp.Cd".into(), &"INGLEBY".into()));
    }

    async fn looking_at_the_link_changes_nothing(database: &TestDatabase) {
        let Invited { sandpit, link, greta, .. } = Invited::new(database).await;
        let before = sandpit.every_row().await;
        for method in [Method::GET, Method::HEAD, Method::GET] {
            let answer = sandpit.visitor().request(&method, &link, None).await;
            assert!(answer.status == 200 && answer.cookies().is_empty());
        }
        assert_eq!(sandpit.every_row().await, before);
        assert!(sandpit.messages_to(&greta.mobile).await.is_empty(), "no code until a button is pressed");
        assert_gone(&sandpit.visitor().open("/claim-account?token=never-sent").await);
        assert_gone(&sandpit.visitor().post("/claim-account", &Parameters::of([("token", "never-sent")])).await);
        assert_gone(&sandpit.visitor().open("/claim-account/password").await);
    }

    async fn no_step_can_be_left_out_and_no_browser_goes_on_with_anothers_code(database: &TestDatabase) {
        let Invited { sandpit, link, greta, .. } = Invited::new(database).await;
        let (mut patient, mut reader_of_mail) = (sandpit.visitor(), sandpit.visitor());
        for visitor in [&mut reader_of_mail, &mut patient] {
            sandpit.advance(SignedDuration::from_secs(1));
            let page = visitor.open(&link).await;
            visitor.press(&page, "Send me a security code", &[]).await.assert_at("/claim-account/code");
        }
        for path in ["details", "terms", "password"] {
            let path = format!("/claim-account/{path}");
            reader_of_mail.open(&path).await.assert_at("/claim-account/code");
            reader_of_mail.post(&path, &Parameters::of([("password", "a-long-enough-phrase"), ("agree", "yes")])).await.assert_at("/claim-account/code");
        }
        let code = sandpit.latest_code(&greta.mobile).await;
        let page = reader_of_mail.open("/claim-account/code").await;
        let refused = reader_of_mail.give_code(&page, &code).await;
        assert!(refused.main().contains("not correct"), "{}", refused.main());
        let page = patient.open("/claim-account/code").await;
        patient.give_code(&page, &code).await.assert_at("/claim-account/details");
        reader_of_mail.open("/claim-account/details").await.assert_at("/claim-account/code");
    }

    async fn codes_run_out_are_sent_again_and_are_not_to_be_guessed(database: &TestDatabase) {
        let Invited { sandpit, link, greta, .. } = Invited::new(database).await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&link).await;
        let page = visitor.press(&page, "Send me a security code", &[]).await;
        let first = sandpit.latest_code(&greta.mobile).await;
        sandpit.advance(SignedDuration::from_mins(10));
        assert!(visitor.give_code(&page, &first).await.main().contains("has run out"));
        let again = visitor.press(&page, "Send the code again", &[]).await;
        assert!(again.main().contains("new security code"), "{}", again.main());
        let second = sandpit.latest_code(&greta.mobile).await;
        let wrong = if second == "111111" { "222222" } else { "111111" };
        for _ in 0..4 {
            assert!(visitor.give_code(&page, wrong).await.main().contains("not correct"));
        }
        assert!(visitor.give_code(&page, wrong).await.main().contains("tried too many times"));
        assert!(visitor.give_code(&page, &second).await.main().contains("tried too many times"));
        sandpit.advance(SignedDuration::from_mins(15));
        let page = visitor.open(&link).await;
        let page = visitor.press(&page, "Send me a security code", &[]).await;
        visitor.give_code(&page, &sandpit.latest_code(&greta.mobile).await).await.assert_at("/claim-account/details");
    }

    async fn wrong_details_close_the_request_for_everybody(database: &TestDatabase) {
        let Invited { sandpit, link, greta, .. } = Invited::new(database).await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open_claim(&link, &greta.mobile).await;
        let empty = visitor.press(&page, "Continue", &[]).await;
        assert!(empty.main().contains("Enter your date of birth") && empty.main().contains("Enter your postcode"));
        for _ in 0..4 {
            let wrong = visitor.give_details(&page, (10, 2, 1980), "ZZ99 1AA").await;
            assert!(wrong.main().contains("is not the one that your GP surgery has"), "{}", wrong.main());
        }
        let closed = visitor.give_details(&page, (11, 2, 1980), "ZZ99 9ZZ").await;
        assert!(closed.main().contains("This invitation was closed"), "{}", closed.main());
        let right = visitor.confirm_details(&page, &greta).await;
        assert!(right.main().contains("This invitation was closed"));
        assert!(sandpit.visitor().open(&link).await.main().contains("This invitation was closed"));
        assert_eq!(sandpit.count(REQUESTS).await, 1);
    }

    async fn an_outage_says_try_later_and_keeps_everything(database: &TestDatabase) {
        let invited = Invited::new(database).await;
        let Invited { sandpit, link, greta, .. } = &invited;
        let mut visitor = sandpit.visitor();
        let page = visitor.open_claim(link, &greta.mobile).await;
        let mut away = sandpit.without_records().visitor();
        away.cookies.clone_from(&visitor.cookies);
        let later = away.confirm_details(&page, greta).await;
        assert!(later.main().contains("We cannot check your details at the moment"), "{}", later.main());
        let page = visitor.confirm_details(&page, greta).await;
        let page = visitor.press(&page, "Continue", &[("input[name=agree]", "")]).await;
        let later = away.give_claim_password(&page, people::NEW_PASSWORD).await;
        assert!(later.main().contains("We cannot check your details at the moment"), "{}", later.main());
        assert_eq!((invited.accounts().await, sandpit.count(REQUESTS).await), (0, 1));
        visitor.give_claim_password(&page, people::NEW_PASSWORD).await.assert_at("/claim-account/done");
        assert_eq!(invited.accounts().await, 1);
    }

    async fn a_link_works_for_seven_days(database: &TestDatabase) {
        let Invited { sandpit, link, greta, .. } = Invited::new(database).await;
        sandpit.advance(SignedDuration::from_hours(7 * 24) - SignedDuration::from_mins(30));
        let mut visitor = sandpit.visitor();
        let page = visitor.open_claim(&link, &greta.mobile).await;
        sandpit.advance(SignedDuration::from_mins(30));
        assert_gone(&visitor.confirm_details(&page, &greta).await);
        assert_gone(&visitor.open(&link).await);
        app::worker::sweep(&sandpit.ctx).await.unwrap();
        sandpit.advance(SignedDuration::from_secs(1));
        app::worker::sweep(&sandpit.ctx).await.unwrap();
        assert_eq!(sandpit.count(REQUESTS).await + sandpit.count("SELECT count(*) FROM provision_claim").await, 0);
    }

    async fn of_two_claims_at_once_one_gets_the_account(database: &TestDatabase) {
        let invited = Invited::new(database).await;
        let mut ready = Vec::new();
        for _ in 0..2 {
            invited.sandpit.advance(SignedDuration::from_secs(1));
            let mut visitor = invited.sandpit.visitor();
            let page = visitor.claim_to_password(&invited.link, &invited.greta).await;
            ready.push((visitor, page));
        }
        let racing = LocalSet::new();
        let claims: Vec<_> = ready
            .into_iter()
            .map(|(mut visitor, page)| {
                racing.spawn_local(async move { visitor.give_claim_password(&page, people::NEW_PASSWORD).await })
            })
            .collect();
        racing.await;
        let mut pages = Vec::new();
        for claim in claims {
            pages.push(claim.await.expect("it ran"));
        }
        let (done, lost): (Vec<_>, Vec<_>) = pages.iter().partition(|page| page.url == "/claim-account/done");
        assert_eq!((done.len(), lost.len()), (1, 1));
        assert_gone(lost[0]);
        assert_eq!(invited.accounts().await, 1);
    }

    async fn whoever_proved_to_be_the_patient_meanwhile_keeps_what_they_have(database: &TestDatabase) {
        let invited = Invited::new(database).await;
        let Invited { sandpit, service, greta, link } = &invited;
        let mut visitor = sandpit.visitor();
        let page = visitor.claim_to_password(link, greta).await;
        // Greta registers with another address, and proves who she is by her details.
        let mut elsewhere = sandpit.visitor();
        elsewhere.register(service, "greta@elsewhere.example", "07700 900777").await;
        let number = greta.record.nhs_number;
        let taken = sandpit.ctx.store.write({
            let (id, record) = (sandpit.environment.id.clone(), greta.record.clone());
            move |tx| {
                let address = "greta@elsewhere.example".parse().expect("an address");
                let (account, _) = store::queries::accounts::find_by_email(tx, &id, &address)?.expect("it was opened");
                let proved = store::queries::accounts::Proved {
                    level: identity::ProofingLevel::P5,
                    record: &record,
                    gp_credentials: None,
                    mobile_matched: false,
                };
                store::queries::accounts::raise(tx, &id, account.id, &proved)
            }
        });
        let taken: Result<bool, store::StoreError> = taken.await;
        assert_eq!(taken, Ok(true), "{number:?}");
        let refused = visitor.give_claim_password(&page, people::NEW_PASSWORD).await;
        assert!(refused.main().contains("You already have an NHS login"), "{}", refused.main());
        assert_eq!((invited.accounts().await, sandpit.count(REQUESTS).await), (0, 1), "the request is kept");
    }
}
