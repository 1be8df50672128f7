//! Every code that the programs can send is on the API's lists, from which the window's words are checked.
#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use rowbell_api::codes::{ERRORS, TROUBLES};

/// What a code stands right after, where it is written.
const BEFORE: &[&str] = &[
    "unfit(",
    "refuse(",
    "unknown(",
    "ErrorBody { code: ",
    "NotRunning => ",
    "Broken(_) => ",
    "NOT_OPENED: &str = ",
    "NO_SUCH_ENTRY: &str = ",
];
const FOLDERS: &[&str] = &["crates/api/src", "crates/core/src", "crates/agent/src/server", "src-tauri/src"];
/// Where the reasons of servers, relays, keyring and database name their codes, in functions whose names end with `code`.
const REASONS: &[&str] = &[
    "crates/seatable/src/client/error.rs",
    "crates/seatable/src/realtime/error.rs",
    "crates/core/src/config/secrets.rs",
    "crates/sqlite/src/error.rs",
    "crates/core/src/engine/accounts.rs",
    "crates/core/src/engine/actions.rs",
    "crates/core/src/sources/connected/report.rs",
    "crates/core/src/sources/relay/report.rs",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("codes.rs") {
            found.push(path);
        }
    }
}

fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned()
}

/// The text in quotes that begins here, if it can be a code.
fn quoted(text: &str) -> Option<&str> {
    let (word, _) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    let is_code = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_code.then_some(word)
}

fn all_quoted(text: &str, before: &str) -> BTreeSet<String> {
    text.match_indices(before).filter_map(|(at, _)| quoted(&text[at + before.len()..])).map(str::to_owned).collect()
}

/// What the functions that tell codes tell.
fn told_by(path: &str) -> BTreeSet<String> {
    let text = code(&root().join(path));
    let functions = text.split("fn ").filter(|function| function.split('(').next().unwrap().ends_with("code"));
    functions.flat_map(|function| all_quoted(function, "=> ")).collect()
}

fn listed(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

#[test]
fn every_error_s_code_is_on_the_list_and_every_one_there_is_one() {
    let mut sources = Vec::new();
    FOLDERS.iter().for_each(|folder| files(&root().join(folder), &mut sources));
    let mut found = BTreeSet::new();
    for source in sources {
        // However the fields are broken into lines.
        let text = code(&source).split_whitespace().collect::<Vec<_>>().join(" ");
        BEFORE.iter().for_each(|before| found.extend(all_quoted(&text, before)));
    }
    for reasons in REASONS {
        found.extend(told_by(reasons));
    }
    assert_eq!(found, listed(ERRORS));
}

#[test]
fn every_trouble_s_code_is_on_the_list_and_every_one_there_is_one() {
    let text = code(&root().join("crates/core/src/engine/troubles.rs"));
    // The code comes before the key of its words.
    let told = text.split("\"trouble-").map(|before| before.trim_end().trim_end_matches(','));
    let mut found: BTreeSet<_> = told
        .filter_map(|before| quoted(&before[before.trim_end_matches('"').rfind('"')?..]).map(str::to_owned))
        .collect();
    for reasons in ["crates/core/src/config/secrets.rs", "crates/sqlite/src/error.rs"] {
        found.extend(told_by(reasons));
    }
    assert_eq!(found, listed(TROUBLES));
}
