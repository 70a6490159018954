//! Every question and every failure against a stand-in for the service.

use std::{
    num::NonZeroU32,
    pin::Pin,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use identity::{
    EnvironmentId,
    demographics::{Claim, Found, Population, Record, Unmatched, judge},
};
use jose::SigningKey;
use kernel::{Clock, Date, FixedClock, NhsNumber, SeededRandom, SignedDuration};
use serde_json::json;
use testkit::{Failing, StubPds};

use super::*;

mod failures;
mod questions;

// Making a key takes longer than a whole test.
static KEY: LazyLock<Arc<SigningKey>> = LazyLock::new(|| Arc::new(SigningKey::generate()));
const TODAY: Date = Date::constant(2026, 11, 27);

/// Pauses take no time, and move the clock.
struct Jump {
    clock: Arc<FixedClock>,
    waited: Mutex<Vec<Duration>>,
}

impl Wait for Jump {
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.waited.lock().unwrap().push(time);
        self.clock.advance(SignedDuration::try_from(time).unwrap());
        Box::pin(tokio::task::yield_now())
    }
}

struct House {
    stub: Arc<StubPds>,
    pds: Pds,
    clock: Arc<FixedClock>,
    waits: Arc<Jump>,
}

impl House {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(adjust: impl FnOnce(&mut Settings)) -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-27T09:00:00Z"));
        let stub = StubPds::start(population(), KEY.public_key().clone(), clock.clone()).await;
        let mut settings = Settings {
            base_url: stub.base_url().parse().unwrap(),
            token_url: stub.token_url().parse().unwrap(),
            client_id: testkit::PDS_CLIENT.into(),
            key: Arc::clone(&KEY),
            key_id: testkit::PDS_KEY_ID.into(),
            organisation: None,
            limits: Limits { requests_a_second: NonZeroU32::new(100).unwrap(), ..Limits::default() },
        };
        adjust(&mut settings);
        let waits = Arc::new(Jump { clock: clock.clone(), waited: Mutex::default() });
        let random = Arc::new(SeededRandom::new(9));
        let pds = Pds::new(settings, Timing { clock: clock.clone(), random, wait: waits.clone() });
        Self { stub, pds, clock, waits }
    }

    fn fails(&self, failing: Failing) {
        self.stub.script(|script| script.fail(failing));
    }

    fn requests(&self) -> usize {
        self.stub.script(|script| script.requests.len())
    }

    fn tokens_sold(&self) -> usize {
        self.stub.script(|script| script.tokens_sold)
    }

    fn waited(&self) -> Vec<Duration> {
        std::mem::take(&mut *self.waits.waited.lock().unwrap())
    }

    async fn problem(&self) -> Problem {
        self.pds.find(greta().nhs_number).await.unwrap_err()
    }
}

fn population() -> Population {
    Population::generate(&EnvironmentId::new("integration"), 60)
}

fn called(family: &str) -> Record {
    let population = population();
    let mut people = population.people().iter();
    people.find(|person| person.record.family_name == family).unwrap().record.clone()
}

/// Somebody with everything.
fn greta() -> Record {
    called("MATCHEM")
}

fn by_number(record: &Record) -> Claim {
    Claim::Number {
        nhs_number: record.nhs_number,
        birthdate: record.birthdate,
        postcode: record.postcode.clone().unwrap(),
    }
}

fn by_name(record: &Record) -> Claim {
    Claim::Name {
        given_name: record.given_name.clone(),
        family_name: record.family_name.clone(),
        birthdate: record.birthdate,
        postcode: record.postcode.clone().unwrap(),
    }
}
