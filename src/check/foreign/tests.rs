use super::testing::{GOOD, found};
use super::{RULES, texts};
use crate::report::Finding;
use std::collections::BTreeSet;

/// One mistake in the good feed: what stands there, what is written instead, the rule that must find it, and at which marked text.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

/// Each is found by exactly this rule, once, on the line where the mark stands.
const MISTAKES: &[Mistake] = &[
    // The document.
    ("<?xml", "\n<?xml", "feed-not-xml", ""),
    ("numbers behind", "numbers & facts behind", "feed-not-xml", "& facts"),
    ("numbers behind", "numbers&nbsp;behind", "feed-not-xml", "&nbsp;"),
    ("numbers behind", "numbers < facts", "feed-not-xml", "< facts"),
    ("<itunes:author>Ruth Salo</itunes:author>", "<itunes:author>Ruth Salo</itunes:autor>", "feed-not-xml", "</itunes:autor>"),
    ("version=\"2.0\"", "version=2.0", "feed-not-xml", "version=2.0"),
    ("url=\"https://harbour.example/cash.vtt\" type", "url=\"https://harbour.example/cash.vtt\"type", "feed-not-xml", "type=\"text/vtt"),
    ("length=\"960000\"", "length=\"960000\" length=\"1\"", "feed-not-xml", "length=\"1\""),
    ("</rss>", "</rss>x", "feed-not-xml", "x\n"),
    ("What Dev counts", "What Dev\u{b} counts", "feed-control-character", "\u{b}"),
    ("<title>Harbour Books</title>\n<link>", "<title>Harbour &#8;Books</title>\n<link>", "feed-control-character", "&#8;"),
    ("<rss", "<!DOCTYPE rss>\n<rss", "feed-doctype", "<!DOCTYPE"),
    ("<rss", "<!DOCTYPE rss [<!ENTITY a \"aaaa\">]>\n<rss", "feed-doctype", "<!DOCTYPE"),
    (" xmlns:psc=\"http://podlove.org/simple-chapters\"", "", "feed-namespace-missing", "psc:chapters"),
    (" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"", "", "feed-namespace-missing", "itunes:author"),
    ("</rss>", "</rss><!-- cached -->", "feed-comment-after-end", "<!-- cached"),
    ("dtds/podcast-1.0.dtd", "DTDs/Podcast-1.0.dtd", "feed-namespace-misspelt", "http://www.itunes"),
    ("https://podcastindex.org/namespace/1.0", "http://podcastindex.org/namespace/1.0", "feed-namespace-misspelt", "http://podcastindex"),
    ("purl.org/rss/1.0/modules/content/", "purl.org/rss/1.0/modules/content", "feed-namespace-misspelt", "http://purl"),
    ("<rss version=\"2.0\"", "<rss", "feed-version-missing", "<rss"),
    // Tags as such.
    (
        "<itunes:season>1</itunes:season>\n<itunes:episodeType>full",
        "<itunes:Season>1</itunes:Season>\n<itunes:episodeType>full",
        "unknown-feed-tag",
        "<itunes:Season>",
    ),
    (
        "itunes:episodeType>trailer</itunes:episodeType",
        "itunes:episodetype>trailer</itunes:episodetype",
        "unknown-feed-tag",
        "<itunes:episodetype>",
    ),
    ("<podcast:funding", "<podcast:fundings/><podcast:funding", "unknown-feed-tag", "<podcast:fundings/>"),
    ("<language>en-us</language>", "<language>en-us</language><subtitle>x</subtitle>", "unknown-feed-tag", "<subtitle>"),
    (
        "pubDate>Wed, 01 Apr 2026 06:00:00 +0000</pubDate",
        "pubdate>Wed, 01 Apr 2026 06:00:00 +0000</pubdate",
        "unknown-feed-tag",
        "<pubdate>",
    ),
    ("<itunes:type>", "<itunes:duration>5</itunes:duration><itunes:type>", "feed-tag-misplaced", "<itunes:duration>5"),
    ("<podcast:soundbite", "<podcast:locked>no</podcast:locked><podcast:soundbite", "feed-tag-misplaced", "<podcast:locked>no"),
    ("<itunes:author>", "<itunes:author>R</itunes:author><itunes:author>", "feed-tag-twice", "<itunes:author>Ruth"),
    ("<title>Who can sign?</title>", "<title>Who can sign?</title><title>Who?</title>", "feed-tag-twice", "<title>Who?"),
    (" type=\"text/vtt\"/>", "/>", "feed-attribute-missing", "<podcast:transcript"),
    ("<podcast:funding url=\"https://harbour.example/give\">", "<podcast:funding>", "feed-attribute-missing", "<podcast:funding>"),
    ("<itunes:category text=\"Marketing\"/>", "<itunes:category/>", "feed-attribute-missing", "<itunes:category/>"),
    ("<podcast:medium>podcast<", "<podcast:medium>podcasts<", "feed-word-unknown", "podcasts<"),
    ("href=\"https://harbour.example/cover.jpg\"", "href=\"/cover.jpg\"", "feed-address-not-absolute", "/cover.jpg\"/>"),
    ("url=\"https://harbour.example/cash.json\"", "url=\"cash.json\"", "feed-address-not-absolute", "cash.json"),
    (
        "url=\"https://harbour.example/cash.vtt\"",
        "url=\"http://harbour.example/cash.vtt\"",
        "feed-address-not-https",
        "http://harbour.example/cash.vtt",
    ),
    (
        "href=\"https://harbour.example/cover.jpg\"",
        "href=\"http://harbour.example/cover.jpg\"",
        "feed-address-not-https",
        "http://harbour.example/cover",
    ),
    ("<itunes:type>", "<itunes:keywords>money</itunes:keywords><itunes:type>", "feed-tag-outdated", "<itunes:keywords>"),
    // The show.
    (
        "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://harbour.example/feed.xml\"/>",
        "",
        "self-link-missing",
        "<channel>",
    ),
    ("href=\"https://harbour.example/feed.xml\"", "href=\"/feed.xml\"", "self-link-missing", "/feed.xml\"/>"),
    ("href=\"https://harbour.example/feed.xml\"", "href=\"https://old.example/feed.xml\"", "self-link-differs", "https://old.example"),
    ("<title>Harbour Books</title>\n<link>", "<title></title>\n<link>", "missing-title", "<title></title>"),
    ("<title>Harbour Books</title>\n", "<title>Harbour | Books | Money | Firms</title>\n", "show-title-stuffed", "Harbour |"),
    ("<description>Owners of small firms on the numbers behind their work.</description>", "", "missing-description", "<channel>"),
    ("<link>https://harbour.example/</link>\n", "", "show-link-missing", "<channel>"),
    ("<link>https://harbour.example/</link>\n", "<link>harbour.example</link>\n", "show-link-missing", "harbour.example</link>"),
    (
        "<link>https://harbour.example/</link>\n",
        "<link>http://harbour.example/</link>\n",
        "feed-address-not-https",
        "http://harbour.example/</link>",
    ),
    ("<language>en-us</language>", "", "missing-language", "<channel>"),
    ("<language>en-us</language>", "<language>en-uk</language>", "unknown-language", "en-uk"),
    ("<language>en-us</language>", "<language>en_US</language>", "unknown-language", "en_US"),
    ("<language>en-us</language>", "<language>English</language>", "unknown-language", "English"),
    ("<itunes:category text=\"Business\"><itunes:category text=\"Marketing\"/></itunes:category>", "", "no-category", "<channel>"),
    ("text=\"Marketing\"", "text=\"Non Profit\"", "unknown-category", "Non Profit"),
    ("text=\"Marketing\"", "text=\"Management &amp; Marketing\"", "old-category", "Management"),
    ("<itunes:explicit>false</itunes:explicit>\n<itunes:image", "<itunes:image", "explicit-missing", "<channel>"),
    (
        "<itunes:explicit>false</itunes:explicit>\n<itunes:image",
        "<itunes:explicit>no</itunes:explicit>\n<itunes:image",
        "explicit-not-true-or-false",
        "no</itunes:explicit>",
    ),
    (
        "<itunes:explicit>false</itunes:explicit>\n<podcast",
        "<itunes:explicit>clean</itunes:explicit>\n<podcast",
        "explicit-not-true-or-false",
        "clean",
    ),
    ("<itunes:author>Ruth Salo</itunes:author>", "", "no-author", "<channel>"),
    ("<itunes:email>hello@harbour.example</itunes:email>", "", "no-owner-email", "<channel>"),
    (
        "<itunes:email>hello@harbour.example</itunes:email>",
        "<itunes:email>hello at harbour</itunes:email>",
        "not-an-email",
        "hello at harbour",
    ),
    ("owner=\"hello@harbour.example\"", "owner=\"Ruth\"", "not-an-email", "Ruth\">yes"),
    ("<itunes:image href=\"https://harbour.example/cover.jpg\"/>", "", "no-cover", "<channel>"),
    ("<itunes:image href=", "<itunes:image url=", "no-cover", "<itunes:image"),
    (
        "href=\"https://harbour.example/cover.jpg\"",
        "href=\"https://harbour.example/cover.webp\"",
        "cover-ending-unfit",
        "https://harbour.example/cover.webp",
    ),
    ("</link></image>", "</link><width>1400</width></image>", "rss-image-too-large", "1400"),
    ("<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>", "", "no-podcast-guid", "<channel>"),
    ("<podcast:guid>9b024349", "<podcast:guid>harbour-9b02", "not-a-guid", "harbour-9b02"),
    ("feedGuid=\"917393e3", "feedGuid=\"917", "not-a-guid", "917-1b1e"),
    (">yes</podcast:locked>", ">true</podcast:locked>", "locked-not-yes-or-no", "true</podcast"),
    ("<itunes:type>episodic", "<itunes:type>weekly", "unknown-type", "weekly"),
    ("<itunes:episodeType>full", "<itunes:episodeType>whole", "unknown-type", "whole<"),
    ("<itunes:type>", "<itunes:block>true</itunes:block><itunes:type>", "only-yes-counts", "true</itunes:block>"),
    ("<copyright>Harbour", "<copyright>© 2026 Harbour", "copyright-with-year", "© 2026"),
    ("<itunes:type>", "<itunes:new-feed-url>/feed.xml</itunes:new-feed-url><itunes:type>", "new-feed-url-is-self", "/feed.xml</itunes"),
    (
        "<itunes:type>",
        "<atom:link rel=\"next\" href=\"https://harbour.example/feed.xml\"/><itunes:type>",
        "feed-pages-disagree",
        "https://harbour.example/feed.xml\"/><itunes",
    ),
    // Items.
    ("<guid isPermaLink=\"false\">hb-0002</guid>", "", "no-guid", "<item>\n<title>Who"),
    ("hb-0003", "hb-0002", "duplicate-guid", "hb-0002</guid>\n<pubDate>Thu, 14"),
    (" isPermaLink=\"false\">hb-0002", ">hb-0002", "guid-not-a-link", "hb-0002"),
    ("hb-0003", "https://harbour.example/?p=3", "guid-contains-host", "https://harbour.example/?p=3"),
    ("<guid isPermaLink=\"false\">hb-0002", "<guid isPermaLink=\"false\"> hb-0002", "blanks-round-value", "hb-0002"),
    ("<title>Who can sign?</title>", "<title></title>", "item-without-title", "<title></title>"),
    ("<title>Who can sign?</title>", "<title>Episode 1: Who can sign?</title>", "title-with-number", "Episode 1"),
    ("<title>Who can sign?</title>", "<title>Who can &lt;b&gt;sign&lt;/b&gt;?</title>", "title-with-markup", "Who can &lt;"),
    ("<title>Who can sign?</title>", "<title>Harbour Books: Who can sign?</title>", "title-repeats-show", "Harbour Books: Who"),
    ("<itunes:episode>2<", "<itunes:episode>002B<", "number-not-a-number", "002B"),
    ("<itunes:episode>2<", "<itunes:episode>0<", "number-not-a-number", "0</itunes:episode>"),
    (
        "<itunes:season>1</itunes:season>\n<itunes:episodeType>",
        "<itunes:season>one</itunes:season>\n<itunes:episodeType>",
        "season-not-a-number",
        "one<",
    ),
    (
        "<itunes:episode>2<",
        "<itunes:episode>1<",
        "duplicate-number",
        "1</itunes:episode>\n<itunes:season>1</itunes:season>\n<itunes:episodeType>",
    ),
    ("<link>https://harbour.example/sign/</link>", "<link>/sign/</link>", "item-link-unfit", "/sign/</link>"),
    ("<itunes:duration>60<", "<author>Ruth Salo</author><itunes:duration>60<", "author-not-an-email", "Ruth Salo</author>"),
    ("<pubDate>Wed, 01 Apr 2026 06:00:00 +0000</pubDate>", "", "missing-date", "<item>\n<title>About"),
    ("Wed, 01 Apr 2026 06:00:00 +0000", "soon", "date-not-understood", "soon"),
    ("Wed, 01 Apr 2026 06:00:00 +0000", "2026-04-01T06:00:00Z", "date-form-unusual", "2026-04-01"),
    ("Wed, 01 Apr 2026 06:00:00 +0000", "Wed, 01 Apr 2026 06:00:00 EST", "date-form-unusual", "Wed, 01"),
    ("Wed, 01 Apr 2026", "Tue, 01 Apr 2026", "weekday-wrong", "Tue, 01"),
    ("Thu, 14 May 2026", "Thu, 14 May 2037", "date-in-future", "Thu, 14 May 2037"),
    ("Wed, 01 Apr 2026", "Thu, 01 Apr 1976", "date-before-podcasts", "Thu, 01 Apr 1976"),
    ("Thu, 16 Apr 2026 06:00:00 GMT", "Thu, 14 May 2026 06:00:00 GMT", "same-date", "Thu, 14 May 2026 06:00:00 +0000"),
    ("Thu, 14 May 2026 06:00:00 +0000", "Fri, 10 Apr 2026 06:00:00 +0000", "items-out-of-order", "Fri, 10 Apr"),
    // Recordings.
    (
        "<enclosure url=\"https://media.harbour.example/about.mp3\" length=\"960000\" type=\"audio/mpeg\"/>",
        "",
        "item-without-enclosure",
        "<item>\n<title>About",
    ),
    (
        "<enclosure url=\"https://media.harbour.example/about.mp3\"",
        "<enclosure href=\"https://media.harbour.example/about.mp3\"",
        "item-without-enclosure",
        "<enclosure href",
    ),
    (
        "type=\"audio/x-m4a\"/>",
        "type=\"audio/x-m4a\"/><enclosure url=\"https://a.example/x.mp3\" length=\"1\" type=\"audio/mpeg\"/>",
        "several-enclosures",
        "<enclosure url=\"https://a.example",
    ),
    ("url=\"https://media.harbour.example/sign.m4a\"", "url=\"/sign.m4a\"", "recording-not-absolute", "/sign.m4a"),
    (
        "url=\"https://media.harbour.example/sign.m4a\"",
        "url=\"http://media.harbour.example/sign.m4a\"",
        "recording-not-https",
        "http://media",
    ),
    ("about.mp3", "cash.mp3", "recording-used-twice", "https://media.harbour.example/cash.mp3\" length=\"271"),
    ("type=\"audio/mpeg\"/>\n<itunes:duration>60", "type=\"audio/mp3\"/>\n<itunes:duration>60", "audio-type-not-understood", "audio/mp3"),
    (
        " type=\"audio/mpeg\"/>\n<itunes:duration>60",
        "/>\n<itunes:duration>60",
        "audio-type-not-understood",
        "<enclosure url=\"https://media.harbour.example/about",
    ),
    (
        "sign.m4a\" length=\"17123456\" type=\"audio/x-m4a\"",
        "sign.ogg\" length=\"17123456\" type=\"audio/ogg\"",
        "audio-format-rarely-played",
        "audio/ogg",
    ),
    ("type=\"audio/x-m4a\"", "type=\"audio/mpeg\"", "audio-ending-disagrees", "audio/mpeg\"/>\n<itunes:duration>1201"),
    ("sign.m4a", "play?id=4", "audio-address-without-ending", "https://media.harbour.example/play"),
    ("sign.m4a", "who%2520signs.m4a", "audio-address-encoded-twice", "https://media.harbour.example/who"),
    ("sign.m4a\"", "sign.m4a \"", "audio-address-encoded-twice", "https://media.harbour.example/sign.m4a \""),
    ("sign.m4a", "who%20signs.m4a", "recording-name-not-plain", "https://media.harbour.example/who"),
    ("length=\"17123456\"", "length=\"0\"", "recording-size-unknown", "0\" type=\"audio/x-m4a"),
    ("length=\"17123456\"", "length=\"17 MB\"", "recording-size-unknown", "17 MB"),
    (" length=\"17123456\"", "", "recording-size-unknown", "<enclosure url=\"https://media.harbour.example/sign"),
    ("<itunes:duration>1201</itunes:duration>", "", "no-duration", "<item>\n<title>Who"),
    ("<itunes:duration>1201<", "<itunes:duration>45;11<", "no-duration", "45;11"),
    ("<itunes:duration>1201<", "<itunes:duration>20:01<", "duration-not-seconds", "20:01"),
    ("length=\"17123456\"", "length=\"17\"", "size-and-length-disagree", "17\" type"),
    // Notes.
    ("<description>A minute on what you will hear.</description>", "", "no-show-notes", "<item>\n<title>About"),
    ("https://okafor.example/letter/", "/letter/", "relative-link-in-notes", "<a href=\"/letter/"),
    ("What Dev counts first.", "<script>x</script>", "active-html-in-notes", "<script>"),
    ("<p>What Dev", "<p onclick=\"x\">What Dev", "active-html-in-notes", "<p onclick"),
    ("What Dev counts first.", "<iframe src=\"https://a.example\">", "active-html-in-notes", "<iframe"),
    ("<p>What Dev counts first.", "<h2>What Dev counts first.</h2><p>", "html-not-shown", "<h2>"),
    ("<p>What Dev", "&lt;p&gt;What Dev", "notes-escaped-twice", "&lt;p&gt;"),
    ("<description>A minute on what", "<description><p>A minute</p> on what", "notes-not-wrapped", "<p>A minute"),
    ("What Dev counts first.", "<img src=\"https://a.example/x.png\">", "picture-without-alt", "<img"),
    ("What Dev counts first.", "<img alt=\"Dev\" src=\"http://a.example/x.png\">", "insecure-picture", "<img"),
    (">The bank letter<", ">click here<", "link-text-says-nothing", "<a href"),
    ("9:45 The bank", "39:45 The bank", "time-code-after-end", "<p>The page"),
    ("9:45 The bank", "2:45 The bank", "time-list-out-of-order", "<p>The page"),
    ("<li>0:00 Welcome</li>", "", "time-list-out-of-order", "<p>The page"),
    // Beside the recording.
    ("type=\"application/json+chapters\"", "type=\"application/json\"", "chapters-type-unfit", "application/json\""),
    ("start=\"00:12:22\"", "start=\"00:02:22\"", "feed-chapter-out-of-order", "00:02:22"),
    ("start=\"00:12:22\"", "start=\"late\"", "feed-chapter-out-of-order", "late"),
    ("<psc:chapter start=\"00:04:10\" title=\"The bank\"/>", "", "few-chapters", "<psc:chapter start"),
    (
        "title=\"The bank\"",
        "title=\"The bank, the letter that it wants, and who may sign it\"",
        "chapter-title-too-long",
        "The bank, the letter",
    ),
    ("type=\"text/vtt\"", "type=\"vtt\"", "transcript-type-unfit", "vtt\"/>"),
    ("type=\"application/x-subrip\"", "type=\"text/vtt\"", "transcript-type-unfit", "text/vtt\"/>\n</item>"),
    (
        "sign.srt\" type=\"application/x-subrip\"",
        "sign.html\" type=\"text/html\"",
        "transcript-without-captions",
        "<podcast:transcript url=\"https://harbour.example/sign",
    ),
    (
        "<podcast:transcript url=\"https://harbour.example/sign.srt\" type=\"application/x-subrip\"/>",
        "",
        "no-transcript",
        "<item>\n<title>Who",
    ),
    ("duration=\"30\"", "duration=\"5\"", "soundbite-length", "5\">Count"),
    ("startTime=\"73.5\"", "startTime=\"1690\"", "soundbite-after-end", "1690"),
    ("startTime=\"73.5\"", "startTime=\"1:13\"", "soundbite-length", "1:13"),
    (">Dev Okafor</podcast:person>", "></podcast:person>", "person-without-name", "<podcast:person role=\"guest\""),
    ("role=\"guest\"", "role=\"gest\"", "unknown-role", "gest"),
    (
        "<podcast:person role=\"host\">Ruth Salo</podcast:person>\n<podcast:person role=\"guest\"",
        "<podcast:person role=\"guest\"",
        "guest-without-host",
        "<podcast:person role=\"guest\"",
    ),
];

/// Other ways to say the same, of which none is a mistake.
const GOOD_WAYS: &[(&str, &str)] = &[
    ("<?xml", "\u{feff}<?xml"),
    ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", ""),
    ("<rss", "<?xml-stylesheet href=\"feed.xsl\"?><!-- a feed --><rss"),
    ("\n<item>", "\r\n<item>"),
    ("Harbour Books", "Häfen &amp; Bücher 語"),
    ("<title>Who can sign?</title>", "<title><![CDATA[Who can sign & when?]]></title>"),
    ("<title>Who can sign?</title>", "<title>12 things to ask a lender</title>"),
    ("type=\"audio/x-m4a\"", "type=\"audio/mp4\""),
    ("type=\"audio/x-m4a\"", "type='audio/x-m4a'"),
    ("sign.m4a", "sign.m4a?token=a&amp;b=c"),
    ("Thu, 16 Apr 2026 06:00:00 GMT", "Thu, 16 Apr 2026 01:00:00 -0500"),
    ("<language>en-us</language>", "<language>pt-BR</language>"),
    (
        "<itunes:category text=\"Business\"><itunes:category text=\"Marketing\"/></itunes:category>",
        "<itunes:category text=\"True Crime\"/>",
    ),
    ("<itunes:category text=\"Marketing\"/>", "<itunes:category text=\"Marketing\"/><itunes:category text=\"Careers\"/>"),
    ("<itunes:episode>2</itunes:episode>\n", ""),
    ("isPermaLink=\"false\">hb-0002", "isPermaLink=\"true\">https://guids.example/hb-0002"),
    (
        "<itunes:owner><itunes:name>Harbour Accounting</itunes:name><itunes:email>hello@harbour.example</itunes:email></itunes:owner>",
        "<podcast:txt purpose=\"verify\">abc</podcast:txt>",
    ),
    ("https://okafor.example/letter/", "mailto:dev@okafor.example"),
    ("<p>What Dev", "<p>5 &lt; 6, Q&amp;A. What Dev"),
    ("<itunes:type>episodic</itunes:type>", "<itunes:block>Yes</itunes:block>"),
    ("<podcast:medium>podcast</podcast:medium>", "<acme:x xmlns:acme=\"https://acme.example/ns\"><acme:y/></acme:x>"),
    ("<itunes:type>", "<atom:link rel=\"next\" href=\"https://harbour.example/feed.xml?page=2\"/><itunes:type>"),
    ("<itunes:explicit>false</itunes:explicit>\n<podcast", "<itunes:explicit>true</itunes:explicit>\n<podcast"),
    ("<itunes:duration>1201<", "<itunes:duration>1201.5<"),
    // Habits of hosts that do no harm.
    ("<itunes:episode>2</itunes:episode>", "<itunes:episode/>"),
    ("<title>Who can sign?</title>", "<title>Harbour books and how to read them</title>"),
    ("<itunes:episodeType>full", "<itunes:episodeType>Full"),
    ("<itunes:type>", "<itunes:block>no</itunes:block><itunes:complete>No</itunes:complete><itunes:type>"),
    ("<itunes:type>", "<author>Harbour Accounting</author><itunes:type>"),
    ("https://media.harbour.example/cash.mp3", "https://measured.example/play/7/https%3A%2F%2Fmedia.example%2Fcash.mp3"),
    ("<rss", "<rss xmlns:googleplay=\"http://www.google.com/schemas/play-podcasts/1.0/\""),
    ("href=\"https://harbour.example/feed.xml\"", "href=\"http://harbour.example/feed.xml/\""),
    ("<pubDate>Wed, 01 Apr", "<category>Money</category><category>Firms</category><pubDate>Wed, 01 Apr"),
];

/// How much of the feed's text is compared to find the place of a mark.
fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn told(findings: &[Finding]) -> Vec<(&str, usize)> {
    findings.iter().map(|finding| (finding.rule, finding.span.as_ref().map_or(0, |span| span.line))).collect()
}

#[test]
fn a_feed_without_fault_has_no_findings() {
    assert_eq!(found(GOOD.as_bytes()), []);
}

#[test]
fn each_mistake_is_found_by_its_rule_alone_where_it_stands() {
    assert!(MISTAKES.len() >= 100);
    let mut faults = Vec::new();
    for (from, to, rule, mark) in MISTAKES {
        assert!(GOOD.contains(from), "{from}");
        let broken = GOOD.replacen(from, to, 1);
        let at = broken.find(mark).unwrap_or_else(|| panic!("{rule}: {mark} is not there"));
        let findings = found(broken.as_bytes());
        let column = broken[..at].rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let place = findings.first().and_then(|finding| finding.span.as_ref()).map(|span| span.column);
        if told(&findings) != [(*rule, line_of(&broken, at))] || place != Some(column) {
            faults.push(format!(
                "{to:.60}: expected {rule} at {}:{column}, found {:?} in column {place:?}",
                line_of(&broken, at),
                told(&findings)
            ));
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), MISTAKES.len(), faults.join("\n"));
}

#[test]
fn other_ways_to_say_the_same_are_no_mistakes() {
    for (from, to) in GOOD_WAYS {
        assert!(GOOD.contains(from), "{from}");
        // Every place where it stands, as a feed's writer would.
        let findings = found(GOOD.replace(from, to).as_bytes());
        assert_eq!(findings, [], "{to}");
    }
}

#[test]
fn every_rule_is_tried_by_a_mistake() {
    let tried: BTreeSet<&str> = MISTAKES.iter().map(|(_, _, rule, _)| *rule).collect();
    // These need more than one place changed; they are tried below.
    let elsewhere = [
        "feed-not-utf-8",
        "feed-too-large",
        "feed-prefix-unusual",
        "show-title-too-long",
        "show-description-too-long",
        "no-episodes",
        "guid-not-clean",
        "title-too-long",
        "number-gap",
        "serial-without-number",
        "notes-too-long",
        "soundbite-title-too-long",
        "name-too-long",
        "feed-text-over-limit",
    ];
    let untried: Vec<&str> = RULES
        .iter()
        .copied()
        .flatten()
        .map(|rule| rule.text.name)
        .filter(|name| !tried.contains(name) && !elsewhere.contains(name))
        .collect();
    assert!(untried.is_empty(), "{untried:?}");
}

#[track_caller]
fn finds(broken: &str, rule: &str) {
    let findings = found(broken.as_bytes());
    assert_eq!(findings.iter().map(|finding| finding.rule).collect::<BTreeSet<_>>(), BTreeSet::from([rule]), "{findings:#?}");
    for finding in &findings {
        assert!(finding.fix.is_some() && !finding.message.ends_with('.'), "{finding:?}");
    }
}

#[test]
fn mistakes_in_more_than_one_place_are_found() {
    let words = |count: usize| "word ".repeat(count);
    finds(&GOOD.replace("xmlns:itunes=", "xmlns:it=").replace("itunes:", "it:").replace("xmlns:it:", "xmlns:it="), "feed-prefix-unusual");
    finds(&GOOD.replacen("<title>Harbour Books", &format!("<title>{}", words(60).trim_end()), 1), "show-title-too-long");
    finds(&GOOD.replacen("<description>Owners", &format!("<description>{}", words(900)), 1), "show-description-too-long");
    finds(&format!("{}</channel></rss>", GOOD.split_once("<item>").expect("items").0), "no-episodes");
    finds(&GOOD.replace("hb-0002", "hb-\n0002"), "guid-not-clean");
    finds(&GOOD.replace("<title>Who can sign?", &format!("<title>Who {}", words(60).trim_end())), "title-too-long");
    let serial = GOOD.replace("<itunes:type>episodic", "<itunes:type>serial");
    finds(&serial.replace("<itunes:episode>2<", "<itunes:episode>4<"), "number-gap");
    finds(&serial.replace("<itunes:episode>1</itunes:episode>\n", ""), "serial-without-number");
    finds(&GOOD.replace("The page that helps.", &words(900)), "notes-too-long");
    finds(&GOOD.replace(">Count first<", &format!(">{}<", words(30))), "soundbite-title-too-long");
    finds(&GOOD.replace(">Dev Okafor<", &format!(">{}<", words(30))), "name-too-long");
    finds(&GOOD.replace(">Buy us a coffee<", &format!(">{}<", words(30))), "feed-text-over-limit");
    finds(&GOOD.replace("</rss>\n", &format!("</rss>{}", "\n".repeat(1_000_001))), "feed-too-large");
    let cut_short = found(GOOD.replace("helps.</p><ul>", "helps.]]></p><ul>").as_bytes());
    assert!(cut_short.iter().any(|finding| finding.rule == "feed-not-xml" && finding.message.contains("]]>")), "{cut_short:#?}");
    let latin = encoding_rs::WINDOWS_1252.encode(&GOOD.replace("UTF-8", "ISO-8859-1").replace("Ruth", "Zoë")).0.into_owned();
    assert_eq!(told(&found(&latin)), [("feed-not-utf-8", 1)]);
}

#[test]
fn findings_speak_of_items() {
    let finding = found(GOOD.replace("<itunes:duration>1201<", "<itunes:duration>20:01<").as_bytes()).remove(0);
    assert_eq!(finding.message, "item 2 \"Who can sign?\": apps do not agree how to read a length with a colon");
    assert_eq!(finding.fix.as_deref(), Some("write the seconds, here `1201`"));
}

#[test]
fn what_is_no_feed_is_told_as_what_it_is() {
    for (text, word) in [
        ("", "empty"),
        ("<!DOCTYPE html><html>", "web page"),
        ("<opml/>", "list"),
        ("{}", "JSON"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "Atom"),
        ("x", "not RSS"),
        ("<rss/>", "not RSS"),
    ] {
        let findings = found(text.as_bytes());
        assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["not-a-feed"], "{text}");
        assert!(findings[0].message.contains(word), "{text}: {}", findings[0].message);
    }
}

