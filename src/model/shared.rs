//! Values that several owners have without copying them: two sites that differ in one interview share all others. Whoever changes one
//! gets one of their own first.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A value that may belong to several.
#[derive(Clone, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Whether both are the very same value, without a look at it.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: Clone> Shared<T> {
    /// The value; copied only where others have it, too.
    #[must_use]
    pub fn into_inner(self) -> T {
        Arc::unwrap_or_clone(self.0)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.0 == other.0
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T: std::hash::Hash> std::hash::Hash for Shared<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Shared<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A list of such values, which reads like a list of the values themselves.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedList<T>(Vec<Shared<T>>);

/// Its values in order.
pub type SharedIter<'a, T> = std::iter::Map<std::slice::Iter<'a, Shared<T>>, fn(&'a Shared<T>) -> &'a T>;

impl<T> SharedList<T> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In order.
    pub fn iter(&self) -> SharedIter<'_, T> {
        self.0.iter().map(Deref::deref)
    }

    /// In order, as they may be kept.
    #[must_use]
    pub fn shared(&self) -> &[Shared<T>] {
        &self.0
    }

    /// The one at a place, from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.0.get(index).map(Deref::deref)
    }

    /// The first one.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last one.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.0.last().map(Deref::deref)
    }

    /// One more.
    pub fn push(&mut self, value: impl Into<Shared<T>>) {
        self.0.push(value.into());
    }
}

impl<T: Clone> SharedList<T> {
    /// In order, to change them; those that others have, too, are copied when they are reached.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(DerefMut::deref_mut)
    }

    /// The one at a place, to change it.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.0.get_mut(index).map(DerefMut::deref_mut)
    }

    /// As a list of its own kind, to add, move and take away.
    pub fn as_vec_mut(&mut self) -> &mut Vec<Shared<T>> {
        &mut self.0
    }
}

impl<T> Default for SharedList<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> std::ops::Index<usize> for SharedList<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        &self.0[index]
    }
}

impl<T: Clone> std::ops::IndexMut<usize> for SharedList<T> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut self.0[index]
    }
}

impl<'a, T> IntoIterator for &'a SharedList<T> {
    type Item = &'a T;
    type IntoIter = SharedIter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(Deref::deref)
    }
}

impl<'a, T: Clone> IntoIterator for &'a mut SharedList<T> {
    type Item = &'a mut T;
    type IntoIter = std::iter::Map<std::slice::IterMut<'a, Shared<T>>, fn(&'a mut Shared<T>) -> &'a mut T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut().map(DerefMut::deref_mut)
    }
}

impl<T> IntoIterator for SharedList<T> {
    type Item = Shared<T>;
    type IntoIter = std::vec::IntoIter<Shared<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T, V: Into<Shared<T>>> FromIterator<V> for SharedList<T> {
    fn from_iter<I: IntoIterator<Item = V>>(values: I) -> Self {
        Self(values.into_iter().map(Into::into).collect())
    }
}

impl<T> From<Vec<T>> for SharedList<T> {
    fn from(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for SharedList<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_changes_a_shared_value_gets_one_of_their_own() {
        let first = Shared::from(vec![1]);
        let mut second = first.clone();
        assert!(first.is_same(&second));
        second.push(2);
        assert_eq!((&*first, &*second), (&vec![1], &vec![1, 2]));
        assert!(first != second && !first.is_same(&second));
        assert_eq!(first, Shared::from(vec![1]), "equal, though not the same");
        assert_eq!(second.into_inner(), [1, 2]);
    }
}
