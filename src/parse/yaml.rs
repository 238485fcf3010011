//! The YAML reader, in three layers: an event pass (`granit-parser`) that knows where everything stands, `serde_yaml` for what the
//! values are, and one located tree made of both. In: a byte range of a file. Out: a [`Node`] or one finding that says why not.
//! The loose types of both libraries are named nowhere else.

use super::SourceText;
use super::yaml_traps;
use crate::report::{Finding, Place, Report};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// Deepest nesting that is read; nobody writes more by hand.
const MAX_DEPTH: usize = 64;
/// Most nodes that aliases (`*name`) may add to a file.
const MAX_ALIASED: usize = 10_000;

/// Most repeated keys and the like that one file is told about.
const MAX_TROUBLES: usize = 100;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Bytes of the file, quotes included; empty for a value that was left out.
    pub span: Range<usize>,
}

/// What an author wrote.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing behind the colon, `~` or `null`.
    Missing,
    /// A text, number, date or word.
    Scalar(Scalar),
    /// Several, in order.
    List(Vec<Node>),
    /// Keys with values, in the order written.
    Mapping(Vec<Entry>),
}

/// One value, with its own text: `1.10` stays `1.10`, `1:02:03` stays what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// As written, quotes and escapes undone.
    pub text: String,
    /// What YAML 1.2 takes it for.
    pub kind: Kind,
    /// Whether it was written without any quotes on one line or several.
    pub is_plain: bool,
}

/// What YAML 1.2 takes a scalar for.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Text.
    Text,
    /// `true` or `false`.
    Flag(bool),
    /// A number.
    Number(serde_json::Number),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// As written, quotes undone.
    pub key: String,
    /// Bytes of the file.
    pub key_span: Range<usize>,
    /// The value.
    pub node: Node,
}

impl Node {
    /// The value under `key`, if this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The entries of a mapping; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The same as JSON, for what only a theme understands.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Missing => serde_json::Value::Null,
            Value::Scalar(scalar) => match &scalar.kind {
                Kind::Text => scalar.text.clone().into(),
                Kind::Flag(flag) => (*flag).into(),
                Kind::Number(number) => number.clone().into(),
            },
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Mapping(entries) => entries.iter().map(|entry| (entry.key.clone(), entry.node.to_json())).collect(),
        }
    }

    /// The same as one text: items parted by commas, pairs as `key: value`. Empty for nothing.
    #[must_use]
    pub fn in_words(&self) -> String {
        match &self.value {
            Value::Missing => String::new(),
            Value::Scalar(scalar) => super::fields::clean(&scalar.text),
            Value::List(items) => items.iter().map(Self::in_words).collect::<Vec<_>>().join(", "),
            Value::Mapping(entries) => {
                entries.iter().map(|entry| format!("{}: {}", entry.key, entry.node.in_words())).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// How many nodes this is, itself included.
    fn count(&self) -> usize {
        1 + match &self.value {
            Value::List(items) => items.iter().map(Self::count).sum(),
            Value::Mapping(entries) => entries.iter().map(|entry| entry.node.count()).sum(),
            Value::Missing | Value::Scalar(_) => 0,
        }
    }

    /// How many levels of lists and mappings this has.
    fn depth(&self) -> usize {
        match &self.value {
            Value::List(items) => 1 + items.iter().map(Self::depth).max().unwrap_or(0),
            Value::Mapping(entries) => 1 + entries.iter().map(|entry| entry.node.depth()).max().unwrap_or(0),
            Value::Missing | Value::Scalar(_) => 0,
        }
    }
}

/// What is wrong with a piece of YAML, before it is put into words by [`yaml_traps`].
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// It cannot be read at all beyond this byte.
    Syntax { kind: ErrorKind, at: usize },
    /// The second reader disagrees.
    SecondOpinion { at: usize },
    /// A key that was there before.
    Duplicate { key: String, first: Range<usize>, second: Range<usize> },
    /// `<<`.
    Merge(Range<usize>),
    /// A key that is a list, a mapping or an alias.
    OddKey(Range<usize>),
    /// `!word`, which means nothing here.
    Tag(Range<usize>),
    /// Nested too deep.
    TooDeep(usize),
    /// Aliases that blow the file up, or that contain themselves.
    TooManyAliases(Range<usize>),
    /// `---` inside.
    MoreThanOne(Range<usize>),
}

/// Reads the YAML in `range` of a file. Empty YAML is an empty mapping.
///
/// One finding says why nothing is returned; its rule is one of those in [`super::rules::RULES`].
pub fn read(source: &SourceText, range: Range<usize>, report: &mut Report) -> Option<Node> {
    let yaml = source.text.get(range.clone())?;
    let mut tree = Tree::read(yaml, range.start);
    if tree.troubles.is_empty() {
        match second_reading(yaml, &tree.root) {
            Ok(typed) => settle(&mut tree.root, typed),
            Err(error) => tree.troubles.push(second_opinion(&error, range.start)),
        }
    }
    let blocks = !tree.troubles.is_empty();
    for trouble in tree.troubles {
        report.add(yaml_traps::explain(source, range.clone(), trouble));
    }
    if blocks {
        return None;
    }
    warn_of_hashes(source, &tree.root, report);
    mapping_or_finding(source, tree.root, report)
}

/// ` #` starts a comment, which `title: Episode #1` did not mean. A comment that is meant has a space after its `#`.
///
/// Findings: `text-after-hash`.
fn warn_of_hashes(source: &SourceText, node: &Node, report: &mut Report) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| warn_of_hashes(source, item, report)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| warn_of_hashes(source, &entry.node, report)),
        Value::Scalar(scalar) if !scalar.is_plain => {}
        Value::Missing | Value::Scalar(_) => {
            let rest = source.text.get(node.span.end..).unwrap_or_default();
            let after = rest.strip_prefix(':').unwrap_or(rest);
            let comment = after.trim_start_matches([' ', '\t']);
            let is_text = comment.strip_prefix('#').is_some_and(|text| text.starts_with(char::is_alphanumeric));
            if is_text && comment.len() < after.len() {
                let start = source.text.len() - comment.len();
                report.add(yaml_traps::hash(source, start, comment.lines().next().unwrap_or_default().trim_end()));
            }
        }
    }
}

