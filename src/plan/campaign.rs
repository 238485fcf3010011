//! `campaigns/<slug>/` and `campaigns/`: referral drives.

use super::ask::{Entry, Occasion, entry};
use super::done::{Done, Share, page};
use super::episode::{Short, short};
use super::event::{EventRow, event_row};
use super::markup::escape;
use super::share;
use super::view::{Head, Image, address, date, host_name, html, image, mailto_with_copy, portrait};
use super::words::{count, phrase, word};
use super::{Output, meter, playlist};
use crate::model::{self, Campaign, CampaignId, EventId, EventState, Html, OutPath, Permalink, Session, Site};
use crate::picture::{self, Drawing};
use jiff::civil::Date;
use serde::Serialize;

/// Something to show for promoting the drive.
#[derive(Serialize)]
struct BadgeView<'a> {
    text: &'a str,
    /// The author's picture, or the one drawn of the words.
    image: Image<'a>,
    /// The drawn one as SVG.
    svg: Option<String>,
    /// What to paste.
    code: String,
}

#[derive(Serialize)]
struct CampaignView<'a> {
    head: Head<'a>,
    title: &'a str,
    when: String,
    state: EventState,
    /// "Starts on …", "Until …", "It ended on …".
    state_text: String,
    count: u64,
    goal: Option<u64>,
    /// "412 of 1,000 referrals".
    so_far: String,
    /// What the bar shows: no more than the goal.
    filled: u64,
    /// "The goal is reached: 112 %."
    reached: Option<String>,
    meter: MeterView,
    /// Texts for those who promote it.
    texts: Vec<Share>,
    body: Option<Html>,
    events: Vec<EventRow<'a>>,
    episodes: Vec<Short<'a>>,
    playlist: Option<String>,
    entry: Option<Entry<'a>>,
    referrals: Vec<ReferralView<'a>>,
    /// "And 5 more between people who'd rather not be named."
    unnamed: Option<String>,
    sponsors: Vec<SponsorView<'a>>,
    badges: Vec<BadgeView<'a>>,
}

/// The meter for other people's pages.
#[derive(Serialize)]
struct MeterView {
    svg: String,
    json: String,
    alt: String,
    /// What to paste.
    code: String,
}

#[derive(Serialize)]
struct ReferralView<'a> {
    from: &'a str,
    to: &'a str,
    why: &'a str,
    href: Option<String>,
    date: Option<String>,
}

#[derive(Serialize)]
struct SponsorView<'a> {
    name: &'a str,
    href: Option<String>,
    logo: Option<Image<'a>>,
}

#[derive(Serialize)]
struct CampaignsView<'a> {
    head: Head<'a>,
    title: &'a str,
    campaigns: Vec<(&'a str, String, String)>,
}

/// Every drive's page, and the list where there are any.
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    let ids = (0..).map(CampaignId).zip(&site.campaigns);
    let pages = ids.map(|(id, drive)| Output::page(drive.permalink.index(), &drive.source, None, "campaign.html", move || view(site, id)));
    let list = (!site.campaigns.is_empty())
        .then(|| Output::page(Permalink("campaigns/".into()).index(), &site.show.source, None, "campaigns.html", move || list(site)));
    let drawn = site.campaigns.iter().flat_map(|drive| drawn(site, drive));
    pages.chain(list).chain(drawn).chain(site.campaigns.iter().filter_map(|drive| after_form(site, drive))).collect()
}

/// The page after its form, where it has one. It stays when the drive is over: a form that was open in a browser leads there.
fn after_form<'a>(site: &'a Site, drive: &'a Campaign) -> Option<Output<'a>> {
    let occasion = occasion(drive);
    entry(site, drive.pledge.as_ref()?, &occasion).form?;
    let text = move || phrase(site, "done_campaign", &[("title", &drive.title)]);
    let done = move || Done {
        text: text(),
        title: &drive.title,
        back: drive.permalink.clone(),
        share: texts(site, drive).into_iter().next(),
        calendar: None,
    };
    Some(page(site, &drive.source, occasion.thanks(), done))
}

/// Today, where the show is.
fn today(site: &Site) -> Date {
    site.as_of.to_zoned(site.show.timezone.clone()).date()
}

