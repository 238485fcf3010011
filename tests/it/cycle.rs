//! The whole cycle at once: one partner for each status, one of several guests, one without a photo, one whose name runs from right to
//! left, with a marked word in every private place. What is owed, what is made for it, where every address leads, and who is told what.

use crate::show::{Run, TestShow, png, wav};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const BASE: &str = "https://talks.ellison.example/";

/// Status, first name, what is owed, since when, and what lies ready. `{}` is the partner's folder. A new letter is one more word here.
type Expected = (&'static str, &'static str, &'static str, Option<&'static str>, &'static [&'static str]);

const TO_BEGIN: &[&str] = &["perfect-introduction", "invitation"];

const EXPECTED: [Expected; 10] = [
    ("prospect", "Pia", "Ask Pia for the perfect introduction; your own goes along as the example.", None, TO_BEGIN),
    ("asked", "Ada", "Invite Ada: the words for the introduction are here.", Some("2026-01-02"), TO_BEGIN),
    ("invited", "Ines", "Agree on a date with Ines.", Some("2026-01-03"), TO_BEGIN),
    ("booked", "Bo", "Record the interview with Bo; send the question sheet the day before.", Some("2026-01-04"), &[]),
    ("recorded", "Rex", "Finish “With recorded” before its day, 1 July 2026.", Some("2026-01-05"), &[]),
    (
        "published",
        "Paz",
        "Tell Paz that it's live, and pass on the note from a listener.",
        Some("2026-01-06"),
        &["its-live", "thank-you", "turn-the-tables"],
    ),
    (
        "thanked",
        "ליאור בן־דוד",
        "Turn the tables: offer to answer ליאור בן־דוד's questions.",
        Some("2026-01-07"),
        &["its-live", "turn-the-tables"],
    ),
    (
        "turned",
        "Tess",
        "Hand Tess the kit for the interview in which you answered, and note what comes of it.",
        Some("2026-01-08"),
        &["its-live"],
    ),
    (
        "sharing",
        "Sol",
        "Thank Sol for sending people, and plan the next interview.",
        Some("2026-01-09"),
        &["its-live", "thanks-for-sending"],
    ),
    ("paused", "Pat", "Nothing: Pat is taking a rest.", Some("2026-01-10"), &[]),
];

/// Of those who are heard: what the site has for them.
const HEARD: [&str; 7] = [
    "public/partners/{}/index.html",
    "public/partners/{}/{}.vcf",
    "public/partners/{}/feed.xml",
    "public/kit/{}/index.html",
    "public/kit/{}/card.html",
    "public/go/{}/continuity/index.html",
    "desk/partners/{}/one-sheet.html",
];

fn slug(status: &str) -> String {
    format!("{status}-person")
}

/// The word planted in one kind of private place of one partner.
fn canary(kind: &str, status: &str) -> String {
    format!("xkanari-{kind}-{status}")
}

fn is_online(status: &str) -> bool {
    ["published", "thanked", "turned", "sharing"].contains(&status)
}

fn everybody() -> TestShow {
    let offer = "content/offers/continuity/index.md";
    let host = "content/hosts/margo-ellison/index.md";
    let words = "name: Margo Ellison\noffer: continuity\nintroduction: {help: She counts., listen_for: [We need to hire], say_this: Talk to Margo.}\nmeet: [Bankers]";
    let mut show = TestShow::minimal()
        .remove("content/partners/dev-okafor")
        .remove("content/episodes/001-first")
        .edit(offer, "owner: dev-okafor", "owner: margo-ellison")
        .edit(host, "name: Margo Ellison", words);
    for (index, (status, name, ..)) in EXPECTED.iter().enumerate() {
        show = with_partner(show, index, status, name);
    }
    show.file(
        "content/campaigns/week/index.md",
        "---\ntitle: Week\nstarts: 2026-05-01\nends: 2026-07-01\ngoal: 100\nsessions: [live]\npledge: form\nbadges: [I did]\n---\nRefer.\n",
    )
    .file(
        "content/campaigns/week/referrals.csv",
        "date,from,to,why,url,public\n2026-05-02,Sol Person,Tess Person,Good,,yes\n2026-05-03,Paz Person,xkanari-referral,xkanari-why,,no\n",
    )
    .file(
        "content/events/live/index.md",
        "---\ntitle: Live\nstarts: 2031-02-01T12:00\nguests: [sharing-person]\nregister: form\nbring_a_friend: true\nprivate: {join: \"https://rooms.example/xkanari-room\", notes: xkanari-event-notes}\n---\nCome.\n",
    )
    .file(
        "private/leads.csv",
        "received,email,name,partner,offer,episode\n2026-02-20T10:00:00Z,xkanari-lead@x.example,Xkanari Lead,sharing-person,continuity,with-sharing\n",
    )
    .file("content/episodes/090-secret/index.md", "---\ntitle: Xkanari draft\ndate: 2026-05-01\ndraft: true\nguests: [paused-person]\n---\nxkanari-draft\n")
    .file("content/episodes/090-secret/secret.wav", wav(2))
}

