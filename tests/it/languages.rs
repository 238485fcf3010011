//! The languages of the pages through the real program: a show in each, the show's own words, and what is said of mistakes in them.

use super::show::TestShow;

fn show(language: &str) -> TestShow {
    TestShow::minimal().edit("content/show.yaml", "language: en", &format!("language: {language}"))
}

const HOME: &str = "public/index.html";

#[test]
fn a_show_in_each_language_builds_without_a_word() {
    for (language, dir, words) in [
        ("en-GB", "ltr", "Skip to the content"),
        ("de-CH", "ltr", "Zum Inhalt springen"),
        ("es-MX", "ltr", "Ir al contenido"),
        ("pt-BR", "ltr", "Ir para o conteúdo"),
        ("ar", "rtl", "انتقل إلى المحتوى"),
    ] {
        let run = show(language).build().ok();
        let home = run.read(HOME);
        assert!(home.contains(words) && home.contains(&format!("<html lang=\"{language}\" dir=\"{dir}\">")), "{language}");
        assert!(!run.rules().iter().any(|rule| rule.contains("phrase")), "{language}: {:?}", run.rules());
    }
}

#[test]
fn a_language_without_words_is_said_and_can_be_written() {
    let run = show("fr").build().ok();
    let told = run.findings().into_iter().find(|told| told.rule == "phrases-in-english").expect("it is said");
    assert_eq!((told.file.as_str(), told.severity.as_str()), ("content/show.yaml", "info"));
    assert!(run.read(HOME).contains("Skip to the content"));
    let words = "skip: Aller au contenu\nquestions_count:\n  one: \"{n} question\"\n  other: \"{n} questions\"\nlist_and: \" et \"\n";
    let run = run.file("themes/default/languages/fr.yaml", words).build().ok();
    assert!(run.read(HOME).contains("Aller au contenu"));
    let told = run.findings().into_iter().find(|told| told.rule == "phrases-in-english").expect("some are left");
    assert!(told.message.contains("phrases of the pages are still English"), "{}", told.message);
}

#[test]
fn own_words_win_key_by_key_and_their_mistakes_are_told_at_their_line() {
    let file = "themes/default/languages/de.yaml";
    let run = show("de").file(file, "skip: Ab zum Text\nskipp: Springen\nseason: Staffel {nn}\nmore:\n").build().code(1);
    let told: Vec<_> = run.findings().into_iter().filter(|told| told.file == file).map(|told| (told.rule, told.line)).collect();
    let expected = [("unknown-phrase", 2), ("phrase-with-gap", 3), ("phrase-not-text", 4)];
    for (rule, line) in expected {
        assert!(told.contains(&(rule.to_owned(), Some(line))), "{rule}: {told:?}");
    }
    let run = run.file(file, "skip: Ab zum Text\n").build().ok();
    assert!(run.read(HOME).contains("Ab zum Text") && run.read(HOME).contains("Niemand bezahlt, um dabei zu sein."));
    assert!(run.edit(file, "Ab zum", "Nun zum").build().ok().read(HOME).contains("Nun zum Text"), "a changed file is seen");
}

#[test]
fn a_file_that_is_no_language_does_no_harm() {
    for bytes in [&b"\xff\xfe\x00"[..], b"just words", b"a: [", b""] {
        let run = show("de").file("themes/default/languages/de.yaml", bytes).build();
        assert!([0, 1].contains(&run.code), "{bytes:?}: {}", run.stderr);
    }
}

#[test]
fn the_second_theme_makes_the_same_pages() {
    let first = show("en").build().ok();
    let second = show("en").edit("content/show.yaml", "language: en", "language: en\ntheme: plain").build().ok();
    let pages =
        |run: &super::show::Run| -> Vec<String> { run.public_files().into_iter().filter(|file| !file.starts_with("assets/")).collect() };
    assert_eq!(pages(&first), pages(&second));
    let episode = second.read("public/episodes/first/index.html");
    assert!(episode.contains("<audio controls") && !episode.contains("player.") && episode.contains("Who may sign?"));
    // The show's own files win over the second theme's, one by one.
    let own = second.file("themes/plain/templates/page.html", "{{ title }} in my own words").build().ok();
    assert_eq!(own.read("public/privacy/index.html"), "Privacy in my own words");
}
