//! The listening sockets. They are bound before anything else is made, because port 0 is known only then and the
//! issuer holds the port.

use std::{io, net::SocketAddr};

use tokio::net::TcpListener;

use crate::{
    config::{
        Fault, Loaded, Problem, Problems, catalogue,
        setting::Setting,
        settings::{Origin, Settings},
    },
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
        let Settings { portal, sandpit, integration, .. } = &loaded.settings;
        let mut problems = Vec::new();
        let mut bound =
            |result: Result<(TcpListener, u16), Problem>| result.map_err(|one| problems.push(one)).ok();
        let portal = bound(bind("portal.listen", portal.listen, loaded).await);
        let sandpit_door = bound(bind("sandpit.listen", sandpit.listen, loaded).await);
        let integration_door = if integration.enabled {
            bound(bind("integration.listen", integration.provider.listen, loaded).await)
        } else {
            None
        };
        let (Some((portal, portal_port)), Some((sandpit_door, sandpit_port)), true) =
            (portal, sandpit_door, problems.is_empty())
        else {
            return Err(Problems(problems));
        };
        let issuers = Issuers {
            sandpit: sandpit.issuer(sandpit_port),
            integration: integration_door.as_ref().map(|(_, port)| integration.provider.issuer(*port)),
        };
        let portal_url = loaded.settings.portal_url(portal_port);
        let providers = [sandpit_door].into_iter().chain(integration_door.map(|(door, _)| door)).collect();
        Ok(Self { portal, portal_url, providers, issuers })
    }
}

async fn bind(
    key: &'static str,
    address: SocketAddr,
    loaded: &Loaded,
) -> Result<(TcpListener, u16), Problem> {
    let bound = TcpListener::bind(address).await.and_then(|listener| {
        let port = listener.local_addr()?.port();
        Ok((listener, port))
    });
    bound.map_err(|error| explain(key, address, &error).at(key, loaded.source(key)))
}

fn explain(key: &str, address: SocketAddr, error: &io::Error) -> Fault {
    let variable = catalogue::find(key).map(Setting::variable).unwrap_or_default();
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
        assert_eq!(listeners.issuers.sandpit.as_str(), format!("http://localhost:{}", port(sandpit)));
        let issuer = listeners.issuers.integration.unwrap();
        assert_eq!(issuer.as_str(), format!("http://localhost:{}", port(integration)));
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
