//! What the API says of editions: the process that integrations go through.

use kernel::Date;
use schemars::JsonSchema;
use serde::Serialize;
use toolkit::{CheckId, Definition, EditionId, GateId, StageId, TaskId};

/// Every edition, oldest first.
#[derive(Serialize, JsonSchema)]
pub struct Editions {
    pub editions: Vec<EditionLine>,
}

#[derive(Serialize, JsonSchema)]
pub struct EditionLine {
    pub edition: EditionId,
    pub title: String,
    /// What partners connect to.
    pub service: String,
    pub in_force_from: Date,
    pub open_to_new: bool,
    /// SHA-256 of its files, in hexadecimal.
    pub digest: String,
}

/// An edition of the process.
#[derive(Serialize, JsonSchema)]
pub struct Edition {
    #[serde(flatten)]
    pub line: EditionLine,
    pub stages: Vec<Stage>,
    /// In the order in which they are met.
    pub gates: Vec<Gate>,
    pub tasks: Vec<Task>,
    pub checks: Vec<Check>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EditionStage")]
pub struct Stage {
    #[serde(rename = "stage")]
    pub id: StageId,
    pub title: String,
    pub summary: String,
    /// The gate that ends it.
    pub exit: GateId,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EditionGate")]
pub struct Gate {
    #[serde(rename = "gate")]
    pub id: GateId,
    pub title: String,
    pub opens: String,
    pub checks: Vec<CheckId>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EditionTask")]
pub struct Task {
    #[serde(rename = "task")]
    pub id: TaskId,
    pub stage: StageId,
    pub title: String,
    pub role: String,
    pub checks: Vec<CheckId>,
    pub needs: Vec<GateId>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EditionCheck")]
pub struct Check {
    #[serde(rename = "check")]
    pub id: CheckId,
    pub title: String,
    pub owner: String,
    pub fix: String,
    /// Where it is written.
    pub requirement: String,
    pub can_waive: bool,
}

impl EditionLine {
    pub fn of(definition: &Definition) -> Self {
        let edition = &definition.edition;
        Self {
            edition: edition.id.clone(),
            title: edition.title.clone(),
            service: edition.service.clone(),
            in_force_from: edition.in_force_from,
            open_to_new: edition.open_to_new,
            digest: definition.digest.clone(),
        }
    }
}

impl Edition {
    pub fn of(definition: &Definition) -> Self {
        let stage = |stage: &toolkit::definition::Stage| Stage {
            id: stage.id.clone(),
            title: stage.title.clone(),
            summary: stage.summary.clone(),
            exit: stage.exit.clone(),
        };
        let gate = |gate: &toolkit::definition::Gate| Gate {
            id: gate.id.clone(),
            title: gate.title.clone(),
            opens: gate.opens.clone(),
            checks: gate.checks.clone(),
        };
        let task = |task: &toolkit::definition::Task| Task {
            id: task.id.clone(),
            stage: task.stage.clone(),
            title: task.title.clone(),
            role: task.role.clone(),
            checks: task.checks.clone(),
            needs: task.needs.clone(),
        };
        let check = |check: &toolkit::definition::Check| Check {
            id: check.id.clone(),
            title: check.title.clone(),
            owner: check.owner.clone(),
            fix: check.fix.clone(),
            requirement: check.requirement.clone(),
            can_waive: check.can_waive,
        };
        Self {
            line: EditionLine::of(definition),
            stages: definition.stages.iter().map(stage).collect(),
            gates: definition.gates.iter().map(gate).collect(),
            tasks: definition.tasks.iter().map(task).collect(),
            checks: definition.checks.iter().map(check).collect(),
        }
    }
}
