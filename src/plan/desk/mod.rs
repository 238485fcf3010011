//! What only the host sees: `desk/`. The only views that may open what is private; everything made here goes to [`super::Tree::Desk`].

mod announcement;
mod calendar;
pub mod directory;
mod letter;
mod mail;
mod network;
mod network_picture;
mod one_sheet;
mod partner_letters;
mod pasted;
mod question_sheet;
pub mod returns;
mod server;
mod session;
pub mod standing;
pub mod summary;

use super::Output;
use crate::model::{Backstage, Direction, Episode, Millis, Offer, OfferId, Person, PersonId, PersonKind, Site};
use letter::{Letter, Mailbox};

/// Everything in `desk/`: the network, letters to each partner, what each episode needs, the host's own calendar.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let kinds: [fn(&Site) -> Vec<Output<'_>>; 10] = [
        network::outputs,
        one_sheet::outputs,
        partner_letters::outputs,
        announcement::outputs,
        question_sheet::outputs,
        calendar::outputs,
        returns::outputs,
        pasted::outputs,
        server::outputs,
        session::outputs,
    ];
    kinds.iter().flat_map(|kind| kind(site)).map(Output::for_desk).collect()
}

/// The whole show, backstage included: ids that end in the public lists go on in the backstage ones.
#[derive(Clone, Copy)]
pub struct Desk<'site> {
    /// What may be public.
    pub site: &'site Site,
    /// The rest.
    pub backstage: &'site Backstage,
}

impl<'site> Desk<'site> {
    /// Opens the backstage of `site`.
    #[must_use]
    pub fn of(site: &'site Site) -> Self {
        Self { site, backstage: site.backstage.open_for_desk() }
    }

    /// The person with this id, public or not.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&'site Person> {
        nth(&self.site.people, &self.backstage.people, id.0)
    }

    /// The offer with this id, public or not.
    #[must_use]
    pub fn offer(&self, id: OfferId) -> Option<&'site Offer> {
        nth(&self.site.offers, &self.backstage.offers, id.0)
    }

    /// All partners, sorted for lists.
    #[must_use]
    pub fn partners(&self) -> Vec<(PersonId, &'site Person)> {
        let everybody = self.site.people.iter().chain(&self.backstage.people);
        let mut partners: Vec<_> = (0..).map(PersonId).zip(everybody).filter(|(_, person)| person.kind == PersonKind::Partner).collect();
        partners.sort_by(|(_, a), (_, b)| (&a.sort_name, &a.slug).cmp(&(&b.sort_name, &b.slug)));
        partners
    }

    /// Published episodes with this guest, newest first.
    #[must_use]
    pub fn published_with(&self, guest: PersonId) -> Vec<&'site Episode> {
        let heard_in = self.site.heard_in.get(guest.0 as usize).map_or(&[][..], Vec::as_slice);
        heard_in.iter().map(|id| self.site.episode(*id)).collect()
    }

    /// Drafts and scheduled episodes with this guest, by date.
    #[must_use]
    pub fn coming_with(&self, guest: PersonId) -> Vec<&'site Episode> {
        let mut coming: Vec<&Episode> = self.backstage.episodes.iter().filter(|episode| episode.guests.contains(&guest)).collect();
        coming.sort_by(|a, b| (a.date.timestamp(), &a.slug).cmp(&(b.date.timestamp(), &b.slug)));
        coming
    }

    /// The guests of an episode.
    #[must_use]
    pub fn guests(&self, episode: &Episode) -> Vec<&'site Person> {
        episode.guests.iter().filter_map(|id| self.person(*id)).collect()
    }

    /// Who signs letters: the first host of the show.
    #[must_use]
    pub fn host(&self) -> Option<&'site Person> {
        let first = self.site.show.hosts.first().and_then(|id| self.person(*id));
        first.or_else(|| self.site.hosts().map(|(_, host)| host).next())
    }

    /// The name under letters.
    #[must_use]
    pub fn host_name(&self) -> &'site str {
        self.host().map_or(self.site.show.author.as_str(), |host| host.name.as_str())
    }

    /// The host's own offer.
    #[must_use]
    pub fn host_offer(&self) -> Option<&'site Offer> {
        self.site.show.offer.or_else(|| self.host()?.offer).and_then(|id| self.offer(id))
    }

    /// The offer that closes an episode.
    #[must_use]
    pub fn closing_offer(&self, episode: &Episode) -> Option<&'site Offer> {
        self.offer(episode.call_to_action.as_ref()?.offer)
    }

    /// Who sends letters. Without an address the mail program fills its own in.
    fn sender(&self) -> Option<Mailbox> {
        let published = self.site.show.owner.as_ref().and_then(|owner| owner.email.as_deref());
        let own = || self.host().and_then(|host| host.private.open_for_desk().email.as_deref());
        Mailbox::of(self.host_name(), published.or_else(own)?)
    }

    /// A letter from the host, not yet written. It is dated by content, never by the clock: the newest thing it can be about.
    fn letter(&self, to: Option<Mailbox>, about: Option<&Episode>, subject: String) -> Letter {
        let newest = about.or(self.site.episodes.first()).map(|episode| episode.date.clone());
        let today = || self.site.as_of.to_zoned(self.site.show.timezone.clone());
        // The day, not the second: two builds of one day are to give the same bytes.
        let date = newest.unwrap_or_else(|| today().start_of_day().unwrap_or_else(|_| today()));
        let footer = self.site.show.postal_address.clone();
        Letter { from: self.sender(), to, date, host: self.site.show.base_url.host.clone(), subject, blocks: Vec::new(), footer }
    }

    /// The absolute address of an episode's page.
    fn address(&self, episode: &Episode) -> String {
        self.site.show.base_url.page(&episode.permalink)
    }
}

