//! `desk/episodes/<slug>/to-paste.txt`: what one types into other places about an interview, ready to paste: YouTube's description, the one
//! for hosts and apps that do not read feeds, and short posts. One file, because ten thousand episodes should not become fifty thousand
//! files. Written only from what is public; the words are the author's own, in the author's language.

use super::and;
use crate::feed::timestamps;
use crate::model::OutPath;
use crate::model::{Episode, Millis, Offer, OfferState, Person, Site};
use crate::plan::Output;
use crate::plan::counting::{Part, fitted, graphemes, part, shortened, utf_16, weight};
use crate::plan::markup::one_line;
use unicode_width::UnicodeWidthChar;

/// One for each published episode.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let path = |episode: &Episode| OutPath(format!("episodes/{}/to-paste.txt", episode.slug));
    site.episodes.iter().map(|episode| Output::made(path(episode), &episode.source, move || text(site, episode).into_bytes())).collect()
}

/// A place to paste into.
struct Place {
    name: &'static str,
    limit: usize,
    /// What the limit counts.
    unit: &'static str,
    count: fn(&str) -> usize,
    write: fn(&Site, &Episode, &Place) -> String,
}

/// Each with the source of its limit.
const PLACES: &[Place] = &[
    // YouTube Data API, videos resource, `snippet.description`: 5 000 bytes, no angle brackets.
    Place { name: "YouTube: description", limit: 5_000, unit: "bytes", count: str::len, write: video },
    // Apple, "A Podcaster's Guide to RSS": 4 000 bytes; Spotify takes 4 000 characters.
    Place {
        name: "Spotify, Apple and other places where you type the description yourself",
        limit: 4_000,
        unit: "bytes",
        count: str::len,
        write: description,
    },
    // LinkedIn Help, "Character limits": 3 000; counted here in UTF-16 units, which is never less than people see.
    Place { name: "LinkedIn, Facebook: post", limit: 3_000, unit: "characters", count: utf_16, write: long_post },
    // Mastodon: 500 unless the server says otherwise, links count 23; Threads: 500. Counted whole, which is right for both.
    Place { name: "Mastodon, Threads: post", limit: 500, unit: "characters", count: graphemes, write: short_post },
    // Bluesky, lexicon app.bsky.feed.post: 300 graphemes.
    Place { name: "Bluesky: post", limit: 300, unit: "characters", count: graphemes, write: short_post },
    // X, "Counting characters", configuration 3 of twitter-text.
    Place { name: "X: post", limit: 280, unit: "characters as X counts them", count: weight, write: short_post },
];

/// YouTube leaves all hashtags out where there are more than 60, and shows three above the title (YouTube Help, "Use hashtags").
const HASHTAGS: usize = 10;
/// Shortest chapter that YouTube takes.
const APART: Millis = Millis(10_000);
/// Fewer lines than this make no chapters anywhere.
const FEWEST: usize = 3;

fn text(site: &Site, episode: &Episode) -> String {
    let sections: Vec<String> = PLACES.iter().map(|place| section(site, episode, place)).collect();
    sections.join("\n\n")
}

fn section(site: &Site, episode: &Episode, place: &Place) -> String {
    let text = (place.write)(site, episode, place);
    let heading = format!("{} ({} of {} {})", place.name, (place.count)(&text), place.limit, place.unit);
    format!("{heading}\n{}\n\n{text}\n", "=".repeat(heading.chars().count()))
}

fn video(site: &Site, episode: &Episode, place: &Place) -> String {
    let mut parts = description_parts(site, episode);
    parts.push(part(6, hashtags(episode, HASHTAGS)));
    for part in &mut parts {
        part.text = part.text.replace('<', "‹").replace('>', "›");
    }
    fitted(parts, place.limit, place.count)
}

fn description(site: &Site, episode: &Episode, place: &Place) -> String {
    fitted(description_parts(site, episode), place.limit, place.count)
}

fn description_parts(site: &Site, episode: &Episode) -> Vec<Part> {
    let resources = episode.resources.iter().filter_map(|one| Some(with_address(&one.title, web(one.url.as_deref())?)));
    let mut parts = vec![part(0, lead(episode)), part(1, offer_line(site, episode)), part(2, times(episode))];
    parts.push(part(0, with_address(&episode.title, &site.show.base_url.page(&episode.permalink))));
    parts.extend(episode.guests.iter().map(|id| part(4, guest(site.person(*id)))));
    parts.push(part(5, resources.collect::<Vec<_>>().join("\n")));
    parts.push(part(3, with_address(&site.show.title, &site.show.base_url.url)));
    parts
}

