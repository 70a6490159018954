//! A product at the sandpit and at the integration environment, invented for sample pages.

use app::portal::{
    environment_access::{AccessChange, Line},
    environments::Admission,
};
use identity::{Client, Environment, Permissions};
use kernel::{SignedDuration, Timestamp};
use onboarding::role::{PartnerRole, Roles, StaffRole};

use super::{Elsewhere, Environments, Registered, Shown};
use crate::pages::{
    exchange,
    frame::{Frame, PlaceLink, Section},
};

fn change(is_allowed: bool, at: Timestamp, reason: &str) -> AccessChange {
    AccessChange { is_allowed, reason: reason.into(), changed_by: None, changed_at: at }
}

fn registered(client: &Client) -> Registered<'_> {
    let now = client.created_at + SignedDuration::from_hours(50);
    Registered { client, rulings: &[], last_seen_at: None, now }
}

fn of_sandpit(client: Option<&Client>, roles: &Roles, notice: Option<&str>) -> Environments {
    let shown = Shown {
        environment: &Environment::sandpit("http://localhost:4001"),
        admission: Admission::SelfService,
        registered: client.map(registered),
        log: &[],
        roles,
    };
    let others = [Elsewhere::new(PlaceLink::sample_of_integration(), Admission::NotYet, None)];
    Environments::new(Frame::sample(Section::Products), PlaceLink::sample(), &shown, &others, notice)
}

fn of_integration(
    client: Option<&Client>,
    admission: Admission<'_>,
    log: &[Line],
    roles: &Roles,
) -> Environments {
    let shown = Shown {
        environment: &Environment::integration("http://localhost:4002"),
        admission,
        registered: client.map(registered),
        log,
        roles,
    };
    let place = PlaceLink::sample_of_integration();
    Environments::new(Frame::sample(Section::Products), place, &shown, &[], None)
}

pub fn pages() -> Vec<Environments> {
    let client = exchange::sample::client();
    let permissions = Permissions {
        looks_up_users: true,
        provisions_for: ["A00001".parse().expect("a literal code")].into(),
    };
    let program = Client { permissions, ..client.clone() };
    let owner = Roles::of_partner([PartnerRole::Owner]);
    let viewer = Roles::of_partner([PartnerRole::ClinicalSafetyOfficer]);
    let staff = Roles::of_staff([StaffRole::LiveService]);
    let allowed = change(true, client.created_at, "The request form was accepted on 20 November");
    let taken_back =
        change(false, client.created_at, "The product is being tested with details of real people");
    let log = [&taken_back, &allowed]
        .map(|change| Line { change: change.clone(), by: Some("live@service.example".into()) });
    vec![
        of_sandpit(None, &owner, None),
        of_sandpit(Some(&client), &owner, Some("Client registered")),
        of_sandpit(None, &viewer, None),
        of_sandpit(Some(&client), &viewer, None),
        of_integration(None, Admission::NotYet, &[], &owner),
        of_integration(None, Admission::Allowed(&allowed), &[], &owner),
        of_integration(Some(&program), Admission::Allowed(&allowed), &[], &owner),
        of_integration(Some(&client), Admission::TakenBack(&taken_back), &[], &owner),
        of_integration(None, Admission::NotYet, &[], &staff),
        of_integration(Some(&program), Admission::Allowed(&allowed), &log[1..], &staff),
        of_integration(Some(&client), Admission::TakenBack(&taken_back), &log, &staff),
        of_integration(None, Admission::ByOperator, &[], &owner),
    ]
}
