//! `slipway gates`: what each gate of an integration still needs, in the words of its pages.

use app::{
    Actor, Error,
    integrations::{self, Opened},
};
use serde_json::json;
use toolkit::standing::Why;

use super::Workplace;
use crate::{
    arguments::Gates,
    failure::Failure,
    output::{Output, harmless},
};

pub fn run(gates: &Gates, workplace: &Workplace, out: &mut Output<'_>) -> Result<(), Failure> {
    let (ctx, wanted) = (&workplace.ctx, gates.integration.trim());
    let opened = workplace.runtime.block_on(async {
        match wanted.parse() {
            Ok(id) => integrations::open(ctx, Actor::Operator, id).await,
            Err(_) => integrations::open_by_reference(ctx, Actor::Operator, wanted).await,
        }
    });
    let opened = opened.map_err(|error| match error {
        Error::Refused(_) => Failure::refused("not_found", format!("there is no integration {wanted:?}")),
        Error::Internal(fault) => fault.into(),
    })?;
    let standing = opened.standing();
    let ids = standing.gates.iter().filter(|gate| gate.applies).map(|gate| &gate.gate.id);
    let answers: Vec<Why> = ids.filter_map(|id| standing.why(id)).collect();
    let chosen = chosen(gates, answers)?;
    let is_met = chosen.iter().all(|why| why.met);
    if gates.gate.is_some() && !is_met {
        let message = chosen.iter().map(ToString::to_string).collect::<String>();
        let message = harmless_lines(message.trim_end());
        return Err(Failure::Found { code: "gate_not_met", message, found: json!(chosen) });
    }
    if out.is_json() {
        let next = standing.next_gate().map(|gate| &gate.gate.id);
        return Ok(out.json(&json!({
            "integration": opened.id.to_string(),
            "reference": opened.reference,
            "edition": opened.facts.edition,
            "next_gate": next,
            "next_step": opened.next_step(),
            "gates": chosen,
        }))?);
    }
    heading(&opened, out)?;
    chosen.iter().try_for_each(|why| Ok(out.text(&harmless_lines(&why.to_string()))?))
}

fn chosen(gates: &Gates, answers: Vec<Why>) -> Result<Vec<Why>, Failure> {
    let Some(wanted) = &gates.gate else { return Ok(answers) };
    let known: Vec<String> = answers.iter().map(|why| why.gate.to_string()).collect();
    let chosen: Vec<Why> = answers.into_iter().filter(|why| why.gate.as_str() == wanted).collect();
    if chosen.is_empty() {
        let known = known.join(", ");
        return Err(Failure::Usage(format!(
            "this integration has no gate {wanted:?} that applies: use one of {known}"
        )));
    }
    Ok(chosen)
}

fn heading(opened: &Opened, out: &mut Output<'_>) -> Result<(), Failure> {
    let (product, organisation) = (&opened.product.name, &opened.organisation.name);
    let title =
        format!("{}  {product}, {organisation}  (edition {})", opened.reference, opened.facts.edition);
    out.line(&harmless(&title))?;
    Ok(out.line(&format!("{}\n", harmless(&opened.next_step())))?)
}

// What people typed is in these words.
fn harmless_lines(text: &str) -> String {
    text.split('\n').map(harmless).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
