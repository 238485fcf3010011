//! Parts that several pages show: head of the document, faces, rows of episodes, cards of people, lengths and dates. Views borrow
//! from the site; strings for people are made here, so that templates only place them.

use super::embed::embed_code;
use super::introduce::{has_words, page_of};
use super::json_ld;
use super::sizes::{Purpose, Whole, sizes, srcset, webp_srcset};
use super::track::{self, Part};
use super::wave::{Wave, wave};
use super::words::{count, listed, phrase, size, word};
use crate::markdown;
use crate::model::{
    Asset, Direction, Episode, EpisodeId, Html, Link, Markdown, Millis, Permalink, Person, PersonId, PersonKind, Picture, Recording, Site,
};
use crate::theme::colour;
use jiff::Zoned;
use jiff::civil::Date;
use serde::Serialize;
use std::borrow::Cow;

/// What stands in `<head>`, and where in the menu a page belongs.
#[derive(Serialize)]
pub struct Head<'a> {
    /// For the browser's tab and search engines.
    pub title: String,
    /// The same for shared links: without the show's name.
    pub short_title: Cow<'a, str>,
    /// One or two sentences.
    pub description: String,
    /// Absolute.
    pub canonical: String,
    /// Open Graph type: `website`, `article`, `profile`.
    pub kind: &'static str,
    /// Picture for shared links.
    pub image: Option<Social<'a>>,
    /// Kept from search engines.
    pub is_hidden: bool,
    /// Absolute address of `oembed.json`.
    pub oembed: Option<String>,
    /// A second feed: title and address.
    pub feed: Option<(String, String)>,
    /// Absolute address of the recording, for shared links.
    pub audio: Option<&'a str>,
    /// Structured data, safe inside `<script>`.
    pub json_ld: Option<String>,
    /// Menu entry: `episodes`, `people` or nothing.
    pub here: &'static str,
    /// Custom properties of the page's hue.
    pub hue: String,
}

/// A picture for shared links.
#[derive(Serialize)]
pub struct Social<'a> {
    /// Absolute.
    pub url: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// What it shows.
    pub alt: &'a str,
}

impl<'a> Head<'a> {
    /// A page of the site in the host's hue; the description is cut to what search engines show.
    pub fn new(site: &'a Site, permalink: &Permalink, title: impl Into<Cow<'a, str>>, description: &str) -> Self {
        let title = title.into();
        let show = &site.show;
        let full = if title == show.title { title.clone().into_owned() } else { format!("{title} · {}", show.title) };
        let described = if description.trim().is_empty() { &show.description } else { description };
        Self {
            title: full,
            short_title: title,
            description: shortened(described, 300),
            canonical: show.base_url.page(permalink),
            kind: "website",
            image: show.cover.as_ref().map(|cover| social(site, cover)),
            is_hidden: show.block,
            oembed: None,
            feed: None,
            audio: None,
            json_ld: None,
            here: "",
            hue: colour::style(host_hue(site)),
        }
    }

    /// The same for search engines' eyes closed.
    pub fn hidden(mut self) -> Self {
        self.is_hidden = true;
        self
    }

    /// The same with structured data, where there is any.
    pub fn json_ld(mut self, data: &serde_json::Value) -> Self {
        if !data.is_null() {
            // `</` would end the script element; `<!--` would open a comment in it.
            self.json_ld = Some(json_ld::in_script(data));
        }
        self
    }

    /// The same under a menu entry.
    pub fn under(mut self, here: &'static str) -> Self {
        self.here = here;
        self
    }

    /// The same in somebody's hue, with their photo for shared links.
    pub fn of_person(mut self, site: &'a Site, person: &'a Person) -> Self {
        self.hue = colour::style(person.hue);
        self.image = person.photo.as_ref().map(|photo| social(site, photo)).or(self.image);
        self
    }
}

/// A picture for shared links, absolute.
pub fn social<'a>(site: &Site, picture: &'a Picture) -> Social<'a> {
    Social { url: site.show.base_url.file(&picture.out), width: picture.width, height: picture.height, alt: &picture.alt }
}

/// Hue of what belongs to nobody in particular.
fn host_hue(site: &Site) -> u16 {
    site.show.hosts.first().map_or(170, |id| site.person(*id).hue)
}

