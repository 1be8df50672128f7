//! How a connection stands, and why it ended.

/// How a connection stands. `L` is what more there is to say of a live one, `E` why it is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LinkState<L, E> {
    /// It is being made.
    #[default]
    Connecting,
    /// What happens at the other side comes at once.
    Live {
        /// Since when. Unix milliseconds.
        since_ms: i64,
        /// What more there is to say of it.
        by: L,
    },
    /// It is not there, and will be tried again.
    Waiting {
        /// Why not.
        why: E,
        /// When. Unix milliseconds.
        until_ms: i64,
    },
}

/// Why a connection is not used any more.
#[derive(Debug)]
pub(in crate::sources) enum Disconnect<E> {
    /// It is to be made anew at once: the computer woke up, or its time is over.
    Reconnect,
    /// It failed.
    Failed(E),
}

impl<E> From<E> for Disconnect<E> {
    fn from(why: E) -> Self {
        Self::Failed(why)
    }
}
