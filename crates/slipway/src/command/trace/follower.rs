//! Asks for what is new, and tells each thing once.

use std::collections::{BTreeSet, VecDeque};

use app::{Context, Internal, exchanges};
use identity::{ClientId, EnvironmentId, exchange::Outcome};
use kernel::Reference;
use store::queries::exchanges::Recorded;

/// How many are shown of what happened before.
const LATEST: u32 = 20;
/// How many are asked for at once.
const PAGE: u32 = 200;
/// How far back a row may appear after later ones did: PostgreSQL numbers rows before they are committed.
const LATE: i64 = 100;
/// How many people on the provider's pages are waited for; those who never come back make room.
const WAITING: usize = 50;

pub struct Follower<'a> {
    ctx: &'a Context,
    environment: EnvironmentId,
    client: ClientId,
    /// What was there before the first answer is not news, however late it is asked for again.
    floor: i64,
    newest: i64,
    told: BTreeSet<i64>,
    waiting: VecDeque<Reference>,
}

impl<'a> Follower<'a> {
    pub fn new(ctx: &'a Context, environment: EnvironmentId, client: ClientId) -> Self {
        let (told, waiting) = (BTreeSet::new(), VecDeque::new());
        Self { ctx, environment, client, floor: 0, newest: 0, told, waiting }
    }

    /// The last that happened, oldest first.
    pub async fn latest(&mut self) -> Result<Vec<Recorded>, Internal> {
        let mut latest =
            exchanges::list_before(self.ctx, &self.environment, &self.client, None, LATEST).await?;
        latest.reverse();
        for recorded in &latest {
            self.note(recorded);
        }
        self.floor = self.newest;
        Ok(latest)
    }

    /// What ended or began since the last question.
    pub async fn news(&mut self) -> Result<Vec<Recorded>, Internal> {
        let mut news = self.ended().await?;
        loop {
            let after = self.floor.max(self.newest - LATE);
            let page = exchanges::list_after(self.ctx, &self.environment, &self.client, after, PAGE).await?;
            let whole = page.len() < PAGE as usize;
            let new: Vec<Recorded> =
                page.into_iter().filter(|recorded| !self.told.contains(&recorded.sequence)).collect();
            let done = whole || new.is_empty();
            for recorded in &new {
                self.note(recorded);
            }
            news.extend(new);
            if done {
                return Ok(news);
            }
        }
    }

    fn note(&mut self, recorded: &Recorded) {
        self.newest = self.newest.max(recorded.sequence);
        self.told.insert(recorded.sequence);
        self.told = self.told.split_off(&(self.newest - LATE));
        if recorded.exchange.outcome == Outcome::Waiting {
            self.waiting.push_back(recorded.exchange.reference.clone());
            self.waiting.drain(..self.waiting.len().saturating_sub(WAITING));
        }
    }

    // An exchange that waited for a person keeps its place in the order, so it is asked for by its name.
    async fn ended(&mut self) -> Result<Vec<Recorded>, Internal> {
        let mut ended = Vec::new();
        for reference in std::mem::take(&mut self.waiting) {
            match exchanges::find(self.ctx, &self.environment, &reference).await? {
                Some(recorded) if recorded.exchange.outcome != Outcome::Waiting => ended.push(recorded),
                Some(_) => self.waiting.push_back(reference),
                // Housekeeping removed it.
                None => {}
            }
        }
        Ok(ended)
    }
}

#[cfg(test)]
mod tests;