/// A partner of this status; whoever is heard has an interview online, `turned` one in which they asked, `sharing` one together with
/// `turned`, `recorded` one that is dated later. Three have a photo that may be shown, one has one that may not.
fn with_partner(show: TestShow, index: usize, status: &str, name: &str) -> TestShow {
    let since = if status == "prospect" { String::new() } else { format!("  {status}: 2026-01-{:02}\n", index + 1) };
    let full = if name.contains(' ') { name.to_owned() } else { format!("{name} Person") };
    let photo = match status {
        "prospect" | "asked" | "turned" => "photo: photo.png\n",
        // They did not allow what is there.
        "thanked" => "photo: xkanari-photo.png\nconsent: [audio, transcript, clips, email]\n",
        "published" => "consent: [audio, transcript, photo, email]\n",
        _ => "",
    };
    let text = format!(
        "---\nname: {full}\nbusiness: {status} Ltd\n{photo}introduction:\n  help: Helps.\n  say_this: Talk to {name}.\n  listen_for: [We are stuck]\nmeet: [Bakers]\n\
         private:\n  status: {status}\n{since}  email: {}@x.example\n  phone: {}\n  notes: {}\n  next: {}\n  anything: {}\n---\nWho {name} is.\n",
        canary("mail", status),
        canary("phone", status),
        canary("notes", status),
        canary("next", status),
        canary("more", status),
    );
    let mut show = show.file(&format!("content/partners/{}/index.md", slug(status)), text);
    if let Some(name) = photo.strip_prefix("photo: ").and_then(|rest| rest.split('\n').next()) {
        show = show.file(&format!("content/partners/{}/{name}", slug(status)), png(400, 400));
    }
    if !is_online(status) && status != "recorded" {
        return show;
    }
    let direction = if status == "turned" { "turned" } else { "spotlight" };
    let guests = if status == "sharing" { "sharing-person, turned-person".to_owned() } else { slug(status) };
    let date = if status == "recorded" { "2026-07-01".to_owned() } else { format!("2026-02-{:02}", index + 1) };
    let note = match status {
        "published" => "feedback: [{text: xkanari-feedback, from: Ann}]\nquotes: [{text: xkanari-quote}]\n",
        _ => "",
    };
    let summary = if status == "recorded" { "xkanari-future" } else { "A talk." };
    let text = format!(
        "---\ntitle: With {status}\ndate: {date}\nguests: [{guests}]\ndirection: {direction}\nnumber: {index}\nsummary: {summary}\noffer: continuity\n{note}questions: [{{ask: Why?, at: \"0:01\"}}]\n---\nNotes.\n"
    );
    let folder = format!("content/episodes/{index:03}-with-{status}");
    show.file(&format!("{folder}/index.md"), text).file(&format!("{folder}/talk.wav"), wav(3))
}

fn row<'a>(document: &'a Value, status: &str) -> &'a Value {
    let rows = document["partners"].as_array().expect("a list");
    rows.iter().find(|row| row["slug"] == slug(status)).unwrap_or_else(|| panic!("{status} is missing: {document:#}"))
}