/// A picture on a page.
#[derive(Serialize)]
pub struct Image<'a> {
    /// From the root of the host: the whole picture, or, where there are several sizes of it, a middle one.
    pub src: String,
    /// All its sizes with their widths, for `srcset`.
    pub srcset: Option<String>,
    /// The same as WebP, for the `srcset` of a `<source type="image/webp">`.
    pub webp: Option<String>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// What it shows.
    pub alt: &'a str,
    /// Who made it.
    pub credit: Option<&'a str>,
    /// Where the maker is found.
    pub credit_url: Option<&'a str>,
}

/// A picture that stands for somebody or something on a page.
pub fn portrait<'a>(site: &Site, picture: &'a Picture) -> Image<'a> {
    sized(site, picture, Purpose::Small)
}

/// A picture that is looked at on a page.
pub fn image<'a>(site: &Site, picture: &'a Picture) -> Image<'a> {
    sized(site, picture, Purpose::Large)
}

/// A cover as lock screens show it.
fn artwork<'a>(site: &Site, cover: &'a Picture) -> Image<'a> {
    let mut image = sized(site, cover, Purpose::Cover);
    if let Some(small) = sizes(cover, Purpose::Cover).into_iter().next() {
        let height = u64::from(cover.height) * u64::from(small.width) / u64::from(cover.width.max(1));
        (image.width, image.height) = (small.width, u32::try_from(height).unwrap_or(small.width));
        image.src = site.show.base_url.file_href(&small.out);
    }
    image
}

fn sized<'a>(site: &Site, picture: &'a Picture, purpose: Purpose) -> Image<'a> {
    // For browsers that know no `srcset`, and for search engines.
    let middle = sizes(picture, purpose).into_iter().nth(1).map(|size| size.out);
    Image {
        src: site.show.base_url.file_href(middle.as_ref().unwrap_or(&picture.out)),
        srcset: srcset(site, picture, purpose),
        webp: webp_srcset(site, picture, purpose),
        width: picture.width,
        height: picture.height,
        alt: &picture.alt,
        credit: picture.credit.as_deref(),
        credit_url: picture.credit_url.as_deref().and_then(safe_address),
    }
}

/// Somebody's disc and name.
#[derive(Serialize)]
pub struct Face<'a> {
    /// Full name.
    pub name: &'a str,
    /// What people call them.
    pub first_name: &'a str,
    /// For the disc without a photo.
    pub initials: &'a str,
    /// Portrait.
    pub photo: Option<Image<'a>>,
    /// Their page; hosts may have none.
    pub href: Option<String>,
    /// What they do.
    pub trade: Option<&'a str>,
    /// Their business.
    pub business: Option<&'a str>,
    /// Custom properties of their hue, for the disc without a photo; else empty.
    pub hue: String,
}

/// Somebody's disc and name.
pub fn face(site: &Site, id: PersonId) -> Face<'_> {
    let person = site.person(id);
    let has_page = person.kind == PersonKind::Partner || (has_words(person) && site.show.hosts.contains(&id));
    Face {
        name: &person.name,
        first_name: &person.first_name,
        initials: &person.initials,
        photo: person.photo.as_ref().map(|photo| portrait(site, photo)),
        href: has_page.then(|| site.show.base_url.href(&page_of(person))),
        trade: trade(person),
        business: person.business.as_deref(),
        hue: if person.photo.is_none() { colour::style(person.hue) } else { String::new() },
    }
}

/// What somebody does, in as few words as they gave.
pub fn trade(person: &Person) -> Option<&str> {
    person.tagline.as_deref().or(person.role.as_deref())
}

/// Two overlapping discs and how many more there are: whoever asks stands first.
#[derive(Serialize)]
pub struct Pair<'a> {
    /// At most two.
    pub faces: Vec<Face<'a>>,
    /// People without a disc.
    pub more: usize,
}

/// The people of an episode: the host first in a spotlight, the partner first in a turned episode.
pub fn pair<'a>(site: &'a Site, episode: &Episode) -> Pair<'a> {
    let (hosts, guests) = (&episode.hosts, &episode.guests);
    let asking: Vec<PersonId> = match episode.direction {
        Direction::Spotlight => hosts.first().into_iter().chain(guests).chain(hosts.iter().skip(1)).copied().collect(),
        Direction::Turned => guests.iter().chain(hosts).copied().collect(),
    };
    Pair { faces: asking.iter().take(2).map(|id| face(site, *id)).collect(), more: asking.len().saturating_sub(2) }
}

