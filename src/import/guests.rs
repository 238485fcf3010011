//! Who was interviewed: from podcast:person, and from titles such as "… with NAME". Guesses are marked, for the host to look at.
//!
//! A wrong partner folder is worse than none: a title alone is believed only where the show always names its guests so, or where the
//! notes name the same person.

mod name;
mod title;

use super::{ImportedEpisode, ImportedPerson, ImportedShow, words};
use name::key;
use std::collections::{BTreeMap, BTreeSet};
use title::Reading;

/// Somebody who was a guest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guest {
    /// Full name.
    pub name: String,
    /// Where they are found.
    pub href: Option<String>,
    /// Address of their picture.
    pub img: Option<String>,
    /// Where the name was found: said of them in the feed, or read out of a title.
    pub is_guess: bool,
    /// Indices of the episodes, in the feed's order.
    pub episodes: Vec<usize>,
}

/// Fewest episodes that make a habit.
const HABIT: usize = 3;

/// All guests of a feed, each once, by name.
#[must_use]
pub fn guests(show: &ImportedShow) -> Vec<Guest> {
    let hosts = hosts(show);
    let readings: Vec<Vec<Reading>> = show.episodes.iter().map(|episode| title::readings(&episode.title)).collect();
    let habits = Habits::of(&readings);
    let mut found: BTreeMap<String, Guest> = BTreeMap::new();
    for (index, episode) in show.episodes.iter().enumerate() {
        let said: Vec<&ImportedPerson> = episode.people.iter().filter(|person| is_guest(person)).collect();
        for person in &said {
            add(&mut found, &person.name, index, Some(person));
        }
        if said.is_empty() {
            for name in guessed(episode, &readings[index], &habits, &hosts) {
                add(&mut found, &name, index, None);
            }
        }
    }
    found.retain(|key, guest| !hosts.contains(key) && !is_always_there(guest, show.episodes.len()));
    let mut guests: Vec<Guest> = found.into_values().collect();
    guests.sort_by_cached_key(|guest| (key(&guest.name), guest.name.clone()));
    guests
}

fn is_guest(person: &ImportedPerson) -> bool {
    person.role.as_deref() == Some("guest") && !key(&person.name).is_empty()
}

/// Keys of names that are never guests: who hosts, makes or owns the show, and the show itself.
fn hosts(show: &ImportedShow) -> BTreeSet<String> {
    let of_show = show.people.iter().filter(|person| person.role.as_deref() != Some("guest")).map(|person| person.name.as_str());
    let of_episodes = show.episodes.iter().flat_map(|episode| &episode.people);
    let of_episodes =
        of_episodes.filter(|person| matches!(person.role.as_deref(), None | Some("host" | "co-host"))).map(|person| person.name.as_str());
    let makers = [show.author.as_deref(), show.owner_name.as_deref(), Some(show.title.as_str())].into_iter().flatten();
    // "Ruth Abara and Ben Lee" are two.
    let makers = makers.flat_map(|names| name::split_all(names).into_iter().chain([names]));
    let subtitle = show.title.split([':', '|', '-', '–']).chain(title::after_with(&show.title));
    of_show.chain(of_episodes).chain(makers).chain(subtitle).map(key).filter(|key| !key.is_empty()).collect()
}

/// Who is in nearly every episode is not a guest.
fn is_always_there(guest: &Guest, episodes: usize) -> bool {
    guest.is_guess && episodes >= 5 && guest.episodes.len() * 2 > episodes
}

/// Whether most titles of a show name a guest in the same way.
struct Habits {
    with: bool,
    before: bool,
    after: bool,
}

impl Habits {
    fn of(readings: &[Vec<Reading>]) -> Self {
        let count = |is_it: fn(&Reading) -> bool| readings.iter().filter(|readings| readings.iter().any(is_it)).count();
        let is_habit = |count: usize, tenths: usize| count >= HABIT && count * 10 >= readings.len() * tenths;
        Self {
            with: is_habit(count(|reading| matches!(reading, Reading::With(_) | Reading::Interview(_))), 4),
            before: is_habit(count(|reading| matches!(reading, Reading::Before(_))), 5),
            after: is_habit(count(|reading| matches!(reading, Reading::After(_))), 5),
        }
    }
}

/// Names that a title gives, where something else bears them out.
fn guessed(episode: &ImportedEpisode, readings: &[Reading], habits: &Habits, hosts: &BTreeSet<String>) -> Vec<String> {
    let notes = words::line(&words::plain(&episode.notes_html)).replace(&episode.title, " ");
    let is_named = |names: &[String]| {
        let author = episode.author.as_deref().map(key);
        names.iter().all(|name| notes.contains(name.as_str()) || author.as_deref() == Some(&key(name)))
    };
    let is_believed = |reading: &&Reading| match reading {
        Reading::Interview(_) => true,
        Reading::With(names) => habits.with || is_named(names),
        Reading::Before(names) => habits.before && is_named(names),
        Reading::After(names) => habits.after && is_named(names),
    };
    let names = readings.iter().find(is_believed).map(|reading| reading.names().to_vec()).unwrap_or_default();
    names.into_iter().filter(|name| !hosts.contains(&key(name))).collect()
}

