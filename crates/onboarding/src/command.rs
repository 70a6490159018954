//! What somebody can ask for.

use jiff::{Timestamp, civil::Date};
use toolkit::{
    CallId, CheckId, DecisionId, Definition, FieldId, FormId, MilestoneId, ObservationId, SlotId, TaskId,
    Value,
    definition::Side,
    facts::{About, Condition},
    migration::Mapping,
};

use crate::policy::Action;

#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// `seen` is the version of the answer that the person saw: its position, 0 for none.
    Answer {
        field: FieldId,
        value: Option<Value>,
        seen: u64,
    },
    Submit {
        form: FormId,
    },
    Accept {
        form: FormId,
    },
    Reopen {
        form: FormId,
        reason: String,
    },
    /// `to` is the role that is asked about a decision; what is asked about answers and evidence, the partner is.
    Ask {
        about: About,
        to: Option<String>,
        text: String,
    },
    Reply {
        question: u32,
        text: String,
    },
    /// Answers what whoever decides has asked about a decision.
    ReplyToBoard {
        question: u32,
        text: String,
    },
    Close {
        question: u32,
    },
    AddEvidence(NewEvidence),
    AcceptEvidence {
        slot: SlotId,
        document: String,
    },
    RefuseEvidence {
        slot: SlotId,
        document: String,
        reason: String,
    },
    OfferTimes {
        call: CallId,
        times: Vec<Timestamp>,
    },
    ChooseTime {
        call: CallId,
        time: Timestamp,
    },
    CallOff {
        call: CallId,
        reason: String,
    },
    RecordCall {
        call: CallId,
        outcome: String,
        /// One of the outcome's fixed reasons, where it has some.
        reason: Option<String>,
        notes: String,
        actions: Vec<String>,
        attended: Vec<String>,
    },
    ConfirmCall {
        call: CallId,
    },
    Acknowledge {
        task: TaskId,
    },
    Observe {
        what: ObservationId,
        seen_at: Timestamp,
        references: Vec<String>,
    },
    LookUp {
        register: String,
        says: String,
        detail: String,
        source: String,
    },
    Name {
        need: String,
        name: String,
        email: String,
    },
    SetMilestone {
        milestone: MilestoneId,
        date: Date,
        reason: String,
    },
    /// Proposes a date for every milestone from the day that the plan starts to count.
    ProposePlan {
        anchor: Date,
    },
    Report {
        decision: DecisionId,
        recommendation: String,
        text: String,
    },
    List {
        decision: DecisionId,
        meeting: String,
        date: Date,
    },
    Unlist {
        decision: DecisionId,
        reason: String,
    },
    Decide(NewDecision),
    /// Says that a condition of the last decision is met: what was seen, and in which version of which evidence.
    CloseCondition {
        decision: DecisionId,
        condition: u32,
        seen: String,
        file: Option<(SlotId, String)>,
    },
    ExtendCondition {
        decision: DecisionId,
        condition: u32,
        due: Date,
        reason: String,
    },
    IssueLetter {
        decision: DecisionId,
        letter: String,
        subject: String,
        body: Vec<String>,
    },
    AskWaiver {
        check: CheckId,
        reason: String,
        control: String,
    },
    GrantWaiver {
        check: CheckId,
        until: Date,
    },
    RefuseWaiver {
        check: CheckId,
        reason: String,
    },
    EndWaiver {
        check: CheckId,
        reason: String,
    },
    Assign {
        project_manager: String,
    },
    ProposePause {
        reason: String,
    },
    Pause {
        reason: String,
    },
    Resume {
        reason: String,
    },
    Withdraw {
        reason: String,
    },
    Note {
        text: String,
    },
    Migrate {
        mapping: Box<Mapping>,
        reason: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvidence {
    pub slot: SlotId,
    pub document: String,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    pub sha256: String,
    pub dated: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    pub decision: DecisionId,
    pub outcome: String,
    pub reason: String,
    pub missing: Option<String>,
    pub conditions: Vec<Condition>,
    pub meeting: Option<String>,
    pub paper_sha256: Option<String>,
}

impl Command {
    /// What the policy has to allow. Who within a role may do it to this very thing is decided with the command.
    pub fn action(&self, definition: &Definition) -> Action {
        match self {
            Self::Answer { field, .. } => answering(definition, field.form()),
            Self::Submit { form } => match answering(definition, form.as_str()) {
                Action::EditAnswers => Action::SubmitForm,
                other => other,
            },
            Self::Accept { .. } | Self::Reopen { .. } => Action::AcceptForm,
            Self::Ask { .. } => Action::AskQuestion,
            Self::Reply { .. } => Action::AnswerQuestion,
            Self::ReplyToBoard { .. } => Action::AnswerBoard,
            Self::Close { .. } => Action::CloseQuestion,
            Self::AddEvidence(_) => Action::AddEvidence,
            Self::AcceptEvidence { .. } | Self::RefuseEvidence { .. } => Action::AcceptEvidence,
            Self::OfferTimes { .. } => Action::OfferTimes,
            Self::ChooseTime { .. } => Action::ChooseTime,
            Self::CallOff { .. } => Action::CallOff,
            Self::RecordCall { .. } => Action::RecordCall,
            Self::ConfirmCall { .. } => Action::ConfirmCall,
            Self::Acknowledge { .. } => Action::Acknowledge,
            Self::Observe { .. } | Self::LookUp { .. } | Self::ProposePause { .. } => Action::Observe,
            Self::Name { .. } => Action::NamePeople,
            Self::SetMilestone { .. } | Self::ProposePlan { .. } => Action::PlanMilestones,
            Self::Report { .. } => Action::WriteReport,
            Self::List { .. } | Self::Unlist { .. } => Action::ManageMeetings,
            Self::Decide(new) => deciding(definition, &new.decision),
            Self::CloseCondition { .. } | Self::ExtendCondition { .. } => Action::SettleConditions,
            Self::IssueLetter { .. } => Action::IssueLetter,
            Self::AskWaiver { .. } => Action::AskWaiver,
            Self::GrantWaiver { .. } | Self::RefuseWaiver { .. } | Self::EndWaiver { .. } => {
                Action::GrantWaiver
            }
            Self::Assign { .. } => Action::Assign,
            Self::Pause { .. } | Self::Resume { .. } => Action::Pause,
            Self::Withdraw { .. } => Action::Withdraw,
            Self::Note { .. } => Action::Note,
            Self::Migrate { .. } => Action::MigrateEditions,
        }
    }
}

fn answering(definition: &Definition, form: &str) -> Action {
    let role = definition.forms.iter().find(|one| one.id.as_str() == form).map(|form| form.role.as_str());
    match role.map(|role| definition.side(role)) {
        Some(Side::Service) => Action::FillInForm,
        _ => Action::EditAnswers,
    }
}

fn deciding(definition: &Definition, decision: &DecisionId) -> Action {
    match definition.decision(decision).map(|decision| definition.side(&decision.by)) {
        Some(Side::Partner) => Action::DecideToProceed,
        _ => Action::Decide,
    }
}
