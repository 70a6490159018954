//! Rows and columns.

use std::fmt;

use askama::Template;

use crate::attributes::{Attributes, Classes};
use crate::card::Card;
use crate::content::{Content, Html, component};
use crate::heading::{Heading, Size, Titled};
use crate::scroll::Scroll;

/// Which edge of its column a cell keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
}

impl Align {
    fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Centre => "centre",
            Self::Right => "right",
        }
    }
}

/// What a column or a cell holds. Numbers are drawn so that their digits line up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Numeric,
    /// Words in a column of numbers.
    Words,
}

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// It can be sorted and is not.
    Unsorted,
    Ascending,
    Descending,
}

impl Sort {
    fn as_str(self) -> &'static str {
        match self {
            Self::Unsorted => "none",
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }
}

/// A column's head.
#[derive(Clone, Debug, Default)]
pub struct TableHeader {
    pub text: Content,
    pub visually_hidden_text: String,
    /// With `sort`: where the server sorts. Without it JavaScript does.
    pub href: String,
    pub sort: Option<Sort>,
    pub sort_next: Option<Sort>,
    pub format: Option<Format>,
    pub align: Option<Align>,
    /// Such as `one-half`.
    pub width: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct TableCell {
    pub text: Content,
    pub visually_hidden_text: String,
    /// Makes the words a link.
    pub href: String,
    /// What to sort by, where it is not the words.
    pub sort_value: String,
    pub format: Option<Format>,
    pub align: Option<Align>,
    pub width: String,
    pub colspan: Option<u16>,
    pub rowspan: Option<u16>,
    pub classes: String,
    pub attributes: Attributes,
}

impl TableCell {
    pub fn new(content: impl Into<Content>) -> Self {
        Self { text: content.into(), ..Self::default() }
    }

    pub fn link(text: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), ..Self::default() }
    }
}

macro_rules! cell_from {
    ($($from:ty),*) => { $(
        impl From<$from> for TableHeader {
            fn from(content: $from) -> Self {
                Self { text: content.into(), ..Self::default() }
            }
        }

        impl From<$from> for TableCell {
            fn from(content: $from) -> Self {
                Self::new(content)
            }
        }
    )* };
}

cell_from!(&str, String, Content, Html);

/// A table. Always give it a caption.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent option of the design system")]
pub struct Table {
    /// Sizes S, M, L and XL.
    pub caption: Heading,
    pub head: Vec<TableHeader>,
    pub rows: Vec<Vec<TableCell>>,
    pub first_cell_is_header: bool,
    /// Becomes a list of cards on small screens.
    pub responsive: bool,
    /// Scrolls sideways on small screens.
    pub scroll: bool,
    pub compact: bool,
    pub striped: bool,
    /// For dark backgrounds.
    pub reverse: bool,
    pub without_border: bool,
    pub without_last_row_border: bool,
    /// Its own content is ignored.
    pub card: Option<Card>,
    pub id: String,
    pub classes: String,
    pub attributes: Attributes,
}

/// A cell of head or body, ready to print.
struct Cell {
    element: &'static str,
    attributes: Attributes,
    content: Html,
}

impl Cell {
    fn new(element: &'static str, class: &Classes, attributes: &Attributes, content: Html) -> Self {
        Self { element, attributes: Attributes::new().with("class", class).with_all(attributes), content }
    }
}

fn class(base: &str, format: Option<Format>, align: Option<Align>, width: &str, classes: &str) -> Classes {
    Classes::new(base)
        .with_if(format == Some(Format::Numeric), &format!("{base}--numeric"))
        .with_modifier("nhsuk-u-text-align-", align.map(Align::as_str))
        .with_modifier("nhsuk-u-width-", Some(width).filter(|width| !width.is_empty()))
        .with(classes)
}

