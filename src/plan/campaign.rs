//! `campaigns/<slug>/` and `campaigns/`: referral drives.

use super::ask::{Entry, Occasion, entry};
use super::done::{Done, page};
use super::episode::{Short, short};
use super::event::{EventRow, event_row};
use super::markup::escape;
use super::share;
use super::view::{Head, Image, address, date, html, image};
use super::words::{phrase, word};
use super::{Output, playlist};
use crate::model::{self, Campaign, CampaignId, Html, OutPath, Permalink, Session, Site};
use crate::picture::{self, Drawing};
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
    count: u64,
    goal: Option<u64>,
    goal_text: Option<String>,
    meter: String,
    body: Option<Html>,
    events: Vec<EventRow<'a>>,
    episodes: Vec<Short<'a>>,
    playlist: Option<String>,
    entry: Option<Entry<'a>>,
    referrals: Vec<ReferralView<'a>>,
    sponsors: Vec<SponsorView<'a>>,
    badges: Vec<BadgeView<'a>>,
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

/// The page after its form, where it has one.
fn after_form<'a>(site: &'a Site, drive: &'a Campaign) -> Option<Output<'a>> {
    let occasion = occasion(drive);
    entry(site, drive.pledge.as_ref()?, &occasion).form?;
    let text = move || phrase(site, "done_campaign", &[("title", &drive.title)]);
    let done = move || Done { text: text(), title: &drive.title, back: drive.permalink.clone() };
    Some(page(site, &drive.source, occasion.thanks(), done))
}

fn occasion(drive: &Campaign) -> Occasion<'_> {
    Occasion { kind: "campaign", slug: &drive.slug, title: &drive.title, page: &drive.permalink, fields: &[] }
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
        None => (Image { src: base.file_href(&png), width: 300, height: 100, alt: &badge.text, credit: None, credit_url: None }, &png),
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
        goal_text: drive.goal.map(|goal| phrase(site, "goal", &[("count", &drive.count.to_string()), ("goal", &goal.to_string())])),
        meter: site.show.base_url.file_href(&drive.permalink.file("meter.svg")),
        body: html(site, &drive.body, &drive.permalink, 2),
        events: drive.sessions.iter().filter_map(|session| event_of(site, session)).collect(),
        episodes: site.episodes_of(id).into_iter().map(|id| short(site, id)).collect(),
        playlist: playlist::href(site, &drive.permalink, &site.episodes_of(id)),
        entry: drive.pledge.as_ref().map(|how| entry(site, how, &occasion(drive))),
        referrals: drive.referrals.iter().map(|referral| referral_view(site, referral)).collect(),
        sponsors: drive.sponsors.iter().map(|sponsor| sponsor_view(site, sponsor)).collect(),
        badges: drive.badges.iter().zip(1..).map(|(badge, number)| badge_view(site, drive, badge, number)).collect(),
    }
}

fn event_of<'a>(site: &'a Site, session: &Session) -> Option<EventRow<'a>> {
    match session {
        Session::Event(id) => Some(event_row(site, *id)),
        Session::Episode(_) => None,
    }
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
        logo: sponsor.logo.as_ref().map(|logo| image(site, logo)),
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

    #[test]
    fn a_drive_shows_its_goal_sessions_and_public_referrals() {
        let site = sample::site();
        let view = view(&site, CampaignId(0));
        assert_eq!(view.goal_text.as_deref(), Some("412 of 1000 referrals"));
        assert_eq!((view.events.len(), view.episodes.len(), view.referrals.len()), (1, 1, 1));
        assert_eq!(view.entry.unwrap().domain, Some("ledger.example"));
    }
}
