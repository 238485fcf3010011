//! Renders every page of the sample show, and of one with every odd state, into `target/look/`: no template may ask for what its view
//! does not have, and a person can look at the pages (`python3 -m http.server` in that folder).

use super::shell::shell;
use super::{Content, Plan, Tree, plan};
use crate::disk;
use crate::model::*;
use crate::report::Report;
use crate::theme::Theme;
use std::collections::BTreeMap;
use std::path::Path;

/// Every page that the theme makes, by its path.
pub fn themed(site: &Site) -> BTreeMap<String, String> {
    let Plan { outputs } = plan(site, &mut Report::default());
    let by_theme = |path: &String| {
        outputs.iter().any(|output| output.path.0 == *path && matches!(output.content, Content::Page { .. }) && path.ends_with(".html"))
    };
    rendered(site).into_iter().filter(|(path, _)| by_theme(path)).collect()
}

/// Every page of `site` by its path, rendered with the built-in theme.
pub fn rendered(site: &Site) -> BTreeMap<String, String> {
    rendered_with(Theme::built_in(), site)
}

/// The same with another theme.
pub fn rendered_with(mut theme: Theme, site: &Site) -> BTreeMap<String, String> {
    let shell = shell(site, &theme.assets);
    theme.set_shell(shell);
    let mut report = Report::default();
    let Plan { outputs } = plan(site, &mut report);
    report.findings.retain(|finding| finding.rule != "phrases-in-english");
    assert_eq!(report, Report::default());
    let mut pages = BTreeMap::new();
    for output in outputs.iter().filter(|output| output.tree == Tree::Public) {
        match &output.content {
            Content::Page { template, view } => {
                let page = theme.render(template, &view()).unwrap_or_else(|finding| panic!("{}: {finding:#?}", output.path));
                pages.insert(output.path.0.clone(), page);
            }
            Content::Made(bytes) => drop(pages.insert(output.path.0.clone(), String::from_utf8_lossy(&bytes()).into_owned())),
            Content::Feed(_)
            | Content::Copy(_)
            | Content::Photo { .. }
            | Content::Derived { .. }
            | Content::Drawn(_)
            | Content::Letter { .. } => {}
        }
    }
    pages
}

pub fn write(folder: &Path, site: &Site) {
    let mut files: BTreeMap<String, Vec<u8>> = rendered(site).into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
    files.extend(Theme::built_in().assets.into_iter().map(|(out, bytes)| (out.0, bytes)));
    for person in &site.people {
        if let Some(photo) = &person.photo {
            files.insert(photo.out.0.clone(), portrait(person.hue).into_bytes());
        }
    }
    write_files(folder, files);
}

fn write_files(folder: &Path, files: BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files {
        let path = folder.join(path);
        disk::create_folder(path.parent().unwrap()).unwrap();
        disk::write(&path, &bytes).unwrap();
    }
}

/// Pages and the files of a theme.
pub fn write_pages(folder: &Path, pages: &BTreeMap<String, String>, assets: &[(OutPath, Vec<u8>)]) {
    let pages = pages.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes()));
    write_files(folder, pages.chain(assets.iter().map(|(out, bytes)| (out.0.clone(), bytes.clone()))).collect());
}

fn portrait(hue: u16) -> String {
    let fill = |light: u16| format!("hsl({hue},40%,{light}%)");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 80 80\" width=\"800\" height=\"800\"><path fill=\"{}\" d=\"M0 0h80v80H0z\"/>\
         <circle cx=\"40\" cy=\"34\" r=\"15\" fill=\"{}\"/><path d=\"M10 80c0-18 12-28 30-28s30 10 30 28\" fill=\"{}\"/></svg>",
        fill(88),
        fill(65),
        fill(32)
    )
}

