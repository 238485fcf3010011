//! What every page shows: name, menu, footer. The value templates know as `site`.
