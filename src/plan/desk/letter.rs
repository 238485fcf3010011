//! A letter: made once of plain blocks, written as text, as HTML and as a mail. Small on purpose; there is no template behind it.

use super::mail;
use crate::model::{OutPath, RelPath};
use crate::plan::Output;
use crate::plan::markup::{escape, one_line};
use jiff::Zoned;

/// Name and e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// As shown.
    pub name: String,
    /// `somebody@example.com`: ASCII, without anything that could start another header.
    pub address: String,
}

impl Mailbox {
    /// A mailbox, unless the address is none.
    pub fn of(name: &str, address: &str) -> Option<Self> {
        let address = address.trim();
        let plain = address.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>()[]:;,\\\"".contains(&byte));
        let (local, domain) = address.rsplit_once('@')?;
        (plain && !local.is_empty() && !local.contains('@') && !domain.is_empty())
            .then(|| Self { name: one_line(name), address: address.to_owned() })
    }
}

/// A letter, ready to be written in any form.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Who sends it.
    pub from: Option<Mailbox>,
    /// Who gets it; `None` where the host chooses.
    pub to: Option<Mailbox>,
    /// When what it tells happened.
    pub date: Zoned,
    /// Host of the site, for the message's identifier.
    pub host: String,
    /// The subject, one line.
    pub subject: String,
    /// The letter itself.
    pub blocks: Vec<Block>,
    /// The business's postal address.
    pub footer: Option<String>,
}

/// A piece of a letter. All of it is plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A few words and the address they lead to.
    Link(String, String),
    /// Things counted off.
    Numbered(Vec<String>),
    /// Things not counted.
    Bulleted(Vec<String>),
    /// Somebody's words, and whose they are.
    Quote(String, String),
    /// The name under it.
    Signature(String),
}

/// A paragraph.
pub fn text(words: impl Into<String>) -> Block {
    Block::Text(words.into())
}

/// Words with an address.
pub fn link(words: impl Into<String>, address: impl Into<String>) -> Block {
    Block::Link(words.into(), address.into())
}

/// The three files of a letter: `<name>.eml`, `<name>.txt`, `<name>.html` in `folder` (which ends in `/`).
pub fn files<'site>(
    folder: &str,
    name: &str,
    origin: &RelPath,
    write: impl Fn() -> Letter + Clone + Send + Sync + 'site,
) -> [Output<'site>; 3] {
    let path = |ending: &str| OutPath(format!("{folder}{name}.{ending}"));
    let (as_text, as_html) = (write.clone(), write.clone());
    [
        Output::made(path("eml"), origin, move || mail::message(&write()).into_bytes()),
        Output::made(path("txt"), origin, move || for_pasting(&as_text()).into_bytes()),
        Output::made(path("html"), origin, move || html(&as_html()).into_bytes()),
    ]
}

/// The text with its address and subject above it, for those who write their mail in a browser.
fn for_pasting(letter: &Letter) -> String {
    let to = letter.to.as_ref().map_or_else(String::new, |to| format!("To: {}\n", to.address));
    format!("{to}Subject: {}\n\n{}", one_line(&letter.subject), plain(letter))
}

/// The letter as plain text. Paragraphs are single lines: what is pasted breaks by itself.
pub fn plain(letter: &Letter) -> String {
    let mut paragraphs: Vec<String> = letter.blocks.iter().map(plain_block).collect();
    if let Some(footer) = &letter.footer {
        paragraphs.push(format!("--\n{}", one_line(footer)));
    }
    paragraphs.join("\n\n") + "\n"
}

fn plain_block(block: &Block) -> String {
    match block {
        Block::Text(words) => one_line(words),
        Block::Link(words, address) => format!("{}\n{address}", one_line(words)),
        Block::Numbered(items) => lines(items, |index| format!("{}. ", index + 1)),
        Block::Bulleted(items) => lines(items, |_| "- ".to_owned()),
        Block::Quote(words, by) if by.is_empty() => format!("“{}”", one_line(words)),
        Block::Quote(words, by) => format!("“{}”\n  {by}", one_line(words)),
        Block::Signature(name) => name.clone(),
    }
}

