//! `_redirects`, as Netlify and Cloudflare read it. In: the file's text, an address. Out: where it leads.

use super::address::{Address, decoded};
use std::collections::BTreeMap;

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Names between the slashes, decoded: plain ones, `:name` for any one, `*` (at the end) for any number.
    from: Vec<String>,
    /// Fields that the query must have: name, and the value or `:name`.
    query: Vec<(String, String)>,
    /// Where it leads, with `:name` and `:splat` to be filled in.
    to: String,
    /// 301 unless the line says otherwise.
    status: u16,
    /// Whether it also holds where there is a file (`301!`).
    is_forced: bool,
}

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// An address on this site or another.
    pub to: String,
    /// 3xx to send people on, 200 or 404 to show what stands there at the address that was asked for.
    pub status: u16,
}

/// Reads the file. Lines that are no rules, and rules that hold for some countries, languages or visitors only, are left out.
#[must_use]
pub fn read(text: &str) -> Vec<Rule> {
    text.lines().filter_map(rule).collect()
}

fn rule(line: &str) -> Option<Rule> {
    let line = line.split('#').next().filter(|line| !line.trim().is_empty())?;
    let mut words = line.split_whitespace().peekable();
    let from = words.next()?;
    let from = from.strip_prefix('/').map_or_else(|| without_host(from), Some)?;
    let mut query = Vec::new();
    while let Some((name, value)) = words.peek().and_then(|word| field(word)) {
        query.push((name.to_owned(), value.to_owned()));
        words.next();
    }
    let to = words.next()?.to_owned();
    let status = words.next().unwrap_or("301");
    if words.next().is_some() || (to.starts_with(|letter: char| letter.is_ascii_digit())) {
        return None;
    }
    let (status, is_forced) = status.strip_suffix('!').map_or((status, false), |status| (status, true));
    let status = status.parse().ok().filter(|status| matches!(status, 200 | 301 | 302 | 303 | 307 | 308 | 404 | 410))?;
    let from = from.split(['?']).next()?.split('/').filter(|name| !name.is_empty()).map(decoded).collect::<Option<_>>()?;
    Some(Rule { from, query, to, status, is_forced })
}

/// The path of an address with a host, which is taken to be this one's.
fn without_host(from: &str) -> Option<&str> {
    let rest = from.strip_prefix("https://").or_else(|| from.strip_prefix("http://"))?;
    rest.split_once('/').map(|(_, path)| path)
}

fn field(word: &str) -> Option<(&str, &str)> {
    if word.starts_with('/') || word.contains("://") { None } else { word.split_once('=') }
}

/// Where the first rule leads that holds for an address. `has_file` says whether a file stands there, which wins over rules without `!`.
#[must_use]
pub fn lead(rules: &[Rule], address: &Address, has_file: bool) -> Option<Lead> {
    rules.iter().filter(|rule| rule.is_forced || !has_file).find_map(|rule| {
        let values = matched(rule, address)?;
        Some(Lead { to: filled(&rule.to, &values, address), status: rule.status })
    })
}

fn matched(rule: &Rule, address: &Address) -> Option<BTreeMap<String, String>> {
    let mut values = BTreeMap::new();
    let mut names = address.names.iter();
    for part in &rule.from {
        if part == "*" {
            let rest: Vec<&str> = names.by_ref().map(String::as_str).collect();
            values.insert("splat".to_owned(), rest.join("/"));
            break;
        }
        let name = names.next()?;
        match part.strip_prefix(':') {
            Some(placeholder) => drop(values.insert(placeholder.to_owned(), name.clone())),
            None if part == name => {}
            None => return None,
        }
    }
    if names.next().is_some() {
        return None;
    }
    for (name, wanted) in &rule.query {
        let value = address.field(name)?;
        match wanted.strip_prefix(':') {
            Some(placeholder) => drop(values.insert(placeholder.to_owned(), value)),
            None if *wanted == value => {}
            None => return None,
        }
    }
    Some(values)
}

/// The target with its placeholders filled in; the query goes along where the target has none of its own.
fn filled(to: &str, values: &BTreeMap<String, String>, address: &Address) -> String {
    let mut text = String::with_capacity(to.len());
    let mut rest = to;
    while let Some(at) = rest.find(':') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let length = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-').unwrap_or(rest.len());
        match values.get(&rest[..length]) {
            Some(value) => {
                text.push_str(&super::address::encoded(value));
                rest = &rest[length..];
            }
            None => text.push(':'),
        }
    }
    text.push_str(rest);
    if let Some(query) = address.query.as_deref().filter(|query| !query.is_empty() && !text.contains(['?', '#'])) {
        text.push_str(&format!("?{query}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(text: &str, target: &str) -> Option<(String, u16)> {
        let address = Address::read(target).expect("a good address");
        lead(&read(text), &address, false).map(|lead| (lead.to, lead.status))
    }

    #[test]
    fn the_first_rule_that_holds_wins_with_and_without_the_slash() {
        let text = "# old\n/old/cash/ /episodes/cash/ 301!\r\n/old/cash /elsewhere/ 302\n";
        for target in ["/old/cash/", "/old/cash"] {
            assert_eq!(leads(text, target), Some(("/episodes/cash/".to_owned(), 301)));
        }
        assert_eq!(leads(text, "/old/"), None);
        assert_eq!(leads(text, "/old/cash/more"), None);
    }

    #[test]
    fn placeholders_splats_and_queries_are_filled_in() {
        assert_eq!(
            leads("/news/:year/:slug/* /blog/:slug/:year?rest=:splat 302", "/news/2026/a/b/c?x=y"),
            Some(("/blog/a/2026?rest=b/c".into(), 302))
        );
        assert_eq!(leads("/a/* https://other.example/:splat", "/a/b/c?x=1"), Some(("https://other.example/b/c?x=1".into(), 301)));
        assert_eq!(leads("/a/* /b/:splat 200", "/a"), Some(("/b/".into(), 200)));
        assert_eq!(leads("/show id=:id /episodes/:id/", "/show?id=7&a=b"), Some(("/episodes/7/?id=7&a=b".into(), 301)));
        assert_eq!(leads("/show id=8 /x/", "/show?id=7"), None);
        assert_eq!(leads("/caf%C3%A9 /kaffee/", "/caf%c3%a9"), Some(("/kaffee/".into(), 301)));
        assert_eq!(leads("/:a /x/:a", "/a%20b%25"), Some(("/x/a%20b%25".into(), 301)));
    }

    #[test]
    fn a_file_wins_unless_the_rule_is_forced() {
        let address = Address::read("/a").expect("good");
        assert_eq!(lead(&read("/a /b 301"), &address, true), None);
        assert_eq!(lead(&read("/a /c 301\n/a /b 302!"), &address, true).map(|lead| lead.to), Some("/b".to_owned()));
    }

    #[test]
    fn lines_that_are_no_rules_are_left_out() {
        for line in ["", "# a", "/a", "/a /b 999", "/a /b 301 Country=us", "nothing /b", "/a%zz /b", "/a 301", "/a /b x"] {
            assert!(read(line).is_empty(), "{line}");
        }
        assert_eq!(read("https://talks.example/a /b").len(), 1);
    }
}