/// The host and one of the guests of an episode, who asks first.
pub fn pair_with<'a>(site: &'a Site, episode: &Episode, guest: PersonId) -> Pair<'a> {
    let host = episode.hosts.first().copied();
    let asking: Vec<PersonId> = match episode.direction {
        Direction::Spotlight => host.into_iter().chain([guest]).collect(),
        Direction::Turned => [guest].into_iter().chain(host).collect(),
    };
    Pair { faces: asking.iter().map(|id| face(site, *id)).collect(), more: 0 }
}

/// One episode in a list.
#[derive(Serialize)]
pub struct Row<'a> {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: &'a str,
    /// The people's discs.
    pub pair: Pair<'a>,
    /// Names of the guests, or of the hosts where there is none.
    pub names: String,
    /// What the one guest does.
    pub trade: Option<&'a str>,
    /// `Tables turned`.
    pub is_turned: bool,
    /// "28 min".
    pub length: Option<String>,
    /// "May 14, 2026".
    pub date: String,
    /// `2026-05-14`.
    pub day: String,
    /// One line about it.
    pub line: String,
    /// Whether it comes with an offer that can be asked for.
    pub has_kit: bool,
    /// The recording.
    pub audio: Option<&'a str>,
    /// Custom properties of the guest's hue.
    pub hue: String,
}

/// One episode in a list.
pub fn row(site: &Site, id: EpisodeId) -> Row<'_> {
    let episode = site.episode(id);
    let only = match episode.guests.as_slice() {
        [only] if episode.direction == Direction::Spotlight => Some(site.person(*only)),
        _ => None,
    };
    Row {
        href: site.show.base_url.href(&episode.permalink),
        title: &episode.title,
        pair: pair(site, episode),
        names: names(site, if episode.guests.is_empty() { &episode.hosts } else { &episode.guests }),
        trade: only.and_then(trade),
        is_turned: episode.direction == Direction::Turned,
        length: length(site, episode.recording.as_ref()),
        date: date(site, episode.date.date()),
        day: episode.date.date().to_string(),
        line: line(site, episode),
        has_kit: has_kit(site, episode),
        audio: episode.recording.as_ref().map(|recording| recording.href.as_str()),
        hue: colour::style(hue(site, episode)),
    }
}

/// "7 questions, from “…” to “…”", or the summary.
fn line(site: &Site, episode: &Episode) -> String {
    if !episode.summary.is_empty() {
        return shortened(&episode.summary, 160);
    }
    if episode.questions.is_empty() { String::new() } else { count(site, "questions_count", episode.questions.len()) }
}

/// Whether an episode's offer can be asked for.
pub fn has_kit(site: &Site, episode: &Episode) -> bool {
    episode.call_to_action.as_ref().is_some_and(|call| site.offer(call.offer).state == crate::model::OfferState::Open)
}

/// The hue of an episode: its first guest's.
pub fn hue(site: &Site, episode: &Episode) -> u16 {
    hue_of(site, &episode.guests, &episode.hosts)
}

/// The first guest's hue, else the first host's.
pub fn hue_of(site: &Site, guests: &[PersonId], hosts: &[PersonId]) -> u16 {
    guests.first().or(hosts.first()).map_or_else(|| host_hue(site), |id| site.person(*id).hue)
}

/// Somebody in a list, and when to call them.
#[derive(Serialize)]
pub struct Card<'a> {
    /// Who.
    pub face: Face<'a>,
    /// The first sentence to listen for.
    pub call_when: Option<&'a str>,
    /// Custom properties of their hue.
    pub hue: String,
}

/// Somebody in a list.
pub fn card(site: &Site, id: PersonId) -> Card<'_> {
    let person = site.person(id);
    let call_when = person.introduction.listen_for.first().or(person.introduction.help.as_ref());
    Card { face: face(site, id), call_when: call_when.map(String::as_str), hue: colour::style(person.hue) }
}

/// The recording on a page, and what its player tells and passes on.
#[derive(Serialize)]
pub struct Listen<'a> {
    /// Where the page's own player finds it.
    pub href: &'a str,
    /// Its type.
    pub mime: &'a str,
    /// `28:14`.
    pub clock: Option<String>,
    /// "28 min".
    pub length: Option<String>,
    /// Length for machines, in seconds.
    pub seconds: Option<String>,
    /// "26 MB".
    pub size: String,
    /// The name for the file when it is downloaded; only for recordings of this site.
    pub file_name: Option<&'a str>,
    /// Its outline, where the sound is here.
    pub wave: Option<Wave>,
    /// The track from left to right; a single part where the length is not known.
    pub track: Vec<Part<'a>>,
    /// Whether a part of the track is about the offer.
    pub has_offer_part: bool,
    /// What the interview is called.
    pub title: &'a str,
    /// Who is heard: guests, else hosts.
    pub names: String,
    /// Its page, from the root of the host; also the name under which a browser remembers how far somebody came.
    pub page: String,
    /// The same, absolute, to pass on.
    pub address: String,
    /// Link that writes an e-mail about it.
    pub email: String,
    /// Code that puts the player on another site.
    pub embed: String,
    /// Picture for lock screens.
    pub artwork: Option<Image<'a>>,
}

