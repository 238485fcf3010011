//! The network and one partner's kit as values, for the commands that print them. What they say is what `network.html` and the letters
//! say: both come from [`super::standing`].

use super::Desk;
use super::directory::Directory;
use super::returns::Fresh;
use super::standing::{self, Standing, urgency};
use crate::letter::Envelope;
use crate::model::{Direction, Episode, OutPath, Person, PersonId, Site, Status};
use crate::plan::posts::{self, Post};
use crate::plan::{Content, LetterOrder, Output, Plan, Tree, cover_letter, embed, kit};
use crate::theme::Theme;
use jiff::civil::Date;
use serde::Serialize;

/// Everybody in the network, what is owed first first.
#[derive(Debug, Serialize)]
pub struct Network<'site> {
    /// The show's title.
    pub show: &'site str,
    /// The moment it is true for.
    pub as_of: jiff::Timestamp,
    /// Published episodes.
    pub episodes: usize,
    /// How many stand where; every status, in the order of the cycle.
    pub counts: Vec<(&'static str, usize)>,
    /// The partners.
    pub partners: Vec<Row<'site>>,
}

/// One partner in the network.
#[derive(Debug, Serialize)]
pub struct Row<'site> {
    /// Folder name.
    pub slug: &'site str,
    /// Name.
    pub name: &'site str,
    /// Business.
    pub business: Option<&'site str>,
    /// Where they stand.
    pub status: &'static str,
    /// What is owed next.
    pub owed: Owed,
    /// What there is to thank for besides.
    pub thanks: Option<Thanks>,
    /// The host's own note on what is next.
    pub note: Option<&'site str>,
    /// Interviews.
    pub episodes: Interviews,
    /// Referrals of campaigns.
    pub introductions: Introductions,
    /// People who raised a hand.
    pub hand_raises: HandRaises,
    /// Listeners' notes that are for them.
    pub notes_from_listeners: usize,
    /// How often they sent something on, as the host wrote it.
    pub sends: Option<u64>,
    /// What is ready to hand over.
    pub kit: Readiness,
}

/// What is owed next.
#[derive(Debug, Serialize)]
pub struct Owed {
    /// One of the words of [`standing::Step::word`].
    pub step: &'static str,
    /// One sentence.
    pub text: String,
    /// Since when, where it is known.
    pub since: Option<Date>,
    /// The letter that is written for it, from the show's folder.
    pub letter: Option<String>,
}

/// Hand-raises that nobody was thanked for.
#[derive(Debug, Serialize)]
pub struct Thanks {
    /// One sentence.
    pub text: String,
    /// How many people.
    pub people: u64,
    /// The day of the last thanks.
    pub since: Option<Date>,
    /// The letter that is written for it.
    pub letter: Option<String>,
}

/// A partner's interviews.
#[derive(Debug, Serialize)]
pub struct Interviews {
    /// Online.
    pub published: usize,
    /// Of those, the ones in which the partner asked.
    pub turned: usize,
    /// Drafts and later dates.
    pub coming: usize,
}

/// Referrals of campaigns.
#[derive(Debug, Serialize)]
pub struct Introductions {
    /// By the partner.
    pub made: u64,
    /// To the partner.
    pub received: u64,
}

/// People who raised a hand.
#[derive(Debug, Serialize)]
pub struct HandRaises {
    /// Each once.
    pub people: u64,
    /// Day of the first.
    pub first: Option<Date>,
    /// Day of the last.
    pub last: Option<Date>,
}

/// What is ready to hand over, and what is missing and why.
#[derive(Debug, Default, Serialize)]
pub struct Readiness {
    /// Names of what is ready.
    pub ready: Vec<&'static str>,
    /// What is missing: name, and what to do.
    pub missing: Vec<Missing>,
}

/// Something that a kit could have.
#[derive(Debug, Serialize)]
pub struct Missing {
    /// What.
    pub what: &'static str,
    /// Why, or what to do.
    pub why: String,
}

/// The network as it stands.
#[must_use]
pub fn network(site: &Site) -> Network<'_> {
    let desk = Desk::of(site);
    let mut standings = standing::all(&desk);
    standings.sort_by_key(urgency);
    let at = |status: Status| standings.iter().filter(|standing| standing.status == status).count();
    Network {
        show: &site.show.title,
        as_of: site.as_of,
        episodes: site.episodes.len(),
        counts: Status::ALL.iter().map(|(word, status)| (*word, at(*status))).collect(),
        partners: standings.iter().map(|standing| row(&desk, standing)).collect(),
    }
}

