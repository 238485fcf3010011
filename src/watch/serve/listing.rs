//! A folder of the desk: letters, sheets and mails, as a list of links. The site has pages instead.

use super::address::{Address, encoded};
use super::answer::Answer;
use super::mime::HTML;
use super::words;
use std::path::Path;

/// The list of what lies in a folder.
#[must_use]
pub fn answer(folder: &Path, address: &Address, script: &str) -> Answer {
    let mut rows = String::new();
    for entry in walkdir::WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let Some(name) = entry.file_name().to_str().filter(|name| !name.starts_with('.')) else { continue };
        let slash = if entry.file_type().is_dir() { "/" } else { "" };
        rows.push_str(&format!("<li><a href=\"./{}{slash}\">{}{slash}</a></li>\n", encoded(name), escaped(name)));
    }
    let up = if address.names.len() > 1 { "<li><a href=\"../\">..</a></li>\n" } else { "" };
    // The first name is the one that nobody can guess: it is not for the title.
    let title = if address.names.len() > 1 { escaped(&address.names[1..].join("/")) } else { "Your desk".to_owned() };
    let page = words::plain(&title, "For your eyes only.", &format!("<ul>\n{up}{rows}</ul>\n{script}"));
    Answer::of(200, HTML, page.into_bytes()).with("referrer-policy", "no-referrer").with("x-frame-options", "DENY")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
