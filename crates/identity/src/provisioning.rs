//! Account provisioning (spec section 9): what a request must say, and why an account is not made. The codes are the published ones;
//! those that share the words "Unable to provision account for user" are told apart here.

mod claim;

use std::fmt;

use kernel::{Date, EmailAddress, MobileNumber, NhsNumber, OdsCode, SignedDuration};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Account, Finding, ProofingLevel,
    demographics::{Record, is_too_young},
    rules,
    rules::Rule,
};

pub use claim::{Stage, Stop};

/// How long a patient has to claim, and how long a request stands in the way of another one.
pub const REQUEST_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A request that can be looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub nhs_number: NhsNumber,
    pub email: EmailAddress,
    pub birthdate: Date,
    /// The organisation that provisions.
    pub ods_code: OdsCode,
    pub mobile: MobileNumber,
}

/// What the patient will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Create,
    Uplift,
}

impl Kind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Uplift => "uplift",
        }
    }

    /// The words of the interface specification, table 9.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Create => "User able to create a new account",
            Self::Uplift => "User able to uplift an existing account",
        }
    }
}

/// Why no account is provisioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    DataNotValid,
    OdsCodeNotSupported,
    TooManyFromOdsCode,
    NotAvailable,
    NoRecord,
    OtherBirthdate,
    Deceased,
    TooYoung,
    AlreadyP9,
    NumberInOtherAccount,
    EmailInUse,
    OtherMobile,
    Pending,
    Closed,
    EmailPending,
}

const UNABLE: &str = "Unable to provision account for user";

impl Refusal {
    /// In the order in which they are found.
    pub const ALL: [Self; 15] = [
        Self::DataNotValid,
        Self::OdsCodeNotSupported,
        Self::TooManyFromOdsCode,
        Self::NotAvailable,
        Self::NoRecord,
        Self::OtherBirthdate,
        Self::Deceased,
        Self::TooYoung,
        Self::AlreadyP9,
        Self::NumberInOtherAccount,
        Self::EmailInUse,
        Self::OtherMobile,
        Self::Pending,
        Self::Closed,
        Self::EmailPending,
    ];

    pub const fn code(self) -> &'static str {
        self.row().0
    }

    /// The words of the interface specification, table 11.
    pub const fn description(self) -> &'static str {
        self.row().1
    }

    pub const fn rule(self) -> &'static Rule {
        self.row().2
    }

    const fn row(self) -> (&'static str, &'static str, &'static Rule) {
        match self {
            Self::NotAvailable => ("11000", "Service not available", &rules::PROVISION_AVAILABLE),
            Self::NoRecord => ("11001", UNABLE, &rules::PROVISION_RECORD),
            Self::OtherBirthdate => ("11002", UNABLE, &rules::PROVISION_BIRTHDATE),
            Self::Pending => (
                "11003",
                "User already has a pending provision account request from within last 7 days",
                &rules::PROVISION_NONE_PENDING,
            ),
            Self::EmailInUse => (
                "11004",
                "Unable to provision account for user email already in use",
                &rules::PROVISION_EMAIL_FREE,
            ),
            Self::AlreadyP9 => ("11005", "User already has P9 account", &rules::PROVISION_BELOW_P9),
            Self::Deceased => ("11006", UNABLE, &rules::PROVISION_ALIVE),
            Self::TooYoung => ("11007", UNABLE, &rules::PROVISION_AGE),
            Self::OtherMobile => ("11008", UNABLE, &rules::PROVISION_MOBILE),
            Self::NumberInOtherAccount => ("11009", UNABLE, &rules::PROVISION_NUMBER_FREE),
            Self::DataNotValid => ("11010", "Data in request not valid", &rules::PROVISION_DATA),
            Self::TooManyFromOdsCode => {
                ("11011", "Too many requests from ODS code", &rules::PROVISION_ODS_LIMIT)
            }
            Self::Closed => ("11018", UNABLE, &rules::PROVISION_NOT_CLOSED),
            Self::EmailPending => ("11019", UNABLE, &rules::PROVISION_EMAIL_WAITING),
            Self::OdsCodeNotSupported => {
                ("11021", "Service not supported for ODS code provided", &rules::PROVISION_ODS_CODE)
            }
        }
    }

    /// What the inspector says of it: the rule alone, for the values are a patient's.
    pub fn finding(self) -> Finding {
        Finding::failure(self.rule(), self.rule().title)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.description())
    }
}

