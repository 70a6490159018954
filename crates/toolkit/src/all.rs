//! Every edition that a process works with, and the ways from one to another.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use crate::{
    Definition, EditionId, Problem, load,
    load::Files,
    migration::{Migration, editions_of},
};

/// The folder among the editions that holds migration documents.
pub const MIGRATIONS: &str = "migrations";

/// Editions by id, and migrations by where they lead from and to.
#[derive(Clone, Debug, Default)]
pub struct Toolkit {
    editions: BTreeMap<EditionId, Arc<Definition>>,
    migrations: BTreeMap<(EditionId, EditionId), Arc<Migration>>,
}

/// Loads every folder and every migration, or tells every problem of all of them, in the order of files and lines.
pub fn load_all(folders: &BTreeMap<String, Files>) -> Result<Toolkit, Vec<Problem>> {
    let mut all = Toolkit::default();
    let mut problems = Vec::new();
    for (folder, files) in folders.iter().filter(|(folder, _)| folder.as_str() != MIGRATIONS) {
        match load(files) {
            Ok(definition) if definition.edition.id.as_str() != folder => {
                let what = format!("the edition's id is `{}`", definition.edition.id);
                let problem = Problem::new("edition.toml", 1, what, "folder and edition have the same name");
                problems.push(problem.inside(folder));
            }
            Ok(definition) => {
                all.editions.insert(definition.edition.id.clone(), Arc::new(definition));
            }
            Err(found) => problems.extend(found.into_iter().map(|problem| problem.inside(folder))),
        }
    }
    // Of an edition that could not be loaded, a migration would have nothing to say that is of use.
    if problems.is_empty() {
        for (file, text) in folders.get(MIGRATIONS).into_iter().flatten() {
            let found = all.load_migration(file, text).err().unwrap_or_default();
            problems.extend(found.into_iter().map(|problem| problem.inside(MIGRATIONS)));
        }
    }
    problems.sort();
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}

impl Toolkit {
    pub fn get(&self, id: &EditionId) -> Option<Arc<Definition>> {
        self.editions.get(id).cloned()
    }

    /// Oldest first.
    pub fn editions(&self) -> impl Iterator<Item = &Arc<Definition>> {
        self.editions.values()
    }

    /// The newest edition that takes new integrations on a day.
    pub fn newest_open(&self, on: Date) -> Option<Arc<Definition>> {
        let open =
            self.editions.values().filter(|one| one.edition.open_to_new && one.edition.in_force_from <= on);
        open.max_by_key(|one| one.edition.in_force_from).cloned()
    }

    /// The way from one edition to another, where there is a document about it.
    pub fn migration(&self, from: &EditionId, to: &EditionId) -> Option<Arc<Migration>> {
        self.migrations.get(&(from.clone(), to.clone())).cloned()
    }

    pub fn migrations(&self) -> impl Iterator<Item = &Arc<Migration>> {
        self.migrations.values()
    }

    fn load_migration(&mut self, file: &str, text: &str) -> Result<(), Vec<Problem>> {
        let problem = |what: &str, fix: &str| Err(vec![Problem::new(file, 1, what, fix)]);
        let Some((from, to)) = editions_of(file) else {
            return problem("the name does not say from where to where", "call it `<from>_to_<to>.toml`");
        };
        let (Some(old), Some(new)) = (self.editions.get(&from), self.editions.get(&to)) else {
            return problem("one of its editions is not there", "add the edition, or remove the migration");
        };
        if old.edition.programme != new.edition.programme {
            return problem(
                "its editions are of different programmes",
                "an integration stays in its programme",
            );
        }
        let migration = Migration::load(file, text, old, new)?;
        self.migrations.insert((from, to), Arc::new(migration));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
