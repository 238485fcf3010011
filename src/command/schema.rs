//! Layer 5: `turntable schema`: the keys of every kind of file as JSON Schema, so that an editor can complete and check them.

use super::build::{Refusal, Said, Voice, with_newline};
use crate::cli::{Format, Schema};
use crate::disk;
use crate::parse::schema::{KINDS, Kind, schema};
use serde_json::{Map, Value};

/// Prints the schema that was asked for, or writes all of them.
///
/// # Errors
/// When there is no such kind of file, or the machine fails.
pub fn run(asked: &Schema, voice: Voice) -> Result<Said, Refusal> {
    if let Some(folder) = &asked.out {
        disk::create_folder(folder)?;
        for kind in &KINDS {
            disk::replace(&folder.join(format!("{}.schema.json", kind.name)), with_newline(&schema(kind)).as_bytes())?;
        }
        let text =
            format!("  made  {} schemas in {}/\nNext:  docs/editor.md says how your editor finds them\n", KINDS.len(), folder.display());
        return Ok(Said { out: if voice.is_quiet { String::new() } else { text }, ..Said::default() });
    }
    match &asked.kind {
        Some(name) => Ok(Said { out: with_newline(&schema(kind(name)?)), ..Said::default() }),
        None if voice.format == Format::Json => Ok(Said { out: with_newline(&all()), ..Said::default() }),
        None => Ok(Said { out: list(), ..Said::default() }),
    }
}

fn kind(name: &str) -> Result<&'static Kind, Refusal> {
    // "episodes", as the folder is called, means the same.
    let one = name.trim().trim_end_matches('s').to_lowercase();
    KINDS.iter().find(|kind| kind.name == one).ok_or_else(|| {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        Refusal::Asked(format!("no kind of file is called `{name}`; there are {}", names.join(", ")))
    })
}

fn all() -> Value {
    Value::Object(KINDS.iter().map(|kind| (kind.name.to_owned(), schema(kind))).collect::<Map<String, Value>>())
}

fn list() -> String {
    let rows = KINDS.iter().map(|kind| format!("  {:<10}{}\n", kind.name, kind.files));
    let rows: String = rows.collect();
    format!("{rows}\nOne of them:  turntable schema episode\nAll as files: turntable schema --out .vscode\n")
}
