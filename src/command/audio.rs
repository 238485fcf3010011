//! Layer 5: `turntable audio inspect`: what a recording is, how loud, what to do about it.

use super::build::{Said, Voice};
use crate::audio::inspect::{Inspection, inspect as look_at};
use crate::audio::is_recording;
use crate::audio::prepare::{CEILING, USUAL};
use crate::audio::verdict::{self, LONG_END, LONG_START, Loudness};
use crate::cli::Format;
use crate::model::{AudioOddity, CentiDb, Millis, RelPath};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::path::PathBuf;
use walkdir::WalkDir;

const COLUMNS: usize = 78;

/// Inspects any number of recordings, in parallel; folders mean the recordings in them.
#[must_use]
pub fn inspect(files: &[PathBuf], voice: Voice) -> Said {
    let files: Vec<PathBuf> = files.iter().flat_map(recordings).collect();
    let found: Vec<Inspection> = files.par_iter().map(|file| look_at(file)).collect();
    let code = u8::from(found.iter().any(Inspection::is_blocked));
    let out = match voice.format {
        Format::Json => format!("{:#}\n", Value::Array(found.iter().map(entry).collect())),
        Format::Text => text(&found, voice.is_quiet),
    };
    Said { out, err: String::new(), code }
}

/// The recordings in a folder, by name; or the file itself.
fn recordings(path: &PathBuf) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.clone()];
    }
    let entries = WalkDir::new(path).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    files.filter(|file| is_recording(&RelPath(file.to_string_lossy().into_owned()))).collect()
}

