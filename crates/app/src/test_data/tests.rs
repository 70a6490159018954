//! Test data on both databases: whose accounts change, what is answered, and what an undo leaves alone.

use std::sync::Arc;

use identity::{
    AccountId, Client, ClientId, ProofingLevel,
    demographics::Population,
    test_data::{Outcome, Sheet},
};
use kernel::{FixedClock, SeededRandom, Timestamp};
use store::{
    Store,
    queries::{accounts, clients, sessions},
};
use testkit::on_both_databases;

use super::*;
use crate::{
    Parts,
    adapters::Adapters,
    people,
    portal::{Name, organisations, products, sign_in},
};

const HEADER: &str = "Sheet,Email Address,First Name,Last Name,Date of Birth,Phone Number,Phone Number PDS Matched,NHS Number,\
     Postcode,Disable OTP,Disable PDS Trace,GP ODS Code,GPIC Provided,Manually Confirmed,New Level";
// The first person of the records of every environment for tests, and numbers that nobody there has.
const FREE: [&str; 2] = ["9998000017", "9998000025"];

struct Desk {
    ctx: Context,
    clock: Arc<FixedClock>,
}

fn integration() -> EnvironmentId {
    EnvironmentId::new("integration")
}

impl Desk {
    fn on(store: Store) -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-27T09:00:00Z"));
        let environments = vec![
            Environment::sandpit("http://localhost:4001"),
            Environment::integration("http://localhost:4002"),
        ];
        let ctx = Context::new(Parts {
            store,
            clock: clock.clone(),
            random: Arc::new(SeededRandom::new(3)),
            master_key: [3; 32],
            environments,
            portal_url: "http://localhost:4000".into(),
            sender: notify::Sender::outbox(),
            toolkit: crate::editions::shipped().unwrap(),
        });
        let population = Population::generate(&integration(), 5);
        Self { ctx: ctx.with_adapters(integration(), Adapters::synthetic(population)), clock }
    }

    async fn user(&self, email: &str) -> Actor {
        self.clock.advance(kernel::SignedDuration::from_millis(1));
        let ticket = sign_in::ask(&self.ctx, email.parse().unwrap(), "/products".into()).await.unwrap();
        let mail = crate::outbox::list(&self.ctx, 1).await.unwrap().remove(0);
        let signed_in =
            sign_in::enter_code(&self.ctx, ticket.expose(), &mail.subject[..6], None).await.unwrap();
        Actor::User(signed_in.user.id.into())
    }

    /// Somebody with an organisation, a product and a client in the integration environment, named alike.
    async fn partner(&self, name: &str) -> (Actor, Place) {
        let actor = self.user(&format!("dev@{name}.example")).await;
        let named: Name = name.parse().unwrap();
        let organisation = organisations::create(&self.ctx, actor, named.clone(), None).await.unwrap();
        let product = products::create(&self.ctx, actor, organisation.id.into(), named).await.unwrap();
        let client = Client {
            id: ClientId::new(name),
            name: name.to_owned(),
            redirect_uris: vec!["http://localhost:9999/callback".to_owned()],
            scopes: identity::ScopeSet::parse("openid").0,
            vectors: vec!["P9.Cp.Cd".parse().unwrap()],
            sso_partners: Vec::new(),
            keys: Vec::new(),
            repeats_claims_in_header: false,
            is_suspended: false,
            permissions: identity::Permissions::default(),
            created_at: self.ctx.now(),
        };
        let now = self.ctx.now();
        let saved = self
            .ctx
            .store
            .write(move |tx| clients::save(tx, &integration(), &client, Some(product.uuid()), now));
        saved.await.unwrap();
        (actor, Place { environment: integration(), product: Some(product) })
    }

    /// An account that somebody opened by way of a client.
    async fn account(&self, email: &str, client: &str) -> AccountId {
        let mut account = identity::people::seeded(&integration(), self.ctx.now()).remove(9).account;
        assert_eq!(account.level, ProofingLevel::P0);
        account.id = AccountId::opaque(self.ctx.random.as_ref());
        account.email = email.parse().unwrap();
        account.static_otp = None;
        account.opened_with = Some(ClientId::new(client));
        let id = account.id;
        let inserted = self.ctx.store.write(move |tx| accounts::insert(tx, &integration(), &account, "hash"));
        assert!(inserted.await.unwrap());
        id
    }

    async fn find(&self, id: AccountId) -> Account {
        let found = self.ctx.store.read(move |tx| accounts::find(tx, &integration(), id));
        found.await.unwrap().unwrap()
    }

    async fn send(&self, actor: Actor, place: &Place, rows: &[String], mode: Mode) -> Uploaded {
        let content = format!("{HEADER}\n{}\n", rows.join("\n")).into_bytes();
        let file = File { name: "people.csv".to_owned(), content };
        upload(&self.ctx, actor, place.clone(), file, mode).await.unwrap()
    }
}