fn words(text: &Content, hidden: &str) -> String {
    if hidden.is_empty() {
        return text.to_string();
    }
    let space = if text.is_empty() { "" } else { " " };
    format!(r#"{text}<span class="nhsuk-u-visually-hidden">{space}{}</span>"#, Content::from(hidden))
}

fn linked(words: String, href: &str) -> String {
    if href.is_empty() {
        return words;
    }
    format!(r#"<a class="nhsuk-link"{}>{words}</a>"#, Attributes::new().with("href", href))
}

impl Table {
    fn is_sortable(&self) -> bool {
        self.head.iter().any(|header| header.sort.is_some())
    }

    fn is_sorted_on_server(&self) -> bool {
        let sortable_from = self.head.iter().position(|header| header.sort.is_some());
        sortable_from.is_some_and(|first| self.head[first..].iter().any(|header| !header.href.is_empty()))
    }

    fn head_cell(&self, header: &TableHeader) -> Cell {
        let sorted = header.sort.filter(|sort| *sort != Sort::Unsorted);
        let next = header.sort_next.filter(|_| self.is_sortable() && !self.is_sorted_on_server());
        let attributes = Attributes::new()
            .with("scope", "col")
            .with_some("role", self.responsive.then_some("columnheader"))
            .with_flag("data-sort", header.sort.is_some())
            .with_some("data-sort-next", next.map(Sort::as_str))
            .with_some("aria-sort", sorted.map(Sort::as_str))
            .with_all(&header.attributes);
        let class = class("nhsuk-table__header", header.format, header.align, &header.width, &header.classes);
        let content = linked(words(&header.text, &header.visually_hidden_text), &header.href);
        Cell::new("th", &class, &attributes, Html::trusted(content))
    }

    fn body_cell(&self, index: usize, cell: &TableCell) -> Cell {
        let header = self.head.get(index);
        let is_header = index == 0 && self.first_cell_is_header;
        let (element, base) =
            if is_header { ("th", "nhsuk-table__header") } else { ("td", "nhsuk-table__cell") };
        let column_format = header.and_then(|header| header.format);
        let keeps_right = cell.format == Some(Format::Words) && column_format == Some(Format::Numeric);
        let align = cell
            .align
            .or(keeps_right.then_some(Align::Right))
            .or_else(|| header.and_then(|header| header.align));
        let role = if is_header { "rowheader" } else { "cell" };
        let attributes = Attributes::new()
            .with_some("scope", is_header.then_some("row"))
            .with_some("role", self.responsive.then_some(role))
            .with_some("colspan", cell.colspan.filter(|_| !self.responsive))
            .with_some("rowspan", cell.rowspan)
            .with_non_empty("data-sort-value", &cell.sort_value)
            .with_all(&cell.attributes);
        let class = class(base, cell.format.or(column_format), align, &cell.width, &cell.classes);
        Cell::new(element, &class, &attributes, Html::trusted(self.body_words(header, cell)))
    }

    /// On small screens every cell of a responsive table repeats its column's head.
    fn body_words(&self, header: Option<&TableHeader>, cell: &TableCell) -> String {
        let inner = linked(words(&cell.text, &cell.visually_hidden_text), &cell.href);
        if !self.responsive {
            return inner;
        }
        let name = header.map(|header| words(&header.text, &header.visually_hidden_text)).unwrap_or_default();
        let name = format!(r#"<span class="nhsuk-table__heading" aria-hidden="true">{name} </span>"#);
        if cell.text.is_html() { format!("{name}<span>{inner}</span>") } else { name + &inner }
    }

    /// A scrolling table is named by its caption, which therefore needs an id.
    fn caption_id(&self) -> String {
        if !self.caption.id.is_empty() || !self.scroll {
            return self.caption.id.clone();
        }
        match (&self.id, &self.caption.text) {
            (id, _) if !id.is_empty() => format!("{id}-caption"),
            (_, Content::Text(text)) if !text.is_empty() => {
                let slug: String = text.replace(' ', "-").to_lowercase().chars().take(40).collect();
                format!("table-{slug}-caption")
            }
            _ => String::new(),
        }
    }

    fn caption_element(&self) -> Titled {
        let hidden = match self.caption.visually_hidden_text.as_str() {
            "" if self.is_sortable() => "Column headers are sortable",
            own => own,
        };
        let caption = Heading {
            id: self.caption_id(),
            visually_hidden_text: if hidden.is_empty() { String::new() } else { format!("({hidden})") },
            ..self.caption.clone()
        };
        let size = caption.size.filter(|size| matches!(size, Size::S | Size::M | Size::L | Size::Xl));
        let class = Classes::new("nhsuk-table__caption")
            .with_modifier("nhsuk-table__caption--", size.map(Size::as_str))
            .with(&caption.classes);
        caption.titled("caption", class)
    }

    fn element_attributes(&self) -> Attributes {
        let class = Classes::new("nhsuk-table")
            .with_if(self.reverse, "nhsuk-table--reverse")
            .with_if(self.compact, "nhsuk-table--compact")
            .with_if(self.responsive, "nhsuk-table--responsive")
            .with_if(self.without_border, "nhsuk-table--no-border")
            .with_if(self.without_last_row_border && !self.without_border, "nhsuk-table--no-last-row-border")
            .with_if(self.is_sortable(), "nhsuk-table--sortable")
            .with_if(self.striped, "nhsuk-table--striped")
            .with(&self.classes);
        let sorts_itself = self.is_sortable() && !self.is_sorted_on_server();
        Attributes::new()
            .with("class", class)
            .with_non_empty("id", &self.id)
            .with_some("data-module", sorts_itself.then_some("nhsuk-table"))
            .with_some("role", self.responsive.then_some("table"))
            .with_all(&self.attributes)
    }

    fn markup(&self) -> Html {
        Html::from_template(&Markup {
            table: self,
            head: self.head.iter().map(|header| self.head_cell(header)).collect(),
            rows: self
                .rows
                .iter()
                .map(|row| row.iter().enumerate().map(|(index, cell)| self.body_cell(index, cell)).collect())
                .collect(),
        })
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"
{%- macro cell(cell) -%}
<{{ cell.element }}{{ cell.attributes }}>{{ cell.content }}</{{ cell.element }}>
{%- endmacro -%}
<table{{ table.element_attributes() }}>
{{- table.caption_element() -}}
{%- if !head.is_empty() -%}
<thead class="nhsuk-table__head"{% if table.responsive %} role="rowgroup"{% endif %}>
<tr class="nhsuk-table__row"{% if table.responsive %} role="row"{% endif %}>
{%- for item in head %}{% call cell(item) %}{% endcall %}{% endfor -%}
</tr></thead>
{%- endif -%}
<tbody class="nhsuk-table__body">
{%- for row in rows %}
<tr class="nhsuk-table__row"{% if table.responsive %} role="row"{% endif %}>
{%- for item in row %}{% call cell(item) %}{% endcall %}{% endfor -%}
</tr>
{%- endfor %}
</tbody></table>"#
)]
struct Markup<'a> {
    table: &'a Table,
    head: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut markup = self.markup();
        if self.scroll {
            let labelled_by = self.caption_id();
            markup =
                Scroll { content: markup.into(), labelled_by, reverse: self.reverse, ..Scroll::default() }
                    .into();
        }
        match &self.card {
            Some(card) => Card { content: markup.into(), ..card.clone() }.fmt(formatter),
            None => markup.fmt(formatter),
        }
    }
}

component!(Table);
