//! Layer 3: bytes → disk.