/// One entry of the list that CONTRACT section 4 describes.
fn entry(found: &Inspection) -> Value {
    let (facts, levels) = (&found.facts, &found.levels);
    let heard = found.has_sound();
    let known = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let hundredths = |value: Option<i32>| value.map(|value| f64::from(value) / 100.0);
    let chapters = facts
        .chapters
        .iter()
        .map(|chapter| json!({ "start_ms": chapter.at.0, "title": chapter.title, "url": chapter.url, "image": chapter.image }));
    json!({
        "path": found.path.to_string_lossy(),
        "container": known(&facts.container),
        "codec": known(&facts.codec),
        "duration_ms": found.duration().0,
        "sample_rate": facts.sample_rate,
        "channels": facts.channels,
        "bit_rate": facts.bit_rate,
        "bytes": facts.bytes.0,
        "mime": known(&facts.mime),
        "loudness_lufs": hundredths(levels.loudness.map(|lufs| lufs.0)),
        "true_peak_dbtp": hundredths(levels.true_peak.map(|peak| peak.0)),
        "loudness_range_lu": hundredths(levels.loudness_range.map(|range| range.0)),
        "silence_start_ms": heard.then_some(levels.silence_start.0),
        "silence_end_ms": heard.then_some(levels.silence_end.0),
        "tags": facts.tags,
        "chapters": chapters.collect::<Vec<_>>(),
        "findings": found.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn finding(odd: &AudioOddity) -> Value {
    json!({ "rule": odd.rule, "severity": if odd.blocks { "error" } else { "warning" }, "message": odd.message, "fix": odd.fix })
}

fn text(found: &[Inspection], is_quiet: bool) -> String {
    let shown: Vec<&Inspection> = found.iter().filter(|one| !is_quiet || !one.findings.is_empty()).collect();
    let mut out = shown.iter().map(|one| about(one)).collect::<Vec<_>>().join("\n");
    if is_quiet {
        return out;
    }
    let blocked = found.iter().filter(|one| one.is_blocked()).count();
    if found.len() > 1 {
        let all = match blocked {
            0 => "recordings, all of them can be published".to_owned(),
            1 => "files, 1 cannot be used as it is".to_owned(),
            count => format!("files, {count} cannot be used as they are"),
        };
        out.push_str(&format!("\n{} {all}.\n", found.len()));
    }
    if found.iter().any(|one| advice(one).is_some()) {
        out.push_str("Next:  turntable audio prepare EPISODE   makes the recording that is published\n");
    }
    out
}

fn about(found: &Inspection) -> String {
    let mut out = format!("{}\n", found.path.to_string_lossy());
    if !found.facts.container.is_empty() {
        row(&mut out, "is", &kind(found));
    }
    if found.has_sound() {
        row(&mut out, "sounds", &loudness(found));
        if let Some(advice) = advice(found) {
            row(&mut out, "", &advice);
        }
        if let Some(silence) = silence(found) {
            row(&mut out, "silent", &silence);
        }
        if let Some(channels) = channels(found) {
            row(&mut out, "stereo", channels);
        }
    }
    if let Some(words) = called(found) {
        row(&mut out, "called", &words);
    }
    if let Some(cover) = &found.facts.cover {
        let use_of_it = if cover.can_be_a_cover() { "; good as a cover" } else { "" };
        row(&mut out, "pictured", &format!("{}{use_of_it}", cover.for_people()));
    }
    match found.facts.chapters.len() {
        0 => {}
        1 => row(&mut out, "marked", "1 chapter"),
        count => row(&mut out, "marked", &format!("{count} chapters, ready to be your interview questions")),
    }
    for odd in &found.findings {
        row(&mut out, if odd.blocks { "error" } else { "warning" }, &format!("{} [{}]", odd.message, odd.rule));
        row(&mut out, "", &format!("\u{2192} {}", odd.fix));
    }
    out
}

/// A label and words, broken into lines that fit.
fn row(out: &mut String, label: &str, words: &str) {
    const INDENT: usize = 11;
    let mut line = format!("  {label:<9}");
    let mut is_empty = true;
    for word in words.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > COLUMNS {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(INDENT);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

/// What it is.
fn kind(found: &Inspection) -> String {
    let facts = &found.facts;
    let container = match (facts.container.as_str(), facts.codec.as_str()) {
        ("mp3", "mp2") => "MP2".to_owned(),
        ("mp3", _) => "MP3".to_owned(),
        ("mp4", "aac") => "M4A (AAC)".to_owned(),
        ("mp4", "alac") => "M4A (Apple Lossless)".to_owned(),
        ("adts", _) => "AAC".to_owned(),
        ("ogg", "opus") => "Opus".to_owned(),
        ("flac", _) => "FLAC".to_owned(),
        (container, codec) => format!("{} ({})", container.to_uppercase(), coding(codec)),
    };
    let channels = match facts.channels {
        1 => "one channel".to_owned(),
        2 => "two channels".to_owned(),
        count => format!("{count} channels"),
    };
    let (thousands, rest) = (facts.sample_rate / 1000, facts.sample_rate % 1000 / 100);
    let rate = if rest == 0 { format!("{thousands} kHz") } else { format!("{thousands}.{rest} kHz") };
    let length = found.duration().clock();
    format!("{length}, {}, {container}, {} kbit/s, {channels}, {rate}", facts.bytes.for_people(), (facts.bit_rate + 500) / 1000)
}

/// How samples are stored, as recorders and editors call it.
fn coding(codec: &str) -> String {
    let name = codec.strip_prefix("pcm_").unwrap_or(codec);
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    match name.chars().next() {
        Some('s' | 'u') if name != codec && !digits.is_empty() => format!("{digits} bit"),
        Some('f') if name != codec => format!("{digits} bit float"),
        _ => name.replace('_', " "),
    }
}

/// Title, who made it, of which show, when.
fn called(found: &Inspection) -> Option<String> {
    let parts = ["title", "artist", "album", "date"].iter().filter_map(|name| found.facts.tags.get(*name));
    let parts: Vec<&str> = parts.map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// How loud it is.
fn loudness(found: &Inspection) -> String {
    let levels = &found.levels;
    let mut parts = Vec::new();
    match levels.loudness {
        Some(loudness) => parts.push(loudness.for_people()),
        None if levels.duration.0 < 400 => parts.push("too short to tell its loudness".to_owned()),
        None => parts.push("silent".to_owned()),
    }
    parts.extend(levels.loudness_range.map(|range| format!("range {} LU", range.for_people())));
    let sign = |peak: CentiDb| if peak.0 > 0 { "+" } else { "" };
    parts.extend(levels.true_peak.map(|peak| format!("peaks at {}{} dBTP", sign(peak), peak.for_people())));
    parts.join(", ")
}

/// What to do about it.
fn advice(found: &Inspection) -> Option<String> {
    let loudness = found.levels.loudness?;
    let usual = USUAL.for_people();
    match verdict::loudness(loudness, found.facts.channels, None) {
        Loudness::Quiet(_) => Some(format!("quieter than most shows; preparing it levels it to {usual}")),
        Loudness::Loud(_) => Some(format!("louder than most shows; preparing it levels it to {usual}")),
        Loudness::Right if verdict::peaks_too_high(found.levels.true_peak) => {
            Some(format!("as loud as it should be, but it peaks too high; preparing it keeps it below {} dBTP", CEILING.for_people()))
        }
        Loudness::Right => None,
    }
}

fn silence(found: &Inspection) -> Option<String> {
    let (start, end) = (found.levels.silence_start, found.levels.silence_end);
    if start == found.levels.duration {
        return None;
    }
    let said = |length: Millis, most: Millis, place: &str| {
        (length > most).then(|| format!("{} s at the {place}", Millis(length.0 / 100 * 100).decimal_seconds()))
    };
    let parts: Vec<String> = [said(start, LONG_START, "start"), said(end, LONG_END, "end")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{}; cut it off before you export it", parts.join(", ")))
}

fn channels(found: &Inspection) -> Option<&'static str> {
    found
        .levels
        .has_identical_channels
        .then_some("both channels carry the same; one is enough and half the size, and preparing it makes one of them")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk;
    use crate::report::print::Style;

    fn voice(format: Format) -> Voice {
        Voice { format, style: Style::default(), is_quiet: false, is_verbose: false, may_rewrite: false }
    }

    /// A stereo tone of 16 bits, as WAV; `amplitudes` of left and right.
    fn wav(seconds: u32, amplitudes: [f64; 2]) -> Vec<u8> {
        let frames = seconds * 8_000;
        let mut bytes = b"RIFF".to_vec();
        bytes.extend((36 + frames * 4).to_le_bytes());
        bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x02\0\x40\x1F\0\0\0\x7D\0\0\x04\0\x10\0data");
        bytes.extend((frames * 4).to_le_bytes());
        for at in 0..frames {
            let wave = (f64::from(at) * 0.4).sin();
            amplitudes.iter().for_each(|amplitude| bytes.extend(((wave * amplitude * 32_767.0) as i16).to_le_bytes()));
        }
        bytes
    }

    #[test]
    fn json_is_one_list_with_every_field_and_one_entry_for_each_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let good = folder.path().join("good.wav");
        disk::write(&good, &wav(3, [0.1, 0.1])).expect("written");
        let said = inspect(&[good, folder.path().join("not there.mp3")], voice(Format::Json));
        assert_eq!(said.code, 1);
        let list: Value = serde_json::from_str(&said.out).expect("JSON");
        let entries = list.as_array().expect("a list");
        assert_eq!(entries.len(), 2);
        let fields = [
            "path",
            "container",
            "codec",
            "duration_ms",
            "sample_rate",
            "channels",
            "bit_rate",
            "bytes",
            "mime",
            "loudness_lufs",
            "true_peak_dbtp",
            "loudness_range_lu",
            "silence_start_ms",
            "silence_end_ms",
            "tags",
            "chapters",
            "findings",
        ];
        for entry in entries {
            let object = entry.as_object().expect("an object");
            assert_eq!(object.len(), fields.len());
            assert!(fields.iter().all(|field| object.contains_key(*field)));
        }
        assert_eq!(entries[0]["duration_ms"], 3_000);
        assert_eq!(entries[0]["codec"], "pcm_s16le");
        assert_eq!(entries[1]["findings"][0]["rule"], "missing-audio");
        assert_eq!(entries[1]["loudness_lufs"], Value::Null);
    }

    #[test]
    fn codings_are_named_as_editors_name_them() {
        let named = ["pcm_s16le", "pcm_u8", "pcm_f32le", "pcm_mulaw", "adpcm_ms", "ac3", ""].map(coding);
        assert_eq!(named, ["16 bit", "8 bit", "32 bit float", "mulaw", "adpcm ms", "ac3", ""]);
    }

    #[test]
    fn people_read_what_it_is_how_loud_and_what_to_do() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        disk::write(&folder.path().join("quiet.wav"), &wav(4, [0.02, 0.02])).expect("written");
        disk::write(&folder.path().join("one-sided.wav"), &wav(4, [0.2, 0.0])).expect("written");
        let said = inspect(&[folder.path().to_owned()], voice(Format::Text));
        assert_eq!(said.code, 0);
        for words in [
            "0:04, 128 kB, WAV (16 bit), 256 kbit/s, two channels, 8 kHz",
            "quieter than most shows; preparing it levels it to \u{2212}16.0 LUFS",
            "both channels carry the same",
            "the right channel is silent; the voices are on the left one only",
            "2 recordings, all of them can be published.",
            "Next:  turntable audio prepare EPISODE",
        ] {
            assert!(said.out.contains(words), "{words}\n{}", said.out);
        }
        let names = said.out.lines().filter(|line| line.starts_with('/'));
        assert_eq!(names.count(), 2);
        assert!(said.out.lines().filter(|line| !line.starts_with('/')).all(|line| line.chars().count() <= COLUMNS), "{}", said.out);
    }
}
