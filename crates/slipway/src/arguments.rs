//! The command line, as clap reads it. What each command does is in [`crate::command`].

mod process;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use process::{CheckToolkit, Demo, DiffEditions, Gates, Migrate, Toolkit, Verify};

#[derive(Debug, Parser)]
#[command(name = "slipway", version, max_term_width = 100)]
#[command(
    about = "A sandpit that behaves as NHS login's published interfaces do, and a portal for developers"
)]
#[command(after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes:
  0  done
  1  refused: a rule says no, and the message says which
  2  the command line or the configuration is wrong
  3  something broke on our side";

// Accepted before and after the command. No doc comment: clap would take it for the program's description.
#[derive(Debug, Args)]
pub struct Place {
    /// Folder for the database and the keys [default: data]
    #[arg(long, value_name = "DIR", global = true, display_order = 100)]
    pub data: Option<PathBuf>,
    /// Configuration file [default: slipway.toml, where there is one]
    #[arg(long, value_name = "FILE", global = true, display_order = 101)]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the portal and the providers
    Serve(Serve),
    /// Register services and look at them
    #[command(subcommand)]
    Client(Client),
    /// The test people of an environment
    #[command(subcommand)]
    People(People),
    /// Those who work for the service, and their roles
    #[command(subcommand)]
    Staff(Staff),
    /// The editions of the onboarding process
    #[command(subcommand)]
    Toolkit(Toolkit),
    /// What each gate of an integration still needs, and who has to do it
    Gates(Gates),
    /// Check that every event of every integration is what was recorded; exit code 1 if one is not
    Verify(Verify),
    /// Fill a fresh installation with an invented programme: twelve organisations, sixty integrations
    Demo(Demo),
    /// The signing keys of an environment
    #[command(subcommand)]
    Keys(Keys),
    /// Write all that the database holds to a file, while the server runs
    Backup(Backup),
    /// Fill an empty database from such a file
    Restore(Restore),
    /// The configuration in force
    #[command(subcommand)]
    Config(Config),
    /// Show what a service sent and what it was told, newest last
    Trace(Trace),
    /// Print the page docs/refusals.md
    #[command(hide = true)]
    Refusals,
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Once both listeners accept, print one line of JSON with the addresses, and nothing else
    #[arg(long)]
    pub ready_json: bool,
}

