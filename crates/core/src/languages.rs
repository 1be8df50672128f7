//! The languages there are: one message file each, in `locales/`.

/// Code and message file of each language.
pub static LANGUAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));
