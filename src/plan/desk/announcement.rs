//! The e-mail that tells clients, prospects and other partners of a new interview: `desk/episodes/<slug>/announce.*`.

use super::letter::{Block, Letter, files, link, text};
use super::{Desk, and, minutes};
use crate::model::{Direction, Episode, Millis, OfferState, Person, Site};
use crate::plan::Output;

/// One for each published episode whose guests may be named in e-mails to lists. (A title can hold a name, so without consent there is
/// no announcement at all rather than one with a gap.)
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let desk = Desk::of(site);
    let allowed = site.episodes.iter().filter(|episode| desk.guests(episode).iter().all(|guest| guest.consent.email));
    allowed
        .flat_map(|episode| {
            files(&format!("episodes/{}/", episode.slug), "announce", &episode.source, move || announcement(&desk, episode))
        })
        .collect()
}

fn announcement(desk: &Desk<'_>, episode: &Episode) -> Letter {
    let mut letter = desk.letter(None, Some(episode), episode.title.clone());
    letter.blocks.push(text("Hello,"));
    letter.blocks.push(text(introduction(desk, episode)));
    if !episode.summary.is_empty() {
        letter.blocks.push(text(episode.summary.as_str()));
    }
    letter.blocks.push(link(listen(episode), desk.address(episode)));
    letter.blocks.extend(moments(desk, episode));
    // What is closed is not offered: the pages say so, and a mail to a list cannot be taken back.
    let offer = desk.closing_offer(episode).filter(|offer| offer.state == OfferState::Open);
    if let Some((offer, call)) = offer.zip(episode.call_to_action.as_ref()) {
        let promise = offer.promise.as_deref().map_or_else(String::new, |promise| format!(" {}", promise.trim()));
        letter
            .blocks
            .push(link(format!("“{}” is yours for the asking.{promise}", offer.title), desk.site.show.base_url.page(&call.permalink)));
    }
    letter.blocks.push(text(closing(&desk.guests(episode))));
    letter.blocks.push(Block::Signature(desk.host_name().to_owned()));
    letter.blocks.push(text("You get this because we know each other. One line back, and I won't send the next one."));
    letter
}

fn introduction(desk: &Desk<'_>, episode: &Episode) -> String {
    let guests = desk.guests(episode);
    let names: Vec<&str> = guests.iter().map(|guest| guest.name.as_str()).collect();
    match (guests.as_slice(), episode.direction) {
        ([], _) => format!("There's something new to hear in “{}”.", desk.site.show.title),
        ([guest], Direction::Spotlight) => format!("I asked {} the questions you'd ask{}.", guest.name, trade(guest)),
        (_, Direction::Spotlight) => format!("I asked {} the questions you'd ask.", and(&names)),
        (_, Direction::Turned) => format!("This time the tables are turned: {} asked the questions, and I answered.", and(&names)),
    }
}

fn trade(guest: &Person) -> String {
    let what = guest.tagline.as_deref().or(guest.role.as_deref());
    let business = guest.business.as_deref();
    match (what, business) {
        (Some(what), Some(business)) => format!(" ({}, {business})", super::bare(what)),
        (Some(only), None) | (None, Some(only)) => format!(" ({})", super::bare(only)),
        (None, None) => String::new(),
    }
}

fn listen(episode: &Episode) -> String {
    let length = episode.recording.as_ref().and_then(|recording| recording.duration);
    length.map_or_else(|| "Listen here:".to_owned(), |length| format!("It takes {}:", minutes(length)))
}

/// For those with four minutes: the last question before the offer, which is where the thing to do usually is.
fn moments(desk: &Desk<'_>, episode: &Episode) -> Option<Block> {
    // In a short talk, four minutes are the talk.
    episode.recording.as_ref()?.duration.filter(|length| *length > Millis(8 * 60_000))?;
    let offer = episode.call_to_action.as_ref().and_then(|call| call.at);
    let before_offer = |at: &Millis| offer.is_none_or(|offer| *at < offer);
    let (question, at) = episode.questions.iter().rev().find_map(|question| Some((question, question.at.filter(before_offer)?)))?;
    let words = format!("If you only have four minutes, start at {}, “{}”:", at.clock(), super::bare(&question.ask));
    Some(link(words, format!("{}?t={}", desk.address(episode), at.0 / 1000)))
}

fn closing(guests: &[&Person]) -> String {
    match guests {
        [guest] => format!(
            "If somebody came to mind while you read this, send it on, or write me two lines and I'll introduce you to {}.",
            guest.first_name
        ),
        _ => "If somebody came to mind while you read this, send it on, or write me two lines and I'll make the introduction.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::letter::plain;
    use super::*;
    use crate::model::{EpisodeId, sample};

    #[test]
    fn the_announcement_names_the_guest_the_moment_and_the_next_step() {
        let site = sample::site();
        let letter = plain(&announcement(&Desk::of(&site), site.episode(EpisodeId(1))));
        for words in [
            "I asked Dev Okafor the questions you'd ask (Finds the cash hidden in a healthy firm, Okafor & Daughters).",
            "start at 20:07, “Whom would you like to meet?”",
            "https://ledger.example/show/episodes/cash-before-profit/?t=1207",
            "https://ledger.example/show/go/dev-okafor/cash-map/",
            "12 Quay Street",
        ] {
            assert!(letter.contains(words), "{words}\n{letter}");
        }
    }

    #[test]
    fn a_guest_who_may_not_be_named_in_mails_has_no_announcement() {
        let mut site = sample::site();
        site.people[1].consent.email = false;
        assert!(outputs(&site).iter().all(|output| output.path.as_str().starts_with("episodes/trailer/")));
    }

    #[test]
    fn a_turned_episode_says_who_asked() {
        let site = sample::site();
        let letter = plain(&announcement(&Desk::of(&site), site.episode(EpisodeId(0))));
        assert!(letter.contains("the tables are turned: Dev Okafor asked the questions, and I answered"), "{letter}");
    }
}
