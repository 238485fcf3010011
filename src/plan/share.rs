//! Pictures to share an episode with: four in each partner's kit, for the newest episode they are heard in, and, where the show wants
//! them, one for each other episode's link previews. Only what all its guests allowed as excerpts (`consent: clips`).

use super::Output;
use super::view::{Social, hue, names};
use super::words::{count_with, phrase, word};
use crate::model::{Direction, Episode, EpisodeId, OfferState, OutPath, PersonId, Site};
use crate::picture::{Card, Drawing, Face, Palette, Said, Shape};
use crate::theme::colour;

/// With more partners than this, pictures are drawn only where the show asks for them: four take about a quarter of a second.
pub const MOST_PARTNERS: usize = 200;
/// The same for a show with more published episodes than this: it has waited long enough for its pages.
pub const MOST_EPISODES: usize = 300;
/// What is longer is no quote to look at, in characters.
const LONG_QUOTE: usize = 280;

/// Which episodes get pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The newest of each partner, and one picture for every other.
    All,
    /// The newest of each partner.
    Kits,
    /// None.
    None,
}

/// What `theme_options.share_pictures` says; else those of kits, unless there are very many partners or episodes.
#[must_use]
pub fn wanted(site: &Site) -> Wanted {
    match site.show.theme_options.get("share_pictures").and_then(serde_json::Value::as_str) {
        Some("all") => Wanted::All,
        Some("kits") => Wanted::Kits,
        Some("none") => Wanted::None,
        _ if site.episodes.len() > MOST_EPISODES => Wanted::None,
        _ if site.heard_in.iter().filter(|episodes| !episodes.is_empty()).nth(MOST_PARTNERS).is_some() => Wanted::None,
        _ => Wanted::Kits,
    }
}

/// A picture of a kit.
pub struct Share<'site> {
    /// Width and height.
    pub shape: Shape,
    /// Where it goes.
    pub path: OutPath,
    /// The episode it is of.
    pub episode: &'site Episode,
    /// What the kit calls it.
    pub name: &'site str,
}

/// The pictures in a partner's kit.
#[must_use]
pub fn of_partner(site: &Site, partner: PersonId) -> Vec<Share<'_>> {
    let newest = site.episodes_with(partner).next().filter(|_| wanted(site) != Wanted::None);
    let Some((_, episode)) = newest.filter(|(_, episode)| is_allowed(site, episode)) else { return Vec::new() };
    let share = |shape| Share { shape, path: path(site, partner, episode, shape), episode, name: word(site, name(shape, episode)) };
    Shape::ALL.into_iter().map(share).collect()
}

fn name(shape: Shape, episode: &Episode) -> &'static str {
    match shape {
        Shape::Wide => "kit_picture_wide",
        Shape::Square => "kit_picture_square",
        Shape::Story => "kit_picture_story",
        Shape::Tall if quote(episode).is_some() => "kit_picture_quote",
        Shape::Tall => "kit_picture_tall",
    }
}

fn file(shape: Shape) -> &'static str {
    match shape {
        Shape::Wide => "wide",
        Shape::Square => "square",
        Shape::Story => "story",
        Shape::Tall => "tall",
    }
}

/// A new episode is a new address: services that show pictures remember them by theirs.
fn path(site: &Site, partner: PersonId, episode: &Episode, shape: Shape) -> OutPath {
    super::kit::permalink(site.person(partner)).file(&format!("{}-{}.png", episode.slug, file(shape)))
}

fn is_allowed(site: &Site, episode: &Episode) -> bool {
    episode.guests.iter().all(|guest| site.person(*guest).consent.clips)
}

/// Every picture that is drawn.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    if wanted(site) == Wanted::None {
        return Vec::new();
    }
    let of_kit = |partner| of_partner(site, partner).into_iter().map(move |share| drawn(site, Some(partner), share));
    let kits = site.partners().flat_map(|(partner, _)| of_kit(partner));
    let rest = (0..).map(EpisodeId).zip(&site.episodes).filter_map(|(id, episode)| {
        let path = own_picture(site, id, episode)?;
        Some(drawn(site, episode.guests.first().copied(), Share { shape: Shape::Wide, path, episode, name: "" }))
    });
    kits.chain(rest).collect()
}

fn drawn<'site>(site: &'site Site, partner: Option<PersonId>, share: Share<'site>) -> Output<'site> {
    let Share { shape, path, episode, .. } = share;
    Output::drawn(path, &episode.source, move || Drawing::Card(card(site, partner, episode, shape)))
}

