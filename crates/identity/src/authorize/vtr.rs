//! Which vectors of trust a request may ask for (spec section 3, `vtr`).

use super::{Draft, Failure};
use crate::{Finding, Vtr, rules};

pub(super) fn readable_and_registered(draft: &mut Draft<'_>) -> Result<(), Failure> {
    let vtr = match draft.parameters.get("vtr") {
        None => return default_vectors(draft),
        Some(text) => parse(draft, text)?,
    };
    if let Some(unregistered) = vtr.vectors().iter().find(|vector| !draft.client.is_registered_for(**vector))
    {
        let finding = Finding::failure(
            &rules::VTR_REGISTERED,
            format!("this client is not registered for the vector {unregistered}"),
        )
        .expected(registered(draft))
        .received(vtr.to_string());
        return Err(Failure::new("invalid_request", finding));
    }
    draft.request.vtr = vtr;
    Ok(())
}

fn parse(draft: &mut Draft<'_>, text: &str) -> Result<Vtr, Failure> {
    let parsed = Vtr::parse(text).map_err(|problem| {
        let finding = Finding::failure(&rules::VTR_READABLE, problem.to_string())
            .expected(registered(draft))
            .received(text);
        Failure::new("invalid_request", finding)
    })?;
    if parsed.single_quotes {
        let explanation = "vtr has single quotes, as Python prints a list; it was read, but it is not JSON";
        let warning = Finding::warning(&rules::VTR_READABLE, explanation)
            .expected(parsed.vtr.to_string())
            .received(text);
        draft.warn(warning);
    }
    Ok(parsed.vtr)
}

/// Without `vtr` the specification's three vectors are meant; the client need only be registered for one of them.
fn default_vectors(draft: &mut Draft<'_>) -> Result<(), Failure> {
    let default = Vtr::default_vectors();
    let usable =
        default.vectors().iter().copied().filter(|vector| draft.client.is_registered_for(*vector)).collect();
    if let Some(vtr) = Vtr::from_vectors(usable) {
        draft.request.vtr = vtr;
        return Ok(());
    }
    let explanation = format!(
        "vtr is missing, which asks for {default}, and this client is registered for none of these vectors"
    );
    let finding = Finding::failure(&rules::VTR_REGISTERED, explanation).expected(registered(draft));
    Err(Failure::new("invalid_request", finding))
}

pub(super) fn reachable(draft: &mut Draft<'_>) -> Result<(), Failure> {
    let passkeys = draft.policy.passkeys;
    if draft.request.vtr.vectors().iter().any(|vector| vector.is_reachable(passkeys)) {
        return Ok(());
    }
    let explanation = "nobody can meet any of these vectors in this environment";
    let finding =
        Finding::failure(&rules::VTR_REACHABLE, explanation).received(draft.request.vtr.to_string());
    Err(Failure::new("invalid_request", finding))
}

fn registered(draft: &Draft<'_>) -> String {
    Vtr::from_vectors(draft.client.vectors.clone()).map(|vtr| vtr.to_string()).unwrap_or_default()
}
