//! Letters: Markdown templates with the subject on top, `letters/<name>.md`, the show's own over the built-in ones. Strict: what a template
//! asks for and its view does not have, what is printed and empty, and what looks like a gap that somebody was to fill is a finding at the
//! template's line, and the letter is not written.

use super::gaps::{self, Kind};
use super::{BUILT_IN, mistakes};
use crate::letter::TURNED;
use crate::report::{Finding, Place, Report, RuleText, Severity, Span};
use std::collections::BTreeMap;
use std::io::Write;
use tera::{Context, Tera};

/// The folder of letters in a theme.
pub const FOLDER: &str = "letters/";

/// Around every value that is printed.
const VALUE: [char; 2] = ['\u{e010}', '\u{e011}'];
/// Around the number of the line that the text after it comes from.
const LINE: [char; 2] = ['\u{e012}', '\u{e013}'];
/// None of these may come from outside.
const MARKS: std::ops::RangeInclusive<char> = '\u{e000}'..='\u{e01f}';

/// A letter that holds a gap.
pub const GAP: RuleText = RuleText {
    name: "letter-with-gap",
    severity: Severity::Error,
    finds: "A letter holds something that was to be filled in: `{{`, `{name}`, `[NAME]`, `TODO`, or a value that is empty.",
    why: "You would send it as it is, and the reader sees that nobody looked.",
    wrong: "Dear [NAME],",
    right: "Dear {{ to.first_name }},",
};

/// A letter without a subject.
pub const SUBJECT: RuleText = RuleText {
    name: "letter-without-subject",
    severity: Severity::Error,
    finds: "The first line of a letter's template is not `Subject: …`, or nothing is left below it.",
    why: "A mail without a subject looks like spam, and an empty one says nothing.",
    wrong: "Dear {{ to.first_name }},",
    right: "Subject: May I interview you?\n\nDear {{ to.first_name }},",
};

/// A letter that nobody writes.
pub const UNKNOWN: RuleText = RuleText {
    name: "unknown-letter",
    severity: Severity::Warning,
    finds: "A file in your theme's letters/ has a name that no letter has.",
    why: "It changes nothing: the built-in letter is written as before.",
    wrong: "themes/warm/letters/invitatoin.md",
    right: "themes/warm/letters/invitation.md   (parts to include begin with an underscore: _greeting.md)",
};

/// All letters of a theme, checked.
pub struct Letters {
    tera: Tera,
    /// As written, by the name the engine knows them under.
    sources: BTreeMap<String, String>,
    /// With the marks that say which line is which.
    marked: BTreeMap<String, String>,
    own: String,
}

/// A letter, filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// One line.
    pub subject: String,
    /// Markdown; what values wrote is escaped.
    pub body: String,
    /// Whether the text is the built-in one, which is English.
    pub is_built_in: bool,
}

/// A view as letters see it: what is missing is an empty text, so that asking for it with `{% if … %}` works and printing it is found.
#[must_use]
pub fn context(view: &impl serde::Serialize) -> Context {
    let mut value = serde_json::to_value(view).unwrap_or_default();
    without_null(&mut value);
    Context::from_serialize(&value).unwrap_or_default()
}

fn without_null(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Null => *value = serde_json::Value::String(String::new()),
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_null),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(without_null),
        _ => {}
    }
}

impl Letters {
    /// The built-in letters alone.
    ///
    /// # Errors
    /// Where one cannot be read: never for a program that passed its tests.
    pub fn built_in() -> Result<Self, tera::Error> {
        Self::of(built_in(), super::DEFAULT).map_err(|(error, _)| error)
    }

    /// The letters in `own` (by path in the theme `theme`) over the built-in ones. Mistakes are findings; the built-in letters then stand in.
    pub fn load(own: &BTreeMap<String, Vec<u8>>, theme: &str, report: &mut Report) -> Self {
        let mut sources = built_in();
        let own: Vec<(String, String)> = own_letters(own, theme, report);
        sources.extend(own.iter().cloned());
        let before = report.findings.len();
        for (name, text) in &own {
            unknown(name, report);
            gaps_in_template(name, text, report);
        }
        let is_clean = report.findings.get(before..).is_none_or(|found| found.iter().all(|finding| finding.severity != Severity::Error));
        match Self::of(sources, theme) {
            Ok(letters) if is_clean => letters,
            loaded => {
                if let Err((error, marked)) = &loaded {
                    let sources = marked.iter().map(|(name, text)| (name.clone(), unmarked(text))).collect();
                    mistakes::findings(error, marked).into_iter().for_each(|finding| report.add(in_source(finding, &sources)));
                }
                Self::built_in().expect("the embedded letters are loaded by a test")
            }
        }
    }

