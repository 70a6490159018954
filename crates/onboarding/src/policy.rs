//! A catalogue: who may do what. The one place that says so; the table of routes and the use cases ask here.
//!
//! A partner's roles count only for the organisation that a thing belongs to: the caller brings the [`Roles`] for that
//! organisation. Where a discipline, an author or the state of the thing matters too, the use case looks at that as well.

use std::{collections::BTreeSet, fmt};

use thiserror::Error;

use crate::role::{
    PartnerRole::{self, ClinicalSafetyOfficer, DeliveryManager, Developer, Owner, Signatory, Viewer},
    Roles, StaffRole,
};

macro_rules! actions {
    ($($(#[$about:meta])* $name:ident,)+) => {
        /// A kind of action. What it is done to belongs to one organisation, or to nobody in particular.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[$about])* $name,)+ }

        impl Action {
            pub const ALL: &[Self] = &[$(Self::$name,)+];
        }
    };
}

// Reading comes first and begins with View; then the partner's side, both sides, the service's side, the partner's own house.
actions! {
    ViewIntegration,
    ViewOrganisation,
    ViewProduct,
    /// What a product's client sent, request by request.
    ViewTraffic,
    ViewPortfolio,
    ViewMyDay,
    ViewLane,
    ViewBoard,
    ViewStaff,
    ViewAudit,
    ViewRegister,
    StartIntegration,
    EditAnswers,
    SubmitForm,
    AnswerQuestion,
    ChooseTime,
    ConfirmCall,
    AddEvidence,
    Acknowledge,
    DecideToProceed,
    Withdraw,
    PlanMilestones,
    NamePeople,
    AskWaiver,
    CallOff,
    Pause,
    MuteNudges,
    /// Answers a question about a decision: the command looks at whom it was asked.
    AnswerBoard,
    AskQuestion,
    CloseQuestion,
    AcceptForm,
    OfferTimes,
    RecordCall,
    /// A form that is for staff to fill in: which role does, its definition says.
    FillInForm,
    /// Within the reviewer's own discipline: the command looks at that.
    AcceptEvidence,
    /// Gives an integration to a project manager.
    Assign,
    WriteReport,
    ManageMeetings,
    DeclareInterest,
    Decide,
    IssueLetter,
    /// Closes conditions of the Board's decisions, and gives them later dates.
    SettleConditions,
    GrantWaiver,
    Note,
    /// What the platform sees and looks up itself: no role may.
    Observe,
    ManageDefinitions,
    MigrateEditions,
    ManageStaff,
    ManageMembers,
    ManageProduct,
    ManageClients,
    /// Allows a product a client in an environment that is not open to everybody, and takes that back.
    AllowClients,
    /// Changes the test people whose accounts were opened by way of the organisation's services.
    UploadTestData,
    /// Lets a client look up users or provision accounts.
    PermitPrograms,
    ManageTokens,
    ManageWebhooks,
    /// Sees what people sent of their face and their documents, and decides whether they are who they say.
    CheckIdentity,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// A role on the service's side without what tells two reviewers apart: the policy is the same for every discipline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StaffKind {
    ProjectManager,
    Reviewer,
    BoardMember,
    BoardSecretary,
    LiveService,
    ProcessOwner,
    Auditor,
    IdentityChecker,
}

use StaffKind::{
    Auditor, BoardMember, BoardSecretary, IdentityChecker, LiveService, ProcessOwner, ProjectManager,
    Reviewer,
};

impl StaffKind {
    pub const ALL: [Self; 8] = [
        ProjectManager,
        Reviewer,
        BoardMember,
        BoardSecretary,
        LiveService,
        ProcessOwner,
        Auditor,
        IdentityChecker,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            ProjectManager => "Project manager",
            Reviewer => "Reviewer",
            BoardMember => "Board member",
            BoardSecretary => "Board secretary",
            LiveService => "Live service",
            ProcessOwner => "Process owner",
            Auditor => "Auditor",
            IdentityChecker => "Identity checker",
        }
    }
}

impl From<&StaffRole> for StaffKind {
    fn from(role: &StaffRole) -> Self {
        match role {
            StaffRole::ProjectManager => ProjectManager,
            StaffRole::Reviewer(_) => Reviewer,
            StaffRole::BoardMember => BoardMember,
            StaffRole::BoardSecretary => BoardSecretary,
            StaffRole::LiveService => LiveService,
            StaffRole::ProcessOwner => ProcessOwner,
            StaffRole::Auditor => Auditor,
            StaffRole::IdentityChecker => IdentityChecker,
        }
    }
}

/// Somebody of either side, as the policy tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    Partner(PartnerRole),
    Staff(StaffKind),
}

