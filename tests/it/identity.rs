//! A feed that never loses a listener: what a user may do to published episodes by mistake, each refused with the words and lines that
//! mend it, then mended with those lines, then let happen on purpose.

use crate::show::{Run, TestShow, wav};

const EPISODE: &str = "content/episodes/001-first/index.md";
const SHOW: &str = "content/show.yaml";
const LOCK: &str = "turntable.lock";

/// A show that was built once: one episode with a guest, one without.
fn published() -> TestShow {
    TestShow::minimal()
        .file("content/episodes/002-second/index.md", second("2026-05-21T06:00"))
        .file("content/episodes/002-second/second.wav", wav(2))
        .file(
            "content/events/lunch/index.md",
            "---\ntitle: Lunch\nstarts: 2026-07-01T12:00\nguests: [dev-okafor]\nregister: https://lunch.example/\n---\nCome.\n",
        )
        .build()
        .ok()
        .show()
}

fn second(date: &str) -> String {
    format!("---\ntitle: The second talk\ndate: {date}\nnumber: 2\noffer: none\nsummary: More of it.\n---\nNotes.\n")
}

/// The guid of an item, as the lock has it.
fn guid(show: &TestShow, slug: &str) -> String {
    let lock = show.read(LOCK);
    let entry = lock.split(&format!("\n  {slug}:\n")).nth(1).unwrap_or_else(|| panic!("no {slug} in\n{lock}"));
    entry.lines().find_map(|line| line.trim().strip_prefix("guid: ")).expect("every entry has one").to_owned()
}

/// The guids of the feed, newest first.
fn feed_guids(run: &Run) -> Vec<String> {
    let feed = run.read("public/feed.xml");
    feed.split("<guid").skip(1).filter_map(|rest| Some(rest.split_once('>')?.1.split_once('<')?.0.to_owned())).collect()
}

