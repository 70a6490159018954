//! The order in which tables are filled: those that others refer to first.

use std::collections::{BTreeMap, BTreeSet};

/// Tables so that each comes after those that it refers to. One that refers to itself is no hindrance; where tables refer to each
/// other in a circle, their names decide.
pub(super) fn by_references(mut tables: BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut order = Vec::new();
    while !tables.is_empty() {
        let is_free = |(table, refers_to): &(&String, &BTreeSet<String>)| {
            refers_to.iter().all(|other| other == *table || !tables.contains_key(other))
        };
        let next = tables.iter().find(is_free).or_else(|| tables.iter().next());
        let Some(next) = next.map(|(table, _)| table.clone()) else { break };
        tables.remove(&next);
        order.push(next);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_referred_to_comes_first() {
        let table = |name: &str, refers_to: &[&str]| {
            (name.to_owned(), refers_to.iter().map(|other| (*other).to_owned()).collect())
        };
        let tables = [
            table("a", &["c", "a"]),
            table("b", &[]),
            table("c", &["b"]),
            table("x", &["y"]),
            table("y", &["x"]),
        ];
        assert_eq!(by_references(tables.into()), ["b", "c", "a", "x", "y"]);
    }
}
