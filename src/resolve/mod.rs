//! Layer 3: Raw* and AudioFacts → Site.
