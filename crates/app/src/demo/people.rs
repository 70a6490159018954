//! Who works for the service and for each organisation. All of them are invented.

use std::collections::BTreeMap;

use kernel::{EmailAddress, OdsCode, Timestamp};
use onboarding::role::{PartnerRole, StaffRole};
use store::{
    StoreError,
    queries::portal::{
        organisations as queries, roles as role_queries,
        users::{self, User},
    },
};

use super::{DemoPerson, DemoRefusal, Past, told};
use crate::{
    Actor, Context, Error, Internal, UserId,
    context::UserKind,
    integrations::By,
    portal::{OrganisationId, organisations, second_factor, staff},
};

/// Who plays which role: by the id that definitions use.
#[derive(Clone, Debug, Default)]
pub struct Cast(BTreeMap<String, Vec<UserId>>);

impl Cast {
    /// Somebody with a role; of several, the one whose turn it is by number.
    pub fn find(&self, role: &str, number: usize) -> Option<UserId> {
        let all = self.0.get(role).filter(|all| !all.is_empty())?;
        Some(all[number % all.len()])
    }

    fn add(&mut self, role: String, user: UserId) {
        self.0.entry(role).or_default().push(user);
    }
}

/// An organisation with its people.
#[derive(Clone, Debug)]
pub struct House {
    pub id: OrganisationId,
    pub name: &'static str,
    pub domain: &'static str,
    pub owner: Actor,
    pub cast: Cast,
    brand: &'static str,
}

impl House {
    /// A name for a product, each organisation's five being different.
    pub fn product(&self, number: usize) -> String {
        format!("{} {}", self.brand, PRODUCTS[number / HOUSES.len() % PRODUCTS.len()])
    }

    /// Whoever does it for this organisation, or for the service.
    pub fn player(&self, service: &Cast, role: &str, number: usize) -> By {
        if role == onboarding::decide::PLATFORM {
            return By::Platform;
        }
        let user = self.cast.find(role, number).or_else(|| service.find(role, number));
        By::Actor(user.map_or(Actor::Operator, Actor::User))
    }
}

const PRODUCTS: [&str; 5] =
    ["Appointments", "Health Record", "Repeat Prescriptions", "Waiting Well", "Messages"];

/// Name, what its products are called, its domain, and a code that no register has given out.
const HOUSES: [(&str, &str, &str, &str); 12] = [
    ("Harbour Lights Health", "Harbour", "harbour-lights.example", "ZZ9A1"),
    ("Larkfield Digital Care", "Larkfield", "larkfield.example", "ZZ9A2"),
    ("Northgate Patient Systems", "Northgate", "northgate-systems.example", "ZZ9A3"),
    ("Mossbank Medical Software", "Mossbank", "mossbank.example", "ZZ9A4"),
    ("Tarnside Hospitals NHS Foundation Trust", "Tarnside", "tarnside-trust.example", "ZZ9A5"),
    ("Fenwick Vale GP Federation", "Fenwick Vale", "fenwick-vale.example", "ZZ9A6"),
    ("Quayside Pharmacy Group", "Quayside", "quayside-pharmacy.example", "ZZ9A7"),
    ("Brightwater Therapies", "Brightwater", "brightwater.example", "ZZ9A8"),
    ("Copperbeech Clinics", "Copperbeech", "copperbeech.example", "ZZ9A9"),
    ("Saltmarsh Community NHS Trust", "Saltmarsh", "saltmarsh-trust.example", "ZZ9B1"),
    ("Willowbrook Maternity Services", "Willowbrook", "willowbrook.example", "ZZ9B2"),
    ("Ashdown Screening Alliance", "Ashdown", "ashdown-screening.example", "ZZ9B3"),
];

const SERVICE: &str = "service.example";

/// First names and surnames; which meet follows from a number.
const FIRST: [&str; 17] = [
    "Ada", "Benedict", "Chidi", "Dilys", "Efa", "Farah", "Gwen", "Hassan", "Imogen", "Jonas", "Keziah",
    "Leon", "Marged", "Nadia", "Oscar", "Priya", "Ruth",
];
const LAST: [&str; 19] = [
    "Marsh",
    "Okafor",
    "Pryce",
    "Quill",
    "Rahman",
    "Sorrel",
    "Tindall",
    "Underhill",
    "Vance",
    "Whitlock",
    "Yarrow",
    "Ashby",
    "Barley",
    "Coombe",
    "Denholm",
    "Ellery",
    "Fairfax",
    "Greaves",
    "Hollis",
];

/// A name that the same number always gives; some three hundred are different.
pub fn name(number: usize) -> (&'static str, &'static str) {
    (FIRST[number % FIRST.len()], LAST[number % LAST.len()])
}