#[test]
fn a_feed_with_ten_thousand_slips_does_not_tell_ten_thousand_times() {
    let (head, rest) = GOOD.split_once("<item>").expect("items");
    let item = rest.split_once("</item>").expect("an item").0.replace("<itunes:explicit>false", "<itunes:explicit>no");
    let one = |rule: &str, findings: &[Finding]| findings.iter().filter(|finding| finding.rule == rule).count();
    let many = format!("{head}{}</channel></rss>", format!("<item>{item}</item>").repeat(3_000));
    let findings = found(many.as_bytes());
    assert!(findings.len() < 1_500, "{}", findings.len());
    assert!(findings.iter().any(|finding| finding.rule == "duplicate-guid" && finding.message == "2899 more of the same in this feed"));
    assert_eq!(one("explicit-not-true-or-false", &findings), 1, "a habit is told once");
    let told = findings.iter().find(|finding| finding.rule == "explicit-not-true-or-false").map(|finding| finding.message.as_str());
    assert!(told.is_some_and(|message| message.ends_with("`no` is an old word here; so it is in 2999 more places")), "{told:?}");
}

#[test]
fn every_text_of_its_own_is_whole() {
    let mut names = BTreeSet::new();
    for text in texts() {
        assert!(names.insert(text.name), "{} is there twice", text.name);
        assert!(text.finds.ends_with('.') && text.why.ends_with('.'), "{}", text.name);
        assert!(!text.wrong.is_empty() && text.wrong != text.right, "{}", text.name);
    }
}

#[test]
fn cut_and_mangled_feeds_never_fail() {
    for at in (0..GOOD.len()).filter(|at| GOOD.is_char_boundary(*at)) {
        drop(found(&GOOD.as_bytes()[..at]));
    }
    let mut state = 1_u32;
    for _ in 0..400 {
        let mut bytes = GOOD.as_bytes().to_vec();
        for _ in 0..8 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = (state >> 8) as usize % bytes.len();
            bytes[at] = b"<>&\"'/ \0\xff=]!"[(state >> 4) as usize % 12];
        }
        drop(found(&bytes));
    }
}
