//! End to end: whole shows through the real program.

mod audio;
mod feeds;
mod import;
mod layers;
mod new;
mod privacy;
mod readme;
mod road;
mod show;
