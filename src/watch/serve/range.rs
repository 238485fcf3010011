//! Parts of a file, so that a player can skip about in a recording. In: a `Range` header and a length. Out: which bytes to send.

use std::ops::Range;

/// What a request is given of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// Nothing: no byte that was asked for is there.
    Nowhere,
}

/// Which part of a file of `length` bytes a `Range` header asks for.
///
/// A header that is malformed or of another unit is ignored, and so is one for several parts at once, which no player sends.
/// Source: RFC 9110, section 14.
#[must_use]
pub fn part(header: Option<&str>, length: u64) -> Part {
    let Some((unit, set)) = header.and_then(|header| header.split_once('=')) else { return Part::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Part::Whole;
    }
    let mut specs = set.split(',').map(str::trim).filter(|spec| !spec.is_empty());
    match (specs.next(), specs.next()) {
        (Some(spec), None) => one(spec, length),
        _ => Part::Whole,
    }
}

fn one(spec: &str, length: u64) -> Part {
    let Some((first, last)) = spec.split_once('-') else { return Part::Whole };
    let (first, last) = (first.trim_end(), last.trim_start());
    match (number(first), number(last)) {
        // The last so many bytes.
        (None, Some(count)) if first.is_empty() => {
            if count == 0 || length == 0 {
                Part::Nowhere
            } else {
                Part::Bytes(length.saturating_sub(count)..length)
            }
        }
        (Some(first), None) if last.is_empty() => from(first, length, length),
        (Some(first), Some(last)) if first <= last => from(first, last.saturating_add(1), length),
        _ => Part::Whole,
    }
}

fn from(first: u64, end: u64, length: u64) -> Part {
    if first >= length { Part::Nowhere } else { Part::Bytes(first..end.min(length)) }
}

/// A number of any size; what is too large for us is as large as can be.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_suffix_and_open_ranges_are_cut_to_the_file() {
        for (header, expected) in [
            ("bytes=0-0", 0..1),
            ("bytes=2-5", 2..6),
            ("Bytes = 2 - 5", 2..6),
            ("bytes=8-", 8..10),
            ("bytes=8-99", 8..10),
            ("bytes=-3", 7..10),
            ("bytes=-99999999999999999999999", 0..10),
            ("bytes=4-99999999999999999999999", 4..10),
            ("bytes= ,2-5,", 2..6),
        ] {
            assert_eq!(part(Some(header), 10), Part::Bytes(expected), "{header}");
        }
    }

    #[test]
    fn what_is_not_there_cannot_be_given() {
        for (header, length) in [("bytes=10-", 10), ("bytes=10-12", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-1", 0)] {
            assert_eq!(part(Some(header), length), Part::Nowhere, "{header}");
        }
        assert_eq!(part(Some("bytes=99999999999999999999999-"), 10), Part::Nowhere);
    }

    #[test]
    fn what_is_malformed_or_asks_for_several_parts_gives_the_whole() {
        for header in ["bytes", "bytes=", "bytes=a-b", "bytes=5-2", "bytes=-", "bytes=+1-2", "lines=1-2", "bytes=0-1,3-4", "bytes=1"] {
            assert_eq!(part(Some(header), 10), Part::Whole, "{header}");
        }
        assert_eq!(part(None, 10), Part::Whole);
    }
}
