//! From the files of a folder to lists of entries, each with the place where it stands.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::calendar::{Calendar, CalendarRules};
use serde::de::DeserializeOwned;

use super::{
    known::{Kind, Known},
    source::{Source, Spot},
};
use crate::{
    EditionId,
    definition::{Definition, Edition, Form},
    problem::{Problem, did_you_mean},
};

/// Where the entries stand, list by list in the order of the definition's.
#[derive(Default)]
pub(crate) struct Spots<'t> {
    pub stages: Vec<Spot<'t>>,
    pub roles: Vec<Spot<'t>>,
    pub library: Vec<Spot<'t>>,
    pub tasks: Vec<Spot<'t>>,
    pub forms: Vec<Spot<'t>>,
    pub evidence: Vec<Spot<'t>>,
    pub checks: Vec<Spot<'t>>,
    pub gates: Vec<Spot<'t>>,
    pub calls: Vec<Spot<'t>>,
    pub decisions: Vec<Spot<'t>>,
    pub letters: Vec<Spot<'t>>,
    pub scopes: Vec<Spot<'t>>,
    pub edition: Option<Spot<'t>>,
    pub eligibility: Option<Spot<'t>>,
    pub levels: Option<Spot<'t>>,
    pub plan: Option<Spot<'t>>,
}

/// What reading gave.
pub(crate) struct Read<'t> {
    pub definition: Definition,
    pub spots: Spots<'t>,
    pub known: Known,
}

/// The files of an edition: its path, and whether it can be left out.
const FILES: [(&str, bool); 15] = [
    ("edition.toml", true),
    ("stages.toml", true),
    ("roles.toml", true),
    ("tasks.toml", true),
    ("checks.toml", true),
    ("gates.toml", true),
    ("evidence.toml", false),
    ("calls.toml", false),
    ("decisions.toml", false),
    ("letters.toml", false),
    ("eligibility.toml", false),
    ("levels.toml", false),
    ("scopes.toml", false),
    ("plan.toml", false),
    ("nudges.toml", false),
];
const LIBRARY: &str = "library.toml";

struct Reader<'t, 'p> {
    files: &'t BTreeMap<String, String>,
    problems: &'p mut Vec<Problem>,
    known: Known,
}

/// Reads every file. What could not be read is left out and among the problems.
pub(crate) fn read<'t>(files: &'t BTreeMap<String, String>, problems: &mut Vec<Problem>) -> Read<'t> {
    name_strangers(files, problems);
    let mut reader = Reader { files, problems, known: Known::default() };
    let mut spots = Spots::default();
    let edition: Option<Edition> = reader.one("edition.toml", &mut spots.edition);
    let edition = edition.unwrap_or_else(placeholder);
    let calendar = reader.calendar(&edition.calendar, spots.edition.as_ref());
    let definition = Definition {
        stages: reader.list("stages.toml", "stage", Some(Kind::Stage), &mut spots.stages),
        roles: reader.list("roles.toml", "role", Some(Kind::Role), &mut spots.roles),
        library: reader.list(LIBRARY, "library", None, &mut spots.library),
        tasks: reader.list("tasks.toml", "task", Some(Kind::Task), &mut spots.tasks),
        forms: reader.forms(&mut spots.forms),
        evidence: reader.list("evidence.toml", "slot", Some(Kind::Slot), &mut spots.evidence),
        checks: reader.list("checks.toml", "check", Some(Kind::Check), &mut spots.checks),
        gates: reader.list("gates.toml", "gate", Some(Kind::Gate), &mut spots.gates),
        calls: reader.list("calls.toml", "call", Some(Kind::Call), &mut spots.calls),
        decisions: reader.list("decisions.toml", "decision", Some(Kind::Decision), &mut spots.decisions),
        letters: reader.list("letters.toml", "letter", Some(Kind::Letter), &mut spots.letters),
        eligibility: reader.one("eligibility.toml", &mut spots.eligibility),
        levels: reader.one("levels.toml", &mut spots.levels),
        scopes: reader.list("scopes.toml", "scope", Some(Kind::Scope), &mut spots.scopes),
        plan: reader.one("plan.toml", &mut spots.plan).unwrap_or_default(),
        nudges: reader.one("nudges.toml", &mut None).unwrap_or_default(),
        digest: super::digest(files),
        edition,
        calendar,
    };
    let known = reader.nested(&spots);
    Read { definition, spots, known }
}

