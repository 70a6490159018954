//! Every route of a provider on one screen.

use std::sync::Arc;

use app::Context;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{MethodRouter, get, post},
};
use identity::Environment;
use web_kit::{Limits as RequestLimits, assets_router, csrf_layer, harden};

use crate::{
    endpoints::{authorize, discovery, fido, method_not_allowed, provision_account, token, userinfo, users},
    handlers::{
        claiming, code, consent, email, forgotten, home, login, mobile, passkeys, proving, register,
        settings, terms, trust_device,
    },
    state::{Provider, Settings},
};

/// Who may call a route: the provider's policy is that short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Anybody: published facts, and pages that need no journey.
    Public,
    /// A client that is registered, or a bearer of its token.
    Client,
    /// The browser that holds the cookie of a journey at this stage.
    Journey,
    /// Whoever is in their settings: by a session of this browser, or by a service's word.
    Person,
}

/// One path, and who may call it.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub path: &'static str,
    pub policy: Policy,
}

macro_rules! routes {
    ($($group:ident { $($path:literal, $policy:ident => $handler:expr;)* })*) => {
        /// Every path, for tests that walk them all.
        pub const ROUTES: &[Route] = &[$($(Route { path: $path, policy: Policy::$policy }),*),*];

        $(fn $group() -> Router<Arc<Provider>> {
            Router::new()$(.route($path, $handler))*
        })*
    };
}

routes! {
    endpoints {
        "/.well-known/openid-configuration", Public => get(discovery::configuration);
        "/.well-known/jwks.json", Public => get(discovery::keys);
        "/trustmark/{host}", Public => get(discovery::trustmark);
        "/authorize", Client => get(authorize::get).post(authorize::post);
        "/token", Client => post(token::post);
        "/userinfo", Client => userinfo();
        "/v2/Users", Client => get(users::get);
        "/provision-account", Client => post(provision_account::post);
        "/regRequest", Public => get(fido::not_available);
        "/regResponse", Public => post(fido::not_available);
        "/deregRequest", Public => get(fido::not_available).post(fido::not_available);
        "/authRequest", Public => get(fido::not_available);
    }
    pages {
        "/", Public => get(home::show);
        "/login", Journey => get(login::show).post(login::submit);
        "/login/passkey", Journey => get(passkeys::show).post(passkeys::submit);
        "/passkey-user-login-failed", Journey => get(passkeys::show_failed);
        "/add-passkey", Journey => get(passkeys::show_offer).post(passkeys::add);
        "/add-passkey/later", Journey => post(passkeys::decline);
        "/start-over", Journey => post(login::start_over);
        "/register", Journey => get(register::show).post(register::submit);
        "/check-email", Journey => get(email::show).post(email::resend);
        "/confirm-email", Public => get(email::show_link).post(email::confirm);
        "/terms", Journey => get(terms::show).post(terms::submit);
        "/enter-mobile", Journey => get(mobile::show).post(mobile::submit);
        "/enter-mobile-code", Journey => get(code::show).post(code::submit);
        "/otp-attempts-exceeded", Journey => get(code::show_exceeded);
        "/resend-code", Journey => post(code::resend);
        "/trust-device", Journey => get(trust_device::show).post(trust_device::submit);
        "/prove-identity", Journey => get(proving::show_start).post(proving::submit_start);
        "/prove-identity/leave", Journey => post(proving::leave);
        "/prove-identity/another-way", Journey => post(proving::another_way);
        "/prove-identity/photo-id/sent", Journey => get(proving::show_sent);
        // The handler counts how much comes.
        "/prove-identity/photo-id/upload", Journey => get(proving::show_upload).post(proving::upload).layer(DefaultBodyLimit::disable());
        "/prove-identity/{*screen}", Journey => get(proving::show).post(proving::submit);
        "/claim-account", Public => get(claiming::show_link).post(claiming::begin);
        "/claim-account/code", Journey => get(claiming::show_code).post(claiming::submit_code);
        "/claim-account/resend-code", Journey => post(claiming::resend_code);
        "/claim-account/details", Journey => get(claiming::show_details).post(claiming::submit_details);
        "/claim-account/terms", Journey => get(claiming::show_terms).post(claiming::submit_terms);
        "/claim-account/password", Journey => get(claiming::show_password).post(claiming::submit_password);
        "/claim-account/done", Public => get(claiming::show_done);
        "/nhs-login-consent", Journey => get(consent::show).post(consent::agree);
        "/consent-refused", Journey => get(consent::show_refusal).post(consent::refuse);
        "/settings", Public => get(settings::show);
        "/settings/confirm", Person => get(settings::confirm::show).post(settings::confirm::submit);
        "/settings/password", Person => get(settings::password::show).post(settings::password::submit);
        "/settings/email", Person => get(settings::email::show).post(settings::email::submit);
        "/settings/confirm-email", Public => get(settings::email::show_link).post(settings::email::confirm);
        "/settings/mobile", Person => get(settings::mobile::show).post(settings::mobile::submit);
        "/settings/mobile/code", Person => get(settings::mobile::show_code).post(settings::mobile::submit_code);
        "/settings/mobile/again", Person => post(settings::mobile::resend);
        "/settings/passkeys", Person => get(settings::passkeys::show);
        "/settings/passkeys/add", Person => get(settings::passkeys::show_add).post(settings::passkeys::add);
        "/settings/passkeys/name", Person => get(settings::passkeys::ask_name).post(settings::passkeys::name);
        "/settings/passkeys/remove", Person => get(settings::passkeys::ask_remove).post(settings::passkeys::remove);
        "/settings/landline", Person => get(settings::landline::show).post(settings::landline::submit);
        "/settings/landline/remove", Person => get(settings::landline::show_removal).post(settings::landline::remove);
        "/settings/record", Person => get(settings::record::show);
        "/settings/record/email", Person => post(settings::record::update_email);
        "/settings/record/mobile", Person => post(settings::record::update_mobile);
        "/settings/services", Person => get(settings::services::show);
        "/settings/services/withdraw", Person => get(settings::services::ask_withdraw).post(settings::services::withdraw);
        "/settings/devices", Person => get(settings::devices::show);
        "/settings/devices/forget", Person => get(settings::devices::ask_forget).post(settings::devices::forget);
        "/settings/devices/forget-all", Person => get(settings::devices::ask_forget_all).post(settings::devices::forget_all);
        "/settings/sessions", Person => get(settings::sessions::show);
        "/settings/sessions/end", Person => get(settings::sessions::ask_end).post(settings::sessions::end);
        "/forgotten-password", Public => get(forgotten::show).post(forgotten::ask);
        "/reset-password", Public => get(forgotten::show_link).post(forgotten::reset);
    }
}

fn userinfo() -> MethodRouter<Arc<Provider>> {
    get(userinfo::get).post(userinfo::post).patch(userinfo::patch)
}

/// The whole provider, hardened.
pub fn router(ctx: Context, environment: Arc<Environment>, settings: Settings) -> Router {
    let random = ctx.random.clone();
    let provider = Arc::new(Provider::new(ctx, environment, settings));
    let site = provider.site.clone();
    // Programs call the endpoints, and `POST /authorize` comes from other sites by design: the layer is for the pages.
    let pages = pages().layer(csrf_layer(site.clone(), &[]));
    let endpoints = endpoints().method_not_allowed_fallback(method_not_allowed);
    let routes = pages.merge(endpoints).with_state(provider);
    harden(routes.merge(assets_router()), site, random, RequestLimits::default())
}
