//! Mail over SMTP.

mod compose;
mod smtp;
mod smtp_url;
#[cfg(test)]
mod stub;

pub use compose::{SenderAddress, SenderAddressProblem};
pub use smtp::Smtp;
pub use smtp_url::{SmtpUrl, SmtpUrlProblem};
