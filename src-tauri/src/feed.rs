//! What happens, reported to the page: the agent's events, and whether the agent is there.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use rowbell_api::{Client, Done, Event, Shown};
use serde::Serialize;
use tauri::{
    WebviewWindow,
    async_runtime::{JoinHandle, spawn},
    ipc::Channel,
};

use crate::window;

/// The first pause after the agent was lost, and the longest. It is on this computer, so asking costs next to nothing.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Something that the page is told.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum News {
    /// By the agent.
    Agent(Box<Event>),
    /// By the shell.
    Shell(Shell),
}

/// What only the shell knows.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Shell {
    /// The agent does not answer.
    AgentLost,
    /// The agent is there; events may have been missed before.
    AgentFound,
    /// The window is about to close; it does when the page has finished what it put off, and said so.
    Closing,
}

/// The feed of the page that is on show.
#[derive(Default)]
pub(crate) struct Feed(Mutex<Option<Page>>);

struct Page {
    channel: Channel<News>,
    task: JoinHandle<()>,
}

impl Feed {
    /// Reports to this page from now on, instead of the previous one.
    pub(crate) fn follow(&self, client: Client, window: WebviewWindow, channel: Channel<News>) {
        let task = spawn({
            let channel = channel.clone();
            async move { follow(&client, &window, &channel).await }
        });
        self.replace(Some(Page { channel, task }));
    }

    /// Whether a page has ever asked for it.
    pub(crate) fn is_followed(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Ends the feed with a last message to the page; false if there is no page to receive it.
    pub(crate) fn close(&self) -> bool {
        self.replace(None).is_some_and(|page| page.channel.send(News::Shell(Shell::Closing)).is_ok())
    }

    fn replace(&self, page: Option<Page>) -> Option<Page> {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *now, page);
        if let Some(page) = &before {
            page.task.abort();
        }
        before
    }
}

/// Follows the agent for ever.
async fn follow(client: &Client, window: &WebviewWindow, channel: &Channel<News>) {
    loop {
        let mut pause = PAUSES.0;
        let mut events = loop {
            match client.window_events().await {
                Ok(events) => break events,
                Err(_) if pause == PAUSES.0 => tell(channel, News::Shell(Shell::AgentLost)),
                Err(_) => {}
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        };
        tell(channel, News::Shell(Shell::AgentFound));
        while let Ok(Some(event)) = events.next().await {
            let shown = match &event {
                Event::Show { show } => {
                    window::to_front(window, show.token.clone());
                    Some(Shown { number: show.number })
                }
                _ => None,
            };
            tell(channel, News::Agent(Box::new(event)));
            if let Some(shown) = shown {
                // An agent that has ended meanwhile asks for nothing to be shown.
                drop(client.post::<Done>("/v1/shown", &shown).await);
            }
        }
    }
}

/// A page that is gone is told nothing, and its feed is replaced by the next one's.
fn tell(channel: &Channel<News>, news: News) {
    drop(channel.send(news));
}
