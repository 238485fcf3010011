//! Referral drives.

use super::Item;
use super::episodes::Context;
use super::events::with_show_form;
use super::pictures::Pictures;
use crate::model::{Badge, Campaign, Link, Permalink, RelPath, Session, Sponsor};
use crate::parse::campaign::{RawBadge, RawCampaign, RawSponsor, Referrals};
use crate::report::{Finding, Place, Report};

/// All campaigns, in the order given.
pub fn resolve_all(items: Vec<Item<(RawCampaign, Referrals)>>, context: &Context<'_>, report: &mut Report) -> Vec<Campaign> {
    items.into_iter().map(|item| resolve_one(item, context, report)).collect()
}

fn resolve_one(item: Item<(RawCampaign, Referrals)>, context: &Context<'_>, report: &mut Report) -> Campaign {
    let Item { slug, files, raw: (raw, referrals) } = item;
    let permalink = Permalink(format!("campaigns/{slug}/"));
    let pictures = Pictures { source: &raw.source, files: &files, permalink: &permalink, images: &context.measured.images };
    let (starts, ends) = (raw.starts.day(), raw.ends.day());
    if ends < starts {
        let finding = Finding::error("campaign-ends-before-it-starts", Place::key(&raw.source, "ends"), "this drive ends before it starts");
        report.add(finding.fix("set a later `ends`"));
    }
    Campaign {
        sessions: sessions(&raw.sessions, &raw.source, context, report),
        sponsors: raw.sponsors.iter().enumerate().map(|(index, sponsor)| resolve_sponsor(index, sponsor, &pictures, report)).collect(),
        badges: badges(&raw.badges, &pictures, report),
        pledge: raw.pledge.map(|pledge| with_show_form(pledge, context)),
        title: raw.title,
        starts,
        ends,
        goal: raw.goal,
        count: referrals.count,
        referrals: referrals.public,
        body: raw.body.markdown,
        source: raw.source,
        slug,
        permalink,
    }
}

/// Sessions that are public; a name that is neither an event's nor an episode's is a finding.
fn sessions(names: &[String], source: &RelPath, context: &Context<'_>, report: &mut Report) -> Vec<Session> {
    let mut sessions = Vec::new();
    for (index, name) in names.iter().enumerate() {
        match (context.programme.event(name), context.programme.episode(name)) {
            (Some(event), _) => sessions.push(Session::Event(event)),
            (None, Some(Some(episode))) => sessions.push(Session::Episode(episode)),
            (None, Some(None)) => {}
            (None, None) => report.add(context.programme.no_event(name, Place::key(source, format!("sessions[{index}]")))),
        }
    }
    sessions
}

fn resolve_sponsor(index: usize, raw: &RawSponsor, pictures: &Pictures<'_>, report: &mut Report) -> Sponsor {
    let logo = raw.logo.as_deref().and_then(|name| pictures.named(name, &format!("sponsors[{index}].logo"), &raw.name, report));
    Sponsor { link: Link { title: raw.name.clone(), url: raw.url.clone().unwrap_or_default() }, logo }
}

fn badges(raw: &[RawBadge], pictures: &Pictures<'_>, report: &mut Report) -> Vec<Badge> {
    let mut badge = |(index, raw): (usize, &RawBadge)| {
        let text = raw.text.clone().unwrap_or_else(|| "Badge".to_owned());
        match &raw.file {
            Some(name) => {
                pictures.named(name, &format!("badges[{index}]"), &text, report).map(|picture| Badge { text, picture: Some(picture) })
            }
            None => Some(Badge { text, picture: None }),
        }
    };
    raw.iter().enumerate().filter_map(&mut badge).collect()
}
