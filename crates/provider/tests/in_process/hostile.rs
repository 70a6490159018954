//! Input that no honest client sends: nothing of it gives a 500, leads astray, comes back where it is secret, or is refused
//! without a code.

use axum::body::Body;
use http::{HeaderValue, Method, Request, header};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use provider::ROUTES;
use testkit::on_both_databases;

use crate::support::{Answer, Parameters, Sandpit, Service, Visitor, people};

const SECRET: &str = "hunter2-and-nothing-else";
const FORM: &str = "application/x-www-form-urlencoded";

/// What every answer holds to, whatever was asked.
fn assert_sound(answer: &Answer, service: &Service, asked: &str) {
    let status = answer.status.as_u16();
    // FIDO is not built yet and says so; the answer to HEAD has no body to say it in.
    let not_built =
        status == 501 && (answer.body.is_empty() || answer.json()["error"] == "temporarily_unavailable");
    assert!(status < 500 || not_built, "{status} to {asked}: {}", answer.text());
    let to = answer.location();
    let within = to.is_empty() || (to.starts_with('/') && !to.starts_with("//"));
    let registered = service.client.redirect_uris.iter().any(|uri| to.starts_with(&format!("{uri}?")));
    assert!(within || registered, "{asked} leads to {to}");
    assert!(to.len() < 8_000, "{asked} gives an address of {} bytes", to.len());
    let text = String::from_utf8_lossy(&answer.body);
    assert!(!text.contains(SECRET) && !to.contains(SECRET), "{asked} gave a secret back: {text}");
    for name in ["x-content-type-options", "content-security-policy", "referrer-policy", "cache-control"] {
        assert!(!answer.header(name).is_empty(), "{asked} lacks {name}");
    }
}

/// A refusal by an endpoint can be told from another by its code.
fn assert_coded(answer: &Answer, asked: &str) {
    if answer.status.is_client_error() && answer.status != 404 {
        let code = answer.json()["error"].as_str().unwrap_or_default().to_owned();
        assert!(!code.is_empty(), "{asked}: {} {}", answer.status, answer.text());
    }
}

fn is_endpoint(path: &str) -> bool {
    ["/authorize", "/token", "/userinfo"].contains(&path)
}

fn paths() -> Vec<String> {
    let filled = |path: &str| path.replace("{host}", "localhost:4001").replace("{*screen}", "nhs-number");
    ROUTES.iter().map(|route| filled(route.path)).collect()
}

/// Bodies and queries that parsers trip over.
fn nasty() -> Vec<Vec<u8>> {
    let long = |name: &str| format!("{name}={}", "A".repeat(60_000)).into_bytes();
    let secrets = [
        "password",
        "client_secret",
        "code",
        "code_verifier",
        "otp",
        "token",
        "refresh_token",
        "client_assertion",
    ];
    let all: Vec<String> = secrets.iter().map(|name| format!("{name}={SECRET}")).collect();
    vec![
        b"".to_vec(),
        b"&&==&=&a".to_vec(),
        b"%".to_vec(),
        b"client_id=%zz&state=%&redirect_uri=%e2%82".to_vec(),
        b"client_id=%ff%fe&scope=%c0%80".to_vec(),
        b"%ff=1&%00=2&state=%00".to_vec(),
        b"client_id=%00&redirect_uri=%00&email=%00&password=%00&otp=%00&mobile=%00&token=%00&decision=%00"
            .to_vec(),
        b"email=a%40b.example&email=c%40d.example&password=x&password=y&otp=1&otp=2".to_vec(),
        b"email=%0d%0aSet-Cookie:%20a=b&password=x".to_vec(),
        b"email=%3Cscript%3Ealert(1)%3C/script%3E&password=x".to_vec(),
        all.join("&").into_bytes(),
        long("state"),
        long("client_id"),
        long("redirect_uri"),
        long("email"),
        long("password"),
        long("otp"),
        long("mobile"),
        long("client_assertion"),
        long("access_token"),
        long("A"),
    ]
}

fn request(method: &Method, path: &str, kind: &str, body: Vec<u8>) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .unwrap()
}

