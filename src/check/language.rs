//! Rules about the language that a show says it is in.

use super::{Check, Guards, Rule};
use crate::model::Site;
use crate::report::{Place, Report, RuleText, Severity};

pub(super) const UNKNOWN_LANGUAGE: Rule = Rule {
    text: RuleText {
        name: "unknown-language",
        severity: Severity::Error,
        finds: "A language or country code that does not exist.",
        why: "Apple refuses a show whose language it does not know, and screen readers would use the wrong voice.",
        wrong: "language: en-UK",
        right: "language: en-GB",
    },
    guards: Guards::Quality,
    check: Check::Site(unknown_language),
};

fn unknown_language(site: &Site, report: &mut Report) {
    for (message, fix) in language_faults(&site.show.language) {
        report.add(UNKNOWN_LANGUAGE.finding(Place::key(&site.show.source, "language"), message).fix(fix));
    }
}

/// What is wrong with a well-formed language tag, and what to do: codes that nobody registered.
pub(super) fn language_faults(tag: &str) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    // Single letters start an extension, where two letters are no longer a country.
    let country = parts.take_while(|part| part.len() > 1).find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let country = country.map(str::to_ascii_uppercase);
    if language.len() == 2 && !is_listed(LANGUAGES, &language) {
        let fix = "write two letters such as `en`, `es` or `de`, and a country where it matters: `en-US`";
        faults.push((format!("{language} is not the code of a language"), fix.to_owned()));
    }
    if let Some(country) = country.filter(|country| !is_listed(COUNTRIES, country)) {
        let fix = match country.as_str() {
            "UK" => format!("write `{language}-GB`: the code of the United Kingdom is GB"),
            _ => format!("write the two letters of the country, or `{language}` alone"),
        };
        faults.push((format!("{country} is not the code of a country"), fix));
    }
    faults
}

/// Whether a two-letter code is in a list of them, separated by spaces.
fn is_listed(codes: &str, code: &str) -> bool {
    codes.split_ascii_whitespace().any(|listed| listed == code)
}

/// ISO 639-1.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo \
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn \
    ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl \
    ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve \
    vi vo wa wo xh yi yo za zh zu";

/// ISO 3166-1 alpha-2, and XK, which everybody uses for Kosovo.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA \
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI \
    GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC \
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA \
    PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH \
    TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{finds, found, show_key};

    #[test]
    fn languages_and_countries_must_exist() {
        finds(&UNKNOWN_LANGUAGE, show_key("language"), |site| site.show.language = "xx".into());
        finds(&UNKNOWN_LANGUAGE, show_key("language"), |site| site.show.language = "en-UK".into());
        for good in ["en", "de-AT", "zh-Hant-TW", "es-419", "haw", "pt-br", "en-a-uk", "sr-Latn-RS"] {
            assert!(found(&UNKNOWN_LANGUAGE, |site| site.show.language = good.into()).is_empty(), "{good}");
        }
    }
}