/// What can be read of the YAML in `range`, for looking up positions only: values are not typed and nothing is reported.
#[must_use]
pub fn index(text: &str, range: Range<usize>) -> Node {
    let start = range.start;
    Tree::read(text.get(range).unwrap_or_default(), start).root
}

fn mapping_or_finding(source: &SourceText, root: Node, report: &mut Report) -> Option<Node> {
    match root.value {
        Value::Mapping(_) => Some(root),
        Value::Missing => Some(Node { value: Value::Mapping(Vec::new()), span: root.span }),
        Value::Scalar(_) | Value::List(_) => {
            let span = yaml_traps::first_line(&source.text, &root.span);
            report.add(
                Finding::error("settings-without-keys", Place::bytes(&source.path, span.start, span.end), "these settings have no names")
                    .label("nothing says what this is")
                    .fix("write each setting as a name, a colon, a space and the value, for example `title: My show`"),
            );
            None
        }
    }
}

/// What `serde_yaml` takes a value for. Texts are left out: the event pass has them.
#[derive(Debug)]
enum Typed {
    Missing,
    Text,
    Flag(bool),
    Number(serde_json::Number),
    List(Vec<Typed>),
    /// Values only, in the order written.
    Mapping(Vec<Typed>),
}

fn second_reading(yaml: &str, root: &Node) -> Result<Typed, serde_yaml::Error> {
    // An empty document is "end of stream" to serde_yaml; the event pass has already seen that nothing is there.
    if root.value == Value::Missing { Ok(Typed::Missing) } else { serde_yaml::from_str(yaml) }
}

fn second_opinion(error: &serde_yaml::Error, start: usize) -> Trouble {
    Trouble::SecondOpinion { at: start + error.location().map_or(0, |location| location.index()) }
}

impl<'de> Deserialize<'de> for Typed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TypedVisitor)
    }
}

/// Unlike `serde_yaml::Value`, takes a number of any length (a guid, a telephone number) for what it is: text.
struct TypedVisitor;

