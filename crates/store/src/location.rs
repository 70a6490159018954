//! Where the data lives, as operators write it: `sqlite:data/slipway.db` or `postgres://…`.

use std::{fmt, path::PathBuf, str::FromStr};

use kernel::Secret;
use thiserror::Error;

/// A database to open. Neither `Debug` nor `Display` shows the password of a URL.
#[derive(Clone)]
pub enum Location {
    Sqlite(PathBuf),
    /// A libpq URL: it may hold a password.
    Postgres(Secret),
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LocationProblem {
    #[error("a database is written as sqlite:path/to/file or postgres://user@host/name")]
    UnknownKind,
    #[error("the path of the SQLite file is missing: write sqlite:path/to/file")]
    PathMissing,
    #[error("the PostgreSQL address is not one that a client can use: {0}")]
    NotAPostgresUrl(String),
}

impl FromStr for Location {
    type Err = LocationProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            // `sqlite:///path` is how other tools spell an absolute path.
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() {
                Err(LocationProblem::PathMissing)
            } else {
                Ok(Self::Sqlite(path.into()))
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            crate::postgresql::check_url(text).map_err(LocationProblem::NotAPostgresUrl)?;
            return Ok(Self::Postgres(Secret::new(text)));
        }
        Err(LocationProblem::UnknownKind)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => f.write_str(&without_password(url.expose())),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

// A password stands before the last `@` of the authority, or in the query as `password=`; the rest of the query is
// dropped with it, because what an operator needs from a message is the host and the name.
fn without_password(url: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, ""), |(base, _)| (base, "?…"));
    let Some((scheme, rest)) = base.split_once("://") else { return "postgres://…".to_owned() };
    match rest.rsplit_once('@') {
        Some((person, host)) => {
            let name = person.split_once(':').map_or(person.to_owned(), |(name, _)| format!("{name}:…"));
            format!("{scheme}://{name}@{host}{query}")
        }
        None => format!("{scheme}://{rest}{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_never_shown() {
        for (url, shown) in [
            ("postgres://ada:hunter2@db.example/slipway", "postgres://ada:…@db.example/slipway"),
            ("postgresql://ada@db.example/slipway?password=hunter2", "postgresql://ada@db.example/slipway?…"),
            ("postgres://db.example:5433/slipway", "postgres://db.example:5433/slipway"),
        ] {
            let location: Location = url.parse().unwrap();
            assert_eq!(location.to_string(), shown);
            assert_eq!(format!("{location:?}"), shown);
        }
    }

    #[test]
    fn paths_are_relative_or_absolute() {
        for (text, path) in [
            ("sqlite:data/a.db", "data/a.db"),
            ("sqlite:/srv/a.db", "/srv/a.db"),
            ("sqlite:///srv/a.db", "/srv/a.db"),
        ] {
            assert!(
                matches!(text.parse(), Ok(Location::Sqlite(found)) if found.to_str() == Some(path)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_a_database_is_refused_in_words() {
        assert_eq!("sqlite:".parse::<Location>().unwrap_err(), LocationProblem::PathMissing);
        assert_eq!("mysql://x".parse::<Location>().unwrap_err(), LocationProblem::UnknownKind);
        let problem = "postgres://h/d?sslmode=sometimes".parse::<Location>().unwrap_err();
        assert!(matches!(problem, LocationProblem::NotAPostgresUrl(_)), "{problem}");
    }
}
