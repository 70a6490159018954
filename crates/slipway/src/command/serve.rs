//! `slipway serve`: the portal, the provider and the worker, in one process.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use app::Context;
use axum::Router;
use identity::Environment;
use tokio::runtime::Builder;

use crate::{
    config::{Fault, Loaded, Settings, settings::Origin},
    failure::Failure,
    output::Output,
    serve::{Listeners, Ready, Running, Stop, TestPerson, serve},
    staff_provider, wiring,
};

/// How long the database may take to finish what is queued.
const CLOSING: Duration = Duration::from_secs(10);

pub fn run(loaded: &Loaded, out: &mut Output<'_>) -> Result<(), Failure> {
    let started = Instant::now();
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    // The issuer holds the port, so the sockets come first.
    let listeners = runtime.block_on(Listeners::bind(loaded))?;
    let staff = staff_provider::configured(loaded, &listeners.portal_url)?;
    let ctx = wiring::open(loaded, &listeners.portal_url, &listeners.issuers)?;
    let ctx = match staff {
        Some(provider) => ctx.with_staff_provider(provider),
        None => ctx,
    };
    refuse_without_editions(loaded, &ctx)?;
    let ready = ready(loaded, &listeners, &ctx)?;
    let portal = (listeners.portal, portal(&ctx, &loaded.settings, &listeners.portal_url));
    let routers = ctx.environments().iter().map(|environment| provider(&ctx, environment, &loaded.settings));
    let providers: Vec<_> = listeners.providers.into_iter().zip(routers).collect();
    let doors = [portal].into_iter().chain(providers).collect();
    let ended = ctx.store.ended();
    let served = runtime.block_on(async {
        let stop = Stop::by_signal()?;
        // One broken log is told and shown to nobody; it is no reason to keep all others from working.
        app::integrations::verify_at_start(&ctx).await?;
        app::integrations::fold_again(&ctx).await?;
        let worker = tokio::spawn(app::worker::run(ctx));
        ready.announce(out)?;
        tracing::info!(duration = ?started.elapsed(), "ready");
        serve(doors, stop).await;
        worker.abort();
        Ok(())
    });
    // Tasks hold the database too.
    drop(runtime);
    if !ended.wait(CLOSING) {
        tracing::warn!(
            "stopped before the database was closed: what was answered is kept in its write-ahead log"
        );
    }
    served
}

/// An integration is on its edition until somebody moves it.
fn refuse_without_editions(loaded: &Loaded, ctx: &Context) -> Result<(), Failure> {
    let missing = app::editions::missing_blocking(ctx)?;
    let Some((edition, count)) = missing.first() else { return Ok(()) };
    let wrong = format!("the database holds integrations on edition {edition} ({count}), which is not there");
    let fix = "put its folder back, or name a folder that has it";
    Err(loaded.problem("toolkit.folder", Fault::new(wrong, fix)).into())
}

fn portal(ctx: &Context, settings: &Settings, url: &Origin) -> Router {
    let Settings { limits, proxy, .. } = settings;
    let settings = portal::Settings {
        outbox: settings.shows_outbox(),
        is_https: url.is_https(),
        sign_ins_per_minute: limits.enabled.then_some(limits.address_sign_ins),
        token_requests_per_minute: limits.enabled.then_some(limits.client_requests),
        trusted_proxy_hops: proxy.trusted_hops,
    };
    portal::router(ctx.clone(), settings)
}

fn provider(ctx: &Context, environment: &Arc<Environment>, settings: &Settings) -> Router {
    let Settings { limits, proxy, .. } = settings;
    let mut running = settings.running();
    let own = running.find(|one| one.id == environment.id.as_str()).map(|one| one.limits).unwrap_or_default();
    let allowed = provider::Limits {
        client_requests: own.client_requests.unwrap_or(limits.client_requests),
        client_look_ups: limits.client_look_ups,
        client_provisionings: limits.client_provisionings,
        address_requests: own.address_requests.unwrap_or(limits.address_requests),
        address_sign_ins: own.address_sign_ins.unwrap_or(limits.address_sign_ins),
    };
    let settings = provider::Settings {
        limits: limits.enabled.then_some(allowed),
        trusted_proxy_hops: proxy.trusted_hops,
    };
    provider::router(ctx.clone(), Arc::clone(environment), settings)
}

fn ready(loaded: &Loaded, listeners: &Listeners, ctx: &Context) -> Result<Ready, Failure> {
    let settings = &loaded.settings;
    let (mut people, mut environments) = (Vec::new(), Vec::new());
    let issuers = listeners.issuers.0.iter().zip(&listeners.providers);
    for (environment, ((_, issuer), listener)) in ctx.environments().iter().zip(issuers) {
        environments.push(Running::of(environment, issuer.clone(), listener.local_addr()?));
        let found = app::people::list_blocking(ctx, &environment.id)?;
        people
            .push((environment.name.to_lowercase(), found.into_iter().filter_map(TestPerson::of).collect()));
    }
    Ok(Ready {
        portal: listeners.portal_url.clone(),
        listens: listeners.portal.local_addr()?,
        environments,
        outbox_is_shown: settings.shows_outbox(),
        mail_is_kept: settings.keeps_mail(),
        text_messages_are_kept: settings.keeps_text_messages(),
        people,
        is_fresh: app::demo::is_fresh_blocking(ctx)?,
    })
}
