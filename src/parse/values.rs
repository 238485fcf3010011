//! From one written value to one typed value: numbers, yes and no, times, dates, addresses. In: the text behind a key. Out: the value,
//! or a [`Mistake`] in the author's words. It knows no files and no keys.

use super::time::WrittenTime;
use crate::model::Millis;
use jiff::{Timestamp, civil, tz};
use url::Url;

/// Why a value cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// A few words under the marked text.
    pub label: String,
    /// What to do; starts with a verb.
    pub fix: String,
}

fn mistake<T>(label: impl Into<String>, fix: impl Into<String>) -> Result<T, Mistake> {
    Err(Mistake { label: label.into(), fix: fix.into() })
}

/// `true`, `yes`, `on`, `y` and their opposites, in any case.
///
/// # Errors
/// For any other word.
pub fn flag(text: &str) -> Result<bool, Mistake> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" => Ok(true),
        "false" | "no" | "off" | "n" => Ok(false),
        "clean" => mistake("an old word of podcast feeds", "write `no`"),
        _ => mistake("neither yes nor no", "write `yes` or `no`"),
    }
}

/// A whole number from `least` on. Leading zeros are no octal here: `063` is 63.
///
/// # Errors
/// When it is anything else.
pub fn whole_number(key: &str, text: &str, least: u64) -> Result<u64, Mistake> {
    let example = format!("write it as a number, for example `{key}: {}`", least.max(1) + 1);
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.parse::<u64>() {
            Ok(number) if number >= least => Ok(number),
            Ok(_) => mistake("this is too small", format!("write {least} or more")),
            Err(_) => mistake("this is too large", example),
        };
    }
    if text.starts_with('-') && text[1..].parse::<f64>().is_ok() {
        return mistake("this is below zero", format!("write {least} or more"));
    }
    if text.parse::<f64>().is_ok_and(f64::is_finite) {
        return mistake("this is not a whole number", example);
    }
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return mistake("this is text", without_number(key, text, example));
    }
    let digits: String = text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    match digits.trim_start_matches('0') {
        "" => mistake("this is more than digits", example),
        digits => mistake("this is more than digits", format!("write only the number, for example `{key}: {digits}`")),
    }
}

/// What to do about a word where a number is wanted. Trailers and extras are what many write there.
fn without_number(key: &str, text: &str, example: String) -> String {
    match text.to_ascii_lowercase().as_str() {
        word @ ("bonus" | "trailer") if key == "number" => format!("delete this line, and write `type: {word}`"),
        _ if key == "number" => format!("{example}, or delete this line"),
        _ => example,
    }
}

/// A moment in a recording: `ss`, `mm:ss`, `h:mm:ss`, each with optional `.mmm`.
///
/// Below the first part, minutes and seconds stop at 59; the first part may be larger (`95`, `75:30`).
///
/// # Errors
/// When it is anything else.
pub fn millis(text: &str) -> Result<Millis, Mistake> {
    match clock_parts(text) {
        Some(millis) => Ok(millis),
        None => mistake("not minutes and seconds", time_fix(text)),
    }
}

fn clock_parts(text: &str) -> Option<Millis> {
    let (clock, fraction) = text.split_once('.').map_or((text, "0"), |(clock, fraction)| (clock, fraction));
    let parts: Vec<u64> = clock.split(':').map(digits).collect::<Option<_>>()?;
    let seconds = match parts[..] {
        [seconds] => Some(seconds),
        [minutes, seconds] if seconds < 60 => minutes.checked_mul(60)?.checked_add(seconds),
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => hours.checked_mul(3600)?.checked_add(minutes * 60 + seconds),
        _ => None,
    }?;
    digits(fraction)?;
    let thousandths = format!("{fraction:0<3}").get(..3)?.parse::<u64>().ok()?;
    seconds.checked_mul(1000)?.checked_add(thousandths).map(Millis)
}

fn digits(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Ten digits are three hundred years of recording; more are a mistake, and would overflow further on.
    (is_number && text.len() <= 10).then(|| text.parse().ok()).flatten()
}

