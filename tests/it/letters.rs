//! Letters, mails and sheets as the real program writes them: in the show's own words, for odd names, as consent allows, and without a word
//! of what was told in confidence.

use crate::show::{Run, TestShow, wav};

/// A word that stands nowhere else.
const CANARY: &str = "XKANARIX";
const LETTER: &str = "themes/default/letters/announce.md";

/// Everything of the desk that is meant for somebody else than the host, by its path, with soft line ends of mails joined.
fn for_others(run: &Run) -> Vec<(String, String)> {
    let to_partner =
        ["perfect-introduction", "invitation", "before-we-record", "its-live", "thank-you", "turn-the-tables", "return-interview"];
    let to_all = [
        "announce",
        "to-their-list",
        "one-sheet",
        "introduction-form",
        "question-sheet",
        "return-sheet",
        "recording",
        "thanks-for-sending",
        "to-paste",
    ];
    let is_meant = |file: &&String| {
        let name = file.rsplit('/').next().unwrap_or_default();
        to_partner.iter().chain(&to_all).any(|known| name.starts_with(known))
    };
    let files = run.files("desk");
    let text = |file: &String| (file.clone(), run.read(&format!("desk/{file}")).replace("=\r\n", "").replace("\r\n", "\n"));
    files.iter().filter(is_meant).map(text).collect()
}

/// A partner with the canary in every private field.
fn partner(name: &str, slug: &str, status: &str, more: &str) -> String {
    format!(
        "---\nname: {name}\nbusiness: Example Ltd\n{more}private:\n  email: {slug}-{CANARY}@desk.example\n  phone: \"{CANARY} 555\"\n  status: {status}\n  \
         sends: 3\n  notes: {CANARY} notes\n  next: {CANARY} next\n  invited: {CANARY}\n  recording: 2026-07-08T10:00\n  whatever: {{deep: [{CANARY}]}}\n---\n"
    )
}

/// One partner at each place of the cycle, all of them with canaries, and listeners' notes for one of them alone.
fn planted() -> TestShow {
    let mut show = TestShow::minimal().edit(
        "content/episodes/001-first/index.md",
        "title:",
        &format!("feedback:\n  - {{text: {CANARY} for Dev, from: {CANARY}}}\ntitle:"),
    );
    for status in ["prospect", "asked", "invited", "booked", "paused"] {
        show = show.file(&format!("content/partners/{status}-one/index.md"), partner("Somebody Else", status, status, ""));
    }
    show.file("content/partners/dev-okafor/index.md", partner("Dev Okafor", "dev", "published", "offer: continuity\n"))
        .file("content/partners/ann-lee/index.md", partner("Ann Lee", "ann", "thanked", ""))
        .file(
            "content/episodes/002-second/index.md",
            "---\ntitle: Second\ndate: 2026-05-20\nguests: [ann-lee]\nnumber: 2\nsummary: Tax.\noffer: continuity\n---\nTax.\n",
        )
        .file("content/episodes/002-second/second.wav", wav(2))
}

