//! A letter as a message that a mail program opens as a draft.
//!
//! Sources: RFC 5322 (headers), RFC 2045 and 2046 (parts), RFC 2047 (encoded words), RFC 2387 (multipart/related), RFC 2392 (`cid:`),
//! RFC 2183 (attachments). `X-Unsent: 1` is what makes Outlook and its kin open the file for writing instead of reading.

use super::encode::{base64_lines, quoted_printable};
use super::{Enclosure, Letter, Mailbox, Picture, one_line, page, plain};

/// The whole message: lines end in CRLF, everything is ASCII, and the same letter gives the same bytes (identifiers and boundaries are
/// a hash of what it says).
pub fn message(letter: &Letter, picture: Option<&Picture>) -> String {
    let text = plain::text(letter);
    let host = domain(&letter.envelope.host);
    let picture = picture.map(|picture| (picture, format!("{}@{host}", short_hash(&[&picture.bytes]))));
    let html = page::html(
        letter,
        picture.as_ref().map(|(picture, id)| (*picture, format!("cid:{id}"))).as_ref().map(|(picture, source)| (*picture, source.as_str())),
    );
    let mut said: Vec<&[u8]> = vec![letter.subject.as_bytes(), text.as_bytes(), html.as_bytes()];
    said.extend(letter.enclosures.iter().map(|enclosure| enclosure.bytes.as_slice()));
    let mark = short_hash(&said);
    let mut message = headers(letter, &mark, host);
    let page = text_part("html", &html);
    let page = match &picture {
        Some((picture, id)) => multipart("related; type=\"text/html\"", &mark, "r", &[page, picture_part(picture, id)]),
        None => page,
    };
    let mut whole = multipart("alternative", &mark, "a", &[text_part("plain", &text), page]);
    if !letter.enclosures.is_empty() {
        let parts: Vec<String> = [whole].into_iter().chain(letter.enclosures.iter().map(enclosure_part)).collect();
        whole = multipart("mixed", &mark, "m", &parts);
    }
    message.push_str(&whole);
    message
}

fn short_hash(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    hasher.finalize().to_hex().chars().take(32).collect()
}

fn headers(letter: &Letter, mark: &str, host: &str) -> String {
    let envelope = &letter.envelope;
    let mut headers = String::from("X-Unsent: 1\r\nMIME-Version: 1.0\r\n");
    for (name, mailbox) in [("From", &envelope.from), ("To", &envelope.to)] {
        if let Some(mailbox) = mailbox {
            headers.push_str(&format!("{name}: {}\r\n", address(mailbox)));
        }
    }
    headers.push_str(&format!("Subject: {}\r\n", unstructured(&one_line(&letter.subject), "Subject: ".len())));
    headers.push_str(&format!("Date: {}\r\n", envelope.date.strftime("%a, %d %b %Y %H:%M:%S %z")));
    headers.push_str(&format!("Message-ID: <{mark}@{host}>\r\n"));
    headers
}

/// Parts between boundaries, with the header that names them. `=_` cannot stand in quoted-printable or base64, so no part can hold the
/// boundary.
fn multipart(kind: &str, mark: &str, level: &str, parts: &[String]) -> String {
    let boundary = format!("=_{level}{mark}");
    let mut whole = format!("Content-Type: multipart/{kind};\r\n boundary=\"{boundary}\"\r\n\r\n");
    for part in parts {
        // The line end before a boundary belongs to the boundary.
        whole.push_str(&format!("--{boundary}\r\n{part}\r\n"));
    }
    whole.push_str(&format!("--{boundary}--\r\n"));
    whole
}

fn text_part(kind: &str, body: &str) -> String {
    format!("Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}", quoted_printable(body))
}

fn picture_part(picture: &Picture, id: &str) -> String {
    let ending = if picture.mime == "image/png" { "png" } else { "jpg" };
    format!(
        "Content-Type: {};\r\n name=\"picture.{ending}\"\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <{id}>\r\n\
         Content-Disposition: inline;\r\n filename=\"picture.{ending}\"\r\n\r\n{}",
        picture.mime,
        base64_lines(&picture.bytes)
    )
}