/// People at each page of a journey.
async fn on_each_page(service: &Service) -> Vec<(&'static str, Visitor)> {
    let sandpit = &service.sandpit;
    let mut found = Vec::new();
    let mut visitor = sandpit.visitor();
    let page = visitor.open(&service.authorize_url(&service.request())).await;
    found.push(("/login", visitor.clone()));
    found.push(("/register", visitor.clone()));
    visitor.give_password(&page, people::P9, people::PASSWORD).await.assert_at("/enter-mobile-code");
    found.push(("/enter-mobile-code", visitor));
    let mut visitor = sandpit.visitor();
    visitor.begin_registration(service, "new.person@people.example").await.assert_at("/check-email");
    found.push(("/check-email", visitor));
    let mut visitor = sandpit.visitor();
    visitor.begin_registration(service, "a.second@people.example").await;
    visitor.confirm_email("a.second@people.example").await.assert_at("/terms");
    found.push(("/terms", visitor));
    let mut visitor = sandpit.visitor();
    visitor.begin_registration(service, "a.third@people.example").await;
    visitor.confirm_email("a.third@people.example").await;
    visitor.accept_terms().await.assert_at("/enter-mobile");
    found.push(("/enter-mobile", visitor));
    let mut visitor = sandpit.visitor();
    visitor.register(service, "a.fourth@people.example", "07700 900555").await.assert_at("/trust-device");
    found.push(("/trust-device", visitor));
    for (vtr, path, screen) in [
        (r#"["P0.Cp.Cd"]"#, "/nhs-login-consent", "/nhs-login-consent"),
        (r#"["P9.Cp.Cd"]"#, "/prove-identity", "/prove-identity/patient-online"),
    ] {
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request().with("vtr", vtr))).await;
        visitor.sign_in(&page, people::P5).await.assert_at(path);
        found.push((screen, visitor));
    }
    found
}

fn drawn<S: Strategy>(strategy: &S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::new(Config::default());
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a value can be drawn").current()).collect()
}

/// Queries made of what means something to the provider and of what means nothing to anybody.
fn query() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("client_id"),
        Just("redirect_uri"),
        Just("scope"),
        Just("state"),
        Just("vtr"),
        Just("prompt"),
        Just("nonce"),
        Just("code_challenge"),
        Just("response_type"),
        Just("asserted_login_identity"),
        Just("grant_type"),
        Just("code"),
        Just("client_assertion"),
        Just("access_token"),
        Just("email"),
        Just("%ff"),
        Just(""),
    ];
    let value = prop_oneof![
        "[!-~&&[^#<>\"`{}|\\\\^]]{0,30}",
        Just("openid".to_owned()),
        Just("%00".to_owned()),
        Just("%c3%28".to_owned()),
        Just("none".to_owned()),
        Just("%5B%22P9.Cp.Cd%22%5D".to_owned()),
        Just("a.b.c".to_owned()),
        Just("%".to_owned()),
    ];
    prop::collection::vec((name, value), 0..12).prop_map(|pairs| {
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    })
}

