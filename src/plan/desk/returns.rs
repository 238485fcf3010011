//! What came back by each partner: people who raised a hand, and introductions. Counts and days alone; who they are stands in
//! `private/leads.csv` and nowhere else. Makes `desk/partners/<slug>/hand-raises.html`.

use super::Desk;
use super::standing::{self, Standing};
use crate::model::{EpisodeId, HandRaise, OfferId, OutPath, PersonId, Site};
use crate::plan::Output;
use crate::plan::markup::escape;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The page in a partner's folder.
pub const PAGE: &str = "hand-raises.html";

/// What came back by one partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returns {
    /// People who raised a hand, each once.
    pub people: u64,
    /// Day of the first hand-raise that has one.
    pub first: Option<Date>,
    /// Day of the last one.
    pub last: Option<Date>,
    /// What has not been thanked for.
    pub fresh: Fresh,
    /// Referrals of campaigns that the partner made.
    pub made: u64,
    /// Referrals of campaigns that led to the partner.
    pub received: u64,
    /// How many asked for which offer in which month, newest month first.
    pub months: Vec<(Month, u64)>,
}

/// A month, an offer and an episode, as far as they are known. Years and months descend in lists.
pub type Month = (Option<(i16, i8)>, Option<OfferId>, Option<EpisodeId>);

/// Hand-raises since the host last said thank you.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fresh {
    /// People, each once.
    pub people: u64,
    /// The day of the last thanks, where one is written; everything after it is new.
    pub since: Option<Date>,
    /// Day of the first one, where nothing was thanked for.
    pub first: Option<Date>,
    /// People for each offer.
    pub offers: Vec<(OfferId, u64)>,
}

/// For each partner who got anything back.
pub fn all(desk: &Desk<'_>) -> BTreeMap<PersonId, Returns> {
    let ledger = desk.site.ledger.open_for_desk();
    let mut raises: BTreeMap<PersonId, Vec<&HandRaise>> = BTreeMap::new();
    for raise in &ledger.hand_raises {
        if let Some(partner) = raise.partner {
            raises.entry(partner).or_default().push(raise);
        }
    }
    let mut all: BTreeMap<PersonId, Returns> = raises.into_iter().map(|(id, raises)| (id, of(&raises, thanked(desk, id)))).collect();
    for introduced in &ledger.introductions {
        introduced.from.into_iter().for_each(|id| all.entry(id).or_default().made += 1);
        introduced.to.into_iter().for_each(|id| all.entry(id).or_default().received += 1);
    }
    all
}

/// When the host last thanked a partner: `private: {thanked: 2026-05-20}`.
fn thanked(desk: &Desk<'_>, id: PersonId) -> Option<Date> {
    let more = &desk.person(id)?.private.open_for_desk().more;
    more.iter().find(|(key, _)| key == "thanked").and_then(|(_, date)| day(date))
}

/// The day at the beginning of a date as authors write it.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

fn of(raises: &[&HandRaise], thanked: Option<Date>) -> Returns {
    let days = || raises.iter().filter_map(|raise| raise.day);
    // A hand-raise without a day is new only as long as nobody was thanked at all: nothing else says that it is.
    let is_fresh = |raise: &&&HandRaise| thanked.is_none_or(|thanked| raise.day.is_some_and(|day| day > thanked));
    let fresh: Vec<&HandRaise> = raises.iter().filter(is_fresh).copied().collect();
    let mut months: BTreeMap<Month, u64> = BTreeMap::new();
    for raise in raises {
        *months.entry((raise.day.map(|day| (day.year(), day.month())), raise.offer, raise.episode)).or_default() += 1;
    }
    let mut months: Vec<(Month, u64)> = months.into_iter().collect();
    months.sort_by(|((a, ..), _), ((b, ..), _)| b.cmp(a));
    Returns {
        people: heads(raises),
        first: days().min(),
        last: days().max(),
        fresh: Fresh {
            people: heads(&fresh),
            since: thanked,
            first: fresh.iter().filter_map(|raise| raise.day).min(),
            offers: by_offer(&fresh),
        },
        made: 0,
        received: 0,
        months,
    }
}

fn heads(raises: &[&HandRaise]) -> u64 {
    raises.iter().map(|raise| raise.person).collect::<BTreeSet<_>>().len() as u64
}

fn by_offer(raises: &[&HandRaise]) -> Vec<(OfferId, u64)> {
    let mut people: BTreeMap<OfferId, BTreeSet<u32>> = BTreeMap::new();
    for raise in raises {
        if let Some(offer) = raise.offer {
            people.entry(offer).or_default().insert(raise.person);
        }
    }
    people.into_iter().map(|(offer, people)| (offer, people.len() as u64)).collect()
}

impl Fresh {
    /// "Three people asked for the kit since 3 May 2026".
    #[must_use]
    pub fn sentence(&self) -> String {
        let (who, verb) = people(self.people);
        let who = capital(&who);
        let what = if self.offers.len() > 1 { "a kit" } else { "the kit" };
        match (self.since, self.first) {
            (Some(since), _) => format!("{who} {verb} asked for {what} since you last said thank you, {}", for_people(since)),
            (None, Some(first)) => format!("{who} {verb} asked for {what} since {}", for_people(first)),
            (None, None) => format!("{who} {verb} asked for {what}"),
        }
    }
}