fn row<'site>(desk: &Desk<'site>, standing: &Standing<'site>) -> Row<'site> {
    let returns = &standing.returns;
    Row {
        slug: standing.partner.slug.as_str(),
        name: &standing.partner.name,
        business: standing.partner.business.as_deref(),
        status: standing.status.word(),
        owed: owed(standing),
        thanks: thanks(standing),
        note: standing.private.next.as_deref(),
        episodes: Interviews {
            published: standing.published.len(),
            turned: standing.published.iter().filter(|episode| episode.direction == Direction::Turned).count(),
            coming: standing.coming.len(),
        },
        introductions: Introductions { made: returns.made, received: returns.received },
        hand_raises: HandRaises { people: returns.people, first: returns.first, last: returns.last },
        notes_from_listeners: standing.applause.len(),
        sends: standing.private.sends,
        kit: readiness(desk, standing),
    }
}

fn owed(standing: &Standing<'_>) -> Owed {
    Owed {
        step: standing.step.word(),
        text: standing.owed(),
        since: standing.owed_since(),
        letter: standing.letter().map(|name| letter(standing, name)),
    }
}

fn thanks(standing: &Standing<'_>) -> Option<Thanks> {
    let Fresh { people, since, .. } = standing.returns.fresh;
    let letter = standing.letters().contains(&standing::THANKS).then(|| letter(standing, standing::THANKS));
    standing.thanks().map(|text| Thanks { text, people, since, letter })
}

/// The mail of this name, from the show's folder.
fn letter(standing: &Standing<'_>, name: &str) -> String {
    format!("desk/partners/{}/{name}.eml", standing.partner.slug)
}

/// Whether and why there is no kit: nothing of theirs is online.
fn without_kit(desk: &Desk<'_>, standing: &Standing<'_>) -> Option<String> {
    if !standing.published.is_empty() {
        return None;
    }
    let name = &standing.partner.first_name;
    if !standing.partner.consent.audio {
        return Some(format!("{name} has not agreed to be published: `consent` in their file does not name `audio`"));
    }
    if let Some(episode) = standing.next_date {
        return Some(format!("“{}” appears on {}", episode.title, super::returns::for_people(episode.date.date())));
    }
    if let Some(episode) = standing.coming.first() {
        return Some(format!("“{}” is a draft", episode.title));
    }
    let is_public = (standing.id.0 as usize) < desk.site.people.len();
    let known = if is_public { "no interview with them is online yet" } else { "no interview names them yet" };
    Some(known.to_owned())
}

/// What is ready to hand over to a partner, and what is missing and why.
pub(super) fn readiness(desk: &Desk<'_>, standing: &Standing<'_>) -> Readiness {
    if let Some(why) = without_kit(desk, standing) {
        return Readiness { ready: Vec::new(), missing: vec![Missing { what: "page", why }] };
    }
    let (site, partner) = (desk.site, standing.partner);
    let has_link = !kit::credited_links(site, standing.id).is_empty();
    let photo = match (&partner.photo, partner.consent.photo) {
        (Some(_), _) => None,
        (None, true) => Some("put a photo beside their file"),
        (None, false) => Some("they did not allow their photo"),
    };
    let has_quote = standing.published.iter().any(|episode| !episode.quotes.is_empty());
    let quote = match (has_quote, partner.consent.clips) {
        (true, _) => None,
        (false, true) => Some("choose a sentence under `quotes` of the interview"),
        (false, false) => Some("they did not allow excerpts"),
    };
    let link = (!has_link).then_some("no offer of theirs or yours is open");
    let mail = standing.to_send_on.is_none().then_some("another guest does not want to be named in e-mails");
    let pieces = [("page", None), ("e-mail", mail), ("post", None), ("player", None), ("link", link), ("photo", photo), ("quote", quote)];
    let mut readiness = Readiness::default();
    for (what, why) in pieces {
        match why {
            None => readiness.ready.push(what),
            Some(why) => readiness.missing.push(Missing { what, why: why.to_owned() }),
        }
    }
    readiness
}

