//! One episode, one offer, said everywhere alike: the page's strip, full and compact block, the feed's notes, the player for other
//! sites, the announcement, the partner's kit, the chapters and the playlist are all read and compared.

use crate::show::{Run, TestShow, wav};
use std::collections::BTreeSet;

const BASE: &str = "https://talks.ellison.example/";
const EPISODE: &str = "content/episodes/001-first/index.md";
const OFFER: &str = "content/offers/continuity/index.md";

/// The show with an offer of the host's, a second partner, and the offer raised one second in.
fn show() -> TestShow {
    TestShow::minimal()
        .edit(EPISODE, "number: 1\n", "number: 1\noffer_at: \"0:02\"\n")
        .edit(OFFER, "promise:", "button: Send me the kit\npromise:")
        .edit("content/show.yaml", "hosts: [", "offer: hiring\nhosts: [")
        .file(
            "content/offers/hiring/index.md",
            "---\ntitle: Hiring Numbers\npromise: Know what the next person costs.\nowner: margo-ellison\n---\n",
        )
        .file(
            "content/partners/priya-raman/index.md",
            "---\nname: Priya Raman\nbusiness: Raman Tax\nprivate: {status: published}\n---\nTax.\n",
        )
        // Somebody without an interview would be nowhere public.
        .file(
            "content/episodes/002-second/index.md",
            "---\ntitle: Second\ndate: 2026-05-20\nguests: [priya-raman]\nnumber: 2\nsummary: Tax.\noffer: none\n---\nTax.\n",
        )
        .file("content/episodes/002-second/second.wav", wav(2))
}

/// What a place says: its words, and the addresses of offers in it.
struct Place {
    name: &'static str,
    words: String,
    addresses: BTreeSet<String>,
}

fn place(name: &'static str, text: &str) -> Place {
    let words = text.replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", "\"");
    let starts = words.match_indices("go/").chain(words.match_indices("offers/"));
    let ends = |c: char| !(c.is_ascii_alphanumeric() || "/-".contains(c));
    let whole = starts.filter(|(at, _)| words[..*at].ends_with('/')).map(|(at, _)| words[at..].split(ends).next().unwrap_or_default());
    // Covers and what comes after the form are no ways to the offer.
    let addresses = whole.filter(|path| path.ends_with('/') && !path.ends_with("thanks/")).map(str::to_owned).collect();
    Place { name, words, addresses }
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text.split_once(from).map_or("", |(_, rest)| rest);
    rest.split_once(to).map_or(rest, |(inside, _)| inside)
}

/// Every place where the first episode's offer may be said.
fn places(run: &Run) -> Vec<Place> {
    let page = run.read("public/episodes/first/index.html");
    let compact = page.rfind("<section class=\"ask compact").map_or("", |at| &page[at..]);
    let mut all = vec![
        place("strip", between(&page, "<section class=\"strip\"", "</section>")),
        place("compact", between(compact, "<section", "</section>")),
        place("feed", &feed_notes(run)),
        place("embed", between(&run.read("public/embed/first/index.html"), "<main>", "</main>")),
        place("announcement", &mail_text(&run.read("desk/episodes/first/announce.eml"))),
        place("chapters", &last_chapter(run)),
        place("playlist", &playlist_comment(run)),
    ];
    if page.contains("<section class=\"ask hued\"") {
        all.push(place("full", between(&page, "<section class=\"ask hued\"", "</section>")));
    }
    all
}

fn feed_notes(run: &Run) -> String {
    let feed = feed_rs::parser::parse(run.read("public/feed.xml").as_bytes()).expect("a feed");
    let entry = feed.entries.into_iter().find(|entry| entry.title.as_ref().is_some_and(|title| title.content.starts_with("Who can sign")));
    let entry = entry.expect("the first episode");
    // Its first paragraph; the list of times below names the chapters again.
    let notes = entry.summary.map(|text| text.content).or_else(|| entry.content.and_then(|content| content.body)).unwrap_or_default();
    between(&notes, "<p>", "</p>").to_owned()
}

