//! The OpenAPI document, made from the table of routes and the types of their answers.

use std::sync::LazyLock;

use app::test_data::Form;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{
    BASE,
    access::Needs,
    handlers::{MOST, USUAL},
    problem::{MEDIA_TYPE, Problem},
    routes::{Route, Sends, table},
};

/// The document as it is served and checked in.
pub fn text() -> &'static str {
    static TEXT: LazyLock<String> =
        LazyLock::new(|| serde_json::to_string_pretty(&document()).unwrap_or_default() + "\n");
    &TEXT
}

fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schemas =
        settings.with(|one| one.definitions_path = "/components/schemas".into()).into_generator();
    let mut paths = Map::new();
    for route in table() {
        let verb = if route.sends == Sends::Nothing { "get" } else { "post" };
        let operation = operation(&route, &mut schemas);
        paths.entry(route.path).or_insert_with(|| json!({}))[verb] = operation;
    }
    let problem = schemas.subschema_for::<Problem>();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Slipway",
            "version": "1",
            "summary": "How integrations stand, for programs",
            "description": "Fields may be added. What is here keeps its name and its meaning as long as the address says v1.",
        },
        "servers": [{ "url": BASE }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token that somebody made on the page of their organisation. It begins with slp_.",
            } },
            "responses": { "Problem": {
                "description": "Why there is no answer",
                "content": { MEDIA_TYPE: { "schema": problem } },
            } },
            "schemas": schemas.take_definitions(true),
        },
    })
}

fn operation(route: &Route, schemas: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": route.id,
        "summary": route.summary,
        "parameters": parameters(route),
        "responses": responses(route, schemas),
        "security": security(route.needs),
    });
    if route.sends == Sends::TestData {
        let content: Map<String, Value> =
            Form::ALL.iter().map(|form| (form.media_type().to_owned(), json!({}))).collect();
        let description = "Like the template that the page of test people has in each of these forms";
        operation["requestBody"] =
            json!({ "required": true, "description": description, "content": content });
    }
    if let Needs::Scope(scope) = route.needs {
        operation["description"] = format!("Needs a token with the scope {scope}.").into();
    }
    operation
}

fn security(needs: Needs) -> Value {
    match needs {
        Needs::Nothing => json!([]),
        Needs::Token => json!([{ "token": [] }]),
        Needs::Scope(scope) => json!([{ "token": [scope.id()] }]),
    }
}

fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn parameters(route: &Route) -> Vec<Value> {
    let described = |name: &str| match name {
        "integration" => "Its id, or its reference".to_owned(),
        "environment" => "Its short name, such as integration".to_owned(),
        other => format!("The id of the {other}"),
    };
    let mut parameters: Vec<Value> = in_path(route.path)
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "description": described(name), "schema": { "type": "string" } })
        })
        .collect();
    if let Some(after) = route.pages {
        parameters.push(
            json!({ "name": "after", "in": "query", "description": after, "schema": { "type": "string" } }),
        );
        let limit = json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL });
        parameters.push(
            json!({ "name": "limit", "in": "query", "description": "How many at most", "schema": limit }),
        );
    }
    if route.sends == Sends::TestData {
        let description = "Say what would happen, and change nothing";
        let schema = json!({ "type": "boolean", "default": false });
        parameters
            .push(json!({ "name": "dry_run", "in": "query", "description": description, "schema": schema }));
    }
    parameters
}

fn responses(route: &Route, schemas: &mut SchemaGenerator) -> Value {
    let schema = (route.answer)(schemas);
    let mut responses = Map::new();
    let content = json!({ "application/json": { "schema": schema } });
    responses.insert("200".into(), json!({ "description": route.summary, "content": content }));
    if route.needs != Needs::Nothing && route.sends == Sends::Nothing {
        let same = "It is what the header If-None-Match says you have";
        responses.insert("304".into(), json!({ "description": same }));
    }
    for status in refusals(route) {
        responses.insert(status.to_owned(), json!({ "$ref": "#/components/responses/Problem" }));
    }
    Value::Object(responses)
}

fn refusals(route: &Route) -> Vec<&'static str> {
    let has_token = route.needs != Needs::Nothing;
    let cases = [
        ("401", has_token),
        ("403", matches!(route.needs, Needs::Scope(_))),
        ("404", in_path(route.path).next().is_some()),
        ("406", true),
        ("409", route.sends != Sends::Nothing),
        ("415", route.sends == Sends::TestData),
        ("422", route.pages.is_some() || route.sends == Sends::TestData),
        ("429", has_token),
        ("500", true),
        ("503", route.sends == Sends::TestData),
    ];
    cases.into_iter().filter(|(_, applies)| *applies).map(|(status, _)| status).collect()
}
