//! Configuration from the outside: files, variables and flags in, settings or a list of problems out.

use std::{fs, path::Path};

use super::{
    environment::{Demographics, EnvironmentSettings, Preset},
    *,
};

fn inputs(folder: &Path, file: &str, variables: &[(&str, &str)]) -> Inputs {
    let path = folder.join("slipway.toml");
    fs::write(&path, file).unwrap();
    let environment = variables.iter().map(|(name, value)| (name.into(), value.into())).collect();
    Inputs { data: None, config: Some(path), environment }
}

fn problems(file: &str, variables: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let refused = load(&inputs(folder.path(), file, variables)).unwrap_err();
    refused.to_string().replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn the_environment_wins_over_the_file_and_the_flag_over_both() {
    let folder = tempfile::tempdir().unwrap();
    let file = "data = \"from-file\"\n[log]\nlevel = \"warn\"\nformat = \"json\"\n";
    let mut inputs =
        inputs(folder.path(), file, &[("SLIPWAY_LOG_LEVEL", "debug"), ("SLIPWAY_DATA", "from-env")]);
    inputs.data = Some("from-flag".into());
    let loaded = load(&inputs).unwrap();
    assert_eq!(loaded.settings.data, Path::new("from-flag"));
    assert_eq!(loaded.settings.log.level, settings::LogLevel::Debug);
    assert_eq!(loaded.settings.log.format, settings::LogFormat::Json);
    assert_eq!(loaded.sources["data"], Source::Flag { name: "--data" });
    assert_eq!(loaded.sources["log.level"].to_string(), "SLIPWAY_LOG_LEVEL");
    assert!(loaded.sources["log.format"].to_string().ends_with("slipway.toml line 4"));
}

#[test]
fn paths_follow_the_data_folder() {
    let loaded = load(&Inputs { data: Some("/srv/slipway".into()), ..Inputs::default() }).unwrap();
    assert_eq!(loaded.settings.master_key_file(), Path::new("/srv/slipway/master.key"));
    let shown = report::in_force(&loaded);
    let database = shown.iter().find(|row| row.key == "database.url").unwrap();
    assert_eq!(database.value.as_deref(), Some("sqlite:/srv/slipway/slipway.sqlite"));
}

#[test]
fn an_empty_variable_is_not_set() {
    let folder = tempfile::tempdir().unwrap();
    let loaded = load(&inputs(folder.path(), "", &[("SLIPWAY_MAIL_SMTP_URL", "")])).unwrap();
    assert!(loaded.sources.is_empty());
}

#[test]
fn every_problem_is_said_at_once_with_its_place_and_its_fix() {
    let file = "dta = \"x\"\n[portal]\nlisten = \"localhost\"\nurl = 4000\n[limits]\nenabled = \"yes\"\n";
    insta::assert_snapshot!(problems(file, &[("SLIPWAY_SANDPIT_ISSUER", "http://sandpit.example")]));
}

#[test]
fn a_file_that_is_not_toml_is_refused_by_line() {
    insta::assert_snapshot!(problems("[portal]\nlisten = 127.0.0.1\n", &[]));
}

#[test]
fn a_section_written_as_a_value_is_explained() {
    insta::assert_snapshot!(problems("portal = \"http://localhost:4000\"\n", &[]));
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    let inputs = Inputs { config: Some("no/such/file.toml".into()), ..Inputs::default() };
    let Problems(problems) = load(&inputs).unwrap_err();
    assert_eq!(problems[0].key, "--config");
}

#[test]
fn settings_that_do_not_go_together_are_refused() {
    let file = "[portal]\nurl = \"https://portal.example\"\n[sandpit]\nlisten = \"127.0.0.1:4000\"\nissuer = \"https://portal.example\"\n[text_messages]\nurl = \"https://texts.example\"\n";
    insta::assert_snapshot!(problems(file, &[]));
}

#[test]
fn mail_needs_somebody_to_come_from() {
    insta::assert_snapshot!(problems("", &[("SLIPWAY_MAIL_SMTP_URL", "smtps://u:hunter2@mail.example")]));
}

#[test]
fn the_master_key_comes_from_one_place() {
    let key = "ab".repeat(32);
    let variable = [("SLIPWAY_MASTER_KEY", key.as_str())];
    for (file, variables, wrong) in [
        (
            "master_key_file = \"a.key\"\n",
            &variable[..],
            "master_key_file (set by slipway.toml line 1): master_key is set as well",
        ),
        ("master_key_command = [\"kms\"]\n", &variable[..], "master_key is set as well"),
        (
            "master_key_file = \"a.key\"\nmaster_key_command = [\"kms\"]\n",
            &[][..],
            "master_key_command is set as well",
        ),
        (&format!("master_key = \"{key}\"\n"), &[][..], "it is not read from a file"),
        ("master_key_command = \"kms decrypt\"\n", &[][..], "it is not a list"),
        ("master_key_command = [1]\n", &[][..], "it has something else than texts"),
        ("", &[("SLIPWAY_MASTER_KEY", "abab")][..], "it is not a key of 64 hexadecimal digits"),
        (
            "",
            &[("SLIPWAY_MASTER_KEY_COMMAND", "kms decrypt")][..],
            "it is not a list of a program and its arguments",
        ),
    ] {
        let said = problems(file, variables);
        assert!(said.contains(wrong), "{said}");
        assert!(!said.contains("abab"), "{said}");
    }
}

#[test]
fn a_master_key_is_never_shown() {
    let key = "ab".repeat(32);
    let folder = tempfile::tempdir().unwrap();
    let loaded = load(&inputs(folder.path(), "", &[("SLIPWAY_MASTER_KEY", &key)])).unwrap();
    let shown = format!("{:?} {:?}", report::in_force(&loaded), loaded);
    assert!(shown.contains("(set, not shown)") && !shown.contains(&key), "{shown}");
    // In a variable a command is the list that a program would write.
    let asked = [("SLIPWAY_MASTER_KEY_COMMAND", r#"["kms decrypt","slipway"]"#)];
    let loaded = load(&inputs(folder.path(), "", &asked)).unwrap();
    assert_eq!(loaded.settings.master_key_command.unwrap(), ["kms decrypt", "slipway"]);
}

#[test]
fn no_problem_repeats_a_secret() {
    let said = problems("", &[("SLIPWAY_DATABASE_URL", "mysql://u:hunter2@h/d")]);
    assert!(said.contains("database.url") && !said.contains("hunter2"), "{said}");
}

#[test]
fn mail_is_not_sent_in_clear_by_oversight() {
    insta::assert_snapshot!(problems(
        "[mail]\nsmtp_url = \"smtp://u:hunter2@mail.example\"\nfrom = \"Slipway\"\n",
        &[]
    ));
}

#[test]
fn what_may_surprise_on_a_public_address_is_said() {
    let public = [("SLIPWAY_PORTAL_URL", "https://portal.example"), ("SLIPWAY_OUTBOX_PAGE", "on")];
    let folder = tempfile::tempdir().unwrap();
    let loaded = load(&inputs(folder.path(), "[limits]\nenabled = false\n", &public)).unwrap();
    insta::assert_snapshot!(loaded.warnings.join("\n"));
    let quiet = load(&inputs(folder.path(), "", &[])).unwrap();
    assert_eq!(quiet.warnings, Vec::<String>::new());
}

#[test]
fn codes_that_nobody_sees_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let loaded = load(&inputs(folder.path(), "[outbox]\npage = \"off\"\n", &[])).unwrap();
    assert!(
        loaded.warnings[0].starts_with("text messages are kept and shown nowhere"),
        "{:?}",
        loaded.warnings
    );
}

#[test]
fn a_clock_that_runs_ahead_is_for_rehearsals_on_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let ahead = "[clock]\nahead_file = \"ahead\"\n";
    let loaded = load(&inputs(folder.path(), ahead, &[])).unwrap();
    assert!(loaded.warnings[0].contains("this is a rehearsal"), "{:?}", loaded.warnings);
    for address in ["SLIPWAY_PORTAL_URL", "SLIPWAY_SANDPIT_ISSUER"] {
        let said = problems(ahead, &[(address, "https://public.example"), ("SLIPWAY_OUTBOX_PAGE", "on")]);
        assert!(said.contains("clock.ahead_file") && said.contains("only a rehearsal"), "{said}");
    }
}

#[test]
fn a_staff_sign_in_that_is_half_set_up_says_all_that_is_missing() {
    insta::assert_snapshot!(problems("[staff_sign_in]\nissuer = \"https://id.example.org\"\n", &[]));
    insta::assert_snapshot!(problems("", &[("SLIPWAY_STAFF_SIGN_IN_CLIENT_SECRET", "hunter2")]));
}

const LIVE: &str = r#"
[mail]
smtp_url = "smtps://u:p@mail.example"
from = "Slipway <slipway@mail.example>"
[text_messages]
url = "https://texts.example"
api_key = "name-00000000-0000-0000-0000-000000000000-00000000-0000-0000-0000-000000000000"
template_id = "template"
[environments.live]
kind = "live"
listen = "127.0.0.1:4003"
issuer = "https://auth.example"
demographics = "fhir"
limits.client_requests = 1_200
[environments.live.pds]
base_url = "https://api.example/personal-demographics/FHIR/R4"
token_url = "https://api.example/oauth2/token"
client_id = "application"
private_key_file = "/run/secrets/pds.pem"
key_id = "slipway-1"
requests_a_second = 20
"#;

fn called<'l>(loaded: &'l Loaded, id: &str) -> &'l EnvironmentSettings {
    loaded.settings.environments.iter().find(|environment| environment.id == id).unwrap()
}

