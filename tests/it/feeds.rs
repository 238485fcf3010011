//! Feeds from elsewhere: what hosts of every kind write is read, mutations of it break nothing, and what has no field of its own comes
//! out of our feed again.

use super::show::TestShow;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use turntable::import::{FeedBytes, ImportedEpisode, ImportedShow, extra_file, guests, notes, read};
use turntable::report::Report;

/// Every feed in tests/feeds, by name.
fn feeds() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/feeds");
    let mut feeds: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .expect("tests/feeds")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "xml"))
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), fs::read(&path).expect("a feed")))
        .collect();
    feeds.sort();
    feeds
}

fn imported(name: &str, bytes: &[u8]) -> (Option<ImportedShow>, Report) {
    let mut report = Report::default();
    let show = read(&FeedBytes { name, bytes, charset: None }, &mut report);
    (show, report)
}

#[test]
fn feeds_of_every_host_are_read() {
    let feeds = feeds();
    assert_eq!(feeds.len(), 11, "a feed of every shape");
    for (name, bytes) in feeds {
        let (show, report) = imported(&format!("{name}.xml"), &bytes);
        let show = show.unwrap_or_else(|| panic!("{name} was not read: {report:?}"));
        insta::assert_snapshot!(name.as_str(), told(&show, &report));
    }
}

/// A feed as it was understood, one thing per line.
fn told(show: &ImportedShow, report: &Report) -> String {
    let mut text = String::new();
    let alone = ImportedShow { episodes: Vec::new(), extra: Vec::new(), ..show.clone() };
    let _ = writeln!(text, "{alone:#?}");
    for episode in &show.episodes {
        let alone = ImportedEpisode { extra: Vec::new(), ..episode.clone() };
        let _ = writeln!(text, "{alone:#?}");
        let notes = notes::notes(&episode.notes_html);
        let _ = writeln!(text, "--- notes\n{}--- questions", notes.markdown);
        for question in notes.questions {
            let _ = writeln!(text, "{} {}", question.at.unwrap_or_default().clock(), question.ask);
        }
        let _ = writeln!(text, "--- extra\n{}", extra_file(&episode.extra));
    }
    let _ = writeln!(text, "--- extra of the show\n{}--- guests", extra_file(&show.extra));
    for guest in guests::guests(show) {
        let _ = writeln!(text, "{}{} {:?}", guest.name, if guest.is_guess { " (guess)" } else { "" }, guest.episodes);
    }
    let _ = writeln!(text, "--- findings");
    for finding in &report.findings {
        let line = finding.span.as_ref().map_or(0, |span| span.line);
        let _ = writeln!(text, "{line}: {}[{}] {}", finding.rule, finding.fix.as_deref().unwrap_or_default(), finding.message);
    }
    text
}

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 1).unwrap_or_default() % end.max(1)
    }
}

const PIECES: [&str; 30] = [
    "<item>",
    "</item>",
    "</channel>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&",
    "&#0;",
    "&nbsp;",
    "<",
    ">",
    "\"",
    "'",
    "\u{0}",
    "\u{b}",
    "<podcast:value>",
    "</podcast:value>",
    "xmlns:x=\"u\" ",
    "<x:y/>",
    "<br>",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
    "99999999999999999999",
    "-1",
    "é",
    "\r",
    "00:00 a<br>00:01 b<br>00:02 c",
    "<a href=\"",
    "/>",
];

/// One change somewhere: a piece lost, doubled, put in, a byte flipped, the end cut off.
fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(bytes.len());
    let end = (at + dice.below(200)).min(bytes.len());
    match dice.below(6) {
        0 => drop(bytes.drain(at..end)),
        1 => {
            let piece = bytes[at..end].to_vec();
            let to = dice.below(bytes.len());
            drop(bytes.splice(to..to, piece));
        }
        2 | 3 => drop(bytes.splice(at..at, PIECES[dice.below(PIECES.len())].bytes())),
        4 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = u8::try_from(dice.below(256)).unwrap_or_default();
            }
        }
        _ if dice.below(8) == 0 => bytes.truncate(at),
        _ => {}
    }
}

