//! A message about something not on the page itself.

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component};
use crate::heading::{Heading, Titled, heading_element};

const TITLE_ID: &str = "nhsuk-notification-banner-title";

/// "Important" in blue, or "Success" in green, which is also read out at once and takes the focus.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
<div{{ self.element_attributes() }}>
<div class="nhsuk-notification-banner__header">{{ self.title_element() }}</div>
<div class="nhsuk-notification-banner__content">
{{ self.heading_element() }}
{% if content.is_html() %}{{ content }}
{% else if !content.is_empty() %}<p class="{% if heading.text.is_empty() %}nhsuk-notification-banner__heading{% else %}nhsuk-body{% endif %}">{{ content }}</p>
{% endif %}
</div>
</div>"#
)]
pub struct NotificationBanner {
    /// "Important" or "Success" when it has no words. Level 0 means 2.
    pub title: Heading,
    /// Level 0 means 3.
    pub heading: Heading,
    /// Draws the heading as a paragraph.
    pub heading_is_paragraph: bool,
    pub content: Content,
    pub success: bool,
    /// `alert` for success and `region` otherwise, when empty.
    pub role: String,
    pub disable_auto_focus: Option<bool>,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl NotificationBanner {
    /// Tells that what was asked for is done.
    pub fn success(content: impl Into<Content>) -> Self {
        Self { content: content.into(), success: true, ..Self::default() }
    }

    fn title_id(&self) -> &str {
        if self.title.id.is_empty() { TITLE_ID } else { &self.title.id }
    }

    fn title_element(&self) -> Titled {
        let mut title = self.title.clone();
        title.text = title.text.or(if self.success { "Success" } else { "Important" });
        self.title_id().clone_into(&mut title.id);
        let element = heading_element(if title.level == 0 { 2 } else { title.level });
        title.titled(element, Classes::new("nhsuk-notification-banner__title").with(&title.classes))
    }

    fn heading_element(&self) -> Titled {
        let level = if self.heading.level == 0 { 3 } else { self.heading.level };
        let element = if self.heading_is_paragraph { "p" } else { heading_element(level) };
        let class = Classes::new("nhsuk-notification-banner__heading").with(&self.heading.classes);
        self.heading.titled(element, class)
    }

    fn element_attributes(&self) -> Attributes {
        let role = match (self.role.as_str(), self.success) {
            ("", true) => "alert",
            ("", false) => "region",
            (role, _) => role,
        };
        let class = Classes::new("nhsuk-notification-banner")
            .with(&self.classes)
            .with_if(self.success, "nhsuk-notification-banner--success");
        Attributes::new()
            .with("class", class)
            .with_non_empty("id", &self.id)
            .with("data-module", "nhsuk-notification-banner")
            .with_some("data-disable-auto-focus", self.disable_auto_focus)
            .with("role", role)
            .with("aria-labelledby", self.title_id())
            .with_all(&self.attributes)
    }
}

component!(NotificationBanner);
