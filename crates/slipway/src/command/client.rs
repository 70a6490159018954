//! `slipway client`: registering services and looking at them.

mod access;
mod permission;
mod service;

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use app::clients::{self, Refusal, partners};
use identity::{
    ClientId,
    registration::{Draft, Field, Judgement},
};
use jose::{KeyProblem, PublicKey};

use self::service::Service;
use super::Workplace;
use crate::{
    arguments::{Client, ListClients, PairClients, Register, ShowClient},
    failure::{BrokenRule, Failure},
    output::Output,
};

pub fn run(command: &Client, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    match command {
        Client::Register(command) => register(command, workplace, out),
        Client::List(command) => list(command, workplace, out),
        Client::Show(command) => show(command, workplace, out),
        Client::Pair(command) => pair(command, workplace, out),
        Client::Permit(command) => permission::permit(command, workplace, out),
        Client::Forbid(command) => permission::forbid(command, workplace, out),
        Client::Allow(command) => access::allow(command, workplace, out),
        Client::TakeBack(command) => access::take_back(command, workplace, out),
    }
}

fn register(command: &Register, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = workplace.environment(&command.place)?;
    let draft = Draft {
        name: command.name.clone(),
        redirect_uris: command.redirect_uris.clone(),
        public_key: read_key(&command.public_key)?,
        scope: command.scope.clone(),
        vectors: command.vectors.clone(),
        sso_partners: Vec::new(),
    };
    let registering = clients::register(&workplace.ctx, &environment, &draft, None);
    let client = workplace.runtime.block_on(registering).map_err(explain)?;
    let service = Service::of(client, workplace.issuer(&environment));
    if out.is_json() {
        return Ok(out.json(&service)?);
    }
    out.line(&format!("Registered at the {}; it can be used at once.\n", environment.name.to_lowercase()))?;
    Ok(service.describe(out)?)
}

/// The text of the key file. A private key goes no further than this function.
fn read_key(path: &Path) -> Result<String, Failure> {
    let (place, bytes) = if path == Path::new("-") {
        ("standard input".to_owned(), read_some(io::stdin()))
    } else {
        (path.display().to_string(), File::open(path).and_then(read_some))
    };
    let bytes =
        bytes.map_err(|error| Failure::Usage(format!("--public-key {place} cannot be read: {error}")))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match PublicKey::parse(&text) {
        Err(problem) if problem.gives_a_secret_away() => Err(secret_given(&place, &problem)),
        _ => Ok(text),
    }
}

// One byte more than the longest text that can be a key, so that what is too long is refused as such.
fn read_some(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(PublicKey::LONGEST_TEXT).expect("16 KiB") + 1;
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn secret_given(place: &str, problem: &KeyProblem) -> Failure {
    let what = if *problem == KeyProblem::PrivateKey { "a private key" } else { "a shared secret" };
    let message = format!(
        "{place} holds {what}. Nothing of it was kept. Give the file with the public key of your RSA key pair; this writes one: \
         openssl rsa -in private.pem -pubout -out public.pem"
    );
    Failure::refused(problem.code(), message)
}

fn explain(error: app::Error<Refusal>) -> Failure {
    match error {
        app::Error::Internal(internal) => internal.into(),
        app::Error::Refused(Refusal::BrokenRules(judgement)) => broken(&judgement),
        app::Error::Refused(Refusal::NotFound(client)) => unknown(&client),
        app::Error::Refused(refusal) => Failure::refused("registration_refused", refusal.to_string()),
    }
}

fn broken(judgement: &Judgement) -> Failure {
    let rule =
        |(field, reason): (Field, &str)| BrokenRule { argument: argument(field), reason: reason.to_owned() };
    Failure::Refused {
        code: "registration_refused",
        message: "the service was not registered".to_owned(),
        rules: judgement.broken().map(rule).collect(),
    }
}

fn argument(field: Field) -> &'static str {
    match field {
        Field::Name => "--name",
        Field::RedirectUris => "--redirect-uri",
        Field::PublicKey => "--public-key",
        Field::Scope => "--scope",
        Field::Vectors => "--vector",
        Field::SsoPartners => "single sign-on partners",
    }
}

fn pair(command: &PairClients, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = workplace.environment(&command.place)?;
    let (one, other) = (ClientId::new(&command.one), ClientId::new(&command.other));
    if one == other {
        return Err(Failure::Usage(format!("name two services: {one} takes its own word already")));
    }
    let pairing = partners::pair(&workplace.ctx, &environment, [&one, &other]);
    workplace.runtime.block_on(pairing).map_err(explain)?;
    if out.is_json() {
        return Ok(out.json(&serde_json::json!({ "partners": [one, other] }))?);
    }
    Ok(out.line(&format!("{one} and {other} now take each other's word for who is signed in."))?)
}

fn list(command: &ListClients, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = workplace.environment(&command.place)?;
    let found = workplace.runtime.block_on(clients::list(&workplace.ctx, &environment.id))?;
    let services: Vec<Service> =
        found.into_iter().map(|owned| Service::of(owned.client, workplace.issuer(&environment))).collect();
    if out.is_json() {
        return Ok(out.json(&services)?);
    }
    if services.is_empty() {
        return Ok(out.line("No service is registered yet: slipway client register --help says how.")?);
    }
    let rows: Vec<[String; 5]> = services.iter().map(Service::row).collect();
    Ok(out.table(["CLIENT_ID", "NAME", "SCOPE", "VECTORS", "REGISTERED"], &rows)?)
}

fn show(command: &ShowClient, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = workplace.environment(&command.place)?;
    let id = ClientId::new(&command.client);
    let found = workplace.runtime.block_on(clients::find(&workplace.ctx, &environment.id, &id))?;
    let owned = found.ok_or_else(|| unknown(&id))?;
    let service = Service::of(owned.client, workplace.issuer(&environment));
    if out.is_json() { Ok(out.json(&service)?) } else { Ok(service.describe(out)?) }
}

/// The refusal of every command that names a client which is not there.
pub fn unknown(id: &ClientId) -> Failure {
    let refusal = Refusal::NotFound(id.clone());
    Failure::refused("client_not_found", format!("{refusal}; slipway client list shows those that are"))
}