    fn of(sources: BTreeMap<String, String>, theme: &str) -> Result<Self, (tera::Error, BTreeMap<String, String>)> {
        let marked: BTreeMap<String, String> = sources.iter().map(|(name, text)| (name.clone(), marked(text))).collect();
        let own = format!("themes/{theme}/{FOLDER}");
        match engine(&marked, &own) {
            Ok(tera) => Ok(Self { tera, sources, marked, own }),
            Err(error) => Err((error, marked)),
        }
    }

    /// Names of all letters, without ending.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let prefix = format!("{BUILT_IN}{FOLDER}");
        self.sources.keys().filter_map(move |name| name.strip_prefix(&prefix)?.strip_suffix(".md")).filter(|name| !name.starts_with('_'))
    }

    /// The variables that a letter's template asks for, those of what it includes not among them.
    #[cfg(test)]
    pub fn variables(&self, letter: &str) -> Vec<String> {
        let names = self.tera.get_template_variables(&format!("{letter}.md")).expect("it is there");
        names.into_iter().map(str::to_owned).collect()
    }

    /// Fills a letter.
    ///
    /// # Errors
    /// What is wrong with it, at the template's line.
    pub fn fill(&self, letter: &str, view: &Context) -> Result<Filled, Box<Finding>> {
        let file = format!("{letter}.md");
        let own = format!("{}{file}", self.own);
        let is_built_in = !self.sources.contains_key(&own);
        let name = if is_built_in { format!("{BUILT_IN}{FOLDER}{file}") } else { own };
        let text = self.tera.render(&file, view).map_err(|error| {
            let found = mistakes::findings(&error, &self.marked).into_iter().next();
            let found =
                found.unwrap_or_else(|| Finding::error(mistakes::RULE, Place::file(mistakes::shown_name(&name)), error.to_string()));
            Box::new(in_source(found, &self.sources))
        })?;
        let text = self.looked_through(&name, &text, &gaps_in_names(view))?;
        let (subject, body) = text.trim_start().split_once('\n').unwrap_or((text.trim(), ""));
        let subject = subject.strip_prefix("Subject:").map(|subject| unescaped(subject.trim())).filter(|subject| !subject.is_empty());
        match subject.filter(|_| !body.trim().is_empty()) {
            Some(subject) => Ok(Filled { subject, body: body.trim().to_owned(), is_built_in }),
            None => Err(Box::new(without_subject(&name))),
        }
    }

    /// The text without marks, unless a value in it is empty, or a name that somebody was to fill in.
    fn looked_through(&self, name: &str, marked: &str, gaps: &[String]) -> Result<String, Box<Finding>> {
        let mut text = String::with_capacity(marked.len());
        let (mut line, mut rest) = (1, marked);
        while let Some(at) = rest.find(|c| c == VALUE[0] || c == VALUE[1] || c == LINE[0]) {
            text.push_str(&rest[..at]);
            let mark = rest[at..].chars().next().unwrap_or_default();
            rest = &rest[at + mark.len_utf8()..];
            if mark == LINE[0] {
                let (number, after) = rest.split_once(LINE[1]).unwrap_or((rest, ""));
                (line, rest) = (number.parse().unwrap_or(line), after);
            } else if mark == VALUE[0] {
                let value = unescaped(rest.split_once(VALUE[1]).map_or(rest, |(value, _)| value));
                let message = if value.trim().is_empty() {
                    "this is empty here".to_owned()
                } else if gaps.contains(&value) {
                    format!("this puts the name `{value}` into the letter, which looks like a gap to be filled in")
                } else {
                    continue;
                };
                return Err(Box::new(at_value(name, line, &message, &self.sources)));
            }
        }
        text.push_str(rest);
        Ok(text)
    }
}

/// Names of people in a view that look like gaps. Titles and sayings are free: they stand on the site as they are.
fn gaps_in_names(view: &Context) -> Vec<String> {
    let people = ["to", "from", "guests"].iter().filter_map(|key| serde_json::to_value(view.get(key)?).ok());
    let people = people.flat_map(|value| if let serde_json::Value::Array(many) = value { many } else { vec![value] });
    let names =
        people.flat_map(|person| ["name", "first_name"].map(|key| person.get(key).and_then(|name| name.as_str().map(str::to_owned))));
    names.flatten().filter(|name| gaps::in_value(name).is_some()).collect()
}

