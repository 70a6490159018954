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
mod character_count;
mod checkboxes;
mod choices;
mod code;
mod content;
mod date_input;
mod details;
mod do_and_dont;
mod error_message;
mod error_summary;
mod fieldset;
mod file_upload;
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
mod pagination;
mod panel;
mod password_input;
mod radios;
mod scroll;
mod search_input;
mod select;
mod summary_list;
mod table;
mod tabs;
mod tag;
mod task_list;
mod textarea;
mod warning_callout;

pub use action::Action;
pub use attributes::Attributes;
pub use breadcrumb::{Breadcrumb, BreadcrumbItem};
pub use button::{Button, ButtonType, ButtonVariant, IconPlacement};
pub use card::{Card, CardVariant};
pub use character_count::{CharacterCount, CountTexts, CountType, Plurals};
pub use checkboxes::{Checkbox, CheckboxBehaviour, Checkboxes};
pub use code::Code;
pub use content::{Component, Content, Html};
pub use date_input::{DateInput, DateInputItem};
pub use details::Details;
pub use do_and_dont::{Advice, DoAndDontList};
pub use error_message::ErrorMessage;
pub use error_summary::{ErrorLink, ErrorSummary};
pub use fieldset::{Fieldset, Legend};
pub use file_upload::{FileUpload, FileUploadTexts};
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
pub use pagination::{Pagination, PaginationItem, PaginationLink};
pub use panel::Panel;
pub use password_input::{PasswordInput, PasswordTexts};
pub use radios::{Radio, Radios};
pub use scroll::Scroll;
pub use search_input::SearchInput;
pub use select::{Select, SelectItem};
pub use summary_list::{SummaryList, SummaryRow};
pub use table::{Align, Format, Sort, Table, TableCell, TableHeader};
pub use tabs::{Tab, Tabs};
pub use tag::{Tag, TagColour};
pub use task_list::{Task, TaskList, TaskStatus};
pub use textarea::Textarea;
pub use warning_callout::WarningCallout;
