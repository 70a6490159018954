//! docs/refusals.md, written from the catalogue.

use std::fmt::Write;

use super::{Refusal, all};
use crate::exchange::Endpoint;

const TOP: &str = "# Refusals

Every refusal of every endpoint that programs call: its status, its code, the rule that it names, and what to do. The page is
written from the code (`slipway refusals`), and a test keeps it so.

Each answer carries the header `X-Reference`; the inspector, or `slipway trace --client CLIENT_ID`, shows the exchange with the first rule
that failed, what was expected and what came. Values that identify a patient are never kept, so there only the rule is shown.
";

/// Of the endpoints that programs call.
const fn about(endpoint: Endpoint) -> Option<(&'static str, &'static str)> {
    Some(match endpoint {
        Endpoint::Settings => return None,
        Endpoint::Authorize => (
            "GET and POST /authorize",
            "Status 400 is a page for a browser and JSON for a program, because there is no address that is sure; 302 goes to the redirect URI as `error` and `error_description`.",
        ),
        Endpoint::Token => (
            "POST /token",
            "JSON with `error` and `error_description` (RFC 6749 section 5.2). The description says what was expected and what came.",
        ),
        Endpoint::Userinfo => (
            "GET, POST and PATCH /userinfo",
            "JSON with `error` and `error_description`, and `WWW-Authenticate` (RFC 6750 section 3).",
        ),
        Endpoint::Users => (
            "GET /v2/Users",
            "JSON `{\"Errors\": [{\"description\": …, \"code\": …}]}` with the status as the code; 401 also has `WWW-Authenticate`. The code here is what the inspector shows.",
        ),
        Endpoint::ProvisionAccount => (
            "POST /provision-account",
            "JSON `{\"code\": …, \"description\": …}`; 401 and 403 have `error` and `error_description` with `WWW-Authenticate`. The interface specification gives eight codes the same words; what tells them apart is this platform's decision.",
        ),
    })
}

/// The whole page.
pub fn markdown() -> String {
    let all = all();
    let mut page = TOP.to_owned();
    for endpoint in Endpoint::ALL {
        let Some((title, words)) = about(endpoint) else { continue };
        let _ = write!(
            page,
            "\n## {title}\n\n{words}\n\n| status | code | rule | what to do |\n|---|---|---|---|\n"
        );
        for refusal in all.iter().filter(|refusal| refusal.endpoint == endpoint) {
            page.push_str(&row(refusal));
        }
    }
    page
}

fn row(refusal: &Refusal) -> String {
    let Refusal { status, error, rule, words, .. } = refusal;
    let words = words.as_ref().map(|words| format!(" “{}”", escaped(words))).unwrap_or_default();
    format!(
        "| {status} | `{error}`{words} | {} (`{}`) | {} |\n",
        escaped(rule.title),
        rule.id,
        escaped(rule.fix)
    )
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_written_from_the_code() {
        let page = include_str!("../../../../docs/refusals.md");
        assert!(page == markdown(), "run `cargo run -- refusals > docs/refusals.md`");
    }
}
