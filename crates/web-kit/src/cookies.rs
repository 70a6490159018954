//! Cookies with the attributes that keep them where they belong.

use cookie::time::Duration;
use cookie::{Cookie, SameSite};

/// The cookie's name as the browser knows it: bound to this host and to https wherever there is https.
///
/// Cookies ignore the port, so two skins on one loopback host need different names.
pub fn cookie_name(name: &str, is_https: bool) -> String {
    if is_https { format!("__Host-{name}") } else { name.to_owned() }
}

/// A cookie that scripts cannot read and other sites cannot send along with a post. Without `max_age` it
/// ends with the browser.
pub fn session_cookie(
    name: &str,
    value: impl Into<String>,
    is_https: bool,
    max_age: Option<std::time::Duration>,
) -> Cookie<'static> {
    let mut cookie = Cookie::build((cookie_name(name, is_https), value.into()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_https)
        .build();
    if let Some(age) = max_age {
        cookie.set_max_age(Duration::seconds(i64::try_from(age.as_secs()).unwrap_or(i64::MAX)));
    }
    cookie
}

/// Takes the cookie away.
pub fn expired_cookie(name: &str, is_https: bool) -> Cookie<'static> {
    session_cookie(name, "", is_https, Some(std::time::Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host() {
        let cookie = session_cookie("sandpit", "v", true, None);
        assert_eq!(cookie.to_string(), "__Host-sandpit=v; HttpOnly; SameSite=Lax; Secure; Path=/");
    }

    #[test]
    fn on_loopback_it_works_without_https_and_ends_when_told() {
        let cookie = session_cookie("sandpit", "v", false, Some(std::time::Duration::from_mins(1)));
        assert_eq!(cookie.to_string(), "sandpit=v; HttpOnly; SameSite=Lax; Path=/; Max-Age=60");
        assert!(expired_cookie("sandpit", false).to_string().ends_with("Max-Age=0"));
    }
}
