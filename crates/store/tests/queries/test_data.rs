//! Uploads of test data, whose accounts they are, and what a change leaves alone.

use identity::{
    Account, Client, ProofingLevel,
    test_data::{Answer, Fault, Outcome, Sheet, Standing, UndoAnswer},
};
use kernel::Timestamp;
use store::{
    Store, StoreError, Tx,
    queries::{
        accounts, clients,
        test_data::{self, Changed, Listed, Upload},
    },
};
use testkit::on_both_databases;
use uuid::Uuid;

use crate::samples::{
    account, bare_account, client_id, in_one_transaction, later, now, portfolio_of_two, same, sandpit, scopes,
};

fn upload(product_id: Option<Uuid>, changed: &Account) -> Upload {
    let before = Standing::of(changed);
    let after = Standing { level: ProofingLevel::P5, gp_credentials: None, ..before.clone() };
    let refused = Outcome::Refused { faults: vec![Fault::whole("no such account")] };
    let applied = Outcome::Applied { from: before.level, to: after.level, notes: vec!["a note".to_owned()] };
    let answer = |row, outcome| Answer {
        sheet: Sheet::P9Users,
        row,
        email: Some("a@example.com".to_owned()),
        outcome,
    };
    Upload {
        listed: Listed {
            id: Uuid::from_u128(7),
            product_id,
            file_name: "people.xlsx".to_owned(),
            uploaded_by: None,
            uploaded_at: now(),
            applied: 1,
            refused: 1,
            undone_by: None,
            undone_at: None,
        },
        answers: vec![answer(5, applied), answer(6, refused)],
        changes: vec![Changed { answer: 0, account: changed.id, before, after }],
        undo_answers: None,
    }
}

/// An account that was opened with the client of a product.
fn owned(tx: &mut Tx<'_>, seed: u64) -> Result<(Account, Uuid, Uuid), StoreError> {
    portfolio_of_two(tx)?;
    let (organisation_id, product_id) = (Uuid::from_u128(100), Uuid::from_u128(101));
    let client = Client {
        id: client_id(),
        name: "Example".to_owned(),
        redirect_uris: vec!["https://example.org/b".to_owned()],
        scopes: scopes(),
        vectors: vec!["P9.Cp.Cd".parse().unwrap()],
        sso_partners: Vec::new(),
        keys: Vec::new(),
        repeats_claims_in_header: false,
        is_suspended: false,
        permissions: identity::Permissions::default(),
        created_at: now(),
    };
    clients::save(tx, &sandpit(), &client, Some(product_id), now())?;
    let account = Account { opened_with: Some(client_id()), static_otp: None, ..account(seed) };
    accounts::insert(tx, &sandpit(), &account, "hash")?;
    Ok((account, organisation_id, product_id))
}

