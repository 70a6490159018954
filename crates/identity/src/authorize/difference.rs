//! Says in words how a redirect URI differs from the registered one that it is nearest to.

/// A sentence for the developer, such as "redirect_uri differs from the registered one by a trailing slash".
pub fn explain(registered: &[String], received: &str) -> String {
    let Some(nearest) = registered.iter().max_by_key(|uri| likeness(uri, received)) else {
        return "no redirect URI is registered for this client".to_owned();
    };
    let which = if registered.len() > 1 { "the nearest registered one" } else { "the registered one" };
    if received.to_ascii_lowercase().contains("%3a%2f%2f") {
        return format!("redirect_uri differs from {which} by its encoding: it was percent-encoded twice");
    }
    match jose::url_difference(nearest, received) {
        Some(by) => format!("redirect_uri differs from {which} {by}"),
        None => "redirect_uri is not an absolute address, like the registered ones are".to_owned(),
    }
}

fn likeness(registered: &str, received: &str) -> usize {
    let forwards = registered.chars().zip(received.chars());
    let backwards = registered.chars().rev().zip(received.chars().rev());
    let alike = |(a, b): &(char, char)| a.eq_ignore_ascii_case(b);
    forwards.take_while(alike).count() + backwards.take_while(alike).count()
}

#[cfg(test)]
mod tests {
    use super::explain;

    #[test]
    fn the_nearest_registered_one_is_compared() {
        let registered = ["https://example.org/callback".to_owned(), "http://localhost:3000/cb".to_owned()];
        for (received, words) in [
            ("https://example.org/callback/", "by a trailing slash"),
            ("http://localhost:3001/cb", "by its port"),
            ("http://example.org/callback", "by its scheme"),
            ("https%3A%2F%2Fexample.org%2Fcallback", "percent-encoded twice"),
        ] {
            let text = explain(&registered, received);
            assert!(text.starts_with("redirect_uri differs from the nearest registered one "), "{text}");
            assert!(text.contains(words), "{received}: {text}");
        }
        assert_eq!(
            explain(&registered[..1], "https://example.org/callback/"),
            "redirect_uri differs from the registered one by a trailing slash"
        );
        assert!(explain(&registered, "callback").contains("not an absolute address"));
        assert!(explain(&[], "https://x.test").contains("no redirect URI is registered"));
    }
}
