//! Where each partner stands in the cycle, and what the host owes them next. Read by the network page, by the letters and by the
//! commands that print them.

use super::Desk;
use super::returns::{self, Returns};
use crate::model::{Direction, Episode, Feedback, Person, PersonId, PersonPrivate, Recording, Status};
use crate::plan::cover_letter;
use jiff::civil::Date;

/// One partner in the network.
#[derive(Clone)]
pub struct Standing<'site> {
    /// The partner's id, in the desk's counting.
    pub id: PersonId,
    /// The partner.
    pub partner: &'site Person,
    /// What they told in confidence.
    pub private: &'site PersonPrivate,
    /// As written, or further where the site shows that they are.
    pub status: Status,
    /// Since when, as written.
    pub since: Option<&'site str>,
    /// Their published interviews, newest first.
    pub published: Vec<&'site Episode>,
    /// The newest of them that they may send on to their list.
    pub to_send_on: Option<&'site Episode>,
    /// Their drafts and scheduled interviews, by date.
    pub coming: Vec<&'site Episode>,
    /// Listeners' notes that are for them, cleared for print or not; newest interview first.
    pub applause: Vec<&'site Feedback>,
    /// Notes told in confidence after a talk with several guests, without a word on whom they are for. They are in no letter: passed to
    /// the wrong guest, they would be a leak.
    pub held_back: usize,
    /// The next of their interviews that has a date ahead.
    pub next_date: Option<&'site Episode>,
    /// Who came back by them: hand-raises and introductions.
    pub returns: Returns,
    /// What comes next.
    pub step: Step,
}

/// The next step of the cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Tell them that it is live and pass on the applause.
    PassOnApplause,
    /// Publish what is recorded.
    Publish,
    /// Record at the date agreed on.
    Record,
    /// Agree on a date.
    AgreeOnDate,
    /// Invite them: their introduction is here.
    Invite,
    /// Offer to be interviewed by them.
    TurnTheTables,
    /// Record the interview in which they ask.
    RecordTurned,
    /// Hand them the kit of the interview in which they asked.
    HandOverKit,
    /// Ask again how to introduce them.
    AskAgain,
    /// Ask how to introduce them.
    Ask,
    /// Say thank you and begin again.
    Repeat,
    /// Leave them in peace.
    Rest,
}

/// Every partner, in the order of lists.
#[must_use]
pub fn all<'site>(desk: &Desk<'site>) -> Vec<Standing<'site>> {
    let mut returns = returns::all(desk);
    desk.partners().into_iter().map(|(id, partner)| of(desk, id, partner, returns.remove(&id).unwrap_or_default())).collect()
}

/// What to sort by so that what is owed first comes first: the order of the cycle, then who has waited longest, then those of whom
/// nobody knows since when.
#[must_use]
pub fn urgency(standing: &Standing<'_>) -> (Step, bool, Option<Date>) {
    let since = standing.owed_since();
    (standing.step, since.is_none(), since)
}

fn of<'site>(desk: &Desk<'site>, id: PersonId, partner: &'site Person, returns: Returns) -> Standing<'site> {
    let private = partner.private.open_for_desk();
    let (published, coming) = (desk.published_with(id), desk.coming_with(id));
    let status = status(private.status, &published, &coming);
    let since = private.more.iter().find(|(key, _)| key == status.word()).map(|(_, date)| date.as_str());
    let notes: Vec<(&Feedback, Recipient)> = published.iter().flat_map(|episode| notes(desk, episode, partner)).collect();
    let applause = notes.iter().filter(|(_, whose)| *whose == Recipient::Them).map(|(note, _)| *note).collect();
    let held_back = notes.iter().filter(|(_, whose)| *whose == Recipient::Unknown).count();
    let next_date = coming.iter().copied().find(|episode| episode.date.timestamp() > desk.site.as_of);
    let step = step(status, partner, &published);
    let to_send_on = cover_letter::about(desk.site, id);
    Standing { id, partner, private, status, since, published, to_send_on, coming, applause, held_back, next_date, returns, step }
}

/// Whom a listener's note is for, seen from one guest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Recipient {
    Them,
    SomebodyElse,
    Unknown,
}

fn notes<'site>(desk: &Desk<'site>, episode: &'site Episode, partner: &Person) -> Vec<(&'site Feedback, Recipient)> {
    let guests = desk.guests(episode);
    let all = episode.private_feedback.open_for_desk().iter();
    all.map(|note| (note, recipient(note, partner, &guests))).collect()
}