/// What is said, with line breaks and frames made blanks: words may be wrapped anywhere.
fn said(run: &Run) -> String {
    format!("{} {}", run.stdout, run.stderr).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn refused(show: TestShow, words: &[&str]) -> TestShow {
    let feed = show.bytes("public/feed.xml");
    let lock = show.read(LOCK);
    let run = show.build().code(1);
    let said = said(&run);
    for word in words {
        assert!(said.contains(word), "it should say {word:?}:\n{}", run.stderr);
    }
    assert!(said.contains("Nothing was published; the last good site is untouched."), "{said}");
    assert!(run.read(LOCK) == lock && run.read("public/feed.xml").into_bytes() == feed, "something was written");
    run.show()
}

/// Builds with `--accept`, then once more without: nothing is left to say, nothing to write.
#[track_caller]
fn accepted(show: TestShow, accept: &[&str]) -> Run {
    let flags: Vec<&str> = accept.iter().flat_map(|what| ["--accept", what]).collect();
    let run = show.build_with(&flags).ok();
    let notes = run.stderr.matches("accepted: ").count();
    assert_eq!(notes, accept.len(), "each is noted\n{}", run.stderr);
    let lock = run.read(LOCK);
    let again = run.show().build().ok().writes(&[]);
    assert_eq!(again.read(LOCK), lock);
    again
}

#[test]
fn the_lock_says_what_it_is_and_changes_only_when_something_does() {
    let show = published();
    let lock = show.read(LOCK);
    let first = lock.lines().next().unwrap_or_default();
    assert!(first.starts_with("# What this show has published. Commit this file"), "{lock}");
    for line in [
        "  address: https://talks.ellison.example/feed.xml",
        "\n  first:\n    title: \"Who can sign a check on Monday?\"\n    number: 1\n    date: 2026-05-14T00:00:00-05:00\n",
        "    enclosure: https://talks.ellison.example/episodes/first/first.wav\n    type: audio/wav\n    recording: ",
        "\n  events/lunch/: always\n",
        "\n  go/dev-okafor/continuity/: always\n",
        "\n  privacy/: always\n",
    ] {
        assert!(lock.contains(line), "{line:?} in\n{lock}");
    }
    let run = show.build().ok().writes(&[]);
    assert_eq!(run.read(LOCK), lock);
    // The same in another folder, after a cold start.
    assert_eq!(published().remove(".turntable").remove("public").build().ok().read(LOCK), lock);
    let run = run.edit(EPISODE, "Who can sign a check on Monday?", "Who may sign on Monday?").build().ok();
    assert_eq!(run.read(LOCK), lock.replace("Who can sign a check on Monday?", "Who may sign on Monday?"));
}

#[test]
fn looking_records_nothing() {
    for flags in [&["--dry-run"][..], &["--drafts"]] {
        let run = TestShow::minimal().build_with(flags).ok();
        assert!(!run.has(LOCK), "{flags:?}");
    }
    assert!(!TestShow::minimal().check().code(0).has(LOCK));
    assert!(!TestShow::minimal().edit(EPISODE, "title:", "titel:").build().code(1).has(LOCK), "a build that failed publishes nothing");
}

#[test]
fn a_renamed_folder_is_refused_and_mended_with_the_printed_lines() {
    let show = published();
    let guids = feed_guids(&show.build());
    let show = published();
    let known = guid(&show, "first");
    let show = show.rename("content/episodes/001-first", "content/episodes/001-who-can-sign");
    let show = show.rename("content/episodes/001-who-can-sign/first.wav", "content/episodes/001-who-can-sign/anything.wav");
    let file = "content/episodes/001-who-can-sign/index.md";
    let show = refused(
        show,
        &[
            "error[lost-item]: the feed would lose an item that apps already have, 1 “Who can sign a check on Monday?”: its folder was renamed to 001-who-can-sign",
            "apps know this as episodes/first/",
            &format!("= keep its address and guid, in {file} aliases: [first] guid: {known} or let it go with `--accept lost-item:first`"),
        ],
    );
    let lines = format!("aliases: [first]\nguid: {known}\n");
    let run = show.edit(file, "title:", &format!("{lines}title:")).build().ok();
    assert_eq!(feed_guids(&run), guids);
    let rules = run.read("public/_redirects");
    for rule in [
        "/episodes/first/ /episodes/who-can-sign/ 301",
        "/episodes/first /episodes/who-can-sign/ 301",
        "/embed/first/ /embed/who-can-sign/ 301",
        "/episodes/first/first.wav /episodes/who-can-sign/who-can-sign.wav 301",
    ] {
        assert!(rules.lines().any(|line| line == rule), "{rule} in\n{rules}");
    }
    assert!(run.read("public/episodes/first/index.html").contains("url=/episodes/who-can-sign/"));
    let run = run.build().ok().writes(&[]);
    assert_eq!(guid(&run.show(), "who-can-sign"), known);
}

#[test]
fn an_alias_alone_keeps_the_guid_and_must_stay() {
    let show = published();
    let known = guid(&show, "first");
    let file = "content/episodes/001-who-can-sign/index.md";
    let show =
        show.rename("content/episodes/001-first", "content/episodes/001-who-can-sign").edit(file, "title:", "aliases: [first]\ntitle:");
    let run = show.build().ok().build().ok().writes(&[]);
    assert!(feed_guids(&run).contains(&known));
    let show = refused(
        run.edit(file, "aliases: [first]\n", ""),
        &["lost-page", "episodes/first/ would lead nowhere", "aliases: [/episodes/first/]"],
    );
    accepted(show, &["lost-page:episodes/first"]);
}

#[test]
fn a_renamed_folder_that_keeps_its_guid_needs_only_the_redirect() {
    let show = published();
    let known = guid(&show, "second");
    let file = "content/episodes/002-other/index.md";
    let show =
        show.rename("content/episodes/002-second", "content/episodes/002-other").edit(file, "title:", &format!("guid: {known}\ntitle:"));
    let show = refused(show, &["address-moved", "nothing leads there from its old address episodes/second/", "aliases: [second]"]);
    let run = show.edit(file, "title:", "aliases: [second]\ntitle:").build().ok();
    assert!(run.read("public/_redirects").contains("/episodes/second/ /episodes/other/ 301\n"));
    accepted(run.edit(file, "aliases: [second]\n", ""), &["lost-page:episodes/second"]);
}

#[test]
fn a_deleted_episode_is_refused_put_back_or_let_go() {
    let show = published();
    let (text, sound) = (show.read("content/episodes/002-second/index.md"), show.bytes("content/episodes/002-second/second.wav"));
    let show = refused(
        show.remove("content/episodes/002-second"),
        &[
            "error[lost-item]: the feed would lose an item that apps already have, 2 “The second talk”: its folder is not there",
            "┌ turntable.lock:",
            "or let it go with `--accept lost-item:second`",
        ],
    );
    let back = show.file("content/episodes/002-second/index.md", text).file("content/episodes/002-second/second.wav", sound);
    let show = back.build().ok().show();
    let run = accepted(show.remove("content/episodes/002-second"), &["lost-item:second"]);
    assert_eq!(feed_guids(&run).len(), 1);
    // By hand, in the file, it works as well.
    let lock = run.read(LOCK);
    let start = lock.find("\n  first:").expect("there");
    let end = lock.find("\naddresses:").expect("there");
    let by_hand = format!("{}{}", &lock[..start], &lock[end..]);
    let show = run
        .show()
        .file(LOCK, by_hand)
        .file("content/episodes/003-third/index.md", second("2026-05-25"))
        .file("content/episodes/003-third/third.wav", wav(1));
    show.remove("content/episodes/001-first").build().ok();
}

#[test]
fn an_episode_made_a_draft_or_postponed_is_refused() {
    let show = published();
    let show = refused(
        show.edit(EPISODE, "title:", "draft: true\ntitle:"),
        &["lost-item", "it is a draft now", &format!("= take `draft: true` out of {EPISODE}")],
    );
    let show = show.edit(EPISODE, "draft: true\n", "").build().ok().writes(&[]).show();
    let postponed = show.edit(EPISODE, "date: 2026-05-14", "date: 2027-05-14");
    let show = refused(
        postponed,
        &[
            "lost-item",
            "its date was moved into the future",
            &format!("= write into {EPISODE} date: 2026-05-14T00:00-05:00 or let it go with `--accept lost-item:first`"),
        ],
    );
    let run = show.edit(EPISODE, "date: 2027-05-14", "date: 2026-05-14T00:00-05:00").build().ok().writes(&[]);
    accepted(run.edit(EPISODE, "title:", "draft: true\ntitle:"), &["lost-item:first"]);
}

#[test]
fn a_lost_recording_is_refused() {
    let show = published();
    let sound = show.bytes("content/episodes/001-first/first.wav");
    let show = refused(
        show.remove("content/episodes/001-first/first.wav"),
        &[
            "enclosure-lost",
            "1 “Who can sign a check on Monday?”: its recording is gone",
            "put the recording back into content/episodes/001-first/ (apps know it as first.wav)",
        ],
    );
    show.file("content/episodes/001-first/renamed.wav", sound).build().ok();
}

#[test]
fn another_guid_is_refused() {
    let show = published();
    let known = guid(&show, "first");
    let show = refused(
        show.edit(EPISODE, "title:", "guid: episode-1\ntitle:"),
        &[
            "guid-changed",
            "apps know 1 “Who can sign a check on Monday?” by another guid",
            &format!("= write into {EPISODE} guid: {known} or build with `--accept guid-changed:first`"),
        ],
    );
    let show = show.edit(EPISODE, "guid: episode-1\n", &format!("guid: {known}\n")).build().ok().writes(&[]).show();
    let run = accepted(show.edit(EPISODE, &known, "episode-1"), &["guid-changed:first"]);
    assert!(feed_guids(&run).contains(&"episode-1".to_owned()));
}

#[test]
fn a_moved_date_is_refused() {
    let show = published();
    let show = refused(
        show.edit(EPISODE, "date: 2026-05-14", "date: 2026-05-15"),
        &[
            "date-moved",
            "was published on 2026-05-14T00:00-05:00 and would move to 2026-05-15T00:00-05:00",
            &format!("= write into {EPISODE} date: 2026-05-14T00:00-05:00 or build with `--accept date-moved:first`"),
        ],
    );
    let show = show.edit(EPISODE, "date: 2026-05-15", "date: 2026-05-14T00:00-05:00").build().ok().writes(&[]).show();
    accepted(show.edit(EPISODE, "date: 2026-05-14T00:00-05:00", "date: 2026-05-15"), &["date-moved:first"]);
}

#[test]
fn another_zone_moves_every_date_and_can_be_taken_as_a_whole() {
    let show = published().edit(SHOW, "timezone: America/Chicago", "timezone: America/New_York");
    let run = show.build().code(1);
    assert_eq!(run.stderr.matches("error[date-moved]").count(), 2, "{}", run.stderr);
    run.show().build_with(&["--accept", "date-moved"]).ok();
}

#[test]
fn another_recording_is_refused_and_republish_covers_one_exchange() {
    let recording = "content/episodes/001-first/first.wav";
    let show = refused(
        published().file(recording, wav(4)),
        &[
            "recording-exchanged",
            "is not the one that apps have",
            &format!("in {EPISODE} republish: true or build with `--accept recording-exchanged:first`"),
        ],
    );
    let show = show.edit(EPISODE, "title:", "republish: true\ntitle:").build().ok().show();
    let run = show.build().ok().writes(&[]).says("republish-left-standing");
    let show = refused(run.file(recording, wav(5)), &["recording-exchanged", "was for the exchange before"]);
    let run = accepted(show, &["recording-exchanged:first"]);
    // Taken out and written again, it covers the next one.
    let show = run.edit(EPISODE, "republish: true\n", "").build().ok().show();
    show.edit(EPISODE, "title:", "republish: true\ntitle:").file(recording, wav(4)).build().ok();
}

#[test]
fn a_new_title_or_a_new_way_of_publishing_is_no_exchange() {
    let show = published().edit(EPISODE, "title: Who can sign a check on Monday?", "title: Who may sign?");
    let show = show.build().ok().edit(SHOW, "categories:", "media: {format: mp3}\ncategories:").build().ok().show();
    assert!(show.read(LOCK).contains("/first.mp3\n    type: audio/mpeg\n"), "{}", show.read(LOCK));
    let show =
        show.edit(SHOW, "media: {format: mp3}", "media: {format: mp3, base_url: https://cdn.example/, prefix: https://count.example/}");
    show.build().ok();
}

#[test]
fn a_recording_kept_elsewhere_may_move_where_it_is_the_same() {
    let elsewhere = |url: &str, bytes: u64| {
        second("2026-05-21T06:00")
            .replace("offer:", &format!("audio: {{url: \"{url}\", bytes: {bytes}, type: audio/mpeg, duration: 120}}\noffer:"))
    };
    let file = "content/episodes/002-second/index.md";
    let show = TestShow::minimal().file(file, elsewhere("https://old.example/a/two.mp3", 90_000)).build().ok().show();
    let show = show.file(file, elsewhere("https://new.example/b/two.mp3", 90_000)).build().ok().show();
    let show = refused(
        show.file(file, elsewhere("https://new.example/b/final.mp3", 90_000)),
        &["enclosure-moved", "from https://new.example/b/two.mp3 to https://new.example/b/final.mp3"],
    );
    let show = accepted(show, &["enclosure-moved:second"]).show();
    let show = refused(show.file(file, elsewhere("https://new.example/b/final.mp3", 95_000)), &["recording-exchanged"]);
    show.edit(file, "offer:", "republish: true\noffer:").build().ok();
}

#[test]
fn a_new_address_keeps_guids_and_is_refused_until_the_feed_has_said_so() {
    let show = published();
    let guids = feed_guids(&show.build());
    let show = published();
    let moved = |show: TestShow| show.edit(SHOW, "base_url: https://talks.ellison.example/", "base_url: https://new.example/talks/");
    let show = refused(
        moved(show),
        &[
            "feed-moved",
            "the feed would move from https://talks.ellison.example/feed.xml to https://new.example/talks/feed.xml, and apps have not been told",
            "base_url: https://talks.ellison.example/ new_feed_url: https://new.example/talks/feed.xml",
            "`--accept feed-moved`",
        ],
    );
    // As told: first the old feed says where it goes, then it goes.
    let lines = "base_url: https://talks.ellison.example/\nnew_feed_url: https://new.example/talks/feed.xml\n";
    let show = show.edit(SHOW, "base_url: https://new.example/talks/\n", lines).build().ok().show();
    assert!(show.read("public/feed.xml").contains("new-feed-url"));
    let show = moved(show).edit(SHOW, "new_feed_url: https://new.example/talks/feed.xml\n", "");
    let run = show.build().ok();
    assert_eq!(feed_guids(&run), guids, "an episode keeps its guid for ever");
    let known = run.read(LOCK).lines().nth(6).unwrap_or_default().trim().replace("guid: ", "");
    assert!(run.read("public/feed.xml").contains(&format!("<podcast:guid>{known}</podcast:guid>")), "{}", run.read(LOCK));
    assert!(published().read(LOCK).contains(&known), "and so does the feed");
    let run = accepted(moved(published()), &["feed-moved"]);
    assert_eq!(feed_guids(&run), guids);
}

#[test]
fn another_feed_guid_is_refused() {
    let show = published().edit(SHOW, "language:", "guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810\nlanguage:");
    let show = refused(show, &["feed-guid-changed", "apps and directories know this show by another guid", "`--accept feed-guid-changed`"]);
    let show = show.edit(SHOW, "guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810\n", "").build().ok().writes(&[]).show();
    accepted(show.edit(SHOW, "language:", "guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810\nlanguage:"), &["feed-guid-changed"]);
}

#[test]
fn a_partner_and_a_kit_with_new_names_take_their_links_along() {
    let show = published().rename("content/partners/dev-okafor", "content/partners/okafor-dev");
    let show = show.rename("content/offers/continuity", "content/offers/who-signs");
    let partner = "content/partners/okafor-dev/index.md";
    let show = show.edit(partner, "offer: continuity", "offer: who-signs");
    let show = show.edit("content/offers/who-signs/index.md", "owner: dev-okafor", "owner: okafor-dev");
    let show = show.edit(EPISODE, "guests: [dev-okafor]", "guests: [okafor-dev]").edit(
        "content/events/lunch/index.md",
        "[dev-okafor]",
        "[okafor-dev]",
    );
    let show = refused(
        show,
        &[
            "lost-page",
            "partners/dev-okafor/ would lead nowhere, and it was published",
            "offers/continuity/ would lead nowhere",
            "aliases: [dev-okafor] or let it go with `--accept lost-page:partners/dev-okafor`",
        ],
    );
    let show = show.edit(partner, "name:", "aliases: [dev-okafor]\nname:");
    let run = show.edit("content/offers/who-signs/index.md", "title:", "aliases: [continuity]\ntitle:").build().ok();
    let rules = run.read("public/_redirects");
    for rule in [
        "/partners/dev-okafor/ /partners/okafor-dev/ 301",
        "/partners/dev-okafor/feed.xml /partners/okafor-dev/feed.xml 301",
        "/kit/dev-okafor/ /kit/okafor-dev/ 301",
        "/offers/continuity/ /offers/who-signs/ 301",
        "/go/dev-okafor/continuity/ /go/okafor-dev/who-signs/ 301",
    ] {
        assert!(rules.lines().any(|line| line == rule), "{rule} in\n{rules}");
    }
    assert!(run.read("public/go/dev-okafor/continuity/index.html").contains("url=/go/okafor-dev/who-signs/"));
    run.build().ok().writes(&[]);
}

#[test]
fn pages_events_and_kits_that_go_are_refused() {
    let show = published().rename("content/pages/privacy.md", "content/pages/data.md").remove("content/events/lunch");
    let show = show.edit(SHOW, "privacy_url: /privacy/", "privacy_url: /data/");
    let show = refused(
        show,
        &["privacy/ would lead nowhere", "aliases: [privacy]", "events/lunch/ would lead nowhere", "`--accept lost-page:events/lunch`"],
    );
    let show = show.edit("content/pages/data.md", "title:", "aliases: [privacy]\ntitle:");
    let run = accepted(show, &["lost-page:events/lunch"]);
    assert!(run.read("public/_redirects").contains("/privacy/ /data/ 301\n"));
}

#[test]
fn a_link_on_a_printed_card_outlives_the_offer_that_it_named() {
    // The guest's kit is exchanged for another; the old one is closed but still there.
    let show = published().file(
        "content/offers/new-kit/index.md",
        "---\ntitle: A newer kit\npromise: More\nowner: dev-okafor\nurl: https://okafor.example/kit\n---\n",
    );
    let show = show.edit("content/partners/dev-okafor/index.md", "offer: continuity", "offer: new-kit");
    let run = show.edit("content/offers/continuity/index.md", "title:", "until: 2026-05-20\ntitle:").build().ok();
    for link in ["continuity", "new-kit"] {
        assert!(run.has(&format!("public/go/dev-okafor/{link}/index.html")), "{link}: {:?}", run.public_files());
    }
    run.build().ok().writes(&[]);
}

#[test]
fn a_look_into_the_future_binds_nobody() {
    let show =
        published().file("content/episodes/003-later/index.md", second("2026-09-01")).file("content/episodes/003-later/later.wav", wav(1));
    let show = show.as_of("2027-01-01T00:00:00Z").build().ok().show();
    assert!(show.read(LOCK).contains("\n  later:\n"));
    // Back in the present it may be moved, renamed and removed, and what was noted does no harm.
    let show = show.as_of("2026-06-01T12:00:00Z").build().ok().show();
    assert!(show.read(LOCK).contains("\n  later:\n"), "kept: the present knows nothing of it");
    let show = show.edit("content/episodes/003-later/index.md", "date: 2026-09-01", "date: 2026-10-01").build().ok().show();
    show.remove("content/episodes/003-later").build().ok();
}

#[test]
fn a_look_into_the_past_finds_nothing_lost() {
    let show = published();
    let lock = show.read(LOCK);
    let run = show.as_of("2026-05-15T00:00:00Z").build().ok();
    assert!(!run.has("public/episodes/second"));
    assert_eq!(run.read(LOCK), lock, "what is later than that day stays as it was");
}

#[test]
fn check_and_json_tell_the_same() {
    let show = published().edit(EPISODE, "date: 2026-05-14", "date: 2026-05-15");
    let run = show.run(&["check", "--format", "json"]).code(1);
    let told = run.findings().into_iter().find(|told| told.rule == "date-moved").expect("it is told");
    assert_eq!((told.severity.as_str(), told.file.as_str(), told.line), ("error", EPISODE, Some(3)));
    assert!(told.fix.is_some_and(|fix| fix.contains("\n    date: 2026-05-14T00:00-05:00\n")));
    let run = run.show().build_with(&["--format", "json"]).code(1);
    assert_eq!(run.json()["lock"]["written"], false);
}

#[test]
fn a_text_with_a_mistake_is_not_called_lost() {
    let run = published().edit(EPISODE, "title:", "titel:").build().code(1).says("missing-title");
    assert!(!run.stderr.contains("lost-"), "{}", run.stderr);
}

#[test]
fn only_what_can_be_accepted_is() {
    published().build_with(&["--accept", "lost-itme:first"]).code(2).says("names no rule that can be accepted");
    published().build_with(&["--accept", "private-leak"]).code(2);
    published()
        .build_with(&["--accept", "lost-item:first"])
        .ok()
        .says("nothing-to-accept")
        .says("`--accept lost-item:first` was not needed");
}

#[test]
fn a_lock_that_is_broken_stops_the_build() {
    let conflict = |lock: &str| {
        lock.replacen("\n  first:", "\n<<<<<<< HEAD\n  first:", 1).replacen("\naddresses:", "\n=======\n>>>>>>> other\naddresses:", 1)
    };
    let show = published();
    let lock = show.read(LOCK);
    for (broken, words) in [
        (conflict(&lock), "lock-conflict"),
        (String::new(), "lock-not-understood"),
        (lock.replace("    guid: ", "    giud: "), "lock-not-understood"),
        (lock.replace("version: 1", "version: 2"), "lock-from-newer-version"),
    ] {
        let run = published().file(LOCK, &broken).build().code(1).says(words).says("Nothing was published");
        assert_eq!(run.read(LOCK), broken, "a broken lock is left alone");
        assert!(!run.stderr.contains("[lost-item]"), "{}", run.stderr);
    }
    let run = published().file(LOCK, b"\xff\xfev\0").build().code(1).says("not-utf-8");
    run.file(LOCK, lock.replace('\n', "\r\n")).build().ok().writes(&[]);
}

#[test]
fn the_lock_tells_nothing_that_was_told_in_confidence() {
    let draft = second("2026-05-01")
        .replace("title: The second talk", "title: XKANARIX")
        .replace("number: 2", "draft: true\nguests: [canary-xkanarix]");
    let show = published()
        .file("content/episodes/009-xkanarix/index.md", draft)
        .file("content/partners/canary-xkanarix/index.md", "---\nname: XKANARIX\nprivate: {email: x@xkanarix.example}\n---\n");
    let lock = show.build().ok().read(LOCK).to_lowercase();
    assert!(!lock.contains("xkanarix"), "{lock}");
}
