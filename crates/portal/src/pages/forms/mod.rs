//! The pages of forms: one question a page, rows one by one, what somebody else saved meanwhile, and the answers to check.

mod answers;
mod check;
mod conflict;
mod control;
mod question;
mod records;
mod reply;
mod row;
pub(super) mod sample;

pub use answers::{changes, value};
pub use check::CheckAnswers;
pub use conflict::{Both, Conflict};
pub use control::{ANSWER, column_field, error_id, filled};
pub use question::{Asked, QuestionPage, asked_about, taken_from};
pub use records::{List, Records, Shown};
pub use reply::ReplyPage;
pub use row::{RemoveRow, RowPage};
pub(super) use sample::opened as opened_sample;

use toolkit::{CallId, FieldId, SlotId, definition::Form};

/// The addresses below one integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `/integrations/…`.
    pub integration: String,
    pub product: String,
}

impl Place {
    pub fn of(opened: &app::integrations::Opened) -> Self {
        Self { integration: format!("/integrations/{}", opened.id), product: opened.product.name.clone() }
    }

    pub fn form(&self, form: &Form) -> String {
        format!("{}/forms/{}", self.integration, form.id)
    }

    pub fn field(&self, form: &Form, field: &str) -> String {
        format!("{}/forms/{}/{field}", self.integration, form.id)
    }

    pub fn field_by_id(&self, field: &FieldId) -> String {
        format!("{}/forms/{}/{}", self.integration, field.form(), field.name())
    }

    pub fn row(&self, form: &Form, field: &str, row: &str) -> String {
        format!("{}/forms/{}/{field}/rows/{row}", self.integration, form.id)
    }

    pub fn evidence(&self, slot: &SlotId) -> String {
        format!("{}/evidence/{slot}", self.integration)
    }

    pub fn call(&self, call: &CallId) -> String {
        format!("{}/calls/{call}", self.integration)
    }

    pub fn levels(&self, form: &Form) -> String {
        format!("{}/levels/{}", self.integration, form.id)
    }

    pub fn scopes(&self, form: &Form) -> String {
        format!("{}/scopes/{}", self.integration, form.id)
    }

    pub fn plan(&self) -> String {
        format!("{}/plan", self.integration)
    }

    pub fn document(&self, document: &str) -> String {
        format!("{}/documents/{document}", self.integration)
    }

    pub fn question(&self, number: u32) -> String {
        format!("{}/questions/{number}", self.integration)
    }
}
