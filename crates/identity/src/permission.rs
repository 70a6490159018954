//! What a client may do as a program, beyond signing people in. Nobody has any of it until staff permit it, with a reason.

use std::{collections::BTreeSet, fmt, str::FromStr};

use kernel::OdsCode;
use thiserror::Error;

/// One thing that staff permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// The Users endpoint, by the grant `urn:ietf:params:oauth:grant-type:jwt-bearer`.
    LookUpUsers,
    /// Account provisioning, by the grant `client_credentials`.
    ProvisionAccounts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no such permission: there are look-up-users and provision-accounts")]
pub struct UnknownPermission;

impl Permission {
    pub const ALL: [Self; 2] = [Self::LookUpUsers, Self::ProvisionAccounts];

    pub const fn name(self) -> &'static str {
        match self {
            Self::LookUpUsers => "look-up-users",
            Self::ProvisionAccounts => "provision-accounts",
        }
    }

    /// What it lets a client do, to follow "may".
    pub const fn words(self) -> &'static str {
        match self {
            Self::LookUpUsers => "look up users",
            Self::ProvisionAccounts => "provision accounts",
        }
    }
}

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|permission| permission.name() == name).ok_or(UnknownPermission)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What one client is permitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    pub looks_up_users: bool,
    /// The organisations for whose patients it may provision accounts; without any it may not.
    pub provisions_for: BTreeSet<OdsCode>,
}

impl Permissions {
    pub fn allow(&self, permission: Permission) -> bool {
        match permission {
            Permission::LookUpUsers => self.looks_up_users,
            Permission::ProvisionAccounts => !self.provisions_for.is_empty(),
        }
    }

    pub fn list(&self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(|permission| self.allow(*permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_may_anything_until_it_is_permitted() {
        let mut permissions = Permissions::default();
        assert_eq!(permissions.list().count(), 0);
        permissions.provisions_for.insert("A00001".parse().unwrap());
        assert_eq!(permissions.list().collect::<Vec<_>>(), [Permission::ProvisionAccounts]);
        for permission in Permission::ALL {
            assert_eq!(permission.name().parse(), Ok(permission));
        }
        assert_eq!("everything".parse::<Permission>(), Err(UnknownPermission));
    }
}
