//! A relay in this process, and the real program, driven from outside.
#![allow(clippy::unwrap_used)]

mod attacks;
mod device;
mod disk;
mod durability;
mod happy;
mod operator;
mod program;
mod proxy;
mod running;
mod service;
mod slow;