/// A show of many people with every odd state there is.
pub fn odd_site() -> Site {
    let mut site = sample::site();
    site.show.links.clear();
    site.show.title = "People I’d Send You To".into();
    site.show.base_url.path = "/odd/".into();
    site.show.description = "I’m Ruth Abara. I look after the numbers for forty small companies. These are the people I call when the question isn’t about numbers, asked the things my clients actually ask.".into();
    for (app, url) in [("Spotify", "https://s.example/"), ("Overcast", "https://o.example/"), ("AntennaPod", "https://a.example/")] {
        site.show.subscribe.push(Subscribe { app: app.into(), url: url.into() });
    }
    for person in &mut site.people {
        let photo = person.photo.as_mut().unwrap();
        photo.out = OutPath(format!("{}.svg", photo.out));
    }
    let names = [
        ("Priya Raman", "PR", 340, "Commercial insurance broker"),
        (
            "Ansel Abernathy-Fitzgerald",
            "AA",
            205,
            "Commercial property and tenant-side leasing for people who have never signed a lease before",
        ),
        ("ליאור בן־דוד", "לב", 275, "רואה חשבון לעסקים קטנים"),
        ("Björk", "B", 125, "IT and security for small offices"),
    ];
    for (name, initials, hue, trade) in names {
        let slug = Slug::from_text(name);
        let photo = None;
        let permalink = Permalink(format!("partners/{slug}/"));
        let first_name = name.split(' ').next().unwrap().to_owned();
        let person = Person {
            name: name.into(),
            first_name,
            initials: initials.into(),
            tagline: Some(trade.into()),
            slug,
            permalink,
            photo,
            hue,
            offer: None,
            books: vec![],
            podcast: None,
            ..sample::person()
        };
        site.people.push(person);
        site.heard_in.push(vec![]);
    }
    let guests = [vec![2], vec![3], vec![4], vec![2, 3, 5], vec![5]];
    let titles = [
        "The cover you think you have",
        "Your landlord’s lawyer wrote the renewal clause, your broker is paid by the building, and the deadline passed in March: what a tenant can still do about it",
        "מי יכול לחתום על הצ׳ק ביום שני?",
        "A panel of three",
        "No questions, no transcript, no offer",
    ];
    for (number, (guests, title)) in guests.into_iter().zip(titles).enumerate() {
        let slug = Slug::from_text(title);
        let id = EpisodeId(u32::try_from(site.episodes.len()).unwrap());
        let base = if number == 4 { Episode { call_to_action: None, ..sample::turned_episode() } } else { sample::episode() };
        let guests: Vec<PersonId> = guests.into_iter().map(PersonId).collect();
        for guest in &guests {
            site.heard_in[guest.0 as usize].push(id);
        }
        let permalink = Permalink(format!("episodes/{slug}/"));
        let mut episode = Episode {
            title: title.into(),
            slug,
            permalink,
            guests,
            direction: Direction::Spotlight,
            recording: Some(sample::recording("cash-before-profit", 1_500_000)),
            cover: None,
            images: vec![],
            ..base
        };
        if let Some(call) = &mut episode.call_to_action {
            call.partner = Some(episode.guests[0]);
            call.permalink = Permalink(format!("go/{}/cash-map/", site.people[episode.guests[0].0 as usize].slug));
        }
        site.episodes.push(episode);
    }
    let long = &mut site.episodes[1];
    long.direction = Direction::Spotlight;
    long.notes = Markdown("<p>Most owners I know have a will. Almost none have a name on file at the bank. Dev spends his days on the gap between those two things, and he explains it without the funeral voice.</p>".into());
    let asks = [
        "When an owner suddenly can’t work, what actually stops?",
        "So who can sign a check on Monday morning?",
        "I have a will. Isn’t that enough?",
        "What changes when there are two owners?",
        "If I only do one thing this week, what is it?",
    ];
    long.questions =
        (0..).zip(asks).map(|(n, ask)| Question { ask: ask.into(), at: Some(Millis(n * 250_000)), label: None, answer: None }).collect();
    long.transcript.as_mut().unwrap().cues = (0..60).map(|n| Cue { start: Millis(n * 20_000), end: Millis(n * 20_000 + 19_000), speaker: Some(if n % 4 == 0 { "Ruth Abara" } else { "Dev Okafor" }.into()), text: "Write down three names. Who signs, who knows the passwords, who tells the team. Then call each one and ask whether they knew. That’s twenty minutes, and it is worth more than most binders I’ve been handed.".into() }).collect();
    site.events[0].is_past = false;
    site.offers[1].url = None;
    site.offers[1].form = Form::default();
    site
}

