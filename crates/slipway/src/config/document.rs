//! The catalogue written out: a commented example of the file, and the page in docs.

use std::fmt::Write;

use super::{
    catalogue::SETTINGS,
    setting::{Kind, Setting},
    settings::Settings,
};

/// A whole `slipway.toml` with every setting at its default, commented out.
pub fn example() -> String {
    let mut text = String::from(
        "# Slipway's settings. Every line that starts with # and holds a setting shows its default or an example;\n\
         # take the # away to change it. An environment variable wins over this file, the command line over both.\n\
         # Check with `slipway config check`.\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        let (above, name) = setting.key.rsplit_once('.').unwrap_or(("", setting.key));
        if above != section {
            section = above;
            let _ = write!(text, "\n[{section}]\n");
        }
        let _ = write!(text, "\n{}# Environment: {}\n", wrapped(&comment(setting)), setting.variable());
        let _ = writeln!(text, "# {name} = {}", written(setting));
    }
    text
}

fn comment(setting: &Setting) -> String {
    let default = setting.default.map(|words| format!(" Default: {}.", words.replace('`', "")));
    format!("{}{}", setting.doc, default.unwrap_or_default())
}

fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        if width == 0 || width + word.len() > 98 {
            lines.push_str(if width == 0 { "#" } else { "\n#" });
            width = 1;
        }
        lines.push(' ');
        lines.push_str(word);
        width += word.len() + 1;
    }
    lines.push('\n');
    lines
}

fn written(setting: &Setting) -> String {
    let value = match setting.default {
        Some(_) => setting.example.to_owned(),
        None => (setting.show)(&Settings::default()).unwrap_or_default(),
    };
    match setting.kind {
        Kind::Text => format!("{value:?}"),
        Kind::Switch | Kind::Number => value,
    }
}

/// docs/configuration.md.
pub fn markdown() -> String {
    let mut text = String::from(INTRODUCTION);
    text.push_str("\n| setting | environment variable | default | what it does |\n|---|---|---|---|\n");
    for setting in SETTINGS {
        let default = match setting.default {
            Some(words) => words.to_owned(),
            None => format!("`{}`", setting.default_words()),
        };
        let secret = if setting.secret { " Masked wherever settings are shown." } else { "" };
        let variable = setting.variable();
        let _ = writeln!(text, "| `{}` | `{variable}` | {default} | {}{secret} |", setting.key, setting.doc);
    }
    text.push_str(WARNINGS);
    text
}

const INTRODUCTION: &str = "# Configuration

Slipway runs without any configuration. What you want to change goes into `slipway.toml` in the folder that you start it
from, or into the file that `--config FILE` or `SLIPWAY_CONFIG` names. An environment variable wins over the file, and
`--data DIR` on the command line over both. Relative paths start at the folder that the command runs in.

* `slipway config example` prints a commented file to start from.
* `slipway config check` prints what is in force and where each value comes from, with secrets masked (`--json` for
  programs).

A wrong value stops the start. The message names every setting that is wrong, where it was set, and the fix. In the file
a key that Slipway does not know is an error; an unknown environment variable that starts with `SLIPWAY_` is a warning.
An empty environment variable counts as not set.

<!-- Written by `slipway config document`; a test compares. -->
";

const WARNINGS: &str = "
Where `mail.smtp_url` or `text_messages.url` is not set, messages are kept in the database and shown on the portal's outbox
page. They hold codes that sign people in, so on a public address the page is off unless `outbox.page` is `on`, and
`mail.smtp_url` is needed.
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Inputs};

    #[test]
    fn the_page_in_docs_is_in_step() {
        let page = include_str!("../../../../docs/configuration.md");
        assert!(page == markdown(), "run `cargo run -- config document > docs/configuration.md`");
    }

    #[test]
    fn the_example_changes_nothing_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slipway.toml");
        std::fs::write(&path, example()).unwrap();
        let loaded = config::load(&Inputs { config: Some(path), ..Inputs::default() }).unwrap();
        assert!(loaded.sources.is_empty(), "{:?}", loaded.sources);
    }

    #[test]
    fn every_line_of_the_example_can_be_taken_into_use() {
        let taken: String = example()
            .lines()
            .map(|line| if line.contains(" = ") { &line[2..] } else { line })
            .fold(String::new(), |mut text, line| {
                text.push_str(line);
                text.push('\n');
                text
            });
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slipway.toml");
        std::fs::write(&path, taken).unwrap();
        let loaded = config::load(&Inputs { config: Some(path), ..Inputs::default() }).unwrap();
        assert_eq!(loaded.sources.len(), SETTINGS.len());
    }
}