fn time_fix(text: &str) -> String {
    let tidy: String = text.replace([';', '-', '\''], ":").replace(',', ".").replace(['h', 'm', ' '], ":").replace(['s', '"'], "");
    match clock_parts(tidy.trim_matches(':')) {
        Some(_) => format!("write `{}`", tidy.trim_matches(':')),
        None => "write minutes and seconds, for example `21:28` or `1:02:03`".to_owned(),
    }
}

/// The length of an event: minutes as a number, `1:30` or `1:30:00` in hours, `90 min`, `2 h`, `1 h 30 min`.
///
/// # Errors
/// When it is anything else, or nothing.
pub fn event_length(text: &str) -> Result<Millis, Mistake> {
    let wrong = || Mistake { label: "not a length of time".into(), fix: "write the minutes, for example `90 min`, or `1:30:00`".into() };
    let minutes = |minutes: u64| minutes.checked_mul(60_000).map(Millis).filter(|length| length.0 > 0).ok_or_else(wrong);
    if let Some(number) = digits(text) {
        return minutes(number);
    }
    if let Some((hours, rest)) = text.split_once(':').filter(|(_, rest)| !rest.contains(':')) {
        let (hours, rest) = digits(hours).zip(digits(rest)).filter(|(_, rest)| *rest < 60).ok_or_else(wrong)?;
        return minutes(hours * 60 + rest);
    }
    if text.contains(':') {
        return clock_parts(text).filter(|length| length.0 > 0).ok_or_else(wrong);
    }
    minutes(spelt_minutes(&text.to_lowercase()).ok_or_else(wrong)?)
}

/// `1 h 30 min` and its kin, in minutes.
fn spelt_minutes(text: &str) -> Option<u64> {
    let mut total = 0u64;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit())?;
        let number = digits(&rest[..number_end])?;
        rest = rest[number_end..].trim_start();
        let word_end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let factor = match &rest[..word_end] {
            "h" | "hr" | "hrs" | "hour" | "hours" => 60,
            "m" | "min" | "mins" | "minute" | "minutes" => 1,
            _ => return None,
        };
        total = total.checked_add(number.checked_mul(factor)?)?;
        rest = rest[word_end..].trim_start_matches(['.', ' ']);
    }
    Some(total)
}

