//! A box for files.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::character_count::{Plurals, plurals};
use crate::content::component;
use crate::error_message::ErrorMessage;
use crate::form_group::{FormGroup, Help, id_or_name};
use crate::hint::Hint;
use crate::label::Label;

/// The words of the drop zone, where the built-in English is not wanted.
#[derive(Clone, Debug, Default)]
pub struct FileUploadTexts {
    pub choose_files_button: String,
    pub no_file_chosen: String,
    pub multiple_files_chosen: Plurals,
    pub drop_instruction: String,
    pub entered_drop_zone: String,
    pub left_drop_zone: String,
}

/// The browser's own file field; JavaScript adds a zone to drop files on.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- let help = self.help() -%}
<div{{ self.group_attributes() }}>
{{- label.targeting(self.control_id()) }}{{ help.hint }}{{ help.error }}{{ form_group.before -}}
<input{{ self.control_attributes(help.described_by) }}>
{{- form_group.after -}}
</div>"#
)]
pub struct FileUpload {
    pub label: Label,
    pub hint: Hint,
    pub error_message: ErrorMessage,
    pub name: String,
    /// The name when empty.
    pub id: String,
    pub multiple: bool,
    pub disabled: bool,
    /// Without the zone that JavaScript adds: the name of its button does not begin with the words that it shows.
    pub is_native: bool,
    pub described_by: String,
    /// Classes of the button that JavaScript adds, where the usual ones are not wanted.
    pub button_classes: Option<Vec<String>>,
    pub texts: FileUploadTexts,
    pub form_group: FormGroup,
    pub classes: String,
    pub attributes: Attributes,
}

impl FileUpload {
    fn control_id(&self) -> &str {
        id_or_name(&self.id, &self.name)
    }

    fn help(&self) -> Help {
        Help::new(&self.described_by, self.control_id(), &self.hint, &self.error_message)
    }

    fn group_attributes(&self) -> Attributes {
        let (texts, group) = (&self.texts, &self.form_group);
        let class = Classes::new("nhsuk-form-group nhsuk-file-upload")
            .with_if(self.error_message.is_present(), "nhsuk-form-group--error")
            .with(&group.classes);
        // Class names hold nothing that JSON would have to escape.
        let buttons = self.button_classes.as_ref().map(|classes| {
            let quoted: Vec<String> = classes.iter().map(|class| format!("\"{class}\"")).collect();
            format!("[{}]", quoted.join(","))
        });
        let attributes = Attributes::new()
            .with("class", class)
            .with_non_empty("data-module", if self.is_native { "" } else { "nhsuk-file-upload" })
            .with_some("data-choose-files-button-class-list", buttons)
            .with_non_empty("data-i18n.choose-files-button", &texts.choose_files_button)
            .with_non_empty("data-i18n.no-file-chosen", &texts.no_file_chosen);
        plurals(attributes, "multiple-files-chosen", &texts.multiple_files_chosen)
            .with_non_empty("data-i18n.drop-instruction", &texts.drop_instruction)
            .with_non_empty("data-i18n.entered-drop-zone", &texts.entered_drop_zone)
            .with_non_empty("data-i18n.left-drop-zone", &texts.left_drop_zone)
            .with_all(&group.attributes)
    }

    fn control_attributes(&self, described_by: &str) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-file-upload__input").with(&self.classes))
            .with("id", self.control_id())
            .with("name", &self.name)
            .with("type", "file")
            .with_flag("disabled", self.disabled)
            .with_flag("multiple", self.multiple)
            .with_non_empty("aria-describedby", described_by)
            .with_all(&self.attributes)
    }
}

component!(FileUpload);
