//! One kept-alive HTTP/1.1 connection to a server on this machine.

use std::net::Ipv4Addr;

use anyhow::{Context, Result};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

pub struct Connection {
    port: u16,
    host: String,
    sender: SendRequest<Full<Bytes>>,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

const FORM: &str = "application/x-www-form-urlencoded";

impl Connection {
    pub async fn open(port: u16) -> Result<Self> {
        Ok(Self { port, host: format!("localhost:{port}"), sender: connect(port).await? })
    }

    pub async fn get(&mut self, path: &str, headers: &[(&str, &str)]) -> Result<Answer> {
        self.send(Method::GET, path, headers, Bytes::new()).await
    }

    pub async fn post_form(&mut self, path: &str, headers: &[(&str, &str)], form: String) -> Result<Answer> {
        let headers = [headers, &[("content-type", FORM)]].concat();
        self.send(Method::POST, path, &headers, form.into()).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Answer> {
        // A server may close a connection that it has answered on; that costs a new one, as it would cost any client.
        if self.sender.ready().await.is_err() {
            self.sender = connect(self.port).await?;
        }
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.sender.send_request(request.body(Full::new(body))?).await;
        let (head, body) = response.with_context(|| format!("no answer to {path}"))?.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
    }
}

async fn connect(port: u16) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    // Its error comes out of `send_request` too.
    tokio::spawn(connection);
    Ok(sender)
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What it was, for the message of a run that stops here.
    pub fn summary(&self) -> String {
        let text: String = self.text().chars().take(600).collect();
        format!("{} {} {text}", self.status, self.header("location").unwrap_or_default())
    }
}
