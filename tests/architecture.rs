//! The arrows that ARCHITECTURE.md draws hold: who may know whom, among the crates and inside the core.
#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What each module of the core may use, besides what stands on `anyone`'s ground. Higher ones first.
const CORE: &[(&str, &[&str])] = &[
    (
        "engine",
        &[
            "alerts", "care", "context", "database", "enrich", "history", "inbox", "outbox", "pipeline", "rules",
            "sources", "words",
        ],
    ),
    ("pipeline", &["alerts", "care", "context", "database", "enrich", "history", "inbox", "outbox", "rules", "words"]),
    ("outbox", &["alerts", "context", "enrich", "history", "words"]),
    ("sources", &["database", "enrich", "inbox"]),
    ("context", &["enrich", "words"]),
    ("words", &["alerts", "languages"]),
    ("alerts", &[]),
    ("care", &[]),
    ("enrich", &["database"]),
    ("history", &["database"]),
    ("inbox", &["database"]),
    ("database", &[]),
    ("config", &["languages", "rules"]),
    ("rules", &[]),
    ("change", &[]),
    ("languages", &[]),
    ("text", &[]),
    ("clock", &[]),
];
/// The ground: plain types, settings, text and the clock.
const GROUND: &[&str] = &["change", "clock", "config", "text"];

/// The packages that a crate of ours may depend on among ours, and some that it may not depend on at all.
const CRATES: &[(&str, &[&str])] = &[
    ("accept", &[]),
    ("dial", &[]),
    ("seatable", &["rowbell-dial"]),
    ("api", &[]),
    ("protocol", &[]),
    ("sqlite", &[]),
    ("relay", &["rowbell-accept", "rowbell-protocol", "rowbell-sqlite"]),
    ("core", &["rowbell-accept", "rowbell-dial", "rowbell-protocol", "rowbell-sqlite", "seatable"]),
    ("agent", &["rowbell-api", "rowbell-core", "rowbell-dial", "seatable"]),
    ("../src-tauri", &["rowbell-api"]),
    // It judges the others, so it knows none of them.
    ("../tests/stand-in", &[]),
];
const DESKTOP: &[&str] = &["zbus", "ksni", "notify-rust", "keyring-core", "tray-icon", "tao", "tauri", "gtk"];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("crates")
}

/// The modules of the core that a module uses, its tests apart.
fn used(module: &Path) -> BTreeSet<String> {
    let mut files = Vec::new();
    rust_files(module, &mut files);
    let mut used = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            match rest.strip_prefix('{') {
                // `use crate::{a::B, c::{D, E}};`: the names at the first level.
                Some(list) => {
                    let mut depth = 0;
                    let mut name = String::new();
                    for char in list.chars() {
                        match char {
                            '{' => depth += 1,
                            '}' if depth == 0 => break,
                            '}' => depth -= 1,
                            ',' if depth == 0 => used.extend(Some(std::mem::take(&mut name))),
                            other if depth == 0 => name.push(other),
                            _ => {}
                        }
                    }
                    used.insert(name);
                }
                None => {
                    used.insert(rest.chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect());
                }
            }
        }
    }
    let first = |name: String| name.trim().split("::").next().unwrap_or_default().to_owned();
    used.into_iter().map(first).filter(|name| !name.is_empty()).collect()
}

fn rust_files(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            rust_files(&entry.unwrap().path(), files);
        }
    } else if path.extension().is_some_and(|end| end == "rs")
        && !path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs" | "samples.rs")))
    {
        files.push(path.to_owned());
    }
}

#[test]
fn inside_the_core_arrows_point_down() {
    let core = crates().join("core/src");
    let known: BTreeSet<&str> = CORE.iter().map(|(name, _)| *name).collect();
    for entry in fs::read_dir(&core).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "lib" {
            continue;
        }
        let (_, allowed) = CORE
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap_or_else(|| panic!("{name} is a room that ARCHITECTURE.md and this test do not know"));
        for used in used(&path).into_iter().filter(|used| known.contains(used.as_str()) && *used != name) {
            let fine = allowed.contains(&used.as_str()) || GROUND.contains(&used.as_str());
            assert!(fine, "core/{name} uses core/{used}");
        }
    }
}

#[test]
fn crates_know_only_whom_they_may() {
    for (name, allowed) in CRATES {
        let manifest = fs::read_to_string(crates().join(name).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dev-dependencies]").next().unwrap();
        let depends_on =
            |package: &str| dependencies.lines().any(|line| line.split([' ', '=', '.']).next() == Some(package));
        for package in ["seatable", "rowbell-core", "rowbell-api", "rowbell", "rowbell-stand-in"] {
            let own = format!("rowbell-{name}") == package || *name == package;
            assert!(own || !depends_on(package) || allowed.contains(&package), "{name} depends on {package}");
        }
        let desktops: &[&str] = match *name {
            "agent" => &["tauri", "gtk"],
            "../src-tauri" => &[],
            _ => DESKTOP,
        };
        for package in desktops {
            assert!(!depends_on(package), "{name} depends on {package}, which is a desktop's");
        }
    }
}
