//! The key `transcribe` of `show.yaml`: the host's own transcriber, as a command. It is only read here; `turntable transcribe` runs it.

use super::fields::Fields;
use super::yaml::Value;
use super::{keys, schema};
use crate::model::Transcriber;
use crate::report::{Finding, Place, Report, RuleText, Severity};

/// The rules of this key, for `explain`.
pub const RULES: &[RuleText] = &[RuleText {
    name: "transcribe-not-usable",
    severity: Severity::Warning,
    finds: "A command for transcribing that cannot be run as it is written.",
    why: "`turntable transcribe` would have nothing to run, or would run it without the recording.",
    wrong: "transcribe: whisper-cli -f audio.mp3",
    right: "transcribe: whisper-cli -f {audio} -ovtt -of {out}",
}];

/// What a command may hold in braces.
pub const PLACES: [&str; 3] = ["audio", "out", "language"];

/// Reads the key: `{command: [program, …], produces: vtt}`, or the command alone as a list or a text.
///
/// Findings: those of [`RULES`] and of [`Fields`].
pub fn transcriber(fields: &Fields<'_>, report: &mut Report) -> Option<Transcriber> {
    let node = fields.get("transcribe")?;
    let (command, produces) = match &node.value {
        Value::Mapping(_) => {
            let own = fields.mapping("transcribe", &schema::names(&schema::TRANSCRIBE), report)?;
            let kinds = ["vtt", "srt", "json", "txt", "html", "md"].map(|kind| (kind, kind));
            let produces = own.choice("produces", &kinds, "transcribe-not-usable", report);
            (words(&own, "command", report), produces)
        }
        _ => (words(fields, "transcribe", report), None),
    };
    let place = Place::key(fields.file(), fields.path("transcribe"));
    if let Some((message, fix)) = mistake(&command) {
        report.add(Finding::warning("transcribe-not-usable", place, message).fix(fix));
        return None;
    }
    Some(Transcriber { command, produces: produces.unwrap_or("vtt").to_owned() })
}

/// A list of words, or one text that is split at spaces.
fn words(fields: &Fields<'_>, key: &str, report: &mut Report) -> Vec<String> {
    let is_text = fields.get(key).is_some_and(|node| matches!(node.value, Value::Scalar(_)));
    if is_text { fields.text(key, report).map(|text| split(&text)).unwrap_or_default() } else { fields.lines(key, report) }
}

/// Words of a command: split at spaces, except inside `"…"` or `'…'`. There is no shell, so nothing else has a meaning.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut is_word, mut quote) = (String::new(), false, None);
    for character in text.chars() {
        match quote {
            Some(open) if open == character => quote = None,
            None if matches!(character, '"' | '\'') => (quote, is_word) = (Some(character), true),
            None if character.is_whitespace() => {
                if is_word {
                    words.push(std::mem::take(&mut word));
                }
                is_word = false;
            }
            _ => {
                word.push(character);
                is_word = true;
            }
        }
    }
    if is_word {
        words.push(word);
    }
    words
}

fn mistake(command: &[String]) -> Option<(String, String)> {
    let Some(program) = command.first().filter(|program| !program.is_empty()) else {
        return Some((
            "there is no command here".to_owned(),
            "write the program and what it needs: `whisper-cli -f {audio} -ovtt -of {out}`".to_owned(),
        ));
    };
    if let Some(unknown) = command.iter().flat_map(|word| braced(word)).find(|name| !PLACES.contains(name)) {
        let near = keys::nearest(unknown, &PLACES)
            .map_or_else(|| "take it out; known are {audio}, {out} and {language}".to_owned(), |near| format!("write `{{{near}}}`"));
        return Some((format!("`{{{unknown}}}` stands for nothing"), near));
    }
    let has_audio = command.iter().skip(1).any(|word| word.contains("{audio}"));
    (!has_audio).then(|| (format!("{program} is not told which recording"), "put `{audio}` where it expects the file".to_owned()))
}

/// Names in braces: letters only, so that JSON in a command is left alone.
fn braced(word: &str) -> impl Iterator<Item = &str> {
    let inner = word.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    inner.filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;
    use crate::parse::{SourceText, show};

    fn read(yaml: &str) -> (Option<Transcriber>, Vec<String>) {
        let mut report = Report::default();
        let source = SourceText { path: RelPath("content/show.yaml".to_owned()), text: yaml.to_owned() };
        let show = show::parse(&source, &mut report);
        let told = report.findings.into_iter().filter(|finding| finding.rule == "transcribe-not-usable");
        (show.transcribe, told.map(|finding| format!("{} / {}", finding.message, finding.fix.unwrap_or_default())).collect())
    }

    #[test]
    fn a_command_is_a_list_or_a_text() {
        let expected =
            Transcriber { command: ["whisper", "-f", "{audio}", "-of", "{out}"].map(str::to_owned).into(), produces: "srt".to_owned() };
        assert_eq!(
            read("transcribe: {command: [whisper, -f, \"{audio}\", -of, \"{out}\"], produces: srt}\n"),
            (Some(expected.clone()), vec![])
        );
        assert_eq!(read("transcribe:\n  command: whisper -f {audio} -of {out}\n  produces: srt\n").0, Some(expected));
        let text = read("transcribe: '\"/opt/my tools/w\" {audio} --prompt \"Margo and Dev\" --empty \"\"'\n").0;
        assert_eq!(
            text.map(|text| text.command),
            Some(["/opt/my tools/w", "{audio}", "--prompt", "Margo and Dev", "--empty", ""].map(str::to_owned).into())
        );
    }

    #[test]
    fn what_cannot_be_run_is_told() {
        let told = |yaml: &str| read(yaml).1.join("; ");
        assert_eq!(told("transcribe: whisper -f {audoi}\n"), "`{audoi}` stands for nothing / write `{audio}`");
        assert_eq!(told("transcribe: whisper -f x.mp3\n"), "whisper is not told which recording / put `{audio}` where it expects the file");
        assert!(told("transcribe: {command: []}\n").starts_with("there is no command here"));
        assert_eq!(told("transcribe: [jq, '{\"a\":1}', '{audio}']\n"), "");
    }
}
