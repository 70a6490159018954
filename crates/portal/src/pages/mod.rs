//! The portal's pages as plain view: values in, markup out. They refuse to know requests, sessions and storage.

mod access;
pub mod board;
pub mod calls;
mod client_form;
mod consent_preview;
pub mod desk;
mod eligibility;
mod environments;
pub mod evidence;
mod exchange;
mod exchanges;
mod find_exchange;
pub mod forms;
mod frame;
mod keys;
pub mod levels;
mod notifications;
mod organisation;
mod organisation_member;
mod organisation_sign_in;
mod outbox;
pub mod partner;
mod parts;
mod passkeys;
mod permissions;
pub mod plan;
mod products;
mod repeat;
pub mod scopes;
mod second_factor;
mod second_factor_manage;
mod sign_in;
mod staff;
mod start;
mod test_data;
mod test_people;
mod tokens;
mod webhooks;

use web_kit::Page;

pub use access::{AccessPage, Decision};
pub use client_form::{ClientForm, Mode, Ruled, Typed, USUAL_VECTORS};
pub use consent_preview::ConsentPreview;
pub use eligibility::{EligibilityResult, EligibilityStart};
pub use environments::{Elsewhere, Environments, Registered, Shown as ShownPlace};
pub use exchange::ExchangePage;
pub use exchanges::{ExchangeRows, Exchanges, Filters};
pub use find_exchange::FindExchange;
pub use frame::{Frame, PlaceLink, ProductLink, Section, site};
pub use keys::{Keys, NewKey, RemoveKey};
pub use notifications::{Notifications, NotificationsTyped};
pub use organisation::{Invitation, Members, NewOrganisation, OrganisationPage, Person};
pub use organisation_member::{MemberPage, RemoveMember, Whose};
pub use organisation_sign_in::{NoSignIn, OrganisationSignInOver};
pub use outbox::{Outbox, OutboxMessage, Shown};
pub use passkeys::{AddPasskey, PasskeySignIn};
pub use permissions::{PermissionTyped, PermissionsPage, TakePermission};
pub use products::{NewProduct, OrganisationChoice, Products};
pub use second_factor::{AskedFor, EnterRecoveryCode, EnterSecondFactor, RecoveryCodes, SetUpApp};
pub use second_factor_manage::{ManageSecondFactors, ShownFactor, ShownFactors};
pub use sign_in::{CodeOver, EnterCode, SignInPage, TooManyRequests};
pub use staff::{StaffMember, StaffPage, StaffTyped};
pub use start::Start;
pub use test_data::{Answered, TestData, TestDataAnswers, href as test_data_href};
pub use test_people::{ResetPeople, TestPeople};
pub use tokens::{RevokeToken, ShownToken, TokenMade, TokenPlace, TokenTyped, Tokens};
pub use webhooks::{WebhookDone, WebhooksPage};

