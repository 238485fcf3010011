//! Layer 3: rules over a Site.
