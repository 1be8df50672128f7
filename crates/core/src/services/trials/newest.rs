//! The last few of many things that come in order.

use std::collections::VecDeque;

/// How many changes of each sort are named for a rule.
const NAMED: usize = 20;

/// The newest of what was added, at most [`NAMED`].
#[derive(Clone, Debug)]
pub(super) struct Newest<T>(VecDeque<T>);

impl<T> Default for Newest<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T> Newest<T> {
    pub(super) fn add(&mut self, one: T) {
        if self.0.len() == NAMED {
            self.0.pop_front();
        }
        self.0.push_back(one);
    }

    /// The newest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().rev()
    }
}
