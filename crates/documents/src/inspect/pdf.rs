//! Whether a PDF is encrypted: ISO 32000-1 §7.6.1, the trailer (or the dictionary of the cross-reference stream, which serves as
//! one) has an `Encrypt` entry. Nothing of the document is decoded; the file is passed over once.

use memchr::memmem;

pub fn is_encrypted(bytes: &[u8]) -> bool {
    let entries =
        memmem::find_iter(bytes, b"/Encrypt").filter(|at| is_entry(&bytes[at + b"/Encrypt".len()..]));
    let mut streams = Streams::new(bytes);
    entries.into_iter().any(|at| !streams.contain(at))
}

/// The name ends here, and a reference (`12 0 R`) or a dictionary follows; so `/EncryptMetadata` is not it.
fn is_entry(rest: &[u8]) -> bool {
    let value = skip_white(rest);
    if value.starts_with(b"<<") {
        return true;
    }
    let separated = value.len() < rest.len();
    let number = |bytes| -> Option<&[u8]> {
        let after = skip_digits(bytes)?;
        let next = skip_white(after);
        (next.len() < after.len()).then_some(next)
    };
    separated && number(value).and_then(number).is_some_and(|rest| rest.starts_with(b"R"))
}

/// ISO 32000-1 table 1.
fn skip_white(bytes: &[u8]) -> &[u8] {
    let white = |byte: &u8| matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ');
    let end = bytes.iter().position(|byte| !white(byte)).unwrap_or(bytes.len());
    &bytes[end..]
}

fn skip_digits(bytes: &[u8]) -> Option<&[u8]> {
    let digits = bytes.iter().take(11).take_while(|byte| byte.is_ascii_digit()).count();
    (1..=10).contains(&digits).then(|| &bytes[digits..])
}

/// The streams of a file, asked about positions that only grow; what is inside one is content, not structure.
struct Streams<'a> {
    bytes: &'a [u8],
    /// The first stream that ends after everything asked so far.
    current: Option<(usize, usize)>,
}

impl<'a> Streams<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, current: next_stream(bytes, 0) }
    }

    fn contain(&mut self, at: usize) -> bool {
        while let Some((_, end)) = self.current
            && end <= at
        {
            self.current = next_stream(self.bytes, end);
        }
        self.current.is_some_and(|(start, _)| start <= at)
    }
}

/// ISO 32000-1 §7.3.8.1: `stream` and a line end, up to `endstream`. One that never ends hides nothing.
fn next_stream(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let opens = |at: &usize| {
        let ends_line = matches!(bytes.get(at + b"stream".len()), Some(b'\r' | b'\n'));
        ends_line && !bytes[..*at].ends_with(b"end")
    };
    let start = memmem::find_iter(&bytes[from..], b"stream").map(|at| at + from).find(opens)?;
    let end = start + memmem::find(&bytes[start..], b"endstream")?;
    Some((start, end + b"endstream".len()))
}
