//! The words of every mail and text message. Each says who wrote, why, and what to do if it was not asked for.

use identity::provisioning::Kind;
use kernel::{EmailAddress, MobileNumber, Secret, Timestamp};

mod blocks;
mod settings;

pub use blocks::Block;
pub(crate) use settings::*;

/// A message before it is queued.
#[derive(Clone, Debug)]
pub struct Draft {
    pub to: Recipient,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub attachment: Option<Attachment>,
}

/// A file of text that travels with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub content: String,
}

#[derive(Clone, Debug)]
pub enum Recipient {
    Email(EmailAddress),
    Mobile(MobileNumber),
}

impl Draft {
    /// A mail of blocks, as text and as HTML.
    pub fn mail(to: EmailAddress, subject: &str, blocks: &[Block]) -> Self {
        Self {
            to: Recipient::Email(to),
            subject: subject.to_owned(),
            text: blocks::text(blocks),
            html: Some(blocks::html(subject, blocks)),
            attachment: None,
        }
    }

    /// A mail of paragraphs. One that is an address stands alone and is a link.
    fn email(to: EmailAddress, subject: &str, paragraphs: &[&str]) -> Self {
        let blocks: Vec<Block> = paragraphs.iter().map(|paragraph| Block::paragraph(paragraph)).collect();
        Self::mail(to, subject, &blocks)
    }

    #[must_use]
    pub fn with_attachment(self, attachment: Option<Attachment>) -> Self {
        Self { attachment, ..self }
    }
}

/// The link that proves an e-mail address.
pub fn confirm_email(to: EmailAddress, link: &str) -> Draft {
    Draft::email(
        to,
        "Confirm your email address",
        &[
            "Use this link to confirm your email address and go on setting up your NHS login:",
            link,
            "The link works once, for 1 hour.",
            "If you did not try to create an NHS login, you can ignore this email. Nobody can use your address without the link.",
        ],
    )
}

/// What the owner of an account reads when somebody registers their address again.
pub fn already_registered(to: EmailAddress) -> Draft {
    Draft::email(
        to,
        "You already have an NHS login",
        &[
            "Somebody, perhaps you, tried to create an NHS login with this email address. It has one already.",
            "Go back to the service that you were using and enter this email address with your password.",
            "If it was not you, you do not need to do anything.",
        ],
    )
}

/// The link with which a patient claims the account that was provisioned for them.
pub fn claim_account(
    to: EmailAddress,
    service_name: &str,
    kind: Kind,
    link: &str,
    until: Timestamp,
) -> Draft {
    let asked = match kind {
        Kind::Create => {
            format!(
                "{service_name} asked us to set up an NHS login for you, so that you do not have to prove who you are online."
            )
        }
        Kind::Uplift => format!(
            "{service_name} asked us to confirm who you are, so that you can use all services with the NHS login that you have."
        ),
    };
    let until = until.strftime("The link works once, until %-d %B %Y.").to_string();
    Draft::email(
        to,
        "Finish setting up your NHS login",
        &[
            &asked,
            "Use this link to finish. You need the mobile phone whose number you gave, your date of birth and your postcode:",
            link,
            &until,
            "If you did not expect this email, you can ignore it. Nobody can use the link without your mobile phone.",
        ],
    )
}

/// Tells a patient that their account is at P9.
pub fn account_claimed(to: EmailAddress) -> Draft {
    Draft::email(
        to,
        "Your NHS login is ready",
        &[
            "You finished setting up your NHS login. You can now sign in to services with this email address and your password, and you do not have to prove who you are again.",
            "If it was not you, contact the NHS login help team.",
        ],
    )
}

/// The code of the second factor. The code leads, so that it shows on a locked phone.
pub fn security_code(to: MobileNumber, code: &Secret) -> Draft {
    Draft {
        to: Recipient::Mobile(to),
        subject: String::new(),
        text: format!(
            "{} is your NHS login security code. It works for 10 minutes. Do not share it: nobody from the NHS will ask for it.",
            code.expose()
        ),
        html: None,
        attachment: None,
    }
}

/// What somebody reads whose account has a new passkey.
pub fn passkey_added(to: EmailAddress, name: &str) -> Draft {
    let what = format!(
        "A passkey named {name} was added to your NHS login. From now on you can sign in with it instead of your password and a security code."
    );
    Draft::email(to, "A passkey was added to your NHS login", &[&what, NOT_YOUR_PASSKEY])
}

pub fn passkey_removed(to: EmailAddress, name: &str) -> Draft {
    let what = format!(
        "The passkey named {name} was removed from your NHS login. It does not sign you in any more."
    );
    Draft::email(to, "A passkey was removed from your NHS login", &[&what, NOT_YOUR_PASSKEY])
}

const NOT_YOUR_PASSKEY: &str =
    "If it was not you, change your password and look at your passkeys in your NHS login settings.";

/// A mail of the portal to one person.
pub fn to_person(to: EmailAddress, subject: &str, paragraphs: &[&str]) -> Draft {
    Draft::email(to, subject, paragraphs)
}

/// The code that signs somebody in to the portal.
pub fn portal_code(to: EmailAddress, code: &Secret) -> Draft {
    let sentence = format!("Your sign-in code is {}", code.expose());
    Draft::email(
        to,
        &format!("{} is your Slipway sign-in code", code.expose()),
        &[
            &sentence,
            "It works once, for 10 minutes, in the browser where you asked for it.",
            "You get this email because somebody entered your address on the Slipway sign-in page. If it was not you, you can ignore it.",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_is_text_and_html_and_links_are_links() {
        let draft = confirm_email(
            "ada@example.com".parse().unwrap(),
            "http://localhost:4001/confirm-email?token=a&b",
        );
        assert!(draft.text.contains("\n\nhttp://localhost:4001/confirm-email?token=a&b\n\n"));
        let html = draft.html.unwrap();
        assert!(html.contains("<a href=\"http://localhost:4001/confirm-email?token=a&amp;b\""), "{html}");
    }
}
