//! What a handler answers when it does not answer with a page: the one place where refusals become status codes.

use app::{
    Error, Internal,
    portal::{NotFound, roles::Denied},
};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use onboarding::policy::NotAllowed;
use web_kit::internal_error;

/// Why there is no page.
#[derive(Debug)]
pub enum Failure {
    /// Nothing is there, or nothing that the person may see.
    NotFound,
    /// They may see it, but their roles do not allow this.
    NotAllowed(NotAllowed),
    /// Our fault: logged with a reference that the person is shown.
    Internal(Internal),
}

pub type Answer = Result<Response, Failure>;

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            // What the page says is added where the site is known: see `access::identify`.
            Self::NotAllowed(refusal) => {
                let mut response = StatusCode::FORBIDDEN.into_response();
                response.extensions_mut().insert(refusal);
                response
            }
            Self::Internal(fault) => internal_error(fault),
        }
    }
}

impl From<Internal> for Failure {
    fn from(fault: Internal) -> Self {
        Self::Internal(fault)
    }
}

impl From<NotFound> for Failure {
    fn from(_: NotFound) -> Self {
        Self::NotFound
    }
}

impl From<NotAllowed> for Failure {
    fn from(refusal: NotAllowed) -> Self {
        Self::NotAllowed(refusal)
    }
}

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound(not_found) => not_found.into(),
            Denied::NotAllowed(refusal) => refusal.into(),
        }
    }
}

impl From<Error<Denied>> for Failure {
    fn from(error: Error<Denied>) -> Self {
        match error {
            Error::Refused(denied) => denied.into(),
            Error::Internal(fault) => fault.into(),
        }
    }
}

impl From<Error<NotFound>> for Failure {
    fn from(error: Error<NotFound>) -> Self {
        match error {
            Error::Refused(not_found) => not_found.into(),
            Error::Internal(fault) => fault.into(),
        }
    }
}
