//! Popups: what they say, how many changes become one, and how they reach the desktop.

mod alerts;
mod outbox;
mod popups;
mod queue;
mod targets;
mod texts;

pub use futures_util::future::BoxFuture;

pub use self::{
    alerts::{Alert, AlertContent, Alerts, Gone, PopupKey},
    outbox::{DesktopNews, DesktopOutbox, DesktopTask, PopupRequest},
    popups::{
        Clicks, Opener, Popup, PopupAction, PopupButton, PopupError, PopupEvent, PopupServer, PopupState, PopupWeight,
        Popups, Window, WindowPage,
    },
    targets::Target,
    texts::details,
};