#[test]
fn the_network_says_exactly_what_is_owed_and_the_build_has_made_it() {
    let run = everybody().run(&["network", "--as-of", "2026-06-01T12:00:00Z", "--format", "json"]).ok();
    let document = run.json();
    let built = run.show().build().ok();
    for (status, _, owed, since, letters) in EXPECTED {
        let row = row(&document, status);
        assert_eq!((&row["status"], &row["owed"]["text"], &row["owed"]["since"]), (&json!(status), &json!(owed), &json!(since)), "{row:#}");
        for letter in letters {
            for ending in ["eml", "txt", "html"] {
                let path = format!("desk/partners/{}/{letter}.{ending}", slug(status));
                assert!(built.has(&path), "{path}");
            }
        }
        for path in HEARD.iter().filter(|_| is_online(status)).map(|path| path.replace("{}", &slug(status))) {
            assert!(built.has(&path), "{path}");
        }
        assert_eq!(row["kit"]["ready"].as_array().is_some_and(|ready| !ready.is_empty()), is_online(status), "{row:#}");
        for letter in [&row["owed"]["letter"], &row["thanks"]["letter"]].into_iter().filter_map(Value::as_str) {
            assert!(built.has(letter), "{letter}");
        }
    }
    assert_eq!(row(&document, "sharing")["thanks"]["people"], 1);
    assert_eq!(
        (&row(&document, "sharing")["introductions"]["made"], &row(&document, "turned")["introductions"]["received"]),
        (&json!(1), &json!(1))
    );
    for path in [
        "desk/network.html",
        "desk/network.svg",
        "desk/calendar.ics",
        "desk/events/live/how-to-join.eml",
        "desk/episodes/with-recorded/question-sheet.html",
    ] {
        assert!(built.has(path), "{path}");
    }
    let svg = built.read("desk/network.svg");
    assert!(svg.contains("class=\"line\"") && EXPECTED.iter().all(|(_, name, ..)| svg.contains(name)), "{svg}");
}

#[test]
fn every_kit_names_only_what_is_there() {
    let mut show = everybody().build().ok().show();
    for (status, ..) in EXPECTED {
        let run = show.run(&["kit", &slug(status), "--as-of", "2026-06-01T12:00:00Z", "--format", "json"]).ok();
        let kit = run.json();
        let lists = ["files", "letters"].map(|key| kit[key].as_array().cloned().unwrap_or_default());
        let [files, letters] = lists;
        for file in files.iter().filter_map(Value::as_str) {
            assert!(run.has(&format!("public/{file}")), "{status}: {file}");
        }
        for letter in letters.iter().filter_map(Value::as_str) {
            assert!(run.has(letter), "{status}: {letter}");
        }
        show = run.show();
    }
}

/// Files whose words leave the house or that people read: text, without the recordings and pictures.
fn texts(run: &Run) -> Vec<(String, String)> {
    let all = ["public", "desk"].into_iter().flat_map(|folder| run.files(folder).into_iter().map(move |file| format!("{folder}/{file}")));
    let is_text = |path: &String| {
        ["html", "txt", "xml", "json", "ics", "vcf", "m3u8", "svg"].iter().any(|ending| path.ends_with(&format!(".{ending}")))
    };
    all.filter(is_text).map(|path| (path.clone(), run.read(&path).replace("\r\n ", ""))).collect()
}

/// Every address of the site that a text names, whole or from the root, without what follows `?` or `#`.
fn addresses(text: &str) -> BTreeSet<String> {
    let ends = |c: char| c.is_whitespace() || "\"'<>()[]\\,;”’".contains(c);
    let after = |opening: &'static str| text.split(opening).skip(1).map(move |rest| rest.split(ends).next().unwrap_or_default());
    let whole = after(BASE);
    let rooted = ["href=\"/", "src=\"/", "action=\"/"].into_iter().flat_map(after);
    let bare = |path: &str| path.split(['?', '#']).next().unwrap_or_default().trim_end_matches(['.', ':', '*', '|']).to_owned();
    whole.chain(rooted).filter(|path| !path.starts_with('/')).map(bare).collect()
}