fn lines(items: &[String], mark: impl Fn(usize) -> String) -> String {
    items.iter().enumerate().map(|(index, item)| mark(index) + &one_line(item)).collect::<Vec<_>>().join("\n")
}

/// The letter as a page of HTML that mail programs show alike: no style sheet, no picture, no script.
pub fn html(letter: &Letter) -> String {
    let body: String = letter.blocks.iter().map(html_block).collect();
    let footer = letter.footer.as_deref().map_or_else(String::new, |footer| {
        format!("<p style=\"margin-top:2em;font-size:.85em;color:#55605a\">{}</p>\n", escape(&one_line(footer)))
    });
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{}</title>\n</head>\n<body style=\"max-width:38em;margin:2em auto;padding:0 1em;font:17px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#17201d\">\n\
         {body}{footer}</body>\n</html>\n",
        escape(&one_line(&letter.subject))
    )
}

fn html_block(block: &Block) -> String {
    match block {
        Block::Text(words) => format!("<p dir=\"auto\">{}</p>\n", escape(&one_line(words))),
        Block::Link(words, address) => {
            let address = escape(address);
            format!("<p dir=\"auto\">{}<br>\n<a href=\"{address}\">{address}</a></p>\n", escape(&one_line(words)))
        }
        Block::Numbered(items) => format!("<ol>\n{}</ol>\n", html_items(items)),
        Block::Bulleted(items) => format!("<ul>\n{}</ul>\n", html_items(items)),
        Block::Quote(words, by) => {
            let by = if by.is_empty() { String::new() } else { format!("<br>\n<span style=\"color:#55605a\">{}</span>", escape(by)) };
            format!(
                "<blockquote dir=\"auto\" style=\"margin:1em 0;padding-inline-start:1em;border-inline-start:3px solid #7d8580\">{}{by}</blockquote>\n",
                escape(&one_line(words))
            )
        }
        Block::Signature(name) => format!("<p>{}</p>\n", escape(name)),
    }
}

fn html_items(items: &[String]) -> String {
    items.iter().map(|item| format!("<li dir=\"auto\">{}</li>\n", escape(&one_line(item)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::zoned;

    fn letter(blocks: Vec<Block>) -> Letter {
        let date = zoned("2026-03-02T09:00:00-06:00[America/Chicago]");
        Letter {
            from: None,
            to: None,
            date,
            host: "x.example".into(),
            subject: "A < B".into(),
            blocks,
            footer: Some("12 Quay Street".into()),
        }
    }

    #[test]
    fn plain_text_is_ready_to_paste() {
        let blocks = vec![
            text("Dear\nDev,"),
            Block::Numbered(vec!["one".into(), "two".into()]),
            link("Here:", "https://x.example/"),
            Block::Signature("Ruth".into()),
        ];
        assert_eq!(
            for_pasting(&letter(blocks)),
            "Subject: A < B\n\nDear Dev,\n\n1. one\n2. two\n\nHere:\nhttps://x.example/\n\nRuth\n\n--\n12 Quay Street\n"
        );
    }

    #[test]
    fn html_escapes_what_people_wrote() {
        let page = html(&letter(vec![
            text("<script>"),
            Block::Quote("a & b".into(), "\"me\"".into()),
            link("see", "https://x.example/?a=1&b=\"2\""),
        ]));
        for words in [
            "<title>A &lt; B</title>",
            "&lt;script&gt;",
            "a &amp; b",
            "&quot;me&quot;",
            "href=\"https://x.example/?a=1&amp;b=&quot;2&quot;\"",
        ] {
            assert!(page.contains(words), "{words}\n{page}");
        }
    }
}