#[test]
fn an_environment_is_added_by_the_file_alone_and_a_variable_wins_there_too() {
    let folder = tempfile::tempdir().unwrap();
    let variables =
        [("SLIPWAY_ENVIRONMENTS_LIVE_PDS_KEY_ID", "slipway-2"), ("SLIPWAY_ENVIRONMENTS_LIVE_NAME", "NHS")];
    let loaded = load(&inputs(folder.path(), LIVE, &variables)).unwrap();
    let ids: Vec<&str> = loaded.settings.running().map(|environment| environment.id.as_str()).collect();
    assert_eq!(ids, ["sandpit", "integration", "live"]);
    let live = called(&loaded, "live");
    assert_eq!((live.preset, live.demographics()), (Some(Preset::Live), Demographics::Fhir));
    assert_eq!(live.limits.client_requests.map(std::num::NonZeroU32::get), Some(1_200));
    assert_eq!(live.pds.limits.requests_a_second.get(), 20);
    assert_eq!((live.pds.key_id.as_deref(), live.name().as_str()), (Some("slipway-2"), "NHS"));
    assert_eq!(
        loaded.source("environments.live.pds.key_id").to_string(),
        "SLIPWAY_ENVIRONMENTS_LIVE_PDS_KEY_ID"
    );
    assert!(loaded.warnings.is_empty() && !loaded.settings.shows_outbox(), "{:?}", loaded.warnings);
    let shown = report::in_force(&loaded);
    assert!(shown.iter().any(|row| row.key == "environments.live.pds.attempts"));
    assert!(!shown.iter().any(|row| row.key == "integration.pds.attempts"), "it asks nobody");
}