fn built_in() -> BTreeMap<String, String> {
    let letters = super::BuiltIn::iter().filter(|path| path.starts_with(FOLDER) && path.ends_with(".md")).filter_map(|path| {
        let text = String::from_utf8(super::BuiltIn::get(&path)?.data.into_owned()).ok()?;
        Some((format!("{BUILT_IN}{path}"), text))
    });
    letters.collect()
}

/// The show's own letters that can be read, by their path in the show.
fn own_letters(own: &BTreeMap<String, Vec<u8>>, theme: &str, report: &mut Report) -> Vec<(String, String)> {
    let mut letters = Vec::new();
    for (path, bytes) in own.iter().filter(|(path, _)| path.starts_with(FOLDER) && path.ends_with(".md")) {
        let name = format!("themes/{theme}/{path}");
        match std::str::from_utf8(bytes) {
            Ok(text) => letters.push((name, text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))),
            Err(_) => report
                .add(Finding::error(mistakes::RULE, Place::file(&name), "this letter is not UTF-8 text").fix("save it again as UTF-8")),
        }
    }
    letters
}

fn unknown(name: &str, report: &mut Report) {
    let file = name.rsplit('/').next().unwrap_or(name);
    let known: Vec<String> =
        built_in().keys().filter_map(|name| Some(name.rsplit_once('/')?.1.to_owned())).filter(|name| !name.starts_with('_')).collect();
    if file.starts_with('_') || known.iter().any(|known| known == file) {
        return;
    }
    let near = known
        .iter()
        .min_by_key(|known| strsim::damerau_levenshtein(known, file))
        .filter(|known| strsim::damerau_levenshtein(known, file) <= 3);
    let fix = near.map_or_else(|| format!("use one of: {}", known.join(", ")), |near| format!("rename it to {near}"));
    report.add(Finding::warning(UNKNOWN.name, Place::file(name), format!("no letter is called {file}")).fix(fix));
}

/// What looks like a gap in the words of a template itself.
fn gaps_in_template(name: &str, text: &str, report: &mut Report) {
    for piece in gaps::pieces(text).into_iter().filter(|piece| piece.kind == Kind::Words) {
        for (start, end) in gaps::in_words(&text[piece.start..piece.end]) {
            let (start, end) = (piece.start + start, piece.start + end);
            let gap = &text[start..end];
            let mut finding = Finding::error(GAP.name, Place::bytes(name, start, end), format!("`{gap}` would be sent as it is"));
            finding.span = mistakes::span(text, start, end);
            report.add(finding.fix("write the words, or a value between {{ and }}: docs/letters.md lists them"));
        }
    }
}

fn without_subject(name: &str) -> Finding {
    let place = Place::file(mistakes::shown_name(name));
    Finding::error(SUBJECT.name, place, "this letter has no subject, or no text below it").fix("begin it with a line `Subject: …`")
}

/// A finding at the values of a line: nothing tells which of them it was.
fn at_value(name: &str, line: usize, message: &str, sources: &BTreeMap<String, String>) -> Finding {
    let text = sources.get(name).map_or("", String::as_str);
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let written = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let (from, to) = match (written.find("{{"), written.rfind("}}")) {
        (Some(from), Some(to)) if from < to => (from, to + 2),
        _ => (0, written.len()),
    };
    let mut finding = Finding::error(GAP.name, Place::bytes(mistakes::shown_name(name), line_start + from, line_start + to), message);
    finding.span = mistakes::span(text, line_start + from, line_start + to);
    finding.fix("ask first whether there is one, with {% if … %}, or write it where it is missing")
}

/// The template with its line numbers in the text between the tags: at the beginning of each line, where white space that a tag takes away
/// stays next to that tag.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut line = 1;
    let mut at_start = true;
    for piece in gaps::pieces(text) {
        let piece_text = &text[piece.start..piece.end];
        if piece.kind == Kind::Tag {
            // What extends another template begins with that.
            let is_free = !piece_text.contains("extends");
            let takes = |side: bool| side || !is_free;
            let (before, after) =
                (takes(piece_text.as_bytes().get(2) == Some(&b'-')), takes(piece_text.contains("-%}") || piece_text.contains("-}}")));
            if at_start && !before {
                mark(&mut out, line);
            }
            out.push_str(piece_text);
            line += piece_text.matches('\n').count();
            if at_start && before && !after {
                mark(&mut out, line);
            }
            at_start = false;
            continue;
        }
        for part in piece_text.split_inclusive('\n') {
            if at_start {
                mark(&mut out, line);
            }
            out.extend(part.chars().filter(|character| !MARKS.contains(character)));
            at_start = part.ends_with('\n');
            line += usize::from(at_start);
        }
    }
    out
}

