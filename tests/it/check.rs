//! `turntable check` end to end: one-mistake changes of a good show and of a good feed, the ten mistakes that people make first, and
//! what it says for people and for programs.

use super::show::{TestShow, Told, png};
use std::collections::BTreeMap;

const SHOW: &str = "content/show.yaml";
const EPISODE: &str = "content/episodes/001-first/index.md";
const PARTNER: &str = "content/partners/dev-okafor/index.md";
const OFFER: &str = "content/offers/continuity/index.md";
const HOST: &str = "content/hosts/margo-ellison/index.md";

/// One mistake: the file, what stands there, what is written instead, and the one rule that must find it.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    (SHOW, "title: People I'd Send You To\n", "", "missing-title"),
    (SHOW, "title: People I'd Send You To\n", "title: A | B | C | D talk\n", "show-title-stuffed"),
    (SHOW, "description: Interviews with the people Margo Ellison sends clients to.\n", "", "missing-description"),
    (SHOW, "base_url: https://talks.ellison.example/\n", "", "missing-base-url"),
    (SHOW, "base_url: https://", "base_url: http://", "base-url-not-https"),
    (SHOW, "https://talks.ellison.example/", "http://localhost:4321/", "base-url-not-public"),
    (SHOW, "https://talks.ellison.example/", "talks", "not-a-web-address"),
    (SHOW, "language: en\n", "language: en-UK\n", "unknown-language"),
    (SHOW, "language: en\n", "language: English\n", "not-a-language"),
    (SHOW, "language: en\n", "", "missing-language"),
    (SHOW, "America/Chicago", "America/Chikago", "unknown-timezone"),
    (SHOW, "timezone: America/Chicago\n", "", "no-timezone"),
    (SHOW, "hello@ellison.example", "hello at ellison", "not-an-email"),
    (SHOW, ", email: hello@ellison.example", "", "no-owner-email"),
    (SHOW, "Business > Marketing", "Business > Non Profit", "unknown-category"),
    (SHOW, "Business > Marketing", "Health > Self-Help", "old-category"),
    (SHOW, "categories: [Business > Marketing]\n", "", "no-category"),
    (SHOW, "cover: cover.png", "cover: kover.png", "file-not-found"),
    (SHOW, "hosts: [margo-ellison]", "hosts: [margo-elison]", "host-not-found"),
    (SHOW, "provider: netlify", "provider: netlyfi", "unknown-provider"),
    (SHOW, "  consent: Ellison Advisory sends what you asked for and nothing else.\n", "", "form-without-consent"),
    (SHOW, "  privacy_url: /privacy/\n", "", "form-without-privacy-link"),
    (SHOW, "privacy_url: /privacy/", "privacy_url: /privat/", "broken-link"),
    (SHOW, "author:", "autor:", "unknown-key"),
    (SHOW, "author:", "\tauthor:", "tab-indent"),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\nauthor: Margo\n", "duplicate-key"),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\nchecks: {no-foto: off}\n", "unknown-rule"),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\nchecks: {private-leak: off}\n", "check-cannot-be-lowered"),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\ncopyright: © 2026 Ellison\n", "copyright-with-year"),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\nguid: abc\n", "not-a-guid"),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\ntype: weekly\n", "unknown-type"),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\nlocked: maybe\n", "not-yes-or-no"),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\nmedium: podcasts\n", "unknown-medium"),
    (
        SHOW,
        "author: Margo Ellison\n",
        "author: Margo Ellison\nnew_feed_url: https://talks.ellison.example/feed.xml\n",
        "new-feed-url-is-self",
    ),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\ntheme: stagee\n", "unknown-theme"),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\nmedia: {base_url: 'http://m.example/'}\n", "mixed-http"),
    (SHOW, "author: Margo Ellison\n", "author: Margo Ellison\npodroll: [{feed_guid: abc}]\n", "not-a-guid"),
    (SHOW, "author: Margo Ellison\n", "author: Margo: Ellison\n", "colon-in-text"),
    (SHOW, "author: Margo Ellison\n", "author: \"Margo Ellison\n", "quote-not-closed"),
    (SHOW, "author: Margo Ellison\n", "author: “Margo Ellison”\n", "smart-quotes"),
    (SHOW, "author: Margo Ellison\n", "author:Margo Ellison\n", "no-space-after-colon"),
    (SHOW, "author: Margo Ellison\n", "author: @margo\n", "special-first-character"),
    (SHOW, "hosts: [margo-ellison]", "hosts: [margo-ellison", "bracket-not-closed"),
    (EPISODE, "title: Who can sign a check on Monday?\n", "", "missing-title"),
    (EPISODE, "title: Who can sign a check on Monday?", "title: \"Episode 1: Who can sign?\"", "title-with-number"),
    (EPISODE, "title: Who can sign a check on Monday?", "title: Who can <b>sign</b>?", "title-with-markup"),
    (EPISODE, "title: Who can sign a check on Monday?", "title: \"People I'd Send You To: Who?\"", "title-repeats-show"),
    (EPISODE, "title: Who can sign a check on Monday?", "title: Who: can sign", "colon-in-text"),
    (EPISODE, "date: 2026-05-14\n", "", "missing-date"),
    (EPISODE, "2026-05-14", "14.5.26", "date-not-understood"),
    (EPISODE, "2026-05-14", "2026-02-30", "date-not-understood"),
    (EPISODE, "2026-05-14", "1996-05-14", "date-before-podcasts"),
    (EPISODE, "guests: [dev-okafor]", "guests: [dev-okafur]", "partner-not-found"),
    (EPISODE, "number: 1", "number: 001B", "number-not-a-number"),
    (EPISODE, "number: 1\n", "number: 1\nseason: two\n", "season-not-a-number"),
    (EPISODE, "number: 1\n", "number: 1\ntype: teaser\n", "unknown-type"),
    (EPISODE, "number: 1\n", "number: 1\ndirection: turn\n", "unknown-direction"),
    (EPISODE, "number: 1\n", "number: 1\nexplicit: perhaps\n", "not-yes-or-no"),
    (EPISODE, "number: 1\n", "number: 1\nhosts: []\n", "guest-without-host"),
    (EPISODE, "number: 1\n", "number: 1\noffer: kontinuity\n", "offer-not-found"),
    (EPISODE, "number: 1\n", "number: 1\nevent: lunch\n", "event-not-found"),
    (EPISODE, "number: 1\n", "number: 1\ncampaign: week\n", "campaign-not-found"),
    (EPISODE, "number: 1\n", "number: 1\noffer_at: 99:00\n", "time-past-the-end"),
    (EPISODE, "number: 1\n", "number: 1\ncover: none.jpg\n", "file-not-found"),
    (EPISODE, "number: 1\n", "number: 1\nimages: [{file: x.jpg, alt: x}]\n", "file-not-found"),
    (EPISODE, "number: 1\n", "number: 1\naudio: other.mp3\n", "file-not-found"),
    (
        EPISODE,
        "number: 1\n",
        "number: 1\naudio: {url: 'http://a.example/1.mp3', bytes: 1000000, type: audio/mpeg, duration: 60}\n",
        "recording-not-https",
    ),
    (
        EPISODE,
        "number: 1\n",
        "number: 1\naudio: {url: 'https://a.example/1.mp3', bytes: 1000000, type: audio/mp3, duration: 60}\n",
        "audio-type-not-understood",
    ),
    (
        EPISODE,
        "number: 1\n",
        "number: 1\naudio: {url: 'https://a.example/1.m4a', bytes: 1000000, type: audio/mpeg, duration: 60}\n",
        "audio-ending-disagrees",
    ),
    (
        EPISODE,
        "number: 1\n",
        "number: 1\naudio: {url: 'https://a.example/play', bytes: 1000000, type: audio/mpeg, duration: 60}\n",
        "audio-address-without-ending",
    ),
    (
        EPISODE,
        "number: 1\n",
        "number: 1\naudio: {url: 'https://a.example/a%2520b.mp3', bytes: 1000000, type: audio/mpeg, duration: 60}\n",
        "audio-address-encoded-twice",
    ),
    (
        EPISODE,
        "number: 1\n",
        "number: 1\naudio: {url: 'https://a.example/a%20b.mp3', bytes: 1000000, type: audio/mpeg, duration: 60}\n",
        "recording-name-not-plain",
    ),
    (
        EPISODE,
        "number: 1\n",
        "number: 1\naudio: {url: 'https://a.example/1.mp3', type: audio/mpeg, duration: 60}\n",
        "recording-size-unknown",
    ),
    (EPISODE, "number: 1\n", "number: 1\naudio: {url: 'https://a.example/1.mp3', bytes: 1000000, type: audio/mpeg}\n", "no-duration"),
    (EPISODE, "number: 1\n", "number: 1\npeople: [{name: W, role: sound guy}]\n", "unknown-role"),
    (EPISODE, "number: 1\n", "number: 1\nsoundbites: [{at: 0:00, duration: 2}]\n", "soundbite-length"),
    (EPISODE, "number: 1\n", "number: 1\nquotes: [{by: dev-okafor}]\n", "missing-text"),
    (EPISODE, "number: 1\n", "number: 1\nresources: [{title: x, url: 'a b'}]\n", "not-a-web-address"),
    (EPISODE, "number: 1\n", "number: 1\nchapters: [soon]\n", "chapter-not-understood"),
    (EPISODE, "number: 1\n", "number: 1\ntranscript: x.vtt\n", "file-not-found"),
    (EPISODE, "number: 1\n", "number: 1\nguid: https://talks.ellison.example/1\n", "guid-contains-host"),
    (EPISODE, "number: 1\n", "number: 1\npodcast: yes\n", "unknown-key"),
    (EPISODE, "at: \"0:01\"", "at: \"0:00\"", "questions-share-a-time"),
    (EPISODE, "at: \"0:00\"", "at: \"0:02\"", "question-out-of-order"),
    (EPISODE, "at: \"0:01\"", "at: \"9:01\"", "time-past-the-end"),
    (EPISODE, "at: \"0:01\"", "at: soon", "time-not-understood"),
    (EPISODE, "  - ask: Who may sign?\n    at", "  - at", "missing-ask"),
    (EPISODE, "and what to do by Friday.", "and [the page](/nowhere/).", "broken-link"),
    (EPISODE, "and what to do by Friday.", "and [click here](https://a.example/).", "link-text-says-nothing"),
    (EPISODE, "and what to do by Friday.", "and at (88:00) more.", "time-code-after-end"),
    (EPISODE, "and what to do by Friday.", "\n\n- 0:02 a\n- 0:01 b\n", "time-list-out-of-order"),
    (EPISODE, "and what to do by Friday.", "\n\n– one\n– two\n", "odd-punctuation"),
    (EPISODE, "and what to do by Friday.", "\n\n## A\n\n#### B\n", "heading-skips-level"),
    (EPISODE, "and what to do by Friday.", "![x](http://a.example/x.png)", "insecure-picture"),
    (EPISODE, "and what to do by Friday.", "write to secret-address@okafor.example", "private-leak"),
    (EPISODE, "and what to do by Friday.", "see [the kit](/offers/continuity/)", "untracked-offer-link"),
    (EPISODE, "---\ntitle", "title", "front-matter-missing"),
    (PARTNER, "name: Dev Okafor\n", "", "missing-name"),
    (PARTNER, "status: published", "status: publisht", "unknown-status"),
    (PARTNER, "  email: secret-address@okafor.example", "  email: nobody", "not-an-email"),
    (PARTNER, "offer: continuity\n", "offer: contnuity\n", "offer-not-found"),
    (PARTNER, "offer: continuity\n", "offer: continuity\nconsent: [transcript]\n", "no-consent-to-publish"),
    (PARTNER, "offer: continuity\n", "offer: continuity\nconsent: [sound]\n", "unknown-consent"),
    (PARTNER, "offer: continuity\n", "offer: continuity\nemail: a@b.example\n", "unknown-key"),
    (PARTNER, "offer: continuity\n", "offer: continuity\nphoto: x.jpg\n", "file-not-found"),
    (PARTNER, "offer: continuity\n", "offer: continuity\nwebsite: '@dev'\n", "not-a-web-address"),
    (OFFER, "promise: Somebody else can sign when you cannot.\n", "", "missing-promise"),
    (OFFER, "file: kit.pdf", "file: kid.pdf", "file-not-found"),
    (OFFER, "file: kit.pdf\n", "file: kit.pdf\nuntil: 2020-01-01\n", "episode-without-offer"),
    (OFFER, "file: kit.pdf\n", "file: kit.pdf\nfrom: 2037-01-01\n", "episode-without-offer"),
    (OFFER, "file: kit.pdf\n", "file: kit.pdf\nbutton: Submit\n", "button-says-nothing"),
    (OFFER, "fields: [name, email]", "fields: [name]", "form-without-email"),
    (OFFER, "fields: [name, email]", "fields: [name, email, phone, company, budget, size]", "form-asks-much"),
    (OFFER, "owner: dev-okafor", "owner: dev-okofor", "partner-not-found"),
    (OFFER, "title: The Owner's Continuity Kit\n", "", "missing-title"),
    (HOST, "name: Margo Ellison\n", "", "missing-name"),
];

