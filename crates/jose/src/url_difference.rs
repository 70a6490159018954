//! Says in words how one address differs from another that should have been the same.

/// The one difference that explains why `received` is not `expected`, or nothing where they are equal or have little in common.
///
/// The words read after "it differs": "by a trailing slash".
pub fn url_difference(expected: &str, received: &str) -> Option<String> {
    if expected == received {
        return None;
    }
    if received.trim() != received {
        return Some("by spaces or line breaks around it".to_owned());
    }
    let (wanted, came) = (Parts::of(expected)?, Parts::of(received)?);
    // From the outside in: the first difference is the one to mend first.
    RULES.iter().find_map(|rule| rule(&wanted, &came))
}

struct Parts<'a> {
    scheme: &'a str,
    host: &'a str,
    port: &'a str,
    path: &'a str,
    query: &'a str,
}

const RULES: &[fn(&Parts<'_>, &Parts<'_>) -> Option<String>] = &[scheme, host, port, path, query];

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (path, query) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
        let port_at =
            authority.rfind(':').filter(|at| authority[*at..].bytes().skip(1).all(|b| b.is_ascii_digit()));
        let (host, port) = authority.split_at(port_at.unwrap_or(authority.len()));
        Some(Self { scheme, host, port, path, query })
    }
}

fn scheme(wanted: &Parts<'_>, came: &Parts<'_>) -> Option<String> {
    if wanted.scheme == came.scheme {
        None
    } else if wanted.scheme.eq_ignore_ascii_case(came.scheme) {
        Some(format!("by capital letters in {}", came.scheme))
    } else {
        Some(format!("by its scheme: {} instead of {}", came.scheme, wanted.scheme))
    }
}

fn host(wanted: &Parts<'_>, came: &Parts<'_>) -> Option<String> {
    if wanted.host == came.host {
        None
    } else if wanted.host.eq_ignore_ascii_case(came.host) {
        Some("by capital letters in the host name".to_owned())
    } else if is_loopback(wanted.host) && is_loopback(came.host) {
        Some(format!("by its host: {} and {} are two different names", came.host, wanted.host))
    } else {
        Some(format!("by its host: {} instead of {}", came.host, wanted.host))
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

fn port(wanted: &Parts<'_>, came: &Parts<'_>) -> Option<String> {
    let spoken =
        |port: &str| if port.is_empty() { "no port".to_owned() } else { format!("port {}", &port[1..]) };
    (wanted.port != came.port)
        .then(|| format!("by its port: {} instead of {}", spoken(came.port), spoken(wanted.port)))
}

fn path(wanted: &Parts<'_>, came: &Parts<'_>) -> Option<String> {
    let spoken = |path: &str| if path.is_empty() { "no path".to_owned() } else { path.to_owned() };
    if wanted.path == came.path {
        None
    } else if came.path.strip_suffix('/') == Some(wanted.path) {
        Some("by a trailing slash".to_owned())
    } else if wanted.path.strip_suffix('/') == Some(came.path) {
        Some("by a missing trailing slash".to_owned())
    } else if wanted.path.eq_ignore_ascii_case(came.path) {
        Some("by capital letters in the path".to_owned())
    } else {
        Some(format!("by its path: {} instead of {}", spoken(came.path), spoken(wanted.path)))
    }
}

fn query(wanted: &Parts<'_>, came: &Parts<'_>) -> Option<String> {
    if wanted.query == came.query {
        None
    } else if wanted.query.is_empty() {
        Some(format!("by what follows the path: {}", came.query))
    } else {
        Some("by its query string".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_difference_has_its_words() {
        let expected = "https://auth.example.org:444/token";
        for (received, words) in [
            ("https://auth.example.org:444/token ", "by spaces or line breaks around it"),
            ("http://auth.example.org:444/token", "by its scheme: http instead of https"),
            ("HTTPS://auth.example.org:444/token", "by capital letters in HTTPS"),
            ("https://Auth.example.org:444/token", "by capital letters in the host name"),
            ("https://example.org:444/token", "by its host: example.org instead of auth.example.org"),
            ("https://auth.example.org/token", "by its port: no port instead of port 444"),
            ("https://auth.example.org:444/token/", "by a trailing slash"),
            ("https://auth.example.org:444/Token", "by capital letters in the path"),
            ("https://auth.example.org:444/authorize", "by its path: /authorize instead of /token"),
            ("https://auth.example.org:444", "by its path: no path instead of /token"),
            ("https://auth.example.org:444/token?a=1", "by what follows the path: ?a=1"),
        ] {
            assert_eq!(url_difference(expected, received).as_deref(), Some(words), "{received}");
        }
    }

    #[test]
    fn two_names_of_this_computer_are_two_names() {
        let words = url_difference("http://localhost:9/cb", "http://127.0.0.1:9/cb").unwrap();
        assert_eq!(words, "by its host: 127.0.0.1 and localhost are two different names");
        assert_eq!(url_difference("http://a/", "http://a").as_deref(), Some("by a missing trailing slash"));
    }

    #[test]
    fn equal_or_unlike_texts_have_no_difference_to_name() {
        assert_eq!(url_difference("https://a/b", "https://a/b"), None);
        assert_eq!(url_difference("https://a/b", "nonsense"), None);
    }

    proptest! {
        #[test]
        fn any_two_texts_are_compared(left in ".*", right in "[a-z]{0,4}:?/{0,2}.*") {
            let _ = url_difference(&left, &right);
            let _ = url_difference(&right, &left);
        }
    }
}
