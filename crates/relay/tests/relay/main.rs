//! A relay in this process, and the real program, driven from outside.
#![allow(clippy::unwrap_used)]

mod attacks;
mod device;
mod disk;
mod happy;
mod program;
mod proxy;
mod running;
mod slow;