impl Holder {
    pub const fn title(self) -> &'static str {
        match self {
            Self::Partner(role) => role.title(),
            Self::Staff(kind) => kind.title(),
        }
    }
}

/// Those on each side who may.
struct Row(&'static [PartnerRole], &'static [StaffKind]);

const PARTNERS: &[PartnerRole] = &PartnerRole::ALL;
// Everybody but the checkers of identity, who see people and no integration.
const STAFF: &[StaffKind] =
    &[ProjectManager, Reviewer, BoardMember, BoardSecretary, LiveService, ProcessOwner, Auditor];
/// Those who run an integration for the partner: an owner may do whatever a delivery manager does.
const DELIVERY: &[PartnerRole] = &[Owner, DeliveryManager];
/// Those who know what goes into a form or a file.
const WRITERS: &[PartnerRole] = &[Owner, DeliveryManager, Developer, ClinicalSafetyOfficer];
const NOBODY: &[PartnerRole] = &[];

// The auditor reads everything and changes nothing, the viewer likewise within the organisation; the signatory reads and signs;
// the project manager moves work and never approves. The tests hold these sentences.
#[rustfmt::skip]
fn row(action: Action) -> Row {
    match action {
        Action::ViewIntegration | Action::ViewOrganisation | Action::ViewProduct => Row(PARTNERS, STAFF),
        // What a product's people see of their own requests is not for those who assess it.
        Action::ViewTraffic => Row(&[Owner, DeliveryManager, Developer, Viewer], &[LiveService, Auditor]),
        Action::ViewPortfolio => Row(NOBODY, STAFF),
        Action::ViewMyDay => Row(NOBODY, &[ProjectManager, Auditor]),
        Action::ViewLane => Row(NOBODY, &[ProjectManager, Reviewer, Auditor]),
        Action::ViewBoard => Row(NOBODY, &[ProjectManager, BoardMember, BoardSecretary, Auditor]),
        Action::ViewStaff | Action::ViewAudit => Row(NOBODY, &[ProcessOwner, Auditor]),
        Action::ViewRegister => Row(NOBODY, &[ProjectManager, LiveService, Auditor]),

        Action::EditAnswers | Action::AnswerQuestion | Action::AddEvidence => Row(WRITERS, &[]),
        Action::StartIntegration | Action::SubmitForm | Action::ChooseTime | Action::ConfirmCall | Action::DecideToProceed
            | Action::Withdraw | Action::PlanMilestones | Action::NamePeople => Row(DELIVERY, &[]),
        // A definition gives what somebody confirms, such as a signature, to one role on either side; the command looks at that.
        Action::Acknowledge => Row(
            &[Owner, DeliveryManager, Developer, ClinicalSafetyOfficer, Signatory],
            &[ProjectManager, Reviewer, LiveService],
        ),
        Action::AskWaiver => Row(DELIVERY, &[ProjectManager, Reviewer]),
        Action::CallOff | Action::Pause => Row(DELIVERY, &[ProjectManager]),
        // Mail to oneself.
        Action::MuteNudges => Row(
            PARTNERS,
            &[ProjectManager, Reviewer, BoardMember, BoardSecretary, LiveService, ProcessOwner],
        ),

        Action::AnswerBoard => Row(WRITERS, &[ProjectManager, Reviewer]),
        Action::AskQuestion | Action::CloseQuestion => {
            Row(NOBODY, &[ProjectManager, Reviewer, LiveService, BoardMember])
        }
        // Which of them accepts a form or fills one in, its definition says.
        Action::AcceptForm | Action::FillInForm => Row(NOBODY, &[ProjectManager, Reviewer, LiveService]),
        Action::OfferTimes | Action::RecordCall | Action::Assign | Action::WriteReport => Row(NOBODY, &[ProjectManager]),
        Action::AcceptEvidence => Row(NOBODY, &[Reviewer]),
        Action::ManageMeetings | Action::IssueLetter => Row(NOBODY, &[BoardSecretary]),
        Action::SettleConditions => Row(NOBODY, &[BoardMember, BoardSecretary]),
        Action::DeclareInterest | Action::Decide | Action::GrantWaiver => Row(NOBODY, &[BoardMember]),
        Action::Note => Row(NOBODY, &[ProjectManager, Reviewer, BoardMember, BoardSecretary, LiveService]),
        Action::Observe => Row(NOBODY, &[]),
        Action::ManageDefinitions | Action::MigrateEditions | Action::ManageStaff => Row(NOBODY, &[ProcessOwner]),

        // Whoever accepts the request form of an environment also opens it.
        Action::AllowClients | Action::PermitPrograms => Row(NOBODY, &[LiveService]),

        Action::ManageMembers => Row(&[Owner], &[]),
        Action::ManageClients | Action::ManageTokens => Row(&[Owner, Developer], &[]),
        Action::ManageProduct | Action::ManageWebhooks | Action::UploadTestData => {
            Row(&[Owner, DeliveryManager, Developer], &[])
        }
        // Not the auditor's to see: what was decided is theirs, faces are not.
        Action::CheckIdentity => Row(NOBODY, &[IdentityChecker]),
    }
}

