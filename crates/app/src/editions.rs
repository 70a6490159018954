//! The editions of the toolkit that this process works with.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use store::queries::integrations as queries;
use toolkit::{Definition, Problem, Toolkit};

use crate::{Context, Internal};

include!(concat!(env!("OUT_DIR"), "/editions.rs"));

/// Folders of editions, and of migrations, by name: each a file by its path within it.
pub type Folders = BTreeMap<String, BTreeMap<String, String>>;

/// The files that ship with this program.
pub fn shipped_files() -> Folders {
    let mut folders = Folders::new();
    for (folder, path, text) in SHIPPED {
        folders.entry((*folder).to_owned()).or_default().insert((*path).to_owned(), (*text).to_owned());
    }
    folders
}

/// The editions that ship with this program, read once.
pub fn shipped() -> Result<Arc<Toolkit>, &'static [Problem]> {
    static SHIPPED: OnceLock<Result<Arc<Toolkit>, Vec<Problem>>> = OnceLock::new();
    let shipped = SHIPPED.get_or_init(|| toolkit::load_all(&shipped_files()).map(Arc::new));
    shipped.as_ref().map(Arc::clone).map_err(Vec::as_slice)
}

/// Editions that integrations are on and that are not there: with those missing, nothing can be said about them.
pub fn missing_blocking(ctx: &Context) -> Result<Vec<(String, i64)>, Internal> {
    let mut used = ctx.store.read_blocking(queries::count_by_edition)?;
    used.retain(|(edition, _)| ctx.definition(edition).is_err());
    Ok(used)
}

impl Context {
    /// The definition that an integration is pinned to.
    pub(crate) fn definition(&self, edition: &str) -> Result<Arc<Definition>, Internal> {
        let id = edition.parse().ok();
        let found = id.and_then(|id| self.toolkit.get(&id));
        found.ok_or_else(|| Internal::Edition(edition.to_owned()))
    }
}
