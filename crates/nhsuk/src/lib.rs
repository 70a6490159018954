//! The NHS design system as typed components: each is a struct with public fields that prints the same
//! elements as NHS.UK frontend, pinned to that package's own fixtures.
//!
//! Components print themselves, nest in askama templates with `{{ component }}` and never escape each other
//! twice. Empty text counts as absent. The crate knows no page, no request and no style sheet.

mod action;
mod attributes;
mod breadcrumb;
mod button;
mod card;
mod checkboxes;
mod choices;
mod content;
mod details;
mod error_message;
mod error_summary;
mod fieldset;
mod footer;
mod form_group;
mod header;
mod heading;
mod hint;
mod icon;
mod input;
mod inset_text;
mod label;
mod links;
mod notification_banner;
mod panel;
mod password_input;
mod radios;
mod scroll;
mod summary_list;
mod table;
mod tag;
mod warning_callout;

pub use action::Action;
pub use attributes::Attributes;
pub use breadcrumb::{Breadcrumb, BreadcrumbItem};
pub use button::{Button, ButtonType, ButtonVariant, IconPlacement};
pub use card::{Card, CardVariant};
pub use checkboxes::{Checkbox, CheckboxBehaviour, Checkboxes};
pub use content::{Component, Content, Html};
pub use details::Details;
pub use error_message::ErrorMessage;
pub use error_summary::{ErrorLink, ErrorSummary};
pub use fieldset::{Fieldset, Legend};
pub use footer::{Footer, FooterColumn, FooterLink};
pub use form_group::FormGroup;
pub use header::{
    Account, AccountItem, Header, HeaderSearch, Logo, Navigation, NavigationItem, Organisation, ServiceName,
};
pub use heading::{Caption, CaptionPlacement, Heading, Size};
pub use hint::Hint;
pub use icon::Icon;
pub use input::{Affix, Input, InputWrapper};
pub use inset_text::InsetText;
pub use label::Label;
pub use links::{ActionLink, BackLink, SkipLink};
pub use notification_banner::NotificationBanner;
pub use panel::Panel;
pub use password_input::{PasswordInput, PasswordTexts};
pub use radios::{Radio, Radios};
pub use scroll::Scroll;
pub use summary_list::{SummaryList, SummaryRow};
pub use table::{Align, Format, Sort, Table, TableCell, TableHeader};
pub use tag::{Tag, TagColour};
pub use warning_callout::WarningCallout;
