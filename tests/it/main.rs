//! End to end: whole shows through the real program.

mod new;
mod readme;
mod show;