/// A day, optionally with a time, optionally with an offset: `2026-05-14`, `2026-05-14 06:00`, `2026-05-14T06:00:00-05:00`.
///
/// The offset is read first and kept: a plain reader of wall-clock times would accept it and silently drop it.
///
/// # Errors
/// When it is anything else, or no day of the calendar.
pub fn written_time(text: &str) -> Result<WrittenTime, Mistake> {
    let (day, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let Some((year, month, day)) =
        three_numbers(day, '-').filter(|_| day.len() == 10 && day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-')
    else {
        return Err(not_a_day(text));
    };
    let Ok(date) = calendar(year, month, day) else {
        return mistake("there is no such day", "check the month and the day; the order is year, month, day");
    };
    if rest.is_empty() {
        return Ok(WrittenTime::Date(date));
    }
    let Some(after) = rest.strip_prefix(['T', 't', ' ']).map(str::trim_start) else {
        return Err(not_a_day(text));
    };
    let (clock, zone) = after.split_at(after.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(after.len()));
    let Some(time) = time_of_day(clock) else {
        return mistake("no such time of day", "write hours and minutes, for example `2026-05-14 06:00`");
    };
    let moment = civil::DateTime::from_parts(date, time);
    match zone.trim() {
        "" => Ok(WrittenTime::Local(moment)),
        zone => with_offset(moment, zone),
    }
}

fn with_offset(moment: civil::DateTime, zone: &str) -> Result<WrittenTime, Mistake> {
    let wrong = "write `Z`, or hours and minutes such as `+02:00`, or leave it out to use the show's time zone";
    let Some(offset) = offset(zone) else {
        return mistake("the time zone at the end is not an offset", wrong);
    };
    match moment.to_zoned(tz::TimeZone::fixed(offset)) {
        Ok(zoned) => Ok(WrittenTime::Instant(zoned)),
        Err(_) => mistake("too far from today", "check the year"),
    }
}

fn three_numbers(text: &str, separator: char) -> Option<(i64, i64, i64)> {
    let numbers: Vec<i64> = text.split(separator).map(|part| digits(part).and_then(|n| n.try_into().ok())).collect::<Option<_>>()?;
    if let [a, b, c] = numbers[..] { Some((a, b, c)) } else { None }
}

fn calendar(year: i64, month: i64, day: i64) -> Result<civil::Date, ()> {
    let (year, month, day) = (year.try_into().map_err(drop)?, month.try_into().map_err(drop)?, day.try_into().map_err(drop)?);
    civil::Date::new(year, month, day).map_err(drop)
}

fn time_of_day(text: &str) -> Option<civil::Time> {
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(clock, fraction)| (clock, Some(fraction)));
    let parts: Vec<i8> = clock.split(':').map(|part| digits(part).and_then(|n| n.try_into().ok())).collect::<Option<_>>()?;
    if fraction.is_some_and(|fraction| digits(fraction).is_none()) {
        return None;
    }
    match parts[..] {
        [hour, minute] if fraction.is_none() => civil::Time::new(hour, minute, 0, 0).ok(),
        [hour, minute, second] => civil::Time::new(hour, minute, second, 0).ok(),
        _ => None,
    }
}

/// `Z`, `UTC`, `+02:00`, `-0500`, `+2`.
fn offset(zone: &str) -> Option<tz::Offset> {
    if matches!(zone, "Z" | "z" | "UTC" | "GMT") {
        return Some(tz::Offset::UTC);
    }
    let sign = match zone.chars().next()? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let rest = zone.trim_start_matches(['+', '-', '−']);
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None if rest.len() > 2 && rest.is_ascii() => rest.split_at(rest.len() - 2),
        None => (rest, "0"),
    };
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    if hours > 15 || minutes > 59 {
        return None;
    }
    tz::Offset::from_seconds(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?).ok()
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day written in another way, with how it is written here.
fn not_a_day(text: &str) -> Mistake {
    let order = "year, month, day";
    if let Some(moment) = computer_time(text) {
        return Mistake { label: "a computer's count of seconds".into(), fix: format!("write `{moment}`, which is what it stands for") };
    }
    match other_order(text).or_else(|| month_in_words(text)) {
        Some(date) => Mistake { label: format!("not in the order {order}"), fix: format!("write `{date}`") },
        None => Mistake { label: "not a date".into(), fix: format!("write {order}, for example `2026-05-14` or `2026-05-14 06:00`") },
    }
}

/// Seconds or milliseconds since 1970, as some programs export dates.
fn computer_time(text: &str) -> Option<String> {
    let count: i64 = text.parse().ok()?;
    let moment = match text.len() {
        9 | 10 => Timestamp::from_second(count),
        12 | 13 => Timestamp::from_millisecond(count),
        _ => return None,
    };
    Some(moment.ok()?.strftime("%Y-%m-%d %H:%M:%SZ").to_string())
}

/// `14.05.2026`, `14/5/2026`, `2026/05/14`, and `5/14/2026` where it can only be that.
fn other_order(text: &str) -> Option<civil::Date> {
    let separator = text.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let (a, b, c) = three_numbers(text, separator)?;
    if a > 31 {
        return calendar(a, b, c).ok();
    }
    let day_first = (c > 99).then(|| calendar(c, b, a).ok()).flatten();
    let month_first = (c > 99 && separator == '/').then(|| calendar(c, a, b).ok()).flatten();
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    }
}

