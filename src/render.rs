//! Layer 3: Plan → bytes.
