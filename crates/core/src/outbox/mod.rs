//! Where outcomes leave: popups now; chat, webhook, e-mail and programs come with the rules.

mod desktop;
mod popups;

pub use desktop::{DesktopOutbox, DesktopTask, Showing, Target, details};
pub use popups::{
    BoxFuture, Opener, Popup, PopupAction, PopupButton, PopupError, PopupEvent, PopupKey, PopupState, PopupWeight,
    Popups,
};