#[test]
fn every_template_renders_with_the_sample_show() {
    let site = sample::site();
    let pages = rendered(&site);
    assert!(pages.len() > 25);
    write(Path::new("target/look/show"), &site);
    let site = odd_site();
    write(Path::new("target/look/odd"), &site);
    let mut closed = odd_site();
    closed.offers[0].state = OfferState::Closed;
    closed.show.base_url.path = "/closed/".into();
    closed.show.language = "he".into();
    write(Path::new("target/look/closed"), &closed);
}

/// Every value of an attribute in a page, as it stands there.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    page.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

pub fn shows() -> [Site; 3] {
    let mut empty = sample::site();
    empty.episodes = Default::default();
    empty.redirects.clear();
    empty.heard_in = vec![vec![]; 2];
    empty.topics.clear();
    empty.seasons.clear();
    empty.campaigns.clear();
    empty.events.clear();
    empty.people.truncate(1);
    empty.offers.retain(|offer| offer.owner == Some(sample::HOST));
    empty.people[0].offer = Some(OfferId(0));
    empty.show.offer = None;
    [sample::site(), odd_site(), empty]
}

fn each_page(check: impl Fn(&Site, &str, &str)) {
    for site in shows() {
        for (path, page) in &themed(&site) {
            check(&site, path, page);
        }
    }
}

#[test]
fn every_page_says_what_it_is() {
    each_page(|site, path, page| {
        assert!(page.starts_with("<!doctype html>\n<html lang=\"en-us\" dir=\"ltr\">"), "{path}");
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
        assert_eq!(page.matches("<main").count(), 1, "{path}");
        assert_eq!(page.matches("<title>").count(), 1, "{path}");
        for part in ["<meta name=\"description\" content=\"", "<link rel=\"canonical\" href=\"https://"] {
            assert!(page.contains(part) && !page.contains(&format!("{part}\"")), "{path}: {part}");
        }
        if !path.starts_with("embed/") {
            for part in ["og:title", "og:description", "og:url", "twitter:card", "application/rss+xml", "class=\"skip\"", "<footer>"] {
                assert!(page.contains(part), "{path}: {part}");
            }
        }
        let hidden = ["go/", "kit/", "embed/", "404"].iter().any(|folder| path.starts_with(folder))
            || ["thanks/index.html", "friend/index.html"].iter().any(|page| path.ends_with(page));
        assert_eq!(page.contains("content=\"noindex\""), hidden, "{path}");
        assert!(!site.show.title.is_empty());
    });
}

#[test]
fn headings_go_down_one_step_at_a_time() {
    each_page(|_, path, page| {
        let levels = page.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10));
        levels.fold(0, |above, level| {
            assert!(level <= above + 1, "{path}: h{above} then h{level}");
            level
        });
    });
}

#[test]
fn ids_are_unique_and_every_link_on_the_site_leads_somewhere() {
    for site in shows() {
        links_lead_somewhere(&site, &rendered(&site));
    }
}

