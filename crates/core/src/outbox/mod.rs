//! Where outcomes leave: popups now; chat, webhook, e-mail and programs come with the rules.

mod desktop;
mod popups;

pub use desktop::{DesktopNews, DesktopOutbox, DesktopTask, Showing, Target, details};
pub use futures_util::future::BoxFuture;
pub use popups::{
    Clicks, Opener, Popup, PopupAction, PopupButton, PopupError, PopupEvent, PopupServer, PopupState, PopupWeight,
    Popups, Window, WindowPage,
};

pub use crate::alerts::PopupKey;
