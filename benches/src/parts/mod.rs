//! The parts of the bench, one file each.

mod ack;
mod beside;
mod connected;
mod history;
mod idle;
mod laptop;
mod latency;
mod memory;
mod popup;
mod relay;
mod rules;
mod scroll;
mod size;
mod start;
mod unanswered;
mod window;

use anyhow::Result;

use crate::{Bench, report::Report};

/// A part.
pub(crate) struct Part {
    name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) run: fn(&Bench, &mut Report) -> Result<()>,
}

/// In the order in which they run; `history` before those that use the database it makes.
const PARTS: [Part; 16] = [
    Part { name: "size", title: "Size of the program", run: size::run },
    Part { name: "ack", title: "Durable answers a second", run: ack::run },
    Part { name: "latency", title: "Time to the answer", run: latency::run },
    Part { name: "popup", title: "From POST to popup", run: popup::run },
    Part { name: "unanswered", title: "1,000 unanswered popups", run: unanswered::run },
    Part { name: "idle", title: "Doing nothing", run: idle::run },
    Part { name: "history", title: "History", run: history::run },
    Part { name: "rules", title: "Rules", run: rules::run },
    Part { name: "memory", title: "Memory", run: memory::run },
    Part { name: "start", title: "Start", run: start::run },
    Part { name: "window", title: "Window", run: window::run },
    Part { name: "scroll", title: "Scrolling in the window", run: scroll::run },
    Part { name: "connected", title: "Connected bases", run: connected::run },
    Part { name: "relay", title: "Relay", run: relay::run },
    Part { name: "laptop", title: "A relay and a laptop", run: laptop::run },
    Part { name: "beside", title: "Beside another build", run: beside::run },
];

pub(crate) fn find(name: &str) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.name == name)
}

/// The names of all.
pub(crate) fn usual() -> Vec<String> {
    PARTS.iter().map(|part| part.name.to_owned()).collect()
}
