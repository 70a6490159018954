//! One exchange on one line.

use std::borrow::Cow;

use identity::{
    Exchange,
    exchange::{Details, Severity},
};
use serde_json::{Value, json};
use store::queries::exchanges::Recorded;

use crate::output::{harmless, time};

/// When, which, what, how it ended, and why.
pub fn for_people(exchange: &Exchange) -> String {
    let Exchange { reference, endpoint, at, outcome, error, details, .. } = exchange;
    let reason = [error.as_deref().map(Cow::Borrowed), reason(details)].into_iter().flatten();
    let reason = reason.collect::<Vec<_>>().join(": ");
    let line = format!(
        "{}  {reference}  {:<9}  {:<9}  {}",
        time(*at),
        endpoint.name(),
        outcome.name(),
        harmless(&reason)
    );
    line.trim_end().to_owned()
}

// What was refused is more urgent than what was only odd, and the first rule that failed made the outcome.
fn reason(details: &Details) -> Option<Cow<'_, str>> {
    let first = |severity| {
        details.findings.iter().find(|finding| finding.severity == severity).map(|f| &*f.explanation)
    };
    let failed_claim = || {
        let check = details.assertion.as_ref()?.first_failure()?;
        Some(Cow::Owned(format!("client assertion, {}: {}", check.name.as_str(), check.explanation)))
    };
    let warned = || Some(Cow::Owned(format!("warning: {}", first(Severity::Warning)?)));
    first(Severity::Failure).map(Cow::Borrowed).or_else(failed_claim).or_else(warned)
}

/// Everything that was kept.
pub fn for_programs(recorded: &Recorded) -> Value {
    let exchange = &recorded.exchange;
    json!({
        "sequence": recorded.sequence,
        "reference": exchange.reference,
        "environment": exchange.environment,
        "client_id": exchange.client_id,
        "grant_id": exchange.grant_id.map(|id| id.to_string()),
        "endpoint": exchange.endpoint,
        "at": exchange.at,
        "outcome": exchange.outcome,
        "error": exchange.error,
        "details": exchange.details,
    })
}

#[cfg(test)]
mod tests {
    use identity::{
        ClientId, EnvironmentId,
        exchange::{Endpoint, Finding, Outcome},
        rules,
    };

    use super::*;

    fn exchange() -> Exchange {
        Exchange {
            reference: "7Q4M-2XKD".parse().unwrap(),
            environment: EnvironmentId::new("sandpit"),
            client_id: Some(ClientId::new("example-ab0001")),
            grant_id: None,
            endpoint: Endpoint::Authorize,
            at: "2026-11-21T22:58:03.5Z".parse().unwrap(),
            outcome: Outcome::Succeeded,
            error: None,
            details: Details::default(),
        }
    }

    #[test]
    fn what_went_well_is_short() {
        assert_eq!(for_people(&exchange()), "2026-11-21 22:58:03Z  7Q4M-2XKD  authorize  succeeded");
    }

    #[test]
    fn the_first_failure_is_told_before_any_warning() {
        let mut exchange = exchange();
        exchange.details.findings = vec![Finding::warning(&rules::STATE_PRESENT, "no state came")];
        assert!(for_people(&exchange).ends_with("succeeded  warning: no state came"));
        exchange.outcome = Outcome::Refused;
        exchange.error = Some("invalid_request".to_owned());
        let differs = "redirect_uri differs from the registered one by a trailing slash";
        exchange.details.findings.push(Finding::failure(&rules::REDIRECT_URI_REGISTERED, differs));
        let line = for_people(&exchange);
        assert!(line.ends_with(&format!("authorize  refused    invalid_request: {differs}")), "{line}");
    }

    #[test]
    fn nothing_that_a_stranger_sent_commands_the_terminal() {
        let mut exchange = exchange();
        exchange.details.findings = vec![Finding::failure(&rules::CLIENT_KNOWN, "\u{1b}]0;owned\u{7}")];
        assert!(!for_people(&exchange).contains(char::is_control));
    }

    #[test]
    fn programs_get_everything_that_was_kept() {
        let answer = for_programs(&Recorded { sequence: 7, exchange: exchange() });
        assert_eq!(answer["sequence"], 7);
        assert_eq!(answer["reference"], "7Q4M-2XKD");
        assert_eq!(answer["endpoint"], "authorize");
        assert_eq!(answer["outcome"], "succeeded");
        assert_eq!(answer["details"]["status"], 0);
    }
}