fn long_post(site: &Site, episode: &Episode, place: &Place) -> String {
    let takeaways = episode.takeaways.iter().map(|words| format!("• {}", one_line(words))).collect::<Vec<_>>().join("\n");
    let parts = vec![
        part(0, quotation(episode).unwrap_or_else(|| lead(episode))),
        part(1, quotation(episode).map_or_else(String::new, |_| lead(episode))),
        part(2, takeaways),
        part(0, with_address(&titled(site, episode), &site.show.base_url.page(&episode.permalink))),
        part(1, offer_line(site, episode)),
        part(3, hashtags(episode, 3)),
    ];
    fitted(parts, place.limit, place.count)
}

fn short_post(site: &Site, episode: &Episode, place: &Place) -> String {
    let parts = vec![
        part(0, quotation(episode).unwrap_or_else(|| lead(episode))),
        part(0, with_address(&titled(site, episode), &site.show.base_url.page(&episode.permalink))),
        part(1, offer_line(site, episode)),
        part(2, hashtags(episode, 2)),
    ];
    let text = fitted(parts, place.limit, place.count);
    if (place.count)(&text) <= place.limit {
        return text;
    }
    // A title of great length: the address alone is enough.
    fitted(vec![part(0, episode.title.as_str()), part(0, site.show.base_url.page(&episode.permalink))], place.limit, place.count)
}

fn lead(episode: &Episode) -> String {
    one_line(if episode.summary.trim().is_empty() { &episode.title } else { &episode.summary })
}

fn quotation(episode: &Episode) -> Option<String> {
    let quote = episode.quotes.first()?;
    let by = quote.by.as_deref().map_or_else(String::new, |by| format!(" — {}", one_line(by)));
    Some(format!("“{}”{by}", one_line(&quote.text)))
}

/// The title, and who is heard.
fn titled(site: &Site, episode: &Episode) -> String {
    let names: Vec<&str> = episode.guests.iter().map(|id| site.person(*id).name.as_str()).collect();
    if names.is_empty() { episode.title.clone() } else { format!("{} · {}", episode.title, and(&names)) }
}

/// What closes the interview, with the link that says which partner sent the person.
fn offer_line(site: &Site, episode: &Episode) -> String {
    let open = |offer: &&Offer| offer.state == OfferState::Open;
    let Some((call, offer)) =
        episode.call_to_action.as_ref().and_then(|call| Some((call, site.offers.get(call.offer.0 as usize).filter(open)?)))
    else {
        return String::new();
    };
    let promise = offer.promise.as_deref().map_or_else(String::new, |promise| format!(": {}", promise.trim()));
    with_address(&format!("{}{promise}", offer.title), &site.show.base_url.page(&call.permalink))
}

/// One to a line, the first at 00:00: what YouTube, Spotify and Apple make chapters of.
fn times(episode: &Episode) -> String {
    let stamps = timestamps(episode, APART);
    if stamps.len() < FEWEST {
        return String::new();
    }
    stamps.iter().map(|stamp| format!("{} {}", stamp.clock, stamp.title)).collect::<Vec<_>>().join("\n")
}

fn guest(person: &Person) -> String {
    let who = [Some(person.name.as_str()), person.role.as_deref(), person.business.as_deref()];
    let who = who.into_iter().flatten().map(one_line).collect::<Vec<_>>().join(", ");
    web(person.website.as_deref()).map_or_else(|| who.clone(), |address| with_address(&who, address))
}

/// Words of at most 255 characters, which is what a feed keeps of a title, and below them the address.
fn with_address(words: &str, address: &str) -> String {
    format!("{}\n{address}", shortened(&one_line(words), &|words| words.chars().count() <= 255))
}

fn web(address: Option<&str>) -> Option<&str> {
    address.filter(|address| address.starts_with("https://") || address.starts_with("http://"))
}

/// Tags as hashtags: letters and digits alone, each word with a capital.
fn hashtags(episode: &Episode, most: usize) -> String {
    let tags = episode.tags.iter().map(|tag| hashtag(&tag.name)).filter(|tag| tag.chars().any(char::is_alphabetic));
    tags.take(most).map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")
}

