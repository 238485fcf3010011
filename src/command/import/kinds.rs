//! Part of `import`: what was fetched, by its content: servers answer with pages that say sorry, and call everything a stream of bytes.

use crate::import::ImportedTranscript;
use crate::model::RelPath;
use crate::parse::{self, SourceText};
use crate::report::Report;

/// The ending for a picture; `None` when it is none that browsers and apps show.
pub fn picture(bytes: &[u8]) -> Option<&'static str> {
    imagesize::blob_size(bytes).ok().filter(|size| size.width > 0 && size.height > 0)?;
    match imagesize::image_type(bytes).ok()? {
        imagesize::ImageType::Jpeg => Some("jpg"),
        imagesize::ImageType::Png => Some("png"),
        imagesize::ImageType::Webp => Some("webp"),
        imagesize::ImageType::Gif => Some("gif"),
        imagesize::ImageType::Heif(imagesize::Compression::Av1) => Some("avif"),
        _ => None,
    }
}

/// The ending for a recording by its first bytes; `None` when it is none. `address` decides what the bytes leave open.
pub fn recording(start: &[u8], address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let has = |at: usize, mark: &[u8]| start.get(at..).is_some_and(|rest| rest.starts_with(mark));
    match start {
        _ if has(0, b"ID3") => Some("mp3"),
        _ if has(4, b"ftyp") && (has(8, b"M4A") || has(8, b"M4B") || path.ends_with(".m4a") || path.ends_with(".m4b")) => Some("m4a"),
        _ if has(4, b"ftyp") => Some("mp4"),
        _ if has(0, b"OggS") => Some(if path.ends_with(".opus") { "opus" } else { "ogg" }),
        _ if has(0, b"RIFF") && has(8, b"WAVE") => Some("wav"),
        _ if has(0, b"fLaC") => Some("flac"),
        _ if has(0, b"FORM") && (has(8, b"AIFF") || has(8, b"AIFC")) => Some("aiff"),
        // Frame sync: the layer bits are 00 in AAC's own frames, and not in those of MPEG audio.
        [0xff, second, ..] if second & 0xf6 == 0xf0 => Some("aac"),
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => Some("mp3"),
        // Nothing but padding before the first frame: by its name.
        [0, 0, ..] if path.ends_with(".mp3") => Some("mp3"),
        _ => None,
    }
}

/// The transcript that carries most (times and voices before words alone), of those in the show's language where they say one.
pub fn best<'a>(transcripts: &'a [ImportedTranscript], language: Option<&str>) -> Option<(&'a ImportedTranscript, &'static str)> {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let is_other = |transcript: &ImportedTranscript| match (&transcript.language, language) {
        (Some(its), Some(shows)) => primary(its) != primary(shows),
        _ => false,
    };
    let ranked = transcripts.iter().filter_map(|transcript| Some((is_other(transcript), rank(transcript)?, transcript)));
    ranked.min_by_key(|(is_other, (rank, _), _)| (*is_other, *rank)).map(|(_, (_, ending), transcript)| (transcript, ending))
}

fn rank(transcript: &ImportedTranscript) -> Option<(usize, &'static str)> {
    let kinds: [(&str, &[&str]); 5] = [
        ("vtt", &["text/vtt"]),
        ("srt", &["application/x-subrip", "application/srt", "text/srt"]),
        ("json", &["application/json"]),
        ("txt", &["text/plain"]),
        ("html", &["text/html"]),
    ];
    let mime = transcript.mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let path = transcript.url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let by_mime = kinds.iter().position(|(_, mimes)| mimes.contains(&mime.as_str()));
    let by_name = || kinds.iter().position(|(ending, _)| path.ends_with(&format!(".{ending}")));
    let rank = by_mime.or_else(by_name)?;
    Some((rank, kinds[rank].0))
}

/// Whether a transcript of this name and content can be read, with something in it.
pub fn is_transcript(name: &str, bytes: &[u8]) -> bool {
    let is_page = name != "transcript.html" && looks_like_a_page(bytes);
    let source = SourceText { path: RelPath(name.to_owned()), text: String::from_utf8_lossy(bytes).into_owned() };
    let mut report = Report::default();
    !is_page && parse::transcript::parse(&source, &mut report).is_some() && !report.has_errors()
}

/// Whether chapters of this name and content can be read, with something in them.
pub fn is_chapters(name: &str, bytes: &[u8]) -> bool {
    let source = SourceText { path: RelPath(name.to_owned()), text: String::from_utf8_lossy(bytes).into_owned() };
    let mut report = Report::default();
    parse::chapters::parse(&source, &mut report).is_some_and(|chapters| !chapters.is_empty()) && !report.has_errors()
}

fn looks_like_a_page(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(300)]).trim_start().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_known_by_its_first_bytes() {
        for (start, address, ending) in [
            (&b"ID3\x04"[..], "x", Some("mp3")),
            (&[0xff, 0xfb, 0x90], "x", Some("mp3")),
            (&[0xff, 0xf1, 0x50], "x", Some("aac")),
            (b"\0\0\0\x20ftypM4A ", "x", Some("m4a")),
            (b"\0\0\0\x20ftypisom", "https://a.example/x.m4a?y", Some("m4a")),
            (b"\0\0\0\x20ftypisom", "x.mp4", Some("mp4")),
            (b"OggS", "x.opus", Some("opus")),
            (b"<!doctype html>", "x.mp3", None),
            (b"", "x.mp3", None),
        ] {
            assert_eq!(recording(start, address), ending, "{start:?}");
        }
    }

    #[test]
    fn a_page_that_says_sorry_is_no_picture_and_no_transcript() {
        let page = b"<!DOCTYPE html><html><body>Sorry</body></html>";
        assert_eq!(picture(page), None);
        assert!(!is_transcript("transcript.vtt", page) && !is_transcript("transcript.txt", page));
        assert!(is_transcript("transcript.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n"));
        assert!(!is_chapters("chapters.json", page));
        assert!(is_chapters("chapters.json", br#"{"version":"1.2.0","chapters":[{"startTime":0,"title":"A"}]}"#));
    }

    #[test]
    fn the_transcript_with_times_in_the_shows_language_is_taken() {
        let transcript = |url: &str, mime: &str, language: Option<&str>| ImportedTranscript {
            url: url.to_owned(),
            mime: mime.to_owned(),
            language: language.map(str::to_owned),
        };
        let all = [
            transcript("a", "text/html", None),
            transcript("b.srt", "", Some("en-US")),
            transcript("c", "text/vtt", Some("es")),
            transcript("d", "application/pdf", None),
        ];
        assert_eq!(best(&all, Some("en")).map(|(transcript, ending)| (transcript.url.as_str(), ending)), Some(("b.srt", "srt")));
        assert_eq!(best(&all[3..], None), None);
    }
}