// Stands for an edition that could not be read, while the other files are looked at; it is never handed out.
fn placeholder() -> Edition {
    Edition {
        id: EditionId::new("0"),
        programme: String::new(),
        title: String::new(),
        service: String::new(),
        operator: String::new(),
        contact: String::new(),
        in_force_from: Date::ZERO,
        open_to_new: false,
        sources: Vec::new(),
        durations: BTreeMap::new(),
        calendar: CalendarRules::default(),
    }
}

// A file that nobody reads is one that somebody misspelt.
fn name_strangers(files: &BTreeMap<String, String>, problems: &mut Vec<Problem>) {
    let names = || FILES.iter().map(|(name, _)| *name).chain([LIBRARY]);
    for path in files.keys() {
        let is_form = path.strip_prefix("forms/").and_then(|rest| rest.strip_suffix(".toml"));
        let is_form = is_form.is_some_and(|stem| !stem.contains('/'));
        if !is_form && !names().any(|name| name == path) {
            let fix = match did_you_mean(path, names()) {
                fix if fix.is_empty() => {
                    format!("an edition has {}, and forms/<id>.toml", names().collect::<Vec<_>>().join(", "))
                }
                fix => fix,
            };
            problems.push(Problem::new(path, 1, "an edition has no such file", fix));
        }
    }
    for (name, _) in FILES.iter().filter(|(name, needed)| *needed && !files.contains_key(*name)) {
        problems.push(Problem::new(name, 1, "the file is missing", "an edition cannot do without it"));
    }
}

impl<'t> Reader<'t, '_> {
    fn source(&mut self, file: &str) -> Option<Source<'t>> {
        let (name, text) = self.files.get_key_value(file)?;
        Some(Source::parse(name, text, self.problems))
    }

    fn list<T: DeserializeOwned>(
        &mut self,
        file: &str,
        key: &str,
        kind: Option<Kind>,
        spots: &mut Vec<Spot<'t>>,
    ) -> Vec<T> {
        let Some(source) = self.source(file) else { return Vec::new() };
        let read = source.list(key, self.problems);
        if let Some(kind) = kind {
            self.known.take(kind, &source.spot().children(key), "", self.problems);
        }
        let (values, places) = read.into_iter().unzip();
        *spots = places;
        values
    }

    fn one<T: DeserializeOwned>(&mut self, file: &str, spot: &mut Option<Spot<'t>>) -> Option<T> {
        let source = self.source(file)?;
        *spot = Some(source.spot());
        source.whole(self.problems)
    }

    fn forms(&mut self, spots: &mut Vec<Spot<'t>>) -> Vec<Form> {
        let paths: Vec<&String> = self.files.keys().filter(|path| path.starts_with("forms/")).collect();
        let mut forms = Vec::new();
        for path in paths {
            let Some(source) = self.source(path) else { continue };
            let spot = source.spot();
            let id = spot.text("id").unwrap_or_default().to_owned();
            self.known.take(Kind::Form, std::slice::from_ref(&spot), "", self.problems);
            self.known.take(Kind::Field, &spot.children("field"), &format!("{id}."), self.problems);
            if source.is_whole && *path != format!("forms/{id}.toml") {
                let what = format!("the form's id is `{id}`");
                let problem = spot.problem(spot.line_of("id", &id), what, "file and form have the same name");
                self.problems.push(problem);
            }
            if let Some(form) = source.whole(self.problems) {
                forms.push(form);
                spots.push(spot);
            }
        }
        forms
    }

    // Ids inside the files that are one value.
    fn nested(mut self, spots: &Spots<'t>) -> Known {
        let lists = [
            (Kind::Level, &spots.levels, "level"),
            (Kind::UseCase, &spots.levels, "use_case"),
            (Kind::Need, &spots.plan, "need"),
            (Kind::Milestone, &spots.plan, "milestone"),
        ];
        for (kind, spot, key) in lists {
            let entries = spot.as_ref().map(|spot| spot.children(key)).unwrap_or_default();
            self.known.take(kind, &entries, "", self.problems);
        }
        self.known
    }

    fn calendar(&mut self, rules: &CalendarRules, spot: Option<&Spot<'t>>) -> Calendar {
        Calendar::new(rules.clone()).unwrap_or_else(|problem| {
            if let Some(spot) = spot {
                let problem = spot.problem(spot.line_of("calendar", ""), problem.to_string(), "");
                self.problems.push(problem.about("calendar"));
            }
            Calendar::default()
        })
    }
}
