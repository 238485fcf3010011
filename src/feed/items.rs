//! Items that were written before, for a run that writes the same feed again and again: those of interviews that nobody has changed.

use super::Detail;
use crate::model::{Episode, Shared, SharedList};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Items of the show's two feeds. They hold as long as everything of the site but its interviews is as it was; whoever keeps them
/// knows that.
#[derive(Debug, Default)]
pub struct Items {
    /// Of `feed.xml`.
    pub(super) xml: Written,
    /// Of `feed.json`.
    pub(super) json: Written,
}

/// Items of one feed.
#[derive(Debug, Default)]
pub(super) struct Written(Mutex<Table>);

/// Items by the interview that they are of, as it lies in memory, and how much they say.
#[derive(Debug, Default)]
struct Table {
    items: HashMap<(usize, Detail), String>,
    /// Keeps those interviews where they lie.
    of: Vec<Shared<Episode>>,
}

impl Written {
    /// Lets `write` make a feed of these interviews with what is known; keeps what it used and made.
    pub(super) fn with<T>(&self, episodes: &SharedList<Episode>, write: impl FnOnce(&Known<'_>) -> T) -> T {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = Known { items: &table.items, made: Mutex::default() };
        let done = write(&known);
        let made = known.made.into_inner().unwrap_or_else(PoisonError::into_inner);
        table.items.extend(made);
        let now: std::collections::HashSet<usize> = episodes.iter().map(place).collect();
        table.items.retain(|(place, _), _| now.contains(place));
        table.of = episodes.shared().to_vec();
        done
    }
}

/// What is known while a feed is written.
pub(super) struct Known<'t> {
    items: &'t HashMap<(usize, Detail), String>,
    made: Mutex<Vec<((usize, Detail), String)>>,
}

impl Known<'_> {
    /// The item as it was written before, or as `render` writes it now.
    pub(super) fn item(&self, episode: &Episode, detail: Detail, render: impl FnOnce() -> String) -> String {
        let key = (place(episode), detail);
        if let Some(item) = self.items.get(&key) {
            return item.clone();
        }
        let item = render();
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push((key, item.clone()));
        item
    }
}

fn place(episode: &Episode) -> usize {
    std::ptr::from_ref(episode).addr()
}

#[cfg(test)]
mod tests {
    use crate::feed::{Items, Scope, write, write_again};
    use crate::model::{Site, sample};

    fn again(site: &Site, items: &Items, scope: Scope) -> String {
        let mut bytes = Vec::new();
        write_again(site, scope, items, &mut |piece| bytes.extend_from_slice(piece));
        String::from_utf8(bytes).expect("text")
    }

    fn anew(site: &Site, scope: Scope) -> String {
        let mut bytes = Vec::new();
        write(site, scope, &mut |piece| bytes.extend_from_slice(piece));
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn what_is_written_again_is_what_would_be_written_anew() {
        let items = Items::default();
        let mut site = sample::site();
        for scope in [Scope::Show { page: 1 }, Scope::Json { page: 1 }, Scope::Partner(sample::PARTNER)] {
            for title in ["One", "Two", "Three"] {
                let before = site.clone();
                site.episodes[1].title = title.to_owned();
                assert_eq!(again(&site, &items, scope), anew(&site, scope));
                assert_eq!(again(&before, &items, scope), anew(&before, scope));
                assert_eq!(again(&site, &items, scope), anew(&site, scope));
            }
        }
        assert!(!items.json.0.lock().expect("nobody broke it").items.is_empty());
        site.episodes.as_vec_mut().clear();
        assert_eq!(again(&site, &items, Scope::Json { page: 1 }), anew(&site, Scope::Json { page: 1 }));
        assert!(items.json.0.lock().expect("nobody broke it").items.is_empty(), "what nobody has any more is forgotten");
    }
}
