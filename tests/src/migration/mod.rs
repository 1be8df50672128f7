//! Databases that an earlier Rowbell wrote, and what a Rowbell tells of them.
//!
//! The earlier one is the program of commit 29820d1, which `scripts/earlier-program.sh` builds from the project's history.
//! [`fixture`] is a small database that it wrote once; [`write()`] has it write one of any size.

mod answers;
mod bulk;
pub mod fixture;
mod program;
mod write;

pub use self::{
    answers::Answers,
    program::{Program, copy_data, earlier_bin},
    write::{Written, write},
};
