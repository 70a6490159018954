//! One edition of the process, as its files say it. `toolkit/README.md` describes the files for those who write them.

mod condition;
mod form;
mod people;
mod process;
mod reuse;
mod service;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::calendar::{Calendar, CalendarRules};
use serde::{Deserialize, Serialize};

pub use condition::Condition;
pub use form::{Column, Field, FieldKind, Flag, Form, Opt, Section};
pub use people::{Call, Decision, Letter, Outcome, Role, Side, Topic};
pub use process::{Check, Does, Evidence, Gate, Link, Sees, Stage, Task, Test, Validity};
pub use reuse::{KnownAnswer, NamedRows, Proposal};
pub use service::{
    Eligibility, EligibilityOutcome, EligibilityRule, Eligible, Level, LevelRule, Levels, Milestone, Nudges,
    Plan, RoleNeed, Scope, UseCase, VectorProposal,
};

use crate::{CallId, CheckId, DecisionId, EditionId, FieldId, FormId, GateId, SlotId, StageId, TaskId};

/// An edition, whole and consistent: whatever it refers to, it has. Made by [`crate::definition`]'s loader only.
#[derive(Clone, Debug)]
pub struct Definition {
    pub edition: Edition,
    /// In order: an integration goes through them one by one.
    pub stages: Vec<Stage>,
    pub tasks: Vec<Task>,
    pub forms: Vec<Form>,
    pub evidence: Vec<Evidence>,
    pub checks: Vec<Check>,
    /// In the order in which they are met.
    pub gates: Vec<Gate>,
    pub calls: Vec<Call>,
    pub decisions: Vec<Decision>,
    pub letters: Vec<Letter>,
    pub roles: Vec<Role>,
    pub eligibility: Option<Eligibility>,
    pub levels: Option<Levels>,
    pub scopes: Vec<Scope>,
    pub plan: Plan,
    pub nudges: Nudges,
    pub library: Vec<Link>,
    /// Made from the edition's rules.
    pub calendar: Calendar,
    /// SHA-256 of the files, in hexadecimal: what a decision was taken under.
    pub digest: String,
}

/// `edition.toml`, but for its lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    pub id: EditionId,
    /// Editions of one programme can be migrated into each other.
    pub programme: String,
    pub title: String,
    /// What partners connect to, as sentences name it: `NHS login`.
    pub service: String,
    /// The organisation behind it, as letters name it.
    pub operator: String,
    /// Whom to write to.
    pub contact: String,
    pub in_force_from: Date,
    /// New integrations start with the newest edition that is in force and open.
    #[serde(default = "yes")]
    pub open_to_new: bool,
    /// What the edition was made from.
    #[serde(default)]
    pub sources: Vec<Link>,
    /// Words for durations that pages quote, such as `whole = "typically 3 to 4 months"`.
    #[serde(default)]
    pub durations: BTreeMap<String, String>,
    #[serde(default)]
    pub calendar: CalendarRules,
}

pub(crate) fn yes() -> bool {
    true
}

macro_rules! finders {
    ($($(#[$doc:meta])* $name:ident: $list:ident, $id:ty => $what:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(&self, id: &$id) -> Option<&$what> {
            self.$list.iter().find(|one| one.id == *id)
        }
    )*};
}

impl Definition {
    finders! {
        stage: stages, StageId => Stage;
        task: tasks, TaskId => Task;
        form: forms, FormId => Form;
        slot: evidence, SlotId => Evidence;
        check: checks, CheckId => Check;
        gate: gates, GateId => Gate;
        call: calls, CallId => Call;
        decision: decisions, DecisionId => Decision;
    }

    /// A field by its full id, such as `application.overview`.
    pub fn field(&self, id: &FieldId) -> Option<&Field> {
        self.forms.iter().find(|form| form.id.as_str() == id.form())?.field(id.name())
    }

    /// What a role is called in this edition.
    pub fn role_title<'d>(&'d self, role: &'d str) -> &'d str {
        self.roles.iter().find(|one| one.id == role).map_or(role, |one| &one.title)
    }

    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|one| one.id == id)
    }

    /// Those whom whoever decides can ask about it: who put it forward, who answers its forms, and all who review anything.
    pub fn can_be_asked(&self, decision: &Decision) -> Vec<&Role> {
        let answer = self.forms.iter().filter(|form| decision.paper.contains(&form.id));
        let answer = answer.map(|form| form.role.as_str());
        let forms = self.forms.iter().filter_map(|form| form.reviewer.as_deref());
        let review: Vec<&str> =
            self.evidence.iter().filter_map(|slot| slot.reviewer.as_deref()).chain(forms).collect();
        let asked: Vec<&str> = answer.chain([decision.asker.as_str()]).chain(review).collect();
        let can = |role: &&Role| role.id != decision.by && asked.contains(&role.id.as_str());
        self.roles.iter().filter(can).collect()
    }

    /// Which side a role is on; unknown roles cannot be in a definition.
    pub fn side(&self, role: &str) -> Side {
        self.roles.iter().find(|one| one.id == role).map_or(Side::Service, |one| one.side)
    }
}