on_both_databases! {
    async fn an_account_is_of_the_organisation_whose_client_opened_it(store: Store) {
        in_one_transaction(&store, |tx| {
            let (mine, organisation_id, _) = owned(tx, 1)?;
            let seeded = account(2);
            accounts::insert(tx, &sandpit(), &seeded, "hash")?;
            same(&test_data::find_owned(tx, &sandpit(), &mine.email)?, &Some((&mine, Some(organisation_id))));
            same(&test_data::find_owned(tx, &sandpit(), &seeded.email)?, &Some((&seeded, None::<Uuid>)));
            same(&test_data::list_owned(tx, &sandpit(), organisation_id, 10)?, &[&mine]);
            assert!(test_data::list_owned(tx, &sandpit(), Uuid::nil(), 10)?.is_empty());
            let mine = Account { static_otp: Some("190696".to_owned()), ..mine };
            test_data::change(tx, &sandpit(), mine.id, &Standing::of(&mine), &Standing::of(&mine))?;
            same(&accounts::list_for_tests(tx, &sandpit())?, &[&seeded]);
            Ok(())
        }).await;
    }

    async fn a_change_is_made_to_what_it_was_made_for_and_takes_no_number_of_another(store: Store) {
        in_one_transaction(&store, |tx| {
            let (mine, ..) = owned(tx, 1)?;
            let other = bare_account(2);
            accounts::insert(tx, &sandpit(), &other, "hash")?;
            let (proved, bare) = (Standing::of(&mine), Standing::of(&other));
            assert!(!test_data::change(tx, &sandpit(), other.id, &bare, &proved)?, "the number is another account's");
            assert!(test_data::change(tx, &sandpit(), mine.id, &proved, &bare)?);
            assert!(!test_data::change(tx, &sandpit(), mine.id, &proved, &bare)?, "it is not what it was");
            assert!(test_data::change(tx, &sandpit(), other.id, &bare, &proved)?);
            let changed = accounts::find(tx, &sandpit(), other.id)?.unwrap();
            assert_eq!(Standing::of(&changed), proved);
            assert_eq!(changed.email, other.email);
            Ok(())
        }).await;
    }

    async fn an_upload_reads_back_and_is_undone_once(store: Store) {
        in_one_transaction(&store, |tx| {
            let (mine, _, product_id) = owned(tx, 1)?;
            let kept = upload(Some(product_id), &mine);
            test_data::insert(tx, &sandpit(), &kept)?;
            same(&test_data::find(tx, &sandpit(), kept.listed.id)?, &Some(&kept));
            same(&test_data::list(tx, &sandpit(), product_id, 10)?, &[&kept.listed]);
            assert!(test_data::mark_undone(tx, &sandpit(), kept.listed.id, None, later(1))?);
            assert!(!test_data::mark_undone(tx, &sandpit(), kept.listed.id, None, later(2))?);
            let answers = vec![UndoAnswer { sheet: Sheet::P9Users, row: 5, email: None, kept: Some("why".to_owned()) }];
            test_data::keep_undo_answers(tx, &sandpit(), kept.listed.id, &answers)?;
            let undone = test_data::find(tx, &sandpit(), kept.listed.id)?.unwrap();
            assert_eq!((undone.listed.undone_at, undone.undo_answers), (Some::<Timestamp>(later(1)), Some(answers)));
            Ok(())
        }).await;
    }

    async fn a_record_refreshes_the_account_that_is_still_its_persons(store: Store) {
        in_one_transaction(&store, |tx| {
            let (mine, ..) = owned(tx, 1)?;
            let mut record = identity::demographics::Record {
                nhs_number: mine.nhs_number.unwrap(),
                family_name: "NEW".to_owned(),
                given_name: "Name".to_owned(),
                birthdate: mine.birthdate.unwrap(),
                postcode: None,
                mobile: None,
                gp_ods_code: mine.gp_ods_code.clone(),
                is_deceased: false,
            };
            accounts::refresh(tx, &sandpit(), mine.id, &record)?;
            let read = accounts::find(tx, &sandpit(), mine.id)?.unwrap();
            assert_eq!((read.family_name.as_deref(), &read.gp_ods_code), (Some("NEW"), &mine.gp_ods_code));
            assert_eq!(read.gp_credentials, mine.gp_credentials, "it is the same surgery");
            record.gp_ods_code = Some("A00009".parse().unwrap());
            accounts::refresh(tx, &sandpit(), mine.id, &record)?;
            let read = accounts::find(tx, &sandpit(), mine.id)?.unwrap();
            assert_eq!((read.gp_ods_code, read.gp_credentials), (record.gp_ods_code.clone(), None));
            record.nhs_number = account(9).nhs_number.unwrap();
            record.family_name = "SOMEBODY ELSE".to_owned();
            accounts::refresh(tx, &sandpit(), mine.id, &record)?;
            let read = accounts::find(tx, &sandpit(), mine.id)?.unwrap();
            assert_eq!(read.family_name.as_deref(), Some("NEW"));
            Ok(())
        }).await;
    }
}