/// How many people, and the verb that goes with them: `one person`, `has`; `three people`, `have`.
#[must_use]
pub fn people(count: u64) -> (String, &'static str) {
    const WORDS: [&str; 13] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let number =
        usize::try_from(count).ok().and_then(|count| WORDS.get(count)).map_or_else(|| count.to_string(), |word| (*word).to_owned());
    if count == 1 { (format!("{number} person"), "has") } else { (format!("{number} people"), "have") }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `3 May 2026`.
#[must_use]
pub fn for_people(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// A page for every partner by whom somebody came.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    if site.ledger.open_for_desk().hand_raises.is_empty() {
        return Vec::new();
    }
    let desk = Desk::of(site);
    let some = standing::all(&desk).into_iter().filter(|standing| standing.returns.people > 0);
    some.map(|standing| {
        let path = OutPath(format!("partners/{}/{PAGE}", standing.partner.slug));
        Output::made(path, &standing.partner.source, move || page(&desk, &standing).into_bytes())
    })
    .collect()
}

fn page(desk: &Desk<'_>, standing: &Standing<'_>) -> String {
    let returns = &standing.returns;
    let title = escape(&format!("Who came by way of {}", standing.partner.name));
    let (who, verb) = people(returns.people);
    let so_far = escape(&capital(&format!("{who} {verb} raised a hand so far.")));
    let thanks = standing.thanks().map(|thanks| {
        let has_letter = standing.letters().contains(&standing::THANKS);
        let letter = if has_letter { format!(" <a href=\"{0}.html\">The letter is written</a> (<a href=\"{0}.eml\">mail</a>).", standing::THANKS) } else { String::new() };
        format!("<p><strong>{}</strong>{letter}</p>\n<p class=\"small\">When it is sent, write the day in their file: <code>private: {{thanked: …}}</code>. What comes later counts from there.</p>\n", escape(&thanks))
    });
    let rows: String = returns.months.iter().map(|(month, count)| row(desk, month, *count)).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{so_far}</p>\n{}\
         <table>\n<thead><tr><th scope=\"col\">Month</th><th scope=\"col\">Asked for</th><th scope=\"col\">Heard in</th><th scope=\"col\">How often</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         <p class=\"small\">For your eyes only. Who they are: <code>turntable leads --partner {} --names</code></p>\n</body>\n</html>\n",
        thanks.unwrap_or_default(),
        escape(standing.partner.slug.as_str()),
    )
}

const STYLE: &str = "body{max-width:44em;margin:2em auto;padding:0 1em;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#17201d;background:#fcfcfa}\
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.5em .8em .5em 0;border-bottom:1px solid #dcdcd4}\
.small{color:#55605a;font-size:.9em}a{color:#0b5a48}h1{line-height:1.1}\
@media(prefers-color-scheme:dark){body{background:#111614;color:#edf1ee}.small{color:#a7b1ac}a{color:#7fd1b9}th,td{border-color:#2d3632}}";

fn row(desk: &Desk<'_>, (month, offer, episode): &Month, count: u64) -> String {
    let month = month.map_or_else(|| "not known".to_owned(), |(year, month)| format!("{year:04}-{month:02}"));
    let offer = offer.and_then(|id| desk.offer(id)).map_or("not said", |offer| offer.title.as_str());
    let episode = episode.map_or("", |id| desk.site.episode(id).title.as_str());
    format!("<tr><td>{month}</td><td dir=\"auto\">{}</td><td dir=\"auto\">{}</td><td>{count}</td></tr>\n", escape(offer), escape(episode))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Private, sample};

    fn returns(site: &Site) -> Returns {
        all(&Desk::of(site)).remove(&sample::PARTNER).expect("somebody came")
    }

    fn thanked_on(day: &str) -> Site {
        let mut site = sample::site();
        let mut private = site.people[1].private.open_for_desk().clone();
        private.more = vec![("thanked".into(), day.into())];
        site.people[1].private = Private::new(private);
        site
    }

    #[test]
    fn a_person_counts_once_whatever_they_asked_for() {
        let returns = returns(&sample::site());
        assert_eq!((returns.people, returns.made, returns.received), (2, 1, 0));
        assert_eq!(returns.fresh.offers, [(sample::PARTNER_OFFER, 2), (sample::HOST_OFFER, 1)]);
        assert_eq!(returns.fresh.sentence(), "Two people have asked for a kit since 4 March 2026");
    }

    #[test]
    fn what_was_thanked_for_is_not_thanked_for_again() {
        let one = returns(&thanked_on("2026-03-06"));
        assert_eq!(one.fresh.sentence(), "One person has asked for the kit since you last said thank you, 6 March 2026");
        let none = returns(&thanked_on("2026-03-09T12:00"));
        assert_eq!((none.people, none.fresh.people), (2, 0));
    }

    #[test]
    fn the_page_of_a_partner_counts_and_names_nobody() {
        let site = sample::site();
        let desk = Desk::of(&site);
        let standing = standing::all(&desk).remove(0);
        let page = page(&desk, &standing);
        for words in [
            "Two people have raised a hand so far.",
            "thank Dev.",
            "thanks-for-sending.eml",
            "<td>2026-03</td><td dir=\"auto\">The Cash Map</td>",
        ] {
            assert!(page.contains(words), "{words}\n{page}");
        }
    }

    #[test]
    fn numbers_are_words_as_long_as_people_say_them() {
        assert_eq!([1, 3, 13].map(|count| people(count).0), ["one person", "three people", "13 people"]);
    }
}
