//! The mails that tell of a new interview, one each for clients, prospects and other partners: `desk/episodes/<slug>/announce*.*`.

use super::{Desk, partner_letters::heard};
use crate::model::{Direction, Episode, EpisodeId, Site};
use crate::plan::letter::{self, EpisodeSeen, OfferSeen, PersonSeen, ShowSeen};
use crate::plan::{LetterOrder, Output};
use serde::Serialize;

/// The letters, by their file names and templates.
pub const NAMES: [&str; 3] = ["announce", "announce-prospects", "announce-partners"];

/// An announcement is news: of a long show, only the newest interviews have one.
pub const NEWEST: usize = 50;

/// What an announcement may say.
#[derive(Clone, Debug, Serialize)]
pub struct Announcement<'a> {
    /// The show.
    show: ShowSeen<'a>,
    /// The host, who signs.
    from: PersonSeen<'a>,
    /// The interview.
    episode: EpisodeSeen<'a>,
    /// Its guests.
    guests: Vec<PersonSeen<'a>>,
    /// Names of the hosts besides the one who signs, joined.
    other_hosts: Option<String>,
    /// Whether the one who signs took part.
    is_mine: bool,
    /// What closes it, by the link that credits the partner.
    offer: Option<OfferSeen<'a>>,
    /// Sentences after which one thinks of the only guest.
    listen_for: Vec<String>,
    /// Whom the only guest would like to meet.
    meet: Vec<&'a str>,
}

/// For each published episode whose guests may be named in e-mails to lists. (A title can hold a name, so without consent there is no
/// announcement at all rather than one with a gap.)
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let desk = Desk::of(site);
    let newest = (0..).map(EpisodeId).zip(&site.episodes).take(NEWEST);
    let allowed = newest.filter(|(_, episode)| desk.guests(episode).iter().all(|guest| guest.consent.email));
    allowed.flat_map(|(id, episode)| NAMES.into_iter().flat_map(move |name| letters(desk, id, episode, name))).collect()
}

fn letters<'site>(desk: Desk<'site>, id: EpisodeId, episode: &'site Episode, name: &'static str) -> [Output<'site>; 3] {
    let folder = format!("episodes/{}/", episode.slug);
    Output::letter(&folder, name, &episode.source, name, move || {
        let mut order = LetterOrder::new(desk.envelope(None, Some(episode)), &view(&desk, episode));
        order.picture = letter::picture_of_episode(desk.site, id);
        order
    })
}

fn view<'a>(desk: &Desk<'a>, episode: &'a Episode) -> Announcement<'a> {
    let guests = desk.guests(episode);
    let hosts: Vec<_> = episode.hosts.iter().filter_map(|id| desk.person(*id)).collect();
    let is_signer = |host: &&&crate::model::Person| host.name == desk.host_name();
    let others: Vec<&str> = hosts.iter().filter(|host| !is_signer(host)).map(|host| host.name.as_str()).collect();
    let only = match guests.as_slice() {
        [only] if episode.direction == Direction::Spotlight => Some(*only),
        _ => None,
    };
    let call = episode.call_to_action.as_ref();
    Announcement {
        show: letter::show(desk.site),
        from: desk.signer(),
        episode: desk.seen(episode),
        guests: guests.iter().map(|guest| letter::person(guest)).collect(),
        other_hosts: letter::joined(desk.site, &others),
        // Without hosts of its own, it is the show's.
        is_mine: hosts.is_empty() || hosts.iter().any(|host| is_signer(&host)),
        offer: desk.closing_offer(episode).zip(call).and_then(|(offer, call)| letter::offer(desk.site, offer, &call.permalink)),
        listen_for: only.map_or_else(Vec::new, |guest| heard(&guest.introduction)),
        meet: only.map_or_else(Vec::new, |guest| guest.meet.iter().map(|who| who.trim()).filter(|who| !who.is_empty()).collect()),
    }
}

/// What an announcement of this interview may say.
#[cfg(test)]
pub fn sample_view(desk: &Desk<'_>, episode: &Episode) -> serde_json::Value {
    serde_json::to_value(view(desk, episode)).expect("serialisable")
}

#[cfg(test)]
mod tests {
    use super::super::tests::desk_files;
    use crate::model::{OfferState, sample};

    #[test]
    fn the_announcement_names_the_guest_the_moment_and_the_next_step() {
        let files = desk_files(&sample::site());
        let letter = &files["episodes/cash-before-profit/announce.txt"];
        for words in [
            "Subject: Cash before profit\n",
            "I asked Dev Okafor the questions you'd ask (Finds the cash hidden in a healthy firm, Okafor & Daughters).",
            "It takes 28 minutes:\nhttps://ledger.example/show/episodes/cash-before-profit/\n",
            "start at 20:07, “Whom would you like to meet?”",
            "https://ledger.example/show/episodes/cash-before-profit/?t=1207",
            "https://ledger.example/show/go/dev-okafor/cash-map/",
            "I'll introduce you to Dev.",
            "12 Quay Street",
        ] {
            assert!(letter.contains(words), "{words}\n{letter}");
        }
    }

    #[test]
    fn clients_prospects_and_partners_each_get_a_letter_of_their_own() {
        let files = desk_files(&sample::site());
        let of = |name: &str| files[&format!("episodes/cash-before-profit/{name}.txt")].clone();
        assert!(of("announce-prospects").contains("there's nothing in it to buy"));
        let partners = of("announce-partners");
        assert!(partners.contains("Think of Dev when you hear somebody say:\n\n- “We are growing but always short”\n"), "{partners}");
        assert!(partners.contains("- Bakery owners\n- Estate lawyers\n"), "{partners}");
    }

    #[test]
    fn a_guest_who_may_not_be_named_in_mails_has_no_announcement() {
        let mut site = sample::site();
        site.people[1].consent.email = false;
        let files = desk_files(&site);
        assert!(files.keys().filter(|path| path.contains("announce")).all(|path| path.starts_with("episodes/trailer/")));
        assert!(files.keys().any(|path| path.contains("announce")));
    }

    #[test]
    fn a_turned_episode_says_who_asked_and_several_hosts_ask_together() {
        let mut site = sample::site();
        let files = desk_files(&site);
        assert!(
            files["episodes/who-can-sign/announce.txt"].contains("the tables are turned: Dev Okafor asked the questions, and I answered")
        );
        let second = crate::model::Person { name: "Sam Roe".into(), slug: crate::model::Slug("sam".into()), ..sample::host() };
        site.people.push(second);
        site.heard_in.push(Vec::new());
        site.episodes[1].hosts.push(crate::model::PersonId(2));
        let letter = desk_files(&site).remove("episodes/cash-before-profit/announce.txt").expect("a letter");
        assert!(letter.contains("Sam Roe and I asked Dev Okafor"), "{letter}");
    }

    #[test]
    fn what_is_closed_is_not_offered() {
        let mut site = sample::site();
        site.offers.iter_mut().for_each(|offer| offer.state = OfferState::Closed);
        let files = desk_files(&site);
        assert!(files.iter().filter(|(path, _)| path.contains("announce")).all(|(_, text)| !text.contains("/go/")));
    }
}