/// What may be printed is for everybody; what was told in confidence is for the only guest, or for the only one it names. What the
/// note says of its sender ("for Hana only") counts for more than its words.
fn recipient(note: &Feedback, partner: &Person, guests: &[&Person]) -> Recipient {
    if note.public || guests.len() < 2 {
        return Recipient::Them;
    }
    let named = |text: &str| -> Vec<&str> {
        guests.iter().filter(|guest| names(text, &guest.first_name) || names(text, &guest.name)).map(|guest| guest.slug.as_str()).collect()
    };
    let by_sender = named(note.from.as_deref().unwrap_or_default());
    let named = if by_sender.is_empty() { named(&note.text) } else { by_sender };
    match named.as_slice() {
        [only] if *only == partner.slug.as_str() => Recipient::Them,
        [_] => Recipient::SomebodyElse,
        _ => Recipient::Unknown,
    }
}

/// Whether a text holds a name as a word of its own: "Ann" is not in "Anna".
fn names(text: &str, name: &str) -> bool {
    let ends = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    !name.is_empty()
        && text.match_indices(name).any(|(start, _)| {
            let (before, after) = (&text[..start], &text[start + name.len()..]);
            ends(before.chars().next_back()) && ends(after.chars().next())
        })
}

/// What is written, unless the site knows better: somebody whose interview is online is not a prospect any more. While another interview
/// is on its way, though, what is written is about that one.
fn status(written: Option<Status>, published: &[&Episode], coming: &[&Episode]) -> Status {
    let recorded = |episode: &&Episode| episode.recording.as_ref().is_some_and(|recording: &Recording| recording.bytes.0 > 0);
    let seen = if published.iter().any(|episode| episode.direction == Direction::Turned) {
        Status::Turned
    } else if !published.is_empty() {
        Status::Published
    } else if coming.iter().any(recorded) {
        Status::Recorded
    } else {
        Status::Prospect
    };
    if let Some(written) = written.filter(|_| !coming.is_empty() && !published.is_empty()) {
        return written;
    }
    // `paused` is the last of the statuses, so it wins as it should.
    written.map_or(seen, |written| written.max(seen))
}

fn step(status: Status, partner: &Person, published: &[&Episode]) -> Step {
    let introduction = &partner.introduction;
    let has_words = introduction.help.is_some() || introduction.say_this.is_some() || !introduction.listen_for.is_empty();
    match status {
        Status::Prospect => Step::Ask,
        Status::Asked if has_words => Step::Invite,
        Status::Asked => Step::AskAgain,
        Status::Invited => Step::AgreeOnDate,
        Status::Booked => Step::Record,
        Status::Recorded => Step::Publish,
        Status::Published => Step::PassOnApplause,
        Status::Thanked => Step::TurnTheTables,
        Status::Turned if published.iter().any(|episode| episode.direction == Direction::Turned) => Step::HandOverKit,
        Status::Turned => Step::RecordTurned,
        Status::Sharing => Step::Repeat,
        Status::Paused => Step::Rest,
    }
}

/// The letter that says thank you for those who asked for a kit.
pub const THANKS: &str = "thanks-for-sending";

impl Step {
    /// As programs read it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::PassOnApplause => "pass-on-applause",
            Self::Publish => "publish",
            Self::Record => "record",
            Self::AgreeOnDate => "agree-on-date",
            Self::Invite => "invite",
            Self::TurnTheTables => "turn-the-tables",
            Self::RecordTurned => "record-turned",
            Self::HandOverKit => "hand-over-kit",
            Self::AskAgain => "ask-again",
            Self::Ask => "ask",
            Self::Repeat => "repeat",
            Self::Rest => "rest",
        }
    }
}