/// How somebody promises a referral, until the drive is over.
fn pledge<'a>(site: &'a Site, drive: &'a Campaign) -> Option<Entry<'a>> {
    let how = drive.pledge.as_ref().filter(|_| drive.state(today(site)) != EventState::Past)?;
    Some(entry(site, how, &occasion(drive)))
}

fn occasion(drive: &Campaign) -> Occasion<'_> {
    Occasion { kind: "campaign", slug: &drive.slug, title: &drive.title, page: &drive.permalink, fields: &[], via: None }
}

/// The badges that are words alone, as pictures.
fn drawn<'site>(site: &'site Site, drive: &'site Campaign) -> impl Iterator<Item = Output<'site>> {
    let words = drive.badges.iter().zip(1..).filter(|(badge, _)| badge.picture.is_none());
    words.flat_map(move |(badge, number)| {
        let drawing = move || picture(site, drive, badge);
        [
            Output::drawn(badge_file(drive, number, "png"), &drive.source, move || Drawing::Badge(drawing())),
            Output::drawn(badge_file(drive, number, "svg"), &drive.source, move || Drawing::BadgeOutlines(drawing())),
        ]
    })
}

fn picture(site: &Site, drive: &Campaign, badge: &model::Badge) -> picture::Badge {
    let hue = site.show.hosts.first().map_or(170, |host| site.person(*host).hue);
    picture::Badge { palette: share::palette(hue), text: badge.text.clone(), drive: drive.title.clone() }
}

fn badge_file(drive: &Campaign, number: u32, ending: &str) -> OutPath {
    drive.permalink.file(&format!("badge-{number}.{ending}"))
}

fn badge_view<'a>(site: &Site, drive: &Campaign, badge: &'a model::Badge, number: u32) -> BadgeView<'a> {
    let base = &site.show.base_url;
    let png = badge_file(drive, number, "png");
    // Drawn twice as large as it is shown, for sharp screens.
    let (image, out) = match &badge.picture {
        Some(own) => (image(site, own), &own.out),
        None => (
            Image {
                src: base.file_href(&png),
                srcset: None,
                webp: None,
                width: 300,
                height: 100,
                alt: &badge.text,
                credit: None,
                credit_url: None,
            },
            &png,
        ),
    };
    let (page, src) = (escape(&base.page(&drive.permalink)), escape(&base.file(out)));
    let alt = escape(if image.alt.is_empty() { &badge.text } else { image.alt });
    let size = if image.width == 0 { String::new() } else { format!(" width=\"{}\" height=\"{}\"", image.width, image.height) };
    let code = format!("<a href=\"{page}\"><img src=\"{src}\"{size} alt=\"{alt}\"></a>");
    let svg = badge.picture.is_none().then(|| base.file_href(&badge_file(drive, number, "svg")));
    BadgeView { text: &badge.text, image, svg, code }
}

fn list(site: &Site) -> CampaignsView<'_> {
    let title = word(site, "campaigns");
    let href = |drive: &Campaign| site.show.base_url.href(&drive.permalink);
    CampaignsView {
        head: Head::new(site, &Permalink("campaigns/".into()), title, &site.show.description),
        title,
        campaigns: site.campaigns.iter().rev().map(|drive| (drive.title.as_str(), href(drive), when(site, drive))).collect(),
    }
}

fn view(site: &Site, id: CampaignId) -> CampaignView<'_> {
    let drive = site.campaign(id);
    let described = format!("{}. {}", when(site, drive), crate::markdown::plain_text(&drive.body));
    CampaignView {
        head: Head::new(site, &drive.permalink, &drive.title, &described),
        title: &drive.title,
        when: when(site, drive),
        count: drive.count,
        goal: drive.goal,
        so_far: meter::so_far(site, drive),
        state: drive.state(today(site)),
        state_text: state_text(site, drive),
        filled: drive.count.min(drive.goal.unwrap_or_default()),
        reached: reached(site, drive),
        meter: meter_view(site, drive),
        texts: texts(site, drive),
        body: html(site, &drive.body, &drive.permalink, 2),
        events: events(site, drive),
        episodes: site.episodes_of(id).into_iter().map(|id| short(site, id)).collect(),
        playlist: playlist::href(site, &drive.permalink, &site.episodes_of(id)),
        entry: pledge(site, drive),
        referrals: newest_first(drive).into_iter().map(|referral| referral_view(site, referral)).collect(),
        unnamed: unnamed(site, drive),
        sponsors: drive.sponsors.iter().map(|sponsor| sponsor_view(site, sponsor)).collect(),
        badges: drive.badges.iter().zip(1..).map(|(badge, number)| badge_view(site, drive, badge, number)).collect(),
    }
}