/// Every page in every state, named for a gallery: `sign-in`, `sign-in-2` and so on.
#[expect(clippy::too_many_lines, reason = "one line a page")]
pub fn all_samples() -> Vec<(String, Box<dyn Page>)> {
    [
        named("start", Start::samples()),
        named("eligibility", EligibilityStart::samples()),
        named("eligibility-result", EligibilityResult::samples()),
        named("sign-in", SignInPage::samples()),
        named("sign-in-code", EnterCode::samples()),
        named("sign-in-code-over", CodeOver::samples()),
        named("sign-in-organisation", OrganisationSignInOver::samples()),
        named("too-many-requests", TooManyRequests::samples()),
        named("organisation-new", NewOrganisation::samples()),
        named("organisation", OrganisationPage::samples()),
        named("organisation-member", MemberPage::samples()),
        named("organisation-member-remove", RemoveMember::samples()),
        named("second-factor", EnterSecondFactor::samples()),
        named("second-factor-recovery", EnterRecoveryCode::samples()),
        named("second-factor-app", SetUpApp::samples()),
        named("second-factor-passkey", AddPasskey::samples()),
        named("sign-in-passkey", PasskeySignIn::samples()),
        named("second-factor-codes", RecoveryCodes::samples()),
        named("second-factor-manage", ManageSecondFactors::samples()),
        named("staff", StaffPage::samples()),
        named("integrations", partner::Integrations::samples()),
        named("integration", partner::Home::samples()),
        named("gates", partner::Gates::samples()),
        named("gate", partner::GatePage::samples()),
        named("task", partner::TaskPage::samples()),
        named("decision", partner::DecisionPage::samples()),
        named("hold", partner::HoldPage::samples()),
        named("interruption", partner::Interruption::samples()),
        named("history", partner::History::samples()),
        named("integration-new", partner::NewIntegration::samples()),
        named("product-new", NewProduct::samples()),
        named("products", Products::samples()),
        named("environments", Environments::samples()),
        named("access", AccessPage::samples()),
        named("permissions", PermissionsPage::samples()),
        named("permission-take", TakePermission::samples()),
        named("client-form", ClientForm::samples()),
        named("keys", Keys::samples()),
        named("key-remove", RemoveKey::samples()),
        named("consent-preview", ConsentPreview::samples()),
        named("exchanges", Exchanges::samples()),
        named("exchange", ExchangePage::samples()),
        named("find-exchange", FindExchange::samples()),
        named("form-question", forms::QuestionPage::samples()),
        named("form-conflict", forms::Conflict::samples()),
        named("form-records", forms::Records::samples()),
        named("form-row", forms::RowPage::samples()),
        named("form-row-remove", forms::RemoveRow::samples()),
        named("form-check", forms::CheckAnswers::samples()),
        named("form-reply", forms::ReplyPage::samples()),
        named("test-data", TestData::samples()),
        named("test-data-answers", TestDataAnswers::samples()),
        named("test-people", TestPeople::samples()),
        named("test-people-reset", ResetPeople::samples()),
        named("tokens", Tokens::samples()),
        named("token-made", TokenMade::samples()),
        named("token-revoke", RevokeToken::samples()),
        named("webhooks", WebhooksPage::samples()),
        named("notifications", Notifications::samples()),
        named("outbox", Outbox::samples()),
        named("outbox-message", OutboxMessage::samples()),
    ]
    .into_iter()
    .chain(desk::samples().into_iter().map(|(name, pages)| named(name, pages)))
    .chain(samples_of_the_process())
    .flatten()
    .chain(of_the_board())
    .collect()
}

fn of_the_board() -> Vec<(String, Box<dyn Page>)> {
    [
        named("board-meetings", board::MeetingsPage::samples()),
        named("board-new", board::NewMeetingPage::samples()),
        named("board-meeting", board::MeetingPage::samples()),
        named("board-step", board::StepPage::samples()),
        named("board-pack", board::PackPage::samples()),
        named("board-item", board::ItemPage::samples()),
        named("board-minute", board::MinutePage::samples()),
        named("board-letter", board::LetterPreview::samples()),
        named("board-conditions", board::BoundPage::samples()),
        named("letter", board::LetterPage::samples()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

// What people do on the way through the process, besides answering forms.
fn samples_of_the_process() -> Vec<Vec<(String, Box<dyn Page>)>> {
    vec![
        named("call", calls::CallPage::samples()),
        named("call-off", calls::CallOffPage::samples()),
        named("levels", levels::LevelsPage::samples()),
        named("scopes", scopes::ScopesPage::samples()),
        named("plan", plan::PlanPage::samples()),
        named("plan-date", plan::MilestonePage::samples()),
        named("plan-person", plan::NeedPage::samples()),
        named("library", plan::LibraryPage::samples()),
        named("evidence", evidence::EvidencePage::samples()),
        named("evidence-add", evidence::AddEvidence::samples()),
    ]
}

fn named<P: Page + 'static>(name: &str, pages: Vec<P>) -> Vec<(String, Box<dyn Page>)> {
    let name = |number: usize| if number == 1 { name.to_owned() } else { format!("{name}-{number}") };
    (1..).zip(pages).map(|(number, page)| (name(number), Box::new(page) as Box<dyn Page>)).collect()
}

#[cfg(test)]
mod tests;
