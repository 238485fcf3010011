//! Layer 5: what commands that only tell about a show have in common: reading it, and lines of at most 78 columns.

use super::build::{Clock, Refusal, Said, Voice, as_of, findings};
use crate::model::Site;
use crate::pipeline::{self, Goal, Order, Outcome, Step};
use crate::project::Project;
use crate::report::Report;
use crate::resolve::{Drafts, Moment};
use jiff::Zoned;
use unicode_width::UnicodeWidthStr;

/// Widest line.
pub const WIDTH: usize = 78;

/// A show that was read, and what was found about its record of hand-raises. What is wrong with the rest is `check`'s to say.
pub struct Show {
    /// The show.
    pub site: Site,
    /// Findings about hand-raises.
    pub about_leads: Report,
}

/// Reads a show as it is at `moment`, or now. Nothing is written. Where it cannot be used, the findings that say why.
///
/// # Errors
/// When the command line was wrong or the machine fails.
pub fn show(project: &Project, moment: Option<&str>, now: &Zoned, voice: Voice) -> Result<Result<Show, Said>, Refusal> {
    let as_of = moment.map_or(Ok(now.timestamp()), |text| as_of(text, now.time_zone()))?;
    let clock = Clock::start(voice);
    let mut outcome = Outcome::default();
    let order =
        Order { moment: Moment { as_of, drafts: Drafts::Hidden }, goal: Goal::Check, accepted: &[], tell: &|step| clock.tell(step) };
    let read = pipeline::read_site(project, &order, &mut outcome)?;
    clock.tell(Step::Done);
    outcome.report.tidy();
    let Some(pipeline::Read { site, .. }) = read else {
        return Ok(Err(Said { err: findings(&outcome.report, voice), code: 1, ..Said::default() }));
    };
    let about_leads = outcome.report.findings.into_iter().filter(|finding| finding.rule.starts_with("lead")).collect();
    Ok(Ok(Show { site, about_leads: Report { findings: about_leads } }))
}

/// `text` after `label` in a column of its own, broken so that no line is wider than [`WIDTH`]; a longer word stands alone.
pub fn labelled(indent: usize, label: &str, column: usize, text: &str) -> String {
    let room = WIDTH.saturating_sub(indent + column);
    let gap = " ".repeat(column.saturating_sub(label.width()));
    let mut lines = Vec::new();
    for (index, line) in wrapped(text, room).into_iter().enumerate() {
        let before = if index == 0 { format!("{label}{gap}") } else { " ".repeat(column) };
        lines.push(format!("{}{before}{line}", " ".repeat(indent)).trim_end().to_owned() + "\n");
    }
    lines.concat()
}

/// Lines of at most `width` columns; line breaks in the text stay.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// `text` and blanks up to `width` columns; what is longer is cut and ends in `…`.
pub fn column(text: &str, width: usize) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if text.width() <= width {
        return format!("{text}{}", " ".repeat(width - text.width()));
    }
    let mut cut = String::new();
    for letter in text.chars() {
        if cut.width() + unicode_width::UnicodeWidthChar::width(letter).unwrap_or(0) >= width {
            break;
        }
        cut.push(letter);
    }
    let gap = width.saturating_sub(cut.width() + 1);
    format!("{cut}…{}", " ".repeat(gap))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_within_the_width_and_hang_under_their_label() {
        let text = labelled(2, "owed", 6, &"word ".repeat(30));
        assert!(text.lines().all(|line| line.width() <= WIDTH), "{text}");
        assert!(
            text.starts_with("  owed  word word") && text.lines().nth(1).is_some_and(|line| line.starts_with("        word")),
            "{text}"
        );
    }

    #[test]
    fn a_column_is_as_wide_as_it_says_whatever_the_letters() {
        for text in ["short", "a text that is far too long for it", "田中美咲田中美咲田中美咲", "e\u{301}", ""] {
            assert_eq!(column(text, 12).width(), 12, "{text}");
        }
    }
}