pub fn address(number: usize, domain: &str) -> String {
    let (first, last) = name(number);
    format!("{first}.{last}@{domain}").to_lowercase()
}

async fn user(past: &Past, email: &EmailAddress) -> Result<UserId, Internal> {
    let (id, now) = (past.ctx.new_id::<UserKind>(), past.ctx.now());
    let email = email.clone();
    let user: Result<User, StoreError> =
        past.ctx.store.write(move |tx| users::find_or_insert(tx, id.uuid(), &email, now)).await;
    Ok(user?.id.into())
}

fn parsed(address: &str) -> Result<EmailAddress, DemoRefusal> {
    address.parse().map_err(|problem: kernel::EmailProblem| DemoRefusal::Stopped(problem.to_string()))
}

/// One person for each role of the service; more where a day needs more, or a decision more than one.
pub async fn staff(
    past: &Past,
    ctx: &Context,
    began: Timestamp,
) -> Result<(Cast, Vec<DemoPerson>), Error<DemoRefusal>> {
    let mut cast = Cast::default();
    let mut people = Vec::new();
    past.at(began);
    let mut roles: Vec<StaffRole> = Vec::new();
    for role in staff::known_roles(ctx) {
        let count = match role {
            StaffRole::ProjectManager => 3,
            StaffRole::BoardMember => 5,
            _ => 1,
        };
        roles.extend(std::iter::repeat_n(role, count));
    }
    for (number, role) in roles.into_iter().enumerate() {
        let email = parsed(&address(number, SERVICE))?;
        let given = staff::give(&past.ctx, Actor::Operator, email.clone(), role.clone()).await;
        given.map_err(told)?;
        let id = user(past, &email).await?;
        cast.add(role.id(), id);
        let secret = second_factor::provide(ctx, Actor::Operator, email.clone()).await.map_err(told)?;
        let (of, roles) = ("The service".to_owned(), vec![role.title()]);
        people.push(DemoPerson { email, of, roles, secret: Some(secret.base32()) });
    }
    Ok((cast, people))
}

// An owner who may do what a delivery manager may, the delivery manager, a developer, a safety officer and a signatory.
const PARTNERS: [PartnerRole; 5] = [
    PartnerRole::Owner,
    PartnerRole::DeliveryManager,
    PartnerRole::Developer,
    PartnerRole::ClinicalSafetyOfficer,
    PartnerRole::Signatory,
];

pub async fn organisations(
    past: &Past,
    ctx: &Context,
    began: Timestamp,
    people: &mut Vec<DemoPerson>,
) -> Result<Vec<House>, Error<DemoRefusal>> {
    past.at(began);
    let mut houses = Vec::new();
    for (place, (name, brand, domain, code)) in HOUSES.into_iter().enumerate() {
        let mut members = Vec::new();
        for (number, role) in PARTNERS.into_iter().enumerate() {
            let email = parsed(&address(40 + place * PARTNERS.len() + number, domain))?;
            members.push((user(past, &email).await?, role));
            let needs_one = role == PartnerRole::Signatory;
            let secret = if needs_one {
                let given = second_factor::provide(ctx, Actor::Operator, email.clone()).await;
                Some(given.map_err(told)?.base32())
            } else {
                None
            };
            let (of, roles) = (name.to_owned(), vec![role.title().to_owned()]);
            people.push(DemoPerson { email, of, roles, secret });
        }
        houses.push(house(past, name, brand, domain, code, &members).await?);
    }
    Ok(houses)
}

async fn house(
    past: &Past,
    name: &'static str,
    brand: &'static str,
    domain: &'static str,
    code: &str,
    members: &[(UserId, PartnerRole)],
) -> Result<House, Error<DemoRefusal>> {
    let owner = Actor::User(members[0].0);
    let stopped = |problem: String| DemoRefusal::Stopped(problem);
    let parsed = name.parse().map_err(|problem: crate::portal::NameProblem| stopped(problem.to_string()))?;
    let code: OdsCode = code.parse().map_err(|problem: kernel::OdsProblem| stopped(problem.to_string()))?;
    let made = organisations::create(&past.ctx, owner, parsed, Some(code)).await.map_err(told)?;
    let mut cast = Cast::default();
    for (user, role) in members {
        cast.add(role.id().to_owned(), *user);
    }
    let (id, now, joining) = (made.id, past.ctx.now(), members[1..].to_vec());
    let joined: Result<(), StoreError> = past
        .ctx
        .store
        .write(move |tx| {
            for (user, role) in joining {
                queries::add_member(tx, id, user.uuid(), now)?;
                role_queries::add(tx, id, user.uuid(), role)?;
            }
            Ok(())
        })
        .await;
    joined.map_err(Internal::from)?;
    Ok(House { id: id.into(), name, domain, owner, cast, brand })
}
