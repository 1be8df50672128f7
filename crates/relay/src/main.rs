//! `rowbell-relay`.
fn main() {}
