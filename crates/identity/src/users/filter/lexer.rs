//! The words and values of a filter, and the shape that may be kept of it: everything but the values.

/// One piece of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Word(&'a str),
    /// A value in double quotes, with its escapes undone.
    Text(String),
    Symbol(char),
}

impl Token<'_> {
    /// What it is, without saying what it says.
    pub(super) fn kind(&self) -> String {
        match self {
            Self::Word(_) => "a word".to_owned(),
            Self::Text(_) => "a value in quotes".to_owned(),
            Self::Symbol('“' | '”' | '„' | '‘' | '’' | '\'') => {
                "a quote that is not a double quote".to_owned()
            }
            Self::Symbol('(' | ')') => "a parenthesis".to_owned(),
            Self::Symbol(_) => "another sign".to_owned(),
        }
    }
}

pub(super) struct Tokens<'a>(pub(super) Vec<Token<'a>>);

/// A piece as it is written.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Word(&'a str),
    /// With its quotes; the closing one may be missing.
    Quoted(&'a str),
    Symbol(char),
}

impl<'a> Tokens<'a> {
    pub(super) fn of(text: &'a str) -> Result<Self, String> {
        pieces(text).map(read).collect::<Result<_, _>>().map(Self)
    }
}

fn read(piece: Piece<'_>) -> Result<Token<'_>, String> {
    Ok(match piece {
        Piece::Word(word) => Token::Word(word),
        Piece::Symbol(symbol) => Token::Symbol(symbol),
        // A value is a JSON string (RFC 7644 section 3.4.2.2, RFC 7159 section 7).
        Piece::Quoted(quoted) => Token::Text(serde_json::from_str(quoted).map_err(|_| {
            "a value in double quotes does not end, or has an escape that is none".to_owned()
        })?),
    })
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let length = match first {
            '"' => quoted_length(rest),
            _ if is_word(first) => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        Some(match first {
            '"' => Piece::Quoted(piece),
            _ if is_word(first) => Piece::Word(piece),
            _ => Piece::Symbol(first),
        })
    })
}

// Attribute names have letters, digits, hyphens, underscores, dots and colons (RFC 7644 section 3.10); the rest is for whoever
// leaves the quotes out.
fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || "-_.:$@+%&!#*/=?^`{}|~".contains(letter)
}

fn quoted_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (index, letter) in text.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Words that say nothing of anybody: ours, and SCIM's own that people try.
const KNOWN: [&str; 29] = [
    "nhsnumber",
    "email",
    "eq",
    "and",
    "or",
    "not",
    "ne",
    "co",
    "sw",
    "ew",
    "gt",
    "ge",
    "lt",
    "le",
    "pr",
    "id",
    "username",
    "emails",
    "emails.value",
    "name",
    "name.familyname",
    "name.givenname",
    "familyname",
    "givenname",
    "birthdate",
    "phonenumbers",
    "active",
    "nhs_number",
    "email_address",
];

/// The most pieces that are shown.
const MOST_SHOWN: usize = 60;

/// A filter as the inspector keeps it: known words as they came, and of everything else how long it was.
pub fn shape(text: &str) -> String {
    let mut shown: Vec<String> = pieces(text).take(MOST_SHOWN + 1).map(|piece| shown(piece)).collect();
    if shown.len() > MOST_SHOWN {
        shown.truncate(MOST_SHOWN);
        shown.push("…".to_owned());
    }
    shown.join(" ")
}

fn shown(piece: Piece<'_>) -> String {
    match piece {
        Piece::Word(word) if KNOWN.iter().any(|known| known.eq_ignore_ascii_case(word)) => word.to_owned(),
        Piece::Word(word) => format!("({} characters)", word.chars().count()),
        Piece::Symbol(symbol) if symbol.is_control() => "?".to_owned(),
        Piece::Symbol(symbol) => symbol.to_string(),
        Piece::Quoted(quoted) => {
            let inside = quoted.chars().count().saturating_sub(2);
            let is_closed = quoted.len() > 1 && quoted.ends_with('"');
            if is_closed { format!("\"({inside} characters)\"") } else { "\"(without an end)".to_owned() }
        }
    }
}