fn nth<'a, T>(public: &'a [T], backstage: &'a [T], id: u32) -> Option<&'a T> {
    let index = usize::try_from(id).ok()?;
    public.get(index).or_else(|| backstage.get(index.checked_sub(public.len())?))
}

/// Questions to begin with where none are written yet: plain ones, made of what is known about the person who answers.
fn first_questions(direction: Direction, answers: Option<&Person>) -> Vec<String> {
    let heard = answers.and_then(|person| person.introduction.listen_for.first()).map(|words| bare(words));
    match direction {
        Direction::Spotlight => vec![
            heard.map_or_else(
                || "What do people say when it's time to call you?".to_owned(),
                |words| format!("When somebody says “{words}”, what is really going on?"),
            ),
            "What do most people get wrong before they come to you?".to_owned(),
            "Tell us about one client it turned out well for. What did you do first?".to_owned(),
            "What can a listener do this week, without you?".to_owned(),
            "Whom would you like to meet, and which words should we use?".to_owned(),
        ],
        Direction::Turned => vec![
            heard.map_or_else(
                || "What is the first thing you ask a new client, and why that?".to_owned(),
                |words| format!("When somebody says “{words}”, what do you ask back?"),
            ),
            "What do most owners find out a year too late?".to_owned(),
            "Tell us about a client who surprised you. What changed?".to_owned(),
            "What can a listener do by Friday, without you?".to_owned(),
            "Who should call you, and what happens when they do?".to_owned(),
        ],
    }
}

/// A sentence for inside quotation marks or another sentence: without white space around it and without its full stop.
fn bare(sentence: &str) -> String {
    let text = super::markup::one_line(sentence);
    match text.strip_suffix('.') {
        Some(bare) if !bare.ends_with('.') => bare.to_owned(),
        _ => text,
    }
}

