//! The whole app on a virtual desktop, from a POST to a click.
//!
//! Each test has a desktop, an agent and a sender of its own, so they run at the same time. Build the program first:
//! `cargo build -p rowbell && cargo test -p rowbell-tests`. With `ROWBELL_SLOW=1` the slow ones are run at full length.
#![allow(clippy::unwrap_used)]

mod asleep;
mod buttons;
mod calm;
mod clicks;
mod commands;
mod connected;
mod crashes;
mod hostile;
mod in_force;
mod keeping_secrets;
mod killed;
mod looking_up;
mod lying_relay;
mod mailboxes;
mod migration;
mod missed;
mod new_rows;
mod opening_the_window;
mod other_programs;
mod people;
mod popups;
mod reaching;
mod receiving;
mod refusals;
mod relay;
mod restarts;
mod restored;
mod rules;
mod rules_bench;
mod rules_from_seatable;
mod sales;
mod settings_file;
mod spreadsheets;
mod stand_in;
mod storing;
mod surroundings;
mod systemd;
mod tray;
mod webhook_care;
mod window;
mod window_api;
mod window_in_use;
mod window_on_screen;
mod wording;
