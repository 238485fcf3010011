//! What was told in confidence. The type has no `Serialize` and no `Display`, so no template, feed or search index can hold it.

use std::fmt;

/// A value for the host's eyes only. Only `resolve` (which makes it) and the views in `plan/desk/` may open it; the
/// layering test holds that.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Closes `value`.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Closes what `change` makes of the value: nobody else sees it.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Private<U> {
        Private(change(self.0))
    }

    /// The value, for output that stays in `desk/`.
    pub fn open_for_desk(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Private(..)")
    }
}