impl Standing<'_> {
    /// What the host owes next, one sentence.
    #[must_use]
    pub fn owed(&self) -> String {
        let name = &self.partner.first_name;
        match self.step {
            Step::Ask => format!("Ask {name} for the perfect introduction; your own goes along as the example."),
            Step::AskAgain => format!("Ask {name} once more how to be introduced."),
            Step::Invite => format!("Invite {name}: the words for the introduction are here."),
            Step::AgreeOnDate => format!("Agree on a date with {name}."),
            Step::Record => format!("Record the interview with {name}; send the question sheet the day before."),
            Step::Publish => match (self.next_date, self.coming.first()) {
                (Some(episode), _) => {
                    format!("Finish “{}” before its day, {}.", episode.title, episode.date.strftime("%-d %B %Y"))
                }
                (None, Some(episode)) => format!("Publish “{}”.", episode.title),
                (None, None) => format!("Publish the interview with {name}."),
            },
            Step::PassOnApplause => match self.applause.len() {
                0 => format!("Tell {name} that it's live, and say thank you."),
                1 => format!("Tell {name} that it's live, and pass on the note from a listener."),
                notes => format!("Tell {name} that it's live, and pass on {notes} notes from listeners."),
            },
            Step::TurnTheTables => format!("Turn the tables: offer to answer {name}'s questions."),
            Step::RecordTurned => format!("Record the interview in which {name} asks you, with your own offer at the end."),
            Step::HandOverKit => format!("Hand {name} the kit for the interview in which you answered, and note what comes of it."),
            Step::Repeat => format!("Thank {name} for sending people, and plan the next interview."),
            Step::Rest => format!("Nothing: {name} is taking a rest."),
        }
    }

    /// Since when it is owed: the day written for the status, else the day of the interview that brought them there.
    #[must_use]
    pub fn owed_since(&self) -> Option<Date> {
        let online = || match self.status {
            Status::Published | Status::Turned => self.published.first().map(|episode| episode.date.date()),
            _ => None,
        };
        self.since.and_then(returns::day).or_else(online)
    }

    /// Who raised a hand and what to do about it: "Three people asked …; thank Dev." `None` when there is nothing new to thank for.
    #[must_use]
    pub fn thanks(&self) -> Option<String> {
        let fresh = self.returns.fresh.people;
        (fresh > 0).then(|| format!("{}; thank {}.", self.returns.fresh.sentence(), self.partner.first_name))
    }

    /// The letter that goes with the next step, by its file name without ending, where there is one.
    #[must_use]
    pub fn letter(&self) -> Option<&'static str> {
        let name = match self.step {
            Step::Ask | Step::AskAgain => "perfect-introduction",
            Step::Invite | Step::AgreeOnDate => "invitation",
            Step::PassOnApplause => "thank-you",
            Step::TurnTheTables => "turn-the-tables",
            Step::HandOverKit => "its-live",
            Step::Record => "before-we-record",
            Step::RecordTurned => "return-interview",
            Step::Repeat => THANKS,
            Step::Publish | Step::Rest => return None,
        };
        self.letters().contains(&name).then_some(name)
    }

    /// All letters that make sense now, by file name without ending.
    #[must_use]
    pub fn letters(&self) -> Vec<&'static str> {
        let is_online = !self.published.is_empty();
        let introduction = &self.partner.introduction;
        let has_asked = self.published.iter().any(|episode| episode.direction == Direction::Turned);
        let wordless = introduction.help.is_none() && introduction.say_this.is_none();
        let fitting = [
            ("perfect-introduction", self.status <= Status::Invited || wordless),
            ("invitation", self.status <= Status::Invited),
            ("before-we-record", self.status == Status::Booked),
            ("its-live", is_online),
            (cover_letter::TEMPLATE, self.to_send_on.is_some()),
            ("thank-you", is_online && (self.status <= Status::Thanked || !self.applause.is_empty())),
            ("turn-the-tables", is_online && matches!(self.status, Status::Published | Status::Thanked)),
            ("return-interview", is_online && !has_asked && matches!(self.status, Status::Published | Status::Thanked | Status::Turned)),
            (THANKS, self.returns.fresh.people > 0),
        ];
        let rests = self.status == Status::Paused;
        fitting.into_iter().filter(|(_, fits)| *fits && !rests).map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_backstage;
    use super::*;
    use crate::model::{Private, Site, heard_in, sample};

    fn standing(site: &Site, slug: &str) -> (Status, Step, String) {
        let all = all(&Desk::of(site));
        let one = all.iter().find(|standing| standing.partner.slug.as_str() == slug).expect("is there");
        (one.status, one.step, one.owed())
    }

    fn with_status(mut site: Site, status: Option<Status>) -> Site {
        let mut private = site.people[1].private.open_for_desk().clone();
        private.status = status;
        site.people[1].private = Private::new(private);
        site
    }

    #[test]
    fn what_is_online_counts_for_more_than_what_was_written() {
        let mut site = with_status(sample::site(), Some(Status::Invited));
        site.episodes.as_vec_mut().remove(0);
        site.heard_in = heard_in(&site.episodes, site.people.len());
        assert_eq!(standing(&site, "dev-okafor").0, Status::Published);
        site.episodes.as_vec_mut().clear();
        site.heard_in = heard_in(&site.episodes, site.people.len());
        assert_eq!(standing(&site, "dev-okafor").1, Step::AgreeOnDate);
    }

    #[test]
    fn a_rest_is_a_rest() {
        let site = with_status(sample::site(), Some(Status::Paused));
        assert_eq!(standing(&site, "dev-okafor").1, Step::Rest);
    }

    #[test]
    fn the_applause_is_owed_before_the_tables_are_turned() {
        let mut site = sample::site();
        site.episodes.as_vec_mut().remove(0);
        site.heard_in = heard_in(&site.episodes, site.people.len());
        let (_, step, owed) = standing(&site, "dev-okafor");
        assert_eq!(step, Step::PassOnApplause);
        assert_eq!(owed, "Tell Dev that it's live, and pass on 2 notes from listeners.");
        assert_eq!(standing(&with_status(site, Some(Status::Thanked)), "dev-okafor").1, Step::TurnTheTables);
    }

    #[test]
    fn a_partner_behind_the_curtain_is_in_the_network() {
        assert_eq!(standing(&with_backstage(), "quiet-partner").1, Step::Ask);
    }

    #[test]
    fn whoever_was_asked_is_invited_once_the_words_are_here_and_asked_again_before() {
        let mut site = with_status(sample::site(), Some(Status::Asked));
        site.episodes.as_vec_mut().clear();
        site.heard_in = heard_in(&site.episodes, site.people.len());
        assert_eq!(standing(&site, "dev-okafor").1, Step::Invite);
        site.people[1].introduction = crate::model::Introduction::default();
        assert_eq!(standing(&site, "dev-okafor").1, Step::AskAgain);
    }

    #[test]
    fn while_a_second_interview_is_on_its_way_what_is_written_is_about_that_one() {
        let mut site = with_status(with_backstage(), Some(Status::Recorded));
        assert_eq!(standing(&site, "dev-okafor").0, Status::Turned);
        let mut backstage = site.backstage.open_for_desk().clone();
        backstage.episodes[0].guests = vec![sample::PARTNER];
        site.backstage = Private::new(backstage);
        let (status, _, owed) = standing(&site, "dev-okafor");
        assert_eq!(status, Status::Recorded);
        assert_eq!(owed, "Finish “Not yet, not ever” before its day, 1 September 2026.");
    }

    /// The spotlight as a panel of two, with one note.
    fn panel(note: Feedback) -> Site {
        let mut site = sample::site();
        let mut second = sample::person();
        (second.slug, second.name, second.first_name) = (crate::model::Slug("ann".into()), "Ann Lee".into(), "Ann".into());
        site.people.push(second);
        site.episodes.as_vec_mut().remove(0);
        site.heard_in = heard_in(&site.episodes, site.people.len());
        site.episodes[0].guests = vec![sample::PARTNER, PersonId(2)];
        site.heard_in = heard_in(&site.episodes, site.people.len());
        site.episodes[0].private_feedback = Private::new(vec![note]);
        site
    }

    /// For Ann, then for Dev: notes passed on, and notes held back.
    fn notes_for(site: &Site) -> Vec<(usize, usize)> {
        all(&Desk::of(site)).iter().map(|standing| (standing.applause.len(), standing.held_back)).collect()
    }

    #[test]
    fn a_note_told_in_confidence_reaches_only_the_guest_it_is_for() {
        let note = |text: &str, from: &str, public| Feedback { text: text.into(), from: Some(from.into()), date: None, public };
        assert_eq!(notes_for(&panel(note("Tell Dev he was right", "For Ann only", false))), [(1, 0), (0, 0)]);
        assert_eq!(notes_for(&panel(note("Tell Dev he was right", "A listener", false))), [(0, 0), (1, 0)]);
        assert_eq!(notes_for(&panel(note("Anna, Deva and Devon send love", "A listener", false))), [(0, 1), (0, 1)]);
        assert_eq!(notes_for(&panel(note("Dev and Ann were a joy", "", false))), [(0, 1), (0, 1)]);
        assert_eq!(notes_for(&panel(note("Wonderful", "Joan", true))), [(1, 0), (1, 0)]);
    }
}
