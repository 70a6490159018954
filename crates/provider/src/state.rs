//! What every handler works with.

use std::sync::Arc;

use app::Context;
use identity::Environment;
use nhsuk::{Footer, Header, ServiceName};
use web_kit::{PhaseBanner, Site};

use crate::limits::{Limiters, Limits};

/// How one provider is run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Absent for benchmarks only.
    pub limits: Option<Limits>,
    /// How many proxies in front add to `X-Forwarded-For`.
    pub trusted_proxy_hops: u32,
}

/// Shared by all requests.
pub(crate) struct Provider {
    pub(crate) ctx: Context,
    pub(crate) environment: Arc<Environment>,
    pub(crate) site: Arc<Site>,
    pub(crate) limiters: Option<Limiters>,
    pub(crate) trusted_proxy_hops: u32,
}

pub(crate) type Shared = axum::extract::State<Arc<Provider>>;

impl Provider {
    pub(crate) fn new(ctx: Context, environment: Arc<Environment>, settings: Settings) -> Self {
        let site = site(&environment).into_shared();
        let limiters = settings.limits.map(Limiters::new);
        Self { ctx, environment, site, limiters, trusted_proxy_hops: settings.trusted_proxy_hops }
    }
}

fn site(environment: &Environment) -> Site {
    Site {
        name: "NHS login".to_owned(),
        header: Header {
            service: ServiceName { text: "NHS login".into(), href: "/".into() },
            ..Header::default()
        },
        phase_banner: environment.policy.synthetic_people_only.then(|| {
            PhaseBanner::new(
                environment.name.clone(),
                "This is a test environment. Use test people only, never a real person's details.",
            )
        }),
        footer: Footer {
            copyright: Some("Slipway is open source under the MIT licence".into()),
            ..Footer::default()
        },
        is_https: environment.is_https(),
        home: "/".to_owned(),
    }
}
