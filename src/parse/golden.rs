//! What authors see for the mistakes that are made most: file in, printed findings out.

use super::{SourceText, campaign, episode, event, offer, page, person, show};
use crate::model::RelPath;
use crate::report::{Report, print};
use proptest::prelude::*;

/// Every reader of this folder, by the name of the file it reads.
fn read(path: &str, text: &str) -> Report {
    let source = SourceText { path: RelPath(path.to_owned()), text: text.to_owned() };
    let mut report = Report::default();
    match path.split('/').nth(1) {
        Some("show.yaml") => drop(show::parse(&source, &mut report)),
        Some("episodes") => drop(episode::parse(&source, &mut report)),
        Some("offers") => drop(offer::parse(&source, &mut report)),
        Some("events") => drop(event::parse(&source, &mut report)),
        Some("campaigns") if path.ends_with(".csv") => drop(campaign::referrals(&source, &mut report)),
        Some("campaigns") => drop(campaign::parse(&source, &mut report)),
        Some("pages") => drop(page::parse(&source, &mut report)),
        _ => drop(person::parse(&source, &mut report)),
    }
    super::locate::locate(&mut report, &|file| (file == path).then(|| text.to_owned()));
    report
}

fn printed(path: &str, text: &str) -> String {
    let style = print::Style { is_coloured: false, is_unicode: true };
    read(path, text).findings.iter().map(|finding| print::finding(finding, style)).collect::<Vec<_>>().join("\n")
}

fn episode(front: &str) -> String {
    printed("content/episodes/012-dev-okafor/index.md", &format!("---\n{front}\n---\nNotes\n"))
}