/// The recording of an episode on a page.
pub fn listen<'a>(site: &'a Site, episode: &'a Episode) -> Option<Listen<'a>> {
    let recording = episode.recording.as_ref()?;
    let out = recording.file.as_ref().and_then(|file| file.out.as_ref());
    let track = track::parts(site, episode, recording.duration.unwrap_or_default());
    let address = site.show.base_url.page(&episode.permalink);
    Some(Listen {
        href: &recording.href,
        mime: &recording.mime,
        clock: recording.duration.map(Millis::clock),
        length: length(site, Some(recording)),
        seconds: recording.duration.map(Millis::decimal_seconds),
        size: size(site, recording.bytes),
        file_name: out.map(|out| out.as_str().rsplit('/').next().unwrap_or_default()),
        wave: wave(site, episode),
        has_offer_part: track.iter().any(|part| part.is_offer),
        track,
        title: &episode.title,
        names: names(site, if episode.guests.is_empty() { &episode.hosts } else { &episode.guests }),
        page: site.show.base_url.href(&episode.permalink),
        email: mailto("", &episode.title, &address),
        address,
        embed: embed_code(site, episode),
        artwork: episode.cover.as_ref().or(site.show.cover.as_ref()).map(|cover| artwork(site, cover)),
    })
}

/// A moment in a recording, and the address that starts there without any script.
#[derive(Serialize)]
pub struct Moment {
    /// `12:22`.
    pub clock: String,
    /// The recording with a media fragment. Source: W3C Media Fragments URI 1.0, section 4.2.1.
    pub href: String,
    /// Seconds for machines.
    pub seconds: String,
}

/// A moment in a recording.
pub fn moment(recording: Option<&Recording>, at: Option<Millis>) -> Option<Moment> {
    let at = at?;
    let seconds = at.decimal_seconds();
    Some(Moment { clock: at.clock(), href: format!("{}#t={seconds}", recording?.href), seconds })
}

/// "28 min", "1 h 2 min".
pub fn length(site: &Site, recording: Option<&Recording>) -> Option<String> {
    let minutes = recording?.duration?.minutes();
    if minutes < 60 {
        return Some(phrase(site, "minutes", &[("m", &minutes.to_string())]));
    }
    Some(phrase(site, "hours", &[("h", &(minutes / 60).to_string()), ("m", &(minutes % 60).to_string())]))
}

/// "May 14, 2026", in the show's own words and order.
pub fn date(site: &Site, date: Date) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or_default();
    let month = word(site, "months").split_whitespace().nth(month).unwrap_or_default();
    let (day, year) = (date.day().to_string(), date.year().to_string());
    phrase(site, "date", &[("month", month), ("day", &day), ("year", &year)])
}

/// "18:00 CST" in the time's own zone.
pub fn time_of_day(time: &Zoned) -> String {
    time.strftime("%H:%M %Z").to_string()
}

/// "A, B and C".
pub fn names(site: &Site, people: &[PersonId]) -> String {
    let names: Vec<&str> = people.iter().map(|id| site.person(*id).name.as_str()).collect();
    listed(site, &names)
}

/// The first host's first name, for phrases such as "Ask Margo".
pub fn host_name(site: &Site) -> &str {
    site.show.hosts.first().map_or(&site.show.author, |id| &site.person(*id).first_name)
}

/// A text of the author's as HTML, below headings of level `top - 1`.
pub fn html(site: &Site, text: &Markdown, permalink: &Permalink, top: u8) -> Option<Html> {
    html_beside(site, text, permalink, top, &site.files)
}

