//! A relay in this process, and the real program, driven from outside.
#![allow(clippy::unwrap_used)]

mod device;
mod happy;
mod running;
