//! Every edition that a process works with.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use crate::{Definition, EditionId, Problem, load, load::Files};

/// Editions by id.
#[derive(Clone, Debug, Default)]
pub struct Toolkit {
    editions: BTreeMap<EditionId, Arc<Definition>>,
}

/// Loads every folder, or tells every problem of all of them.
pub fn load_all(folders: &BTreeMap<String, Files>) -> Result<Toolkit, Vec<Problem>> {
    let mut all = Toolkit::default();
    let mut problems = Vec::new();
    for (folder, files) in folders.iter().filter(|(folder, _)| folder.as_str() != "migrations") {
        match load(files) {
            Ok(definition) => {
                all.editions.insert(definition.edition.id.clone(), Arc::new(definition));
            }
            Err(found) => problems.extend(found.into_iter().map(|problem| problem.inside(folder))),
        }
    }
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
}
