//! The parameters of one request, in the order they came, with duplicates kept so that they can be named.

use serde::{Deserialize, Serialize};

/// Decoded name and value pairs of a query string or form body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
    /// Names whose value (or which themselves) were not valid percent-encoded UTF-8.
    malformed: Vec<String>,
}

impl Parameters {
    pub fn new(pairs: Vec<(String, String)>, malformed: Vec<String>) -> Self {
        Self { pairs, malformed }
    }

    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let pairs = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { pairs, malformed: Vec::new() }
    }

    /// The first value under a name. RFC 6749 section 3.1: a parameter without a value counts as left out.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub fn is_repeated(&self, name: &str) -> bool {
        self.pairs.iter().filter(|(n, _)| n == name).nth(1).is_some()
    }

    /// The first name that came twice; RFC 6749 section 3.1 forbids it.
    pub fn repeated(&self) -> Option<&str> {
        self.pairs.iter().map(|(name, _)| name.as_str()).find(|name| self.is_repeated(name))
    }

    pub fn malformed(&self) -> Option<&str> {
        self.malformed.first().map(String::as_str)
    }

    pub fn is_malformed(&self, name: &str) -> bool {
        self.malformed.iter().any(|n| n == name)
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_value_counts_as_left_out() {
        let parameters = Parameters::from_pairs([("state", ""), ("nonce", "n")]);
        assert_eq!((parameters.get("state"), parameters.get("nonce")), (None, Some("n")));
    }

    #[test]
    fn the_repeated_name_is_told() {
        let parameters = Parameters::from_pairs([("a", "1"), ("b", "2"), ("b", "")]);
        assert_eq!(parameters.repeated(), Some("b"));
    }
}