/// `14 May 2026`, `May 14th, 2026`, `Thu, 14 May 2026 06:00:00 GMT` (the day only).
fn month_in_words(text: &str) -> Option<civil::Date> {
    let words: Vec<&str> = text.split([' ', ',', '.', '-']).filter(|word| !word.is_empty()).take(8).collect();
    let month = words.iter().find_map(|word| {
        let start = word.get(..3)?.to_ascii_lowercase();
        MONTHS.iter().position(|month| *month == start)
    })?;
    let numbers: Vec<i64> = words
        .iter()
        .filter_map(|word| digits(word.trim_end_matches(|c: char| c.is_ascii_alphabetic())).and_then(|n| n.try_into().ok()))
        .collect();
    let year = numbers.iter().copied().find(|number| (1000..10_000).contains(number))?;
    let day = numbers.iter().copied().find(|number| (1..32).contains(number))?;
    calendar(year, i64::try_from(month).ok()? + 1, day).ok()
}

/// An absolute `http` or `https` address, encoded exactly once.
///
/// # Errors
/// When it is anything else.
pub fn url(text: &str) -> Result<Url, Mistake> {
    let example = "write the whole address, for example `https://example.com/`";
    if text.contains(['\n', '\r', '\t']) || text.split(' ').filter(|word| word.contains("://")).count() > 1 {
        return mistake("more than one address, or a text", "write one address, starting with `https://`");
    }
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && has_host(&url) => Ok(url),
        Ok(url) if matches!(url.scheme(), "http" | "https") => mistake("the name of the site is missing", example),
        Ok(url) if url.scheme() == "mailto" => mistake("this is an e-mail address", example),
        _ if text.starts_with('@') => mistake("this is a user name", "write the whole address of the profile, starting with `https://`"),
        _ => mistake("this is not a whole address", with_https(text).unwrap_or_else(|| example.to_owned())),
    }
}

fn has_host(url: &Url) -> bool {
    url.host_str().is_some_and(|host| !host.is_empty() && !host.starts_with('.'))
}

fn with_https(text: &str) -> Option<String> {
    let bare = text.trim_start_matches('/');
    let host = bare.split(['/', '?', '#']).next().unwrap_or_default();
    let looks_right = host.contains('.') && !host.contains([' ', '@']) && !host.starts_with('.') && !host.ends_with('.');
    let url = looks_right.then(|| Url::parse(&format!("https://{bare}")).ok()).flatten()?;
    has_host(&url).then(|| format!("add `https://` in front: `https://{bare}`"))
}

/// An e-mail address: something, `@`, a domain with a dot.
///
/// # Errors
/// When it is anything else.
pub fn email(text: &str) -> Result<String, Mistake> {
    let example = "write it like `name@example.com`";
    let bare = text.strip_prefix("mailto:").unwrap_or(text);
    let Some((name, domain)) = bare.rsplit_once('@') else {
        return mistake("there is no @ in it", example);
    };
    let is_good = !name.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !bare.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"'))
        && !name.contains('@');
    if is_good { Ok(bare.to_owned()) } else { mistake("this is not one e-mail address", example) }
}

/// A language tag in its usual case: `en-US`, `zh-Hant-TW`.
///
/// Source: BCP 47 (RFC 5646) section 2.1 for the form, 2.1.1 for the case.
///
/// # Errors
/// When it is not well-formed, or a language's name.
pub fn language(text: &str) -> Result<String, Mistake> {
    let example = "write a language tag such as `en`, `en-US` or `es`";
    if let Some(tag) = language_by_name(text) {
        return mistake("this is the name of a language", format!("write its tag, `{tag}`"));
    }
    match language_case(text) {
        Some(tag) => Ok(tag),
        None => match language_case(&text.replace('_', "-")) {
            Some(tag) => mistake("this has an underscore", format!("write `{tag}`")),
            None => mistake("this is not a language tag", example),
        },
    }
}

fn language_by_name(text: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 14] = [
        ("english", "en"),
        ("german", "de"),
        ("deutsch", "de"),
        ("spanish", "es"),
        ("español", "es"),
        ("french", "fr"),
        ("français", "fr"),
        ("italian", "it"),
        ("portuguese", "pt"),
        ("dutch", "nl"),
        ("arabic", "ar"),
        ("hebrew", "he"),
        ("japanese", "ja"),
        ("chinese", "zh"),
    ];
    let text = text.to_lowercase();
    NAMES.iter().find(|(name, _)| *name == text).map(|(_, tag)| *tag)
}