#[test]
fn a_letter_tells_nothing_in_confidence_but_to_whom_it_was_told() {
    let run = planted().build().ok();
    let letters = for_others(&run);
    assert!(letters.len() > 60, "{}", letters.len());
    for (file, text) in &letters {
        let owner = file.strip_prefix("partners/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let email =
            format!("{}-{CANARY}@desk.example", owner.trim_end_matches("-okafor").trim_end_matches("-lee").trim_end_matches("-one"));
        let mut rest = text.clone();
        // Their own address, as the one it goes to; and for the one they are for, what listeners wrote.
        for owed in [format!("To: {email}"), format!("<{email}>")] {
            rest = rest.replacen(&owed, "", 1);
        }
        if owner == "dev-okafor" && file.contains("thank-you") {
            rest =
                rest.replace(&format!("{CANARY} for Dev"), "").replace(&format!("> {CANARY}"), "").replace(&format!("<br>\n{CANARY}"), "");
        }
        assert!(!rest.contains(CANARY), "{file} tells it:\n{rest}");
    }
    let has = |name: &str| letters.iter().any(|(file, text)| file == name && text.contains(CANARY));
    assert!(has("partners/dev-okafor/thank-you.txt"), "what listeners wrote reaches the one it is for");
    assert!(run.has("desk/partners/booked-one/before-we-record.eml") && run.has("desk/partners/booked-one/recording.ics"));
    assert!(!run.files("desk").iter().any(|file| file.starts_with("partners/paused-one/") && file.ends_with(".eml")));
    for file in run.public_files() {
        let bytes = std::fs::read(run.path(&format!("public/{file}"))).expect("a file of the site");
        assert!(!String::from_utf8_lossy(&bytes).contains(CANARY) && !file.contains(CANARY), "{file} tells it");
    }
}

#[test]
fn a_show_writes_its_own_letter_and_the_others_stay_as_they_are() {
    let show = TestShow::minimal()
        .file(LETTER, "\u{feff}Subject: Hör mal: {{ episode.title }}\r\n\r\nLiebe Leute,\r\n\r\n{{ episode.address }}\r\n");
    let run = show.build().ok();
    let text = run.read("desk/episodes/first/announce.txt");
    assert!(
        text.starts_with(
            "Subject: Hör mal: Who can sign a check on Monday?\n\nLiebe Leute,\n\nhttps://talks.ellison.example/episodes/first/\n"
        ),
        "{text}"
    );
    assert!(run.read("desk/episodes/first/announce-prospects.txt").contains("nothing in it to buy"));
    let again = run.build().ok();
    assert!(again.writes(&[]).read("desk/episodes/first/announce.html").contains("Liebe Leute"));
}

#[test]
fn a_letter_with_a_gap_or_a_mistake_is_told_at_its_line_and_nothing_is_written() {
    for (text, rule, place) in [
        ("Subject: Hi\n\nDear [NAME],", "letter-with-gap", "announce.md:3:6"),
        ("Subject: Hi\n\nDear {{ to.nmae }},", "template-mistake", "announce.md:3:9"),
        ("Subject: Hi\n\n{{ other_hosts }} and I", "letter-with-gap", "announce.md:3:1"),
        ("Hi\n", "letter-without-subject", "announce.md"),
    ] {
        let run = TestShow::minimal().file(LETTER, text).build().code(1).says(rule).says(place);
        assert!(!run.has("public") && !run.has("desk/network.html"), "{text}");
    }
}

#[test]
fn a_name_that_nobody_filled_in_is_in_no_mail_and_a_title_may_be_about_templates() {
    let partner = "content/partners/dev-okafor/index.md";
    let show = TestShow::minimal().edit(partner, "name: Dev Okafor", "name: \"Dev [LAST NAME]\"");
    show.build().code(1).says("letter-with-gap").says("[LAST NAME]");
    let show = TestShow::minimal().edit(
        "content/episodes/001-first/index.md",
        "title: Who can sign a check on Monday?",
        "title: \"What {{ x }} means\"",
    );
    let run = show.build().ok();
    assert!(run.read("desk/episodes/first/announce.txt").starts_with("Subject: What {{ x }} means\n"));
}

#[test]
fn consent_decides_which_letters_there_are() {
    let partner = "content/partners/dev-okafor/index.md";
    let minimal = || TestShow::minimal().edit("content/show.yaml", "share_pictures: none", "share_pictures: kits");
    let of = |consent: &str| minimal().edit(partner, "name: Dev Okafor", &format!("name: Dev Okafor\nconsent: {consent}")).build().ok();
    let everything = minimal().build().ok();
    assert!(everything.has("desk/episodes/first/announce-partners.eml") && everything.has("desk/partners/dev-okafor/to-their-list.eml"));
    let mail = everything.read("desk/episodes/first/announce.eml");
    assert!(mail.contains("multipart/related") && mail.contains("Content-ID: <"), "{mail}");
    assert!(everything.read("desk/episodes/first/announce.html").contains("/kit/dev-okafor/first-wide.png\""));
    let shy = of("[audio, transcript, clips, photo]");
    assert!(!shy.files("desk").iter().any(|file| file.contains("announce")), "nobody is named in mails to lists");
    assert!(shy.has("desk/partners/dev-okafor/to-their-list.eml"), "what they send themselves is theirs to decide");
    let uncut = of("[audio, transcript, photo, email]");
    let page = uncut.read("desk/episodes/first/announce.html");
    assert!(!page.contains("-wide.png") && page.contains("cover.png\""), "no excerpt, so the show's cover: {page}");
}

#[test]
fn odd_names_are_greeted_as_people_greet_them() {
    let mut show = TestShow::minimal();
    let names = [
        ("cher", "Cher", "Dear Cher,"),
        ("doctor", "\"Dr. Maria von der Au\"", "Dear Maria,"),
        ("suffix", "\"Martin King, Jr.\"", "Dear Martin,"),
        ("particle", "de la Cruz", "Dear de la Cruz,"),
        ("initials", "J. R. Smith", "Dear J. R. Smith,"),
        ("hebrew", "דנה כהן", "Dear דנה כהן,"),
        ("japanese", "田中 美咲", "Dear 田中 美咲,"),
        ("markup", "\"*Ann* <b> [x](y)\"", "Dear *Ann*,"),
        ("apostrophe", "Seán O'Neil", "Dear Seán,"),
    ];
    for (slug, name, _) in names {
        show = show.file(&format!("content/partners/{slug}/index.md"), format!("---\nname: {name}\nprivate: {{status: invited}}\n---\n"));
    }
    let run = show.build().ok();
    for (slug, _, greeting) in names {
        for letter in ["invitation", "perfect-introduction"] {
            let text = run.read(&format!("desk/partners/{slug}/{letter}.txt"));
            assert!(text.contains(&format!("\n{greeting}\n")), "{greeting}\n{text}");
        }
    }
    assert!(run.read("desk/partners/hebrew/invitation.html").contains("Dear <bdi>דנה כהן</bdi>,"));
    assert!(run.read("desk/partners/markup/invitation.html").contains("Dear *Ann*,"));
}

#[test]
fn the_kit_shows_the_partners_own_mail_and_posts_and_the_command_lists_everything() {
    let run = TestShow::minimal().build().ok();
    let text = run.read("desk/partners/dev-okafor/to-their-list.txt");
    let (_, body) = text.split_once("\n\n").expect("a subject and a text");
    let page = run.read("public/kit/dev-okafor/index.html");
    let first = body.lines().find(|line| line.starts_with("https://")).expect("an address");
    assert!(page.contains(first) && page.contains("Bluesky") && page.contains("LinkedIn"), "{page}");
    let listed = run.run(&["kit", "dev-okafor", "--as-of", "2026-06-01"]).ok();
    let listed = listed.says("to-their-list.eml").says("return-sheet.html").says("Mastodon");
    assert!(listed.stdout.lines().all(|line| line.chars().count() <= 78), "{}", listed.stdout);
}
