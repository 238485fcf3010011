//! Who the speakers of a transcript are: labels such as `Dev:`, `D. Okafor` or `Guest` tied to the hosts and guests of the episode.

use super::people::{Cast, People};
use crate::model::{Direction, PersonId, PersonKind, Slug, Transcript};
use std::collections::BTreeMap;

/// The people who sit at the table of one episode.
pub struct Table<'a> {
    /// Names of everybody.
    pub cast: &'a Cast,
    /// Everybody in full.
    pub people: &'a People,
    /// Hosts of the episode.
    pub hosts: &'a [PersonId],
    /// Its guests.
    pub guests: &'a [PersonId],
    /// Who interviews whom.
    pub direction: Direction,
}

/// Gives known speakers their full names, and says who they are. A label that could be two people stays as it is.
pub fn tie(transcript: &mut Transcript, table: &Table<'_>) -> BTreeMap<String, PersonId> {
    let labels: Vec<String> = transcript.speakers().into_iter().map(str::to_owned).collect();
    let mut voices = BTreeMap::new();
    let mut names = BTreeMap::new();
    for label in labels {
        if let Some(id) = table.who(&label) {
            let name = &table.people.get(id).name;
            names.insert(label, name.clone());
            voices.insert(name.clone(), id);
        }
    }
    transcript.rename(&names);
    voices
}

impl Table<'_> {
    fn who(&self, label: &str) -> Option<PersonId> {
        self.named(label)
            .or_else(|| only(self.all().filter(|id| is_called(&self.people.get(*id).name, label))))
            .or_else(|| self.by_part(label))
    }

    fn all(&self) -> impl Iterator<Item = PersonId> {
        self.hosts.iter().chain(self.guests).copied()
    }

    /// By name, folder or another spelling (`aliases`), if they are at this table.
    fn named(&self, label: &str) -> Option<PersonId> {
        let find = |kind, seats: &[PersonId]| self.cast.find(label, kind).filter(|id| seats.contains(id));
        find(PersonKind::Host, self.hosts).or_else(|| find(PersonKind::Partner, self.guests))
    }

    /// `Host`, `Guest`, `Interviewer`: clear where there is one of them.
    fn by_part(&self, label: &str) -> Option<PersonId> {
        let (asking, answering) = match self.direction {
            Direction::Spotlight => (self.hosts, self.guests),
            Direction::Turned => (self.guests, self.hosts),
        };
        let seats = match Slug::from_text(label).as_str() {
            "host" | "moderator" => self.hosts,
            "guest" => self.guests,
            "interviewer" => asking,
            "interviewee" => answering,
            _ => return None,
        };
        only(seats.iter().copied())
    }
}

/// The one there is; none of several.
fn only(mut people: impl Iterator<Item = PersonId>) -> Option<PersonId> {
    let first = people.next()?;
    people.all(|other| other == first).then_some(first)
}

/// Whether a label can mean a name: every word of it is one of the name's, or the first letter of one (`Dev`, `Okafor, Dev`,
/// `D. Okafor`), and at least one is whole.
fn is_called(name: &str, label: &str) -> bool {
    let (name, label) = (Slug::from_text(name), Slug::from_text(label));
    let words: Vec<&str> = name.as_str().split('-').collect();
    let is_whole = |part: &str| words.contains(&part);
    let is_initial = |part: &str| part.len() == 1 && words.iter().any(|word| word.starts_with(part));
    let parts = || label.as_str().split('-');
    parts().all(|part| is_whole(part) || is_initial(part)) && parts().any(|part| part.len() > 1 && is_whole(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_mean_people_as_listeners_would_understand_them() {
        for label in ["Dev", "OKAFOR", "Okafor, Dev", "D. Okafor", "Dev O.", "dev okafor"] {
            assert!(is_called("Dev Okafor", label), "{label}");
        }
        for label in ["D.", "D. O.", "Devin", "Dev Lindqvist", "SPEAKER_00", "A. Okafor", ""] {
            assert!(!is_called("Dev Okafor", label), "{label}");
        }
        assert!(is_called("田中 美咲", "田中") && is_called("José Álvarez", "Jose"));
    }

    #[test]
    fn one_of_two_is_nobody() {
        assert_eq!(only([PersonId(1), PersonId(2)].into_iter()), None);
        assert_eq!(only([PersonId(1), PersonId(1)].into_iter()), Some(PersonId(1)));
        assert_eq!(only(std::iter::empty()), None);
    }
}
