//! Answers as they go over the wire. In: what to say. Out: bytes on a connection.

use super::range::{self, Part};
use super::request::Request;
use crate::disk::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

/// What is said to a request.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Name (lower case) and value.
    pub fields: Vec<(String, String)>,
    /// What follows.
    pub body: Body,
}

/// What follows the head.
#[derive(Debug)]
pub enum Body {
    /// Bytes that were made here.
    Bytes(Vec<u8>),
    /// A part of a file.
    File(File, Range<u64>),
    /// News of builds, for as long as somebody listens; the place they are shown at.
    News(super::live::Listener),
}

impl Answer {
    /// A few words.
    #[must_use]
    pub fn text(status: u16, words: impl Into<String>) -> Self {
        let mut words = words.into();
        words.push('\n');
        Self::of(status, "text/plain; charset=utf-8", words.into_bytes())
    }

    /// Bytes of a type; never kept by the browser.
    #[must_use]
    pub fn of(status: u16, kind: &str, bytes: Vec<u8>) -> Self {
        let fields = vec![("content-type".to_owned(), kind.to_owned()), ("cache-control".to_owned(), "no-store".to_owned())];
        Self { status, fields, body: Body::Bytes(bytes) }
    }

    /// Sends the browser on. It must not remember that: the next show at this port has other addresses.
    #[must_use]
    pub fn redirect(status: u16, to: &str) -> Self {
        let mut answer = Self::text(status, to);
        answer.fields.push(("location".to_owned(), in_ascii(to)));
        answer
    }

    /// The same with a field more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.fields.push((name.to_owned(), value.into()));
        self
    }

    /// The same, cut to what the request asks for: nothing where the browser has it already, a part where it wants one. `tag` changes
    /// whenever the bytes do.
    #[must_use]
    pub fn for_request(mut self, request: &Request, tag: &str) -> Self {
        if self.status != 200 {
            return self;
        }
        self.fields.push(("etag".to_owned(), tag.to_owned()));
        self.fields.push(("accept-ranges".to_owned(), "bytes".to_owned()));
        if request.field("if-none-match").is_some_and(|known| is_among(known, tag)) {
            self.fields.retain(|(name, _)| name != "content-type");
            return Self { status: 304, body: Body::Bytes(Vec::new()), ..self };
        }
        // Parts are for GET alone, and of a file that has changed since the last part the whole is wanted.
        let is_asked = request.method == "GET" && request.field("if-range").is_none_or(|known| known == tag);
        let length = self.body.length().unwrap_or_default();
        match range::part(request.field("range").filter(|_| is_asked && request.count("range") == 1), length) {
            Part::Whole => self,
            Part::Nowhere => Self::text(416, "There is no such part.").with("content-range", format!("bytes */{length}")),
            Part::Bytes(part) => {
                self.fields.push(("content-range".to_owned(), format!("bytes {}-{}/{length}", part.start, part.end.saturating_sub(1))));
                Self { status: 206, body: self.body.part(part), ..self }
            }
        }
    }

    /// Writes it. Whether the connection can be used again.
    ///
    /// # Errors
    /// When the other side is gone.
    pub fn write(self, to: &mut impl Write, request: &Request, may_stay: bool) -> io::Result<bool> {
        let may_stay = may_stay && !matches!(self.body, Body::News(_));
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.fields {
            head.push_str(&format!("{name}: {}\r\n", in_ascii(value)));
        }
        if let Some(length) = self.body.length().filter(|_| self.status != 304) {
            head.push_str(&format!("content-length: {length}\r\n"));
        }
        head.push_str(if may_stay { "connection: keep-alive\r\n\r\n" } else { "connection: close\r\n\r\n" });
        to.write_all(head.as_bytes())?;
        if request.method != "HEAD" {
            self.body.write(to)?;
        }
        to.flush()?;
        Ok(may_stay)
    }
}

