//! What only the host sees: `desk/`. The only views that may open what is private; everything made here goes to [`super::Tree::Desk`].

mod announcement;
mod calendar;
pub mod directory;
mod network;
mod network_picture;
mod one_sheet;
mod partner_letters;
mod pasted;
pub mod recording;
pub mod returns;
mod run_sheet;
mod server;
mod session;
mod sheets;
pub mod standing;
pub mod summary;

use super::Output;
use super::letter::{self, EpisodeSeen, PersonSeen, bare};
use super::words::{phrase, word};
use crate::letter::{Envelope, Mailbox};
use crate::model::{Backstage, Direction, Episode, Offer, OfferId, Person, PersonId, PersonKind, Site};

/// Everything in `desk/`: the network, letters to each partner, what each episode needs, the host's own calendar.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let kinds: [fn(&Site) -> Vec<Output<'_>>; 12] = [
        network::outputs,
        one_sheet::outputs,
        partner_letters::outputs,
        announcement::outputs,
        sheets::outputs,
        run_sheet::outputs,
        recording::outputs,
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

    /// Who signs, as letters say it.
    fn signer(&self) -> PersonSeen<'site> {
        let nobody = || PersonSeen { name: self.host_name(), first_name: self.host_name(), business: None, trade: None };
        self.host().map_or_else(nobody, letter::person)
    }

    /// An interview, as letters say it.
    fn seen(&self, episode: &'site Episode) -> EpisodeSeen<'site> {
        let names = |people: &[PersonId]| -> Vec<&'site str> {
            people.iter().filter_map(|id| self.person(*id)).map(|person| person.name.as_str()).collect()
        };
        letter::episode(self.site, episode, &names(&episode.guests), &names(&episode.hosts))
    }

    /// The outside of a letter from the host. It is dated by content, never by the clock: the newest thing it can be about.
    fn envelope(&self, to: Option<Mailbox>, about: Option<&Episode>) -> Envelope {
        let newest = about.or(self.site.episodes.first()).map(|episode| episode.date.clone());
        let today = || self.site.as_of.to_zoned(self.site.show.timezone.clone());
        // The day, not the second: two builds of one day are to give the same bytes.
        let date = newest.unwrap_or_else(|| today().start_of_day().unwrap_or_else(|_| today()));
        let mut envelope = letter::envelope(self.site, self.sender(), to, date);
        envelope.footer.clone_from(&self.site.show.postal_address);
        envelope
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

/// Questions to begin with where none are written yet: plain ones, made of what is known about the person who answers. The last asks whom
/// they would like to meet.
fn first_questions(site: &Site, direction: Direction, answers: Option<&Person>) -> Vec<String> {
    let key = match direction {
        Direction::Spotlight => "ask_first",
        Direction::Turned => "ask_turned_first",
    };
    let heard =
        answers.and_then(|person| person.introduction.listen_for.first()).map(|words| bare(words)).filter(|words| !words.is_empty());
    let first = match heard {
        Some(words) => phrase(site, &format!("{key}_heard"), &[("words", &words)]),
        None => word(site, key).to_owned(),
    };
    let rest = word(site, &format!("{key}_rest")).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
    [first].into_iter().filter(|first| !first.is_empty()).chain(rest).collect()
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
    use crate::letter::Letter;
    use crate::model::{Permalink, PersonPrivate, Private, RelPath, Slug, sample};
    use crate::plan::{Content, Tree};
    use crate::theme::Theme;
    use std::collections::BTreeMap;

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
        site.backstage = Private::new(Backstage { people: vec![prospect], offers: Vec::new(), episodes: vec![scheduled].into() });
        site
    }

    /// The sample with what its partner told in confidence changed.
    pub fn with_private(mut site: Site, change: impl FnOnce(&mut PersonPrivate)) -> Site {
        let mut private = site.people[1].private.open_for_desk().clone();
        change(&mut private);
        site.people[1].private = Private::new(private);
        site
    }

    /// Everything on the desk of `site` by its path, with the built-in theme; mails as their text with every part decoded would be long,
    /// so of a letter the three forms are there without its picture.
    pub fn desk_files(site: &Site) -> BTreeMap<String, String> {
        let mut theme = Theme::built_in();
        theme.set_shell(crate::plan::shell::shell(site, &theme.assets));
        let text = |output: &Output<'_>| match &output.content {
            Content::Made(bytes) => String::from_utf8(bytes()).expect("text"),
            Content::Page { template, view } => {
                theme.render(template, &view()).unwrap_or_else(|finding| panic!("{}: {finding:#?}", output.path))
            }
            Content::Letter { template, form, order } => {
                let order = order();
                let filled = theme.letter(template, &order.view).unwrap_or_else(|finding| panic!("{}: {finding:#?}", output.path));
                let letter = Letter { envelope: order.envelope, subject: filled.subject, body: filled.body, enclosures: Vec::new() };
                String::from_utf8(letter.bytes(*form, None)).expect("text")
            }
            _ => panic!("{} is made by a small writer or the theme", output.path),
        };
        outputs(site).iter().map(|output| (output.path.0.clone(), text(output))).collect()
    }

    #[test]
    fn everything_here_stays_on_the_desk() {
        let site = with_backstage();
        assert!(outputs(&site).iter().all(|output| output.tree == Tree::Desk));
    }

    #[test]
    fn no_text_holds_a_gap_that_somebody_forgot_to_fill() {
        for (path, text) in desk_files(&with_backstage()) {
            if path.ends_with(".eml") {
                continue;
            }
            for gap in ["{{", "{%", "{}", "TODO", "NAME", "None", "null", "  .", " ,", "..", "“”", "()", ",,", " . "] {
                let text = text.replace("NAME:", "").replace("X-WR-CALNAME", "").replace("...", "").replace("../", "");
                let text = text
                    .split_once("<style>")
                    .map_or(text.clone(), |(head, rest)| format!("{head}{}", rest.split_once("</style>").map_or("", |(_, body)| body)));
                let text = text.split_once("<script>").map_or(text.clone(), |(head, _)| head.to_owned());
                assert!(!text.contains(gap), "{path} holds {gap:?}:\n{text}");
            }
        }
    }

    #[test]
    fn the_same_show_gives_the_same_desk() {
        assert_eq!(desk_files(&with_backstage()), desk_files(&with_backstage()));
    }

    #[test]
    fn a_show_of_nothing_still_has_a_network_page() {
        let mut site = sample::site();
        (site.people, site.offers, site.episodes, site.events) = Default::default();
        (site.show.hosts, site.show.offer, site.heard_in) = (Vec::new(), None, Vec::new());
        let paths: Vec<String> = desk_files(&site).into_keys().collect();
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
}
