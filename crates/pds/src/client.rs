//! A question from beginning to end: a turn, a token, a few attempts, and what the answer means.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use identity::demographics::{Claim, Found, Record};
use jiff::tz::TimeZone;
use kernel::{Date, NhsNumber, Reference, Timestamp};
use reqwest::{Client, StatusCode};
use url::Url;

use crate::{
    Problem, Settings, Timing,
    access::Access,
    answer,
    breaker::Breaker,
    http::{self, Reply},
    pace::Pace,
};

/// The service, as we use it.
#[derive(Clone)]
pub struct Pds(Arc<Inner>);

struct Inner {
    settings: Settings,
    timing: Timing,
    // Absent only where no encryption could be set up.
    client: Option<Client>,
    access: Access,
    pace: Pace,
    breaker: Breaker,
}

/// What an attempt shares with the next one: the service knows a repeated request by its id.
struct Question {
    url: Url,
    request_id: String,
    correlation: Reference,
    end: Timestamp,
}

impl Pds {
    pub fn new(settings: Settings, timing: Timing) -> Self {
        let limits = settings.limits;
        Self(Arc::new(Inner {
            client: http::client(limits.timeout, [&settings.base_url, &settings.token_url]),
            access: Access::default(),
            pace: Pace::new(limits.requests_a_second, &timing.clock),
            breaker: Breaker::new(limits.failures_to_open, limits.open_for),
            settings,
            timing,
        }))
    }

    /// Looks for whoever fits a claim: by the number where there is one, and by all the rest where there is none.
    pub async fn search(&self, claim: &Claim) -> Result<Found, Problem> {
        match claim {
            Claim::Number { nhs_number, .. } => {
                let found = self.find(*nhs_number).await?;
                Ok(found.map_or(Found::None, |record| Found::One(Box::new(record))))
            }
            Claim::Name { given_name, family_name, birthdate, postcode } => {
                let (Some(given), Some(family)) = (searchable(given_name), searchable(family_name)) else {
                    return Ok(Found::None);
                };
                let mut url = self.0.address(&[]);
                url.query_pairs_mut()
                    .append_pair("_fuzzy-match", "false")
                    .append_pair("_exact-match", "false")
                    .append_pair("_history", "false")
                    .append_pair("_max-results", "1")
                    .append_pair("family", &family)
                    .append_pair("given", &given)
                    .append_pair("birthdate", &format!("eq{birthdate}"))
                    .append_pair("address-postalcode", postcode.as_str());
                answer::of_search(&self.0.ask(url).await?, self.0.today())
            }
        }
    }

    /// The record with a number. One that PDS has put in the place of another's is nobody's: a number that was replaced is not
    /// a number any more.
    pub async fn find(&self, nhs_number: NhsNumber) -> Result<Option<Record>, Problem> {
        let reply = self.0.ask(self.0.address(&[nhs_number.as_str()])).await?;
        let record = answer::of_read(&reply, self.0.today())?;
        Ok(record.filter(|record| record.nhs_number == nhs_number))
    }
}

/// A name as it can be asked for: at most 35 characters, and without the wildcard.
fn searchable(name: &str) -> Option<String> {
    const LONGEST: usize = 35;
    let name = name.replace('*', "");
    let name = name.trim();
    (1..=LONGEST).contains(&name.chars().count()).then(|| name.to_owned())
}

