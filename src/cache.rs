//! Layer 4: what is remembered.