/// What is ready for one partner, and the message to send them.
#[derive(Debug, Serialize)]
pub struct Kit<'site> {
    /// Who.
    pub partner: Who<'site>,
    /// The newest interview, which the texts are about; none where nothing is online.
    pub episode: Option<About<'site>>,
    /// The kit's address, where there is one.
    pub address: Option<String>,
    /// Texts, ready to send.
    pub texts: Option<KitTexts>,
    /// Offers whose links credit them.
    pub links: Vec<LinkTo<'site>>,
    /// Pictures by name and address on the site.
    pub pictures: Vec<LinkTo<'site>>,
    /// Everything else that lies beside the page, from `public/`.
    pub files: Vec<String>,
    /// Letters to them that are written, from the show's folder.
    pub letters: Vec<String>,
    /// What there is to print, to fill in or to put into a calendar, from the show's folder.
    pub sheets: Vec<String>,
    /// What is ready and what is missing.
    pub kit: Readiness,
    /// The message to send them.
    pub message: Option<String>,
    /// What is owed next.
    pub owed: Owed,
    /// What there is to thank for besides.
    pub thanks: Option<Thanks>,
}

/// A partner.
#[derive(Debug, Serialize)]
pub struct Who<'site> {
    /// Folder name.
    pub slug: &'site str,
    /// Name.
    pub name: &'site str,
    /// First name.
    pub first_name: &'site str,
    /// `his`, `her` or `their`.
    pub possessive: &'static str,
}

/// What the texts are about.
#[derive(Debug, Serialize)]
pub struct About<'site> {
    /// Folder name.
    pub slug: &'site str,
    /// Title.
    pub title: &'site str,
    /// Its number.
    pub number: Option<u64>,
    /// `spotlight` or `turned`.
    pub direction: Direction,
    /// The offer that closes it.
    pub offer: Option<&'site str>,
    /// Whether that offer is the partner's own.
    pub is_own_offer: bool,
}

/// Texts of a kit.
#[derive(Debug, Serialize)]
pub struct KitTexts {
    /// Subject of the mail to the partner's clients; none where another guest is not to be named in e-mails.
    pub mail_subject: Option<String>,
    /// That mail.
    pub mail: Option<String>,
    /// Words in it, addresses not counted.
    pub mail_words: usize,
    /// The moment it names.
    pub mail_starts_at: Option<String>,
    /// A short post.
    pub post: String,
    /// Characters in it.
    pub post_characters: usize,
    /// Posts by place, as long as each allows.
    pub posts: Vec<Post>,
    /// The player's code.
    pub embed: String,
    /// Its height in pixels.
    pub embed_height: u32,
}

/// Words and an address.
#[derive(Debug, Serialize)]
pub struct LinkTo<'site> {
    /// What it is called.
    pub name: &'site str,
    /// Where it leads.
    pub address: String,
}

/// The kit of the partner whom `name` means.
///
/// # Errors
/// With what to tell the host when there is no such partner, or when the show's own words for their mail are not whole.
pub fn kit<'site>(site: &'site Site, plan: &Plan<'_>, theme: &Theme, name: &str) -> Result<Kit<'site>, String> {
    let directory = Directory::of(site);
    let Some(partner) = directory.partner(name) else { return Err(nobody(&directory, name)) };
    let desk = Desk::of(site);
    let standing = standing::all(&desk).into_iter().find(|standing| std::ptr::eq(standing.partner, partner));
    let standing = standing.ok_or_else(|| nobody(&directory, name))?;
    let newest = standing.published.first().copied();
    let address = newest.map(|_| site.show.base_url.page(&kit::permalink(partner)));
    let public_links = |links: Vec<(&'site str, String)>| links.into_iter().map(|(name, address)| LinkTo { name, address }).collect();
    Ok(Kit {
        partner: who(partner),
        episode: newest.map(|episode| about(&desk, standing.id, episode)),
        message: address.as_ref().map(|address| message(&standing, address)),
        address,
        texts: newest.map(|episode| texts(site, theme, standing.id, episode)).transpose()?,
        links: newest.map_or_else(Vec::new, |_| public_links(kit::credited_links(site, standing.id))),
        pictures: newest.map_or_else(Vec::new, |_| public_links(kit::picture_links(site, standing.id))),
        files: files(plan, partner),
        letters: standing.letters().into_iter().map(|name| letter(&standing, name)).collect(),
        sheets: sheets(plan, partner),
        kit: readiness(&desk, &standing),
        owed: owed(&standing),
        thanks: thanks(&standing),
    })
}

/// What lies beside the letters in a partner's folder on the desk.
fn sheets(plan: &Plan<'_>, partner: &Person) -> Vec<String> {
    let folder = format!("partners/{}/", partner.slug);
    let is_sheet = |output: &&Output<'_>| {
        output.tree == Tree::Desk && output.path.as_str().starts_with(&folder) && !matches!(output.content, Content::Letter { .. })
    };
    plan.outputs.iter().filter(is_sheet).map(|output| format!("desk/{}", output.path)).collect()
}

