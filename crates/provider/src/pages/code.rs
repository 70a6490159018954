//! The security code that was sent by text message.

use askama::Template;
use nhsuk::{
    Button, ButtonVariant, Checkbox, Checkboxes, ErrorSummary, Heading, Html, Input, InsetText,
    NotificationBanner,
};
use web_kit::{Csp, FieldErrors, PASSKEY_SCRIPTS, Page};

use super::fields::{OTP, REMEMBER_DEVICE};
use super::frame::{JourneyFrame, Message, heading};

const TITLE: &str = "Enter the security code";
const EXCEEDED_TITLE: &str = "You have entered the wrong security code too many times";

/// Whether the page offers to remember the device, and what the person said to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RememberDevice {
    #[default]
    NotOffered,
    Offered,
    /// Offered, and ticked on the page that came back.
    Ticked,
}

#[derive(Clone, Debug, Template)]
#[template(path = "enter-code.html")]
pub struct EnterCode {
    frame: JourneyFrame,
    errors: FieldErrors,
    summary: Option<ErrorSummary>,
    sent_again: Option<NotificationBanner>,
    heading: Heading,
    ending: String,
    outbox: Option<InsetText>,
    code: Input,
    remember: Option<Checkboxes>,
    button: Button,
    send_again: Button,
    number_can_change: bool,
    other_ways: Option<Button>,
    asks_device: bool,
    /// Where the code, and the wish for another one, are sent.
    action: &'static str,
    resend: &'static str,
}

impl EnterCode {
    /// `ending` is the last digits of the number that the code went to.
    pub fn new(frame: &JourneyFrame, ending: &str, remember: RememberDevice, errors: FieldErrors) -> Self {
        Self {
            frame: frame.clone(),
            summary: errors.summary(),
            sent_again: None,
            heading: heading(TITLE),
            ending: ending.into(),
            outbox: frame.outbox(Message::Text),
            code: code_input(&errors),
            remember: remember_device(remember),
            button: Button::submit("Continue"),
            send_again: Button { variant: ButtonVariant::Secondary, ..Button::submit("Send the code again") },
            number_can_change: false,
            other_ways: None,
            asks_device: false,
            action: "/enter-mobile-code",
            resend: "/resend-code",
            errors,
        }
    }

    /// The same page on another way than that of a sign-in.
    #[must_use]
    pub fn leading_to(self, action: &'static str, resend: &'static str) -> Self {
        Self { action, resend, ..self }
    }

    /// The page after "Send the code again".
    #[must_use]
    pub fn sent_again(mut self) -> Self {
        self.sent_again = Some(NotificationBanner::success("We have sent a new security code"));
        self
    }

    /// While an account is made, a number typed wrongly can be put right.
    #[must_use]
    pub fn with_number_link(mut self) -> Self {
        self.number_can_change = true;
        self
    }

    /// Where the code proves who somebody is, there are other ways to.
    #[must_use]
    pub fn with_other_ways(mut self) -> Self {
        let button = Button::submit("Choose another way to prove who you are");
        self.other_ways = Some(Button { variant: ButtonVariant::Secondary, ..button });
        self
    }

    /// Where a passkey could be offered next, the device is asked whether it makes them.
    #[must_use]
    pub fn asking_for_passkeys(mut self) -> Self {
        self.asks_device = true;
        self
    }

    /// The code was the one sent, and is too old: only its owner knows it, so this tells a stranger nothing.
    pub fn expired_code() -> FieldErrors {
        [(OTP, "The security code has run out. Send the code again")].into_iter().collect()
    }

    /// The code was not the one sent.
    pub fn wrong_code() -> FieldErrors {
        [(OTP, "The security code is not correct. Check the text message or send the code again")]
            .into_iter()
            .collect()
    }

    pub fn missing() -> FieldErrors {
        [(OTP, "Enter the 6-digit security code")].into_iter().collect()
    }

    pub fn samples() -> Vec<Self> {
        let frame = JourneyFrame::sample();
        let without_outbox = JourneyFrame { outbox_url: None, ..frame.clone() };
        let page = |remember, errors| Self::new(&frame, "0123", remember, errors);
        vec![
            page(RememberDevice::Offered, FieldErrors::new()),
            page(RememberDevice::Ticked, Self::wrong_code()),
            page(RememberDevice::Offered, Self::missing()),
            page(RememberDevice::Offered, FieldErrors::new()).sent_again(),
            page(RememberDevice::NotOffered, FieldErrors::new()).with_number_link(),
            page(RememberDevice::NotOffered, FieldErrors::new()).with_other_ways(),
            page(RememberDevice::Offered, FieldErrors::new()).asking_for_passkeys(),
            Self::new(&without_outbox, "0123", RememberDevice::Offered, FieldErrors::new()),
        ]
    }
}

fn code_input(errors: &FieldErrors) -> Input {
    Input {
        label: "Security code".into(),
        hint: "It has 6 digits".into(),
        id: OTP.into(),
        name: "otp".into(),
        inputmode: "numeric".into(),
        autocomplete: "one-time-code".into(),
        width: Some(10),
        code: true,
        error_message: errors.beside(OTP),
        ..Input::default()
    }
}

fn remember_device(remember: RememberDevice) -> Option<Checkboxes> {
    let label = "Remember this device and do not ask for a security code next time";
    let checkbox = Checkbox {
        checked: Some(remember == RememberDevice::Ticked),
        id: REMEMBER_DEVICE.into(),
        hint: "Only use this on a device that is yours".into(),
        ..Checkbox::new("true", label)
    };
    let offered = remember != RememberDevice::NotOffered;
    offered.then(|| Checkboxes {
        name: REMEMBER_DEVICE.into(),
        items: vec![checkbox],
        ..Checkboxes::default()
    })
}

impl Page for EnterCode {
    fn title(&self) -> String {
        TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }

    fn scripts(&self) -> &'static [&'static str] {
        if self.asks_device { PASSKEY_SCRIPTS } else { &[] }
    }
}

/// Too many wrong codes.
#[derive(Clone, Debug, Template)]
#[template(path = "code-attempts-exceeded.html")]
pub struct CodeAttemptsExceeded {
    frame: JourneyFrame,
    heading: Heading,
    wait: String,
}

impl CodeAttemptsExceeded {
    pub fn new(frame: &JourneyFrame, minutes: u32) -> Self {
        Self { frame: frame.clone(), heading: heading(EXCEEDED_TITLE), wait: super::words::minutes(minutes) }
    }

    pub fn samples() -> Vec<Self> {
        vec![Self::new(&JourneyFrame::sample(), 15)]
    }
}

impl Page for CodeAttemptsExceeded {
    fn title(&self) -> String {
        EXCEEDED_TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn csp(&self) -> Csp {
        self.frame.csp()
    }
}
