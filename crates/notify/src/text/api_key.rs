//! An API key in GOV.UK Notify's form, and the token that is made from it for each request.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{Secret, Timestamp};
use serde_json::json;
use thiserror::Error;

/// `NAME-SERVICE_ID-SECRET`, where the last two are UUIDs and the name may hold dashes of its own.
#[derive(Clone, Debug)]
pub struct ApiKey {
    service: String,
    secret: Secret,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("it is not of the form NAME-SERVICE_ID-SECRET, where the last two are UUIDs")]
pub struct ApiKeyProblem;

const UUID: usize = 36;

impl ApiKey {
    pub fn parse(text: &str) -> Result<Self, ApiKeyProblem> {
        let parts = || {
            let (rest, secret) = text.split_at_checked(text.len().checked_sub(UUID)?)?;
            let rest = rest.strip_suffix('-')?;
            let (name, service) = rest.split_at_checked(rest.len().checked_sub(UUID)?)?;
            let named = name.len() > 1 && name.ends_with('-');
            (named && is_uuid(service) && is_uuid(secret)).then_some((service, secret))
        };
        let (service, secret) = parts().ok_or(ApiKeyProblem)?;
        Ok(Self { service: service.to_owned(), secret: Secret::new(secret) })
    }

    /// A JWT signed with HS256 that says who asks and when. The service takes it for half a minute around `now`.
    pub(super) fn token(&self, now: Timestamp) -> String {
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = part(json!({ "typ": "JWT", "alg": "HS256" }));
        let claims = part(json!({ "iss": self.service, "iat": now.as_second() }));
        let input = format!("{header}.{claims}");
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.expose().as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, input.as_bytes()));
        format!("{input}.{signature}")
    }
}

fn is_uuid(text: &str) -> bool {
    let fits = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == UUID && text.bytes().enumerate().all(fits)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub const SERVICE: &str = "0f5e1c2a-7b64-4d18-9c3e-52a8d06b71f4";
    pub const SECRET: &str = "c9a4b1d7-30e8-4f26-8b5d-16f2e7a9c083";

    pub fn key() -> ApiKey {
        ApiKey::parse(&format!("a-name-with-dashes-{SERVICE}-{SECRET}")).unwrap()
    }

    #[test]
    fn the_last_two_parts_are_uuids() {
        assert_eq!(key().service, SERVICE);
        assert_eq!(key().secret.expose(), SECRET);
        assert!(!format!("{:?}", key()).contains(SECRET));
    }

    #[test]
    fn anything_else_is_not_a_key() {
        let without_name = format!("{SERVICE}-{SECRET}");
        let empty_name = format!("-{SERVICE}-{SECRET}");
        let cut = format!("name-{SERVICE}-{}", &SECRET[1..]);
        let run_together = format!("name-{SERVICE}{SECRET}");
        let wide = format!("name-{SERVICE}-{}é", &SECRET[2..]);
        for text in ["", "name", &without_name, &empty_name, &cut, &run_together, &wide] {
            assert_eq!(ApiKey::parse(text).unwrap_err(), ApiKeyProblem, "{text}");
        }
    }

    #[test]
    fn a_token_says_who_asks_and_when_and_its_signature_holds() {
        let token = key().token("2026-11-21T22:00:00Z".parse().unwrap());
        let (input, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = input.split_once('.').unwrap();
        let decoded = |part| -> serde_json::Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        assert_eq!(decoded(header), json!({ "typ": "JWT", "alg": "HS256" }));
        assert_eq!(decoded(claims), json!({ "iss": SERVICE, "iat": 1_795_298_400 }));
        let verifying = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert!(hmac::verify(&verifying, input.as_bytes(), &signature).is_ok());
    }
}