fn last_chapter(run: &Run) -> String {
    let json: serde_json::Value = serde_json::from_str(&run.read("public/episodes/first/chapters.json")).expect("JSON");
    json["chapters"].as_array().and_then(|list| list.last()).map(|last| format!("{} {}", last["title"], last["url"])).unwrap_or_default()
}

fn playlist_comment(run: &Run) -> String {
    let list = run.read("public/playlist.m3u8");
    let entry = between(&list, "Who can sign a check on Monday?\n", "\n\n").to_owned();
    entry.lines().filter(|line| line.starts_with("# ")).collect()
}

/// The plain text of a message: its `text/plain` part, out of quoted-printable or base64-free 8-bit. Source: RFC 2045, section 6.7.
fn mail_text(message: &str) -> String {
    let message = message.replace("\r\n", "\n");
    let part = message.split("Content-Type: text/plain").nth(1).expect("a text part");
    let (head, body) = part.split_once("\n\n").expect("headers and a body");
    let body = body.split("\n--").next().unwrap_or_default();
    if !head.to_lowercase().contains("quoted-printable") {
        return body.to_owned();
    }
    let joined = body.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'=').then(|| after.get(..2)).flatten().and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// Every place names the offer and leads to this one address, which is a page of the site.
fn says(run: &Run, title: &str, address: &str) {
    let all = places(run);
    assert_eq!(all.len(), 8, "all of them");
    for place in &all {
        assert!(place.words.to_lowercase().contains(&title.to_lowercase()), "{} does not say {title}:\n{}", place.name, place.words);
        assert_eq!(place.addresses, BTreeSet::from([address.to_owned()]), "{}:\n{}", place.name, place.words);
    }
    assert!(run.has(&format!("public/{address}index.html")), "{address} is a page");
    // Whole, where there is no page around it.
    for place in all.iter().filter(|place| ["feed", "announcement", "chapters", "playlist"].contains(&place.name)) {
        assert!(place.words.contains(&format!("{BASE}{address}")), "{}:\n{}", place.name, place.words);
    }
}

fn build(show: TestShow) -> Run {
    show.build().ok()
}

#[test]
fn a_spotlight_says_the_partners_offer_everywhere() {
    let run = build(show());
    says(&run, "The Owner's Continuity Kit", "go/dev-okafor/continuity/");
    let page = run.read("public/episodes/first/index.html");
    assert!(page.contains("name=\"partner\" value=\"dev-okafor\""), "the form credits the partner");
    // The verb is the author's own where there is a form.
    assert!(page.contains("Send me the kit") && playlist_comment(&run).contains("Send me the kit"));
    let kit = place("kit", &run.read("public/kit/dev-okafor/index.html"));
    assert!(kit.words.contains("The Owner's Continuity Kit") && kit.addresses.iter().all(|address| address.starts_with("go/dev-okafor/")));
}

#[test]
fn a_turned_episode_says_the_hosts_offer_and_credits_the_partner() {
    let run = build(show().edit(EPISODE, "guests:", "direction: turned\nguests:"));
    says(&run, "Hiring Numbers", "go/dev-okafor/hiring/");
}

#[test]
fn an_episodes_own_choice_is_said_everywhere() {
    let run = build(show().edit(EPISODE, "guests:", "offer: hiring\nguests:"));
    says(&run, "Hiring Numbers", "go/dev-okafor/hiring/");
}

#[test]
fn with_two_guests_the_one_whose_offer_it_is_gets_the_credit() {
    let run = build(show().edit(EPISODE, "guests: [dev-okafor]", "guests: [priya-raman, dev-okafor]"));
    says(&run, "The Owner's Continuity Kit", "go/dev-okafor/continuity/");
    // What a partner sends to their own clients credits them.
    let kit = place("kit", &run.read("public/kit/priya-raman/index.html"));
    assert!(kit.addresses.iter().all(|address| address.starts_with("go/priya-raman/")), "{:?}", kit.addresses);
    assert!(kit.addresses.iter().all(|address| run.has(&format!("public/{address}index.html"))), "{:?}", kit.addresses);
}

