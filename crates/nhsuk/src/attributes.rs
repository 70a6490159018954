//! Attributes of an element: an ordered list that prints itself, values escaped.

use std::borrow::Cow;
use std::fmt;

use askama::filters::{Html as HtmlEscaper, HtmlSafe, escape};

/// Extra attributes for a component's element, printed in order with a space before each.
///
/// Names come from our own code and are printed as they are; values are escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(Vec<(Cow<'static, str>, Option<String>)>);

impl Attributes {
    pub fn new() -> Self {
        Self::default()
    }

    /// `name="value"`, also when the value is empty.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        self.0.push((name.into(), Some(value.to_string())));
        self
    }

    /// `name="value"`, or nothing when the value is empty.
    #[must_use]
    pub fn with_non_empty(self, name: impl Into<Cow<'static, str>>, value: &str) -> Self {
        if value.is_empty() { self } else { self.with(name, value) }
    }

    /// `name="value"`, or nothing when there is no value.
    #[must_use]
    pub fn with_some(self, name: impl Into<Cow<'static, str>>, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// `name` alone when it applies, nothing when it does not.
    #[must_use]
    pub fn with_flag(mut self, name: impl Into<Cow<'static, str>>, applies: bool) -> Self {
        if applies {
            self.0.push((name.into(), None));
        }
        self
    }

    /// These, then the others.
    #[must_use]
    pub fn with_all(mut self, others: &Self) -> Self {
        self.0.extend(others.0.iter().cloned());
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<const N: usize> From<[(&'static str, &str); N]> for Attributes {
    fn from(pairs: [(&'static str, &str); N]) -> Self {
        pairs.into_iter().fold(Self::new(), |attributes, (name, value)| attributes.with(name, value))
    }
}

impl fmt::Display for Attributes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.0 {
            write!(formatter, " {name}")?;
            if let Some(value) = value {
                match escape(value, HtmlEscaper) {
                    Ok(escaped) => write!(formatter, "=\"{escaped}\"")?,
                    Err(never) => match never {},
                }
            }
        }
        Ok(())
    }
}

impl HtmlSafe for Attributes {}

/// A class list, built from a base name, modifiers that apply and classes the caller adds.
#[derive(Clone, Debug)]
pub(crate) struct Classes(String);

impl Classes {
    pub fn new(base: &str) -> Self {
        Self(base.to_owned())
    }

    #[must_use]
    pub fn with(mut self, class: &str) -> Self {
        if !class.is_empty() {
            if !self.0.is_empty() {
                self.0.push(' ');
            }
            self.0.push_str(class);
        }
        self
    }

    #[must_use]
    pub fn with_if(self, applies: bool, class: &str) -> Self {
        if applies { self.with(class) } else { self }
    }

    /// `prefix` and `name` as one class, or nothing.
    #[must_use]
    pub fn with_modifier(self, prefix: &str, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.with(&format!("{prefix}{name}")),
            None => self,
        }
    }
}

impl fmt::Display for Classes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_flags_stand_alone() {
        let attributes = Attributes::new().with("title", "\"a\" & b").with_flag("hidden", true);
        assert_eq!(attributes.to_string(), " title=\"&#34;a&#34; &#38; b\" hidden");
    }

    #[test]
    fn nothing_is_printed_for_what_is_absent() {
        let attributes =
            Attributes::new().with_non_empty("id", "").with_some("rows", None::<u8>).with_flag("open", false);
        assert_eq!(attributes.to_string(), "");
    }
}
