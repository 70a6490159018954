//! Puts the crates together: the data folder, the database, the key, and from them the context of every use case.

use std::{
    fs::{DirBuilder, File},
    io::{self, ErrorKind},
    os::unix::fs::DirBuilderExt,
    path::Path,
    sync::Arc,
    time::Instant,
};

use app::{
    Context, Parts,
    system::{OsRandom, ShiftedClock, SystemClock},
};
use identity::{Environment, EnvironmentId};
use kernel::{Clock, Random};
use store::{OpenError, Store, StoreError, queries::signing_keys};

use crate::{
    config::{Fault, Loaded, Settings, environment::EnvironmentSettings, settings::Origin},
    demographics, editions,
    failure::Failure,
    master_key::{self, MasterKey},
    outgoing,
};

/// Opens everything that there is to work with, and makes what the first start makes.
///
/// It waits for the database, hence it is not for asynchronous code.
pub fn open(loaded: &Loaded, portal: &Origin, issuers: &Issuers) -> Result<Context, Failure> {
    let started = Instant::now();
    let settings = &loaded.settings;
    // Before anything is made: with a mistake in a definition nothing starts.
    let toolkit = editions::configured(loaded)?;
    // Held until everything is there: of processes that start at once, one makes it and the others find it.
    let _turn = claim_folder(&settings.data).map_err(|fault| loaded.problem("data", fault))?;
    let store = open_store(loaded)?;
    tracing::debug!(duration = ?started.elapsed(), "database open");
    let clock = clock(settings);
    let random: Arc<dyn Random> = Arc::new(OsRandom::default());
    let environments = environments(settings, issuers);
    let adapters = demographics::adapters(loaded, &clock, &random)?;
    let master_key = find_master_key(loaded, &store, &environments, random.as_ref())?;
    let sender = outgoing::sender(settings, &clock)?;
    let portal_url = portal.to_string();
    let ctx =
        Context::new(Parts { store, clock, random, master_key, environments, portal_url, sender, toolkit });
    let ctx = adapters.into_iter().fold(ctx, |ctx, (id, adapters)| ctx.with_adapters(id, adapters));
    let ctx = match settings.keys.rotation_days {
        0 => ctx,
        days => ctx.with_key_rotation(days),
    };
    set_up(loaded, &ctx)?;
    tracing::debug!(duration = ?started.elapsed(), "keys and test people there");
    Ok(ctx)
}

fn clock(settings: &Settings) -> Arc<dyn Clock> {
    match &settings.clock.ahead_file {
        Some(file) => Arc::new(ShiftedClock { ahead_file: file.clone() }),
        None => Arc::new(SystemClock),
    }
}

/// Where the environments of this process are, in their order.
#[derive(Clone, Debug)]
pub struct Issuers(pub Vec<(EnvironmentId, Origin)>);

fn environments(settings: &Settings, issuers: &Issuers) -> Vec<Environment> {
    let at = |one: &EnvironmentSettings| issuers.0.iter().find(|(id, _)| id.as_str() == one.id);
    let with_limit = |mut environment: Environment| {
        environment.policy.provisionings_an_hour =
            settings.limits.enabled.then_some(settings.limits.ods_code_provisionings);
        environment
    };
    settings.running().filter_map(|one| Some(with_limit(one.value(&at(one)?.1)))).collect()
}

/// Makes the folder where it is missing, and waits for whoever else is setting up in it.
pub fn claim_folder(path: &Path) -> Result<File, Fault> {
    let claim = || {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        let folder = File::open(path)?;
        match folder.lock() {
            // A file system without locks is no reason not to run: what is made is checked again as it is written.
            Err(error) if error.kind() != ErrorKind::Unsupported => Err(error),
            _ => Ok(folder),
        }
    };
    claim().map_err(|error: io::Error| {
        let wrong = format!("the data folder {} cannot be used: {error}", path.display());
        Fault::new(
            wrong,
            "let this user write to it and to the folder above it, or choose another with --data",
        )
    })
}

fn open_store(loaded: &Loaded) -> Result<Store, Failure> {
    Store::open(&loaded.settings.database()).map_err(|error| match error {
        // The operator's to mend: the same start fails the same way until a path or a permission changes.
        OpenError::FileNotCreated { .. } | OpenError::FileNotOpened { .. } => {
            let fix = "mend the file or its folder, or name another database in database.url";
            loaded.problem("database.url", Fault::new(error.to_string(), fix)).into()
        }
        _ => Failure::Ours(error.into()),
    })
}

fn find_master_key(
    loaded: &Loaded,
    store: &Store,
    environments: &[Environment],
    random: &dyn Random,
) -> Result<MasterKey, Failure> {
    let source = master_key::Source::of(&loaded.settings);
    let found = source.find(random, || holds_sealed_keys(store, environments).map_err(NoKey::Ours));
    found.map_err(|error| match error {
        NoKey::Fault(fault) => loaded.problem(source.setting(), fault).into(),
        NoKey::Ours(failure) => failure,
    })
}

/// Why there is no master key.
enum NoKey {
    /// Of the setting that says where it comes from.
    Fault(Fault),
    Ours(Failure),
}

impl From<Fault> for NoKey {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Makes what the first start makes. Another key than the database was sealed with is the operator's to mend.
fn set_up(loaded: &Loaded, ctx: &Context) -> Result<(), Failure> {
    app::setup::ensure(ctx).map_err(|error| match error {
        app::Internal::MasterKey(environment) => {
            let source = master_key::Source::of(&loaded.settings);
            loaded.problem(source.setting(), master_key::wrong(environment.as_str())).into()
        }
        other => other.into(),
    })
}

fn holds_sealed_keys(store: &Store, environments: &[Environment]) -> Result<bool, Failure> {
    let ids: Vec<EnvironmentId> = environments.iter().map(|environment| environment.id.clone()).collect();
    let found = store.read_blocking(move |tx| {
        ids.iter().try_fold(false, |found, id| {
            Ok::<_, StoreError>(found || signing_keys::find_current_kid(tx, id)?.is_some())
        })
    });
    found.map_err(|error| Failure::Ours(error.into()))
}
