//! What is to be done, and how far each part has come.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};
use crate::heading::{Heading, Titled};
use crate::tag::Tag;

/// How far a task has come: a tag, or plain words for "Completed".
#[derive(Clone, Debug)]
pub enum TaskStatus {
    Tag(Tag),
    Words(Content),
}

impl Default for TaskStatus {
    fn default() -> Self {
        Self::Words(Content::default())
    }
}

/// One task. Without `href` it cannot be started yet.
#[derive(Clone, Debug, Default)]
pub struct Task {
    pub heading: Heading,
    pub href: String,
    pub hint: Content,
    pub status: TaskStatus,
    pub status_classes: String,
    pub classes: String,
}

impl Task {
    fn item_class(&self) -> Classes {
        Classes::new("nhsuk-task-list__item")
            .with_if(!self.href.is_empty(), "nhsuk-task-list__item--with-link")
            .with(&self.classes)
    }

    fn status_class(&self) -> Classes {
        Classes::new("nhsuk-task-list__status").with(&self.status_classes)
    }

    /// The task's name: a link described by hint and status, or plain words.
    fn titled(&self, prefix: &str) -> Titled {
        let mut heading = self.heading.clone();
        if self.href.is_empty() {
            let mut titled = heading.titled("div", "");
            let class = Attributes::new().with_non_empty("class", &heading.classes);
            titled.attributes = class.with_non_empty("id", &heading.id).with_all(&heading.attributes);
            return titled;
        }
        let hint = if self.hint.is_empty() { String::new() } else { format!("{prefix}-hint ") };
        heading.attributes = Attributes::new()
            .with("href", &self.href)
            .with("aria-describedby", format!("{hint}{prefix}-status"))
            .with_all(&heading.attributes);
        heading.titled("a", Classes::new("nhsuk-task-list__link nhsuk-link").with(&heading.classes))
    }
}

/// The list. Its last row should be the one that sends everything off.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
<ul{{ self.element_attributes() }}>
{%- for item in items %}
{%- let prefix = self.item_prefix(*loop.index) %}
<li class="{{ item.item_class() }}">
<div class="nhsuk-task-list__name-and-hint">
{{ item.titled(prefix) }}
{% if !item.hint.is_empty() %}<div class="nhsuk-task-list__hint" id="{{ prefix }}-hint">{{ item.hint }}</div>{% endif %}
</div>
<div class="{{ item.status_class() }}" id="{{ prefix }}-status">
{%- match item.status %}{% when TaskStatus::Tag with (tag) %}{{ tag }}{% when TaskStatus::Words with (words) %}{{ words }}{% endmatch -%}
</div>
</li>
{%- endfor %}
</ul>"#
)]
pub struct TaskList {
    pub items: Vec<Task>,
    /// `task-list` when empty.
    pub id_prefix: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl TaskList {
    fn item_prefix(&self, number: usize) -> String {
        let prefix = if self.id_prefix.is_empty() { "task-list" } else { &self.id_prefix };
        format!("{prefix}-{number}")
    }

    fn element_attributes(&self) -> Attributes {
        Attributes::new()
            .with("class", Classes::new("nhsuk-task-list").with(&self.classes))
            .with_non_empty("id", &self.id)
            .with_all(&self.attributes)
    }
}

component!(TaskList);
