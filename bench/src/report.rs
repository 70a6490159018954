//! The numbers as a page reads them: middles over the rounds, and ratios to the floor and the peer of the same run.

use std::fmt::Write;

use crate::{
    driver::Measurement,
    plan::{Plan, Server},
};

/// Everything about one server.
pub struct Outcome {
    pub server: Server,
    pub start_time: f64,
    pub memory: f64,
    pub levels: Vec<Level>,
}

/// The rounds of one server at one level.
pub struct Level {
    pub at_once: usize,
    pub measurements: Vec<Measurement>,
}

impl Level {
    pub const fn new(at_once: usize) -> Self {
        Self { at_once, measurements: Vec::new() }
    }

    fn middle(&self, value: impl Fn(&Measurement) -> f64) -> f64 {
        median(self.measurements.iter().map(value).collect())
    }

    /// How many times as fast as `other`, round by round.
    fn ratio_to(&self, other: &Self) -> f64 {
        let pairs = self.measurements.iter().zip(&other.measurements);
        median(pairs.map(|(ours, theirs)| ours.rate / theirs.rate).collect())
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

pub fn markdown(machine: &str, signature: f64, plan: &Plan, outcomes: &[Outcome]) -> String {
    let mut text = format!(
        "{machine}. Servers on core {}, driver on core {}. {} rounds of {} journeys ({} where one runs at a time), middle of the \
         rounds.\nTwo RS512 signatures cost {:.2} ms of CPU here.\n",
        plan.server_core,
        plan.driver_core,
        plan.rounds,
        plan.journeys,
        plan.journeys_at(1),
        signature * 2.0,
    );
    for index in 0..plan.at_once.len() {
        level_table(&mut text, signature, outcomes, index);
    }
    weight_table(&mut text, outcomes);
    text
}

fn level_table(text: &mut String, signature: f64, outcomes: &[Outcome], index: usize) {
    let at_once = outcomes.first().map_or(0, |outcome| outcome.levels[index].at_once);
    let _ = write!(
        text,
        "\n| {at_once} at once | journeys/s | p50 ms | p99 ms | CPU ms/journey | of its floor | of oidc-provider, own / maps | CPU of two signatures | driver busy |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    );
    let level_of = |server: Server| {
        outcomes.iter().find(|outcome| outcome.server == server).map(|outcome| &outcome.levels[index])
    };
    for outcome in outcomes {
        let level = &outcome.levels[index];
        let ratio = |other: Server| match level_of(other) {
            Some(other) => format!("{:.2}", level.ratio_to(other)),
            None => "–".to_owned(),
        };
        let cpu = level.middle(|m| m.cpu);
        let _ = writeln!(
            text,
            "| {} | {:.0} | {:.1} | {:.1} | {cpu:.2} | {} | {} / {} | {:.2} | {:.0} % |",
            outcome.server.title(),
            level.middle(|m| m.rate),
            level.middle(|m| m.p50.as_secs_f64() * 1000.0),
            level.middle(|m| m.p99.as_secs_f64() * 1000.0),
            ratio(outcome.server.floor()),
            ratio(Server::Peer),
            ratio(Server::PeerMaps),
            cpu / (signature * 2.0),
            level.middle(|m| m.driver) * 100.0,
        );
    }
}

fn weight_table(text: &mut String, outcomes: &[Outcome]) {
    text.push_str("\n| | resident after the run, MB | ready after, ms |\n|---|--:|--:|\n");
    for outcome in outcomes {
        let Outcome { server, memory, start_time, .. } = outcome;
        let _ = writeln!(text, "| {} | {memory:.0} | {start_time:.0} |", server.title());
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn level(rates: &[f64]) -> Level {
        let measurement = |rate: &f64| Measurement {
            rate: *rate,
            p50: Duration::ZERO,
            p99: Duration::ZERO,
            cpu: 1.0,
            driver: 0.1,
        };
        Level { at_once: 16, measurements: rates.iter().map(measurement).collect() }
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        // The machine was twice as slow in the second round, for both.
        let ratio = level(&[1000.0, 500.0, 990.0]).ratio_to(&level(&[500.0, 250.0, 500.0]));
        assert!((ratio - 2.0).abs() < f64::EPSILON, "{ratio}");
    }

    #[test]
    fn one_odd_round_does_not_count() {
        assert!((level(&[900.0, 1.0, 910.0]).middle(|m| m.rate) - 900.0).abs() < f64::EPSILON);
    }
}