fn language_case(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let primary = parts.next()?;
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let mut tag = primary.to_ascii_lowercase();
    let mut is_plain = true;
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let lower = part.to_ascii_lowercase();
        let letters = part.bytes().all(|byte| byte.is_ascii_alphabetic());
        tag.push('-');
        match part.len() {
            1 => is_plain = false,
            2 if is_plain && letters => {
                tag.push_str(&part.to_ascii_uppercase());
                continue;
            }
            4 if is_plain && letters => {
                tag.push_str(&lower[..1].to_ascii_uppercase());
                tag.push_str(&lower[1..]);
                continue;
            }
            2 if is_plain => return None,
            _ => {}
        }
        tag.push_str(&lower);
    }
    let ends_open = tag.len() > 2 && tag.as_bytes()[tag.len() - 2] == b'-';
    (!ends_open).then_some(tag)
}

/// A time zone of the bundled IANA database, in its usual case.
///
/// The bundled one, never the machine's: the same show must give the same bytes everywhere.
///
/// # Errors
/// When there is none of that name.
pub fn timezone(text: &str) -> Result<String, Mistake> {
    let zones = tz::TimeZoneDatabase::bundled();
    if let Some(name) = zones.get(text).ok().and_then(|zone| zone.iana_name().map(str::to_owned)) {
        return Ok(name);
    }
    let words = text.to_lowercase().replace(' ', "_");
    let city = |zone: &str| zone.rsplit_once('/').map_or(zone, |(_, city)| city).to_lowercase();
    let near = |name: &str| strsim::osa_distance(&name.to_lowercase(), &words).min(strsim::osa_distance(&city(name), &words));
    let best = (text.len() <= 60)
        .then(|| zones.available().map(|name| name.as_str().to_owned()).min_by_key(|name| (near(name), name.clone())))
        .flatten()
        .filter(|name| near(name) <= 2);
    match best {
        Some(name) => mistake("no time zone has this name", format!("write `{name}`")),
        None => mistake("no time zone has this name", "write continent and city, for example `America/Chicago`"),
    }
}

/// A UUID, lower case with hyphens.
///
/// # Errors
/// When it is anything else.
pub fn guid(text: &str) -> Result<String, Mistake> {
    match uuid::Uuid::try_parse(text) {
        Ok(uuid) => Ok(uuid.hyphenated().to_string()),
        Err(_) => mistake(
            "not 32 letters and digits in five groups",
            "copy it from the feed, where it looks like `917393e3-1b1e-5cef-ace4-edaa54e1f810`",
        ),
    }
}

/// A loudness in hundredths of LUFS: `-16`, `-16.5`, `-16 LUFS`. From −70 to −5.
///
/// # Errors
/// When it is anything else.
pub fn loudness(text: &str) -> Result<i32, Mistake> {
    let example = "write a number below zero, for example `loudness: -16`";
    let lower = text.to_ascii_lowercase().replace('−', "-");
    let number = lower.trim_end_matches("lufs").trim_end_matches("lkfs").trim();
    let Some(number) = number.strip_prefix('-') else {
        return mistake("loudness is counted down from zero", example);
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let hundredths = digits(fraction).and_then(|_| format!("{fraction:0<2}").get(..2)?.parse::<i32>().ok());
    let value =
        digits(whole).and_then(|whole| i32::try_from(whole).ok()).zip(hundredths).and_then(|(a, b)| a.checked_mul(100)?.checked_add(b));
    match value {
        Some(value) if (500..=7000).contains(&value) => Ok(-value),
        Some(_) => mistake("outside -70 to -5", example),
        None => mistake("this is not a number", example),
    }
}

/// A bit rate in kbit/s: `128`, `128k`, `128 kbit/s`. From 8 to 640.
///
/// # Errors
/// When it is anything else.
pub fn bitrate(text: &str) -> Result<u32, Mistake> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = text[end..].trim().to_ascii_lowercase();
    let is_kilo = matches!(unit.as_str(), "" | "k" | "kbit" | "kbits" | "kbps" | "kbit/s" | "kb/s");
    match text[..end].parse::<u32>() {
        Ok(rate) if is_kilo && (8..=640).contains(&rate) => Ok(rate),
        _ => mistake("not a number of kbit/s from 8 to 640", "write for example `bitrate: 128`"),
    }
}