impl Inner {
    fn address(&self, below: &[&str]) -> Url {
        let mut url = self.settings.base_url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push("Patient").extend(below);
        }
        url
    }

    fn today(&self) -> Date {
        self.timing.now().to_zoned(TimeZone::UTC).date()
    }

    async fn ask(&self, url: Url) -> Result<Reply, Problem> {
        /// Attempts end by themselves; whoever waits for another's token does not.
        const GRACE: Duration = Duration::from_secs(1);
        let patience = self.settings.limits.patience;
        let question = Question {
            url,
            request_id: self.timing.uuid(),
            correlation: Reference::generate(self.timing.random.as_ref()),
            end: self.timing.now() + patience,
        };
        tokio::time::timeout(patience + GRACE, self.attempts(&question))
            .await
            .unwrap_or(Err(Problem::TimedOut))
    }

    async fn attempts(&self, question: &Question) -> Result<Reply, Problem> {
        let most = self.settings.limits.attempts.get();
        let mut attempt = 1;
        loop {
            let passage = self.breaker.enter(self.timing.now())?;
            let started = Instant::now();
            let outcome = self.attempt(question).await;
            let now = self.timing.now();
            passage.end(outcome.as_ref().is_err_and(|failed| failed.problem.is_outage()), now);
            log(question, attempt, &outcome, started);
            let Failed { problem, retry_after } = match outcome {
                Ok(reply) => return Ok(reply),
                Err(failed) => failed,
            };
            let asked_to_wait = retry_after.map(|time| self.pace.hold(now, time)).unwrap_or_default();
            let pause = self.timing.backoff(attempt).max(asked_to_wait);
            if attempt == most || !problem.passes() || now + pause >= question.end {
                return Err(problem);
            }
            self.timing.wait.wait(pause).await;
            attempt += 1;
        }
    }

    /// One attempt, with another token where the first is not taken any more.
    async fn attempt(&self, question: &Question) -> Result<Reply, Failed> {
        let client = self.client.as_ref().ok_or(Problem::Unreachable)?;
        let patience = self.patience(question);
        let token = self.access.token(&self.settings, client, &self.timing, patience).await?;
        let mut reply = self.send(client, question, token.expose()).await?;
        if reply.status == StatusCode::UNAUTHORIZED {
            self.access.forget(&token).await;
            let patience = self.patience(question);
            let token = self.access.token(&self.settings, client, &self.timing, patience).await?;
            reply = self.send(client, question, token.expose()).await?;
        }
        match answer::refusal(&reply) {
            Some(problem) if problem.passes() => Err(Failed { problem, retry_after: reply.retry_after }),
            _ => Ok(reply),
        }
    }

    /// How long one request may take: what is left of the question's time, if that is less. So an attempt that whoever asked
    /// cannot wait for counts as a failure, too.
    fn patience(&self, question: &Question) -> Duration {
        let left = question.end.duration_since(self.timing.now());
        Duration::try_from(left).unwrap_or_default().min(self.settings.limits.timeout)
    }

    async fn send(&self, client: &Client, question: &Question, token: &str) -> Result<Reply, Problem> {
        self.pace.turn(&self.timing, question.end).await?;
        let mut request = client
            .get(question.url.clone())
            .timeout(self.patience(question))
            .bearer_auth(token)
            .header("accept", "application/fhir+json")
            .header("X-Request-ID", &question.request_id)
            .header("X-Correlation-ID", question.correlation.as_str());
        if let Some(organisation) = &self.settings.organisation {
            request = request.header("NHSD-End-User-Organisation-ODS", organisation.as_str());
        }
        http::send(request).await
    }
}

/// Why an attempt failed, and how long the service said to stay away.
struct Failed {
    problem: Problem,
    retry_after: Option<Duration>,
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self { problem, retry_after: None }
    }
}

/// The question's correlation is what the service's helpdesk finds it by; whom it was about is not said.
fn log(question: &Question, attempt: u32, outcome: &Result<Reply, Failed>, started: Instant) {
    let (correlation, duration) = (question.correlation.as_str(), started.elapsed());
    match outcome {
        Ok(reply) => {
            let status = reply.status.as_u16();
            tracing::debug!(correlation, attempt, status, ?duration, "demographics answered");
        }
        Err(Failed { problem, .. }) => {
            tracing::info!(correlation, attempt, ?duration, error = %problem, "demographics did not answer");
        }
    }
}

impl fmt::Debug for Pds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pds").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}
