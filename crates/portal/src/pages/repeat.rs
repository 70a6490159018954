//! How to send a request again from a terminal. What was not kept is a placeholder in capitals.

use identity::exchange::{Endpoint, Exchange};

/// A request to send again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// For a terminal.
    pub curl: String,
    /// For a browser, where that is how it is sent and nothing of it is missing.
    pub address: Option<String>,
    /// Whether something has to be filled in.
    pub has_placeholders: bool,
}

impl Repeat {
    pub fn new(exchange: &Exchange, issuer: &str) -> Self {
        let parameters: Vec<(&str, Value<'_>)> = exchange
            .details
            .parameters
            .iter()
            .map(|(name, value)| (name.as_str(), Value::of(name, value)))
            .collect();
        let has_placeholders = parameters.iter().any(|(_, value)| matches!(value, Value::Placeholder(_)));
        match exchange.endpoint {
            Endpoint::Authorize | Endpoint::Settings => {
                let endpoint = exchange.endpoint.name();
                let address = format!("{issuer}/{endpoint}?{}", encoded(&parameters));
                Self {
                    curl: format!("curl --include '{address}'"),
                    address: (!has_placeholders).then_some(address),
                    has_placeholders,
                }
            }
            Endpoint::Token => Self { curl: token(&parameters, issuer), address: None, has_placeholders },
            Endpoint::Userinfo => Self {
                curl: userinfo(&exchange.details.method, issuer),
                address: None,
                has_placeholders: true,
            },
            Endpoint::Users => Self { curl: users(issuer), address: None, has_placeholders: true },
            Endpoint::ProvisionAccount => {
                Self { curl: provision_account(issuer), address: None, has_placeholders: true }
            }
        }
    }
}

enum Value<'a> {
    Kept(&'a str),
    Placeholder(String),
}

impl<'a> Value<'a> {
    // The forms in which `identity::exchange` keeps what it does not keep whole.
    fn of(name: &str, kept: &'a str) -> Self {
        let is_fingerprint = kept.starts_with("sha256:") && kept.ends_with(" characters)");
        let is_withheld = kept.starts_with('(') && kept.ends_with(" characters, not kept)");
        let is_cut = kept.contains("… (") && kept.ends_with(" characters)");
        if is_fingerprint || is_withheld || is_cut {
            let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            Self::Placeholder(format!("YOUR_{}", name.to_ascii_uppercase()))
        } else {
            Self::Kept(kept)
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Kept(value) => value,
            Self::Placeholder(name) => name,
        }
    }
}

// Percent-encoded, a value holds no quote, no line break and nothing else that a shell or a terminal would act on: anybody
// can send a request in a client's name.
fn encoded(parameters: &[(&str, Value<'_>)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        query.append_pair(name, value.as_str());
    }
    query.finish().replace('\'', "%27")
}

fn token(parameters: &[(&str, Value<'_>)], issuer: &str) -> String {
    let mut curl = format!("curl --include '{issuer}/token'");
    for pair in encoded(parameters).split('&').filter(|pair| !pair.is_empty()) {
        curl.push_str(" \\\n  --data '");
        curl.push_str(pair);
        curl.push('\'');
    }
    curl
}

fn userinfo(method: &str, issuer: &str) -> String {
    let request = match method {
        "POST" => " --request POST",
        "PATCH" => " --request PATCH",
        _ => "",
    };
    let body =
        if method == "PATCH" { " \\\n  --json '{\"client_user_metadata\":\"YOUR_TEXT\"}'" } else { "" };
    format!(
        "curl --include{request} '{issuer}/userinfo' \\\n  --header 'Authorization: Bearer YOUR_ACCESS_TOKEN'{body}"
    )
}

// Of these two nothing that was sent is kept but its shape.
fn users(issuer: &str) -> String {
    format!(
        "curl --include --get '{issuer}/v2/Users' \\\n  --header 'Authorization: Bearer YOUR_ACCESS_TOKEN' \\\n  --data-urlencode 'filter=YOUR_FILTER'"
    )
}

fn provision_account(issuer: &str) -> String {
    format!(
        "curl --include '{issuer}/provision-account' \\\n  --header 'Authorization: Bearer YOUR_ACCESS_TOKEN' \\\n  --json @YOUR_REQUEST.json"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::exchange::sample;

    #[test]
    fn what_programs_send_about_patients_is_filled_in_anew() {
        for endpoint in [Endpoint::Users, Endpoint::ProvisionAccount] {
            let repeat = Repeat::new(&exchange(endpoint, &[("filter", "email eq")]), "http://localhost:4001");
            assert!(repeat.has_placeholders && repeat.address.is_none(), "{repeat:?}");
            assert!(
                repeat.curl.contains("Bearer YOUR_ACCESS_TOKEN") && !repeat.curl.contains("email"),
                "{repeat:?}"
            );
        }
    }

    fn exchange(endpoint: Endpoint, parameters: &[(&str, &str)]) -> Exchange {
        let mut exchange = sample::exchanges().remove(0).exchange;
        exchange.endpoint = endpoint;
        exchange.details.parameters =
            parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        exchange
    }

    #[test]
    fn an_authentication_request_is_an_address() {
        let repeat = Repeat::new(
            &exchange(Endpoint::Authorize, &[("client_id", "a b"), ("vtr", "[\"P9.Cp.Cd\"]")]),
            "http://localhost:4001",
        );
        let address = "http://localhost:4001/authorize?client_id=a+b&vtr=%5B%22P9.Cp.Cd%22%5D";
        assert_eq!(repeat.address.as_deref(), Some(address));
        assert_eq!(repeat.curl, format!("curl --include '{address}'"));
    }

    #[test]
    fn secrets_are_placeholders() {
        let repeat = Repeat::new(
            &exchange(
                Endpoint::Token,
                &[
                    ("grant_type", "authorization_code"),
                    ("code", "sha256:0a1b (43 characters)"),
                    ("client_assertion", "(900 characters, not kept)"),
                ],
            ),
            "http://localhost:4001",
        );
        assert!(repeat.has_placeholders && repeat.address.is_none());
        assert_eq!(
            repeat.curl,
            "curl --include 'http://localhost:4001/token' \\\n  --data 'grant_type=authorization_code' \\\n  \
             --data 'code=YOUR_CODE' \\\n  --data 'client_assertion=YOUR_CLIENT_ASSERTION'"
        );
    }

    #[test]
    fn nothing_in_a_value_reaches_the_shell() {
        let repeat = Repeat::new(
            &exchange(Endpoint::Authorize, &[("state", "'; rm -rf ~\n\u{1b}[2J"), ("a'b", "x")]),
            "http://localhost:4001",
        );
        let quoted =
            repeat.curl.strip_prefix("curl --include '").and_then(|rest| rest.strip_suffix('\'')).unwrap();
        assert!(quoted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\''), "{quoted}");
    }
}
