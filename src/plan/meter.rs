//! The counter of a referral drive, as a picture and as data, for anybody's page. A number names nobody, so private referrals count.

use super::Output;
use super::markup::escape;
use crate::model::{Campaign, Site};
use serde::Serialize;

/// `campaigns/<slug>/meter.svg` and `meter.json`.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    site.campaigns.iter().flat_map(|campaign| of_campaign(site, campaign)).collect()
}

fn of_campaign<'site>(site: &'site Site, campaign: &'site Campaign) -> [Output<'site>; 2] {
    let picture = move || picture(campaign, &site.show.language).into_bytes();
    let data = move || data(site, campaign).into_bytes();
    [
        Output::made(campaign.permalink.file("meter.svg"), &campaign.source, picture),
        Output::made(campaign.permalink.file("meter.json"), &campaign.source, data),
    ]
}

/// What `meter.json` says.
#[derive(Serialize)]
struct Meter<'a> {
    campaign: &'a str,
    title: &'a str,
    count: u64,
    goal: Option<u64>,
    percent: Option<u64>,
    starts: String,
    ends: String,
    url: String,
}

fn data(site: &Site, campaign: &Campaign) -> String {
    let meter = Meter {
        campaign: campaign.slug.as_str(),
        title: &campaign.title,
        count: campaign.count,
        goal: campaign.goal,
        percent: percent(campaign),
        starts: campaign.starts.to_string(),
        ends: campaign.ends.to_string(),
        url: site.show.base_url.page(&campaign.permalink),
    };
    serde_json::to_string_pretty(&meter).map(|json| json + "\n").unwrap_or_default()
}

/// Of the goal, rounded down so that 100 means reached; more is possible. `None` without a goal.
#[must_use]
pub fn percent(campaign: &Campaign) -> Option<u64> {
    let goal = campaign.goal.filter(|goal| *goal > 0)?;
    u64::try_from(u128::from(campaign.count) * 100 / u128::from(goal)).ok()
}

/// Inside width of the bar.
const BAR: u64 = 568;

/// 600 × 96, no script, readable on light and dark pages because it brings its own ground.
fn picture(campaign: &Campaign, language: &str) -> String {
    let filled = percent(campaign).map_or(0, |percent| percent.min(100) * BAR / 100);
    // A round end needs its own width: nothing is drawn for nothing, and one referral is already seen.
    let filled = if campaign.count == 0 || campaign.goal.is_none() { 0 } else { filled.max(24) };
    let (title, language) = (escape(&campaign.title), escape(language));
    let so_far = so_far(campaign);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 96\" width=\"600\" height=\"96\" role=\"img\" aria-labelledby=\"title desc\" lang=\"{language}\" font-family=\"system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif\">\n\
         <title id=\"title\">{title}</title>\n<desc id=\"desc\">{so_far}</desc>\n\
         <rect width=\"600\" height=\"96\" rx=\"12\" fill=\"#fcfcfa\"/>\n\
         <text x=\"16\" y=\"34\" font-size=\"22\" font-weight=\"750\" fill=\"#17201d\">{so_far}</text>\n\
         <g transform=\"translate(16 52)\"><rect width=\"{BAR}\" height=\"24\" rx=\"12\" fill=\"#dcdcd4\"/>\
         <rect width=\"{filled}\" height=\"24\" rx=\"12\" fill=\"#0b6b55\"/></g>\n</svg>\n"
    )
}

/// `612 of 1,000 introductions`.
fn so_far(campaign: &Campaign) -> String {
    let count = grouped(campaign.count);
    match campaign.goal {
        Some(goal) => format!("{count} of {} introductions", grouped(goal)),
        None if campaign.count == 1 => "1 introduction".to_owned(),
        None => format!("{count} introductions"),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 6);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn the_data_says_how_far_it_is() {
        let site = sample::site();
        let json: serde_json::Value = serde_json::from_str(&data(&site, &site.campaigns[0])).expect("json");
        let right = serde_json::json!({
            "campaign": "referral-week", "title": "Referral week", "count": 412, "goal": 1000, "percent": 41,
            "starts": "2026-02-09", "ends": "2026-02-15", "url": "https://ledger.example/show/campaigns/referral-week/"
        });
        assert_eq!(json, right);
    }

    #[test]
    fn the_picture_says_it_in_words_and_escapes_the_title() {
        let mut campaign = sample::campaign();
        campaign.title = "Owners & <friends>".into();
        campaign.count = 1_412;
        let svg = picture(&campaign, "en");
        assert!(svg.contains("<title id=\"title\">Owners &amp; &lt;friends&gt;</title>"), "{svg}");
        assert!(svg.contains("<desc id=\"desc\">1,412 of 1,000 introductions</desc>"), "{svg}");
        assert!(svg.contains("width=\"568\" height=\"24\" rx=\"12\" fill=\"#0b6b55\""), "a bar is never longer than its track: {svg}");
        assert!(!svg.contains("script"));
    }

    #[test]
    fn a_goal_of_nothing_and_huge_numbers_are_survived() {
        let mut campaign = sample::campaign();
        (campaign.goal, campaign.count) = (Some(0), u64::MAX);
        assert_eq!(percent(&campaign), None);
        campaign.goal = Some(1);
        assert_eq!(percent(&campaign), None);
        campaign.goal = None;
        assert!(picture(&campaign, "en").contains("18,446,744,073,709,551,615 introductions"));
    }
}