/// The same, with `files` beside it; pictures among them come in sizes.
pub fn html_beside(site: &Site, text: &Markdown, permalink: &Permalink, top: u8, files: &[Asset]) -> Option<Html> {
    if text.is_blank() {
        return None;
    }
    let place = markdown::Place { base: &site.show.base_url.path, folder: permalink.as_str(), id_prefix: "" };
    let known = |address: &str| {
        let out = permalink.file(address.split(['?', '#']).next()?.trim_start_matches("./"));
        let whole = Whole::of(files.iter().find(|file| file.out == out)?)?;
        Some(whole.known(site))
    };
    Some(markdown::page_html_with(text, place, top, &known))
}

/// Cuts a text at a word, with an ellipsis, to at most `most` characters; runs of white space become one space.
pub fn shortened(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole_words, _)| whole_words);
    format!("{}…", cut.trim_end_matches([' ', ',', ';', ':', '.', '–', '—']))
}

/// The address when it leads somewhere harmless: the web, a mail program, a telephone, or this site.
pub fn safe_address(url: &str) -> Option<&str> {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '?', '#']));
    let is_safe =
        scheme.is_none_or(|scheme| ["https", "http", "mailto", "tel", "sms"].iter().any(|safe| scheme.eq_ignore_ascii_case(safe)));
    is_safe.then_some(url)
}

/// An address of the author's as a page of ours writes it: one on this site gets the base path unless it has it already.
pub fn address(site: &Site, url: &str) -> Option<String> {
    let url = safe_address(url.trim())?;
    let base = &site.show.base_url.path;
    let is_ours = !url.contains(':') && !url.starts_with("//") && !url.starts_with('#') && !url.starts_with(base.as_str());
    let is_ours = is_ours || (base == "/" && !url.contains(':') && !url.starts_with('/') && !url.starts_with('#'));
    Some(if is_ours { format!("{base}{}", url.trim_start_matches('/')) } else { url.to_owned() })
}

/// A link of the author's.
#[derive(Serialize)]
pub struct Way<'a> {
    /// What is shown.
    pub title: &'a str,
    /// Where it leads.
    pub href: String,
    /// Icon: `mail`, `phone` or `globe`.
    pub icon: &'static str,
}

/// A link of the author's, unless it leads nowhere harmless.
pub fn way<'a>(site: &Site, link: &'a Link) -> Option<Way<'a>> {
    Some(Way { title: &link.title, href: address(site, &link.url)?, icon: icon(&link.url) })
}

fn icon(url: &str) -> &'static str {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("mailto") => "mail",
        Some("tel" | "sms") => "phone",
        _ => "globe",
    }
}

/// The part of an address that people recognise: `okafor.example`.
pub fn domain(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    host.strip_prefix("www.").unwrap_or(host)
}

/// The address at which somebody may be written to in public, from the links they chose to publish.
pub fn public_email(person: &Person) -> Option<&str> {
    person.links.iter().find_map(|link| mail_address(&link.url))
}

/// `a@b.example` from `mailto:a@b.example?subject=x`.
pub fn mail_address(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once(':')?;
    let address = rest.split('?').next()?;
    (scheme.eq_ignore_ascii_case("mailto") && address.contains('@')).then_some(address)
}

/// The address at which the host may be written to in public: the owner's, else a host's own link.
pub fn host_email(site: &Site) -> Option<&str> {
    let owner = site.show.owner.as_ref().and_then(|owner| owner.email.as_deref());
    owner.or_else(|| site.show.hosts.iter().find_map(|id| public_email(site.person(*id))))
}

/// A `mailto:` link with subject and text filled in. Source: RFC 6068.
pub fn mailto(address: &str, subject: &str, body: &str) -> String {
    let mut link = format!("mailto:{}?subject={}", percent_encoded(address, "@.-_+"), percent_encoded(subject, "-_."));
    if !body.is_empty() {
        link.push_str("&body=");
        link.push_str(&mail_body(body));
    }
    link
}

/// The same to whom the reader chooses, with a copy to `copy`. In the query a plus sign is escaped: some programs read it as a space.
/// Source: RFC 6068, sections 2, 5 and 6.
pub fn mailto_with_copy(copy: Option<&str>, subject: &str, body: &str) -> String {
    let copy = copy.map(|address| format!("cc={}", percent_encoded(address, "@.-_")));
    let subject = (!subject.is_empty()).then(|| format!("subject={}", percent_encoded(subject, "-_.")));
    let body = (!body.is_empty()).then(|| format!("body={}", mail_body(body)));
    let fields: Vec<String> = [copy, subject, body].into_iter().flatten().collect();
    if fields.is_empty() { "mailto:".to_owned() } else { format!("mailto:?{}", fields.join("&")) }
}

