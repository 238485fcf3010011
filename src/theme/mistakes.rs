//! What the template engine complains about → findings at the template's own file, line and column.

use crate::report::{Finding, Place, Span};
use std::collections::BTreeMap;
use tera::{ErrorKind, Tera};

/// The rule all of them share.
pub const RULE: &str = "template-mistake";

/// The first syntax mistake of a template looked at alone; what it refers to is checked later, with all the others.
pub fn syntax(name: &str, text: &str) -> Option<Finding> {
    let error = Tera::new().add_raw_template(name, text).err()?;
    match error.kind() {
        ErrorKind::SyntaxError(error) => Some(at_range(name, error.message(), error.span().range.start, error.span().range.end, text)),
        _ => None,
    }
}

/// One finding for each mistake in `error`, at least one.
pub fn findings(error: &tera::Error, sources: &BTreeMap<String, String>) -> Vec<Finding> {
    match error.kind() {
        ErrorKind::SyntaxError(error) | ErrorKind::RenderingError(error) => {
            let text = sources.get(error.filename()).map_or("", String::as_str);
            vec![at_range(error.filename(), error.message(), error.span().range.start, error.span().range.end, text)]
        }
        ErrorKind::Msg(message) => from_reports(message, sources),
        ErrorKind::CircularExtend { tpl, .. } => vec![whole(tpl, "this template extends itself, by way of another one")],
        ErrorKind::CircularInclude { tpl, .. } => vec![whole(tpl, "this template includes itself, by way of another one")],
        ErrorKind::MissingParent { current, parent } => vec![whole(current, &format!("it extends `{parent}`, which is not there"))],
        other => vec![whole("theme.yaml", &other.to_string())],
    }
}

/// The engine glues mistakes found while loading into one text; each part names `file:line:column` after an arrow.
fn from_reports(message: &str, sources: &BTreeMap<String, String>) -> Vec<Finding> {
    let reports = message.split("\n\n").filter_map(|report| from_report(report, sources));
    let found: Vec<Finding> = reports.collect();
    if found.is_empty() { vec![whole("theme.yaml", message.lines().next().unwrap_or_default())] } else { found }
}

fn from_report(report: &str, sources: &BTreeMap<String, String>) -> Option<Finding> {
    let message = report.lines().next()?.strip_prefix("error: ")?;
    let place = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let file = parts.next()?;
    let text = sources.get(file)?;
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let into_line: usize = text.get(line_start..)?.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    Some(at_range(file, message, line_start + into_line, line_start + into_line, text))
}

fn whole(file: &str, message: &str) -> Finding {
    Finding::error(RULE, Place::file(shown_name(file)), lower_first(message)).fix(FIX)
}

const FIX: &str = "mend this file of the theme, or delete it to get the built-in one back";

fn at_range(file: &str, message: &str, start: usize, end: usize, text: &str) -> Finding {
    let mut finding = Finding::error(RULE, Place::bytes(shown_name(file), start, end), lower_first(message)).fix(FIX);
    finding.span = span(text, start, end);
    finding
}

/// Built-in templates are shown under the name that a show would override.
pub fn shown_name(file: &str) -> String {
    match file.strip_prefix(super::BUILT_IN) {
        Some(letter) if letter.starts_with(super::letters::FOLDER) => format!("themes/default/{letter}"),
        Some(page) => format!("themes/default/templates/{page}"),
        None => file.to_owned(),
    }
}

/// Our findings start in lower case; the engine's do not.
fn lower_first(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut characters = message.chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", characters.as_str())
}

/// The line that holds a mistake, with the mistake marked.
pub fn span(text: &str, start: usize, end: usize) -> Option<Span> {
    let before = text.get(..start)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..)?.lines().next().unwrap_or_default();
    let marked = text.get(start..end.min(line_start + line.len())).map_or(0, |marked| marked.chars().count());
    let column = text.get(line_start..start)?.chars().count() + 1;
    Some(Span { line: before.matches('\n').count() + 1, column, width: marked.max(1), text: line.to_owned() })
}