/// No id twice on a page; links and anchors on this site lead to what is there.
pub fn links_lead_somewhere(site: &Site, pages: &BTreeMap<String, String>) {
    let outputs: Vec<String> = plan(site, &mut Report::default()).outputs.into_iter().map(|output| output.path.0).collect();
    // Written by others: feeds, calendars and meters; and pages that an author links to.
    let others = ["feed.xml", "event.ics", "meter.svg", "privacy/index.html", "oembed.json"];
    for (path, page) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
        let mut ids = values(page, "id");
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "{path}");
        let sizes = values(page, "srcset").into_iter().flat_map(|set| set.split(", ").filter_map(|entry| entry.split(' ').next()));
        for href in values(page, "href").into_iter().chain(values(page, "src")).chain(values(page, "action")).chain(sizes) {
            if let Some(anchor) = href.strip_prefix('#') {
                assert!(ids.contains(&anchor), "{path}: #{anchor}");
            }
            let Some(inside) = href.strip_prefix(&site.show.base_url.path) else { continue };
            let (target, anchor) = inside.split_once('#').unwrap_or((inside, ""));
            let file = if target.is_empty() || target.ends_with('/') { format!("{target}index.html") } else { target.to_owned() };
            let is_known = outputs.contains(&file) || file.starts_with("assets/") || others.iter().any(|other| file.ends_with(other));
            assert!(is_known, "{path}: {href}");
            if !anchor.is_empty() && !anchor.starts_with("t=") {
                assert!(values(&pages[&file], "id").contains(&anchor), "{path}: {href}");
            }
        }
    }
}

#[test]
fn pages_ask_nothing_of_third_parties_and_run_only_the_themes_script() {
    each_page(|_, path, page| {
        assert!(values(page, "src").iter().all(|src| src.starts_with('/')), "{path}");
        let scripts: Vec<&str> = page.split("<script ").skip(1).filter(|rest| !rest.starts_with("type=\"application/ld+json\">")).collect();
        let is_ours =
            |rest: &&str| rest.split_once("</script>").is_some_and(|(tag, _)| tag.contains("/assets/") && tag.ends_with(" defer>"));
        assert!(scripts.iter().all(is_ours), "{path}: {scripts:?}");
        let needs: [(&[&str], &str); 3] = [
            (&["<form class=\"form\"", "data-copy=", "data-starts="], "ask."),
            (&["<section class=\"player"], "player."),
            (&["<form class=\"finder\""], "search."),
        ];
        for (parts, script) in needs {
            let is_loaded = scripts.iter().any(|tag| tag.contains(&format!("/assets/{script}")));
            assert_eq!(parts.iter().any(|part| page.contains(part)), is_loaded, "{path}: {script}");
        }
        assert!(!page.contains(" onclick=") && !page.contains(" onerror=") && !page.contains("@import"), "{path}");
    });
}

#[test]
fn the_style_sheet_of_feeds_is_xml_whatever_the_show_is_called() {
    for mut site in shows() {
        site.show.title = "\"><b>'A' & \u{1} {b}{{ 7 * 7 }}".into();
        site.show.subscribe = vec![Subscribe { app: "A & <B>".into(), url: "https://a.example/?a=1&b='2'".into() }];
        let pages = rendered(&site);
        let mut reader = quick_xml::Reader::from_str(&pages["feed.xsl"]);
        reader.config_mut().check_end_names = true;
        let mut names = Vec::new();
        loop {
            match reader.read_event().expect("XML") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                    assert!(tag.attributes().all(|attribute| attribute.is_ok_and(|attribute| !attribute.value.contains(&b'<'))));
                    names.push(String::from_utf8_lossy(tag.name().as_ref()).into_owned());
                }
                _ => {}
            }
        }
        assert_eq!((names[0].as_str(), names.contains(&"xsl:for-each".to_owned())), ("xsl:stylesheet", true));
        assert!(!pages["feed.xsl"].contains("<script") && pages["feed.xsl"].contains("/assets/style."));
    }
}

#[test]
fn nothing_told_in_confidence_is_on_any_page() {
    each_page(|_, path, page| {
        for secret in ["SECRET-NOTE", "dev.private", "555 0100", "Send the thank-you"] {
            assert!(!page.contains(secret), "{path}: {secret}");
        }
    });
}

