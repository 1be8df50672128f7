//! One kind of comparison a file: what a term becomes, and whether it holds for a cell.

pub(super) mod choice;
pub(super) mod day;
pub(super) mod department;
pub(super) mod number;
pub(super) mod text;
