//! The filter of a look-up: a part of SCIM's grammar (RFC 7644 section 3.4.2.2), as the Users endpoint takes it.
//!
//! Expressions `nhsnumber eq "…"` and `email eq "…"` are joined by `and` and `or`; `and` binds tighter, and there are no
//! parentheses, so a filter is alternatives of expressions that all hold. Words are compared without regard to case.

mod lexer;

use std::fmt;

use kernel::{EmailAddress, NhsNumber};

use super::Refusal;
use crate::{Account, Finding, rules};
use lexer::{Token, Tokens};

pub use lexer::shape;

/// How many expressions a filter may have.
pub const MOST_EXPRESSIONS: usize = 5;

/// One expression that holds or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    NhsNumber(NhsNumber),
    Email(EmailAddress),
}

/// A filter that can be asked: at least one alternative, each of at least one expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    alternatives: Vec<Vec<Expression>>,
}

/// What one alternative looks for: an account is found by either, and must have both where both are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub nhs_number: Option<NhsNumber>,
    pub email: Option<EmailAddress>,
}

impl Key {
    /// What holds if all these expressions do; nothing can hold two numbers, or two addresses.
    fn of(expressions: &[Expression]) -> Option<Self> {
        let mut key = Self { nhs_number: None, email: None };
        for expression in expressions {
            match expression {
                Expression::NhsNumber(number) if *key.nhs_number.get_or_insert(*number) != *number => {
                    return None;
                }
                Expression::Email(email) if key.email.get_or_insert_with(|| email.clone()) != email => {
                    return None;
                }
                Expression::NhsNumber(_) | Expression::Email(_) => {}
            }
        }
        Some(key)
    }

    pub fn fits(&self, account: &Account) -> bool {
        self.nhs_number.is_none_or(|number| account.nhs_number == Some(number))
            && self.email.as_ref().is_none_or(|email| account.email == *email)
    }
}

/// A refusal with what the inspector says of it: where in the filter, and never a value.
pub type Refused = (Refusal, Finding);

impl Filter {
    /// Reads a filter. What is wrong with its structure comes before what is wrong with its parts.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let raw = Tokens::of(text).and_then(Parser::read).map_err(|explanation| {
            (Refusal::Syntax, Finding::failure(&rules::FILTER_SYNTAX, explanation).expected(EXPECTED))
        })?;
        raw.judge()
    }

    /// What to look for, alternative by alternative; those that contradict themselves find nobody and are left out.
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        for key in self.alternatives.iter().filter_map(|alternative| Key::of(alternative)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }
}

const EXPECTED: &str = "attribute eq \"value\", joined by and or or";

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address has neither quotes nor backslashes: nothing needs an escape.
        match self {
            Self::NhsNumber(number) => write!(f, "nhsnumber eq \"{number}\""),
            Self::Email(email) => write!(f, "email eq \"{email}\""),
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, alternative) in self.alternatives.iter().enumerate() {
            if index > 0 {
                f.write_str(" or ")?;
            }
            for (index, expression) in alternative.iter().enumerate() {
                if index > 0 {
                    f.write_str(" and ")?;
                }
                write!(f, "{expression}")?;
            }
        }
        Ok(())
    }
}

/// An expression whose parts may be anything.
struct Part<'a> {
    attribute: &'a str,
    operator: &'a str,
    value: String,
    /// The word that joins it to the one before.
    joined_by: Option<&'a str>,
}

struct Parts<'a>(Vec<Part<'a>>);

struct Parser<'a> {
    tokens: std::vec::IntoIter<Token<'a>>,
}