/// Lines of a mail end in CRLF, whatever they ended in.
fn mail_body(body: &str) -> String {
    percent_encoded(&body.replace("\r\n", "\n").replace('\n', "\r\n"), "-_.")
}

fn percent_encoded(text: &str, plain: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.bytes().any(|plain| plain == byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn lengths_and_dates_read_as_people_say_them() {
        let mut site = sample::site();
        let mut recording = sample::recording("x", 28 * 60_000 + 14_000);
        assert_eq!(length(&site, Some(&recording)).unwrap(), "28 min");
        recording.duration = Some(Millis(62 * 60_000));
        assert_eq!(length(&site, Some(&recording)).unwrap(), "1 h 2 min");
        assert_eq!(date(&site, jiff::civil::date(2026, 5, 14)), "May 14, 2026");
        site.show.theme_options = serde_json::json!({"strings": {"date": "{day} de {month} de {year}", "months": "enero febrero"}});
        assert_eq!(date(&site, jiff::civil::date(2026, 2, 1)), "1 de febrero de 2026");
        assert_eq!(date(&site, jiff::civil::date(2026, 12, 1)), "1 de  de 2026", "too few months do not panic");
    }

    #[test]
    fn a_spotlight_shows_the_host_first_and_a_turned_episode_the_partner() {
        let site = sample::site();
        let order = |episode: &Episode| pair(&site, episode).faces.iter().map(|face| face.first_name.to_owned()).collect::<Vec<_>>();
        assert_eq!(order(&sample::episode()), ["Ruth", "Dev"]);
        assert_eq!(order(&sample::turned_episode()), ["Dev", "Ruth"]);
        let mut panel = sample::episode();
        panel.guests = vec![sample::PARTNER; 3];
        assert_eq!(pair(&site, &panel).more, 2);
    }

    #[test]
    fn dangerous_addresses_are_left_out() {
        assert_eq!(safe_address("javascript:alert(1)"), None);
        assert_eq!(safe_address("JavaScript:alert(1)"), None);
        assert_eq!(safe_address("data:text/html,x"), None);
        assert_eq!(safe_address("episodes/a:b/"), Some("episodes/a:b/"));
        assert_eq!(safe_address("HTTPS://x.example"), Some("HTTPS://x.example"));
    }

    #[test]
    fn addresses_on_this_site_get_the_base_path_once() {
        let site = sample::site();
        assert_eq!(address(&site, "/privacy/").unwrap(), "/show/privacy/");
        assert_eq!(address(&site, "privacy/").unwrap(), "/show/privacy/");
        assert_eq!(address(&site, "/show/privacy/").unwrap(), "/show/privacy/");
        assert_eq!(address(&site, "https://x.example/").unwrap(), "https://x.example/");
        let mut at_root = sample::site();
        at_root.show.base_url.path = "/".into();
        assert_eq!(address(&at_root, "/privacy/").unwrap(), "/privacy/");
        assert_eq!(address(&at_root, "privacy/").unwrap(), "/privacy/");
    }

    #[test]
    fn mail_links_survive_every_character() {
        assert_eq!(mailto("a+b@x.example", "Ä & b?", "1\n2"), "mailto:a+b@x.example?subject=%C3%84%20%26%20b%3F&body=1%0D%0A2");
        assert_eq!(mail_address("mailto:a@b.example?subject=x"), Some("a@b.example"));
        assert_eq!(mailto_with_copy(Some("a+b@x.example"), "’", "1\r\n2"), "mailto:?cc=a%2Bb@x.example&subject=%E2%80%99&body=1%0D%0A2");
        assert_eq!(mailto_with_copy(None, "", ""), "mailto:");
    }

    #[test]
    fn long_texts_are_cut_at_a_word() {
        assert_eq!(shortened("one  two\nthree", 20), "one two three");
        assert_eq!(shortened("one two, three", 10), "one two…");
        assert_eq!(shortened("עברית ארוכה מאוד", 9), "עברית…");
    }

    #[test]
    fn structured_data_cannot_end_its_script() {
        let site = sample::site();
        let head = Head::new(&site, &Permalink::default(), "x", "y").json_ld(&serde_json::json!({"name": "</script><!--"}));
        assert_eq!(head.json_ld.unwrap(), "{\"name\":\"\\u003c/script\\u003e\\u003c!--\"}");
        assert!(Head::new(&site, &Permalink::default(), "x", "y").json_ld(&serde_json::Value::Null).json_ld.is_none());
    }
}
