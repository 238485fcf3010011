//! What servers answered → findings: pure, so that every way to misbehave can be tried without a network. `check --online` asks.

use super::foreign::{Named, NamedKind};
use crate::report::Severity::{Error, Info, Warning};
use crate::report::{Finding, Place, RuleText};

/// The answer to the question for the headers alone, or to that for a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// HTTP status; `None` where nobody answered.
    pub status: Option<u16>,
    /// Why nobody answered.
    pub trouble: Option<String>,
    /// Type without parameters, lower case.
    pub mime: Option<String>,
    /// `content-length`, or what `content-range` says of the whole.
    pub bytes: Option<u64>,
    /// `access-control-allow-origin`.
    pub shared_with: Option<String>,
}

impl Heard {
    fn is_good(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Why it is not to be had, in words.
    fn why(&self) -> String {
        match (self.status, &self.trouble) {
            (Some(404 | 410), _) => "there is nothing at this address".to_owned(),
            (Some(401 | 403), _) => "the server does not hand it out".to_owned(),
            (Some(status), _) => format!("the server answers with error {status}"),
            (None, Some(trouble)) => trouble.clone(),
            (None, None) => "nobody answers there".to_owned(),
        }
    }
}

/// A feed that cannot be had.
pub const FEED_NOT_ANSWERING: RuleText = RuleText::new(
    "feed-not-answering",
    Error,
    "A show whose feed cannot be fetched from its address.",
    "Apps ask there for new episodes; while nobody answers, nobody hears of them, and after some weeks directories drop the show.",
    "https://ledger.example/feed.xml answers with 404",
    "put the site online where `base_url` says, and try again",
);
const FEED_TYPE: RuleText = RuleText::new(
    "feed-type-unfit",
    Info,
    "A feed that is served as something else than RSS or XML.",
    "Most apps do not mind; browsers show text, and some readers refuse it.",
    "content-type: text/html",
    "content-type: application/rss+xml; charset=utf-8",
);
const FEED_BEHIND: RuleText = RuleText::new(
    "feed-behind",
    Warning,
    "A published episode that the feed on the web does not have yet.",
    "Nobody hears it before the site is put online.",
    "an episode was built, and public/ was not uploaded",
    "upload public/",
);
const HTTP_STAYS: RuleText = RuleText::new(
    "http-not-redirected",
    Warning,
    "A site that answers without encryption instead of leading to https.",
    "People who type the address without https are told that the page is not secure, and forms are sent in the open.",
    "http://ledger.example/ shows the page",
    "http://ledger.example/ leads to https://ledger.example/",
);
const RECORDING_GONE: RuleText = RuleText::new(
    "recording-not-answering",
    Error,
    "A recording that cannot be fetched from the address in the feed.",
    "Listeners tap, and hear nothing.",
    "the enclosure's address answers with 404",
    "upload the recording, or correct the address",
);
const SIZE: RuleText = RuleText::new(
    "recording-size-differs",
    Warning,
    "A recording that is larger or smaller on the web than the feed says.",
    "Downloads seem to break off, or never to end; often the old file is still there.",
    "length=\"27123456\", and the server has 26000000 bytes",
    "the size of the file that is served",
);
const TYPE: RuleText = RuleText::new(
    "served-type-differs",
    Warning,
    "Something that is served as another kind of file than the feed says.",
    "Some apps go by the feed, others by the server: for these it does not play or show.",
    "type=\"audio/mpeg\", served as application/octet-stream",
    "served as audio/mpeg",
);
const NO_PARTS: RuleText = RuleText::new(
    "no-part-requests",
    Warning,
    "A server that does not hand out parts of a recording.",
    "Listeners cannot skip, and a download that breaks off starts again from the beginning. Apple asks for it.",
    "a request for two bytes is answered with the whole file",
    "accept-ranges: bytes, and status 206 for parts",
);
const NO_HEAD: RuleText = RuleText::new(
    "no-head-requests",
    Warning,
    "A server that does not answer when it is asked for the headers alone.",
    "Directories ask so before they take a show or an episode.",
    "HEAD is answered with 405",
    "HEAD is answered like GET, without the file",
);
const FILE_GONE: RuleText = RuleText::new(
    "file-not-answering",
    Warning,
    "A cover, transcript, chapters or page that the feed names and that cannot be fetched.",
    "Apps show an empty square, no transcript, or an error.",
    "a transcript's address answers with 404",
    "upload the file, or take its tag out of the feed",
);
const NO_SHARING: RuleText = RuleText::new(
    "no-cors",
    Warning,
    "Chapters or transcripts that players on other sites may not read.",
    "Web players, and the small player on your partners' sites, show none of them.",
    "(no access-control-allow-origin)",
    "access-control-allow-origin: *",
);
const LINK_GONE: RuleText = RuleText::new(
    "outside-link-gone",
    Warning,
    "A link in the notes to a page that is no longer there.",
    "It was put there for listeners who want to act; they find an error.",
    "a guest's page answers with 404",
    "the page's new address, or none",
);
const FORM_GONE: RuleText = RuleText::new(
    "form-not-answering",
    Warning,
    "A form whose service does not answer.",
    "People who raise a hand get an error, and nobody learns that they did.",
    "`forms.endpoint` answers with 404",
    "the address that the service shows for the form",
);

/// What `turntable explain` says about these rules.
pub const RULES: &[RuleText] = &[
    FEED_NOT_ANSWERING,
    FEED_TYPE,
    FEED_BEHIND,
    HTTP_STAYS,
    RECORDING_GONE,
    SIZE,
    TYPE,
    NO_PARTS,
    NO_HEAD,
    FILE_GONE,
    NO_SHARING,
    LINK_GONE,
    FORM_GONE,
];

fn finding(rule: &RuleText, place: Place, message: impl Into<String>, fix: &str) -> Finding {
    Finding::new(rule.name, rule.severity, place, message).fix(fix)
}

/// What is wrong with something that a feed names: `head` answers the question for the headers alone, `part` that for two bytes.
#[must_use]
pub fn of_named(named: &Named, head: &Heard, part: Option<&Heard>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut tell = |rule: &RuleText, message: String, fix: &str| {
        let mut finding = finding(rule, named.place.clone(), format!("{}{message}", named.whose), fix);
        finding.span = Some(named.span.clone());
        found.push(finding);
    };
    let best = part.filter(|part| part.is_good()).unwrap_or(head);
    if !best.is_good() {
        match (named.kind, best.status) {
            (NamedKind::Recording, _) => {
                tell(&RECORDING_GONE, format!("its recording cannot be heard: {}", best.why()), "upload it, or correct the address")
            }
            // Many sites refuse programs; only what is surely gone is told.
            (NamedKind::Link, Some(404 | 410)) => {
                tell(&LINK_GONE, "this link leads to a page that is gone".to_owned(), "write the page's new address, or take the link out")
            }
            (NamedKind::Link, _) => {}
            (kind, _) => tell(&FILE_GONE, format!("{} cannot be fetched: {}", word(kind), best.why()), "upload it, or correct the address"),
        }
        return found;
    }
    if named.kind == NamedKind::Recording {
        if !head.is_good() {
            tell(
                &NO_HEAD,
                "the server does not answer when asked for the headers of this recording alone".to_owned(),
                "ask the host to answer HEAD requests",
            );
        }
        if part.is_some_and(|part| part.status == Some(200)) {
            tell(
                &NO_PARTS,
                "the server does not hand out parts of this recording, so nobody can skip".to_owned(),
                "ask the host for byte ranges, or serve recordings elsewhere",
            );
        }
        let real = part.and_then(|part| part.bytes).or(head.bytes);
        if let (Some(said), Some(real)) = (named.bytes, real.filter(|real| Some(*real) != named.bytes)) {
            tell(
                &SIZE,
                format!("the feed says {said} bytes, the server has {real}"),
                "build and upload again, so that feed and file are of one time",
            );
        }
    }
    if matches!(named.kind, NamedKind::Recording | NamedKind::Chapters | NamedKind::Transcript)
        && let (Some(said), Some(served)) = (&named.mime, &best.mime)
        && !is_same_kind(said, served)
    {
        tell(
            &TYPE,
            format!("{} is served as {served}, and the feed says {said}", word(named.kind)),
            "have the host serve it as the feed says; for some, public/_headers does",
        );
    }
    let is_shared = best.shared_with.as_deref().is_some_and(|origin| matches!(origin.trim(), "*" | "https://player.example"));
    if matches!(named.kind, NamedKind::Chapters | NamedKind::Transcript) && !is_shared {
        tell(
            &NO_SHARING,
            format!("players on other sites may not read {}", word(named.kind)),
            "have the host send `access-control-allow-origin: *` with it; for some, public/_headers does",
        );
    }
    found
}

fn word(kind: NamedKind) -> &'static str {
    match kind {
        NamedKind::Recording => "the recording",
        NamedKind::Cover => "the cover",
        NamedKind::Chapters => "the chapters file",
        NamedKind::Transcript => "the transcript",
        NamedKind::Page => "the page",
        NamedKind::Link => "the link",
    }
}

