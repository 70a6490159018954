//! Headings and their captions. Also the common shape of every element that carries a heading inside a
//! component: a label, a legend, a table's caption, a card's title.

use std::fmt;

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::content::{Content, component, from_text};

/// How large the letters are; not every component has every size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Xxs,
    Xs,
    S,
    M,
    L,
    Xl,
    Xxl,
}

impl Size {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Xxs => "xxs",
            Self::Xs => "xs",
            Self::S => "s",
            Self::M => "m",
            Self::L => "l",
            Self::Xl => "xl",
            Self::Xxl => "xxl",
        }
    }
}

/// Where a caption stands: inside its heading (`Start`, `End`) or next to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaptionPlacement {
    Before,
    #[default]
    Start,
    End,
    After,
}

/// A smaller line with a heading, such as the name of the section.
#[derive(Clone, Debug, Default)]
pub struct Caption {
    pub text: Content,
    /// M, L, XL or XXL; takes after its heading when absent.
    pub size: Option<Size>,
    pub placement: CaptionPlacement,
    /// `span` when empty.
    pub element: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Caption {
    pub(crate) fn or_size(mut self, size: Option<Size>) -> Self {
        self.size = self.size.or(size);
        self
    }

    fn class(&self) -> Classes {
        let bottom = matches!(self.placement, CaptionPlacement::After | CaptionPlacement::End);
        let base = match self.size {
            Some(size @ (Size::M | Size::L | Size::Xl | Size::Xxl)) => {
                format!("nhsuk-caption-{}", size.as_str())
            }
            _ => "nhsuk-caption".to_owned(),
        };
        Classes::new(&base).with_if(bottom, "nhsuk-caption--bottom").with(&self.classes)
    }
}

impl fmt::Display for Caption {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.is_empty() {
            return Ok(());
        }
        let element = if self.element.is_empty() { "span" } else { &self.element };
        let attributes = Attributes::new()
            .with("class", self.class())
            .with_non_empty("id", &self.id)
            .with_all(&self.attributes);
        write!(formatter, "<{element}{attributes}>{}</{element}>", self.text)
    }
}

component!(Caption);
from_text!(Caption);

/// A heading on a page. Page titles are level 1 and usually XL or L.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    pub text: Content,
    /// 1 to 6; 0 means 1.
    pub level: u8,
    pub size: Option<Size>,
    pub caption: Caption,
    /// Makes the words a link.
    pub href: String,
    pub visually_hidden_text: String,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

impl Heading {
    /// The same words in another component's element and class.
    pub(crate) fn titled(&self, element: &'static str, class: impl fmt::Display) -> Titled {
        Titled {
            element,
            attributes: Attributes::new()
                .with("class", class)
                .with_non_empty("id", &self.id)
                .with_all(&self.attributes),
            text: self.text.clone(),
            href: self.href.clone(),
            visually_hidden_text: self.visually_hidden_text.clone(),
            caption: self.caption.clone().or_size(self.size),
        }
    }
}

impl fmt::Display for Heading {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = match self.size {
            Some(size) if size != Size::Xxl => format!("nhsuk-heading-{}", size.as_str()),
            _ => "nhsuk-heading".to_owned(),
        };
        let class = Classes::new(&base).with(&self.classes);
        self.titled(heading_element(self.level), class).fmt(formatter)
    }
}

component!(Heading);
from_text!(Heading);

/// `h1` to `h6`; level 0 stands for "not said" and is 1.
pub(crate) fn heading_element(level: u8) -> &'static str {
    match level {
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        6 => "h6",
        _ => "h1",
    }
}

/// The shared shape: an element with words, perhaps a link, perhaps hidden words, perhaps a caption.
/// Prints nothing when there are no words.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"
{%- if !text.is_empty() -%}
{%- if caption.placement == CaptionPlacement::Before %}{{ caption }}{% endif -%}
<{{ element }}{{ attributes }}>
{%- if caption.placement == CaptionPlacement::Start && !caption.text.is_empty() %}{{ caption }} {% endif -%}
{%- if href.is_empty() -%}{{ text }}{%- else -%}<a class="nhsuk-link" href="{{ href }}">{{ text }}</a>{%- endif -%}
{%- if !visually_hidden_text.is_empty() %}<span class="nhsuk-u-visually-hidden"> {{ visually_hidden_text }}</span>{% endif -%}
{%- if caption.placement == CaptionPlacement::End && !caption.text.is_empty() %} {{ caption }}{% endif -%}
</{{ element }}>
{%- if caption.placement == CaptionPlacement::After %}{{ caption }}{% endif -%}
{%- endif -%}
"#
)]
pub(crate) struct Titled {
    pub element: &'static str,
    pub attributes: Attributes,
    pub text: Content,
    pub href: String,
    pub visually_hidden_text: String,
    pub caption: Caption,
}

component!(Titled);
