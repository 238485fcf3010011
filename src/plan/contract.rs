//! The template contract, `docs/templates.md`: every variable that each template gets, made from the views themselves, so that it cannot
//! lag behind them. `UPDATE=1 cargo test --lib template_contract` renews it.

use super::look::shows;
use super::shell::shell;
use super::{Content, plan};
use crate::report::Report;
use crate::theme::Theme;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const PAGE: &str = "docs/templates.md";

/// What a value may be: kinds in words; objects stand for their part.
type Kinds = BTreeSet<String>;

/// An object with the same fields wherever it stands: one part.
#[derive(Default)]
struct Part {
    /// The names under which it stands, and how often.
    names: BTreeMap<String, usize>,
    fields: BTreeMap<String, Vec<Value>>,
}

/// Parts by the names of their fields.
type Parts = BTreeMap<Vec<String>, Part>;

fn gather(name: &str, value: &Value, parts: &mut Parts) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(name, item, parts)),
        // Tables of the author's, of phrases and of files: their keys are not ours.
        Value::Object(fields) if !is_table(name) => {
            let part = parts.entry(fields.keys().cloned().collect()).or_default();
            *part.names.entry(name.to_owned()).or_default() += 1;
            for (field, value) in fields {
                part.fields.entry(field.clone()).or_default().push(value.clone());
            }
            fields.iter().for_each(|(field, value)| gather(field, value, parts));
        }
        _ => {}
    }
}

fn is_table(name: &str) -> bool {
    ["words", "assets", "options"].contains(&name)
}

/// The name that a part goes by: the one it has most often, in the singular.
fn called(part: &Part) -> String {
    let most = part.names.iter().max_by_key(|(name, times)| (**times, std::cmp::Reverse(name.len())));
    let name = most.map(|(name, _)| name.as_str()).unwrap_or_default();
    name.strip_suffix("ies").map_or_else(|| name.strip_suffix('s').unwrap_or(name).to_owned(), |stem| format!("{stem}y"))
}

/// Parts of one name are told apart by a number.
fn named(parts: &Parts) -> BTreeMap<Vec<String>, String> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = BTreeMap::new();
    for (keys, part) in parts {
        let name = called(part);
        let times = taken.entry(name.clone()).and_modify(|times| *times += 1).or_insert(1);
        names.insert(keys.clone(), if *times == 1 { name } else { format!("{name} {times}") });
    }
    names
}

fn kinds(name: &str, value: &Value, names: &BTreeMap<Vec<String>, String>) -> Kinds {
    let one = |kind: &str| Kinds::from([kind.to_owned()]);
    match value {
        Value::Null => one("may be absent"),
        Value::Bool(_) => one("yes or no"),
        Value::Number(_) => one("number"),
        Value::String(_) => one("text"),
        Value::Array(items) => {
            let inside: Kinds = items.iter().flat_map(|item| kinds(name, item, names)).collect();
            let inside: Vec<String> = inside.into_iter().collect();
            one(&if inside.is_empty() { "list".to_owned() } else { format!("list: {}", inside.join(", ")) })
        }
        Value::Object(_) if is_table(name) => one("table by name"),
        Value::Object(fields) => {
            one(&names.get(&fields.keys().cloned().collect::<Vec<_>>()).map_or("table".into(), |name| format!("*{name}*")))
        }
    }
}

fn table(fields: &BTreeMap<String, Vec<Value>>, names: &BTreeMap<Vec<String>, String>) -> String {
    let mut text = String::from("| variable | what |\n|---|---|\n");
    for (field, values) in fields {
        let mut all: Kinds = values.iter().flat_map(|value| kinds(field, value, names)).collect();
        // An empty list says nothing that a full one does not.
        if all.iter().any(|kind| kind.starts_with("list:")) {
            all.remove("list");
        }
        let mut all: Vec<String> = all.into_iter().collect();
        all.sort_by_key(|kind| kind == "may be absent");
        let _ = writeln!(text, "| `{field}` | {} |", all.join("; "));
    }
    text
}

/// The names of a view's variables: its text form has them one level deep.
fn keys(text: &str) -> Vec<String> {
    let (mut depth, mut keys, mut letters) = (0_usize, Vec::new(), text.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => depth = depth.saturating_sub(1),
            '"' => {
                let mut string = String::new();
                while let Some(letter) = letters.next() {
                    match letter {
                        '\\' => drop(letters.next()),
                        '"' => break,
                        _ => string.push(letter),
                    }
                }
                if depth == 2 && letters.peek() == Some(&':') {
                    keys.push(string);
                }
            }
            _ => {}
        }
    }
    keys
}

fn page() -> String {
    let mut templates: BTreeMap<&'static str, BTreeMap<String, Vec<Value>>> = BTreeMap::new();
    let mut parts = Parts::new();
    let mut site_fields = BTreeMap::new();
    for site in shows() {
        let theme = Theme::built_in();
        if let Ok(Value::Object(fields)) = serde_json::to_value(shell(&site, &theme.assets)) {
            fields.into_iter().for_each(|(field, value)| {
                gather(&field, &value, &mut parts);
                site_fields.entry(field).or_insert_with(Vec::new).push(value);
            });
        }
        for output in plan(&site, &mut Report::default()).outputs {
            let Content::Page { template, view } = output.content else { continue };
            let view = view();
            let fields = templates.entry(template).or_default();
            for key in keys(&format!("{view:?}")) {
                let value = view.get(&key).and_then(|value| serde_json::to_value(value).ok()).unwrap_or_default();
                gather(&key, &value, &mut parts);
                fields.entry(key).or_default().push(value);
            }
        }
    }
    let names = named(&parts);
    let mut text = String::from(
        "# What templates get\n\nEvery variable of every template of a theme, made from the program itself. What is printed in *italics* is a part with variables of\n\
         its own, below. Whatever an author may leave out may be absent; what is marked so was absent in one of the shows this is made from. How themes work is in [themes.md](themes.md).\n\n## `site`, on every page\n\n`words` are the phrases by key: texts, or texts by form for those with a number; `assets` are addresses of the theme's files by name;\n\
         `options` is `theme_options` of the show.\n\n",
    );
    text.push_str(&table(&site_fields, &names));
    for (template, fields) in &templates {
        let _ = write!(text, "\n## `{template}`\n\n{}", table(fields, &names));
    }
    text.push_str("\n# Parts\n");
    let mut sorted: Vec<_> = parts.iter().map(|(keys, part)| (&names[keys], part)).collect();
    sorted.sort_by_key(|(name, _)| *name);
    for (name, part) in sorted {
        let _ = write!(text, "\n## *{name}*\n\n{}", table(&part.fields, &names));
    }
    text
}

#[test]
fn the_template_contract_is_what_the_views_have() {
    let expected = page();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{PAGE} is not what templates get; renew it with `UPDATE=1 cargo test --lib template_contract`");
    for part in ["## `episode.html`", "| `listen` | *listen* |", "## `kit.html`", "## *face*"] {
        assert!(expected.contains(part), "{part}");
    }
}
