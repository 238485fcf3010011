//! `turntable schema`: what editors are told of the keys is what the parser knows, and the example's files pass.

use super::show::TestShow;
use serde_json::Value;
use std::path::Path;
use turntable::model::RelPath;
use turntable::parse::{SourceText, front_matter, schema, yaml};
use turntable::report::Report;

/// What is wrong with a value by a schema, as far as our schemas go: types, words, keys, alternatives.
fn fault(schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(any) = schema["anyOf"].as_array() {
        let faults: Vec<String> = any.iter().filter_map(|one| fault(one, value, at)).collect();
        return (faults.len() == any.len()).then(|| faults.join(" or "));
    }
    if let Some(words) = schema["enum"].as_array() {
        return (!words.contains(value)).then(|| format!("{at}: {value} is none of {words:?}"));
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let fits = types.contains(&kind) || (kind == "integer" && types.contains(&"number"));
    if !fits {
        return Some(format!("{at}: {kind} is none of {types:?}"));
    }
    match value {
        Value::Array(items) => items.iter().find_map(|item| fault(&schema["items"], item, &format!("{at}[]"))),
        Value::Object(entries) => {
            let missing =
                schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).find(|key| !entries.contains_key(*key));
            missing.map(|key| format!("{at}: no {key}")).or_else(|| {
                entries.iter().find_map(|(key, value)| match &schema["properties"][key.as_str()] {
                    Value::Null if schema["additionalProperties"] == false => Some(format!("{at}: {key} is not known")),
                    Value::Null => None,
                    below => fault(below, value, &format!("{at}.{key}")),
                })
            })
        }
        _ => None,
    }
}

/// The settings of a file, as an editor reads them.
fn settings(path: &str, text: &str) -> Option<Value> {
    let source = SourceText { path: RelPath(path.to_owned()), text: text.to_owned() };
    let mut report = Report::default();
    let range = match path.ends_with(".yaml") {
        true => front_matter::whole(&source, &mut report)?,
        false => front_matter::optional(&source, &mut report)?.yaml,
    };
    yaml::read(&source, range, &mut report).map(|node| node.to_json())
}

fn kind_of(path: &str) -> Option<&'static schema::Kind> {
    let folder = path.strip_prefix("content/")?.split('/').next()?;
    let name = if folder == "show.yaml" { "show" } else { folder.trim_end_matches('s') };
    schema::KINDS.iter().find(|kind| kind.name == name)
}

#[test]
fn every_file_of_the_example_passes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for entry in walkdir::WalkDir::new(root.join("content")).into_iter().filter_map(Result::ok) {
        let path = entry.path().strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
        let is_text = path.ends_with("index.md") || path.ends_with("show.yaml") || path.starts_with("content/pages/");
        let Some(kind) = kind_of(&path).filter(|_| is_text && entry.file_type().is_file()) else { continue };
        let text = std::fs::read_to_string(entry.path()).expect("a text");
        let Some(value) = settings(&path, &text).filter(|value| !value.is_null()) else { continue };
        assert_eq!(fault(&schema::schema(kind), &value, &path), None);
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn what_the_parser_does_not_know_the_schema_refuses() {
    for kind in &schema::KINDS {
        let made = schema::schema(kind);
        let known: Vec<&str> = kind.fields.iter().map(|field| field.name).collect();
        let told: Vec<&String> = made["properties"].as_object().expect("keys").keys().collect();
        assert_eq!(told.len(), known.len(), "{}", kind.name);
        assert!(known.iter().all(|name| told.iter().any(|key| key == name)), "{}", kind.name);
        assert_eq!(made["additionalProperties"], false);
    }
    let episode = schema::schema(kind_of("content/episodes/x/index.md").expect("episodes"));
    for (yaml, word) in
        [("titel: A", "no title"), ("title: A\nsaeson: 2", "saeson"), ("title: A\ntype: teaser", "teaser"), ("title: [A]", "array")]
    {
        let value = settings("content/episodes/x/index.md", &format!("---\n{yaml}\n---\n")).expect("settings");
        let fault = fault(&episode, &value, "").expect("a fault");
        assert!(fault.contains(word), "{yaml}: {fault}");
    }
}

#[test]
fn schemas_are_printed_and_written() {
    let run = TestShow::empty().run(&["schema", "episodes"]).code(0);
    assert_eq!(run.json()["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let run = run.run(&["schema", "--out", "schemas"]).code(0);
    let out = if run.has("schemas/show.schema.json") { "schemas" } else { ".vscode" };
    assert!(run.has(&format!("{out}/partner.schema.json")));
    run.run(&["schema", "letter"]).code(2).says("there are show, host, partner").run(&["schema"]).code(0).says("content/show.yaml");
}
