//! One question: asking it, saving the answer, and choosing between two answers.

use app::integrations;
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::Uri;
use onboarding::Command;
use toolkit::{
    FieldId, Value,
    answer::Typed,
    definition::{Field, FieldKind},
    facts::About,
};
use web_kit::{FieldErrors, FormData};

use super::{Page, Refused, in_words, to, typed};
use crate::{
    access::SignedIn,
    failure::Answer,
    pages::{
        Section,
        forms::{ANSWER, Asked, Both, Conflict, QuestionPage, asked_about, error_id, filled, taken_from},
    },
    state::{Portal, Shared},
};

/// Whom a refusal names where the answer was taken away, and nobody knows by whom.
const SOMEBODY: &str = "Somebody";

pub async fn show(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form, field)): Path<(String, String, String)>,
    uri: Uri,
) -> Answer {
    let page = Page::open(&portal, &viewer, &integration, &form).await?;
    let (id, field) = page.field(&field)?;
    if field.kind == FieldKind::Records {
        return super::rows::list(&portal, &viewer, &page, &field, FieldErrors::new());
    }
    let query = FormData::from_query(&uri);
    let proposed = page.proposed(&id, &field);
    let mut typed = filled(&field, proposed.as_ref().or_else(|| page.opened.facts.answer(&id)));
    // A code that somebody looked up stands in the box already.
    if field.kind == FieldKind::OdsCode && query.contains(ANSWER) {
        typed = typed::read(&field, ANSWER, &query);
    }
    let question = Question { page: &page, id: &id, field: &field, after: after(&query) };
    Ok(question.ask(&portal, &viewer, &typed, page.version(&id), FieldErrors::new()))
}

/// A question that an answer was sent to.
struct Question<'a> {
    page: &'a Page,
    id: &'a FieldId,
    field: &'a Field,
    /// `question-3`, where the way goes on at a reviewer's question.
    after: String,
}

/// Where the way goes on at the page that draws conclusions from the whole form.
const LEVELS: &str = "levels";
const SCOPES: &str = "scopes";

// Nothing but the number of a question, and these two, is believed.
fn after(sent: &FormData) -> String {
    let after = sent.text("after");
    if after == LEVELS || after == SCOPES {
        return after.to_owned();
    }
    let number = after.strip_prefix("question-").and_then(|number| number.parse::<u32>().ok());
    number.map(|number| format!("question-{number}")).unwrap_or_default()
}

impl Question<'_> {
    fn href(&self) -> String {
        self.page.place.field(&self.page.form, &self.field.id)
    }

    fn ask(
        &self,
        portal: &Portal,
        viewer: &SignedIn,
        typed: &Typed,
        seen: u64,
        errors: FieldErrors,
    ) -> Response {
        let asked = Asked {
            definition: &self.page.opened.definition,
            form: &self.page.form,
            field: self.field,
            filled: typed,
            action: self.href(),
            back: self.page.before(self.field),
            seen,
            after: self.after.clone(),
            can_wait: true,
            notes: self.notes(),
            before: nhsuk::Html::default(),
        };
        portal.respond(&QuestionPage::new(portal.frame(viewer, Section::Integrations), asked, errors))
    }

    // Until it is saved, nobody has answered it: the page says where the words come from.
    fn notes(&self) -> Vec<nhsuk::Html> {
        let proposed = self.page.proposed(self.id, self.field).is_some();
        let source =
            self.field.proposal.as_ref().filter(|_| proposed).map(|proposal| taken_from(proposal.source()));
        source.into_iter().chain(notes(self.page, self.id)).collect()
    }

    fn on(&self, value: Option<Value>, is_later: bool) -> String {
        if is_later {
            return self.page.place.integration.clone();
        }
        match self.after.as_str() {
            LEVELS => return self.page.place.levels(&self.page.form),
            SCOPES => return self.page.place.scopes(&self.page.form),
            _ => {}
        }
        match self.after.strip_prefix("question-").and_then(|number| number.parse().ok()) {
            Some(number) => self.page.place.question(number),
            None => self.page.after(self.id, value),
        }
    }

    async fn conflict(
        &self,
        portal: &Portal,
        viewer: &SignedIn,
        mine: Option<&Value>,
        (by, theirs, position): (&str, Option<&Value>, u64),
        errors: FieldErrors,
    ) -> Answer {
        let people = self.page.people(portal).await?;
        let by = if by == SOMEBODY { by.to_owned() } else { people.name(by) };
        let both = Both {
            definition: &self.page.opened.definition,
            form: &self.page.form,
            field: self.field,
            theirs,
            by: &by,
            position,
            mine,
            action: self.href(),
            after: self.after.clone(),
        };
        Ok(portal.respond(&Conflict::new(portal.frame(viewer, Section::Integrations), &both, errors)))
    }
}

/// What reviewers ask about an answer, to stand above its question.
pub(super) fn notes(page: &Page, id: &FieldId) -> Vec<nhsuk::Html> {
    let about = About::Field(id.clone());
    let open = page.opened.facts.questions.iter().filter(|one| one.closed.is_none() && one.about == about);
    open.map(|one| asked_about(one.number, &one.text, &page.place.question(one.number))).collect()
}

pub async fn save(
    State(portal): State<Shared>,
    viewer: SignedIn,
    Path((integration, form, field)): Path<(String, String, String)>,
    sent: FormData,
) -> Answer {
    let page = Page::open(&portal, &viewer, &integration, &form).await?;
    let (id, field) = page.field(&field)?;
    if field.kind == FieldKind::Records {
        return super::rows::take_proposed(&portal, &viewer, &page, &field).await;
    }
    let question = Question { page: &page, id: &id, field: &field, after: after(&sent) };
    let typed = typed::read(&field, ANSWER, &sent);
    let (seen, is_later) = (sent.text("seen").parse().unwrap_or_default(), sent.text("then") == "later");
    let wrong = |words: String| FieldErrors::from_iter([(error_id(&field, ANSWER), words)]);
    let value = match typed::parse(&page.opened.definition, &field, &typed, is_later) {
        Ok(value) => value,
        Err(words) => return Ok(question.ask(&portal, &viewer, &typed, seen, wrong(words))),
    };
    if !sent.text("choosing").is_empty() {
        match sent.text(Conflict::KEEP) {
            "mine" => {}
            "theirs" => return Ok(to(&question.on(page.opened.facts.answer(&id).cloned(), false))),
            _ => {
                let errors = FieldErrors::from_iter([(Conflict::KEEP, "Select which answer to keep")]);
                let theirs = page.opened.facts.answers.get(&id);
                let theirs = (
                    theirs.map_or(SOMEBODY, |answer| &answer.mark.by),
                    theirs.map(|answer| &answer.value),
                    page.version(&id),
                );
                return question.conflict(&portal, &viewer, value.as_ref(), theirs, errors).await;
            }
        }
    }
    let command = Command::Answer { field: id.clone(), value: value.clone(), seen };
    let Err(error) = integrations::act(&portal.ctx, viewer.actor, page.id, command).await else {
        return Ok(to(&question.on(value, is_later)));
    };
    match in_words(error)? {
        Refused::Words(words) => Ok(question.ask(&portal, &viewer, &typed, seen, wrong(words))),
        Refused::Conflict { by, theirs, position } => {
            let theirs = (by.as_str(), theirs.as_ref(), position);
            question.conflict(&portal, &viewer, value.as_ref(), theirs, FieldErrors::new()).await
        }
    }
}