// Values of any kind, so that one of the wrong kind is named; a member that comes twice is no JSON that can be relied on.
#[derive(Deserialize)]
struct Body {
    nhs_number: Option<Value>,
    email_address: Option<Value>,
    date_of_birth: Option<Value>,
    ods_code: Option<Value>,
    phone_number: Option<Value>,
}

/// Reads a request. The finding names the member that is wrong, and never what it says.
pub fn parse(body: &[u8]) -> Result<Asked, Finding> {
    let body: Body = serde_json::from_slice(body)
        .map_err(|_| not_valid("the body is not a JSON object with each member once"))?;
    Ok(Asked {
        nhs_number: member(
            "nhs_number",
            body.nhs_number.as_ref(),
            nhs_number,
            "10 digits, the last of which checks the others",
        )?,
        email: member(
            "email_address",
            body.email_address.as_ref(),
            |text| text.parse().ok(),
            "an email address",
        )?,
        birthdate: member(
            "date_of_birth",
            body.date_of_birth.as_ref(),
            birthdate,
            "a day that was, as YYYY-MM-DD",
        )?,
        ods_code: member("ods_code", body.ods_code.as_ref(), ods_code, "a letter and 5 or 6 digits")?,
        mobile: member(
            "phone_number",
            body.phone_number.as_ref(),
            mobile,
            "a UK mobile number that starts with +44",
        )?,
    })
}

fn member<T>(
    name: &str,
    value: Option<&Value>,
    read: impl Fn(&str) -> Option<T>,
    expected: &str,
) -> Result<T, Finding> {
    let Some(value) = value else { return Err(not_valid(&format!("{name} is missing")).expected(expected)) };
    let Some(text) = value.as_str() else {
        return Err(not_valid(&format!("{name} is not text in quotes")).expected(expected));
    };
    read(text).ok_or_else(|| not_valid(&format!("{name} cannot be used")).expected(expected))
}

fn not_valid(explanation: &str) -> Finding {
    Finding::failure(&rules::PROVISION_DATA, explanation)
}

fn nhs_number(text: &str) -> Option<NhsNumber> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

// The parser takes more ways to write a day than the interface does.
fn birthdate(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}

// The specification says six digits and shows five, which is what a surgery's code has.
fn ods_code(text: &str) -> Option<OdsCode> {
    let digits = text.strip_prefix(|first: char| first.is_ascii_alphabetic())?;
    let fits = (5..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| fits)
}

fn mobile(text: &str) -> Option<MobileNumber> {
    text.parse().ok().filter(|_| text.starts_with("+44"))
}

/// Holds a request against the record with its NHS number.
pub fn judge_record(asked: &Asked, record: Option<Record>, today: Date) -> Result<Record, Refusal> {
    let record = record.filter(|record| record.nhs_number == asked.nhs_number).ok_or(Refusal::NoRecord)?;
    if record.birthdate != asked.birthdate {
        return Err(Refusal::OtherBirthdate);
    }
    // Only after the date of birth fits: nobody learns of a death from a number alone.
    if record.is_deceased {
        return Err(Refusal::Deceased);
    }
    if is_too_young(record.birthdate, today) {
        return Err(Refusal::TooYoung);
    }
    Ok(record)
}

/// Holds a request against the account with its NHS number and the one with its email address.
pub fn judge_accounts(
    asked: &Asked,
    by_number: Option<&Account>,
    by_email: Option<&Account>,
) -> Result<Kind, Refusal> {
    if let Some(account) = by_number {
        if account.level == ProofingLevel::P9 {
            return Err(Refusal::AlreadyP9);
        }
        if account.email != asked.email {
            return Err(Refusal::NumberInOtherAccount);
        }
    }
    let Some(account) = by_email else { return Ok(Kind::Create) };
    if account.nhs_number.is_some_and(|number| number != asked.nhs_number) {
        return Err(Refusal::EmailInUse);
    }
    // The code that proves the claim goes to the phone that was proved at sign-in, and to no other.
    if account.mobile.as_ref() != Some(&asked.mobile) {
        return Err(Refusal::OtherMobile);
    }
    Ok(Kind::Uplift)
}

#[cfg(test)]
mod tests;