impl<'a> Parser<'a> {
    fn read(tokens: Tokens<'a>) -> Result<Parts<'a>, String> {
        let mut parser = Self { tokens: tokens.0.into_iter() };
        let mut parts = vec![parser.part(None)?];
        while let Some(token) = parser.tokens.next() {
            let place = format!("after expression {}", parts.len());
            let Token::Word(word) = token else {
                return Err(format!("{} stands {place}, where and or or belongs", token.kind()));
            };
            parts.push(parser.part(Some(word))?);
        }
        Ok(Parts(parts))
    }

    fn part(&mut self, joined_by: Option<&'a str>) -> Result<Part<'a>, String> {
        let (attribute, operator) = (self.word("an attribute")?, self.word("an operator")?);
        // SCIM's one operator without a value: it is not known here, and that is what is wrong with it.
        let value = if operator.eq_ignore_ascii_case("pr") { String::new() } else { self.value()? };
        Ok(Part { attribute, operator, value, joined_by })
    }

    fn word(&mut self, wanted: &str) -> Result<&'a str, String> {
        match self.tokens.next() {
            Some(Token::Word(word)) => Ok(word),
            Some(other) => Err(format!("{} stands where {wanted} belongs", other.kind())),
            None => Err(format!("the filter ends where {wanted} belongs")),
        }
    }

    fn value(&mut self) -> Result<String, String> {
        match self.tokens.next() {
            Some(Token::Text(value)) => Ok(value),
            Some(other) => Err(format!("{} stands where a value in double quotes belongs", other.kind())),
            None => Err("the filter ends where a value in double quotes belongs".to_owned()),
        }
    }
}

impl Parts<'_> {
    fn judge(self) -> Result<Filter, Refused> {
        self.few_enough()?;
        self.attributes_known()?;
        self.operators_known()?;
        let mut alternatives: Vec<Vec<Expression>> = Vec::new();
        for (place, part) in self.0.iter().enumerate() {
            let expression = part.expression(place + 1)?;
            match alternatives.last_mut().filter(|_| part.is_joined_by("and")) {
                Some(alternative) => alternative.push(expression),
                None => alternatives.push(vec![expression]),
            }
        }
        Ok(Filter { alternatives })
    }

    fn few_enough(&self) -> Result<(), Refused> {
        let count = self.0.len();
        if count <= MOST_EXPRESSIONS {
            return Ok(());
        }
        let finding = Finding::failure(&rules::FILTER_FIVE, format!("the filter has {count} expressions"));
        Err((Refusal::TooManyExpressions, finding.expected("at most 5")))
    }

    /// A query must be by one of the two attributes; a further one beside them is another mistake.
    fn attributes_known(&self) -> Result<(), Refused> {
        let Some(place) = self.0.iter().position(|part| !part.has_known_attribute()) else { return Ok(()) };
        if !self.0.iter().any(Part::has_known_attribute) {
            let finding = Finding::failure(&rules::FILTER_KEYED, "no expression is by nhsnumber or email");
            return Err((Refusal::NotKeyed, finding.expected("nhsnumber or email")));
        }
        let explanation = format!("the attribute of expression {} is not known", place + 1);
        let finding = Finding::failure(&rules::FILTER_ATTRIBUTE, explanation);
        Err((Refusal::Attribute, finding.expected("nhsnumber or email")))
    }

    fn operators_known(&self) -> Result<(), Refused> {
        let refused = |explanation: String, expected: &str| {
            let finding = Finding::failure(&rules::FILTER_OPERATOR, explanation).expected(expected);
            Err((Refusal::Operator, finding))
        };
        for (index, part) in self.0.iter().enumerate() {
            let place = index + 1;
            if part.joined_by.is_some() && !part.is_joined_by("and") && !part.is_joined_by("or") {
                return refused(format!("expression {place} is joined by an unknown word"), "and or or");
            }
            if !part.operator.eq_ignore_ascii_case("eq") {
                return refused(format!("the operator of expression {place} is not known"), "eq");
            }
        }
        Ok(())
    }
}

impl Part<'_> {
    fn is_joined_by(&self, word: &str) -> bool {
        self.joined_by.is_some_and(|joined_by| joined_by.eq_ignore_ascii_case(word))
    }

    fn has_known_attribute(&self) -> bool {
        self.is_by("nhsnumber") || self.is_by("email")
    }

    fn is_by(&self, attribute: &str) -> bool {
        self.attribute.eq_ignore_ascii_case(attribute)
    }

    fn expression(&self, place: usize) -> Result<Expression, Refused> {
        if self.is_by("email") {
            return self.value.parse().map(Expression::Email).map_err(|_| {
                let explanation = format!("the value of expression {place} is no email address");
                (Refusal::Email, Finding::failure(&rules::FILTER_EMAIL, explanation))
            });
        }
        let refused = |explanation: String| {
            (Refusal::NhsNumber, Finding::failure(&rules::FILTER_NHS_NUMBER, explanation))
        };
        if self.value.len() != 10 || !self.value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refused(format!("the value of expression {place} is not 10 digits")));
        }
        self.value.parse().map(Expression::NhsNumber).map_err(|_| {
            refused(format!("the last digit of the value of expression {place} does not fit the first nine"))
        })
    }
}

#[cfg(test)]
mod tests;
