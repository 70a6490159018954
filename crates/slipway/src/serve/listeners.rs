//! The listening sockets. They are bound before anything else is made, because port 0 is known only then and the
//! issuer holds the port.

use std::{io, net::SocketAddr};

use identity::EnvironmentId;
use tokio::net::TcpListener;

use crate::{
    config::{Fault, Loaded, Problem, Problems, setting::variable, settings::Origin},
    wiring::Issuers,
};

#[derive(Debug)]
pub struct Listeners {
    pub portal: TcpListener,
    pub portal_url: Origin,
    /// In the order of the environments.
    pub providers: Vec<TcpListener>,
    pub issuers: Issuers,
}

impl Listeners {
    /// Binds all, or says of each that cannot be bound why, so that one run shows all.
    pub async fn bind(loaded: &Loaded) -> Result<Self, Problems> {
        let settings = &loaded.settings;
        let portal = bind("portal.listen".to_owned(), settings.portal.listen, loaded).await;
        let (mut providers, mut issuers, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        let portal = portal.map_err(|problem| problems.push(problem)).ok();
        for environment in settings.running() {
            match bind(environment.key("listen"), environment.listen, loaded).await {
                Ok((listener, port)) => {
                    providers.push(listener);
                    issuers.push((EnvironmentId::new(&environment.id), environment.issuer(port)));
                }
                Err(problem) => problems.push(problem),
            }
        }
        let (Some((portal, port)), true) = (portal, problems.is_empty()) else {
            return Err(Problems(problems));
        };
        let portal_url = settings.portal_url(port);
        Ok(Self { portal, portal_url, providers, issuers: Issuers(issuers) })
    }
}

async fn bind(key: String, address: SocketAddr, loaded: &Loaded) -> Result<(TcpListener, u16), Problem> {
    let bound = TcpListener::bind(address).await.and_then(|listener| {
        let port = listener.local_addr()?.port();
        Ok((listener, port))
    });
    bound.map_err(|error| explain(&key, address, &error).at(key.as_str(), loaded.source(&key)))
}

fn explain(key: &str, address: SocketAddr, error: &io::Error) -> Fault {
    let variable = variable(key);
    let port = address.port();
    match error.kind() {
        io::ErrorKind::AddrInUse => Fault::new(
            format!("something else listens on {address}"),
            format!("stop it, or choose another port with {variable}={}:0 for a free one", address.ip()),
        ),
        io::ErrorKind::PermissionDenied => Fault::new(
            format!("this user may not listen on port {port}"),
            format!("choose a port from 1024 up with {variable}"),
        ),
        io::ErrorKind::AddrNotAvailable => Fault::new(
            format!("{} is not an address of this machine", address.ip()),
            format!("use 127.0.0.1, or an address of this machine, in {variable}"),
        ),
        _ => Fault::new(format!("{address} cannot be listened on: {error}"), format!("change {variable}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Inputs, load};

    fn loaded(portal: &str, sandpit: &str) -> Loaded {
        let variables = [("SLIPWAY_PORTAL_LISTEN", portal), ("SLIPWAY_SANDPIT_LISTEN", sandpit)];
        let third = [("SLIPWAY_INTEGRATION_LISTEN", "127.0.0.1:0")];
        let environment =
            variables.iter().chain(&third).map(|(name, value)| (name.into(), value.into())).collect();
        load(&Inputs { environment, ..Inputs::default() }).unwrap()
    }

    #[tokio::test]
    async fn port_0_gives_each_listener_its_own_and_the_addresses_follow() {
        let listeners = Listeners::bind(&loaded("127.0.0.1:0", "127.0.0.1:0")).await.unwrap();
        let port = |listener: &TcpListener| listener.local_addr().unwrap().port();
        let [sandpit, integration] = &listeners.providers[..] else { panic!("two environments") };
        assert_ne!(port(&listeners.portal), port(sandpit));
        let issuers: Vec<String> =
            listeners.issuers.0.iter().map(|(id, issuer)| format!("{id} {issuer}")).collect();
        let (sandpit, integration) = (port(sandpit), port(integration));
        assert_eq!(
            issuers,
            [
                format!("sandpit http://localhost:{sandpit}"),
                format!("integration http://localhost:{integration}")
            ]
        );
        assert_eq!(listeners.portal_url.as_str(), format!("http://localhost:{}", port(&listeners.portal)));
    }

    #[tokio::test]
    async fn every_address_that_is_taken_is_named_with_the_setting_to_change() {
        let first = Listeners::bind(&loaded("127.0.0.1:0", "127.0.0.1:0")).await.unwrap();
        let (portal, sandpit) =
            (first.portal.local_addr().unwrap(), first.providers[0].local_addr().unwrap());
        let Problems(problems) =
            Listeners::bind(&loaded(&portal.to_string(), &sandpit.to_string())).await.unwrap_err();
        assert_eq!(
            problems.iter().map(|problem| problem.key.as_str()).collect::<Vec<_>>(),
            ["portal.listen", "sandpit.listen"]
        );
        assert_eq!(problems[0].wrong, format!("something else listens on {portal}"));
        assert!(problems[1].fix.contains("SLIPWAY_SANDPIT_LISTEN=127.0.0.1:0"));
    }
}
