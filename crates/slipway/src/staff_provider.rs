//! The OpenID Provider of the staff's organisation, as the settings say. Nothing is asked of it at the start: it may be down.

use std::sync::Arc;

use app::portal::staff_sign_in::StaffProvider;
use relying_party::{Authentication, Provider};

use crate::{
    config::{Loaded, settings::Origin},
    failure::Failure,
    key_file,
};

const CALLBACK: &str = "/sign-in/organisation/callback";

pub fn configured(loaded: &Loaded, portal: &Origin) -> Result<Option<StaffProvider>, Failure> {
    let staff = &loaded.settings.staff_sign_in;
    // The rules of the configuration refuse one that is half set.
    let (Some(issuer), Some(client_id)) = (&staff.issuer, &staff.client_id) else { return Ok(None) };
    let authentication = match (&staff.client_secret, &staff.private_key_file) {
        (Some(secret), None) => Authentication::Secret(secret.clone()),
        (_, Some(file)) => {
            let key = key_file::read(file)
                .map_err(|fault| loaded.problem("staff_sign_in.private_key_file", fault))?;
            Authentication::PrivateKey { key: Arc::new(key), kid: staff.key_id.clone() }
        }
        (None, None) => return Ok(None),
    };
    Ok(Some(StaffProvider {
        provider: Provider::new(relying_party::Settings {
            issuer: issuer.clone(),
            client_id: client_id.clone(),
            authentication,
            redirect_uri: format!("{portal}{CALLBACK}"),
            acr_values: staff.strong_acr.clone(),
        }),
        label: staff.label.clone(),
        email_domains: staff.email_domains.clone(),
        trusts_addresses: staff.trust_email_addresses,
        strong_acr: staff.strong_acr.clone(),
        strong_amr: staff.strong_amr.clone(),
    }))
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use jose::SigningKey;

    use super::*;
    use crate::config::{Inputs, load};

    fn loaded(variables: &[(&str, &str)]) -> Loaded {
        let usual = [
            ("SLIPWAY_STAFF_SIGN_IN_ISSUER", "https://id.example.org"),
            ("SLIPWAY_STAFF_SIGN_IN_CLIENT_ID", "slipway"),
            ("SLIPWAY_STAFF_SIGN_IN_EMAIL_DOMAINS", "example.org"),
        ];
        let all = usual.iter().chain(variables);
        let environment = all.map(|(name, value)| ((*name).into(), (*value).into())).collect();
        load(&Inputs { environment, ..Inputs::default() }).unwrap()
    }

    fn made(variables: &[(&str, &str)]) -> Result<Option<StaffProvider>, Failure> {
        configured(&loaded(variables), &Origin::localhost(4000))
    }

    #[test]
    fn nothing_is_offered_until_it_is_set_up() {
        let nothing = load(&Inputs::default()).unwrap();
        assert!(configured(&nothing, &Origin::localhost(4000)).unwrap().is_none());
        let staff = made(&[("SLIPWAY_STAFF_SIGN_IN_CLIENT_SECRET", "hunter2")]).unwrap().unwrap();
        assert_eq!(staff.label, "Sign in with your organisation");
        let shown = format!("{staff:?}");
        assert!(shown.contains("http://localhost:4000/sign-in/organisation/callback"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn a_key_is_a_private_rsa_key_that_its_owner_alone_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        let setting = [("SLIPWAY_STAFF_SIGN_IN_PRIVATE_KEY_FILE", path.to_str().unwrap())];
        let refused = || format!("{:?}", made(&setting).unwrap_err());
        assert!(refused().contains("cannot be read"));
        fs::write(&path, SigningKey::generate().to_pkcs8_pem()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(refused().contains("chmod 600"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(made(&setting).unwrap().is_some());
        fs::write(&path, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----").unwrap();
        assert!(refused().contains("is no key to sign with"));
    }
}
