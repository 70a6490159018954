//! Who may do what, written down: every action and every route against every role, in snapshots that people can read.
//!
//! What changes in the table of routes or in the policy changes a snapshot, so nobody gains anything unseen. Write them anew
//! with `INSTA_UPDATE=always cargo test -p portal permissions`, and read the difference.

use std::sync::Arc;

use axum::body::Body;
use http::{Method, Request};
use onboarding::{
    policy::{self, Action, Holder, StaffKind},
    role::PartnerRole,
};
use tower::ServiceExt as _;

use super::harness::{House, settings};
use crate::{
    access::Policy,
    routes::{self, Route},
    state::{Portal, Shared},
};

fn every_role() -> Vec<Holder> {
    let partner = PartnerRole::ALL.into_iter().map(Holder::Partner);
    partner.chain(StaffKind::ALL.into_iter().map(Holder::Staff)).collect()
}

/// A cross where a role may, in the order of [`every_role`].
fn marks(action: Action) -> String {
    let may = policy::roles_for(action);
    every_role().iter().flat_map(|role| if may.contains(role) { [' ', 'x'] } else { [' ', '.'] }).collect()
}

/// The lines below the names of the roles and the numbers of their columns, the first of which begins after `margin`.
fn matrix(margin: usize, lines: Vec<String>) -> String {
    let roles = every_role();
    let legend = roles.iter().enumerate().map(|(at, role)| format!("{:2} {}", at + 1, role.title()));
    let columns: Vec<String> = (1..=roles.len()).map(|number| format!("{:>2}", number % 10)).collect();
    let head = format!("\n{:margin$}{}", "", columns.concat());
    legend.chain([head]).chain(lines).collect::<Vec<_>>().join("\n")
}

/// Asks a route what it answers to: the refusal of another method names those that it has.
async fn methods(portal: Shared, route: Route) -> String {
    let request = Request::builder().method(Method::TRACE).uri("/").body(Body::empty()).unwrap();
    let refusal = route.answers.with_state(portal).oneshot(request).await.unwrap();
    let allowed = refusal.headers().get("allow").expect("no route answers to TRACE");
    allowed.to_str().unwrap().replace("HEAD,", "").replace(",HEAD", "")
}

#[test]
fn every_action_against_every_role() {
    let line = |action: &Action| format!("{:<18}{}", action.to_string(), marks(*action));
    let actions = matrix(18, Action::ALL.iter().map(line).collect());
    insta::assert_snapshot!(actions);
}

#[tokio::test]
async fn every_route_against_every_role() {
    let house = House::new();
    let portal = Arc::new(Portal {
        ctx: house.ctx.clone(),
        settings: settings(),
        site: crate::pages::site(&settings()).into_shared(),
        limit: None,
        checks: None,
    });
    let mut lines = Vec::new();
    for route in routes::table(&portal) {
        let (path, policy) = (route.path, route.policy);
        let who = match policy {
            Policy::May(action) => marks(action),
            everybody => format!(" {everybody:?}"),
        };
        let action = policy.action().map_or_else(String::new, |action| action.to_string());
        let methods = methods(portal.clone(), route).await;
        lines.push(format!("{methods:<9}{who:<27} {action:<18} {path}"));
    }
    let routes = matrix(9, lines);
    insta::assert_snapshot!(routes);
}
