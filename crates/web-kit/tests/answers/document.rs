//! The page around the main part.

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use scraper::{Html, Selector};
use sha2::{Digest as _, Sha256};

use crate::harness::{Example, browse, send, site, skin};

fn count(document: &Html, selector: &str) -> usize {
    document.select(&Selector::parse(selector).unwrap()).count()
}

#[tokio::test]
async fn a_page_has_the_landmarks_and_escapes_what_it_is_given() {
    let answer = browse("/").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let document = Html::parse_document(&answer.text());
    assert_eq!(document.errors, Vec::<String>::new());
    for selector in
        ["html[lang=en]", "header", "main#maincontent", "footer", "h1", "aside", "a[href='#maincontent']"]
    {
        assert_eq!(count(&document, selector), 1, "{selector}");
    }
    assert_eq!(count(&document, "main b"), 0);
    assert_eq!(count(&document, "nav a.nhsuk-back-link"), 1);
}

#[test]
fn the_title_says_first_that_something_is_wrong() {
    let title = |has_errors| {
        let document = Html::parse_document(&site(false).document(&Example::new("", has_errors)));
        document.select(&Selector::parse("title").unwrap()).next().unwrap().inner_html()
    };
    assert_eq!(title(true), "Error: Your details - Example service");
    assert_eq!(title(false), "Your details - Example service");
}

#[tokio::test]
async fn the_policy_names_the_inline_script_and_there_is_no_other() {
    let answer = browse("/").await;
    let document = Html::parse_document(&answer.text());
    let inline = Selector::parse("script:not([src])").unwrap();
    let scripts: Vec<_> = document.select(&inline).map(|script| script.inner_html()).collect();
    assert_eq!(scripts.len(), 1);
    let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(&scripts[0])));
    assert!(answer.header("content-security-policy").unwrap().contains(&hash));
    assert_eq!(count(&document, "[style], style, [onclick]"), 0);
}

#[tokio::test]
async fn every_file_a_page_asks_for_is_there() {
    let document = Html::parse_document(&browse("/").await.text());
    let addresses: Vec<String> = document
        .select(&Selector::parse("link[href], script[src]").unwrap())
        .filter_map(|element| element.attr("href").or(element.attr("src")).map(ToOwned::to_owned))
        .collect();
    assert!(addresses.len() > 7);
    for address in addresses {
        assert_eq!(browse(&address).await.status, 200, "{address}");
    }
}

#[tokio::test]
async fn pages_are_never_stored_and_carry_the_security_headers() {
    let answer = browse("/").await;
    let expected = [
        ("cache-control", Some("no-store")),
        ("x-content-type-options", Some("nosniff")),
        ("referrer-policy", Some("no-referrer")),
        ("cross-origin-opener-policy", Some("same-origin")),
        ("strict-transport-security", None),
    ];
    for (name, value) in expected {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert!(answer.header("permissions-policy").unwrap().contains("camera=()"));
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let answer = send(skin(true), Request::get("/").body(Body::empty()).unwrap()).await;
    assert!(answer.header("strict-transport-security").unwrap().starts_with("max-age=31536000"));
}
