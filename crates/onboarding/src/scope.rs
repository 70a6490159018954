//! A catalogue: what a program's token may be given. It only ever takes away from what the token's maker may.

use std::{collections::BTreeSet, fmt, str::FromStr};

use thiserror::Error;

use crate::policy::Action;

/// A part of what a program can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Integrations,
    Evidence,
    Events,
    TestData,
}

/// A text names no scope.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a scope: use integrations:read, evidence:read, events:read or test-data:write")]
pub struct ScopeProblem(String);

impl Scope {
    pub const ALL: [Self; 4] = [Self::Integrations, Self::Evidence, Self::Events, Self::TestData];

    /// What programs and databases write.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Integrations => "integrations:read",
            Self::Evidence => "evidence:read",
            Self::Events => "events:read",
            Self::TestData => "test-data:write",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Integrations => "Integrations, gates and tasks",
            Self::Evidence => "Evidence",
            Self::Events => "Events",
            Self::TestData => "Test people",
        }
    }

    /// What a token with it can do, in a sentence for those who make one.
    pub const fn does(self) -> &'static str {
        match self {
            Self::Integrations => "Reads how each integration stands, what is left and whose turn it is",
            Self::Evidence => {
                "Reads which files there are and whether they were accepted, not the files themselves"
            }
            Self::Events => "Reads what happened and who did it, with the addresses of colleagues",
            Self::TestData => "Sees your organisation's own test people, changes them and puts them back",
        }
    }

    /// What the policy may be asked on behalf of it.
    pub const fn actions(self) -> &'static [Action] {
        match self {
            Self::Integrations | Self::Evidence | Self::Events => &[Action::ViewIntegration],
            Self::TestData => &[Action::ViewProduct, Action::ViewTraffic, Action::UploadTestData],
        }
    }
}

/// What all of them allow together, at most.
pub fn actions(scopes: &BTreeSet<Scope>) -> BTreeSet<Action> {
    scopes.iter().flat_map(|scope| scope.actions()).copied().collect()
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Scope {
    type Err = ScopeProblem;

    fn from_str(text: &str) -> Result<Self, ScopeProblem> {
        let found = Self::ALL.into_iter().find(|scope| scope.id() == text);
        found.ok_or_else(|| ScopeProblem(text.chars().take(60).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        policy::may,
        role::{PartnerRole, Roles},
    };

    #[test]
    fn scopes_read_back_and_a_wrong_one_is_told_which_there_are() {
        for scope in Scope::ALL {
            assert_eq!(scope.id().parse(), Ok(scope));
        }
        let problem = "admin".parse::<Scope>().unwrap_err().to_string();
        assert!(Scope::ALL.iter().all(|scope| problem.contains(scope.id())), "{problem}");
    }

    #[test]
    fn scopes_take_away_and_never_add() {
        let all = actions(&Scope::ALL.into());
        for role in PartnerRole::ALL {
            let whole = Roles::of_partner([role]);
            let limited = Roles { only: Some(all.clone()), ..whole.clone() };
            for action in Action::ALL {
                assert_eq!(may(*action, &limited), may(*action, &whole) && all.contains(action), "{action}");
            }
        }
        let nobody = Roles { only: Some(all), ..Roles::default() };
        assert!(Action::ALL.iter().all(|action| !may(*action, &nobody)));
    }
}
