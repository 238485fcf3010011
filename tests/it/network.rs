//! `turntable network` and `turntable kit`: one partner for each status, and exactly what is owed to each.

use crate::show::{TestShow, wav};
use serde_json::{Value, json};

/// Every status, what is owed, and since when.
const OWED: [(&str, &str, Option<&str>); 10] = [
    ("prospect", "ask", None),
    ("asked", "invite", Some("2026-01-02")),
    ("invited", "agree-on-date", Some("2026-01-03")),
    ("booked", "record", Some("2026-01-04")),
    ("recorded", "publish", Some("2026-01-05")),
    ("published", "pass-on-applause", Some("2026-01-06")),
    ("thanked", "turn-the-tables", Some("2026-01-07")),
    ("turned", "hand-over-kit", Some("2026-01-08")),
    ("sharing", "repeat", Some("2026-01-09")),
    ("paused", "rest", Some("2026-01-10")),
];

/// A show with one partner for each status; those from `published` on have an interview online, `turned` one in which they asked.
fn one_of_each() -> TestShow {
    let mut show = TestShow::minimal().remove("content/partners/dev-okafor").remove("content/episodes/001-first").edit(
        "content/offers/continuity/index.md",
        "owner: dev-okafor",
        "owner: margo-ellison",
    );
    let host = "content/hosts/margo-ellison/index.md";
    show = show.edit(host, "name: Margo Ellison", "name: Margo Ellison\noffer: continuity");
    for (index, (status, ..)) in OWED.iter().enumerate() {
        let since = if *status == "prospect" { String::new() } else { format!("  {status}: 2026-01-{:02}\n", index + 1) };
        let text = format!(
            "---\nname: {status} Person\nbusiness: {status} Ltd\nintroduction:\n  help: Helps.\nprivate:\n  status: {status}\n{since}  notes: not for others\n---\n"
        );
        show = show.file(&format!("content/partners/{status}-person/index.md"), text);
        if (5..9).contains(&index) {
            let direction = if *status == "turned" { "turned" } else { "spotlight" };
            let folder = format!("content/episodes/{index:03}-with-{status}");
            let text = format!(
                "---\ntitle: With {status}\ndate: 2026-02-{:02}\nguests: [{status}-person]\ndirection: {direction}\nnumber: {index}\nsummary: A talk.\noffer: continuity\n---\nNotes.\n",
                index + 1
            );
            show = show.file(&format!("{folder}/index.md"), text).file(&format!("{folder}/talk.wav"), wav(2));
        }
    }
    show
}

fn network(show: TestShow) -> (TestShow, Value) {
    let run = show.run(&["network", "--as-of", "2026-06-01T12:00:00Z", "--format", "json"]).ok();
    let document = run.json();
    (run.show(), document)
}

#[test]
fn the_network_says_exactly_what_is_owed_to_whom_and_since_when() {
    let (_, document) = network(one_of_each());
    let partners = document["partners"].as_array().expect("a list");
    assert_eq!(partners.len(), OWED.len());
    for (status, step, since) in OWED {
        let row = partners.iter().find(|row| row["slug"] == format!("{status}-person")).expect("everybody is there");
        assert_eq!((&row["status"], &row["owed"]["step"], &row["owed"]["since"]), (&json!(status), &json!(step), &json!(since)), "{row:#}");
    }
    let counts = document["counts"].as_object().expect("a mapping");
    assert!(counts.len() == 10 && counts.values().all(|count| *count == 1), "{counts:?}");
    let steps: Vec<&str> = partners.iter().filter_map(|row| row["owed"]["step"].as_str()).collect();
    let order =
        ["pass-on-applause", "publish", "record", "agree-on-date", "invite", "turn-the-tables", "hand-over-kit", "ask", "repeat", "rest"];
    assert_eq!(steps, order);
    assert_eq!(document["next"]["partner"], "published-person");
}

#[test]
fn one_row_has_the_shape_that_is_documented() {
    let (_, document) = network(one_of_each());
    let row = document["partners"].as_array().expect("a list").iter().find(|row| row["slug"] == "thanked-person").expect("is there");
    let expected = json!({
        "slug": "thanked-person", "name": "thanked Person", "business": "thanked Ltd", "status": "thanked",
        "owed": {
            "step": "turn-the-tables", "text": "Turn the tables: offer to answer thanked's questions.", "since": "2026-01-07",
            "letter": "desk/partners/thanked-person/turn-the-tables.eml",
        },
        "thanks": null, "note": null,
        "episodes": {"published": 1, "turned": 0, "coming": 0},
        "introductions": {"made": 0, "received": 0},
        "hand_raises": {"people": 0, "first": null, "last": null},
        "notes_from_listeners": 0, "sends": null,
        "kit": {
            "ready": ["page", "e-mail", "post", "player", "link"],
            "missing": [
                {"what": "photo", "why": "put a photo beside their file"},
                {"what": "quote", "why": "choose a sentence under `quotes` of the interview"},
            ],
        },
    });
    assert_eq!(row, &expected, "{row:#}");
}

#[test]
fn every_letter_that_is_named_is_written_by_the_build_and_the_desk_says_the_same() {
    let (show, document) = network(one_of_each());
    let built = show.build().ok();
    let page = built.read("desk/network.html");
    for row in document["partners"].as_array().expect("a list") {
        let text = row["owed"]["text"].as_str().expect("a sentence").replace('\'', "&#39;");
        assert!(page.contains(&text), "{text}\n{page}");
        if let Some(letter) = row["owed"]["letter"].as_str() {
            assert!(built.has(letter), "{letter}");
        }
    }
}

