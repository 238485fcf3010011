//! Any other page as written.

use super::fields::{Fields, one_line};
use super::{Body, SourceText, front_matter, schema, yaml};
use crate::model::RelPath;
use crate::report::Report;

/// What the author wrote on a page. Its front matter may be absent; a title may come from the first heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawPage {
    /// The file.
    pub source: RelPath,
    /// `title`, else the first `# heading` (then taken out of the body), else the file name in words.
    pub title: String,
    /// `description` or `summary`.
    pub description: Option<String>,
    /// Not published.
    pub draft: bool,
    /// Old addresses.
    pub aliases: Vec<String>,
    /// Its text.
    pub body: Body,
}

/// Everything that may stand on a page.
pub const KEYS: &[&str] = &schema::names(&schema::PAGE);

/// Reads a page.
///
/// Findings: those of [`Fields`] and of the YAML reader.
pub fn parse(source: &SourceText, report: &mut Report) -> Option<RawPage> {
    let parts = front_matter::optional(source, report)?;
    let node = yaml::read(source, parts.yaml, report)?;
    let mut body = front_matter::body(source, parts.body);
    let fields = Fields::of(&source.path, &node, "", KEYS, report);
    let title = fields.line("title", report).or_else(|| take_heading(&mut body)).unwrap_or_else(|| file_name_in_words(source));
    let description = fields.line("description", report);
    Some(RawPage {
        source: source.path.clone(),
        title,
        description: description.or_else(|| fields.line("summary", report)),
        draft: fields.flag("draft", report).unwrap_or(false),
        aliases: fields.lines("aliases", report),
        body,
    })
}

/// The first `# heading`, which is blanked out of the body: what follows keeps its place in the file.
fn take_heading(body: &mut Body) -> Option<String> {
    let mut at = 0;
    let mut fence = None;
    for line in body.markdown.0.split_inclusive('\n') {
        fence = after_line(fence, line);
        let text = line.strip_prefix("# ").map(|text| text.trim().trim_end_matches('#').trim().to_owned());
        if let Some(text) = text.filter(|text| fence.is_none() && !text.is_empty()) {
            let words = line.trim_end().len();
            body.markdown.0.replace_range(at..at + words, &" ".repeat(words));
            return Some(text);
        }
        at += line.len();
    }
    None
}

/// The code fence that is open after `line`, if any: what is inside is no heading.
fn after_line(fence: Option<&'static str>, line: &str) -> Option<&'static str> {
    match fence {
        Some(mark) if line.trim_start().starts_with(mark) => None,
        Some(mark) => Some(mark),
        None => ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark)),
    }
}

/// `how-we-work.md` is "How we work"; `pages/about/index.md` is "About".
fn file_name_in_words(source: &SourceText) -> String {
    let name = source.path.file_name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let folder = source.path.folder();
    let stem = if stem == "index" { folder.rsplit_once('/').map_or(folder, |(_, last)| last) } else { stem };
    let words = one_line(&stem.replace(['-', '_'], " "));
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str) -> RawPage {
        let mut report = Report::default();
        let page = parse(&SourceText { path: RelPath(path.into()), text: text.into() }, &mut report);
        assert_eq!(report.findings, []);
        page.expect("a page")
    }

    #[test]
    fn the_title_comes_from_the_settings_the_first_heading_or_the_file_name() {
        assert_eq!(read("content/pages/a.md", "---\ntitle: T\n---\n# H\n").title, "T");
        let page = read("content/pages/a.md", "\u{feff}Intro\r\n```\r\n# code\r\n```\r\n# Größe #\r\nMore\r\n");
        assert_eq!(page.title, "Größe");
        assert_eq!((page.body.start, page.body.markdown.0.find("More")), (3, Some(38)));
        assert!(!page.body.markdown.0.contains("Größe"));
        assert_eq!(read("content/pages/how-we_work.md", "Text").title, "How we work");
        assert_eq!(read("content/pages/about/index.md", "").title, "About");
    }

    #[test]
    fn a_line_drawn_across_the_top_is_no_front_matter() {
        assert_eq!(read("content/pages/a.md", "---\n\nText\n").body.markdown.0, "---\n\nText\n");
    }
}
