//! What both skins share: layout, pages as answers, security headers, error pages, cookies, forms, assets.
//!
//! It refuses to know what any page is about, who may see it, and where anything is stored.

mod assets;
mod caller;
mod cookies;
mod csp;
mod csrf;
mod error_page;
mod field_errors;
mod form;
mod harden;
mod page;
mod passkey_form;
mod phase_banner;
mod upload;

pub use assets::{asset_path, assets_router};
pub use caller::{CallerLimit, RateLimit, client_address};
pub use cookies::{cookie_name, expired_cookie, session_cookie};
pub use csp::{Csp, RedirectOrigin};
pub use csrf::{RefusalPage, csrf_layer, csrf_layer_behind_proxy};
pub use error_page::ErrorPage;
pub use field_errors::FieldErrors;
pub use form::{Field, FieldProblem, FormData};
pub use harden::{Limits, RequestReference, catch_panics, harden, internal_error, take_failure};
pub use page::{Page, Site, WayBack};
pub use passkey_form::{Ceremony, PASSKEY_SCRIPTS, PasskeyForm};
pub use phase_banner::PhaseBanner;
pub use upload::{UploadForm, UploadedFile};
