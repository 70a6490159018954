//! An authenticator with one passkey, made of a key and a counter, that can also lie.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};

// Flags of authenticator data (WebAuthn section 6.1).
pub const PRESENT: u8 = 0x01;
pub const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

/// A device for the relying party `localhost`. Each of its answers counts up.
pub struct PasskeyDevice {
    pub pair: EcdsaKeyPair,
    pub id: [u8; 16],
    pub counter: u32,
    /// What it says of its person.
    pub flags: u8,
    /// The address that its browser is at.
    pub origin: &'static str,
    /// Whose passkey it says it is.
    pub user: Vec<u8>,
}

impl PasskeyDevice {
    /// A device whose passkey has this number in its id, at a website.
    ///
    /// # Panics
    /// When no key can be made.
    pub fn new(number: u8, origin: &'static str) -> Self {
        Self {
            pair: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key can be made"),
            id: [number; 16],
            counter: 0,
            flags: PRESENT | VERIFIED,
            origin,
            user: Vec::new(),
        }
    }

    fn data(&mut self, flags: u8) -> Vec<u8> {
        self.counter += 1;
        [jose::sha256("localhost").as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        let challenge = &options["publicKey"]["challenge"];
        json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false}).to_string()
    }

    fn answer(&self, response: &Value) -> String {
        let id = jose::base64url(self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response}).to_string()
    }

    /// Makes the passkey: attestation "none" in CBOR, and the public key in COSE's.
    ///
    /// # Panics
    /// When the options are not those of a registration.
    pub fn make(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options are JSON");
        let user = options["publicKey"]["user"]["id"].as_str().expect("it is for somebody");
        self.user = jose::from_base64url(user).expect("an id in base64url");
        // An uncompressed point: 4, x, y.
        let point = self.pair.public_key().as_ref()[1..].to_vec();
        let key =
            [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], &point[..32], &[0x22, 0x58, 32], &point[32..]]
                .concat();
        let data =
            [self.data(self.flags | WITH_KEY), vec![0; 16], vec![0, 16], self.id.to_vec(), key].concat();
        let head = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58";
        let length = u8::try_from(data.len()).expect("it is shorter");
        let object = [head.as_slice(), &[length], &data].concat();
        self.answer(&json!({
            "attestationObject": jose::base64url(object),
            "clientDataJSON": jose::base64url(self.client_data("webauthn.create", &options)),
        }))
    }

    /// Uses the passkey.
    ///
    /// # Panics
    /// When the options are not JSON.
    pub fn show(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options are JSON");
        let (data, client) = (self.data(self.flags), self.client_data("webauthn.get", &options));
        let signed = [data.as_slice(), &jose::sha256(&client)].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).expect("a key signs");
        self.answer(&json!({
            "authenticatorData": jose::base64url(data),
            "clientDataJSON": jose::base64url(client),
            "signature": jose::base64url(signature),
            "userHandle": jose::base64url(&self.user),
        }))
    }
}
