//! The part of an account that test data changes, and what it becomes: small enough to be kept, so that a change can be undone.

use kernel::{Date, MobileNumber, NhsNumber, OdsCode};
use serde::{Deserialize, Serialize};

use super::{Change, Column, Fault, Gp, Uplift};
use crate::{Account, ProofingLevel, account::GpCredentials, people::STATIC_OTP};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub level: ProofingLevel,
    pub nhs_number: Option<NhsNumber>,
    pub family_name: Option<String>,
    pub given_name: Option<String>,
    pub birthdate: Option<Date>,
    pub gp_ods_code: Option<OdsCode>,
    pub gp_credentials: Option<GpCredentials>,
    pub mobile: Option<MobileNumber>,
    pub mobile_pds_matched: bool,
    pub static_otp: Option<String>,
    pub is_traced: bool,
}

impl Standing {
    pub fn of(account: &Account) -> Self {
        Self {
            level: account.level,
            nhs_number: account.nhs_number,
            family_name: account.family_name.clone(),
            given_name: account.given_name.clone(),
            birthdate: account.birthdate,
            gp_ods_code: account.gp_ods_code.clone(),
            gp_credentials: account.gp_credentials.clone(),
            mobile: account.mobile.clone(),
            mobile_pds_matched: account.mobile_pds_matched,
            static_otp: account.static_otp.clone(),
            is_traced: account.is_traced,
        }
    }

    /// What it becomes. `of_record` is what the surgery of a record gave its person.
    pub fn changed(&self, change: &Change, of_record: Option<GpCredentials>) -> Result<Self, Fault> {
        match change {
            Change::Uplift(uplift) => self.uplifted(uplift, of_record),
            Change::Lower(level) => self.lowered(*level),
        }
    }

    fn uplifted(&self, uplift: &Uplift, of_record: Option<GpCredentials>) -> Result<Self, Fault> {
        if uplift.level < self.level {
            let level = self.level.name();
            return Err(Fault::whole(format!(
                "the account is at {level}: lower it on the sheet Reset Proofing Levels"
            )));
        }
        Ok(Self {
            level: uplift.level,
            nhs_number: Some(uplift.nhs_number),
            family_name: Some(uplift.family_name.clone()),
            given_name: Some(uplift.given_name.clone()),
            birthdate: Some(uplift.birthdate),
            gp_ods_code: Some(uplift.gp_ods_code.clone()),
            gp_credentials: match &uplift.gp {
                Gp::Nothing => None,
                Gp::These(credentials) => Some(credentials.clone()),
                Gp::Defaults => Some(of_record.unwrap_or_else(|| made_up(uplift.nhs_number))),
            },
            mobile: Some(uplift.mobile.clone()),
            mobile_pds_matched: uplift.is_mobile_matched,
            static_otp: uplift.has_static_code.then(|| STATIC_OTP.to_owned()),
            is_traced: uplift.is_traced,
        })
    }

    fn lowered(&self, level: ProofingLevel) -> Result<Self, Fault> {
        let (now, wanted) = (self.level.name(), level.name());
        match level.cmp(&self.level) {
            std::cmp::Ordering::Equal => {
                return Err(Fault::at(Column::NewLevel, format!("the account is at {now} already")));
            }
            std::cmp::Ordering::Greater => {
                let words = format!("the account is at {now}: to raise it, fill in the sheet {wanted} Users");
                return Err(Fault::at(Column::NewLevel, words));
            }
            std::cmp::Ordering::Less => {}
        }
        let mut lowered = Self { level, gp_credentials: None, ..self.clone() };
        if level == ProofingLevel::P0 {
            lowered.nhs_number = None;
            lowered.family_name = None;
            lowered.given_name = None;
            lowered.birthdate = None;
            lowered.gp_ods_code = None;
            lowered.mobile_pds_matched = false;
            lowered.is_traced = true;
        }
        Ok(lowered)
    }
}

/// What a surgery might have given somebody: the same for the same person.
fn made_up(nhs_number: NhsNumber) -> GpCredentials {
    let digits = nhs_number.as_str();
    GpCredentials { gp_user_id: format!("8{}", &digits[1..]), gp_linkage_key: format!("Key{}", &digits[5..]) }
}
