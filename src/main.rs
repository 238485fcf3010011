//! Parses arguments, calls the library, turns the outcome into an exit code; nothing more.

fn main() {}
