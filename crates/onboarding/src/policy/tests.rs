//! The sentences that the policy holds, whatever its rows say.

use super::*;
use crate::role::Discipline;

fn reviewer() -> StaffRole {
    StaffRole::Reviewer(Discipline::new("data-security"))
}

fn every_staff_role() -> Vec<StaffRole> {
    StaffRole::PLAIN.into_iter().chain([reviewer()]).collect()
}

fn is_reading(action: Action) -> bool {
    action.to_string().starts_with("View")
}

fn what(who: &Roles) -> BTreeSet<Action> {
    Action::ALL.iter().copied().filter(|action| may(*action, who)).collect()
}

fn partner(role: PartnerRole) -> BTreeSet<Action> {
    what(&Roles::of_partner([role]))
}

fn staff(role: StaffRole) -> BTreeSet<Action> {
    what(&Roles::of_staff([role]))
}

fn changes(actions: BTreeSet<Action>) -> Vec<Action> {
    actions.into_iter().filter(|action| !is_reading(*action)).collect()
}

#[test]
fn without_a_role_nothing_is_allowed_and_the_operator_may_everything() {
    assert!(what(&Roles::default()).is_empty());
    assert_eq!(what(&Roles::operator()).len(), Action::ALL.len());
}

#[test]
fn the_auditor_reads_everything_and_changes_nothing() {
    let reading: BTreeSet<_> = Action::ALL.iter().copied().filter(|action| is_reading(*action)).collect();
    assert_eq!(staff(StaffRole::Auditor), reading);
}

#[test]
fn checkers_of_identity_see_people_and_nothing_of_integrations_and_nobody_else_sees_people() {
    assert_eq!(staff(StaffRole::IdentityChecker), BTreeSet::from([Action::CheckIdentity]));
    assert_eq!(roles_for(Action::CheckIdentity), [Holder::Staff(IdentityChecker)]);
}

#[test]
fn the_viewer_only_reads_and_the_signatory_signs() {
    assert_eq!(changes(partner(Viewer)), [Action::MuteNudges]);
    assert!(partner(Viewer).contains(&Action::ViewTraffic));
    assert_eq!(changes(partner(Signatory)), [Action::Acknowledge, Action::MuteNudges]);
    assert!(partner(Signatory).contains(&Action::ViewIntegration));
}

#[test]
fn no_project_manager_approves_decides_or_waives() {
    let actions = staff(StaffRole::ProjectManager);
    for action in [Action::AcceptEvidence, Action::Decide, Action::GrantWaiver, Action::IssueLetter] {
        assert!(!actions.contains(&action), "{action}");
    }
    assert!(actions.contains(&Action::RecordCall));
}

#[test]
fn no_single_role_writes_reviews_and_decides() {
    let steps = [Action::EditAnswers, Action::AcceptEvidence, Action::Decide];
    let ways = PartnerRole::ALL.map(partner).into_iter().chain(every_staff_role().into_iter().map(staff));
    for actions in ways {
        assert!(steps.iter().filter(|step| actions.contains(step)).count() <= 1, "{actions:?}");
        assert!(!(actions.contains(&Action::AskWaiver) && actions.contains(&Action::GrantWaiver)));
        assert!(!(actions.contains(&Action::WriteReport) && actions.contains(&Action::Decide)));
    }
}

#[test]
fn an_owner_may_whatever_the_delivery_manager_and_the_developer_may() {
    assert!(partner(Owner).is_superset(&partner(DeliveryManager)));
    assert!(partner(Owner).is_superset(&partner(Developer)));
}

#[test]
fn no_staff_touch_a_partners_own_house() {
    let own = [
        Action::ManageMembers,
        Action::ManageProduct,
        Action::ManageClients,
        Action::ManageTokens,
        Action::ManageWebhooks,
        Action::EditAnswers,
    ];
    for role in every_staff_role() {
        let actions = staff(role.clone());
        assert!(own.iter().all(|action| !actions.contains(action)), "{role}");
    }
}

#[test]
fn roles_for_names_exactly_those_who_may() {
    for action in Action::ALL.iter().copied() {
        let named = roles_for(action);
        for role in PartnerRole::ALL {
            let holds = partner(role).contains(&action);
            assert_eq!(named.contains(&Holder::Partner(role)), holds, "{role} {action}");
        }
        for role in every_staff_role() {
            let kind = Holder::Staff(StaffKind::from(&role));
            assert_eq!(named.contains(&kind), staff(role).contains(&action), "{action}");
        }
    }
}

#[test]
fn a_refusal_says_who_could() {
    let refusal = allow(Action::ManageClients, &Roles::of_partner([Viewer])).unwrap_err();
    assert_eq!(refusal.to_string(), "only the owner or developer can do this");
    assert_eq!(who_may(Action::Observe), "platform itself");
    assert_eq!(who_may(Action::SubmitForm), "owner or delivery manager");
    assert_eq!(allow(Action::ManageMembers, &Roles::of_partner([Owner])), Ok(()));
}

#[test]
fn only_process_owners_and_the_operator_give_roles() {
    for role in every_staff_role() {
        assert!(may_give(&Roles::operator(), &role));
        assert!(!may_give(&Roles::of_partner([Owner]), &role));
        let same = Roles::of_staff([role.clone()]);
        assert_eq!(may_give(&same, &role), role == StaffRole::ProcessOwner, "{role}");
    }
}

#[test]
fn roles_that_would_check_themselves_do_not_stand_together() {
    let hold = |roles: Vec<StaffRole>| may_hold(&roles.into_iter().collect());
    let governance = StaffRole::Reviewer(Discipline::new("information-governance"));
    assert_eq!(hold(vec![StaffRole::Auditor]), Ok(()));
    assert_eq!(hold(vec![reviewer(), governance]), Ok(()));
    assert_eq!(hold(vec![StaffRole::Auditor, StaffRole::LiveService]), Err(RolesClash::Auditor));
    assert_eq!(hold(vec![StaffRole::ProjectManager, reviewer()]), Err(RolesClash::ProjectManagerAndReviewer));
}

#[test]
fn staff_and_signatories_need_a_second_factor() {
    assert!(needs_second_factor(&Roles::of_staff([StaffRole::BoardMember])));
    assert!(needs_second_factor(&Roles::of_partner([Developer, Signatory])));
    assert!(!needs_second_factor(&Roles::of_partner([Owner])));
}

#[test]
fn nobody_approves_their_own() {
    assert_eq!(independent("a", "a"), Err(SamePerson));
    assert_eq!(independent(&uuid::Uuid::nil(), &uuid::Uuid::max()), Ok(()));
}
