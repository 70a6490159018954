//! Style sheet, scripts and images.

use axum::body::Body;
use http::Request;
use web_kit::asset_path;

use crate::harness::{Answer, browse, send, skin};

async fn with_header(path: &str, name: &str, value: &str) -> Answer {
    let request = Request::get(path).header(name, value).body(Body::empty()).unwrap();
    send(skin(false), request).await
}

#[tokio::test]
async fn files_are_kept_for_a_year_under_an_address_that_changes_with_them() {
    let answer = browse(&asset_path("nhsuk.css")).await;
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(answer.header("content-type"), Some("text/css; charset=utf-8"));
    let old = asset_path("nhsuk.css").replace("/assets/", "/assets/0");
    assert_eq!(browse(&old).await.status, 404);
}

#[tokio::test]
async fn a_known_file_is_not_sent_again() {
    let tag = browse(&asset_path("nhsuk.js")).await.header("etag").unwrap().to_owned();
    let answer = with_header(&asset_path("nhsuk.js"), "if-none-match", &tag).await;
    assert_eq!((answer.status, answer.body.len()), (304, 0));
}

#[tokio::test]
async fn files_are_squeezed_for_those_who_can_take_it() {
    let plain = browse(&asset_path("nhsuk.css")).await;
    let squeezed = with_header(&asset_path("nhsuk.css"), "accept-encoding", "br, gzip;q=0.8").await;
    assert_eq!((plain.header("content-encoding"), squeezed.header("content-encoding")), (None, Some("gzip")));
    assert!(squeezed.body.len() * 5 < plain.body.len());
    let refused = with_header(&asset_path("nhsuk.css"), "accept-encoding", "gzip;q=0").await;
    assert_eq!(refused.header("content-encoding"), None);
}

#[tokio::test]
async fn the_style_sheet_asks_for_nothing_outside_and_for_nothing_that_is_missing() {
    let css = browse(&asset_path("nhsuk.css")).await.text();
    assert!(!css.contains("https://") && !css.contains("@font-face") && !css.contains("sourceMappingURL"));
    let addresses: Vec<_> = css.split("url(").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(addresses.len() > 5);
    for address in addresses.iter().filter(|address| !address.contains("data:")) {
        assert_eq!(browse(&asset_path(address)).await.status, 200, "{address}");
    }
}
