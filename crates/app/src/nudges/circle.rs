//! The people around an integration: those of its organisation, and those of the service's side. Nobody else is ever told of it.

use std::collections::BTreeMap;

use kernel::EmailAddress;
use onboarding::{
    policy::{self, Action},
    role::{PartnerRole, Roles, StaffRole},
};
use store::{StoreError, Tx, queries::portal::roles as queries};
use toolkit::{Definition, definition::Side};
use uuid::Uuid;

use super::News;

/// Somebody with the roles that count here.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub user: Uuid,
    pub email: EmailAddress,
    pub roles: Roles,
}

impl Person {
    pub fn is_staff(&self) -> bool {
        self.roles.is_staff()
    }

    /// What they are here, as the edition calls it: `your role for it is Delivery manager`.
    pub fn titles(&self, definition: &Definition) -> String {
        let partner = self.roles.partner.iter().map(ToString::to_string);
        let ids: Vec<String> = partner.chain(self.roles.staff.iter().map(ToString::to_string)).collect();
        let titles: Vec<&str> = ids.iter().map(|id| definition.role_title(id)).collect();
        let verb = if titles.len() == 1 { "role for it is" } else { "roles for it are" };
        format!("your {verb} {}", titles.join(" and "))
    }

    /// Whether the policy lets them do this, on that side.
    pub fn may(&self, side: Side, action: Action) -> bool {
        let roles = match side {
            Side::Partner => Roles { staff: [].into(), ..self.roles.clone() },
            Side::Service => Roles { partner: [].into(), ..self.roles.clone() },
        };
        policy::may(action, &roles)
    }
}

pub(super) struct Circle(Vec<Person>);

impl Circle {
    pub fn of(tx: &mut Tx<'_>, news: &News<'_>) -> Result<Self, StoreError> {
        Self::read(tx, news.integration.organisation_id, news.facts.project_manager.as_deref())
    }

    /// An integration with a project manager is no other project manager's.
    fn read(tx: &mut Tx<'_>, organisation: Uuid, project_manager: Option<&str>) -> Result<Self, StoreError> {
        let mut people: BTreeMap<Uuid, Person> = BTreeMap::new();
        for member in queries::list_members(tx, organisation)? {
            let roles = Roles::of_partner(member.roles);
            people.insert(member.user_id, Person { user: member.user_id, email: member.email, roles });
        }
        let staff = queries::list_staff(tx)?;
        let is_manager = |user: Uuid| project_manager == Some(user.to_string().as_str());
        let has_manager =
            staff.iter().any(|given| given.role == StaffRole::ProjectManager && is_manager(given.user_id));
        for given in staff {
            let is_others =
                has_manager && given.role == StaffRole::ProjectManager && !is_manager(given.user_id);
            if !is_others {
                let new = Person { user: given.user_id, email: given.email, roles: Roles::default() };
                people.entry(given.user_id).or_insert(new).roles.staff.insert(given.role);
            }
        }
        Ok(Self(people.into_values().filter(|person| !person.roles.is_empty()).collect()))
    }

    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.0.iter()
    }

    /// Whether something that waits for a role waits for this person. What nobody of an organisation has a role for, its owners
    /// hear of.
    pub fn is_turn_of(&self, person: &Person, role: &str, side: Side) -> bool {
        match side {
            Side::Service => role.parse().is_ok_and(|role| person.roles.staff.contains(&role)),
            Side::Partner => {
                let wanted = role.parse::<PartnerRole>().ok();
                let wanted = wanted.filter(|role| self.0.iter().any(|one| one.roles.partner.contains(role)));
                person.roles.partner.contains(&wanted.unwrap_or(PartnerRole::Owner))
            }
        }
    }
}