/// Its live sessions, soonest first.
fn events<'a>(site: &'a Site, drive: &Campaign) -> Vec<EventRow<'a>> {
    let event = |session: &Session| if let Session::Event(id) = session { Some(*id) } else { None };
    let mut events: Vec<EventId> = drive.sessions.iter().filter_map(event).collect();
    events.sort_by_key(|id| (site.event(*id).starts.timestamp(), id.0));
    events.into_iter().map(|id| event_row(site, id)).collect()
}

fn state_text(site: &Site, drive: &Campaign) -> String {
    let (key, day) = match drive.state(today(site)) {
        EventState::Coming => ("campaign_coming", drive.starts),
        EventState::Live => ("campaign_live", drive.ends),
        EventState::Past => ("campaign_past", drive.ends),
    };
    phrase(site, key, &[("date", &date(site, day))])
}

fn reached(site: &Site, drive: &Campaign) -> Option<String> {
    let percent = meter::percent(drive).filter(|percent| *percent >= 100)?;
    Some(phrase(site, "goal_reached", &[("percent", &percent.to_string())]))
}

/// Those that say when come first, the newest on top; the others as they stand in the table.
fn newest_first(drive: &Campaign) -> Vec<&model::Referral> {
    let mut referrals: Vec<&model::Referral> = drive.referrals.iter().rev().collect();
    referrals.sort_by_key(|referral| (referral.date.is_none(), std::cmp::Reverse(referral.date)));
    referrals
}

fn unnamed(site: &Site, drive: &Campaign) -> Option<String> {
    let named = drive.referrals.len() as u64;
    let number = drive.count.checked_sub(named).filter(|number| *number > 0)?;
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    Some(count(site, if named == 0 { "unnamed_all" } else { "unnamed" }, number))
}

fn meter_view(site: &Site, drive: &Campaign) -> MeterView {
    let base = &site.show.base_url;
    let svg = drive.permalink.file("meter.svg");
    let alt = format!("{}: {}", drive.title, meter::so_far(site, drive));
    let (page, src) = (escape(&base.page(&drive.permalink)), escape(&base.file(&svg)));
    let (width, height) = meter::SIZE;
    let title = escape(&drive.title);
    MeterView {
        svg: base.file_href(&svg),
        json: base.file_href(&drive.permalink.file("meter.json")),
        // The number in the picture changes; what is pasted does not, so it names the drive alone.
        code: format!("<a href=\"{page}\"><img src=\"{src}\" width=\"{width}\" height=\"{height}\" alt=\"{title}\"></a>"),
        alt,
    }
}

/// A mail and a post for those who promote it. After the end there is nothing to promote.
fn texts(site: &Site, drive: &Campaign) -> Vec<Share> {
    if drive.state(today(site)) == EventState::Past {
        return Vec::new();
    }
    let page = site.show.base_url.page(&drive.permalink);
    let values = [("title", drive.title.as_str()), ("until", &date(site, drive.ends)), ("url", &page), ("host", host_name(site))];
    let text = |name: &str| {
        let key = |part: &str| format!("promote_{name}{part}");
        let (subject, text) = (phrase(site, "promote_subject", &values), phrase(site, &key(""), &values));
        let href = mailto_with_copy(None, &subject, &text);
        Share { title: word(site, &key("_title")).to_owned(), lead: word(site, "promote_lead").to_owned(), subject, text, href }
    };
    ["mail", "post"].map(text).into()
}

fn referral_view<'a>(site: &Site, referral: &'a model::Referral) -> ReferralView<'a> {
    ReferralView {
        from: &referral.from,
        to: &referral.to,
        why: &referral.why,
        href: referral.url.as_deref().and_then(|url| address(site, url)),
        date: referral.date.map(|day| date(site, day)),
    }
}

