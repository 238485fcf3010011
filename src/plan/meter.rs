//! The counter of a referral drive, as a picture and as data, for anybody's page. A number names nobody, so private referrals count.

use super::Output;
use super::markup::escape;
use super::shell::direction;
use super::view::shortened;
use super::words::{count, grouped, phrase};
use crate::model::{Campaign, Site};
use serde::Serialize;

/// `campaigns/<slug>/meter.svg` and `meter.json`.
#[must_use]
pub fn outputs(site: &Site) -> Vec<Output<'_>> {
    site.campaigns.iter().flat_map(|campaign| of_campaign(site, campaign)).collect()
}

fn of_campaign<'site>(site: &'site Site, campaign: &'site Campaign) -> [Output<'site>; 2] {
    let picture = move || picture(site, campaign).into_bytes();
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

/// Width and height of the picture.
pub const SIZE: (u32, u32) = (600, 96);
/// Inside width of the bar.
const BAR: u64 = 568;
/// Letters of the heading that fit beside the number.
const LETTERS: usize = 34;

/// Colours for light pages stand in the attributes, for programs that know no style; those for dark pages in the style.
const STYLE: &str =
    "@media(prefers-color-scheme:dark){.g{fill:#1e2623;stroke:#2d3632}.t{fill:#edf1ee}.m{fill:#a7b1ac}.r{fill:#2d3632}.b{fill:#5dbf97}}";

/// 600 × 96, no script; it brings its own ground and follows the reader's choice of light or dark. In scripts that run from right to
/// left the bar grows from the right.
fn picture(site: &Site, campaign: &Campaign) -> String {
    let percent = percent(campaign);
    let filled = percent.map_or(0, |percent| percent.min(100) * BAR / 100);
    // A round end needs its own width: nothing is drawn for nothing, and one referral is already seen.
    let filled = if campaign.count == 0 || percent.is_none() { 0 } else { filled.max(24) };
    let (title, language) = (escape(&campaign.title), escape(&site.show.language));
    let so_far = escape(&so_far(site, campaign));
    let heading = escape(&shortened(&campaign.title, LETTERS));
    let is_rtl = direction(&site.show.language) == "rtl";
    let (start, end, dir) = if is_rtl { (584, 16, "rtl") } else { (16, 584, "ltr") };
    let bar_at = if is_rtl { BAR.saturating_sub(filled) } else { 0 };
    let bar = if filled == 0 {
        String::new()
    } else {
        format!("<rect class=\"b\" x=\"{bar_at}\" width=\"{filled}\" height=\"24\" rx=\"12\" fill=\"#0b6b55\"/>")
    };
    let (width, height) = SIZE;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\" lang=\"{language}\" direction=\"{dir}\" font-family=\"system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif\">\n\
         <title id=\"title\">{title}</title>\n<desc id=\"desc\">{so_far}</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"g\" x=\".5\" y=\".5\" width=\"599\" height=\"95\" rx=\"12\" fill=\"#fcfcfa\" stroke=\"#dcdcd4\"/>\n\
         <text class=\"t\" x=\"{start}\" y=\"36\" font-size=\"21\" font-weight=\"700\" fill=\"#17201d\">{so_far}</text>\n\
         <text class=\"m\" x=\"{end}\" y=\"36\" font-size=\"15\" text-anchor=\"end\" fill=\"#55605a\">{heading}</text>\n\
         <g transform=\"translate(16 54)\"><rect class=\"r\" width=\"{BAR}\" height=\"24\" rx=\"12\" fill=\"#dcdcd4\"/>{bar}</g>\n</svg>\n"
    )
}

/// `612 of 1,000 referrals`, in the show's own words.
#[must_use]
pub fn so_far(site: &Site, campaign: &Campaign) -> String {
    let number = grouped(site, campaign.count);
    match (campaign.goal.filter(|goal| *goal > 0), campaign.count) {
        (Some(goal), _) => phrase(site, "goal", &[("count", &number), ("goal", &grouped(site, goal))]),
        (None, 0) => phrase(site, "referrals_none", &[]),
        (None, many) => count(site, "referrals_count", usize::try_from(many).unwrap_or(usize::MAX)),
    }
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
        let site = sample::site();
        let mut campaign = sample::campaign();
        campaign.title = "Owners & <friends>".into();
        campaign.count = 1_412;
        let svg = picture(&site, &campaign);
        assert!(svg.contains("<title id=\"title\">Owners &amp; &lt;friends&gt;</title>"), "{svg}");
        assert!(svg.contains("<desc id=\"desc\">1,412 of 1,000 referrals</desc>"), "{svg}");
        assert!(
            svg.contains("x=\"0\" width=\"568\" height=\"24\" rx=\"12\" fill=\"#0b6b55\""),
            "a bar is never longer than its track: {svg}"
        );
        assert!(!svg.contains("script"));
    }

    #[test]
    fn from_right_to_left_the_bar_grows_from_the_right() {
        let mut site = sample::site();
        site.show.language = "he".into();
        let svg = picture(&site, &sample::campaign());
        assert!(svg.contains("direction=\"rtl\"") && svg.contains("<rect class=\"b\" x=\"336\" width=\"232\""), "{svg}");
        assert!(svg.contains("<text class=\"t\" x=\"584\""), "{svg}");
    }

    #[test]
    fn a_goal_of_nothing_and_huge_numbers_are_survived() {
        let site = sample::site();
        let mut campaign = sample::campaign();
        (campaign.goal, campaign.count) = (Some(0), u64::MAX);
        assert_eq!(percent(&campaign), None);
        assert!(picture(&site, &campaign).contains("18,446,744,073,709,551,615 referrals"));
        campaign.goal = Some(1);
        assert_eq!(percent(&campaign), None);
        (campaign.goal, campaign.count) = (None, 0);
        assert!(picture(&site, &campaign).contains("No referrals yet"));
    }
}
