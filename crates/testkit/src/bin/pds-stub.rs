//! Runs the stand-in for the Personal Demographics Service, for trials on one machine and for tests in other processes.
//!
//! `pds-stub FOLDER [PORT]` writes a private key into the folder, for its owner only, prints one line of JSON with what to set, and
//! answers until it is ended. How it fails is changed with `curl -X PUT -d 503 ORIGIN/failing` (a status, `hang`, `broken`, `not-fhir`,
//! `too-many-matches`, `no-tokens`, or nothing to work again).

use std::{
    error::Error,
    fs,
    io::{ErrorKind, Write as _},
    net::Ipv4Addr,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::Arc,
};

use identity::{EnvironmentId, demographics::Population};
use jose::SigningKey;
use kernel::{Clock, Timestamp};
use serde_json::json;
use testkit::{PDS_CLIENT, PDS_KEY_ID, StubPds};
use tokio::net::TcpListener;

/// As many invented people as the integration environment has, and the same.
const PEOPLE: usize = 2_000;

struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is handed")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("a folder for the private key is wanted")?;
    let port = arguments.next().map_or(Ok(0), |port| port.parse())?;
    let file = Path::new(&folder).join("pds.pem");
    let key = key(&file)?;
    let population = Population::generate(&EnvironmentId::new("integration"), PEOPLE);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let stub = StubPds::serve(listener, population, key.public_key().clone(), Arc::new(MachineClock));
    let said = json!({
        "origin": stub.origin,
        "base_url": stub.base_url(),
        "token_url": stub.token_url(),
        "client_id": PDS_CLIENT,
        "private_key_file": file,
        "key_id": PDS_KEY_ID,
    });
    writeln!(std::io::stdout(), "{said}")?;
    std::future::pending().await
}

/// The key of a run before, or a new one.
fn key(file: &Path) -> Result<SigningKey, Box<dyn Error>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(SigningKey::from_pkcs8_pem(&text)?),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key = SigningKey::generate();
            let mut made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
            made.write_all(key.to_pkcs8_pem().as_bytes())?;
            Ok(key)
        }
        Err(error) => Err(error.into()),
    }
}
