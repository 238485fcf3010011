//! What was told in confidence: planted in every private place, found nowhere in the site.

use crate::show::{TestShow, wav};

/// A word that stands nowhere else.
const CANARY: &str = "XKANARIX";

/// Every file of the site, name and bytes, without the canary in any letter case, also not inside base64 or escapes.
fn assert_silent(show: &TestShow) {
    for file in show.public_files() {
        assert!(!file.to_lowercase().contains("xkanarix"), "{file}");
        let bytes = show.bytes(&format!("public/{file}"));
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("xkanarix"), "{file} tells it");
    }
}

fn planted() -> TestShow {
    TestShow::minimal()
        .file(
            "content/partners/dev-okafor/index.md",
            format!(
                "---\nname: Dev Okafor\nbusiness: Okafor Estate Law\ntagline: Estate attorney\nwebsite: https://okafor.example/\noffer: continuity\nprivate:\n  email: {CANARY}@okafor.example\n  phone: \"{CANARY} 555\"\n  \
                 status: invited\n  sends: 3\n  notes: {CANARY} notes\n  next: {CANARY} next\n  invited: {CANARY} stage\n  whatever: {{deep: [{CANARY}]}}\n---\nDev.\n"
            ),
        )
        .file(
            format!("content/partners/{}-prospect/index.md", CANARY.to_lowercase()).as_str(),
            format!("---\nname: {CANARY} Prospect\ntagline: {CANARY}\n---\n{CANARY}\n"),
        )
        .file("content/offers/hidden/index.md", format!("---\ntitle: {CANARY} kit\npromise: {CANARY}\nowner: {}-prospect\n---\n{CANARY}\n", CANARY.to_lowercase()))
        .file("content/offers/later/index.md", format!("---\ntitle: {CANARY} later\npromise: Later\nowner: margo-ellison\nfrom: 2030-01-01\n---\n"))
        .file("content/episodes/010-draft/index.md", episode("draft: true\n"))
        .file("content/episodes/010-draft/draft.wav", wav(2))
        .file("content/episodes/011-future/index.md", episode("date: 2031-01-01\n"))
        .file("content/episodes/011-future/future.wav", wav(2))
        .file(
            "content/events/live/index.md",
            format!("---\ntitle: Live\nstarts: 2031-02-01T12:00\nguests: [dev-okafor]\njoin: https://live.example/\nprivate:\n  join: https://live.example/{CANARY}\n  notes: {CANARY}\n---\nCome.\n"),
        )
        .file(
            "content/campaigns/week/index.md",
            "---\ntitle: Week\nstarts: 2026-05-01\nends: 2026-07-01\ngoal: 100\nsessions: [live, draft, future]\n---\nRefer.\n",
        )
        .file(
            "content/campaigns/week/referrals.csv",
            format!("date,from,to,why,url,public\n2026-05-02,Ann,Bob,Good,,yes\n2026-05-03,{CANARY},{CANARY},{CANARY},https://{CANARY}.example/,no\n2026-05-04,{CANARY},Z,W,,\n"),
        )
        .file("content/pages/hidden.md", format!("---\ntitle: {CANARY}\ndraft: true\n---\n{CANARY}\n"))
}

fn episode(more: &str) -> String {
    let date = if more.contains("date:") { "" } else { "date: 2026-05-01\n" };
    format!(
        "---\ntitle: {CANARY} talk\n{date}{more}guests: [{}-prospect, dev-okafor]\noffer: hidden\ntags: [{CANARY}]\nseason: 9\nevent: live\naliases: [{CANARY}-old]\nquestions: [{CANARY}?]\n\
         feedback:\n  - {{text: {CANARY}, public: true}}\n---\n{CANARY}\n",
        CANARY.to_lowercase()
    )
}

#[test]
fn nothing_told_in_confidence_is_in_the_site() {
    let run = planted().build().ok();
    assert!(run.read("public/campaigns/week/index.html").contains("Ann"), "what is public is there");
    let desk: String = run.files("desk").iter().map(|file| run.read(&format!("desk/{file}"))).collect();
    assert!(desk.contains(CANARY), "the host sees it at the desk");
    assert_silent(&run.show());
}

#[test]
fn feedback_that_is_not_cleared_stays_at_the_desk() {
    let show = TestShow::minimal().edit(
        "content/episodes/001-first/index.md",
        "title:",
        &format!(
            "feedback:\n  - {{text: {CANARY} thanks, from: {CANARY}}}\n  - {{text: Lovely and public, from: Ann, public: true}}\ntitle:"
        ),
    );
    let run = show.build().ok();
    assert!(run.read("public/episodes/first/index.html").contains("Lovely and public"));
    assert_silent(&run.show());
}

#[test]
fn what_a_guest_did_not_allow_is_gone() {
    let run = TestShow::minimal()
        .file("content/partners/dev-okafor/photo.png", crate::show::png(400, 400))
        .edit("content/partners/dev-okafor/index.md", "name: Dev Okafor", "name: Dev Okafor\nconsent: [audio]\nphoto: photo.png")
        .file("content/episodes/001-first/transcript.vtt", format!("WEBVTT\n\n00:00.000 --> 00:02.000\n<v Dev Okafor>{CANARY} said\n"))
        .edit(
            "content/episodes/001-first/index.md",
            "title:",
            &format!(
                "quotes:\n  - {{text: {CANARY} quoted, by: dev-okafor}}\nsoundbites:\n  - {{at: 0, duration: 15, title: {CANARY}}}\ntitle:"
            ),
        )
        .build()
        .ok();
    assert!(!run.public_files().iter().any(|file| file.contains("photo") || file.contains("transcript")), "{:?}", run.public_files());
    assert_silent(&run.show());
}

#[test]
fn a_guest_who_did_not_agree_to_be_heard_stops_the_build() {
    let show = TestShow::minimal().edit("content/partners/dev-okafor/index.md", "name: Dev Okafor", "name: Dev Okafor\nconsent: [photo]");
    show.build().code(1).says("no-consent-to-publish").says("has not agreed to be published");
}
