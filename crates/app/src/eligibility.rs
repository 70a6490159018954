//! The public eligibility check: anybody answers, before there is an account, and carries the answers on.
//!
//! Answers are kept for some days under a cookie. They name nobody, and whoever starts an integration takes them along.

use std::{collections::BTreeMap, sync::Arc};

use kernel::{Secret, SignedDuration};
use store::{Tx, queries::eligibility as queries};
use toolkit::{
    Definition, FieldId, Value,
    definition::{Field, FieldKind, Form},
    eligible,
    standing::london,
};

use crate::{Context, Error, Internal, forms, portal::NotFound, secrets};

/// How long answers are kept after the last one.
pub const LIFE: SignedDuration = SignedDuration::from_hours(24 * 7);

/// The check of the newest edition, with what was answered so far.
#[derive(Clone, Debug)]
pub struct Check {
    pub definition: Arc<Definition>,
    pub form: Form,
    pub answers: BTreeMap<FieldId, Value>,
}

impl Check {
    /// What follows from the answers.
    pub fn judge(&self) -> Option<eligible::Answer> {
        eligible::judge(&self.definition, &self.answers)
    }

    /// The answers to questions that apply, once nothing is missing.
    pub fn carried(&self) -> Option<BTreeMap<FieldId, Value>> {
        self.judge().filter(|answer| answer.missing.is_empty())?;
        let asked = forms::applicable(&self.form, &self.answers);
        let ids = asked.into_iter().filter_map(|field| FieldId::of(&self.form.id, &field.id).ok());
        let answered = ids.filter_map(|id| Some((id.clone(), self.answers.get(&id)?.clone())));
        Some(answered.collect())
    }

    /// A question that applies, by its name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        forms::applicable(&self.form, &self.answers).into_iter().find(|field| field.id == name)
    }
}

// Rows of a table are asked for in the application, where each has a page of its own.
fn public(form: &Form) -> Form {
    let mut form = form.clone();
    form.fields.retain(|field| field.kind != FieldKind::Records);
    form
}

fn newest(ctx: &Context) -> Result<(Arc<Definition>, Form), NotFound> {
    let today = ctx.now().to_zoned(london()).date();
    let definition = ctx.toolkit.newest_open(today).ok_or(NotFound)?;
    let eligibility = definition.eligibility.as_ref().ok_or(NotFound)?;
    let form = public(definition.form(&eligibility.form).ok_or(NotFound)?);
    Ok((definition, form))
}

/// The check, with the answers that a cookie stands for. Those of another edition are not carried into this one.
pub async fn open(ctx: &Context, cookie: Option<&str>) -> Result<Check, Error<NotFound>> {
    let (definition, form) = newest(ctx)?;
    let answers = match cookie.map(secrets::hash) {
        Some(hash) => {
            let (edition, now) = (definition.edition.id.to_string(), ctx.now());
            ctx.store.read(move |tx| read(tx, &hash, &edition, now)).await?
        }
        None => None,
    };
    Ok(Check { definition, form, answers: answers.unwrap_or_default() })
}

fn read(
    tx: &mut Tx<'_>,
    hash: &[u8],
    edition: &str,
    now: kernel::Timestamp,
) -> Result<Option<BTreeMap<FieldId, Value>>, Error<NotFound>> {
    let found = queries::find(tx, hash, now)?;
    Ok(found.filter(|(asked_under, _)| asked_under == edition).map(|(_, answers)| answers))
}

/// Keeps one answer. It answers the cookie, which is a new one where there was none, and the check as it then is.
pub async fn answer(
    ctx: &Context,
    cookie: Option<&str>,
    field: FieldId,
    value: Option<Value>,
) -> Result<(Secret, Check), Error<NotFound>> {
    let (definition, form) = newest(ctx)?;
    let fresh = secrets::token(&*ctx.random);
    let known = cookie.map(Secret::new);
    let (edition, now) = (definition.edition.id.to_string(), ctx.now());
    let (cookie, answers) = ctx
        .store
        .write(move |tx| {
            // A cookie that nobody gave out stands for nothing.
            let old = match &known {
                Some(known) => read(tx, &secrets::hash(known.expose()), &edition, now)?,
                None => None,
            };
            let cookie = known.filter(|_| old.is_some()).unwrap_or(fresh);
            let mut answers = old.unwrap_or_default();
            match value {
                Some(value) => answers.insert(field, value),
                None => answers.remove(&field),
            };
            queries::save(tx, &secrets::hash(cookie.expose()), &edition, &answers, now + LIFE)?;
            Ok::<_, Error<NotFound>>((cookie, answers))
        })
        .await?;
    Ok((cookie, Check { definition, form, answers }))
}

/// Forgets the answers of a browser.
pub async fn forget(ctx: &Context, cookie: &str) -> Result<(), Internal> {
    let hash = secrets::hash(cookie);
    Ok(ctx.store.write(move |tx| queries::delete(tx, &hash)).await?)
}
