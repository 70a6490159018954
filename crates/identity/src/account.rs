//! A person's account at one environment's provider.

use kernel::{Date, EmailAddress, Id, Kind, MobileNumber, NhsNumber, OdsCode, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ClientId;

/// Labels the id of an [`Account`]; printed, it is the `sub` of every token about this person.
pub enum AccountKind {}
impl Kind for AccountKind {
    const NAME: &'static str = "an account";
}
pub type AccountId = Id<AccountKind>;

/// How far a person has proved who they are (DCB3051).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ProofingLevel {
    /// E-mail address and mobile phone proved.
    P0,
    /// Details match a record in the Personal Demographics Service.
    P5,
    /// Compared with the person.
    P9,
}

impl ProofingLevel {
    pub const ALL: [Self; 3] = [Self::P0, Self::P5, Self::P9];

    pub const fn name(self) -> &'static str {
        match self {
            Self::P0 => "P0",
            Self::P5 => "P5",
            Self::P9 => "P9",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// What connects a person to their GP's online services (IM1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GpCredentials {
    pub gp_user_id: String,
    pub gp_linkage_key: String,
}

/// Everything that the provider knows of a person. Values that were never learnt are absent, never empty.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: AccountId,
    pub email: EmailAddress,
    pub mobile: Option<MobileNumber>,
    pub mobile_pds_matched: bool,
    pub landline: Option<String>,
    pub level: ProofingLevel,
    pub nhs_number: Option<NhsNumber>,
    pub family_name: Option<String>,
    pub given_name: Option<String>,
    pub birthdate: Option<Date>,
    pub gp_ods_code: Option<OdsCode>,
    pub gp_credentials: Option<GpCredentials>,
    /// A code that is always accepted as the text message's: only accounts for tests have one.
    pub static_otp: Option<String>,
    /// Each sign-in reads the person's record again, and what it says is the account's. Only tests go without.
    pub is_traced: bool,
    /// The client on whose request the account was opened; nothing for those that were there from the start.
    pub opened_with: Option<ClientId>,
    pub created_at: Timestamp,
}
