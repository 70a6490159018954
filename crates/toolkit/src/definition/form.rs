//! Forms: questions, one a page, in sections.

use serde::{Deserialize, Serialize};

use super::{Condition, KnownAnswer, Proposal, yes};
use crate::FormId;

/// `forms/<id>.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub id: FormId,
    pub title: String,
    /// What stands on its first page.
    #[serde(default)]
    pub intro: String,
    /// Whoever answers it first; a role id.
    pub role: String,
    /// Who looks at it once it was submitted; none where submitting is the end of it.
    #[serde(default)]
    pub reviewer: Option<String>,
    /// What the person confirms when they submit.
    #[serde(default)]
    pub declaration: Option<String>,
    #[serde(default, rename = "section")]
    pub sections: Vec<Section>,
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    /// What is not asked here, because it was said or seen elsewhere.
    #[serde(default)]
    pub known: Vec<KnownAnswer>,
}

/// A heading that groups fields in lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: String,
    pub title: String,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Within the form: `overview`.
    pub id: String,
    #[serde(default)]
    pub section: Option<String>,
    pub question: String,
    /// How lists and sentences name the answer: `Product overview`.
    pub label: String,
    #[serde(default)]
    pub hint: String,
    /// Longer guidance, paragraph by paragraph, behind a "Details".
    #[serde(default)]
    pub help: Vec<String>,
    pub kind: FieldKind,
    #[serde(default)]
    pub options: Vec<Opt>,
    /// Of `records`.
    #[serde(default)]
    pub columns: Vec<Column>,
    #[serde(default = "yes")]
    pub required: bool,
    /// Characters for texts (2,000 where it is not said), rows for records.
    #[serde(default)]
    pub most: Option<u32>,
    #[serde(default)]
    pub when: Option<Condition>,
    /// Where the first answer is taken from.
    #[serde(default)]
    pub proposal: Option<Proposal>,
    /// What reviewers are warned of by an answer.
    #[serde(default, rename = "flag")]
    pub flags: Vec<Flag>,
    /// Where the question comes from.
    #[serde(default)]
    pub requirement: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// One line.
    Text,
    LongText,
    YesNo,
    /// One of `options`.
    Choice,
    /// Any of `options`.
    Choices,
    /// A day, answered as `2027-04-30`.
    Date,
    /// Zero or more, in digits.
    Number,
    Email,
    Phone,
    /// An `https` address.
    Url,
    OdsCode,
    /// Rows of `columns`.
    Records,
    /// The use cases of `levels.toml`, ticked; answered by the level chooser.
    UseCases,
    /// Vectors of trust, such as `P9.Cp.Cd`, ticked from what the chooser proposes.
    Vectors,
    /// The scopes of `scopes.toml`, ticked and judged as they are.
    Scopes,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opt {
    pub value: String,
    pub label: String,
    #[serde(default)]
    pub hint: String,
}

/// A column of `records`: text, yes-no, choice, date, number, email, ods-code or url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub id: String,
    pub label: String,
    pub kind: FieldKind,
    #[serde(default)]
    pub options: Vec<Opt>,
    #[serde(default = "yes")]
    pub required: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    pub when: Condition,
    pub text: String,
}

impl Form {
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }
}
