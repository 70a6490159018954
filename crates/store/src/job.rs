//! Work on its way to a database thread, and its answer on the way back.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use tokio::sync::oneshot;

use crate::{StoreError, Tx};

/// A piece of work whose types the database threads need not know.
pub(crate) trait Job: Send {
    /// Does the work; says whether what it changed is to be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Answers the caller, once it is known whether the transaction was kept.
    fn settle(self: Box<Self>, committed: Result<(), StoreError>);
}

type Panic = Box<dyn Any + Send>;
type Outcome<T, E> = Result<Result<T, E>, Panic>;

struct Task<F, T, E> {
    work: Option<F>,
    outcome: Option<Outcome<T, E>>,
    reply: oneshot::Sender<Outcome<T, E>>,
}

/// The caller's end of a job.
pub(crate) struct Answer<T, E>(oneshot::Receiver<Outcome<T, E>>);

/// Makes a job of `work`, and the end to await its answer on.
pub(crate) fn job<T, E, F>(work: F) -> (Box<dyn Job>, Answer<T, E>)
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Task { work: Some(work), outcome: None, reply }), Answer(answer))
}

/// Does the work, and turns a success that rests on a failed statement into that statement's error.
pub(crate) fn perform<T, E: From<StoreError>>(
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    tx: &mut Tx<'_>,
) -> Result<T, E> {
    let done = work(tx)?;
    tx.take_failure().map_or(Ok(done), |failure| Err(failure.into()))
}

impl<F, T, E> Job for Task<F, T, E>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        // Unwinding is safe to stop here: what the work changed is rolled back, and the panic goes on at the caller's.
        let outcome = catch_unwind(AssertUnwindSafe(|| perform(work, tx)));
        let keep = matches!(outcome, Ok(Ok(_)));
        self.outcome = Some(outcome);
        keep
    }

    fn settle(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (self.outcome, committed) {
            (Some(Err(panic)), _) => Err(panic),
            // A refusal may rest on rows of the same batch that are now gone, so it is not passed on either.
            (_, Err(error)) => Ok(Err(error.into())),
            (Some(outcome), Ok(())) => outcome,
            (None, Ok(())) => Ok(Err(StoreError::unavailable("the work was never started").into())),
        };
        // A caller that went away has lost interest, not the right to have its work kept.
        let _ = self.reply.send(answer);
    }
}

impl<T, E: From<StoreError>> Answer<T, E> {
    pub(crate) async fn wait(self) -> Result<T, E> {
        Self::open(self.0.await)
    }

    pub(crate) fn wait_blocking(self) -> Result<T, E> {
        Self::open(self.0.blocking_recv())
    }

    fn open(answer: Result<Outcome<T, E>, oneshot::error::RecvError>) -> Result<T, E> {
        match answer {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(stopped().into()),
        }
    }
}

/// The database threads are gone.
pub(crate) fn stopped() -> StoreError {
    StoreError::unavailable("the storage threads have stopped")
}
