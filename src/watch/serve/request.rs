//! Requests as they come over the wire. In: bytes from a browser on this machine. Out: a [`Request`], or why there is none. Heads are
//! short and few; nothing is read without end.

use std::io::{self, Read};

/// Longest head that is read, in bytes; browsers send less than 2 kB, with cookies of other programs on this machine a few more.
const LONGEST_HEAD: usize = 32 * 1024;
/// Most fields in a head.
const MOST_FIELDS: usize = 96;
/// Longest body that is read past, in bytes, before the connection is given up instead.
const LONGEST_BODY: u64 = 1 << 20;

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `HEAD`, …
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Name (lower case) and value of every field that is text.
    pub fields: Vec<(String, String)>,
    /// Whether the connection may stay open afterwards.
    pub may_stay: bool,
    /// How long the body is that follows; `None` where nobody can know without reading it.
    pub body: Option<u64>,
}

/// What came over the wire.
#[derive(Debug)]
pub enum Heard {
    /// A request.
    Request(Request),
    /// The other side has said all it had to say, or says nothing any more.
    Silence,
    /// No request; the status that says so.
    Nonsense(u16),
}

impl Request {
    /// The value of a field; the first, where there are several.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// How often a field is there.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        self.fields.iter().filter(|(known, _)| known == name).count()
    }
}

/// Reads requests from one connection, one after the other.
#[derive(Debug)]
pub struct Ear<R> {
    stream: R,
    /// What was read and belongs to the next request.
    ahead: Vec<u8>,
}

impl<R: Read> Ear<R> {
    /// Listens to a connection.
    pub fn to(stream: R) -> Self {
        Self { stream, ahead: Vec::new() }
    }

    /// The next request.
    pub fn hear(&mut self) -> Heard {
        let mut piece = [0; 4096];
        loop {
            match head(&self.ahead) {
                Ok(Some((request, length))) => {
                    self.ahead.drain(..length);
                    return Heard::Request(request);
                }
                Err(status) => return Heard::Nonsense(status),
                Ok(None) if self.ahead.len() > LONGEST_HEAD => return Heard::Nonsense(431),
                Ok(None) => {}
            }
            match self.stream.read(&mut piece) {
                Ok(0) => return Heard::Silence,
                Ok(length) => self.ahead.extend_from_slice(&piece[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Heard::Silence,
            }
        }
    }

    /// Reads past the body of a request; whether the next request follows.
    pub fn skip_body(&mut self, request: &Request) -> bool {
        let Some(length) = request.body.filter(|length| *length <= LONGEST_BODY) else { return false };
        let mut left = usize::try_from(length).unwrap_or(usize::MAX);
        let known = left.min(self.ahead.len());
        self.ahead.drain(..known);
        left -= known;
        let mut piece = [0; 4096];
        while left > 0 {
            let room = left.min(piece.len());
            match self.stream.read(&mut piece[..room]) {
                Ok(0) | Err(_) => return false,
                Ok(length) => left -= length,
            }
        }
        true
    }
}

/// The head at the start of `bytes` and its length; `None` while it is not complete; a status where it never will be.
fn head(bytes: &[u8]) -> Result<Option<(Request, usize)>, u16> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut parsed = httparse::Request::new(&mut fields);
    let length = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(431),
        Err(_) => return Err(400),
    };
    let text = |value: &[u8]| std::str::from_utf8(value).ok().map(|value| value.trim().to_owned());
    let fields = parsed.headers.iter().filter_map(|field| Some((field.name.to_ascii_lowercase(), text(field.value)?))).collect();
    let mut request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        fields,
        ..Request::default()
    };
    absolute_form(&mut request);
    request.body = body(&request);
    let connection = request.field("connection").unwrap_or_default().to_ascii_lowercase();
    let says = |word: &str| connection.split(',').any(|said| said.trim() == word);
    request.may_stay = if parsed.version == Some(1) { !says("close") } else { says("keep-alive") };
    Ok(Some((request, length)))
}

/// `GET http://localhost:4321/a` means the same as `GET /a` with that `Host`, and wins over the field (RFC 9112, section 3.2.2).
fn absolute_form(request: &mut Request) {
    let Some(rest) = request.target.strip_prefix("http://") else { return };
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = (rest[..at].to_owned(), rest[at..].to_owned());
    request.fields.retain(|(name, _)| name != "host");
    request.fields.push(("host".to_owned(), host));
    request.target = if path.starts_with('/') { path } else { format!("/{path}") };
}

fn body(request: &Request) -> Option<u64> {
    if request.field("transfer-encoding").is_some() || request.count("content-length") > 1 {
        return None;
    }
    request.field("content-length").map_or(Some(0), |length| length.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hear(bytes: &[u8]) -> Heard {
        Ear::to(bytes).hear()
    }

    #[test]
    fn requests_come_one_after_the_other_and_bodies_are_passed_over() {
        let bytes = b"POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhelloGET /b?c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let mut ear = Ear::to(&bytes[..]);
        let Heard::Request(first) = ear.hear() else { panic!("a request") };
        assert_eq!((first.method.as_str(), first.target.as_str(), first.may_stay, first.body), ("POST", "/a", true, Some(5)));
        assert!(ear.skip_body(&first));
        let Heard::Request(second) = ear.hear() else { panic!("a request") };
        assert_eq!((second.target.as_str(), second.field("host"), second.may_stay), ("/b?c", Some("x"), false));
        assert!(matches!(ear.hear(), Heard::Silence));
    }

    #[test]
    fn the_absolute_form_names_the_host_itself() {
        let Heard::Request(request) = hear(b"GET http://evil.example?x HTTP/1.1\r\nHost: localhost\r\n\r\n") else { panic!("a request") };
        assert_eq!((request.target.as_str(), request.field("host"), request.count("host")), ("/?x", Some("evil.example"), 1));
    }

    #[test]
    fn nonsense_and_endless_heads_are_refused() {
        assert!(matches!(hear(b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"), Heard::Nonsense(400)));
        assert!(matches!(hear(b"GET / HTTP/1.1\r\nno colon\r\n\r\n"), Heard::Nonsense(400)));
        let long = format!("GET / HTTP/1.1\r\na: {}", "b".repeat(LONGEST_HEAD * 2));
        assert!(matches!(hear(long.as_bytes()), Heard::Nonsense(431)));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(MOST_FIELDS + 1));
        assert!(matches!(hear(many.as_bytes()), Heard::Nonsense(431)));
        assert!(matches!(hear(b"GET / HT"), Heard::Silence));
    }

    #[test]
    fn a_body_without_a_known_length_ends_the_connection() {
        for field in
            ["Transfer-Encoding: chunked", "Content-Length: 99999999999", "Content-Length: -1", "Content-Length: 1\r\nContent-Length: 2"]
        {
            let bytes = format!("POST / HTTP/1.1\r\n{field}\r\n\r\n");
            let mut ear = Ear::to(bytes.as_bytes());
            let Heard::Request(request) = ear.hear() else { panic!("a request") };
            assert!(!ear.skip_body(&request), "{field}");
        }
    }
}
