//! Why a pasted text was not taken as a public key, in words for the developer who pasted it.

use thiserror::Error;

/// No variant holds key material: the text may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyProblem {
    #[error("enter a public key, as PEM text, a JWK or a JWKS")]
    Empty,
    #[error("the text is longer than any set of keys: paste at most 16,384 characters")]
    TooLong,
    #[error(
        "this is a private key. It was not stored, but it has been sent, so treat it as compromised: make a new key pair, replace the \
         old one wherever you use it, and paste only the public key (openssl rsa -in private.pem -pubout)"
    )]
    PrivateKey,
    #[error(
        "this is a shared secret (a JWK with kty oct or a member k). It was not stored, but it has been sent, so treat it as \
         compromised. Paste the public half of an RSA key pair instead"
    )]
    SharedSecret,
    #[error(
        "this is a certificate: paste the public key inside it (openssl x509 -in certificate.pem -pubkey -noout)"
    )]
    Certificate,
    #[error(
        "this is a certificate signing request: paste the public key inside it (openssl req -in request.pem -pubkey -noout)"
    )]
    CertificateRequest,
    #[error(
        "this is an SSH public key: convert it to PEM (ssh-keygen -e -m PKCS8 -f key.pub) and paste the result"
    )]
    SshKey,
    #[error(
        "this is an {0} key: make a 2048-bit RSA key pair (openssl genrsa -out private.pem 2048) and paste its public key"
    )]
    NotRsa(&'static str),
    #[error(
        "this RSA key has {bits} bits, which is too few: make a 2048-bit key (openssl genrsa -out private.pem 2048)"
    )]
    TooShort { bits: usize },
    #[error(
        "this RSA key has {bits} bits: use 2048, 3072 or 4096 bits (openssl genrsa -out private.pem 2048)"
    )]
    UnusualLength { bits: usize },
    #[error(
        "this RSA key has a public exponent that cannot be: make a new key (openssl genrsa -out private.pem 2048)"
    )]
    BadExponent,
    #[error(
        "the JWK says \"alg\": {0:?}: assertions are signed with RS512, so change alg to RS512 or leave it out"
    )]
    WrongAlgorithm(String),
    #[error(
        "the JWK says \"use\": \"enc\": a key that signs is needed, so change use to sig or leave it out"
    )]
    NotForSigning,
    #[error("the JWK is missing {0}: an RSA public key needs kty, n and e")]
    MissingMember(&'static str),
    #[error("the JWK's {0} is not base64url without padding (RFC 7518 section 6.3.1)")]
    BadMember(&'static str),
    #[error("the JWKS holds no key: it needs at least one in its list named keys")]
    NoKeys,
    #[error("this is a link: paste the key or the JWKS that it leads to")]
    Link,
    #[error("the PEM text is cut off: copy everything from -----BEGIN to the end of the -----END line")]
    Truncated,
    #[error(
        "the lines -----BEGIN PUBLIC KEY----- and -----END PUBLIC KEY----- are missing: paste the whole file"
    )]
    MissingArmour,
    #[error("the PEM block holds a {0:?}: paste a block that starts -----BEGIN PUBLIC KEY-----")]
    UnknownBlock(String),
    #[error("the JSON cannot be read ({0}): paste a JWK or a JWKS")]
    BadJson(String),
    #[error(
        "this is not a public key: paste PEM text that starts -----BEGIN PUBLIC KEY-----, a JWK or a JWKS (openssl rsa -in \
         private.pem -pubout writes one)"
    )]
    NotAKey,
}

impl KeyProblem {
    /// Whether a secret was pasted: what the page must not show again, and no log may hold.
    pub const fn gives_a_secret_away(&self) -> bool {
        matches!(self, Self::PrivateKey | Self::SharedSecret)
    }

    /// A name that stays the same when the words change.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "key_empty",
            Self::TooLong => "key_text_too_long",
            Self::PrivateKey => "key_is_private",
            Self::SharedSecret => "key_is_shared_secret",
            Self::Certificate => "key_is_certificate",
            Self::CertificateRequest => "key_is_certificate_request",
            Self::SshKey => "key_is_ssh",
            Self::NotRsa(_) => "key_not_rsa",
            Self::TooShort { .. } => "key_too_short",
            Self::UnusualLength { .. } => "key_unusual_length",
            Self::BadExponent => "key_bad_exponent",
            Self::WrongAlgorithm(_) => "key_wrong_algorithm",
            Self::NotForSigning => "key_not_for_signing",
            Self::MissingMember(_) => "key_missing_member",
            Self::BadMember(_) => "key_bad_member",
            Self::NoKeys => "key_set_empty",
            Self::Link => "key_is_link",
            Self::Truncated => "key_truncated",
            Self::MissingArmour => "key_missing_armour",
            Self::UnknownBlock(_) => "key_unknown_block",
            Self::BadJson(_) => "key_bad_json",
            Self::NotAKey => "key_not_a_key",
        }
    }
}
