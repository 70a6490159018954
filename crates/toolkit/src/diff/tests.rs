//! What is told of two editions that differ, and of two that do not.

use super::diff;
use crate::{
    example::{files, newer},
    load,
    problem::lines,
};

#[test]
fn differences_are_told_id_by_id() {
    let (old, new) = (load(&files()).unwrap(), load(&newer()).map_err(|problems| lines(&problems)).unwrap());
    insta::assert_snapshot!(diff(&old, &new));
    let json = serde_json::to_value(diff(&old, &new)).unwrap();
    assert_eq!(json["kinds"]["slots"]["added"], serde_json::json!(["crew", "hull"]));
}

#[test]
fn an_edition_is_not_different_from_itself() {
    let one = load(&files()).unwrap();
    assert_eq!(diff(&one, &one).to_string(), "From 2030-01 to 2030-01\n\nNothing is different.\n");
}