/// Other ways to say the same.
const GOOD_WAYS: &[(&str, &str, &str)] = &[
    (SHOW, "language: en\n", "language: en-gb\n"),
    (SHOW, "hosts: [margo-ellison]", "hosts: margo-ellison"),
    (SHOW, "base_url: https://talks.ellison.example/", "base_url: https://talks.ellison.example"),
    (SHOW, "Business > Marketing", "Business"),
    (SHOW, "\n", "\r\n"),
    (EPISODE, "\n", "\r\n"),
    (EPISODE, "guests: [dev-okafor]", "guests: Dev Okafor"),
    (EPISODE, "date: 2026-05-14", "date: 2026-05-14 06:00"),
    (EPISODE, "date: 2026-05-14", "date: 2026-05-14T06:00-05:00"),
    (SHOW, "timezone: America/Chicago", "timezone: UTC"),
    (EPISODE, "title: Who can sign a check on Monday?", "title: \"Signing: who may, and when?\""),
    (EPISODE, "title: Who can sign a check on Monday?", "title: 'Who says “yes”?'"),
    (EPISODE, "at: \"0:01\"", "at: 0:01"),
    (EPISODE, "number: 1\n", "number: 1\ndraft: no\n"),
    (EPISODE, "and what to do by Friday.", "and [what to do](/partners/dev-okafor/)."),
    (PARTNER, "tagline: Estate attorney for business owners", "tagline: Rechtsanwältin für Nachlässe – 遺産"),
];

