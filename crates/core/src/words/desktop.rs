//! What is to be known of a desktop's popups.

use super::Words;
use crate::outbox::{Clicks, PopupServer};

impl Words {
    /// What a click on its popups does, and whether "do not disturb" can be known.
    pub fn popup_hints(&self, server: &PopupServer) -> Vec<String> {
        let clicks = match server.clicks {
            Clicks::Open => self.get("clicks-open"),
            Clicks::CloseBesideButtons => self.get("clicks-close-beside-buttons"),
            Clicks::CloseWithLeft => self.get("clicks-close-with-left"),
            Clicks::Nothing => self.get("clicks-nothing"),
        };
        let unknown = (!server.tells_do_not_disturb).then(|| self.get("do-not-disturb-unknown"));
        [Some(clicks), unknown].into_iter().flatten().collect()
    }
}