fn sponsor_view<'a>(site: &Site, sponsor: &'a model::Sponsor) -> SponsorView<'a> {
    SponsorView {
        name: &sponsor.link.title,
        href: address(site, &sponsor.link.url).filter(|_| !sponsor.link.url.is_empty()),
        logo: sponsor.logo.as_ref().map(|logo| portrait(site, logo)),
    }
}

/// "February 9, 2026 – February 15, 2026".
fn when(site: &Site, drive: &Campaign) -> String {
    format!("{} – {}", date(site, drive.starts), date(site, drive.ends))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    fn at(site: &mut Site, moment: &str) {
        site.as_of = moment.parse().expect("a moment");
    }

    #[test]
    fn a_drive_shows_its_goal_sessions_and_public_referrals() {
        let mut site = sample::site();
        at(&mut site, "2026-02-12T12:00:00Z");
        let view = view(&site, CampaignId(0));
        assert_eq!((view.so_far.as_str(), view.filled, view.reached), ("412 of 1,000 referrals", 412, None));
        assert_eq!((view.events.len(), view.episodes.len(), view.referrals.len()), (1, 1, 1));
        assert_eq!(view.unnamed.as_deref(), Some("And 411 more, between people who’d rather not be named."));
        assert_eq!(view.entry.unwrap().domain, Some("ledger.example"));
        assert_eq!(
            view.meter.code,
            "<a href=\"https://ledger.example/show/campaigns/referral-week/\"><img src=\"https://ledger.example/show/campaigns/referral-week/meter.svg\" width=\"600\" height=\"96\" alt=\"Referral week\"></a>"
        );
    }

    #[test]
    fn before_during_and_after_a_drive() {
        let mut site = sample::site();
        let mut told = |moment: &str| {
            at(&mut site, moment);
            let view = view(&site, CampaignId(0));
            (view.state, view.state_text, view.entry.is_some(), view.texts.len())
        };
        // Its days are the show's: 06:00 UTC is midnight in Chicago.
        assert_eq!(told("2026-02-09T05:59:59Z"), (EventState::Coming, "It starts on February 9, 2026.".to_owned(), true, 2));
        assert_eq!(told("2026-02-09T06:00:00Z"), (EventState::Live, "It runs until February 15, 2026.".to_owned(), true, 2));
        assert_eq!(told("2026-02-16T05:59:59Z").0, EventState::Live);
        assert_eq!(told("2026-02-16T06:00:00Z"), (EventState::Past, "It ended on February 15, 2026.".to_owned(), false, 0));
    }

    #[test]
    fn more_than_the_goal_no_goal_and_no_rows() {
        let mut site = sample::site();
        site.campaigns[0].count = 1_120;
        let over = view(&site, CampaignId(0));
        assert_eq!((over.filled, over.reached.as_deref()), (1_000, Some("The goal is reached: 112 %.")));
        (site.campaigns[0].goal, site.campaigns[0].count, site.campaigns[0].referrals) = (None, 0, Vec::new());
        let none = view(&site, CampaignId(0));
        assert_eq!((none.so_far.as_str(), none.reached, none.unnamed), ("No referrals yet", None, None));
        site.campaigns[0].count = 1;
        assert_eq!(view(&site, CampaignId(0)).unnamed.as_deref(), Some("One, between people who’d rather not be named."));
    }

    #[test]
    fn the_newest_referral_stands_on_top() {
        let mut site = sample::site();
        let of = |day: Option<i8>, to: &str| model::Referral {
            date: day.map(|day| jiff::civil::date(2026, 2, day)),
            to: to.into(),
            ..site.campaigns[0].referrals[0].clone()
        };
        site.campaigns[0].referrals = vec![of(Some(10), "a"), of(None, "b"), of(Some(12), "c"), of(Some(12), "d")];
        let order: Vec<&str> = newest_first(&site.campaigns[0]).into_iter().map(|referral| referral.to.as_str()).collect();
        assert_eq!(order, ["d", "c", "a", "b"]);
    }
}