#[derive(Debug, Args)]
pub struct Backup {
    /// Where to; no file of this name may be there
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// What `slipway backup` wrote
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct Json {
    /// Answer in JSON, for programs
    #[arg(long, display_order = 99)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct InEnvironment {
    /// Which environment
    #[arg(long, value_name = "NAME", default_value = "sandpit", display_order = 98)]
    pub environment: String,
}

#[derive(Debug, Subcommand)]
pub enum Client {
    /// Register a service; it can be used at once
    Register(Register),
    /// List the services
    List(ListClients),
    /// Show one service
    Show(ShowClient),
    /// Let two services take each other's word for who is signed in: asserted_login_identity
    Pair(PairClients),
    /// Let a service look up users or provision accounts
    Permit(PermitClient),
    /// Take such a permission back; tokens made with it open nothing any more
    Forbid(ForbidClient),
    /// Let the developers of a product register a client in an environment that is not open to everybody
    Allow(DecideAccess),
    /// Take that back; a client that is there is suspended until it is allowed again
    TakeBack(DecideAccess),
}

#[derive(Debug, Args)]
pub struct DecideAccess {
    /// The product, as its page's address names it
    #[arg(value_name = "PRODUCT_ID")]
    pub product: String,
    /// Why: whoever looks at it later reads this, and where it is taken back the product's people do
    #[arg(long)]
    pub reason: String,
    /// Which environment
    #[arg(long, value_name = "NAME", default_value = "integration", display_order = 98)]
    pub environment: String,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct PairClients {
    /// The client_id of one
    #[arg(value_name = "CLIENT_ID")]
    pub one: String,
    /// The client_id of the other
    #[arg(value_name = "OTHER_CLIENT_ID")]
    pub other: String,
    #[command(flatten)]
    pub place: InEnvironment,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct PermitClient {
    /// The client_id
    #[arg(value_name = "CLIENT_ID")]
    pub client: String,
    /// What it may: look-up-users or provision-accounts
    #[arg(value_name = "PERMISSION")]
    pub permission: String,
    /// An organisation for whose patients it may provision accounts; give it again for each further one
    #[arg(long = "ods-code", value_name = "CODE")]
    pub ods_codes: Vec<String>,
    /// Why: whoever looks at the permission later reads this
    #[arg(long)]
    pub reason: String,
    #[command(flatten)]
    pub place: InEnvironment,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct ForbidClient {
    /// The client_id
    #[arg(value_name = "CLIENT_ID")]
    pub client: String,
    /// What it may no longer: look-up-users or provision-accounts
    #[arg(value_name = "PERMISSION")]
    pub permission: String,
    #[command(flatten)]
    pub place: InEnvironment,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct Register {
    #[command(flatten)]
    pub place: InEnvironment,
    /// The name that people read on the consent page
    #[arg(long)]
    pub name: String,
    /// Where people are sent back to; give it again for each further address
    #[arg(long = "redirect-uri", value_name = "URI", required = true)]
    pub redirect_uris: Vec<String>,
    /// File with the public key: PEM, JWK or JWKS; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub public_key: PathBuf,
    /// The scopes, with spaces between them
    #[arg(long = "scope", value_name = "SCOPES", default_value = "openid")]
    pub scope: String,
    /// A vector of trust that the service may ask for, like P9.Cp.Cd; give it again for each further one
    #[arg(long = "vector", value_name = "VECTOR", default_value = "P9.Cp.Cd")]
    pub vectors: Vec<String>,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct ListClients {
    #[command(flatten)]
    pub place: InEnvironment,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct ShowClient {
    /// The client_id
    #[arg(value_name = "CLIENT_ID")]
    pub client: String,
    #[command(flatten)]
    pub place: InEnvironment,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Subcommand)]
pub enum People {
    /// List the test people with what they sign in with
    List(ListPeople),
    /// Put test people back as they were at the first start
    Reset(ResetPeople),
    /// Write an empty file of test data to fill in
    Template(TemplateOfPeople),
    /// Change accounts by a file of test data: an Excel workbook, CSV or JSON
    Upload(UploadPeople),
    /// Put accounts back as they were before an upload
    Undo(UndoPeople),
}

#[derive(Debug, Args)]
pub struct TemplateOfPeople {
    /// Where to; its ending says what it becomes: .xlsx, .csv or .json
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct UploadPeople {
    /// What to read
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Say what would happen, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub place: OfProduct,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct UndoPeople {
    /// The upload, as it was named when it was made
    #[arg(value_name = "UPLOAD")]
    pub upload: String,
    #[command(flatten)]
    pub place: OfProduct,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct OfProduct {
    /// The environment
    #[arg(long, value_name = "NAME", default_value = "integration")]
    pub environment: String,
    /// A product: then only its organisation's own people are changed, and it finds the upload on its page
    #[arg(long, value_name = "ID")]
    pub product: Option<String>,
}

#[derive(Debug, Args)]
pub struct ListPeople {
    #[command(flatten)]
    pub place: InEnvironment,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct ResetPeople {
    #[command(flatten)]
    pub place: InEnvironment,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Subcommand)]
pub enum Staff {
    /// Give somebody a role; the first one is process-owner
    Add(StaffRoleOf),
    /// Take a role away from somebody
    Remove(StaffRoleOf),
    /// List everybody's roles
    List(ListStaff),
    /// Forget the authenticator app and the recovery codes of somebody who lost them, and sign them out
    ResetSecondFactor(ResetSecondFactor),
}

#[derive(Debug, Args)]
pub struct ResetSecondFactor {
    /// The address that they sign in with; make sure first that it is they who ask
    pub email: String,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct StaffRoleOf {
    /// The address that they sign in with
    pub email: String,
    /// The role, such as project-manager or reviewer:data-security
    #[arg(long)]
    pub role: String,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct ListStaff {
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Sign with the next key; the one before stays published until what it signed has expired
    Rotate(RotateKeys),
    /// List the published keys
    List(ListKeys),
}

#[derive(Debug, Args)]
pub struct RotateKeys {
    #[command(flatten)]
    pub place: InEnvironment,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Args)]
pub struct ListKeys {
    #[command(flatten)]
    pub place: InEnvironment,
    #[command(flatten)]
    pub output: Json,
}

#[derive(Debug, Subcommand)]
pub enum Config {
    /// Print what is in force and where each value comes from, secrets masked
    Check(Json),
    /// Print a commented slipway.toml to start from
    Example,
    /// Print the page docs/configuration.md
    #[command(hide = true)]
    Document,
}

#[derive(Debug, Args)]
pub struct Trace {
    /// The client_id of the service
    #[arg(long, value_name = "CLIENT_ID")]
    pub client: String,
    /// Wait for further exchanges and show each as it happens
    #[arg(long)]
    pub follow: bool,
    #[command(flatten)]
    pub place: InEnvironment,
    #[command(flatten)]
    pub output: Json,
}

impl Command {
    /// Whether a program reads the answer: it decides how refusals look too.
    pub fn wants_json(&self) -> bool {
        match self {
            Self::Serve(serve) => serve.ready_json,
            Self::Client(Client::Register(register)) => register.output.json,
            Self::Client(Client::List(list)) => list.output.json,
            Self::Client(Client::Show(show)) => show.output.json,
            Self::Client(Client::Pair(pair)) => pair.output.json,
            Self::Client(Client::Permit(permit)) => permit.output.json,
            Self::Client(Client::Forbid(forbid)) => forbid.output.json,
            Self::Client(Client::Allow(access) | Client::TakeBack(access)) => access.output.json,
            Self::People(People::List(list)) => list.output.json,
            Self::People(People::Reset(reset)) => reset.output.json,
            Self::People(People::Template(template)) => template.output.json,
            Self::People(People::Upload(upload)) => upload.output.json,
            Self::People(People::Undo(undo)) => undo.output.json,
            Self::Staff(Staff::Add(of) | Staff::Remove(of)) => of.output.json,
            Self::Staff(Staff::List(list)) => list.output.json,
            Self::Staff(Staff::ResetSecondFactor(reset)) => reset.output.json,
            Self::Toolkit(toolkit) => toolkit.wants_json(),
            Self::Gates(gates) => gates.output.json,
            Self::Verify(verify) => verify.output.json,
            Self::Demo(demo) => demo.output.json,
            Self::Backup(backup) => backup.output.json,
            Self::Restore(restore) => restore.output.json,
            Self::Keys(Keys::Rotate(rotate)) => rotate.output.json,
            Self::Keys(Keys::List(list)) => list.output.json,
            Self::Config(Config::Check(output)) => output.json,
            Self::Config(Config::Example | Config::Document) | Self::Refusals => false,
            Self::Trace(trace) => trace.output.json,
        }
    }
}