fn nobody(directory: &Directory<'_>, name: &str) -> String {
    match directory.partner_like(name) {
        Some(near) => format!("there is no partner called `{name}`; did you mean `{near}`?"),
        None if directory.partner_slugs().is_empty() => "there are no partners yet; start one with `turntable new partner SLUG`".to_owned(),
        None => format!("there is no partner called `{name}`; `turntable network` lists everybody"),
    }
}

fn who(partner: &Person) -> Who<'_> {
    let pronouns = partner.pronouns.as_deref().unwrap_or_default().to_lowercase();
    let possessive = match pronouns.split(['/', ' ', ',']).next().unwrap_or_default() {
        "he" => "his",
        "she" => "her",
        _ => "their",
    };
    Who { slug: partner.slug.as_str(), name: &partner.name, first_name: &partner.first_name, possessive }
}

fn about<'site>(desk: &Desk<'site>, partner: PersonId, episode: &'site Episode) -> About<'site> {
    let offer = desk.closing_offer(episode);
    About {
        slug: episode.slug.as_str(),
        title: &episode.title,
        number: episode.number,
        direction: episode.direction,
        offer: offer.map(|offer| offer.title.as_str()),
        is_own_offer: offer.is_some_and(|offer| offer.owner == Some(partner)),
    }
}

fn texts(site: &Site, theme: &Theme, partner: PersonId, episode: &Episode) -> Result<KitTexts, String> {
    let mail = cover_letter::about(site, partner).map(|episode| mail(site, theme, partner, episode)).transpose()?;
    let (mail_subject, mail, mail_starts_at) = mail.map_or((None, None, None), |(subject, text, at)| (Some(subject), Some(text), at));
    let posts = posts::posts(site, partner, episode);
    let post = posts.first().map(|post| post.text.clone()).unwrap_or_default();
    Ok(KitTexts {
        mail_words: mail.as_deref().map_or(0, |mail| mail.split_whitespace().filter(|word| !word.contains("://")).count()),
        post_characters: post.chars().count(),
        embed: embed::embed_code(site, episode),
        embed_height: embed::HEIGHT,
        mail_subject,
        mail,
        mail_starts_at,
        post,
        posts,
    })
}

/// Subject and text of the letter to their list, and the moment it names.
fn mail(site: &Site, theme: &Theme, partner: PersonId, episode: &Episode) -> Result<(String, String, Option<String>), String> {
    let view = cover_letter::view(site, partner, episode);
    let order = LetterOrder::new(letter_of(site, episode), &view);
    let filled = theme
        .letter(cover_letter::TEMPLATE, &order.view)
        .map_err(|finding| format!("the mail to their list cannot be written: {}: {}", finding.place.file, finding.message))?;
    Ok((filled.subject, crate::letter::plain(&filled.body), view.episode.start.map(|start| start.at)))
}

fn letter_of(site: &Site, episode: &Episode) -> Envelope {
    crate::plan::letter::envelope(site, None, None, episode.date.clone())
}

/// What a build writes beside the kit's page.
fn files(plan: &Plan<'_>, partner: &Person) -> Vec<String> {
    let page = kit::permalink(partner);
    let index = page.index();
    let in_kit = |path: &&OutPath| path.as_str().starts_with(page.as_str()) && **path != index;
    let public = plan.outputs.iter().filter(|output| output.tree == Tree::Public).map(|output| &output.path);
    public.filter(in_kit).map(|path| path.as_str().to_owned()).collect()
}

