//! A catalogue of every route: its address, who may use it, and what answers. Nothing is served that is not in this table.

mod board;
mod desk;
mod sign_in;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn_with_state,
    routing::{MethodRouter, get, post},
};

use onboarding::policy::Action::{
    AllowClients, ManageClients, ManageMembers, ManageStaff, ManageTokens, ManageWebhooks, Pause,
    PermitPrograms, UploadTestData, ViewIntegration, ViewOrganisation, ViewProduct, ViewStaff, ViewTraffic,
    Withdraw,
};

use crate::{
    access::{self, Policy},
    handlers::{
        access as access_handlers, client, eligibility, exchanges, forms, keys, notifications, organisations,
        outbox, partner, permissions, products, staff, start, test_data, test_people, tokens, webhooks,
    },
    state::{Portal, Shared},
};

use crate::handlers::{calls, evidence, levels, observations, plan};
use onboarding::policy::Action::{AddEvidence, CallOff, ChooseTime, ConfirmCall, NamePeople, PlanMilestones};

/// One line of the table.
pub struct Route {
    pub path: &'static str,
    pub policy: Policy,
    pub answers: MethodRouter<Shared>,
}

fn route(path: &'static str, policy: Policy, answers: MethodRouter<Shared>) -> Route {
    Route { path, policy, answers }
}

/// The table.
#[rustfmt::skip]
pub fn table(portal: &Portal) -> Vec<Route> {
    use Policy::{Anyone, May, SignedIn};
    let mut routes = vec![
        route("/", Anyone, get(start::show)),
        route("/health", Anyone, get(start::health)),
        route("/eligibility", Anyone, get(eligibility::show)),
        route("/eligibility/questions/{field}", Anyone, get(eligibility::show_question).post(eligibility::save)),
        route("/eligibility/result", Anyone, get(eligibility::result)),
        route("/eligibility/again", Anyone, post(eligibility::again)),
        route("/organisations/new", SignedIn, get(organisations::show_new).post(organisations::create)),
        route("/organisations/{organisation}", May(ViewOrganisation), get(organisations::show)),
        route("/organisations/{organisation}/invitations", May(ManageMembers), post(organisations::invite)),
        route("/organisations/{organisation}/invitations/withdraw", May(ManageMembers), post(organisations::withdraw)),
        route("/organisations/{organisation}/members/{member}", May(ManageMembers), get(organisations::show_member).post(organisations::change_member)),
        route("/organisations/{organisation}/members/{member}/remove", May(ManageMembers), get(organisations::show_remove_member).post(organisations::remove_member)),
        route("/organisations/{organisation}/ods-code", May(ManageMembers), post(organisations::set_code)),
        route("/organisations/{organisation}/tokens", May(ManageTokens), get(tokens::list).post(tokens::create)),
        route("/organisations/{organisation}/tokens/{token}/revoke", May(ManageTokens), get(tokens::show_revoke).post(tokens::revoke)),
        route("/exchanges", SignedIn, get(exchanges::find)),
        route("/notifications", SignedIn, get(notifications::show).post(notifications::save)),
        route("/staff", May(ViewStaff), get(staff::list)),
        route("/staff/give", May(ManageStaff), post(staff::give)),
        route("/staff/take", May(ManageStaff), post(staff::take)),
        route("/staff/tokens", May(ManageStaff), get(tokens::list_of_service).post(tokens::create_for_service)),
        route("/staff/tokens/{token}/revoke", May(ManageStaff), get(tokens::show_revoke_of_service).post(tokens::revoke_of_service)),
        route("/test-people", SignedIn, get(test_people::list)),
        route("/test-people/reset", SignedIn, get(test_people::show_reset).post(test_people::reset)),
    ];
    routes.extend(sign_in::table());
    routes.extend(of_products());
    routes.extend(of_integrations());
    routes.extend(desk::table());
    routes.extend(below_an_integration());
    routes.extend(board::table());
    if portal.settings.outbox {
        routes.push(route("/outbox", Anyone, get(outbox::list)));
        routes.push(route("/outbox.json", Anyone, get(outbox::list_json)));
        routes.push(route("/outbox/{message}", Anyone, get(outbox::open)));
        routes.push(route("/outbox/{message}/html", Anyone, get(outbox::html)));
        routes.push(route("/outbox/{message}/attachment", Anyone, get(outbox::attachment)));
    }
    routes
}

