//! Small pieces that several pages are made of.

use askama::Template;
use identity::exchange::{Exchange, Outcome, Severity};
use kernel::Timestamp;
use nhsuk::{
    Attributes, Button, ButtonVariant, Caption, CaptionPlacement, Content, Heading, Html, Size, SummaryRow,
    TableCell, Tag, TagColour,
};

use crate::words;

/// The page's level 1 heading.
pub fn heading(words: &str) -> Heading {
    Heading { text: words.into(), size: Some(Size::L), ..Heading::default() }
}

/// The page's level 1 heading with what it is about above it.
pub fn heading_about(caption: &str, words: &str) -> Heading {
    let caption = Caption { placement: CaptionPlacement::Before, ..Caption::from(caption) };
    Heading { caption, ..heading(words) }
}

/// A heading further down.
pub fn subheading(words: &str) -> Heading {
    Heading { level: 2, size: Some(Size::M), ..Heading::from(words) }
}

#[derive(Template)]
#[template(ext = "html", source = "{% for words in all %}<p>{{ words }}</p>{% endfor %}")]
struct Paragraphs<'a> {
    all: &'a [&'a str],
}

pub fn paragraphs<const N: usize>(all: [&str; N]) -> Html {
    Html::from_template(&Paragraphs { all: &all })
}

/// A caption of a table.
pub fn caption(words: &str) -> Heading {
    Heading { size: Some(Size::M), ..Heading::from(words) }
}

#[derive(Template)]
#[template(ext = "html", source = r#"<a class="nhsuk-link" href="{{ href }}">{{ text }}</a>"#)]
struct Link<'a> {
    text: &'a str,
    href: &'a str,
}

pub fn link(text: &str, href: &str) -> Html {
    Html::from_template(&Link { text, href })
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<ul class="nhsuk-list">{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>"#
)]
struct Lines<'a> {
    lines: &'a [Content],
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "{% for line in lines %}{{ line }}{% if !loop.last %}<br>{% endif %}{% endfor %}"
)]
struct BrokenLines<'a> {
    lines: &'a [Content],
}

/// One under the other within a cell of a responsive table, which is a span: no list may stand there.
pub fn broken_lines<C: Into<Content>>(lines: impl IntoIterator<Item = C>) -> Html {
    let lines: Vec<Content> = lines.into_iter().map(Into::into).collect();
    Html::from_template(&BrokenLines { lines: &lines })
}

/// A form whose button stands in a cell of a responsive table. A cell is a span there, which holds no form: this one comes after
/// the table, and the button names it.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<form id="{{ id }}" method="post" action="{{ action }}" novalidate>
{%- for (name, value) in fields %}<input type="hidden" name="{{ name }}" value="{{ value }}">{% endfor -%}
</form>"#
)]
pub struct RowForm {
    id: String,
    action: String,
    fields: Vec<(&'static str, String)>,
}

impl askama::filters::HtmlSafe for RowForm {}

impl RowForm {
    /// `id` is unique on the page.
    pub fn new(id: String, action: String, fields: Vec<(&'static str, String)>) -> Self {
        Self { id, action, fields }
    }

    /// Its button, for the cell; `aria_label` says what it is about for those who do not see the row.
    pub fn button(&self, words: &str, aria_label: String) -> Button {
        Button {
            variant: ButtonVariant::Secondary,
            small: true,
            aria_label,
            attributes: Attributes::new().with("form", &self.id),
            ..Button::submit(words)
        }
    }
}

/// One under the other, without bullets. One alone is no list.
pub fn lines<C: Into<Content>>(lines: impl IntoIterator<Item = C>) -> Content {
    let mut lines: Vec<Content> = lines.into_iter().map(Into::into).collect();
    if lines.len() > 1 {
        Html::from_template(&Lines { lines: &lines }).into()
    } else {
        lines.pop().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(ext = "html", source = r#"<code class="app-code">{{ text }}</code>"#)]
struct Machine<'a> {
    text: &'a str,
}

/// Words of a machine within words of people.
pub fn code(text: &str) -> Html {
    Html::from_template(&Machine { text })
}

#[derive(Template)]
#[template(ext = "html", source = r#"<time datetime="{{ machine }}">{{ words }}</time>"#)]
struct Moment {
    machine: String,
    words: String,
}

pub fn moment(at: Timestamp) -> Html {
    Html::from_template(&Moment { machine: at.to_string(), words: words::moment(at) })
}

/// The same for a column of them.
pub fn short_moment(at: Timestamp) -> Html {
    Html::from_template(&Moment { machine: at.to_string(), words: words::short_moment(at) })
}

/// A cell whose words may break anywhere.
pub fn breaking(content: impl Into<Content>) -> TableCell {
    TableCell { classes: "app-break".into(), ..TableCell::new(content) }
}

/// A cell whose words stay on one line where there is room.
pub fn whole(cell: TableCell) -> TableCell {
    TableCell { classes: "app-whole".into(), ..cell }
}

/// A row whose value may be a long machine word.
pub fn row(key: &str, value: impl Into<Content>) -> SummaryRow {
    SummaryRow { value_classes: "app-break".into(), ..SummaryRow::new(key, value) }
}

/// How an exchange ended, as a tag: refusals and warnings stand out.
pub fn outcome(exchange: &Exchange) -> Tag {
    let warned = exchange.details.findings.iter().any(|finding| finding.severity == Severity::Warning);
    match exchange.outcome {
        Outcome::Refused => Tag::new("Refused", TagColour::Red),
        Outcome::Waiting => Tag::new("Waiting", TagColour::Blue),
        Outcome::Succeeded if warned => Tag::new("Warning", TagColour::Yellow),
        Outcome::Succeeded => Tag::new("Succeeded", TagColour::Green),
    }
}

/// A path with one query parameter.
pub fn with_parameter(path: &str, name: &str, value: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
    format!("{path}?{query}")
}
