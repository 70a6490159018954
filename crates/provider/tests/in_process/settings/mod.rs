//! The settings: ways in, and each thing that a person looks after there.

mod devices;
mod email;
mod entering;
mod forgotten;
mod landline;
mod mobile;
mod passkeys;
mod password;
mod record;
mod services;
mod sessions;

use crate::support::{Page, Sandpit, Service, Tokens, Visitor, people};

/// Somebody who is signed in at the service, with the tokens that it has of them.
pub async fn signed_in(service: &Service, visitor: &mut Visitor, email: &str) -> Tokens {
    Tokens::of(&service.redeem(&visitor.code_for(service, &service.request(), email).await).await)
}

/// The link by which a service sends somebody to their settings.
pub async fn link(service: &Service, id_token: &str) -> String {
    let assertion = service.asserted_login(id_token).await.sign(service.key);
    format!("/settings?asserted_login_identity={assertion}")
}

/// Somebody whom a service sent to their settings, in a browser that knows nothing of them.
pub async fn sent(sandpit: &Sandpit, service: &Service, email: &str) -> (Visitor, Page) {
    let tokens = service.tokens_of(email, &service.request()).await;
    let mut visitor = sandpit.visitor();
    let page = visitor.open(&link(service, &tokens.id).await).await;
    page.assert_at("/settings");
    (visitor, page)
}

/// Somebody who opened their settings and signed in.
pub async fn at_home(sandpit: &Sandpit, email: &str) -> Visitor {
    at_home_with(sandpit, email, people::PASSWORD).await
}

pub async fn at_home_with(sandpit: &Sandpit, email: &str, password: &str) -> Visitor {
    let mut visitor = sandpit.visitor();
    let page = visitor.open("/settings").await;
    let page = visitor.give_password(&page, email, password).await;
    visitor.give_code(&page, people::CODE).await.assert_at("/settings");
    visitor
}

/// The subjects of the mails to an address, by the alphabet: the clock of a test may stand still between two.
pub async fn mails(sandpit: &Sandpit, email: &str) -> Vec<String> {
    let messages = sandpit.messages_to(email).await;
    let mails = messages.into_iter().filter(|message| message.channel == "email");
    let mut subjects: Vec<String> = mails.map(|mail| mail.subject).collect();
    subjects.sort_unstable();
    subjects
}

/// Shows the password again, where the page asks for it.
pub async fn confirmed(visitor: &mut Visitor, path: &str) -> Page {
    let page = visitor.open(path).await;
    page.assert_at(&format!("/settings/confirm?to={}", path.trim_start_matches("/settings/")));
    let page = visitor.press(&page, "Continue", &[("#password-input", people::PASSWORD)]).await;
    page.assert_at(path);
    page
}