/// The part of the table that is about products and their clients.
#[rustfmt::skip]
fn of_products() -> Vec<Route> {
    use Policy::{May, SignedIn};
    vec![
        route("/products", SignedIn, get(products::list)),
        route("/products/new", SignedIn, get(products::show_new).post(products::create)),
        route("/products/{product}", May(ViewProduct), get(client::show_product)),
        route("/products/{product}/{environment}", May(ViewProduct), get(client::show)),
        route("/products/{product}/{environment}/allow", May(AllowClients), get(access_handlers::show_allow).post(access_handlers::allow)),
        route("/products/{product}/{environment}/take-back", May(AllowClients), get(access_handlers::show_take_back).post(access_handlers::take_back)),
        route("/products/{product}/{environment}/permissions", May(ViewTraffic), get(permissions::list)),
        route("/products/{product}/{environment}/permissions/give", May(PermitPrograms), post(permissions::give)),
        route("/products/{product}/{environment}/permissions/take", May(PermitPrograms), get(permissions::show_take).post(permissions::take)),
        route("/products/{product}/{environment}/register", May(ManageClients), get(client::show_register).post(client::register)),
        route("/products/{product}/{environment}/edit", May(ManageClients), get(client::show_edit).post(client::edit)),
        route("/products/{product}/{environment}/keys", May(ManageClients), get(keys::show).post(keys::add)),
        route("/products/{product}/{environment}/keys/remove", May(ManageClients), get(keys::show_remove).post(keys::remove)),
        route("/products/{product}/{environment}/consent-preview", May(ViewProduct), get(client::preview_consent)),
        route("/products/{product}/{environment}/exchanges", May(ViewTraffic), get(exchanges::list)),
        route("/products/{product}/{environment}/exchanges/rows", May(ViewTraffic), get(exchanges::rows)),
        route("/products/{product}/{environment}/exchanges/{reference}", May(ViewTraffic), get(exchanges::open)),
        // The use case counts how large the file is.
        route("/products/{product}/{environment}/test-data", May(ViewTraffic), get(test_data::show).post(test_data::upload).layer(DefaultBodyLimit::disable())),
        route("/products/{product}/{environment}/test-data/{upload}", May(ViewTraffic), get(test_data::show_upload)),
        route("/products/{product}/{environment}/test-data/{upload}/undo", May(UploadTestData), post(test_data::undo)),
        route("/test-data/{template}", SignedIn, get(test_data::template)),
    ]
}