#[test]
fn a_word_where_a_number_is_wanted() {
    insta::assert_snapshot!(episode("title: Who can sign?\ndate: 2026-05-14\nguests: [dev-okafor]\n# a comment\nseason: two"), @r"
    error[season-not-a-number]: the season must be a whole number
      ┌ content/episodes/012-dev-okafor/index.md:6:9
      │
    6 │ season: two
      │         ^^^ this is text
      = write it as a number, for example `season: 2`
    ");
}

#[test]
fn a_colon_in_a_title() {
    insta::assert_snapshot!(episode("title: Who pays: you or me\ndate: 2026-05-14"), @r#"
    error[colon-in-text]: a colon and a space cut this text in two
      ┌ content/episodes/012-dev-okafor/index.md:2:16
      │
    2 │ title: Who pays: you or me
      │                ^ this colon
      = put quotes around the text: "Who pays: you or me"
    "#);
}

#[test]
fn a_tab_in_front_of_a_line() {
    insta::assert_snapshot!(episode("title: A\ndate: 2026-05-14\nquestions:\n\t- ask: Why?"), @r"
    error[tab-indent]: a tab cannot move a line to the right here
      ┌ content/episodes/012-dev-okafor/index.md:5:1
      │
    5 │     - ask: Why?
      │ ^^^^ this is a tab
      = put two spaces in its place
    ");
}

#[test]
fn curly_quotes_around_a_text_with_a_colon() {
    insta::assert_snapshot!(episode("title: “Signing: who can?”\ndate: 2026-05-14"), @r#"
    error[smart-quotes]: these curly quotes came from a word processor
      ┌ content/episodes/012-dev-okafor/index.md:2:8
      │
    2 │ title: “Signing: who can?”
      │        ^ not a straight quote
      = write straight quotes: "Signing: who can?"
    "#);
}

#[test]
fn curly_quotes_that_can_be_read_all_the_same() {
    insta::assert_snapshot!(episode("title: A\ndate: “2026-05-14”"), @r#"
    warning[smart-quotes]: these curly quotes came from a word processor
      ┌ content/episodes/012-dev-okafor/index.md:3:7
      │
    3 │ date: “2026-05-14”
      │       ^^^^^^^^^^^^ left out here
      = write straight quotes `"`, or none; to show quotes, put straight ones
        around the curly ones
    "#);
}

#[test]
fn a_quote_that_is_never_closed() {
    insta::assert_snapshot!(episode("title: \"Who can sign?\ndate: 2026-05-14\nseason: 2"), @r#"
    error[quote-not-closed]: a quote is opened and never closed
      ┌ content/episodes/012-dev-okafor/index.md:2:8
      │
    2 │ title: "Who can sign?
      │        ^^^^^^^^^^^^^^ it starts here
      = add " at the end: "Who can sign?"
    "#);
}

#[test]
fn text_behind_a_closing_quote() {
    insta::assert_snapshot!(episode("title: \"Yes\" is not a plan\ndate: 2026-05-14"), @r#"
    error[text-after-quote]: the text goes on after its closing quote
      ┌ content/episodes/012-dev-okafor/index.md:2:12
      │
    2 │ title: "Yes" is not a plan
      │            ^ the quote ends here
      = put quotes around the whole text: '"Yes" is not a plan'
    "#);
}

#[test]
fn a_key_written_twice() {
    insta::assert_snapshot!(episode("title: A\ndate: 2026-05-14\nguests: a\ntitle: B"), @r"
    error[duplicate-key]: `title` is written twice
      ┌ content/episodes/012-dev-okafor/index.md:5:1
      │
    5 │ title: B
      │ ^^^^^ already on line 2
      = delete one of the two lines
    ");
}

#[test]
fn a_key_nobody_knows() {
    insta::assert_snapshot!(episode("title: A\ndate: 2026-05-14\nsaeson: 2\nHosts: margo\nbase_url: x\npubDate: 2026"), @r"
    warning[unknown-key]: `saeson` is not a name that is known here
      ┌ content/episodes/012-dev-okafor/index.md:4:1
      │
    4 │ saeson: 2
      │ ^^^^^^ did you mean `season`?
      = write `season:` instead, or delete it

    warning[unknown-key]: `Hosts` is not a name that is known here
      ┌ content/episodes/012-dev-okafor/index.md:5:1
      │
    5 │ Hosts: margo
      │ ^^^^^ did you mean `hosts`?
      = write `hosts:` instead, or delete it

    warning[unknown-key]: `base_url` is not a name that is known here
      ┌ content/episodes/012-dev-okafor/index.md:6:1
      │
    6 │ base_url: x
      │ ^^^^^^^^ this belongs to `show.yaml`
      = move it to `show.yaml`, or delete it

    warning[unknown-key]: `pubDate` is not a name that is known here
      ┌ content/episodes/012-dev-okafor/index.md:7:1
      │
    7 │ pubDate: 2026
      │ ^^^^^^^ did you mean `date`?
      = delete one of the two; only `date` is read
    ");
}

#[test]
fn dates_from_elsewhere() {
    insta::assert_snapshot!(episode("title: A\ndate: 1778738400000"), @r"
    error[date-not-understood]: this date cannot be read
      ┌ content/episodes/012-dev-okafor/index.md:3:7
      │
    3 │ date: 1778738400000
      │       ^^^^^^^^^^^^^ a computer's count of seconds
      = write `2026-05-14 06:00:00Z`, which is what it stands for
    ");
    insta::assert_snapshot!(episode("title: A\ndate: 14.05.2026"), @r"
    error[date-not-understood]: this date cannot be read
      ┌ content/episodes/012-dev-okafor/index.md:3:7
      │
    3 │ date: 14.05.2026
      │       ^^^^^^^^^^ not in the order year, month, day
      = write `2026-05-14`
    ");
    insta::assert_snapshot!(episode("title: A\ndate: 2026-02-30"), @r"
    error[date-not-understood]: this date cannot be read
      ┌ content/episodes/012-dev-okafor/index.md:3:7
      │
    3 │ date: 2026-02-30
      │       ^^^^^^^^^^ there is no such day
      = check the month and the day; the order is year, month, day
    ");
}

#[test]
fn a_missing_date() {
    insta::assert_snapshot!(episode("title: A\nseason: 2"), @r"
    error[missing-date]: the date is missing
      ┌ content/episodes/012-dev-okafor/index.md:1:1
      │
    1 │ ---
      │ ^^^
      = add a line such as `date: 2026-05-14`
    ");
}

#[test]
fn a_web_address_without_its_beginning() {
    insta::assert_snapshot!(printed("content/show.yaml", "title: A\ndescription: B\nlanguage: en_us\nbase_url: talks.ellison.example/show\n"), @r"
    error[not-a-web-address]: this is not a web address
      ┌ content/show.yaml:4:11
      │
    4 │ base_url: talks.ellison.example/show
      │           ^^^^^^^^^^^^^^^^^^^^^^^^^^ this is not a whole address
      = add `https://` in front: `https://talks.ellison.example/show`

    error[not-a-language]: this language is not known
      ┌ content/show.yaml:3:11
      │
    3 │ language: en_us
      │           ^^^^^ this has an underscore
      = write `en-US`
    ");
}

#[test]
fn no_end_of_the_settings() {
    insta::assert_snapshot!(printed("content/partners/dev/index.md", "\u{feff}---\r\nname: Dev\r\n\r\nDev is …\r\n"), @r"
    error[front-matter-not-closed]: the settings at the top have no end
      ┌ content/partners/dev/index.md:1:1
      │
    1 │ ---
      │ ^^^ they start here
      = put a line `---` between the settings and the text
    ");
}

#[test]
fn words_that_are_not_known() {
    insta::assert_snapshot!(
        printed("content/partners/dev/index.md", "---\r\nname: Dev\r\nemail: dev@okafor.example\r\nconsent: [audio, picture]\r\nprivate:\r\n  status: turnd\r\n---\r\n"),
        @r"
    warning[unknown-key]: `email` is not a name that is known here
      ┌ content/partners/dev/index.md:3:1
      │
    3 │ email: dev@okafor.example
      │ ^^^^^ this belongs to what is private
      = move it below `private:`, indented by two spaces, so that it stays on the
        desk

    error[unknown-consent]: this word is not known for `consent`
      ┌ content/partners/dev/index.md:4:18
      │
    4 │ consent: [audio, picture]
      │                  ^^^^^^^ not one of the words
      = write `audio`, `transcript`, `clips`, `photo` or `email`

    error[unknown-status]: this word is not known for `status`
      ┌ content/partners/dev/index.md:6:11
      │
    6 │   status: turnd
      │           ^^^^^ did you mean `turned`?
      = write `prospect`, `asked`, `invited`, `booked`, `recorded`, `published`,
        `thanked`, `turned`, `sharing` or `paused`
    "
    );
}

#[test]
fn a_character_that_means_something_else() {
    insta::assert_snapshot!(episode("title: @home with Dev\ndate: 2026-05-14"), @r#"
    error[special-first-character]: a text that begins with `@` needs quotes
      ┌ content/episodes/012-dev-okafor/index.md:2:8
      │
    2 │ title: @home with Dev
      │        ^ this character means something else here
      = put quotes around it: "@home with Dev"
    "#);
    insta::assert_snapshot!(episode("title: *Star* guests\ndate: 2026-05-14"), @r#"
    error[special-first-character]: a text that begins with `*` needs quotes
      ┌ content/episodes/012-dev-okafor/index.md:2:8
      │
    2 │ title: *Star* guests
      │        ^^^^^^ this character means something else here
      = put quotes around it: "*Star* guests"
    "#);
    insta::assert_snapshot!(episode("title: [Live] From Duluth\ndate: 2026-05-14"), @r#"
    error[special-first-character]: a text that begins with `[` needs quotes
      ┌ content/episodes/012-dev-okafor/index.md:2:8
      │
    2 │ title: [Live] From Duluth
      │        ^ this character means something else here
      = put quotes around it: "[Live] From Duluth"
    "#);
    insta::assert_snapshot!(episode("title:Live\ndate: 2026-05-14"), @r"
    error[no-space-after-colon]: a space is missing after the colon
      ┌ content/episodes/012-dev-okafor/index.md:2:6
      │
    2 │ title:Live
      │      ^ add a space here
      = write `title: Live`
    ");
}

#[test]
fn a_number_sign_inside_a_text() {
    insta::assert_snapshot!(episode("title: Our #1 tip # really\ndate: 2026-05-14 # a Thursday\nsummary: #first"), @r"
    warning[text-after-hash]: what follows a space and `#` is not read
      ┌ content/episodes/012-dev-okafor/index.md:2:12
      │
    2 │ title: Our #1 tip # really
      │            ^^^^^^^^^^^^^^^ left out, as a comment
      = put quotes around the whole text, or a space after the `#` if it is a
        comment

    warning[text-after-hash]: what follows a space and `#` is not read
      ┌ content/episodes/012-dev-okafor/index.md:4:10
      │
    4 │ summary: #first
      │          ^^^^^^ left out, as a comment
      = put quotes around the whole text, or a space after the `#` if it is a
        comment
    ");
}

#[test]
fn a_list_that_is_no_list() {
    insta::assert_snapshot!(episode("title: [A, B]\ndate: 2026-05-14\noffer_at: 45;11\nquestions:\n  - Why: money?\n  - at: 1:00\n    answer: B"), @r#"
    error[not-one-text]: `title` must be one text
      ┌ content/episodes/012-dev-okafor/index.md:2:8
      │
    2 │ title: [A, B]
      │        ^^^^^^ this is a list
      = write one text after the colon

    error[colon-in-text]: a colon and a space cut this text in two
      ┌ content/episodes/012-dev-okafor/index.md:6:5
      │
    6 │   - Why: money?
      │     ^^^^^^^^^^^ the colon needs quotes around the text
      = put quotes around it: "Why: money?"

    error[missing-ask]: the question itself is missing
      ┌ content/episodes/012-dev-okafor/index.md:7:5
      │
    7 │   - at: 1:00
      │     ^^^^^^^^
      = add a line such as `ask: Who can sign?`

    error[time-not-understood]: this time cannot be read
      ┌ content/episodes/012-dev-okafor/index.md:4:11
      │
    4 │ offer_at: 45;11
      │           ^^^^^ not minutes and seconds
      = write `45:11`
    "#);
}

#[test]
fn a_row_of_referrals_without_a_name() {
    insta::assert_snapshot!(
        printed("content/campaigns/week/referrals.csv", "\u{feff}Public;From;To;Date\r\nyes;Dev;Priya;2026-05-14\r\n\r\nyes;Dev;;\r\n"),
        @r"
    warning[referral-not-understood]: this referral is not counted
      ┌ content/campaigns/week/referrals.csv:4:1
      │
    4 │ yes;Dev;;
      │ ^^^^^^^^^ `to` is empty
      = write who referred whom, or delete the row
    "
    );
}

const PATHS: [&str; 8] = [
    "content/show.yaml",
    "content/episodes/1/index.md",
    "content/partners/1.md",
    "content/offers/1.md",
    "content/events/1.md",
    "content/campaigns/1.md",
    "content/campaigns/1/referrals.csv",
    "content/pages/1.md",
];

/// Text that looks enough like front matter to get past the first line.
fn like_front_matter() -> impl Strategy<Value = String> {
    let keys = ["title", "date", "guests", "questions", "private", "offer", "audio", "chapters", "name", "starts", "checks", "links", "x"];
    let values = [
        "A",
        "2026-05-14",
        "[a, b]",
        "{a: b}",
        "\"x",
        "“y”",
        "&a [*a]",
        "*a",
        "!t z",
        "|\n  text",
        ">-\n",
        "- a: b: c",
        "\t",
        "1:02:03",
        "~",
        "-0",
        "https://é .x",
        "\u{feff}",
        "'",
        "]",
        "? x",
        "<<",
        "14/5/26",
        "-16.5",
        "語:語",
        "999999999999999999999999",
        "\r",
        "\u{85}",
        "#",
    ];
    let line = (0usize..4, proptest::sample::select(keys.to_vec()), proptest::sample::select(values.to_vec()));
    proptest::collection::vec(line, 0..12).prop_map(|lines| {
        let lines: String = lines.into_iter().map(|(indent, key, value)| format!("{}{key}: {value}\n", "  ".repeat(indent))).collect();
        format!("---\n{lines}---\n# Body\n")
    })
}

fn survives(text: &str) {
    for path in PATHS {
        let report = read(path, text);
        for finding in &report.findings {
            assert!(super::rules::RULES.iter().any(|rule| rule.name == finding.rule), "{} is not explained", finding.rule);
            assert!(!finding.message.ends_with('.'), "{}", finding.message);
            assert!(finding.fix.is_some(), "{} says what to do", finding.rule);
            assert!(finding.span.is_some() || finding.place.locus == crate::report::Locus::File, "{finding:?}");
            let shown = print::finding(finding, print::Style::default());
            assert!(shown.is_ascii() && shown.lines().all(|line| line.len() <= 78 || line.contains(path)), "{shown}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "\\PC*") {
        survives(&text);
        survives(&format!("---\n{text}\n---\n"));
    }

    #[test]
    fn no_front_matter_panics(text in like_front_matter()) {
        survives(&text);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        survives(&format!("---\n{}", String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn any_value_can_be_read(text in "[-0-9a-zA-Z:;.,/ +TZé語%@\\[\\]\\\\]{0,40}") {
        let _ = super::values::written_time(&text);
        let _ = super::values::millis(&text);
        let _ = super::values::event_length(&text);
        let _ = super::values::url(&text);
        let _ = super::values::email(&text);
        let _ = super::values::language(&text);
        let _ = super::values::loudness(&text);
        let _ = super::values::bitrate(&text);
        let _ = super::values::file_beside(&text);
        let _ = super::values::whole_number("number", &text, 1);
    }
}

#[test]
fn deep_and_self_repeating_settings_end_quickly_with_a_finding() {
    let deep = [
        format!("a: {}", "[".repeat(1000)),
        format!("a: {}{}", "[".repeat(1000), "]".repeat(1000)),
        (0..1000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect(),
        format!("{}x", "- ".repeat(1000)),
    ];
    for yaml in deep {
        let rules: Vec<_> = read(PATHS[1], &format!("---\n{yaml}\n---\n")).findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["nested-too-deep"]);
    }
    let names: Vec<char> = ('a'..='z').collect();
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for pair in names.windows(2) {
        let again = format!("*{}, ", pair[0]).repeat(9);
        bomb.push_str(&format!("{}: &{} [{}]\n", pair[1], pair[1], again.trim_end_matches(", ")));
    }
    for yaml in [bomb.as_str(), "a: &a [*a]", "a: &a {b: *a}"] {
        let rules: Vec<_> = read(PATHS[1], &format!("---\n{yaml}\n---\n")).findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["too-many-aliases"]);
    }
}

#[test]
fn a_long_line_full_of_mistakes_ends_quickly() {
    let many = "{at: x}, ".repeat(20_000);
    let report = read(PATHS[1], &format!("---\ntitle: A\ndate: 2026-05-14\nquestions: [{many}]\n---\n"));
    assert!(report.findings.len() >= 20_000);
    let same = "a: 1\n".repeat(20_000);
    assert!(read(PATHS[1], &format!("---\n{same}---\n")).findings.len() <= 100);
}

#[test]
fn a_hundred_thousand_keys_end_quickly() {
    let keys: String = (0..100_000).map(|key| format!("k{key}: 1\n")).collect();
    let source = SourceText { path: RelPath("a.md".into()), text: keys };
    let mut report = Report::default();
    let node = super::yaml::read(&source, 0..source.text.len(), &mut report);
    assert_eq!(node.map(|node| node.entries().len()), Some(100_000));
}