fn hashtag(name: &str) -> String {
    let is_kept = |character: char| character.is_alphanumeric() || UnicodeWidthChar::width(character) == Some(0) && !character.is_control();
    let words = name.split(|character: char| !is_kept(character)).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Chapter, EpisodeId, Quote, Resource, sample};

    fn place(name: &str) -> &'static Place {
        PLACES.iter().find(|place| place.name.starts_with(name)).unwrap()
    }

    fn of(site: &Site, episode: usize, name: &str) -> String {
        let place = place(name);
        (place.write)(site, &site.episodes[episode], place)
    }

    #[test]
    fn a_description_for_youtube_has_chapters_links_and_hashtags() {
        insta::assert_snapshot!(of(&sample::site(), 1, "YouTube"), @"
        Dev Okafor shows where a healthy firm hides its cash.

        The Cash Map: See in one page where next quarter's money comes from.
        https://ledger.example/show/go/dev-okafor/cash-map/

        00:00 Welcome
        01:32 Counting wrong
        20:07 Whom would you like to meet?
        26:40 The Cash Map

        Cash before profit
        https://ledger.example/show/episodes/cash-before-profit/

        Dev Okafor, Accountant, Okafor & Daughters
        https://okafor.example/

        The bakery spreadsheet
        https://okafor.example/sheet

        Ledger & Line
        https://ledger.example/show/

        #CashFlow
        ");
    }

    #[test]
    fn a_post_says_the_best_sentence_and_credits_the_partner() {
        insta::assert_snapshot!(of(&sample::site(), 1, "X"), @"
        “Count what is in the till.” — Dev Okafor

        Cash before profit · Dev Okafor
        https://ledger.example/show/episodes/cash-before-profit/

        The Cash Map: See in one page where next quarter's money comes from.
        https://ledger.example/show/go/dev-okafor/cash-map/

        #CashFlow
        ");
        let post = of(&sample::site(), 1, "Bluesky");
        assert!(post.contains("https://ledger.example/show/go/dev-okafor/cash-map/"), "{post}");
    }

    #[test]
    fn an_episode_of_nothing_still_has_something_to_paste() {
        let mut site = sample::site();
        let episode = &mut site.episodes[0];
        (episode.summary, episode.guests, episode.call_to_action) = (String::new(), Vec::new(), None);
        (episode.quotes, episode.tags, episode.resources, episode.takeaways) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        assert_eq!(of(&site, 0, "Bluesky"), "Who can sign?\n\nWho can sign?\nhttps://ledger.example/show/episodes/who-can-sign/");
    }

    #[test]
    fn whatever_people_write_it_fits_and_keeps_the_link() {
        for unit in ["word ", "שלום עולם ", "語", "👩🏽‍🚀", "é", "🇩🇪", "<b> & \"{{x}}\" ", "a"] {
            for length in [1, 50, 400, 3000] {
                let mut site = sample::site();
                let long = unit.repeat(length);
                let episode = &mut site.episodes[1];
                (episode.summary, episode.takeaways) = (long.clone(), vec![long.clone(); 9]);
                episode.quotes =
                    if length == 400 { Vec::new() } else { vec![Quote { text: long.clone(), by: Some(long.clone()), at: None }] };
                episode.title = if length == 3000 { long.clone() } else { "Title".to_owned() };
                episode.resources =
                    vec![Resource { title: long.clone(), url: Some("https://a.example/".into()), ..Resource::default() }; 4];
                let chapter = |at: u64| Chapter { at: Millis(at * 15_000), title: long.chars().take(60).collect(), ..Chapter::default() };
                episode.chapters = (0..88).map(chapter).collect();
                site.offers[0].promise = Some(long);
                for place in PLACES {
                    let text = (place.write)(&site, &site.episodes[1], place);
                    let count = (place.count)(&text);
                    assert!(count <= place.limit, "{unit} {length} {}: {count}\n{text}", place.name);
                    assert!(
                        text.contains("https://ledger.example/show/episodes/cash-before-profit/"),
                        "{unit} {length} {}\n{text}",
                        place.name
                    );
                    assert!(!place.name.starts_with("YouTube") || !text.contains(['<', '>']));
                }
            }
        }
    }

    #[test]
    fn tags_become_hashtags_in_every_script() {
        let names = ["Cash flow", "R&D", "2026", "כסף מזומן", "é-commerce"];
        assert_eq!(names.map(hashtag), ["CashFlow", "RD", "2026", "כסףמזומן", "ÉCommerce"]);
        let mut episode = sample::episode();
        episode.tags = names.map(sample::tag).to_vec();
        assert_eq!(hashtags(&episode, 9), "#CashFlow #RD #כסףמזומן #ÉCommerce");
    }

    #[test]
    fn fewer_than_three_chapters_are_no_list() {
        let mut episode = sample::episode();
        assert!(times(&episode).starts_with("00:00 Welcome\n01:32 Counting wrong\n"));
        episode.chapters.truncate(2);
        assert_eq!(times(&episode), "");
    }

    #[test]
    fn the_file_says_how_long_each_text_is() {
        let site = sample::site();
        let text = text(&site, site.episode(EpisodeId(1)));
        assert!(text.matches("====").count() > 6);
        assert!(text.starts_with("YouTube: description ("), "{text}");
        assert!(text.ends_with('\n') && !text.contains("\n\n\n\n"));
    }
}