on_both_databases! {
    async fn every_route_survives_every_nasty_body_and_query(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for path in paths() {
            for input in nasty() {
                let shown = format!("{path} {}", String::from_utf8_lossy(&input[..input.len().min(80)]));
                let answer = sandpit.send(request(&Method::POST, &path, FORM, input.clone())).await;
                assert_sound(&answer, &service, &shown);
                if is_endpoint(&path) {
                    assert_coded(&answer, &shown);
                }
                let query = String::from_utf8(input).unwrap();
                let answer = sandpit.get(&format!("{path}?{query}")).await;
                assert_sound(&answer, &service, &shown);
                if is_endpoint(&path) {
                    assert_coded(&answer, &shown);
                }
            }
        }
    }

    async fn every_page_of_a_journey_survives_every_nasty_form(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for (path, visitor) in on_each_page(&service).await {
            let cookies: Vec<String> =
                visitor.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            for input in nasty() {
                let shown = format!("{path} {}", String::from_utf8_lossy(&input[..input.len().min(80)]));
                let mut request = request(&Method::POST, path, FORM, input);
                request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
                request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("text/html"));
                assert_sound(&sandpit.send(request).await, &service, &shown);
            }
        }
    }

    async fn a_known_client_with_nasty_parameters_is_refused_with_a_code(sandpit: Sandpit) {
        let service = sandpit.service().await;
        // An address of more than 64 kB is refused before it comes here.
        let long = "A".repeat(50_000);
        for name in [
            "scope",
            "vtr",
            "prompt",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            "display",
            "response_mode",
            "response_type",
            "asserted_login_identity",
            "allow_registration",
            "unheard_of",
        ] {
            for value in
                [long.as_str(), "\0", "\u{202e}\u{feff}", "\"\\\r\nSet-Cookie: a=b", "<script>", "['\u{0}']"]
            {
                let answer = service.authorize(&service.request().with(name, value)).await;
                assert_sound(&answer, &service, name);
                assert!(answer.status.is_redirection(), "{name}: {}", answer.text());
                let raw = format!("/authorize?{}&{name}=%ff", service.request().without(name).encoded());
                let answer = sandpit.get(&raw).await;
                assert_eq!(answer.parameter("error"), "invalid_request", "{name}");
            }
        }
        let name = "n".repeat(25_000);
        let twice = service.authorize(&service.request().and(&name, "1").and(&name, "2")).await;
        assert_sound(&twice, &service, "a long name twice");
        assert_eq!(twice.parameter("error"), "invalid_request");
    }

    async fn a_person_carries_a_nul_through_the_whole_journey(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let request = service.request().with("state", "a\0b").with("nonce", "\0");
        let code = visitor.code_for(&service, &request, people::P9).await;
        assert_eq!(service.redeem(&code).await.status, 200);
    }

    async fn client_assertions_of_every_kind_of_nonsense_are_invalid_client(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let deep = jose::base64url("[".repeat(9_000));
        let nul = service.assertion().claim("sub", "\0").claim("iss", "\0").sign(service.key);
        let odd = service.assertion().claim("sub", serde_json::json!({"a": 1})).sign(service.key);
        let twice = jose::base64url(r#"{"sub":"a","sub":"b"}"#);
        for assertion in [
            "",
            ".",
            "..",
            "...",
            "a.b.c",
            "e30.e30.e30",
            "e30.e30.",
            &nul,
            &odd,
            &format!("e30.{deep}.e30"),
            &format!("e30.{twice}.e30"),
            &"x.".repeat(5_000),
            "\0.\0.\0",
            "ü.ü.ü",
        ] {
            let form = service.signed(&service.code_form("c")).with("client_assertion", assertion);
            let answer = sandpit.post("/token", &form).await;
            assert_eq!(answer.refusal().1, "invalid_client", "{assertion}");
            assert_sound(&answer, &service, assertion);
        }
    }

    async fn bearer_tokens_of_every_kind_of_nonsense_are_invalid(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for token in [&b"\xff\xfe"[..], b"", b"a.b.c", b"e30.e30.e30", b"\t", &vec![b'x'; 20_000]] {
            for method in [Method::GET, Method::POST, Method::PATCH] {
                let mut value = b"Bearer ".to_vec();
                value.extend_from_slice(token);
                let request = Request::builder().method(&method).uri("/userinfo");
                let request = request.header(header::AUTHORIZATION, HeaderValue::from_bytes(&value).unwrap());
                let answer = sandpit.send(request.body(Body::empty()).unwrap()).await;
                assert_eq!(answer.refusal().1, "invalid_token", "{method} {token:?}");
                assert_sound(&answer, &service, "a bearer token");
            }
        }
    }

    async fn bodies_that_are_too_large_are_told_so(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for (method, path) in [
            (Method::POST, "/token"),
            (Method::POST, "/authorize"),
            (Method::POST, "/userinfo"),
            (Method::PATCH, "/userinfo"),
        ] {
            let answer = sandpit.send(request(&method, path, FORM, vec![b'a'; 70_000])).await;
            answer.assert_refused(413, "invalid_request", "64 kB");
            assert_sound(&answer, &service, path);
        }
        for (path, mut visitor) in on_each_page(&service).await {
            // Its form has no fields, so nothing of the body is read.
            if path == "/check-email" {
                continue;
            }
            let form = Parameters::of([("email", "a".repeat(70_000).as_str())]);
            let page = visitor.post(path, &form).await;
            assert_eq!(page.status, 413, "{path}");
            assert!(page.has("main h1"), "{path} answers with no page");
        }
    }

    async fn other_content_types_and_methods_are_refused(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for path in paths() {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"] {
                for kind in ["application/json", "multipart/form-data", "text/html; charset=\u{fffd}", ""] {
                    let method = Method::from_bytes(method.as_bytes()).unwrap();
                    let asked = format!("{method} {path} as {kind}");
                    let answer = sandpit.send(request(&method, &path, kind, b"{\"a\":1}".to_vec())).await;
                    assert_sound(&answer, &service, &asked);
                    if method != Method::HEAD && is_endpoint(&path) {
                        assert_coded(&answer, &asked);
                    }
                    if answer.status == 405 {
                        assert!(!answer.header(header::ALLOW).is_empty(), "{asked}");
                    }
                }
            }
        }
    }

    async fn paths_that_are_no_paths_are_not_found(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for path in [
            "/trustmark/%ff",
            "/trustmark/",
            "/prove-identity/%ff",
            "/prove-identity/%2e%2e/login",
            "/%00",
            "//evil.example",
            "/login/",
            "/assets/../Cargo.toml",
            "/assets/%2e%2e/%2e%2e/etc/passwd",
            "/.env",
            "/nhs-login-consent/x",
        ] {
            let answer = sandpit.get(path).await;
            assert_sound(&answer, &service, path);
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        }
    }

    async fn garbage_cookies_are_no_cookies(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for cookie in [
            &b"sandpit-journey=\xff\xfe; sandpit-session=%00"[..],
            b"sandpit-journey",
            b"=;=;=",
            b"sandpit-journey=a; sandpit-journey=b",
            b"sandpit-session=\"quoted\"; sandpit-device=,,,",
            &[b'x'; 16_000],
        ] {
            for path in [
                "/login".to_owned(),
                "/nhs-login-consent".to_owned(),
                service.authorize_url(&service.request()),
                service.authorize_url(&service.request().with("prompt", "none")),
            ] {
                let request =
                    Request::get(&path).header(header::COOKIE, HeaderValue::from_bytes(cookie).unwrap());
                let answer = sandpit.send(request.body(Body::empty()).unwrap()).await;
                assert_sound(&answer, &service, &path);
                assert!(answer.parameter_if_redirected("code").is_empty());
            }
        }
    }

    async fn forms_from_other_sites_are_refused_on_pages(sandpit: Sandpit) {
        let service = sandpit.service().await;
        for (path, mut visitor) in on_each_page(&service).await {
            visitor.headers.insert("sec-fetch-site", "cross-site".parse().unwrap());
            let form = Parameters::of([("decision", "agree"), ("agree", "yes"), ("remember", "yes")]);
            let page = visitor.post(path, &form).await;
            assert_eq!(page.status, 403, "{path}");
            assert!(page.main().contains("another website"), "{}", page.main());
        }
    }

    async fn any_query_is_answered_soundly(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let good = service.request().encoded();
        for query in drawn(&query(), 150) {
            for path in [
                format!("/authorize?{query}"),
                format!("/authorize?{good}&{query}"),
                format!("/confirm-email?{query}"),
            ] {
                let Ok(request) = Request::get(&path).body(Body::empty()) else { continue };
                assert_sound(&sandpit.send(request).await, &service, &path);
            }
        }
    }

    async fn any_body_is_answered_soundly(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let signed = service.signed(&service.code_form("c")).encoded();
        for (bytes, query) in drawn(&(prop::collection::vec(any::<u8>(), 0..200), query()), 60) {
            for path in ["/authorize", "/token", "/userinfo", "/confirm-email", "/login"] {
                for body in
                    [bytes.clone(), query.clone().into_bytes(), format!("{signed}&{query}").into_bytes()]
                {
                    let answer = sandpit.send(request(&Method::POST, path, FORM, body)).await;
                    assert_sound(&answer, &service, path);
                }
            }
            let answer = sandpit.send(request(&Method::PATCH, "/userinfo", "application/json", bytes)).await;
            assert_sound(&answer, &service, "PATCH /userinfo");
        }
    }
}