/// A length in words: `1 minute`, `28 minutes`.
fn minutes(length: Millis) -> String {
    match length.minutes() {
        1 => "1 minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// `Ada`, `Ada and Ben`, `Ada, Ben and Cleo`.
fn and(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OutPath, Permalink, PersonPrivate, Private, RelPath, Slug, sample};
    use crate::plan::{Content, Tree};

    /// The sample with somebody behind the curtain: a prospect, and an interview with them that is scheduled.
    pub fn with_backstage() -> Site {
        let mut site = sample::site();
        let prospect = Person {
            slug: Slug("quiet-partner".into()),
            source: RelPath("content/partners/quiet-partner/index.md".into()),
            permalink: Permalink("partners/quiet-partner/".into()),
            name: "María José Größe".into(),
            first_name: "María".into(),
            sort_name: "Größe, María José".into(),
            introduction: crate::model::Introduction::default(),
            offer: None,
            private: Private::new(PersonPrivate { email: Some("maria@quiet.example".into()), ..PersonPrivate::default() }),
            ..sample::person()
        };
        let scheduled = Episode {
            slug: Slug("not-yet".into()),
            permalink: Permalink("episodes/not-yet/".into()),
            source: RelPath("content/episodes/004-not-yet/index.md".into()),
            title: "Not yet, not ever".into(),
            date: sample::zoned("2026-09-01T09:00:00-05:00[America/Chicago]"),
            guests: vec![PersonId(2)],
            recording: None,
            questions: Vec::new(),
            call_to_action: None,
            ..sample::episode()
        };
        site.backstage = Private::new(Backstage { people: vec![prospect], offers: Vec::new(), episodes: vec![scheduled] });
        site
    }

    fn written(site: &Site) -> Vec<(OutPath, String)> {
        let bytes = |output: Output<'_>| match output.content {
            Content::Made(bytes) => (output.path, String::from_utf8(bytes()).expect("text")),
            _ => panic!("the desk is made by small writers"),
        };
        outputs(site).into_iter().map(bytes).collect()
    }

    #[test]
    fn everything_here_stays_on_the_desk() {
        let site = with_backstage();
        assert!(outputs(&site).iter().all(|output| output.tree == Tree::Desk));
    }

    #[test]
    fn no_text_holds_a_gap_that_somebody_forgot_to_fill() {
        for (path, text) in written(&with_backstage()) {
            for gap in ["{{", "{%", "{}", "TODO", "NAME", "None", "null", "  .", " ,", "..", "“”", "()"] {
                let text = text.replace("NAME:", "").replace("X-WR-CALNAME", "").replace("...", "").replace("{max-", "").replace("../", "");
                assert!(!text.contains(gap), "{path} holds {gap:?}:\n{text}");
            }
        }
    }

    #[test]
    fn the_same_show_gives_the_same_desk() {
        assert_eq!(written(&with_backstage()), written(&with_backstage()));
    }

    #[test]
    fn a_show_of_nothing_still_has_a_network_page() {
        let mut site = sample::site();
        (site.people, site.offers, site.episodes, site.events) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        (site.show.hosts, site.show.offer, site.heard_in) = (Vec::new(), None, Vec::new());
        let paths: Vec<String> = written(&site).into_iter().map(|(path, _)| path.0).collect();
        assert_eq!(paths, ["network.html", "server/htaccess.txt", "server/nginx.conf"]);
    }

    #[test]
    fn a_backstage_guest_is_found_by_the_id_that_goes_on_after_the_public_ones() {
        let site = with_backstage();
        assert_eq!(Desk::of(&site).person(PersonId(2)).map(|person| person.slug.as_str()), Some("quiet-partner"));
        assert!(Desk::of(&site).person(PersonId(3)).is_none());
    }

    #[test]
    fn names_are_joined_as_people_say_them() {
        assert_eq!(and(&["Ada"]), "Ada");
        assert_eq!(and(&["Ada", "Ben", "Cleo"]), "Ada, Ben and Cleo");
    }

    #[test]
    fn a_full_stop_goes_before_a_quotation_mark_but_an_ellipsis_stays() {
        assert_eq!(bare(" The bank said no.\n"), "The bank said no");
        assert_eq!(bare("Well ..."), "Well ...");
    }
}
