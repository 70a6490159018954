//! The catalogue written out: a commented example of the file, and the page in docs.

use std::fmt::Write;

use super::{
    catalogue::{self, SETTINGS},
    environment::EnvironmentSettings,
    environments::ENVIRONMENT,
    environments::NAMED,
    setting::{Kind, Row, Setting, variable},
    settings::Settings,
};

/// A whole `slipway.toml` with every setting at its default, commented out.
pub fn example() -> String {
    let mut text = String::from(
        "# Slipway's settings. Every line that starts with # and holds a setting shows its default or an example;\n\
         # take the # away to change it. An environment variable wins over this file, the command line over both.\n\
         # Check with `slipway config check`.\n",
    );
    let settings = Settings::default();
    let mut section = String::new();
    let in_the_file = |setting: &Setting| !setting.is_for_the_environment_only();
    for setting in catalogue::of(&settings.environments).into_iter().filter(in_the_file) {
        let key = setting.key();
        let (above, name) = key.rsplit_once('.').unwrap_or(("", &key));
        if above != section {
            above.clone_into(&mut section);
            let _ = write!(text, "\n[{section}]\n");
        }
        let _ = write!(text, "\n{}# Environment: {}\n", wrapped(&comment(&setting)), setting.variable());
        let _ = writeln!(text, "# {name} = {}", written(&setting, &settings));
    }
    text.push_str(ANOTHER);
    text
}

const ANOTHER: &str = "
# Another environment is a section [environments.NAME], with a kind (sandpit, integration or live) and whatever is different, by
# the names that the settings of [integration] have. NAME is its short name: small letters and digits, with a letter first.
";

fn comment(setting: &Setting) -> String {
    let default = setting.default().map(|words| format!(" Default: {words}."));
    format!("{}{}", setting.doc(), default.unwrap_or_default()).replace('`', "")
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

fn written(setting: &Setting, settings: &Settings) -> String {
    // What an environment has by itself differs from one to the other, and an issuer may be there once only.
    let own = matches!(setting, Setting::Environment { .. }).then(|| setting.show(settings)).flatten();
    let value = match setting.default() {
        Some(_) => own.unwrap_or_else(|| setting.example().to_owned()),
        None => setting.show(settings).unwrap_or_default(),
    };
    match setting.kind() {
        Kind::Text => format!("{value:?}"),
        Kind::Switch | Kind::Number | Kind::List => value,
    }
}

/// docs/configuration.md.
pub fn markdown() -> String {
    let mut text = String::from(INTRODUCTION);
    text.push_str(HEADINGS);
    for row in SETTINGS {
        line(&mut text, row, row.key, &Settings::default());
    }
    text.push_str(WARNINGS);
    text.push_str(ENVIRONMENTS);
    text.push_str(HEADINGS);
    for row in ENVIRONMENT {
        let key = format!("{}NAME.{}", NAMED, row.key);
        line(&mut text, row, &key, &EnvironmentSettings::named("name"));
    }
    text
}

const HEADINGS: &str = "\n| setting | environment variable | default | what it does |\n|---|---|---|---|\n";

fn line<T>(text: &mut String, row: &Row<T>, key: &str, default: &T) {
    let default = match row.default {
        Some(words) => words.to_owned(),
        None => format!("`{}`", (row.show)(default).unwrap_or_default()),
    };
    let secret = if row.secret { " Masked wherever settings are shown." } else { "" };
    let _ = writeln!(text, "| `{key}` | `{}` | {default} | {}{secret} |", variable(key), row.doc);
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

const ENVIRONMENTS: &str = "
## Environments

An environment is a provider with an issuer, keys, clients and people of its own. Two are there from the start, and their settings are
in sections of their own: `sandpit` (port 4001) and `integration` (port 4002), such as `sandpit.issuer`, `SLIPWAY_SANDPIT_ISSUER`. The
sandpit always runs and nobody proves who they are there, so it has no `enabled`, `demographics`, `people`, `seed` and `pds`.

Another one is a section `[environments.NAME]`, or the variable `SLIPWAY_ENVIRONMENTS_NAME_KIND`. Its name, which is also what
`--environment` takes, has small letters and digits, a letter first, and is never changed: it is on every row that belongs to it.
[operators.md](operators.md#an-environment-for-real-people) shows one for real people.
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
        // The key comes from a file or from a command.
        let is_other_choice = |line: &&str| !line.starts_with("# master_key_command =");
        let taken: String = example()
            .lines()
            .filter(is_other_choice)
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
        let all = catalogue::of(&Settings::default().environments);
        let others = ["master_key", "master_key_command"];
        let expected = all.iter().filter(|setting| !others.contains(&setting.key().as_ref())).count();
        assert_eq!(loaded.sources.len(), expected);
    }
}
