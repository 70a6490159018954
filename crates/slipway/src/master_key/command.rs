//! A key that another program answers with, such as the client of a key management service: an argument list without a shell,
//! within bounded time, and nothing but the key on its standard output.

use std::{process::Stdio, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, copy, sink},
    process::{Child, Command},
    runtime::Builder,
    time::timeout,
};

use super::{MOST_BYTES, MasterKey, parse};
use crate::config::Fault;

/// A start waits for it.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What is quoted of its complaint.
const MOST_WORDS: u64 = 1_000;

struct Answer {
    succeeded: bool,
    status: String,
    output: Vec<u8>,
    complaint: Vec<u8>,
}

/// Runs the program and reads the key that it prints. It waits, hence a thread of its own below whatever runs us.
pub fn ask(arguments: &[String], patience: Duration) -> Result<MasterKey, Fault> {
    let asking = arguments.to_vec();
    let asked = std::thread::spawn(move || {
        let runtime =
            Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        let answered = runtime.block_on(async { timeout(patience, run(&asking)).await });
        answered.map_err(|_| format!("did not end within {} seconds", patience.as_secs_f32()))?
    });
    let program = arguments.first().map(String::as_str).unwrap_or_default();
    let fault = |wrong: String| Fault::new(format!("{program} {wrong}"), FIX);
    let answer = asked.join().unwrap_or_else(|_| Err("could not be waited for".to_owned())).map_err(fault)?;
    if !answer.succeeded {
        return Err(fault(format!("failed with {}{}", answer.status, quoted(&answer.complaint))));
    }
    let key = String::from_utf8(answer.output).ok().and_then(|text| parse(&text));
    key.ok_or_else(|| fault("answered something else than a key of 64 hexadecimal digits".to_owned()))
}

const FIX: &str = "run it by hand as the user that Slipway runs as: it must print the key of 64 hexadecimal digits and nothing else, and end with 0";

async fn run(arguments: &[String]) -> Result<Answer, String> {
    let (program, rest) = arguments.split_first().ok_or("is no program")?;
    let mut child = Command::new(program)
        .args(rest)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Where time runs out it must not stay behind.
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("cannot be started: {error}"))?;
    let (output, complaint) = read_both(&mut child).await.map_err(|error| format!("broke off: {error}"))?;
    let status = child.wait().await.map_err(|error| format!("could not be waited for: {error}"))?;
    Ok(Answer { succeeded: status.success(), status: status.to_string(), output, complaint })
}

async fn read_both(child: &mut Child) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
    let (output, complaint) = (child.stdout.take(), child.stderr.take());
    tokio::try_join!(first_of(output, MOST_BYTES), first_of(complaint, MOST_WORDS))
}

/// What comes first; the rest is read and dropped, so that whoever says more than we want is not cut off.
async fn first_of(pipe: Option<impl AsyncRead + Unpin>, most: u64) -> std::io::Result<Vec<u8>> {
    let mut first = Vec::new();
    if let Some(mut pipe) = pipe {
        (&mut pipe).take(most).read_to_end(&mut first).await?;
        copy(&mut pipe, &mut sink()).await?;
    }
    Ok(first)
}

/// Its words on one line, without anything that could be a key.
fn quoted(complaint: &[u8]) -> String {
    let text = String::from_utf8_lossy(complaint);
    let words: Vec<String> = text.split_whitespace().map(without_keys).collect();
    if words.is_empty() { String::new() } else { format!(", and said: {}", words.join(" ")) }
}

/// Runs of hexadecimal digits as long as half a key are left out, wherever they stand.
fn without_keys(word: &str) -> String {
    let mut kept = String::new();
    for part in word.split_inclusive(|letter: char| !letter.is_ascii_hexdigit()) {
        let digits = part.trim_end_matches(|letter: char| !letter.is_ascii_hexdigit());
        kept.push_str(if digits.len() < 32 { digits } else { "(left out)" });
        kept.extend(part[digits.len()..].chars().filter(|letter| !letter.is_control()));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    fn asked(script: &str) -> Result<MasterKey, Fault> {
        ask(&["sh", "-c", script].map(str::to_owned), PATIENCE)
    }

    #[test]
    fn what_it_prints_is_the_key() {
        assert_eq!(asked(&format!("echo {KEY}")).map(|key| key[..2].to_vec()), Ok(vec![0x00, 0x11]));
        // It has nothing to read, and may say what it does.
        assert!(asked(&format!("cat; echo decrypting >&2; printf {KEY}")).is_ok());
    }

    #[test]
    fn arguments_go_to_no_shell() {
        let key = ask(&["echo", "$HOME", ";", "echo", KEY].map(str::to_owned), PATIENCE);
        assert!(key.unwrap_err().wrong.starts_with("echo answered something else"));
    }

    #[test]
    fn a_failure_says_the_status_and_the_words_but_no_key() {
        let fault = asked(&format!("echo 'no access to {KEY}' >&2; echo {KEY}; exit 7")).unwrap_err();
        assert_eq!(fault.wrong, "sh failed with exit status: 7, and said: no access to (left out)");
        assert!(fault.fix.contains("end with 0"), "{fault:?}");
    }

    #[test]
    fn anything_but_a_key_is_refused_and_not_repeated() {
        let long = format!("yes {KEY} | head -c 1000000");
        for script in ["true", "echo abab", &format!("echo {KEY}{KEY}"), &long, r"printf '\377'"] {
            let fault = asked(script).unwrap_err();
            assert!(fault.wrong.ends_with("answered something else than a key of 64 hexadecimal digits"));
        }
    }

    #[test]
    fn one_that_does_not_end_is_given_up() {
        let slow = ["sleep", "600"].map(str::to_owned);
        let fault = ask(&slow, Duration::from_millis(100)).unwrap_err();
        assert_eq!(fault.wrong, "sleep did not end within 0.1 seconds");
    }

    #[test]
    fn one_that_is_not_there_is_said() {
        let fault = ask(&["no-such-program".to_owned()], PATIENCE).unwrap_err();
        assert!(fault.wrong.starts_with("no-such-program cannot be started: "), "{fault:?}");
    }
}