fn p9(email: &str, number: &str, is_traced: bool) -> String {
    let disabled = if is_traced { "FALSE" } else { "TRUE" };
    format!(
        "P9 Users,{email},John,Doe,1970-01-01,07700900555,TRUE,{number},,TRUE,{disabled},A00002,TRUE,TRUE,"
    )
}

fn lower(email: &str, level: u8) -> String {
    format!("Reset Proofing Levels,{email},,,,,,,,,,,,,{level}")
}

fn words(answer: &Answer) -> String {
    match &answer.outcome {
        Outcome::Applied { .. } => "applied".to_owned(),
        Outcome::Refused { faults } => {
            faults.iter().map(|fault| fault.words.clone()).collect::<Vec<_>>().join("; ")
        }
    }
}

on_both_databases! {
    async fn each_row_is_applied_or_says_why_not_and_no_row_stops_another(store: Store) {
        let desk = Desk::on(store);
        let (actor, place) = desk.partner("harbour").await;
        desk.partner("quay").await;
        let (mine, free) = (desk.account("a@harbour.example", "harbour").await, desk.account("b@harbour.example", "harbour").await);
        let theirs = desk.account("a@quay.example", "quay").await;
        let shared = identity::people::seeded(&integration(), desk.ctx.now()).remove(0).account;
        let rows = [
            p9("a@harbour.example", FREE[0], false),
            p9("a@quay.example", FREE[1], false),
            p9(shared.email.as_str(), FREE[1], false),
            p9("b@harbour.example", FREE[0], false),
            p9("a@harbour.example", FREE[1], false),
            p9("b@harbour.example", FREE[1], true),
            lower("b@harbour.example", 0),
            p9("nobody@harbour.example", "9434765919", false),
        ];
        let uploaded = desk.send(actor, &place, &rows, Mode::Apply).await;
        let said: Vec<String> = uploaded.answers.iter().map(words).collect();
        for (said, expected) in said.iter().zip([
            "applied",
            "no account with this address",
            "everybody shares",
            "another account has this NHS number",
            "row 2 of P9 Users has changed this account already",
            "no record here has this NHS number",
            "at P0 already",
            "begins with 999",
        ]) {
            assert!(said.contains(expected), "{said} / {expected}");
        }
        let changed = desk.find(mine).await;
        assert_eq!((changed.level, changed.family_name.as_deref()), (ProofingLevel::P9, Some("DOE")));
        assert!(changed.gp_credentials.is_some() && !changed.is_traced);
        for other in [free, theirs] {
            assert_eq!(desk.find(other).await.level, ProofingLevel::P0);
        }
        let kept = find(&desk.ctx, actor, place.clone(), uploaded.id.unwrap()).await.unwrap();
        assert_eq!((kept.listed.applied, kept.listed.refused, kept.answers), (1, 7, uploaded.answers));
        let seen = view(&desk.ctx, actor, &integration(), place.product.unwrap()).await.unwrap();
        let emails: Vec<&str> = seen.people.iter().map(|person| person.email.as_str()).collect();
        assert_eq!((emails, seen.uploads.len()), (vec!["a@harbour.example", "b@harbour.example"], 1));
        let shown = people::list(&desk.ctx, &integration()).await.unwrap();
        assert!(shown.iter().all(|person| person.email != "a@harbour.example"), "their code is no secret, their owner's people are");
    }

    async fn a_dry_run_answers_the_same_and_changes_nothing(store: Store) {
        let desk = Desk::on(store);
        let (actor, place) = desk.partner("harbour").await;
        let mine = desk.account("a@harbour.example", "harbour").await;
        let rows = [p9("a@harbour.example", FREE[0], false), p9("b@harbour.example", FREE[0], false)];
        let tried = desk.send(actor, &place, &rows, Mode::DryRun).await;
        assert_eq!(tried.id, None);
        assert_eq!(desk.find(mine).await.level, ProofingLevel::P0);
        assert!(view(&desk.ctx, actor, &integration(), place.product.unwrap()).await.unwrap().uploads.is_empty());
        let applied = desk.send(actor, &place, &rows, Mode::Apply).await;
        assert_eq!(tried.answers, applied.answers);
    }

    async fn whoever_was_changed_is_signed_out(store: Store) {
        let desk = Desk::on(store);
        let (actor, place) = desk.partner("harbour").await;
        let mine = desk.account("a@harbour.example", "harbour").await;
        let session = identity::Session {
            account_id: mine,
            auth_time: desk.ctx.now(),
            credentials: [identity::Credential::ALL[0]].into_iter().collect(),
            expires_at: desk.ctx.now() + kernel::SignedDuration::from_hours(1),
        };
        let hash = [7; 32];
        desk.ctx.store.write(move |tx| sessions::insert(tx, &integration(), &hash, &session)).await.unwrap();
        desk.send(actor, &place, &[p9("a@harbour.example", FREE[0], false)], Mode::Apply).await;
        let now = desk.ctx.now();
        let left = desk.ctx.store.read(move |tx| sessions::find(tx, &integration(), &hash, now)).await.unwrap();
        assert!(left.is_none());
    }

    async fn an_undo_puts_back_what_nobody_changed_since_and_happens_once(store: Store) {
        let desk = Desk::on(store);
        let (actor, place) = desk.partner("harbour").await;
        let (first, second) = (desk.account("a@harbour.example", "harbour").await, desk.account("b@harbour.example", "harbour").await);
        let rows = [p9("a@harbour.example", FREE[0], false), p9("b@harbour.example", FREE[1], false)];
        let id = desk.send(actor, &place, &rows, Mode::Apply).await.id.unwrap();
        desk.send(actor, &place, &[lower("b@harbour.example", 5)], Mode::Apply).await;
        let answers = undo(&desk.ctx, actor, place.clone(), id).await.unwrap();
        assert_eq!(answers.iter().map(|answer| answer.row).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(answers[0].kept, None);
        assert!(answers[1].kept.as_ref().unwrap().contains("changed after this upload"));
        assert_eq!(desk.find(first).await.level, ProofingLevel::P0);
        assert_eq!(desk.find(second).await.level, ProofingLevel::P5);
        let again = undo(&desk.ctx, actor, place.clone(), id).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::UndoneAlready))), "{again:?}");
        let kept = find(&desk.ctx, actor, place, id).await.unwrap();
        assert_eq!(kept.undo_answers, Some(answers));
    }

    async fn two_rows_can_swap_a_number_and_the_undo_swaps_it_back(store: Store) {
        let desk = Desk::on(store);
        let (actor, place) = desk.partner("harbour").await;
        let (first, second) = (desk.account("a@harbour.example", "harbour").await, desk.account("b@harbour.example", "harbour").await);
        desk.send(actor, &place, &[p9("a@harbour.example", FREE[0], false)], Mode::Apply).await;
        let swap = [lower("a@harbour.example", 0), p9("b@harbour.example", FREE[0], false)];
        // The workbook has its sheets in the other order; a CSV file is read as it comes.
        let id = desk.send(actor, &place, &swap, Mode::Apply).await.id.unwrap();
        assert_eq!(desk.find(second).await.nhs_number, FREE[0].parse().ok());
        let answers = undo(&desk.ctx, actor, place, id).await.unwrap();
        assert!(answers.iter().all(|answer| answer.kept.is_none()), "{answers:?}");
        assert_eq!((desk.find(first).await.nhs_number, desk.find(second).await.nhs_number), (FREE[0].parse().ok(), None));
    }

    async fn nobody_else_sees_uploads_or_undoes_them(store: Store) {
        let desk = Desk::on(store);
        let (actor, place) = desk.partner("harbour").await;
        let (other, theirs) = desk.partner("quay").await;
        desk.account("a@harbour.example", "harbour").await;
        let id = desk.send(actor, &place, &[p9("a@harbour.example", FREE[0], false)], Mode::Apply).await.id.unwrap();
        for asked in [place.clone(), theirs.clone(), Place { product: None, ..place.clone() }] {
            assert!(find(&desk.ctx, other, asked.clone(), id).await.is_err());
            assert!(undo(&desk.ctx, other, asked, id).await.is_err());
        }
        assert!(view(&desk.ctx, other, &integration(), place.product.unwrap()).await.is_err());
        let nowhere = Place { environment: EnvironmentId::new("sandpit"), ..place };
        let content = b"not even a table".to_vec();
        let file = File { name: "people.csv".to_owned(), content };
        let sent = upload(&desk.ctx, actor, nowhere, file, Mode::Apply).await;
        assert!(matches!(sent, Err(Error::Refused(Refusal::Denied(Denied::NotFound(_))))), "{sent:?}");
        let operator = Place { environment: integration(), product: None };
        assert!(undo(&desk.ctx, Actor::Operator, operator, id).await.is_ok());
    }

    async fn a_sign_in_brings_a_traced_account_up_to_its_record(store: Store) {
        let desk = Desk::on(store);
        let (actor, place) = desk.partner("harbour").await;
        let id = desk.account("a@harbour.example", "harbour").await;
        let person = desk.ctx.adapters(&integration()).demographics.examples().into_iter()
            .find(|person| !person.record.is_deceased && person.record.mobile.is_some()
                && identity::people::seeded(&integration(), Timestamp::UNIX_EPOCH).iter()
                    .all(|seeded| seeded.account.nhs_number != Some(person.record.nhs_number)))
            .unwrap();
        let number = person.record.nhs_number.to_string();
        let uploaded = desk.send(actor, &place, &[p9("a@harbour.example", &number, true)], Mode::Apply).await;
        let Outcome::Applied { notes, .. } = &uploaded.answers[0].outcome else { panic!("{:?}", uploaded.answers) };
        assert!(notes.iter().any(|note| note.contains("last name")), "{notes:?}");
        let environment = desk.ctx.environment(&integration()).unwrap().clone();
        let account = desk.find(id).await;
        assert_eq!(account.family_name.as_deref(), Some("DOE"));
        crate::journey::record::refresh(&desk.ctx, &environment, &account).await.unwrap();
        assert_eq!(desk.find(id).await.family_name, Some(person.record.family_name.clone()));
        desk.send(actor, &place, &[p9("a@harbour.example", &number, false)], Mode::Apply).await;
        crate::journey::record::refresh(&desk.ctx, &environment, &desk.find(id).await).await.unwrap();
        assert_eq!(desk.find(id).await.family_name.as_deref(), Some("DOE"));
    }
}