#[test]
fn the_terminal_shows_everybody_in_78_columns_and_ends_in_one_next_step() {
    let run = one_of_each().run(&["network", "--as-of", "2026-06-01"]).ok();
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 78), "{}", run.stdout);
    assert!(!run.stdout.contains("not for others"), "private notes are for the desk:\n{}", run.stdout);
    let run = run.says("published Person").says("since 6 Jan 2026").says("Nothing: paused is taking a rest.");
    let last: Vec<&str> = run.stdout.lines().rev().take(2).collect();
    assert_eq!(last, ["       turntable kit published-person", "Next:  Tell published that it's live, and say thank you."]);
}

#[test]
fn an_earlier_moment_knows_less() {
    let run = one_of_each().run(&["network", "--as-of", "2026-01-31", "--format", "json"]).ok();
    let document = run.json();
    assert_eq!(document["episodes"], 0);
    let row = document["partners"].as_array().expect("a list").iter().find(|row| row["slug"] == "published-person").expect("is there");
    assert_eq!((&row["episodes"]["published"], &row["episodes"]["coming"]), (&json!(0), &json!(1)));
    assert_eq!(row["kit"]["missing"][0]["why"], "“With published” appears on 6 February 2026");
}

#[test]
fn a_kit_says_what_is_ready_and_what_to_write() {
    let run = one_of_each().run(&["kit", "Thanked Person", "--as-of", "2026-06-01"]).ok();
    for words in [
        "Partner kit for thanked Person, episode 6 (spotlight, offer: The Owner's",
        "/kit/thanked-person/",
        "not listed, not searched",
        "to their clients, ",
        " characters",
        "264 px high",
        "photo: put a photo beside their file",
        "Write to thanked (copied to the clipboard with --copy):",
        "thanked, it's live. Everything is ready to send as it is",
        "Shall we turn the tables?",
        "Owed: Turn the tables: offer to answer thanked's questions (since 7 Jan\n  2026).",
        "turntable network shows all.",
    ] {
        assert!(run.stdout.contains(words), "{words}\n{}", run.stdout);
    }
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 78), "{}", run.stdout);
}

#[test]
fn every_address_of_a_kit_is_written_by_the_build() {
    let run = one_of_each().run(&["kit", "turned-person", "--as-of", "2026-06-01", "--format", "json"]).ok();
    let kit = run.json();
    let built = run.show().build().ok();
    let base =
        kit["address"].as_str().and_then(|address| address.strip_suffix("kit/turned-person/")).expect("the kit's address").to_owned();
    let links = kit["links"].as_array().expect("a list");
    assert!(!links.is_empty());
    let addresses = links.iter().map(|link| &link["address"]).chain([&kit["address"]]).filter_map(Value::as_str);
    for address in addresses {
        let path = address.strip_prefix(&base).expect("an address of the site");
        assert!(built.has(&format!("public/{path}index.html")), "{address}");
    }
    for letter in kit["letters"].as_array().expect("a list").iter().filter_map(Value::as_str) {
        assert!(built.has(letter), "{letter}");
    }
    let texts = &kit["texts"];
    let post = texts["post"].as_str().expect("a post");
    assert_eq!(texts["post_characters"], json!(post.chars().count()));
    let page = built.read("public/kit/turned-person/index.html");
    assert!(page.contains(&post.replace('\'', "&#39;")), "the page shows the same post: {post}\n{page}");
}

#[test]
fn somebody_who_is_not_heard_yet_has_no_kit_and_it_says_why() {
    let show = one_of_each().edit("content/partners/booked-person/index.md", "private:", "consent: [photo]\nprivate:");
    let run = show.run(&["kit", "booked-person", "--as-of", "2026-06-01"]).ok();
    let run = run.says("No kit for booked Person yet").says("has not agreed to be published").says("Owed: Record the interview");
    assert!(!run.stdout.contains("it's live"), "{}", run.stdout);
    let run = run.run(&["kit", "prospect-person", "--as-of", "2026-06-01"]).ok();
    run.says("no interview names them yet").run(&["kit", "turnd-person"]).code(2).says("did you mean `turned-person`?");
}

#[cfg(unix)]
#[test]
fn the_message_goes_to_the_clipboard_where_there_is_one() {
    use std::os::unix::fs::PermissionsExt;
    let show = one_of_each().file("tools/wl-copy", "#!/bin/sh\nexit 1\n").file("tools/xclip", "#!/bin/sh\n/bin/cat > \"$0.took\"\n");
    for tool in ["tools/wl-copy", "tools/xclip"] {
        std::fs::set_permissions(show.path(tool), std::fs::Permissions::from_mode(0o755)).expect("made executable");
    }
    let copy = |path: &std::path::Path| {
        let mut command = assert_cmd::Command::cargo_bin("turntable").expect("the program is built");
        let line = ["kit", "turned-person", "--copy", "--as-of", "2026-06-01", "--root"];
        let output = command.env("PATH", path).args(line).arg(show.root()).output().expect("the program starts");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let said = copy(&show.path("tools"));
    assert!(said.contains("(it is on the clipboard)"), "{said}");
    assert!(show.read("tools/xclip.took").starts_with("turned, it's live."), "the second program took it after the first had no screen");
    let said = copy(&show.path("content"));
    assert!(said.contains("nothing was copied: none of wl-copy, xclip, pbcopy, clip.exe"), "{said}");
}
