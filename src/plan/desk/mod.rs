//! What only the host sees: `desk/`. The only views that may open what is private.
