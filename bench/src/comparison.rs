//! The measurement itself: every server made ready, then measured in turn, round after round, so that whatever the machine does
//! besides falls on all of them alike.

use anyhow::{Context, Result};

use crate::{
    driver::{self, Measurement},
    machine,
    plan::{Plan, Server},
    report::{self, Level, Outcome},
    say,
    target::{self, Target},
};

pub async fn run(plan: &Plan) -> Result<String> {
    let signature = machine::signature_cost();
    let mut targets = Vec::new();
    for server in servers(plan) {
        targets.push(
            target::prepare(plan, server)
                .await
                .with_context(|| format!("{} did not get ready", server.title()))?,
        );
    }
    for target in &targets {
        warm_up(plan, target).await?;
    }
    let mut measured: Vec<Vec<Level>> =
        targets.iter().map(|_| plan.at_once.iter().map(|at_once| Level::new(*at_once)).collect()).collect();
    for round in 1..=plan.rounds {
        for level in 0..plan.at_once.len() {
            for (target, levels) in targets.iter().zip(&mut measured) {
                let measurement = measure(plan, target, levels[level].at_once, round).await?;
                levels[level].measurements.push(measurement);
            }
        }
    }
    let mut outcomes = Vec::new();
    for (target, levels) in targets.into_iter().zip(measured) {
        let memory = target.process.resident_memory()?;
        outcomes.push(Outcome { server: target.server, start_time: target.start_time, memory, levels });
        target.process.stop().await?;
    }
    Ok(report::markdown(&machine::description(), signature, plan, &outcomes))
}

fn servers(plan: &Plan) -> Vec<Server> {
    let (kept, left_out): (Vec<Server>, Vec<Server>) =
        plan.servers.iter().partition(|server| plan.postgres.is_some() || !server.is_on_postgres());
    for server in left_out {
        say(format_args!(
            "{} is left out: --postgres or SLIPWAY_TEST_POSTGRES names no server",
            server.title()
        ));
    }
    kept
}

async fn warm_up(plan: &Plan, target: &Target) -> Result<()> {
    say(format_args!("{}: {} journeys to warm up", target.server.title(), plan.warm_up));
    driver::run(&target.service, &target.process, 16, plan.warm_up.max(16)).await?;
    Ok(())
}

async fn measure(plan: &Plan, target: &Target, at_once: usize, round: usize) -> Result<Measurement> {
    let title = target.server.title();
    let journeys = plan.journeys_at(at_once);
    let measurement = driver::run(&target.service, &target.process, at_once, journeys).await;
    let measurement = measurement.with_context(|| format!("{title}, {at_once} at once, round {round}"))?;
    say(format_args!("round {round}, {at_once} at once, {title}: {:.0} journeys a second", measurement.rate));
    Ok(measurement)
}
