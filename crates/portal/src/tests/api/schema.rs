//! Holds values to the schemas of the OpenAPI document: as much of JSON Schema as the document uses, and no keyword unread.

use std::sync::LazyLock;

use serde_json::Value;

use crate::api::document;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(document::text()).unwrap());

const ANNOTATIONS: [&str; 7] = ["description", "title", "format", "minimum", "maximum", "default", "$schema"];

/// Holds a value to a schema by its name.
#[track_caller]
pub fn holds(name: &str, value: &Value) {
    check(&DOCUMENT["components"]["schemas"][name], value, name);
}

/// Holds a value to what a route says that it answers.
#[track_caller]
pub fn holds_for_route(path: &str, value: &Value) {
    holds_for("get", path, value);
}

#[track_caller]
pub fn holds_for(verb: &str, path: &str, value: &Value) {
    let answer = &DOCUMENT["paths"][path][verb]["responses"]["200"]["content"]["application/json"];
    check(&answer["schema"], value, path);
}

#[track_caller]
fn check(schema: &Value, value: &Value, at: &str) {
    if let Err(problem) = fits(schema, value, at) {
        panic!("{problem}");
    }
}

fn fits(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let Some(keywords) = schema.as_object() else { return Err(format!("{at}: no schema: {schema}")) };
    keywords.iter().try_for_each(|(keyword, rule)| match keyword.as_str() {
        "$ref" => {
            let pointer = rule.as_str().unwrap().trim_start_matches('#');
            fits(DOCUMENT.pointer(pointer).ok_or(format!("{at}: {rule} leads nowhere"))?, value, at)
        }
        "type" => is_of(rule, value, at),
        "const" if value == rule => Ok(()),
        "enum" if rule.as_array().unwrap().contains(value) => Ok(()),
        "oneOf" | "anyOf" => {
            let any = rule.as_array().unwrap().iter().any(|one| fits(one, value, at).is_ok());
            any.then_some(()).ok_or(format!("{at}: {value} fits none of {rule}"))
        }
        "required" => {
            let missing =
                rule.as_array().unwrap().iter().find(|name| value.get(name.as_str().unwrap()).is_none());
            missing.map_or(Ok(()), |name| Err(format!("{at}: {name} is missing in {value}")))
        }
        "properties" => properties(rule, value, at),
        "items" => {
            value.as_array().into_iter().flatten().try_for_each(|item| fits(rule, item, &format!("{at}[]")))
        }
        other if ANNOTATIONS.contains(&other) => Ok(()),
        other => Err(format!("{at}: {value} does not fit {other}: {rule}")),
    })
}

// The document allows more, so that fields can be added; what we answer today is all in it.
fn properties(rule: &Value, value: &Value, at: &str) -> Result<(), String> {
    let Some(fields) = value.as_object() else { return Ok(()) };
    fields.iter().try_for_each(|(name, field)| {
        let schema = rule.get(name).ok_or(format!("{at}: {name} is not in the document"))?;
        fits(schema, field, &format!("{at}.{name}"))
    })
}

fn is_of(rule: &Value, value: &Value, at: &str) -> Result<(), String> {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_allowed = rule == kind || rule.as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind));
    is_allowed.then_some(()).ok_or(format!("{at}: {value} is no {rule}"))
}

#[test]
fn what_does_not_fit_is_found() {
    let found =
        |value: Value| fits(&DOCUMENT["components"]["schemas"]["Problem"], &value, "Problem").is_err();
    let good = serde_json::json!({ "type": "about:blank", "title": "t", "status": 404, "detail": "d" });
    assert!(!found(good.clone()));
    let mut without = good.clone();
    without.as_object_mut().unwrap().remove("detail");
    let mut with_more = good.clone();
    with_more["more"] = 1.into();
    let mut of_other_type = good;
    of_other_type["status"] = "404".into();
    assert!(found(without) && found(with_more) && found(of_other_type));
}
