//! The last build, remembered as a whole: when a build may be over before it begins, and what must wake it.

use crate::show::{Run, TestShow, wav};

const NOTHING: &str = "Nothing has changed since the last build.";
const EPISODE: &str = "content/episodes/001-first/index.md";

fn is_over(run: &Run) -> bool {
    run.stdout.contains(NOTHING)
}

/// Builds until a build finds nothing to do. The first may come too soon after the files were made to be sure of their times.
fn settled(show: TestShow) -> Run {
    let mut run = show.build().ok();
    for _ in 0..5 {
        run = run.build().ok();
        if is_over(&run) {
            return run;
        }
    }
    panic!("a build is never over before it begins:\n{}", run.stdout)
}

#[test]
fn a_build_with_nothing_new_says_so_and_repeats_what_it_had_to_say() {
    let show = TestShow::minimal().file("content/pages/about.md", "---\ntitle: About\ntitel: x\n---\nSee [this](https://example.com).\n");
    let first = show.build();
    let said = first.stderr.clone();
    assert!(said.contains("titel"), "{said}");
    assert_eq!(settled(first.show()).stderr, said);
}

#[test]
fn whatever_is_touched_wakes_it() {
    type Touch = fn(TestShow) -> TestShow;
    let touches: [(&str, Touch); 9] = [
        ("a text", |show| show.edit(EPISODE, "title:", "title: ")),
        ("a new file", |show| show.file("content/pages/more.md", "---\ntitle: More\n---\nMore.\n")),
        ("a lost page", |show| show.remove("public/index.html")),
        ("a page changed by hand", |show| show.edit("public/index.html", "<body", "<body ")),
        ("a lost letter", |show| show.remove("desk/network.html")),
        ("a recording", |show| show.file("content/episodes/001-first/first.wav", wav(3))),
        ("a theme of the show's own", |show| show.file("themes/default/assets/more.css", "a {}")),
        ("the cache", |show| show.remove(".turntable")),
        ("a file that is not ours", |show| show.file("public/verify.txt", "x")),
    ];
    for (what, touch) in touches {
        let run = touch(settled(TestShow::minimal()).show()).build();
        assert!(!is_over(&run), "{what} was not noticed");
    }
}

#[test]
fn a_moment_that_comes_wakes_it() {
    let show = TestShow::minimal().file(
        "content/episodes/002-later/index.md",
        "---\ntitle: Later\ndate: 2026-05-22T15:00:00Z\nguests: [dev-okafor]\nsummary: Later.\n---\nNotes.\n",
    );
    let show = show.file("content/episodes/002-later/later.wav", wav(2)).as_of("2026-05-22T14:00:00Z");
    let run = settled(show).as_of("2026-05-22T14:59:59Z").build();
    run.says(NOTHING).as_of("2026-05-22T15:00:00Z").build().ok().says("2 episodes");
}

#[test]
fn another_day_or_an_earlier_moment_wakes_it() {
    for moment in ["2026-05-23T14:00:00Z", "2026-05-22T13:59:59Z"] {
        let run = settled(TestShow::minimal().as_of("2026-05-22T14:00:00Z")).as_of(moment).build().ok();
        assert!(!is_over(&run), "{moment}");
    }
}

#[test]
fn other_options_wake_it() {
    let run = settled(TestShow::minimal()).show().build_with(&["--drafts"]).ok();
    assert!(!is_over(&run));
}
