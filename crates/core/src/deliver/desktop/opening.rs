//! What the engine asks of a desktop beside popups: to open the window, and web addresses.

use futures_util::future::BoxFuture;

use crate::change::EntryId;

/// The window with the history, where there is one.
pub trait Window: Send + Sync {
    /// Opens it, or brings it to the front, and shows a page. `token` is the activation token of the click that asked for
    /// it. False when no window can be shown here.
    fn show(&self, page: WindowPage, token: Option<&str>) -> bool;
}

/// What the window shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WindowPage {
    /// What it showed last, or the history.
    Any,
    /// A change.
    Change(EntryId),
    /// The changes of a time, both ends included. Unix milliseconds.
    Span {
        /// The first.
        from_ms: i64,
        /// The last.
        until_ms: i64,
    },
    /// What sets a relay up, with this address of one or invitation to one: the person has yet to agree.
    Relay(String),
}

/// Opens web addresses in the person's browser.
pub trait Opener: Send + Sync {
    /// Opens an address. `token` is the activation token of the click that asked for it.
    ///
    /// # Errors
    /// What happened and what to do, in words.
    fn open<'a>(&'a self, url: &'a str, token: Option<&'a str>) -> BoxFuture<'a, Result<(), String>>;
}
