//! One door of the house: a listener, and the connections that come in by it until it closes.
//!
//! axum's own server has no patience to set: whoever opens a connection and says nothing, or half a request, would keep it
//! for ever. The door speaks HTTP/1.1 only, because browsers speak HTTP/2 over TLS alone, and that ends at a proxy.

use std::{io, net::SocketAddr, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::sleep,
};
use tower::ServiceExt;

/// How long a connection may be open without a whole head of a request: longer than clients keep one for the next request.
const PATIENCE: Duration = Duration::from_mins(2);

pub struct Door {
    listener: TcpListener,
    router: Router,
    patience: Duration,
}

impl Door {
    pub fn new(listener: TcpListener, router: Router) -> Self {
        // Each request clones the router: given its state now, it is one pointer by then.
        Self { listener, router: router.with_state(()), patience: PATIENCE }
    }

    /// Serves whoever comes in until `closing` says so, then lets the requests that are under way end.
    pub async fn keep(self, mut closing: watch::Receiver<()>) {
        let Self { listener, router, patience } = self;
        let mut protocol = http1::Builder::new();
        protocol.timer(TokioTimer::new()).header_read_timeout(patience);
        let connections = GracefulShutdown::new();
        loop {
            let (stream, peer) = tokio::select! {
                accepted = accept(&listener) => accepted,
                _ = closing.changed() => break,
            };
            let router = router.clone();
            let service = service_fn(move |request| router.clone().oneshot(known(request, peer)));
            let connection = connections.watch(protocol.serve_connection(TokioIo::new(stream), service));
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "connection ended early");
                }
            });
        }
        drop(listener);
        connections.shutdown().await;
    }
}

fn known(request: Request<Incoming>, peer: SocketAddr) -> Request<Body> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are small: without this the kernel would hold some back to send them with the next.
                let _ = stream.set_nodelay(true);
                return (stream, peer);
            }
            Err(error) if is_of_the_caller(&error) => {}
            Err(error) => {
                // Most likely too many files are open: others have to end first.
                tracing::error!(%error, "no connection can be accepted");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Whether the one who came in is gone already, which is no business of the listener's.
fn is_of_the_caller(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        task::JoinHandle,
    };

    use super::*;

    async fn open(patience: Duration) -> (SocketAddr, JoinHandle<()>, watch::Sender<()>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let who = get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() });
        let door = Door { patience, ..Door::new(listener, Router::new().route("/", who)) };
        let (close, closing) = watch::channel(());
        (address, tokio::spawn(door.keep(closing)), close)
    }

    /// Sends something, and reads until the other side closes.
    async fn say(address: SocketAddr, words: &str) -> (String, SocketAddr) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(words.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        (answer, stream.local_addr().unwrap())
    }

    #[tokio::test]
    async fn handlers_learn_who_calls() {
        let (address, _door, _close) = open(PATIENCE).await;
        let (answer, caller) = say(address, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with(&caller.to_string()), "{answer}");
    }

    #[tokio::test]
    async fn who_says_nothing_or_half_is_not_waited_for() {
        let (address, _door, _close) = open(Duration::from_millis(20)).await;
        for words in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: a\r\n\r\nGET /"] {
            let (answer, _) = say(address, words).await;
            assert_eq!(
                answer.matches("200 OK").count(),
                words.matches("host").count(),
                "{words:?}: {answer}"
            );
        }
    }

    #[tokio::test]
    async fn a_door_without_visitors_closes_at_once() {
        let (_, door, close) = open(PATIENCE).await;
        drop(close);
        door.await.unwrap();
    }
}
