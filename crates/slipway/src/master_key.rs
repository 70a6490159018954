//! The key that seals what the database keeps secret: 32 random bytes, as 64 hexadecimal digits. Where it comes from is one of three:
//! a file, which the first start makes; a variable; or a program that is asked for it at every start.

mod command;
mod file;

use std::{fmt, path::PathBuf};

use kernel::{Random, Secret};

use crate::config::{Fault, Settings};

pub use file::check_permissions;

pub type MasterKey = [u8; 32];

/// A key has 64 digits and a line feed; whatever is longer is something else, however long.
const MOST_BYTES: u64 = 128;

/// Where the key comes from.
#[derive(Clone, Debug)]
pub enum Source {
    File(PathBuf),
    Variable(Secret),
    Command(Vec<String>),
}

impl Source {
    pub fn of(settings: &Settings) -> Self {
        // The rules of the configuration refuse more than one.
        match (&settings.master_key, &settings.master_key_command) {
            (Some(key), _) => Self::Variable(key.clone()),
            (None, Some(command)) => Self::Command(command.clone()),
            (None, None) => Self::File(settings.master_key_file()),
        }
    }

    /// The setting to look at when something is wrong with the key.
    pub fn setting(&self) -> &'static str {
        match self {
            Self::File(_) => "master_key_file",
            Self::Variable(_) => "master_key",
            Self::Command(_) => "master_key_command",
        }
    }

    /// The key. Only a file is made where it is missing, and only while nothing was sealed with another, which `is_sealed` asks.
    pub fn find<E: From<Fault>>(
        &self,
        random: &dyn Random,
        is_sealed: impl FnOnce() -> Result<bool, E>,
    ) -> Result<MasterKey, E> {
        match self {
            Self::File(path) => {
                if let Some(key) = file::read(path)? {
                    return Ok(key);
                }
                if !is_sealed()? {
                    return Ok(file::make(path, random)?);
                }
                // Another process at its first start may have made the file and sealed a key since we looked.
                Ok(file::read(path)?.ok_or_else(|| file::missing(path))?)
            }
            Self::Variable(key) => Ok(parse(key.expose()).ok_or_else(not_a_key)?),
            Self::Command(arguments) => Ok(command::ask(arguments, command::PATIENCE)?),
        }
    }

    /// Whether it can be had by itself, without somebody putting a file back.
    pub fn is_there(&self) -> bool {
        match self {
            Self::File(path) => path.exists(),
            Self::Variable(_) | Self::Command(_) => true,
        }
    }
}

/// What an operator keeps, in words.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(_) => f.write_str("the value of SLIPWAY_MASTER_KEY"),
            Self::Command(_) => f.write_str("what master_key_command answers"),
        }
    }
}

/// What to say where the key is a key and yet another one than the database was sealed with.
pub fn wrong(environment: &str) -> Fault {
    Fault::new(
        format!(
            "it does not open the signing key of {environment}: the database was sealed with another master key"
        ),
        "give the key that this database was made with, or another database",
    )
}

fn not_a_key() -> Fault {
    let fix = "set it to the key; `openssl rand -hex 32` makes one for a new database";
    Fault::new("it is not a key of 64 hexadecimal digits", fix)
}

fn parse(text: &str) -> Option<MasterKey> {
    let digits = text.trim_end();
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; 32];
    for (byte, place) in key.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&digits[place..place + 2], 16).ok()?;
    }
    Some(key)
}

/// Refuses, as the configuration is read, what could never be a key.
pub fn check(text: &str) -> Result<Secret, Fault> {
    parse(text).ok_or_else(not_a_key)?;
    Ok(Secret::new(text.trim_end()))
}