/// Whether somebody may, with their roles for the organisation that the thing belongs to.
pub fn may(action: Action, who: &Roles) -> bool {
    let Row(partner, staff) = row(action);
    let is_in_scope = who.only.as_ref().is_none_or(|only| only.contains(&action));
    let has_role = who.is_operator
        || who.partner.iter().any(|role| partner.contains(role))
        || who.staff.iter().any(|role| staff.contains(&role.into()));
    is_in_scope && has_role
}

/// Everybody who may.
pub fn roles_for(action: Action) -> Vec<Holder> {
    let Row(partner, staff) = row(action);
    let partner = partner.iter().copied().map(Holder::Partner);
    partner.chain(staff.iter().copied().map(Holder::Staff)).collect()
}

/// The titles of those who may, for a refusal: `owner or delivery manager`.
pub fn who_may(action: Action) -> String {
    let titles: Vec<String> = roles_for(action).iter().map(|holder| holder.title().to_lowercase()).collect();
    match titles.as_slice() {
        [] => "platform itself".to_owned(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}

/// Somebody's roles do not allow an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("only the {} can do this", who_may(*.0))]
pub struct NotAllowed(pub Action);

/// [`may`], as a refusal in words.
pub fn allow(action: Action, who: &Roles) -> Result<(), NotAllowed> {
    if may(action, who) { Ok(()) } else { Err(NotAllowed(action)) }
}

/// Author, reviewer and approver of one thing are different people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("nobody approves their own work: somebody else has to do this")]
pub struct SamePerson;

/// Holds where two different people stand behind a thing and its approval. Ids of any kind that can be compared will do.
pub fn independent<I: PartialEq + ?Sized>(author: &I, approver: &I) -> Result<(), SamePerson> {
    if author == approver { Err(SamePerson) } else { Ok(()) }
}

/// Whether somebody may give this role to others, and take it away. Nobody gives a role to themselves: the use case asks
/// [`independent`] with the giver and the receiver.
pub fn may_give(giver: &Roles, _role: &StaffRole) -> bool {
    may(Action::ManageStaff, giver)
}

/// Two roles on the service's side that one person cannot have at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RolesClash {
    #[error("an auditor changes nothing, so they cannot have another role")]
    Auditor,
    #[error("a project manager never approves evidence, so they cannot be a reviewer as well")]
    ProjectManagerAndReviewer,
}

/// Whether the roles of one person on the service's side can stand together.
pub fn may_hold(roles: &BTreeSet<StaffRole>) -> Result<(), RolesClash> {
    let has = |kind| roles.iter().any(|role| StaffKind::from(role) == kind);
    if roles.len() > 1 && has(Auditor) {
        return Err(RolesClash::Auditor);
    }
    if has(ProjectManager) && has(Reviewer) {
        return Err(RolesClash::ProjectManagerAndReviewer);
    }
    Ok(())
}

/// Whether somebody's roles ask for a second factor at sign-in: staff see every partner, and a signature binds an organisation.
/// `who` has the partner roles of all their organisations.
pub fn needs_second_factor(who: &Roles) -> bool {
    who.is_staff() || who.partner.contains(&Signatory)
}

#[cfg(test)]
mod tests;
