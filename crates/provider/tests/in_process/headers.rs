//! What answers carry for the browser's sake: security headers, and cookies that stay where they belong.

use http::header;
use identity::Environment;
use testkit::{TestDatabase, on_both_databases};

use crate::support::{Page, Sandpit, people};

fn over_https(database: &TestDatabase) -> Sandpit {
    Sandpit::with(database, |setup| setup.environment = Environment::sandpit("https://login.sandpit.example"))
}

fn policy(page: &Page) -> &str {
    page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap()
}

on_both_databases! {
    async fn cookies_over_https_are_bound_to_the_host(database: &TestDatabase) {
        let sandpit = over_https(database);
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let mut cookies: Vec<String> = page.hops[0].cookies().into_iter().map(str::to_owned).collect();
        let page = visitor.give_password(&page, people::P9, people::PASSWORD).await;
        let page = visitor.press(&page, "Continue", &[("#otp-input", people::CODE), ("#rmd", "true")]).await;
        cookies.extend(page.hops.iter().flat_map(|hop| hop.cookies()).map(str::to_owned));
        let page = visitor.agree(&page).await;
        cookies.extend(page.hops.iter().flat_map(|hop| hop.cookies()).map(str::to_owned));
        let mut names: Vec<&str> = cookies.iter().map(|cookie| cookie.split('=').next().unwrap()).collect();
        names.sort_unstable();
        // The journey's comes and goes.
        assert_eq!(
            names,
            [
                "__Host-sandpit-device",
                "__Host-sandpit-journey",
                "__Host-sandpit-journey",
                "__Host-sandpit-session"
            ]
        );
        for cookie in &cookies {
            for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
                assert!(cookie.split("; ").any(|part| part == attribute), "{attribute}: {cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
            assert_eq!(
                cookie.contains("Max-Age"),
                cookie.contains("device") || cookie.contains("Max-Age=0"),
                "{cookie}"
            );
        }
        assert!(!page.parameter("code").is_empty());
    }

    async fn cookies_over_http_work_on_loopback(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let answer = service.authorize(&service.request()).await;
        let cookies = answer.cookies();
        assert!(cookies[0].starts_with("sandpit-journey=") && cookies[0].contains("HttpOnly"), "{cookies:?}");
        assert!(!cookies[0].contains("Secure"), "{cookies:?}");
        assert!(answer.header(header::STRICT_TRANSPORT_SECURITY).is_empty());
    }

    async fn every_answer_has_security_headers(database: &TestDatabase) {
        let sandpit = over_https(database);
        let service = sandpit.service().await;
        let login = sandpit.visitor().open(&service.authorize_url(&service.request())).await.hops;
        let others = ["/", "/.well-known/jwks.json", "/userinfo", "/authorize", "/no-such-page", "/login"];
        let mut answers = login;
        for path in others {
            answers.push(sandpit.get(path).await);
            answers.extend(sandpit.visitor().open(path).await.hops);
        }
        for answer in answers {
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header(header::REFERRER_POLICY), "no-referrer");
            assert!(answer.header(header::STRICT_TRANSPORT_SECURITY).contains("max-age=31536000"));
            assert!(answer.header(header::CONTENT_SECURITY_POLICY).contains("frame-ancestors 'none'"));
            assert!(answer.header(header::CONTENT_SECURITY_POLICY).starts_with("default-src 'none'"));
        }
    }

    async fn pages_are_not_kept_and_run_no_inline_script(sandpit: Sandpit) {
        let service = sandpit.service().await;
        let mut visitor = sandpit.visitor();
        let page = visitor.open(&service.authorize_url(&service.request())).await;
        let code = visitor.give_password(&page, people::P9, people::PASSWORD).await;
        let consent = visitor.give_code(&code, people::CODE).await;
        for page in [page, code, consent] {
            assert!(page.headers[header::CACHE_CONTROL].to_str().unwrap().contains("no-store"));
            assert!(!policy(&page).contains("unsafe"), "{}", policy(&page));
            assert!(!page.has("[style]") && !page.has("style") && !page.has("[onclick]"));
            // Chromium holds a form's redirects to this policy too: the answer goes to the service.
            assert!(policy(&page).ends_with("form-action 'self' http://localhost:9999"), "{}", policy(&page));
        }
    }

    async fn a_page_outside_a_journey_leads_nowhere_else(sandpit: Sandpit) {
        let page = sandpit.visitor().open("/").await;
        assert_eq!(page.status, 200);
        assert!(policy(&page).ends_with("form-action 'self'"), "{}", policy(&page));
        let expired = sandpit.visitor().open("/login").await;
        assert!(policy(&expired).ends_with("form-action 'self'"), "{}", policy(&expired));
    }

    async fn every_path_of_the_table_is_there(sandpit: Sandpit) {
        for route in provider::ROUTES {
            let path = route.path.replace("{host}", "localhost:4001").replace("{*screen}", "nhs-number");
            let answer = sandpit.get(&path).await;
            assert_ne!(answer.status, 404, "{path}");
        }
    }
}
