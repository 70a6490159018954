//! Posts that are not acted on.

use axum::body::Body;
use http::Request;

use crate::harness::{post_form, send, skin};

#[tokio::test]
async fn a_post_from_another_site_is_refused_with_a_page() {
    for header in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        let answer = post_form("/form", "name=Mina", &[header]).await;
        assert_eq!(answer.status, 403, "{header:?}");
        assert!(answer.text().contains("The request came from another website"), "{header:?}");
    }
}

#[tokio::test]
async fn our_own_pages_and_programs_may_post() {
    let own: [&[(&str, &str)]; 3] =
        [&[("sec-fetch-site", "same-origin")], &[("origin", "http://service.example")], &[]];
    for headers in own {
        let answer = post_form("/form", "name=Mina", headers).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "Mina"), "{headers:?}");
    }
}

#[tokio::test]
async fn an_exempt_path_takes_posts_from_anywhere() {
    let answer = post_form("/authorize", "", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(answer.text(), "exempt");
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused_with_a_page() {
    let answer = post_form("/form", &format!("name={}", "a".repeat(2000)), &[]).await;
    assert_eq!(answer.status, 413);
    assert!(answer.text().contains("What you sent is too large"));
}

#[tokio::test]
async fn anything_but_a_form_is_refused() {
    let request =
        Request::post("/form").header("content-type", "application/json").body(Body::from("{}")).unwrap();
    assert_eq!(send(skin(false), request).await.status, 415);
}

#[tokio::test]
async fn broken_text_in_a_form_is_no_failure() {
    let answer = post_form("/form", "name=%ff%00&name2=%", &[]).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
}