/// Takes note of a guest; the same person under another spelling is the same.
fn add(found: &mut BTreeMap<String, Guest>, name: &str, episode: usize, said: Option<&&ImportedPerson>) {
    let guest = found.entry(key(name)).or_insert_with(|| Guest { name: name.trim().to_owned(), is_guess: true, ..Guest::default() });
    if let Some(person) = said {
        if std::mem::take(&mut guest.is_guess) {
            guest.name = person.name.trim().to_owned();
        }
        guest.href = guest.href.take().or_else(|| person.href.clone());
        guest.img = guest.img.take().or_else(|| person.img.clone());
    }
    if guest.episodes.last() != Some(&episode) {
        guest.episodes.push(episode);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn episode(title: &str, notes: &str) -> ImportedEpisode {
        ImportedEpisode { title: title.to_owned(), notes_html: notes.to_owned(), ..ImportedEpisode::default() }
    }

    fn show(episodes: Vec<ImportedEpisode>) -> ImportedShow {
        ImportedShow {
            title: "The Ledger with Ruth Abara".to_owned(),
            author: Some("Ruth Abara".to_owned()),
            episodes,
            ..ImportedShow::default()
        }
    }

    fn names(episodes: Vec<ImportedEpisode>) -> Vec<(String, bool, Vec<usize>)> {
        guests(&show(episodes)).into_iter().map(|guest| (guest.name, guest.is_guess, guest.episodes)).collect()
    }

    fn person(name: &str, role: Option<&str>) -> ImportedPerson {
        ImportedPerson { name: name.to_owned(), role: role.map(str::to_owned), ..ImportedPerson::default() }
    }

    #[test]
    fn a_person_that_the_feed_names_is_sure_under_every_spelling() {
        let mut one = episode("Cash", "");
        one.people = vec![person("Zoë A. Müller", Some("guest")), person("Ruth Abara", None)];
        let mut two = episode("More", "");
        two.people = vec![ImportedPerson { href: Some("https://z.example/".into()), ..person("Dr. ZOE MÜLLER", Some("guest")) }];
        let found = guests(&show(vec![one, two, episode("Rent, an interview with Zoe Muller", "")]));
        assert_eq!(
            found,
            [Guest {
                name: "Zoë A. Müller".into(),
                href: Some("https://z.example/".into()),
                img: None,
                is_guess: false,
                episodes: vec![0, 1, 2]
            }]
        );
    }

    #[test]
    fn a_name_in_the_title_needs_a_witness() {
        assert_eq!(
            names(vec![episode("Who can sign? with Dev Okafor", "<p>Dev Okafor runs a firm.</p>")]),
            [("Dev Okafor".to_owned(), true, vec![0])]
        );
        assert_eq!(names(vec![episode("Who can sign? with Dev Okafor", "<p>A firm.</p>")]), []);
        assert_eq!(names(vec![episode("An interview with Dev Okafor", "")]).len(), 1);
        let habit = ["Cash with Ann Lee", "Rent w/ Bo Chan-Smith", "Tax feat. Célia O'Neil & Jan van der Berg", "Alone"];
        let found: Vec<String> = names(habit.map(|title| episode(title, "")).to_vec()).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(found, ["Ann Lee", "Bo Chan-Smith", "Célia O'Neil", "Jan van der Berg"]);
    }

    #[test]
    fn a_name_before_a_colon_or_after_a_bar_needs_a_habit_and_a_witness() {
        let all =
            [("Ann Lee: Cash", "Ann Lee"), ("Bo Chan: Rent", "Bo Chan"), ("Cy Dorn: Tax", "Cy Dorn"), ("Cold Calls: Why", "Cold calls")];
        assert_eq!(names(all.map(|(title, notes)| episode(title, notes)).to_vec()).len(), 3);
        assert_eq!(names(vec![episode("Ann Lee: Cash", "Ann Lee")]), []);
        let all = [("Cash | Ann Lee", "Ann Lee"), ("Rent | Bo Chan", "Bo Chan"), ("Tax | Cy Dorn", "Cy Dorn"), ("Why | Cold Calls", "")];
        assert_eq!(names(all.map(|(title, notes)| episode(title, notes)).to_vec()).len(), 3);
    }

    #[test]
    fn hosts_and_things_are_no_guests() {
        let titles = [
            "How to Deal with Difficult People",
            "Live with Ruth Abara",
            "Grow with Social Media",
            "An interview with Ruth Abara",
            "What's wrong with you",
            "Starting with Why",
            "Success with Acme Consulting",
            "WITH JANE DOE",
            "Cash with jane doe",
            "Talking with John and Mary Smith",
            "With",
            "with ",
            "Chat with Jane Doe's Team",
            "Deal with 2 Big Problems",
        ];
        assert_eq!(names(titles.map(|title| episode(title, title)).to_vec()), []);
    }

    #[test]
    fn no_title_makes_it_panic() {
        for title in [
            "with",
            " with ",
            "mit é",
            "w/",
            "feat.",
            "|",
            ":",
            "🎙 with 🎙 🎙",
            "with A B C D E F",
            "\u{202e}with \u{202e}A B",
            "ft. ,,, & and",
        ] {
            let _ = names(vec![episode(title, title); 4]);
        }
    }
}
