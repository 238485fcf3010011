//! Every page in every built-in language: no template has words of its own, and no page keeps an English one. The pages lie in
//! `target/look/<language>/` for a person to look at.

use super::look::{odd_site, themed, write};
use crate::model::{Permalink, Site};
use crate::theme::languages::{built_in, english, spoken};
use std::path::Path;

/// The odd show, as if it were in this language.
fn in_language(tag: &str) -> Site {
    let mut site = odd_site();
    site.show.language = tag.to_owned();
    site.show.words.language = tag.to_owned();
    site.show.words.phrases = built_in(tag).unwrap();
    site.show.base_url.path = format!("/{tag}/");
    site
}

#[test]
fn every_page_speaks_the_language_of_the_show() {
    for tag in spoken().into_iter().filter(|tag| tag != "en") {
        let site = in_language(&tag);
        write(Path::new(&format!("target/look/{tag}")), &site);
        let own = built_in(&tag).unwrap();
        // What stands alone between tags or in an attribute: shorter words are in authors' texts as well.
        let foreign: Vec<&str> =
            english().iter().filter(|(key, phrase)| own[*key] != **phrase).flat_map(|(_, phrase)| phrase.texts()).collect();
        for (path, page) in themed(&site) {
            let dir = if tag == "ar" { "rtl" } else { "ltr" };
            assert!(page.contains(&format!("<html lang=\"{tag}\" dir=\"{dir}\">")), "{path}");
            for phrase in foreign.iter().filter(|phrase| phrase.len() > 3 && !phrase.contains('{')) {
                let escaped = phrase.replace('\'', "&#39;");
                for (before, after) in [(">", "<"), ("aria-label=\"", "\""), ("alt=\"", "\""), (">", ":")] {
                    let shown = format!("{before}{escaped}{after}");
                    // The kit's letter and the authors' own words are English; a category of theirs may be called the same.
                    assert!(!page.contains(&shown), "{tag} {path}: {shown}");
                }
            }
        }
    }
}

#[test]
fn dates_lengths_and_counts_are_written_as_the_language_does() {
    let page = |tag: &str, path: &str| themed(&in_language(tag)).remove(path).unwrap();
    let german = page("de", "episodes/cash-before-profit/index.html");
    for words in
        ["Folge 2 · 2. März 2026 · 28 Min.", "antwortet auf die Fragen von Ruth Abara.", "„Count what is in the till.“", "Fünf Fragen"]
    {
        assert!(german.contains(words), "{words}");
    }
    let spanish = page("es", "episodes/cash-before-profit/index.html");
    assert!(spanish.contains("Episodio 2 · 2 de marzo de 2026 · 28 min") && spanish.contains("«Count what is in the till.»"));
    let portuguese = page("pt", "events/index.html");
    assert!(portuguese.contains("10 de fevereiro de 2026") && portuguese.contains("horário de Chicago"));
    let arabic = page("ar", "episodes/index.html");
    assert!(
        arabic.contains("8 حلقات مع 5 أشخاص"),
        "{}",
        arabic.split("<main").nth(1).unwrap_or_default().chars().take(600).collect::<String>()
    );
}

#[test]
fn what_a_reader_writes_in_another_language_is_not_touched() {
    let mut site = in_language("de");
    site.show.theme_options = serde_json::json!({"strings": {"menu_follow": "Dranbleiben"}});
    let home = themed(&site).remove(Permalink::default().index().as_str()).unwrap();
    assert!(home.contains(">Dranbleiben</a>") && home.contains("Könnten Ihre Kunden eine Vorstellung brauchen?"));
}

/// Words of a template that stand for themselves: what is left without tags of the engine, of HTML, scripts and styles; and the same of
/// attributes that people read or hear.
fn own_words(template: &str) -> Vec<String> {
    let without = |text: &str, open: &str, close: &str| -> String {
        let mut parts = text.split(open);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |kept, rest| kept + "\u{1}" + rest.split_once(close).map_or("", |(_, after)| after))
    };
    let mut text = without(&without(&without(template, "{#", "#}"), "{{", "}}"), "{%", "%}");
    for (open, close) in [("<style", "</style>"), ("<script", "</script>"), ("<kbd", "</kbd>"), ("<svg", "</svg>")] {
        text = without(&text, open, close);
    }
    let heard = ["alt", "aria-label", "title", "placeholder", "content"].into_iter().flat_map(|name| {
        let opening = format!(" {name}=\"");
        text.split(opening.as_str()).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect::<Vec<_>>()
    });
    let heard: Vec<String> = heard.collect();
    let shown = without(&text, "<", ">");
    let machine = ["PNG", "SVG", "width=device-width, initial-scale=1", "noindex", "light dark", "summary_large_image", "summary"];
    let words = shown
        .split('\u{1}')
        .map(str::trim)
        .map(str::to_owned)
        .chain(heard.iter().flat_map(|value| value.split('\u{1}')).map(str::to_owned));
    words.filter(|words| words.chars().filter(|letter| letter.is_alphabetic()).count() > 1 && !machine.contains(&words.trim())).collect()
}

#[test]
fn no_template_has_words_of_its_own() {
    assert_eq!(own_words("<p>{{ a }} by <b title=\"Name\">{% if x %}Y{% endif %}</b></p>"), ["by", "Name"]);
    // What is printed for the host and sent with letters is English, as the letters are.
    let english = ["sheet.html", "introduction-form.html", "question-sheet.html", "run-sheet.html"];
    let (theme, second) = (crate::theme::Theme::built_in(), super::plain::plain());
    for (name, text) in theme.templates().chain(second.templates()).filter(|(name, _)| !english.iter().any(|sheet| name.ends_with(sheet))) {
        assert_eq!(own_words(text), Vec::<String>::new(), "{name}");
    }
}
