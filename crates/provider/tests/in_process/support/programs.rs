//! What a service does as a program: permissions, tokens of its own, looking users up, provisioning accounts.

use app::{
    Actor,
    clients::permissions::{self, Permit},
};
use axum::body::Body;
use http::{Request, header};
use identity::{Permission, demographics::Record};
use kernel::SignedDuration;
use serde_json::{Value, json};

use super::{Answer, Assertion, Page, Parameters, Sandpit, Service, Tokens, Visitor};

pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

impl Service {
    /// The same service, calling a provider that is in another state.
    pub fn at(&self, sandpit: &Sandpit) -> Self {
        let mut elsewhere = self.clone();
        elsewhere.sandpit = sandpit.clone();
        elsewhere
    }

    pub async fn permit(&self, permission: Permission, ods_codes: &[&str]) {
        let ods_codes = ods_codes.iter().map(|code| code.parse().expect("a code")).collect();
        let permit = Permit { permission, ods_codes, reason: "a test needs it".to_owned() };
        let (ctx, environment) = (&self.sandpit.ctx, &self.sandpit.environment.id);
        // A change is told from what was before it by its time.
        self.sandpit.advance(SignedDuration::from_secs(1));
        permissions::give(ctx, Actor::Operator, environment, &self.client.id, permit)
            .await
            .expect("it is given");
    }

    pub async fn forbid(&self, permission: Permission) {
        let (ctx, environment) = (&self.sandpit.ctx, &self.sandpit.environment.id);
        self.sandpit.advance(SignedDuration::from_secs(1));
        let taken = permissions::take(ctx, Actor::Operator, environment, &self.client.id, permission);
        taken.await.expect("it was there");
    }

    /// The scope of a look-up, with these beside the one that it needs.
    pub fn look_up_scope(&self, others: &str) -> String {
        format!("{}/Users.retrieve {others}", self.sandpit.environment.issuer)
    }

    pub fn look_up_form(&self, assertion: &Assertion, scope: &str) -> Parameters {
        let signed = assertion.sign(self.key);
        Parameters::of([("grant_type", JWT_BEARER), ("assertion", signed.as_str()), ("scope", scope)])
    }

    pub async fn look_up_token(&self, others: &str) -> String {
        let form = self.look_up_form(&self.assertion(), &self.look_up_scope(others));
        Tokens::of(&self.sandpit.post("/token", &form).await).access
    }

    pub async fn provisioning_token(&self) -> String {
        Tokens::of(&self.token(&Parameters::of([("grant_type", "client_credentials")])).await).access
    }

    pub async fn look_up(&self, token: &str, filter: &str) -> Answer {
        let query = Parameters::of([("filter", filter)]).encoded();
        self.look_up_by(token, &format!("/v2/Users?{query}")).await
    }

    pub async fn look_up_by(&self, token: &str, uri: &str) -> Answer {
        let request = Request::get(uri).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.sandpit.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn provision(&self, token: &str, body: impl Into<Body>) -> Answer {
        let request =
            Request::post("/provision-account").header(header::AUTHORIZATION, format!("Bearer {token}"));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.sandpit.send(request.body(body.into()).expect("a request")).await
    }

    /// A service that may provision accounts for some surgeries, with a token for it.
    pub async fn provisioner(sandpit: &Sandpit) -> (Self, String) {
        let service = sandpit.service().await;
        service.permit(Permission::ProvisionAccounts, &["A00001", "A00002", "A00003"]).await;
        let token = service.provisioning_token().await;
        (service, token)
    }
}

impl Answer {
    /// What a refusal of the Users endpoint says.
    #[track_caller]
    pub fn look_up_refusal(&self) -> (u16, String) {
        let body = self.json();
        let error = &body["Errors"][0];
        assert_eq!(error["code"], self.status.as_str(), "{body}");
        (self.status.as_u16(), error["description"].as_str().unwrap_or_default().to_owned())
    }

    /// The code of an answer about provisioning.
    #[track_caller]
    pub fn code(&self) -> String {
        let body = self.json();
        assert!(body["description"].is_string(), "{body}");
        body["code"].as_str().unwrap_or_else(|| panic!("no code: {body}")).to_owned()
    }

    /// The ids that a look-up found.
    #[track_caller]
    pub fn found(&self) -> Vec<String> {
        assert_eq!(self.status, 200, "{}", self.text());
        let body = self.json();
        let found: Vec<String> = body["Resources"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["id"].as_str().expect("an id").to_owned())
            .collect();
        assert_eq!(body["totalResults"], found.len());
        found
    }
}

/// Somebody whom the environment's records have, as a surgery types them.
#[derive(Clone, Debug)]
pub struct Patient {
    pub record: Record,
    pub email: String,
    pub mobile: String,
    pub ods_code: String,
}

impl Patient {
    pub fn called(sandpit: &Sandpit, family_name: &str) -> Self {
        let people = sandpit.ctx.adapters(&sandpit.environment.id).demographics.examples();
        let found = people.into_iter().find(|person| person.record.family_name == family_name);
        let record = found.unwrap_or_else(|| panic!("no {family_name} in the records")).record;
        Self {
            email: format!("{}@patients.example", family_name.to_lowercase()),
            mobile: "+447700900888".to_owned(),
            ods_code: "A00001".to_owned(),
            record,
        }
    }

    pub fn body(&self) -> Value {
        json!({
            "nhs_number": self.record.nhs_number,
            "email_address": self.email,
            "date_of_birth": self.record.birthdate.to_string(),
            "ods_code": self.ods_code,
            "phone_number": self.mobile,
        })
    }

    /// The body with one member changed.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut body = self.body();
        body[name] = value.into();
        body.to_string()
    }
}

impl Visitor {
    /// From the mail to the page that asks for the details.
    pub async fn open_claim(&mut self, link: &str, mobile: &str) -> Page {
        let page = self.open(link).await;
        let page = self.press(&page, "Send me a security code", &[]).await;
        page.assert_at("/claim-account/code");
        let code = self.sandpit().latest_code(mobile).await;
        self.give_code(&page, &code).await
    }

    pub async fn give_details(&mut self, page: &Page, born: (i8, i8, i16), postcode: &str) -> Page {
        let (day, month, year) = (born.0.to_string(), born.1.to_string(), born.2.to_string());
        let filled = [
            ("input[name=day]", day.as_str()),
            ("input[name=month]", month.as_str()),
            ("input[name=year]", year.as_str()),
            ("#postcode", postcode),
        ];
        self.press(page, "Continue", &filled).await
    }

    pub async fn confirm_details(&mut self, page: &Page, patient: &Patient) -> Page {
        let born = patient.record.birthdate;
        let postcode = patient.record.postcode.as_ref().expect("everybody has one").as_str();
        self.give_details(page, (born.day(), born.month(), born.year()), postcode).await
    }

    /// As far as the page that asks for a new password.
    pub async fn claim_to_password(&mut self, link: &str, patient: &Patient) -> Page {
        let page = self.open_claim(link, &patient.mobile).await;
        page.assert_at("/claim-account/details");
        let page = self.confirm_details(&page, patient).await;
        page.assert_at("/claim-account/terms");
        let page = self.press(&page, "Continue", &[("input[name=agree]", "")]).await;
        page.assert_at("/claim-account/password");
        page
    }

    pub async fn give_claim_password(&mut self, page: &Page, password: &str) -> Page {
        self.press(page, "Finish", &[("#password-input", password)]).await
    }
}