/// How often each rule finds something in each file.
fn counts(told: &[Told]) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    told.iter().for_each(|told| *counts.entry((told.rule.clone(), told.file.clone())).or_default() += 1);
    counts
}

fn checked(show: TestShow) -> Vec<Told> {
    show.run(&["check", "--format", "json"]).findings()
}

/// The rules that find more in `show` than in the good one.
fn new_rules(show: TestShow, before: &BTreeMap<(String, String), usize>) -> Vec<String> {
    let after = counts(&checked(show));
    let mut rules: Vec<String> =
        after.iter().filter(|(key, count)| before.get(*key) < Some(*count)).map(|((rule, _), _)| rule.clone()).collect();
    rules.dedup();
    rules
}

/// What goes wrong, asked of every row on as many threads as there are processors.
fn faults<T: Sync>(rows: &[T], fault: impl Fn(&T) -> Option<String> + Sync) -> Vec<String> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let fault = &fault;
    std::thread::scope(|scope| {
        let parts: Vec<_> = rows.chunks(rows.len().div_ceil(threads)).collect();
        let running: Vec<_> =
            parts.into_iter().map(|part| scope.spawn(move || part.iter().filter_map(fault).collect::<Vec<_>>())).collect();
        running.into_iter().flat_map(|part| part.join().expect("no panic")).collect()
    })
}