/// What the host writes to the partner, short enough for a telephone.
fn message(standing: &Standing<'_>, address: &str) -> String {
    let name = &standing.partner.first_name;
    let mut message = format!("{name}, it's live. Everything is ready to send as it is, nothing for you to write: {address}");
    match standing.applause.len() {
        0 => {}
        1 => message.push_str("\nA listener has already thanked me."),
        notes => {
            let (count, _) = super::returns::people(notes as u64);
            let mut letters = count.split(' ').next().unwrap_or_default().chars();
            let number: String = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
            message.push_str(&format!("\n{number} listeners have already thanked me."));
        }
    }
    if standing.letters().contains(&"turn-the-tables") {
        message.push_str(if standing.applause.is_empty() { "\nShall we turn the tables?" } else { " Shall we turn the tables?" });
    }
    message
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_backstage;
    use super::*;
    use crate::model::Private;
    use crate::model::sample;
    use crate::plan::plan;
    use crate::report::Report;

    fn kit_of<'site>(site: &'site Site, name: &str) -> Result<Kit<'site>, String> {
        kit(site, &plan(site, &mut Report::default()), &Theme::built_in(), name)
    }

    #[test]
    fn the_network_says_what_is_owed_first_and_counts_what_came_back() {
        let site = with_backstage();
        let network = network(&site);
        let rows: Vec<_> =
            network.partners.iter().map(|row| (row.slug, row.owed.step, row.hand_raises.people, row.introductions.made)).collect();
        assert_eq!(rows, [("dev-okafor", "hand-over-kit", 2, 1), ("quiet-partner", "ask", 0, 0)]);
        let thanks = network.partners[0].thanks.as_ref().expect("two people asked");
        assert_eq!(thanks.text, "Two people have asked for a kit since 4 March 2026; thank Dev.");
        assert_eq!(thanks.letter.as_deref(), Some("desk/partners/dev-okafor/thanks-for-sending.eml"));
        assert_eq!(network.partners[1].kit.missing[0].why, "“Not yet, not ever” appears on 1 September 2026");
    }

    #[test]
    fn a_kit_claims_only_what_a_build_writes() {
        let site = sample::site();
        let kit = kit_of(&site, "Dev Okafor").expect("a partner");
        let plan = plan(&site, &mut Report::default());
        let written = |letter: &String| plan.outputs.iter().any(|output| format!("desk/{}", output.path) == *letter);
        assert!(!kit.letters.is_empty() && kit.letters.iter().all(written), "{:?}", kit.letters);
        assert_eq!(kit.address.as_deref(), Some("https://ledger.example/show/kit/dev-okafor/"));
        assert!(plan.outputs.iter().any(|output| output.path.as_str() == "kit/dev-okafor/index.html"));
        let message = kit.message.expect("a message");
        assert!(message.starts_with("Dev, it's live. ") && message.contains("Two listeners have already thanked me."), "{message}");
    }

    #[test]
    fn a_kit_tells_nothing_told_in_confidence_in_what_is_sent() {
        let site = sample::site();
        let kit = kit_of(&site, "dev-okafor").expect("a partner");
        let texts = kit.texts.expect("texts");
        let sent = format!("{}{}{}{}", texts.mail.unwrap_or_default(), texts.post, texts.embed, kit.message.expect("a message"));
        assert!(!sent.contains("SECRET-NOTE") && !sent.contains("dev.private"), "{sent}");
    }

    #[test]
    fn somebody_without_a_published_interview_has_no_kit_and_it_says_why() {
        let site = with_backstage();
        let kit = kit_of(&site, "quiet partner").expect("a partner");
        assert!(kit.message.is_none() && kit.texts.is_none() && kit.address.is_none() && kit.links.is_empty());
        let mut site = with_backstage();
        let mut backstage = site.backstage.open_for_desk().clone();
        backstage.people[0].consent.audio = false;
        site.backstage = Private::new(backstage);
        let why = &kit_of(&site, "quiet-partner").expect("a partner").kit.missing[0].why;
        assert!(why.contains("has not agreed to be published"), "{why}");
    }

    #[test]
    fn a_name_that_is_nobodys_gets_the_nearest_one() {
        let site = sample::site();
        assert_eq!(kit_of(&site, "dev-okaf").err().as_deref(), Some("there is no partner called `dev-okaf`; did you mean `dev-okafor`?"));
    }
}
