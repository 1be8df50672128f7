//! The tables, as the list of steps that made them. `PRAGMA user_version` counts the steps a file has seen.

/// One step per version. A step that was released is never edited; a change is a further step.
pub(crate) const STEPS: &[&str] = &[
    include_str!("step_1.sql"),
    include_str!("step_2.sql"),
    include_str!("step_3.sql"),
    include_str!("step_4.sql"),
    include_str!("step_5.sql"),
];
