//! A mail server for tests: it speaks the few verbs that a client needs, keeps what it hears, and refuses what it is told to.

use std::net::Ipv4Addr;

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub struct Stub {
    port: u16,
    task: JoinHandle<String>,
}

/// A verb (or the dot that ends a mail) and what to answer to it; an empty answer is silence.
type Script = Vec<(&'static str, &'static str)>;

impl Stub {
    /// Listens on a free port for one conversation.
    pub async fn start(script: &[(&'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let script = script.to_vec();
        let task = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            converse(stream, script).await
        });
        Self { port, task }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Everything that the client said, once it has gone.
    pub async fn heard(self) -> String {
        self.task.await.unwrap()
    }
}

async fn converse(stream: TcpStream, script: Script) -> String {
    let mut stream = BufReader::new(stream);
    let mut heard = String::new();
    let mut in_mail = false;
    say(&mut stream, "220 stub").await;
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|length| length > 0) {
        let said = line.trim_end().to_owned();
        line.clear();
        heard.push_str(&said);
        heard.push('\n');
        if in_mail && said != "." {
            continue;
        }
        let answer = answer(&script, &said);
        in_mail = answer.starts_with("354");
        if !answer.is_empty() {
            say(&mut stream, answer).await;
        }
        if said == "QUIT" {
            break;
        }
    }
    heard
}

fn answer(script: &Script, said: &str) -> &'static str {
    let verb = said.split([' ', ':']).next().unwrap_or_default();
    if let Some((_, answer)) = script.iter().find(|(scripted, _)| *scripted == verb) {
        return answer;
    }
    match verb {
        "EHLO" => "250-stub\r\n250-8BITMIME\r\n250 AUTH PLAIN",
        "AUTH" => "235 2.7.0 welcome",
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ => "250 2.0.0 fine",
    }
}

async fn say(stream: &mut BufReader<TcpStream>, answer: &str) {
    // A client that has gone already is found out at the next line.
    let _ = stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await;
}
