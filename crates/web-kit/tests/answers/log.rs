//! A log that a test can read: one subscriber for all tests, lines kept by thread, and every test has its own thread.
//!
//! A subscriber per test would race with the other tests for what `tracing` remembers about each place that logs.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

thread_local! {
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct ThisThread;

impl io::Write for ThisThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Called before anything can log.
pub fn keep() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::DEBUG)
            .with_writer(|| ThisThread)
            .with_ansi(false)
            .init();
    });
}

/// What this test has logged so far.
pub fn logged_here() -> String {
    LINES.with_borrow(|lines| String::from_utf8(lines.clone()).unwrap())
}
