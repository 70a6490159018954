//! The two pages of the service: plain, but correct HTML.

use serde_json::Value;

pub fn start() -> String {
    page(r#"<p><a href="/login">Continue to NHS login</a></p>"#)
}

/// The outcome as JSON in `#outcome`: the claims of the person, or `error` and `error_description`.
pub fn outcome(outcome: &Value) -> String {
    let json = escaped(&format!("{outcome:#}"));
    page(&format!(r#"<p><a href="/refresh">Refresh</a></p><pre id="outcome">{json}</pre>"#))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn page(body: &str) -> String {
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
  <head><title>A partner's service</title><meta name="viewport" content="width=device-width, initial-scale=1">
    <style>pre {{ white-space: pre-wrap; overflow-wrap: anywhere }}</style></head>
  <body><main><h1>A partner's service</h1>{body}</main></body>
</html>
"#
    )
}
