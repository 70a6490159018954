//! The ids of the fields, which are also the keys of their errors. Partners' own browser tests drive the pages by
//! them (spec section 15.11), so they stay as they are.

pub const USER_EMAIL: &str = "user-email";
pub const PASSWORD: &str = "password-input";
/// Where somebody who has a password chooses another.
pub const NEW_PASSWORD: &str = "new-password";
pub const AGREE: &str = "agree";
pub const MOBILE: &str = "mobile-number";
pub const LANDLINE: &str = "landline-number";
pub const OTP: &str = "otp-input";
pub const REMEMBER: &str = "remember";
/// The checkbox beside the code; also its name.
pub const REMEMBER_DEVICE: &str = "rmd";
pub const PASSKEY_NAME: &str = "passkey-name";