#[test]
fn each_mistake_in_a_good_show_is_found_by_its_rule_alone() {
    let before = counts(&checked(TestShow::minimal()));
    assert!(before.keys().all(|(rule, _)| !rule.contains("not-found")), "{before:?}");
    let faults = faults(MISTAKES, |(file, from, to, rule)| {
        let show = TestShow::minimal();
        let text = show.read(file);
        assert!(text.contains(from), "{file} does not hold {from:?}");
        let found = new_rules(show.file(file, text.replacen(from, to, 1)), &before);
        (found != [*rule]).then(|| format!("{to:?}: expected {rule}, found {found:?}"))
    });
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), MISTAKES.len(), faults.join("\n"));
}

#[test]
fn other_ways_to_say_the_same_are_no_mistakes() {
    let before = counts(&checked(TestShow::minimal()));
    let faults = faults(GOOD_WAYS, |(file, from, to)| {
        let found = new_rules(TestShow::minimal().edit(file, from, to), &before);
        (!found.is_empty()).then(|| format!("{to:?}: found {found:?}"))
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A JPEG that ends before its picture: what is said of its size and colours is all there. Four components are those of print.
fn jpeg_head(components: u8) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xc0, 0, 8 + 3 * components, 8, 5, 120, 5, 120, components];
    bytes.resize(bytes.len() + 3 * usize::from(components), 1);
    bytes.extend_from_slice(&[0xff, 0xda, 0, 2, 0xff, 0xd9]);
    bytes
}

#[test]
fn a_fault_of_a_file_is_found_by_its_rule_alone() {
    let with_cover = |name: &str, bytes: Vec<u8>| {
        let show = TestShow::minimal().remove("content/cover.png").edit(SHOW, "cover.png", name);
        show.file(&format!("content/{name}"), bytes)
    };
    let good = png(1400, 1400);
    let palette_end = good.windows(4).position(|four| four == b"IDAT").expect("it has a picture") - 4;
    let see_through = [&good[..palette_end], b"\0\0\0\x01tRNS\0....", &good[palette_end..]].concat();
    let heavy = [&good[..], &vec![0; 300_000]].concat();
    let on_pages = |length: usize| {
        let show = TestShow::minimal().edit(SHOW, "talks.ellison.example", "ellison.pages.dev");
        show.file("content/offers/continuity/kit.pdf", vec![b'%'; length])
    };
    let before = counts(&checked(TestShow::minimal()));
    let rules = |show: TestShow| new_rules(show, &before);
    assert_eq!(rules(with_cover("cover.png", see_through)), ["cover-colours-unfit"]);
    assert_eq!(rules(with_cover("cover.jpg", jpeg_head(4))), ["cover-colours-unfit"]);
    assert_eq!(rules(with_cover("cover.jpg", jpeg_head(3))), [""; 0]);
    assert_eq!(rules(with_cover("cover.png", heavy)), ["cover-too-heavy"]);
    assert_eq!(rules(on_pages(26 * 1024 * 1024 + 1)), ["file-over-host-limit"]);
    assert_eq!(rules(on_pages(24 * 1024 * 1024)), [""; 0]);
}

/// What is told of a show besides what is told of the good one.
fn told(show: TestShow) -> Vec<String> {
    let before = counts(&checked(TestShow::minimal()));
    let new = checked(show).into_iter().filter(|told| !before.contains_key(&(told.rule.clone(), told.file.clone())));
    let place =
        |told: &Told| told.line.map_or_else(|| told.file.clone(), |line| format!("{}:{line}:{}", told.file, told.column.unwrap_or(0)));
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    new.map(|told| {
        format!("{}[{}] {}: {} | {} | {}", told.severity, told.rule, place(&told), told.message, words(&told.label), words(&told.fix))
    })
    .collect()
}

#[test]
fn the_ten_mistakes_that_people_make_first_are_told_in_their_words() {
    let show = TestShow::minimal;
    let title = "title: Who can sign a check on Monday?";
    let ten: Vec<(TestShow, &str)> = vec![
        (
            show().edit(EPISODE, title, "title: Signing: who may do it?"),
            "error[colon-in-text] content/episodes/001-first/index.md:2:15: a colon and a space cut this text in two | this colon | put quotes around the text: \"Signing: who may do it?\"",
        ),
        (
            show().edit(EPISODE, "    at: \"0:01\"", "\tat: \"0:01\""),
            "error[tab-indent] content/episodes/001-first/index.md:11:1: a tab cannot stand here | this is a tab | put two spaces in its place",
        ),
        (
            show().edit(EPISODE, title, "title: “Who can sign?”"),
            "warning[smart-quotes] content/episodes/001-first/index.md:2:8: these curly quotes came from a word processor | left out here | write straight quotes `\"`, or none; to show quotes, put straight ones around the curly ones",
        ),
        (
            show().edit(EPISODE, "guests: [dev-okafor]", "guests: no"),
            "error[partner-not-found] content/episodes/001-first/index.md:4:1: there is no partner called `no` | not found | delete the line if there is no guest",
        ),
        (
            show().edit(EPISODE, "2026-05-14", "5/14/2026"),
            "error[date-not-understood] content/episodes/001-first/index.md:3:7: this date cannot be read | not in the order year, month, day | write `2026-05-14`",
        ),
        (
            show().file("content/cover.png", png(600, 600)),
            "error[cover-wrong-size] content/show.yaml:8:8: the cover is 600 by 600 pixels; apps take 1400 to 3000 |  | save it as 3000 by 3000 pixels",
        ),
        (
            show().remove("content/episodes/001-first/first.wav"),
            "error[episode-without-recording] content/episodes/001-first/index.md: this interview is to be published and has no recording |  | put the recording into content/episodes/001-first/, or set `draft: true` until it is there",
        ),
        (
            show().rename("content/episodes", "content/episode"),
            "warning[unknown-folder] content/episode: the folder `episode` is not one that is read |  | rename it (did you mean `episodes`?), or move it out of content/",
        ),
        (
            show().edit(EPISODE, "dev-okafor", "dev-okafer"),
            "error[partner-not-found] content/episodes/001-first/index.md:4:10: there is no partner called `dev-okafer` | not found | write `dev-okafor`, or make its folder with `turntable new partner dev-okafer`",
        ),
        (
            show().edit(EPISODE, "at: \"0:00\"", "at: \"0:02\""),
            "error[question-out-of-order] content/episodes/001-first/index.md:11:9: this question is earlier than the one before | the question above it is asked at 0:02 | list questions in the order they are heard",
        ),
    ];
    let faults: Vec<String> = ten
        .into_iter()
        .map(|(show, expected)| (told(show), expected))
        .filter(|(told, expected)| told.as_slice() != [*expected])
        .map(|(told, expected)| format!("expected {expected}\n   found {told:?}"))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

const FEED: &str = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">\n<channel><title>Q & A</title>\n\
    <itunes:explicit>clean</itunes:explicit></channel></rss>\n";

#[test]
fn a_feed_that_is_not_ours_is_checked_without_a_show() {
    let run = TestShow::empty().file("feed.xml", FEED).run(&["check", "feed.xml", "--format", "json"]).code(1);
    let document = run.json();
    assert_eq!((&document["ok"], &document["feed"]["title"]), (&false.into(), &"Q & A".into()));
    let rules = run.rules();
    assert!(rules.contains(&"feed-not-xml feed.xml:3".to_owned()), "{rules:?}");
    assert!(rules.contains(&"explicit-not-true-or-false feed.xml:4".to_owned()), "{rules:?}");
    let run = run.run(&["check", "feed.xml"]).code(1).says("Q & A: 0 items.");
    run.run(&["check", "nothing.xml"]).code(2).says("there is no file nothing.xml").run(&["check", "http://127.0.0.1:9/feed.xml"]).code(3);
}

#[test]
fn rules_and_severities_are_chosen_and_the_exit_code_follows() {
    let show = || TestShow::minimal().edit(EPISODE, "number: 1", "number: one");
    let run = show().run(&["check", "--rule", "[no-transcript]", "--format", "json"]).code(0);
    assert_eq!(run.findings().iter().map(|told| told.rule.clone()).collect::<Vec<_>>(), ["no-transcript"]);
    let run = show().run(&["check", "--severity", "error", "--format", "json"]).code(1);
    assert_eq!(run.findings().iter().map(|told| told.rule.clone()).collect::<Vec<_>>(), ["number-not-a-number"]);
    run.run(&["check", "--rule", "no-transkript"]).code(2).says("did you mean `no-transcript`");
}

#[test]
fn other_programs_get_annotations_or_sarif() {
    let show = TestShow::minimal().edit(EPISODE, "number: 1", "number: one");
    let run = show.run(&["check", "--format", "github"]).code(1);
    assert!(
        run.stdout.contains("::error file=content/episodes/001-first/index.md,line=5,col=9,endColumn=12,title=number-not-a-number::"),
        "{}",
        run.stdout
    );
    let run = run.run(&["check", "--format", "sarif"]).code(1);
    let document = run.json();
    assert_eq!(document["version"], "2.1.0");
    let results = document["runs"][0]["results"].as_array().expect("results");
    assert!(results.iter().any(|result| result["ruleId"] == "number-not-a-number" && result["level"] == "error"));
    run.run(&["explain", "--format", "sarif"]).code(2).says("only `turntable check`");
}

#[test]
fn our_own_feed_is_without_fault() {
    let run = TestShow::minimal().build().ok().run(&["check", "public/feed.xml", "--format", "json"]).code(0);
    assert_eq!(run.findings().iter().filter(|told| told.severity == "error").count(), 0);
}

#[test]
fn what_has_one_safe_answer_is_mended_after_it_was_shown() {
    let wrong = || {
        let show = TestShow::minimal().edit(EPISODE, "title: Who can sign a check on Monday?", "title: Signing: who may do it? ");
        show.edit(EPISODE, "    at: \"0:01\"", "\tat: \"0:01\"").edit(SHOW, "author:", "# who\nautor:")
    };
    let run = wrong().run(&["fix"]).code(2).says("add --yes").says("+ title: \"Signing: who may do it?\"");
    assert!(run.read(EPISODE).contains("Signing: who may do it? \n"), "nothing was changed");
    let run = run
        .run(&["fix", "--dry-run"])
        .code(0)
        .says("Nothing was changed.")
        .run(&["fix", "--yes"])
        .code(0)
        .says("3 lines changed in 2 files");
    assert!(run.read(SHOW).contains("# who\nauthor: Margo Ellison\n"));
    assert!(run.read(EPISODE).contains("title: \"Signing: who may do it?\" \n"), "layout stays");
    assert!(run.read(EPISODE).contains("\n    at: \"0:01\"\n"));
    let before = run.read(EPISODE);
    let run = run.run(&["fix", "--yes", "--format", "json"]).code(0);
    assert_eq!((run.json()["written"].clone(), run.read(EPISODE)), (false.into(), before));
    run.run(&["check"]).code(0);
}

#[test]
fn addresses_without_encryption_are_mended_in_the_settings_alone() {
    let show = TestShow::minimal()
        .edit(SHOW, "base_url: https://", "base_url: http://")
        .edit(SHOW, "author: Margo Ellison\n", "author: Margo Ellison\nmedia: {prefix: 'http://m.example/'}   # http://stays.example\n")
        .edit(EPISODE, "number: 1\n", "number: 1\naudio: {url: http://a.example/1.mp3, bytes: 1000000, type: audio/mpeg, duration: 60}\n")
        .edit(EPISODE, "and what to do by Friday.", "and [what to do](http://a.example/).")
        .remove("content/episodes/001-first/first.wav");
    let run = show.run(&["fix", "--dry-run"]).code(0).says("[base-url-not-https]").says("+ base_url: https://talks.ellison.example/");
    let run = run.run(&["fix", "--yes"]).code(0).says("3 lines changed in 2 files");
    assert!(run.read(SHOW).contains("media: {prefix: 'https://m.example/'}   # http://stays.example\n"), "{}", run.read(SHOW));
    assert!(run.read(EPISODE).contains("url: https://a.example/1.mp3,") && run.read(EPISODE).contains("(http://a.example/)"));
    run.run(&["fix"]).code(0).says("Nothing to mend").run(&["check", "--severity", "error"]).code(0);
}
