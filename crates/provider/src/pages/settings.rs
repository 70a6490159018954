//! The settings: what a person looks after themselves. One page of everything, and for each thing a form, a list or a few words.

mod form;
mod forms;
mod list;
mod notice;
mod overview;
mod passkeys;
mod record;
mod samples;

pub use form::Form;
pub use forms::*;
pub use list::{
    DeviceWords, FORGOT_DEVICE, List, SIGNED_OUT, STOPPED_SHARING, ServiceWords, SessionWords, devices,
    services, sessions,
};
pub use notice::*;
pub use overview::{Changed, Overview, Own};
pub use passkeys::*;
pub use record::{Both, Record};
pub(super) use samples::samples;

/// Where "Back" leads from every page but the first.
pub const PATH: &str = "/settings";
