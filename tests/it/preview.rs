//! What an author sees while editing is what a build would write: every byte, after every kind of edit, with everything that is
//! remembered from the edits before.

use crate::show::{NOW, TestShow, cover, wav};
use turntable::cache::Memory;
use turntable::pipeline::{Preview, Shown};
use turntable::plan::Tree;
use turntable::project::Project;
use turntable::resolve::{Drafts, Moment};

const EPISODE: &str = "content/episodes/001-first/index.md";
const SECOND: &str =
    "---\ntitle: The second\ndate: 2026-05-20\nguests: [dev-okafor]\nsummary: More.\ntags: [cash]\n---\nNotes with [a sheet](sheet.pdf).\n";

fn preview(show: &TestShow, memory: &mut Memory) -> Preview {
    let moment = Moment { as_of: NOW.parse().expect("a moment"), drafts: Drafts::Hidden };
    let (preview, report) = Preview::read(&Project::at(show.root(), None), &moment, memory).expect("a machine that works");
    preview.unwrap_or_else(|| panic!("{report:?}"))
}

/// Where the files on the disk are not what the preview shows.
fn differences(show: &TestShow, preview: &Preview) -> Vec<String> {
    let project = Project::at(show.root(), None);
    let mut different = Vec::new();
    for (tree, folder) in [(Tree::Public, "public"), (Tree::Desk, "desk")] {
        for path in show.files(folder).into_iter().filter(|path| !path.starts_with(".made/")) {
            let shown = match preview.file(&project, tree, &path) {
                Ok(Some(Shown::Bytes(bytes))) => Some(bytes),
                Ok(Some(Shown::File(file))) => std::fs::read(file).ok(),
                Ok(None) => None,
                Err(trouble) => panic!("{path}: {trouble:?}"),
            };
            if shown.as_deref() != Some(&show.bytes(&format!("{folder}/{path}"))) {
                different.push(format!("{folder}/{path}"));
            }
        }
    }
    different
}

#[test]
fn a_preview_shows_what_a_build_writes_after_every_kind_of_edit() {
    type Edit = fn(TestShow) -> TestShow;
    let edits: [(&str, Edit); 18] = [
        ("nothing", |show| show),
        ("a new page", |show| show.file("content/pages/about.md", "---\ntitle: About\n---\nWe talk.\n")),
        ("a new folder", |show| {
            let show = show.file("content/episodes/002-second/index.md", SECOND).file("content/episodes/002-second/sheet.pdf", b"%PDF-1.4");
            show.file("content/episodes/002-second/second.wav", wav(2))
        }),
        ("a body", |show| show.edit("content/episodes/002-second/index.md", "Notes with", "Words with")),
        ("a title", |show| show.edit("content/episodes/002-second/index.md", "The second", "The second talk")),
        ("a season", |show| show.edit("content/episodes/002-second/index.md", "date: 2026-05-20", "date: 2026-05-20\nseason: 2")),
        ("a question", |show| {
            show.edit("content/episodes/002-second/index.md", "tags: [cash]", "tags: [cash]\nquestions: [{ask: Why?, at: \"0:01\"}]")
        }),
        ("a transcript", |show| {
            show.file("content/episodes/002-second/talk.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Dev Okafor>Hello.\n")
        }),
        ("other words in it", |show| {
            show.file("content/episodes/002-second/talk.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Dev Okafor>Hullo.\n")
        }),
        ("a partner's name", |show| show.edit("content/partners/dev-okafor/index.md", "name: Dev", "name: Devon")),
        ("an offer's text", |show| show.edit("content/offers/continuity/index.md", "promise: ", "promise: Now with ")),
        ("the show's title", |show| show.edit("content/show.yaml", "title: ", "title: The ")),
        ("a template", |show| {
            show.file("themes/default/templates/404.html", "{% extends \"base.html\" %}{% block main %}<h1>Gone</h1>{% endblock main %}\n")
        }),
        ("a stylesheet", |show| show.file("themes/default/assets/style.css", "body { color: #111 }\n")),
        ("a picture", |show| show.file("content/episodes/002-second/cover.png", cover())),
        ("a recording", |show| {
            let show = show.edit("content/episodes/002-second/index.md", "season: 2", "season: 2\nrepublish: true");
            show.file("content/episodes/002-second/second.wav", wav(4))
        }),
        ("a folder with another name", |show| {
            let show = show.rename("content/pages/about.md", "content/pages/about-us.md");
            show.edit("content/pages/about-us.md", "title: About", "title: About\naliases: [about/]")
        }),
        ("a folder that is gone", |show| {
            let show = show.remove("content/episodes/002-second");
            // Published items do not go without being asked; this one was a mistake.
            show.remove("turntable.lock")
        }),
    ];
    let mut memory = Memory::lasting();
    let mut show = TestShow::minimal().build().ok().show();
    for (what, edit) in edits {
        show = edit(show);
        let before = preview(&show, &mut memory);
        show = show.build().ok().show();
        let after = preview(&show, &mut memory);
        assert_eq!(differences(&show, &after), Vec::<String>::new(), "after {what}");
        // A recording is listened to by the build.
        if !matches!(what, "a new folder" | "a recording") {
            assert_eq!(differences(&show, &before), Vec::<String>::new(), "before the build after {what}");
        }
    }
}

#[test]
fn a_show_with_errors_has_no_preview_and_the_next_good_one_has() {
    let mut memory = Memory::lasting();
    let show = TestShow::minimal().build().ok().show();
    let good = preview(&show, &mut memory);
    assert_eq!(differences(&show, &good), Vec::<String>::new());
    let show = show.edit(EPISODE, "title:", "titel:");
    let moment = Moment { as_of: NOW.parse().expect("a moment"), drafts: Drafts::Hidden };
    let (none, report) = Preview::read(&Project::at(show.root(), None), &moment, &mut memory).expect("a machine that works");
    assert!(none.is_none() && report.has_errors());
    let show = show.edit(EPISODE, "titel:", "title:");
    assert_eq!(differences(&show, &preview(&show, &mut memory)), Vec::<String>::new());
}