#[test]
fn every_template_reads_back_and_its_example_is_nobody() {
    for form in Form::ALL {
        let name = format!("test-data.{}", form.ending());
        let read = read(&File { name, content: template(form).unwrap() });
        match form {
            Form::Json => {
                assert_eq!(read.unwrap().iter().map(|row| row.sheet).collect::<Vec<_>>(), Sheet::ALL);
            }
            Form::Workbook | Form::Csv => assert_eq!(read, Err(FileProblem::NoRows), "{form:?}"),
        }
    }
}

#[test]
fn a_json_template_asks_for_what_it_shows() {
    let content = template(Form::Json).unwrap();
    let rows = read(&File { name: "a.json".to_owned(), content }).unwrap();
    for row in rows {
        assert!(row.parse("2026-11-27".parse().unwrap()).is_ok(), "{row:?}");
    }
}

#[test]
fn a_file_that_means_something_else_is_refused_before_any_row() {
    let read = |name: &str, content: &str| {
        read(&File { name: name.to_owned(), content: content.as_bytes().to_vec() }).unwrap_err().to_string()
    };
    for (name, content, words) in [
        ("a.csv", "Name,Colour\nx,y\n", "beginning with \"Email Address\""),
        ("a.csv", "Email Address\na@b.example\n", "must have the column \"Sheet\""),
        (
            "a.csv",
            "Sheet,Email Address,Shoe Size\nP5 Users,a@b.example,9\n",
            "\"Shoe Size\", which is not one",
        ),
        ("a.csv", "Sheet,Email Address,E-mail address\nP5 Users,a,b\n", "\"Email Address\" twice"),
        ("a.csv", "Sheet,Email Address\nP7 Users,a@b.example\n", "Row 2 is for the sheet \"P7 Users\""),
        ("a.csv", "Sheet,Email Address,New Level\nP5 Users,a@b.example,9\n", "fills in \"New Level\""),
        ("a.txt", "hello", "name must end in .csv"),
        ("a.pdf", "%PDF-1.4", "must be an Excel workbook (.xlsx), CSV or JSON"),
        ("a.json", "[]", "The JSON cannot be read"),
        ("a.json", "{\"p7_users\": []}", "`p7_users` is not"),
        ("a.json", "{\"p5_users\": {}}", "is not a list"),
        ("a.json", "{\"p5_users\": [{\"shoe_size\": 9}]}", "`p5_users[0].shoe_size` is not a column"),
        ("a.json", "{\"p5_users\": [{\"email_address\": []}]}", "is not a text"),
        ("a.json", "{}", "no rows"),
    ] {
        let said = read(name, content);
        assert!(said.contains(words), "{content}: {said}");
    }
}
