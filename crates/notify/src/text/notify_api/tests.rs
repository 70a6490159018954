//! The adapter against a local service that answers as it is told and keeps what it was asked.

use std::{net::Ipv4Addr, sync::Mutex};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use kernel::FixedClock;
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpSocket},
    task::JoinHandle,
};

use super::{super::api_key::tests::key, *};

#[derive(Clone)]
struct Service {
    answer: Answer,
    asked: Arc<Mutex<Vec<(String, Value)>>>,
}

#[derive(Clone)]
enum Answer {
    Json(u16, Value),
    Redirect,
    Silence,
}

async fn take(State(service): State<Service>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let bearer = headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
    service.asked.lock().unwrap().push((bearer, body));
    match service.answer {
        Answer::Json(status, body) => (StatusCode::from_u16(status).unwrap(), Json(body)).into_response(),
        Answer::Redirect => Redirect::temporary("/v2/notifications/sms/elsewhere").into_response(),
        Answer::Silence => std::future::pending().await,
    }
}

/// The service on a free port; dropping it ends it.
struct Running {
    base: Url,
    service: Service,
    task: JoinHandle<()>,
}

impl Running {
    async fn start(answer: Answer) -> Self {
        let service = Service { answer, asked: Arc::default() };
        let routes = Router::new()
            .route("/v2/notifications/sms", post(take))
            .route("/v2/notifications/sms/elsewhere", post(take))
            .with_state(service.clone());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { base, service, task }
    }

    fn api(&self) -> NotifyApi {
        let clock = Arc::new(FixedClock::at("2026-11-21T22:00:00Z"));
        NotifyApi::new(&self.base, key(), "template-1", clock).unwrap()
    }

    async fn send(&self) -> Result<Delivery, SendError> {
        send(&self.api()).await
    }

    fn asked(&self) -> Vec<(String, Value)> {
        self.service.asked.lock().unwrap().clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn send(api: &NotifyApi) -> Result<Delivery, SendError> {
    let to: MobileNumber = "07700 900123".parse().unwrap();
    api.send(&to, &Message::text("t-1", to.clone(), "Your code is 123456")).await
}

#[tokio::test]
async fn one_message_is_one_request_with_a_token() {
    let service =
        Running::start(Answer::Json(201, json!({ "id": "5b2d90c6-e1f7-4a3b-8d49-70c6f8e2a515" }))).await;
    let receipt = Some("5b2d90c6-e1f7-4a3b-8d49-70c6f8e2a515".to_owned());
    assert_eq!(service.send().await, Ok(Delivery::Sent { receipt }));
    let asked = service.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].0, format!("Bearer {}", key().token("2026-11-21T22:00:00Z".parse().unwrap())));
    let body = json!({
        "phone_number": "+447700900123",
        "template_id": "template-1",
        "personalisation": { "body": "Your code is 123456" },
        "reference": "t-1",
    });
    assert_eq!(asked[0].1, body);
}

#[tokio::test]
async fn refusals_say_whether_to_try_again() {
    for (status, error, retry) in [
        (400, "BadRequestError", false),
        (403, "AuthError", false),
        (429, "RateLimitError", true),
        (429, "TooManyRequestsError", true),
        (500, "Exception", true),
        (503, "ServiceUnavailable", true),
    ] {
        let body =
            json!({ "status_code": status, "errors": [{ "error": error, "message": "+447700900123" }] });
        let refused = Running::start(Answer::Json(status, body)).await.send().await.unwrap_err();
        let reason = Reason::Refused { status, error: Some(error.to_owned()) };
        assert_eq!(refused, SendError { retry, reason });
        assert!(!format!("{refused} {refused:?}").contains("7700900123"));
    }
}

#[tokio::test]
async fn an_error_that_is_not_one_word_is_left_out() {
    let body = json!({ "errors": [{ "error": "+447700900123 is not valid", "message": "" }] });
    let refused = Running::start(Answer::Json(400, body)).await.send().await.unwrap_err();
    assert_eq!(refused, Reason::Refused { status: 400, error: None }.for_good());
}

#[tokio::test]
async fn what_left_has_left_even_where_the_answer_cannot_be_read() {
    for body in [json!("what?"), json!({ "id": "<script>" }), json!({ "id": "x".repeat(LONGEST_ANSWER) })] {
        let service = Running::start(Answer::Json(201, body)).await;
        assert_eq!(service.send().await, Ok(Delivery::Sent { receipt: None }));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let service = Running::start(Answer::Redirect).await;
    assert_eq!(service.send().await, Err(Reason::Refused { status: 307, error: None }.for_good()));
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn a_service_that_says_nothing_is_not_waited_for() {
    let service = Running::start(Answer::Silence).await;
    let client = Client::builder().timeout(Duration::from_millis(50)).no_proxy().build().unwrap();
    let api = NotifyApi { client, ..service.api() };
    assert_eq!(send(&api).await, Err(Reason::TimedOut.again()));
}

#[tokio::test]
async fn nobody_at_home_is_worth_another_try() {
    // Bound and not listening: nobody else can take the port, and nobody answers.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let base = Url::parse(&format!("http://{}", socket.local_addr().unwrap())).unwrap();
    let clock = Arc::new(FixedClock::at("2026-11-21T22:00:00Z"));
    let api = NotifyApi::new(&base, key(), "template-1", clock).unwrap();
    assert_eq!(send(&api).await, Err(Reason::Unreachable.again()));
}

#[tokio::test]
async fn a_service_that_cannot_encrypt_gets_nothing() {
    let service = Running::start(Answer::Json(201, json!({}))).await;
    let base = Url::parse(&service.base.as_str().replace("http:", "https:")).unwrap();
    let clock = Arc::new(FixedClock::at("2026-11-21T22:00:00Z"));
    let api = NotifyApi::new(&base, key(), "template-1", clock).unwrap();
    assert_eq!(send(&api).await, Err(Reason::NotSecure.again()));
    assert!(service.asked().is_empty());
}

#[test]
fn nothing_that_is_secret_is_printed() {
    let base = Url::parse("https://texts.example").unwrap();
    let clock = Arc::new(FixedClock::at("2026-11-21T22:00:00Z"));
    let printed = format!("{:?}", NotifyApi::new(&base, key(), "template-1", clock).unwrap());
    assert_eq!(printed, "NotifyApi { address: \"https://texts.example/v2/notifications/sms\", .. }");
}
