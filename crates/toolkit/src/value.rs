//! What an answer can be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An answer that was parsed by its field: dates are `2027-04-30`, numbers are decimal, yes and no are `yes` and `no`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Text(String),
    /// What was ticked, in the order of the definition.
    Many(Vec<String>),
    /// Rows of a table, such as commissioners: the column's id and what it says.
    Records(Vec<BTreeMap<String, String>>),
}

impl Value {
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Every single thing that the answer says: one for a text, each for a list, each cell for records.
    pub fn items(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::Many(items) => items.iter().map(String::as_str).collect(),
            Self::Records(rows) => rows.iter().flat_map(|row| row.values()).map(String::as_str).collect(),
        }
    }

    pub fn includes(&self, wanted: &str) -> bool {
        self.items().contains(&wanted)
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Many(items) => items.is_empty(),
            Self::Records(rows) => rows.is_empty(),
        }
    }
}
