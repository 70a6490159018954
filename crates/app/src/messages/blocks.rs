//! What a mail is made of. Its text and its HTML come from the same blocks, so they cannot say different things.

use serde::{Deserialize, Serialize};

/// A piece of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    Heading(String),
    Words(String),
    List(Vec<String>),
    /// A link that stands alone. Where its words are empty, the address is shown itself.
    Link {
        words: String,
        address: String,
    },
    /// Why the mail came: the last of it, smaller.
    Small(String),
}

impl Block {
    pub fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    /// A paragraph; a link where it is nothing but an address.
    pub fn paragraph(text: &str) -> Self {
        let is_address = text.starts_with("http://") || text.starts_with("https://");
        if is_address && !text.contains(char::is_whitespace) {
            Self::Link { words: String::new(), address: text.to_owned() }
        } else {
            Self::words(text)
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Heading(text) | Self::Words(text) | Self::Small(text) => text.clone(),
            Self::List(items) => items.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n"),
            Self::Link { words, address } if words.is_empty() => address.clone(),
            Self::Link { words, address } => format!("{words}:\n\n{address}"),
        }
    }

    fn html(&self) -> String {
        match self {
            Self::Heading(text) => {
                format!("<h2 style=\"font-size:20px;margin:24px 0 8px\">{}</h2>", escape(text))
            }
            Self::Words(text) => format!("<p>{}</p>", lines(text)),
            Self::List(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| format!("<li style=\"margin-bottom:8px\">{}</li>", lines(item)))
                    .collect();
                format!("<ul style=\"padding-left:20px\">{}</ul>", items.concat())
            }
            Self::Link { words, address } => {
                let shown = if words.is_empty() { address } else { words };
                format!(
                    "<p><a href=\"{}\" style=\"color:#005eb8\">{}</a></p>",
                    escape(address),
                    escape(shown)
                )
            }
            Self::Small(text) => format!(
                "<p style=\"font-size:14px;color:#4c6272;border-top:1px solid #d8dde0;padding-top:16px\">{}</p>",
                lines(text)
            ),
        }
    }
}

/// The mail as plain text.
pub fn text(blocks: &[Block]) -> String {
    blocks.iter().map(Block::text).collect::<Vec<_>>().join("\n\n")
}

/// The mail as a page of HTML that needs nothing from anywhere: no image, no font, no script.
pub fn html(subject: &str, blocks: &[Block]) -> String {
    let content: String = blocks.iter().map(Block::html).collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
         <body style=\"margin:0;background:#f0f4f5;font-family:Arial,sans-serif;font-size:16px;line-height:1.5;color:#212b32\">\
         <div style=\"background:#005eb8;color:#ffffff;padding:12px 16px;font-weight:bold\">Slipway</div>\
         <div style=\"max-width:600px;background:#ffffff;padding:8px 16px\">{content}</div></body></html>",
        escape(subject)
    )
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same_and_nothing_that_people_typed_becomes_mark_up() {
        let blocks = [
            Block::Heading("What <b>happened</b>".into()),
            Block::List(vec!["one & \"two\"".into(), "three".into()]),
            Block::Link { words: "Open it".into(), address: "http://localhost:4000/a?b=1&c=2".into() },
            Block::Small("Why it came".into()),
        ];
        assert_eq!(
            text(&blocks),
            "What <b>happened</b>\n\n- one & \"two\"\n- three\n\nOpen it:\n\nhttp://localhost:4000/a?b=1&c=2\n\nWhy it came"
        );
        let html = html("A < B", &blocks);
        assert!(
            html.contains("<title>A &lt; B</title>") && html.contains("What &lt;b&gt;happened"),
            "{html}"
        );
        assert!(html.contains("one &amp; &quot;two&quot;</li>"), "{html}");
        assert!(html.contains("<a href=\"http://localhost:4000/a?b=1&amp;c=2\""), "{html}");
    }

    #[test]
    fn an_address_alone_is_a_link_and_one_in_a_sentence_is_not() {
        assert!(matches!(Block::paragraph("https://a.example/b"), Block::Link { .. }));
        assert!(matches!(Block::paragraph("https://a.example/b is it"), Block::Words(_)));
    }
}
