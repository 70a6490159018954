//! Sample pages of test data: people, an upload, and rows with every kind of answer.

use app::test_data::Listed;
use identity::{
    Account, ProofingLevel,
    test_data::{Answer, Column, Fault, Outcome, Sheet, UndoAnswer},
};
use kernel::Timestamp;

pub(super) fn people() -> Vec<Account> {
    let seeded =
        identity::people::seeded(&identity::EnvironmentId::new("integration"), Timestamp::UNIX_EPOCH);
    let chosen = seeded.into_iter().map(|person| person.account);
    let mut people: Vec<Account> = chosen.step_by(5).collect();
    for (account, name) in people.iter_mut().zip(["ada", "ben", "cyd"]) {
        if let Ok(email) = format!("{name}@harbour.example").parse() {
            account.email = email;
        }
        account.is_traced = name != "ben";
    }
    people
}

pub(super) fn uploads() -> Vec<Listed> {
    let at = Timestamp::UNIX_EPOCH + kernel::SignedDuration::from_hours(498_600);
    vec![Listed {
        id: uuid::Uuid::from_u128(0x0193_9b1e_7000_7000_8000_0000_0000_0042),
        product_id: None,
        file_name: "people-for-sprint-12.xlsx".into(),
        uploaded_by: None,
        uploaded_at: at,
        applied: 2,
        refused: 1,
        undone_by: None,
        undone_at: None,
    }]
}

pub(super) fn answers() -> Vec<Answer> {
    let answer =
        |sheet, row, email: &str, outcome| Answer { sheet, row, email: Some(email.to_owned()), outcome };
    let notes = vec!["the next sign-in replaces the last name by what the record says".to_owned()];
    let faults = vec![
        Fault::at(Column::DateOfBirth, "write a real date as YYYY-MM-DD or DD/MM/YYYY, like 1968-02-12"),
        Fault::at(
            Column::NhsNumber,
            "write a number that begins with 999: the others can belong to real people",
        ),
    ];
    vec![
        answer(
            Sheet::P9Users,
            6,
            "ada@harbour.example",
            Outcome::Applied { from: ProofingLevel::P0, to: ProofingLevel::P9, notes },
        ),
        answer(Sheet::P9Users, 7, "ben@harbour.example", Outcome::Refused { faults }),
        answer(
            Sheet::ResetProofingLevels,
            6,
            "cyd@harbour.example",
            Outcome::Applied { from: ProofingLevel::P5, to: ProofingLevel::P0, notes: Vec::new() },
        ),
    ]
}

pub(super) fn undo_answers() -> [UndoAnswer; 2] {
    let kept = Some("the account was changed after this upload".to_owned());
    let email = Some("someone@harbour.example".to_owned());
    [None, kept].map(|kept| UndoAnswer { sheet: Sheet::P9Users, row: 6, email: email.clone(), kept })
}