/// Types that apps take for one another.
fn is_same_kind(said: &str, served: &str) -> bool {
    const SAME: [&[&str]; 4] = [
        &["audio/mpeg", "audio/mp3", "audio/x-mpeg"],
        &["audio/x-m4a", "audio/m4a", "audio/mp4", "video/mp4"],
        &["application/x-subrip", "application/srt", "text/srt", "text/plain"],
        &["application/json+chapters", "application/json"],
    ];
    let bare = said.split(';').next().unwrap_or_default().trim();
    bare == served || SAME.iter().any(|kinds| kinds.contains(&bare) && kinds.contains(&served))
}

/// What is wrong with how the show's feed is served. `missing` counts published episodes that it does not have.
#[must_use]
pub fn of_feed(place: &Place, heard: &Heard, missing: usize) -> Vec<Finding> {
    let mut found = Vec::new();
    if !heard.is_good() {
        let message = format!("the feed cannot be fetched: {}", heard.why());
        found.push(finding(&FEED_NOT_ANSWERING, place.clone(), message, "put the site online where `base_url` says, or correct it"));
        return found;
    }
    let is_xml = heard.mime.as_deref().is_none_or(|mime| mime.contains("xml") || mime.contains("rss"));
    if !is_xml {
        let message = format!("the feed is served as {}", heard.mime.as_deref().unwrap_or_default());
        found.push(finding(
            &FEED_TYPE,
            place.clone(),
            message,
            "have the host serve it as application/rss+xml; for some, public/_headers does",
        ));
    }
    if missing > 0 {
        let message = if missing == 1 {
            "1 published episode is not in it yet".to_owned()
        } else {
            format!("{missing} published episodes are not in it yet")
        };
        found.push(finding(&FEED_BEHIND, place.clone(), message, "build, and upload public/"));
    }
    found
}

