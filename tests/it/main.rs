//! End to end: whole shows through the real program.

mod audio;
mod layers;
mod levels;
mod new;
mod privacy;
mod readme;
mod road;
mod show;
