//! [`Letter`] → a message that a mail program opens as a draft.
//!
//! Sources: RFC 5322 (headers), RFC 2045 and 2046 (quoted-printable, multipart/alternative), RFC 2047 (encoded words). `X-Unsent: 1` is
//! what makes Outlook and its kin open the file for writing instead of reading.

use super::letter::{Letter, Mailbox, html, plain};
use crate::plan::markup::one_line;

/// The whole message: lines end in CRLF, everything is ASCII, and the same letter gives the same bytes (identifier and boundary are a
/// hash of what it says).
pub fn message(letter: &Letter) -> String {
    let (text, page) = (plain(letter), html(letter));
    let digest = blake3::hash(format!("{}\0{text}\0{page}", letter.subject).as_bytes()).to_hex();
    let mark = &digest[..32];
    let mut message = String::from("X-Unsent: 1\r\nMIME-Version: 1.0\r\n");
    for (name, mailbox) in [("From", &letter.from), ("To", &letter.to)] {
        if let Some(mailbox) = mailbox {
            message.push_str(&format!("{name}: {}\r\n", address(mailbox)));
        }
    }
    message.push_str(&format!("Subject: {}\r\n", unstructured(&one_line(&letter.subject), "Subject: ".len())));
    message.push_str(&format!("Date: {}\r\n", letter.date.strftime("%a, %d %b %Y %H:%M:%S %z")));
    message.push_str(&format!("Message-ID: <{mark}@{}>\r\n", domain(&letter.host)));
    // "=_" cannot stand in quoted-printable text, so no part can hold the boundary.
    message.push_str(&format!("Content-Type: multipart/alternative;\r\n boundary=\"=_{mark}\"\r\n\r\n"));
    for (kind, body) in [("plain", &text), ("html", &page)] {
        message.push_str(&format!("--=_{mark}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"));
        message.push_str("Content-Transfer-Encoding: quoted-printable\r\n\r\n");
        message.push_str(&quoted_printable(body));
        // The line end before a boundary belongs to the boundary.
        message.push_str("\r\n");
    }
    message.push_str(&format!("--=_{mark}--\r\n"));
    message
}

/// The host's name without its port, which an identifier cannot hold.
fn domain(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !name.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn address(mailbox: &Mailbox) -> String {
    let name = &mailbox.name;
    let address = &mailbox.address;
    if name.is_empty() {
        return address.clone();
    }
    if !is_plain(name) || name.len() > 60 {
        return format!("{}\r\n <{address}>", encoded_words(name));
    }
    format!("\"{}\"\r\n <{address}>", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Printable ASCII that nobody takes for an encoded word.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) && !text.contains("=?")
}

/// Free text in a header, folded at spaces so that lines stay within 76 characters.
fn unstructured(text: &str, used: usize) -> String {
    if !is_plain(text) || text.split(' ').any(|word| word.len() > 60) {
        return encoded_words(text);
    }
    let (mut folded, mut width) = (String::with_capacity(text.len() + 8), used);
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 && width + 1 + word.len() > 76 {
            folded.push_str("\r\n");
            width = 0;
        }
        if index > 0 {
            folded.push(' ');
            width += 1;
        }
        folded.push_str(word);
        width += word.len();
    }
    folded
}

/// Text as encoded words, each of at most 39 bytes of whole characters: with the longest header name before it, that stays within the
/// 76 characters of a line.
fn encoded_words(text: &str) -> String {
    let mut pieces: Vec<String> = vec![String::new()];
    for character in text.chars() {
        if pieces.last().is_none_or(|piece| piece.len() + character.len_utf8() > 39) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(character);
        }
    }
    pieces.iter().map(|piece| format!("=?utf-8?B?{}?=", base64(piece.as_bytes()))).collect::<Vec<_>>().join("\r\n ")
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4usize {
            let six = (bits >> (18 - 6 * place)) & 63;
            text.push(if place <= group.len() { char::from(ALPHABET[six as usize]) } else { '=' });
        }
    }
    text
}

