//! What a file is, by its content: the type that feeds name, and, for what is not a recording, words for the author.

/// The type for the feed's enclosure.
///
/// Source: Apple's podcasters' pages for `audio/x-m4a`; RFC 3003, RFC 5334 and the registered types for the others.
pub(super) fn of(container: &str, head: &[u8], has_picture: bool) -> &'static str {
    match (container, has_picture) {
        ("mp3", _) => "audio/mpeg",
        ("mp4", false) => "audio/x-m4a",
        ("mp4", true) if head.get(8..12) == Some(b"qt  ") => "video/quicktime",
        ("mp4", true) => "video/mp4",
        ("wav", _) => "audio/wav",
        ("ogg", _) => "audio/ogg",
        ("flac", _) => "audio/flac",
        ("aiff", _) => "audio/aiff",
        ("mkv", false) => "audio/webm",
        ("mkv", true) => "video/webm",
        ("adts", _) => "audio/aac",
        _ => "application/octet-stream",
    }
}

/// What a file that cannot be heard seems to be, and what would make a recording of it.
pub(super) struct Guess {
    /// Completes "this is …".
    pub what: &'static str,
    /// Starts with a verb.
    pub fix: &'static str,
}

const SAVE_AGAIN: &str = "download the recording itself and put it here; a link that asks for a login gives such a page";
const CONVERT: &str = "save it as MP3 or M4A in the program it comes from";
const REPLACE: &str = "put the recording here, as MP3, M4A, WAV or FLAC";

/// Looks at the first bytes of a file that symphonia does not know.
pub(super) fn what_it_is(head: &[u8]) -> Guess {
    let guess = |what, fix| Guess { what, fix };
    if head.starts_with(b"caff") {
        return guess("a Core Audio file (.caf), which podcast apps do not play", CONVERT);
    }
    if head.starts_with(&[0x30, 0x26, 0xB2, 0x75]) {
        return guess("a Windows Media file, which podcast apps do not play", CONVERT);
    }
    if head.starts_with(b"#!AMR") {
        return guess("an AMR voice memo, which podcast apps do not play", CONVERT);
    }
    if head.starts_with(b"PK\x03\x04") {
        return guess("a ZIP archive, not a recording", "unpack it and put the recording here");
    }
    if head.starts_with(b"%PDF") {
        return guess("a PDF, not a recording", REPLACE);
    }
    if head.starts_with(b"\xFF\xD8\xFF") || head.starts_with(b"\x89PNG") {
        return guess("a picture, not a recording", REPLACE);
    }
    if is_web_page(head) {
        return guess("a web page, not a recording", SAVE_AGAIN);
    }
    if !head.is_empty() && std::str::from_utf8(&head[..head.len().min(512)]).is_ok_and(|text| !text.contains('\0')) {
        return guess("a text, not a recording", REPLACE);
    }
    guess("nothing that can be played", "export it again as MP3, M4A, WAV or FLAC, and play it once before you put it here")
}

fn is_web_page(head: &[u8]) -> bool {
    let start: Vec<u8> = head.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(64).collect();
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start).to_ascii_lowercase();
    [&b"<!doctypehtml"[..], b"<html", b"<head", b"<?xml", b"<!--", b"<body"].iter().any(|mark| start.starts_with(mark))
}
