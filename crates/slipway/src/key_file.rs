//! The file of a private key that we sign with elsewhere: PEM, for its owner only.

use std::{fs, path::Path};

use jose::SigningKey;

use crate::{config::Fault, master_key::check_permissions};

pub fn read(path: &Path) -> Result<SigningKey, Fault> {
    let unreadable = |error| {
        let wrong = format!("the key file {} cannot be read: {error}", path.display());
        Fault::new(wrong, "let this user read it, or name the right file")
    };
    check_permissions(path, &fs::metadata(path).map_err(unreadable)?.permissions())?;
    let text = fs::read_to_string(path).map_err(unreadable)?;
    SigningKey::from_pkcs8_pem(&text).map_err(|rejected| {
        let wrong = format!("the file {} is no key to sign with: {rejected}", path.display());
        Fault::new(wrong, "make one with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048")
    })
}
