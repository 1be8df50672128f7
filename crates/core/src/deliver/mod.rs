//! What becomes of what was recorded: the channels by which a person, or another program, is told. Today: the desktop's popups.

pub mod desktop;
