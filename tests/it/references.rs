//! What is published leads somewhere: every address of the site's own that stands in any of its files is one that was written, and every
//! page says what it is. No rule tells an author of these, because nothing that they write can bring it about; this holds it.

use super::show::{Run, TestShow, wav};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// Values of attributes that hold addresses, as they are written.
fn attributes(html: &str) -> Vec<String> {
    let mut values = Vec::new();
    for name in ["href", "src", "poster", "action", "data"] {
        for part in html.split(&format!(" {name}=\"")).skip(1) {
            values.extend(part.split('"').next().map(str::to_owned));
        }
    }
    for part in html.split(" srcset=\"").skip(1) {
        let entries = part.split('"').next().unwrap_or_default().split(", ");
        values.extend(entries.filter_map(|entry| entry.split(' ').next().map(str::to_owned)));
    }
    values
}

/// Addresses below `base` that stand anywhere in a text, whole.
fn whole(text: &str, base: &str) -> Vec<String> {
    let starts = text.match_indices(base).map(|(at, _)| &text[at..]);
    let ends = |letter: char| letter.is_whitespace() || "\"'<>\\)".contains(letter);
    starts.map(|rest| rest[..rest.find(ends).unwrap_or(rest.len())].to_owned()).collect()
}

fn unescaped(value: &str) -> String {
    // Code to be copied is shown with its quotation marks, which end an address.
    let value = value.split("&quot;").next().unwrap_or_default();
    value.replace("&amp;", "&").replace("&#39;", "'").replace("&#x2F;", "/")
}

/// The file below the site's folder that an address asks for; `None` where it leads elsewhere.
fn asked_for(page: &Url, value: &str, base: &str) -> Option<String> {
    let url = page.join(&unescaped(value)).ok()?;
    let path = url.as_str().strip_prefix(base)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let bytes = percent_decoded(path);
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn percent_decoded(path: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let code = || Some(format!("{}{}", char::from(rest.clone().next()?), char::from(rest.clone().nth(1)?)));
        match (byte, code().and_then(|code| u8::from_str_radix(&code, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    bytes
}

/// What a file of the site refers to and what is not there, and how many addresses were looked at.
fn dangling(site: &BTreeMap<String, Vec<u8>>, base: &str) -> (BTreeSet<(String, String)>, usize) {
    let (mut missing, mut count) = (BTreeSet::new(), 0);
    let is_there = |path: &str| site.contains_key(path) || site.contains_key(&format!("{path}index.html"));
    for (file, bytes) in site {
        let ending = file.rsplit('.').next().unwrap_or_default();
        if !["html", "xml", "json", "m3u8", "svg", "css", "xsl", "txt"].contains(&ending) {
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        let page = Url::parse(&format!("{base}{}", file.strip_suffix("index.html").unwrap_or(file))).expect("an address");
        let mut values = whole(&text, base);
        if ending == "html" {
            values.extend(attributes(&text));
        }
        for path in values.iter().filter_map(|value| asked_for(&page, value, base)) {
            count += 1;
            if !is_there(&path) {
                missing.insert((file.clone(), path));
            }
        }
    }
    (missing, count)
}

/// What a page lacks of what every page says.
fn lacks(html: &str) -> Vec<&'static str> {
    let has = |start: &str| html.split(start).nth(1).is_some_and(|rest| !rest.trim_start().starts_with(['<', '"']));
    let marks = [
        ("<title>", "title"),
        (" lang=\"", "language"),
        ("<meta name=\"description\" content=\"", "description"),
        ("<link rel=\"canonical\" href=\"", "canonical address"),
    ];
    marks.iter().filter(|(start, _)| !has(start)).map(|(_, word)| *word).collect()
}

/// Asserts it of a site that was just built at `base`, which holds at least `least` addresses of its own.
#[track_caller]
pub fn lead_somewhere(run: &Run, base: &str, least: usize) {
    let mut site: BTreeMap<String, Vec<u8>> = run.public_files().into_iter().map(|path| (path.clone(), run.public_bytes(&path))).collect();
    let (missing, count) = dangling(&site, base);
    assert!(missing.is_empty() && count >= least, "{count} addresses; not there: {missing:#?}");

    for (file, bytes) in site.iter().filter(|(file, _)| file.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        let mut lacking = lacks(&html);
        // What only sends people on, and a transcript that apps take into their own pages, describe nothing.
        if html.contains("http-equiv=\"refresh\"") || file.ends_with("/transcript.html") {
            lacking.retain(|word| *word != "description");
        }
        assert!(lacking.is_empty(), "{file} lacks {lacking:?}");
    }

    // It would be seen.
    let gone = site.keys().find(|file| file.ends_with("/chapters.json")).cloned().expect("chapters");
    site.remove(&gone);
    site.remove("be-a-guest/index.html");
    let (missing, _) = dangling(&site, base);
    assert!(missing.contains(&("feed.xml".to_owned(), gone)), "{missing:?}");
    assert!(missing.contains(&("index.html".to_owned(), "be-a-guest/".to_owned())), "{missing:?}");
}

#[test]
fn a_page_that_says_nothing_of_itself_would_be_seen() {
    assert_eq!(lacks("<html lang=\"\"><title></title><meta name=\"description\" content=\"\">").len(), 4);
}

#[test]
fn names_that_addresses_cannot_hold_as_they_are_lead_somewhere_too() {
    let base = "https://talks.ellison.example/show/";
    let episode = "---\ntitle: 経営者のための三つの数字 & “more”\ndate: 2026-05-20\nguests: [dev-okafor]\nsummary: x\nimages: [{file: Foto è 1.png, alt: x}]\n---\n![x](<Foto è 1.png>)\n";
    let run = TestShow::minimal()
        .edit("content/show.yaml", "https://talks.ellison.example/\n", &format!("{base}\n"))
        .file("content/episodes/002-三つの数字/index.md", episode)
        .file("content/episodes/002-三つの数字/三つ.wav", wav(2))
        .file("content/episodes/002-三つの数字/Foto è 1.png", super::show::png(300, 300))
        .build()
        .ok();
    lead_somewhere(&run, base, 300);
}