impl<'de> Visitor<'de> for TypedVisitor {
    type Value = Typed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Typed, E> {
        Ok(Typed::Missing)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Typed, E> {
        Ok(Typed::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Typed, E> {
        Ok(Typed::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Typed, E> {
        Ok(Typed::Number(number.into()))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Typed, E> {
        Ok(Typed::Text)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Typed, E> {
        Ok(Typed::Text)
    }

    fn visit_f64<E>(self, number: f64) -> Result<Typed, E> {
        Ok(serde_json::Number::from_f64(number).map_or(Typed::Text, Typed::Number))
    }

    fn visit_str<E>(self, _: &str) -> Result<Typed, E> {
        Ok(Typed::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Typed, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Typed::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Typed, A::Error> {
        let mut values = Vec::new();
        while let Some((_, value)) = pairs.next_entry::<IgnoredAny, Typed>()? {
            values.push(value);
        }
        Ok(Typed::Mapping(values))
    }
}

/// Gives every scalar the type that `serde_yaml` found. Both trees come from the same text, so they have the same shape; where they
/// should differ after all, the text stands as it is.
fn settle(node: &mut Node, typed: Typed) {
    match (&mut node.value, typed) {
        (Value::Scalar(_), Typed::Missing) => node.value = Value::Missing,
        (Value::Scalar(scalar), Typed::Flag(flag)) => scalar.kind = Kind::Flag(flag),
        (Value::Scalar(scalar), Typed::Number(number)) => scalar.kind = Kind::Number(number),
        (Value::List(nodes), Typed::List(items)) if nodes.len() == items.len() => {
            nodes.iter_mut().zip(items).for_each(|(node, item)| settle(node, item));
        }
        (Value::Mapping(entries), Typed::Mapping(values)) if entries.len() == values.len() => {
            entries.iter_mut().zip(values).for_each(|(entry, value)| settle(&mut entry.node, value));
        }
        _ => {}
    }
}

/// The event pass.
struct Tree {
    root: Node,
    troubles: Vec<Trouble>,
}

/// A list or mapping that is not finished.
struct Open {
    value: Value,
    start: usize,
    /// A key that waits for its value.
    key: Option<(String, Range<usize>)>,
    /// Where each key of a mapping was first seen; a search per key would make a file of 100,000 keys slow.
    seen: BTreeMap<String, Range<usize>>,
    anchor: usize,
}

struct Builder<'y> {
    yaml: &'y str,
    offset: usize,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: BTreeMap<usize, Node>,
    aliased: usize,
    troubles: Vec<Trouble>,
}

impl Tree {
    fn read(yaml: &str, offset: usize) -> Self {
        let mut builder =
            Builder { yaml, offset, open: Vec::new(), root: None, anchors: BTreeMap::new(), aliased: 0, troubles: Vec::new() };
        if let Err(trouble) = builder.run() {
            builder.troubles.insert(0, trouble);
            builder.troubles.truncate(1);
        }
        builder.close_all();
        let root = builder.root.unwrap_or(Node { value: Value::Missing, span: offset..offset });
        Self { root, troubles: builder.troubles }
    }
}

impl<'y> Builder<'y> {
    fn run(&mut self) -> Result<(), Trouble> {
        let options = granit_parser::options! {
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
            simple_key_max_lookahead: 1024,
        };
        let mut documents = 0;
        for next in Parser::new_from_str_with_options(self.yaml, options) {
            let (event, span) = next.map_err(|error| self.syntax(&error))?;
            let range = self.range(&span);
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(Trouble::MoreThanOne(range));
                    }
                }
                Event::Scalar(text, style, anchor, tag) => {
                    self.note_tag(tag.is_some_and(|tag| tag.core_suffix().is_none()), &span);
                    let range = self.whole_scalar(range, style);
                    self.scalar(text, style, anchor, range)?;
                }
                Event::SequenceStart(_, anchor, tag) => {
                    self.note_tag(tag.is_some_and(|tag| tag.core_suffix().is_none()), &span);
                    self.begin(Value::List(Vec::new()), range.start, anchor)?;
                }
                Event::MappingStart(_, anchor, tag) => {
                    self.note_tag(tag.is_some_and(|tag| tag.core_suffix().is_none()), &span);
                    self.begin(Value::Mapping(Vec::new()), range.start, anchor)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.end(range.end),
                Event::Alias(id) => self.alias(id, range)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn syntax(&self, error: &ScanError) -> Trouble {
        let at = self.offset + error.marker().byte_offset().unwrap_or(0).min(self.yaml.len());
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => Trouble::TooDeep(at),
            kind => Trouble::Syntax { kind: kind.clone(), at },
        }
    }

    fn range(&self, span: &granit_parser::Span) -> Range<usize> {
        let range = span.byte_range().unwrap_or(0..0);
        self.offset + range.start..self.offset + range.end.max(range.start)
    }

    fn note_tag(&mut self, is_foreign: bool, span: &granit_parser::Span) {
        let tag = span.tag_span().and_then(|tag| tag.byte_range());
        if let (true, Some(tag)) = (is_foreign && self.troubles.len() < MAX_TROUBLES, tag) {
            self.troubles.push(Trouble::Tag(self.offset + tag.start..self.offset + tag.end));
        }
    }

    /// The span of a block text lacks its `|` and may run into the lines below; the others are exact.
    fn whole_scalar(&self, range: Range<usize>, style: ScalarStyle) -> Range<usize> {
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) { self.without_blanks(range) } else { range }
    }

    fn without_blanks(&self, range: Range<usize>) -> Range<usize> {
        let inside = self.yaml.get(range.start - self.offset..range.end - self.offset).unwrap_or_default();
        range.start..range.start + inside.trim_end().len()
    }

    fn scalar(&mut self, text: Cow<'y, str>, style: ScalarStyle, anchor: usize, span: Range<usize>) -> Result<(), Trouble> {
        let is_plain = style == ScalarStyle::Plain;
        // Plain and empty is "nothing written"; a quoted nothing is an empty text, which fields treat alike.
        let value = match is_plain && text.is_empty() {
            true => Value::Missing,
            false => Value::Scalar(Scalar { text: text.into_owned(), kind: Kind::Text, is_plain }),
        };
        self.put(Node { value, span }, anchor)
    }

    fn begin(&mut self, value: Value, start: usize, anchor: usize) -> Result<(), Trouble> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Trouble::TooDeep(start));
        }
        self.open.push(Open { value, start, key: None, seen: BTreeMap::new(), anchor });
        Ok(())
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let span = self.without_blanks(open.start..end.max(open.start));
        let node = Node { value: open.value, span };
        // Only aliases can fail, and this is none.
        let _ = self.put(node, open.anchor);
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.end(self.offset + self.yaml.len());
        }
    }

    fn alias(&mut self, id: usize, range: Range<usize>) -> Result<(), Trouble> {
        let Some(target) = self.anchors.get(&id) else {
            return Err(Trouble::TooManyAliases(range));
        };
        self.aliased += target.count();
        if self.aliased > MAX_ALIASED || target.depth() + self.open.len() > MAX_DEPTH {
            return Err(Trouble::TooManyAliases(range));
        }
        let node = Node { value: target.value.clone(), span: range };
        self.put(node, 0)
    }

    /// Puts a finished node where it belongs: into the list or mapping that is open, or at the root.
    fn put(&mut self, node: Node, anchor: usize) -> Result<(), Trouble> {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.value, open.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Mapping(entries), Some((key, key_span))) => {
                // A value left out stands right behind its key, wherever the parser noticed.
                let span = if node.value == Value::Missing && node.span.is_empty() { key_span.end..key_span.end } else { node.span };
                entries.push(Entry { key, key_span, node: Node { value: node.value, span } });
            }
            (Value::Mapping(_), None) => {
                let (key, trouble) = key_of(&node, &mut open.seen);
                open.key = Some((key, node.span));
                // A file with thousands of them is no file by hand; each one costs a finding.
                self.troubles.extend(trouble.filter(|_| self.troubles.len() < MAX_TROUBLES));
            }
            (Value::Missing | Value::Scalar(_), _) => {}
        }
        Ok(())
    }
}

/// The name that a key node stands for, and what is wrong with it.
fn key_of(node: &Node, seen: &mut BTreeMap<String, Range<usize>>) -> (String, Option<Trouble>) {
    let span = node.span.clone();
    let Value::Scalar(scalar) = &node.value else {
        return (String::new(), Some(Trouble::OddKey(span)));
    };
    let key = scalar.text.clone();
    if key == "<<" && scalar.is_plain {
        return (key, Some(Trouble::Merge(span)));
    }
    if let Some(first) = seen.get(&key) {
        let trouble = Trouble::Duplicate { key: key.clone(), first: first.clone(), second: span };
        return (key, Some(trouble));
    }
    seen.insert(key.clone(), span);
    (key, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    fn source(text: &str) -> SourceText {
        SourceText { path: RelPath("a.yaml".into()), text: text.into() }
    }

    fn node(text: &str) -> Node {
        let mut report = Report::default();
        let node = read(&source(text), 0..text.len(), &mut report);
        assert_eq!(report.findings, []);
        node.expect("it can be read")
    }

    fn rules(text: &str) -> Vec<&'static str> {
        let mut report = Report::default();
        assert!(read(&source(text), 0..text.len(), &mut report).is_none());
        report.findings.iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn every_value_has_the_bytes_it_was_written_with() {
        let text = "# c\ntitle: \"é, x\"   # c\nlist:\n  - a\n  - {b: [c, d], e: }\ntext: |\n  one\n  two\n\nlast: 1\n";
        let root = node(text);
        let at = |node: &Node| text[node.span.clone()].to_owned();
        let get = |key: &str| root.get(key).cloned().expect("a key");
        assert_eq!(at(&get("title")), "\"é, x\"");
        assert_eq!(at(&get("list")), "- a\n  - {b: [c, d], e: }");
        assert!(at(&get("text")).ends_with("two"));
        assert_eq!(at(&get("last")), "1");
        let Value::List(items) = get("list").value else { panic!("a list") };
        assert_eq!(at(&items[1]), "{b: [c, d], e: }");
        assert_eq!(items[1].get("b").map(at).as_deref(), Some("[c, d]"));
        assert_eq!(items[1].get("e").map(|node| node.value.clone()), Some(Value::Missing));
    }

    #[test]
    fn types_follow_yaml_1_2_and_texts_stay_as_written() {
        let json = node("a: no\nb: true\nc: 1.10\nd: 0o17\ne: ~\nf: 1:30\ng: 2026-05-14\nh: 'true'\ni: 123456789012345678901234567890\nj: [1, x]\nk: .nan\n").to_json();
        let expected = serde_json::json!({"a": "no", "b": true, "c": 1.1, "d": 15, "e": null, "f": "1:30", "g": "2026-05-14", "h": "true",
            "i": "123456789012345678901234567890", "j": [1, "x"], "k": ".nan"});
        assert_eq!(json, expected);
        let root = node("c: 1.10\n");
        assert!(matches!(root.get("c").map(|node| &node.value), Some(Value::Scalar(scalar)) if scalar.text == "1.10"));
    }

    #[test]
    fn repetitions_are_followed() {
        assert_eq!(node("a: &x {b: [1]}\nc: *x\n").to_json(), serde_json::json!({"a": {"b": [1]}, "c": {"b": [1]}}));
    }

    #[test]
    fn nothing_at_all_is_no_mistake() {
        for text in ["", "\n\n", "# only a comment\n", "~\n", "{}"] {
            assert_eq!(node(text).entries().len(), 0, "{text:?}");
        }
    }

    #[test]
    fn each_trap_has_its_own_name() {
        let traps = [
            ("title: Who pays: you\n", "colon-in-text"),
            ("title: A\nowner:\n\tname: B\n", "tab-indent"),
            ("title: “A: b”\n", "smart-quotes"),
            ("title: 'A\nb: c\n", "quote-not-closed"),
            ("title: \"A\n", "quote-not-closed"),
            ("title: 'It's so'\n", "text-after-quote"),
            ("a: 1\nb: 2\na: 3\n", "duplicate-key"),
            ("a: &x {b: 1}\nc:\n  <<: *x\n", "merge-key"),
            ("a: 1\n---\nb: 2\n", "more-than-one-document"),
            ("a: [b, c\nd: e\n", "bracket-not-closed"),
            ("a: !Hola amigos\n", "special-first-character"),
            ("a: %b\n", "special-first-character"),
            ("title:A\nb: c\n", "no-space-after-colon"),
            ("[a, b]: c\n", "key-not-a-word"),
            ("- a\n- b\n", "settings-without-keys"),
            ("My show\n", "settings-without-keys"),
            ("a: \"x\\qy\"\n", "backslash-in-quotes"),
            ("a: b\n   c: d\n", "settings-not-understood"),
        ];
        for (text, rule) in traps {
            assert_eq!(rules(text), [rule], "{text:?}");
        }
    }
}
