//! Time, dice and pauses as values.

use std::{pin::Pin, sync::Arc, time::Duration};

use kernel::{Clock, Random, Timestamp};

/// Lets time pass.
pub trait Wait: Send + Sync {
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// Lets it really pass.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sleep;

impl Wait for Sleep {
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }
}

#[derive(Clone)]
pub struct Timing {
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub wait: Arc<dyn Wait>,
}

impl Timing {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Version 4 (RFC 9562 section 5.4), which is what the service asks for.
    pub(crate) fn uuid(&self) -> String {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// Before another attempt: anything up to a limit that doubles with each, so that many who failed together do not come back
    /// together.
    pub(crate) fn backoff(&self, attempt: u32) -> Duration {
        const FIRST: u64 = 200;
        const MOST: u64 = 3_000;
        let most = FIRST.saturating_mul(1 << (attempt - 1).min(10)).min(MOST);
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        Duration::from_millis(u64::from_le_bytes(bytes) % (most + 1))
    }
}
