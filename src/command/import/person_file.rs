//! Part of `import`: somebody the feed names → the text of their `index.md`, for the host to look at.

use super::fields::Fields;
use super::plan::PersonPlan;
use crate::command::new::yaml::{quoted, value};
use crate::model::{PersonKind, RelPath};
use crate::parse::{self, SourceText, values};
use crate::report::Report;

/// The text; `picture` is the file beside it, if one was fetched.
pub fn text(person: &PersonPlan, picture: Option<&str>) -> String {
    let mut fields = Fields::default();
    if person.is_guess {
        fields.note("Turntable read this name out of a title. Is it a person, and is it spelt right?\nIf not: delete this folder, and the name under `guests` in the episodes.");
    }
    fields.need("name", value(&person.name));
    match person.kind {
        PersonKind::Host => fields.note("business: Name of your business\ntagline: What you do, in one line."),
        PersonKind::Partner => fields.note("business: Name of their business\ntagline: What they do, in one line."),
    }
    match (picture, person.picture.as_deref()) {
        (Some(file), _) => fields.add("photo", value(file)),
        (None, Some(url)) => fields.note(&format!("Their picture is at {url}\nSave it beside this file:\nphoto: portrait.jpg")),
        (None, None) => fields.note("A square picture beside this file:\nphoto: portrait.jpg"),
    }
    match person.website.as_deref().filter(|url| values::url(url).is_ok()) {
        Some(url) => fields.add("website", quoted(url)),
        None => fields.note("website: https://"),
    }
    if person.kind == PersonKind::Partner {
        fields.note("How to introduce them, in their own words, whom they would like to meet, and their Referral Kit:\ndocs/content.md of Turntable names every field.");
        fields.note("Never leaves the desk/ folder.");
        fields.add("private", "\n  status: published");
    }
    let (written, _) = fields.written(is_good);
    format!("---\n{written}---\n")
}

fn is_good(fields: &str) -> bool {
    let source = SourceText { path: RelPath("index.md".to_owned()), text: format!("---\n{fields}---\n") };
    let mut report = Report::default();
    parse::person::parse(&source, &mut report).is_some() && !report.has_errors()
}
