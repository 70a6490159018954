//! Just enough DER (ITU-T X.690) to find the two numbers of an RSA public key, and to say what else a key file holds.

/// What a DER structure turned out to be. Numbers are big-endian without leading zeros.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    RsaPublicKey { modulus: Vec<u8>, exponent: Vec<u8> },
    OtherPublicKey(&'static str),
    PrivateKey,
    Unknown,
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

// Contents of the object identifiers in RFC 3279, RFC 4055, RFC 5480 and RFC 8410.
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const NAMED: &[(&[u8], &str)] = &[
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a], "RSA-PSS"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], "elliptic curve (EC)"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01], "DSA"),
    (&[0x2b, 0x65, 0x6e], "X25519"),
    (&[0x2b, 0x65, 0x70], "Ed25519"),
];

/// Reads a SubjectPublicKeyInfo or an RSAPublicKey, and recognises the private forms.
pub(crate) fn read(der: &[u8]) -> Content {
    read_rsa_public_key(der)
        .or_else(|| read_subject_public_key_info(der))
        .or_else(|| looks_private(der).then_some(Content::PrivateKey))
        .unwrap_or(Content::Unknown)
}

// RFC 8017 appendix A.1.1: SEQUENCE { modulus INTEGER, publicExponent INTEGER } and nothing more.
fn read_rsa_public_key(der: &[u8]) -> Option<Content> {
    let mut fields = whole(der, SEQUENCE)?;
    let modulus = positive(fields.take(INTEGER)?)?;
    let exponent = positive(fields.take(INTEGER)?)?;
    fields.is_empty().then_some(Content::RsaPublicKey { modulus, exponent })
}

// RFC 5280 section 4.1: SEQUENCE { AlgorithmIdentifier, BIT STRING }.
fn read_subject_public_key_info(der: &[u8]) -> Option<Content> {
    let mut fields = whole(der, SEQUENCE)?;
    let mut algorithm = Reader(fields.take(SEQUENCE)?);
    let bits = fields.take(BIT_STRING)?;
    if !fields.is_empty() {
        return None;
    }
    let object = algorithm.take(OBJECT_IDENTIFIER)?;
    if object == RSA_ENCRYPTION {
        return read_rsa_public_key(bits.strip_prefix(&[0])?);
    }
    let name = NAMED.iter().find(|(known, _)| *known == object).map_or("unknown", |(_, name)| name);
    Some(Content::OtherPublicKey(name))
}

// PKCS#1, PKCS#8 and SEC 1 private keys all start with a small version number; PKCS#1's public key starts with a huge one.
fn looks_private(der: &[u8]) -> bool {
    let version = whole(der, SEQUENCE).and_then(|mut fields| fields.take(INTEGER).map(<[u8]>::len));
    version == Some(1)
}

fn whole(der: &[u8], tag: u8) -> Option<Reader<'_>> {
    let mut outer = Reader(der);
    let content = outer.take(tag)?;
    outer.is_empty().then_some(Reader(content))
}

fn positive(integer: &[u8]) -> Option<Vec<u8>> {
    let negative = integer.first()? & 0x80 != 0;
    let start = integer.iter().position(|b| *b != 0)?;
    (!negative).then(|| integer[start..].to_vec())
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The content of the next element, if it has this tag.
    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (first, rest) = self.0.split_first()?;
        let (length, rest) = read_length(rest)?;
        if *first != tag || rest.len() < length {
            return None;
        }
        let (content, rest) = rest.split_at(length);
        self.0 = rest;
        Some(content)
    }
}

// Two length bytes reach 65,535: no key that is let in is longer.
fn read_length(der: &[u8]) -> Option<(usize, &[u8])> {
    match *der {
        [short @ 0..=0x7f, ref rest @ ..] => Some((usize::from(short), rest)),
        [0x81, length, ref rest @ ..] => Some((usize::from(length), rest)),
        [0x82, high, low, ref rest @ ..] => Some((usize::from(high) << 8 | usize::from(low), rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_public_key_is_read_and_a_leading_zero_dropped() {
        let der = [0x30, 8, 2, 3, 0, 0x81, 5, 2, 1, 3];
        let expected = Content::RsaPublicKey { modulus: vec![0x81, 5], exponent: vec![3] };
        assert_eq!(read(&der), expected);
    }

    #[test]
    fn negative_numbers_and_trailing_bytes_are_no_key() {
        assert_eq!(read(&[0x30, 7, 2, 2, 0x81, 5, 2, 1, 3]), Content::Unknown);
        assert_eq!(read(&[0x30, 8, 2, 3, 0, 0x81, 5, 2, 1, 3, 0]), Content::Unknown);
        assert_eq!(read(&[0x30, 0x82, 0xff]), Content::Unknown);
    }

    #[test]
    fn other_algorithms_are_named_and_private_keys_noticed() {
        let ed25519 = [0x30, 10, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 1, 0];
        assert_eq!(read(&ed25519), Content::OtherPublicKey("Ed25519"));
        assert_eq!(read(&[0x30, 6, 2, 1, 0, 4, 1, 9]), Content::PrivateKey);
    }

    proptest! {
        #[test]
        fn reading_never_panics(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }
    }
}
