//! Part of `fetch`: not being a burden: at most two things at a time from one server, and waiting when it asks to.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Most connections to one server at a time. Browsers use six; a feed's host serves listeners meanwhile.
const AT_A_TIME: usize = 2;

/// How many are being served by which server.
#[derive(Debug, Default)]
pub(super) struct Doors {
    inside: Mutex<BTreeMap<String, usize>>,
    left: Condvar,
}

/// A place at a server, given back when dropped.
pub(super) struct Visit<'a> {
    doors: &'a Doors,
    host: String,
}

impl Doors {
    /// Waits until the server has room.
    pub(super) fn enter(&self, host: &str) -> Visit<'_> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |inside: &mut BTreeMap<String, usize>| inside.get(host).is_some_and(|count| *count >= AT_A_TIME);
        let mut inside = self.left.wait_while(inside, is_full).unwrap_or_else(PoisonError::into_inner);
        *inside.entry(host.to_owned()).or_insert(0) += 1;
        Visit { doors: self, host: host.to_owned() }
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        let mut inside = self.doors.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = inside.get_mut(&self.host) {
            *count = count.saturating_sub(1);
        }
        drop(inside);
        self.doors.left.notify_all();
    }
}

/// How long a server wants to be left alone: seconds, or a moment, which is counted from the server's own clock.
///
/// Source: RFC 9110, section 10.2.3.
pub(super) fn retry_after(value: &str, server_date: Option<&str>) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp());
    let (then, now): (Timestamp, Timestamp) = (moment(value)?, moment(server_date?)?);
    u64::try_from(then.as_second() - now.as_second()).ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_server_is_asked_for_two_things_at_a_time() {
        let (doors, now, most) = (Doors::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let visit = doors.enter("one.example");
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        now.fetch_sub(1, Ordering::SeqCst);
                        drop(visit);
                    }
                });
            }
        });
        assert!((1..=2).contains(&most.into_inner()));
    }

    #[test]
    fn a_server_says_how_long_in_seconds_or_as_a_moment() {
        assert_eq!(retry_after(" 120", None), Some(Duration::from_secs(120)));
        let (then, now) = ("Thu, 14 May 2026 06:01:30 GMT", "Thu, 14 May 2026 06:00:00 GMT");
        assert_eq!(retry_after(then, Some(now)), Some(Duration::from_secs(90)));
        assert_eq!(retry_after(now, Some(then)), None);
        assert_eq!(retry_after("soon", Some(now)), None);
    }
}
