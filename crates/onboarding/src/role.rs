//! The roles that people have: on a partner's side for one organisation, on the service's side for all of them.
//!
//! What a role may do is in [`crate::policy`]; who has which is kept elsewhere.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::policy::Action;
/// What a reviewer knows about, such as `data-security`; which there are, definitions say.
pub use toolkit::DisciplineId as Discipline;

/// A role in one partner's organisation. One person can have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PartnerRole {
    Owner,
    DeliveryManager,
    Developer,
    ClinicalSafetyOfficer,
    Signatory,
    Viewer,
}

/// A role on the service's side. One person can have several, but see [`crate::policy::may_hold`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum StaffRole {
    ProjectManager,
    Reviewer(Discipline),
    BoardMember,
    BoardSecretary,
    LiveService,
    ProcessOwner,
    Auditor,
    /// Compares people's faces with their photo ID; has no part in integrations.
    IdentityChecker,
}

/// A text names no role. It says which texts do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RoleProblem {
    #[error("`{0}` is not a role of a partner: use one of {known}", known = listed(&PartnerRole::ALL))]
    Partner(String),
    #[error(
        "`{0}` is not a role of staff: use one of {known}, or reviewer: and a discipline, such as reviewer:data-security",
        known = listed(&StaffRole::PLAIN)
    )]
    Staff(String),
}

fn listed(roles: &[impl fmt::Display]) -> String {
    roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

// What somebody sent may be long; a refusal repeats only its start.
fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

impl PartnerRole {
    pub const ALL: [Self; 6] = [
        Self::Owner,
        Self::DeliveryManager,
        Self::Developer,
        Self::ClinicalSafetyOfficer,
        Self::Signatory,
        Self::Viewer,
    ];

    /// The id that definitions and databases use.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::DeliveryManager => "delivery-manager",
            Self::Developer => "developer",
            Self::ClinicalSafetyOfficer => "clinical-safety-officer",
            Self::Signatory => "signatory",
            Self::Viewer => "viewer",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::DeliveryManager => "Delivery manager",
            Self::Developer => "Developer",
            Self::ClinicalSafetyOfficer => "Clinical safety officer",
            Self::Signatory => "Signatory",
            Self::Viewer => "Viewer",
        }
    }

    /// What somebody with the role can do, in a sentence for those who give it.
    pub const fn does(self) -> &'static str {
        match self {
            Self::Owner => {
                "Manages people and their roles, and can do everything for the organisation except sign"
            }
            Self::DeliveryManager => {
                "Answers and submits forms, adds evidence, books calls and keeps the plan"
            }
            Self::Developer => "Manages clients, keys and tokens, reads requests, and helps to answer forms",
            Self::ClinicalSafetyOfficer => "Answers for clinical safety and adds its evidence",
            Self::Signatory => "Signs agreements and reads everything else. Needs a second factor to sign in",
            Self::Viewer => "Reads everything and changes nothing",
        }
    }
}

impl StaffRole {
    /// Every role but the reviewers', whose disciplines definitions name.
    pub const PLAIN: [Self; 7] = [
        Self::ProjectManager,
        Self::BoardMember,
        Self::BoardSecretary,
        Self::LiveService,
        Self::ProcessOwner,
        Self::Auditor,
        Self::IdentityChecker,
    ];

    /// The id that definitions and databases use.
    pub fn id(&self) -> String {
        match self {
            Self::ProjectManager => "project-manager".to_owned(),
            Self::Reviewer(discipline) => format!("reviewer:{discipline}"),
            Self::BoardMember => "board-member".to_owned(),
            Self::BoardSecretary => "board-secretary".to_owned(),
            Self::LiveService => "live-service".to_owned(),
            Self::ProcessOwner => "process-owner".to_owned(),
            Self::Auditor => "auditor".to_owned(),
            Self::IdentityChecker => "identity-checker".to_owned(),
        }
    }

    /// The role in plain words, such as "Reviewer, data security".
    pub fn title(&self) -> String {
        match self {
            Self::ProjectManager => "Project manager".to_owned(),
            Self::Reviewer(discipline) => format!("Reviewer, {}", discipline.as_str().replace('-', " ")),
            Self::BoardMember => "Board member".to_owned(),
            Self::BoardSecretary => "Board secretary".to_owned(),
            Self::LiveService => "Live service".to_owned(),
            Self::ProcessOwner => "Process owner".to_owned(),
            Self::Auditor => "Auditor".to_owned(),
            Self::IdentityChecker => "Identity checker".to_owned(),
        }
    }
}

