//! A catalogue of every route of the API. The router and the OpenAPI document are both made from it.

use axum::routing::{MethodRouter, get, post};
use onboarding::scope::Scope;
use schemars::{Schema, SchemaGenerator, json_schema};
use toolkit::standing::Why;

use super::{
    access::Needs,
    answers::{EventList, Gates, Integration, IntegrationList, Tasks},
    evidence::EvidenceList,
    handlers,
    process::{Edition, Editions},
    test_data::{self, TestData, TestDataAnswers, TestDataUndone},
};
use crate::state::Shared;

/// One line of the table.
pub struct Route {
    /// Below the base, with its parameters in braces, as both axum and OpenAPI write it.
    pub path: &'static str,
    /// What generated programs call it.
    pub id: &'static str,
    pub summary: &'static str,
    pub needs: Needs,
    /// What it is asked with: what changes something is posted.
    pub sends: Sends,
    /// Whether it answers page by page, and what `after` is.
    pub pages: Option<&'static str>,
    pub answer: fn(&mut SchemaGenerator) -> Schema,
    pub answers: MethodRouter<Shared>,
}

/// What a request brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sends {
    /// It only asks.
    Nothing,
    /// An order without a body.
    Order,
    /// A file of test data in one of its forms.
    TestData,
}

/// The table.
#[rustfmt::skip]
pub fn table() -> Vec<Route> {
    use Needs::{Nothing, Token};
    const INTEGRATIONS: Needs = Needs::Scope(Scope::Integrations);
    const EVIDENCE: Needs = Needs::Scope(Scope::Evidence);
    const EVENTS: Needs = Needs::Scope(Scope::Events);
    const TEST_DATA: Needs = Needs::Scope(Scope::TestData);
    vec![
        Route { path: "/openapi.json", id: "describe", summary: "This description", needs: Nothing, pages: None, sends: Sends::Nothing,
            answer: |_| json_schema!({ "type": "object" }), answers: get(handlers::openapi) },
        Route { path: "/integrations", id: "listIntegrations", summary: "The integrations that the token is for, oldest first", needs: INTEGRATIONS,
            pages: Some("The id of an integration: those that began later are listed"), sends: Sends::Nothing,
            answer: SchemaGenerator::subschema_for::<IntegrationList>, answers: get(handlers::list_integrations) },
        Route { path: "/integrations/{integration}", id: "showIntegration", summary: "How an integration stands", needs: INTEGRATIONS, pages: None, sends: Sends::Nothing,
            answer: SchemaGenerator::subschema_for::<Integration>, answers: get(handlers::show_integration) },
        Route { path: "/integrations/{integration}/gates", id: "listGates", summary: "Every gate, with the reasons why it is or is not met", needs: INTEGRATIONS, pages: None, sends: Sends::Nothing,
            answer: SchemaGenerator::subschema_for::<Gates>, answers: get(handlers::list_gates) },
        Route { path: "/integrations/{integration}/gates/{gate}", id: "showGate", summary: "Why a gate is or is not met", needs: INTEGRATIONS, pages: None, sends: Sends::Nothing,
            answer: SchemaGenerator::subschema_for::<Why>, answers: get(handlers::show_gate) },
        Route { path: "/integrations/{integration}/tasks", id: "listTasks", summary: "The tasks, how each stands and whose turn it is", needs: INTEGRATIONS, pages: None, sends: Sends::Nothing,
            answer: SchemaGenerator::subschema_for::<Tasks>, answers: get(handlers::list_tasks) },
        Route { path: "/integrations/{integration}/evidence", id: "listEvidence", summary: "The places for files and what is in them", needs: EVIDENCE, pages: None, sends: Sends::Nothing,
            answer: SchemaGenerator::subschema_for::<EvidenceList>, answers: get(handlers::list_evidence) },
        Route { path: "/integrations/{integration}/events", id: "listEvents", summary: "What happened, oldest first", needs: EVENTS,
            pages: Some("The position of an event: those after it are listed"), sends: Sends::Nothing,
            answer: SchemaGenerator::subschema_for::<EventList>, answers: get(handlers::list_events) },
        Route { path: "/editions", id: "listEditions", summary: "The editions of the process", needs: Token, pages: None, sends: Sends::Nothing,
            answer: SchemaGenerator::subschema_for::<Editions>, answers: get(handlers::list_editions) },
        Route { path: "/editions/{edition}", id: "showEdition", summary: "An edition: its stages, gates, tasks and checks", needs: Token, pages: None, sends: Sends::Nothing,
            answer: SchemaGenerator::subschema_for::<Edition>, answers: get(handlers::show_edition) },
        Route { path: "/products/{product}/{environment}/test-data", id: "showTestData", summary: "Your organisation's test people, and what was uploaded", needs: TEST_DATA, pages: None, sends: Sends::Nothing,
            answer: SchemaGenerator::subschema_for::<TestData>, answers: get(test_data::show) },
        Route { path: "/products/{product}/{environment}/test-data", id: "uploadTestData", summary: "Change test people by a file, row by row", needs: TEST_DATA, pages: None, sends: Sends::TestData,
            answer: SchemaGenerator::subschema_for::<TestDataAnswers>, answers: post(test_data::upload) },
        Route { path: "/products/{product}/{environment}/test-data/{upload}/undo", id: "undoTestData", summary: "Put test people back as they were before an upload", needs: TEST_DATA, pages: None, sends: Sends::Order,
            answer: SchemaGenerator::subschema_for::<TestDataUndone>, answers: post(test_data::undo) },
    ]
}
