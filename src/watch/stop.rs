//! Being asked to end: Ctrl-C, or the system's own way of saying so. In: the channel of notes. Out: an end that leaves a whole site.

use super::Note;
use super::keys::Terminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// How long a build may go on after the first request to stop.
const GRACE: Duration = Duration::from_secs(3);

/// Ctrl-C, and being asked to end: at once where nothing is built; a build may end first, unless it takes long or is asked for again. What it
/// has staged until then is swept by the next; only while it puts things in place is it waited for.
pub fn on_request(notes: &Sender<Note>, terminal: Option<Terminal>, is_writing: Arc<AtomicBool>) {
    let (notes, asked) = (notes.clone(), AtomicU32::new(0));
    let leave = move || {
        let patience = Instant::now();
        while is_writing.load(Ordering::Relaxed) && patience.elapsed() < GRACE * 5 {
            std::thread::sleep(Duration::from_millis(10));
        }
        terminal.iter().for_each(Terminal::give_back);
        std::process::exit(0)
    };
    let leave = Arc::new(leave);
    let handler = move || {
        let leave = leave.clone();
        if asked.fetch_add(1, Ordering::Relaxed) > 0 {
            leave();
        }
        drop(notes.send(Note::Stop));
        let later = move || {
            std::thread::sleep(GRACE);
            leave();
        };
        drop(std::thread::Builder::new().spawn(later));
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        log::warn!("Ctrl-C ends this at once: {error}");
    }
}
