//! End to end: whole shows through the real program.

mod layers;
mod new;
mod readme;
mod show;
