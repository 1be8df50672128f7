//! What comes back from popups: clicks are done, and those that are gone are noted.

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{marking::Marking, notices::Notices, opening::Opening, refusals::Refusals};
use crate::{
    deliver::desktop::{Desktop, Dismissed, PopupAction, PopupEvent, Target},
    error::ActionError,
};

/// Does what is clicked.
pub(crate) struct Clicks {
    pub(crate) desktop: Desktop,
    pub(crate) opening: Opening,
    pub(crate) marking: Marking,
    pub(crate) refusals: Refusals,
    pub(crate) notices: Notices,
}

impl Clicks {
    /// Runs until `shutdown`. A click that is being done then is done to its end.
    pub(crate) async fn follow(self, mut events: mpsc::Receiver<PopupEvent>, shutdown: CancellationToken) {
        while let Some(event) = tokio::select! {
            event = events.recv() => event,
            () = shutdown.cancelled() => None,
        } {
            match event {
                PopupEvent::Closed { key, by_person } => {
                    self.desktop.dismissed(key, if by_person { Dismissed::ByPerson } else { Dismissed::Expired });
                }
                PopupEvent::Invoked { key, action, token } => {
                    self.desktop.dismissed(key, Dismissed::ByPerson);
                    if let Some(target) = self.desktop.target(key)
                        && let Err(error) = self.invoked(target, &action, token.as_deref()).await
                    {
                        self.notices.failed(&error);
                    }
                }
            }
        }
    }

    async fn invoked(&self, target: Target, action: &PopupAction, token: Option<&str>) -> Result<(), ActionError> {
        match (target, action) {
            (Target::Host(host), PopupAction::AllowHost) => self.refusals.allow(&host),
            (Target::Host(_), _) => Ok(()),
            (
                Target::Change { entries, .. } | Target::Summary { entries } | Target::Details { entries },
                PopupAction::MarkRead,
            ) => self.marking.mark(entries, false).await.map(drop),
            (Target::Details { .. }, _) => Ok(()),
            (Target::Change { entry, entries }, _) => self.opening.open_clicked(entry, entries, token).await,
            (Target::Summary { entries }, _) => self.opening.open_summary(entries, token).await,
        }
    }
}
