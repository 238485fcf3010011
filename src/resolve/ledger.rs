//! The record of hand-raises and the referrals of campaigns → [`Ledger`]: names become ids, people become numbers, and what is later
//! than the build is left out.

use super::Item;
use super::Moment;
use super::names::{Programme, nearest};
use super::offers::Stock;
use super::people::Cast;
use crate::model::{HandRaise, Introduced, Ledger, PersonKind, RelPath};
use crate::parse::campaign::{RawCampaign, Referrals};
use crate::parse::leads::{RawLead, key};
use crate::parse::time::WrittenTime;
use crate::report::{Finding, Place, Report};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Where hand-raises are recorded.
pub const RECORD: &str = "private/leads.csv";

/// What the host writes in the place of a partner so that nobody gets the credit.
const NOBODY: &str = "nobody";

/// What names are looked up in.
pub struct Known<'a> {
    /// People.
    pub cast: &'a Cast,
    /// Offers.
    pub stock: &'a Stock,
    /// Episodes.
    pub programme: &'a Programme,
    /// The show's time zone.
    pub timezone: &'a TimeZone,
}

/// The ledger. A partner in the record whom nobody knows is a finding, once for each name; the hand-raise counts, and nobody is credited.
pub fn resolve(
    leads: &[RawLead],
    campaigns: &[Item<(RawCampaign, Referrals)>],
    known: &Known<'_>,
    moment: &Moment,
    report: &mut Report,
) -> Ledger {
    let today = moment.as_of.to_zoned(known.timezone.clone()).date();
    let mut people: BTreeMap<String, u32> = BTreeMap::new();
    let mut strangers: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
    let mut hand_raises = Vec::new();
    for lead in leads {
        let written = lead.moment();
        let at = written.as_ref().filter(|written| !matches!(written, WrittenTime::Date(_)));
        let at = at.and_then(|written| written.timestamp(known.timezone).ok());
        let day = written.as_ref().and_then(|written| written.in_zone(known.timezone).ok()).map(|zoned| zoned.date());
        if at.is_some_and(|at| at > moment.as_of) || day.is_some_and(|day| day > today) {
            continue;
        }
        let next = u32::try_from(people.len()).unwrap_or(u32::MAX);
        let person = *people.entry(key(&lead.email)).or_insert(next);
        let partner = known.cast.find(&lead.partner, PersonKind::Partner);
        if partner.is_none() && !lead.partner.is_empty() && !lead.partner.eq_ignore_ascii_case(NOBODY) {
            strangers.entry(&lead.partner).or_insert((0, lead.line)).0 += 1;
        }
        let episode = known.programme.episode(&lead.episode).flatten();
        hand_raises.push(HandRaise { at, day, person, partner, offer: known.stock.find(&lead.offer), episode });
    }
    hand_raises.sort_by_key(|raise| (raise.day, raise.at, raise.person, raise.offer));
    for (name, (count, line)) in strangers {
        report.add(stranger(name, count, line, known.cast));
    }
    Ledger { hand_raises, introductions: introductions(campaigns, known.cast) }
}

fn stranger(name: &str, count: usize, line: u64, cast: &Cast) -> Finding {
    let people = if count == 1 { "one hand-raise is".to_owned() } else { format!("{count} hand-raises are") };
    let message = format!("line {line}: `{name}` is no partner, so {people} credited to nobody");
    let finding = Finding::warning("lead-of-nobody", Place::file(RelPath(RECORD.to_owned())), message);
    match nearest(name, cast.partner_slugs()) {
        Some(near) => finding.fix(format!("write `{near}` in the column `partner`, or add the name to that partner's `aliases`")),
        None => finding.fix("write the partner's folder name in the column `partner`, or `nobody`"),
    }
}

/// Rows of which at least one side is a partner.
fn introductions(campaigns: &[Item<(RawCampaign, Referrals)>], cast: &Cast) -> Vec<Introduced> {
    let partner = |name: &String| cast.find(name, PersonKind::Partner);
    let pairs = campaigns.iter().flat_map(|item| &item.raw.1.pairs);
    let introduced = pairs.map(|(from, to)| Introduced { from: partner(from), to: partner(to) });
    introduced.filter(|introduced| introduced.from.is_some() || introduced.to.is_some()).collect()
}
