//! A table of keys → JSON Schema (draft 2020-12), as editors read it.

use super::{Field, Kind, Shape};
use serde_json::{Map, Value, json};

/// The schema of a kind of file.
#[must_use]
pub fn schema(kind: &Kind) -> Value {
    let mut schema = mapping(kind.fields, Others::Refused);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(format!("Turntable: {}", kind.name));
    schema["description"] = json!(format!("{}, or the settings at the top of it", kind.files));
    schema
}

/// Keys that are not in the table.
#[derive(Clone, Copy)]
enum Others {
    Refused,
    Welcome,
}

fn mapping(fields: &[Field], others: Others) -> Value {
    let mut properties = Map::new();
    for field in fields {
        let mut shape = or_nothing(of(&field.shape));
        shape["description"] = json!(field.says);
        properties.insert(field.name.to_owned(), shape);
    }
    let required: Vec<&str> = fields.iter().filter(|field| field.is_required).map(|field| field.name).collect();
    let mut mapping = json!({ "type": "object", "properties": properties, "additionalProperties": matches!(others, Others::Welcome) });
    if !required.is_empty() {
        mapping["required"] = json!(required);
    }
    mapping
}

/// A key may stand without a value, which counts as left out.
fn or_nothing(shape: Value) -> Value {
    json!({ "anyOf": [shape, { "type": "null" }] })
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Flag => json!({ "enum": [true, false, "yes", "no", "Yes", "No", "on", "off"] }),
        Shape::Whole(least) => json!({ "type": ["integer", "string"], "minimum": least, "pattern": "^[0-9]+$" }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Time => json!({ "type": ["string", "number"], "minimum": 0, "pattern": "^[0-9]+(:[0-9]{1,2}){0,2}([.,][0-9]+)?$" }),
        Shape::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}" }),
        Shape::Address => json!({ "type": "string" }),
        Shape::Words(words) => json!({ "enum": words }),
        Shape::OneOrMany(one) => json!({ "anyOf": [of(one), { "type": "array", "items": or_nothing(of(one)) }] }),
        Shape::Mapping(fields) => mapping(fields, Others::Refused),
        Shape::Open(fields) => mapping(fields, Others::Welcome),
        Shape::Either(shapes) => json!({ "anyOf": shapes.iter().map(of).collect::<Vec<_>>() }),
    }
}
