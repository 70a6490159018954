//! Why staff allowed or took back something: required, and short enough to be read.

use thiserror::Error;

const LONGEST: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReasonProblem {
    #[error("say why: whoever looks at it later must understand it")]
    Absent,
    #[error("write a reason of at most {LONGEST} characters")]
    TooLong,
}

/// A reason as it is kept.
pub fn parse(text: &str) -> Result<String, ReasonProblem> {
    let reason = text.trim();
    match reason.chars().count() {
        0 => Err(ReasonProblem::Absent),
        n if n > LONGEST => Err(ReasonProblem::TooLong),
        _ => Ok(reason.to_owned()),
    }
}