impl Body {
    fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::File(_, part) => Some(part.end - part.start),
            Self::News(_) => None,
        }
    }

    /// The part of what it is; `part` lies inside.
    fn part(self, part: Range<u64>) -> Self {
        match self {
            Self::Bytes(bytes) => {
                let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                Self::Bytes(bytes[place(part.start)..place(part.end)].to_vec())
            }
            Self::File(file, whole) => Self::File(file, whole.start + part.start..whole.start + part.end),
            Self::News(listener) => Self::News(listener),
        }
    }

    fn write(self, to: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Bytes(bytes) => to.write_all(&bytes),
            Self::File(mut file, part) => {
                file.seek(SeekFrom::Start(part.start))?;
                let length = part.end - part.start;
                let sent = io::copy(&mut file.take(length), to)?;
                // A file that was cut short meanwhile: what was promised cannot be kept, and the connection says so by ending.
                if sent < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
            }
            Self::News(listener) => listener.listen(to),
        }
    }
}

/// Whether a list of tags (`If-None-Match`) holds one; marks of weakness do not matter here (RFC 9110, section 13.1.2).
fn is_among(list: &str, tag: &str) -> bool {
    list.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// A value that cannot end its field.
fn in_ascii(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte == b' ' || byte.is_ascii_graphic() { text.push(char::from(byte)) } else { text.push_str(&format!("%{byte:02X}")) }
    }
    text
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        410 => "Gone",
        416 => "Range Not Satisfiable",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, fields: &[(&str, &str)]) -> Request {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Request { method: method.to_owned(), target: "/".to_owned(), fields, may_stay: true, body: Some(0) }
    }

    fn said(method: &str, fields: &[(&str, &str)]) -> String {
        let request = request(method, fields);
        let mut wire = Vec::new();
        let answer = Answer::of(200, "audio/mpeg", b"0123456789".to_vec()).for_request(&request, "\"t\"");
        answer.write(&mut wire, &request, true).expect("written to memory");
        String::from_utf8(wire).expect("text")
    }

    #[test]
    fn a_part_says_where_it_belongs() {
        let part = said("GET", &[("range", "bytes=2-4")]);
        assert!(part.starts_with("HTTP/1.1 206 ") && part.contains("content-range: bytes 2-4/10\r\n"), "{part}");
        assert!(part.contains("content-length: 3\r\n") && part.ends_with("\r\n\r\n234"), "{part}");
        let none = said("GET", &[("range", "bytes=10-")]);
        assert!(none.starts_with("HTTP/1.1 416 ") && none.contains("content-range: bytes */10\r\n"), "{none}");
    }

    #[test]
    fn a_part_of_what_has_changed_is_the_whole_and_so_is_a_head() {
        assert!(said("GET", &[("range", "bytes=2-4"), ("if-range", "\"t\"")]).starts_with("HTTP/1.1 206"));
        assert!(said("GET", &[("range", "bytes=2-4"), ("if-range", "\"old\"")]).starts_with("HTTP/1.1 200"));
        assert!(said("GET", &[("range", "bytes=2-4"), ("if-range", "W/\"t\"")]).starts_with("HTTP/1.1 200"));
        assert!(said("GET", &[("range", "bytes=2-4"), ("if-range", "Sun, 22 Nov 2026 09:00:00 GMT")]).starts_with("HTTP/1.1 200"));
        let head = said("HEAD", &[("range", "bytes=2-4")]);
        assert!(head.starts_with("HTTP/1.1 200") && head.contains("content-length: 10\r\n") && head.ends_with("\r\n\r\n"), "{head}");
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        for known in ["\"t\"", "W/\"t\"", "\"a\", \"t\"", "*"] {
            let answer = said("GET", &[("if-none-match", known), ("range", "bytes=0-1")]);
            assert!(answer.starts_with("HTTP/1.1 304") && answer.ends_with("\r\n\r\n") && !answer.contains("content-length"), "{answer}");
        }
        assert!(said("GET", &[("if-none-match", "\"other\"")]).starts_with("HTTP/1.1 200"));
    }

    #[test]
    fn no_value_can_end_its_field() {
        let answer = Answer::redirect(302, "/a\r\nset-cookie: b/é");
        assert!(answer.fields.contains(&("location".to_owned(), "/a%0D%0Aset-cookie: b/%C3%A9".to_owned())), "{answer:?}");
    }
}
