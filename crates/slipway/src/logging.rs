//! Log lines: who writes them, how they look, and which are kept. LOGGING.md says what may be in them.

use std::io::{self, IsTerminal};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::settings::{Log, LogFormat, LogLevel};

/// Our crates, whose lines LOGGING.md answers for.
const OURS: &[&str] = &[
    "slipway",
    "portal",
    "provider",
    "web_kit",
    "nhsuk",
    "app",
    "notify",
    "relying_party",
    "store",
    "identity",
    "jose",
    "kernel",
];

/// Starts logging to standard error, so that standard output holds answers only.
///
/// Other people's crates are never below "warn": at "debug" a database driver prints parameters, and a mail client addresses.
pub fn start(log: &Log) {
    let lines = fmt::layer().with_writer(io::stderr);
    // Colours are for eyes only; where somebody asked for none (NO_COLOR), the library has seen to it.
    let lines = if io::stderr().is_terminal() { lines } else { lines.with_ansi(false) };
    let lines = match log.format {
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
        }
        LogFormat::Text => lines.with_target(false).boxed(),
    };
    // A second start (two commands in one process, as in tests) keeps the first.
    let _ = tracing_subscriber::registry().with(lines.with_filter(filter(log.level))).try_init();
}

fn filter(level: LogLevel) -> Targets {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let others = level.min(LevelFilter::WARN);
    Targets::new().with_default(others).with_targets(OURS.iter().map(|target| (*target, level)))
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn other_peoples_crates_stay_quiet() {
        let filter = filter(LogLevel::Debug);
        assert!(filter.would_enable("provider::authorize", &Level::DEBUG));
        assert!(filter.would_enable("lettre::transport", &Level::WARN));
        assert!(!filter.would_enable("lettre::transport", &Level::INFO));
    }

    #[test]
    fn error_means_errors_from_everyone() {
        let filter = filter(LogLevel::Error);
        assert!(!filter.would_enable("hyper", &Level::WARN));
        assert!(!filter.would_enable("provider", &Level::WARN));
        assert!(filter.would_enable("provider", &Level::ERROR));
    }
}
