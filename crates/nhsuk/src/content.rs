//! What goes inside a component: words, which are escaped, or markup, which only other components and
//! templates make. Knows nothing about any one component.

use std::fmt;

use askama::Template;
use askama::filters::{Html as HtmlEscaper, HtmlSafe, escape};

/// A piece of the design system. Printing one in a template needs no `|safe`.
pub trait Component: fmt::Display + HtmlSafe {}

/// Markup that needs no escaping, because it was made by components or templates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The rendered template. Template files escape by themselves.
    pub fn from_template(template: &impl Template) -> Self {
        Self(template.to_string())
    }

    /// Markup the caller vouches for. Never pass anything that came from a request or the database.
    pub fn trusted(markup: impl Into<String>) -> Self {
        Self(markup.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}
impl Component for Html {}

/// Pieces one after another.
impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(pieces: I) -> Self {
        Self(pieces.into_iter().map(|piece| piece.0).collect())
    }
}

impl<const N: usize> From<[Html; N]> for Html {
    fn from(pieces: [Html; N]) -> Self {
        pieces.into_iter().collect()
    }
}

/// Words or markup. Empty content counts as absent everywhere in this crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Escaped when printed.
    Text(String),
    /// Printed as it is.
    Html(Html),
}

impl Content {
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Html(html) => html.is_empty(),
        }
    }

    pub fn is_html(&self) -> bool {
        matches!(self, Self::Html(_))
    }

    /// This, or the fallback when this is empty.
    pub(crate) fn or(&self, fallback: &str) -> Self {
        if self.is_empty() { fallback.into() } else { self.clone() }
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl fmt::Display for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => match escape(text, HtmlEscaper) {
                Ok(escaped) => escaped.fmt(formatter),
                Err(never) => match never {},
            },
            Self::Html(html) => html.fmt(formatter),
        }
    }
}

impl HtmlSafe for Content {}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Html> for Content {
    fn from(html: Html) -> Self {
        Self::Html(html)
    }
}

/// Makes finished structs usable as markup: printed unescaped, and convertible into [`Html`] and [`Content`].
macro_rules! component {
    ($name:ident) => {
        impl askama::filters::HtmlSafe for $name {}
        impl $crate::Component for $name {}

        impl From<$name> for $crate::Html {
            fn from(component: $name) -> Self {
                $crate::Html::trusted(component.to_string())
            }
        }

        impl From<$name> for $crate::Content {
            fn from(component: $name) -> Self {
                $crate::Content::Html(component.into())
            }
        }
    };
}

/// Makes a plain piece of text enough where a component with a `text` field is wanted.
macro_rules! from_text {
    ($name:ident) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self { text: text.into(), ..Self::default() }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self { text: text.into(), ..Self::default() }
            }
        }
    };
}

pub(crate) use {component, from_text};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_markup_is_not() {
        assert_eq!(Content::from("<b>").to_string(), "&#60;b&#62;");
        assert_eq!(Content::from(Html::trusted("<b>")).to_string(), "<b>");
    }
}