#[test]
fn an_environment_is_added_by_variables_alone_and_a_slip_adds_none() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [
        ("SLIPWAY_ENVIRONMENTS_TRAINING_KIND", "integration"),
        ("SLIPWAY_ENVIRONMENTS_TRAINING_PEOPLE", "7"),
        ("SLIPWAY_ENVIRONMENTS_TRAINNG_SEED", "x"),
    ];
    let loaded = load(&inputs(folder.path(), "", &variables)).unwrap();
    assert_eq!(loaded.settings.environments.len(), 3);
    let training = called(&loaded, "training");
    assert_eq!((training.people, training.demographics()), (7, Demographics::Synthetic));
    let said = "SLIPWAY_ENVIRONMENTS_TRAINNG_SEED is not a setting and has no effect; SLIPWAY_ENVIRONMENTS_TRAINING_SEED is";
    assert_eq!(loaded.warnings, [said]);
}

#[test]
fn an_environment_that_cannot_be_says_all_that_is_wrong() {
    insta::assert_snapshot!(problems(
        "[environments.sandpit]\nlisten = \"127.0.0.1:4009\"\n[environments.Pre-Live]\nkind = \"live\"\n\
         [environments.live]\nknd = \"live\"\n[environments.training]\nkind = \"practice\"\n",
        &[],
    ));
    insta::assert_snapshot!(problems("environments = 3\n[integration]\nkind = \"live\"\n", &[]));
    insta::assert_snapshot!(problems(
        "[environments.live]\n[environments.training]\nkind = \"sandpit\"\nlisten = \"127.0.0.1:4001\"\n",
        &[]
    ));
}

#[test]
fn nothing_of_a_test_is_let_near_real_people() {
    insta::assert_snapshot!(problems(
        "[outbox]\npage = \"on\"\n[environments.live]\nkind = \"live\"\nissuer = \"http://localhost:4003\"\n\
         demographics = \"synthetic\"\npds.patience_seconds = 60\n",
        &[],
    ));
    let half = LIVE.replace("token_url", "# ").replace("key_id", "# ");
    insta::assert_snapshot!(problems(&half, &[]));
}