fn mark(out: &mut String, line: usize) {
    out.push(LINE[0]);
    out.push_str(&line.to_string());
    out.push(LINE[1]);
}

fn unmarked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(LINE[0]) {
        out.push_str(before);
        rest = after.split_once(LINE[1]).map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// A finding about the marked text, about the text as it was written: lines are the same, columns may begin with a mark.
fn in_source(mut finding: Finding, sources: &BTreeMap<String, String>) -> Finding {
    let Some(Span { line, column, width, text }) = finding.span.take() else { return finding };
    let shown = finding.place.file.clone();
    let Some((_, source)) = sources.iter().find(|(name, _)| mistakes::shown_name(name) == shown) else { return finding };
    let is_marked = text.starts_with(LINE[0]);
    let mark = if is_marked { text.chars().position(|character| character == LINE[1]).map_or(0, |at| at + 1) } else { 0 };
    let column = column.saturating_sub(mark).max(1);
    let line_start: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let written = source.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let offset = |columns: usize| written.char_indices().nth(columns).map_or(written.len(), |(at, _)| at);
    let (start, end) = (line_start + offset(column - 1), line_start + offset(column - 1 + width));
    finding.place = Place::bytes(shown, start, end);
    finding.span = mistakes::span(source, start, end.max(start));
    finding
}

fn engine(sources: &BTreeMap<String, String>, own: &str) -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    tera.autoescape_on([".md"]);
    tera.set_escape_fn(escape);
    tera.set_fallback_prefixes([own.to_owned(), format!("{BUILT_IN}{FOLDER}")])?;
    tera.add_raw_templates(sources)?;
    Ok(tera)
}

