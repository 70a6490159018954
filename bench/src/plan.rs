//! What to measure, as the command line says it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

#[derive(Parser)]
#[command(name = "bench", about = "Measures whole journeys: authorize, token, userinfo")]
pub struct Arguments {
    #[command(flatten)]
    pub plan: Plan,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Args, Clone)]
pub struct Plan {
    /// The servers to measure, in the order of each round
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Server::ALL)]
    pub servers: Vec<Server>,
    /// How many times each server is measured at each level, in turn
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// How many journeys run at once
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64])]
    pub at_once: Vec<usize>,
    /// Journeys in one measurement; a quarter of them where one runs at a time
    #[arg(long, default_value_t = 4000)]
    pub journeys: usize,
    /// Journeys before the first measurement, so that caches and compilers are warm
    #[arg(long, default_value_t = 500)]
    pub warm_up: usize,
    /// How many times the time to the first answer is taken
    #[arg(long, default_value_t = 5)]
    pub starts: usize,
    /// The core that each server is pinned to
    #[arg(long, default_value_t = 0)]
    pub server_core: usize,
    /// The core that this program is pinned to
    #[arg(long, default_value_t = 1)]
    pub driver_core: usize,
    /// The program to measure [default: the release build beside this one]
    #[arg(long, value_name = "FILE")]
    pub slipway: Option<PathBuf>,
    /// A PostgreSQL server whose user may create databases
    #[arg(long, value_name = "URL", env = "SLIPWAY_TEST_POSTGRES", hide_env_values = true)]
    pub postgres: Option<String>,
    /// Folder for the databases and the servers' logs of this run
    #[arg(long, value_name = "DIR", default_value = "bench/results")]
    pub results: PathBuf,
    /// Folder of the peer, with its npm packages installed
    #[arg(long, value_name = "DIR", default_value = "bench")]
    pub peer: PathBuf,
}

#[derive(Subcommand)]
pub enum Command {
    /// Serve the floor; the measurement starts this by itself
    #[command(hide = true)]
    Floor {
        /// The file with its settings
        setup: PathBuf,
    },
    /// Measure the portal's pages over a large programme instead
    Programme(crate::programme::Size),
    /// Measure new people on their way to P9 in the integration environment instead
    Proving(crate::proving::Size),
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Server {
    Floor,
    Peer,
    PeerMaps,
    Slipway,
    FloorPostgres,
    SlipwayPostgres,
}

impl Server {
    const ALL: [Self; 6] =
        [Self::Floor, Self::Peer, Self::PeerMaps, Self::Slipway, Self::FloorPostgres, Self::SlipwayPostgres];

    pub const fn title(self) -> &'static str {
        match self {
            Self::Floor => "floor, SQLite",
            Self::Peer => "oidc-provider, its own memory",
            Self::PeerMaps => "oidc-provider, plain maps",
            Self::Slipway => "Slipway, SQLite",
            Self::FloorPostgres => "floor, PostgreSQL",
            Self::SlipwayPostgres => "Slipway, PostgreSQL",
        }
    }

    /// A name for files and databases.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Peer => "peer",
            Self::PeerMaps => "peer_maps",
            Self::Slipway => "slipway",
            Self::FloorPostgres => "floor_postgres",
            Self::SlipwayPostgres => "slipway_postgres",
        }
    }

    /// The floor under this server: the same database and nothing above it.
    pub const fn floor(self) -> Self {
        match self {
            Self::Floor | Self::Peer | Self::PeerMaps | Self::Slipway => Self::Floor,
            Self::FloorPostgres | Self::SlipwayPostgres => Self::FloorPostgres,
        }
    }

    pub const fn is_on_postgres(self) -> bool {
        matches!(self, Self::FloorPostgres | Self::SlipwayPostgres)
    }
}

impl std::fmt::Display for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name().replace('_', "-"))
    }
}

impl Plan {
    /// Journeys of one measurement at this level.
    pub fn journeys_at(&self, at_once: usize) -> usize {
        if at_once == 1 { self.journeys.div_ceil(4) } else { self.journeys.max(at_once) }
    }
}
