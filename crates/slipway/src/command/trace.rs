//! `slipway trace`: the request inspector in a terminal.

mod follower;
mod line;

use std::{io, time::Duration};

use app::clients;
use identity::ClientId;
use store::queries::exchanges::Recorded;
use tokio::time::{MissedTickBehavior, interval};

use self::follower::Follower;
use super::{Workplace, client::unknown};
use crate::{arguments::Trace, failure::Failure, output::Output};

/// How often a follower asks the database: soon enough for somebody who watches, and a read by an index.
const EVERY: Duration = Duration::from_millis(500);

pub fn run(trace: &Trace, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let environment = workplace.environment(&trace.place)?;
    let client = ClientId::new(&trace.client);
    workplace.runtime.block_on(async {
        let ctx = &workplace.ctx;
        if clients::find(ctx, &environment.id, &client).await?.is_none() {
            return Err(unknown(&client));
        }
        let mut follower = Follower::new(ctx, environment.id.clone(), client);
        write(&follower.latest().await?, out)?;
        if trace.follow { follow(follower, out).await } else { Ok(()) }
    })
}

/// Writes what happens until somebody interrupts.
async fn follow(mut follower: Follower<'_>, out: &mut Output<'_>) -> Result<(), Failure> {
    let interrupted = tokio::signal::ctrl_c();
    tokio::pin!(interrupted);
    let mut due = interval(EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            heard = &mut interrupted => return Ok(heard?),
            _ = due.tick() => write(&follower.news().await?, out)?,
        }
    }
}

fn write(exchanges: &[Recorded], out: &mut Output<'_>) -> io::Result<()> {
    for recorded in exchanges {
        if out.is_json() {
            out.json_line(&line::for_programs(recorded))?;
        } else {
            out.line(&line::for_people(&recorded.exchange))?;
        }
    }
    out.flush()
}