/// A value: on one line, with every sign that Markdown could read as its own escaped, between marks. Source: CommonMark, 2.4: any ASCII
/// punctuation may be escaped.
fn escape(value: &str, out: &mut dyn Write) -> std::io::Result<()> {
    let words = value.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let text = words.collect::<Vec<_>>().join(" ");
    let mut escaped = String::with_capacity(text.len() + 16);
    escaped.push(VALUE[0]);
    let is_turned = text.chars().any(is_right_to_left);
    escaped.extend(is_turned.then_some(TURNED[0]));
    for character in text.chars().filter(|character| !MARKS.contains(character)) {
        if character.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped.extend(is_turned.then_some(TURNED[1]));
    escaped.push(VALUE[1]);
    out.write_all(escaped.as_bytes())
}

/// Letters of scripts that run from right to left: Hebrew to Arabic Extended, their presentation forms, and the ancient ones. Source:
/// Unicode, DerivedBidiClass, R and AL.
fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().filter(|character| !TURNED.contains(character)).peekable();
    while let Some(character) = characters.next() {
        if character == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation) {
            out.extend(characters.next());
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> (Letters, Report) {
        let own = BTreeMap::from([("letters/invitation.md".to_owned(), text.as_bytes().to_vec())]);
        let mut report = Report::default();
        (Letters::load(&own, "warm", &mut report), report)
    }

    fn view(name: &str) -> Context {
        context(&serde_json::json!({"name": name, "nothing": null}))
    }

    fn filled(text: &str, name: &str) -> Result<Filled, Box<Finding>> {
        let (letters, report) = letters(text);
        assert_eq!(report, Report::default());
        letters.fill("invitation", &view(name))
    }

    #[test]
    fn the_built_in_letters_load_and_hold_no_gap() {
        let letters = Letters::built_in().unwrap();
        assert!(letters.names().count() > 10);
        let mut report = Report::default();
        letters.sources.iter().for_each(|(name, text)| gaps_in_template(name, text, &mut report));
        assert_eq!(report, Report::default());
    }

    #[test]
    fn a_letter_is_filled_and_what_values_say_is_no_markdown() {
        let letter = filled("\u{feff}Subject: To {{ name }}\r\n\r\nDear {{ name }},\r\n*you*", "1. *A* <b> [x](y)\n# c").unwrap();
        assert_eq!(letter.subject, "To 1. *A* <b> [x](y) # c");
        assert_eq!(letter.body, "Dear 1\\. \\*A\\* \\<b\\> \\[x\\]\\(y\\) \\# c,\n*you*");
        assert!(!letter.is_built_in);
    }

    #[test]
    fn a_name_from_right_to_left_is_marked_in_the_text_and_not_in_the_subject() {
        let letter = filled("Subject: {{ name }}\n\nDear {{ name }},", "דנה כהן").unwrap();
        assert_eq!((letter.subject.as_str(), letter.body.as_str()), ("דנה כהן", "Dear \u{e000}דנה כהן\u{e001},"));
    }

    #[test]
    fn an_empty_name_is_found_at_its_line() {
        for text in ["Subject: A\n\né\n{% if name == \"\" %}Dear {{ name }},{% endif %}", "Subject: A\n\né\nDear {{ nothing }},"] {
            let finding = filled(text, "").unwrap_err();
            let span = finding.span.as_ref().unwrap();
            assert_eq!((finding.rule, finding.message.as_str(), span.line), ("letter-with-gap", "this is empty here", 4));
            assert_eq!(finding.place.file, "themes/warm/letters/invitation.md");
        }
    }

    #[test]
    fn a_gap_in_the_words_is_found_before_anything_is_filled() {
        let (letters, report) = letters("Subject: A\n\nDear [NAME],\n{first_name} TODO\n{% raw %}{{ x }}{% endraw %}");
        let found: Vec<_> =
            report.findings.iter().map(|finding| (finding.rule, finding.span.as_ref().map(|span| (span.line, span.column)))).collect();
        let gap = "letter-with-gap";
        assert_eq!(found, [(gap, Some((3, 6))), (gap, Some((4, 1))), (gap, Some((4, 14))), (gap, Some((5, 10)))]);
        assert!(letters.sources.keys().all(|name| name.starts_with(BUILT_IN)), "the built-in letters stand in");
    }

    #[test]
    fn a_name_that_is_a_gap_is_found_and_a_title_may_say_anything() {
        let (letters, _) = letters("Subject: A\n\nDear {{ to.name }}, {{ title }}");
        let fill =
            |name: &str, title: &str| letters.fill("invitation", &context(&serde_json::json!({"to": {"name": name}, "title": title})));
        for gap in ["{{ guest }}", "[NAME]", "*|FNAME|*"] {
            let finding = fill(gap, "x").unwrap_err();
            assert_eq!((finding.rule, finding.span.unwrap().line), ("letter-with-gap", 3), "{gap}");
        }
        assert_eq!(fill("Ann", "What {{ x }} means").unwrap().body, "Dear Ann, What \\{\\{ x \\}\\} means");
    }

    #[test]
    fn an_unknown_variable_is_found_at_its_line_and_column() {
        let finding = filled("Subject: A\n\nDear {{ nme }},", "x").unwrap_err();
        let span = finding.span.unwrap();
        assert_eq!((finding.rule, span.line, span.column, span.text.as_str()), ("template-mistake", 3, 9, "Dear {{ nme }},"));
        let (_, report) = letters("Subject: A\n\nDear {{ name \n");
        assert_eq!(report.findings[0].place.file, "themes/warm/letters/invitation.md");
        assert!(!report.findings[0].span.as_ref().unwrap().text.contains(LINE[0]));
    }

    #[test]
    fn a_letter_without_subject_or_text_is_none() {
        for text in ["Dear {{ name }},\nhello", "Subject:\n\nhello", "Subject: x\n\n", ""] {
            assert_eq!(filled(text, "x").unwrap_err().rule, "letter-without-subject", "{text}");
        }
    }

    #[test]
    fn a_misspelt_file_is_told_with_the_right_name_and_a_part_may_be_called_anything() {
        let own = BTreeMap::from([
            ("letters/invitatoin.md".to_owned(), b"x".to_vec()),
            ("letters/_hello.md".to_owned(), b"Dear {{ name }},".to_vec()),
            ("letters/invitation.md".to_owned(), b"Subject: Hi\n\n{% include \"_hello.md\" %}".to_vec()),
        ]);
        let mut report = Report::default();
        let letters = Letters::load(&own, "warm", &mut report);
        let told: Vec<_> = report.findings.iter().map(|finding| (finding.rule, finding.fix.as_deref())).collect();
        assert_eq!(told, [("unknown-letter", Some("rename it to invitation.md"))]);
        assert_eq!(letters.fill("invitation", &view("Ann")).unwrap().body, "Dear Ann,");
    }
}
