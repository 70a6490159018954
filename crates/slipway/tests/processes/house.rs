//! A folder for one test, with the programs that run in it.

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Output, Stdio},
};

use jose::SigningKey;
use serde_json::Value;
use store::Location;
use tempfile::TempDir;
use testkit::TestDatabase;

/// A place of its own: no file of the checkout, no variable of this machine and no port of another test reaches it.
pub struct House {
    folder: TempDir,
    database: Option<TestDatabase>,
}

impl House {
    /// On SQLite, as a first start makes it.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), database: None }
    }

    pub fn on_postgres() -> Self {
        Self { database: Some(TestDatabase::postgres()), ..Self::new() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the public key of a new pair, and answers with the name of its file.
    pub fn public_key(&self) -> String {
        self.write("public.pem", &SigningKey::generate().public_key().to_pem())
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).expect("the folder takes files");
        name.to_owned()
    }

    pub fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_slipway"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command.env("SLIPWAY_PORTAL_LISTEN", "127.0.0.1:0").env("SLIPWAY_SANDPIT_LISTEN", "127.0.0.1:0");
        command.env("SLIPWAY_INTEGRATION_LISTEN", "127.0.0.1:0");
        if let Some(Location::Postgres(url)) = self.database.as_ref().map(TestDatabase::location) {
            command.env("SLIPWAY_DATABASE_URL", url.expose());
        }
        command
    }

    /// Runs a command, written as people type it.
    pub fn run(&self, line: &str) -> Output {
        self.command(line.split_whitespace()).output().expect("the program runs")
    }

    /// The JSON that a command answers, which has to succeed.
    pub fn ask(&self, line: &str) -> Value {
        let output = self.run(&format!("{line} --json"));
        assert!(output.status.success(), "{line}: {output:?}");
        serde_json::from_slice(&output.stdout).expect("it answers JSON")
    }

    /// The exit code of a command that is refused, and the JSON that says why.
    pub fn refusal(&self, line: &str) -> (i32, Value) {
        let output = self.run(&format!("{line} --json"));
        assert!(output.stdout.is_empty(), "{line}: {output:?}");
        let reason = serde_json::from_slice(&output.stderr).expect("a refusal is JSON too");
        (output.status.code().expect("it ends by itself"), reason)
    }

    /// Starts a server and waits for the line that says where it is.
    pub fn serve(&self) -> Server {
        let mut server = Background::start(&mut self.command(["serve", "--ready-json"]));
        let line = server.line();
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}: {}", server.end().1));
        Server { process: server, ready }
    }
}

/// A running server.
pub struct Server {
    process: Background,
    pub ready: Value,
}

impl Server {
    pub fn portal(&self) -> &str {
        self.ready["portal"].as_str().expect("the address of the portal")
    }

    pub fn issuer(&self) -> &str {
        self.ready["environments"]["sandpit"].as_str().expect("the address of the sandpit")
    }

    /// Tells it to stop, and answers with how it ended and what it logged.
    pub fn stop(self) -> (ExitStatus, String) {
        self.process.tell("TERM");
        self.process.finish()
    }
}

/// A program that runs until it is told to stop; it does not outlive its test.
pub struct Background {
    child: Child,
    out: Option<BufReader<ChildStdout>>,
    err: ChildStderr,
}

impl Background {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let out = child.stdout.take().map(BufReader::new);
        let err = child.stderr.take().expect("standard error is piped");
        Self { child, out, err }
    }

    /// The next line that it prints; empty when it prints no more.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        let out = self.out.as_mut().expect("it was not closed");
        out.read_line(&mut line).expect("it prints UTF-8");
        line
    }

    /// Reads no more of what it prints.
    pub fn close(&mut self) {
        self.out = None;
    }

    pub fn tell(&self, signal: &str) {
        let told = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status();
        assert!(told.expect("kill is there").success());
    }

    /// Waits for its end: how, and what it said on standard error.
    pub fn finish(mut self) -> (ExitStatus, String) {
        self.end()
    }

    fn end(&mut self) -> (ExitStatus, String) {
        // Nobody reads its answer any more, and a full pipe would hold it up.
        let mut rest = String::new();
        if let Some(out) = &mut self.out {
            out.read_to_string(&mut rest).expect("it prints UTF-8");
        }
        let mut said = String::new();
        self.err.read_to_string(&mut said).expect("it logs UTF-8");
        (self.child.wait().expect("it ends"), said)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // Nothing to do where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks for a page by hand, and answers with everything that came back.
pub fn fetch(origin: &str, path: &str) -> String {
    let host = origin.strip_prefix("http://").expect("tests are not encrypted");
    let mut connection = TcpStream::connect(host).expect("it listens");
    write!(connection, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("it answers in UTF-8");
    answer
}

pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}
