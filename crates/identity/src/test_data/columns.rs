//! A catalogue: the sheets of the workbook and their columns, under the titles that NHS login's template gives them.

use serde::{Deserialize, Serialize};

/// A sheet of the workbook that asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    P5Users,
    P9Users,
    ResetProofingLevels,
}

/// A column of a sheet. Programs write the name of the variant in `snake_case`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    EmailAddress,
    FirstName,
    MiddleNames,
    LastName,
    DateOfBirth,
    PhoneNumber,
    PhoneNumberPdsMatched,
    NhsNumber,
    Postcode,
    DisableOtp,
    DisablePdsTrace,
    GpOdsCode,
    GpicProvided,
    GpAccountId,
    GpConnectionToken,
    GpLinkageKey,
    ManuallyConfirmed,
    NewLevel,
}

use Column::{
    DateOfBirth, DisableOtp, DisablePdsTrace, EmailAddress, FirstName, GpAccountId, GpConnectionToken,
    GpLinkageKey, GpOdsCode, GpicProvided, LastName, ManuallyConfirmed, MiddleNames, NewLevel, NhsNumber,
    PhoneNumber, PhoneNumberPdsMatched, Postcode,
};

impl Sheet {
    pub const ALL: [Self; 3] = [Self::P5Users, Self::P9Users, Self::ResetProofingLevels];

    pub const fn title(self) -> &'static str {
        match self {
            Self::P5Users => "P5 Users",
            Self::P9Users => "P9 Users",
            Self::ResetProofingLevels => "Reset Proofing Levels",
        }
    }

    /// What programs write.
    pub const fn key(self) -> &'static str {
        match self {
            Self::P5Users => "p5_users",
            Self::P9Users => "p9_users",
            Self::ResetProofingLevels => "reset_proofing_levels",
        }
    }

    /// However somebody writes its title or its key.
    pub fn named(text: &str) -> Option<Self> {
        let text = letters(text);
        Self::ALL.into_iter().find(|sheet| letters(sheet.title()) == text)
    }

    /// In the template's order.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::P5Users => &[
                EmailAddress,
                FirstName,
                MiddleNames,
                LastName,
                DateOfBirth,
                PhoneNumber,
                PhoneNumberPdsMatched,
                NhsNumber,
                Postcode,
                DisableOtp,
                DisablePdsTrace,
                GpOdsCode,
                ManuallyConfirmed,
            ],
            Self::P9Users => &[
                EmailAddress,
                FirstName,
                MiddleNames,
                LastName,
                DateOfBirth,
                PhoneNumber,
                PhoneNumberPdsMatched,
                NhsNumber,
                DisableOtp,
                DisablePdsTrace,
                GpOdsCode,
                GpicProvided,
                GpAccountId,
                GpConnectionToken,
                GpLinkageKey,
                ManuallyConfirmed,
            ],
            Self::ResetProofingLevels => &[EmailAddress, NewLevel],
        }
    }

    /// Those without which no row of it can be applied.
    pub fn required(self) -> impl Iterator<Item = Column> {
        self.columns().iter().copied().filter(|column| column.is_required())
    }
}

impl Column {
    pub const ALL: [Self; 18] = [
        EmailAddress,
        FirstName,
        MiddleNames,
        LastName,
        DateOfBirth,
        PhoneNumber,
        PhoneNumberPdsMatched,
        NhsNumber,
        Postcode,
        DisableOtp,
        DisablePdsTrace,
        GpOdsCode,
        GpicProvided,
        GpAccountId,
        GpConnectionToken,
        GpLinkageKey,
        ManuallyConfirmed,
        NewLevel,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            EmailAddress => "Email Address",
            FirstName => "First Name",
            MiddleNames => "Middle Name(s)",
            LastName => "Last Name",
            DateOfBirth => "Date of Birth",
            PhoneNumber => "Phone Number",
            PhoneNumberPdsMatched => "Phone Number PDS Matched",
            NhsNumber => "NHS Number",
            Postcode => "Postcode",
            DisableOtp => "Disable OTP",
            DisablePdsTrace => "Disable PDS Trace",
            GpOdsCode => "GP ODS Code",
            GpicProvided => "GPIC Provided",
            GpAccountId => "GP Account ID",
            GpConnectionToken => "GP Connection Token",
            GpLinkageKey => "GP Linkage Key",
            ManuallyConfirmed => "Manually Confirmed",
            NewLevel => "New Level",
        }
    }

    /// However somebody writes its title or its key: `Middle Name(s)`, `middle_names`.
    pub fn named(text: &str) -> Option<Self> {
        let text = letters(text);
        Self::ALL.into_iter().find(|column| letters(column.title()) == text)
    }

    /// What programs write.
    pub fn key(self) -> String {
        let words = self.title().replace("(s)", "s").to_lowercase();
        words.replace(' ', "_")
    }

    pub const fn is_required(self) -> bool {
        !matches!(self, MiddleNames | GpicProvided | GpAccountId | GpConnectionToken | GpLinkageKey)
    }

    /// What to write in it, for whoever fills it in.
    pub const fn hint(self) -> &'static str {
        match self {
            EmailAddress => "The address with which the account was opened",
            FirstName | LastName => "As in the record",
            MiddleNames => "Can be left empty",
            DateOfBirth => "YYYY-MM-DD or DD/MM/YYYY",
            PhoneNumber => "A UK mobile phone, beginning with +44 or 07",
            PhoneNumberPdsMatched => "TRUE or FALSE",
            NhsNumber => "10 digits, beginning with 999",
            Postcode => "A full postcode",
            DisableOtp => "TRUE: the code 190696 works. FALSE: the code comes by text message",
            DisablePdsTrace => {
                "TRUE: the details stay as they are here. FALSE: each sign-in reads the record"
            }
            GpOdsCode => "Of the GP surgery",
            GpicProvided => "TRUE: connected to the GP's online services. FALSE or empty: not connected",
            GpAccountId | GpLinkageKey => "Both, or neither for those of the record",
            GpConnectionToken => "Accepted, and not kept: no interface gives it to services",
            ManuallyConfirmed => "TRUE: the account was opened, its email address and phone confirmed",
            NewLevel => "0, 5 or 9: the level to lower the account to",
        }
    }

    /// Shown in the template. Invented, like everybody here.
    pub const fn example(self) -> &'static str {
        match self {
            EmailAddress => "john.doe@example.com",
            FirstName => "John",
            LastName => "Doe",
            DateOfBirth => "1970-01-01",
            PhoneNumber => "+447700900555",
            NhsNumber => "9990000018",
            Postcode => "ZZ99 9ZZ",
            GpOdsCode => "A00002",
            PhoneNumberPdsMatched | DisableOtp | DisablePdsTrace | GpicProvided | ManuallyConfirmed => "TRUE",
            MiddleNames | GpAccountId | GpConnectionToken | GpLinkageKey => "",
            NewLevel => "0",
        }
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
