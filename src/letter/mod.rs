//! Layer 2: a letter, already filled, in the three forms it is kept in: a mail that a mail program opens as a draft, text to paste, and a
//! page to look at. In: Markdown, who writes to whom, a picture, enclosures. Out: bytes. Pure: the same letter gives the same bytes.

mod encode;
mod mail;
mod page;
mod plain;
mod words;

pub use plain::plain;

use jiff::Zoned;

/// Stand around words from right to left in a letter's Markdown, so that the sentence around them keeps its order.
pub const TURNED: [char; 2] = ['\u{e000}', '\u{e001}'];

/// Where a letter's Markdown shows its picture: `![words](picture)`.
pub const PICTURE: &str = "picture";

/// Name and e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// As shown, one line.
    pub name: String,
    /// `somebody@example.com`: ASCII, without anything that could start another header.
    pub address: String,
}

impl Mailbox {
    /// A mailbox, unless the address is none.
    #[must_use]
    pub fn of(name: &str, address: &str) -> Option<Self> {
        let address = address.trim();
        let plain = address.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>()[]:;,\\\"".contains(&byte));
        let (local, domain) = address.rsplit_once('@')?;
        (plain && !local.is_empty() && !local.contains('@') && !domain.is_empty())
            .then(|| Self { name: one_line(name), address: address.to_owned() })
    }
}

/// What stands on the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Who sends it. Without an address the mail program fills its own in.
    pub from: Option<Mailbox>,
    /// Who gets it; `None` where the sender chooses.
    pub to: Option<Mailbox>,
    /// When what it tells happened.
    pub date: Zoned,
    /// Host of the site, for identifiers.
    pub host: String,
    /// Language of the text (BCP 47).
    pub language: String,
    /// What stands below it, small: the business's postal address.
    pub footer: Option<String>,
}

/// A letter, filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The outside.
    pub envelope: Envelope,
    /// One line.
    pub subject: String,
    /// The text, as Markdown; what values wrote is escaped.
    pub body: String,
    /// What goes along as a file.
    pub enclosures: Vec<Enclosure>,
}

/// A picture in the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`.
    pub mime: &'static str,
    /// Pixels, as shown.
    pub width: u32,
    /// Pixels, as shown.
    pub height: u32,
    /// Its absolute address on the site, where it has one.
    pub address: Option<String>,
}

/// A file that goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosure {
    /// Its name: lower-case ASCII letters, digits, `-` and one `.`.
    pub name: String,
    /// Its type, such as `text/calendar`.
    pub mime: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How a letter is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `.eml`: a mail program opens it as a draft.
    Mail,
    /// `.txt`: for those who write their mail in a browser.
    Text,
    /// `.html`: to look at, and to copy with its formatting.
    Page,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Text, Self::Page];

    /// The ending of its file.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Mail => "eml",
            Self::Text => "txt",
            Self::Page => "html",
        }
    }
}

impl Letter {
    /// Its bytes in one form.
    #[must_use]
    pub fn bytes(&self, form: Form, picture: Option<&Picture>) -> Vec<u8> {
        match form {
            Form::Mail => mail::message(self, picture).into_bytes(),
            Form::Text => plain::for_pasting(self).into_bytes(),
            Form::Page => page::alone(self, picture).into_bytes(),
        }
    }
}

/// Every run of white space and control characters becomes one space; marks of ours are dropped.
fn one_line(text: &str) -> String {
    let text: String = text.chars().filter(|character| !TURNED.contains(character)).collect();
    let words = text.split(|character: char| character.is_whitespace() || character.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub mod sample {
    //! A letter for tests.
    use super::*;

    /// A letter with this text, from Ruth to María.
    pub fn letter(body: &str) -> Letter {
        Letter {
            envelope: Envelope {
                from: Mailbox::of("Ruth \"R\" Abara", "ruth@ledger.example"),
                to: Mailbox::of("María José Größe", "maria@quiet.example"),
                date: crate::model::sample::zoned("2026-03-02T09:00:00-06:00[America/Chicago]"),
                host: "localhost:4321".into(),
                language: "en".into(),
                footer: Some("12 Quay Street".into()),
            },
            subject: "Größe zählt: 田中 美咲 und die lange Geschichte von den Zahlen, die niemand lesen wollte".into(),
            body: body.into(),
            enclosures: Vec::new(),
        }
    }

    /// One pixel, wide as a share picture.
    pub fn picture(address: Option<&str>) -> Picture {
        Picture { bytes: vec![0xff, 0xd8, 0xff, 0xd9], mime: "image/jpeg", width: 560, height: 294, address: address.map(str::to_owned) }
    }
}
