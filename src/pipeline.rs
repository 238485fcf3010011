//! Layer 4: the stages called in a row.
