//! What the numbers were measured on.

use std::{fs, hint::black_box, process::Command, time::Instant};

use jose::SigningKey;

use crate::wall_clock;

/// The lines under which a table of numbers means something.
pub fn description() -> String {
    let cpu = first_value("/proc/cpuinfo", "model name");
    let memory = first_value("/proc/meminfo", "MemTotal");
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let all_cores = first_value("/proc/cpuinfo", "siblings").parse().unwrap_or(cores).max(cores);
    format!(
        "{}; {all_cores} cores, {cpu}, {memory}, Linux {}; node {}, {}",
        wall_clock::now().strftime("%-d %B %Y"),
        kernel.trim(),
        answer("node", "--version"),
        answer("postgres", "--version"),
    )
}

fn first_value(file: &str, name: &str) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_once(':').map_or_else(String::new, |(_, value)| value.trim().to_owned())
}

fn answer(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output();
    output.map_or_else(
        |_| format!("no {program}"),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// What one RS512 signature costs here, in milliseconds: the best of many batches, since whatever else runs only adds.
pub fn signature_cost() -> f64 {
    const BATCHES: usize = 20;
    const SIGNATURES: u32 = 100;
    let key = SigningKey::generate();
    let batch = || {
        let start = Instant::now();
        for _ in 0..SIGNATURES {
            black_box(key.sign_bytes(b"message"));
        }
        start.elapsed().as_secs_f64() * 1000.0 / f64::from(SIGNATURES)
    };
    (0..BATCHES).map(|_| batch()).fold(f64::INFINITY, f64::min)
}
