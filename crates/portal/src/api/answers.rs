//! What the API says of integrations: how each stands, in the words and states of `Standing`.

use app::integrations::{Listed, Opened, People};
use kernel::Timestamp;
use onboarding::history;
use schemars::JsonSchema;
use serde::Serialize;
use toolkit::{
    Definition, EditionId, GateId, StageId, Standing, TaskId,
    definition::Side,
    facts::HoldKind,
    standing::{GateStanding, Reason, TaskStanding, TaskStatus, Why, With},
};

/// Something with a name of its own.
#[derive(Serialize, JsonSchema)]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// Integrations, oldest first.
#[derive(Serialize, JsonSchema)]
pub struct IntegrationList {
    pub integrations: Vec<ListedIntegration>,
    /// Where the next ones are; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An integration as it stood when it was last looked at.
#[derive(Serialize, JsonSchema)]
pub struct ListedIntegration {
    pub id: String,
    /// What people say on the telephone.
    pub reference: String,
    pub product: Named,
    pub organisation: Named,
    pub edition: String,
    /// Absent once the last stage is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_gate: Option<String>,
    /// How many checks of the next gate do not pass.
    pub unmet: i64,
    /// `partner`, `service`, `both` or `nobody`.
    pub turn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn_since: Option<Timestamp>,
    /// What comes next, in a sentence.
    pub next_step: String,
    /// `paused` or `withdrawn`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    pub started_at: Timestamp,
    pub touched_at: Timestamp,
    /// How many events there are.
    pub position: i64,
}

impl ListedIntegration {
    pub fn of(listed: Listed) -> Self {
        let Listed { integration, product, organisation } = listed;
        let summary = integration.summary;
        Self {
            id: integration.id.to_string(),
            reference: integration.reference,
            product: Named { id: integration.product_id.to_string(), name: product },
            organisation: Named { id: integration.organisation_id.to_string(), name: organisation },
            edition: summary.edition,
            stage: summary.stage,
            next_gate: summary.next_gate,
            unmet: summary.unmet,
            turn: summary.turn,
            turn_since: summary.turn_since,
            next_step: summary.next_step,
            hold: summary.hold,
            started_at: integration.started_at,
            touched_at: summary.touched_at,
            position: integration.position,
        }
    }
}

/// An integration as it stands now.
#[derive(Serialize, JsonSchema)]
pub struct Integration {
    pub id: String,
    pub reference: String,
    pub product: Named,
    pub organisation: Named,
    pub edition: EditionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_gate: Option<GateId>,
    pub next_step: String,
    pub turn: Turn,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// The project manager's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_manager: Option<String>,
    /// Every gate, in the order in which they are met.
    pub gates: Vec<GateLine>,
    pub started_at: Timestamp,
    pub touched_at: Timestamp,
    pub position: u64,
}

/// Whom an integration waits for, and why.
#[derive(Serialize, JsonSchema)]
pub struct Turn {
    pub with: With,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    pub partner: Vec<Reason>,
    pub service: Vec<Reason>,
    /// What both wait for where it is nobody's turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaited: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct Hold {
    pub kind: HoldKind,
    pub reason: String,
    pub since: Timestamp,
}

/// A gate without its reasons.
#[derive(Serialize, JsonSchema)]
pub struct GateLine {
    pub gate: GateId,
    pub title: String,
    pub applies: bool,
    pub met: bool,
    pub passed: usize,
    pub of: usize,
}

impl GateLine {
    fn of(standing: &GateStanding<'_>) -> Self {
        Self {
            gate: standing.gate.id.clone(),
            title: standing.gate.title.clone(),
            applies: standing.applies,
            met: standing.is_met(),
            passed: standing.findings.iter().filter(|finding| finding.state.passes()).count(),
            of: standing.findings.len(),
        }
    }
}

impl Turn {
    fn of(standing: &Standing<'_>) -> Self {
        let turn = &standing.turn;
        let reason = |finding| Reason::of(standing.definition, finding);
        Self {
            with: turn.with(),
            since: turn.since(),
            partner: turn.partner.iter().map(reason).collect(),
            service: turn.service.iter().map(reason).collect(),
            awaited: turn.awaited.clone(),
        }
    }
}

impl Integration {
    pub fn of(opened: &Opened, people: &People) -> Self {
        let (standing, facts) = (opened.standing(), &opened.facts);
        let hold = |hold: &toolkit::facts::Hold| Hold {
            kind: hold.kind,
            reason: hold.reason.clone(),
            since: hold.mark.at,
        };
        Self {
            id: opened.id.to_string(),
            reference: opened.reference.clone(),
            product: Named { id: opened.product.id.to_string(), name: opened.product.name.clone() },
            organisation: Named {
                id: opened.organisation.id.to_string(),
                name: opened.organisation.name.clone(),
            },
            edition: facts.edition.clone(),
            stage: standing.stage.map(|stage| stage.id.clone()),
            next_gate: standing.next_gate().map(|gate| gate.gate.id.clone()),
            next_step: opened.next_step(),
            turn: Turn::of(&standing),
            hold: facts.hold.as_ref().map(hold),
            project_manager: people.project_manager().map(ToString::to_string),
            gates: standing.gates.iter().map(GateLine::of).collect(),
            started_at: facts.started.at,
            touched_at: facts.touched.at,
            position: opened.log.last().map_or(0, |last| last.position),
        }
    }
}

/// Every gate with its reasons, in the order in which they are met.
#[derive(Serialize, JsonSchema)]
pub struct Gates {
    pub gates: Vec<Why>,
}

impl Gates {
    pub fn of(standing: &Standing<'_>) -> Self {
        Self { gates: standing.gates.iter().filter_map(|gate| standing.why(&gate.gate.id)).collect() }
    }
}

/// The tasks that apply, in the definition's order.
#[derive(Serialize, JsonSchema)]
pub struct Tasks {
    pub tasks: Vec<Task>,
}

#[derive(Serialize, JsonSchema)]
pub struct Task {
    #[serde(rename = "task")]
    pub id: TaskId,
    pub title: String,
    pub stage: StageId,
    /// Who does it, by id and by title.
    pub role: String,
    pub done_by: String,
    pub status: TaskStatus,
    /// Whose turn it is, by id and by title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    pub since: Timestamp,
    /// The gates that have to be met before it can start.
    pub locked_by: Vec<GateId>,
    pub reasons: Vec<Reason>,
}

impl Tasks {
    pub fn of(standing: &Standing<'_>) -> Self {
        Self { tasks: standing.tasks.iter().map(|task| Task::of(standing.definition, task)).collect() }
    }
}

impl Task {
    fn of(definition: &Definition, standing: &TaskStanding<'_>) -> Self {
        let task = standing.task;
        Self {
            id: task.id.clone(),
            title: task.title.clone(),
            stage: task.stage.clone(),
            done_by: definition.role_title(&task.role).to_owned(),
            role: task.role.clone(),
            status: standing.status,
            turn: standing.turn.map(ToOwned::to_owned),
            waiting_on: standing.turn.map(|role| definition.role_title(role).to_owned()),
            side: standing.side(definition),
            since: standing.since,
            locked_by: standing.locked_by.iter().copied().cloned().collect(),
            reasons: standing.findings.iter().map(|finding| Reason::of(definition, finding)).collect(),
        }
    }
}

/// What happened, oldest first. Notes that the service keeps for itself are left out for partners.
#[derive(Serialize, JsonSchema)]
pub struct EventList {
    pub events: Vec<Event>,
    /// Where the next ones are; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many events there are.
    pub position: u64,
}

#[derive(Serialize, JsonSchema)]
pub struct Event {
    /// Counts from 1.
    pub position: u64,
    pub at: Timestamp,
    /// Its kind, such as `answered`.
    #[serde(rename = "event")]
    pub kind: String,
    /// Who did it, as pages name them.
    pub by: String,
    /// What happened, in a sentence.
    pub says: String,
}

impl Event {
    pub fn of(opened: &Opened, people: &People, recorded: &onboarding::Recorded) -> Self {
        Self {
            position: recorded.position,
            at: recorded.at,
            kind: recorded.event.name(),
            by: people.name(&recorded.by),
            says: history::tell(&opened.definition, recorded),
        }
    }
}