/// Lines of at most 76 characters. A dot or `From ` at the start of a line is escaped: some servers on the way would change it.
fn quoted_printable(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + text.len() / 8);
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        quoted_line(line.strip_suffix('\r').unwrap_or(line).as_bytes(), &mut encoded);
    }
    encoded
}

fn quoted_line(line: &[u8], encoded: &mut String) {
    let mut width = 0;
    for (index, byte) in line.iter().enumerate() {
        let is_last = index + 1 == line.len();
        let at_start = width == 0 || width + 1 > 75;
        let risky = at_start && (*byte == b'.' || line[index..].starts_with(b"From "));
        let plain = (byte.is_ascii_graphic() && *byte != b'=' && !risky) || (*byte == b' ' && !is_last);
        let token = if plain { char::from(*byte).to_string() } else { format!("={byte:02X}") };
        if width + token.len() > 75 {
            encoded.push_str("=\r\n");
            width = 0;
        }
        encoded.push_str(&token);
        width += token.len();
    }
    encoded.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::super::letter::{Block, text};
    use super::*;
    use crate::model::sample::zoned;

    fn letter() -> Letter {
        Letter {
            from: Mailbox::of("Ruth \"R\" Abara", "ruth@ledger.example"),
            to: Mailbox::of("María José Größe", "maria@quiet.example"),
            date: zoned("2026-03-02T09:00:00-06:00[America/Chicago]"),
            host: "localhost:4321".into(),
            subject: "Größe zählt: 田中 美咲 und die lange Geschichte von den Zahlen, die niemand lesen wollte".into(),
            blocks: vec![text("From here on = a line.\r\nSubject: not a header"), Block::Quote("👋 ".repeat(60), "an admirer".into())],
            footer: Some("12 Quay Street".into()),
        }
    }

    #[test]
    fn every_line_is_ascii_ends_in_crlf_and_stays_within_76_characters() {
        let message = message(&letter());
        assert!(message.is_ascii());
        assert_eq!(message.matches('\n').count(), message.matches("\r\n").count());
        for line in message.split("\r\n") {
            assert!(line.len() <= 76, "{} {line}", line.len());
        }
    }

    #[test]
    fn headers_say_draft_date_and_an_identifier_without_port() {
        let message = message(&letter());
        assert!(
            message.starts_with("X-Unsent: 1\r\nMIME-Version: 1.0\r\nFrom: \"Ruth \\\"R\\\" Abara\"\r\n <ruth@ledger.example>\r\n"),
            "{message}"
        );
        assert!(message.contains("\r\nDate: Mon, 02 Mar 2026 09:00:00 -0600\r\n"), "{message}");
        assert!(message.contains("@localhost>\r\n"), "{message}");
    }

    #[test]
    fn a_subject_cannot_start_another_header() {
        let message = message(&Letter { subject: "Hello\r\nBcc: everybody@example.com".into(), ..letter() });
        assert!(message.contains("Subject: Hello Bcc: everybody@example.com\r\n"), "{message}");
    }

    #[test]
    fn an_address_that_is_none_is_left_out() {
        for broken in ["", "ruth", "a@b\r\nBcc: c@d", "a b@c", "<a@b>", "größe@example.com", "a@b@c", "@"] {
            assert_eq!(Mailbox::of("X", broken), None, "{broken}");
        }
    }

    #[test]
    fn dots_and_from_at_the_start_of_a_line_survive_every_server() {
        assert_eq!(quoted_printable(".hidden\nFrom me\ntrailing \n=\n"), "=2Ehidden\r\n=46rom me\r\ntrailing=20\r\n=3D\r\n");
    }

    #[test]
    fn long_lines_are_broken_softly() {
        let encoded = quoted_printable(&"x.".repeat(100));
        assert!(encoded.split("\r\n").all(|line| line.len() <= 76 && !line.starts_with('.')), "{encoded}");
        assert_eq!(encoded.replace("=\r\n", "").replace("=2E", "."), "x.".repeat(100) + "\r\n");
    }

    #[test]
    fn base64_pads_as_it_should() {
        assert_eq!(["", "f", "fo", "foo", "ü"].map(|text| base64(text.as_bytes())), ["", "Zg==", "Zm8=", "Zm9v", "w7w="]);
    }
}
