//! Serving until told to stop, and then until what was begun is finished, but not for ever.

use std::{io, time::Duration};

use axum::Router;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::{mpsc, watch},
    task::JoinSet,
    time::sleep,
};

use super::door::Door;

/// How long requests that are under way may take to end. Pages that stay open to show what is new never end by themselves.
const GRACE: Duration = Duration::from_secs(10);

/// Says when to stop: once to finish what was begun, twice to leave it.
pub struct Stop(mpsc::Receiver<()>);

impl Stop {
    /// Listens for SIGINT (Ctrl+C) and SIGTERM.
    pub fn by_signal() -> io::Result<Self> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (told, stop) = mpsc::channel(2);
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                if told.send(()).await.is_err() {
                    return;
                }
            }
        });
        Ok(Self(stop))
    }

    async fn told(&mut self) {
        // Nobody left who could tell: that too is the end.
        let _ = self.0.recv().await;
    }
}

/// Serves each router on its listener until `stop`, then refuses new connections and lets the open requests end.
pub async fn serve(doors: Vec<(TcpListener, Router)>, mut stop: Stop) {
    let (closing, closed) = watch::channel(());
    let mut open = JoinSet::new();
    for (listener, router) in doors {
        open.spawn(Door::new(listener, router).keep(closed.clone()));
    }
    stop.told().await;
    tracing::info!("stopping: no new connections, open requests may end");
    drop(closing);
    tokio::select! {
        () = drained(open) => tracing::info!("stopped"),
        () = sleep(GRACE) => tracing::warn!("stopped with requests still open"),
        () = stop.told() => tracing::warn!("stopped at once, as told twice"),
    }
}

async fn drained(mut open: JoinSet<()>) {
    while open.join_next().await.is_some() {}
}

#[cfg(test)]
mod tests {
    use std::{
        net::{Ipv4Addr, SocketAddr},
        pin::Pin,
        sync::Arc,
    };

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        sync::Notify,
        task::JoinHandle,
        time::timeout,
    };

    use super::*;

    /// A server with one route that answers only when it is allowed to.
    struct Running {
        address: SocketAddr,
        arrived: Arc<Notify>,
        allowed: Arc<Notify>,
        tell: mpsc::Sender<()>,
        served: JoinHandle<()>,
    }

    impl Running {
        async fn start() -> Self {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let address = listener.local_addr().unwrap();
            let (arrived, allowed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
            let (tell, stop) = mpsc::channel(2);
            let router = Router::new().route("/", get(held(arrived.clone(), allowed.clone())));
            let served = tokio::spawn(serve(vec![(listener, router)], Stop(stop)));
            Self { address, arrived, allowed, tell, served }
        }

        async fn ask(&self) -> TcpStream {
            let mut client = TcpStream::connect(self.address).await.unwrap();
            client.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
            self.arrived.notified().await;
            client
        }
    }

    type Held = Pin<Box<dyn Future<Output = &'static str> + Send>>;

    fn held(arrived: Arc<Notify>, allowed: Arc<Notify>) -> impl Fn() -> Held + Clone + Send + Sync + 'static {
        move || {
            let (arrived, allowed) = (arrived.clone(), allowed.clone());
            Box::pin(async move {
                arrived.notify_one();
                allowed.notified().await;
                "finished"
            })
        }
    }

    #[tokio::test]
    async fn a_request_under_way_is_finished_and_a_new_connection_is_refused() {
        let running = Running::start().await;
        let mut client = running.ask().await;
        running.tell.send(()).await.unwrap();
        while TcpStream::connect(running.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        running.allowed.notify_one();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("finished"), "{answer}");
        running.served.await.unwrap();
    }

    #[tokio::test]
    async fn told_twice_it_does_not_wait() {
        let running = Running::start().await;
        let _client = running.ask().await;
        running.tell.send(()).await.unwrap();
        running.tell.send(()).await.unwrap();
        timeout(GRACE / 2, running.served).await.expect("it does not wait for the request").unwrap();
    }
}
