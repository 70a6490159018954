//! What a handler answers when it does not answer with a page: the one place where refusals become status codes.

use app::{Error, Internal, portal::NotFound};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use web_kit::internal_error;

/// Why there is no page.
#[derive(Debug)]
pub enum Failure {
    /// Nothing is there, or nothing that the person may see.
    NotFound,
    /// Our fault: logged with a reference that the person is shown.
    Internal(Internal),
}

pub type Answer = Result<Response, Failure>;

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
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

impl From<Error<NotFound>> for Failure {
    fn from(error: Error<NotFound>) -> Self {
        match error {
            Error::Refused(not_found) => not_found.into(),
            Error::Internal(fault) => fault.into(),
        }
    }
}
