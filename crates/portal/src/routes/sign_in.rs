//! The part of the table that is about coming in: who needs no session for it, or only half of one.

use axum::routing::{get, post};

use super::{Route, route};
use crate::{
    access::Policy::{Anyone, FirstFactor, SignedIn},
    handlers::{organisation_sign_in, passkeys, second_factor, sign_in},
};

#[rustfmt::skip]
pub(super) fn table() -> Vec<Route> {
    vec![
        route("/sign-in", Anyone, get(sign_in::show).post(sign_in::ask)),
        route("/sign-in/code", Anyone, get(sign_in::show_code).post(sign_in::enter_code)),
        route("/sign-in/organisation", Anyone, get(organisation_sign_in::depart)),
        route("/sign-in/organisation/callback", Anyone, get(organisation_sign_in::arrive)),
        route("/sign-in/passkey", Anyone, get(passkeys::show_sign_in).post(passkeys::sign_in)),
        route("/sign-out", Anyone, post(sign_in::sign_out)),
        route("/second-factor", FirstFactor, get(second_factor::show).post(second_factor::enter)),
        route("/second-factor/recovery", FirstFactor, get(second_factor::show_recovery).post(second_factor::enter_recovery)),
        route("/second-factor/app", FirstFactor, get(second_factor::show_app).post(second_factor::add_app)),
        route("/second-factor/passkey", FirstFactor, get(passkeys::show_add).post(passkeys::add)),
        route("/second-factor/passkey/show", FirstFactor, post(passkeys::enter)),
        route("/second-factor/manage", SignedIn, get(second_factor::manage)),
        route("/second-factor/remove", SignedIn, post(second_factor::remove)),
        route("/second-factor/recovery-codes", SignedIn, post(second_factor::renew)),
    ]
}
