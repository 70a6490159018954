//! Photo identity: one check waits for each person, one decision is taken, and what was sent goes with it.

use identity::{
    ProofingLevel,
    demographics::Record,
    photo_identity::{Likeness, PhotoDocument, Verdict},
};
use store::{
    Store,
    queries::{
        accounts::{self, Proved},
        identity_checks::{self as checks, Decided, IdentityCheck, SealedFile},
    },
};
use testkit::on_both_databases;
use uuid::Uuid;

use crate::samples::{account, bare_account, in_one_transaction, later, now, same, sandpit};

fn check(id: u128, of: &identity::Account) -> IdentityCheck {
    IdentityCheck {
        id: Uuid::from_u128(id),
        account_id: of.id,
        document: PhotoDocument::DrivingLicence,
        likeness: Likeness::Video { numbers: "4821".into() },
        sent_at: now(),
        decided: None,
    }
}

fn decided(verdict: Verdict) -> Decided {
    Decided { verdict, by: None, at: later(5) }
}

on_both_databases! {
    async fn one_waits_for_each_person_and_is_decided_once(store: Store) {
        in_one_transaction(&store, |tx| {
            let person = bare_account(1);
            accounts::insert(tx, &sandpit(), &person, "argon")?;
            let (first, second) = (check(1, &person), check(2, &person));
            assert!(checks::latest(tx, &sandpit(), person.id)?.is_none());
            assert!(checks::insert(tx, &sandpit(), &first)?);
            assert!(!checks::insert(tx, &sandpit(), &second)?);
            let file = SealedFile { media_type: "image/png".into(), sealed: vec![1, 2, 3] };
            checks::insert_file(tx, &sandpit(), first.id, "document", &file)?;
            same(&checks::find_file(tx, &sandpit(), first.id, "document")?, &Some(&file));
            assert!(checks::find_file(tx, &sandpit(), first.id, "face")?.is_none());
            let waiting = checks::list_waiting(tx, 10)?;
            assert_eq!(waiting.len(), 1);
            same(&(&waiting[0].check, &waiting[0].email, waiting[0].environment.as_str()), &(&first, &person.email, "sandpit"));
            assert!(checks::decide(tx, &sandpit(), first.id, decided(Verdict::Unreadable))?);
            assert!(!checks::decide(tx, &sandpit(), first.id, decided(Verdict::Approved))?);
            assert!(checks::find_file(tx, &sandpit(), first.id, "document")?.is_none());
            assert!(checks::list_waiting(tx, 10)?.is_empty());
            let kept = IdentityCheck { decided: Some(decided(Verdict::Unreadable)), ..first };
            same(&checks::find(tx, &sandpit(), kept.id)?, &Some(&kept));
            // Asked again, the person sends again; what they sent last is what stands.
            let second = IdentityCheck { sent_at: later(6), ..second };
            assert!(checks::insert(tx, &sandpit(), &second)?);
            same(&checks::latest(tx, &sandpit(), person.id)?, &Some(&second));
            Ok(())
        }).await;
    }

    async fn whoever_is_at_p9_another_way_leaves_nothing_waiting(store: Store) {
        in_one_transaction(&store, |tx| {
            let (person, other) = (bare_account(1), bare_account(2));
            for person in [&person, &other] {
                accounts::insert(tx, &sandpit(), person, "argon")?;
            }
            let (mine, theirs) = (check(1, &person), check(2, &other));
            for check in [&mine, &theirs] {
                checks::insert(tx, &sandpit(), check)?;
            }
            let file = SealedFile { media_type: "video/mp4".into(), sealed: vec![7] };
            checks::insert_file(tx, &sandpit(), mine.id, "face", &file)?;
            let whole = account(3);
            let record = Record {
                nhs_number: whole.nhs_number.unwrap(),
                birthdate: whole.birthdate.unwrap(),
                family_name: "KING".into(),
                given_name: "Ada".into(),
                postcode: None,
                mobile: None,
                gp_ods_code: None,
                is_deceased: false,
            };
            let proved = |level| Proved { level, record: &record, gp_credentials: None, mobile_matched: false };
            assert!(accounts::raise(tx, &sandpit(), person.id, &proved(ProofingLevel::P5))?);
            assert!(checks::find(tx, &sandpit(), mine.id)?.is_some());
            assert!(accounts::raise(tx, &sandpit(), person.id, &proved(ProofingLevel::P9))?);
            assert!(checks::find(tx, &sandpit(), mine.id)?.is_none());
            assert!(checks::find_file(tx, &sandpit(), mine.id, "face")?.is_none());
            assert!(checks::find(tx, &sandpit(), theirs.id)?.is_some());
            Ok(())
        }).await;
    }
}
