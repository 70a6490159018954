//! The server's address, and whether the way to it is encrypted.

use std::{str::FromStr, sync::Arc, time::Duration};

use postgres::{
    Client, Config, NoTls,
    config::{Host, SslMode},
};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::problem::words;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Where to connect, and how.
pub(super) struct Server {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

/// Says what is wrong with a URL, without repeating it.
pub(crate) fn check_url(url: &str) -> Result<(), String> {
    config(url).map(drop)
}

impl Server {
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let config = config(url)?;
        let tls = if config.get_ssl_mode() == SslMode::Disable { None } else { Some(tls()?) };
        Ok(Self { config, tls })
    }

    pub(super) fn connect(&self) -> Result<Client, String> {
        let connected = match &self.tls {
            None => self.config.connect(NoTls),
            Some(tls) => self.config.connect(tls.clone()),
        };
        connected.map_err(|error| words(&error))
    }
}

fn config(url: &str) -> Result<Config, String> {
    // Certificates are always verified against the names and roots of the system, which is what libpq calls `verify-full`.
    let url = url.replace("sslmode=verify-full", "sslmode=require");
    let mut config = Config::from_str(&url).map_err(|error| words(&error))?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_application_name().is_none() {
        config.application_name("slipway");
    }
    let chosen = url.contains("sslmode=");
    if !chosen {
        // libpq would prefer encryption and do without where it is refused, which whoever sits between can arrange.
        let here = config.get_hosts().iter().all(is_this_machine);
        config.ssl_mode(if here { SslMode::Disable } else { SslMode::Require });
    }
    Ok(config)
}

fn is_this_machine(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

fn tls() -> Result<MakeRustlsConnect, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err("this machine has no root certificates to verify the server with".to_owned());
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear_unless_it_is_asked_for() {
        for (url, mode) in [
            ("postgres://localhost/slipway", SslMode::Disable),
            ("postgres://127.0.0.1:5433/slipway", SslMode::Disable),
            ("postgres:///slipway?host=/run/postgresql", SslMode::Disable),
            ("postgres://db.example/slipway", SslMode::Require),
            ("postgres://db.example/slipway?sslmode=verify-full", SslMode::Require),
            ("postgres://db.example/slipway?sslmode=disable", SslMode::Disable),
            ("postgres://localhost/slipway?sslmode=require", SslMode::Require),
        ] {
            assert_eq!(config(url).unwrap().get_ssl_mode(), mode, "{url}");
        }
    }
}