/// How many mutations of each feed; `FEED_MUTATIONS` asks for more.
fn mutations() -> usize {
    std::env::var("FEED_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(60)
}

#[test]
fn no_mutation_of_a_feed_breaks_the_reader_or_what_is_carried_on() {
    let mut dice = Dice(0x5eed_f00d);
    let mut read = 0;
    for (name, original) in feeds() {
        for _ in 0..mutations() {
            let mut bytes = original.clone();
            for _ in 0..=dice.below(6) {
                mutate(&mut bytes, &mut dice);
            }
            let (show, report) = imported(&name, &bytes);
            assert_eq!(show.is_none(), report.has_errors());
            let Some(show) = show else { continue };
            read += 1;
            let _ = guests::guests(&show);
            for episode in &show.episodes {
                let _ = notes::notes(&episode.notes_html);
                assert_well_formed(&extra_file(&episode.extra));
            }
            assert_well_formed(&extra_file(&show.extra));
        }
    }
    assert!(read > mutations() * 8, "hardly any was read: {read}");
}

/// Each would take hours if anything were looked for again and again to the end of the feed.
#[test]
fn feeds_that_are_out_to_harm_cost_no_more_than_their_length() {
    let head = "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>t</title>";
    let item = "<item><title>One</title><enclosure url=\"https://a.example/1.mp3\" type=\"audio/mpeg\"/><description><![CDATA[";
    let lots = |piece: &str| piece.repeat(150_000 / piece.len());
    let outside = [
        "<!-- >",
        "<? >",
        "<!DOCTYPE>",
        "<!DOCTYPE [>",
        "<![CDATA[",
        "<",
        "&",
        "</x>",
        "<x>",
        "<rss xmlns:a=\"u\">",
        "<item>",
        "<item><x a=\"\n",
        "<a:b/>",
        "<link>",
        "]]>",
    ];
    for piece in outside {
        let (show, _) = imported("harm", format!("{head}{}", lots(piece)).as_bytes());
        assert!(show.is_some(), "{piece}");
    }
    let inside = [
        "<!--",
        "<script></script>",
        "<script>",
        "<b></x>",
        "<p><b a=1>",
        "<p><font color=1>",
        "<ul><li>",
        "<br>",
        "00:01 a<br>",
        "*a* _b",
        "<b>a </b>. ",
        "<a href=\"https://a.example\">x",
        "&",
        "[",
        "`",
        "<table><td>",
        " with ",
    ];
    for piece in inside {
        let feed = format!("{head}{item}{}]]></description></item></channel></rss>", lots(piece));
        let (show, _) = imported("harm", feed.as_bytes());
        let show = show.expect("a show");
        assert_eq!(show.episodes.len(), 1, "{piece}");
        let _ = guests::guests(&show);
        let _ = notes::notes(&show.episodes[0].notes_html);
    }
}

fn assert_well_formed(xml: &str) {
    use quick_xml::events::Event;
    let mut reader = quick_xml::NsReader::from_str(xml);
    let mut depth = 0_i32;
    loop {
        match reader.read_resolved_event().unwrap_or_else(|error| panic!("{error}: {xml}")) {
            (space, Event::Start(_)) => {
                assert!(!matches!(space, quick_xml::name::ResolveResult::Unknown(_)), "{xml}");
                depth += 1;
            }
            (_, Event::End(_)) => depth -= 1,
            (_, Event::GeneralRef(name)) => {
                assert!(matches!(&*name, b"amp" | b"lt" | b"gt" | b"quot" | b"apos") || name.starts_with(b"#"), "{xml}")
            }
            (_, Event::Eof) => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{xml}");
    assert!(
        xml.chars().all(|character| matches!(character, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)),
        "{xml:?}"
    );
}

#[test]
fn what_has_no_field_goes_through_a_build_and_comes_out_again() {
    let bytes = fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/feeds/transistor.xml")).expect("a feed");
    let (show, _) = imported("transistor.xml", &bytes);
    let show = show.expect("a show");
    let episode = &show.episodes[0];
    let run = TestShow::minimal()
        .file("content/feed-extra.xml", extra_file(&show.extra))
        .file("content/episodes/001-first/feed-extra.xml", extra_file(&episode.extra))
        .build()
        .ok();
    let feed = run.read("public/feed.xml");
    let (again, report) = imported("feed.xml", feed.as_bytes());
    let again = again.expect("our own feed");
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    // Turntable writes the trailer and the picture itself; both feeds have the rest, in the same order.
    let own = ["<podcast:image", "<podcast:episode", "<podcast:license"];
    let kept = |extra: &[turntable::model::ForeignElement]| {
        extra.iter().map(|element| element.xml.clone()).filter(|xml| !own.iter().any(|own| xml.starts_with(own))).collect::<Vec<_>>()
    };
    assert_eq!(kept(&again.extra), kept(&show.extra));
    assert!(kept(&show.extra).iter().any(|xml| xml.starts_with("<podcast:value ")));
    assert_eq!(kept(&again.episodes[0].extra), kept(&episode.extra));
    assert!(kept(&episode.extra).iter().any(|xml| xml.starts_with("<podcast:alternateEnclosure ")));
    // The episode's own licence stays its own.
    assert!(feed.contains("<podcast:license url=\"https://slow.example/licence\">slow-1</podcast:license>"));
    assert!(!run.public_files().iter().any(|file| file.contains("feed-extra")));
}

#[test]
fn a_broken_file_of_kept_elements_is_told_at_its_place() {
    let run = TestShow::minimal().file("content/feed-extra.xml", "<extra>\n  <podcast:value>\n</extra>\n");
    let run = run.run(&["check", "--format", "json"]);
    let told = run.findings();
    assert!(
        told.iter().any(|told| told.rule == "feed-extra-not-understood" && told.file == "content/feed-extra.xml" && told.line == Some(3)),
        "{told:?}"
    );
}
