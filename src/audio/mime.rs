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
    if let Some(guess) = something_else(head) {
        return guess;
    }
    if !head.is_empty() && std::str::from_utf8(&head[..head.len().min(512)]).is_ok_and(|text| !text.contains('\0')) {
        return Guess { what: "a text, not a recording", fix: REPLACE };
    }
    Guess { what: "nothing that can be played", fix: "export it again as MP3, M4A, WAV or FLAC, and play it once before you put it here" }
}

/// What is surely no recording that podcast apps play. Asked before symphonia, which looks for sound up to a megabyte into a file.
pub(super) fn something_else(head: &[u8]) -> Option<Guess> {
    let known: [(&[u8], Guess); 7] = [
        (b"caff", Guess { what: "a Core Audio file (.caf), which podcast apps do not play", fix: CONVERT }),
        (&[0x30, 0x26, 0xB2, 0x75], Guess { what: "a Windows Media file, which podcast apps do not play", fix: CONVERT }),
        (b"#!AMR", Guess { what: "an AMR voice memo, which podcast apps do not play", fix: CONVERT }),
        (b"PK\x03\x04", Guess { what: "a ZIP archive, not a recording", fix: "unpack it and put the recording here" }),
        (b"%PDF", Guess { what: "a PDF, not a recording", fix: REPLACE }),
        (b"\xFF\xD8\xFF", Guess { what: "a picture, not a recording", fix: REPLACE }),
        (b"\x89PNG", Guess { what: "a picture, not a recording", fix: REPLACE }),
    ];
    let web_page = is_web_page(head).then_some(Guess { what: "a web page, not a recording", fix: SAVE_AGAIN });
    web_page.or_else(|| known.into_iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, guess)| guess))
}

fn is_web_page(head: &[u8]) -> bool {
    let start: Vec<u8> = head.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(64).collect();
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start).to_ascii_lowercase();
    [&b"<!doctypehtml"[..], b"<html", b"<head", b"<?xml", b"<!--", b"<body"].iter().any(|mark| start.starts_with(mark))
}
