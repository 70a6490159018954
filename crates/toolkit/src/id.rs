//! Ids of what a definition names. All are short texts such as `apply.application`; each kind is a type of its own.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An id in a definition file is written in another form than `lower-case.with-dots`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not an id: use lower-case letters, digits, hyphens and dots, at most {MAX} characters, and start with a letter or digit"
)]
pub struct IdProblem(String);

const MAX: usize = 80;

fn check(text: String) -> Result<String, IdProblem> {
    let starts_well = text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte));
    if starts_well && is_plain && text.len() <= MAX { Ok(text) } else { Err(IdProblem(text)) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// For ids that are written in the source, as in tests.
            ///
            /// # Panics
            /// Panics if the text is not an id.
            pub fn new(text: &str) -> Self {
                match check(text.to_owned()) {
                    Ok(text) => Self(text),
                    Err(problem) => panic!("{problem}"),
                }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdProblem;
            fn try_from(text: String) -> Result<Self, IdProblem> {
                check(text).map(Self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdProblem;
            fn from_str(text: &str) -> Result<Self, IdProblem> {
                check(text.to_owned()).map(Self)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// An edition of the toolkit, such as `2025-09`.
    EditionId;
    StageId;
    TaskId;
    FormId;
    /// A field with its form: `application.overview`.
    FieldId;
    /// A place for evidence, such as `architecture-diagram`.
    SlotId;
    CheckId;
    GateId;
    CallId;
    DecisionId;
    /// Something that the platform saw by itself, such as `sandpit.sign-in`.
    ObservationId;
    MilestoneId;
    /// A discipline of reviewers, such as `data-security`.
    DisciplineId;
}

impl FieldId {
    /// The id of a field inside a form.
    pub fn of(form: &FormId, field: &str) -> Result<Self, IdProblem> {
        check(format!("{form}.{field}")).map(Self)
    }

    /// The form that the field belongs to.
    pub fn form(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }

    /// The name of the field within its form.
    pub fn name(&self) -> &str {
        self.0.split_once('.').map_or("", |(_, name)| name)
    }
}
