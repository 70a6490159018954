//! What the first bytes say. Stricter than libraries that guess a type: a file must begin as its format demands, because a file that is
//! two things at once is the usual way past a check (a web page with `%PDF-` in its first kilobyte, say).

use crate::Format;

/// The brands of ISO/IEC 14496-12 files that hold video which browsers play; not QuickTime, not pictures, not sound alone.
const MP4_BRANDS: [&[u8; 4]; 15] = [
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42",
    b"avc1", b"M4V ", b"MSNV", b"dash",
];

/// Formats that one look at the beginning settles.
pub fn simple(bytes: &[u8]) -> Option<Format> {
    let checked = [
        (Format::Pdf, is_pdf(bytes)),
        (Format::Png, is_png(bytes)),
        (Format::Jpeg, is_jpeg(bytes)),
        (Format::Mp4, is_mp4(bytes)),
        (Format::WebM, is_webm(bytes)),
    ];
    checked.into_iter().find_map(|(format, holds)| holds.then_some(format))
}

/// ISO 32000-1 §7.5.2: `%PDF-` and the version, `1.7` or `2.0`.
fn is_pdf(bytes: &[u8]) -> bool {
    matches!(bytes, [b'%', b'P', b'D', b'F', b'-', b'1'..=b'2', b'.', b'0'..=b'9', ..])
}

/// PNG §5: the signature, and the header as the first chunk.
fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")
}

/// ITU-T T.81 annex B: start of image, and a marker segment right after it.
fn is_jpeg(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xd8, 0xff, 0xc0..=0xfe, ..])
}

/// ISO/IEC 14496-12 §4.3: a file type box comes first and names the brand.
fn is_mp4(bytes: &[u8]) -> bool {
    let Some((&size, rest)) = bytes.split_first_chunk::<4>() else { return false };
    let Some((kind, rest)) = rest.split_first_chunk::<4>() else { return false };
    let fits = (16..=4096).contains(&u32::from_be_bytes(size));
    let brand = rest.first_chunk::<4>();
    kind == b"ftyp" && fits && brand.is_some_and(|brand| MP4_BRANDS.contains(&brand))
}

/// RFC 8794 §11.2: an EBML header whose DocType is `webm`; `matroska` is another format.
fn is_webm(bytes: &[u8]) -> bool {
    const DOC_TYPE: u64 = 0x4282;
    let Some(rest) = bytes.strip_prefix(b"\x1a\x45\xdf\xa3") else { return false };
    let Some((size, rest)) = vint(rest, false) else { return false };
    let mut header = &rest[..rest.len().min(usize::try_from(size).unwrap_or(usize::MAX)).min(4096)];
    while let Some((id, size, rest)) = element(header) {
        let Some((value, rest)) = usize::try_from(size).ok().and_then(|size| rest.split_at_checked(size))
        else {
            return false;
        };
        if id == DOC_TYPE {
            return value.strip_prefix(b"webm").is_some_and(|padding| padding.iter().all(|byte| *byte == 0));
        }
        header = rest;
    }
    false
}

fn element(bytes: &[u8]) -> Option<(u64, u64, &[u8])> {
    let (id, rest) = vint(bytes, true)?;
    let (size, rest) = vint(rest, false)?;
    Some((id, size, rest))
}

/// RFC 8794 §4: a number whose leading zeros count its bytes. Identifiers keep the marker bit, sizes do not.
fn vint(bytes: &[u8], keep_marker: bool) -> Option<(u64, &[u8])> {
    let first = *bytes.first()?;
    let length = usize::try_from(first.leading_zeros()).ok()? + 1;
    let (number, rest) = bytes.split_at_checked(length).filter(|_| length <= 8)?;
    let whole = number.iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let marker = 1u64 << (7 * length);
    Some((if keep_marker { whole } else { whole & (marker - 1) }, rest))
}

/// Plain text: UTF-8, or the Windows-1252 that spreadsheets still write; nothing that steers a terminal, nothing that a browser or
/// a shell would run.
pub fn is_text(bytes: &[u8]) -> bool {
    let allowed = |byte: &u8| !byte.is_ascii_control() || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    // The five codes that Windows-1252 leaves undefined.
    let undefined = |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    let decodes = || std::str::from_utf8(bytes).is_ok() || !bytes.iter().any(undefined);
    !is_for_programs(bytes) && bytes.iter().all(allowed) && decodes()
}

/// What is written in letters too, but for a program: markup (HTML, SVG, XML), scripts, rich text, PostScript, a damaged PDF or GIF.
fn is_for_programs(bytes: &[u8]) -> bool {
    const STARTS: [&[u8]; 5] = [b"#!", b"{\\rtf", b"%!", b"%PDF", b"GIF8"];
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let is_markup = matches!(start, [b'<', b'!' | b'?' | b'/' | b'a'..=b'z' | b'A'..=b'Z', ..]);
    is_markup || STARTS.iter().any(|other| start.starts_with(other))
}
