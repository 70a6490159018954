//! PEM armour (RFC 7468): finding blocks in pasted text, and writing one.

use base64::{
    Engine,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD,
};

/// One `BEGIN … END` block.
pub(crate) struct Block<'a> {
    pub(crate) label: &'a str,
    pub(crate) body: &'a str,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Truncated;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The blocks of `text` in order; whatever stands between them is a comment (RFC 7468 section 2).
pub(crate) fn blocks(mut text: &str) -> Result<Vec<Block<'_>>, Truncated> {
    let mut found = Vec::new();
    while let Some((_, rest)) = text.split_once(BEGIN) {
        let (label, rest) = rest.split_once(DASHES).ok_or(Truncated)?;
        let end = format!("-----END {label}-----");
        let (body, rest) = rest.split_once(end.as_str()).ok_or(Truncated)?;
        found.push(Block { label, body });
        text = rest;
    }
    Ok(found)
}

/// The bytes of base64 text, whatever its line breaks and with or without its padding.
pub(crate) fn decode(body: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let compact: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    LENIENT.decode(compact).ok().filter(|bytes| !bytes.is_empty())
}

pub(crate) fn write(label: &str, der: &[u8]) -> String {
    let mut pem = format!("-----BEGIN {label}-----\n");
    for (index, symbol) in BASE64_STANDARD.encode(der).char_indices() {
        if index > 0 && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(symbol);
    }
    pem.push_str("\n-----END ");
    pem.push_str(label);
    pem.push_str("-----\n");
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let der: Vec<u8> = (0..=255).collect();
        let text = format!("comment\n{}between{}", write("A", &der), write("B C", &[1]));
        let found = blocks(&text).unwrap();
        assert_eq!(found.iter().map(|b| b.label).collect::<Vec<_>>(), ["A", "B C"]);
        assert_eq!(decode(found[0].body), Some(der));
        assert!(text.lines().all(|line| line.len() <= 64));
    }

    #[test]
    fn a_missing_end_is_truncation() {
        assert!(blocks("-----BEGIN PUBLIC KEY-----\nAAAA").is_err());
        assert!(blocks("-----BEGIN PUBLIC").is_err());
        assert!(blocks("-----BEGIN A-----\nAAAA\n-----END B-----").is_err());
        assert!(blocks("no armour").unwrap().is_empty());
    }
}