fn enclosure_part(enclosure: &Enclosure) -> String {
    let charset = if enclosure.mime.starts_with("text/") { "; charset=utf-8" } else { "" };
    format!(
        "Content-Type: {}{charset};\r\n name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment;\r\n filename=\"{name}\"\r\n\r\n{}",
        enclosure.mime,
        base64_lines(&enclosure.bytes),
        name = enclosure.name,
    )
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

/// Text as encoded words of whole characters, short enough that the longest header name before them stays within the 76 characters of a
/// line. In the Q encoding: GMime joins neighbouring words before it decodes them, and loses what follows the padding of base64.
/// Source: RFC 2047, sections 4.2 and 5 (3), whose letters may stand in a name as well.
fn encoded_words(text: &str) -> String {
    const LONGEST: usize = 54;
    let mut words: Vec<String> = vec![String::new()];
    for character in text.chars() {
        let token = match character {
            ' ' => "_".to_owned(),
            plain if plain.is_ascii_alphanumeric() || "!*+-/".contains(plain) => plain.to_string(),
            other => other.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("={byte:02X}")).collect(),
        };
        if words.last().is_none_or(|word| word.len() + token.len() > LONGEST) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push_str(&token);
        }
    }
    words.iter().map(|word| format!("=?utf-8?Q?{word}?=")).collect::<Vec<_>>().join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn letter() -> Letter {
        sample::letter(&format!("From here on \\= a line.\r\nSubject: not a header\n\n> {}\n\n![Two](picture)", "👋 ".repeat(60)))
    }

    fn full() -> String {
        let mut letter = letter();
        letter.enclosures = vec![Enclosure { name: "recording.ics".into(), mime: "text/calendar", bytes: vec![b'x'; 300] }];
        message(&letter, Some(&sample::picture(Some("https://x.example/a.png"))))
    }

    #[test]
    fn every_line_is_ascii_ends_in_crlf_and_stays_within_76_characters() {
        for message in [full(), message(&letter(), None)] {
            assert!(message.is_ascii());
            assert_eq!(message.matches('\n').count(), message.matches("\r\n").count());
            assert_eq!(message.matches('\r').count(), message.matches("\r\n").count());
            for line in message.split("\r\n") {
                assert!(line.len() <= 76, "{} {line}", line.len());
            }
        }
    }

    #[test]
    fn headers_say_draft_date_and_an_identifier_without_port() {
        let message = full();
        assert!(
            message.starts_with("X-Unsent: 1\r\nMIME-Version: 1.0\r\nFrom: \"Ruth \\\"R\\\" Abara\"\r\n <ruth@ledger.example>\r\n"),
            "{message}"
        );
        assert!(message.contains("\r\nDate: Mon, 02 Mar 2026 09:00:00 -0600\r\n"), "{message}");
        assert!(message.contains("@localhost>\r\n"), "{message}");
    }

    #[test]
    fn the_picture_is_a_part_that_the_page_names_and_the_text_does_not() {
        let message = full();
        let id = message.split("Content-ID: <").nth(1).and_then(|rest| rest.split('>').next()).expect("an id");
        let page = message.split("Content-Type: text/html").nth(1).expect("a page").split("--=_").next().expect("its end");
        assert!(page.replace("=\r\n", "").contains(&format!("src=3D\"cid:{id}\"")), "{page}");
        let text = message.split("Content-Type: text/plain").nth(1).expect("a text").split("--=_").next().expect("its end");
        assert!(!text.contains("cid:") && !text.contains("picture"), "{text}");
        let order: Vec<usize> =
            ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/jpeg", "text/calendar"]
                .iter()
                .map(|kind| message.find(kind).unwrap_or(usize::MAX))
                .collect();
        assert!(order.is_sorted() && !order.contains(&usize::MAX), "{order:?}");
        let bare = super::message(&letter(), None);
        assert!(!bare.contains("related") && !bare.contains("mixed") && !bare.contains("cid:"), "{bare}");
    }

    #[test]
    fn a_subject_cannot_start_another_header() {
        let message = message(&Letter { subject: "Hello\r\nBcc: everybody@example.com".into(), ..letter() }, None);
        assert!(message.contains("Subject: Hello Bcc: everybody@example.com\r\n"), "{message}");
    }

    #[test]
    fn an_address_that_is_none_is_left_out() {
        for broken in ["", "ruth", "a@b\r\nBcc: c@d", "a b@c", "<a@b>", "größe@example.com", "a@b@c", "@"] {
            assert_eq!(Mailbox::of("X", broken), None, "{broken}");
        }
    }
}