#[test]
fn every_address_leads_somewhere_and_nothing_is_left_to_fill_in() {
    let run = everybody().build().ok();
    let mut broken = Vec::new();
    let mut count = 0;
    for (path, text) in texts(&run) {
        // Settings for servers have patterns in them, no addresses.
        if path.starts_with("desk/server/") || path.ends_with("robots.txt") {
            continue;
        }
        for address in addresses(&text.replace("&quot;", "\"").replace("&amp;", "&")) {
            count += 1;
            let file = if address.is_empty() || address.ends_with('/') { format!("{address}index.html") } else { address.clone() };
            if !run.has(&format!("public/{file}")) {
                broken.push(format!("{path}: {address}"));
            }
        }
        for gap in gaps(&text) {
            broken.push(format!("{path} holds {gap}"));
        }
    }
    assert!(count > 500, "{count} addresses were found");
    assert!(broken.is_empty(), "{broken:#?}");
}

/// What somebody forgot to fill in: `{name}`, `{{`, `{%`. A time that a script fills in is none.
fn gaps(text: &str) -> Vec<String> {
    let opened = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| inside);
    let is_gap =
        |inside: &&str| !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && *inside != "time";
    let mut gaps: Vec<String> = opened.filter(is_gap).map(|inside| format!("{{{inside}}}")).collect();
    gaps.extend(["{%", "TODO", "undefined"].into_iter().filter(|gap| text.contains(gap)).map(str::to_owned));
    gaps
}

#[test]
fn what_was_told_in_confidence_is_in_no_byte_of_the_site() {
    let run = everybody().build().ok();
    for file in run.public_files() {
        let bytes = std::fs::read(run.path(&format!("public/{file}"))).expect("a file that was listed");
        let text = String::from_utf8_lossy(&bytes).replace("\r\n ", "").to_lowercase();
        assert!(!text.contains("xkanari") && !file.contains("xkanari"), "{file} tells it");
    }
    let desk = run.read("desk/network.html");
    assert!(desk.contains(&canary("notes", "asked")), "the words were planted, and the host reads them");
}

#[test]
fn what_is_handed_to_others_tells_each_only_what_is_theirs() {
    let run = everybody().build().ok();
    let mails: Vec<String> = run.files("desk").into_iter().filter(|file| file.ends_with(".eml")).collect();
    assert!(mails.len() > 15, "{mails:?}");
    let siblings = mails.iter().flat_map(|mail| ["eml", "txt", "html"].map(|ending| mail.replace(".eml", &format!(".{ending}"))));
    let sheets = run.files("desk").into_iter().filter(|file| file.ends_with("one-sheet.html") || file.ends_with("to-paste.txt"));
    for file in siblings.chain(sheets) {
        let text = run.read(&format!("desk/{file}")).replace("=\r\n", "").replace("=\n", "").to_lowercase();
        let own = file.strip_prefix("partners/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        for (status, ..) in EXPECTED {
            for kind in ["phone", "notes", "next", "more"] {
                assert!(!text.contains(&canary(kind, status)), "{file} tells the {kind} of {status}");
            }
            assert!(own == slug(status) || !text.contains(&canary("mail", status)), "{file} tells the address of {status}");
        }
        for word in [
            "xkanari-lead",
            "xkanari lead",
            "xkanari-referral",
            "xkanari-why",
            "xkanari-event-notes",
            "xkanari-future",
            "xkanari-quote",
            "xkanari-photo",
        ] {
            assert!(!text.contains(word), "{file} tells {word}");
        }
        assert!(file.starts_with("events/live/how-to-join.") || !text.contains("xkanari-room"), "{file} tells the way in");
        assert!(file.starts_with("partners/published-person/") || !text.contains("xkanari-feedback"), "{file} tells what a listener said");
        assert!(file.contains("secret/") || file.contains("paused-person/") || !text.contains("xkanari draft"), "{file} tells of a draft");
    }
}