/// The address of a file beside: relative, `/` between parts, nowhere above its folder.
///
/// # Errors
/// When it is a web address, a place on one computer, or above the folder.
pub fn file_beside(text: &str) -> Result<String, Mistake> {
    let move_it = "put the file beside this one and write its name";
    if text.contains("://") {
        return mistake("this is a web address", move_it);
    }
    let path = text.replace('\\', "/");
    let is_drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    if path.starts_with('/') || path.starts_with('~') || is_drive {
        return mistake("this place exists on one computer only", move_it);
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.contains(&"..") {
        return mistake("this leads out of the folder", move_it);
    }
    if parts.is_empty() || path.ends_with('/') {
        return mistake("this is a folder", "write the name of the file");
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Option<u64> {
        millis(text).ok().map(|time| time.0)
    }

    #[test]
    fn times_are_seconds_minutes_or_hours_with_thousandths() {
        let good = [
            ("0", 0),
            ("95", 95_000),
            ("44:28", 2_668_000),
            ("75:30", 4_530_000),
            ("1:02:03", 3_723_000),
            ("00:01:02.5", 62_500),
            ("08", 8_000),
        ];
        for (text, expected) in good {
            assert_eq!(time(text), Some(expected), "{text}");
        }
        for text in ["", "-1", "1:60", "1:2:60", "1:60:00", "1:2:3:4", "45;11", "1.", ".5", "1:", "x", "１:00", "99999999999"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn a_slip_in_a_time_is_put_right() {
        let fix = |text| millis(text).err().map(|mistake| mistake.fix);
        for (text, right) in [("45;11", "45:11"), ("1h02m03s", "1:02:03"), ("00:01:02,500", "00:01:02.500")] {
            assert_eq!(fix(text), Some(format!("write `{right}`")), "{text}");
        }
    }

    #[test]
    fn dates_keep_their_offset() {
        let read = |text| {
            written_time(text).map(|time| match time {
                WrittenTime::Date(date) => format!("day {date}"),
                WrittenTime::Local(moment) => format!("local {moment}"),
                WrittenTime::Instant(zoned) => format!("instant {} {}", zoned.timestamp(), zoned.offset()),
            })
        };
        let good = [
            ("2026-05-14", "day 2026-05-14"),
            ("2026-05-14 06:00", "local 2026-05-14T06:00:00"),
            ("2026-05-14T06:00:30.25", "local 2026-05-14T06:00:30"),
            ("2026-05-14T06:00:00Z", "instant 2026-05-14T06:00:00Z +00"),
            ("2026-05-14T06:00+02:00", "instant 2026-05-14T04:00:00Z +02"),
            ("2026-05-14 06:00 -0500", "instant 2026-05-14T11:00:00Z -05"),
            ("2026-05-14 06:00:00 UTC", "instant 2026-05-14T06:00:00Z +00"),
        ];
        for (text, expected) in good {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn other_ways_to_write_a_date_are_turned_round_or_refused() {
        let fix = |text: &str| written_time(text).err().map(|mistake| mistake.fix).unwrap_or_default();
        for text in ["14.05.2026", "14/5/2026", "5/14/2026", "2026/05/14", "2026-5-14", "May 14th, 2026", "Thu, 14 May 2026 06:00:00 GMT"] {
            assert_eq!(fix(text), "write `2026-05-14`", "{text}");
        }
        assert!(fix("05/06/2026").contains("year, month, day"), "which of the two is the month cannot be known");
        assert!(fix("1778738400").contains("2026-05-14 06:00:00Z"));
        assert!(fix("1778738400000").contains("2026-05-14 06:00:00Z"));
        for text in
            ["2026-02-30", "2026-13-01", "2026-05-14 25:00", "2026-05-14 06:00 CST", "2026-05-14x", "soon", "2026-05-14T", "20260514"]
        {
            assert!(!fix(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn lengths_of_events_are_minutes_or_hours() {
        let good = [
            ("90", 90),
            ("90 min", 90),
            ("1:30", 90),
            ("1:30:00", 90),
            ("1 h 30 min", 90),
            ("2 hours", 120),
            ("1h30m", 90),
            ("45 Minutes", 45),
        ];
        for (text, minutes) in good {
            assert_eq!(event_length(text), Ok(Millis(minutes * 60_000)), "{text}");
        }
        for text in ["0", "", "long", "1:75", "90 apples", "-5"] {
            assert!(event_length(text).is_err(), "{text}");
        }
    }

    #[test]
    fn addresses_are_whole_and_encoded_once() {
        assert_eq!(url("https://a.example/x y.mp3?a=1&b=%20").map(String::from).as_deref(), Ok("https://a.example/x%20y.mp3?a=1&b=%20"));
        assert_eq!(url("HTTPS://Münster.example").map(String::from).as_deref(), Ok("https://xn--mnster-3ya.example/"));
        for text in ["a.example/x", "//a.example", "www.a.example"] {
            assert!(url(text).is_err_and(|mistake| mistake.fix.starts_with("add `https://` in front")), "{text}");
        }
        for text in [
            "",
            "https://",
            "ftp://a.example/",
            "javascript:alert(1)",
            "@dev",
            "a b",
            "mailto:a@b.example",
            "https://a.example https://b.example",
        ] {
            assert!(url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn languages_get_their_usual_case() {
        let good = [
            ("en", "en"),
            ("EN-us", "en-US"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("sl-rozaj-biske", "sl-rozaj-biske"),
            ("de-u-co-phonebk", "de-u-co-phonebk"),
        ];
        for (text, tag) in good {
            assert_eq!(language(text).as_deref(), Ok(tag), "{text}");
        }
        for text in ["", "e", "english", "en_US", "en-", "en--US", "e1", "en-u", "en-toolongsubtag"] {
            assert!(language(text).is_err(), "{text}");
        }
        assert!(language("English").is_err_and(|mistake| mistake.fix.contains("`en`")));
    }

    #[test]
    fn time_zones_come_from_the_bundled_list() {
        assert_eq!(timezone("America/Chicago").as_deref(), Ok("America/Chicago"));
        assert_eq!(timezone("UTC").as_deref(), Ok("UTC"));
        assert_eq!(timezone("Chicago").err().map(|mistake| mistake.fix).as_deref(), Some("write `America/Chicago`"));
        assert_eq!(timezone("Europe/Berln").err().map(|mistake| mistake.fix).as_deref(), Some("write `Europe/Berlin`"));
        assert!(timezone("Central Standard Time Zone of my house").is_err());
    }

    #[test]
    fn loudness_and_bit_rate_are_whole_numbers_inside() {
        assert_eq!((loudness("-16"), loudness("-16.5 LUFS"), loudness("−23")), (Ok(-1600), Ok(-1650), Ok(-2300)));
        assert!(["16", "", "-0", "-90", "-x", "loud"].iter().all(|text| loudness(text).is_err()));
        assert_eq!((bitrate("128"), bitrate("96k"), bitrate("160 kbit/s")), (Ok(128), Ok(96), Ok(160)));
        assert!(["", "0", "128000", "high", "128 Mbit"].iter().all(|text| bitrate(text).is_err()));
    }

    #[test]
    fn files_lie_beside_and_nowhere_else() {
        assert_eq!(file_beside("./img\\dev okafor.jpg").as_deref(), Ok("img/dev okafor.jpg"));
        for text in ["", "/etc/passwd", "../secret", "a/../../b", "C:\\x.jpg", "~/x", "https://a.example/x.jpg", "folder/", "."] {
            assert!(file_beside(text).is_err(), "{text}");
        }
    }
}
