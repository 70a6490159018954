//! `/enter-mobile`: the mobile phone that codes go to.

use app::journey::register::{self, MobileGiven};
use axum::response::Response;
use identity::sign_in::{Next, Stage};
use kernel::MobileNumber;
use web_kit::{FieldErrors, FormData, internal_error};

use super::{Visit, minutes, onward, see_other};
use crate::pages::{CodeAttemptsExceeded, EnterMobile, fields, sentence};

pub(crate) async fn show(visit: Visit) -> Response {
    match here(&visit).await {
        Ok(()) => page(&visit, "", FieldErrors::default()),
        Err(elsewhere) => elsewhere,
    }
}

/// A wrong number is put right from the page that asks for the code.
async fn here(visit: &Visit) -> Result<(), Response> {
    visit.expect(|next| matches!(next, Next::GiveMobile | Next::EnterCode)).await?;
    match visit.journey.stage() {
        Stage::SecondFactor { .. } => Err(see_other("/enter-mobile-code")),
        _ => Ok(()),
    }
}

fn page(visit: &Visit, typed: &str, errors: FieldErrors) -> Response {
    visit.provider.site.respond(&EnterMobile::new(&visit.frame(), typed, errors))
}

pub(crate) async fn submit(visit: Visit, form: FormData) -> Response {
    if let Err(elsewhere) = here(&visit).await {
        return elsewhere;
    }
    let typed = form.text("mobile");
    let mobile: MobileNumber = match typed.parse() {
        Ok(mobile) => mobile,
        Err(problem) => {
            let mut errors = FieldErrors::default();
            errors.add(fields::MOBILE, sentence(problem));
            return page(&visit, typed, errors);
        }
    };
    let provider = &visit.provider;
    match register::give_mobile(&provider.ctx, &provider.environment, &visit.journey, &visit.browser, mobile)
        .await
    {
        Ok(MobileGiven::Onward(to)) => onward(provider, Ok(to)),
        Ok(MobileGiven::TooMany { minutes: left }) => {
            provider.site.respond(&CodeAttemptsExceeded::new(&visit.frame(), minutes(left)))
        }
        Err(error) => internal_error(error),
    }
}