/// Whose kit has a picture of this episode.
fn kit_with(site: &Site, id: EpisodeId) -> Option<PersonId> {
    let is_newest = |guest: &&PersonId| site.heard_in.get(guest.0 as usize).and_then(|episodes| episodes.first()) == Some(&id);
    site.episode(id).guests.iter().find(is_newest).copied()
}

/// Where an episode's own picture goes, if it has one beside those of kits.
fn own_picture(site: &Site, id: EpisodeId, episode: &Episode) -> Option<OutPath> {
    let has_own = wanted(site) == Wanted::All && is_allowed(site, episode) && kit_with(site, id).is_none();
    has_own.then(|| episode.permalink.file("share.png"))
}

/// The wide picture of an episode, where one is drawn, and where it is.
#[must_use]
pub fn wide(site: &Site, id: EpisodeId) -> Option<(Card, OutPath)> {
    let path = wide_path(site, id)?;
    let episode = site.episode(id);
    let partner = kit_with(site, id).or_else(|| episode.guests.first().copied());
    Some((card(site, partner, episode, Shape::Wide), path))
}

fn wide_path(site: &Site, id: EpisodeId) -> Option<OutPath> {
    let episode = site.episode(id);
    if wanted(site) == Wanted::None || !is_allowed(site, episode) {
        return None;
    }
    match kit_with(site, id) {
        Some(partner) => Some(path(site, partner, episode, Shape::Wide)),
        None => own_picture(site, id, episode),
    }
}

/// The picture that link previews of an episode show, where one is drawn.
#[must_use]
pub fn preview(site: &Site, id: EpisodeId) -> Option<Social<'_>> {
    let episode = site.episode(id);
    let path = wide_path(site, id)?;
    let (width, height) = Shape::Wide.size();
    Some(Social { url: site.show.base_url.file(&path), width, height, alt: &episode.title })
}

fn card(site: &Site, partner: Option<PersonId>, episode: &Episode, shape: Shape) -> Card {
    let (faces, more) = faces(site, partner, episode);
    let show = &site.show;
    Card {
        shape,
        palette: palette(partner.map_or_else(|| hue(site, episode), |id| site.person(id).hue)),
        show: show.title.clone(),
        title: episode.title.clone(),
        said: quote(episode).filter(|_| shape == Shape::Tall).map(|(text, by)| Said {
            text: text.to_owned(),
            by: by.map_or_else(|| names(site, if episode.guests.is_empty() { &episode.hosts } else { &episode.guests }), str::to_owned),
        }),
        people: people(site, episode),
        faces,
        more,
        offer: offer(site, episode),
        address: address(site),
    }
}

/// The show's address as people type it.
fn address(site: &Site) -> String {
    let base = &site.show.base_url;
    format!("{}{}", base.host, base.path.trim_end_matches('/'))
}

/// The first quote short enough to be looked at.
fn quote(episode: &Episode) -> Option<(&str, Option<&str>)> {
    let quote = episode.quotes.iter().find(|quote| quote.text.chars().count() <= LONG_QUOTE)?;
    Some((quote.text.trim().trim_matches(['"', '“', '”', '„', '«', '»']).trim(), quote.by.as_deref()))
}

/// "Dev Okafor, estate attorney, answers Margo Ellison’s questions."
fn people(site: &Site, episode: &Episode) -> String {
    let (guests, host) = (names(site, &episode.guests), names(site, &episode.hosts));
    if episode.guests.is_empty() {
        return host;
    }
    let is_one = episode.guests.len() == 1;
    match episode.direction {
        Direction::Turned => count_with(site, "ask_turned", episode.guests.len(), &[("guests", &guests), ("host", &host)]),
        Direction::Spotlight => {
            let answers = count_with(site, "answers", episode.guests.len(), &[("host", &host)]);
            let guest = episode.guests.first().filter(|_| is_one).map(|id| site.person(*id));
            match guest.and_then(|guest| guest.role.as_deref().or(guest.business.as_deref())) {
                Some(trade) => format!("{guests}, {trade}, {answers}"),
                None => format!("{guests} {answers}"),
            }
        }
    }
}

fn offer(site: &Site, episode: &Episode) -> Option<String> {
    let offer = site.offer(episode.call_to_action.as_ref()?.offer);
    (offer.state == OfferState::Open).then(|| phrase(site, "raise_hand", &[("title", &offer.title)]))
}

