//! Short posts in the partner's voice, one for each place, as long as that place allows: shown on the kit's page. Made of what is public.

use super::ask::go_permalink;
use super::counting::{Part, fitted, graphemes, mastodon, part, utf_16, weight};
use super::kit::sentence;
use super::markup::one_line;
use super::words::phrase;
use crate::model::{Episode, OfferState, PersonId, Site};
use serde::Serialize;

/// A place to post.
struct Place {
    name: &'static str,
    limit: usize,
    count: fn(&str) -> usize,
    is_long: bool,
}

/// Each with the source of its limit.
const PLACES: [Place; 5] = [
    // X, "Counting characters".
    Place { name: "X", limit: 280, count: weight, is_long: false },
    // Bluesky, lexicon app.bsky.feed.post: 300 graphemes.
    Place { name: "Bluesky", limit: 300, count: graphemes, is_long: false },
    // Mastodon, 500 unless the server says otherwise.
    Place { name: "Mastodon", limit: 500, count: mastodon, is_long: false },
    // LinkedIn Help, "Character limits": 3 000; counted in UTF-16 units, which is never less than people see.
    Place { name: "LinkedIn", limit: 3_000, count: utf_16, is_long: true },
    // Instagram, captions: 2 200; Facebook takes more.
    Place { name: "Instagram, Facebook", limit: 2_200, count: utf_16, is_long: true },
];

/// A post for one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Post {
    /// The place, by the name it calls itself.
    pub place: &'static str,
    /// The words, with the link whole.
    pub text: String,
    /// How long it is, as the place counts.
    pub length: usize,
    /// How long it may be.
    pub limit: usize,
}

/// Posts with one text, for all places that it fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PostGroup {
    /// Place, length and limit of each.
    pub places: Vec<(&'static str, usize, usize)>,
    /// The words.
    pub text: String,
}

/// The same, each text once.
#[must_use]
pub fn grouped(posts: Vec<Post>) -> Vec<PostGroup> {
    let mut groups: Vec<PostGroup> = Vec::new();
    for Post { place, text, length, limit } in posts {
        match groups.iter_mut().find(|group| group.text == text) {
            Some(group) => group.places.push((place, length, limit)),
            None => groups.push(PostGroup { places: vec![(place, length, limit)], text }),
        }
    }
    groups
}

/// The posts of a partner about an interview.
#[must_use]
pub fn posts(site: &Site, id: PersonId, episode: &Episode) -> Vec<Post> {
    let post = |place: &Place| {
        let text = if place.is_long { long(site, id, episode, place) } else { short(site, id, episode, place) };
        Post { place: place.name, length: (place.count)(&text), text, limit: place.limit }
    };
    PLACES.iter().map(post).collect()
}

fn link(site: &Site, episode: &Episode) -> String {
    site.show.base_url.page(&episode.permalink)
}

/// What closes the interview, with the link that says who sent the person.
fn offer(site: &Site, id: PersonId, episode: &Episode) -> String {
    let call = episode.call_to_action.as_ref().filter(|call| site.offer(call.offer).state == OfferState::Open);
    call.map_or_else(String::new, |call| {
        let words = phrase(site, "kit_post_offer", &[("offer", &site.offer(call.offer).title)]);
        format!("{}\n{}", one_line(&words), site.show.base_url.page(&go_permalink(site, Some(id), call.offer)))
    })
}

fn short(site: &Site, id: PersonId, episode: &Episode, place: &Place) -> String {
    let parts = |words: String| -> Vec<Part> { vec![part(0, words), part(0, link(site, episode)), part(1, offer(site, id, episode))] };
    let whole = fitted(parts(sentence(site, episode, episode.quotes.first())), usize::MAX, place.count);
    let with_quote = [
        whole,
        fitted(vec![part(0, sentence(site, episode, episode.quotes.first())), part(0, link(site, episode))], usize::MAX, place.count),
    ];
    // A quotation is whole or not there at all.
    if let Some(text) = with_quote.into_iter().find(|text| (place.count)(text) <= place.limit) {
        return text;
    }
    fitted(parts(sentence(site, episode, None)), place.limit, place.count)
}

fn long(site: &Site, id: PersonId, episode: &Episode, place: &Place) -> String {
    let takeaways = episode.takeaways.iter().map(|words| format!("• {}", one_line(words))).collect::<Vec<_>>().join("\n");
    let parts = vec![
        part(0, sentence(site, episode, episode.quotes.first().filter(|quote| quote.text.chars().count() < 600))),
        part(3, one_line(&episode.summary)),
        part(2, takeaways),
        part(0, link(site, episode)),
        part(1, offer(site, id, episode)),
    ];
    fitted(parts, place.limit, place.count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Quote, sample};

    #[test]
    fn every_place_gets_as_much_as_it_takes() {
        let site = sample::site();
        let told: Vec<(&str, usize)> =
            posts(&site, sample::PARTNER, &site.episodes[1]).iter().map(|post| (post.place, post.limit)).collect();
        assert_eq!(told, [("X", 280), ("Bluesky", 300), ("Mastodon", 500), ("LinkedIn", 3000), ("Instagram, Facebook", 2200)]);
        let first = &posts(&site, sample::PARTNER, &site.episodes[1])[0];
        assert!(first.text.contains("https://ledger.example/show/go/dev-okafor/cash-map/"), "{}", first.text);
        assert!(first.text.starts_with("“Count what is in the till.” I talked with Ruth Abara"), "{}", first.text);
    }

    #[test]
    fn a_text_that_fits_several_places_is_shown_once() {
        let site = sample::site();
        let all = posts(&site, sample::PARTNER, &site.episodes[1]);
        let groups = grouped(all.clone());
        assert_eq!(groups.iter().map(|group| group.places.len()).sum::<usize>(), all.len());
        assert!(groups.len() < all.len(), "{groups:#?}");
    }

    #[test]
    fn whatever_people_write_it_fits_and_the_link_is_whole() {
        for unit in ["word ", "שלום עולם ", "語", "👩🏽‍🚀", "é", "🇩🇪", "aaaaaaaa"] {
            for length in [1, 40, 300, 3000] {
                let mut site = sample::site();
                let long = unit.repeat(length);
                let episode = &mut site.episodes[1];
                episode.quotes = vec![Quote { text: long.clone(), by: None, at: None }];
                (episode.summary, episode.takeaways, episode.title) = (long.clone(), vec![long.clone(); 9], long.clone());
                site.offers[0].title = long;
                for post in posts(&site, sample::PARTNER, &site.episodes[1]) {
                    assert!(post.length <= post.limit, "{unit} {length} {post:?}");
                    let link = "https://ledger.example/show/episodes/cash-before-profit/";
                    assert!(post.text.lines().any(|line| line == link), "{unit} {length} {post:?}");
                }
            }
        }
    }
}
