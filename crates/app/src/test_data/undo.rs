//! Puts accounts back as they were before an upload, where nothing has changed them since.

use identity::test_data::{Standing, UndoAnswer};
use onboarding::policy::Action;
use store::{
    StoreError, Tx,
    queries::{
        accounts,
        test_data::{self as queries, Changed, Upload},
    },
};

use super::{
    Place, Refusal, UploadId,
    apply::{sign_out, taken},
    authorise, environment, is_number_taken, person_behind, upload_of,
};
use crate::{
    Actor, Context, Error,
    portal::{Denied, NotFound},
};

/// Undoes an upload, once. Answers every row that it had changed, in the order of the file.
pub async fn undo(
    ctx: &Context,
    actor: Actor,
    place: Place,
    id: UploadId,
) -> Result<Vec<UndoAnswer>, Error<Refusal>> {
    let environment = environment(ctx, &place.environment).map_err(Refusal::from)?;
    let now = ctx.now();
    let undone = ctx.store.write(move |tx| {
        let product = authorise(tx, actor, &place, Action::UploadTestData)
            .map_err(|error| error.map(Refusal::Denied))?;
        let upload = upload_of(tx, &environment, product.as_ref(), id)?;
        let upload = upload.ok_or(Refusal::Denied(Denied::NotFound(NotFound)))?;
        let by = person_behind(tx, actor)?;
        if !queries::mark_undone(tx, &environment.id, id.uuid(), by, now)? {
            return Err(Refusal::UndoneAlready.into());
        }
        let mut answers = Vec::new();
        // The last change first: a number that one row gave up may be what another had before.
        for changed in upload.changes.iter().rev() {
            let kept = put_back(tx, &environment.id, changed, now)?;
            answers.push(answer(&upload, changed, kept));
        }
        answers.reverse();
        queries::keep_undo_answers(tx, &environment.id, id.uuid(), &answers)?;
        Ok::<_, Error<Refusal>>(answers)
    });
    let answers = match undone.await {
        Err(Error::Internal(fault)) if is_number_taken(&fault) => return Err(Refusal::Meanwhile.into()),
        other => other?,
    };
    tracing::info!(target: crate::SECURITY, upload = %id, rows = answers.len(), "test data undone");
    Ok(answers)
}

/// Answers why an account stays as it is, if it does.
fn put_back(
    tx: &mut Tx<'_>,
    environment: &identity::EnvironmentId,
    changed: &Changed,
    now: kernel::Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some(account) = accounts::find(tx, environment, changed.account)? else {
        return Ok(Some("the account is not there any more".to_owned()));
    };
    if Standing::of(&account) != changed.after {
        return Ok(Some("the account was changed after this upload".to_owned()));
    }
    if !queries::change(tx, environment, account.id, &changed.after, &changed.before)? {
        return Ok(Some(taken(tx, environment, &changed.before)?.words));
    }
    sign_out(tx, environment, &account, now)?;
    Ok(None)
}

fn answer(upload: &Upload, changed: &Changed, kept: Option<String>) -> UndoAnswer {
    let row = &upload.answers[changed.answer];
    UndoAnswer { sheet: row.sheet, row: row.row, email: row.email.clone(), kept }
}
