//! Rules about texts below a front matter: links, headings, times, and what readers stumble over.

use super::addresses::{Addresses, links_in_fields, texts};
use super::text::{TimeCode, is_plain_http, leading_time_code, prose_lines};
use super::{Check, Guards, ReadText, Rule};
use crate::model::{Millis, Site};
use crate::report::{Finding, Place, Report, RuleText, Severity};

pub(super) const BROKEN_LINK: Rule = Rule {
    text: RuleText {
        name: "broken-link",
        severity: Severity::Error,
        finds: "A link or picture that leads to a page, file or heading this site does not have.",
        why: "Whoever follows it meets an error page, and a referral ends there. A page that is a draft or dated later does not exist yet.",
        wrong: "See [our talk](/episodes/who-can-sing/).",
        right: "See [our talk](/episodes/who-can-sign/).",
    },
    guards: Guards::Quality,
    check: Check::Both(broken_link_in_field, broken_link),
};

fn broken_link(site: &Site, texts: &[ReadText<'_>], report: &mut Report) {
    let addresses = Addresses::of(site);
    for ReadText { text, references } in texts {
        for reference in references {
            if addresses.is_broken(text.page.as_str(), &reference.target) {
                let place = Place::body(text.source, reference.start, reference.end);
                report.add(broken(&addresses, place, &reference.target, reference.is_image));
            }
        }
    }
}

fn broken_link_in_field(site: &Site, report: &mut Report) {
    let addresses = Addresses::of(site);
    for (source, key, target) in links_in_fields(site) {
        if addresses.is_broken("", target) {
            report.add(broken(&addresses, Place::key(source, key), target, false));
        }
    }
}

fn broken(addresses: &Addresses<'_>, place: Place, target: &str, is_image: bool) -> Finding {
    let shown: String = target.chars().filter(|c| !c.is_control()).take(120).collect();
    if is_image {
        let finding = BROKEN_LINK.finding(place, format!("there is no picture at {shown}"));
        return finding.fix("put the picture beside this file, and write its name as it is, capitals included");
    }
    if let Some(id) = target.strip_prefix('#') {
        let finding = BROKEN_LINK.finding(place, format!("this page has no heading that answers to #{id}"));
        return finding.fix("write the words of the heading in small letters with hyphens between them");
    }
    let mut finding = BROKEN_LINK.finding(place, format!("this site has nothing at {shown}"));
    // Written in full, as notes from elsewhere have it: another program may serve that page below the same name.
    if target.contains("://") {
        finding.severity = Severity::Warning;
    }
    match addresses.nearest(target) {
        Some(near) => finding.fix(format!("write `/{near}` if that is the one you mean")),
        None => finding.fix("correct the address, or publish that page first"),
    }
}

pub(super) const HEADING_SKIPS_LEVEL: Rule = Rule {
    text: RuleText {
        name: "heading-skips-level",
        severity: Severity::Warning,
        finds: "A heading that is two or more levels below the one before it.",
        why: "People who listen to the page instead of looking jump from heading to heading, and believe they missed something.",
        wrong: "## What to do\n#### The bank",
        right: "## What to do\n### The bank",
    },
    guards: Guards::Quality,
    check: Check::Site(heading_skips_level),
};

fn heading_skips_level(site: &Site, report: &mut Report) {
    for text in texts(site) {
        let mut before: Option<usize> = None;
        for (start, line) in prose_lines(&text.markdown.0) {
            let Some(level) = heading_level(line) else { continue };
            if before.is_some_and(|before| level > before + 1) {
                let place = Place::body(text.source, start, start + line.len());
                let finding = HEADING_SKIPS_LEVEL.finding(place, "this heading skips a level");
                let marks = "#".repeat(before.unwrap_or(1) + 1);
                report.add(finding.fix(format!("write it with `{marks}`")));
            }
            before = Some(level);
        }
    }
}

/// The level of a `## heading`.
fn heading_level(line: &str) -> Option<usize> {
    // Four spaces make it code.
    let indent = line.len() - line.trim_start_matches(' ').len();
    let rest = line.trim_start_matches(' ');
    let level = rest.bytes().take_while(|b| *b == b'#').count();
    let after = rest.get(level..)?;
    (indent < 4 && (1..=6).contains(&level) && (after.is_empty() || after.starts_with([' ', '\t']))).then_some(level)
}

pub(super) const LINK_TEXT_SAYS_NOTHING: Rule = Rule {
    text: RuleText {
        name: "link-text-says-nothing",
        severity: Severity::Info,
        finds: "A link whose words are \"click here\" or the like, or a long bare address.",
        why: "People who scan or listen to the links of a page cannot tell where it leads, and so do not follow it.",
        wrong: "For the letter [click here](https://okafor.example/bank-letter/).",
        right: "Dev explains it in [The bank letter](https://okafor.example/bank-letter/).",
    },
    guards: Guards::Quality,
    check: Check::Texts(link_text_says_nothing),
};

fn link_text_says_nothing(_: &Site, texts: &[ReadText<'_>], report: &mut Report) {
    for ReadText { text, references } in texts {
        for reference in references.iter().filter(|reference| !reference.is_image) {
            if says_nothing(&reference.text, &reference.target) {
                let place = Place::body(text.source, reference.start, reference.end);
                let finding = LINK_TEXT_SAYS_NOTHING.finding(place, "the words of this link do not say where it leads");
                report.add(finding.fix("use the name of what is behind it"));
            }
        }
    }
}

/// Whether the words of a link do not tell where it leads.
pub(super) fn says_nothing(words: &str, target: &str) -> bool {
    let folded = super::text::folded(words);
    let empty_words = [
        "click here",
        "click",
        "here",
        "link",
        "this",
        "this link",
        "read more",
        "more",
        "learn more",
        "aquí",
        "haz clic aquí",
        "hier",
        "klicken sie hier",
        "hier klicken",
        "ici",
        "cliquez ici",
        "aqui",
        "clique aqui",
        "qui",
        "clicca qui",
    ];
    empty_words.contains(&folded.as_str()) || (words.trim() == target && target.chars().count() > 60)
}

pub(super) const ODD_PUNCTUATION: Rule = Rule {
    text: RuleText {
        name: "odd-punctuation",
        severity: Severity::Warning,
        finds: "A typographic dash or bullet where a list begins, or a curly quotation mark inside an address.",
        why: "Texts copied from a word processor carry marks that look right and do not work: the list becomes one paragraph, \
              the link breaks.",
        wrong: "– Count first\n– Plan second",
        right: "- Count first\n- Plan second",
    },
    guards: Guards::Quality,
    check: Check::Texts(odd_punctuation),
};

fn odd_punctuation(_: &Site, texts: &[ReadText<'_>], report: &mut Report) {
    for ReadText { text, references } in texts {
        for (start, line) in prose_lines(&text.markdown.0) {
            if let Some(end) = odd_bullet(line) {
                let place = Place::body(text.source, start, start + end);
                let finding = ODD_PUNCTUATION.finding(place, "this looks like a list, but the mark at its start makes none");
                report.add(finding.fix("start the line with a plain hyphen and a space"));
            }
        }
        for reference in references {
            let has_quote = ['“', '”', '„', '‘', '’', '«', '»'].iter().any(|quote| reference.target.contains(*quote));
            if has_quote || reference.target.contains("%E2%80%9C") || reference.target.contains("%E2%80%9D") {
                let place = Place::body(text.source, reference.start, reference.end);
                let finding = ODD_PUNCTUATION.finding(place, "there is a curly quotation mark inside this address");
                report.add(finding.fix("take it out, or write a straight one"));
            }
        }
    }
}

/// The length of `– `, `— ` or `• ` at the start of a line.
fn odd_bullet(line: &str) -> Option<usize> {
    let rest = line.trim_start();
    let mark = rest.chars().next().filter(|c| matches!(c, '–' | '—' | '•' | '‣' | '◦' | '▪' | '●' | '·'))?;
    let after = rest.get(mark.len_utf8()..)?;
    // A line of speech may begin with a long dash; a bullet is never anything else.
    let is_list = after.starts_with([' ', '\t', '\u{a0}']) && (mark != '—' || line.starts_with([' ', '\t']));
    is_list.then_some(line.len() - rest.len() + mark.len_utf8())
}

/// A time in the notes that a listener would jump to: at the start of a line or entry, or in brackets.
pub(super) fn jump_marks(text: &str) -> Vec<(usize, TimeCode)> {
    let mut marks = Vec::new();
    for (start, line) in prose_lines(text) {
        if let Some(code) = entry_time(line) {
            marks.push((start, code));
        }
        for (at, open) in line.match_indices(['(', '[']) {
            let inside = at + open.len();
            let Some(code) = line.get(inside..).and_then(leading_time_code) else { continue };
            let closes = line.get(inside + code.end..).is_some_and(|rest| rest.starts_with([')', ']']));
            let code = TimeCode { at: code.at, start: inside + code.start, end: inside + code.end };
            if closes && !marks.contains(&(start, code)) {
                marks.push((start, code));
            }
        }
    }
    marks
}

/// The time with which a line of a list begins: `- 12:30 the bank`, `12:30 – the bank`, `[12:30](#t=750) the bank`.
fn entry_time(line: &str) -> Option<TimeCode> {
    let without_indent = line.trim_start();
    let without_bullet = without_indent.trim_start_matches(['-', '*', '+', '•', '–']).trim_start();
    let without_bracket = without_bullet.trim_start_matches(['(', '[', '*', '_']);
    let start = line.len() - without_bracket.len();
    let code = leading_time_code(without_bracket)?;
    Some(TimeCode { at: code.at, start: start + code.start, end: start + code.end })
}

pub(super) const TIME_CODE_AFTER_END: Rule = Rule {
    text: RuleText {
        name: "time-code-after-end",
        severity: Severity::Warning,
        finds: "A time in the notes that is later than the end of the recording.",
        why: "Apps make such times into buttons; this one leads nowhere. Mostly it comes from the cut before the last.",
        wrong: "- 82:10 What the bank wants   (in a recording of 28:14)",
        right: "- 22:10 What the bank wants",
    },
    guards: Guards::Quality,
    check: Check::Site(time_code_after_end),
};

fn time_code_after_end(site: &Site, report: &mut Report) {
    for episode in &site.episodes {
        let Some(end) = episode.recording.as_ref().and_then(|recording| recording.duration).filter(|end| end.0 > 0) else { continue };
        for (start, code) in jump_marks(&episode.notes.0) {
            if code.at > end {
                let place = Place::body(&episode.source, start + code.start, start + code.end);
                let finding = TIME_CODE_AFTER_END.finding(place, "this time is after the end of the recording");
                report.add(finding.label(format!("the recording ends at {}", end.clock())).fix("use the time heard in the final file"));
            }
        }
    }
}

/// Lists of times in a text: two or more lines in a row that begin with one.
pub(super) fn time_lists(text: &str) -> Vec<Vec<(usize, TimeCode)>> {
    let mut lists = Vec::new();
    let mut list: Vec<(usize, TimeCode)> = Vec::new();
    for (start, line) in prose_lines(text) {
        match entry_time(line) {
            Some(code) => list.push((start, code)),
            // A blank line between two entries still is one list.
            None if line.trim().is_empty() => {}
            None => lists.push(std::mem::take(&mut list)),
        }
    }
    lists.push(list);
    lists.retain(|list| list.len() >= 2);
    lists
}

pub(super) const TIME_LIST_OUT_OF_ORDER: Rule = Rule {
    text: RuleText {
        name: "time-list-out-of-order",
        severity: Severity::Warning,
        finds: "A list of times in the notes that does not start at 0:00, or goes backwards.",
        why: "Spotify and Apple make chapters of such a list, but only when it starts at 0:00 and goes forward.",
        wrong: "- 1:10 The bank\n- 0:40 The will",
        right: "- 0:00 Welcome\n- 0:40 The will\n- 1:10 The bank",
    },
    guards: Guards::Quality,
    check: Check::Site(time_list_out_of_order),
};

fn time_list_out_of_order(site: &Site, report: &mut Report) {
    for episode in &site.episodes {
        for list in time_lists(&episode.notes.0) {
            let Some((start, first)) = list.first() else { continue };
            if first.at != Millis(0) {
                let place = Place::body(&episode.source, start + first.start, start + first.end);
                let finding = TIME_LIST_OUT_OF_ORDER.finding(place, "this list of times does not start at 0:00");
                report.add(finding.fix("add a first line that starts with 0:00"));
            }
            let steps = list.iter().zip(list.iter().skip(1));
            for ((_, before), (start, code)) in steps.filter(|((_, before), (_, code))| code.at <= before.at) {
                let place = Place::body(&episode.source, start + code.start, start + code.end);
                let finding = TIME_LIST_OUT_OF_ORDER.finding(place, "this time is not later than the one above it");
                report.add(
                    finding.label(format!("the line above says {}", before.at.clock())).fix("list the times in the order they are heard"),
                );
            }
        }
    }
}

pub(super) const TIME_LIST_DISAGREES: Rule = Rule {
    text: RuleText {
        name: "time-list-disagrees",
        severity: Severity::Warning,
        finds: "A list of times in the notes with a time that is not one of the chapters.",
        why: "Some apps show the list, others the chapters: two listeners who compare notes are at different places.",
        wrong: "chapters:\n  - at: \"1:10\"\n---\n- 0:00 Welcome\n- 1:30 The bank",
        right: "chapters:\n  - at: \"1:10\"\n---\n- 0:00 Welcome\n- 1:10 The bank",
    },
    guards: Guards::Quality,
    check: Check::Site(time_list_disagrees),
};

fn time_list_disagrees(site: &Site, report: &mut Report) {
    for episode in site.episodes.iter().filter(|episode| !episode.chapters.is_empty()) {
        let is_chapter = |code: &TimeCode| episode.chapters.iter().any(|chapter| chapter.at.0.abs_diff(code.at.0) <= 1000);
        for (start, code) in time_lists(&episode.notes.0).into_iter().flatten().filter(|(_, code)| !is_chapter(code)) {
            let place = Place::body(&episode.source, start + code.start, start + code.end);
            let finding = TIME_LIST_DISAGREES.finding(place, "no chapter starts at this time");
            report.add(finding.fix("leave the list out, the page makes one from the chapters; or use the same times"));
        }
    }
}

pub(super) const INSECURE_PICTURE: Rule = Rule {
    text: RuleText {
        name: "insecure-picture",
        severity: Severity::Warning,
        finds: "A picture in a text that is fetched from elsewhere.",
        why: "Browsers do not show a picture from an http address on a secure page; and any picture from elsewhere tells its owner who reads \
              your pages.",
        wrong: "![A till](http://pictures.example/till.jpg)",
        right: "![A till](till.jpg)",
    },
    guards: Guards::Quality,
    check: Check::Texts(insecure_picture),
};

fn insecure_picture(site: &Site, texts: &[ReadText<'_>], report: &mut Report) {
    let own = &site.show.base_url.url;
    for ReadText { text, references } in texts {
        for image in references.iter().filter(|reference| reference.is_image) {
            let is_outside = super::text::is_web_address(&image.target) || image.target.starts_with("//");
            if is_outside && !image.target.starts_with(own) {
                let message = if is_plain_http(&image.target) {
                    "browsers will not show this picture"
                } else {
                    "this picture is fetched from elsewhere"
                };
                let finding = INSECURE_PICTURE.finding(Place::body(text.source, image.start, image.end), message);
                report.add(finding.fix("save the picture beside this file, if you may, and use its name"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{SPOTLIGHT, finds, found, show_key};
    use crate::model::Markdown;

    const FILE: &str = "content/episodes/002-cash-before-profit/index.md";

    fn notes(text: &str) -> impl Fn(&mut Site) + '_ {
        move |site| site.episodes[SPOTLIGHT].notes = Markdown(text.into())
    }

    #[test]
    fn fields_lead_to_pages_that_are_there() {
        finds(&BROKEN_LINK, show_key("links[0].url"), |site| site.show.links[0].url = "/abuot/".into());
        let finding = found(&BROKEN_LINK, |site| site.show.links[0].url = "/abuot/".into()).remove(0);
        assert_eq!(finding.fix.as_deref(), Some("write `/about/` if that is the one you mean"));
        finds(&BROKEN_LINK, show_key("forms.privacy_url"), |site| {
            site.pages.retain(|page| page.slug.as_str() != "privacy");
        });
        finds(&BROKEN_LINK, Place::key(FILE, "resources[0].url"), |site| {
            site.episodes[SPOTLIGHT].resources[0].url = Some("/gone/".into());
        });
    }

    #[test]
    fn links_in_texts_lead_to_pages_that_are_there() {
        let text = "One.\n\nSee [the sheet](/gone/) and ![](cat.jpg).";
        for finding in found(&BROKEN_LINK, notes(text)) {
            assert_eq!(finding.place.file, FILE);
        }
        let site = super::super::testing::clean();
        let addresses = Addresses::of(&site);
        let finding = broken(&addresses, Place::body(FILE, 6, 25), "/gone/", false);
        assert_eq!(finding.message, "this site has nothing at /gone/");
        assert!(broken(&addresses, Place::body(FILE, 0, 1), "#x", false).message.contains("heading"));
        assert!(broken(&addresses, Place::body(FILE, 0, 1), "cat.jpg", true).message.contains("picture"));
    }

    #[test]
    fn headings_go_down_one_step_at_a_time() {
        finds(&HEADING_SKIPS_LEVEL, Place::body(FILE, 7, 15), notes("## One\n#### Two\n"));
        for good in
            ["## One\n### Two\n## Three\n# Four", "#### One", "## One\n```\n#### code\n```", "## One\n#tag", "## One\n    #### code"]
        {
            assert!(found(&HEADING_SKIPS_LEVEL, notes(good)).is_empty(), "{good}");
        }
    }

    #[test]
    fn link_words_say_where_they_lead() {
        assert!(says_nothing("Click here!", "https://a.example/"));
        assert!(says_nothing("HIER", "https://a.example/"));
        let long = format!("https://a.example/{}", "x".repeat(60));
        assert!(says_nothing(&long, &long));
        assert!(!says_nothing("The bank letter", "https://a.example/"));
        assert!(!says_nothing("https://a.example/", "https://a.example/"));
    }

    #[test]
    fn lists_are_made_with_hyphens() {
        finds(&ODD_PUNCTUATION, Place::body(FILE, 6, 9), notes("One:\n\n– Count first\n"));
        finds(&ODD_PUNCTUATION, Place::body(FILE, 0, 3), notes("•\u{a0}Count first"));
        for good in ["- Count", "—Who is there?\n", "— Who is there?", "a – b", "```\n– code\n```", "–5 degrees"] {
            assert!(found(&ODD_PUNCTUATION, notes(good)).is_empty(), "{good}");
        }
    }

    #[test]
    fn times_in_notes_are_inside_the_recording() {
        finds(&TIME_CODE_AFTER_END, Place::body(FILE, 2, 7), notes("- 82:10 The bank"));
        finds(&TIME_CODE_AFTER_END, Place::body(FILE, 6, 11), notes("Bank (82:10)."));
        finds(&TIME_CODE_AFTER_END, Place::body(FILE, 3, 8), notes("- [82:10](#t=4930) The bank"));
        for good in ["We met at 82:10 or so", "- 12:10 The bank", "(12:10)", "```\n82:10\n```"] {
            assert!(found(&TIME_CODE_AFTER_END, notes(good)).is_empty(), "{good}");
        }
    }

    #[test]
    fn lists_of_times_start_at_the_start_and_go_forward() {
        finds(&TIME_LIST_OUT_OF_ORDER, Place::body(FILE, 0, 4), notes("0:40 a\r\n1:10 b"));
        finds(&TIME_LIST_OUT_OF_ORDER, Place::body(FILE, 19, 23), notes("0:00 a\n- 1:10 b\n\n- 0:40 c"));
        assert!(found(&TIME_LIST_OUT_OF_ORDER, notes("0:00 a\n1:32 b\n\nthen\n\n9:00 sharp")).is_empty());
    }

    #[test]
    fn lists_of_times_agree_with_the_chapters() {
        finds(&TIME_LIST_DISAGREES, Place::body(FILE, 7, 11), notes("0:00 a\n1:40 b"));
        assert!(found(&TIME_LIST_DISAGREES, notes("0:00 a\n1:32 b")).is_empty());
    }
}
