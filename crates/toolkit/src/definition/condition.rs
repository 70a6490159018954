//! When something applies.

use serde::{Deserialize, Serialize};

use crate::{FieldId, Value, facts::Facts};

/// Written as a table: `{ field = "application.ai", is = "yes" }`, or `{ all = [ … ] }`, `{ any = [ … ] }`, `{ not = { … } }`.
/// A field that was not answered satisfies none but `answered = false`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldId>,
    /// The answer is exactly this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// The answer has this among what was ticked or written into rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub includes: Option<String>,
    /// The answer has anything besides these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_than: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<Condition>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<Condition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Condition>>,
}

impl Condition {
    pub fn holds(&self, facts: &Facts) -> bool {
        self.holds_for(&|field| facts.answer(field))
    }

    /// The same, for answers that belong to nobody yet, such as those of the public eligibility check.
    pub fn holds_for<'f>(&self, answer: &dyn Fn(&FieldId) -> Option<&'f Value>) -> bool {
        self.own_part_holds(answer)
            && self.all.iter().all(|part| part.holds_for(answer))
            && (self.any.is_empty() || self.any.iter().any(|part| part.holds_for(answer)))
            && self.not.as_ref().is_none_or(|part| !part.holds_for(answer))
    }

    fn own_part_holds<'f>(&self, answer: &dyn Fn(&FieldId) -> Option<&'f Value>) -> bool {
        let Some(field) = &self.field else { return true };
        let value = answer(field);
        if let Some(wanted) = self.answered {
            return value.is_some() == wanted;
        }
        let Some(value) = value else { return false };
        self.is.as_ref().is_none_or(|wanted| value.as_text() == Some(wanted))
            && self.includes.as_ref().is_none_or(|wanted| value.includes(wanted))
            && self
                .other_than
                .as_ref()
                .is_none_or(|known| value.items().iter().any(|item| !known.iter().any(|one| one == item)))
    }

    /// Every field that it asks about, for the loader to check.
    pub fn fields(&self) -> Vec<&FieldId> {
        let own = self.field.iter();
        let nested = self.all.iter().chain(&self.any).chain(self.not.as_deref()).flat_map(Condition::fields);
        own.chain(nested).collect()
    }

    /// What is wrong with how it is written.
    pub fn problem(&self) -> Option<&'static str> {
        let questions =
            [self.is.is_some(), self.includes.is_some(), self.other_than.is_some(), self.answered.is_some()];
        let asked = questions.iter().filter(|asked| **asked).count();
        let nested = usize::from(!self.all.is_empty())
            + usize::from(!self.any.is_empty())
            + usize::from(self.not.is_some());
        match (&self.field, asked, nested) {
            (Some(_), 1, 0) => None,
            (None, 0, 1) => {
                self.all.iter().chain(&self.any).chain(self.not.as_deref()).find_map(Condition::problem)
            }
            (Some(_), _, 0) => {
                Some("a condition on a field needs exactly one of `is`, `includes`, `other_than`, `answered`")
            }
            _ => Some("a condition is either about one `field`, or exactly one of `all`, `any`, `not`"),
        }
    }
}
