//! `/nhs-login-consent` and `/consent-refused`: whether to share.

use app::journey::consent;
use axum::response::Response;
use identity::{ProofingLevel, consent::shared_with_service, sign_in::Next};
use web_kit::FormData;

use super::{Visit, onward, see_other};
use crate::pages::{Consent, ConsentRefused};

fn asks(next: Next) -> bool {
    matches!(next, Next::AskConsent { .. })
}

pub(crate) async fn show(visit: Visit) -> Response {
    if let Err(elsewhere) = visit.expect(asks).await {
        return elsewhere;
    }
    let level = visit.journey.account.as_ref().map_or(ProofingLevel::P0, |account| account.level);
    let given_name = visit.provider.environment.policy.given_name_available;
    let shared = shared_with_service(visit.journey.request().scope, level, given_name);
    let page = Consent::new(&visit.frame(), &shared).of_journey(visit.journey.reference().as_str());
    visit.provider.site.respond(&page)
}

pub(crate) async fn agree(visit: Visit, form: FormData) -> Response {
    if let Err(elsewhere) = visit.expect(asks).await {
        return elsewhere;
    }
    // Only the button's own value counts as agreement, and only for the service that its page named: another tab may have
    // put this browser on another service's journey meanwhile.
    let same_journey = form.text("journey") == visit.journey.reference().as_str();
    if form.text("decision") != "agree" || !same_journey {
        return see_other("/nhs-login-consent");
    }
    let provider = &visit.provider;
    let agreed = consent::agree(&provider.ctx, &provider.environment, &visit.journey, &visit.browser).await;
    onward(provider, agreed)
}

pub(crate) async fn show_refusal(visit: Visit) -> Response {
    match visit.expect(asks).await {
        Ok(()) => visit.provider.site.respond(&ConsentRefused::new(&visit.frame())),
        Err(elsewhere) => elsewhere,
    }
}

pub(crate) async fn refuse(visit: Visit) -> Response {
    if let Err(elsewhere) = visit.expect(asks).await {
        return elsewhere;
    }
    let provider = &visit.provider;
    let refused = consent::refuse(&provider.ctx, &provider.environment, &visit.journey, &visit.browser).await;
    onward(provider, refused)
}
