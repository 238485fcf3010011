//! `_headers`, as Netlify and Cloudflare read it. In: the file's text, an address. Out: what is said with the file that stands there.

use super::address::{Address, decoded};

/// What is said with the files at some addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Names between the slashes, decoded: plain ones, `:name` for any one, with a `*` for the rest.
    path: Vec<String>,
    /// Whether it ends in a slash.
    is_folder: bool,
    /// Name and value; a value of `None` takes back what a rule above says.
    fields: Vec<(String, Option<String>)>,
}

/// What the server itself must say, and no file may.
const OURS: &[&str] = &[
    "connection",
    "content-length",
    "content-range",
    "date",
    "etag",
    "accept-ranges",
    "keep-alive",
    "location",
    "transfer-encoding",
    "upgrade",
];

/// Reads the file; lines that are neither a path nor a field below one are left out.
#[must_use]
pub fn read(text: &str) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        if !line.starts_with([' ', '\t']) {
            rules.extend(path(line.trim()));
        } else if let (Some(rule), Some(field)) = (rules.last_mut(), field(line.trim())) {
            rule.fields.push(field);
        }
    }
    rules
}

fn path(text: &str) -> Option<Rule> {
    let text = match text.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map(|(_, path)| path)?,
        None => text.strip_prefix('/')?,
    };
    let path = text.split('/').filter(|name| !name.is_empty()).map(decoded).collect::<Option<_>>()?;
    Some(Rule { path, is_folder: text.is_empty() || text.ends_with('/'), fields: Vec::new() })
}

fn field(line: &str) -> Option<(String, Option<String>)> {
    if let Some(name) = line.strip_prefix('!') {
        return Some((name.trim().to_ascii_lowercase(), None));
    }
    let (name, value) = line.split_once(':')?;
    let name = name.trim().to_ascii_lowercase();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let is_value = !value.contains(char::is_control);
    (is_name && is_value && !OURS.contains(&name.as_str())).then(|| (name, Some(value.trim().to_owned())))
}

/// What all rules together say of an address: names in lower case. Values of the same name are joined, except a type, of which the last
/// counts.
#[must_use]
pub fn fields(rules: &[Rule], address: &Address) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    for (name, value) in rules.iter().filter(|rule| holds(rule, address)).flat_map(|rule| &rule.fields) {
        let known = said.iter_mut().find(|(known, _)| known == name);
        match (known, value) {
            (_, None) => said.retain(|(known, _)| known != name),
            (Some((_, before)), Some(value)) if name == "content-type" => before.clone_from(value),
            (Some((_, before)), Some(value)) => before.push_str(&format!(", {value}")),
            (None, Some(value)) => said.push((name.clone(), value.clone())),
        }
    }
    said
}

fn holds(rule: &Rule, address: &Address) -> bool {
    let mut names = address.names.iter();
    for (at, part) in rule.path.iter().enumerate() {
        if part == "*" && at + 1 == rule.path.len() {
            return true;
        }
        let Some(name) = names.next() else { return false };
        let is_same = match part.split_once('*') {
            Some((front, back)) => name.len() >= front.len() + back.len() && name.starts_with(front) && name.ends_with(back),
            None => part.starts_with(':') || part == name,
        };
        if !is_same {
            return false;
        }
    }
    names.next().is_none() && rule.is_folder == address.is_folder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, target: &str) -> String {
        let address = Address::read(target).expect("a good address");
        let fields = fields(&read(text), &address);
        fields.iter().map(|(name, value)| format!("{name}: {value}\n")).collect()
    }

    const TEXT: &str = "# hosts\n/*\n  X-A: 1\n/feed.xml\n\tContent-Type: application/rss+xml\r\n/episodes/:one/:file\n  X-A: 2\n  Cache-Control: max-age=3600\n/kit/*\n  ! X-A\n/thanks/\n  X-B: c:d\n";

    #[test]
    fn stars_and_placeholders_hold_as_on_the_hosts() {
        assert_eq!(said(TEXT, "/"), "x-a: 1\n");
        assert_eq!(said(TEXT, "/feed.xml"), "x-a: 1\ncontent-type: application/rss+xml\n");
        assert_eq!(said(TEXT, "/episodes/a/a.mp3"), "x-a: 1, 2\ncache-control: max-age=3600\n");
        assert_eq!(said(TEXT, "/episodes/a/"), "x-a: 1\n", "a placeholder is not empty");
        assert_eq!(said(TEXT, "/kit/dev/"), "");
        assert_eq!(said(TEXT, "/thanks/"), "x-a: 1\nx-b: c:d\n");
        assert_eq!(said(TEXT, "/thanks"), "x-a: 1\n");
        assert_eq!(said("/*.pdf\n  X: y\n", "/kit.pdf"), "x: y\n");
    }

    #[test]
    fn the_servers_own_fields_and_broken_lines_are_left_out() {
        assert_eq!(said("/*\n  Content-Length: 3\n  Transfer-Encoding: chunked\n  a b: c\n  nothing\n  X:\n  \u{1}: a\n", "/"), "x: \n");
        assert!(read("  X: y\n\nno path\n").is_empty());
    }
}
