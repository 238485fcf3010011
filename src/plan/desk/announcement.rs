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