impl FromStr for PartnerRole {
    type Err = RoleProblem;

    fn from_str(text: &str) -> Result<Self, RoleProblem> {
        let found = Self::ALL.into_iter().find(|role| role.id() == text);
        found.ok_or_else(|| RoleProblem::Partner(shortened(text)))
    }
}

impl FromStr for StaffRole {
    type Err = RoleProblem;

    fn from_str(text: &str) -> Result<Self, RoleProblem> {
        let problem = || RoleProblem::Staff(shortened(text));
        if let Some(discipline) = text.strip_prefix("reviewer:") {
            return discipline.parse().map(Self::Reviewer).map_err(|_| problem());
        }
        Self::PLAIN.into_iter().find(|role| role.id() == text).ok_or_else(problem)
    }
}

macro_rules! as_text {
    ($($role:ty),+) => {$(
        impl fmt::Display for $role {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.id().as_ref())
            }
        }

        impl TryFrom<String> for $role {
            type Error = RoleProblem;

            fn try_from(text: String) -> Result<Self, RoleProblem> {
                text.parse()
            }
        }

        impl From<$role> for String {
            fn from(role: $role) -> Self {
                role.to_string()
            }
        }
    )+};
}

as_text!(PartnerRole, StaffRole);

/// What one person is, for one organisation: their roles in it, and those on the service's side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    pub partner: BTreeSet<PartnerRole>,
    pub staff: BTreeSet<StaffRole>,
    /// Whoever can run a command on the machine that holds the data: may do everything.
    pub is_operator: bool,
    /// Where it is a program that asks: all that its token's scopes leave of these roles.
    pub only: Option<BTreeSet<Action>>,
}

impl Roles {
    pub fn of_partner(roles: impl IntoIterator<Item = PartnerRole>) -> Self {
        Self { partner: roles.into_iter().collect(), ..Self::default() }
    }

    pub fn of_staff(roles: impl IntoIterator<Item = StaffRole>) -> Self {
        Self { staff: roles.into_iter().collect(), ..Self::default() }
    }

    pub fn operator() -> Self {
        Self { is_operator: true, ..Self::default() }
    }

    /// Whether the person has no part in this at all: to them, it does not exist.
    pub fn is_empty(&self) -> bool {
        self.partner.is_empty() && self.staff.is_empty() && !self.is_operator
    }

    pub fn is_staff(&self) -> bool {
        !self.staff.is_empty()
    }

    /// The ids of all of them, as definitions name roles.
    pub fn ids(&self) -> BTreeSet<String> {
        let partner = self.partner.iter().map(ToString::to_string);
        partner.chain(self.staff.iter().map(ToString::to_string)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_every_role_reads_back() {
        for role in PartnerRole::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        let reviewer = StaffRole::Reviewer(Discipline::new("data-security"));
        for role in StaffRole::PLAIN.into_iter().chain([reviewer]) {
            assert_eq!(role.to_string().parse(), Ok(role.clone()));
            let json = serde_json::to_string(&role).unwrap();
            assert_eq!(json, format!("\"{role}\""));
            assert_eq!(serde_json::from_str::<StaffRole>(&json).unwrap(), role);
        }
    }

    #[test]
    fn a_wrong_role_is_told_which_there_are() {
        let problem = "admin".parse::<StaffRole>().unwrap_err().to_string();
        assert!(problem.contains("process-owner") && problem.contains("reviewer:data-security"), "{problem}");
        assert!("boss".parse::<PartnerRole>().unwrap_err().to_string().contains("owner, delivery-manager"));
        for text in ["", "-", "Data", "data security", "ä", &"a".repeat(90)] {
            assert!(format!("reviewer:{text}").parse::<StaffRole>().is_err(), "{text}");
        }
    }

    #[test]
    fn titles_are_words() {
        let reviewer = StaffRole::Reviewer(Discipline::new("information-governance"));
        assert_eq!(reviewer.title(), "Reviewer, information governance");
        assert_eq!(PartnerRole::ClinicalSafetyOfficer.title(), "Clinical safety officer");
    }

    #[test]
    fn whoever_has_no_role_is_nobody() {
        assert!(Roles::default().is_empty() && !Roles::operator().is_empty());
        let auditor = Roles::of_staff([StaffRole::Auditor]);
        assert!(!auditor.is_empty() && auditor.is_staff());
        assert_eq!(auditor.ids(), BTreeSet::from(["auditor".to_owned()]));
    }
}
