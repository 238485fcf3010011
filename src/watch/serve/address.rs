//! What a browser asks for, and of whom. In: the target and the `Host` of a request. Out: names of folders and files, or a refusal. What
//! is odd is refused rather than guessed: every name that leaves here may be joined to a folder.

/// An address, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Names between the slashes, decoded; none is empty, `.` or `..`, or holds a slash, a backslash or a control character.
    pub names: Vec<String>,
    /// Whether it ends in a slash.
    pub is_folder: bool,
    /// What stands behind the question mark, as it was sent.
    pub query: Option<String>,
}

/// Why an address is not looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// No browser sends it.
    Malformed,
    /// There can be nothing there.
    Nowhere,
}

impl Address {
    /// Takes the path and query of a request apart.
    ///
    /// # Errors
    /// What is encoded wrongly, leads upwards or holds bytes that no file of a site has in its name.
    pub fn read(target: &str) -> Result<Self, Odd> {
        let target = target.split('#').next().unwrap_or_default();
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query.to_owned())));
        let path = path.strip_prefix('/').ok_or(Odd::Malformed)?;
        let (path, is_folder) = path.strip_suffix('/').map_or((path, path.is_empty()), |path| (path, true));
        if path.is_empty() {
            // `//` is not the top: a link of that kind leads to another host.
            return if target.starts_with("//") { Err(Odd::Nowhere) } else { Ok(Self { names: Vec::new(), is_folder, query }) };
        }
        let names = path.split('/').map(name).collect::<Result<_, _>>()?;
        Ok(Self { names, is_folder, query })
    }

    /// The path, decoded, with a slash before every name and, for a folder, at the end.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path: String = self.names.iter().map(|name| format!("/{name}")).collect();
        if self.is_folder {
            path.push('/');
        }
        path
    }

    /// The value of a field of the query.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        let query = self.query.as_deref()?;
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

fn name(encoded: &str) -> Result<String, Odd> {
    let name = decoded(encoded).ok_or(Odd::Malformed)?;
    if name.is_empty() {
        return Err(Odd::Nowhere);
    }
    let is_odd = |letter: char| letter.is_control() || matches!(letter, '/' | '\\') || (cfg!(windows) && letter == ':');
    if name == "." || name == ".." || name.contains(is_odd) { Err(Odd::Malformed) } else { Ok(name) }
}

/// Percent signs taken out; `None` where one is not followed by two digits, or the bytes are no text.
#[must_use]
pub fn decoded(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let value = digit(rest.next()?)? * 16 + digit(rest.next()?)?;
            bytes.push(u8::try_from(value).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// A path made fit for a `Location` header: what is not plain ASCII, or would end the header, is percent-encoded.
#[must_use]
pub fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        let is_plain =
            byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | b'%' | b'#' | b'?');
        if is_plain { text.push(char::from(byte)) } else { text.push_str(&format!("%{byte:02X}")) }
    }
    text
}

/// Whether a `Host` names this machine itself. A page from elsewhere can have its own name lead to this machine and then read what is
/// served here as its own; its name is what gives it away.
#[must_use]
pub fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => return rest.split_once(']').is_some_and(|(name, port)| name == "::1" && is_port(port)),
        None => match host.split_once(':') {
            Some((name, _)) if !is_port(&host[name.len()..]) => return false,
            Some((name, _)) => name,
            None => host,
        },
    };
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|digits| digits.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart_and_put_together() {
        let address = Address::read("/episodes/caf%C3%A9/?t=21:28#q3").expect("good");
        assert_eq!((address.names.clone(), address.is_folder), (vec!["episodes".to_owned(), "café".to_owned()], true));
        assert_eq!((address.path().as_str(), address.field("t").as_deref()), ("/episodes/café/", Some("21:28")));
        assert_eq!(Address::read("/").map(|top| top.path()), Ok("/".to_owned()));
        assert_eq!(Address::read("/a.txt").map(|file| file.path()), Ok("/a.txt".to_owned()));
        assert_eq!(encoded("/café/a b\r\n%"), "/caf%C3%A9/a%20b%0D%0A%25");
    }

    #[test]
    fn nothing_leads_upwards_or_out() {
        for odd in [
            "/../a",
            "/a/..",
            "/%2e%2e/a",
            "/a%2f..%2fb",
            "/a\\b",
            "/a%5cb",
            "/%00",
            "/a%0d",
            "/%",
            "/%4",
            "/%zz",
            "/%ff",
            "a",
            "",
            "*",
            "/.",
        ] {
            assert_eq!(Address::read(odd), Err(Odd::Malformed), "{odd}");
        }
        for nowhere in ["//", "//evil.example/", "/a//b", "///"] {
            assert_eq!(Address::read(nowhere), Err(Odd::Nowhere), "{nowhere}");
        }
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost", "LOCALHOST:4321", "localhost.", "show.localhost:1", "127.0.0.1", "127.8.8.8:80", "[::1]", "[::1]:4321"] {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "192.168.0.2",
            "0.0.0.0",
            "[::2]",
            "[::1",
            "localhost:x",
            "[::1]x",
            "localhost@evil.example",
            "localhost:80:80",
            "é",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }
}
