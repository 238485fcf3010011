//! The record of what was published, read once for as long as it says the same: a show of ten thousand episodes has one of 80 000 lines.

use crate::lock;
use crate::model::Published;
use crate::report::Report;

self_cell::self_cell!(
    /// A record's text, and what it says.
    struct Said {
        owner: Option<String>,
        #[covariant]
        dependent: Published,
    }
);

/// What was published before, and what is wrong with the file that says so.
pub struct Record {
    said: Said,
    found: Report,
}

impl Record {
    /// Reads the text; `before` is what was read the last time.
    #[must_use]
    pub fn of(text: Option<String>, before: Option<Self>) -> Self {
        if let Some(before) = before.filter(|before| *before.said.borrow_owner() == text) {
            return before;
        }
        let mut found = Report::default();
        let said = Said::new(text, |text| lock::read(text.as_deref(), &mut found));
        Self { said, found }
    }

    /// What was published.
    #[must_use]
    pub fn published(&self) -> &Published<'_> {
        self.said.borrow_dependent()
    }

    /// What is wrong with the file.
    #[must_use]
    pub fn found(&self) -> &Report {
        &self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_again_when_it_says_something_else() {
        let text = |guid: &str| Some(format!("version: 1\nfeed:\n  address: https://a.example/feed.xml\n  guid: {guid}\n"));
        let guid = |record: &Record| record.published().feed.as_ref().map(|feed| feed.guid.to_string());
        let first = Record::of(text("one"), None);
        assert_eq!(guid(&first), Some("one".to_owned()));
        let same = Record::of(text("one"), Some(first));
        assert_eq!((guid(&same), same.found().findings.len()), (Some("one".to_owned()), 0));
        let other = Record::of(text("two"), Some(same));
        assert_eq!(guid(&other), Some("two".to_owned()));
        let broken = Record::of(Some("what is this".to_owned()), Some(other));
        assert!(guid(&broken).is_none() && broken.found().has_errors());
        assert!(Record::of(Some("what is this".to_owned()), Some(broken)).found().has_errors(), "and is told again");
        assert!(Record::of(None, None).published().feed.is_none());
    }
}