/// The part of the table that is about integrations.
#[rustfmt::skip]
fn of_integrations() -> Vec<Route> {
    use Policy::{May, SignedIn};
    vec![
        route("/integrations", SignedIn, get(partner::list::show)),
        route("/integrations/new", SignedIn, get(partner::start::show).post(partner::start::start)),
        route("/integrations/{integration}", May(ViewIntegration), get(partner::home::show)),
        route("/integrations/{integration}/gates", May(ViewIntegration), get(partner::gates::list)),
        route("/integrations/{integration}/gates/{gate}", May(ViewIntegration), get(partner::gates::show)),
        route("/integrations/{integration}/tasks/{task}", May(ViewIntegration), get(partner::tasks::show).post(partner::tasks::acknowledge)),
        route("/integrations/{integration}/decisions/{decision}", May(ViewIntegration), get(partner::decisions::show).post(partner::decisions::decide)),
        route("/integrations/{integration}/pause", May(Pause), get(partner::holds::show_pause).post(partner::holds::pause)),
        route("/integrations/{integration}/resume", May(Pause), get(partner::holds::show_resume).post(partner::holds::resume)),
        route("/integrations/{integration}/withdraw", May(Withdraw), get(partner::holds::show_withdraw).post(partner::holds::withdraw)),
        route("/integrations/{integration}/webhooks", May(ManageWebhooks), get(webhooks::list).post(webhooks::add)),
        route("/integrations/{integration}/webhooks/{webhook}/remove", May(ManageWebhooks), post(webhooks::remove)),
        route("/integrations/{integration}/webhooks/deliveries/{delivery}/replay", May(ManageWebhooks), post(webhooks::replay)),
        route("/integrations/{integration}/history", May(ViewIntegration), get(partner::history::show)),
        route("/integrations/{integration}/forms/{form}", May(ViewIntegration), get(forms::show).post(forms::submit)),
        route("/integrations/{integration}/forms/{form}/start", May(ViewIntegration), get(forms::start)),
        route("/integrations/{integration}/forms/{form}/{field}", May(ViewIntegration), get(forms::question::show).post(forms::question::save)),
        route("/integrations/{integration}/forms/{form}/{field}/rows/{row}", May(ViewIntegration), get(forms::rows::show).post(forms::rows::save)),
        route("/integrations/{integration}/forms/{form}/{field}/rows/{row}/remove", May(ViewIntegration), get(forms::rows::show_remove).post(forms::rows::remove)),
        route("/integrations/{integration}/questions/{number}", May(ViewIntegration), get(forms::replies::show).post(forms::replies::save)),
    ]
}

// What people do on the way through the process, besides answering forms.
#[rustfmt::skip]
fn below_an_integration() -> Vec<Route> {
    use Policy::May;
    vec![
        route("/integrations/{integration}/evidence/{slot}", May(ViewIntegration), get(evidence::show)),
        // How large a file may be depends on the slot: the handler counts.
        route("/integrations/{integration}/evidence/{slot}/add", May(AddEvidence), get(evidence::show_add).post(evidence::add).layer(DefaultBodyLimit::disable())),
        route("/integrations/{integration}/calls/{call}", May(ViewIntegration), get(calls::show)),
        route("/integrations/{integration}/calls/{call}/choose", May(ChooseTime), post(calls::choose)),
        route("/integrations/{integration}/calls/{call}/call.ics", May(ViewIntegration), get(calls::calendar)),
        route("/integrations/{integration}/calls/{call}/confirm", May(ConfirmCall), post(calls::confirm)),
        route("/integrations/{integration}/calls/{call}/off", May(CallOff), get(calls::show_off).post(calls::call_off)),
        route("/integrations/{integration}/levels/{form}", May(ViewIntegration), get(levels::show)),
        route("/integrations/{integration}/scopes/{form}", May(ViewIntegration), get(levels::show_scopes).post(levels::save_scopes)),
        route("/integrations/{integration}/plan", May(ViewIntegration), get(plan::show)),
        route("/integrations/{integration}/plan/propose", May(PlanMilestones), post(plan::propose)),
        route("/integrations/{integration}/plan.ics", May(ViewIntegration), get(plan::calendar)),
        route("/integrations/{integration}/plan.xlsx", May(ViewIntegration), get(plan::workbook)),
        route("/integrations/{integration}/plan/dates/{milestone}", May(PlanMilestones), get(plan::show_milestone).post(plan::set_milestone)),
        route("/integrations/{integration}/plan/people/{need}", May(NamePeople), get(plan::show_need).post(plan::name)),
        route("/integrations/{integration}/library", May(ViewIntegration), get(plan::library)),
        route("/integrations/{integration}/tasks/{task}/check", May(ViewIntegration), post(observations::look)),
        route("/integrations/{integration}/documents/{document}", May(ViewIntegration), get(evidence::document)),
    ]
}

/// All pages, each behind its policy.
pub fn pages(portal: &Portal) -> Router<Shared> {
    table(portal).into_iter().fold(Router::new(), |router, route| {
        let answers = match route.policy {
            Policy::Anyone => route.answers,
            policy => route.answers.layer(from_fn_with_state(policy, access::admit)),
        };
        router.route(route.path, answers)
    })
}
