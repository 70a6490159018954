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

macro_rules! columns {
    ($($name:ident = $title:literal, $needed:ident, $hint:literal, $example:literal;)*) => {
        /// A column of a sheet. Programs write the name of the variant in `snake_case`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Column { $($name,)* }

        impl Column {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            pub const fn is_required(self) -> bool {
                match self { $(Self::$name => columns!(@ $needed),)* }
            }

            /// What to write in it, for whoever fills it in.
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint,)* }
            }

            /// Shown in the template. Invented, like everybody here.
            pub const fn example(self) -> &'static str {
                match self { $(Self::$name => $example,)* }
            }
        }
    };
    (@ required) => { true };
    (@ optional) => { false };
}

// Title, whether it has to be filled in, what to write, example.
columns! {
    EmailAddress = "Email Address", required, "The address with which the account was opened", "john.doe@example.com";
    FirstName = "First Name", required, "As in the record", "John";
    MiddleNames = "Middle Name(s)", optional, "Can be left empty", "";
    LastName = "Last Name", required, "As in the record", "Doe";
    DateOfBirth = "Date of Birth", required, "YYYY-MM-DD or DD/MM/YYYY", "1970-01-01";
    PhoneNumber = "Phone Number", required, "A UK mobile phone, beginning with +44 or 07", "+447700900555";
    PhoneNumberPdsMatched = "Phone Number PDS Matched", required, "TRUE or FALSE", "TRUE";
    NhsNumber = "NHS Number", required, "10 digits, beginning with 999", "9990000018";
    Postcode = "Postcode", required, "A full postcode", "ZZ99 9ZZ";
    DisableOtp = "Disable OTP", required, "TRUE: the code 190696 works. FALSE: the code comes by text message", "TRUE";
    DisablePdsTrace = "Disable PDS Trace", required, "TRUE: the details stay as they are here. FALSE: each sign-in reads the record", "TRUE";
    GpOdsCode = "GP ODS Code", required, "Of the GP surgery", "A00002";
    GpicProvided = "GPIC Provided", optional, "TRUE: connected to the GP's online services. FALSE or empty: not connected", "TRUE";
    GpAccountId = "GP Account ID", optional, "Both, or neither for those of the record", "";
    GpConnectionToken = "GP Connection Token", optional, "Accepted, and not kept: no interface gives it to services", "";
    GpLinkageKey = "GP Linkage Key", optional, "Both, or neither for those of the record", "";
    ManuallyConfirmed = "Manually Confirmed", required, "TRUE: the account was opened, its email address and phone confirmed", "TRUE";
    NewLevel = "New Level", required, "0, 5 or 9: the level to lower the account to", "0";
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
    /// However somebody writes its title or its key: `Middle Name(s)`, `middle_names`.
    pub fn named(text: &str) -> Option<Self> {
        let text = letters(text);
        Self::ALL.iter().copied().find(|column| letters(column.title()) == text)
    }

    /// What programs write.
    pub fn key(self) -> String {
        let words = self.title().replace("(s)", "s").to_lowercase();
        words.replace(' ', "_")
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