#[test]
fn hostile_words_are_text() {
    let mut site = sample::site();
    let evil = "\"><script>alert(1)</script>{{ 7 * 7 }}";
    site.show.title = evil.into();
    for episode in &mut site.episodes {
        episode.title = evil.into();
        episode.questions = vec![Question { ask: evil.into(), at: Some(Millis(1)), label: None, answer: Some(evil.into()) }];
        episode.quotes = vec![Quote { text: evil.into(), by: Some(evil.into()), at: None }];
    }
    site.people[1].name = evil.into();
    site.people[1].website = Some("javascript:alert(1)".into());
    for (path, page) in rendered(&site).iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(!page.contains("<script>alert"), "{path}");
        assert!(!page.contains("javascript:"), "{path}");
    }
}

#[test]
fn an_episode_page_has_its_parts_in_reading_order() {
    let pages = rendered(&sample::site());
    let page = &pages["episodes/cash-before-profit/index.html"];
    let parts = [
        "Episode 2 · March 2, 2026 · 28 min",
        "<h1",
        "<a href=\"/show/partners/dev-okafor/\"><bdi>Dev Okafor</bdi></a>, <bdi>Finds the cash hidden in a healthy firm</bdi>, answers Ruth Abara’s questions.",
        "<audio controls preload=\"none\"",
        "class=\"strip\"",
        "till rule",
        "Two questions",
        "cash-before-profit.mp3#t=92\"",
        "“Count what is in the till.”",
        "Raise your hand for the Cash Map",
        "name=\"partner\" value=\"dev-okafor\"",
        "Who gets this:",
        "id=\"transcript\"",
        "Thank you; I brought the till &amp; the books.",
        "class=\"ask compact\"",
        "Keep listening",
    ];
    let places: Vec<usize> = parts.iter().map(|part| page.find(part).unwrap_or_else(|| panic!("{part} is missing"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(page.matches("href=\"/show/go/dev-okafor/cash-map/\"").count(), 3, "strip, after the transcript, dock");
    let turned = &pages["episodes/who-can-sign/index.html"];
    assert!(turned.contains("Dev Okafor asks, Ruth Abara answers.") && turned.contains("Transcript to follow."));
    let trailer = &pages["episodes/trailer/index.html"];
    assert!(!trailer.contains("class=\"ask") && !trailer.contains("class=\"strip\""));
}

#[test]
fn a_form_has_labels_consent_and_a_decoy() {
    let pages = rendered(&sample::site());
    let page = &pages["go/dev-okafor/cash-map/index.html"];
    for part in [
        "Dev Okafor sent you",
        "<link rel=\"canonical\" href=\"https://ledger.example/show/offers/cash-map/\">",
        "<label for=\"offer-cash-map-email\">",
        "autocomplete=\"email\"",
        "autocomplete=\"given-name\"",
        "name=\"_gotcha\" tabindex=\"-1\"",
        "href=\"/show/privacy/\">How we handle it",
        "name=\"news\" value=\"yes\">",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("checked"));
}

#[test]
fn closed_offers_say_so_and_show_the_way_on() {
    let mut site = sample::site();
    site.offers[0].state = OfferState::Closed;
    let pages = rendered(&site);
    let page = &pages["episodes/cash-before-profit/index.html"];
    assert!(page.contains("The Cash Map is closed") && page.contains("href=\"/show/go/dev-okafor/exit-checklist/\""));
    assert!(!page.contains("<form"));
}

#[test]
fn the_stylesheet_is_small_and_asks_for_nothing() {
    let theme = Theme::built_in();
    let (_, css) = theme.assets.iter().find(|(out, _)| out.as_str().ends_with(".css")).unwrap();
    let css = String::from_utf8_lossy(css);
    assert!(!css.contains("http") && !css.contains("@import") && !css.contains("@font-face"));
    // 9 kB compressed is about four times as much as text.
    assert!(css.len() < 37_000, "{}", css.len());
    for physical in ["margin-left", "margin-right", "padding-left", "padding-right", "text-align: left", "text-align: right", "border-left"]
    {
        assert!(!css.contains(physical), "{physical}");
    }
}
