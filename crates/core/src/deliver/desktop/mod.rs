//! Popups: what they say, how many changes become one, and how they reach the desktop.
//!
//! [`DesktopLane`] is the one task that works for this channel: it folds changes into alerts, puts them into the queue, has
//! a channel show one after the other, and notes what became of each. [`Desktop`] is how others speak to it.

mod alerts;
mod backoff;
mod channel;
mod handle;
mod lane;
mod late;
mod opening;
mod popups;
mod queue;
mod settle;
mod take_up;
mod targets;
#[cfg(test)]
mod tests;
mod texts;

pub use futures_util::future::BoxFuture;

pub use self::{
    alerts::{Alert, AlertContent, Alerts, Dismissed, PopupKey},
    handle::{Desktop, Inlet, desktop},
    lane::{DesktopLane, LaneParts},
    opening::{Opener, Window, WindowPage},
    popups::{
        Clicks, Popup, PopupAction, PopupButton, PopupError, PopupEvent, PopupServer, PopupState, PopupWeight, Popups,
    },
    targets::Target,
    texts::details,
};
