//! First start: each environment gets its signing key and, where it is for tests, its people.

use identity::Environment;

use crate::{Context, Internal, keys, people};

/// Makes what is missing; a second run changes nothing.
pub fn ensure(ctx: &Context) -> Result<(), Internal> {
    for environment in ctx.environments() {
        keys::ensure(ctx, &environment.id)?;
        seed(ctx, environment)?;
    }
    Ok(())
}

fn seed(ctx: &Context, environment: &Environment) -> Result<(), Internal> {
    if people::list_blocking(ctx, &environment.id)?.is_empty() {
        people::reset(ctx, &environment.id)?;
    }
    Ok(())
}