/// Whether the address without encryption leads to the one with.
#[must_use]
pub fn of_plain_http(place: &Place, leads_to: &str, status: Option<u16>) -> Option<Finding> {
    let stays = status.is_some_and(|status| (200..300).contains(&status)) && leads_to.starts_with("http://");
    stays.then(|| finding(&HTTP_STAYS, place.clone(), "the site answers without encryption", "turn on \"always use https\" at your host"))
}

/// Whether a form's service is there: any answer counts but that there is nothing.
#[must_use]
pub fn of_form(place: &Place, heard: &Heard) -> Option<Finding> {
    let is_gone = matches!(heard.status, None | Some(404 | 410 | 500..=599));
    is_gone.then(|| {
        finding(
            &FORM_GONE,
            place.clone(),
            format!("the form's service does not take requests: {}", heard.why()),
            "look at the address in your form service, and send yourself a request",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Span;

    fn named(kind: NamedKind, mime: &str, bytes: u64) -> Named {
        let place = Place::bytes("https://a.example/feed.xml", 1, 2);
        let span = Span { line: 3, column: 4, width: 1, text: "x".to_owned() };
        let (mime, bytes) = (Some(mime.to_owned()).filter(|mime| !mime.is_empty()), Some(bytes).filter(|bytes| *bytes > 0));
        Named { kind, whose: "item 1: ".to_owned(), address: "https://a.example/x".to_owned(), mime, bytes, place, span }
    }

    fn good(mime: &str, bytes: u64) -> Heard {
        Heard { status: Some(200), mime: Some(mime.to_owned()), bytes: Some(bytes), shared_with: Some("*".to_owned()), ..Heard::default() }
    }

    fn rules(found: Vec<Finding>) -> Vec<&'static str> {
        found.into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn each_way_to_misbehave_has_its_rule() {
        let recording = named(NamedKind::Recording, "audio/mpeg", 100);
        let head = good("audio/mpeg", 100);
        let part = Heard { status: Some(206), ..head.clone() };
        let with = |change: fn(&mut Heard, &mut Heard)| {
            let (mut head, mut part) = (head.clone(), part.clone());
            change(&mut head, &mut part);
            rules(of_named(&recording, &head, Some(&part)))
        };
        assert_eq!(with(|_, _| ()), [""; 0]);
        assert_eq!(with(|head, _| head.status = Some(405)), ["no-head-requests"]);
        assert_eq!(with(|_, part| part.status = Some(200)), ["no-part-requests"]);
        assert_eq!(with(|_, part| part.bytes = Some(90)), ["recording-size-differs"]);
        assert_eq!(with(|_, part| part.mime = Some("text/html".to_owned())), ["served-type-differs"]);
        assert_eq!(with(|head, part| (head.status, part.status) = (Some(404), Some(404))), ["recording-not-answering"]);
        assert_eq!(with(|head, part| (head.status, part.status) = (None, None)), ["recording-not-answering"]);
    }

    #[test]
    fn files_links_feeds_and_forms_are_judged() {
        let vtt = named(NamedKind::Transcript, "text/vtt", 0);
        assert_eq!(rules(of_named(&vtt, &good("text/vtt", 5), None)), [""; 0]);
        assert_eq!(rules(of_named(&vtt, &Heard { shared_with: None, ..good("text/vtt", 5) }, None)), ["no-cors"]);
        assert_eq!(rules(of_named(&vtt, &Heard { status: Some(403), ..Heard::default() }, None)), ["file-not-answering"]);
        let link = named(NamedKind::Link, "", 0);
        assert_eq!(rules(of_named(&link, &Heard { status: Some(404), ..Heard::default() }, None)), ["outside-link-gone"]);
        for status in [None, Some(403), Some(429), Some(500)] {
            assert_eq!(rules(of_named(&link, &Heard { status, ..Heard::default() }, None)), [""; 0]);
        }
        let place = Place::key("content/show.yaml", "base_url");
        assert_eq!(rules(of_feed(&place, &good("text/xml", 5), 0)), [""; 0]);
        assert_eq!(rules(of_feed(&place, &good("text/html", 5), 2)), ["feed-type-unfit", "feed-behind"]);
        assert_eq!(rules(of_feed(&place, &Heard::default(), 0)), ["feed-not-answering"]);
        assert!(of_plain_http(&place, "http://a.example/", Some(200)).is_some());
        assert!(of_plain_http(&place, "https://a.example/", Some(200)).is_none());
        assert!(of_form(&place, &Heard { status: Some(404), ..Heard::default() }).is_some());
        assert!(of_form(&place, &Heard { status: Some(405), ..Heard::default() }).is_none());
    }
}
