//! What went wrong is told in words, with a reference; why it went wrong is only in the log.

use crate::harness::{Answer, browse, call};
use crate::log::logged_here;

fn reference(answer: &Answer) -> String {
    let text = answer.text();
    let start = text.find("ref ").expect("a reference") + 4;
    text[start..start + 9].to_owned()
}

#[tokio::test]
async fn a_panic_becomes_a_page_whose_reference_finds_the_log_line() {
    let answer = browse("/panic").await;
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("Sorry, there is a problem with the service"));
    assert!(!answer.text().contains("secret detail"));
    let log = logged_here();
    let line = log.lines().find(|line| line.contains("panic: secret detail")).expect("a log line");
    assert!(line.contains(&reference(&answer)), "{line}");
}

#[tokio::test]
async fn a_failure_tells_a_program_its_reference_and_nothing_else() {
    let answer = call("/failure").await;
    assert_eq!((answer.status, answer.header("content-type")), (500, Some("application/json")));
    assert!(!answer.text().contains("people"));
    assert_eq!(reference(&answer).len(), 9);
}

#[tokio::test]
async fn the_log_names_the_route_and_never_the_query() {
    browse("/?code=topsecret").await;
    let log = logged_here();
    assert!(log.contains("path=\"/\"") && log.contains("status=200"), "{log}");
    assert!(!log.contains("topsecret"));
}

#[tokio::test]
async fn an_unknown_address_gets_a_page_for_people_and_a_bare_status_for_programs() {
    let page = browse("/nowhere").await;
    assert_eq!(page.status, 404);
    assert!(page.text().contains("Page not found"));
    assert!(page.text().contains("Go to the start"));
    let bare = call("/nowhere").await;
    assert_eq!((bare.status, bare.body.len()), (404, 0));
    assert_eq!(bare.header("cache-control"), Some("no-store"));
    assert!(bare.header("content-security-policy").unwrap().contains("default-src 'none'"));
}

#[tokio::test]
async fn the_wrong_method_still_says_which_one_is_right() {
    let answer = browse("/form").await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    assert!(answer.text().contains("This page cannot be used in this way"));
}

#[tokio::test]
async fn what_takes_too_long_is_given_up_with_a_page() {
    let answer = browse("/never").await;
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("took too long"));
}
