//! What stands around the feed: JSON Feed, style sheets, list of feeds, players, robots, an unlisted show.

use crate::show::TestShow;

const SHOW: &str = "content/show.yaml";
const EPISODE: &str = "public/episodes/first/index.html";

fn with(lines: &str) -> TestShow {
    let show = TestShow::minimal();
    let text = show.read(SHOW);
    show.file(SHOW, format!("{text}\n{lines}\n"))
}

#[test]
fn a_page_leads_to_both_feeds_and_to_its_player() {
    let run = TestShow::minimal().build().ok();
    let page = run.read(EPISODE);
    for link in [
        r#"<link rel="alternate" type="application/rss+xml" title="People I&#39;d Send You To" href="https://talks.ellison.example/feed.xml">"#,
        r#"<link rel="alternate" type="application/feed+json" title="People I&#39;d Send You To" href="https://talks.ellison.example/feed.json">"#,
        r#"type="application/json+oembed" title="Who can sign a check on Monday?" href="https://talks.ellison.example/embed/first/oembed.json">"#,
    ] {
        assert!(page.replace("&#x27;", "&#39;").contains(link), "{link}\n{page}");
    }
    let oembed: serde_json::Value = serde_json::from_str(&run.read("public/embed/first/oembed.json")).expect("JSON");
    assert_eq!((oembed["version"].as_str(), oembed["type"].as_str()), (Some("1.0"), Some("rich")));
    assert!(run.has("public/embed/first/index.html"));
    let feed: serde_json::Value = serde_json::from_str(&run.read("public/feed.json")).expect("JSON");
    let read = feed_rs::parser::parse(run.read("public/feed.json").as_bytes()).expect("a reader that is not ours takes it");
    assert_eq!(read.entries.len(), 1);
    assert_eq!(read.entries[0].id, feed["items"][0]["id"].as_str().expect("an id"));
}

#[test]
fn the_style_sheets_stand_below_the_base_path() {
    let run = TestShow::minimal().edit(SHOW, "https://talks.ellison.example/", "https://talks.ellison.example/show/").build().ok();
    let feed = run.read("public/feed.xml");
    assert!(feed.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet type=\"text/xsl\" href=\"/show/feed.xsl\"?>\n<?xml-stylesheet type=\"text/css\" href=\"/show/feed.css\"?>\n<rss "), "{feed}");
    assert!(run.read("public/partners/dev-okafor/feed.xml").contains("href=\"/show/feed.xsl\""));
    let style = run.read("public/feed.xsl");
    assert!(style.contains("href=\"/show/assets/style.") && style.contains("https://talks.ellison.example/show/feed.xml"), "{style}");
    assert!(run.has("public/feed.css"));
}

#[test]
fn an_unlisted_show_is_found_by_nobody_and_followed_by_those_who_know() {
    let listed = with("subscribe: [{app: Spotify, url: https://open.spotify.com/show/x}]").build().ok();
    assert!(listed.has("public/sitemap.xml") && listed.read("public/index.html").contains("open.spotify.com"));
    let run = with("subscribe: [{app: Spotify, url: https://open.spotify.com/show/x}]\nblock: true").build().ok();
    assert!(!run.has("public/sitemap.xml") && !run.read("public/robots.txt").contains("Sitemap"));
    for page in run.public_files().iter().filter(|path| path.ends_with(".html") && !path.ends_with("transcript.html")) {
        let text = run.read(&format!("public/{page}"));
        assert!(text.contains("noindex"), "{page}");
        assert!(!text.contains("open.spotify.com"), "{page}");
    }
    assert!(run.read("public/_headers").contains("/*\n  X-Robots-Tag: noindex\n"));
    let feed = run.read("public/feed.xml");
    assert!(feed.contains("<itunes:block>Yes</itunes:block>") && feed.contains("<podcast:block>yes</podcast:block>"));
    assert!(run.findings().iter().any(|told| told.rule == "unlisted-with-directories"));
}

#[test]
fn measuring_services_stand_one_behind_the_other_once() {
    let media =
        "media:\n  base_url: https://media.ellison.example/a%20b/\n  prefix: [https://dts.podtrac.com/redirect.mp3, 'https://op3.dev/e/']";
    let run = with(media).build().ok();
    let whole = "https://dts.podtrac.com/redirect.mp3/op3.dev/e/media.ellison.example/a%20b/episodes/first/first.wav";
    assert!(run.read("public/feed.xml").contains(&format!("<enclosure url=\"{whole}\"")), "{}", run.read("public/feed.xml"));
    assert!(run.read("public/feed.json").contains(&format!("\"url\":\"{whole}\"")));
    assert!(!run.read(EPISODE).contains("src=\"https://dts.podtrac"), "the page's own player asks nobody");
}

#[test]
fn nothing_private_is_ready_to_paste() {
    let run = TestShow::minimal().build().ok();
    let text = run.read("desk/episodes/first/to-paste.txt");
    assert!(!text.contains("secret-address") && !text.contains('{') && !text.contains("None"), "{text}");
    assert!(text.contains("https://talks.ellison.example/go/dev-okafor/continuity/"), "{text}");
}
