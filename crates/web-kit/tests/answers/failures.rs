//! What went wrong is told in words, with a reference; why it went wrong is only in the log.

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use crate::harness::{Answer, browse, call};

/// A log that a test can read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn capture(&self) -> tracing::subscriber::DefaultGuard {
        let subscriber = tracing_subscriber::fmt().with_writer(self.clone()).with_ansi(false).finish();
        tracing::subscriber::set_default(subscriber)
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn reference(answer: &Answer) -> String {
    let text = answer.text();
    let start = text.find("ref ").expect("a reference") + 4;
    text[start..start + 9].to_owned()
}

#[tokio::test]
async fn a_panic_becomes_a_page_whose_reference_finds_the_log_line() {
    let log = Log::default();
    let _capturing = log.capture();
    let answer = browse("/panic").await;
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("Sorry, there is a problem with the service"));
    assert!(!answer.text().contains("secret detail"));
    let log = log.text();
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
    let log = Log::default();
    let _capturing = log.capture();
    browse("/?code=topsecret").await;
    let log = log.text();
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