/// Whoever asks stands first, as on the episode's page; of several guests, the one whose kit it is.
fn faces(site: &Site, partner: Option<PersonId>, episode: &Episode) -> (Vec<Face>, usize) {
    let hosts = &episode.hosts;
    let mut guests = episode.guests.clone();
    guests.sort_by_key(|guest| Some(*guest) != partner);
    let asking: Vec<PersonId> = match episode.direction {
        Direction::Spotlight => hosts.first().into_iter().chain(&guests).chain(hosts.iter().skip(1)).copied().collect(),
        Direction::Turned => guests.iter().chain(hosts).copied().collect(),
    };
    let face = |id: &PersonId| {
        let person = site.person(*id);
        let photo = person.photo.as_ref().filter(|photo| is_drawable(&photo.mime)).map(|photo| photo.source.clone());
        Face { initials: person.initials.clone(), palette: palette(person.hue), photo }
    };
    (asking.iter().take(2).map(face).collect(), asking.len().saturating_sub(2))
}

/// Whether pictures can show a photo of this type.
#[must_use]
pub fn is_drawable(mime: &str) -> bool {
    matches!(mime, "image/jpeg" | "image/png" | "image/webp")
}

/// What pictures need of a hue.
#[must_use]
pub fn palette(hue: u16) -> Palette {
    let [stage, stage_muted, tint, tone, deep] = colour::picture_colours(hue);
    Palette { stage, stage_muted, tint, tone, deep }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn a_kit_has_four_pictures_of_the_newest_episode() {
        let site = sample::site();
        let shares = of_partner(&site, sample::PARTNER);
        let newest = site.episodes_with(sample::PARTNER).next().unwrap().1;
        let paths: Vec<&str> = shares.iter().map(|share| share.path.as_str()).collect();
        let slug = &newest.slug;
        let right = ["square", "wide", "story", "tall"].map(|shape| format!("kit/dev-okafor/{slug}-{shape}.png"));
        assert_eq!(paths, right);
        assert_eq!(outputs(&site).len(), 4, "and no more by default");
    }

    #[test]
    fn without_consent_there_is_none() {
        let mut site = sample::site();
        site.people[1].consent.clips = false;
        assert!(outputs(&site).is_empty());
        assert!((0..3).all(|id| preview(&site, EpisodeId(id)).is_none() || site.episodes[id as usize].guests.is_empty()));
    }

    #[test]
    fn a_show_chooses_which() {
        let mut site = sample::site();
        site.show.theme_options = serde_json::json!({"share_pictures": "all"});
        assert_eq!(outputs(&site).len(), 4 + site.episodes.len() - 1);
        assert!((0..3).all(|id| preview(&site, EpisodeId(id)).is_some()));
        site.show.theme_options = serde_json::json!({"share_pictures": "none"});
        assert!(outputs(&site).is_empty() && of_partner(&site, sample::PARTNER).is_empty());
    }

    #[test]
    fn very_many_partners_are_drawn_only_when_asked_for() {
        let mut site = sample::site();
        site.heard_in.extend(vec![vec![EpisodeId(0)]; MOST_PARTNERS]);
        assert_eq!(wanted(&site), Wanted::None);
        let mut long = sample::site();
        long.episodes = vec![long.episodes[0].clone(); MOST_EPISODES + 1].into();
        assert_eq!(wanted(&long), Wanted::None);
        site.show.theme_options = serde_json::json!({"share_pictures": "kits"});
        assert_eq!(wanted(&site), Wanted::Kits);
    }

    #[test]
    fn the_host_comes_first_in_a_spotlight_and_the_quote_is_bare() {
        let site = sample::site();
        let spotlight =
            site.episodes.iter().find(|episode| episode.direction == Direction::Spotlight && !episode.guests.is_empty()).unwrap();
        let card = card(&site, Some(sample::PARTNER), spotlight, Shape::Tall);
        assert_eq!(card.faces[0].initials, site.people[0].initials);
        assert_eq!(card.said.unwrap().text, "Count what is in the till.");
        assert_eq!(card.address, "ledger.example/show");
        assert_eq!(card.offer.as_deref(), Some("Raise your hand for The Cash Map"));
    }

    #[test]
    fn nothing_told_in_confidence_is_drawn() {
        let site = sample::site();
        for output in outputs(&site) {
            let super::super::Content::Drawn(drawing) = &output.content else { panic!("{} is not drawn", output.path) };
            let words = format!("{:?}", drawing());
            assert!(!words.contains("SECRET-NOTE") && !words.contains("dev.private") && !words.contains("555 0100"));
        }
    }
}