#[test]
fn an_offer_elsewhere_is_asked_for_through_the_same_link() {
    let run = build(show().edit(OFFER, "file: kit.pdf", "url: https://okafor.example/kit/?from=podcast"));
    says(&run, "The Owner's Continuity Kit", "go/dev-okafor/continuity/");
    let values = "utm_source=dev-okafor&utm_medium=referral&utm_campaign=continuity";
    let page = run.read("public/go/dev-okafor/continuity/index.html").replace("&amp;", "&");
    assert!(page.contains(&format!("href=\"https://okafor.example/kit/?from=podcast&{values}\"")), "{page}");
    let rules = run.read("public/_redirects");
    assert!(rules.contains(&format!("/go/dev-okafor/continuity/ https://okafor.example/kit/?from=podcast&{values} 302!\n")), "{rules}");
}

#[test]
fn an_episode_without_an_offer_says_none_anywhere() {
    let run = build(show().edit(EPISODE, "guests:", "offer: none\nguests:"));
    for place in places(&run) {
        assert!(place.addresses.is_empty(), "{}: {:?}", place.name, place.addresses);
        assert!(!place.words.contains("Continuity"), "{}:\n{}", place.name, place.words);
    }
}

#[test]
fn a_closed_offer_is_no_longer_offered_and_the_page_shows_the_way_on() {
    let closed = show().edit(OFFER, "owner:", "until: 2026-05-30\nowner:");
    let run = build(closed.edit(EPISODE, "guests:", "offer: continuity\nguests:"));
    for place in places(&run) {
        let should = match place.name {
            "strip" | "compact" => BTreeSet::from(["go/dev-okafor/hiring/".to_owned()]),
            _ => BTreeSet::new(),
        };
        assert_eq!(place.addresses, should, "{}:\n{}", place.name, place.words);
    }
    let page = run.read("public/go/dev-okafor/continuity/index.html");
    assert!(page.contains("is closed") && page.contains("/go/dev-okafor/hiring/"), "what was printed still leads on");
    assert!(!page.contains("<form"), "nobody asks for what is over");
}

#[test]
fn where_the_guests_offer_is_closed_the_hosts_stands_in_everywhere() {
    says(&build(show().edit(OFFER, "owner:", "until: 2026-05-30\nowner:")), "Hiring Numbers", "go/dev-okafor/hiring/");
}

#[test]
fn an_offer_that_is_not_open_yet_is_nowhere() {
    let run = show()
        .edit(OFFER, "owner:", "from: 2026-07-01\nowner:")
        .edit("content/partners/dev-okafor/index.md", "offer: continuity\n", "")
        .build()
        .ok();
    let leaks: Vec<_> = run.public_files().into_iter().filter(|file| file.contains("continuity")).collect();
    assert!(leaks.is_empty(), "{leaks:?}");
    says(&run, "Hiring Numbers", "go/dev-okafor/hiring/");
}

#[test]
fn nothing_leads_to_the_file_before_the_request() {
    let run = build(show());
    let file = "offers/continuity/thanks/kit.pdf";
    assert!(run.has(&format!("public/{file}")));
    let leads: Vec<_> = run.public_files().into_iter().filter(|path| run.read(&format!("public/{path}")).contains(file)).collect();
    assert_eq!(leads, ["offers/continuity/thanks/index.html"]);
    assert!(!run.read("public/sitemap.xml").contains("thanks"));
}

#[test]
fn a_form_service_without_an_address_is_told_where_it_is_named() {
    let run = show().edit("content/show.yaml", "provider: netlify", "provider: formspree").build();
    let told = run.findings().into_iter().find(|finding| finding.rule == "form-without-endpoint").expect("told");
    assert_eq!((told.severity.as_str(), told.file.as_str(), run.code), ("error", "content/show.yaml", 1));
    let run = run.edit("content/show.yaml", "provider: formspree", "provider: formspre").build();
    let told = run.findings().into_iter().find(|finding| finding.rule == "unknown-provider").expect("told");
    assert!(told.fix.unwrap_or_default().contains("formspree"));
}
